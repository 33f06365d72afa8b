"""What is asked before an account is added or changed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMessageBox, QWidget

from pathway_app.accounts import Account
from pathway_app.commands import AddAccount, ChangeRole, ResetPassword
from pathway_app.i18n import Words
from pathway_app.messages import Sentences
from pathway_app.people import Role
from ui.board.form_dialog import FormDialog, Values
from ui.bridge import Bridge
from ui.widgets.field_spec import FieldSpec, Kind, Option
from ui.widgets.plain import message_box

NAME, FULL_NAME, ROLE = "name", "full_name", "role"
_LONGEST = 100


def add_account(
    bridge: Bridge, parent: QWidget, password: str | None, done: Callable[[str, str], None]
) -> FormDialog:
    """`done` gets the account's name and the full name."""
    _ = bridge.words.gettext
    given: list[AddAccount] = []

    def make(values: Values) -> AddAccount:
        command = AddAccount(
            name=str(values[NAME]).strip(),
            full_name=str(values[FULL_NAME]).strip(),
            role=Role(str(values[ROLE])),
            password=password,
        )
        given[:] = [command]
        return command

    text = _("A password for one log-in is shown once the account is there.") if password else ""
    dialog = FormDialog(
        bridge,
        parent,
        _("Add somebody"),
        text,
        (
            FieldSpec(
                FULL_NAME,
                _("Name, as it is shown and printed"),
                Kind.TEXT,
                required=True,
                wide=True,
                max_length=_LONGEST,
            ),
            FieldSpec(
                NAME,
                _("Account, one word to log in with"),
                Kind.TEXT,
                required=True,
                wide=True,
                hint="k.wouters",
                max_length=_LONGEST,
            ),
            _role(bridge.words),
        ),
        _("Add"),
        make,
    )
    dialog.open_with({}, lambda _changes: done(given[0].name, given[0].full_name))
    return dialog


def change_role(bridge: Bridge, parent: QWidget, account: Account, done: Callable[[str], None]) -> FormDialog:
    """`done` gets a sentence."""
    _ = bridge.words.gettext

    def make(values: Values) -> ChangeRole:
        return ChangeRole(name=account.name, role=Role(str(values[ROLE])))

    dialog = FormDialog(
        bridge,
        parent,
        _("Change the role"),
        _(
            "{name} ({account}). It counts from the next thing that is done, also in a window that is open."
        ).format(name=account.full_name, account=account.name),
        (_role(bridge.words),),
        _("Change"),
        make,
    )
    told = _("The role of {name} is changed.").format(name=account.full_name)
    dialog.open_with({ROLE: account.role.value}, lambda _changes: done(told))
    return dialog


def reset_password(
    bridge: Bridge, parent: QWidget, account: Account, password: str, done: Callable[[], None]
) -> FormDialog:
    """The password is shown only once it holds."""
    _ = bridge.words.gettext
    text = _("{name} ({account}). The present password is void at once; the new one is for one log-in.")
    dialog = FormDialog(
        bridge,
        parent,
        _("New password"),
        text.format(name=account.full_name, account=account.name),
        (),
        _("Give a new password"),
        lambda _values: ResetPassword(name=account.name, password=password),
    )
    dialog.open_with({}, lambda _changes: done())
    return dialog


def ask_disable(bridge: Bridge, parent: QWidget, account: Account, go_on: Callable[[], None]) -> QMessageBox:
    """Enter and Esc change nothing."""
    _ = bridge.words.gettext
    told = _("{name} ({account}) can do nothing any more from now on. What was entered stays.")
    title = _("Disable the account")
    box = message_box(parent, title, told.format(name=account.full_name, account=account.name))
    stay = box.addButton(_("Change nothing"), QMessageBox.ButtonRole.RejectRole)
    disable = box.addButton(_("Disable"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.buttonClicked.connect(lambda button: go_on() if button is disable else None)
    box.open()
    return box


def _role(words: Words) -> FieldSpec:
    sentences = Sentences(words)
    options = tuple(Option(role.value, sentences.role(role.value)) for role in Role)
    return FieldSpec(ROLE, words.gettext("Role"), Kind.CHOICE, required=True, stacked=True, options=options)
