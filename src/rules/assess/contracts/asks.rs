//! What only a reviewer can say of a contract that may bear an event: the document leaves it open.
//!
//! Not here: waits (`waits`), what a contract pays (`bear`). Invariant: a question is asked only where its answer changes what is
//! borne; until it is answered, what it is about counts.

use crate::domain::assessment::{CheckState, EventKind, Finding, NotBorne};
use crate::domain::facts::DeathCause;
use crate::domain::money::Money;
use crate::domain::time::Date;
use crate::rules::assess::checks::{Checks, variant};
use crate::rules::assess::contracts::bear::{Bearing, Candidate, is_of};
use crate::rules::assess::contracts::event::Event;
use crate::rules::assess::draft::Draft;
use crate::rules::plan::Repeat;

/// Which contracts bear an event that came after an illness.
pub(super) struct AfterIllness {
    /// Those that the illness ended.
    pub ended_bear: bool,
    /// The others: they cover that illness no more than those.
    pub open_bear: bool,
    /// The event fell on the very day of the diagnosis, and counts as after it.
    same_day: Option<Date>,
}

impl AfterIllness {
    /// Whether a contract that was closed on a day had ended when the event came.
    pub fn ends(&self, closed: Option<Date>, event: &Event) -> bool {
        closed.is_some_and(|closed| event.day > closed || self.same_day == Some(closed))
    }
}

impl Bearing<'_, '_> {
    /// Whether a death is borne that came after an illness, or on the day of its diagnosis.
    ///
    /// Reading: no illness is diagnosed after the death, so a death on that day comes after it; the plan pays once and ends. A
    /// contract that paid nothing for the illness goes on without it. What that means for a death of it, the reviewer says.
    pub(super) fn after_illness(
        &self,
        draft: &mut Draft<'_>,
        event: &Event,
        found: &[Candidate<'_, '_>],
        checks: &mut Checks<'_>,
    ) -> AfterIllness {
        const CHECK: &str = "death-after-illness";
        let mut after = AfterIllness { ended_bear: false, open_bear: true, same_day: None };
        let Some(death) = self.claim.facts.death.as_ref().filter(|_| event.kind == EventKind::Death) else { return after };
        let by_illness = death.cause == Some(DeathCause::Illness);
        let before = || self.illnesses.iter().filter(|(day, _)| *day <= event.day);
        after.same_day = before().map(|(day, _)| *day).find(|day| *day == event.day);
        let closed: Vec<Date> = found.iter().filter(|c| after.ends(c.contract.closed, event)).filter_map(|c| c.contract.closed).collect();
        let same_day = after.same_day.filter(|day| closed.contains(day));
        if found.is_empty() || !(by_illness || same_day.is_some()) {
            return after;
        }
        // Of contracts that an illness ended, that illness is what matters; of others, every illness that came before.
        let known: Vec<&(Date, Option<String>)> = before().filter(|(day, _)| closed.is_empty() || closed.contains(day)).collect();
        let Some(day) = known.iter().map(|(day, _)| *day).chain(closed.iter().copied()).min() else { return after };
        let codes: Vec<&String> = known.iter().filter_map(|(_, code)| code.as_ref()).collect();
        let is = |said: &str| self.claim.plan.disease(said).map_or_else(|| said.trim().to_owned(), |disease| disease.code.clone());
        let which = match death.illness.as_deref().filter(|said| by_illness && !said.trim().is_empty()) {
            _ if same_day.is_some() => "same-day",
            None => "unsaid",
            Some(_) if codes.is_empty() => "unsaid",
            Some(said) if codes.iter().any(|code| **code == is(said)) => "same",
            Some(_) => "other",
        };
        let open = if closed.is_empty() { "-open" } else { "" };
        if which == "other" && closed.is_empty() {
            return after;
        }
        let state = if which == "other" { CheckState::Fail } else { CheckState::Unknown };
        let said = codes.first().map(|code| (*code).clone());
        let finding = Finding { day: Some(day), said, ..variant(&format!("{which}{open}")) };
        checks.add_resolved(CHECK, Some(&draft.benefit.id), state, finding);
        match (self.claim.answer(CHECK), which) {
            (Some(true), _) => after.ended_bear = true,
            (Some(false) | None, "other") => {}
            (Some(false), _) => after.open_bear = which == "same-day",
            (None, _) => {
                draft.wait(CHECK);
                after.ended_bear = true;
            }
        }
        after
    }

    /// A contract that paid for a later event would have ended before that, had this one been claimed first: the plan would have paid
    /// one of the two.
    pub(super) fn later_grants(&self, draft: &mut Draft<'_>, event: &Event, found: &mut [Candidate<'_, '_>], checks: &mut Checks<'_>) {
        const CHECK: &str = "later-grant";
        if !draft.benefit.ends_cover() {
            return;
        }
        let is_death = |id| {
            let of = self.claim.plan.benefit(id).map(|benefit| &benefit.formula);
            matches!(of, Some(crate::rules::plan::Formula::PerUnit { event: EventKind::Death, .. }))
        };
        let mut asked: Option<Finding> = None;
        for candidate in found.iter_mut().filter(|candidate| candidate.not.is_none()) {
            let others =
                self.claim.history.granted.iter().filter(|past| past.plan == self.claim.plan.id && past.benefit != draft.benefit.id);
            let later = others.filter(|past| {
                let after = |day: Date| day > event.day || (day == event.day && is_death(&past.benefit));
                past.event.as_ref().is_some_and(|known| {
                    after(known.date) && known.contracts.iter().any(|borne| borne.amount > Money::ZERO && candidate.contract.is(borne))
                })
            });
            let Some(past) = later.min_by_key(|past| past.event.as_ref().map(|event| event.date)) else { continue };
            let day = past.event.as_ref().map(|event| event.date);
            asked.get_or_insert(Finding { case: Some(past.case.clone()), day, amount: Some(past.amount), ..variant("later") });
            if self.claim.answer(CHECK) == Some(false) {
                candidate.not = Some(NotBorne::Ended);
            }
        }
        let Some(finding) = asked else { return };
        checks.add_resolved(CHECK, Some(&draft.benefit.id), CheckState::Unknown, finding);
        if self.claim.answer(CHECK).is_none() {
            draft.wait(CHECK);
        }
    }

