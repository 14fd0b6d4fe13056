//! What a reviewer's word covers once facts change: what he was asked when he gave it, and nothing that comes up later.
//!
//! Not here: which papers hang on open facts, what an answer does. Invariants: a fact of a paper that comes up after the word, or that is
//! stated then, is not covered by it; an answer to a check stands as long as nothing is asked there that was not asked before.

use crate::domain::amendment::{AmendFault, Amendment, answered, overlay};
use crate::domain::assessment::{Check, Finding, Need};
use crate::domain::facts::{Answer, Facts, History};
use crate::domain::ids::{BenefitId, CheckId};
use crate::rules::assess::assess;
use crate::rules::assess::claim::Claim;
use crate::rules::assess::papers::PAPER_FACTS;
use crate::rules::plan::Plan;

/// The facts that the word covers.
pub enum Covered<'a> {
    /// A claim document says it of the facts as they stand beside it.
    All,
    These(&'a [String]),
}

impl Covered<'_> {
    pub fn has(&self, path: &String) -> bool {
        match self {
            Covered::All => true,
            Covered::These(paths) => paths.contains(path),
        }
    }
}

/// Gives what the reviewer's word covers that none of the open facts is so; nothing where he gave none.
pub fn covered(claim: Claim<'_>) -> Option<Covered<'_>> {
    let answer = claim.facts.answers.iter().rev().find(|answer| answer.check == PAPER_FACTS).filter(|answer| answer.holds)?;
    Some(answer.covers.as_ref().map_or(Covered::All, |paths| Covered::These(paths)))
}

fn says_none(answer: &Answer) -> bool {
    answer.check == PAPER_FACTS && answer.holds
}

/// Lays amendments over the facts that their author saw, with what each reviewer's word still covers, and tells what can't be made, by its
/// place in the list. A word of before words said what they cover says it first: by its places, which an entry that goes moves.
pub fn amended(plan: &Plan, seen: &Facts, amendments: &[Amendment], history: &History) -> (Facts, Vec<(usize, AmendFault)>) {
    let mut told = seen.clone();
    let unsaid = |answer: &&mut Answer| says_none(answer) && answer.covers.is_none();
    told.answers.iter_mut().filter(unsaid).for_each(|answer| answer.covers = Some(open(plan, seen, history)));
    let (facts, faults) = overlay(&told, amendments);
    if facts == told {
        return (seen.clone(), faults);
    }
    (scoped(plan, &told, facts, &answered(amendments), history), faults)
}

/// Gives facts that were changed with what each reviewer's word still covers. A word on the facts of papers that stood in `seen` covers
/// what was open there, a new one what it says of that or what is open now. Any other answer that stood and was not `said` again falls
/// where its check now asks what it did not: a stay that was added is not settled by what was said of another one.
pub fn scoped(plan: &Plan, seen: &Facts, facts: Facts, said: &[&CheckId], history: &History) -> Facts {
    if facts.answers.is_empty() || facts == *seen {
        return facts;
    }
    let mut facts = answers_that_stand(plan, seen, facts, said, history);
    if !facts.answers.iter().any(says_none) {
        return facts;
    }
    let (before, now) = (open(plan, seen, history), open(plan, &facts, history));
    for answer in facts.answers.iter_mut().filter(|answer| says_none(answer)) {
        let stood = seen.answers.contains(answer);
        match &mut answer.covers {
            Some(covers) => covers.retain(|path| [&before, &now].iter().any(|open| open.contains(path))),
            covers => *covers = Some(if stood { before.clone() } else { now.clone() }),
        }
    }
    facts
}

/// Takes out the answers whose checks ask something new.
fn answers_that_stand(plan: &Plan, seen: &Facts, mut facts: Facts, said: &[&CheckId], history: &History) -> Facts {
    let stood = |answer: &&Answer| answer.check != PAPER_FACTS && !said.contains(&&answer.check) && seen.answers.contains(answer);
    let falls: Vec<CheckId> = facts
        .answers
        .iter()
        .filter(stood)
        .filter(|answer| {
            let before = asked(plan, seen, &answer.check, history);
            asked(plan, &facts, &answer.check, history).iter().any(|question| !before.contains(question))
        })
        .map(|answer| answer.check.clone())
        .collect();
    facts.answers.retain(|answer| !falls.contains(&answer.check));
    facts
}

/// What a check asks, and of which benefit, where nobody answered it.
fn asked(plan: &Plan, facts: &Facts, check: &CheckId, history: &History) -> Vec<(Option<BenefitId>, Finding)> {
    let asks = |one: &Check| one.check == *check && one.state.asks();
    let checks = assess(plan, &unanswered(facts, check), history).checks;
    checks.into_iter().filter(asks).map(|one| (one.benefit, one.finding)).collect()
}

fn unanswered(facts: &Facts, check: &CheckId) -> Facts {
    let mut unanswered = facts.clone();
    unanswered.answers.retain(|answer| answer.check != *check);
    unanswered
}

/// The facts on which papers hang and that nobody stated, whatever was answered.
fn open(plan: &Plan, facts: &Facts, history: &History) -> Vec<String> {
    let assessment = assess(plan, &unanswered(facts, &CheckId::from(PAPER_FACTS)), history);
    let mut open: Vec<String> =
        assessment.materials.into_iter().filter(|paper| paper.need == Need::Open).flat_map(|paper| paper.open).collect();
    open.sort_unstable();
    open.dedup();
    open
}
