"""Who may act here: their role, whether they can log in, when they did last; and what an administrator changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from pathway_app.accesses import Access
from pathway_app.accounts import Account
from pathway_app.changes import Changes
from pathway_app.commands import Command, DisableAccount, EnableAccount
from pathway_app.i18n import Words
from pathway_app.logbook.events import LogFilter, LogGroup
from pathway_app.messages import Sentences
from pathway_app.ports import Queries
from pathway_app.signing_in import one_time_password
from ui.actions import Action
from ui.admin.account_dialogs import add_account, ask_disable, change_role, reset_password
from ui.admin.one_time import OneTimeDialog
from ui.admin.section import NARROW_BELOW, ListSection
from ui.bridge import Bridge
from ui.listed import show_listed
from ui.theme_status import Status
from ui.widgets.grouped_table import GroupedTable
from ui.widgets.plain import set_tooltip, wrapping_label
from ui.widgets.table_and_panel import TableAndPanel
from ui.widgets.table_rows import Cell, Column, TableRow

_PAGES, _PAGE = 20, 500
"""so far back in the log the last log-ins are looked for"""
_LAST = 3
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class People:
    """The accounts, and who logged in last when (UTC)."""

    accounts: tuple[Account, ...]
    logged_in: dict[str, datetime]


def people(queries: Queries) -> People:
    """Those who may act first, by name; then those who no longer do."""
    accounts = sorted(queries.all_accounts(), key=lambda each: (each.disabled, each.full_name.casefold()))
    wanted = {each.name for each in accounts if each.has_password}
    return People(tuple(accounts), _last_log_ins(queries, wanted))


def _last_log_ins(queries: Queries, wanted: set[str]) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    after: str | None = None
    log_ins = LogFilter(groups=frozenset({LogGroup.LOG_INS}))
    for _page in range(_PAGES):
        if wanted <= set(found):
            break
        page = queries.log(log_ins, after=after, limit=_PAGE)
        for each in page.rows:
            if each.kind == Access.LOGGED_IN:
                found.setdefault(each.account, each.at)
        after = page.next
        if after is None:
            break
    return found


class PeopleSection(ListSection):
    key = "people"

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._people = People((), {})
        self._to_choose = ""
        _ = self.words.gettext
        self.add_button = self.offer(_("Add…"), "F6", self.add, role="primary")
        self.role_button = self.offer(_("Change role…"), "F7", self.change_role)
        self.reset_button = self.offer(_("New password…"), "F8", self.reset)
        self.state_button = self.offer(_("Disable…"), "F9", self.disable_or_enable)
        self.table = GroupedTable(
            (
                Column(_("Name"), 190, 4),
                Column(_("Role"), 120, 2),
                Column(_("State"), 150, 2),
                Column(_("Last log-in"), 130, 1),
            ),
            _("People"),
        )
        self.table.row_chosen.connect(lambda _key: self._show_what_can_be_done())
        self.table.opened.connect(lambda _key: self.change_role())
        self._listed = TableAndPanel(self.table, spared=(_LAST,), narrow_below=NARROW_BELOW // 2)
        self.column.addWidget(self.trouble)
        self.column.addWidget(self._listed, 1)
        self.column.addWidget(
            wrapping_label(
                _(
                    "An account is never deleted: what it entered names it. It is disabled, and its password is gone."
                )
                if bridge.guarded
                else _("This is a demonstration: nobody logs in, and there are no passwords."),
                "small",
            )
        )
        self._show_what_can_be_done()

    def actions_here(self) -> Sequence[Action]:
        _ = self.words.gettext
        nobody = _("Nobody is chosen.")
        chosen = self.chosen()
        return (
            Action("administration.people-move", _("Choose somebody"), "Up Down"),
            Action("administration.people-add", _("Add somebody"), "F6", self.add),
            Action(
                "administration.people-role",
                _("Change the role"),
                "F7",
                self.change_role,
                chosen is not None,
                nobody,
            ),
            Action(
                "administration.people-reset",
                _("Give a new password for one log-in"),
                "F8",
                self.reset,
                lambda: not self._why_no_password(),
                self._why_no_password,
            ),
            Action(
                "administration.people-state",
                self._state_title(),
                "F9",
                self.disable_or_enable,
                chosen is not None,
                nobody,
            ),
        )

    def chosen(self) -> Account | None:
        """Whose row is chosen."""
        key = self.table.chosen()
        return next((each for each in self._people.accounts if each.name == key), None)

    def refresh(self) -> None:
        self.bridge.ask(self, people, self._show, topic="people")

    def focus_first(self) -> None:
        self._listed.focus_table()

    def forget(self) -> None:
        self._people = People((), {})
        self.trouble.clear()
        self.table.show_rows(())

    def keep(self) -> object:
        return self.table.chosen()

    def take_over(self, kept: object) -> None:
        self._to_choose = str(kept)

    def add(self) -> None:
        """Ask who comes, and show the password for one log-in."""
        password = self._one_time()

        def done(name: str, full_name: str) -> None:
            self._to_choose = name
            self.refresh()
            self._hand_over(name, full_name, password)

        self.trouble.clear()
        add_account(self.bridge, self, password, done)

    def change_role(self) -> None:
        account = self.chosen()
        if account is not None:
            self.trouble.clear()
            change_role(self.bridge, self, account, self._tell_done)

    def reset(self) -> None:
        """Ask first: the present password is void at once."""
        account, password = self.chosen(), one_time_password()
        if account is None or self._why_no_password():
            return
        self.trouble.clear()
        reset_password(
            self.bridge,
            self,
            account,
            password,
            lambda: self._hand_over(account.name, account.full_name, password),
        )

    def disable_or_enable(self) -> None:
        account = self.chosen()
        if account is None:
            return
        self.trouble.clear()
        if account.disabled:
            self._enable(account)
        else:
            ask_disable(self.bridge, self, account, partial(self._disable, account))

    def _disable(self, account: Account) -> None:
        told = self.words.gettext("{name} can do nothing any more.").format(name=account.full_name)
        self._give(DisableAccount(name=account.name), lambda: self._tell_done(told))

    def _enable(self, account: Account) -> None:
        password = self._one_time()
        told = self.words.gettext("{name} may act again.").format(name=account.full_name)

        def done() -> None:
            self._tell_done(told)
            self._hand_over(account.name, account.full_name, password)

        self._give(EnableAccount(name=account.name, password=password), done)

    def _give(self, command: Command, then: Callable[[], None]) -> None:
        def done(_changes: Changes) -> None:
            then()

        self.bridge.execute(command, done=done, refused=self.tell_failed, failed=self.tell_failed, asker=self)

    def _one_time(self) -> str | None:
        """None where nobody logs in: in a demonstration."""
        return one_time_password() if self.bridge.guarded else None

    def _hand_over(self, name: str, full_name: str, password: str | None) -> None:
        if password is not None:
            OneTimeDialog(self.bridge, self, name, full_name, password).open()

    def _tell_done(self, told: str) -> None:
        self.notice.emit(told)
        self.refresh()

    def _show(self, found: People) -> None:
        self._people = found
        self._tell_bridge(found)
        now, words, guarded = self.bridge.clock.now(), self.words, self.bridge.guarded
        rows = [_row(each, found.logged_in.get(each.name), now, words, guarded) for each in found.accounts]
        show_listed(self.table, rows, more=False)
        to_choose, self._to_choose = self._to_choose, ""
        if to_choose and self.table.choose(to_choose):
            self.table.show_chosen()
        self._show_what_can_be_done()

    def _tell_bridge(self, found: People) -> None:
        """Names of new accounts are known to every screen; who took an own right away has it no more here either."""
        bridge = self.bridge
        actors = {each.seq: each.actor for each in found.accounts}
        bridge.accounts = tuple(actors[seq] for seq in sorted(actors))
        own = next((each for each in bridge.accounts if each.name == bridge.actor.name), bridge.actor)
        if own != bridge.actor:
            bridge.actor = own
            bridge.actor_changed.emit()

    def _show_what_can_be_done(self) -> None:
        account = self.chosen()
        self.role_button.setEnabled(account is not None)
        self.state_button.setEnabled(account is not None)
        title = self._state_title()
        self.state_button.setText(title if account is not None and account.disabled else f"{title}…")
        self.state_button.setAccessibleName(title)
        why = self._why_no_password()
        self.reset_button.setEnabled(not why)
        set_tooltip(self.reset_button, why or "F8")
        self.reset_button.setAccessibleDescription(why)

    def _state_title(self) -> str:
        account, _ = self.chosen(), self.words.gettext
        return _("Enable") if account is not None and account.disabled else _("Disable")

    def _why_no_password(self) -> str:
        account, _ = self.chosen(), self.words.gettext
        if not self.bridge.guarded:
            return _("Nobody logs in here, so there are no passwords.")
        if account is None:
            return _("Nobody is chosen.")
        if account.disabled:
            disabled = _("The account {name} is disabled; enable it first.")
            return disabled.format(name=account.name)
        if account.name == self.bridge.actor.name:
            return _("Your own password you change at the foot of the rail.")
        return ""


def _row(account: Account, last: datetime | None, now: datetime, words: Words, guarded: bool) -> TableRow:
    status, told = _state(account, words, guarded)
    return TableRow(
        account.name,
        (
            Cell(account.full_name, sub=account.name, strong=not account.disabled, muted=account.disabled),
            Cell(Sentences(words).role(account.role), muted=account.disabled),
            Cell(status=status, tag=told),
            Cell(words.short_moment(last, now) if last else NOTHING, muted=last is None),
        ),
    )


def _state(account: Account, words: Words, guarded: bool) -> tuple[Status, str]:
    _ = words.gettext
    if account.disabled:
        return Status.NOT_APPLICABLE, _("disabled")
    if not guarded:
        return Status.DONE, _("may act")
    if not account.has_password:
        return Status.BLOCKED, _("no password yet")
    if account.must_change:
        return Status.LATER, _("must change the password")
    return Status.DONE, _("may log in")
