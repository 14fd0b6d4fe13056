//! What a reviewer has made of a case and not decided yet: verdicts on papers, amendments of facts. Kept in the outbox file.
//!
//! Not here: who sees it (only he). Invariant: of each paper and of each fact, check or exclusion it holds one change at most.

mod merge;

use serde::{Deserialize, Serialize};

use crate::domain::amendment::{Amendment, Target};
use crate::domain::facts::Facts;
use crate::domain::material::{Material, MaterialVerdict};
use crate::domain::summary::CaseDetail;

pub use merge::{Fallen, Merged};

/// A draft of one person about one case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    #[serde(default)]
    pub verdicts: Vec<MaterialVerdict>,
    #[serde(default)]
    pub amendments: Vec<Amendment>,
    /// The case as it was when the draft was last looked at; absent where an older program kept the draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Box<MadeOn>>,
}

/// What of a case a draft is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeOn {
    /// The server's number of the case.
    pub seq: u64,
    pub materials: Vec<Material>,
    pub facts: Facts,
}

impl MadeOn {
    pub fn of(detail: &CaseDetail) -> Self {
        MadeOn { seq: detail.summary.seq, materials: detail.case.materials.clone(), facts: detail.case.facts.clone() }
    }
}

impl Draft {
    pub const fn is_empty(&self) -> bool {
        self.verdicts.is_empty() && self.amendments.is_empty()
    }

    /// The change of a fact, check or exclusion, where there is one.
    pub fn amendment(&self, target: &Target) -> Option<&Amendment> {
        self.amendments.iter().find(|amendment| amendment.target() == *target)
    }

    /// Puts a change in; one of the same thing that was there goes, and those of its parts.
    pub fn amend(&mut self, amendment: Amendment) {
        let target = amendment.target();
        self.amendments.retain(|known| known.target() != target && !known.target().is_part_of(&target));
        self.amendments.push(amendment);
    }

    /// Takes the change of a thing out; tells whether there was one.
    pub fn take_back(&mut self, target: &Target) -> bool {
        let before = self.amendments.len();
        self.amendments.retain(|amendment| amendment.target() != *target);
        self.amendments.len() < before
    }

    /// Adds what an older draft has and this one doesn't.
    pub fn add_older(&mut self, older: Draft) {
        if self.is_empty() {
            self.seen = older.seen;
        }
        for verdict in older.verdicts {
            if self.verdicts.iter().all(|given| given.material != verdict.material) {
                self.verdicts.push(verdict);
            }
        }
        for amendment in older.amendments {
            let target = amendment.target();
            if self.amendments.iter().all(|known| !known.target().clashes(&target)) {
                self.amendments.push(amendment);
            }
        }
    }
}
