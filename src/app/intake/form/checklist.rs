//! The checklist beside a form: which papers are asked for, and which came.
//!
//! Invariant: a paper that came stays marked when the plan asks for it no more, and is taken back only by its own mark.

use super::ClaimForm;
use crate::domain::assessment::Need;
use crate::domain::ids::MaterialId;

impl ClaimForm {
    /// The papers of the checklist, in the plan's order: what is asked for, why, and whether it came.
    pub fn papers(&self) -> Vec<(MaterialId, Option<Need>, String, bool)> {
        let asked = self.assessment.iter().flat_map(|assessment| &assessment.materials);
        let mut papers: Vec<_> = asked
            .filter(|paper| paper.need != Need::NotNeeded)
            .map(|paper| (paper.material.clone(), Some(paper.need), paper.because.to_string(), self.received.contains(&paper.material)))
            .collect();
        let besides = self.received.iter().filter(|id| papers.iter().all(|paper| paper.0 != **id)).cloned().collect::<Vec<_>>();
        papers.extend(besides.into_iter().map(|id| (id, None, String::new(), true)));
        papers
    }

    /// Marks the paper under the cursor as received, or takes the mark away, and goes to the next.
    pub fn toggle_paper(&mut self) -> bool {
        let papers = self.papers();
        let Some((id, .., came)) = papers.get(self.paper) else { return false };
        if *came {
            self.received.retain(|known| known != id);
        } else {
            self.received.push(id.clone());
        }
        self.paper = (self.paper + 1).min(self.papers().len().saturating_sub(1));
        true
    }

    pub fn step_paper(&mut self, by: isize) {
        self.paper = self.paper.saturating_add_signed(by).min(self.papers().len().saturating_sub(1));
    }

    /// Marks every paper that is needed as received; tells how many that were not yet.
    pub fn all_came(&mut self) -> usize {
        let needed = |need: &Option<Need>| matches!(need, Some(Need::Required | Need::Conditional));
        let missing: Vec<MaterialId> =
            self.papers().into_iter().filter(|paper| !paper.3 && needed(&paper.1)).map(|paper| paper.0).collect();
        if !missing.is_empty() {
            self.received.extend(missing.iter().cloned());
            self.marked = missing;
            return self.marked.len();
        }
        0
    }

    /// Takes back what the last such key marked; tells how many those were.
    pub fn not_all_came(&mut self) -> usize {
        let marked = std::mem::take(&mut self.marked);
        let before = self.received.len();
        self.received.retain(|id| !marked.contains(id));
        before - self.received.len()
    }

    pub fn has_marked(&self) -> bool {
        !self.marked.is_empty()
    }

    /// Takes the mark of the paper under the cursor away.
    pub fn clear_paper(&mut self) -> bool {
        let here = self.papers().into_iter().nth(self.paper).filter(|paper| paper.3);
        here.map(|paper| self.received.retain(|known| *known != paper.0)).is_some()
    }
}
