"""What was read, exported, verified and the like, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from pathway_app.accesses import Access
from pathway_app.audit.titles import Titles
from pathway_app.i18n import Words
from pathway_app.logbook.audit_words import figure_words
from pathway_app.messages import ROLES

_UNTOLD = frozenset({"by", "reason"})
"""details that the sentence leaves out: how it was asked for, and what is told by itself"""


def access_told(kind: str, content: Mapping[str, Any], titles: Titles, words: Words) -> str:
    """A sentence; empty where the kind is none of them. `titles` are those of the pathway that it is about."""
    _ = words.gettext
    details = content.get("details")
    told: Mapping[str, Any] = details if isinstance(details, dict) else {}
    try:
        what = Access(kind)
    except ValueError:
        return ""
    if what is Access.EXPORTED:
        exported = _("Exported: {what}").format(what=_exported(str(told.get("what", "")), words))
        about = ", ".join(filter(None, (str(told.get("format", "")), *_cohort(told, titles, words))))
        return f"{exported} ({about})" if about else exported
    if what is Access.AUDITED and told.get("what") == "log":
        return _("The log looked at")
    if what is Access.AUDITED and told.get("what") == "reference":
        return _("A paper found back by its reference")
    if what is Access.AUDITED and told.get("figure"):
        looked_at = _("Patients behind a figure of the audit looked at")
        return f"{looked_at} ({figure_words(told, titles, words)})"
    if what is Access.VERIFIED:
        return _verified(told, words)
    sentence = {
        Access.COURSE_READ: _("Course opened to be read"),
        Access.AUDITED: _("Patients behind a figure of the audit looked at"),
        Access.LOGGED_IN: _("Logged in"),
        Access.LOGIN_FAILED: _("Log-in failed"),
        Access.LOGGED_OUT: _("Logged out"),
        Access.LOCKED: _("Window locked"),
        Access.UNLOCKED: _("Window unlocked"),
        Access.UNLOCK_FAILED: _("Unlocking failed"),
        Access.RECOVERED: _("Logged in with the recovery phrase"),
        Access.EMERGENCY_BEGUN: _("Emergency access begun"),
        Access.BACKED_UP: _("Backup made"),
        Access.BACKUP_FAILED: _("Backup failed"),
        Access.RESTORED: _("Restored from a backup"),
        Access.FILE_MENDED: _("The first bytes of the file were lost and are put back from its keys"),
        Access.CLOCK_BEHIND: _("This computer's clock was behind the log"),
        Access.CLOCK_JUMPED: _("This computer's clock was more than a day behind the log"),
    }.get(what)
    if sentence is None:
        return ""
    more = ", ".join(filter(None, (_detail(name, str(told[name]), words) for name in sorted(told))))
    return f"{sentence} ({more})" if more else sentence


def _cohort(told: Mapping[str, Any], titles: Titles, words: Words) -> Iterator[str]:
    """Of an audit: which courses, as the record stood when."""
    _ = words.gettext
    if not (told.get("from") and told.get("to") and told.get("as_of")):
        return
    try:
        first, last = (words.day(date.fromisoformat(told[name])) for name in ("from", "to"))
        as_of = words.moment(datetime.fromisoformat(told["as_of"]))
    except (ValueError, TypeError):
        return
    yield _("Enrolled from {first} to {last}, as the record stood at {moment}").format(
        first=first, last=last, moment=as_of
    )
    if str(told.get("courses", "")).isdecimal():
        yield words.ngettext("{n} course", "{n} courses", int(told["courses"]))
    if told.get("pathway"):
        yield f"{_('Pathway')}: {titles.pathway(str(told['pathway']))}"
    if told.get("version"):
        yield _("Only courses that follow version {version}").format(version=told["version"])
    if told.get("group"):
        yield _("Only the group {group}").format(group=titles.group(str(told["group"])))
    if told.get("outcome"):
        from pathway_app.audit.text import outcome_title

        yield _("Only the outcome {outcome}").format(outcome=outcome_title(told["outcome"], words))
    if told.get("group") == "":
        yield _("Only courses whose group is not answered yet")
    if told.get("surgeon") == "none":
        yield _("Only patients with no surgeon written down")
    elif told.get("surgeon"):
        yield _("only the patients of one surgeon")


def _detail(name: str, value: str, words: Words) -> str:
    """Empty where it is told elsewhere, or says nothing."""
    _ = words.gettext
    if not value or name in _UNTOLD:
        return ""
    if name == "at":
        try:
            return words.moment(datetime.fromisoformat(value))
        except ValueError:
            return value
    if name == "role":
        return _(ROLES[value]) if value in ROLES else value
    template = {
        "login": _("at a PC as {value}"),
        "account": _("account {value}"),
        "count": _("{value} times until then"),
        "number": _("event {value}"),
        "log": _("reference {value}"),
    }.get(name)
    return template.format(value=value) if template else f"{name} {value}"


def _exported(what: str, words: Words) -> str:
    _ = words.gettext
    known = {
        "course-file": _("a course file"),
        "status": _("where all courses stand"),
        "worklist": _("the ward's day as a list"),
        "audit": _("the audit"),
        "research": _("research data"),
        "log": _("the log"),
        "certificate": _("a certificate of verification"),
    }
    return known.get(what, what or "–")


def _verified(told: Mapping[str, Any], words: Words) -> str:
    _ = words.gettext
    if told.get("result") == "unsound":
        return _("Verified: it does not hold, problems found: {n}").format(n=told.get("problems", "?"))
    return _("Verified: it holds, up to event {number}").format(number=told.get("events", "?"))
