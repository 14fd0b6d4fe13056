//! Checks of the care: days against dates, overlaps, continuity, hospital, settlement, receipts, exclusions.

use std::collections::BTreeSet;
use std::fmt;

use crate::domain::assessment::{CheckState, Finding};
use crate::domain::facts::{RaisedExclusion, Stay};
use crate::domain::number::compared;
use crate::domain::time::Span;
use crate::rules::assess::checks::{Checks, LISTED, missing, variant};
use crate::rules::assess::claim::{Claim, DESIGNATED, SETTLEMENT};
use crate::rules::assess::draft::Draft;
use crate::rules::assess::period::stays::{Days, Placed, crosses, days_by_dates, most_days, stated_continuous};
use crate::rules::plan::{Exclusion, Formula, Trigger};

/// Checks the days of stays: a stated figure more than one day off the dates, and days that stays share.
///
/// More days stated than the dates can hold, the days of admission and of discharge both counted, would pay for what was not: where
/// that figure is what counts, somebody has to answer for it. Any other difference is a warning.
pub fn days(claim: Claim<'_>, placed: &[Placed<'_>], days: &Days, checks: &mut Checks<'_>) {
    if placed.is_empty() {
        return;
    }
    stated(claim, placed, checks);
    let state = if days.shared > 0 { CheckState::Warning } else { CheckState::Pass };
    checks.add("stay-overlap", None, state, Finding { count: Some(days.shared), ..Finding::default() });
    across(claim, placed, checks);
}

/// Checks the figure that each record states against its dates.
pub fn stated(claim: Claim<'_>, placed: &[Placed<'_>], checks: &mut Checks<'_>) {
    let counts_days = claim.claims_formula(|formula| matches!(formula, Formula::DayBrackets { .. }));
    let mut differing: Vec<_> = placed.iter().filter_map(|placed| stated_otherwise(placed, counts_days)).collect();
    // Those that somebody has to answer for come first, so that none of them is beyond what is listed.
    differing.sort_by_key(|(state, _)| *state);
    if differing.is_empty() {
        differing.push((CheckState::Pass, Finding::default()));
    }
    for (state, finding) in differing.into_iter().take(LISTED) {
        checks.add("stay-days", None, state, finding);
    }
}

/// Checks how stays across the limits of the period are counted. An answer is about the stays of which the stated enrolments leave it open.
fn across(claim: Claim<'_>, placed: &[Placed<'_>], checks: &mut Checks<'_>) {
    const CHECK: &str = "continuity";
    let crossing = || placed.iter().map(|placed| placed.stay).filter(|stay| crosses(claim, stay));
    let answer = claim.answer(CHECK);
    let is_asked = answer.is_some() && crossing().any(|stay| stated_continuous(claim, stay).is_none());
    for stay in crossing().take(LISTED) {
        let stated = stated_continuous(claim, stay);
        let (state, which) = match stated.or(answer) {
            Some(true) if claim.cover.contains(stay.discharge) => (CheckState::Pass, "continuous"),
            Some(true) => (CheckState::Warning, "next-period"),
            // By what was answered: the days are counted so.
            Some(false) if stated.is_none() => (CheckState::Fail, "not-continuous"),
            Some(false) => (CheckState::Warning, "not-continuous"),
            None if claim.facts.enrolments.is_empty() => (CheckState::Unknown, "unknown"),
            None => (CheckState::Unknown, "other-period-unsaid"),
        };
        let finding = Finding { from: Some(stay.admission), to: Some(stay.discharge), ..variant(which) };
        // A "no" where nothing was asked contradicts what is stated: one of them has to be put right.
        let is_contradicted = !is_asked && stated == Some(true) && answer == Some(false);
        match state {
            CheckState::Fail => checks.add_resolved(CHECK, None, state, finding),
            _ if stated.is_some() && !is_contradicted => checks.add_beside(CHECK, state, finding),
            _ => checks.add(CHECK, None, state, finding),
        }
    }
}

/// What a stay's record states otherwise than its dates say, and how much that weighs.
fn stated_otherwise(placed: &Placed<'_>, counts_days: bool) -> Option<(CheckState, Finding)> {
    let stay = placed.stay;
    let stated = stay.stated_days.filter(|_| stay.discharge >= stay.admission)?;
    let (by_dates, most) = (days_by_dates(stay), most_days(stay));
    let is_beyond = stated > most && counts_days && placed.takes_stated();
    if !is_beyond && stated.abs_diff(by_dates) <= 1 && stated > 0 {
        return None;
    }
    let finding = Finding { from: Some(stay.admission), to: Some(stay.discharge), count: Some(stated), ..Finding::default() };
    Some(match is_beyond {
        true => (CheckState::Unknown, Finding { expected: Some(most), variant: Some("beyond".into()), ..finding }),
        false => (CheckState::Warning, Finding { expected: Some(by_dates), ..finding }),
    })
}

