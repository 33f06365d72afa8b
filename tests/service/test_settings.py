"""The site's settings: what is accepted is kept as written, what is not is named and changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from pathway_app.commands import ChangeSite
from pathway_app.domain.errors import Refused
from pathway_app.i18n import Words
from pathway_app.messages import Sentences
from pathway_app.people import Site
from pathway_app.ports import Record
from pathway_app.services import Service
from tests.conftest import OpenRecord
from tests.recording import ADMIN


@pytest.fixture
def record(opened: OpenRecord, sqlite_file: Path) -> Record:
    return opened(str(sqlite_file))


def change(record: Record, **settings: str) -> Site:
    Service(record).execute(ChangeSite(settings=settings), ADMIN)
    return site(record)


def site(record: Record) -> Site:
    with record.queries() as queries:
        assert queries.verify().sound
        return queries.site()


def sentences(record: Record, **settings: str) -> list[str]:
    """The reasons for a refusal, after which nothing has changed."""
    with record.queries() as queries:
        before = queries.log_head()
    with pytest.raises(Refused) as refused:
        change(record, **settings)
    with record.queries() as queries:
        assert queries.log_head() == before
    return list(Sentences(Words("en")).refused(refused.value))


def test_every_setting_has_a_value_from_the_beginning(record: Record) -> None:
    assert site(record) == Site(
        zone="Europe/Brussels",
        language="nl",
        shift_starts="07:00 15:00 23:00",
        downtime_every_hours="4",
        downtime_keep="12",
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("hospital", "UZ “R&D” <Łódź>"),
        ("contact_ordinary", "consultatie 02 555 12 12, werkdagen 8–17 u."),
        ("contact_urgent", "x" * 200),
        ("contact_urgent", ""),
        ("downtime_folder", "/srv/nood  map"),
        ("language", "en"),
        ("zone", "Europe/Paris"),
        ("shift_starts", "00:00"),
        ("shift_starts", "06:45 14:30 22:15"),
        ("shift_starts", "00:00 04:00 08:00 12:00 16:00 23:59"),
        ("downtime_every_hours", "1"),
        ("downtime_every_hours", "24"),
        ("downtime_keep", "1"),
        ("downtime_keep", "200"),
    ],
)
def test_what_is_accepted_is_kept(record: Record, name: str, value: str) -> None:
    assert getattr(change(record, **{name: value}), name) == value


def test_surrounding_and_double_space_go(record: Record) -> None:
    changed = change(record, ward="  3B ", shift_starts=" 07:00   19:00 ")
    assert (changed.ward, changed.shift_starts) == ("3B", "07:00 19:00")


@pytest.mark.parametrize(
    "value",
    [
        "",
        "7:00",
        "07.00",
        "24:00",
        "07:60",
        "07:00,15:00",
        "15:00 07:00",
        "07:00 07:00",
        "00:00 01:00 02:00 03:00 04:00 05:00 06:00",
        "07:00 x",
        "०७:००",
    ],
)
def test_shift_starts_are_refused_by_name(record: Record, value: str) -> None:
    assert sentences(record, shift_starts=value) == [
        "shift_starts: write one to six times such as 07:00, each later than the one before, with a space between."
    ]


@pytest.mark.parametrize(("name", "most"), [("downtime_every_hours", 24), ("downtime_keep", 200)])
@pytest.mark.parametrize("value", ["", "0", "-1", "1.5", "4 h", "٤", "04", "9" * 5000, "beyond"])
def test_numbers_are_refused_by_name(record: Record, name: str, most: int, value: str) -> None:
    value = str(most + 1) if value == "beyond" else value
    assert sentences(record, **{name: value}) == [f"{name} must be a whole number from 1 to {most}."]


@pytest.mark.parametrize("value", ["x" * 201, "a\nb", "a\tb", "a\u2028b", "a\x00b", "\ud800"])
@pytest.mark.parametrize("name", ["contact_ordinary", "hospital", "downtime_folder"])
def test_texts_are_one_line(record: Record, name: str, value: str) -> None:
    assert sentences(record, **{name: value}) == [f"{name} must be one line of at most 200 characters."]


def test_every_reason_is_given_at_once(record: Record) -> None:
    assert sentences(record, demo="yes", ward="3B", zone="Mars", language="tlh") == [
        "There is no setting demo.",
        "Mars is not a time zone.",
        "language: tlh is not one of nl, en, fr, de.",
    ]


def test_what_stays_as_it_is_is_not_recorded(record: Record) -> None:
    change(record, ward="3B")
    with record.queries() as queries:
        before = queries.log_head()
    change(record, ward="3B", downtime_keep="12")
    with record.queries() as queries:
        assert queries.log_head() == before
