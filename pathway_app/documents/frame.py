"""What stands on every page of every sheet: head, identity and foot."""

from __future__ import annotations

from collections.abc import Iterable

from pathway_app import wording
from pathway_app.documents.breaking import NO_BREAK
from pathway_app.documents.edition import Edition
from pathway_app.documents.model import (
    ACCOUNT,
    SETTINGS,
    Block,
    Document,
    Foot,
    Head,
    IdentityBlock,
    Place,
    Run,
    Shape,
    Text,
    TypeSize,
    compose,
    joined,
    plain,
)
from pathway_app.documents.scan_code import scan_code
from pathway_app.i18n import Words
from pathway_app.messages import INPUTS
from pathway_app.people import Identity, Site
from pathway_app.queries import CourseRecord
from pathway_app.sheets import Copy, Sheet

_OF_A_SHIFT = frozenset({Sheet.WARD, Sheet.HANDOVER})
"""the sheets that one shift hands to the next"""


def national_number_shown(digits: str) -> str:
    """`74.03.14-001.23`; anything but 11 digits unchanged."""
    if len(digits) != 11:
        return digits
    return f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}-{digits[6:9]}.{digits[9:]}"


def head(sheet: Sheet, title: str, edition: Edition, copy: Copy | None) -> Head:
    """Title and place, what moment the sheet shows, who printed it when, which copy it is and until when it holds,
    and the mark of a demonstration site."""
    words, site = edition.words, edition.site
    _ = words.gettext
    by = Run(edition.printed_by, place=Place(ACCOUNT, _("Name of an account")))
    return Head(
        title=title,
        subtitle=_place(site, words),
        circumstances=(
            compose(_("State as of {moment}"), moment=Run(words.moment(edition.as_of), bold=True)),
            compose(_("Printed {moment} by {name}"), moment=words.moment(edition.printed_at), name=by),
            _copy(sheet, edition, copy),
        ),
        mark=demo_mark(edition),
    )


def demo_mark(edition: Edition, *, of_many: bool = False) -> str:
    """What says on each page that nobody on it is real; empty where the people are. `of_many`: of a whole cohort."""
    _ = edition.words.gettext
    if not edition.site.demo:
        return ""
    return _("DEMO — not real patients") if of_many else _("DEMO — not a real patient")


def _copy(sheet: Sheet, edition: Edition, copy: Copy | None) -> Text:
    """Which copy it is and until when it holds; what is only looked at says so."""
    words = edition.words
    if copy is None and edition.is_recorded:
        return plain(words.gettext("Preview — not issued"), bold=True)
    if copy is None:
        number = Run(words.gettext("No copy number: the record could not be written"), bold=True)
    else:
        number = Run(words.gettext("Copy {number}").format(number=copy.number), bold=True)
    until = edition.valid_until
    if until is None or sheet not in _OF_A_SHIFT:
        return (number,)
    end = words.short_moment(until, edition.printed_at).replace(" ", NO_BREAK)
    return (number, *compose(words.gettext(" · valid until the end of the next shift, {moment}"), moment=end))


def identity_block(identity: Identity, edition: Edition) -> IdentityBlock:
    """The patient as on every screen: CAPITALS family name, born and age, sex, numbers, bed, surgeon."""
    words = edition.words
    _ = words.gettext
    born = compose(_("Born {date}"), date=Run(wording.born(identity, edition.as_of, words), bold=True))
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
        name=name(identity, words, bold=True),
        paragraphs=tuple(line for line in lines if line),
        short=joined(" · ", (who, national, bed, surgeon)),
    )


def foot(identity: Identity | None, edition: Edition) -> Foot:
    """Both identifiers (about no single patient: the ward), that a print is a snapshot, the log reference, the page."""
    words, log = edition.words, edition.head
    _ = words.gettext
    reference = _("No event in the log yet")
    if log.reference:
        reference = _("Check {reference} · event {number}").format(reference=log.reference, number=log.number)
    return Foot(
        identity=_identifiers(identity, words) if identity else _place(edition.site, words),
        notice=_(
            "A print is a snapshot; the program is the truth. It records and shows, and gives no advice."
        ),
        reference=reference,
        page=_("Page {page} of {pages}"),
    )


def of_patient(
    sheet: Sheet,
    title: str,
    record: CourseRecord,
    edition: Edition,
    blocks: Iterable[Block],
    *,
    type_size: TypeSize = TypeSize.USUAL,
) -> Document:
    """A sheet about one patient: every page says who it is."""
    identity, copy = record.patient.identity, edition.copy(sheet, record.course.id)
    return Document(
        language=edition.words.language,
        subject=identity.mrn,
        head=head(sheet, title, edition, copy),
        identity=identity_block(identity, edition),
        blocks=tuple(blocks),
        foot=foot(identity, edition),
        continued=edition.words.gettext("{title} (continued)"),
        code=scan_code(identity.mrn, edition.head, sheet, copy.number if copy else 0),
        type_size=type_size,
    )


def of_ward(
    sheet: Sheet, title: str, edition: Edition, blocks: Iterable[Block], *, shape: Shape = Shape.UPRIGHT
) -> Document:
    """A sheet about several patients, or none: whoever stands on it must be told with two identifiers."""
    copy = edition.copy(sheet)
    return Document(
        language=edition.words.language,
        subject=title,
        head=head(sheet, title, edition, copy),
        identity=None,
        blocks=tuple(blocks),
        foot=foot(None, edition),
        continued=edition.words.gettext("{title} (continued)"),
        code=scan_code("", edition.head, sheet, copy.number if copy else 0),
        shape=shape,
    )


def of_report(title: str, edition: Edition, blocks: Iterable[Block]) -> Document:
    """What tells of many courses and no patient: no sheet that is issued, so without copy number and code."""
    words = edition.words
    _ = words.gettext
    by = Run(edition.printed_by, place=Place(ACCOUNT, _("Name of an account")))
    head = Head(
        title=title,
        subtitle=_place(edition.site, words),
        circumstances=(
            compose(_("State as of {moment}"), moment=Run(words.moment(edition.as_of), bold=True)),
            compose(_("Made {moment} by {name}"), moment=words.moment(edition.printed_at), name=by),
        ),
        mark=demo_mark(edition, of_many=True),
    )
    return Document(
        language=words.language,
        subject=title,
        head=head,
        identity=None,
        blocks=tuple(blocks),
        foot=foot(None, edition),
        continued=_("{title} (continued)"),
        code="",
        shape=Shape.ACROSS,
    )


def identifiers(identity: Identity, words: Words) -> tuple[Text, Text]:
    """A patient in a row of a table: the name, and below it birth date and record number."""
    below = (
        Run(f"{words.day(identity.birth_date)} · "),
        Run(identity.mrn, place=_input("mrn", words)),
    )
    return (name(identity, words, bold=True),), below


def _identifiers(identity: Identity, words: Words) -> Text:
    who, numbers = name(identity, words, bold=False), identifiers(identity, words)[1]
    return (who, Run(" · "), *numbers)


def _place(site: Site, words: Words) -> Text:
    setting = words.gettext("Setting {name}")
    told = zip(SETTINGS, (site.hospital, site.ward), strict=True)
    parts = ((Run(text, place=Place(name, setting.format(name=name))),) for name, text in told if text)
    return joined(" · ", parts)


def name(identity: Identity, words: Words, *, bold: bool) -> Run:
    """The family name in capitals, then the given name."""
    return Run(identity.display_name, bold, Place("family_name", words.gettext("Name")))


def _input(field: str, words: Words) -> Place:
    return Place(field, words.gettext(INPUTS[field]))