/// Checks the hospitals and the settlement of every stay and receipt.
pub fn settlement(claim: Claim<'_>, checks: &mut Checks<'_>) {
    let facts = claim.facts;
    designated(claim, checks);
    let excepted_by = claim.plan.exclusions.iter().find(|exclusion| exclusion.raised_by == Some(Trigger::NotSettled));
    let (mut unsaid, mut refused, mut excepted) = (Vec::new(), 0_u32, 0_u32);
    let mut look = |settled: Option<bool>, is_excepted: bool, path: fmt::Arguments<'_>| match settled {
        Some(true) => {}
        _ if is_excepted => excepted += 1,
        Some(false) => refused += 1,
        None if unsaid.len() < LISTED => unsaid.push(path.to_string()),
        None => {}
    };
    for (at, stay) in facts.stays.iter().enumerate() {
        let is_excepted = excepted_by.is_some_and(|exclusion| exclusion.excepted_causes.contains(&stay.cause()));
        match excepted_by.is_some_and(|exclusion| claim.cause_decides(exclusion, stay)) {
            true => look(None, false, format_args!("facts.stays[{at}].cause")),
            false => look(stay.settled, is_excepted, format_args!("facts.stays[{at}].settled")),
        }
    }
    for (at, care) in facts.outpatient.iter().enumerate().filter(|(_, care)| claim.plan.outpatient(care.kind).is_some()) {
        look(care.settled, false, format_args!("facts.outpatient[{at}].settled"));
    }
    if facts.stays.is_empty() && facts.outpatient.is_empty() {
        return;
    }
    let all_said = unsaid.is_empty();
    if !all_said {
        checks.add_resolved(SETTLEMENT, None, CheckState::Unknown, missing(unsaid));
    }
    // One answer covers both, so both are shown.
    if refused > 0 {
        let is_excepted =
            |stay: &Stay| excepted_by.is_some_and(|of| of.excepted_causes.contains(&stay.cause()) || claim.cause_decides(of, stay));
        let stays = spans(facts.stays.iter().filter(|stay| stay.settled == Some(false) && !is_excepted(stay)));
        let overruled = claim.triggered(Trigger::NotSettled).is_none() && claim.answer(SETTLEMENT).is_none();
        let finding = Finding { count: Some(refused), stays, ..variant("not-settled") };
        if claim.settles_open && claim.triggered(Trigger::NotSettled).is_some() {
            checks.add_standing(SETTLEMENT, None, CheckState::Fail, finding);
        } else {
            checks.add_resolved(SETTLEMENT, None, if overruled { CheckState::Attested } else { CheckState::Fail }, finding);
        }
    } else if all_said {
        match (excepted > 0, claim.answer(SETTLEMENT)) {
            // Not settled, as the reviewer says: where the cause is excepted from that, nothing follows.
            (true, Some(false)) => checks.add_obeyed(SETTLEMENT, None, CheckState::Attested, variant("excepted")),
            (true, _) => checks.add_resolved(SETTLEMENT, None, CheckState::Pass, variant("excepted")),
            (false, _) => checks.add_resolved(SETTLEMENT, None, CheckState::Pass, variant("settled")),
        }
    }
}

/// Checks that the hospitals are designated for the member: as the claim says it, else by the operator's list where there is one.
fn designated(claim: Claim<'_>, checks: &mut Checks<'_>) {
    let facts = claim.facts;
    if facts.stays.is_empty() {
        return;
    }
    // By what was answered of the exclusion; what was answered of this is laid over it like any answer, with its words.
    let is_overruled = claim.triggered(Trigger::NotDesignated).is_none() && claim.answer(DESIGNATED).is_none();
    let not = |state: CheckState| if is_overruled { CheckState::Attested } else { state };
    // A "yes" was about what the claim leaves open.
    let stands = claim.designates_open && claim.triggered(Trigger::NotDesignated).is_some();
    let named = facts.stays.iter().filter(|stay| stay.designated == Some(false)).count();
    let (passed, open): (Vec<_>, Vec<_>) = by_list(claim).partition(|(state, _)| *state == CheckState::Pass);
    if named > 0 {
        let stays = spans(facts.stays.iter().filter(|stay| stay.designated == Some(false)));
        let finding = Finding { count: u32::try_from(named).ok(), stays, ..Finding::default() };
        match stands {
            true => checks.add_standing(DESIGNATED, None, CheckState::Fail, finding),
            false => checks.add_resolved(DESIGNATED, None, not(CheckState::Fail), finding),
        }
    }
    // One answer covers them all, so every one is listed.
    for (state, finding) in open.iter().take(LISTED) {
        match stands && *state == CheckState::Fail {
            true => checks.add_standing(DESIGNATED, None, *state, finding.clone()),
            false => checks.add_each(DESIGNATED, None, not(*state), [finding.clone()]),
        }
    }
    if named > 0 || !open.is_empty() {
        if stands && open.iter().all(|(state, _)| *state == CheckState::Fail) {
            // No list speaks of those that his "yes" is about.
            checks.add_obeyed(DESIGNATED, None, CheckState::Attested, Finding { count: Some(0), ..Finding::default() });
        }
        return;
    }
    let unsaid = facts.stays.iter().filter(|stay| stay.designated.is_none()).count();
    let state = match unsaid > passed.len() {
        _ if unsaid > 0 && claim.denies_hospitals => CheckState::Fail,
        true => CheckState::Attested,
        false => CheckState::Pass,
    };
    let on_list = passed.into_iter().next().map(|(_, finding)| finding).filter(|_| state != CheckState::Attested);
    checks.add_resolved(DESIGNATED, None, state, on_list.unwrap_or(Finding { count: Some(0), ..Finding::default() }));
}

