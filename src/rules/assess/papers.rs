//! The papers that a claim needs, each with its reason.
//!
//! Invariant: a reviewer's word that none of the open facts is so takes away no paper that hangs on a fact that came up after it, nor one
//! that is needed because none of them is so; of papers that are one, what makes it needed most and what each must show is kept.

mod holds;

use crate::domain::assessment::{CheckState, Deadline, DeadlineKind, Finding, Need, RequiredMaterial, SamePaper};
use crate::domain::calendar::working_days_after;
use crate::domain::facts::{AccidentKind, Cause};
use crate::domain::ids::{BenefitId, ConditionId};
use crate::rules::assess::checks::{Checks, LISTED, missing};
use crate::rules::assess::claim::Claim;
use crate::rules::assess::scope::{self, Covered};
use crate::rules::plan::{Condition, MaterialRule};

use holds::Holds;

/// The check that asks for the facts on which papers hang.
pub const PAPER_FACTS: &str = "paper-facts";

/// Lists the days by which the office must have done its part.
pub fn processing(claim: Claim<'_>) -> Vec<Deadline> {
    let rule = &claim.plan.filing;
    let mut deadlines = Vec::new();
    if let (Some(days), Some(clause)) = (rule.first_review_working_days, &rule.first_review_clause) {
        let day = working_days_after(claim.facts.filed, days);
        let review = Deadline::on(DeadlineKind::FirstReview, Some(day.date), clause.clone());
        deadlines.push(Deadline { provisional: day.provisional, ..review });
    }
    // Payment is counted from the approval, which has no day yet.
    let payment = Deadline::on(DeadlineKind::Payment, None, rule.payment_clause.clone());
    deadlines.push(Deadline { working_days: rule.payment_working_days, ..payment });
    deadlines
}

/// Several benefits have some of their days in common; each is told once, with all whose day it is.
pub fn add_deadlines(deadlines: &mut Vec<Deadline>, more: impl IntoIterator<Item = Deadline>) {
    for deadline in more {
        let is_same = |known: &&mut Deadline| {
            Deadline { benefits: Vec::new(), ..(*known).clone() } == Deadline { benefits: Vec::new(), ..deadline.clone() }
        };
        match deadlines.iter_mut().find(is_same) {
            Some(known) => known.benefits.extend(deadline.benefits),
            None => deadlines.push(deadline),
        }
    }
}

/// A day that is that of every benefit claimed needs no names.
pub fn without_all(claim: Claim<'_>, mut deadlines: Vec<Deadline>) -> Vec<Deadline> {
    deadlines.iter_mut().filter(|deadline| is_of_all(claim, &deadline.benefits)).for_each(|deadline| deadline.benefits.clear());
    deadlines
}

fn is_of_all(claim: Claim<'_>, benefits: &[BenefitId]) -> bool {
    claim.plan.benefits.iter().filter(|benefit| claim.claims(&benefit.id)).all(|benefit| benefits.contains(&benefit.id))
}

/// Lists the papers of the checklist that concern the claim; of those that hang on what nobody stated the facts are asked for.
pub fn materials(claim: Claim<'_>, checks: &mut Checks<'_>) -> Vec<RequiredMaterial> {
    if claim.plan.benefits.iter().any(|benefit| !benefit.names_papers() && claim.claims(&benefit.id)) {
        checks.add("materials-not-specified", None, CheckState::Attested, Finding::default());
    }
    if !claim.traced {
        return Vec::new();
    }
    let open = |papers: &[RequiredMaterial]| {
        let mut unsaid: Vec<String> = papers.iter().flat_map(|paper| &paper.open).cloned().collect();
        unsaid.sort_unstable();
        unsaid.dedup();
        unsaid.truncate(LISTED);
        unsaid
    };
    let mut papers = listed(claim, None);
    let all = open(&papers);
    if let Some(covered) = scope::covered(claim).filter(|_| !all.is_empty()) {
        papers = listed(claim, Some(&covered));
    }
    match open(&papers) {
        _ if all.is_empty() => {}
        open if open.is_empty() || claim.answer(PAPER_FACTS) != Some(true) => {
            checks.add(PAPER_FACTS, None, CheckState::Unknown, missing(all));
        }
        open => checks.ask_anew(PAPER_FACTS, missing(open)),
    }
    papers.iter_mut().filter(|paper| is_of_all(claim, &paper.benefits)).for_each(|paper| paper.benefits.clear());
    papers
}

