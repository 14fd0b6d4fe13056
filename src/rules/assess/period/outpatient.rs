//! Care out of hospital: which of it counts towards an expense, and whether it is on the operator's lists.
//!
//! Not here: the stays, the brackets. Invariant: care that the operator's list leaves out brings no expense, whatever stands beside it; what
//! the list leaves open is asked; a reviewer's answer goes before the list.

use crate::domain::assessment::{CheckState, ExpenseOf, Finding, NotCounted};
use crate::domain::facts::OutpatientCare;
use crate::domain::ids::ExclusionId;
use crate::domain::money::Money;
use crate::rules::assess::checks::{Checks, LISTED};
use crate::rules::assess::claim::{Claim, reason, reasons};
use crate::rules::assess::draft::{Draft, refuse_under};
use crate::rules::assess::lists::look_up;
use crate::rules::assess::period::benefits::{item, not_counted};
use crate::rules::plan::Trigger;

const CHECK: &str = "outpatient-list";

/// What the operator's list of its kind says of a care; where none stands for the day a reviewer answers for it by approving. Nothing of a
/// kind for which the plan names no list. All care is looked up when that of the first is asked for: lists are long, and are asked often.
fn looked_up<'a>(claim: Claim<'a>, at: usize) -> Option<&'a (CheckState, Finding)> {
    let look_up_one = |(at, care): (usize, &OutpatientCare)| {
        let kind = claim.plan.outpatient(care.kind)?.list?;
        let Some(list) = claim.plan.list(kind, care.settled_on) else { return Some((CheckState::Attested, Finding::default())) };
        Some(look_up(list, &[(care.item.as_deref(), format!("facts.outpatient[{at}].item"))]))
    };
    let all: &'a Vec<_> = claim.care.get_or_init(|| claim.facts.outpatient.iter().enumerate().map(look_up_one).collect());
    all.get(at)?.as_ref()
}

/// What a reviewer's answer does to care that the lists let pass, or that no list speaks of.
#[derive(Clone, Copy)]
struct Said {
    answer: Option<bool>,
    /// His "no" is about all of it: there is none that the lists leave out or open.
    denies_all: bool,
    /// His "yes" is about what the lists leave open; what they leave out stays out.
    lets_open: bool,
}

impl Said {
    /// Reads it off once for all the care of a claim.
    fn of(claim: Claim<'_>) -> Said {
        let answer = claim.answer(CHECK);
        let any = |is: fn(CheckState) -> bool| {
            (0..claim.facts.outpatient.len()).any(|at| looked_up(claim, at).is_some_and(|(state, _)| is(*state)))
        };
        let is_asked = |state| matches!(state, CheckState::Fail | CheckState::Unknown);
        let denies_all = answer == Some(false) && !any(is_asked);
        let lets_open = answer == Some(true) && any(|state| state == CheckState::Unknown);
        Said { answer, denies_all, lets_open }
    }

    /// Whether a care is left out: by the list unless a reviewer let it pass, else by his "no", which is about what was asked of him.
    fn leaves_out(self, state: CheckState) -> bool {
        match state {
            CheckState::Fail => self.answer != Some(true) || self.lets_open,
            CheckState::Unknown => self.answer == Some(false),
            _ => self.denies_all,
        }
    }
}

/// Tells how the care stands to the lists; what they leave out has taken effect in the expense.
pub fn lists(claim: Claim<'_>, checks: &mut Checks<'_>) {
    let said = Said::of(claim);
    let mut findings: Vec<(CheckState, Finding)> = Vec::new();
    for finding in (0..claim.facts.outpatient.len()).filter_map(|at| looked_up(claim, at)) {
        // No more of a state than are told: a claim may hold any number of other names.
        let told = findings.iter().filter(|(state, _)| *state == finding.0).count();
        if told < LISTED && !findings.contains(finding) {
            findings.push(finding.clone());
        }
    }
    findings.sort_by_key(|(state, _)| *state);
    for (state, finding) in findings.into_iter().take(LISTED) {
        match state {
            CheckState::Pass | CheckState::Attested if said.leaves_out(state) => {
                checks.add_obeyed(CHECK, None, CheckState::Fail, Finding { variant: Some("left-out".into()), ..finding });
            }
            CheckState::Fail if said.lets_open => checks.add_standing(CHECK, None, state, finding),
            _ => checks.add_resolved(CHECK, None, state, finding),
        }
    }
}

