//! What members claim: a mix as an office sees it, most of it clean, the rest with one thing that a reviewer has to find.
//!
//! Not here: how far the office has come with it (`road`). Invariant: nothing of a claim lies after the day on which it was filed.

use chrono::Datelike;

use super::dice::Dice;
use super::people::{MemberNumber, ZHEJIANG};
use super::words;
use crate::domain::facts::{
    Cause, Death, Diagnosis, DiseaseClass, Expense, Facts, OutpatientCare, OutpatientKind, Payee, RaisedExclusion, Stay,
};
use crate::domain::ids::{BenefitId, ExclusionId, PlanId};
use crate::domain::money::Money;
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

/// Fills in what happened.
fn events(dice: &mut Dice, frame: &Frame, kind: Kind, claim: &mut Claim, again: bool) {
    let filed = claim.facts.filed;
    // A second stay lies in the days before its claim, so that it doesn't overlap the first one by accident.
    let gap = if again { dice.between(0, 4) } else { dice.between(2, 40) };
    let discharge = back(filed.min(frame.cover.to), gap).max(back(filed, days_between(frame.cover.from, filed).saturating_sub(3)));
    let room = days_between(frame.cover.from, discharge).max(1);
    match kind {
        Kind::SuddenDeath => {
            claim.facts.death = Some(Death {
                date: discharge,
                sudden_illness: Some(true),
                treated_in_hospital: Some(false),
                cause: None,
                declared: None,
                illness: None,
            });
            claim.facts.payee = None;
            return;
        }
        Kind::Outpatient => {
            let count = dice.between(1, 3);
            claim.facts.outpatient = (0..count).map(|nth| outpatient(dice, discharge, nth)).collect();
            return;
        }
        _ => {}
    }
    let days = match kind {
        Kind::ShortStay | Kind::LargeExpense => dice.between(1, 6),
        Kind::VeryLongStay => dice.between(40, 65),
        Kind::SevereIllness | Kind::Exclusive => dice.between(8, 30),
        _ => dice.between(6, 24),
    };
    let days = if again { days.min(12) } else { days };
    let crossing = claim.blemish == Blemish::NotContinuous;
    let (admission, discharge) = if crossing {
        let first = frame.cover.from;
        (back(first, dice.between(2, 12)), first.checked_add_days(chrono::Days::new(u64::from(dice.between(2, 9)))).unwrap_or(first))
    } else {
        (back(discharge, days.min(room)), discharge)
    };
    let critical = matches!(kind, Kind::MildIllness | Kind::SevereIllness | Kind::Exclusive);
    let expense = expense(dice, kind);
    let mut stay = stay(dice, admission, discharge, expense);
    if critical {
        let diagnosis = diagnosis(dice, frame, (kind, claim.blemish), admission, discharge);
        stay.cause = Some(Cause::Illness);
        stay.illness = None;
        claim.facts.diagnosis = Some(diagnosis);
    }
    claim.facts.stays.push(stay);
}

fn stay(dice: &mut Dice, admission: Date, discharge: Date, expense: Expense) -> Stay {
    let cause = dice.weighted(&[(965, Cause::Illness), (15, Cause::TrafficAccident), (20, Cause::WorkInjury)]);
    let illness = if cause == Cause::Illness { dice.pick(words::ILLNESSES) } else { dice.pick(words::INJURIES) };
    let days = days_between(admission, discharge).max(1);
    // Two of three discharge records state the days; some count the day of discharge.
    let stated = dice.chance(660).then(|| days + u32::from(dice.chance(150)));
    Stay {
        hospital: Some(dice.pick(ZHEJIANG.hospitals).to_owned()),
        admission,
        discharge,
        stated_days: stated,
        cause: Some(cause),
        illness: Some(illness.to_owned()),
        settled: Some(true),
        designated: Some(true),
        outside: None,
        settled_later: None,
        relief: None,
        expense: Some(expense),
        expense_in_period: None,
    }
}

