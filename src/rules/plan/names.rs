//! The names in a plan's file, for the texts.

use crate::domain::ids::{BenefitId, ExclusionId, MaterialId, ReasonCode};
use crate::domain::names::{Figures, Names};
use crate::domain::people::{Bilingual, Lang};
use crate::rules::plan::{Benefit, PlanFile};

/// A plan's names in one language.
#[derive(Clone, Copy)]
pub struct PlanNames<'p> {
    plan: &'p PlanFile,
    lang: Lang,
}

impl PlanFile {
    /// Gives the plan's names in a language.
    pub const fn names(&self, lang: Lang) -> PlanNames<'_> {
        PlanNames { plan: self, lang }
    }
}

impl PlanNames<'_> {
    fn of<'s, T>(&'s self, found: Option<&'s T>, text: impl Fn(&'s T) -> &'s Bilingual, id: &'s str) -> &'s str {
        found.map_or(id, |found| text(found).get(self.lang))
    }

    fn condition_of(&self, id: &str) -> Option<&super::Condition> {
        self.plan.conditions.iter().find(|condition| condition.id == *id)
    }
}

impl Names for PlanNames<'_> {
    fn benefit<'s>(&'s self, id: &'s BenefitId) -> &'s str {
        self.of(self.plan.benefit(id), |benefit: &Benefit| &benefit.name, id.as_str())
    }

    fn benefit_short<'s>(&'s self, id: &'s BenefitId) -> &'s str {
        self.of(self.plan.benefit(id), |benefit: &Benefit| &benefit.short, id.as_str())
    }

    fn disease<'s>(&'s self, code: &'s str) -> &'s str {
        self.plan.diseases.iter().find(|disease| disease.code == code).map_or(code, |disease| match self.lang {
            Lang::Zh => &disease.name,
            Lang::En => &disease.en,
        })
    }

    fn reason<'s>(&'s self, code: &'s ReasonCode) -> &'s str {
        self.of(self.plan.reason(code), |reason| &reason.name, code.as_str())
    }

    fn exclusion<'s>(&'s self, id: &'s ExclusionId) -> &'s str {
        self.of(self.plan.exclusion(id), |exclusion| &exclusion.text, id.as_str())
    }

    fn finding<'s>(&'s self, id: &'s str) -> &'s str {
        self.of(self.plan.findings.iter().find(|finding| finding.id == id), |finding| &finding.name, id)
    }

    fn material<'s>(&'s self, id: &'s MaterialId) -> &'s str {
        self.of(self.plan.material(id), |material| &material.name, id.as_str())
    }

    fn condition<'s>(&'s self, id: &'s str) -> &'s str {
        self.of(self.condition_of(id), |condition| &condition.text, id)
    }

    fn condition_short<'s>(&'s self, id: &'s str) -> &'s str {
        self.of(self.condition_of(id), |condition| &condition.short, id)
    }

    fn figures(&self) -> Figures {
        self.plan.figures()
    }
}
