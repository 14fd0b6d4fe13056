//! What only a reviewer can say of a contract that may bear an event: the document leaves it open.
//!
//! Not here: waits (`waits`), what a contract pays (`bear`). Invariant: a question is asked only where its answer changes what is
//! borne; until it is answered, what it is about counts. One answer covers a check's questions about every contract, so all are
//! listed, those too that a "no" to the first would bring up.

use crate::domain::assessment::{CheckState, EventKind, Finding, NotBorne};
use crate::domain::facts::DeathCause;
use crate::domain::money::Money;
use crate::domain::time::Date;
use crate::rules::assess::checks::{Checks, variant};
use crate::rules::assess::contracts::bear::{Bearing, Candidate, is_of};
use crate::rules::assess::contracts::book::Contract;
use crate::rules::assess::contracts::event::Event;
use crate::rules::assess::draft::Draft;
use crate::rules::plan::Repeat;

/// Which contracts bear an event that came after an illness.
pub(super) struct AfterIllness {
    /// Those that the illness ended.
    ended_bear: bool,
    /// Where the death was not of an illness, only those that ended on its very day are in question.
    any_illness: bool,
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

    /// Whether one that had ended then bears it all the same.
    pub fn ended_bears(&self, closed: Option<Date>) -> bool {
        self.ended_bear && (self.any_illness || closed == self.same_day)
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
        let mut after = AfterIllness { ended_bear: false, any_illness: true, open_bear: true, same_day: None };
        let Some(death) = self.claim.facts.death.as_ref().filter(|_| event.kind == EventKind::Death) else { return after };
        after.any_illness = death.cause == Some(DeathCause::Illness);
        let before = || self.illnesses.iter().filter(|(day, _)| *day <= event.day);
        after.same_day = before().map(|(day, _)| *day).find(|day| *day == event.day);
        let closed: Vec<Date> = found.iter().filter(|c| after.ends(c.contract.closed, event)).filter_map(|c| c.contract.closed).collect();
        let same_day = after.same_day.filter(|day| closed.contains(day));
        if found.is_empty() || !(after.any_illness || same_day.is_some()) {
            return after;
        }
        // Of contracts that an illness ended, that illness is what matters; of others, every illness that came before.
        let mut known: Vec<(Date, Option<&str>)> = before().map(|(day, code)| (*day, code.as_deref())).collect();
        known.retain(|(day, _)| closed.is_empty() || closed.contains(day));
        let unknown: Vec<Date> = closed.iter().copied().filter(|day| known.iter().all(|(of, _)| of != day)).collect();
        known.extend(unknown.into_iter().map(|day| (day, None)));
        known.retain(|(day, _)| after.any_illness || same_day == Some(*day));
        known.sort_unstable();
        let is = |said: &str| self.claim.plan.disease(said).map_or_else(|| said.trim().to_owned(), |disease| disease.code.clone());
        let said = death.illness.as_deref().filter(|said| after.any_illness && !said.trim().is_empty()).map(is);
        let which = |(day, code): (Date, Option<&str>)| match (&said, code) {
            _ if same_day == Some(day) => "same-day",
            (Some(said), Some(code)) if said == code => "same",
            (Some(_), Some(_)) => "other",
            _ => "unsaid",
        };
        known.retain(|illness| !closed.is_empty() || which(*illness) != "other");
        let Some(first) = known.iter().map(|illness| which(*illness)).min_by_key(|which| *which == "other") else { return after };
        // Where another contract bears the event, that these don't is worth knowing and refuses nothing.
        let others_bear = found.iter().any(|c| !after.ends(c.contract.closed, event) && !c.contract.too_old_or_young);
        for illness in known {
            let open = if closed.is_empty() { "-open" } else { "" };
            let state = match which(illness) {
                "other" if others_bear => CheckState::Warning,
                "other" => CheckState::Fail,
                _ => CheckState::Unknown,
            };
            let said = illness.1.map(str::to_owned);
            let finding = Finding { day: Some(illness.0), said, ..variant(&format!("{}{open}", which(illness))) };
            checks.add_each(CHECK, Some(&draft.benefit.id), state, [finding]);
        }
        let which = if same_day.is_some() { "same-day" } else { first };
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
        let mut asked: Vec<Finding> = Vec::new();
        for candidate in found.iter_mut().filter(|candidate| candidate.not.is_none()) {
            let others =
                self.claim.history.granted.iter().filter(|past| past.plan == self.claim.plan.id && past.benefit != draft.benefit.id);
            let later = others.filter(|past| {
                let after = |day: Date| day > event.day || (day == event.day && is_death(&past.benefit));
                past.event.as_ref().is_some_and(|known| {
                    after(known.date) && known.contracts.iter().any(|borne| borne.amount > Money::ZERO && candidate.contract.is(borne))
                })
            });
            let before = asked.len();
            asked.extend(later.map(|past| Finding {
                case: Some(past.case.clone()),
                day: past.event.as_ref().map(|event| event.date),
                amount: Some(past.amount),
                ..of(candidate.contract, "later")
            }));
            if asked.len() > before && self.claim.answer(CHECK) == Some(false) {
                candidate.not = Some(NotBorne::Ended);
            }
        }
        self.put(draft, CHECK, asked, checks);
    }

