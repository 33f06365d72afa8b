"""The record on a PostgreSQL server of its own: a tick."""

from __future__ import annotations

import json
from itertools import count

import psycopg

from benchmarks.large_record import COORDINATOR, StillClock, furnish
from benchmarks.paired import Row, paired
from benchmarks.record import TICKS, prepared_ticks
from db.engine import DatabaseRecords
from pathway_app.services import Service
from tests.postgresql import PostgresqlServer

_BARE_TABLES = """
CREATE TABLE bare_entry (seq bigint PRIMARY KEY, body text NOT NULL);
CREATE TABLE bare_current (id text PRIMARY KEY, state text NOT NULL);
"""


def measure() -> list[Row]:
    server = PostgresqlServer()
    try:
        server.run("CREATE DATABASE zorgpad_bench")
        return [_tick(server.url("zorgpad_bench"))]
    finally:
        server.remove()


def _tick(url: str) -> Row:
    record = DatabaseRecords(StillClock()).create(url)
    service = Service(record)
    furnish(service)
    waiting = iter(prepared_ticks(record, service, TICKS + 1))
    body = json.dumps({"values": {"result": "obtained"}, "by": "an", "text": "x" * 300})
    numbers = count(1)
    with psycopg.connect(url) as bare:
        bare.execute(_BARE_TABLES)
        bare.commit()

        def floor() -> None:
            number = next(numbers)
            bare.execute("INSERT INTO bare_entry VALUES (%s, %s)", (number, body))
            bare.execute(
                "INSERT INTO bare_current VALUES (%s, 'done') ON CONFLICT (id) DO UPDATE SET state = excluded.state",
                (str(number % 7),),
            )
            bare.commit()

        row = paired(
            "one tick through the service, PostgreSQL",
            lambda: service.execute(next(waiting), COORDINATOR),
            floor,
            budget=4,
            against="psycopg, two statements",
            rounds=TICKS,
        )
    record.close()
    return row
