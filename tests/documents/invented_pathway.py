"""A made-up pathway in one language, without an outline: nothing in it is known to the program."""

from __future__ import annotations

from datetime import date

from pathway_app.domain.definition import (
    LOCAL,
    NO_TEXT,
    Checkpoint,
    Clock,
    Deadline,
    Field,
    FieldKind,
    LocalText,
    Option,
    PathwayDefinition,
    Phase,
    Rounds,
    Source,
)


def dutch(text: str) -> LocalText:
    return LocalText({"nl": text})


def checkpoint(id_: str, phase: str, title: str, **more: object) -> Checkpoint:
    return Checkpoint(id_, phase, dutch(title), dutch(title), NO_TEXT, LOCAL, dutch("Bakker"), **more)  # type: ignore[arg-type]


def bread() -> PathwayDefinition:
    """Knead, let it rise for three hours, taste again and again."""
    flour = Field(
        "flour",
        dutch("Meel"),
        FieldKind.SEVERAL,
        LOCAL,
        options=(Option("rye", dutch("Rogge")), Option("wheat", dutch("Tarwe"))),
    )
    weight = Field("weight", dutch("Gewicht"), FieldKind.INTEGER, LOCAL, unit=dutch("gram"))
    remark = Field("remark", dutch("Opmerking"), FieldKind.TEXT, LOCAL, required=False)
    making = (
        checkpoint("kneaded", "making", "Gekneed", fields=(flour, weight, remark)),
        checkpoint(
            "risen",
            "making",
            "Gerezen",
            needs=("kneaded",),
            clock=Clock("kneaded", 3, LOCAL),
            deadlines=(Deadline("kneaded", LOCAL, hours=5),),
        ),
    )
    tasting = (
        checkpoint("tasted", "tasting", "Geproefd", needs=("risen",), fields=(remark,), rounds=Rounds(LOCAL)),
    )
    return PathwayDefinition(
        id="bread",
        version="1",
        languages=("nl",),
        title=dutch("Brood bakken"),
        short_title=dutch("Brood"),
        scope=NO_TEXT,
        source=Source(dutch("Kookboek"), date(2020, 1, 1)),
        statements={},
        phases=(
            Phase("making", dutch("Maken"), dutch("Maken"), making),
            Phase("tasting", dutch("Proeven"), dutch("Proeven"), tasting),
        ),
    )