    /// Lists the questions of a check; unanswered the benefit waits.
    fn put(&self, draft: &mut Draft<'_>, check: &str, mut asked: Vec<Finding>, checks: &mut Checks<'_>) {
        if asked.is_empty() {
            return;
        }
        asked.sort_by_key(|finding| finding.day);
        checks.add_each(check, Some(&draft.benefit.id), CheckState::Unknown, asked);
        if self.claim.answer(check).is_none() {
            draft.wait(check);
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
        let mut asked: Vec<Finding> = Vec::new();
        // The units that are left where none of those in question counts.
        let mut left = most;
        for candidate in candidates.iter_mut().filter(|candidate| candidate.not.is_none() && !candidate.late) {
            if left == 0 {
                break;
            }
            let start = candidate.contract.span.from;
            if accident <= start {
                let which = if accident < start { "before-start" } else { "start-day" };
                asked.push(Finding { day: Some(accident), from: Some(start), ..of(candidate.contract, which) });
                candidate.not = (answer == Some(false)).then_some(NotBorne::Accident);
            } else if self.book.borne(self.claim, candidate.contract, &draft.benefit.id).next().is_none() {
                // One that paid before may yet fall out, and leave its units to the next.
                left = left.saturating_sub(candidate.contract.units.unwrap_or(0));
            }
        }
        // A "yes" reaches what the document leaves open, the very day of a start; an accident before another start stays outside that
        // contract, and is let pass only where nothing else was asked.
        let is_before = |finding: &Finding| finding.variant.as_deref() == Some("before-start");
        if answer == Some(true) && !asked.iter().all(is_before) {
            let stands = asked.extract_if(.., |finding| is_before(finding));
            stands.for_each(|finding| checks.add_standing(CHECK, Some(&draft.benefit.id), CheckState::Fail, finding));
            let before = |candidate: &&mut Candidate<'_, '_>| candidate.not.is_none() && accident < candidate.contract.span.from;
            candidates.iter_mut().filter(before).for_each(|candidate| candidate.not = Some(NotBorne::Accident));
        }
        if asked.is_empty() && candidates.iter().any(|candidate| !candidate.late) && !checks.has(CHECK) {
            let after = Finding { day: Some(accident), ..variant("after") };
            checks.add_resolved(CHECK, Some(&draft.benefit.id), CheckState::Pass, after);
        }
        let taken = !asked.is_empty() && answer != Some(false);
        self.put(draft, CHECK, asked, checks);
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
        let which = if event.kind == EventKind::Death { "death" } else { "admission" };
        let mut asked: Vec<Finding> = Vec::new();
        for candidate in candidates.iter_mut().filter(|candidate| candidate.not.is_none() && candidate.late) {
            asked.push(Finding { day: Some(accident), to: Some(candidate.contract.span.to), ..of(candidate.contract, which) });
            candidate.not = (answer == Some(false)).then_some(NotBorne::Accident);
        }
        self.put(draft, CHECK, asked, checks);
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
        let mut asked: Vec<Finding> = again.then(|| Finding { day: Some(event.day), ..variant("same-claim") }).into_iter().collect();
        // The units that are left where none of those in question counts.
        let mut left = most;
        for candidate in candidates.iter_mut().filter(|candidate| candidate.not.is_none()) {
            let past: Vec<_> = self.book.borne(self.claim, candidate.contract, &benefit.id).collect();
            if !past.is_empty() && (benefit.repeat != Repeat::PerEvent || past.iter().any(|past| is_of(past, event))) {
                candidate.not = Some(NotBorne::PaidBefore);
                continue;
            }
            // Disabilities add up to a limit of their own; only a stay that comes again is asked about.
            if past.is_empty() || event.kind != EventKind::Admission {
                left = left.saturating_sub(candidate.contract.units.unwrap_or(0));
            } else if left > 0 {
                asked.extend(past.into_iter().map(|past| Finding {
                    case: Some(past.case.clone()),
                    day: past.event.as_ref().map(|event| event.date),
                    ..of(candidate.contract, "earlier-case")
                }));
                candidate.not = (answer == Some(false)).then_some(NotBorne::PaidBefore);
            }
        }
        if again && answer == Some(false) {
            candidates.iter_mut().filter(|candidate| candidate.not.is_none()).for_each(|c| c.not = Some(NotBorne::PaidBefore));
        }
        self.put(draft, CHECK, asked, checks);
    }
}

/// A finding about one contract, which it names.
fn of(contract: &Contract<'_>, which: &str) -> Finding {
    Finding { stays: vec![contract.span], ..variant(which) }
}
