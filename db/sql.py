"""The statements of `db/statements.py` by name, with their text for SQLite.

Written by `python -m db.write_sql`; change them there.
"""

# ruff: noqa: E501

from db.link import Statement

APPEND = Statement(
    "APPEND",
    """INSERT INTO log_event (seq, id, kind, course_id, actor, command_id, command, logged_at, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
    "seq id kind course_id actor command_id command logged_at body hash",
    {},
)
NEWEST = Statement(
    "NEWEST",
    """SELECT log_event.seq, log_event.hash, log_event.logged_at
FROM log_event ORDER BY log_event.seq DESC
 LIMIT 1 OFFSET ?""",
    "param_1",
    {
        "param_1": 0,
    },
)
KNOWN_ENTRY = Statement(
    "KNOWN_ENTRY",
    """SELECT log_event.kind, log_event.course_id
FROM log_event
WHERE log_event.id = ?""",
    "id",
    {},
)
EVENTS = Statement(
    "EVENTS",
    """SELECT log_event.seq, log_event.kind, log_event.id, log_event.body
FROM log_event
WHERE log_event.course_id = ? AND log_event.seq >= ? ORDER BY log_event.seq""",
    "course_id since",
    {},
)
EVENTS_OF_SOME = Statement(
    "EVENTS_OF_SOME",
    """SELECT log_event.course_id, log_event.kind, log_event.id, log_event.body
FROM log_event
WHERE log_event.course_id IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ORDER BY log_event.course_id, log_event.seq""",
    "course0 course1 course2 course3 course4 course5 course6 course7 course8 course9 course10 course11 course12 course13 course14 course15 course16 course17 course18 course19 course20 course21 course22 course23 course24 course25 course26 course27 course28 course29 course30 course31 course32 course33 course34 course35 course36 course37 course38 course39 course40 course41 course42 course43 course44 course45 course46 course47 course48 course49 course50 course51 course52 course53 course54 course55 course56 course57 course58 course59 course60 course61 course62 course63 course64 course65 course66 course67 course68 course69 course70 course71 course72 course73 course74 course75 course76 course77 course78 course79 course80 course81 course82 course83 course84 course85 course86 course87 course88 course89 course90 course91 course92 course93 course94 course95 course96 course97 course98 course99",
    {},
)
NEXT_COURSES = Statement(
    "NEXT_COURSES",
    """SELECT DISTINCT log_event.course_id
FROM log_event
WHERE log_event.course_id > ? ORDER BY log_event.course_id
 LIMIT 200 OFFSET ?""",
    "after param_1",
    {
        "param_1": 0,
    },
)
EVENTS_BETWEEN = Statement(
    "EVENTS_BETWEEN",
    """SELECT log_event.course_id, log_event.seq, log_event.kind, log_event.id, log_event.body
FROM log_event
WHERE log_event.course_id > ? AND log_event.course_id <= ? ORDER BY log_event.course_id, log_event.seq""",
    "after last",
    {},
)
DROP_CHECKPOINT = Statement(
    "DROP_CHECKPOINT",
    """DELETE FROM checkpoint_current WHERE checkpoint_current.course_id = ? AND checkpoint_current.checkpoint = ? AND checkpoint_current.round = ?""",
    "course_id checkpoint round",
    {},
)
DROP_CHECKPOINTS = Statement(
    "DROP_CHECKPOINTS",
    """DELETE FROM checkpoint_current WHERE checkpoint_current.course_id = ?""",
    "course_id",
    {},
)
ADD_COURSE = Statement(
    "ADD_COURSE",
    """INSERT INTO course (id, patient_id, pathway, version, enrolled_at, enrolled_by, recorded_at, seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
    "id patient_id pathway version enrolled_at enrolled_by recorded_at seq",
    {},
)
COURSES_OF = Statement(
    "COURSES_OF",
    """SELECT course.id
FROM course
WHERE course.patient_id = ? ORDER BY course.enrolled_at, course.seq""",
    "patient_id",
    {},
)
SETTINGS = Statement(
    "SETTINGS",
    """SELECT site_setting.name, site_setting.value
FROM site_setting""",
    "",
    {},
)
DROP_SETTINGS = Statement(
    "DROP_SETTINGS",
    """DELETE FROM site_setting""",
    "",
    {},
)
ADD_SETTING = Statement(
    "ADD_SETTING",
    """INSERT INTO site_setting (name, value) VALUES (?, ?)""",
    "name value",
    {},
)
ACCOUNTS = Statement(
    "ACCOUNTS",
    """SELECT account.name, account.full_name, account.role
FROM account ORDER BY account.seq""",
    "",
    {},
)
ACCOUNT = Statement(
    "ACCOUNT",
    """SELECT account.name, account.full_name, account.role
FROM account
WHERE account.name = ?""",
    "name",
    {},
)
ADD_ACCOUNT = Statement(
    "ADD_ACCOUNT",
    """INSERT INTO account (name, full_name, role, seq) VALUES (?, ?, ?, ?)""",
    "name full_name role seq",
    {},
)
PATHWAYS = Statement(
    "PATHWAYS",
    """SELECT definition.pathway, definition.version
FROM definition ORDER BY definition.seq""",
    "",
    {},
)
BODY = Statement(
    "BODY",
    """SELECT definition.body
FROM definition
WHERE definition.pathway = ? AND definition.version = ?""",
    "pathway version",
    {},
)
NEWEST_VERSION = Statement(
    "NEWEST_VERSION",
    """SELECT definition.version
FROM definition
WHERE definition.pathway = ? ORDER BY definition.seq DESC""",
    "pathway",
    {},
)
ADD_DEFINITION = Statement(
    "ADD_DEFINITION",
    """INSERT INTO definition (pathway, version, hash, body, seq) VALUES (?, ?, ?, ?, ?)""",
    "pathway version hash body seq",
    {},
)
EARLIER = Statement(
    "EARLIER",
    """SELECT command.changes
FROM command
WHERE command.id = ?""",
    "id",
    {},
)
ADD_COMMAND = Statement(
    "ADD_COMMAND",
    """INSERT INTO command (id, last_seq, changes) VALUES (?, ?, ?)""",
    "id last_seq changes",
    {},
)
PATIENT = Statement(
    "PATIENT",
    """SELECT patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon
FROM patient
WHERE patient.id = ?""",
    "id",
    {},
)
PATIENT_BY_MRN = Statement(
    "PATIENT_BY_MRN",
    """SELECT patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon
FROM patient
WHERE patient.mrn = ?""",
    "mrn",
    {},
)
PATIENT_BY_NATIONAL_NUMBER = Statement(
    "PATIENT_BY_NATIONAL_NUMBER",
    """SELECT patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon
FROM patient JOIN patient_word ON patient_word.patient_id = patient.id
WHERE patient_word.word = ? AND patient.national_number = ?""",
    "national_number national_number",
    {},
)
ADD_PATIENT = Statement(
    "ADD_PATIENT",
    """INSERT INTO patient (id, mrn, family_name, given_name, birth_date, sex, national_number, bed, surgeon, sort_key, words, seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
    "id mrn family_name given_name birth_date sex national_number bed surgeon sort_key words seq",
    {},
)
ADD_WORD = Statement(
    "ADD_WORD",
    """INSERT INTO patient_word (word, sort_key, patient_id) VALUES (?, ?, ?)""",
    "word sort_key patient_id",
    {},
)
COUNT = Statement(
    "COUNT",
    """SELECT count(*) AS count_1
FROM patient""",
    "",
    {},
)
BY_ID = Statement(
    "BY_ID",
    """SELECT patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.id AS id_1
FROM patient JOIN course ON course.patient_id = patient.id
WHERE patient.id = ? ORDER BY course.enrolled_at, course.seq""",
    "patient_id",
    {},
)
BY_MRN = Statement(
    "BY_MRN",
    """SELECT patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.id AS id_1
FROM patient JOIN course ON course.patient_id = patient.id
WHERE patient.mrn = ? ORDER BY course.enrolled_at, course.seq""",
    "mrn",
    {},
)
BETWEEN = Statement(
    "BETWEEN",
    """SELECT patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.id AS id_1
FROM patient JOIN course ON course.patient_id = patient.id
WHERE patient.mrn >= ? AND patient.mrn <= ? ORDER BY patient.mrn, course.enrolled_at, course.seq""",
    "first last",
    {},
)
NEXT_PATIENTS = Statement(
    "NEXT_PATIENTS",
    """SELECT patient.mrn
FROM patient
WHERE patient.mrn > ? ORDER BY patient.mrn
 LIMIT 100 OFFSET ?""",
    "after param_1",
    {
        "param_1": 0,
    },
)
DIRECTORY = Statement(
    "DIRECTORY",
    """SELECT anon_1.id, anon_1.mrn, anon_1.family_name, anon_1.given_name, anon_1.birth_date, anon_1.sex, anon_1.national_number, anon_1.bed, anon_1.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended
FROM (SELECT patient.id AS id, patient.mrn AS mrn, patient.family_name AS family_name, patient.given_name AS given_name, patient.birth_date AS birth_date, patient.sex AS sex, patient.national_number AS national_number, patient.bed AS bed, patient.surgeon AS surgeon, patient.sort_key AS sort_key
FROM patient
WHERE (patient.sort_key, patient.mrn) > (?, ?) ORDER BY patient.sort_key, patient.mrn
 LIMIT ? OFFSET ?) AS anon_1 JOIN course ON course.id = (SELECT course_1.id
FROM course AS course_1
WHERE course_1.patient_id = anon_1.id ORDER BY course_1.enrolled_at DESC, course_1.seq DESC
 LIMIT 1 OFFSET ?) JOIN course_current ON course_current.course_id = course.id ORDER BY anon_1.sort_key, anon_1.mrn""",
    "sort_key mrn limit param_1 param_2",
    {
        "param_1": 0,
        "param_2": 0,
    },
)
OVERDUE = Statement(
    "OVERDUE",
    """SELECT anon_1.course_id, anon_1.revision, anon_1.ended, anon_1.phase, anon_1.documented_route, anon_1.next_checkpoint, anon_1.next_round, anon_1.next_state, anon_1.next_due, anon_1.next_waiting_for, anon_1.clock_checkpoint, anon_1.clock_until, anon_1.open_count, anon_1.held_up_by, anon_1.open_variances, anon_1.progress, patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.pathway, course.version
FROM (SELECT course_current.course_id AS course_id, course_current.revision AS revision, course_current.ended AS ended, course_current.phase AS phase, course_current.documented_route AS documented_route, course_current.next_checkpoint AS next_checkpoint, course_current.next_round AS next_round, course_current.next_state AS next_state, course_current.next_due AS next_due, course_current.next_waiting_for AS next_waiting_for, course_current.clock_checkpoint AS clock_checkpoint, course_current.clock_until AS clock_until, course_current.open_count AS open_count, course_current.held_up_by AS held_up_by, course_current.open_variances AS open_variances, course_current.progress AS progress
FROM course_current
WHERE ended IS NULL AND next_due IS NOT NULL AND (course_current.next_due, course_current.course_id) > (?, ?) AND (course_current.next_due, course_current.course_id) < (?, ?) ORDER BY course_current.next_due, course_current.course_id
 LIMIT ? OFFSET ?) AS anon_1 JOIN course ON course.id = anon_1.course_id JOIN patient ON patient.id = course.patient_id ORDER BY anon_1.next_due, anon_1.course_id""",
    "low low_id high high_id limit param_1",
    {
        "param_1": 0,
    },
)
DATED = Statement(
    "DATED",
    """SELECT anon_1.course_id, anon_1.revision, anon_1.ended, anon_1.phase, anon_1.documented_route, anon_1.next_checkpoint, anon_1.next_round, anon_1.next_state, anon_1.next_due, anon_1.next_waiting_for, anon_1.clock_checkpoint, anon_1.clock_until, anon_1.open_count, anon_1.held_up_by, anon_1.open_variances, anon_1.progress, patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.pathway, course.version
FROM (SELECT course_current.course_id AS course_id, course_current.revision AS revision, course_current.ended AS ended, course_current.phase AS phase, course_current.documented_route AS documented_route, course_current.next_checkpoint AS next_checkpoint, course_current.next_round AS next_round, course_current.next_state AS next_state, course_current.next_due AS next_due, course_current.next_waiting_for AS next_waiting_for, course_current.clock_checkpoint AS clock_checkpoint, course_current.clock_until AS clock_until, course_current.open_count AS open_count, course_current.held_up_by AS held_up_by, course_current.open_variances AS open_variances, course_current.progress AS progress
FROM course_current
WHERE ended IS NULL AND next_due IS NOT NULL AND (course_current.next_due, course_current.course_id) > (?, ?) AND (course_current.next_due, course_current.course_id) < (?, ?) AND (course_current.clock_until IS NULL OR course_current.clock_until <= ?) ORDER BY course_current.next_due, course_current.course_id
 LIMIT ? OFFSET ?) AS anon_1 JOIN course ON course.id = anon_1.course_id JOIN patient ON patient.id = course.patient_id ORDER BY anon_1.next_due, anon_1.course_id""",
    "low low_id high high_id now limit param_1",
    {
        "param_1": 0,
    },
)
RUNNING = Statement(
    "RUNNING",
    """SELECT anon_1.course_id, anon_1.revision, anon_1.ended, anon_1.phase, anon_1.documented_route, anon_1.next_checkpoint, anon_1.next_round, anon_1.next_state, anon_1.next_due, anon_1.next_waiting_for, anon_1.clock_checkpoint, anon_1.clock_until, anon_1.open_count, anon_1.held_up_by, anon_1.open_variances, anon_1.progress, patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.pathway, course.version
FROM (SELECT course_current.course_id AS course_id, course_current.revision AS revision, course_current.ended AS ended, course_current.phase AS phase, course_current.documented_route AS documented_route, course_current.next_checkpoint AS next_checkpoint, course_current.next_round AS next_round, course_current.next_state AS next_state, course_current.next_due AS next_due, course_current.next_waiting_for AS next_waiting_for, course_current.clock_checkpoint AS clock_checkpoint, course_current.clock_until AS clock_until, course_current.open_count AS open_count, course_current.held_up_by AS held_up_by, course_current.open_variances AS open_variances, course_current.progress AS progress
FROM course_current
WHERE ended IS NULL AND clock_until IS NOT NULL AND (course_current.clock_until, course_current.course_id) > (?, ?) AND (course_current.clock_until, course_current.course_id) < (?, ?) AND (course_current.next_due IS NULL OR course_current.next_due >= ?) ORDER BY course_current.clock_until, course_current.course_id
 LIMIT ? OFFSET ?) AS anon_1 JOIN course ON course.id = anon_1.course_id JOIN patient ON patient.id = course.patient_id ORDER BY anon_1.clock_until, anon_1.course_id""",
    "low low_id high high_id now limit param_1",
    {
        "param_1": 0,
    },
)
BLOCKED = Statement(
    "BLOCKED",
    """SELECT anon_1.course_id, anon_1.revision, anon_1.ended, anon_1.phase, anon_1.documented_route, anon_1.next_checkpoint, anon_1.next_round, anon_1.next_state, anon_1.next_due, anon_1.next_waiting_for, anon_1.clock_checkpoint, anon_1.clock_until, anon_1.open_count, anon_1.held_up_by, anon_1.open_variances, anon_1.progress, patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.pathway, course.version
FROM (SELECT course_current.course_id AS course_id, course_current.revision AS revision, course_current.ended AS ended, course_current.phase AS phase, course_current.documented_route AS documented_route, course_current.next_checkpoint AS next_checkpoint, course_current.next_round AS next_round, course_current.next_state AS next_state, course_current.next_due AS next_due, course_current.next_waiting_for AS next_waiting_for, course_current.clock_checkpoint AS clock_checkpoint, course_current.clock_until AS clock_until, course_current.open_count AS open_count, course_current.held_up_by AS held_up_by, course_current.open_variances AS open_variances, course_current.progress AS progress
FROM course_current
WHERE ended IS NULL AND next_due IS NULL AND held_up_by > 0 AND course_current.course_id > ? AND (course_current.clock_until IS NULL OR course_current.clock_until <= ?) ORDER BY course_current.course_id
 LIMIT ? OFFSET ?) AS anon_1 JOIN course ON course.id = anon_1.course_id JOIN patient ON patient.id = course.patient_id ORDER BY anon_1.course_id""",
    "low_id now limit param_1",
    {
        "param_1": 0,
    },
)
UNDATED = Statement(
    "UNDATED",
    """SELECT anon_1.course_id, anon_1.revision, anon_1.ended, anon_1.phase, anon_1.documented_route, anon_1.next_checkpoint, anon_1.next_round, anon_1.next_state, anon_1.next_due, anon_1.next_waiting_for, anon_1.clock_checkpoint, anon_1.clock_until, anon_1.open_count, anon_1.held_up_by, anon_1.open_variances, anon_1.progress, patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.pathway, course.version
FROM (SELECT course_current.course_id AS course_id, course_current.revision AS revision, course_current.ended AS ended, course_current.phase AS phase, course_current.documented_route AS documented_route, course_current.next_checkpoint AS next_checkpoint, course_current.next_round AS next_round, course_current.next_state AS next_state, course_current.next_due AS next_due, course_current.next_waiting_for AS next_waiting_for, course_current.clock_checkpoint AS clock_checkpoint, course_current.clock_until AS clock_until, course_current.open_count AS open_count, course_current.held_up_by AS held_up_by, course_current.open_variances AS open_variances, course_current.progress AS progress
FROM course_current
WHERE ended IS NULL AND next_due IS NULL AND held_up_by = 0 AND course_current.course_id > ? AND (course_current.clock_until IS NULL OR course_current.clock_until <= ?) ORDER BY course_current.course_id
 LIMIT ? OFFSET ?) AS anon_1 JOIN course ON course.id = anon_1.course_id JOIN patient ON patient.id = course.patient_id ORDER BY anon_1.course_id""",
    "low_id now limit param_1",
    {
        "param_1": 0,
    },
)
OF_ALL = Statement(
    "OF_ALL",
    """SELECT (SELECT count(*) AS count_1
FROM course_current
WHERE ended IS NULL AND next_due IS NOT NULL AND course_current.next_due < ?) AS anon_1, (SELECT count(*) AS count_2
FROM course_current
WHERE ended IS NULL AND next_due IS NOT NULL AND course_current.next_due >= ? AND course_current.next_due <= ?) AS anon_2, (SELECT count(*) AS count_3
FROM course_current
WHERE ended IS NULL AND next_due IS NOT NULL AND course_current.next_due > ? AND course_current.next_due <= ?) AS anon_3, (SELECT count(*) AS count_4
FROM course_current
WHERE ended IS NULL AND next_due IS NOT NULL AND course_current.next_due > ?) AS anon_4, (SELECT count(*) AS count_5
FROM course_current
WHERE ended IS NULL AND next_due IS NULL AND held_up_by > 0) AS anon_5, (SELECT count(*) AS count_6
FROM course_current
WHERE ended IS NULL AND next_due IS NULL AND held_up_by = 0) AS anon_6, (SELECT count(*) AS count_7
FROM course_current
WHERE ended IS NULL AND open_variances > 0) AS anon_7""",
    "now now today today week week",
    {},
)
OF_RUNNING = Statement(
    "OF_RUNNING",
    """SELECT coalesce(sum(CASE WHEN (course_current.next_due >= ? AND course_current.next_due <= ?) THEN ? ELSE ? END), ?) AS coalesce_1, coalesce(sum(CASE WHEN (course_current.next_due > ? AND course_current.next_due <= ?) THEN ? ELSE ? END), ?) AS coalesce_3, coalesce(sum(CASE WHEN (course_current.next_due > ?) THEN ? ELSE ? END), ?) AS coalesce_5, coalesce(sum(CASE WHEN (course_current.next_due IS NULL AND course_current.held_up_by > ?) THEN ? ELSE ? END), ?) AS coalesce_7, coalesce(sum(CASE WHEN (course_current.next_due IS NULL AND course_current.held_up_by = ?) THEN ? ELSE ? END), ?) AS coalesce_9
FROM course_current
WHERE ended IS NULL AND clock_until IS NOT NULL AND course_current.clock_until > ?""",
    "now today param_1 param_2 coalesce_2 today week param_3 param_4 coalesce_4 week param_5 param_6 coalesce_6 held_up_by_1 param_7 param_8 coalesce_8 held_up_by_2 param_9 param_10 coalesce_10 now",
    {
        "coalesce_10": 0,
        "coalesce_2": 0,
        "coalesce_4": 0,
        "coalesce_6": 0,
        "coalesce_8": 0,
        "held_up_by_1": 0,
        "held_up_by_2": 0,
        "param_1": 1,
        "param_10": 0,
        "param_2": 0,
        "param_3": 1,
        "param_4": 0,
        "param_5": 1,
        "param_6": 0,
        "param_7": 1,
        "param_8": 0,
        "param_9": 1,
    },
)
OPEN_COURSES = Statement(
    "OPEN_COURSES",
    """SELECT course_current.course_id
FROM course_current
WHERE ended IS NULL AND next_due IS NOT NULL UNION ALL SELECT course_current.course_id
FROM course_current
WHERE ended IS NULL AND next_due IS NULL AND held_up_by > 0 UNION ALL SELECT course_current.course_id
FROM course_current
WHERE ended IS NULL AND next_due IS NULL AND held_up_by = 0""",
    "",
    {},
)
REVISION = Statement(
    "REVISION",
    """SELECT course_current.revision
FROM course_current
WHERE course_current.course_id = ?""",
    "course_id",
    {},
)
READY_DATED = Statement(
    "READY_DATED",
    """SELECT checkpoint_current.course_id
FROM checkpoint_current JOIN course ON course.id = checkpoint_current.course_id JOIN course_current ON course_current.course_id = checkpoint_current.course_id
WHERE state = 'ready' AND checkpoint_current.checkpoint = ? AND checkpoint_current.deadline IS NOT NULL AND course.pathway = ? AND course_current.ended IS NULL ORDER BY checkpoint_current.deadline, checkpoint_current.course_id
 LIMIT ? OFFSET ?""",
    "checkpoint pathway limit param_1",
    {
        "param_1": 0,
    },
)
READY_UNDATED = Statement(
    "READY_UNDATED",
    """SELECT checkpoint_current.course_id
FROM checkpoint_current JOIN course ON course.id = checkpoint_current.course_id JOIN course_current ON course_current.course_id = checkpoint_current.course_id
WHERE state = 'ready' AND checkpoint_current.checkpoint = ? AND checkpoint_current.deadline IS NULL AND course.pathway = ? AND course_current.ended IS NULL ORDER BY checkpoint_current.course_id
 LIMIT ? OFFSET ?""",
    "checkpoint pathway limit param_1",
    {
        "param_1": 0,
    },
)
ADD_COPY = Statement(
    "ADD_COPY",
    """INSERT INTO issued_sheet (sheet, course_id, copy, revision, seq, failed) VALUES (?, ?, ?, ?, ?, ?)""",
    "sheet course_id copy revision seq failed",
    {},
)
NEWEST_NUMBER = Statement(
    "NEWEST_NUMBER",
    """SELECT max(issued_sheet.copy) AS max_1
FROM issued_sheet
WHERE issued_sheet.sheet = ? AND issued_sheet.course_id = ?""",
    "sheet course_id",
    {},
)
NEWEST_COPY = Statement(
    "NEWEST_COPY",
    """SELECT issued_sheet.seq
FROM issued_sheet
WHERE issued_sheet.sheet = ? AND issued_sheet.course_id = ? AND issued_sheet.failed = 0 AND issued_sheet.seq < ? ORDER BY issued_sheet.copy DESC
 LIMIT 1 OFFSET ?""",
    "sheet course_id before param_1",
    {
        "param_1": 0,
    },
)
FAIL_COPIES = Statement(
    "FAIL_COPIES",
    """UPDATE issued_sheet SET failed=1 WHERE issued_sheet.seq = ?""",
    "number",
    {},
)
ISSUE = Statement(
    "ISSUE",
    """SELECT log_event.seq, log_event.hash, log_event.logged_at, log_event.actor, log_event.body, EXISTS (SELECT *
FROM issued_sheet
WHERE issued_sheet.seq = log_event.seq AND issued_sheet.failed = 1) AS anon_1
FROM log_event
WHERE log_event.kind = 'sheets-issued' AND log_event.seq = ?""",
    "number",
    {},
)
ISSUE_OF = Statement(
    "ISSUE_OF",
    """SELECT log_event.seq, log_event.hash, log_event.logged_at, log_event.actor, log_event.body, EXISTS (SELECT *
FROM issued_sheet
WHERE issued_sheet.seq = log_event.seq AND issued_sheet.failed = 1) AS anon_1
FROM log_event JOIN command ON command.last_seq = log_event.seq
WHERE log_event.kind = 'sheets-issued' AND command.id = ? AND log_event.command_id = command.id""",
    "command_id",
    {},
)
PUT_COURSE = Statement(
    "PUT_COURSE",
    """INSERT INTO course_current (course_id, revision, ended, phase, documented_route, next_checkpoint, next_round, next_state, next_due, next_waiting_for, clock_checkpoint, clock_until, open_count, held_up_by, open_variances, progress) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (course_id) DO UPDATE SET revision = excluded.revision, ended = excluded.ended, phase = excluded.phase, documented_route = excluded.documented_route, next_checkpoint = excluded.next_checkpoint, next_round = excluded.next_round, next_state = excluded.next_state, next_due = excluded.next_due, next_waiting_for = excluded.next_waiting_for, clock_checkpoint = excluded.clock_checkpoint, clock_until = excluded.clock_until, open_count = excluded.open_count, held_up_by = excluded.held_up_by, open_variances = excluded.open_variances, progress = excluded.progress""",
    "course_id revision ended phase documented_route next_checkpoint next_round next_state next_due next_waiting_for clock_checkpoint clock_until open_count held_up_by open_variances progress",
    {},
)
PUT_CHECKPOINT = Statement(
    "PUT_CHECKPOINT",
    """INSERT INTO checkpoint_current (course_id, checkpoint, round, position, state, deadline, clock_end, waiting_for, entry_id, occurred_at, recorded_at, entered_by, variance, variance_open) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (course_id, checkpoint, round) DO UPDATE SET position = excluded.position, state = excluded.state, deadline = excluded.deadline, clock_end = excluded.clock_end, waiting_for = excluded.waiting_for, entry_id = excluded.entry_id, occurred_at = excluded.occurred_at, recorded_at = excluded.recorded_at, entered_by = excluded.entered_by, variance = excluded.variance, variance_open = excluded.variance_open""",
    "course_id checkpoint round position state deadline clock_end waiting_for entry_id occurred_at recorded_at entered_by variance variance_open",
    {},
)
HAVING_WORDS_0 = Statement(
    "HAVING_WORDS_0",
    """SELECT anon_1.id, anon_1.mrn, anon_1.family_name, anon_1.given_name, anon_1.birth_date, anon_1.sex, anon_1.national_number, anon_1.bed, anon_1.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended
FROM (SELECT patient_word.word AS word, patient_word.sort_key AS found_key, patient.id AS id, patient.mrn AS mrn, patient.family_name AS family_name, patient.given_name AS given_name, patient.birth_date AS birth_date, patient.sex AS sex, patient.national_number AS national_number, patient.bed AS bed, patient.surgeon AS surgeon
FROM patient_word JOIN patient ON patient.id = patient_word.patient_id
WHERE patient_word.word >= ? AND patient_word.word < ? ORDER BY patient_word.word, patient_word.sort_key, patient_word.patient_id
 LIMIT ? OFFSET ?) AS anon_1 JOIN course ON course.id = (SELECT course_1.id
FROM course AS course_1
WHERE course_1.patient_id = anon_1.id ORDER BY course_1.enrolled_at DESC, course_1.seq DESC
 LIMIT 1 OFFSET ?) JOIN course_current ON course_current.course_id = course.id ORDER BY anon_1.word, anon_1.found_key, anon_1.id""",
    "low high limit param_1 param_2",
    {
        "param_1": 0,
        "param_2": 0,
    },
)
HAVING_WORDS_1 = Statement(
    "HAVING_WORDS_1",
    """SELECT anon_1.id, anon_1.mrn, anon_1.family_name, anon_1.given_name, anon_1.birth_date, anon_1.sex, anon_1.national_number, anon_1.bed, anon_1.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended
FROM (SELECT patient_word.word AS word, patient_word.sort_key AS found_key, patient.id AS id, patient.mrn AS mrn, patient.family_name AS family_name, patient.given_name AS given_name, patient.birth_date AS birth_date, patient.sex AS sex, patient.national_number AS national_number, patient.bed AS bed, patient.surgeon AS surgeon
FROM patient_word JOIN patient ON patient.id = patient_word.patient_id
WHERE patient_word.word >= ? AND patient_word.word < ? AND patient.words LIKE ? ORDER BY patient_word.word, patient_word.sort_key, patient_word.patient_id
 LIMIT ? OFFSET ?) AS anon_1 JOIN course ON course.id = (SELECT course_1.id
FROM course AS course_1
WHERE course_1.patient_id = anon_1.id ORDER BY course_1.enrolled_at DESC, course_1.seq DESC
 LIMIT 1 OFFSET ?) JOIN course_current ON course_current.course_id = course.id ORDER BY anon_1.word, anon_1.found_key, anon_1.id""",
    "low high word0 limit param_1 param_2",
    {
        "param_1": 0,
        "param_2": 0,
    },
)
HAVING_WORDS_2 = Statement(
    "HAVING_WORDS_2",
    """SELECT anon_1.id, anon_1.mrn, anon_1.family_name, anon_1.given_name, anon_1.birth_date, anon_1.sex, anon_1.national_number, anon_1.bed, anon_1.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended
FROM (SELECT patient_word.word AS word, patient_word.sort_key AS found_key, patient.id AS id, patient.mrn AS mrn, patient.family_name AS family_name, patient.given_name AS given_name, patient.birth_date AS birth_date, patient.sex AS sex, patient.national_number AS national_number, patient.bed AS bed, patient.surgeon AS surgeon
FROM patient_word JOIN patient ON patient.id = patient_word.patient_id
WHERE patient_word.word >= ? AND patient_word.word < ? AND patient.words LIKE ? AND patient.words LIKE ? ORDER BY patient_word.word, patient_word.sort_key, patient_word.patient_id
 LIMIT ? OFFSET ?) AS anon_1 JOIN course ON course.id = (SELECT course_1.id
FROM course AS course_1
WHERE course_1.patient_id = anon_1.id ORDER BY course_1.enrolled_at DESC, course_1.seq DESC
 LIMIT 1 OFFSET ?) JOIN course_current ON course_current.course_id = course.id ORDER BY anon_1.word, anon_1.found_key, anon_1.id""",
    "low high word0 word1 limit param_1 param_2",
    {
        "param_1": 0,
        "param_2": 0,
    },
)
HAVING_WORDS_3 = Statement(
    "HAVING_WORDS_3",
    """SELECT anon_1.id, anon_1.mrn, anon_1.family_name, anon_1.given_name, anon_1.birth_date, anon_1.sex, anon_1.national_number, anon_1.bed, anon_1.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended
FROM (SELECT patient_word.word AS word, patient_word.sort_key AS found_key, patient.id AS id, patient.mrn AS mrn, patient.family_name AS family_name, patient.given_name AS given_name, patient.birth_date AS birth_date, patient.sex AS sex, patient.national_number AS national_number, patient.bed AS bed, patient.surgeon AS surgeon
FROM patient_word JOIN patient ON patient.id = patient_word.patient_id
WHERE patient_word.word >= ? AND patient_word.word < ? AND patient.words LIKE ? AND patient.words LIKE ? AND patient.words LIKE ? ORDER BY patient_word.word, patient_word.sort_key, patient_word.patient_id
 LIMIT ? OFFSET ?) AS anon_1 JOIN course ON course.id = (SELECT course_1.id
FROM course AS course_1
WHERE course_1.patient_id = anon_1.id ORDER BY course_1.enrolled_at DESC, course_1.seq DESC
 LIMIT 1 OFFSET ?) JOIN course_current ON course_current.course_id = course.id ORDER BY anon_1.word, anon_1.found_key, anon_1.id""",
    "low high word0 word1 word2 limit param_1 param_2",
    {
        "param_1": 0,
        "param_2": 0,
    },
)
HAVING_WORDS_4 = Statement(
    "HAVING_WORDS_4",
    """SELECT anon_1.id, anon_1.mrn, anon_1.family_name, anon_1.given_name, anon_1.birth_date, anon_1.sex, anon_1.national_number, anon_1.bed, anon_1.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended
FROM (SELECT patient_word.word AS word, patient_word.sort_key AS found_key, patient.id AS id, patient.mrn AS mrn, patient.family_name AS family_name, patient.given_name AS given_name, patient.birth_date AS birth_date, patient.sex AS sex, patient.national_number AS national_number, patient.bed AS bed, patient.surgeon AS surgeon
FROM patient_word JOIN patient ON patient.id = patient_word.patient_id
WHERE patient_word.word >= ? AND patient_word.word < ? AND patient.words LIKE ? AND patient.words LIKE ? AND patient.words LIKE ? AND patient.words LIKE ? ORDER BY patient_word.word, patient_word.sort_key, patient_word.patient_id
 LIMIT ? OFFSET ?) AS anon_1 JOIN course ON course.id = (SELECT course_1.id
FROM course AS course_1
WHERE course_1.patient_id = anon_1.id ORDER BY course_1.enrolled_at DESC, course_1.seq DESC
 LIMIT 1 OFFSET ?) JOIN course_current ON course_current.course_id = course.id ORDER BY anon_1.word, anon_1.found_key, anon_1.id""",
    "low high word0 word1 word2 word3 limit param_1 param_2",
    {
        "param_1": 0,
        "param_2": 0,
    },
)
HAVING_WORDS = (HAVING_WORDS_0, HAVING_WORDS_1, HAVING_WORDS_2, HAVING_WORDS_3, HAVING_WORDS_4)
