//! The days of one benefit: until when it may be claimed, told and assessed, and by when the office must have decided.

use chrono::Datelike;

use crate::domain::assessment::{CheckState, Deadline, DeadlineKind, Finding};
use crate::domain::ids::Clause;
use crate::domain::time::{Date, days_after, months_after};
use crate::rules::assess::by_enrolment::event::Event;
use crate::rules::assess::checks::{Checks, missing, variant};
use crate::rules::assess::claim::Claim;
use crate::rules::assess::draft::Draft;
use crate::rules::plan::{After, AssessmentTerm, Window};

const CHECK: &str = "filing-window";
const APPLIED: &str = "facts.disability.applied";

/// The first and the last day of a window; nothing where its event has no day yet.
fn span(claim: Claim<'_>, window: &Window, event: Option<&Event>) -> Option<(Date, Date)> {
    let from = match window.after {
        After::CoverEnd => Some(claim.cover.to).filter(|day| *day != Date::MAX),
        After::Event => event.map(|event| event.day),
    }?;
    let last = window.days.map_or_else(|| months_after(from, window.months.unwrap_or_default()), |days| days_after(from, days));
    Some((from, last))
}

/// The last day in special cases: that of the year in which the cover ends.
fn special(claim: Claim<'_>, window: &Window) -> Option<Date> {
    Date::from_ymd_opt(claim.cover.to.year(), 12, 31).filter(|_| window.special_to_end_of_year)
}

/// Checks the day of filing for one benefit, and refuses it where it is too late.
pub fn window(claim: Claim<'_>, draft: &mut Draft<'_>, event: Option<&Event>, checks: &mut Checks<'_>) {
    let id = Some(&draft.benefit.id);
    let filed = claim.facts.filed;
    let Some(window) = &draft.benefit.window else {
        let state = in_time_unless_denied(claim, draft, &claim.plan.filing.clause, CheckState::Attested, checks);
        checks.add_resolved(CHECK, id, state, Finding { day: Some(filed), ..variant("none-stated") });
        return;
    };
    let Some((from, last)) = span(claim, window, event) else { return };
    let finding = |which: &str, to: Date| Finding { day: Some(filed), from: Some(from), to: Some(to), ..variant(which) };
    if event.is_some_and(|event| filed < event.day) {
        // The dates themselves can't be: another check says so.
        return;
    }
    if filed <= last {
        let state = in_time_unless_denied(claim, draft, &window.clause, CheckState::Pass, checks);
        checks.add_resolved(CHECK, id, state, finding("in-time", last));
        return;
    }
    let answer = claim.answer(CHECK);
    if let Some(which) = assessment_may_do(claim, draft, event) {
        // A version of before asks for no more than that: whether it does, the reviewer says.
        let missing: Vec<String> = (which == "assessment-unsaid").then(|| APPLIED.to_owned()).into_iter().collect();
        checks.add_resolved(CHECK, id, CheckState::Unknown, Finding { missing, ..finding(which, last) });
        match answer {
            Some(true) => {}
            None => draft.wait(CHECK),
            Some(false) => draft.refuse_after(&claim.plan.filing.late, &window.clause, Some(last)),
        }
        return;
    }
    if let Some(special) = special(claim, window).filter(|special| filed <= *special) {
        if claim.facts.late_reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
            let finding = Finding { missing: vec!["facts.late_reason".into()], ..finding("special-no-reason", special) };
            checks.add_resolved(CHECK, id, CheckState::Unknown, finding);
            match answer {
                Some(false) => draft.refuse_after(&claim.plan.filing.late, &window.clause, Some(last)),
                Some(true) | None => draft.lack("facts.late_reason"),
            }
            return;
        }
        // "In special cases": with a reason, and the reviewer's consent.
        checks.add_resolved(CHECK, id, CheckState::Unknown, finding("special-asks", special));
        match answer {
            Some(true) => {}
            None => draft.wait(CHECK),
            Some(false) => draft.refuse_after(&claim.plan.filing.late, &window.clause, Some(last)),
        }
        return;
    }
    let last = special(claim, window).unwrap_or(last).max(last);
    checks.add_resolved(CHECK, id, CheckState::Fail, finding("after", last));
    if answer != Some(true) {
        draft.refuse_after(&claim.plan.filing.late, &window.clause, Some(last));
    }
}

/// A reviewer's "no" to a window that was kept, or that the documents do not state, refuses the benefit as late. No last day is told: the
/// claim came before it, and what else was late the reviewer knows.
fn in_time_unless_denied(claim: Claim<'_>, draft: &mut Draft<'_>, clause: &Clause, state: CheckState, checks: &Checks<'_>) -> CheckState {
    if !checks.denies(CHECK, state) {
        return state;
    }
    draft.refuse(&claim.plan.filing.late, clause);
    CheckState::Fail
}

/// Where a benefit rests on an assessment that has its own term, applying for that in time may have been enough.
fn assessment_may_do(claim: Claim<'_>, draft: &Draft<'_>, event: Option<&Event>) -> Option<&'static str> {
    let last = days_after(event?.day, draft.benefit.assessment.as_ref()?.days);
    match claim.facts.disability.as_ref().and_then(|disability| disability.applied) {
        Some(day) => (day <= last).then_some("assessment-applied"),
        None => Some("assessment-unsaid"),
    }
}

