//! An open case: its tabs, the place in each, and what is under way in it.
//!
//! Not here: deciding (`decide`), the papers' own rules (`materials`).
//! Invariant: a case that is still being loaded shows what the queue's row knows, and says that the rest is coming.

use std::sync::Arc;

use crate::app::action::Action;
use crate::app::materials::{Paper, Picking, papers};
use crate::app::message::Personal;
use crate::domain::assessment::CheckState;
use crate::domain::draft::Draft;
use crate::domain::ids::CaseId;
use crate::domain::summary::{CaseDetail, CaseSummary};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    #[default]
    Summary,
    Materials,
    Payout,
    Checks,
    Timeline,
}

impl Tab {
    pub const ALL: [Tab; 5] = [Tab::Summary, Tab::Materials, Tab::Payout, Tab::Checks, Tab::Timeline];

    pub fn index(self) -> usize {
        Tab::ALL.iter().position(|tab| *tab == self).unwrap_or(0)
    }
}

/// How far the loading of a case has come.
#[derive(Clone, Debug)]
pub enum Load {
    Coming,
    Here(Arc<CaseDetail>),
    /// Neither cache nor server has it.
    Gone,
    Failed(String),
}

pub struct CaseView {
    pub id: CaseId,
    /// What the queue's row said.
    pub row: Option<CaseSummary>,
    pub load: Load,
    pub tab: Tab,
    cursors: [usize; 5],
    pub draft: Draft,
    pub picking: Option<Picking>,
    /// Passed checks are listed too.
    pub expanded: bool,
}

impl CaseView {
    pub fn new(id: CaseId, row: Option<CaseSummary>) -> Self {
        CaseView { id, row, load: Load::Coming, tab: Tab::Summary, cursors: [0; 5], draft: Draft::default(), picking: None, expanded: false }
    }

    pub fn detail(&self) -> Option<&Arc<CaseDetail>> {
        match &self.load {
            Load::Here(detail) => Some(detail),
            _ => None,
        }
    }

    /// The newest summary that is known.
    pub fn summary(&self) -> Option<&CaseSummary> {
        self.detail().map(|detail| &detail.summary).or(self.row.as_ref())
    }

    pub fn papers(&self) -> Vec<Paper> {
        self.detail().map(|detail| papers(detail, &self.draft.verdicts)).unwrap_or_default()
    }

    /// The cursor in the open tab.
    pub fn cursor(&self) -> usize {
        self.cursors[self.tab.index()]
    }

    pub fn set_cursor(&mut self, to: usize) {
        self.cursors[self.tab.index()] = to.min(self.lines().saturating_sub(1));
    }

    /// How many lines of the open tab the cursor can stand on.
    pub fn lines(&self) -> usize {
        let Some(detail) = self.detail() else { return 0 };
        match self.tab {
            Tab::Summary => self.personal().len(),
            Tab::Materials => self.papers().len(),
            Tab::Payout => detail.assessment.benefits.iter().map(|benefit| benefit.steps.len()).sum(),
            Tab::Checks => self.shown_checks().len(),
            Tab::Timeline => detail.case.timeline.len(),
        }
    }

    /// The masked fields that the case has, in the order in which they are shown.
    pub fn personal(&self) -> Vec<Personal> {
        let Some(detail) = self.detail() else { return Vec::new() };
        let facts = &detail.case.facts;
        let payee = facts.payee.as_ref();
        let has = [
            (Personal::Name, true),
            (Personal::IdNumber, facts.member.id_number.is_some()),
            (Personal::Birth, facts.member.birth.is_some()),
            (Personal::Phone, facts.member.phone.is_some()),
            (Personal::SocialSecurityCard, facts.member.social_security_card.is_some()),
            (Personal::PayeeName, payee.is_some()),
            (Personal::PayeeCard, payee.is_some_and(|payee| payee.card.is_some())),
        ];
        has.into_iter().filter_map(|(field, has)| has.then_some(field)).collect()
    }

    /// The places of the checks that are listed, worst first; passed ones only when they are expanded.
    pub fn shown_checks(&self) -> Vec<usize> {
        let Some(detail) = self.detail() else { return Vec::new() };
        let checks = &detail.assessment.checks;
        let mut order: Vec<usize> = (0..checks.len()).filter(|&i| self.expanded || checks[i].state != CheckState::Pass).collect();
        order.sort_by_key(|&i| checks[i].state);
        order
    }

    /// Moves in the open tab; tells whether the action was one of moving.
    pub fn moves(&mut self, action: Action, page: usize) -> bool {
        let at = self.cursor();
        let to = match action {
            Action::Down => at + 1,
            Action::Up => at.saturating_sub(1),
            Action::HalfDown => at + page / 2,
            Action::HalfUp => at.saturating_sub(page / 2),
            Action::PageDown => at + page,
            Action::PageUp => at.saturating_sub(page),
            Action::First => 0,
            Action::Last => usize::MAX,
            _ => return false,
        };
        self.set_cursor(to);
        true
    }

    /// Goes to the next line (or the one before) that waits for somebody; tells whether there is one.
    pub fn seek(&mut self, forward: bool) -> bool {
        let Some(detail) = self.detail() else { return false };
        let waits: Vec<bool> = match self.tab {
            Tab::Materials => self.papers().iter().map(Paper::is_todo).collect(),
            Tab::Checks => {
                let checks = &detail.assessment.checks;
                self.shown_checks().iter().map(|&i| matches!(checks[i].state, CheckState::Fail | CheckState::Unknown)).collect()
            }
            _ => return false,
        };
        let count = waits.len();
        let at = self.cursor();
        let next = (1..=count).map(|step| if forward { (at + step) % count } else { (at + count - step) % count }).find(|&i| waits[i]);
        if let Some(next) = next {
            self.set_cursor(next);
        }
        next.is_some()
    }
}
