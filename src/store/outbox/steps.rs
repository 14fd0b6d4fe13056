//! The schema of the outbox file, step by step.
//!
//! Invariant: a step that was released never changes; a new one stands at the end.

/// Migrated for ever: a step that was released never changes.
pub(in crate::store) const STEPS: &[&str] = &[
    "
CREATE TABLE item (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    case_id TEXT NOT NULL,
    verb TEXT NOT NULL,
    decision TEXT NOT NULL,
    name TEXT NOT NULL,
    plan TEXT NOT NULL,
    base BLOB,
    theirs BLOB,
    state INTEGER NOT NULL,
    held_until INTEGER,
    next_try INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    last_error TEXT,
    answer TEXT,
    recorded_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    live INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX item_unanswered ON item (case_id, n) WHERE state <= 2;
CREATE INDEX item_live ON item (n) WHERE live = 1;
CREATE INDEX item_accepted ON item (changed_at) WHERE state = 3;
CREATE TABLE gone (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    decision TEXT NOT NULL,
    state INTEGER NOT NULL,
    answer TEXT,
    why TEXT NOT NULL,
    at INTEGER NOT NULL
);
CREATE TABLE draft (case_id TEXT PRIMARY KEY, verdicts TEXT NOT NULL, changed_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE bound (one INTEGER PRIMARY KEY CHECK (one = 0), server TEXT NOT NULL, epoch INTEGER NOT NULL);
CREATE TABLE session (one INTEGER PRIMARY KEY CHECK (one = 0), server TEXT NOT NULL, token TEXT NOT NULL, person TEXT NOT NULL);
CREATE TABLE reveal (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, entry TEXT NOT NULL, refused TEXT);
CREATE INDEX reveal_unsent ON reveal (n) WHERE refused IS NULL;
",
    "
CREATE TABLE draft_of (
    user TEXT NOT NULL, case_id TEXT NOT NULL, verdicts TEXT NOT NULL, changed_at INTEGER NOT NULL, PRIMARY KEY (user, case_id)
) WITHOUT ROWID;
CREATE INDEX item_listed ON item (n) WHERE state <> 3;
",
    "
ALTER TABLE draft ADD COLUMN amendments TEXT NOT NULL DEFAULT '[]';
ALTER TABLE draft_of ADD COLUMN amendments TEXT NOT NULL DEFAULT '[]';
",
    crate::store::intake::STEP,
    "
ALTER TABLE item ADD COLUMN part_of TEXT;
",
    "
CREATE TABLE arrangement (one INTEGER PRIMARY KEY CHECK (one = 0), body TEXT NOT NULL);
",
    "
CREATE TABLE arrangement_of (user TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
",
    crate::store::intake::STEP_RECEIPTS,
    crate::store::intake::STEP_REFUSED,
    "
ALTER TABLE item ADD COLUMN to_pay INTEGER;
",
    STEP_LOOKED_UP,
    crate::store::locking::STEP,
    crate::store::outbox::doubt::STEP,
    crate::store::outbox::doubt::STEP_CLAIMS,
    crate::store::floor::STEP,
    crate::store::floor::STEP_ANSWERED,
    crate::store::locking::STEP_OF,
    crate::store::outbox::gone::STEP_SIDES,
];

/// The cases that were seen stand beside the items, so that what stands behind them in a row is read without them; every question has an
/// index; what left has the record of what it was; a draft names what it was made on.
const STEP_LOOKED_UP: &str = "
CREATE TABLE side (n INTEGER PRIMARY KEY, base BLOB, theirs BLOB);
INSERT INTO side SELECT n, base, theirs FROM item WHERE base IS NOT NULL OR theirs IS NOT NULL;
UPDATE item SET base = NULL, theirs = NULL WHERE base IS NOT NULL OR theirs IS NOT NULL;
CREATE INDEX item_due ON item (coalesce(held_until, next_try, 0), n) WHERE state <= 2;
CREATE INDEX item_held ON item (held_until) WHERE state = 0;
CREATE INDEX item_tried ON item (next_try) WHERE state = 1 AND next_try IS NOT NULL;
CREATE INDEX item_unsent ON item (n) WHERE state <= 2;
CREATE INDEX item_stuck ON item (n) WHERE state >= 4;
CREATE INDEX item_states ON item (state) WHERE state <> 3;
CREATE INDEX item_over ON item (case_id, n) WHERE live = 1;
CREATE INDEX item_shown ON item (n) WHERE live = 1 AND state = 3;
DROP INDEX item_live;
ALTER TABLE gone ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE gone ADD COLUMN plan TEXT NOT NULL DEFAULT '';
ALTER TABLE gone ADD COLUMN to_pay INTEGER;
ALTER TABLE gone ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE gone ADD COLUMN last_error TEXT;
ALTER TABLE gone ADD COLUMN part_of TEXT;
ALTER TABLE gone ADD COLUMN recorded_at INTEGER;
ALTER TABLE gone ADD COLUMN changed_at INTEGER;
ALTER TABLE gone ADD COLUMN replaced_by TEXT;
ALTER TABLE gone ADD COLUMN owner TEXT;
CREATE INDEX gone_at ON gone (at);
CREATE INDEX gone_mine ON gone (at) WHERE owner IS NULL;
ALTER TABLE draft ADD COLUMN seen TEXT;
ALTER TABLE draft_of ADD COLUMN seen TEXT;
";