/// Whether the union told of the accident, and the assessment was applied for, in time.
pub fn told(claim: Claim<'_>, draft: &mut Draft<'_>, event: Option<&Event>, checks: &mut Checks<'_>) {
    let benefit = draft.benefit;
    if let Some(rule) = &benefit.notice {
        let accident = claim.facts.accident.as_ref();
        let known = accident.and_then(|accident| accident.known_to_union);
        let last = known.map(|day| days_after(day, rule.days));
        let finding = |which: &str, day| Finding { day, from: known, to: last, expected: Some(rule.days), ..variant(which) };
        let (state, finding) = match (accident.and_then(|accident| accident.notified), last) {
            (Some(day), Some(last)) if day <= last => (CheckState::Pass, finding("in-time", Some(day))),
            (Some(day), Some(_)) => (CheckState::Warning, finding("late", Some(day))),
            (notified, _) => {
                let path = if notified.is_some() { "facts.accident.known_to_union" } else { "facts.accident.notified" };
                (CheckState::Warning, Finding { expected: Some(rule.days), ..missing(vec![path.into()]) })
            }
        };
        checks.add_under("accident-notice", &benefit.id, state, finding, &rule.clause);
    }
    if let (Some(rule), Some(event)) = (&benefit.assessment, event) {
        assessment(claim, draft, (rule, event.day), checks);
    }
}

/// An assessment that was not applied for in time is lost, and the benefit with it. A claim filed in time applies for it.
fn assessment(claim: Claim<'_>, draft: &mut Draft<'_>, (rule, accident): (&AssessmentTerm, Date), checks: &mut Checks<'_>) {
    const CHECK: &str = "assessment-applied";
    let id = Some(&draft.benefit.id);
    let last = days_after(accident, rule.days);
    let applied = claim.facts.disability.as_ref().and_then(|disability| disability.applied);
    let finding = |which: &str, day| Finding { day, from: Some(accident), to: Some(last), expected: Some(rule.days), ..variant(which) };
    match applied {
        _ if applied.unwrap_or(claim.facts.filed) <= last => {
            let denied = checks.denies(CHECK, CheckState::Pass);
            if denied {
                // The day was kept.
                draft.refuse(&claim.plan.filing.late, &rule.clause);
            }
            let state = if denied { CheckState::Fail } else { CheckState::Pass };
            checks.add_resolved(CHECK, id, state, finding("in-time", applied.or(Some(claim.facts.filed))));
        }
        Some(_) => {
            checks.add_resolved(CHECK, id, CheckState::Fail, finding("late", applied));
            if claim.answer(CHECK) != Some(true) {
                draft.refuse_after(&claim.plan.filing.late, &rule.clause, Some(last));
            }
        }
        None => {
            let finding = Finding { missing: vec![APPLIED.into()], ..finding("unsaid", None) };
            checks.add_resolved(CHECK, id, CheckState::Unknown, finding);
            match claim.answer(CHECK) {
                Some(true) => {}
                Some(false) => draft.refuse_after(&claim.plan.filing.late, &rule.clause, Some(last)),
                None => draft.lack(APPLIED),
            }
        }
    }
}

/// Lists the days of one benefit.
pub fn deadlines(claim: Claim<'_>, draft: &Draft<'_>, event: Option<&Event>) -> Vec<Deadline> {
    let benefit = draft.benefit;
    let own =
        |kind, last_day, clause: &Clause| Deadline { benefits: vec![benefit.id.clone()], ..Deadline::on(kind, last_day, clause.clone()) };
    let mut deadlines = Vec::new();
    if let Some(window) = &benefit.window
        && let Some((_, last)) = span(claim, window, event)
    {
        deadlines.push(own(DeadlineKind::Filing, Some(last), &window.clause));
        let special = special(claim, window).filter(|special| *special > last);
        deadlines.extend(special.map(|last| own(DeadlineKind::FilingSpecial, Some(last), &window.clause)));
    }
    if let Some(rule) = &benefit.notice {
        let known = claim.facts.accident.as_ref().and_then(|accident| accident.known_to_union);
        let notice = own(DeadlineKind::Notice, known.map(|day| days_after(day, rule.days)), &rule.clause);
        deadlines.push(Deadline { days_from_known: Some(rule.days).filter(|_| known.is_none()), ..notice });
    }
    if let (Some(rule), Some(event)) = (&benefit.assessment, event) {
        deadlines.push(own(DeadlineKind::Assessment, Some(days_after(event.day, rule.days)), &rule.clause));
    }
    if let Some(rule) = &benefit.processing {
        // It starts anew on the day on which the papers are complete; before that there is no last day.
        let last = claim.facts.complete_since.map(|day| days_after(day, rule.days));
        let decided = own(DeadlineKind::Processing, last, &rule.clause);
        let days_from_complete = Some(rule.days).filter(|_| last.is_none());
        deadlines.push(Deadline { days_from_complete, extendable: rule.extendable, ..decided });
    }
    deadlines
}
