//! A decision: what somebody decided about a case, on what basis. It is made once and never changed.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::amendment::Amendment;
use crate::domain::basis::Basis;
use crate::domain::case::Status;
use crate::domain::ids::{BenefitId, CaseId, Clause, DecisionId, MaterialId, PlanHash, ReasonCode, StageId, UserId};
use crate::domain::material::MaterialVerdict;
use crate::domain::money::Money;
use crate::domain::recovery::Settled;
use crate::domain::time::{Date, Moment};

/// A decision as it is sent: its id is the `Idempotency-Key`, its basis the `If-Match`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Decision {
    pub id: DecisionId,
    pub case: CaseId,
    pub basis: Basis,
    /// The stage at which it was made.
    pub stage: StageId,
    /// The plan and engine that the screen showed.
    pub plan_hash: PlanHash,
    pub engine: u32,
    /// What the screen said would be paid.
    pub amount: Money,
    /// Verdicts on papers made with the decision.
    pub verdicts: Vec<MaterialVerdict>,
    /// Facts corrected, checks answered, exclusions raised or withdrawn with the decision. They are applied before it is judged.
    // Left out where there is none: the body of a decision that an older program made, sent again, has the same hash.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amendments: Vec<Amendment>,
    pub act: Act,
    /// When it was confirmed, by the clock of the person's machine.
    pub decided_at: Moment,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "verb", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    /// To the next stage, at a review stage.
    PassOn {
        #[serde(default)]
        note: String,
    },
    /// Grants each benefit its assessed amount, at the approval stage. Attests that no exclusion applies.
    Approve {
        #[serde(default)]
        note: String,
    },
    /// Back to the claimant, with every defect listed at once.
    Return { defects: Vec<Defect>, text: String },
    /// Final refusal.
    Reject { reason: ReasonCode, clause: Clause, text: String },
    /// The bank has paid.
    Paid {
        #[serde(default)]
        reference: String,
    },
    /// The bank could not pay; the case goes back to the claimant.
    PaymentFailed { reason: String },
    /// Papers that came after a return: the case goes on at the stage that returned it, and its limit begins anew.
    Resubmit {
        received: Vec<MaterialId>,
        #[serde(default)]
        note: String,
    },
    /// Gives the case to a person of the office, or to nobody. It rests on no basis and moves nothing.
    Assign {
        #[serde(default)]
        to: Option<UserId>,
    },
    /// A note for the office. It rests on no basis and moves nothing.
    Note { text: String },
    /// What comes with it is written down, and the case stays where it is.
    Amend {
        #[serde(default)]
        note: String,
    },
    /// Back to the stage before, whose work is to be looked at again.
    SendBack { text: String },
    /// Set aside until a day; whoever acts at the stage may take it up before.
    Park { until: Date, text: String },
    /// To a panel outside the desk. Nothing is decided before its answer is in.
    Refer { reason: ReasonCode, text: String },
    /// Takes up what was set aside, or writes down what the panel answered.
    Resume { text: String },
    /// Takes a decided case up again, in a new round; what was decided stays in the timeline.
    Reopen { reason: ReasonCode, text: String },
    /// A benefit that was paid is found not owed: all of it is asked back. A part is worked out by a new round ([`Act::Reopen`]).
    Recover { benefit: BenefitId, amount: Money, reason: ReasonCode, clause: Clause, text: String },
    /// What became of an amount that was asked back.
    Recovered { benefit: BenefitId, amount: Money, how: Settled, text: String },
    /// Gives the office more time, until a day, for a reason (延期). It moves the last day and nothing else.
    Extend { until: Date, text: String },
}

impl Decision {
    /// Gives it as the audit trail keeps it: no number by which somebody is found stands in it.
    #[must_use]
    pub fn for_trail(&self) -> Self {
        Decision { amendments: self.amendments.iter().map(Amendment::for_trail).collect(), ..self.clone() }
    }
}

