//! The basis of a decision: what it rests on, as one hash.
//!
//! Covered: facts, verdicts on papers, status, stage and what holds it up, plan, engine, what the member has of the case's money and what
//! of it is asked back, and the member's history. Not covered: notes, times, who is assigned. Where the server's basis differs from the decision's, the decision is a conflict and nothing is overwritten.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::domain::assessment::ENGINE_REVISION;
use crate::domain::case::Case;
use crate::domain::facts::History;

/// A SHA-256 in lower-case hex.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Basis(pub String);

impl Basis {
    /// Computes the basis of a case on a given history.
    pub fn of(case: &Case, history: &History) -> Self {
        let rests_on = (
            (&case.id, &case.plan_hash, ENGINE_REVISION, case.status, &case.stage),
            (&case.facts, case.materials.iter().map(|m| (&m.material, m.received, &m.verdict)).collect::<Vec<_>>()),
            history,
        );
        // Field order is that of the types, so the same values give the same bytes everywhere.
        let mut bytes = serde_json::to_vec(&rests_on).unwrap_or_default();
        // Few cases have any of it; those without keep the hash that they always had.
        if case.hold.is_some() || !case.held.is_empty() || !case.recoveries.is_empty() {
            bytes.extend(serde_json::to_vec(&(&case.hold, &case.held, &case.recoveries)).unwrap_or_default());
        }
        Basis(hex(&Sha256::digest(&bytes)))
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Writes bytes as lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    use fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
