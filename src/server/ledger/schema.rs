//! The tables of the server's file. A step that was released never changes; a change is a new step.
//!
//! Invariant: every query of the server finds its rows through one of these indexes.

/// `STEPS[n]` leads from schema `n` to `n + 1`.
pub(super) const STEPS: &[&str] = &[
    "
-- Who this server is. A restored backup counts the epoch up.
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Plans under which cases stand, by the hash of their text; never changed, never deleted.
CREATE TABLE plans (hash TEXT PRIMARY KEY, plan TEXT NOT NULL, toml TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE members (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    id_number TEXT UNIQUE,
    name TEXT NOT NULL,
    phone TEXT
) STRICT;
CREATE INDEX members_by_phone ON members (phone, name);

CREATE TABLE enrolments (
    member INTEGER NOT NULL REFERENCES members (no),
    plan TEXT NOT NULL,
    from_day INTEGER NOT NULL,
    to_day INTEGER NOT NULL,
    employer TEXT NOT NULL,
    PRIMARY KEY (member, plan, from_day, employer)
) STRICT, WITHOUT ROWID;

-- seq is that of the audit entry of the case's last change: who asks for what came after a number finds each case once.
-- frozen_history: what the case's grant or rejection rests on; NULL while it is undecided.
CREATE TABLE cases (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    seq INTEGER NOT NULL UNIQUE,
    member INTEGER NOT NULL REFERENCES members (no),
    plan TEXT NOT NULL,
    plan_hash TEXT NOT NULL REFERENCES plans (hash),
    status TEXT NOT NULL,
    stage TEXT NOT NULL,
    entered INTEGER NOT NULL,
    received INTEGER NOT NULL,
    assignee TEXT,
    employer TEXT NOT NULL,
    facts TEXT NOT NULL,
    timeline TEXT NOT NULL,
    frozen_history TEXT,
    summary TEXT NOT NULL
) STRICT;
CREATE INDEX cases_by_member ON cases (member);
CREATE INDEX cases_by_employer_change ON cases (employer, seq);
CREATE INDEX cases_by_employer ON cases (employer, no);

-- A case that has not ended as it is sent, made whenever the case or its history changes. One that has ended is asked for seldom
-- and made when it is.
CREATE TABLE details (no INTEGER PRIMARY KEY REFERENCES cases (no), packed BLOB NOT NULL) STRICT;

CREATE TABLE materials (
    case_no INTEGER NOT NULL REFERENCES cases (no),
    place INTEGER NOT NULL,
    material TEXT NOT NULL,
    received INTEGER,
    pages INTEGER NOT NULL,
    verdict TEXT,
    PRIMARY KEY (case_no, place)
) STRICT, WITHOUT ROWID;

-- Payments granted, also those of 0.00: they used up days and expenses of the period. Money is whole fen.
CREATE TABLE grants (
    no INTEGER PRIMARY KEY,
    case_no INTEGER NOT NULL REFERENCES cases (no),
    member INTEGER NOT NULL REFERENCES members (no),
    plan TEXT NOT NULL,
    benefit TEXT NOT NULL,
    decided INTEGER NOT NULL,
    amount INTEGER NOT NULL CHECK (amount >= 0),
    used TEXT NOT NULL
) STRICT;
CREATE INDEX grants_by_member ON grants (member);
CREATE INDEX grants_by_case ON grants (case_no);

-- Claims for a disease that is severe, or may be, and still undecided: other benefits of the member wait for them.
CREATE TABLE open_claims (
    case_no INTEGER NOT NULL REFERENCES cases (no),
    member INTEGER NOT NULL REFERENCES members (no),
    plan TEXT NOT NULL,
    benefit TEXT NOT NULL,
    class TEXT,
    PRIMARY KEY (member, case_no, benefit)
) STRICT, WITHOUT ROWID;

CREATE TABLE decisions (
    id TEXT PRIMARY KEY,
    case_no INTEGER NOT NULL REFERENCES cases (no),
    seq INTEGER NOT NULL UNIQUE,
    by_user TEXT NOT NULL,
    at INTEGER NOT NULL,
    verb TEXT NOT NULL,
    amount INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX decisions_by_case ON decisions (case_no);

-- What was answered to a write, by its key. Kept for ever: a key never expires.
CREATE TABLE answers (key TEXT PRIMARY KEY, body_hash TEXT NOT NULL, answer TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Everything that happened, in one order without gaps; each entry carries the hash of the one before.
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    by_user TEXT,
    kind TEXT NOT NULL,
    case_id TEXT,
    payload TEXT NOT NULL,
    before_hash TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;

CREATE TABLE users (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    employer TEXT,
    password TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Sign-ins: the SHA-256 of each token, never the token.
CREATE TABLE tokens (hash TEXT PRIMARY KEY, user TEXT NOT NULL REFERENCES users (id), expires INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX tokens_by_expiry ON tokens (expires);

-- The next number of each kind of name.
CREATE TABLE counters (prefix TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT, WITHOUT ROWID;
",
    "
-- A member is found by his card too.
ALTER TABLE members ADD COLUMN social_security_card TEXT;
CREATE INDEX members_by_card ON members (social_security_card);
",
    "
-- What a case is found by and shares with others: phone, identity number, contract, name, receipt, card. Written with the case.
CREATE TABLE numbers (
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    case_no INTEGER NOT NULL REFERENCES cases (no),
    PRIMARY KEY (kind, number, case_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX numbers_by_case ON numbers (case_no, kind, number);

-- Under which hanzi, pinyin and initials a name is found.
CREATE TABLE name_keys (key TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (key, name)) STRICT, WITHOUT ROWID;

-- How many working days a case was at a stage that it has left.
CREATE TABLE stage_times (
    no INTEGER PRIMARY KEY,
    ended INTEGER NOT NULL,
    case_no INTEGER NOT NULL REFERENCES cases (no),
    plan TEXT NOT NULL,
    stage TEXT NOT NULL,
    working_days INTEGER NOT NULL
) STRICT;
CREATE INDEX stage_times_by_end ON stage_times (ended, plan, stage, working_days);
CREATE INDEX stage_times_by_case ON stage_times (case_no);
",
    "
-- A member may have several contracts that start on one day: their numbers tell them apart. A period has no number.
CREATE TABLE contracts (
    member INTEGER NOT NULL REFERENCES members (no),
    plan TEXT NOT NULL,
    from_day INTEGER NOT NULL,
    to_day INTEGER NOT NULL,
    employer TEXT NOT NULL,
    contract TEXT NOT NULL,
    units INTEGER,
    funding TEXT,
    PRIMARY KEY (member, plan, from_day, employer, contract)
) STRICT, WITHOUT ROWID;
INSERT INTO contracts (member, plan, from_day, to_day, employer, contract)
    SELECT member, plan, from_day, to_day, employer, '' FROM enrolments;
DROP TABLE enrolments;
ALTER TABLE contracts RENAME TO enrolments;
",
    "
-- The class of the cover, in plans that have classes.
ALTER TABLE enrolments ADD COLUMN class TEXT;
",
    "
-- Why nobody works on a case now; what the member has of its money, once it was taken up again or something was asked back; and what
-- is asked back.
ALTER TABLE cases ADD COLUMN hold TEXT;
ALTER TABLE cases ADD COLUMN held TEXT;
ALTER TABLE cases ADD COLUMN recoveries TEXT;
-- held: the same of one benefit, since what counts as paid to a member is the more of the two. stands: the present round granted it; 0
-- where only an earlier one paid it.
ALTER TABLE grants ADD COLUMN held INTEGER CHECK (held >= 0);
ALTER TABLE grants ADD COLUMN stands INTEGER NOT NULL DEFAULT 1;
",
    "
-- The files of the operator's lists, in their order: they are laid behind their plans at every start.
CREATE TABLE lists (place INTEGER PRIMARY KEY, toml TEXT NOT NULL) STRICT;
-- When a plan, or a plan with other lists, was first published; NULL before this was written down.
ALTER TABLE plans ADD COLUMN published INTEGER;
",
    "
-- Whether any case stands under a text of a plan.
CREATE INDEX cases_by_plan ON cases (plan_hash);
",
    "
-- How many cases there are of each kind, of all or of one employer.
CREATE INDEX cases_by_status ON cases (status, employer);
",
    "
-- A sign-in that was taken back stays, so that its machine learns it; from the first time that it was told, it may report what it had
-- not sent, for a while.
ALTER TABLE tokens ADD COLUMN revoked INTEGER;
ALTER TABLE tokens ADD COLUMN told INTEGER;
ALTER TABLE tokens ADD COLUMN reports INTEGER NOT NULL DEFAULT 0;
CREATE INDEX tokens_by_user ON tokens (user);
",
    "
-- The words by which a case is found: what the member is ill with and what was noted. NULL where an older program wrote it last.
ALTER TABLE cases ADD COLUMN words TEXT;
",
    "
-- A sign-in is good in the epoch in which it was given: whoever signed in before the books were put back learns of it by being signed out,
-- before anything that he decided for the books as they were goes into these.
ALTER TABLE tokens ADD COLUMN epoch INTEGER NOT NULL DEFAULT 1;
",
    "
-- What the first load of a client goes by, read out of the row: the end of its limit, the day on which it ended, whether something of it
-- is asked back.
ALTER TABLE cases ADD COLUMN due TEXT GENERATED ALWAYS AS (ifnull(summary ->> '$.due', '9999-12-31')) VIRTUAL;
ALTER TABLE cases ADD COLUMN closed TEXT GENERATED ALWAYS AS (CASE WHEN status IN ('rejected', 'paid') THEN
    ifnull(summary ->> '$.closed', date((entered + 28800000) / 1000, 'unixepoch')) END) VIRTUAL;
ALTER TABLE cases ADD COLUMN asked_back INTEGER GENERATED ALWAYS AS
    (ifnull(instr(summary ->> '$.flags', '\"recover\"') > 0, 0)) VIRTUAL;
CREATE INDEX cases_open_of ON cases (assignee, due, no) WHERE closed IS NULL;
CREATE INDEX cases_open ON cases (due, no) WHERE closed IS NULL;
CREATE INDEX cases_open_by_employer ON cases (employer, due, no) WHERE closed IS NULL;
CREATE INDEX cases_closed ON cases (closed, no) WHERE closed IS NOT NULL;
CREATE INDEX cases_closed_by_employer ON cases (employer, closed, no) WHERE closed IS NOT NULL;
CREATE INDEX cases_asked_back ON cases (no) WHERE asked_back;

-- A case that went from one employer to another, by the number of that change: the former one's officer is told that it left.
CREATE TABLE departures (
    employer TEXT NOT NULL,
    seq INTEGER NOT NULL,
    case_no INTEGER NOT NULL REFERENCES cases (no),
    PRIMARY KEY (employer, seq)
) STRICT, WITHOUT ROWID;
",
    "
-- A sign-in that ended because its person's roles or employer were changed stays, so that its machine learns it.
ALTER TABLE tokens ADD COLUMN changed INTEGER;
",
    "
-- What waits for those who act at a stage comes before what waits for others in a client's first load.
CREATE INDEX cases_open_at ON cases (stage, due, no) WHERE closed IS NULL;
",
    "
-- What a part of a load leaves out because it came in one before is passed over within the index.
DROP INDEX cases_open;
CREATE INDEX cases_open ON cases (due, no, stage, assignee) WHERE closed IS NULL;
",
];
