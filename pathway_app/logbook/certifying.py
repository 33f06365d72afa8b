"""A verification put on record, and its certificate as a PDF."""

from __future__ import annotations

from datetime import datetime

from pathway_app.documents.certificate import Compared, certificate
from pathway_app.issuing import edition
from pathway_app.ports import Queries
from pathway_app.queries import Verification


def result_details(found: Verification) -> dict[str, str]:
    """What the log is told of a verification: its result, how far it went, the first bad event."""
    told = {"result": "sound" if found.sound else "unsound", "events": str(found.head.number)}
    if not found.sound:
        told["problems"] = str(len(found.problems))
        first = next((each.number for each in found.problems if each.number is not None), None)
        if first is not None:
            told["first"] = str(first)
    return told


def certificate_pdf(
    queries: Queries,
    found: Verification,
    place: str,
    begun_at: datetime,
    printed_at: datetime,
    language: str,
    by: str,
    compared: tuple[Compared, ...] = (),
) -> bytes:
    """`by` is the full name of who verified. Its foot has the head of the log that was verified."""
    from dataclasses import replace

    from pathway_app.documents import pdf

    of = replace(edition(queries, language, printed_at, by), head=found.head)
    document = certificate(found, of, place, begun_at, compared)
    if pdf.lacking(document):
        document = pdf.without_unprintable(document, facts=False)
    return pdf.render([document])
