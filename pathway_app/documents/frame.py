"""What stands on every page of every sheet: head, identity and foot."""

from __future__ import annotations

from datetime import datetime

from pathway_app import wording
from pathway_app.documents.model import Foot, Head, IdentityBlock, Place, Run, Text, compose, joined, plain
from pathway_app.documents.scan_code import scan_code
from pathway_app.i18n import Words
from pathway_app.messages import INPUTS
from pathway_app.people import Identity, Site
from pathway_app.queries import LogHead


def national_number_shown(digits: str) -> str:
    """`74.03.14-001.23`; anything but 11 digits unchanged."""
    if len(digits) != 11:
        return digits
    return f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}-{digits[6:9]}.{digits[9:]}"


def head(
    title: str, site: Site, words: Words, *, as_of: datetime, printed_at: datetime, printed_by: str
) -> Head:
    """Title and place, what moment the sheet shows, who printed it when, and the mark of a demonstration site."""
    _ = words.gettext
    by = Run(printed_by, place=Place(None, _("Printed by")))
    return Head(
        title=title,
        subtitle=" · ".join(filter(None, (site.hospital, site.ward))),
        circumstances=(
            compose(_("State as of {moment}"), moment=Run(words.moment(as_of), bold=True)),
            compose(_("Printed {moment} by {name}"), moment=words.moment(printed_at), name=by),
        ),
        mark=_("DEMO — not a real patient") if site.demo else "",
    )


def identity_block(identity: Identity, words: Words, *, now: datetime, log: LogHead) -> IdentityBlock:
    """The patient as on every screen: CAPITALS family name, born and age, sex, numbers, bed, surgeon."""
    _ = words.gettext
    born = compose(_("Born {date}"), date=Run(wording.born(identity, now, words), bold=True))
    record_number = compose(_("Record number {number}"), number=Run(identity.mrn, True, _input("mrn", words)))
    national: Text = ()
    if identity.national_number:
        shown = national_number_shown(identity.national_number)
        national = compose(_("National number {number}"), number=Run(shown, True))
    bed: Text = ()
    if identity.bed:
        bed = compose(_("Bed {bed}"), bed=Run(identity.bed, True, _input("bed", words)))
    surgeon: Text = ()
    if identity.surgeon:
        surgeon = compose(_("Surgeon {name}"), name=Run(identity.surgeon, True, _input("surgeon", words)))
    who = joined(" · ", (born, plain(wording.sex_letter(identity.sex, words), bold=True), record_number))
    lines = (who, national, joined(" · ", (bed, surgeon)))
    return IdentityBlock(
        name=_name(identity, words, bold=True),
        paragraphs=tuple(line for line in lines if line),
        short=joined(" · ", (who, national, bed, surgeon)),
        code=scan_code(identity.mrn, log),
    )


def foot(identity: Identity, words: Words, log: LogHead) -> Foot:
    """Both identifiers, that a print is a snapshot, the log reference, the page."""
    _ = words.gettext
    reference = _("No event in the log yet")
    if log.reference:
        reference = _("Check {reference} · event {number}").format(reference=log.reference, number=log.number)
    return Foot(
        identity=(
            _name(identity, words, bold=False),
            Run(f" · {words.day(identity.birth_date)} · "),
            Run(identity.mrn, place=_input("mrn", words)),
        ),
        notice=_(
            "A print is a snapshot; the program is the truth. It records and shows, and gives no advice."
        ),
        reference=reference,
        page=_("Page {page} of {pages}"),
    )


def _name(identity: Identity, words: Words, *, bold: bool) -> Run:
    return Run(identity.display_name, bold, _input("family_name", words))


def _input(field: str, words: Words) -> Place:
    return Place(field, words.gettext(INPUTS[field]))
