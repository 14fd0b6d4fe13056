//! Verdicts on papers, drafted: one by one, all the rest by one key, a defect with its reason.
//!
//! Not here: how papers are listed (`materials`), sending (`deciding`). Invariant: a paper that has not come is never accepted.

use crate::app::Desk;
use crate::app::Screen;
use crate::app::case::{Load, Tab};
use crate::app::materials::{Paper, Picking, defect_reasons, draft_verdict};
use crate::domain::material::Verdict;
use crate::text::desk as words;

impl Desk {
    /// Lays a verdict on the paper under the cursor, keeps the draft, and goes to the next paper without one.
    pub(super) fn judge_paper(&mut self, verdict: Option<Verdict>) {
        if let Some(why) = self.why_not_judge() {
            return self.warn(why);
        }
        let lang = self.lang;
        let Some(case) = &mut self.case else { return };
        let Load::Here(detail) = &case.load else { return };
        let papers = case.papers();
        let material = case.picking.take().map(|picking| picking.material);
        // A paper that has gone while its reason was chosen gets none, and no other paper gets it.
        let paper = match &material {
            Some(material) => papers.iter().find(|paper| paper.material == *material),
            None => papers.get(case.cursor()),
        };
        let Some(paper) = paper else { return };
        if verdict == Some(Verdict::Accepted) && paper.received.is_none() {
            return self.warn(words::not_received(lang));
        }
        let detail = detail.clone();
        draft_verdict(&detail, &mut case.draft.verdicts, &paper.material, verdict.clone());
        if verdict.is_some() && !case.seek(true) {
            let down = case.cursor() + 1;
            case.set_cursor(down);
        }
        let draft = case.draft.clone();
        self.put_draft(draft);
    }

    /// Accepts every paper that came and that nobody has looked at; one key takes them all back.
    pub(super) fn accept_rest(&mut self) {
        if let Some(why) = self.why_not_judge() {
            return self.warn(why);
        }
        let lang = self.lang;
        let Some(case) = &mut self.case else { return };
        let Load::Here(detail) = &case.load else { return };
        let detail = detail.clone();
        let rest: Vec<_> = case.papers().into_iter().filter(Paper::is_todo).map(|paper| paper.material).collect();
        if rest.is_empty() {
            return self.warn(words::no_paper_waits(lang));
        }
        for material in &rest {
            draft_verdict(&detail, &mut case.draft.verdicts, material, Some(Verdict::Accepted));
        }
        let count = rest.len();
        case.rest = rest;
        let draft = case.draft.clone();
        self.put_draft(draft);
        self.ok(words::rest_accepted(lang, count));
    }

    /// Whether the key that undoes means the papers that one key accepted.
    pub(super) fn may_undo_rest(&self) -> bool {
        self.screen == Screen::Case && self.case.as_ref().is_some_and(|case| case.tab == Tab::Materials && !case.rest.is_empty())
    }

    /// Takes back what one key accepted; tells whether there was anything.
    pub(super) fn undo_rest(&mut self) -> bool {
        if !self.may_undo_rest() {
            return false;
        }
        let lang = self.lang;
        let Some(case) = &mut self.case else { return false };
        let rest = std::mem::take(&mut case.rest);
        let mut draft = case.draft.clone();
        draft.verdicts.retain(|given| !rest.contains(&given.material) || given.verdict != Some(Verdict::Accepted));
        self.put_draft(draft);
        self.ok(words::rest_taken_back(lang, rest.len()));
        true
    }

    pub(super) fn pick_reason(&mut self) {
        if let Some(why) = self.why_not_judge() {
            return self.warn(why);
        }
        let lang = self.lang;
        let Some(case) = &self.case else { return };
        let (Some(detail), Some(paper)) = (case.detail(), case.papers().into_iter().nth(case.cursor())) else { return };
        let Some(plan) = self.plan_of(detail) else { return self.warn(words::no_plan(lang)) };
        let reasons: Vec<_> = defect_reasons(&plan).map(|reason| reason.code.clone()).collect();
        if let Some(case) = &mut self.case {
            case.picking = Some(Picking { material: paper.material, reasons, page: 0 });
        }
    }
}
