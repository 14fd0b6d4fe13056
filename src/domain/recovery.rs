//! What was paid, is found not owed and is asked back: how much, why, what came back, what nobody asks for any more.
//!
//! Not here: who may ask and who notes what came (`judge`).
//! Invariant: what came back and what was written off together never come to more than was asked.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ids::{BenefitId, Clause, ReasonCode};
use crate::domain::money::Money;
use crate::domain::time::Date;

/// An amount that is asked back (追回).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Recovery {
    pub benefit: BenefitId,
    pub asked: Money,
    /// Absent where a new round came to less than was paid before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReasonCode>,
    pub clause: Clause,
    pub since: Date,
    pub repaid: Money,
    pub written_off: Money,
}

impl Recovery {
    /// What is still to come.
    pub fn open(&self) -> Money {
        self.asked - self.repaid - self.written_off
    }
}

/// What became of an amount that was asked back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Settled {
    /// The money came back: the member has it no more.
    Repaid,
    /// It is not asked for any more, or a later claim was paid less for it. The member keeps it, so it still counts as paid to him.
    WrittenOff,
}
