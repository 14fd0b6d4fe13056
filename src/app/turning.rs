//! What would turn the refusals of the open case: sought outside, off the keys and the drawing, each time that the case is another.
//!
//! Not here: the search (`explain::nearest`), its words. Invariants: what is told is of the case as it is shown; an answer that is of
//! another, or of the case before a change, is dropped; one search is under way at most, and after it the newest case alone is sought for.

use std::sync::Arc;

use crate::app::Desk;
use crate::app::effect::Effect;
use crate::domain::summary::CaseDetail;
use crate::explain::nearest::{self, Nearest};

/// How the search for the open case stands, with the case that it is of as it is shown.
#[derive(Clone, Debug, Default)]
pub enum Turning {
    /// There is nothing to seek.
    #[default]
    None,
    Sought(Arc<CaseDetail>),
    Found(Arc<CaseDetail>, Vec<Nearest>),
    /// Why it could not be sought: nobody knows whether anything would change the case.
    Failed(Arc<CaseDetail>, String),
}

impl Turning {
    fn is_of(&self, detail: &Arc<CaseDetail>) -> bool {
        match self {
            Turning::None => false,
            Turning::Sought(of) | Turning::Found(of, _) | Turning::Failed(of, _) => Arc::ptr_eq(of, detail),
        }
    }
}

impl Desk {
    /// Asks for what would turn the refusals of the open case, where it has any and was not asked about as it is.
    pub(super) fn seek_turning(&mut self) {
        let Some(case) = &mut self.case else { return };
        let Some(detail) = case.detail().cloned() else { return };
        if case.turning.is_of(&detail) {
            return;
        }
        let has_plan = self.plans.by_hash(&detail.case.plan_hash).is_some();
        let sought = has_plan && nearest::is_sought(&detail.case.facts, &detail.history, &detail.assessment);
        case.turning = if sought { Turning::Sought(detail) } else { Turning::None };
        self.ask_turning();
    }

    /// Asks what is wanted now, unless a search is under way: its answer asks again.
    fn ask_turning(&mut self) {
        if self.seeking.is_some() {
            return;
        }
        let Some(Turning::Sought(detail)) = self.case.as_ref().map(|case| &case.turning) else { return };
        let Some(plan) = self.plans.by_hash(&detail.case.plan_hash).cloned() else { return };
        self.seeking = Some(detail.clone());
        self.out.push(Effect::SeekTurning { plan, detail: detail.clone() });
    }

    pub(super) fn turning_found(&mut self, detail: &Arc<CaseDetail>, found: Result<Vec<Nearest>, String>) {
        self.seeking.take_if(|under_way| Arc::ptr_eq(under_way, detail));
        if let Some(case) = self.case.as_mut().filter(|case| case.turning.is_of(detail)) {
            case.turning = match found {
                Ok(found) => Turning::Found(detail.clone(), found),
                Err(why) => Turning::Failed(detail.clone(), why),
            };
        }
        self.ask_turning();
    }
}