/// An expense in fen with the shape of real bills: self-care and self-pay, the fund only where it is high.
fn expense(dice: &mut Dice, kind: Kind) -> Expense {
    let yuan = match kind {
        Kind::LargeExpense | Kind::LargeExpenseAndStay | Kind::Exclusive => {
            let (low, high) = dice.weighted(&[
                (50, (3_200, 4_000)),
                (480, (4_000, 10_000)),
                (260, (10_000, 20_000)),
                (160, (20_000, 41_000)),
                (50, (41_000, 88_000)),
            ]);
            dice.between(low, high)
        }
        Kind::MildIllness | Kind::SevereIllness => dice.between(2_000, 39_000),
        _ => dice.between(180, 3_900),
    };
    let fen = i64::from(yuan) * 100 + i64::from(dice.between(0, 99));
    bill(dice, fen)
}

/// A bill of so many fen after the fund and the subsidy.
pub(super) fn bill(dice: &mut Dice, fen: i64) -> Expense {
    let own = fen * i64::from(dice.between(250, 600)) / 1000;
    let fund = if fen > 3_000_000 && dice.chance(500) { fen / 5 } else { 0 };
    let subsidy = if dice.chance(25) { fen / 20 } else { 0 };
    Expense {
        self_care: Money::from_fen(own),
        self_pay: Money::from_fen(fen - own + fund + subsidy),
        critical_illness_fund: Some(Money::from_fen(fund)),
        civil_servant_subsidy: Some(Money::from_fen(subsidy)),
        receipt: Some(format!("00{:08}", dice.between(0, 99_999_999))),
    }
}

fn outpatient(dice: &mut Dice, last: Date, nth: u32) -> OutpatientCare {
    let kind = dice.weighted(&[(700, OutpatientKind::ListedDisease), (300, OutpatientKind::SpecialDrug)]);
    let first = Date::from_ymd_opt(last.year(), 1, 2).unwrap_or(last);
    let settled_on = back(last, nth * 28).max(first);
    OutpatientCare { kind, item: None, settled_on, settled: Some(true), expense: expense(dice, Kind::LargeExpense) }
}

fn diagnosis(dice: &mut Dice, frame: &Frame, (kind, blemish): (Kind, Blemish), admission: Date, discharge: Date) -> Diagnosis {
    let class = match kind {
        Kind::MildIllness => DiseaseClass::Mild,
        Kind::Exclusive if dice.chance(700) => DiseaseClass::Mild,
        _ => DiseaseClass::Severe,
    };
    let list = if class == DiseaseClass::Mild { &frame.mild } else { &frame.severe };
    // The first of each list is the malignant tumour, by far the most frequent, and confirmed by pathology.
    let last = u32::try_from(list.len().saturating_sub(1)).unwrap_or(0);
    let nth = if dice.chance(650) { 0 } else { dice.between(0, last) };
    let day = admission + chrono::Days::new(u64::from(dice.between(0, days_between(admission, discharge))));
    let tumour = nth == 0;
    let known = blemish != Blemish::NoDiagnosisDate;
    Diagnosis {
        disease: list.get(nth as usize).cloned(),
        hospital: Some(dice.pick(ZHEJIANG.hospitals).to_owned()),
        diagnosed: known.then_some(day),
        pathology_report: (known && tumour).then_some(day),
        confirming_report: (known && !tumour).then_some(day),
        finding: (blemish == Blemish::CarcinomaInSitu && tumour).then(|| "carcinoma-in-situ".to_owned()),
        known_before: None,
        radiotherapy: None,
        chemotherapy_courses: None,
        stroke_sequelae: None,
    }
}

