//! The search for what turns a refusal: one changed fact, then two together, then each obstacle removed in its turn.
//!
//! Not here: which facts are tried (`tries`), the words. Invariant: a set is told only after the claim was assessed with all of it changed,
//! and one fact is told before two; the search ends after [`MOST`] assessments, whatever the claim holds.

use crate::domain::assessment::{Assessment, Check, CheckState};
use crate::domain::facts::{Facts, History};
use crate::domain::ids::{BenefitId, CheckId, ReasonCode};
use crate::explain::nearest::tries::{self, Try};
use crate::explain::nearest::{Nearest, Needs, Stands, is_of_use, stands};
use crate::rules::assess;
use crate::rules::plan::Plan;

/// So many assessments are made for one benefit: a few milliseconds at the most.
const MOST: usize = 320;
/// So many first steps are followed by a second: of a claim with more that change something, the nearest come first.
const FOLLOWED: usize = 6;
/// So many facts are told together; who would have to change more has another claim.
const TOGETHER: usize = 4;

/// A claim with some facts changed, and what it then comes to.
struct Changed {
    needs: Vec<Needs>,
    facts: Facts,
    history: History,
    after: Assessment,
}

struct Search<'a> {
    plan: &'a Plan,
    before: &'a Assessment,
    id: &'a BenefitId,
    left: usize,
    /// The first set after which somebody would have to look at the benefit.
    undecided: Option<Nearest>,
}

/// Finds the nearest change of one benefit.
pub fn of_one(plan: &Plan, (facts, history): (&Facts, &History), before: &Assessment, id: &BenefitId) -> Option<Nearest> {
    let mut search = Search { plan, before, id, left: MOST, undecided: None };
    let first = match search.try_all(&[], (facts, history), before) {
        Ok(found) => return Some(found),
        Err(useful) => useful,
    };
    if search.undecided.is_some() {
        return search.undecided;
    }
    // What leaves fewest obstacles is followed first; among equals the nearer stays before the farther.
    let mut seconds = Vec::new();
    for changed in first.iter().take(FOLLOWED) {
        match search.try_all(&changed.needs, (&changed.facts, &changed.history), &changed.after) {
            Ok(found) => return Some(found),
            Err(useful) => seconds.extend(useful),
        }
    }
    search.undecided.take().or_else(|| search.on_from(seconds))
}

impl Search<'_> {
    /// Tries every single change of a claim: the first that turns the benefit, or those that remove an obstacle.
    fn try_all(&mut self, needs: &[Needs], (facts, history): (&Facts, &History), now: &Assessment) -> Result<Nearest, Vec<Changed>> {
        let mut useful = Vec::new();
        let against = obstacles(now, self.id);
        for Try { needs: one, facts, history } in tries::of(self.plan, facts, history, now, self.id) {
            if self.left == 0 {
                break;
            }
            self.left -= 1;
            let needs = [needs, &[one]].concat();
            let after = assess(self.plan, &facts, &history);
            match stands(&after, self.id) {
                Stands::Yes => return Ok(self.found(needs, &after, true)),
                Stands::Open if self.undecided.is_none() => self.undecided = Some(self.found(needs, &after, false)),
                Stands::Open => {}
                Stands::No => {
                    let left = obstacles(&after, self.id);
                    if against.iter().any(|obstacle| !left.contains(obstacle)) {
                        useful.push(Changed { needs, facts, history, after });
                    }
                }
            }
        }
        useful.sort_by_key(|changed| obstacles(&changed.after, self.id).len());
        Err(useful)
    }

    /// Removes one obstacle after the other, from where two changes together did not turn the benefit.
    fn on_from(&mut self, mut useful: Vec<Changed>) -> Option<Nearest> {
        useful.sort_by_key(|changed| obstacles(&changed.after, self.id).len());
        let mut at = useful.into_iter().next()?;
        while at.needs.len() < TOGETHER {
            match self.try_all(&at.needs, (&at.facts, &at.history), &at.after) {
                Ok(found) => return Some(found),
                Err(_) if self.undecided.is_some() => return self.undecided.take(),
                Err(useful) => at = useful.into_iter().next()?,
            }
        }
        None
    }

    fn found(&self, needs: Vec<Needs>, after: &Assessment, is_decided: bool) -> Nearest {
        let amount = after.benefit(self.id).map(|benefit| benefit.amount).filter(|_| is_decided);
        // Just over a threshold is no figure that anybody asks for; which disease of a list it would be, nobody can say.
        let is_figure = !needs.iter().any(|needs| matches!(needs, Needs::Over(..) | Needs::ListedDisease));
        let of_use = needs.iter().all(is_of_use) && after.total >= self.before.total;
        Nearest { benefit: self.id.clone(), needs, amount: amount.filter(|_| is_figure), of_use }
    }
}

/// What stands against a benefit: the checks that fail of it and of the whole claim, and the reason for which it comes to nothing.
fn obstacles<'a>(assessment: &'a Assessment, id: &BenefitId) -> Vec<(Option<&'a CheckId>, Option<&'a ReasonCode>)> {
    let own = |check: &&Check| check.state == CheckState::Fail && check.benefit.as_ref().is_none_or(|of| of == id);
    let checks = assessment.checks.iter().filter(own).map(|check| (Some(&check.check), None));
    let reason = assessment.benefit(id).and_then(|benefit| benefit.reason.as_ref());
    checks.chain(reason.map(|reason| (None, Some(reason)))).collect()
}