/// What the operator's list says of the hospitals of which nobody said it.
fn by_list(claim: Claim<'_>) -> impl Iterator<Item = (CheckState, Finding)> {
    claim.facts.stays.iter().enumerate().filter_map(move |(at, stay)| claim.hospital_by_list(at, stay))
}

/// Lets a benefit wait for the hospitals that the operator's list leaves open, until a reviewer says whether they are designated.
pub fn awaits_hospitals(claim: Claim<'_>, drafts: &mut [Draft<'_>]) {
    let Some(exclusion) = claim.triggered(Trigger::NotDesignated).filter(|_| claim.answer(DESIGNATED).is_none()) else { return };
    let open = by_list(claim).filter(|(state, _)| *state == CheckState::Unknown).take(LISTED);
    for (_, finding) in open {
        for draft in drafts.iter_mut().filter(|draft| Claim::concerns(exclusion, draft.benefit)) {
            match finding.missing.first() {
                // Off a list that leaves others open.
                None => draft.wait(DESIGNATED),
                Some(path) => draft.lack(path.clone()),
            }
        }
    }
}

/// Checks that no receipt stands in the claim twice.
pub fn receipts(claim: Claim<'_>, checks: &mut Checks<'_>) {
    let facts = claim.facts;
    let stays = facts.stays.iter().filter_map(|stay| stay.expense.as_ref());
    let numbers = stays.chain(facts.outpatient.iter().map(|care| &care.expense)).filter_map(|expense| expense.receipt.as_deref());
    let mut seen = BTreeSet::new();
    let mut twice = 0_u32;
    for number in numbers.map(compared).filter(|number| !number.is_empty()) {
        twice += u32::from(!seen.insert(number));
    }
    if !seen.is_empty() {
        let state = if twice > 0 { CheckState::Fail } else { CheckState::Pass };
        let finding = Finding { count: u32::try_from(seen.len()).ok(), expected: Some(twice), ..Finding::default() };
        checks.add("receipts", None, state, finding);
    }
}

/// Shows every exclusion that was raised, and the rest as a group that approving attests to.
pub fn exclusions(claim: Claim<'_>, checks: &mut Checks<'_>) {
    let claimed = || claim.plan.benefits.iter().filter(|benefit| claim.claims(&benefit.id));
    let concerns = |exclusion: &Exclusion| claimed().any(|benefit| Claim::concerns(exclusion, benefit));
    // The engine may have raised one with the benefit that it takes away.
    let shown = checks.raised();
    let mut not_indicated = 0;
    for exclusion in claim.plan.exclusions.iter().filter(|exclusion| concerns(exclusion)) {
        match raised(claim, exclusion) {
            Some((finding, note)) => checks.raise(exclusion, finding, note.as_deref()),
            None if shown.contains(&exclusion) => {}
            None => not_indicated += 1,
        }
    }
    checks.add("exclusions", None, CheckState::Attested, Finding { count: Some(not_indicated), ..Finding::default() });
}

/// How an exclusion was raised: by a reviewer's word, or by the facts of stays. One that he overruled is shown as answered.
/// Every stay that it falls on is named.
fn raised(claim: Claim<'_>, exclusion: &Exclusion) -> Option<(Finding, Option<String>)> {
    let by_word: Vec<&RaisedExclusion> = claim.facts.exclusions.iter().filter(|raised| raised.exclusion == exclusion.id).collect();
    let stays: Vec<&Stay> = claim.facts.stays.iter().filter(|stay| claim.raised_for_stay(exclusion, stay)).collect();
    let day = by_word.iter().find_map(|raised| raised.admission).or(stays.first().map(|stay| stay.admission));
    let whole = by_word.iter().any(|raised| raised.admission.is_none()) || !exclusion.benefits.is_empty();
    let finding = match (by_word.is_empty(), stays.is_empty()) {
        (true, true) => return None,
        (true, false) => Finding { day, stays: spans(stays.into_iter()), ..variant("by-fact") },
        (false, _) if whole => variant("raised"),
        (false, _) => Finding { day, stays: spans(stays.into_iter()), ..variant("raised-stay") },
    };
    let mut notes: Vec<&str> = by_word.iter().map(|raised| raised.note.as_str()).collect();
    notes.dedup();
    Some((finding, Some(notes.join("; ")).filter(|notes| !notes.is_empty())))
}

fn spans<'a>(stays: impl Iterator<Item = &'a Stay>) -> Vec<Span> {
    stays.map(|stay| Span { from: stay.admission, to: stay.discharge }).collect()
}
