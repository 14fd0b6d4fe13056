//! What differs between two assessments of one claim: amounts, papers, checks.
//!
//! Not here: how it is drawn (`ui`, `cli`). Invariant: what is the same in both is not in it.

use crate::domain::assessment::{Assessment, Check, CheckState, Need, RequiredMaterial};
use crate::domain::ids::{BenefitId, CheckId, MaterialId};
use crate::domain::money::Money;

/// What changed facts change of what is paid, asked for and checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// What approving pays, before and with them.
    pub total: (Money, Money),
    /// Each benefit whose amount is another, before and with them.
    pub benefits: Vec<(BenefitId, Money, Money)>,
    /// Papers that are needed now, with the condition that made it so.
    pub added: Vec<RequiredMaterial>,
    /// Papers that are no longer needed, each with why.
    pub gone: Vec<GonePaper>,
    /// Each check that stands otherwise, by the worst of its findings.
    pub checks: Vec<CheckChange>,
}

/// A paper that is no longer needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GonePaper {
    pub material: MaterialId,
    /// The condition that frees from it; where none does, the one that made it needed and holds no longer.
    pub because: String,
    /// A condition frees from it.
    pub freed: bool,
}

/// A check that stands otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckChange {
    pub check: CheckId,
    /// Absent where it is about the whole claim.
    pub benefit: Option<BenefitId>,
    /// Absent where it was not made.
    pub before: Option<CheckState>,
    /// Absent where it is not made any more.
    pub after: Option<CheckState>,
}

impl Difference {
    pub fn between(before: &Assessment, after: &Assessment) -> Self {
        let amount = |of: &Assessment, id: &BenefitId| of.benefit(id).map_or(Money::ZERO, |benefit| benefit.amount);
        let mut ids: Vec<&BenefitId> = after.benefits.iter().map(|benefit| &benefit.benefit).collect();
        ids.extend(before.benefits.iter().map(|benefit| &benefit.benefit).filter(|id| after.benefit(id).is_none()));
        let benefits = ids.into_iter().map(|id| (id.clone(), amount(before, id), amount(after, id)));
        let needed = |of: &Assessment, id: &MaterialId| of.materials.iter().any(|paper| paper.material == *id && is_needed(paper));
        Difference {
            total: (before.total, after.total),
            benefits: benefits.filter(|(_, before, after)| before != after).collect(),
            added: after.materials.iter().filter(|paper| is_needed(paper) && !needed(before, &paper.material)).cloned().collect(),
            gone: before
                .materials
                .iter()
                .filter(|paper| is_needed(paper) && !needed(after, &paper.material))
                .map(|paper| gone(paper, after))
                .collect(),
            checks: checks(before, after),
        }
    }

    /// Nothing is paid otherwise and no other paper is asked for.
    pub fn is_nothing(&self) -> bool {
        self.benefits.is_empty() && self.added.is_empty() && self.gone.is_empty()
    }
}

fn gone(paper: &RequiredMaterial, after: &Assessment) -> GonePaper {
    let frees = |now: &&RequiredMaterial| now.material == paper.material && now.need == Need::NotNeeded;
    let freed = after.materials.iter().find(frees);
    GonePaper { material: paper.material.clone(), because: freed.unwrap_or(paper).because.to_string(), freed: freed.is_some() }
}

const fn is_needed(paper: &RequiredMaterial) -> bool {
    matches!(paper.need, Need::Required | Need::Conditional)
}

fn checks(before: &Assessment, after: &Assessment) -> Vec<CheckChange> {
    let mut kinds: Vec<(&CheckId, Option<&BenefitId>)> = Vec::new();
    for check in after.checks.iter().chain(&before.checks) {
        let kind = (&check.check, check.benefit.as_ref());
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let worst = |of: &Assessment, (id, benefit): (&CheckId, Option<&BenefitId>)| {
        let same = |check: &&Check| check.check == *id && check.benefit.as_ref() == benefit;
        of.checks.iter().filter(same).map(|check| check.state).min()
    };
    let change = |kind: (&CheckId, Option<&BenefitId>)| CheckChange {
        check: kind.0.clone(),
        benefit: kind.1.cloned(),
        before: worst(before, kind),
        after: worst(after, kind),
    };
    kinds.into_iter().map(change).filter(|change| change.before != change.after).collect()
}