impl Act {
    pub const fn verb(&self) -> Verb {
        match self {
            Act::PassOn { .. } => Verb::PassOn,
            Act::Approve { .. } => Verb::Approve,
            Act::Return { .. } => Verb::Return,
            Act::Reject { .. } => Verb::Reject,
            Act::Paid { .. } => Verb::Paid,
            Act::PaymentFailed { .. } => Verb::PaymentFailed,
            Act::Resubmit { .. } => Verb::Resubmit,
            Act::Assign { .. } => Verb::Assign,
            Act::Note { .. } => Verb::Note,
            Act::Amend { .. } => Verb::Amend,
            Act::SendBack { .. } => Verb::SendBack,
            Act::Park { .. } => Verb::Park,
            Act::Refer { .. } => Verb::Refer,
            Act::Resume { .. } => Verb::Resume,
            Act::Reopen { .. } => Verb::Reopen,
            Act::Recover { .. } => Verb::Recover,
            Act::Recovered { .. } => Verb::Recovered,
            Act::Extend { .. } => Verb::Extend,
        }
    }
}

/// An act without its particulars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verb {
    PassOn,
    Approve,
    Return,
    Reject,
    Paid,
    PaymentFailed,
    Resubmit,
    Assign,
    Note,
    Amend,
    SendBack,
    Park,
    Refer,
    Resume,
    Reopen,
    Recover,
    Recovered,
    Extend,
}

impl Verb {
    /// Whether it rests on what was seen: the server compares basis, stage, plan and amount, and it is held before it goes out. What
    /// doesn't (who has the case, a note) goes out at once and is never in conflict.
    pub const fn rests_on_basis(self) -> bool {
        !matches!(self, Verb::Assign | Verb::Note)
    }

    /// Whether a case that was set aside is worked on again by it. More time takes nothing up: a panel still owes its answer.
    pub const fn takes_up(self) -> bool {
        let stays = matches!(self, Verb::Assign | Verb::Note | Verb::Amend | Verb::Extend | Verb::Recover | Verb::Recovered);
        !stays && !matches!(self, Verb::Park | Verb::Refer)
    }

    /// Whether the case is elsewhere after it: at another stage, with the claimant or back from him, or closed.
    pub const fn moves(self) -> bool {
        let forward = matches!(self, Verb::PassOn | Verb::Approve | Verb::Paid | Verb::Reject);
        forward || matches!(self, Verb::SendBack | Verb::Reopen | Verb::Return | Verb::PaymentFailed | Verb::Resubmit)
    }

    /// Whether there is an amount to tell of it: what it pays, or the nothing that a refusal leaves.
    pub const fn is_of_money(self) -> bool {
        self.pays() || matches!(self, Verb::Reject)
    }

    /// Whether its amount goes to the claimant, or on towards him: what sends a claim back or refuses it pays nothing.
    pub const fn pays(self) -> bool {
        matches!(self, Verb::PassOn | Verb::Approve | Verb::Paid)
    }
}

/// One thing that the claimant has to mend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Defect {
    pub reason: ReasonCode,
    /// The paper that it is about; absent where it is about the claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub material: Option<MaterialId>,
}

/// The server's answer to a decision that it accepted; given again unchanged for the same key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Receipt {
    pub decision: DecisionId,
    pub case: CaseId,
    /// The sequence number under which it stands.
    pub seq: u64,
    pub accepted_at: Moment,
    pub status: Status,
    pub stage: StageId,
    /// What was granted by it.
    pub amount: Money,
}

/// What kind of refusal a problem is. The client's next step hangs on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemCode {
    /// The basis, stage or amount is no longer what the decision rests on.
    Conflict,
    /// Who asks has not the role.
    NotAllowed,
    /// Who asks has already decided at another stage of the case.
    FourEyes,
    /// Checks or papers stand against it.
    Blocked,
    /// The decision is not possible at this stage or in this status.
    WrongStage,
    /// The amount is above who asks may approve.
    OverLimit,
    /// The same idempotency key came with another body.
    KeyReused,
    SignedOut,
    /// The sign-in was taken back: what this machine keeps is to be wiped.
    Revoked,
    /// The sign-in ended because the person's roles or employer are others now: what this machine keeps may not be his to see any more.
    ScopeChanged,
    NotFound,
    Malformed,
    TooLarge,
    TooManyRequests,
    ClientTooOld,
    Internal,
    #[serde(other)]
    Other,
}
