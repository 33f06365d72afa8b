"""What can be done on every screen: the window's own part of the list that F1 and the command palette show."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Protocol

from pathway_app.languages import LANGUAGE_NAMES
from ui.actions import Action
from ui.bridge import Bridge
from ui.emergency import EmergencyAccess
from ui.looks import Looks, scheme_titles
from ui.places import Places

LOCK_KEYS = "Ctrl+L"


class Inside(Protocol):
    """What the actions do in the window."""

    bridge: Bridge
    looks: Looks
    places: Places
    emergency: EmergencyAccess

    def show_palette(self) -> None: ...

    def show_keys(self) -> None: ...

    def search(self) -> None: ...

    def new_patient(self) -> None: ...

    def undo(self) -> None: ...

    def refresh(self) -> None: ...

    def lock(self) -> None: ...

    def switch(self) -> None: ...

    def change_password(self) -> None: ...

    def go(self, place: str) -> None: ...


def everywhere(inside: Inside, *, whoever: bool = False) -> tuple[Action, ...]:
    """The window's actions, in the order of F1; those of `whoever` may work here, or of who does now."""
    _ = inside.bridge.words.gettext
    return (
        Action("window.palette", _("Everything that can be done here"), "Ctrl+Shift+P", inside.show_palette),
        Action("window.find", _("Find a patient"), "Ctrl+K", inside.search),
        Action(
            "window.new-patient",
            _("New patient"),
            "Ctrl+N",
            inside.new_patient,
            inside.bridge.may("EnrolPatient"),
            _("Your role may not enter patients."),
        ),
        Action("window.undo", _("Take back what I entered last"), "Ctrl+Z", inside.undo),
        Action("window.refresh", _("Read the record again"), "F5", inside.refresh),
        _lock(inside),
        *(each for each in own_actions(inside) if each.id != "window.lock"),
        *_places(inside, whoever),
        *_looks(inside),
        Action("window.next", _("To the next thing on the screen"), "Tab"),
        Action("window.help", _("This help"), "F1", inside.show_keys),
    )


def own_actions(inside: Inside) -> tuple[Action, ...]:
    """What concerns who sits here: what the menu at the rail's foot offers too."""
    bridge = inside.bridge
    _ = bridge.words.gettext
    actions = [_lock(inside)]
    if bridge.guarded:
        actions += [
            Action("window.switch", _("Someone else…"), "", inside.switch),
            Action("window.password", _("Change my password…"), "", inside.change_password),
        ]
    if bridge.may("BeginEmergency"):
        begun = bridge.in_emergency()
        actions.append(
            Action(
                "window.emergency",
                _("Emergency access…"),
                "",
                inside.emergency.ask,
                not begun,
                _("It has begun already."),
            )
        )
    return tuple(actions)


def _lock(inside: Inside) -> Action:
    _ = inside.bridge.words.gettext
    return Action("window.lock", _("Hide everything while nobody sits here"), LOCK_KEYS, inside.lock)


def _looks(inside: Inside) -> Iterator[Action]:
    words, looks = inside.bridge.words, inside.looks
    _ = words.gettext
    for language, name in LANGUAGE_NAMES.items():
        title = _("Language: {language}").format(language=name)
        now = language == looks.language()
        yield Action(
            f"window.speak-{language}",
            title,
            "",
            partial(looks.speak, language),
            not now,
            _("It is so already."),
        )
    for scheme, name in scheme_titles(words).items():
        title = _("Colours: {colours}").format(colours=name)
        now = scheme is looks.scheme()
        yield Action(
            f"window.colours-{scheme.value}",
            title,
            "",
            partial(looks.show_in, scheme),
            not now,
            _("It is so already."),
        )


def _places(inside: Inside, whoever: bool) -> Iterator[Action]:
    _, actor = inside.bridge.words.gettext, inside.bridge.actor
    for number, place in enumerate(inside.places.rail, start=1):
        if not whoever and not place.may_see(actor):
            continue
        title = _("Go to: {place}").format(place=place.title)
        yield Action(f"window.to-{place.key}", title, f"Ctrl+{number}", partial(inside.go, place.key))
