//! The papers of a case as the checklist shows them, and this person's verdicts on them.
//!
//! Verdicts are a draft until a decision carries them: the outbox file keeps it, and nobody else sees it.
//! Not here: what a paper must show (the plan says it).

use crate::domain::assessment::{Need, RequiredMaterial};
use crate::domain::ids::{MaterialId, ReasonCode};
use crate::domain::material::{MaterialVerdict, Verdict};
use crate::domain::reason::ReasonClass;
use crate::domain::summary::CaseDetail;
use crate::domain::time::Date;
use crate::rules::plan::{Plan, Reason};

/// One line of the checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    pub material: MaterialId,
    /// How the plan asks for it; absent for a paper that came although it doesn't.
    pub asked: Option<RequiredMaterial>,
    pub received: Option<Date>,
    pub pages: u32,
    pub verdict: Option<Verdict>,
    /// The verdict is this person's draft.
    pub drafted: bool,
}

/// How a paper stands, in the words of the checklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperState {
    Accepted,
    Waiting,
    Defective,
    Missing,
    /// Needed or not, by facts that nobody stated yet.
    Open,
    NotNeeded,
}

impl Paper {
    /// How much it is needed; absent for a paper that came although the plan doesn't ask for it.
    pub fn need(&self) -> Option<Need> {
        self.asked.as_ref().map(|asked| asked.need)
    }

    /// The condition that made it necessary.
    pub fn because(&self) -> &str {
        self.asked.as_ref().map_or("", |asked| asked.because.as_str())
    }

    pub fn state(&self) -> PaperState {
        match (&self.verdict, self.received, self.need()) {
            (Some(Verdict::Accepted), ..) => PaperState::Accepted,
            (Some(Verdict::Defective { .. }), ..) => PaperState::Defective,
            (None, Some(_), _) => PaperState::Waiting,
            (None, None, Some(Need::Required | Need::Conditional)) => PaperState::Missing,
            (None, None, Some(Need::Open)) => PaperState::Open,
            (None, None, _) => PaperState::NotNeeded,
        }
    }

    /// It is there or should be.
    pub fn is_needed(&self) -> bool {
        !matches!(self.state(), PaperState::NotNeeded | PaperState::Open)
    }

    /// Somebody has yet to look at it.
    pub fn is_todo(&self) -> bool {
        self.state() == PaperState::Waiting
    }
}

/// Lists the papers: those that the plan asks for in its order, then what came besides, then what is not needed.
pub fn papers(detail: &CaseDetail, draft: &[MaterialVerdict]) -> Vec<Paper> {
    let case = &detail.case;
    let asked = detail.assessment.materials.iter().map(|asked| (&asked.material, Some(asked)));
    let besides = case.materials.iter().filter(|m| detail.assessment.materials.iter().all(|asked| asked.material != m.material));
    let mut papers: Vec<Paper> = asked
        .chain(besides.map(|m| (&m.material, None)))
        .map(|(id, asked)| {
            let has = case.materials.iter().find(|m| m.material == *id);
            let drafted = draft.iter().find(|given| given.material == *id);
            Paper {
                material: id.clone(),
                asked: asked.cloned(),
                received: has.and_then(|m| m.received),
                pages: has.map_or(0, |m| m.pages),
                verdict: drafted.map_or_else(|| has.and_then(|m| m.verdict.clone()), |given| given.verdict.clone()),
                drafted: drafted.is_some(),
            }
        })
        .collect();
    papers.sort_by_key(|paper| paper.state() == PaperState::NotNeeded);
    papers
}

/// Lays a verdict into the draft; one that says what the server already has is taken out.
pub fn draft_verdict(detail: &CaseDetail, draft: &mut Vec<MaterialVerdict>, material: &MaterialId, verdict: Option<Verdict>) {
    draft.retain(|given| given.material != *material);
    let known = detail.case.materials.iter().find(|m| m.material == *material).and_then(|m| m.verdict.clone());
    if known != verdict {
        draft.push(MaterialVerdict { material: material.clone(), verdict });
    }
}

/// The reasons for which a paper can be sent back.
pub fn defect_reasons(plan: &Plan) -> impl Iterator<Item = &Reason> {
    plan.reasons.iter().filter(|reason| reason.class == ReasonClass::Return)
}

/// What is asked while a defect's reason is chosen: `x` and then its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picking {
    pub material: MaterialId,
    pub reasons: Vec<ReasonCode>,
    /// Which nine of them are numbered now.
    pub page: usize,
}

impl Picking {
    /// Reasons that have a number at once.
    pub const NUMBERED: usize = 9;

    pub fn shown(&self) -> &[ReasonCode] {
        let from = (self.page * Self::NUMBERED).min(self.reasons.len());
        &self.reasons[from..(from + Self::NUMBERED).min(self.reasons.len())]
    }

    pub fn turn(&mut self) {
        self.page = if (self.page + 1) * Self::NUMBERED < self.reasons.len() { self.page + 1 } else { 0 };
    }
}