/// Why a care of a kind that counts does not.
fn why_not(claim: Claim<'_>, said: Said, (at, care): (usize, &OutpatientCare)) -> Option<NotCounted> {
    let not_settled = || claim.triggered(Trigger::NotSettled).filter(|_| claim.is_unsettled(care.settled));
    let excluded = |exclusion: &ExclusionId| NotCounted::Excluded { exclusion: exclusion.clone() };
    if !claim.cover.contains(care.settled_on) {
        Some(NotCounted::OutsidePeriod)
    } else if !claim.covers(care.settled_on, care.settled_on) {
        Some(NotCounted::NotEnrolled)
    } else if let Some(exclusion) = not_settled() {
        Some(excluded(&exclusion.id))
    } else {
        looked_up(claim, at).filter(|(state, _)| said.leaves_out(*state)).map(|_| NotCounted::NotListed)
    }
}

/// The expense of the care that counts; nothing where none of it does.
pub fn expense(claim: Claim<'_>, draft: &mut Draft<'_>) -> Option<Money> {
    let said = Said::of(claim);
    let mut sum = None;
    for (at, care) in claim.facts.outpatient.iter().enumerate() {
        let of = ExpenseOf::Outpatient { kind: care.kind, settled_on: care.settled_on };
        let why =
            if claim.plan.counts(draft.benefit, care.kind) { why_not(claim, said, (at, care)) } else { Some(NotCounted::KindNotCounted) };
        if let Some(why) = why {
            not_counted(draft, of, Some(&care.expense), why);
            continue;
        }
        if let Some((CheckState::Unknown, finding)) = looked_up(claim, at).filter(|_| said.answer.is_none()) {
            // Off a list that leaves others open, or a fuller name than the list has; else what the claim has to say.
            match finding.missing.is_empty() {
                true => draft.wait(CHECK),
                false => finding.missing.iter().for_each(|path| draft.lack(path.as_str())),
            }
        }
        let counted = item(draft, of, &care.expense);
        sum = Some(sum.unwrap_or(Money::ZERO) + counted);
    }
    sum
}

/// Where no care counts: why. That all of it is of a kind that never counts, a plan of before has no words for.
pub fn refuse(claim: Claim<'_>, draft: &mut Draft<'_>) {
    let benefit = draft.benefit;
    let of_kind: Vec<_> = claim.facts.outpatient.iter().enumerate().filter(|(_, care)| claim.plan.counts(benefit, care.kind)).collect();
    let not_settled = claim.triggered(Trigger::NotSettled).filter(|_| of_kind.iter().any(|(_, care)| claim.is_unsettled(care.settled)));
    let said = Said::of(claim);
    let is_off = |care: &(usize, &OutpatientCare)| why_not(claim, said, *care) == Some(NotCounted::NotListed);
    if let Some(exclusion) = not_settled {
        draft.refuse(&exclusion.reason, &exclusion.clause);
    } else if of_kind.iter().any(is_off) {
        draft.refuse_for(claim.says(reasons::CARE_NOT_COUNTED, reasons::NOT_ELIGIBLE));
    } else if let Some(last) = of_kind.iter().map(|(_, care)| care.settled_on).max() {
        refuse_under(claim, draft, claim.outside_by(last));
    } else if claim.plan.reason(&reason(reasons::CARE_NOT_COUNTED)).is_some() {
        draft.refuse_for(reasons::CARE_NOT_COUNTED);
    }
}
