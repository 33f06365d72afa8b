"""The colours of the screens: light, dark, and high contrast in both.

Plain values, so that a test can compute every contrast without a window.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ui.theme_status import Status


@dataclass(frozen=True, slots=True)
class Tone:
    """The colours of one status.

    `ink` is text and sign, on `tag` (the pill behind it) and on every ground; `fill` is a solid
    mark (tick box, progress segment) with `on_fill` for the sign inside it.
    """

    ink: str
    tag: str
    fill: str
    on_fill: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Colours:
    """One scheme. Grounds: canvas, surface, panel, field, hover, selected, opened."""

    name: str
    dark: bool
    canvas: str
    surface: str
    panel: str
    field: str
    hover: str
    selected: str
    opened: str
    ink: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    link: str
    focus: str
    line: str
    line_soft: str
    edge: str
    empty: str
    scroll: str
    disabled: str
    on_disabled: str
    done: Tone
    variance: Tone
    overdue: Tone
    due_today: Tone
    running: Tone
    blocked: Tone
    later: Tone
    not_applicable: Tone
    undecided: Tone
    border: int = 1
    """pixels of a control's outline; the one with the keys has one more"""

    def tone(self, status: Status) -> Tone:
        """The colours of `status`."""
        tone: Tone = getattr(self, status.value)
        return tone

    def grounds(self) -> dict[str, str]:
        """Every background that text stands on, by name."""
        names = ("canvas", "surface", "panel", "field", "hover", "selected", "opened")
        return {name: getattr(self, name) for name in names}

    def text_pairs(self) -> Iterator[tuple[str, str, str]]:
        """Every (what, foreground, background) that shows text."""
        for ground_name, ground in self.grounds().items():
            yield f"ink on {ground_name}", self.ink, ground
            yield f"muted on {ground_name}", self.muted, ground
            yield f"link on {ground_name}", self.link, ground
            for status in Status:
                yield f"{status.value} on {ground_name}", self.tone(status).ink, ground
        yield "on_accent on accent", self.on_accent, self.accent
        yield "on_accent on accent_hover", self.on_accent, self.accent_hover
        yield "on_disabled on disabled", self.on_disabled, self.disabled
        for status in Status:
            tone = self.tone(status)
            yield f"{status.value} on its tag", tone.ink, tone.tag
            yield f"{status.value} on its fill", tone.on_fill, tone.fill

    def edge_pairs(self) -> Iterator[tuple[str, str, str]]:
        """Every (what, foreground, background) that shows a control's outline or the focus."""
        for ground_name, ground in self.grounds().items():
            yield f"edge on {ground_name}", self.edge, ground
            yield f"focus on {ground_name}", self.focus, ground


