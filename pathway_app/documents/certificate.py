"""The certificate of a verification: what was recomputed, with what result, by whom, and the head of the log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pathway_app.documents import frame
from pathway_app.documents.edition import Edition
from pathway_app.documents.model import (
    TO_WRITE_IN,
    Block,
    Column,
    Document,
    Head,
    Heading,
    Lines,
    Run,
    Table,
    ToFill,
    compose,
    plain,
)
from pathway_app.messages import Sentences
from pathway_app.queries import LogHead, Verification

_PROBLEMS_TOLD = 100
_HASH_PIECE = 8


@dataclass(frozen=True, slots=True)
class Compared:
    """A head that somebody brought along (printed on a sheet, kept elsewhere), and whether the log has it."""

    told: str
    stands: bool


def certificate(
    found: Verification,
    edition: Edition,
    place: str,
    begun_at: datetime,
    compared: tuple[Compared, ...] = (),
) -> Document:
    """`edition.head` is that of the verified log; `place` says which database it was, without a password."""
    words = edition.words
    _ = words.gettext
    title = _("Certificate of verification")
    subtitle = frame.foot(None, edition).identity
    by = Run(edition.printed_by)
    head = Head(
        title=title,
        subtitle=subtitle,
        circumstances=(
            compose(_("Verified {moment}"), moment=Run(words.moment(begun_at), bold=True)),
            compose(_("Printed {moment} by {name}"), moment=words.moment(edition.printed_at), name=by),
        ),
        mark=frame.demo_mark(edition),
    )
    return Document(
        language=words.language,
        subject=title,
        head=head,
        identity=None,
        blocks=tuple(_Certificate(found, edition, place, begun_at, compared).blocks()),
        foot=frame.foot(None, edition),
        continued=_("{title} (continued)"),
        code="",
    )


class _Certificate:
    def __init__(
        self,
        found: Verification,
        edition: Edition,
        place: str,
        begun_at: datetime,
        compared: tuple[Compared, ...],
    ) -> None:
        self.found, self.edition, self.place = found, edition, place
        self.begun_at, self.compared = begun_at, compared
        self.words = edition.words
        self._ = edition.words.gettext

    def blocks(self) -> Iterator[Block]:
        yield Heading(self._result())
        yield self._facts()
        yield Heading(self._("What was verified"))
        yield Lines(
            (
                plain(
                    self._(
                        "Every event of the log was hashed again (SHA-256 over the hash of the event before it and its "
                        "own content) and compared; the numbers follow each other without a gap. Every row that is "
                        "kept beside the log for lists and search was computed anew from the events and compared."
                    )
                ),
                plain(
                    self._(
                        "A log that was cut off at its end is sound in itself. Compare the head above, or the "
                        "reference in the foot of any sheet that was printed before, with the log (“verify "
                        "--reference”): the event must be there."
                    )
                ),
            )
        )
        if self.compared:
            yield Heading(self._("Compared with what stood on paper"))
            yield Lines(tuple(map(self._compared, self.compared)))
        if self.found.problems:
            yield Heading(self._("What does not hold"))
            yield self._problems()
        yield Heading(self._("Signature"))
        yield self._signature()

    def _result(self) -> str:
        if self.found.sound:
            return self._("The record holds.")
        return self._("The record does not hold.")

    def _facts(self) -> Table:
        _, head = self._, self.found.head
        n = len(self.found.problems)
        rows = [
            (
                _("Result"),
                _("sound") if self.found.sound else self.words.ngettext("{n} problem", "{n} problems", n),
            ),
            (_("Events"), str(head.number)),
            (_("Courses"), str(self.found.courses)),
            (_("Head of the log"), _("event {number}").format(number=head.number)),
            (_("Hash"), grouped(head) or "–"),
            (_("Reference"), head.reference or "–"),
            (_("Verified"), self.words.moment(self.begun_at)),
            (_("By"), self.edition.printed_by),
            (_("Database"), self.place),
        ]
        columns = (Column((), 22), Column((), 102))
        return Table(columns, tuple(((plain(title),), (plain(text, bold=True),)) for title, text in rows))

    def _compared(self, each: Compared) -> tuple[Run, ...]:
        told = (
            self._("{told}: the log has this event.")
            if each.stands
            else self._("{told}: the log does not have it.")
        )
        return compose(told, told=Run(each.told, True))

    def _problems(self) -> Table:
        sentences = Sentences(self.words)
        told = [sentences.log_problem(each) for each in self.found.problems[:_PROBLEMS_TOLD]]
        columns = (Column(plain(self._("No.")), 8), Column(plain(self._("Problem")), 116))
        return Table(columns, tuple(((plain(str(n)),), (plain(each),)) for n, each in enumerate(told, 1)))

    def _signature(self) -> Table:
        _ = self._
        columns = tuple(Column((), 41) for _place in range(3))
        labels = (_("Name:"), _("Date:"), _("Signature:"))
        cells = tuple((ToFill(plain(each)),) for each in labels)
        return Table(columns, (cells,), row_height=2 * TO_WRITE_IN)


def grouped(head: LogHead) -> str:
    """The whole hash in groups of eight, so that it can be compared by eye."""
    return " ".join(head.hash[at : at + _HASH_PIECE] for at in range(0, len(head.hash), _HASH_PIECE))
