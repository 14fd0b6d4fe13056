//! Why a decision is not possible, with its particulars, as server and outbox file keep it: any language can say it later.
//!
//! Not here: the rules that find it, and the words for people (`judge`).

use serde::{Deserialize, Serialize};

use crate::domain::amendment::AmendFault;
use crate::domain::assessment::CheckState;
use crate::domain::case::Status;
use crate::domain::decision::{ProblemCode, Verb};
use crate::domain::ids::{BenefitId, CheckId, MaterialId, ReasonCode, StageId, UserId};
use crate::domain::money::Money;
use crate::domain::people::Role;
use crate::domain::time::Date;

/// What stands against a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaperLack {
    /// It is required and has not come.
    Missing,
    /// Nobody has looked at it.
    NoVerdict,
    Defective,
}

/// Why a decision is not possible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
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
    /// Verdicts or corrections come at a stage that looks at nothing any more.
    NotReviewed { stage: StageId },
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
    /// The claim has no well-formed identity number: nobody can tell what was granted to the member before.
    Identity,
    /// Benefits that can't be assessed before somebody says or chooses something.
    Unassessed { benefits: Vec<BenefitId> },
    /// No benefit is granted and each is refused for a reason: such a claim is rejected, not approved at nothing.
    NothingGranted,
    /// A return without a single defect.
    NoDefect,
    /// The plan has no such reason code for this verb.
    Reason { reason: ReasonCode },
    /// Papers come in for a case that is not with the claimant.
    NotReturned,
    /// Nothing came, and nothing is said of it.
    NothingCame,
    /// The plan has no such paper.
    NoSuchPaper { material: MaterialId },
    /// A rejection without clause or without words for the claimant.
    NoGrounds,
    /// An act of the office without a reason.
    NoReason,
    /// A rejection or a recovery rests on a clause that the plan doesn't know.
    NoSuchClause,
    /// It was decided at no time at which there was a desk: the machine's clock is wrong.
    Clock,
    /// Nothing of the case was paid, or it is decided anew.
    NotPaid,
    /// The case is another person's: he himself or a supervisor gives it away.
    HeldBy { user: UserId },
    /// Somebody else has taken the case: he decides it, or he or a supervisor gives it away.
    Taken { by: UserId },
    /// The person whom it is given to doesn't act at this stage, or isn't known.
    NotTheirs { user: UserId },
    /// A note without a word.
    EmptyNote,
    /// A text or list is longer than anybody reads.
    TooLong,
    /// The decision is about another case.
    OtherCase,
    /// An amendment can't be made.
    Amendment { fault: AmendFault },
    /// A correction names no paper that has come.
    NoEvidence { material: MaterialId },
    /// The check doesn't ask: it passes, or there is none.
    NoQuestion { check: CheckId },
    /// The plan has no such exclusion.
    NoSuchExclusion,
    /// The case stands under no limit, or its clock doesn't run yet.
    NoLimit,
    /// The plan doesn't let the limit be extended.
    NotExtendable,
    /// The day is not after the last day as it stands.
    ExtendsNothing { last: Date },
    /// The day is after the last one to which the plan lets the limit be extended.
    ExtendsTooFar { latest: Date },
    /// More time without a reason.
    NoExtensionReason,
    /// Corrections are to be saved, and there are none.
    NothingToAmend,
    /// The plan lets nobody do this.
    NotForeseen,
    /// No decision stands that could be looked at again.
    Undecided,
    /// There is no stage to send the case back to, or an approval would be undone.
    NoStageBefore { stage: StageId },
    /// A panel has the case: its answer comes first.
    WithPanel,
    /// The case is neither set aside nor with a panel.
    NotHeld,
    /// A case is set aside until a day to come, of this year or the next.
    ParkedUntil,
    /// All that the case paid is asked back already, came back or was given up.
    NothingToRecover,
    /// Nothing of the benefit is left that could be asked back.
    NothingPaid { benefit: BenefitId },
    /// A recovery asks for all that can still be asked back; a part is worked out by a new round.
    NotTheWhole { held: Money },
    /// More is noted as repaid or written off than is asked back.
    MoreThanAsked { open: Money },
    /// Who found it not owed neither notes that it came nor writes it off.
    OwnRecovery,
    /// Who approved the payout neither finds it not owed nor writes it off.
    OwnApproval,
}

impl Why {
    /// The machine's word for it.
    pub const fn code(&self) -> ProblemCode {
        match self {
            Why::Basis | Why::Plan | Why::Engine | Why::Amount { .. } | Why::Stage { .. } | Why::Taken { .. } => ProblemCode::Conflict,
            Why::Amendment { fault: AmendFault::Changed { .. } } => ProblemCode::Conflict,
            Why::Status { .. } | Why::Verb { .. } | Why::NotReviewed { .. } | Why::NotReturned => ProblemCode::WrongStage,
            Why::Undecided | Why::NotPaid | Why::NothingToRecover | Why::NoStageBefore { .. } | Why::WithPanel | Why::NotHeld => {
                ProblemCode::WrongStage
            }
            Why::NoLimit | Why::NotExtendable => ProblemCode::WrongStage,
            Why::ExtendsNothing { .. } | Why::ExtendsTooFar { .. } | Why::NoExtensionReason => ProblemCode::Malformed,
            Why::Role { .. } | Why::OtherEmployer | Why::HeldBy { .. } | Why::NotTheirs { .. } | Why::NotForeseen => {
                ProblemCode::NotAllowed
            }
            Why::FourEyes { .. } | Why::OwnRecovery | Why::OwnApproval => ProblemCode::FourEyes,
            Why::OverLimit { .. } => ProblemCode::OverLimit,
            Why::Papers { .. } | Why::Checks { .. } | Why::Identity | Why::Unassessed { .. } | Why::NothingGranted => ProblemCode::Blocked,
            Why::NothingCame
            | Why::NoDefect
            | Why::Reason { .. }
            | Why::NoSuchPaper { .. }
            | Why::NoGrounds
            | Why::NoReason
            | Why::NoSuchClause
            | Why::Clock
            | Why::EmptyNote
            | Why::TooLong
            | Why::OtherCase => ProblemCode::Malformed,
            Why::NothingPaid { .. } | Why::NotTheWhole { .. } | Why::MoreThanAsked { .. } | Why::ParkedUntil => ProblemCode::Malformed,
            Why::Amendment { .. } | Why::NoEvidence { .. } | Why::NoQuestion { .. } | Why::NoSuchExclusion | Why::NothingToAmend => {
                ProblemCode::Malformed
            }
        }
    }
}