/// Lists the papers, each once, as far as the facts say and a reviewer's word that none of those that nobody stated is so.
fn listed(claim: Claim<'_>, word: Option<&Covered<'_>>) -> Vec<RequiredMaterial> {
    let holding: Vec<(&Condition, Holds)> =
        claim.plan.conditions.iter().map(|condition| (condition, Holds::of(claim, condition, word))).collect();
    let mut papers: Vec<RequiredMaterial> = Vec::new();
    for rule in &claim.plan.materials {
        let Some(paper) = needed(claim, &holding, rule) else { continue };
        let same =
            rule.same_as.as_ref().and_then(|id| papers.iter_mut().find(|known| known.material == *id && known.need != Need::NotNeeded));
        match same {
            Some(same) => merge(same, paper),
            None => papers.push(paper),
        }
    }
    papers
}

/// Makes one of two papers that are the same: the stronger need with its reason, what either hangs on, the benefits of both.
fn merge(known: &mut RequiredMaterial, other: RequiredMaterial) {
    if other.need == Need::NotNeeded {
        return;
    }
    let mut same = SamePaper { material: other.material, because: other.because };
    if other.need < known.need {
        (known.need, known.clause) = (other.need, other.clause);
        std::mem::swap(&mut known.because, &mut same.because);
    }
    known.same.push(same);
    known.benefits.extend(other.benefits);
    known.open.extend(other.open);
    if known.need != Need::Open {
        // It is needed, whatever the others hang on.
        known.open.clear();
    }
}

/// Whether a paper is needed, as far as the facts say.
fn needed(claim: Claim<'_>, holding: &[(&Condition, Holds)], rule: &MaterialRule) -> Option<RequiredMaterial> {
    let of = |ids: &[ConditionId]| -> Vec<(&Condition, &Holds)> {
        let found = ids.iter().filter_map(|id| holding.iter().find(|(condition, _)| condition.id == *id));
        found.map(|(condition, holds)| (*condition, holds)).collect()
    };
    let required = of(&rule.required);
    let yes = |among: &[(&Condition, &Holds)]| {
        among.iter().find(|(_, holds)| matches!(holds, Holds::Yes)).map(|(condition, _)| condition.id.clone())
    };
    let made = |need, because: &ConditionId| RequiredMaterial {
        material: rule.id.clone(),
        need,
        because: because.as_str().into(),
        clause: rule.clause.clone(),
        same: Vec::new(),
        open: Vec::new(),
        benefits: Vec::new(),
    };
    let whose = |among: &[(&Condition, &Holds)]| {
        let mut benefits: Vec<BenefitId> = Vec::new();
        for (condition, _) in among.iter().filter(|(_, holds)| !matches!(holds, Holds::No)) {
            benefits.extend(holds::whose(claim, condition));
        }
        benefits
    };
    let open = open(claim, &required);
    let needed = yes(&required);
    // What frees from it does so whatever it hangs on: nobody has to say that first.
    if let Some(freed) = yes(&of(&rule.unless)).filter(|_| needed.is_some() || open.is_some()) {
        return Some(made(Need::NotNeeded, &freed));
    }
    if let Some(because) = needed {
        let own_list = because == *"always" || required.iter().any(|(condition, _)| condition.id == because && condition.own_list);
        let need = if own_list { Need::Required } else { Need::Conditional };
        return Some(RequiredMaterial { benefits: whose(&required), ..made(need, &because) });
    }
    if let Some((because, open)) = open {
        return Some(RequiredMaterial { open, benefits: whose(&required), ..made(Need::Open, because) });
    }
    let optional = of(&rule.optional);
    yes(&optional).map(|because| RequiredMaterial { benefits: whose(&optional), ..made(Need::Optional, &because) })
}

/// What nobody stated and any of some conditions hangs on, with the condition to be told: one that the reviewer's word leaves open, if any.
fn open<'c>(claim: Claim<'_>, among: &[(&'c Condition, &Holds)]) -> Option<(&'c ConditionId, Vec<String>)> {
    let hang = |(condition, holds): &(&'c Condition, &Holds)| match holds {
        Holds::Open(paths) => Some((&condition.id, paths.clone())),
        Holds::Yes | Holds::No => None,
    };
    let hanging: Vec<(&ConditionId, Vec<String>)> = among.iter().filter_map(hang).collect();
    let first = hanging.first()?;
    let covered = scope::covered(claim);
    let is_left = |paths: &[String]| covered.as_ref().is_none_or(|covered| paths.iter().any(|path| !covered.has(path)));
    let because = hanging.iter().find(|(_, paths)| is_left(paths)).unwrap_or(first).0;
    let mut all: Vec<String> = Vec::new();
    for path in hanging.into_iter().flat_map(|(_, paths)| paths) {
        if !all.contains(&path) {
            all.push(path);
        }
    }
    Some((because, all))
}

/// Whether the accident is one of traffic, by its kind or by what a stay was for: a work injury may be one.
pub fn is_traffic(claim: Claim<'_>) -> bool {
    let kind = claim.facts.accident.as_ref().and_then(|accident| accident.kind);
    kind == Some(AccidentKind::Traffic) || claim.facts.stays.iter().any(|stay| stay.cause() == Cause::TrafficAccident)
}
