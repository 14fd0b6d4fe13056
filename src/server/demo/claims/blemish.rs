//! The one thing about a claim that a reviewer has to find, and what is left of it once everybody has done their part.
//!
//! Not here: the blemishes of papers, which are put in where the papers are made (`cases`).

use super::events::{expense, stay};
use super::{Blemish, Claim, Kind, back, days_between};
use crate::domain::facts::{Answer, Cause, Facts, Payee, RaisedExclusion, Stay};
use crate::domain::ids::{BenefitId, CheckId, ExclusionId};
use crate::domain::money::Money;
use crate::server::demo::dice::Dice;
use crate::server::demo::people::ZHEJIANG;
use crate::server::demo::words;

/// Gives the identity number another check character.
pub(in crate::server::demo) fn spoil_id(facts: &mut Facts) {
    if let Some(number) = &mut facts.member.id_number {
        let wrong = if number.ends_with('3') { '4' } else { '3' };
        number.pop();
        number.push(wrong);
    }
}

/// Has the account be somebody else's.
pub(in crate::server::demo) fn spoil_payee(dice: &mut Dice, facts: &mut Facts) {
    let other = dice.pick(words::SURNAMES);
    facts.payee = facts.payee.take().map(|payee| Payee { name: format!("{other}某他"), ..payee });
}

/// Puts the blemish into the facts; those of papers are put in where the papers are made.
pub(super) fn spoil(dice: &mut Dice, claim: &mut Claim) {
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

/// Says what the claim looks like once the claimant and the reviewers have done their part: what can't be mended stays.
pub(super) fn mend(dice: &mut Dice, kind: Kind, claim: &mut Claim) {
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
        // The reviewer says that he was not enrolled before, and which part of the expense lies in the period.
        Blemish::NotContinuous => {
            let note = "第九期参保名册中没有此人".to_owned();
            mended.answers.push(Answer { check: CheckId::from("continuity"), holds: false, note, clause: None, covers: None });
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
