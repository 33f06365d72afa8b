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
MOVE_COURSE = Statement(
    "MOVE_COURSE",
    """UPDATE course SET version=? WHERE course.id = ?""",
    "new_version course_id",
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
    """SELECT account.name, account.full_name, account.role, account.disabled, account.must_change, account.slot, account.seq
FROM account ORDER BY account.seq""",
    "",
    {},
)
ACCOUNT = Statement(
    "ACCOUNT",
    """SELECT account.name, account.full_name, account.role, account.disabled, account.must_change, account.slot, account.seq
FROM account
WHERE account.name = ?""",
    "name",
    {},
)
CHANGE_ACCOUNT = Statement(
    "CHANGE_ACCOUNT",
    """UPDATE account SET role=?, disabled=?, must_change=?, slot=? WHERE account.name = ?""",
    "role disabled must_change slot of_name",
    {},
)
ADD_EMERGENCY = Statement(
    "ADD_EMERGENCY",
    """INSERT INTO emergency (seq, account, role, begun_at, reason) VALUES (?, ?, ?, ?, ?)""",
    "seq account role begun_at reason",
    {},
)
NEWEST_EMERGENCY = Statement(
    "NEWEST_EMERGENCY",
    """SELECT emergency.seq, emergency.account, emergency.role, emergency.begun_at, emergency.reason
FROM emergency
WHERE emergency.account = ? ORDER BY emergency.seq DESC
 LIMIT 1 OFFSET ?""",
    "account param_1",
    {
        "param_1": 0,
    },
)
EMERGENCIES = Statement(
    "EMERGENCIES",
    """SELECT emergency.seq, emergency.account, emergency.role, emergency.begun_at, emergency.reason
FROM emergency ORDER BY emergency.seq DESC""",
    "",
    {},
)
EVENTS_OF_ACTOR = Statement(
    "EVENTS_OF_ACTOR",
    """SELECT log_event.seq, log_event.logged_at, log_event.command, log_event.course_id
FROM log_event
WHERE log_event.seq > ? AND log_event.actor = ? AND log_event.logged_at <= ? ORDER BY log_event.seq
 LIMIT 1000 OFFSET ?""",
    "after actor until param_1",
    {
        "param_1": 0,
    },
)
PASSWORD = Statement(
    "PASSWORD",
    """SELECT password.slot, password.hash
FROM password
WHERE password.account = ?""",
    "account",
    {},
)
PASSWORD_SLOTS = Statement(
    "PASSWORD_SLOTS",
    """SELECT password.account, password.slot
FROM password""",
    "",
    {},
)
DROP_PASSWORD = Statement(
    "DROP_PASSWORD",
    """DELETE FROM password WHERE password.account = ?""",
    "account",
    {},
)
WRONG_PASSWORD = Statement(
    "WRONG_PASSWORD",
    """SELECT wrong_password.count, wrong_password.last_at
FROM wrong_password
WHERE wrong_password.account = ?""",
    "account",
    {},
)
DROP_WRONG_PASSWORD = Statement(
    "DROP_WRONG_PASSWORD",
    """DELETE FROM wrong_password WHERE wrong_password.account = ?""",
    "account",
    {},
)
ADD_ACCOUNT = Statement(
    "ADD_ACCOUNT",
    """INSERT INTO account (name, full_name, role, disabled, must_change, slot, seq) VALUES (?, ?, ?, ?, ?, ?, ?)""",
    "name full_name role disabled must_change slot seq",
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
FOUND_BY_WORD = Statement(
    "FOUND_BY_WORD",
    """SELECT patient_current.patient_id, patient_current.mrn, patient_current.name_key, patient_current.bed_key, patient_current.due_key, patient_current.enrolled_at, patient_current.phase, patient_current.surgeon, patient_current.ended, patient_current.has_open_variance, patient.words
FROM patient_word JOIN patient ON patient.id = patient_word.patient_id JOIN patient_current ON patient_current.patient_id = patient_word.patient_id
WHERE patient_word.word >= ? AND patient_word.word < ?
 LIMIT ? OFFSET ?""",
    "low high limit param_1",
    {
        "param_1": 0,
    },
)
FOUND_BY_BIRTH = Statement(
    "FOUND_BY_BIRTH",
    """SELECT patient_current.patient_id, patient_current.mrn, patient_current.name_key, patient_current.bed_key, patient_current.due_key, patient_current.enrolled_at, patient_current.phase, patient_current.surgeon, patient_current.ended, patient_current.has_open_variance, patient.words
FROM patient JOIN patient_current ON patient_current.patient_id = patient.id
WHERE patient.birth_date = ?
 LIMIT ? OFFSET ?""",
    "birth_date limit param_1",
    {
        "param_1": 0,
    },
)
FOUND_BY_VARIANCE = Statement(
    "FOUND_BY_VARIANCE",
    """SELECT patient_current.patient_id, patient_current.mrn, patient_current.name_key, patient_current.bed_key, patient_current.due_key, patient_current.enrolled_at, patient_current.phase, patient_current.surgeon, patient_current.ended, patient_current.has_open_variance, patient.words
FROM patient_current JOIN patient ON patient.id = patient_current.patient_id
WHERE has_open_variance = 1
 LIMIT ? OFFSET ?""",
    "limit param_1",
    {
        "param_1": 0,
    },
)
NEXT_SURGEON = Statement(
    "NEXT_SURGEON",
    """SELECT min(patient_current.surgeon) AS min_1
FROM patient_current
WHERE patient_current.surgeon > ?""",
    "after",
    {},
)
BORN_ON = Statement(
    "BORN_ON",
    """SELECT patient.id
FROM patient
WHERE patient.birth_date = ? ORDER BY patient.birth_date, patient.sort_key
 LIMIT ? OFFSET ?""",
    "birth_date limit param_1",
    {
        "param_1": 0,
    },
)
ALIKE = Statement(
    "ALIKE",
    """SELECT patient.id, patient.family_name, patient.given_name, patient.birth_date
FROM patient JOIN patient_alike ON patient_alike.patient_id = patient.id
WHERE patient_alike."key" >= ? AND patient_alike."key" < ?
 LIMIT ? OFFSET ?""",
    "low high limit param_1",
    {
        "param_1": 0,
    },
)
PATIENT_ROW = Statement(
    "PATIENT_ROW",
    """SELECT patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended, course.enrolled_at, course_current.next_checkpoint, course_current.next_round, course_current.next_due, course_current.open_variances
FROM patient_current JOIN patient ON patient.id = patient_current.patient_id JOIN course ON course.id = patient_current.course_id JOIN course_current ON course_current.course_id = course.id
WHERE patient_current.patient_id = ?""",
    "patient_id",
    {},
)
ADD_ALIKE = Statement(
    "ADD_ALIKE",
    """INSERT INTO patient_alike ("key", patient_id) VALUES (?, ?)""",
    "key patient_id",
    {},
)
DROP_ALIKE = Statement(
    "DROP_ALIKE",
    """DELETE FROM patient_alike WHERE patient_alike."key" = ? AND patient_alike.patient_id = ?""",
    "old_key patient_id",
    {},
)
NEWEST_OF_PATIENT = Statement(
    "NEWEST_OF_PATIENT",
    """SELECT course.id, course.enrolled_at
FROM course
WHERE course.patient_id = (SELECT course.patient_id
FROM course
WHERE course.id = ?) ORDER BY course.enrolled_at DESC, course.seq DESC
 LIMIT 1 OFFSET ?""",
    "course_id param_1",
    {
        "param_1": 0,
    },
)
PATIENT_OF_COURSE = Statement(
    "PATIENT_OF_COURSE",
    """SELECT patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon
FROM patient
WHERE patient.id = (SELECT course.patient_id
FROM course
WHERE course.id = ?)""",
    "course_id",
    {},
)
FOLLOW_COURSE = Statement(
    "FOLLOW_COURSE",
    """UPDATE patient_current SET due_key=?, phase=?, ended=?, has_open_variance=? WHERE patient_current.patient_id = (SELECT course.patient_id
FROM course
WHERE course.id = ?) AND patient_current.course_id = ?""",
    "due new_phase new_ended variance course_id course_id",
    {},
)
RENAME_LISTED = Statement(
    "RENAME_LISTED",
    """UPDATE patient_current SET mrn=?, name_key=?, bed_key=?, surgeon=? WHERE patient_current.patient_id = ?""",
    "new_mrn new_name_key new_bed_key new_surgeon id",
    {},
)
CHANGE_PATIENT = Statement(
    "CHANGE_PATIENT",
    """UPDATE patient SET mrn=?, family_name=?, given_name=?, birth_date=?, sex=?, national_number=?, bed=?, surgeon=?, sort_key=?, words=? WHERE patient.id = ?""",
    "new_mrn new_family_name new_given_name new_birth_date new_sex new_national_number new_bed new_surgeon new_sort_key new_words patient_id",
    {},
)
DROP_WORD = Statement(
    "DROP_WORD",
    """DELETE FROM patient_word WHERE patient_word.word = ? AND patient_word.sort_key = ? AND patient_word.patient_id = ?""",
    "old_word old_key patient_id",
    {},
)
FORMER = Statement(
    "FORMER",
    """SELECT patient_identity.number, patient_identity.mrn, patient_identity.family_name, patient_identity.given_name, patient_identity.birth_date, patient_identity.sex, patient_identity.national_number, patient_identity.bed, patient_identity.surgeon, patient_identity.recorded_at, patient_identity.corrected_by, patient_identity.reason
FROM patient_identity
WHERE patient_identity.patient_id = ? ORDER BY patient_identity.number""",
    "patient_id",
    {},
)
ADD_FORMER = Statement(
    "ADD_FORMER",
    """INSERT INTO patient_identity (patient_id, number, mrn, family_name, given_name, birth_date, sex, national_number, bed, surgeon, recorded_at, corrected_by, reason, seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
    "patient_id number mrn family_name given_name birth_date sex national_number bed surgeon recorded_at corrected_by reason seq",
    {},
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
OPEN_VARIANCES = Statement(
    "OPEN_VARIANCES",
    """SELECT patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.id AS id_1, course.pathway, course.version, checkpoint_current.checkpoint, checkpoint_current.round, checkpoint_current.entry_id, log_event.body
FROM checkpoint_current JOIN course ON course.id = checkpoint_current.course_id JOIN patient ON patient.id = course.patient_id JOIN log_event ON log_event.id = checkpoint_current.entry_id
WHERE variance_open AND (checkpoint_current.occurred_at, checkpoint_current.course_id, checkpoint_current.checkpoint, checkpoint_current.round) > (?, ?, ?, ?) AND (EXISTS (SELECT *
FROM course_current
WHERE course_current.course_id = checkpoint_current.course_id AND course_current.ended IS NULL)) ORDER BY checkpoint_current.occurred_at, checkpoint_current.course_id, checkpoint_current.checkpoint, checkpoint_current.round
 LIMIT ? OFFSET ?""",
    "after after_id after_checkpoint after_round limit param_1",
    {
        "param_1": 0,
    },
)
DROP_FOLLOW_UP = Statement(
    "DROP_FOLLOW_UP",
    """DELETE FROM follow_up_current WHERE follow_up_current.course_id = ?""",
    "course_id",
    {},
)
FOLLOW_UPS = Statement(
    "FOLLOW_UPS",
    """SELECT anon_1.course_id, anon_1.clinic, anon_1.interval, anon_1.planned_at, anon_1.round, anon_1.due, anon_1.last_round, anon_1.last_at, anon_1.last_due, anon_1.last_result, anon_1.rounds_done, anon_1.board_round, anon_1.due_key, patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.pathway, course.version
FROM (SELECT follow_up_current.course_id AS course_id, follow_up_current.clinic AS clinic, follow_up_current.interval AS interval, follow_up_current.planned_at AS planned_at, follow_up_current.round AS round, follow_up_current.due AS due, follow_up_current.last_round AS last_round, follow_up_current.last_at AS last_at, follow_up_current.last_due AS last_due, follow_up_current.last_result AS last_result, follow_up_current.rounds_done AS rounds_done, follow_up_current.board_round AS board_round, follow_up_current.due_key AS due_key
FROM follow_up_current
WHERE (follow_up_current.due_key, follow_up_current.course_id) > (?, ?) ORDER BY follow_up_current.due_key, follow_up_current.course_id
 LIMIT ? OFFSET ?) AS anon_1 JOIN course ON course.id = anon_1.course_id JOIN patient ON patient.id = course.patient_id ORDER BY anon_1.due_key, anon_1.course_id""",
    "low low_id limit param_1",
    {
        "param_1": 0,
    },
)
FOLLOW_UPS_OF_CLINIC = Statement(
    "FOLLOW_UPS_OF_CLINIC",
    """SELECT anon_1.course_id, anon_1.clinic, anon_1.interval, anon_1.planned_at, anon_1.round, anon_1.due, anon_1.last_round, anon_1.last_at, anon_1.last_due, anon_1.last_result, anon_1.rounds_done, anon_1.board_round, anon_1.due_key, patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.pathway, course.version
FROM (SELECT follow_up_current.course_id AS course_id, follow_up_current.clinic AS clinic, follow_up_current.interval AS interval, follow_up_current.planned_at AS planned_at, follow_up_current.round AS round, follow_up_current.due AS due, follow_up_current.last_round AS last_round, follow_up_current.last_at AS last_at, follow_up_current.last_due AS last_due, follow_up_current.last_result AS last_result, follow_up_current.rounds_done AS rounds_done, follow_up_current.board_round AS board_round, follow_up_current.due_key AS due_key
FROM follow_up_current
WHERE follow_up_current.clinic = ? AND (follow_up_current.due_key, follow_up_current.course_id) > (?, ?) ORDER BY follow_up_current.due_key, follow_up_current.course_id
 LIMIT ? OFFSET ?) AS anon_1 JOIN course ON course.id = anon_1.course_id JOIN patient ON patient.id = course.patient_id ORDER BY anon_1.due_key, anon_1.course_id""",
    "clinic low low_id limit param_1",
    {
        "param_1": 0,
    },
)
FOLLOW_UP_COUNTS = Statement(
    "FOLLOW_UP_COUNTS",
    """SELECT (SELECT count(*) AS count_1
FROM follow_up_current
WHERE follow_up_current.due_key < ?) AS anon_1, (SELECT count(*) AS count_2
FROM follow_up_current
WHERE follow_up_current.due_key >= ? AND follow_up_current.due_key <= ?) AS anon_2, (SELECT count(*) AS count_3
FROM follow_up_current
WHERE follow_up_current.due_key > ? AND follow_up_current.due_key < ?) AS anon_3, (SELECT count(*) AS count_4
FROM follow_up_current
WHERE follow_up_current.due_key >= ?) AS anon_4""",
    "now now soon soon undated undated",
    {},
)
FOLLOW_UP_COUNTS_OF_CLINIC = Statement(
    "FOLLOW_UP_COUNTS_OF_CLINIC",
    """SELECT (SELECT count(*) AS count_1
FROM follow_up_current
WHERE follow_up_current.clinic = ? AND follow_up_current.due_key < ?) AS anon_1, (SELECT count(*) AS count_2
FROM follow_up_current
WHERE follow_up_current.clinic = ? AND follow_up_current.due_key >= ? AND follow_up_current.due_key <= ?) AS anon_2, (SELECT count(*) AS count_3
FROM follow_up_current
WHERE follow_up_current.clinic = ? AND follow_up_current.due_key > ? AND follow_up_current.due_key < ?) AS anon_3, (SELECT count(*) AS count_4
FROM follow_up_current
WHERE follow_up_current.clinic = ? AND follow_up_current.due_key >= ?) AS anon_4""",
    "clinic now clinic now soon clinic soon undated clinic undated",
    {},
)
MEETING = Statement(
    "MEETING",
    """SELECT meeting.id, meeting.pathway, meeting.at, meeting.cases, meeting.revision, meeting.cancelled, meeting.seq, log_event.actor, log_event.logged_at
FROM meeting JOIN log_event ON log_event.seq = meeting.seq
WHERE meeting.id = ?""",
    "id",
    {},
)
MEETINGS_AT = Statement(
    "MEETINGS_AT",
    """SELECT meeting.id, meeting.pathway, meeting.at, meeting.cases, meeting.revision, meeting.cancelled, meeting.seq, log_event.actor, log_event.logged_at
FROM meeting JOIN log_event ON log_event.seq = meeting.seq
WHERE meeting.at = ? ORDER BY meeting.id""",
    "at",
    {},
)
MEETINGS = Statement(
    "MEETINGS",
    """SELECT meeting.id, meeting.pathway, meeting.at, meeting.cases, meeting.revision, meeting.cancelled, meeting.seq, log_event.actor, log_event.logged_at
FROM meeting JOIN log_event ON log_event.seq = meeting.seq
WHERE meeting.at >= ? AND meeting.at < ? ORDER BY meeting.at, meeting.id
 LIMIT ? OFFSET ?""",
    "low high limit param_1",
    {
        "param_1": 0,
    },
)
MEETINGS_DOWN = Statement(
    "MEETINGS_DOWN",
    """SELECT meeting.id, meeting.pathway, meeting.at, meeting.cases, meeting.revision, meeting.cancelled, meeting.seq, log_event.actor, log_event.logged_at
FROM meeting JOIN log_event ON log_event.seq = meeting.seq
WHERE meeting.at >= ? AND meeting.at < ? ORDER BY meeting.at DESC, meeting.id DESC
 LIMIT ? OFFSET ?""",
    "low high limit param_1",
    {
        "param_1": 0,
    },
)
ADD_MEETING = Statement(
    "ADD_MEETING",
    """INSERT INTO meeting (id, pathway, at, cases, revision, cancelled, seq) VALUES (?, ?, ?, ?, ?, ?, ?)""",
    "id pathway at cases revision cancelled seq",
    {},
)
CHANGE_MEETING = Statement(
    "CHANGE_MEETING",
    """UPDATE meeting SET at=?, cases=?, revision=?, cancelled=?, seq=? WHERE meeting.id = ?""",
    "new_at new_cases new_revision new_cancelled new_seq meeting_id",
    {},
)
MEETING_EVENTS = Statement(
    "MEETING_EVENTS",
    """SELECT log_event.seq, log_event.body
FROM log_event
WHERE log_event.seq > ? AND log_event.kind IN ('meeting-planned', 'meeting-changed') ORDER BY log_event.seq
 LIMIT 200 OFFSET ?""",
    "after param_1",
    {
        "param_1": 0,
    },
)
DROP_LISTED = Statement(
    "DROP_LISTED",
    """DELETE FROM patient_current""",
    "",
    {},
)
DROP_FOLLOW_UPS = Statement(
    "DROP_FOLLOW_UPS",
    """DELETE FROM follow_up_current""",
    "",
    {},
)
DROP_EVERY_ALIKE = Statement(
    "DROP_EVERY_ALIKE",
    """DELETE FROM patient_alike""",
    "",
    {},
)
DROP_MEETINGS = Statement(
    "DROP_MEETINGS",
    """DELETE FROM meeting""",
    "",
    {},
)
NEXT_PEOPLE = Statement(
    "NEXT_PEOPLE",
    """SELECT patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon
FROM patient
WHERE patient.mrn > ? ORDER BY patient.mrn
 LIMIT 200 OFFSET ?""",
    "after param_1",
    {
        "param_1": 0,
    },
)
DRAFT = Statement(
    "DRAFT",
    """SELECT draft."key", draft.saved_at, draft.content
FROM draft
WHERE draft.account = ? AND draft."key" = ?""",
    "account key",
    {},
)
DRAFTS = Statement(
    "DRAFTS",
    """SELECT draft."key", draft.saved_at, draft.content
FROM draft
WHERE draft.account = ? ORDER BY draft.saved_at, draft."key" """,
    "account",
    {},
)
DROP_DRAFT = Statement(
    "DROP_DRAFT",
    """DELETE FROM draft WHERE draft.account = ? AND draft."key" = ?""",
    "account key",
    {},
)
PREFERENCES = Statement(
    "PREFERENCES",
    """SELECT preference.name, preference.value
FROM preference
WHERE preference.account = ? ORDER BY preference.name""",
    "account",
    {},
)
DROP_PREFERENCE = Statement(
    "DROP_PREFERENCE",
    """DELETE FROM preference WHERE preference.account = ? AND preference.name = ?""",
    "account name",
    {},
)
LISTED_NAME = Statement(
    "LISTED_NAME",
    """SELECT patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended, course.enrolled_at, course_current.next_checkpoint, course_current.next_round, course_current.next_due, course_current.open_variances, anon_1.listed_key, patient.words
FROM (SELECT patient_current.patient_id AS patient_id, patient_current.name_key AS listed_key, patient_current.mrn AS listed_mrn
FROM patient_current
WHERE (patient_current.name_key, patient_current.mrn) > (?, ?) AND (patient_current.name_key, patient_current.mrn) < (?, ?) AND (? = '' OR patient_current.phase = ?) AND (? = '' OR patient_current.surgeon = ?) AND (? < 0 OR patient_current.ended = ?) AND (? < 0 OR patient_current.has_open_variance = ?) ORDER BY patient_current.name_key, patient_current.mrn
 LIMIT ? OFFSET ?) AS anon_1 JOIN patient ON patient.id = anon_1.patient_id JOIN patient_current ON patient_current.patient_id = anon_1.patient_id JOIN course ON course.id = patient_current.course_id JOIN course_current ON course_current.course_id = course.id ORDER BY anon_1.listed_key, anon_1.listed_mrn""",
    "low low_mrn high high_mrn phase phase surgeon surgeon ended ended has_open_variance has_open_variance limit param_1",
    {
        "param_1": 0,
    },
)
LISTED_NAME_WITH_WORDS = Statement(
    "LISTED_NAME_WITH_WORDS",
    """SELECT patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended, course.enrolled_at, course_current.next_checkpoint, course_current.next_round, course_current.next_due, course_current.open_variances, anon_1.listed_key, patient.words
FROM (SELECT patient_current.patient_id AS patient_id, patient_current.name_key AS listed_key, patient_current.mrn AS listed_mrn
FROM patient_current
WHERE (patient_current.name_key, patient_current.mrn) > (?, ?) AND (patient_current.name_key, patient_current.mrn) < (?, ?) AND (? = '' OR patient_current.phase = ?) AND (? = '' OR patient_current.surgeon = ?) AND (? < 0 OR patient_current.ended = ?) AND (? < 0 OR patient_current.has_open_variance = ?) AND (EXISTS (SELECT *
FROM patient
WHERE patient.id = patient_current.patient_id AND (patient.words LIKE ? AND patient.words LIKE ? AND patient.words LIKE ? AND patient.words LIKE ? OR patient.words LIKE ? OR patient.birth_date = ?))) ORDER BY patient_current.name_key, patient_current.mrn
 LIMIT ? OFFSET ?) AS anon_1 JOIN patient ON patient.id = anon_1.patient_id JOIN patient_current ON patient_current.patient_id = anon_1.patient_id JOIN course ON course.id = patient_current.course_id JOIN course_current ON course_current.course_id = course.id ORDER BY anon_1.listed_key, anon_1.listed_mrn""",
    "low low_mrn high high_mrn phase phase surgeon surgeon ended ended has_open_variance has_open_variance word0 word1 word2 word3 joined birth_date limit param_1",
    {
        "param_1": 0,
    },
)
LISTED_NAME_DOWN = Statement(
    "LISTED_NAME_DOWN",
    """SELECT patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended, course.enrolled_at, course_current.next_checkpoint, course_current.next_round, course_current.next_due, course_current.open_variances, anon_1.listed_key, patient.words
FROM (SELECT patient_current.patient_id AS patient_id, patient_current.name_key AS listed_key, patient_current.mrn AS listed_mrn
FROM patient_current
WHERE (patient_current.name_key, patient_current.mrn) > (?, ?) AND (patient_current.name_key, patient_current.mrn) < (?, ?) AND (? = '' OR patient_current.phase = ?) AND (? = '' OR patient_current.surgeon = ?) AND (? < 0 OR patient_current.ended = ?) AND (? < 0 OR patient_current.has_open_variance = ?) ORDER BY patient_current.name_key DESC, patient_current.mrn DESC
 LIMIT ? OFFSET ?) AS anon_1 JOIN patient ON patient.id = anon_1.patient_id JOIN patient_current ON patient_current.patient_id = anon_1.patient_id JOIN course ON course.id = patient_current.course_id JOIN course_current ON course_current.course_id = course.id ORDER BY anon_1.listed_key DESC, anon_1.listed_mrn DESC""",
    "low low_mrn high high_mrn phase phase surgeon surgeon ended ended has_open_variance has_open_variance limit param_1",
    {
        "param_1": 0,
    },
)
LISTED_NAME_DOWN_WITH_WORDS = Statement(
    "LISTED_NAME_DOWN_WITH_WORDS",
    """SELECT patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended, course.enrolled_at, course_current.next_checkpoint, course_current.next_round, course_current.next_due, course_current.open_variances, anon_1.listed_key, patient.words
FROM (SELECT patient_current.patient_id AS patient_id, patient_current.name_key AS listed_key, patient_current.mrn AS listed_mrn
FROM patient_current
WHERE (patient_current.name_key, patient_current.mrn) > (?, ?) AND (patient_current.name_key, patient_current.mrn) < (?, ?) AND (? = '' OR patient_current.phase = ?) AND (? = '' OR patient_current.surgeon = ?) AND (? < 0 OR patient_current.ended = ?) AND (? < 0 OR patient_current.has_open_variance = ?) AND (EXISTS (SELECT *
FROM patient
WHERE patient.id = patient_current.patient_id AND (patient.words LIKE ? AND patient.words LIKE ? AND patient.words LIKE ? AND patient.words LIKE ? OR patient.words LIKE ? OR patient.birth_date = ?))) ORDER BY patient_current.name_key DESC, patient_current.mrn DESC
 LIMIT ? OFFSET ?) AS anon_1 JOIN patient ON patient.id = anon_1.patient_id JOIN patient_current ON patient_current.patient_id = anon_1.patient_id JOIN course ON course.id = patient_current.course_id JOIN course_current ON course_current.course_id = course.id ORDER BY anon_1.listed_key DESC, anon_1.listed_mrn DESC""",
    "low low_mrn high high_mrn phase phase surgeon surgeon ended ended has_open_variance has_open_variance word0 word1 word2 word3 joined birth_date limit param_1",
    {
        "param_1": 0,
    },
)
LISTED_BED = Statement(
    "LISTED_BED",
    """SELECT patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended, course.enrolled_at, course_current.next_checkpoint, course_current.next_round, course_current.next_due, course_current.open_variances, anon_1.listed_key, patient.words
FROM (SELECT patient_current.patient_id AS patient_id, patient_current.bed_key AS listed_key, patient_current.mrn AS listed_mrn
FROM patient_current
WHERE (patient_current.bed_key, patient_current.mrn) > (?, ?) AND (patient_current.bed_key, patient_current.mrn) < (?, ?) AND (? = '' OR patient_current.phase = ?) AND (? = '' OR patient_current.surgeon = ?) AND (? < 0 OR patient_current.ended = ?) AND (? < 0 OR patient_current.has_open_variance = ?) ORDER BY patient_current.bed_key, patient_current.mrn
 LIMIT ? OFFSET ?) AS anon_1 JOIN patient ON patient.id = anon_1.patient_id JOIN patient_current ON patient_current.patient_id = anon_1.patient_id JOIN course ON course.id = patient_current.course_id JOIN course_current ON course_current.course_id = course.id ORDER BY anon_1.listed_key, anon_1.listed_mrn""",
    "low low_mrn high high_mrn phase phase surgeon surgeon ended ended has_open_variance has_open_variance limit param_1",
    {
        "param_1": 0,
    },
)
LISTED_BED_WITH_WORDS = Statement(
    "LISTED_BED_WITH_WORDS",
    """SELECT patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended, course.enrolled_at, course_current.next_checkpoint, course_current.next_round, course_current.next_due, course_current.open_variances, anon_1.listed_key, patient.words
FROM (SELECT patient_current.patient_id AS patient_id, patient_current.bed_key AS listed_key, patient_current.mrn AS listed_mrn
FROM patient_current
WHERE (patient_current.bed_key, patient_current.mrn) > (?, ?) AND (patient_current.bed_key, patient_current.mrn) < (?, ?) AND (? = '' OR patient_current.phase = ?) AND (? = '' OR patient_current.surgeon = ?) AND (? < 0 OR patient_current.ended = ?) AND (? < 0 OR patient_current.has_open_variance = ?) AND (EXISTS (SELECT *
FROM patient
WHERE patient.id = patient_current.patient_id AND (patient.words LIKE ? AND patient.words LIKE ? AND patient.words LIKE ? AND patient.words LIKE ? OR patient.words LIKE ? OR patient.birth_date = ?))) ORDER BY patient_current.bed_key, patient_current.mrn
 LIMIT ? OFFSET ?) AS anon_1 JOIN patient ON patient.id = anon_1.patient_id JOIN patient_current ON patient_current.patient_id = anon_1.patient_id JOIN course ON course.id = patient_current.course_id JOIN course_current ON course_current.course_id = course.id ORDER BY anon_1.listed_key, anon_1.listed_mrn""",
    "low low_mrn high high_mrn phase phase surgeon surgeon ended ended has_open_variance has_open_variance word0 word1 word2 word3 joined birth_date limit param_1",
    {
        "param_1": 0,
    },
)
LISTED_BED_DOWN = Statement(
    "LISTED_BED_DOWN",
    """SELECT patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended, course.enrolled_at, course_current.next_checkpoint, course_current.next_round, course_current.next_due, course_current.open_variances, anon_1.listed_key, patient.words
FROM (SELECT patient_current.patient_id AS patient_id, patient_current.bed_key AS listed_key, patient_current.mrn AS listed_mrn
FROM patient_current
WHERE (patient_current.bed_key, patient_current.mrn) > (?, ?) AND (patient_current.bed_key, patient_current.mrn) < (?, ?) AND (? = '' OR patient_current.phase = ?) AND (? = '' OR patient_current.surgeon = ?) AND (? < 0 OR patient_current.ended = ?) AND (? < 0 OR patient_current.has_open_variance = ?) ORDER BY patient_current.bed_key DESC, patient_current.mrn DESC
 LIMIT ? OFFSET ?) AS anon_1 JOIN patient ON patient.id = anon_1.patient_id JOIN patient_current ON patient_current.patient_id = anon_1.patient_id JOIN course ON course.id = patient_current.course_id JOIN course_current ON course_current.course_id = course.id ORDER BY anon_1.listed_key DESC, anon_1.listed_mrn DESC""",
    "low low_mrn high high_mrn phase phase surgeon surgeon ended ended has_open_variance has_open_variance limit param_1",
    {
        "param_1": 0,
    },
)
LISTED_BED_DOWN_WITH_WORDS = Statement(
    "LISTED_BED_DOWN_WITH_WORDS",
    """SELECT patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended, course.enrolled_at, course_current.next_checkpoint, course_current.next_round, course_current.next_due, course_current.open_variances, anon_1.listed_key, patient.words
FROM (SELECT patient_current.patient_id AS patient_id, patient_current.bed_key AS listed_key, patient_current.mrn AS listed_mrn
FROM patient_current
WHERE (patient_current.bed_key, patient_current.mrn) > (?, ?) AND (patient_current.bed_key, patient_current.mrn) < (?, ?) AND (? = '' OR patient_current.phase = ?) AND (? = '' OR patient_current.surgeon = ?) AND (? < 0 OR patient_current.ended = ?) AND (? < 0 OR patient_current.has_open_variance = ?) AND (EXISTS (SELECT *
FROM patient
WHERE patient.id = patient_current.patient_id AND (patient.words LIKE ? AND patient.words LIKE ? AND patient.words LIKE ? AND patient.words LIKE ? OR patient.words LIKE ? OR patient.birth_date = ?))) ORDER BY patient_current.bed_key DESC, patient_current.mrn DESC
 LIMIT ? OFFSET ?) AS anon_1 JOIN patient ON patient.id = anon_1.patient_id JOIN patient_current ON patient_current.patient_id = anon_1.patient_id JOIN course ON course.id = patient_current.course_id JOIN course_current ON course_current.course_id = course.id ORDER BY anon_1.listed_key DESC, anon_1.listed_mrn DESC""",
    "low low_mrn high high_mrn phase phase surgeon surgeon ended ended has_open_variance has_open_variance word0 word1 word2 word3 joined birth_date limit param_1",
    {
        "param_1": 0,
    },
)
LISTED_DUE = Statement(
    "LISTED_DUE",
    """SELECT patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended, course.enrolled_at, course_current.next_checkpoint, course_current.next_round, course_current.next_due, course_current.open_variances, anon_1.listed_key, patient.words
FROM (SELECT patient_current.patient_id AS patient_id, patient_current.due_key AS listed_key, patient_current.mrn AS listed_mrn
FROM patient_current
WHERE (patient_current.due_key, patient_current.mrn) > (?, ?) AND (patient_current.due_key, patient_current.mrn) < (?, ?) AND (? = '' OR patient_current.phase = ?) AND (? = '' OR patient_current.surgeon = ?) AND (? < 0 OR patient_current.ended = ?) AND (? < 0 OR patient_current.has_open_variance = ?) ORDER BY patient_current.due_key, patient_current.mrn
 LIMIT ? OFFSET ?) AS anon_1 JOIN patient ON patient.id = anon_1.patient_id JOIN patient_current ON patient_current.patient_id = anon_1.patient_id JOIN course ON course.id = patient_current.course_id JOIN course_current ON course_current.course_id = course.id ORDER BY anon_1.listed_key, anon_1.listed_mrn""",
    "low low_mrn high high_mrn phase phase surgeon surgeon ended ended has_open_variance has_open_variance limit param_1",
    {
        "param_1": 0,
    },
)
LISTED_DUE_WITH_WORDS = Statement(
    "LISTED_DUE_WITH_WORDS",
    """SELECT patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended, course.enrolled_at, course_current.next_checkpoint, course_current.next_round, course_current.next_due, course_current.open_variances, anon_1.listed_key, patient.words
FROM (SELECT patient_current.patient_id AS patient_id, patient_current.due_key AS listed_key, patient_current.mrn AS listed_mrn
FROM patient_current
WHERE (patient_current.due_key, patient_current.mrn) > (?, ?) AND (patient_current.due_key, patient_current.mrn) < (?, ?) AND (? = '' OR patient_current.phase = ?) AND (? = '' OR patient_current.surgeon = ?) AND (? < 0 OR patient_current.ended = ?) AND (? < 0 OR patient_current.has_open_variance = ?) AND (EXISTS (SELECT *
FROM patient
WHERE patient.id = patient_current.patient_id AND (patient.words LIKE ? AND patient.words LIKE ? AND patient.words LIKE ? AND patient.words LIKE ? OR patient.words LIKE ? OR patient.birth_date = ?))) ORDER BY patient_current.due_key, patient_current.mrn
 LIMIT ? OFFSET ?) AS anon_1 JOIN patient ON patient.id = anon_1.patient_id JOIN patient_current ON patient_current.patient_id = anon_1.patient_id JOIN course ON course.id = patient_current.course_id JOIN course_current ON course_current.course_id = course.id ORDER BY anon_1.listed_key, anon_1.listed_mrn""",
    "low low_mrn high high_mrn phase phase surgeon surgeon ended ended has_open_variance has_open_variance word0 word1 word2 word3 joined birth_date limit param_1",
    {
        "param_1": 0,
    },
)
LISTED_DUE_DOWN = Statement(
    "LISTED_DUE_DOWN",
    """SELECT patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended, course.enrolled_at, course_current.next_checkpoint, course_current.next_round, course_current.next_due, course_current.open_variances, anon_1.listed_key, patient.words
FROM (SELECT patient_current.patient_id AS patient_id, patient_current.due_key AS listed_key, patient_current.mrn AS listed_mrn
FROM patient_current
WHERE (patient_current.due_key, patient_current.mrn) > (?, ?) AND (patient_current.due_key, patient_current.mrn) < (?, ?) AND (? = '' OR patient_current.phase = ?) AND (? = '' OR patient_current.surgeon = ?) AND (? < 0 OR patient_current.ended = ?) AND (? < 0 OR patient_current.has_open_variance = ?) ORDER BY patient_current.due_key DESC, patient_current.mrn DESC
 LIMIT ? OFFSET ?) AS anon_1 JOIN patient ON patient.id = anon_1.patient_id JOIN patient_current ON patient_current.patient_id = anon_1.patient_id JOIN course ON course.id = patient_current.course_id JOIN course_current ON course_current.course_id = course.id ORDER BY anon_1.listed_key DESC, anon_1.listed_mrn DESC""",
    "low low_mrn high high_mrn phase phase surgeon surgeon ended ended has_open_variance has_open_variance limit param_1",
    {
        "param_1": 0,
    },
)
LISTED_DUE_DOWN_WITH_WORDS = Statement(
    "LISTED_DUE_DOWN_WITH_WORDS",
    """SELECT patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended, course.enrolled_at, course_current.next_checkpoint, course_current.next_round, course_current.next_due, course_current.open_variances, anon_1.listed_key, patient.words
FROM (SELECT patient_current.patient_id AS patient_id, patient_current.due_key AS listed_key, patient_current.mrn AS listed_mrn
FROM patient_current
WHERE (patient_current.due_key, patient_current.mrn) > (?, ?) AND (patient_current.due_key, patient_current.mrn) < (?, ?) AND (? = '' OR patient_current.phase = ?) AND (? = '' OR patient_current.surgeon = ?) AND (? < 0 OR patient_current.ended = ?) AND (? < 0 OR patient_current.has_open_variance = ?) AND (EXISTS (SELECT *
FROM patient
WHERE patient.id = patient_current.patient_id AND (patient.words LIKE ? AND patient.words LIKE ? AND patient.words LIKE ? AND patient.words LIKE ? OR patient.words LIKE ? OR patient.birth_date = ?))) ORDER BY patient_current.due_key DESC, patient_current.mrn DESC
 LIMIT ? OFFSET ?) AS anon_1 JOIN patient ON patient.id = anon_1.patient_id JOIN patient_current ON patient_current.patient_id = anon_1.patient_id JOIN course ON course.id = patient_current.course_id JOIN course_current ON course_current.course_id = course.id ORDER BY anon_1.listed_key DESC, anon_1.listed_mrn DESC""",
    "low low_mrn high high_mrn phase phase surgeon surgeon ended ended has_open_variance has_open_variance word0 word1 word2 word3 joined birth_date limit param_1",
    {
        "param_1": 0,
    },
)
LISTED_ENROLLED = Statement(
    "LISTED_ENROLLED",
    """SELECT patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended, course.enrolled_at, course_current.next_checkpoint, course_current.next_round, course_current.next_due, course_current.open_variances, anon_1.listed_key, patient.words
FROM (SELECT patient_current.patient_id AS patient_id, patient_current.enrolled_at AS listed_key, patient_current.mrn AS listed_mrn
FROM patient_current
WHERE (patient_current.enrolled_at, patient_current.mrn) > (?, ?) AND (patient_current.enrolled_at, patient_current.mrn) < (?, ?) AND (? = '' OR patient_current.phase = ?) AND (? = '' OR patient_current.surgeon = ?) AND (? < 0 OR patient_current.ended = ?) AND (? < 0 OR patient_current.has_open_variance = ?) ORDER BY patient_current.enrolled_at, patient_current.mrn
 LIMIT ? OFFSET ?) AS anon_1 JOIN patient ON patient.id = anon_1.patient_id JOIN patient_current ON patient_current.patient_id = anon_1.patient_id JOIN course ON course.id = patient_current.course_id JOIN course_current ON course_current.course_id = course.id ORDER BY anon_1.listed_key, anon_1.listed_mrn""",
    "low low_mrn high high_mrn phase phase surgeon surgeon ended ended has_open_variance has_open_variance limit param_1",
    {
        "param_1": 0,
    },
)
LISTED_ENROLLED_WITH_WORDS = Statement(
    "LISTED_ENROLLED_WITH_WORDS",
    """SELECT patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended, course.enrolled_at, course_current.next_checkpoint, course_current.next_round, course_current.next_due, course_current.open_variances, anon_1.listed_key, patient.words
FROM (SELECT patient_current.patient_id AS patient_id, patient_current.enrolled_at AS listed_key, patient_current.mrn AS listed_mrn
FROM patient_current
WHERE (patient_current.enrolled_at, patient_current.mrn) > (?, ?) AND (patient_current.enrolled_at, patient_current.mrn) < (?, ?) AND (? = '' OR patient_current.phase = ?) AND (? = '' OR patient_current.surgeon = ?) AND (? < 0 OR patient_current.ended = ?) AND (? < 0 OR patient_current.has_open_variance = ?) AND (EXISTS (SELECT *
FROM patient
WHERE patient.id = patient_current.patient_id AND (patient.words LIKE ? AND patient.words LIKE ? AND patient.words LIKE ? AND patient.words LIKE ? OR patient.words LIKE ? OR patient.birth_date = ?))) ORDER BY patient_current.enrolled_at, patient_current.mrn
 LIMIT ? OFFSET ?) AS anon_1 JOIN patient ON patient.id = anon_1.patient_id JOIN patient_current ON patient_current.patient_id = anon_1.patient_id JOIN course ON course.id = patient_current.course_id JOIN course_current ON course_current.course_id = course.id ORDER BY anon_1.listed_key, anon_1.listed_mrn""",
    "low low_mrn high high_mrn phase phase surgeon surgeon ended ended has_open_variance has_open_variance word0 word1 word2 word3 joined birth_date limit param_1",
    {
        "param_1": 0,
    },
)
LISTED_ENROLLED_DOWN = Statement(
    "LISTED_ENROLLED_DOWN",
    """SELECT patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended, course.enrolled_at, course_current.next_checkpoint, course_current.next_round, course_current.next_due, course_current.open_variances, anon_1.listed_key, patient.words
FROM (SELECT patient_current.patient_id AS patient_id, patient_current.enrolled_at AS listed_key, patient_current.mrn AS listed_mrn
FROM patient_current
WHERE (patient_current.enrolled_at, patient_current.mrn) > (?, ?) AND (patient_current.enrolled_at, patient_current.mrn) < (?, ?) AND (? = '' OR patient_current.phase = ?) AND (? = '' OR patient_current.surgeon = ?) AND (? < 0 OR patient_current.ended = ?) AND (? < 0 OR patient_current.has_open_variance = ?) ORDER BY patient_current.enrolled_at DESC, patient_current.mrn DESC
 LIMIT ? OFFSET ?) AS anon_1 JOIN patient ON patient.id = anon_1.patient_id JOIN patient_current ON patient_current.patient_id = anon_1.patient_id JOIN course ON course.id = patient_current.course_id JOIN course_current ON course_current.course_id = course.id ORDER BY anon_1.listed_key DESC, anon_1.listed_mrn DESC""",
    "low low_mrn high high_mrn phase phase surgeon surgeon ended ended has_open_variance has_open_variance limit param_1",
    {
        "param_1": 0,
    },
)
LISTED_ENROLLED_DOWN_WITH_WORDS = Statement(
    "LISTED_ENROLLED_DOWN_WITH_WORDS",
    """SELECT patient.id, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended, course.enrolled_at, course_current.next_checkpoint, course_current.next_round, course_current.next_due, course_current.open_variances, anon_1.listed_key, patient.words
FROM (SELECT patient_current.patient_id AS patient_id, patient_current.enrolled_at AS listed_key, patient_current.mrn AS listed_mrn
FROM patient_current
WHERE (patient_current.enrolled_at, patient_current.mrn) > (?, ?) AND (patient_current.enrolled_at, patient_current.mrn) < (?, ?) AND (? = '' OR patient_current.phase = ?) AND (? = '' OR patient_current.surgeon = ?) AND (? < 0 OR patient_current.ended = ?) AND (? < 0 OR patient_current.has_open_variance = ?) AND (EXISTS (SELECT *
FROM patient
WHERE patient.id = patient_current.patient_id AND (patient.words LIKE ? AND patient.words LIKE ? AND patient.words LIKE ? AND patient.words LIKE ? OR patient.words LIKE ? OR patient.birth_date = ?))) ORDER BY patient_current.enrolled_at DESC, patient_current.mrn DESC
 LIMIT ? OFFSET ?) AS anon_1 JOIN patient ON patient.id = anon_1.patient_id JOIN patient_current ON patient_current.patient_id = anon_1.patient_id JOIN course ON course.id = patient_current.course_id JOIN course_current ON course_current.course_id = course.id ORDER BY anon_1.listed_key DESC, anon_1.listed_mrn DESC""",
    "low low_mrn high high_mrn phase phase surgeon surgeon ended ended has_open_variance has_open_variance word0 word1 word2 word3 joined birth_date limit param_1",
    {
        "param_1": 0,
    },
)
AUDIT_POSITION = Statement(
    "AUDIT_POSITION",
    """SELECT audit_position.seq, audit_position.form
FROM audit_position""",
    "",
    {},
)
AUDIT_DROP_POSITION = Statement(
    "AUDIT_DROP_POSITION",
    """DELETE FROM audit_position""",
    "",
    {},
)
AUDIT_ADD_POSITION = Statement(
    "AUDIT_ADD_POSITION",
    """INSERT INTO audit_position (id, seq, form) VALUES (?, ?, ?)""",
    "id seq form",
    {},
)
AUDIT_DROP_MOMENTS_OF_ALL = Statement(
    "AUDIT_DROP_MOMENTS_OF_ALL",
    """DELETE FROM audit_moments""",
    "",
    {},
)
AUDIT_DROP_MONTHS_OF_ALL = Statement(
    "AUDIT_DROP_MONTHS_OF_ALL",
    """DELETE FROM audit_month""",
    "",
    {},
)
AUDIT_DROP_COURSES_OF_ALL = Statement(
    "AUDIT_DROP_COURSES_OF_ALL",
    """DELETE FROM audit_course""",
    "",
    {},
)
AUDIT_HEAD = Statement(
    "AUDIT_HEAD",
    """SELECT max(log_event.seq) AS max_1
FROM log_event""",
    "",
    {},
)
AUDIT_UNSEEN = Statement(
    "AUDIT_UNSEEN",
    """SELECT log_event.seq, log_event.course_id
FROM log_event
WHERE log_event.seq > ? AND coalesce(log_event.course_id, '') != '' AND NOT (EXISTS (SELECT *
FROM audit_course
WHERE audit_course.course_id = log_event.course_id AND audit_course.seq >= log_event.seq)) ORDER BY log_event.seq
 LIMIT 2000 OFFSET ?""",
    "since param_1",
    {
        "param_1": 0,
    },
)
AUDIT_STALE = Statement(
    "AUDIT_STALE",
    """SELECT DISTINCT log_event.course_id
FROM log_event
WHERE log_event.seq > ? AND coalesce(log_event.course_id, '') != '' AND NOT (EXISTS (SELECT *
FROM audit_course
WHERE audit_course.course_id = log_event.course_id AND audit_course.seq >= log_event.seq))""",
    "since",
    {},
)
AUDIT_COUNT_COURSES = Statement(
    "AUDIT_COUNT_COURSES",
    """SELECT count(*) AS count_1
FROM course""",
    "",
    {},
)
AUDIT_EVENTS = Statement(
    "AUDIT_EVENTS",
    """SELECT log_event.course_id, log_event.seq, log_event.kind, log_event.id, log_event.body
FROM log_event
WHERE log_event.course_id IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ORDER BY log_event.course_id, log_event.seq""",
    "course0 course1 course2 course3 course4 course5 course6 course7 course8 course9 course10 course11 course12 course13 course14 course15 course16 course17 course18 course19 course20 course21 course22 course23 course24 course25 course26 course27 course28 course29 course30 course31 course32 course33 course34 course35 course36 course37 course38 course39 course40 course41 course42 course43 course44 course45 course46 course47 course48 course49 course50 course51 course52 course53 course54 course55 course56 course57 course58 course59 course60 course61 course62 course63 course64 course65 course66 course67 course68 course69 course70 course71 course72 course73 course74 course75 course76 course77 course78 course79 course80 course81 course82 course83 course84 course85 course86 course87 course88 course89 course90 course91 course92 course93 course94 course95 course96 course97 course98 course99",
    {},
)
AUDIT_KEPT = Statement(
    "AUDIT_KEPT",
    """SELECT audit_course.course_id, audit_course.pathway, audit_course.month, audit_course.version, audit_course.is_first, audit_course.content
FROM audit_course
WHERE audit_course.course_id IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
    "course0 course1 course2 course3 course4 course5 course6 course7 course8 course9 course10 course11 course12 course13 course14 course15 course16 course17 course18 course19 course20 course21 course22 course23 course24 course25 course26 course27 course28 course29 course30 course31 course32 course33 course34 course35 course36 course37 course38 course39 course40 course41 course42 course43 course44 course45 course46 course47 course48 course49 course50 course51 course52 course53 course54 course55 course56 course57 course58 course59 course60 course61 course62 course63 course64 course65 course66 course67 course68 course69 course70 course71 course72 course73 course74 course75 course76 course77 course78 course79 course80 course81 course82 course83 course84 course85 course86 course87 course88 course89 course90 course91 course92 course93 course94 course95 course96 course97 course98 course99",
    {},
)
AUDIT_FIRST = Statement(
    "AUDIT_FIRST",
    """SELECT course.id
FROM course
WHERE course.id IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) AND NOT (EXISTS (SELECT *
FROM course AS course_1
WHERE course_1.patient_id = course.patient_id AND course_1.seq < course.seq))""",
    "course0 course1 course2 course3 course4 course5 course6 course7 course8 course9 course10 course11 course12 course13 course14 course15 course16 course17 course18 course19 course20 course21 course22 course23 course24 course25 course26 course27 course28 course29 course30 course31 course32 course33 course34 course35 course36 course37 course38 course39 course40 course41 course42 course43 course44 course45 course46 course47 course48 course49 course50 course51 course52 course53 course54 course55 course56 course57 course58 course59 course60 course61 course62 course63 course64 course65 course66 course67 course68 course69 course70 course71 course72 course73 course74 course75 course76 course77 course78 course79 course80 course81 course82 course83 course84 course85 course86 course87 course88 course89 course90 course91 course92 course93 course94 course95 course96 course97 course98 course99",
    {},
)
AUDIT_DROP_COURSE = Statement(
    "AUDIT_DROP_COURSE",
    """DELETE FROM audit_course WHERE audit_course.course_id = ?""",
    "of_course",
    {},
)
AUDIT_ADD_COURSE = Statement(
    "AUDIT_ADD_COURSE",
    """INSERT INTO audit_course (course_id, patient_id, pathway, version, group_value, outcome, enrolled_at, month, is_first, seq, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
    "course_id patient_id pathway version group_value outcome enrolled_at month is_first seq content",
    {},
)
AUDIT_MONTH = Statement(
    "AUDIT_MONTH",
    """SELECT audit_month.counts
FROM audit_month
WHERE audit_month.pathway = ? AND audit_month.month = ? AND audit_month.version = ?""",
    "of_pathway of_month of_version",
    {},
)
AUDIT_MOMENTS = Statement(
    "AUDIT_MOMENTS",
    """SELECT audit_moments.kind, audit_moments.number, audit_moments.packed
FROM audit_moments
WHERE audit_moments.pathway = ? AND audit_moments.month = ? AND audit_moments.version = ?""",
    "of_pathway of_month of_version",
    {},
)
AUDIT_DROP_MONTH = Statement(
    "AUDIT_DROP_MONTH",
    """DELETE FROM audit_month WHERE audit_month.pathway = ? AND audit_month.month = ? AND audit_month.version = ?""",
    "of_pathway of_month of_version",
    {},
)
AUDIT_ADD_MONTH = Statement(
    "AUDIT_ADD_MONTH",
    """INSERT INTO audit_month (pathway, month, version, counts) VALUES (?, ?, ?, ?)""",
    "pathway month version counts",
    {},
)
AUDIT_DROP_MOMENTS = Statement(
    "AUDIT_DROP_MOMENTS",
    """DELETE FROM audit_moments WHERE audit_moments.pathway = ? AND audit_moments.month = ? AND audit_moments.version = ? AND audit_moments.kind = ? AND audit_moments.number = ?""",
    "of_pathway of_month of_version of_kind of_number",
    {},
)
AUDIT_ADD_MOMENTS = Statement(
    "AUDIT_ADD_MOMENTS",
    """INSERT INTO audit_moments (pathway, month, version, kind, number, packed) VALUES (?, ?, ?, ?, ?, ?)""",
    "pathway month version kind number packed",
    {},
)
AUDIT_MONTHS = Statement(
    "AUDIT_MONTHS",
    """SELECT audit_month.month, audit_month.version, audit_month.counts
FROM audit_month
WHERE audit_month.pathway = ? AND audit_month.month >= ? AND audit_month.month <= ? ORDER BY audit_month.month, audit_month.version""",
    "pathway first last",
    {},
)
AUDIT_MONTHS_MOMENTS = Statement(
    "AUDIT_MONTHS_MOMENTS",
    """SELECT audit_moments.month, audit_moments.version, audit_moments.kind, audit_moments.number, audit_moments.packed
FROM audit_moments
WHERE audit_moments.pathway = ? AND audit_moments.month >= ? AND audit_moments.month <= ? ORDER BY audit_moments.month, audit_moments.version""",
    "pathway first last",
    {},
)
AUDIT_MONTHS_DUES = Statement(
    "AUDIT_MONTHS_DUES",
    """SELECT audit_moments.month, audit_moments.version, audit_moments.kind, audit_moments.number, audit_moments.packed
FROM audit_moments
WHERE audit_moments.pathway = ? AND audit_moments.month >= ? AND audit_moments.month <= ? AND audit_moments.kind IN ('due', 'first') ORDER BY audit_moments.month, audit_moments.version""",
    "pathway first last",
    {},
)
AUDIT_COURSES = Statement(
    "AUDIT_COURSES",
    """SELECT course.id, course.patient_id, course.enrolled_at, coalesce(patient.surgeon, '') AS coalesce_1, audit_course.version, audit_course.group_value, audit_course.outcome, audit_course.content
FROM course JOIN patient ON patient.id = course.patient_id LEFT OUTER JOIN audit_course ON audit_course.course_id = course.id
WHERE course.pathway = ? AND (course.enrolled_at, course.id) > (?, ?) AND course.enrolled_at < ? ORDER BY course.enrolled_at, course.id
 LIMIT 100 OFFSET ?""",
    "pathway low low_id end param_1",
    {
        "param_1": 0,
    },
)
AUDIT_ENROLLED = Statement(
    "AUDIT_ENROLLED",
    """SELECT course.id, course.enrolled_at, patient.id AS id_1, patient.mrn, patient.family_name, patient.given_name, patient.birth_date, patient.sex, patient.national_number, patient.bed, patient.surgeon
FROM course JOIN patient ON patient.id = course.patient_id
WHERE course.pathway = ? AND (course.enrolled_at, course.id) > (?, ?) AND course.enrolled_at < ? ORDER BY course.enrolled_at, course.id
 LIMIT 100 OFFSET ?""",
    "pathway low low_id end param_1",
    {
        "param_1": 0,
    },
)
AUDIT_COUNT_ENROLLED = Statement(
    "AUDIT_COUNT_ENROLLED",
    """SELECT count(*) AS count_1
FROM course
WHERE course.pathway = ? AND (course.enrolled_at, course.id) > (?, ?) AND course.enrolled_at < ?""",
    "pathway low low_id end",
    {},
)
AUDIT_SURGEONS = Statement(
    "AUDIT_SURGEONS",
    """SELECT DISTINCT coalesce(patient.surgeon, '') AS coalesce_1
FROM course JOIN patient ON patient.id = course.patient_id
WHERE course.pathway = ?""",
    "pathway",
    {},
)
AUDIT_ENDS = Statement(
    "AUDIT_ENDS",
    """SELECT min(course.enrolled_at) AS min_1, max(course.enrolled_at) AS max_1
FROM course
WHERE course.pathway = ?""",
    "pathway",
    {},
)
AUDIT_KINDS = Statement(
    "AUDIT_KINDS",
    """SELECT DISTINCT audit_course.version, audit_course.group_value, audit_course.outcome
FROM audit_course
WHERE audit_course.pathway = ?""",
    "pathway",
    {},
)
AUDIT_PATHWAYS = Statement(
    "AUDIT_PATHWAYS",
    """SELECT DISTINCT course.pathway
FROM course
WHERE course.enrolled_at >= ? AND course.enrolled_at < ? AND coalesce(course.recorded_at, course.enrolled_at) <= ? ORDER BY course.pathway""",
    "low end now",
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
PUT_FOLLOW_UP = Statement(
    "PUT_FOLLOW_UP",
    """INSERT INTO follow_up_current (course_id, clinic, interval, planned_at, round, due, last_round, last_at, last_due, last_result, rounds_done, board_round, due_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (course_id) DO UPDATE SET clinic = excluded.clinic, interval = excluded.interval, planned_at = excluded.planned_at, round = excluded.round, due = excluded.due, last_round = excluded.last_round, last_at = excluded.last_at, last_due = excluded.last_due, last_result = excluded.last_result, rounds_done = excluded.rounds_done, board_round = excluded.board_round, due_key = excluded.due_key""",
    "course_id clinic interval planned_at round due last_round last_at last_due last_result rounds_done board_round due_key",
    {},
)
PUT_PATIENT = Statement(
    "PUT_PATIENT",
    """INSERT INTO patient_current (patient_id, mrn, name_key, bed_key, surgeon, course_id, enrolled_at, due_key, phase, ended, has_open_variance) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (patient_id) DO UPDATE SET mrn = excluded.mrn, name_key = excluded.name_key, bed_key = excluded.bed_key, surgeon = excluded.surgeon, course_id = excluded.course_id, enrolled_at = excluded.enrolled_at, due_key = excluded.due_key, phase = excluded.phase, ended = excluded.ended, has_open_variance = excluded.has_open_variance""",
    "patient_id mrn name_key bed_key surgeon course_id enrolled_at due_key phase ended has_open_variance",
    {},
)
PUT_DRAFT = Statement(
    "PUT_DRAFT",
    """INSERT INTO draft (account, "key", saved_at, content) VALUES (?, ?, ?, ?) ON CONFLICT (account, "key") DO UPDATE SET saved_at = excluded.saved_at, content = excluded.content""",
    "account key saved_at content",
    {},
)
PUT_PREFERENCE = Statement(
    "PUT_PREFERENCE",
    """INSERT INTO preference (account, name, value) VALUES (?, ?, ?) ON CONFLICT (account, name) DO UPDATE SET value = excluded.value""",
    "account name value",
    {},
)
PUT_PASSWORD = Statement(
    "PUT_PASSWORD",
    """INSERT INTO password (account, slot, hash) VALUES (?, ?, ?) ON CONFLICT (account) DO UPDATE SET slot = excluded.slot, hash = excluded.hash""",
    "account slot hash",
    {},
)
PUT_WRONG_PASSWORD = Statement(
    "PUT_WRONG_PASSWORD",
    """INSERT INTO wrong_password (account, count, last_at) VALUES (?, ?, ?) ON CONFLICT (account) DO UPDATE SET count = excluded.count, last_at = excluded.last_at""",
    "account count last_at",
    {},
)
HAVING_WORDS_0 = Statement(
    "HAVING_WORDS_0",
    """SELECT anon_1.id, anon_1.mrn, anon_1.family_name, anon_1.given_name, anon_1.birth_date, anon_1.sex, anon_1.national_number, anon_1.bed, anon_1.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended, course.enrolled_at, course_current.next_checkpoint, course_current.next_round, course_current.next_due, course_current.open_variances
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
    """SELECT anon_1.id, anon_1.mrn, anon_1.family_name, anon_1.given_name, anon_1.birth_date, anon_1.sex, anon_1.national_number, anon_1.bed, anon_1.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended, course.enrolled_at, course_current.next_checkpoint, course_current.next_round, course_current.next_due, course_current.open_variances
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
    """SELECT anon_1.id, anon_1.mrn, anon_1.family_name, anon_1.given_name, anon_1.birth_date, anon_1.sex, anon_1.national_number, anon_1.bed, anon_1.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended, course.enrolled_at, course_current.next_checkpoint, course_current.next_round, course_current.next_due, course_current.open_variances
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
    """SELECT anon_1.id, anon_1.mrn, anon_1.family_name, anon_1.given_name, anon_1.birth_date, anon_1.sex, anon_1.national_number, anon_1.bed, anon_1.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended, course.enrolled_at, course_current.next_checkpoint, course_current.next_round, course_current.next_due, course_current.open_variances
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
    """SELECT anon_1.id, anon_1.mrn, anon_1.family_name, anon_1.given_name, anon_1.birth_date, anon_1.sex, anon_1.national_number, anon_1.bed, anon_1.surgeon, course.id AS id_1, course.pathway, course.version, course_current.phase, course_current.ended, course.enrolled_at, course_current.next_checkpoint, course_current.next_round, course_current.next_due, course_current.open_variances
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
