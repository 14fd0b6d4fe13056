//! What would turn the refusals of the open case: sought outside, off the keys and the drawing, each time that the case is another.
//!
//! Not here: the search (`explain::nearest`), its words. Invariant: what is told is of the case as it is shown; an answer that is of
//! another, or of the case before a change, is dropped.

use std::sync::Arc;

use crate::app::Desk;
use crate::app::effect::Effect;
use crate::domain::summary::CaseDetail;
use crate::explain::nearest::{self, Nearest};

/// How the search for the open case stands.
#[derive(Clone, Debug, Default)]
pub struct Turning {
    /// The case that it is of, as it is shown.
    of: Option<Arc<CaseDetail>>,
    /// Absent while it is sought.
    found: Option<Vec<Nearest>>,
}

impl Turning {
    /// What was found; nothing while it is sought.
    pub fn found(&self) -> Option<&[Nearest]> {
        if self.of.is_none() { Some(&[]) } else { self.found.as_deref() }
    }

    fn is_of(&self, detail: &Arc<CaseDetail>) -> bool {
        self.of.as_ref().is_some_and(|of| Arc::ptr_eq(of, detail))
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
        let sought = nearest::is_sought(&detail.case.facts, &detail.history, &detail.assessment);
        case.turning = Turning::default();
        if let Some(plan) = self.plans.by_hash(&detail.case.plan_hash).filter(|_| sought).cloned() {
            case.turning.of = Some(detail.clone());
            self.out.push(Effect::SeekTurning { plan, detail });
        }
    }

    pub(super) fn turning_found(&mut self, detail: &Arc<CaseDetail>, found: Result<Vec<Nearest>, String>) {
        let Some(case) = self.case.as_mut().filter(|case| case.turning.is_of(detail)) else { return };
        match found {
            Ok(found) => case.turning.found = Some(found),
            Err(why) => {
                case.turning = Turning::default();
                self.error(why);
            }
        }
    }
}