/// Says what the claim looks like once the claimant and the reviewers have done their part: what can't be mended stays.
fn mend(dice: &mut Dice, kind: Kind, claim: &mut Claim) {
    let mended = &mut claim.mended;
    match kind {
        Kind::Exclusive => {
            let choice = if dice.chance(500) { "critical-illness" } else { "large-expense" };
            mended.choices.exclusive = Some(BenefitId::from(choice));
            // Half of the claimants say at once which of the two they want.
            if dice.chance(500) {
                claim.facts.choices = mended.choices.clone();
            }
        }
        Kind::SuddenDeath => {
            let (bank, _) = words::BANKS[0];
            let proof = Some("继承关系公证书".to_owned());
            mended.payee = Some(Payee {
                name: "某继承人".to_owned(),
                bank: Some(bank.to_owned()),
                card: None,
                account_kind: None,
                activated: None,
                proof,
            });
        }
        _ => {}
    }
    if let Some(diagnosis) = &mut mended.diagnosis
        && diagnosis.diagnosed.is_none()
    {
        let day = mended.stays.first().map(|stay| stay.admission);
        diagnosis.diagnosed = day;
        diagnosis.confirming_report = day;
    }
    match claim.blemish {
        // The reviewer says which part of the expense lies in the period.
        Blemish::NotContinuous => {
            for stay in &mut mended.stays {
                let whole = stay.expense.as_ref().map(|expense| expense.self_care + expense.self_pay);
                stay.expense_in_period = whole.map(|whole| Money::from_fen(whole.fen() * 3 / 5));
            }
        }
        Blemish::NotSettled
        | Blemish::NotDesignated
        | Blemish::Excluded
        | Blemish::OverlappingStays
        | Blemish::StatedDaysDiffer
        | Blemish::LowShare => {
            *mended = Facts { choices: mended.choices.clone(), payee: mended.payee.clone(), ..claim.facts.clone() };
        }
        _ => {}
    }
}

/// Gives the identity number another check character.
pub(super) fn spoil_id(facts: &mut Facts) {
    if let Some(number) = &mut facts.member.id_number {
        let wrong = if number.ends_with('3') { '4' } else { '3' };
        number.pop();
        number.push(wrong);
    }
}

/// Has the account be somebody else's.
pub(super) fn spoil_payee(dice: &mut Dice, facts: &mut Facts) {
    let other = dice.pick(words::SURNAMES);
    facts.payee = facts.payee.take().map(|payee| Payee { name: format!("{other}某他"), ..payee });
}

/// Puts the blemish into the facts; those of papers are put in where the papers are made.
fn spoil(dice: &mut Dice, claim: &mut Claim) {
    let facts = &mut claim.facts;
    match claim.blemish {
        Blemish::StatedDaysDiffer => {
            for stay in &mut facts.stays {
                let days = days_between(stay.admission, stay.discharge).max(1);
                stay.stated_days = Some(if days > 4 && dice.chance(500) { days - 3 } else { days + dice.between(2, 5) });
            }
        }
        Blemish::WrongIdCheck => spoil_id(facts),
        Blemish::PayeeNotOwn => spoil_payee(dice, facts),
        Blemish::NotSettled => facts.stays.iter_mut().for_each(|stay| {
            stay.settled = Some(false);
            stay.cause = Some(Cause::Illness);
        }),
        Blemish::SettlementUnknown => facts.stays.iter_mut().for_each(|stay| stay.settled = None),
        Blemish::NotDesignated => facts.stays.iter_mut().for_each(|stay| stay.designated = Some(false)),
        Blemish::Excluded => {
            let (exclusion, note) = dice.weighted(&[
                (3, ("1.7", "出院记录写明以康复治疗为主")),
                (2, ("1.4", "出院诊断为保胎")),
                (2, ("1.2", "病历写明酒后受伤")),
                (1, ("1.9", "护理记录多日空白，疑似挂床")),
            ]);
            let exclusion = ExclusionId::from(exclusion);
            facts.exclusions.push(RaisedExclusion { exclusion, admission: None, note: note.to_owned() });
        }
        Blemish::LowShare => facts.enrolments.iter_mut().for_each(|enrolment| enrolment.own_share = Some(Money::from_yuan(10))),
        Blemish::OverlappingStays => {
            if let Some(first) = facts.stays.first().cloned() {
                let admission = back(first.discharge, 2).max(first.admission);
                let discharge = facts.filed.min(first.discharge + chrono::Days::new(3));
                let expense = expense(dice, Kind::ShortStay);
                facts
                    .stays
                    .push(Stay { hospital: Some(dice.pick(ZHEJIANG.hospitals).to_owned()), ..stay(dice, admission, discharge, expense) });
            }
        }
        Blemish::None
        | Blemish::MissingPaper
        | Blemish::DefectivePaper
        | Blemish::NotContinuous
        | Blemish::CarcinomaInSitu
        | Blemish::NoDiagnosisDate
        | Blemish::Waiting
        | Blemish::LastWaitingDay
        | Blemish::KnownBefore
        | Blemish::NotListed
        | Blemish::PaidDirectly => {}
    }
}
