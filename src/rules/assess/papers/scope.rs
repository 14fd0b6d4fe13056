//! What a reviewer's word on the facts of papers covers: those that were open when he gave it.
//!
//! Not here: which papers hang on them. Invariant: a fact that comes up after the word, or that is stated then, is not covered by it.

use super::PAPER_FACTS;
use crate::domain::assessment::Need;
use crate::domain::facts::{Answer, Facts, History};
use crate::rules::assess::assess;
use crate::rules::assess::claim::Claim;
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

/// Gives facts that were changed with what each reviewer's word on the facts of papers covers: one that stood in `seen` covers what was
/// open there, a new one what it says of that or what is open now.
pub fn scoped(plan: &Plan, seen: &Facts, mut facts: Facts, history: &History) -> Facts {
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

/// The facts on which papers hang and that nobody stated, whatever was answered.
fn open(plan: &Plan, facts: &Facts, history: &History) -> Vec<String> {
    let mut unanswered = facts.clone();
    unanswered.answers.retain(|answer| answer.check != PAPER_FACTS);
    let assessment = assess(plan, &unanswered, history);
    let mut open: Vec<String> =
        assessment.materials.into_iter().filter(|paper| paper.need == Need::Open).flat_map(|paper| paper.open).collect();
    open.sort_unstable();
    open.dedup();
    open
}
