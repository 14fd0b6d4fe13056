//! Accepted decisions that the server may have lost: it was restored from a backup since, or another one came in its place.
//!
//! Not here: when it is asked (`sync`). Invariants: what is doubted stays so in the file until the server that took it has told; what it
//! no longer has stands as in conflict, and is never sent by itself.

use rusqlite::{Transaction, params};

use crate::domain::decision::ProblemCode;
use crate::domain::ids::DecisionId;
use crate::domain::outbox::Said;
use crate::domain::time::Moment;
use crate::sql::Json;
use crate::store::StoreError;
use crate::store::outbox::read::Refusal;
use crate::store::outbox::{ACCEPTED, CONFLICT, Inner, Outbox};
use crate::wire::STANDING_LIMIT;

/// The server that took it, while it has to be asked whether it still has it.
pub(super) const STEP: &str = "
ALTER TABLE item ADD COLUMN doubt TEXT;
CREATE INDEX item_doubted ON item (doubt, n) WHERE doubt IS NOT NULL;
";

/// Doubts all that the server of the folder took, before the folder is bound to another or to another epoch.
pub(in crate::store) fn doubt_accepted(t: &Transaction<'_>) -> Result<(), Inner> {
    let sql = "UPDATE item SET doubt = (SELECT server FROM bound) WHERE state = 3 AND doubt IS NULL";
    t.execute(sql, [])?;
    Ok(())
}

impl Outbox {
    /// Gives those that the present server is to be asked about next, the oldest first.
    pub fn doubted(&self) -> Result<Vec<DecisionId>, StoreError> {
        self.read(|connection| {
            let sql = "SELECT id FROM item INDEXED BY item_doubted WHERE doubt = (SELECT server FROM bound) ORDER BY n LIMIT ?";
            let mut statement = connection.prepare_cached(sql)?;
            let ids = statement.query_map([STANDING_LIMIT], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
            Ok(ids.iter().filter_map(|id| id.parse().ok()).map(DecisionId).collect())
        })
    }

    /// Counts those of which no server has told whether it still has them.
    pub fn count_doubted(&self) -> Result<usize, StoreError> {
        self.read(|connection| {
            let sql = "SELECT count(*) FROM item INDEXED BY item_doubted WHERE doubt IS NOT NULL";
            Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
        })
    }

    /// Keeps what the server told of those that it was asked about: what stands there is doubted no more, the others are in conflict.
    pub fn told_standing(&mut self, asked: &[DecisionId], there: &[DecisionId], now: Moment) -> Result<(), StoreError> {
        let lost = Json(Refusal { code: ProblemCode::Conflict, detail: String::new(), said: Some(Box::new(Said::Lost)) });
        self.write(|t| {
            for id in asked {
                let key = id.to_string();
                if there.contains(id) {
                    t.execute("UPDATE item SET doubt = NULL WHERE id = ?", [key])?;
                } else {
                    let sql = "UPDATE item SET doubt = NULL, state = ?, answer = ?, changed_at = ?, live = 1 WHERE id = ? AND state = ?";
                    t.execute(sql, params![CONFLICT, lost, now, key, ACCEPTED])?;
                }
            }
            Ok(())
        })
    }
}