def contrast(one: str, other: str) -> float:
    """The WCAG 2 contrast ratio of two `#rrggbb` colours: 1 (the same) to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


_GREY_LIGHT = Tone(ink="#4f5967", tag="#eceff3", fill="#68727f", on_fill="#ffffff")

LIGHT = Colours(
    name="light",
    dark=False,
    canvas="#f5f6f8",
    surface="#ffffff",
    panel="#fafbfc",
    field="#ffffff",
    hover="#f0f4f9",
    selected="#e6f0fa",
    opened="#f3f8fd",
    ink="#17202b",
    muted="#55606e",
    accent="#0b5cad",
    accent_hover="#094c90",
    on_accent="#ffffff",
    link="#0b5cad",
    focus="#0b5cad",
    line="#dde1e7",
    line_soft="#eceff3",
    edge="#7f8996",
    empty="#e3e7ec",
    scroll="#bcc4ce",
    disabled="#eceff3",
    on_disabled="#5b6572",
    done=Tone("#1b6e3c", "#e7f5ec", "#267a4a", "#ffffff"),
    variance=Tone("#6b3fa0", "#f2ecfa", "#6b3fa0", "#ffffff"),
    overdue=Tone("#b42318", "#fdecea", "#b42318", "#ffffff"),
    due_today=Tone("#87500a", "#fdf3e1", "#93560a", "#ffffff"),
    running=Tone("#0b5cad", "#e0edfa", "#0b5cad", "#ffffff"),
    blocked=_GREY_LIGHT,
    later=_GREY_LIGHT,
    not_applicable=_GREY_LIGHT,
    undecided=_GREY_LIGHT,
)

_GREY_DARK = Tone(ink="#b5bfcb", tag="#2b3440", fill="#9aa5b3", on_fill="#12171e")

DARK = Colours(
    name="dark",
    dark=True,
    canvas="#12171e",
    surface="#1a2129",
    panel="#161c23",
    field="#141a21",
    hover="#202933",
    selected="#1b3450",
    opened="#182838",
    ink="#e8ecf1",
    muted="#a9b4c2",
    accent="#2470bb",
    accent_hover="#1f65aa",
    on_accent="#ffffff",
    link="#7dbbf4",
    focus="#7dbbf4",
    line="#303a46",
    line_soft="#262f39",
    edge="#8492a3",
    empty="#364150",
    scroll="#4a5766",
    disabled="#262f39",
    on_disabled="#9ba6b4",
    done=Tone("#7fd3a0", "#1c3b2a", "#63c08a", "#10261a"),
    variance=Tone("#cdb4f2", "#35284b", "#b897ea", "#1e1330"),
    overdue=Tone("#ffa399", "#4a1f1c", "#ff8a7d", "#330b07"),
    due_today=Tone("#f2c879", "#43331b", "#e5b457", "#2b1e06"),
    running=Tone("#8cc4f7", "#1d3c5e", "#6db3f2", "#06213a"),
    blocked=_GREY_DARK,
    later=_GREY_DARK,
    not_applicable=_GREY_DARK,
    undecided=_GREY_DARK,
)

_GREY_CONTRAST = Tone(ink="#000000", tag="#ffffff", fill="#000000", on_fill="#ffffff")

CONTRAST = Colours(
    name="contrast",
    dark=False,
    canvas="#ffffff",
    surface="#ffffff",
    panel="#ffffff",
    field="#ffffff",
    hover="#efefef",
    selected="#dbe9ff",
    opened="#ffffff",
    ink="#000000",
    muted="#1a1a1a",
    accent="#00305f",
    accent_hover="#000000",
    on_accent="#ffffff",
    link="#00305f",
    focus="#00305f",
    line="#000000",
    line_soft="#4d4d4d",
    edge="#000000",
    empty="#bdbdbd",
    scroll="#000000",
    disabled="#ffffff",
    on_disabled="#3d3d3d",
    done=Tone("#003d19", "#ffffff", "#003d19", "#ffffff"),
    variance=Tone("#3e1470", "#ffffff", "#3e1470", "#ffffff"),
    overdue=Tone("#750b04", "#ffffff", "#750b04", "#ffffff"),
    due_today=Tone("#4a2900", "#ffffff", "#4a2900", "#ffffff"),
    running=Tone("#00305f", "#ffffff", "#00305f", "#ffffff"),
    blocked=_GREY_CONTRAST,
    later=_GREY_CONTRAST,
    not_applicable=_GREY_CONTRAST,
    undecided=_GREY_CONTRAST,
    border=2,
)

_GREY_CONTRAST_DARK = Tone(ink="#ffffff", tag="#000000", fill="#ffffff", on_fill="#000000")

CONTRAST_DARK = Colours(
    name="contrast-dark",
    dark=True,
    canvas="#000000",
    surface="#000000",
    panel="#000000",
    field="#000000",
    hover="#262626",
    selected="#002f66",
    opened="#000000",
    ink="#ffffff",
    muted="#ededed",
    accent="#ffd800",
    accent_hover="#ffffff",
    on_accent="#000000",
    link="#9bd7ff",
    focus="#ffd800",
    line="#ffffff",
    line_soft="#b3b3b3",
    edge="#ffffff",
    empty="#4d4d4d",
    scroll="#ffffff",
    disabled="#000000",
    on_disabled="#c4c4c4",
    done=Tone("#8ff0b4", "#000000", "#8ff0b4", "#000000"),
    variance=Tone("#e0c8ff", "#000000", "#e0c8ff", "#000000"),
    overdue=Tone("#ffb9b0", "#000000", "#ffb9b0", "#000000"),
    due_today=Tone("#ffd98a", "#000000", "#ffd98a", "#000000"),
    running=Tone("#a9d8ff", "#000000", "#a9d8ff", "#000000"),
    blocked=_GREY_CONTRAST_DARK,
    later=_GREY_CONTRAST_DARK,
    not_applicable=_GREY_CONTRAST_DARK,
    undecided=_GREY_CONTRAST_DARK,
    border=2,
)

SCHEMES = (LIGHT, DARK, CONTRAST, CONTRAST_DARK)