    /// An accident on the day of a contract's start or before it: the reviewer says. Of a contract that would not count anyway,
    /// because older ones have all the units, nothing is asked.
    pub(super) fn accident(
        &self,
        draft: &mut Draft<'_>,
        event: &Event,
        most: u32,
        candidates: &mut Vec<Candidate<'_, '_>>,
        checks: &mut Checks<'_>,
    ) {
        const CHECK: &str = "accident-start";
        let Some(accident) = event.accident else { return };
        let answer = self.claim.answer(CHECK);
        let mut asked: Option<(&str, Date)> = None;
        let mut left = most;
        for candidate in candidates.iter_mut().filter(|candidate| candidate.not.is_none() && !candidate.late) {
            if left == 0 {
                break;
            }
            let start = candidate.contract.span.from;
            let which = if accident < start { "before-start" } else { "start-day" };
            let doubtful = accident <= start;
            if doubtful {
                asked.get_or_insert((which, start));
            }
            if doubtful && answer == Some(false) {
                candidate.not = Some(NotBorne::Accident);
            } else if self.book.borne(self.claim, candidate.contract, &draft.benefit.id).next().is_none() {
                // One that paid before may yet fall out, and leave its units to the next.
                left = left.saturating_sub(candidate.contract.units.unwrap_or(0));
            }
        }
        let id = Some(&draft.benefit.id);
        if let Some((which, from)) = asked {
            let finding = Finding { day: Some(accident), from: Some(from), ..variant(which) };
            checks.add_resolved(CHECK, id, CheckState::Unknown, finding);
            if answer.is_none() {
                draft.wait(CHECK);
            }
        } else if candidates.iter().any(|candidate| !candidate.late) && !checks.has(CHECK) {
            checks.add_resolved(CHECK, id, CheckState::Pass, Finding { day: Some(accident), ..variant("after") });
        }
        let taken = asked.is_some() && answer != Some(false);
        self.accident_end(draft, event, (accident, left == 0 || taken), candidates, checks);
    }

    /// The accident under a contract that had ended when its event came. Where a contract in force takes the event on, or has all
    /// the units, the ended one is out of it: no accident is paid under both.
    fn accident_end(
        &self,
        draft: &mut Draft<'_>,
        event: &Event,
        (accident, out): (Date, bool),
        candidates: &mut Vec<Candidate<'_, '_>>,
        checks: &mut Checks<'_>,
    ) {
        const CHECK: &str = "accident-end";
        if out {
            candidates.retain(|candidate| !candidate.late);
            return;
        }
        let answer = self.claim.answer(CHECK);
        let mut to = None;
        for candidate in candidates.iter_mut().filter(|candidate| candidate.not.is_none() && candidate.late) {
            to.get_or_insert(candidate.contract.span.to);
            if answer == Some(false) {
                candidate.not = Some(NotBorne::Accident);
            }
        }
        if to.is_none() {
            return;
        }
        let which = if event.kind == EventKind::Death { "death" } else { "admission" };
        let finding = Finding { day: Some(accident), to, ..variant(which) };
        checks.add_resolved(CHECK, Some(&draft.benefit.id), CheckState::Unknown, finding);
        if answer.is_none() {
            draft.wait(CHECK);
        }
    }

    /// What the contracts paid of this benefit before.
    pub(super) fn paid_before(
        &self,
        draft: &mut Draft<'_>,
        event: &Event,
        (again, most): (bool, u32),
        candidates: &mut [Candidate<'_, '_>],
        checks: &mut Checks<'_>,
    ) {
        const CHECK: &str = "accident-again";
        let benefit = draft.benefit;
        let answer = self.claim.answer(CHECK);
        let mut asked: Option<Finding> = again.then(|| Finding { day: Some(event.day), ..variant("same-claim") });
        let mut left = most;
        for candidate in candidates.iter_mut().filter(|candidate| candidate.not.is_none()) {
            let mut past = self.book.borne(self.claim, candidate.contract, &benefit.id).peekable();
            let first = past.peek().map(|past| (past.case.clone(), past.event.as_ref().map(|event| event.date)));
            if first.is_some() && (benefit.repeat != Repeat::PerEvent || past.any(|past| is_of(past, event))) {
                candidate.not = Some(NotBorne::PaidBefore);
                continue;
            }
            // Disabilities add up to a limit of their own; only a stay that comes again is asked about.
            if let Some((case, day)) = first.filter(|_| left > 0 && event.kind == EventKind::Admission) {
                asked.get_or_insert(Finding { case: Some(case), day, ..variant("earlier-case") });
                if answer == Some(false) {
                    candidate.not = Some(NotBorne::PaidBefore);
                    continue;
                }
            }
            left = left.saturating_sub(candidate.contract.units.unwrap_or(0));
        }
        let Some(finding) = asked else { return };
        if again && answer == Some(false) {
            candidates.iter_mut().filter(|candidate| candidate.not.is_none()).for_each(|c| c.not = Some(NotBorne::PaidBefore));
        }
        checks.add_resolved(CHECK, Some(&benefit.id), CheckState::Unknown, finding);
        if answer.is_none() {
            draft.wait(CHECK);
        }
    }
}
