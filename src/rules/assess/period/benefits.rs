//! The benefits by their kinds of formula: what each comes to by itself, before others limit it.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::domain::assessment::{ExpenseOf, NotCounted, StepKind};
use crate::domain::facts::{Expense, PastBenefit};
use crate::domain::money::Money;
use crate::rules::assess::checks::Checks;
use crate::rules::assess::claim::{Claim, reasons};
use crate::rules::assess::draft::{Draft, refuse_under};
use crate::rules::assess::period::stays::{Days, Placed, Standing};
use crate::rules::assess::period::{bills, elsewhere, outpatient};
use crate::rules::plan::{DayBracket, MarginalBracket};

/// By the days in hospital of the period.
pub fn by_days(claim: Claim<'_>, draft: &mut Draft<'_>, brackets: &[DayBracket], placed: &[Placed<'_>], days: &Days) {
    let id = &draft.benefit.id;
    for past in claim.past(id) {
        for stay in &past.stays {
            draft.show(StepKind::StayDays {
                admission: stay.admission,
                discharge: stay.discharge,
                stated: None,
                counted: stay.days,
                by: crate::domain::assessment::DaysBy::Stated,
                earlier_case: Some(past.case.clone()),
            });
        }
    }
    lack_of_history(claim, draft, "stays", |past| past.stays.is_empty());
    if draft.keeps_steps() {
        days.steps(placed).for_each(|step| draft.show(step));
    }
    need_stays(claim, draft, placed);
    let total = days.earlier.saturating_add(days.now);
    draft.show(StepKind::DaysTotal { earlier: days.earlier, now: days.now });
    let bracket = brackets.iter().find(|bracket| bracket.over < total && bracket.up_to.is_none_or(|up_to| total <= up_to));
    match bracket {
        Some(DayBracket { once: Some(sum), up_to, .. }) => {
            draft.add(StepKind::FlatForDays { days: total, up_to: up_to.unwrap_or(total) }, sum.exact());
        }
        Some(DayBracket { per_day: Some(rate), at_most_days, .. }) => {
            let at_most = at_most_days.unwrap_or(total);
            draft.add(StepKind::PerDay { days: total, rate: *rate, at_most }, rate.exact() * Decimal::from(total.min(at_most)));
        }
        _ => {}
    }
    draft.cap(draft.benefit.cap);
    less_paid(claim, draft);
    draft.close();
}

/// Asks for what an earlier grant rested on: what is summed up over the period can't be without it.
fn lack_of_history(claim: Claim<'_>, draft: &mut Draft<'_>, field: &str, lacks: impl Fn(&PastBenefit) -> bool) {
    let of_benefit = |past: &PastBenefit| past.plan == claim.plan.id && past.benefit == draft.benefit.id;
    let lacking = |past: &PastBenefit| of_benefit(past) && !past.asked_back && past.amount > Money::ZERO && lacks(past);
    let places = claim.history.granted.iter().enumerate().filter(|(_, past)| lacking(past));
    let paths: Vec<String> = places.map(|(at, _)| format!("history.granted[{at}].{field}")).collect();
    paths.into_iter().for_each(|path| draft.lack(path));
}

/// Refuses where no stay is left, and asks for what is missing.
fn need_stays(claim: Claim<'_>, draft: &mut Draft<'_>, placed: &[Placed<'_>]) {
    if placed.is_empty() {
        draft.lack("facts.stays");
    }
    for placed in placed {
        match &placed.standing {
            Standing::AsksEnrolments => draft.lack("facts.enrolments"),
            Standing::Not(NotCounted::BadDates) => draft.lack(format!("facts.stays[{}].discharge", placed.index)),
            Standing::Counts(_) | Standing::Not(_) | Standing::Excluded(_) => {}
        }
    }
    refuse_if_none(claim, draft, placed);
}

/// Where nothing of the claim counts, says why: every exclusion, else that it lies outside the period.
fn refuse_if_none(claim: Claim<'_>, draft: &mut Draft<'_>, placed: &[Placed<'_>]) {
    let none_counts = placed.iter().all(|placed| matches!(placed.standing, Standing::Not(_) | Standing::Excluded(_)));
    if placed.is_empty() || !none_counts || placed.iter().any(|p| matches!(p.standing, Standing::Not(NotCounted::BadDates))) {
        return;
    }
    let mut is_excluded = false;
    for placed in placed {
        if let Standing::Excluded(exclusion) = placed.standing {
            is_excluded = true;
            draft.refuse(&exclusion.reason, &exclusion.clause);
        }
    }
    if !is_excluded && !elsewhere::refuse(claim, draft, placed) {
        let last = placed.iter().map(|placed| placed.stay.discharge).max();
        refuse_under(claim, draft, last.map_or(reasons::NOT_COVERED_TERM, |day| claim.outside_by(day)));
    }
}

/// Takes off what was already paid for the benefit in the period.
fn less_paid(claim: Claim<'_>, draft: &mut Draft<'_>) {
    for past in claim.past(&draft.benefit.id).filter(|past| past.amount > Money::ZERO) {
        draft.add(StepKind::LessPaid { case: past.case.clone(), paid_on: past.decided }, -past.amount.exact());
    }
}

/// By shares of the parts of the period's expense.
pub fn by_expense(claim: Claim<'_>, draft: &mut Draft<'_>, brackets: &[MarginalBracket], placed: &[Placed<'_>], checks: &mut Checks<'_>) {
    let earlier: Money = claim.past(&draft.benefit.id).filter_map(|past| past.expense).sum();
    lack_of_history(claim, draft, "expense", |past| past.expense.is_none());
    let pairs = bills::pairs(claim, &draft.benefit.id, placed);
    bills::ask(&draft.benefit.id, &pairs, checks);
    if !pairs.is_empty() && claim.answer(bills::CHECK).is_none() {
        draft.wait(bills::CHECK);
    }
    let same: BTreeSet<usize> =
        if claim.answer(bills::CHECK) == Some(false) { pairs.iter().map(|pair| pair.index).collect() } else { BTreeSet::new() };
    let stays = expense_of_stays(draft, placed, &same);
    let outpatient = outpatient::expense(claim, draft);
    if claim.facts.outpatient.is_empty() {
        need_stays(claim, draft, placed);
    } else if outpatient.is_none() && stays.is_zero() {
        // A stay that counts and cost nothing brings no expense either.
        outpatient::refuse(claim, draft);
    }
    let now = (stays + outpatient.unwrap_or_default()).max(Money::ZERO);
    draft.show(StepKind::ExpenseTotal { earlier, now });
    let total = earlier + now;
    for bracket in brackets {
        let up_to = bracket.up_to.unwrap_or(total).min(total);
        if bracket.percent.is_zero() {
            if total <= up_to {
                draft.show(StepKind::BelowThreshold { threshold: bracket.up_to.unwrap_or(total), expense: total });
            }
        } else if up_to > bracket.over {
            let part = up_to - bracket.over;
            let kind = StepKind::Bracket { over: bracket.over, up_to: bracket.up_to, part, percent: bracket.percent };
            draft.add(kind, part.exact() * bracket.percent / Decimal::ONE_HUNDRED);
        }
    }
    draft.cap(draft.benefit.cap);
    less_paid(claim, draft);
    draft.close();
}

fn expense_of_stays(draft: &mut Draft<'_>, placed: &[Placed<'_>], same: &BTreeSet<usize>) -> Money {
    let mut sum = Money::ZERO;
    for placed in placed {
        let stay = placed.stay;
        let of = ExpenseOf::Stay { admission: stay.admission, discharge: stay.discharge };
        let counted = match &placed.standing {
            Standing::Counts(_) if same.contains(&placed.index) => {
                not_counted(draft, of, stay.expense.as_ref(), NotCounted::SameBill);
                continue;
            }
            Standing::Counts(counted) => counted,
            Standing::Not(why) => {
                not_counted(draft, of, stay.expense.as_ref(), why.clone());
                continue;
            }
            Standing::Excluded(exclusion) => {
                not_counted(draft, of, stay.expense.as_ref(), NotCounted::Excluded { exclusion: exclusion.id.clone() });
                continue;
            }
            Standing::AsksEnrolments => continue,
        };
        let Some(expense) = &stay.expense else {
            draft.lack(format!("facts.stays[{}].expense", placed.index));
            continue;
        };
        let whole = item(draft, of, expense);
        if !counted.in_part {
            sum += whole;
        } else if let Some(part) = stay.expense_in_period {
            // More than the whole can't be inside the period.
            let part = part.min(whole.max(Money::ZERO));
            draft.show(StepKind::ExpenseApportioned { of, whole, counted: part });
            sum += part;
        } else {
            draft.lack(format!("facts.stays[{}].expense_in_period", placed.index));
        }
    }
    sum
}

/// Shows an expense and gives what it brings.
pub fn item(draft: &mut Draft<'_>, of: ExpenseOf, expense: &Expense) -> Money {
    let counted = expense.net();
    draft.show(StepKind::ExpenseItem {
        of,
        self_care: expense.self_care,
        self_pay: expense.self_pay,
        less_fund: expense.critical_illness_fund.unwrap_or_default(),
        less_subsidy: expense.civil_servant_subsidy.unwrap_or_default(),
        counted,
    });
    counted
}

pub fn not_counted(draft: &mut Draft<'_>, of: ExpenseOf, expense: Option<&Expense>, why: NotCounted) {
    let whole = expense.map(Expense::net).unwrap_or_default();
    draft.show(StepKind::ExpenseNotCounted { of, whole, why });
}
