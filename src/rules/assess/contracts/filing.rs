//! The filing window of plans of contracts: so many months after the claimant knew of the event.
//!
//! Reading: nobody knows of an event before it happens, so a claim within the window from the event itself is in time.

use crate::domain::assessment::{CheckState, Deadline, DeadlineKind, Finding};
use crate::domain::ids::BenefitId;
use crate::domain::time::{Date, months_after};
use crate::rules::assess::checks::{Checks, variant};
use crate::rules::assess::claim::Claim;
use crate::rules::assess::contracts::book::Book;
use crate::rules::assess::contracts::event::Event;
use crate::rules::assess::draft::Draft;
use crate::rules::assess::papers;

/// Checks the day of filing for one benefit, and refuses it where it is too late.
pub fn window(claim: Claim<'_>, draft: &mut Draft<'_>, event: &Event, book: &Book<'_>, checks: &mut Checks<'_>) {
    const CHECK: &str = "filing-window";
    let filed = claim.facts.filed;
    let (base, last) = last_day(claim, event.day);
    let in_force = || book.contracts.iter().filter(|contract| contract.span.contains(event.day));
    // The next day after the start is the first on which an accident may be claimed.
    let too_early = event.accident.is_some() && in_force().next().is_some() && in_force().all(|contract| filed <= contract.span.from);
    let known = claim.facts.known_since.is_some();
    let (state, which) = match (filed <= last, known) {
        (true, _) if too_early => (CheckState::Unknown, "start-day"),
        (true, true) => (CheckState::Pass, "known"),
        (true, false) => (CheckState::Pass, "by-event"),
        (false, true) => (CheckState::Fail, "known-late"),
        (false, false) => (CheckState::Unknown, "known-unsaid"),
    };
    let missing = if which == "known-unsaid" { vec!["facts.known_since".to_owned()] } else { Vec::new() };
    let finding = Finding { day: Some(filed), from: Some(base), to: Some(last), missing, ..variant(which) };
    checks.add_resolved(CHECK, Some(&draft.benefit.id), state, finding);
    match (which, claim.answer(CHECK)) {
        ("known" | "by-event", _) | (_, Some(true)) => {}
        ("known-late", _) | ("known-unsaid", Some(false)) => {
            draft.refuse_after(&claim.plan.filing.late, &claim.plan.filing.clause, Some(last));
        }
        ("known-unsaid", None) => draft.lack("facts.known_since"),
        (_, None) => draft.wait(CHECK),
        (_, Some(false)) => draft.refuse_for(crate::rules::assess::claim::reasons::NOT_ELIGIBLE),
    }
}

/// The day from which the window is counted, and its last day.
fn last_day(claim: Claim<'_>, event: Date) -> (Date, Date) {
    let base = claim.facts.known_since.map_or(event, |known| known.max(event));
    (base, months_after(base, claim.plan.filing.known_months.unwrap_or(0)))
}

/// Lists the days by which something must be done; each benefit with the day of its first event.
pub fn deadlines<'e>(claim: Claim<'_>, events: impl Iterator<Item = (&'e BenefitId, Date)>) -> Vec<Deadline> {
    let mut deadlines = Vec::new();
    for (benefit, day) in events {
        let filing = Deadline::on(DeadlineKind::Filing, Some(last_day(claim, day).1), claim.plan.filing.clause.clone());
        papers::add_deadlines(&mut deadlines, [Deadline { benefits: vec![benefit.clone()], ..filing }]);
    }
    deadlines.extend(papers::processing(claim));
    papers::without_all(claim, deadlines)
}
