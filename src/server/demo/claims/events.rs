//! What happened to who claims: stays, bills, care outside the hospital, a disease, a death.
//!
//! Not here: what is wrong with the claim (`blemish`).

use chrono::Datelike;

use super::{Blemish, Claim, Frame, Kind, back, days_between};
use crate::domain::facts::{Cause, Death, Diagnosis, DiseaseClass, Expense, OutpatientCare, OutpatientKind, Stay};
use crate::domain::money::Money;
use crate::domain::time::Date;
use crate::server::demo::dice::Dice;
use crate::server::demo::people::ZHEJIANG;
use crate::server::demo::words;

/// Fills in what happened.
pub(super) fn events(dice: &mut Dice, frame: &Frame, kind: Kind, claim: &mut Claim, again: bool) {
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

pub(super) fn stay(dice: &mut Dice, admission: Date, discharge: Date, expense: Expense) -> Stay {
    let cause = dice.weighted(&[(965, Cause::Illness), (15, Cause::TrafficAccident), (20, Cause::WorkInjury)]);
    let illness = if cause == Cause::Illness { dice.pick(words::ILLNESSES) } else { dice.pick(words::INJURIES) };
    let days = days_between(admission, discharge).max(1);
    // Two of three discharge records state the days; some count the day of discharge.
    let stated = dice.chance(660).then(|| days + u32::from(dice.chance(150)));
    Stay {
        hospital: Some(dice.pick(ZHEJIANG.hospitals).to_owned()),
        stated_days: stated,
        cause: Some(cause),
        illness: Some(illness.to_owned()),
        settled: Some(true),
        designated: Some(true),
        expense: Some(expense),
        ..Stay::begin(admission, discharge)
    }
}

/// An expense in fen with the shape of real bills: self-care and self-pay, the fund only where it is high.
pub(super) fn expense(dice: &mut Dice, kind: Kind) -> Expense {
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
pub(in crate::server::demo) fn bill(dice: &mut Dice, fen: i64) -> Expense {
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
