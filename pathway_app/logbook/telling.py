"""Events of the log in the reader's words: who did what, about whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pathway_app import wording
from pathway_app.accesses import Access
from pathway_app.audit.titles import Titles
from pathway_app.copies import sheet_title
from pathway_app.documents.code_words import outcome_word, variance_class
from pathway_app.domain.course import Outcome
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.entries import VarianceClass
from pathway_app.i18n import Words
from pathway_app.logbook.access_words import access_told
from pathway_app.logbook.events import KINDS, LogEvent, LogFilter, LogGroup, Whose
from pathway_app.messages import INPUTS, ROLES
from pathway_app.people import Patient
from pathway_app.ports import Queries
from pathway_app.sheets import Destination, Sheet

_NAMED_AT_MOST = 40
"""patients that are named of one event"""
_OF_A_PATHWAY = (Access.AUDITED, Access.EXPORTED)


@dataclass(frozen=True, slots=True)
class Told:
    """An event as it stands in a list. `about` names the patient, or how many; `detail` says more, a line each."""

    event: LogEvent
    who: str
    kind: str
    what: str
    about: str
    detail: tuple[tuple[str, str], ...] = ()


def group_title(group: LogGroup, words: Words) -> str:
    _ = words.gettext
    return {
        LogGroup.ENTRIES: _("Entries"),
        LogGroup.PEOPLE: _("Patients and courses"),
        LogGroup.SHEETS: _("Sheets"),
        LogGroup.READS: _("Reading"),
        LogGroup.EXPORTS: _("Exports, checks, backups"),
        LogGroup.LOG_INS: _("Log-ins"),
        LogGroup.MEETINGS: _("Meetings"),
        LogGroup.SETTINGS: _("Settings and accounts"),
    }[group]


def group_of(kind: str) -> LogGroup:
    return next((group for group, kinds in KINDS.items() if kind in kinds), LogGroup.SETTINGS)


class Teller:
    """Tells events of one record; what it looks up is kept while it lives, which is within one look at the record."""

    def __init__(self, queries: Queries, words: Words) -> None:
        self._queries = queries
        self.words = words
        self._ = words.gettext
        self.names = {account.name: account.full_name for account in queries.accounts()}
        self._whose: dict[str, Whose | None] = {}
        self._titles_known: dict[str, Titles] = {}

    def told(self, event: LogEvent, *, with_detail: bool = False) -> Told:
        try:
            what = self._what(event)
        except (KeyError, ValueError, TypeError, AttributeError, IndexError):
            what = self._("What was recorded cannot be read.")
        if event.by != event.account:
            what = self._("{what} – put on record by {name}").format(what=what, name=self.name(event.account))
        return Told(
            event,
            self.name(event.by),
            group_title(group_of(event.kind), self.words),
            what,
            self._about(event),
            tuple(self._detail(event)) if with_detail else (),
        )

    def log(self, wanted: LogFilter, limit: int) -> tuple[LogEvent, ...]:
        """The newest of the wanted events."""
        return self._queries.log(wanted, limit=limit).rows

    def name(self, account: str) -> str:
        """The full name, behind it the account's; a word for whoever is unknown."""
        if not account:
            return self._("unknown account")
        full = self.names.get(account)
        return f"{full} ({account})" if full and full != account else account

    def patients(self, event: LogEvent) -> tuple[Patient, ...]:
        """Whom it is about, each once; of very many the first."""
        found = [
            whose.patient for course in event.courses()[:_NAMED_AT_MOST] if (whose := self.whose(course))
        ]
        named = event.patient_id()
        if not found and named and (someone := self._queries.patient(named)) is not None:
            found.append(someone)
        return tuple({each.id: each for each in found}.values())

    def whose(self, course_id: str) -> Whose | None:
        if course_id not in self._whose:
            self._whose[course_id] = self._queries.whose(course_id)
        return self._whose[course_id]

    def _about(self, event: LogEvent) -> str:
        found, count = self.patients(event), len(event.courses())
        if count > 1 and len(found) != 1:
            return self.words.ngettext("{n} patient", "{n} patients", count)
        return "; ".join(self._patient(each) for each in found)

    def _patient(self, someone: Patient) -> str:
        return f"{someone.identity.display_name} · {someone.identity.mrn}"

    def _what(self, event: LogEvent) -> str:
        content = event.content()
        tell = self._TELLING.get(event.kind)
        if tell is not None:
            return tell(self, event, content)
        return access_told(event.kind, content, self._titles(event, content), self.words) or event.kind

    def _titles(self, event: LogEvent, content: Mapping[str, Any]) -> Titles:
        """Of the pathway that an audit or an export was of, the newest version first; of none else."""
        if event.kind not in _OF_A_PATHWAY:
            return Titles((), self.words)
        details = content.get("details")
        pathway = details.get("pathway") if isinstance(details, dict) else None
        if not isinstance(pathway, str):
            whose = next((found for each in event.courses()[:1] if (found := self.whose(each))), None)
            pathway = whose.pathway if whose is not None else ""
        if pathway not in self._titles_known:
            versions = [version for each, version in reversed(self._queries.pathways()) if each == pathway]
            definitions = [self._queries.definition(pathway, version) for version in versions]
            self._titles_known[pathway] = Titles(definitions, self.words)
        return self._titles_known[pathway]

    def _entry(self, event: LogEvent, content: Mapping[str, Any]) -> str:
        action = content["action"]
        title = self._step(event, content)
        if action == "note":
            return f"{self._('Note')}: {title}" if title else self._("Note")
        return {
            "complete": self._("{title}: done"),
            "skip": self._("{title}: skipped"),
            "not-applicable": self._("{title}: not applicable"),
            "correct": self._("{title}: corrected"),
            "retract": self._("{title}: retracted"),
            "close-variance": self._("{title}: variance closed"),
        }[action].format(title=title or self._("Note"))

    def _step(self, event: LogEvent, content: Mapping[str, Any]) -> str:
        """The title of the step that the entry, or the first of those it names, is about."""
        for _time in range(50):
            if "checkpoint" in content or "supersedes" not in content:
                break
            named = self._queries.log_event_by_id(content["supersedes"])
            content = named.content() if named is not None else {}
        checkpoint = content.get("checkpoint")
        if not checkpoint:
            return ""
        definition = self._definition(event, checkpoint)
        round_ = content.get("round", 1)
        if definition is None:
            return str(checkpoint)
        return wording.step_title(definition, checkpoint, round_, self.words)

    def _definition(self, event: LogEvent, checkpoint: str) -> PathwayDefinition | None:
        """The version that the course follows, else any that knows the checkpoint."""
        whose = self.whose(event.course_id or "")
        if whose is None:
            return None
        versions = [version for pathway, version in self._queries.pathways() if pathway == whose.pathway]
        for version in (whose.version, *reversed(versions)):
            definition = self._queries.definition(whose.pathway, version)
            if checkpoint in definition.by_id:
                return definition
        return None

    def _enrolled(self, _event: LogEvent, content: Mapping[str, Any]) -> str:
        told = self._("Course begun: {pathway}, version {version}")
        return told.format(pathway=content["pathway"], version=content["version"])

    def _ended(self, _event: LogEvent, content: Mapping[str, Any]) -> str:
        return self._("Course ended: {outcome}").format(
            outcome=outcome_word(Outcome(content["outcome"]), self.words)
        )

    def _moved(self, _event: LogEvent, content: Mapping[str, Any]) -> str:
        told = self._("Course moved from version {before} to {after}")
        return told.format(before=content["before"], after=content["after"])

    def _corrected(self, _event: LogEvent, content: Mapping[str, Any]) -> str:
        fields = ", ".join(self._(INPUTS[each]) for each in content["fields"])
        return self._("Patient's identity corrected: {fields}").format(fields=fields)

    def _issued(self, _event: LogEvent, content: Mapping[str, Any]) -> str:
        about: dict[Sheet, list[tuple[str, int]]] = {}
        for sheet, course, number, _revision in content["copies"]:
            about.setdefault(Sheet(sheet), []).append((course, number))
        told = "; ".join(self._copies(sheet, copies) for sheet, copies in about.items())
        where = {
            Destination.PRINTER: self._("{sheets} – printed"),
            Destination.FILE: self._("{sheets} – saved as a file"),
            Destination.DOWNTIME: self._("{sheets} – laid ready for downtime"),
            Destination.SAMPLES: self._("{sheets} – made as samples"),
        }[Destination(content["to"])]
        return where.format(sheets=told)

    def _copies(self, sheet: Sheet, copies: list[tuple[str, int]]) -> str:
        """A list that shows many is one sheet; of the others each patient has one."""
        title, own = sheet_title(sheet, self.words), [number for course, number in copies if not course]
        number = own[0] if own else copies[0][1]
        if own or len(copies) == 1:
            return self._("{sheet}, copy {number}").format(sheet=title, number=number)
        return f"{title} ×{len(copies)}"

    def _not_printed(self, _event: LogEvent, content: Mapping[str, Any]) -> str:
        return self._("Reported as not printed: the sheets of event {number}").format(number=content["issue"])

    def _meeting_changed(self, _event: LogEvent, content: Mapping[str, Any]) -> str:
        if content.get("cancelled"):
            return self._("Meeting of the tumour board cancelled")
        return self._("Meeting of the tumour board changed")

    def _installed(self, _event: LogEvent, content: Mapping[str, Any]) -> str:
        told = self._("Pathway installed: {pathway}, version {version}")
        return told.format(pathway=content["pathway"], version=content["version"])

    def _account(self, _event: LogEvent, content: Mapping[str, Any]) -> str:
        role = self._(ROLES[content["role"]])
        told = self._("Account added: {full_name} ({name}), {role}")
        return told.format(full_name=content["full_name"], name=content["name"], role=role)

    def _account_changed(self, _event: LogEvent, content: Mapping[str, Any]) -> str:
        role = self._(ROLES[content["role"]])
        told = self._("Account {name} changed: {role}")
        if content["disabled"]:
            told = self._("Account {name} disabled: {role}")
        return told.format(name=content["name"], role=role)

    def _password_set(self, event: LogEvent, content: Mapping[str, Any]) -> str:
        if content["name"] == event.account and not content.get("must_change"):
            return self._("Own password changed")
        return self._("New password given to {name}").format(name=content["name"])

    def _detail(self, event: LogEvent) -> Iterator[tuple[str, str]]:
        """What more is to be known of it, a title and a text each."""
        _, content = self._, event.content()
        for someone in self.patients(event):
            born = _("Born {date}").format(date=self.words.day(someone.identity.birth_date))
            yield _("Patient"), f"{self._patient(someone)} · {born}"
        more = len(event.courses()) - _NAMED_AT_MOST
        if more > 0:
            yield "", self.words.ngettext("and {n} more", "and {n} more", more)
        if event.kind == "entry":
            yield from self._entry_detail(event, content)
        else:
            yield from self._reason(content)
        if event.kind == "site-changed":
            yield _("Settings"), "; ".join(f"{name} = {value}" for name, value in content.items() if value)

    def _reason(self, content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Of an ending, say; that of an emergency stands among what is noted of it."""
        details = content.get("details")
        for told in (content, details if isinstance(details, dict) else {}):
            if isinstance(told.get("reason"), str) and told["reason"]:
                yield self._("Reason"), told["reason"]

    def _entry_detail(self, event: LogEvent, content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        _ = self._
        yield from self._answers(event, content)
        for key in ("reason", "text"):
            if content.get(key):
                yield _(INPUTS[key]), str(content[key])
        variance = content.get("variance")
        if isinstance(variance, dict):
            told = [
                _class_word(variance.get("class"), self.words),
                *(str(variance.get(each, "")) for each in ("reason", "action", "follow_up_by")),
            ]
            yield _("Variance"), " · ".join(filter(None, told))
        if isinstance(content.get("occurred_at"), str):
            yield _("Occurred"), self._moment(content["occurred_at"])
        if content.get("by") not in (None, event.account):
            yield _("By"), self.name(str(content["by"]))

    def _answers(self, event: LogEvent, content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        values = content.get("values")
        if not isinstance(values, dict):
            return
        checkpoint = str(content.get("checkpoint", ""))
        definition = self._definition(event, checkpoint) if checkpoint else None
        fields = {each.id: each for each in definition.by_id[checkpoint].fields} if definition else {}
        for key, value in values.items():
            given = tuple(value) if isinstance(value, list) else value
            field = fields.get(key)
            try:
                if field is None:
                    raise KeyError(key)
                yield field.title[self.words.language], wording.answer(field, given, self.words)
            except (KeyError, ValueError, TypeError, AttributeError):
                yield key, ", ".join(map(str, given)) if isinstance(given, tuple) else str(given)

    def _moment(self, text: str) -> str:
        from datetime import datetime

        try:
            return self.words.moment(datetime.fromisoformat(text))
        except ValueError:
            return text

    _TELLING: Mapping[str, Callable[[Teller, LogEvent, Mapping[str, Any]], str]] = {
        "entry": _entry,
        "enrolled": _enrolled,
        "ended": _ended,
        "reopened": lambda self, _event, _content: self._("Course reopened"),
        "moved": _moved,
        "patient-added": lambda self, _event, _content: self._("Patient entered"),
        "identity-corrected": _corrected,
        "sheets-issued": _issued,
        "print-failed": _not_printed,
        "meeting-planned": lambda self, _event, _content: self._("Meeting of the tumour board planned"),
        "meeting-changed": _meeting_changed,
        "definition-installed": _installed,
        "account-added": _account,
        "account-changed": _account_changed,
        "password-set": _password_set,
        "rekeyed": lambda self, _event, _content: self._("The file got a new key"),
        "site-changed": lambda self, _event, _content: self._("Settings of the site changed"),
    }


def _class_word(told: object, words: Words) -> str:
    try:
        return variance_class(VarianceClass(str(told)), words)
    except ValueError:
        return str(told or "")
