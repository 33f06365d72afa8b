"""What an administrator hands over with a password for one log-in: a page, to be thrown away after."""

from __future__ import annotations

from pathway_app.documents import frame
from pathway_app.documents.edition import Edition
from pathway_app.documents.model import Column, Document, Head, Lines, Run, Table, compose, plain
from pathway_app.people import Actor


def login_note(account: Actor, password: str, edition: Edition) -> Document:
    """`edition` says by whom and when it was printed."""
    words = edition.words
    _ = words.gettext
    title = _("Password for one log-in")
    by = Run(edition.printed_by)
    rows = (
        (_("For"), account.full_name),
        (_("Account"), account.name),
        (_("Password"), password),
    )
    table = Table(
        (Column((), 22), Column((), 102)),
        tuple(((plain(name),), (plain(text, bold=True),)) for name, text in rows),
        row_height=26,
    )
    told = _(
        "At the first log-in you choose a password of your own: at least ten characters, and not the account's name. "
        "Then throw this page away where nobody finds it."
    )
    return Document(
        language=words.language,
        subject=title,
        head=Head(
            title=title,
            subtitle=frame.foot(None, edition).identity,
            circumstances=(
                compose(_("Printed {moment} by {name}"), moment=words.moment(edition.printed_at), name=by),
            ),
            mark="",
        ),
        identity=None,
        blocks=(table, Lines((plain(told),))),
        foot=frame.foot(None, edition),
        continued=_("{title} (continued)"),
        code="",
    )
