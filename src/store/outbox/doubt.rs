//! Accepted decisions and registered claims that the server may have lost: it was restored from a backup since, or another one came in its
//! place.
//!
//! Not here: when it is asked (`sync`). Invariants: what is doubted stays so in the file until the server that took it has told; what it
//! no longer has stands as in conflict, a claim as lost, and is never sent by itself.

use rusqlite::{Connection, Transaction, params};

use crate::domain::decision::ProblemCode;
use crate::domain::ids::DecisionId;
use crate::domain::intake::{ClaimKey, ClaimState, IntakeDraft, ReadyClaim};
use crate::domain::outbox::Said;
use crate::domain::time::Moment;
use crate::sql::Json;
use crate::store::StoreError;
use crate::store::intake;
use crate::store::outbox::read::Refusal;
use crate::store::outbox::{ACCEPTED, CONFLICT, Inner, Outbox};
use crate::wire::{STANDING_LIMIT, StandingClaim};

/// The server that took it, while it has to be asked whether it still has it.
pub(super) const STEP: &str = "
ALTER TABLE item ADD COLUMN doubt TEXT;
CREATE INDEX item_doubted ON item (doubt, n) WHERE doubt IS NOT NULL;
";

/// The same for claims: state 5 is a registered one that is doubted.
pub(super) const STEP_CLAIMS: &str = "
ALTER TABLE intake ADD COLUMN doubt TEXT;
CREATE INDEX intake_doubted ON intake (doubt, begun) WHERE state = 5;
";

/// Doubts all that the server of the folder took, before the folder is bound to another or to another epoch.
pub(in crate::store) fn doubt_accepted(t: &Transaction<'_>) -> Result<(), Inner> {
    let sql = "UPDATE item SET doubt = (SELECT server FROM bound) WHERE state = 3 AND doubt IS NULL";
    t.execute(sql, [])?;
    t.execute("UPDATE intake SET state = 5, doubt = (SELECT server FROM bound) WHERE state = 3", [])?;
    Ok(())
}

/// A doubted claim: the key of its draft, and the one that it went under.
struct DoubtedClaim {
    draft: ClaimKey,
    sent: ClaimKey,
}

/// Those claims that the present server is to be asked about next, the oldest first.
fn doubted_claims(connection: &Connection) -> Result<Vec<DoubtedClaim>, Inner> {
    let sql = "SELECT draft, claim FROM intake INDEXED BY intake_doubted
               WHERE state = 5 AND doubt = (SELECT server FROM bound) ORDER BY begun LIMIT ?";
    let mut statement = connection.prepare_cached(sql)?;
    let claims = statement.query_map([STANDING_LIMIT], |row| {
        let (Json(draft), Json(claim)) = (row.get::<_, Json<IntakeDraft>>(0)?, row.get::<_, Json<ReadyClaim>>(1)?);
        Ok(DoubtedClaim { draft: draft.key, sent: claim.key.unwrap_or(draft.key) })
    })?;
    Ok(claims.collect::<Result<_, _>>()?)
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

    /// Gives the keys of the claims that the present server is to be asked about next, as they went out.
    pub fn doubted_claims(&self) -> Result<Vec<ClaimKey>, StoreError> {
        self.read(|connection| Ok(doubted_claims(connection)?.into_iter().map(|claim| claim.sent).collect()))
    }

    /// Keeps what the server told of the claims that it was asked about: what stands there is registered, the others are lost.
    pub fn told_claims(&mut self, asked: &[ClaimKey], there: &[StandingClaim], now: Moment) -> Result<(), StoreError> {
        self.write(|t| {
            for DoubtedClaim { draft, sent } in doubted_claims(t)?.into_iter().filter(|claim| asked.contains(&claim.sent)) {
                let answer = match there.iter().find(|told| told.key == sent) {
                    Some(told) => ClaimState::Registered { case: told.case.clone() },
                    None => ClaimState::Lost,
                };
                intake::doubt_ends(t, draft, &answer, now)?;
            }
            Ok(())
        })
    }

    /// Counts the decisions of which no server has told whether it still has them.
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
