//! The judge: (plan, case, history, decision, who, now) → what is committed, or why not.
//!
//! Pure. It is the server's truth and, by the same code, the client's "why is this key disabled".
//! Not here: idempotency (the ledger's), storage, words (a [`Why`] is put into words by whoever shows it).
//! Invariant: a ruling changes a case only by what its decision says, and never past what stands against it.

use crate::domain::assessment::CheckState;
use crate::domain::case::{Case, Granted, Status, TimelineEntry};
use crate::domain::decision::{ProblemCode, Verb};
use crate::domain::ids::{BenefitId, CheckId, MaterialId, ReasonCode, StageId};
use crate::domain::money::Money;
use crate::domain::people::Role;
use crate::domain::time::Moment;
use crate::wire::Person;

/// Who decides, and when.
#[derive(Clone, Copy, Debug)]
pub struct Judge<'a> {
    pub who: &'a Person,
    pub now: Moment,
}

/// What an accepted decision does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// The case afterwards; its timeline ends with `entry`.
    pub case: Case,
    /// What this decision granted; empty unless it approves.
    pub granted: Vec<Granted>,
    /// The sum of what was granted.
    pub amount: Money,
    pub entry: TimelineEntry,
}

/// A decision that is not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub code: ProblemCode,
    pub why: Why,
}

/// What stands against a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperLack {
    /// It is required and has not come.
    Missing,
    /// Nobody has looked at it.
    NoVerdict,
    Defective,
}

/// Why a decision is not possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// Facts, verdicts, stage, plan or history are no longer what the decision rests on.
    Basis,
    /// It was made under another version of the plan.
    Plan,
    /// It was computed by another revision of the engine.
    Engine,
    /// The amount that the screen showed is not what is owed now.
    Amount { now: Money },
    /// It was made at another stage than the case is at.
    Stage { now: StageId },
    /// The case has ended or is with the claimant.
    Status { now: Status },
    /// The stage doesn't know this verb.
    Verb { verb: Verb, stage: StageId },
    /// Somebody with one of these roles has to do it.
    Role { needs: Vec<Role> },
    /// The claim is of another employer than the officer's.
    OtherEmployer,
    /// The person already passed on or approved this case at another stage.
    FourEyes { at: StageId },
    /// The amount is above what one person may approve.
    OverLimit { limit: Money },
    /// Papers stand against it, all of them at once.
    Papers { lacks: Vec<(MaterialId, PaperLack)> },
    /// Checks that fail or wait for an answer, all of them at once.
    Checks { checks: Vec<(CheckId, CheckState)> },
    /// Benefits that can't be assessed before somebody says or chooses something.
    Unassessed { benefits: Vec<BenefitId> },
    /// A return without a single defect.
    NoDefect,
    /// The plan has no such reason code for this verb.
    Reason { reason: ReasonCode },
    /// The plan has no such paper.
    NoSuchPaper { material: MaterialId },
    /// A rejection without clause or without words for the claimant.
    NoGrounds,
    /// A text or list is longer than anybody reads.
    TooLong,
    /// The decision is about another case.
    OtherCase,
}
