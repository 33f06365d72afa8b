"""Drafts and preferences of an account, each change a small transaction of its own, beside the log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from db import sql
from db.link import Link, Row
from db.mappers import instant, instant_text
from db.store import Store
from pathway_app.drafts import Draft


class _OfAccount:
    """What one account keeps in `store`."""

    def __init__(self, store: Store, account: str) -> None:
        self._store = store
        self._account = account

    @contextmanager
    def _reading(self) -> Iterator[Link]:
        link = self._store.begin_read()
        try:
            yield link
        finally:
            self._store.end(link, writing=False)

    @contextmanager
    def _writing(self) -> Iterator[Link]:
        link = self._store.begin_write()
        try:
            yield link
            self._store.commit(link)
        finally:
            self._store.end(link, writing=True)


class DatabaseDrafts(_OfAccount):
    """`pathway_app.drafts.DraftStore`."""

    def save(self, key: str, content: str) -> None:
        with self._writing() as link:
            row = {
                "account": self._account,
                "key": key,
                "saved_at": instant_text(self._store.now(link)),
                "content": content,
            }
            link.run(sql.PUT_DRAFT, row)

    def load(self, key: str) -> Draft | None:
        with self._reading() as link:
            row = link.row(sql.DRAFT, {"account": self._account, "key": key})
        return None if row is None else _draft(row)

    def all(self) -> tuple[Draft, ...]:
        with self._reading() as link:
            return tuple(map(_draft, link.rows(sql.DRAFTS, {"account": self._account})))

    def drop(self, key: str) -> None:
        with self._writing() as link:
            link.run(sql.DROP_DRAFT, {"account": self._account, "key": key})


def _draft(row: Row) -> Draft:
    return Draft(row[0], instant(row[1]), row[2])


class DatabasePreferences(_OfAccount):
    """`pathway_app.drafts.PreferenceStore`."""

    def save(self, name: str, value: str) -> None:
        with self._writing() as link:
            link.run(sql.PUT_PREFERENCE, {"account": self._account, "name": name, "value": value})

    def load(self, name: str) -> str | None:
        return self.all().get(name)

    def all(self) -> dict[str, str]:
        with self._reading() as link:
            return dict(link.rows(sql.PREFERENCES, {"account": self._account}))

    def drop(self, name: str) -> None:
        with self._writing() as link:
            link.run(sql.DROP_PREFERENCE, {"account": self._account, "name": name})
