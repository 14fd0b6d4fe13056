//! What members claim: a mix as an office sees it, most of it clean, the rest with one thing that a reviewer has to find.
//!
//! Not here: how far the office has come with it (`road`). Invariant: nothing of a claim lies after the day on which it was filed.

mod blemish;
mod events;

pub(super) use blemish::{spoil_id, spoil_payee};
pub(super) use events::bill;

use self::blemish::{mend, spoil};
use self::events::events;
use super::dice::Dice;
use super::people::MemberNumber;
use super::words;
use crate::domain::facts::Facts;
use crate::domain::ids::{BenefitId, PlanId};
use crate::domain::time::{Date, Span};

/// What a claim is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    ShortStay,
    LongStay,
    /// More than the forty days that are paid.
    VeryLongStay,
    LargeExpense,
    LargeExpenseAndStay,
    Outpatient,
    MildIllness,
    SevereIllness,
    /// Two benefits that exclude each other.
    Exclusive,
    SuddenDeath,
}

/// Which of a member's claims it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Visit {
    First,
    /// An earlier one has ended.
    Later,
    /// An earlier one is still open.
    Beside,
}

/// The one thing about a claim that is not as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blemish {
    None,
    StatedDaysDiffer,
    MissingPaper,
    DefectivePaper,
    /// A stay across New Year of a member who was not enrolled before.
    NotContinuous,
    WrongIdCheck,
    PayeeNotOwn,
    NotSettled,
    SettlementUnknown,
    NotDesignated,
    Excluded,
    LowShare,
    OverlappingStays,
    CarcinomaInSitu,
    /// A critical illness without the date of its diagnosis: the one claim that can't be assessed without asking.
    NoDiagnosisDate,
    /// A contract that began too short a time before the diagnosis, or just so long that somebody has to say.
    Waiting,
    LastWaitingDay,
    /// The illness was there before the member joined.
    KnownBefore,
    NotListed,
    /// A stay that is paid without a claim, and was claimed all the same.
    PaidDirectly,
}

const KINDS: &[(u32, Kind)] = &[
    (400, Kind::ShortStay),
    (250, Kind::LongStay),
    (25, Kind::VeryLongStay),
    (85, Kind::LargeExpense),
    (85, Kind::LargeExpenseAndStay),
    (35, Kind::Outpatient),
    (45, Kind::MildIllness),
    (35, Kind::SevereIllness),
    (25, Kind::Exclusive),
    (15, Kind::SuddenDeath),
];

const BLEMISHES: &[(u32, Blemish)] = &[
    (720, Blemish::None),
    (35, Blemish::StatedDaysDiffer),
    (55, Blemish::MissingPaper),
    (50, Blemish::DefectivePaper),
    (20, Blemish::NotContinuous),
    (15, Blemish::WrongIdCheck),
    (15, Blemish::PayeeNotOwn),
    (15, Blemish::NotSettled),
    (15, Blemish::SettlementUnknown),
    (12, Blemish::NotDesignated),
    (14, Blemish::Excluded),
    (14, Blemish::LowShare),
    (10, Blemish::OverlappingStays),
    (5, Blemish::CarcinomaInSitu),
    (5, Blemish::NoDiagnosisDate),
];

/// What the made-up claims need to know of the plan.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) plan: PlanId,
    /// The period before, for enrolments that go on.
    pub(super) earlier: PlanId,
    pub(super) cover: Span,
    /// The codes of the diseases, mild ones and severe ones, in the plan's order.
    pub(super) mild: Vec<String>,
    pub(super) severe: Vec<String>,
}

/// A claim as it came in.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub(super) blemish: Blemish,
    pub(super) facts: Facts,
    /// The facts once everything that can be mended is.
    pub(super) mended: Facts,
}

/// Makes a claim of one member, filed on a day. A later claim is about a stay of the last weeks and no death; one beside an open claim
/// is about care outside the hospital, so that its days are not those of the first.
pub(super) fn claim(dice: &mut Dice, frame: &Frame, member: MemberNumber, filed: Date, visit: Visit) -> Claim {
    let mut kind = dice.weighted(KINDS);
    let again = visit != Visit::First;
    if again && matches!(kind, Kind::SuddenDeath | Kind::SevereIllness | Kind::MildIllness | Kind::Exclusive) {
        kind = Kind::ShortStay;
    }
    if visit == Visit::Beside {
        kind = Kind::Outpatient;
    }
    let blemish = fitting(dice.weighted(BLEMISHES), kind, member, again);
    let person = member.member();
    let payee = member.payee(&person.name);
    let enrolments = member.enrolments(&frame.plan, &frame.earlier, frame.cover);
    let late = filed > frame.cover.to && dice.chance(600);
    let facts = Facts {
        late_reason: late.then(|| dice.pick(words::LATE_REASONS).to_owned()),
        enrolments,
        payee: Some(payee),
        ..Facts::begin(filed, benefits(kind), person)
    };
    let mut claim = Claim { blemish, mended: facts.clone(), facts };
    events(dice, frame, kind, &mut claim, again);
    claim.mended = claim.facts.clone();
    spoil(dice, &mut claim);
    mend(dice, kind, &mut claim);
    claim
}

/// A blemish that the claim can have; none where it doesn't fit.
fn fitting(blemish: Blemish, kind: Kind, member: MemberNumber, again: bool) -> Blemish {
    let stays = !matches!(kind, Kind::Outpatient | Kind::SuddenDeath);
    let critical = matches!(kind, Kind::MildIllness | Kind::SevereIllness | Kind::Exclusive);
    let fits = match blemish {
        Blemish::StatedDaysDiffer | Blemish::NotDesignated | Blemish::NotSettled | Blemish::SettlementUnknown | Blemish::Excluded => stays,
        Blemish::NotContinuous => stays && !critical && !again && !member.is_continuous(),
        Blemish::OverlappingStays => matches!(kind, Kind::LongStay),
        Blemish::CarcinomaInSitu => matches!(kind, Kind::MildIllness),
        Blemish::NoDiagnosisDate => critical,
        Blemish::PayeeNotOwn | Blemish::MissingPaper | Blemish::DefectivePaper => !matches!(kind, Kind::SuddenDeath),
        Blemish::None | Blemish::WrongIdCheck | Blemish::LowShare => true,
        // Those of the other plans.
        Blemish::Waiting | Blemish::LastWaitingDay | Blemish::KnownBefore | Blemish::NotListed | Blemish::PaidDirectly => false,
    };
    if fits { blemish } else { Blemish::None }
}

fn benefits(kind: Kind) -> Vec<BenefitId> {
    let names: &[&str] = match kind {
        Kind::ShortStay | Kind::LongStay | Kind::VeryLongStay => &["hospital-stay"],
        Kind::LargeExpense | Kind::Outpatient => &["large-expense"],
        Kind::LargeExpenseAndStay => &["hospital-stay", "large-expense"],
        Kind::MildIllness | Kind::SevereIllness => &["hospital-stay", "critical-illness"],
        Kind::Exclusive => &["hospital-stay", "critical-illness", "large-expense"],
        Kind::SuddenDeath => &["sudden-death"],
    };
    names.iter().map(|name| BenefitId::from(*name)).collect()
}

fn back(day: Date, days: u32) -> Date {
    day.checked_sub_days(chrono::Days::new(u64::from(days))).unwrap_or(day)
}

fn days_between(from: Date, to: Date) -> u32 {
    u32::try_from((to - from).num_days()).unwrap_or(0)
}
