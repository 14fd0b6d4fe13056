//! The details of cases that are open, previewed or next: a few, kept while they are current.
//!
//! Invariant: a detail that the cache has newer is not given out; `forget` is told of every change.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::domain::draft::Draft;
use crate::domain::ids::CaseId;
use crate::domain::summary::CaseDetail;

/// The case before, the open one, the next, and where a cursor that goes up and down has just been.
const KEEP: usize = 16;

/// A case as it was loaded.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub detail: Arc<CaseDetail>,
    /// What this person has made of it and no decision has carried yet.
    pub draft: Draft,
    /// Another case names one of its receipts, by what the server said when the case was open here last.
    pub twin: bool,
}

#[derive(Debug, Default)]
pub struct Details {
    kept: VecDeque<Loaded>,
    asked: Vec<CaseId>,
    /// What became of drafts whose cases changed under them, until it is told in the case.
    merged: Vec<(CaseId, String)>,
}

impl Details {
    pub fn get(&self, case: &CaseId) -> Option<&Loaded> {
        self.kept.iter().find(|loaded| loaded.detail.summary.id == *case)
    }

    /// Notes that a case is to be loaded; false where that is already under way or done.
    pub fn ask(&mut self, case: &CaseId) -> bool {
        if self.asked.contains(case) || self.get(case).is_some() {
            return false;
        }
        self.asked.push(case.clone());
        true
    }

    /// Something is being loaded.
    pub fn is_busy(&self) -> bool {
        !self.asked.is_empty()
    }

    pub fn answered(&mut self, case: &CaseId) {
        self.asked.retain(|asked| asked != case);
    }

    pub fn put(&mut self, detail: Arc<CaseDetail>, draft: Draft) {
        self.forget(&detail.summary.id);
        self.kept.push_back(Loaded { detail, draft, twin: false });
        if self.kept.len() > KEEP {
            self.kept.pop_front();
        }
    }

    pub fn set_draft(&mut self, case: &CaseId, draft: &Draft) {
        if let Some(loaded) = self.kept.iter_mut().find(|loaded| loaded.detail.summary.id == *case) {
            loaded.draft.clone_from(draft);
        }
    }

    pub fn forget(&mut self, case: &CaseId) {
        self.kept.retain(|loaded| loaded.detail.summary.id != *case);
    }

    pub(super) fn note_merged(&mut self, case: &CaseId, said: String) {
        self.merged.retain(|(of, _)| of != case);
        self.merged.push((case.clone(), said));
    }

    pub(super) fn take_merged(&mut self, case: &CaseId) -> Option<String> {
        let at = self.merged.iter().position(|(of, _)| of == case)?;
        Some(self.merged.remove(at).1)
    }

    pub fn clear(&mut self) {
        *self = Details::default();
    }
}
