//! New rounds and recoveries: what a decided case begins anew with, what the member has of its money, what of it is asked back.
//!
//! Not here: who may do it (`bar`). Invariants: money that was paid is forgotten by no new round; what is asked back is never more than
//! the member has, and a benefit never counts less than nothing.

use super::{Judge, Refusal, Why, may_settle};
use crate::domain::assessment::RECOVERED;
use crate::domain::case::{Case, Event, Granted, Hold, Status, TimelineEntry};
use crate::domain::decision::Act;
use crate::domain::ids::{BenefitId, Clause, ReasonCode};
use crate::domain::money::Money;
use crate::domain::people::Lang;
use crate::domain::recovery::{Recovery, Settled};
use crate::domain::time::{Date, Moment};
use crate::rules::plan::Plan;
use crate::rules::workflow;
use crate::text::show;

/// The furthest day to which a case is set aside: nobody remembers for longer what for.
const PARKED_AT_MOST: chrono::Days = chrono::Days::new(366);

/// Whether the day and the amounts of an act fit the case.
pub(super) fn fits(plan: &Plan, case: &Case, act: &Act, judge: &Judge<'_>) -> Result<(), Refusal> {
    match act {
        Act::Park { until, .. } => {
            let today = judge.now.date();
            let fits = *until > today && today.checked_add_days(PARKED_AT_MOST).is_some_and(|last| *until <= last);
            if fits { Ok(()) } else { Err(Why::ParkedUntil.into()) }
        }
        Act::Recover { benefit, amount, .. } => match case.recoverable(benefit) {
            Money::ZERO => Err(Why::NothingPaid { benefit: benefit.clone() }.into()),
            held if *amount != held => Err(Why::NotTheWhole { held }.into()),
            _ => Ok(()),
        },
        Act::Recovered { benefit, amount, how, .. } => {
            let open = case.asked_back(benefit);
            if *amount <= Money::ZERO || *amount > open {
                return Err(Why::MoreThanAsked { open }.into());
            }
            may_settle(plan, case, benefit, *how, judge.who)
        }
        _ => Ok(()),
    }
}

/// What stands in the way of a case after an act that sets it aside, refers it or takes it up.
pub(super) fn hold(act: &Act) -> Option<Hold> {
    match act {
        Act::Park { until, .. } => Some(Hold::Parked { until: *until }),
        Act::Refer { reason, .. } => Some(Hold::Referred { reason: reason.clone() }),
        _ => None,
    }
}

/// Begins a new round: nothing is granted, and what was paid is the member's until the round says otherwise.
pub(super) fn begin(case: &mut Case) {
    if case.status == Status::Paid {
        write_out(case);
    }
    case.granted.clear();
    // Why a recovered benefit is owed after all is said anew: something else may have been found since.
    case.facts.answers.retain(|answer| answer.check != RECOVERED);
    case.status = Status::Open;
}

/// Writes out what the member has of a paid case's money, where that was what was granted.
fn write_out(case: &mut Case) {
    if case.held.is_empty() {
        case.held.clone_from(&case.granted);
    }
}

/// Notes that what was still to be paid has been paid.
pub(super) fn paid(case: &mut Case) {
    if case.held.is_empty() {
        return;
    }
    for granted in &case.granted {
        match case.held.iter_mut().find(|held| held.benefit == granted.benefit) {
            Some(held) => held.amount = held.amount.max(granted.amount),
            None => case.held.push(granted.clone()),
        }
    }
}

/// Asks back what the member has beyond what a new round grants, and no more of what was asked back before than that: what a refusal asks
/// back by the refusal's reason and clause, a difference by the plan's clause.
pub(super) fn settle(plan: &Plan, case: &mut Case, act: &Act, today: Date) {
    let benefits: Vec<BenefitId> = case.held.iter().map(|held| held.benefit.clone()).collect();
    let grounds = match act {
        Act::Reject { reason, clause, .. } => (Some(reason.clone()), clause.clone()),
        _ => (None, plan.recovering.as_ref().map(|rules| rules.clause.clone()).unwrap_or_default()),
    };
    for benefit in benefits {
        // What the round grants nothing for used nothing up either.
        if !case.granted.iter().any(|granted| granted.benefit == benefit) {
            case.held.iter_mut().filter(|held| held.benefit == benefit).for_each(uses_nothing);
        }
        let granted: Money = case.granted.iter().filter(|granted| granted.benefit == benefit).map(|granted| granted.amount).sum();
        let of_it = |recovery: &&mut Recovery| recovery.benefit == benefit;
        let written_off: Money =
            case.recoveries.iter().filter(|recovery| recovery.benefit == benefit).map(|recovery| recovery.written_off).sum();
        let beyond = (case.held_for(&benefit) - written_off - granted).max(Money::ZERO);
        let asked = case.asked_back(&benefit);
        if beyond > asked {
            ask(case, benefit, beyond - asked, grounds.clone(), today);
        } else {
            let mut less = asked - beyond;
            for recovery in case.recoveries.iter_mut().filter(of_it).rev() {
                let part = less.min(recovery.open());
                recovery.asked = recovery.asked - part;
                less = less - part;
            }
        }
    }
    case.recoveries.retain(|recovery| recovery.asked > Money::ZERO);
}

fn ask(case: &mut Case, benefit: BenefitId, asked: Money, (reason, clause): (Option<ReasonCode>, Clause), since: Date) {
    let (repaid, written_off) = (Money::ZERO, Money::ZERO);
    case.recoveries.push(Recovery { benefit, asked, reason, clause, since, repaid, written_off });
}

/// Asks back all that was paid for a benefit, or notes what became of what was asked back.
pub(super) fn ask_back(case: &mut Case, act: &Act, today: Date) {
    match act {
        Act::Recover { benefit, amount, reason, clause, .. } => {
            write_out(case);
            for granted in case.granted.iter_mut().filter(|granted| granted.benefit == *benefit) {
                granted.amount = Money::ZERO;
                uses_nothing(granted);
            }
            ask(case, benefit.clone(), *amount, (Some(reason.clone()), clause.clone()), today);
        }
        Act::Recovered { benefit, amount, how, .. } => {
            let mut rest = *amount;
            for recovery in case.recoveries.iter_mut().filter(|recovery| recovery.benefit == *benefit) {
                let part = rest.min(recovery.open());
                let side = if *how == Settled::Repaid { &mut recovery.repaid } else { &mut recovery.written_off };
                *side += part;
                rest = rest - part;
            }
            if *how == Settled::Repaid {
                case.held.iter_mut().filter(|held| held.benefit == *benefit).for_each(|held| held.amount = held.amount - *amount);
            }
        }
        _ => {}
    }
}

/// What is not owed used up no days and no expense. What contracts bore of it stays until the money is back: they bear no more before.
fn uses_nothing(granted: &mut Granted) {
    granted.stays.clear();
    granted.expense = None;
    granted.class = None;
    if granted.amount == Money::ZERO {
        granted.event = None;
    }
}

/// Writes down what the claimant is told once the stage is passed, where the plan says that he is told.
pub(super) fn tell(plan: &Plan, case: &mut Case, now: Moment) {
    let Some(message) = workflow::stage(plan, &case.stage).and_then(|stage| stage.message.as_ref()) else { return };
    let text = show::sms(Lang::Zh, &case.id, message.text.get(Lang::Zh));
    case.timeline.push(TimelineEntry { at: now, by: None, stage: case.stage.clone(), event: Event::Told { text } });
}
