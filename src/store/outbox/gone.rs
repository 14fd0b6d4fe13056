//! What left the outbox without the server's answer: taken back, discarded, replaced. A record that can be looked at for a stated time.
//!
//! Not here: what leaves when (`outbox`). Invariant: nothing leaves without a record; one person's records are not shown to the next; what
//! somebody has still to settle is there again when what took its place is taken back.

use rusqlite::{OptionalExtension, Row, Transaction, params};

use crate::domain::decision::Decision;
use crate::domain::ids::{DecisionId, UserId};
use crate::domain::outbox::{LEFT_KEPT_DAYS, Left, LeftItem};
use crate::domain::time::Moment;
use crate::sql::Json;
use crate::store::error::StoreError;
use crate::store::outbox::read::{self, COLUMNS};
use crate::store::outbox::{Inner, Outbox};

/// How many records are listed: more than one looks through.
const LISTED: i64 = 500;
const DAY_SECS: i64 = 24 * 3600;

/// The columns of a record that are those of an item. What was still to be sent is said to have waited: nothing holds or tries it now.
pub(in crate::store) const OF_ITEM: &str =
    "iif(state >= 4, state, 1), NULL, NULL, answer, decision, name, plan, attempts, last_error, part_of, to_pay,
                       coalesce(recorded_at, at), coalesce(changed_at, at), NULL";

/// Of a conflict or a refusal that another decision took the place of, both sides are kept with the record.
pub(super) const STEP_SIDES: &str = "
ALTER TABLE gone ADD COLUMN base BLOB;
ALTER TABLE gone ADD COLUMN theirs BLOB;
CREATE INDEX gone_by ON gone (replaced_by) WHERE replaced_by IS NOT NULL;
";

impl Outbox {
    /// Gives what left, the newest first.
    pub fn left(&self) -> Result<Vec<LeftItem>, StoreError> {
        self.read(|connection| {
            let sql = format!(
                "SELECT {OF_ITEM}, why, at, replaced_by FROM gone INDEXED BY gone_mine WHERE owner IS NULL ORDER BY at DESC LIMIT {LISTED}"
            );
            let mut statement = connection.prepare_cached(&sql)?;
            let items = statement.query_map([], left)?.collect::<Result<_, _>>()?;
            Ok(items)
        })
    }
}

fn left(row: &Row<'_>) -> rusqlite::Result<LeftItem> {
    let why: String = row.get(COLUMNS)?;
    let by: Option<String> = row.get(COLUMNS + 2)?;
    let left = match why.as_str() {
        "undone" => Left::Undone,
        "replaced" => Left::Replaced,
        _ => Left::Discarded,
    };
    Ok(LeftItem { item: read::item(row)?, left, at: row.get(COLUMNS + 1)?, by: by.and_then(|id| id.parse().ok()).map(DecisionId) })
}

/// Keeps the record of an item that is about to leave.
pub(super) fn keep(t: &Transaction<'_>, id: DecisionId, (left, by): (Left, Option<DecisionId>), now: Moment) -> Result<(), Inner> {
    let why = match left {
        Left::Undone => "undone",
        Left::Discarded => "discarded",
        Left::Replaced => "replaced",
    };
    t.execute(
        "INSERT INTO gone (n, id, case_id, decision, state, answer, why, at, name, plan, to_pay, attempts, last_error, part_of, recorded_at,
                           changed_at, replaced_by, base, theirs)
         SELECT item.n, id, case_id, decision, state, answer, ?1, ?2, name, plan, to_pay, attempts, last_error, part_of, recorded_at,
                changed_at, ?3, side.base, side.theirs
         FROM item LEFT JOIN side ON side.n = item.n AND state >= 4 AND ?3 IS NOT NULL WHERE id = ?4",
        params![why, now, by.map(|by| by.to_string()), id.to_string()],
    )?;
    Ok(())
}

/// Lets the records go that were kept long enough, but for what can still be put back.
pub(super) fn forget_old(t: &Transaction<'_>, now: Moment) -> Result<(), Inner> {
    let sql = "DELETE FROM gone WHERE at < ? AND (state < 4 OR NOT EXISTS (SELECT 1 FROM item WHERE id = replaced_by AND state <= 2))";
    t.execute(sql, [now.plus_secs(-LEFT_KEPT_DAYS * DAY_SECS)])?;
    Ok(())
}

/// What an unsent decision took the place of is to be settled by the one that takes its place in turn.
pub(super) fn pass_on(t: &Transaction<'_>, former: DecisionId, next: DecisionId) -> Result<(), Inner> {
    let sql = "UPDATE gone INDEXED BY gone_by SET replaced_by = ? WHERE replaced_by = ? AND state >= 4";
    t.execute(sql, params![next.to_string(), former.to_string()])?;
    Ok(())
}

/// Puts the conflict or the refusal back that a decision took the place of: nobody has settled it. Gives which.
pub(super) fn put_back(t: &Transaction<'_>, by: DecisionId) -> Result<Option<DecisionId>, Inner> {
    let sql = "SELECT n, decision FROM gone INDEXED BY gone_by WHERE replaced_by = ? AND state >= 4";
    let found = t.query_row(sql, [by.to_string()], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?))).optional()?;
    let Some((n, Json(decision))) = found else { return Ok(None) };
    let decision: Decision = decision;
    t.execute(
        "INSERT INTO item (n, id, case_id, verb, decision, name, plan, state, attempts, last_error, answer, recorded_at, changed_at, part_of,
                           to_pay)
         SELECT n, id, case_id, ?, decision, name, plan, state, attempts, last_error, answer, coalesce(recorded_at, at),
                coalesce(changed_at, at), part_of, to_pay FROM gone WHERE n = ?",
        params![Json(decision.act.verb()), n],
    )?;
    t.execute("INSERT INTO side (n, base, theirs) SELECT n, base, theirs FROM gone WHERE n = ?", [n])?;
    t.execute("DELETE FROM gone WHERE n = ?", [n])?;
    Ok(Some(decision.id))
}

/// Puts one person's records away and the other's back.
pub(in crate::store) fn change_person(t: &Transaction<'_>, former: &UserId, next: &UserId) -> Result<(), Inner> {
    t.execute("UPDATE gone SET owner = ? WHERE owner IS NULL", [former.as_str()])?;
    t.execute("UPDATE gone SET owner = NULL WHERE owner = ?", [next.as_str()])?;
    Ok(())
}
