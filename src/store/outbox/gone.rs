//! What left the outbox without the server's answer: taken back, discarded, replaced. A record that can be looked at for a stated time.
//!
//! Not here: what leaves when (`outbox`). Invariant: nothing leaves without a record; one person's records are not shown to the next.

use rusqlite::{Row, Transaction, params};

use crate::domain::ids::{DecisionId, UserId};
use crate::domain::outbox::{LEFT_KEPT_DAYS, Left, LeftItem};
use crate::domain::time::Moment;
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

/// Keeps the record of an item that is about to leave, and lets those go that were kept long enough.
pub(super) fn keep(t: &Transaction<'_>, id: DecisionId, (left, by): (Left, Option<DecisionId>), now: Moment) -> Result<(), Inner> {
    let why = match left {
        Left::Undone => "undone",
        Left::Discarded => "discarded",
        Left::Replaced => "replaced",
    };
    t.execute(
        "INSERT INTO gone (n, id, case_id, decision, state, answer, why, at, name, plan, to_pay, attempts, last_error, part_of, recorded_at,
                           changed_at, replaced_by)
         SELECT n, id, case_id, decision, state, answer, ?, ?, name, plan, to_pay, attempts, last_error, part_of, recorded_at, changed_at, ?
         FROM item WHERE id = ?",
        params![why, now, by.map(|by| by.to_string()), id.to_string()],
    )?;
    t.execute("DELETE FROM gone WHERE at < ?", [now.plus_secs(-LEFT_KEPT_DAYS * DAY_SECS)])?;
    Ok(())
}

/// Puts one person's records away and the other's back.
pub(in crate::store) fn change_person(t: &Transaction<'_>, former: &UserId, next: &UserId) -> Result<(), Inner> {
    t.execute("UPDATE gone SET owner = ? WHERE owner IS NULL", [former.as_str()])?;
    t.execute("UPDATE gone SET owner = NULL WHERE owner = ?", [next.as_str()])?;
    Ok(())
}
