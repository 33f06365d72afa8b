"""Sentences for what is refused or fails: code and parameters in, one clear sentence out, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from pathway_app.definitions.messages import DEFINITION_REFUSALS
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.errors import EnvironmentFault, Refusal, Refused
from pathway_app.i18n import Words
from pathway_app.queries import LogProblem
from pathway_app.research.refusals import RESEARCH_REFUSALS

_Gettext = Callable[[str], str]


def _(message: str) -> str:
    """Marks a sentence for the catalogue; it is translated when it is shown."""
    return message


REFUSALS: Mapping[str, str] = {
    # entries
    "conflict": _("{by} entered this checkpoint at {recorded_at}, after you opened it: {checkpoint}."),
    "course-changed": _("{by} entered something at {recorded_at}, after you opened it: look at it first."),
    "course-ended": _("This course has ended; reopen it before entering anything."),
    "course-not-ended": _("This course has not ended."),
    "course-open": _("The patient has an open course of this pathway already; end it first."),
    "recorded-backwards": _(
        "It is recorded before what stands above it; entries stand in the order of recording."
    ),
    "recorded-in-future": _("The moment of recording lies in the future."),
    "unknown-course": _("There is no such course."),
    "unknown-patient": _("There is no such patient."),
    "unknown-mrn": _("There is no patient with the record number {mrn}."),
    "unknown-course-number": _("Patient {mrn} has no course number {number}."),
    "patient-sheet-deceased": _("{mrn}: the patient has died; there is no patient's own sheet."),
    "patient-sheet-in-error": _("{mrn}: the course was entered in error; there is no patient's own sheet."),
    "no-open-courses": _("There are no patients with an open course."),
    "no-board": _("There is no tumour board to print for: the pathway names none."),
    "not-a-moment": _(
        "{value} is not a moment; write 2026-11-22, 2026-11-22T09:41 or 2026-11-22T09:41+01:00."
    ),
    "not-a-day": _("{value} is not a day; write 2026-11-22."),
    "period-backwards": _("The period ends on {last}, before it begins on {first}."),
    "several-pathways": _("There are courses of several pathways: choose with --pathway ({pathways})."),
    "no-pathways": _("No pathway is installed."),
    "unknown-pathway": _("The pathway {pathway} is not installed."),
    "unknown-definition": _("Version {version} of the pathway {pathway} is not installed."),
    "unknown-checkpoint": _("The pathway has no checkpoint {checkpoint}."),
    "unknown-round": _("{checkpoint} has no round {round} yet."),
    "unknown-field": _("{checkpoint} does not ask for {field}."),
    "unknown-value": _("{field}: {value} is not one of the answers."),
    "wrong-kind": _("{field}: this is not the kind of answer that is asked for."),
    "field-missing": _("{field} is missing."),
    "field-empty": _("{field} is empty; leave it out or fill it in."),
    "values-not-asked": _(
        "Answers go with a checkpoint that is done, not with one that is skipped or not applicable."
    ),
    "given-twice": _("{field}: the same answer is given twice."),
    "alone-with-others": _("{field}: “none” cannot stand beside another answer."),
    "only-with": _("{field} does not go with the other answers."),
    "out-of-range": _("{field} must be a whole number from {minimum} to {maximum}."),
    "unprintable": _("{field} holds a sign that cannot be printed."),
    "text-too-long": _("{field} is too long; at most {longest} characters."),
    "occurred-at-missing": _("Say when it occurred."),
    "in-future": _("{occurred_at} lies in the future."),
    "before-birth": _("This lies before the patient's birth on {birth_date}."),
    "undecided": _(
        "Whether {checkpoint} applies is not decided yet: “{asked_field}” at {asked_checkpoint} is not answered."
    ),
    "not-applicable": _("{checkpoint} does not apply to this patient, by the answers given."),
    "already-entered": _("{checkpoint} has been entered already; correct that entry."),
    "not-effective": _("The entry it names does not count (any more)."),
    "other-checkpoint": _("The entry it names is about another checkpoint."),
    "no-open-variance": _("The entry it names has no open variance."),
    "reason-missing": _("A reason is needed."),
    "text-missing": _("The note is empty."),
    "variance-required": _("{checkpoint}: this is accepted only with a variance and its reason ({needs})."),
    "variance-reason-missing": _("Give the reason of the variance, or choose “unspecified”."),
    "rationale-missing": _("The decision differs from the documented route {route}: give the rationale."),
    "same-version": _("The course follows version {version} already."),
    # meetings
    "unknown-meeting": _("There is no such meeting."),
    "names-no-board": _("The pathway {pathway} names no tumour board."),
    "meeting-exists": _("There is a meeting at {occurred_at} already."),
    "meeting-cancelled": _("The meeting is cancelled; hold it after all before you change it."),
    "meeting-changed": _("{by} changed the meeting at {recorded_at}, after you opened it."),
    "case-twice": _("A patient stands on the list twice."),
    "other-pathway": _("A patient on the list does not follow the pathway {pathway}."),
    # patients
    "identity-changed": _("{by} corrected who the patient is at {recorded_at}, after you opened it."),
    "born-after-entries": _(
        "The birth date {birth_date} lies after what was recorded, the first of it on {earliest}."
    ),
    "mrn-exists": _("Record number {mrn} exists already: {name}."),
    "national-number-exists": _("This national number is that of {name}, record number {mrn}."),
    "birth-in-future": _("The birth date {birth_date} lies in the future."),
    "birth-too-early": _("The birth date lies before {earliest}."),
    "national-number": _("The national number is wrong: its check digits do not fit."),
    "identity-differs": _("Record number {mrn} belongs to someone else in the record: {fields} differ."),
    # course files
    "entry-id-twice": _("The entry {id} stands in the file twice."),
    "entry-id-taken": _("The entry {id} belongs to another course in the record."),
    "version-differs": _("The course follows other versions of its pathway in the record."),
    "entry-differs": _("The entry {id} stands in the record with other content."),
    "ending-differs": _("The course has ended otherwise in the record."),
    "ended-before-enrolment": _("This lies before the enrolment on {enrolled_on}."),
    "ended-before-entries": _(
        "The end was recorded before the entries, which are recorded only now; leave this out, "
        "or give the entries their moments of recording."
    ),
    "not-a-course-file": _("This is not a course file (format zorgpad-course/1)."),
    "file-not-utf-8": _("This is not a text in UTF-8."),
    "file-not-json": _("This is not JSON, at column {column}."),
    "file-not-yaml": _("This is not YAML: {problem}."),
    "file-too-long": _("The file is too long; at most {longest} bytes."),
    "file-too-deep": _("Values lie too deep within each other; at most {deepest}."),
    "file-too-many-values": _("The file holds more than {most} values."),
    "file-key-too-long": _("A key has at most {longest} characters."),
    "file-several-documents": _("A second document begins here; one file holds one."),
    "file-alias": _("Anchors and aliases are not read; write the value out."),
    "file-tag": _("The tag {tag} is not read."),
    "file-key-not-text": _("A key must be a text."),
    "file-key-twice": _("The key {key} stands here a second time; the first is on line {first_line}."),
    "file-key-missing": _("The key {key} is missing."),
    "file-key-unknown": _("The key {key} does not belong here."),
    "file-key-misplaced": _("The key {key} does not go with {action}."),
    "file-not-mapping": _("Keys with their values are expected here."),
    "file-not-list": _("A list is expected here."),
    "file-not-text": _("A text is expected here."),
    "file-not-name": _("“{value}” is not a name: one line, not empty, not too long."),
    "file-not-answer": _("“{value}” is not an answer: a text, a whole number or a list of texts."),
    "file-not-one-of": _("“{value}” is not one of {allowed}."),
    "file-not-day": _("“{value}” is not a date such as 1974-03-14."),
    "file-not-moment": _("“{value}” is not a moment such as 2026-10-21T10:30:00+02:00."),
    "file-no-offset": _("“{value}” does not say its offset, such as +02:00 or Z."),
    "file-year": _("“{value}”: only the years {earliest} to {latest} are accepted."),
    "file-not-number": _("A whole number from 0 is expected here."),
    "file-move-apart": _("One version follows upon the other; {version} is expected here."),
    "file-move-entries": _(
        "As many entries were made before it: not fewer than before the move above, and at most {most}."
    ),
    "file-round": _("“{value}” is not a round: a whole number from 1."),
    # administration
    "not-allowed": _("Your role ({role}) may not do this."),
    "emergency-clock": _(
        "This computer's clock is behind the newest event: nobody has wider rights in an emergency until it is set "
        "right."
    ),
    "account-name": _(
        "An account name begins with a letter or a digit; at most {longest} letters, digits and the signs . _ - @."
    ),
    "account-alike": _("This name would be taken for that of the account {name}."),
    "account-exists": _("The account {name} exists already."),
    "unknown-account": _("There is no account {name}."),
    "account-full-name": _("A full name is one line of at most {longest} characters."),
    "account-disabled": _("The account {name} is disabled; ask an administrator."),
    "role-changed": _("The account {name} has another role now: log in again."),
    "account-is-disabled": _("The account {name} is disabled; enable it first."),
    "last-administrator": _("{name} is the last administrator; make somebody else one first."),
    "no-passwords": _("Nobody logs in here, so there are no passwords."),
    "password-short": _("A password has at least {shortest} characters."),
    "password-long": _("A password has at most {longest} characters."),
    "password-name": _("A password is not the account's name."),
    "password-same": _("The new password is the old one."),
    "password-wrong": _("The old password is not right."),
    "password-differs": _("The two new passwords are not the same."),
    "password-must-change": _("This password was given to you for one log-in: choose your own first."),
    "sign-in-needed": _("Log in with a name and a password."),
    "sign-in-refused": _("Name or password is not right, or the account is disabled."),
    "sign-in-wait": _("Too many wrong passwords; try again in {seconds} s."),
    "recovery-typing": _("The recovery phrase is mistyped: seven groups of four signs; look at each again."),
    "recovery-refused": _("This recovery phrase does not open this record."),
    "recovery-not-administrator": _("{name} is no administrator's account, or is disabled."),
    "who-acts": _("Say with --user who acts: {login} has no account here (“users add” makes one)."),
    "no-display": _("There is no display to open the window on; “--help” tells what works without."),
    "no-window": _("The window cannot be opened: {reason}."),
    "not-a-demonstration": _("{path} is no demonstration; it was not replaced."),
    "unknown-setting": _("There is no setting {setting}."),
    "unknown-zone": _("{zone} is not a time zone."),
    "unknown-language": _("language: {language} is not one of {allowed}."),
    "setting-shift-starts": _(
        "{setting}: write one to six times such as 07:00, each later than the one before, with a space between."
    ),
    "setting-number": _("{setting} must be a whole number from {minimum} to {maximum}."),
    "setting-text": _("{setting} must be one line of at most {longest} characters."),
    "version-installed": _(
        "Version {version} of {pathway} is installed with other content; give a new version."
    ),
    # the database
    "database-missing": _("There is no database at {path}; make one with “init”."),
    "database-older": _(
        "The database {path} was made by an older Zorgpad; bring it up to date with “migrate”."
    ),
    "database-login": _("The server of {path} refuses the name or the password."),
    "database-keyless": _(
        "{path} cannot be read: it is damaged, or the file with its keys ({path}.keys) is not beside it."
    ),
    "database-unprotected": _(
        "{path} is not encrypted and nobody logs in: an older Zorgpad made it. “migrate” makes it safe."
    ),
    "server-unprotected": _("Nobody logs in at {path}: an older Zorgpad made it. “migrate” gives passwords."),
    "rekey-of-server": _("A server's database has no key of ours; its own means encrypt it."),
    "keys-missing": _("The file with the keys is missing: {path}."),
    "keys-damaged": _("The file with the keys is damaged: {path}. Put the newest backup of it in its place."),
    "keys-other": _("{path} is damaged, or the keys beside it are those of another database."),
    "keys-older": _(
        "The keys beside {path} are of another time than the record: put the right ones there, or use the recovery "
        "phrase."
    ),
    "database-exists": _("There is something at {path} already; nothing was changed."),
    "database-set-aside": _(
        "There is no database at {path}: putting a backup there was cut off. What was there is kept in {aside}. "
        "Give “restore” again, or give that file and its .keys their names back."
    ),
    "keys-left": _(
        "{path} holds keys, but the record that they open is not there; nothing was changed. Put the record back, or "
        "give the keys another name."
    ),
    "database-newer": _("The database {path} was made by a newer Zorgpad; use that version."),
    "database-foreign": _("{path} was made by another program; nothing was changed."),
    "database-damaged": _("{path} is damaged or is not a Zorgpad database; nothing was changed."),
    "database-read-only": _("{path} cannot be written: the file or its folder is read-only."),
    "database-on-network": _(
        "{path} lies on a network folder, where a database is not safe; choose a local folder."
    ),
    "database-in-cloud": _(
        "{path} lies in a folder that {service} keeps the same elsewhere, where a database is not safe; "
        "choose another folder."
    ),
    "database-two-names": _("The file {path} has a second name (a hard link): remove that one first."),
    "database-open": _("{path} is open in a window of {login} on {computer}, since {since}; close it first."),
    # backups
    "backup-of-server": _("{path} is on a server: back it up by the server's own means, such as pg_dump."),
    "copy-unsound": _("The copy of {path} is not sound and was not kept; look at the record with “verify”."),
    "log-unsound": _(
        "The log of {path} does not hold, first at event {number}; no copy was kept. Look at it with “verify”."
    ),
    "backup-folder": _("The folder {path} does not exist or cannot be written; no backup is there."),
    "backup-differs": _("What was written to {path} cannot be read back the same; no backup is there."),
    "restore-not-sound": _("{path} is not sound; it was not restored. See “verify”."),
    "restore-not-confirmed": _("Nothing was restored: say --yes, or answer the question with “{word}”."),
    "restore-same": _("{path} is the database itself."),
    "restore-not-allowed": _("Only an administrator may restore a backup."),
    "database-folder": _("The folder {path} does not exist or cannot be written."),
    "database-url": _("{url} is not a database address that Zorgpad knows."),
    # definitions and files
    "file-unreadable": _("{path} cannot be read."),
    "no-such-version": _("No version {version} of this pathway is installed; there are: {known}."),
    "no-such-group": _("{group} is no group of this pathway; there are: {known}."),
    "no-such-surgeon": _("No patient has the surgeon {surgeon}; there are: {known}."),
    "no-such-outcome": _("{outcome} is no outcome of a course; there are: {known}."),
    "file-unwritable": _("{path} cannot be written."),
    "file-folder-missing": _("{path} cannot be written: there is no such folder."),
    "file-not-permitted": _("{path} cannot be written: that is not permitted there."),
    "file-is-folder": _("{path} cannot be written: it is a folder."),
    "file-no-folder": _("{path} cannot be written: it is a file, and a folder is needed."),
    # the log
    "not-a-reference": _("{value} is not a reference such as 7F3A-91C2."),
    "not-a-head": _("{value} is not an event with its hash, such as 1234:7F3A91C2."),
    # paper
    "nothing-shown": _("There is nothing to print."),
    "unknown-issue": _("Event {number} of the log is not an issue of sheets."),
    "downtime-folder": _("The folder {path} does not exist or cannot be written; nothing was changed there."),
    "downtime-folder-unknown": _(
        "Say which folder: none is given, and the setting downtime_folder is empty."
    ),
    "font-lacks": _("{place}: {characters} cannot be printed; write it otherwise."),
    **DEFINITION_REFUSALS,
    **RESEARCH_REFUSALS,
}

FAULTS: Mapping[str, str] = {
    "disk-full": _("The disk is full; nothing was saved. Free some space and try again."),
    "database-replaced": _(
        "The database file was replaced or removed while it was open; nothing was saved. Open Zorgpad again."
    ),
    "database-locked": _("The database is in use elsewhere; nothing was saved. Try again."),
    "read-only": _("The database cannot be written; nothing was saved."),
    "server-gone": _(
        "The database server does not answer, or its address is wrong; nothing was saved. Try again."
    ),
    "database-damaged": _("The database cannot be read; nothing was saved."),
    "input-output": _("The disk gives an error; nothing was saved."),
    "open-elsewhere": _(
        "{login} has the record open on {computer} since {since}; nothing was saved, this window only reads."
    ),
    "damaged": _("The database is damaged and only read; nothing was saved. Restore a backup."),
    "unsound": _(
        "The record does not hold (event {number}, found {found_at}); nothing was saved, and nothing can be until "
        "“verify” finds it sound or a backup is restored."
    ),
}

WITHOUT_COPY_NUMBER: Mapping[str, str] = {
    "disk-full": _("No copy number on the sheets: the disk is full, the record could not be written."),
    "database-locked": _("No copy number on the sheets: the database is in use elsewhere."),
    "read-only": _("No copy number on the sheets: the database cannot be written."),
    "unsound": _("No copy number on the sheets: the record does not hold and is only read."),
    "damaged": _("No copy number on the sheets: the database is damaged and only read."),
}

LOG_PROBLEMS: Mapping[str, str] = {
    "event-missing": _("It is missing from the log."),
    "event-changed": _("It was changed after it had been recorded ({subject})."),
    "event-earlier": _("It says that it was recorded before the event in front of it ({subject})."),
    "event-twice": _("Its id stands in the log more than once ({subject})."),
    "event-unknown": _("Zorgpad does not know this kind of event ({subject})."),
    "command-missing": _("The command that brought it is missing ({subject})."),
    "command-differs": _("What is kept of the command that brought it differs from the log ({subject})."),
    "command-event-missing": _("A command is kept whose events are not in the log ({subject})."),
    "rows-unreadable": _("What is kept cannot be read ({subject})."),
    "row-orphan": _("What this row belongs to is missing: {subject}."),
    "identity-differs": _("Who the patient is, or was said to be, was changed beside the log ({subject})."),
    "schema-missing": _("A part of the database is missing: {subject}."),
    "schema-differs": _("A part of the database was altered: {subject}."),
    "schema-unknown": _("The database has a part that Zorgpad did not make: {subject}."),
    "file-damaged": _("The file is damaged: {subject}."),
    "search-differs": _("What the search finds differs from the patients ({subject})."),
    "site-differs": _("The site's settings differ from the log."),
    "sheets-issued-row-missing": _("A copy that was issued is missing from the list of copies ({subject})."),
    "sheets-issued-event-missing": _("The list of copies has one that was never issued ({subject})."),
    "sheets-issued-differs": _("The list of copies differs from what was issued ({subject})."),
    "sheets-issued-unreadable": _("What was issued cannot be read ({subject})."),
    "print-failed-differs": _("Whether it failed to print differs from the log ({subject})."),
}
_ELSE_WRONG = _("What is kept beside the log differs from it: {code} {subject}.")

VARIANCE_NEEDS: Mapping[str, str] = {
    "skipped": _("a step that will not be done"),
    "blocked": _("a step before it is not finished"),
    "before-gate": _("it occurred before a step that should come first"),
    "before-clock-end": _("it occurred before the time was over"),
    "content": _("this answer departs from the pathway"),
}

INPUTS: Mapping[str, str] = {
    "mrn": _("Record number"),
    "family_name": _("Family name"),
    "given_name": _("Given name"),
    "birth_date": _("Birth date"),
    "sex": _("Sex"),
    "national_number": _("National number"),
    "bed": _("Bed"),
    "surgeon": _("Surgeon"),
    "reason": _("Reason"),
    "text": _("Note"),
    "occurred_at": _("Occurred at"),
    "variance.reason": _("Reason of the variance"),
    "variance.action": _("Action"),
    "variance.follow_up_by": _("Followed up by"),
}
"""the names of the inputs that belong to no definition"""

ROLES: Mapping[str, str] = {
    "coordinator": _("coordinator"),
    "nurse": _("nurse"),
    "physician": _("physician"),
    "auditor": _("auditor"),
    "administrator": _("administrator"),
}


class Sentences:
    """Turns refusals and faults into sentences; with a definition, checkpoints and fields have their titles."""

    def __init__(self, words: Words, definition: PathwayDefinition | None = None) -> None:
        self.words = words
        self.definition = definition

    def refused(self, refused: Refused) -> tuple[str, ...]:
        """One sentence a reason, with the file, line and path in front where the reason gives them."""
        return tuple(self.refusal(reason) for reason in refused.reasons)

    def refusal(self, reason: Refusal) -> str:
        template = REFUSALS.get(reason.code)
        if template is None:
            raise LookupError(f"no sentence for the refusal {reason.code!r}")
        params = {"field": reason.field, **reason.params}
        sentence = self.words.gettext(template).format(**self._shown(params))
        return f"{self._place(reason.params)}{sentence}"

    def fault(self, fault: EnvironmentFault) -> str:
        template = FAULTS.get(fault.code)
        if template is None:
            raise LookupError(f"no sentence for the fault {fault.code!r}")
        return self.words.gettext(template).format(**self._shown(fault.params))

    def without_copy_number(self, fault: EnvironmentFault) -> str:
        """Why sheets were made that the record does not know."""
        return self.words.gettext(WITHOUT_COPY_NUMBER[fault.code])

    def role(self, role: str) -> str:
        return self.words.gettext(ROLES[role])

    def log_problem(self, problem: LogProblem) -> str:
        """Where the record does not hold: the event, or the derived row."""
        template = self.words.gettext(LOG_PROBLEMS.get(problem.code, _ELSE_WRONG))
        sentence = template.format(code=problem.code, subject=problem.subject)
        if problem.number is None:
            return sentence
        return self.words.gettext("Event {number}: {sentence}").format(
            number=problem.number, sentence=sentence
        )

    def _place(self, params: Mapping[str, object]) -> str:
        if "line" not in params:
            return ""
        parts = [str(params["file"])] if "file" in params else []
        parts.append(self.words.gettext("line {line}").format(line=params["line"]))
        if params.get("path"):
            parts.append(str(params["path"]))
        return ", ".join(parts) + ": "

    def _shown(self, params: Mapping[str, object]) -> dict[str, Any]:
        checkpoint = params.get("checkpoint")
        asked = params.get("asked_checkpoint")
        return {
            key: self._value(key, value, asked if key == "asked_field" else checkpoint)
            for key, value in params.items()
        }

    def _value(self, key: str, value: object, checkpoint: object) -> object:
        gettext = self.words.gettext
        if isinstance(value, datetime):
            return self.words.moment(value)
        if isinstance(value, date):
            return self.words.day(value)
        if key in ("checkpoint", "asked_checkpoint"):
            return self._checkpoint(str(value))
        if key in ("field", "asked_field"):
            return self._field(str(value), str(checkpoint) if checkpoint else None)
        if key == "needs" and isinstance(value, tuple):
            return "; ".join(gettext(VARIANCE_NEEDS[each]) for each in value)
        if key == "fields" and isinstance(value, tuple):
            return ", ".join(self._field(each, None) for each in value)
        if key == "role":
            return gettext(ROLES[str(value)])
        return value

    def _checkpoint(self, checkpoint: str) -> str:
        known = self.definition.by_id.get(checkpoint) if self.definition else None
        if known is None:
            return checkpoint
        return self.words.gettext("“{title}”").format(title=known.title[self.words.language])

    def _field(self, field: str, checkpoint: str | None) -> str:
        if field in INPUTS:
            return self.words.gettext(INPUTS[field])
        if self.definition is not None:
            for each in self.definition.checkpoints:
                found = each.field(field)
                if found is not None and checkpoint in (None, each.id):
                    return found.title[self.words.language]
        return field
