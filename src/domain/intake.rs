//! A paper claim on its way into the books: a draft as it is typed, then what is sent, until the server has given it a number.
//!
//! Not here: how it is typed (`app::intake`), what it comes to (`rules`).
//! Invariant: a draft holds what was typed, readable or not, so that nothing is lost by being wrong.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::decision::ProblemCode;
use crate::domain::facts::Facts;
use crate::domain::identity::mask_name;
use crate::domain::ids::{BenefitId, CaseId, MaterialId, PlanId};
use crate::domain::material::Material;
use crate::domain::time::Moment;

/// A claim's own name, made when its form is begun. It is the `Idempotency-Key` under which it is sent, until it is changed after
/// it went out: then it gets another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClaimKey(pub uuid::Uuid);

/// The places of the number that stands on a receipt until the claim has its case number.
pub const PROVISIONAL_DIGITS: usize = 8;

impl ClaimKey {
    /// The number that stands on a receipt until the server has given one: the end of the key, which differs from claim to claim.
    pub fn provisional(self) -> String {
        let text = self.0.simple().to_string().to_uppercase();
        text.get(text.len().saturating_sub(PROVISIONAL_DIGITS)..).unwrap_or(&text).to_owned()
    }
}

/// What was filled in by itself, for a number that was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// The field that was filled in.
    pub path: String,
    /// What was put there; once something else stands there it was typed.
    pub text: String,
    /// The field of the number that says so.
    pub by: String,
    pub number: String,
}

/// What was typed of a claim so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntakeDraft {
    pub key: ClaimKey,
    pub plan: PlanId,
    pub benefits: Vec<BenefitId>,
    /// What stands in each field that is not blank, by its JSON pointer over `Facts`, in the order of the form.
    pub entries: Vec<(String, String)>,
    /// What of it nobody typed: it was filled in for a number that was, and goes with the number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filled: Vec<Filled>,
    /// The papers that were handed in.
    pub received: Vec<MaterialId>,
    /// The field that the cursor was in.
    pub at: String,
    pub begun: Moment,
    pub changed: Moment,
}

impl IntakeDraft {
    /// Begins a draft in which nothing is typed yet.
    pub fn begin(key: ClaimKey, plan: PlanId, now: Moment) -> Self {
        IntakeDraft {
            key,
            plan,
            benefits: Vec::new(),
            entries: Vec::new(),
            filled: Vec::new(),
            received: Vec::new(),
            at: String::new(),
            begun: now,
            changed: now,
        }
    }

    /// What was typed at a place; empty where nothing was.
    pub fn entry(&self, pointer: &str) -> &str {
        self.entries.iter().find(|(at, _)| at == pointer).map_or("", |(_, typed)| typed.as_str())
    }

    /// The member's name as far as it was typed.
    pub fn name(&self) -> &str {
        self.entry("/member/name").trim()
    }
}

/// A claim that is ready to be sent; it is sent as it stands here, however often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadyClaim {
    pub plan: PlanId,
    pub facts: Facts,
    pub materials: Vec<Material>,
    /// The key that it is sent under; absent where that is its draft's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<ClaimKey>,
    /// The keys under which it went out before it was changed: the server may have it under one of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<ClaimKey>,
}

impl ReadyClaim {
    /// Gives what goes out where `sent` went out before under the draft's key `own` or its own: an unchanged claim exactly as it was,
    /// a changed one under a `fresh` key that names those before it.
    pub fn after(self, sent: &ReadyClaim, own: ClaimKey, fresh: ClaimKey) -> ReadyClaim {
        if self.says_the_same(sent) {
            return sent.clone();
        }
        let mut replaces = sent.replaces.clone();
        replaces.push(sent.key.unwrap_or(own));
        ReadyClaim { key: Some(fresh), replaces, ..self }
    }

    /// Whether another claim says the same; the day it is handed in on is the server's to say.
    fn says_the_same(&self, other: &ReadyClaim) -> bool {
        let papers = |claim: &ReadyClaim| claim.materials.iter().map(|paper| paper.material.clone()).collect::<Vec<_>>();
        let facts = Facts { filed: other.facts.filed, ..self.facts.clone() };
        self.plan == other.plan && facts == other.facts && papers(self) == papers(other)
    }
}

/// Where a claim stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum ClaimState {
    /// Being typed.
    Draft,
    /// To be sent as soon as the server can be reached.
    Waiting,
    /// Sent, and no answer yet. After a restart it is sent again under the same key.
    Sending,
    /// The server has it, under this number.
    Registered { case: CaseId },
    /// The server can't take it as it is; it can be mended and sent again.
    Refused { code: ProblemCode, detail: String },
    /// The server had it and was restored from a backup since: it is asked whether it still has it. The number that it had may be another
    /// claim's by now.
    Doubted,
    /// The server had it, was restored from a backup and no longer has it; it can be handed in again.
    Lost,
}

impl ClaimState {
    pub const fn is_unsent(&self) -> bool {
        matches!(self, ClaimState::Waiting | ClaimState::Sending)
    }

    /// It can be typed on.
    pub const fn is_open(&self) -> bool {
        matches!(self, ClaimState::Draft) || self.needs_somebody()
    }

    /// The server doesn't have it, and won't by itself.
    pub const fn needs_somebody(&self) -> bool {
        matches!(self, ClaimState::Refused { .. } | ClaimState::Lost)
    }
}

/// A claim in the outbox file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntakeItem {
    pub draft: IntakeDraft,
    pub state: ClaimState,
}

/// A claim of this machine's counter as who looks it up is told of it.
#[derive(Clone, PartialEq, Eq)]
pub struct OnReceipt {
    /// The provisional number.
    pub number: String,
    /// The member's name, masked.
    pub name: String,
    /// When it was taken in.
    pub at: Moment,
    pub state: ClaimState,
}

impl OnReceipt {
    /// Gives what may be told of a claim in the outbox file.
    pub fn of(item: IntakeItem) -> Self {
        OnReceipt { number: item.draft.key.provisional(), name: mask_name(item.draft.name()), at: item.draft.changed, state: item.state }
    }

    /// The case that it became.
    pub const fn case(&self) -> Option<&CaseId> {
        match &self.state {
            ClaimState::Registered { case } => Some(case),
            _ => None,
        }
    }
}

impl fmt::Debug for OnReceipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnReceipt")
    }
}
