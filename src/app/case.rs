//! An open case: its tabs, the place in each, and what is under way in it.
//!
//! Not here: deciding (`decide`), the papers' own rules (`materials`).
//! Invariant: a case that is still being loaded shows what the queue's row knows, and says that the rest is coming.

use std::sync::Arc;

use crate::app::action::Action;
use crate::app::materials::{Paper, Picking, papers};
use crate::app::message::Personal;
use crate::app::overlay::{FactAt, facts_shown};
use crate::app::turning::Turning;
use crate::domain::amendment::{AmendFault, Amendment, Target};
use crate::domain::assessment::CheckState;
use crate::domain::draft::Draft;
use crate::domain::ids::{CaseId, DecisionId, ExclusionId, MaterialId};
use crate::domain::people::Lang;
use crate::domain::summary::{CaseDetail, CaseSummary};
use crate::domain::time::Moment;
use crate::explain::difference::Difference;
use crate::explain::nearest;
use crate::rules::plan::Plan;
use crate::text::change;
use crate::wire::{Related, RelatedCase};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    #[default]
    Summary,
    Materials,
    Payout,
    Checks,
    /// What shares the member, a receipt or a card.
    Related,
    Timeline,
}

impl Tab {
    pub const ALL: [Tab; 6] = [Tab::Summary, Tab::Materials, Tab::Payout, Tab::Checks, Tab::Related, Tab::Timeline];

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

/// The cases that share something with this one.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    /// With the moment at which the server said so.
    pub known: Option<(Related, Moment)>,
    /// The server is being asked.
    pub asked: bool,
    /// Why it did not answer.
    pub failed: Option<String>,
}

impl Shared {
    pub fn cases(&self) -> &[RelatedCase] {
        self.known.as_ref().map_or(&[], |(related, _)| &related.cases)
    }
}

/// A decision that is to be made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redo {
    pub decision: DecisionId,
    /// Its verdicts and corrections lie in the draft already; what is taken out of it there stays out.
    pub brought: bool,
}

/// What the cursor of each tab stands on: the name of the item, and which it is of those of that name.
pub(super) struct Places([Option<(String, usize)>; 6]);

pub struct CaseView {
    pub id: CaseId,
    /// What the queue's row said.
    pub row: Option<CaseSummary>,
    pub load: Load,
    /// The number under which the log has why it could not be loaded.
    pub problem: Option<String>,
    pub tab: Tab,
    cursors: [usize; 6],
    pub related: Shared,
    pub draft: Draft,
    /// What became of the draft when the case changed under it.
    pub merged: Option<String>,
    /// A decision in conflict or refused that is to be made anew: what went with it is brought into the draft as soon as the case is
    /// there, and it goes when the new one comes.
    pub redoes: Option<Redo>,
    /// Corrections that were saved and have not come back yet.
    pub sent: Vec<Amendment>,
    /// What is assumed and kept nowhere; absent where this is no what-if.
    pub what_if: Option<Vec<Amendment>>,
    /// The case with all of these laid over it; absent where there are none.
    pub shown: Option<Arc<CaseDetail>>,
    /// Those that can't be made any more, by their place.
    pub faults: Vec<(usize, AmendFault)>,
    /// The plan's exclusions that can take something away here.
    pub exclusions: Vec<ExclusionId>,
    pub picking: Option<Picking>,
    /// The papers that one key accepted.
    pub rest: Vec<MaterialId>,
    /// Passed checks are listed too.
    pub expanded: bool,
    /// How many of the newest entries the timeline at the right leaves out.
    pub pinned: usize,
    /// What would turn its refusals.
    pub turning: Turning,
}

impl CaseView {
    pub fn new(id: CaseId, row: Option<CaseSummary>) -> Self {
        CaseView {
            id,
            row,
            load: Load::Coming,
            problem: None,
            tab: Tab::Summary,
            draft: Draft::default(),
            merged: None,
            redoes: None,
            sent: Vec::new(),
            what_if: None,
            shown: None,
            faults: Vec::new(),
            exclusions: Vec::new(),
            cursors: [0; 6],
            related: Shared::default(),
            picking: None,
            rest: Vec::new(),
            expanded: false,
            pinned: 0,
            turning: Turning::default(),
        }
    }

    /// The case with what is drafted and assumed.
    pub fn detail(&self) -> Option<&Arc<CaseDetail>> {
        match &self.load {
            Load::Here(detail) => Some(self.shown.as_ref().unwrap_or(detail)),
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

    /// What the lines of a tab are about, each by its name; nothing for a tab whose lines are no items that a change could move.
    fn items(&self, tab: Tab) -> Vec<String> {
        let Some(detail) = self.detail() else { return Vec::new() };
        let check = |at: usize| {
            let check = &detail.assessment.checks[at];
            format!("{} {}", check.check, check.benefit.as_ref().map_or("", |benefit| benefit.as_str()))
        };
        match tab {
            Tab::Summary => self.facts().into_iter().map(|fact| fact.path).collect(),
            Tab::Materials => self.papers().into_iter().map(|paper| paper.material.to_string()).collect(),
            Tab::Checks => {
                let exclusions = self.exclusions.iter().map(|id| format!("exclusion {id}"));
                self.shown_checks().into_iter().map(check).chain(exclusions).collect()
            }
            Tab::Payout | Tab::Related | Tab::Timeline => Vec::new(),
        }
    }

    /// What the cursor of each tab stands on, so that it is found again after a change.
    pub(super) fn places(&self) -> Places {
        let place = |tab: Tab| {
            let items = self.items(tab);
            let at = self.cursors[tab.index()];
            let here = items.get(at)?.clone();
            let nth = items[..at].iter().filter(|item| **item == here).count();
            Some((here, nth))
        };
        Places(Tab::ALL.map(place))
    }

    /// Puts the cursors back on what they stood on; where that has gone they stay on their lines.
    pub(super) fn return_to(&mut self, places: &Places) {
        for (tab, place) in Tab::ALL.into_iter().zip(&places.0) {
            let Some((here, nth)) = place else { continue };
            let items = self.items(tab);
            let found = items.iter().enumerate().filter(|(_, item)| *item == here).map(|(at, _)| at);
            let at = self.cursors[tab.index()];
            self.cursors[tab.index()] = found.take(nth + 1).last().unwrap_or(at.min(items.len().saturating_sub(1)));
        }
    }

    /// Lists the passed checks too, or no more; the cursor stays on its check.
    pub(super) fn turn_expanded(&mut self) {
        let places = self.places();
        self.expanded = !self.expanded;
        self.return_to(&places);
    }

    /// How many lines of the open tab the cursor can stand on.
    pub fn lines(&self) -> usize {
        let Some(detail) = self.detail() else { return 0 };
        match self.tab {
            Tab::Summary => self.facts().len(),
            Tab::Materials => self.papers().len(),
            Tab::Payout => detail.assessment.benefits.iter().map(|benefit| benefit.steps.len()).sum(),
            Tab::Checks => self.shown_checks().len() + self.exclusions.len(),
            Tab::Related => self.related.cases().len(),
            Tab::Timeline => detail.case.timeline.len(),
        }
    }

    /// The facts that the summary shows, in the order in which it shows them.
    pub fn facts(&self) -> Vec<FactAt> {
        self.detail().map(|detail| facts_shown(detail)).unwrap_or_default()
    }

    /// The masked field under the cursor of the summary.
    pub fn personal_here(&self) -> Option<Personal> {
        let here = self.facts().into_iter().nth(self.cursor())?;
        here.personal.filter(|_| self.tab == Tab::Summary)
    }

    /// What a change of the line under the cursor would be about.
    pub fn target(&self) -> Option<Target> {
        match self.tab {
            Tab::Summary => self.facts().into_iter().nth(self.cursor()).map(|fact| Target::Fact(fact.path)),
            Tab::Checks => {
                let checks = self.shown_checks();
                match checks.get(self.cursor()) {
                    Some(&at) => Some(Target::Check(self.detail()?.assessment.checks[at].check.clone())),
                    None => {
                        let exclusion = self.exclusions.get(self.cursor() - checks.len())?;
                        let of_it = |target: &Target| matches!(target, Target::Exclusion(id, _) if id == exclusion);
                        self.amendments().iter().map(Amendment::target).find(of_it)
                    }
                }
            }
            _ => None,
        }
    }

    /// The case as the server has it.
    pub fn base(&self) -> Option<&Arc<CaseDetail>> {
        match &self.load {
            Load::Here(detail) => Some(detail),
            _ => None,
        }
    }

    /// What is laid over it: saved and on its way, drafted, assumed. Of one thing the last counts.
    pub fn amendments(&self) -> Vec<Amendment> {
        let mut all = Draft { amendments: self.sent.clone(), ..Draft::default() };
        self.draft.amendments.iter().chain(self.what_if.iter().flatten()).cloned().for_each(|amendment| all.amend(amendment));
        all.amendments
    }

    /// What amendments change of what is paid and asked for.
    pub fn difference(&self) -> Option<Difference> {
        let (base, shown) = (self.base()?, self.shown.as_ref()?);
        Some(Difference::between(&base.assessment, &shown.assessment))
    }

    /// What would change the outcome of the case as it is shown, a sentence each; that it is sought, or was not found out and why.
    pub fn would_change(&self, lang: Lang, plan: &Plan) -> Vec<String> {
        let lines = |found| self.detail().map_or_else(Vec::new, |detail| nearest::lines(lang, plan, &detail.assessment, found));
        match &self.turning {
            Turning::None => lines(&[]),
            Turning::Sought(_) => vec![change::sought(lang).to_owned()],
            Turning::Found(_, found) => lines(found),
            Turning::Failed(_, why) => vec![change::failed(lang, why)],
        }
    }

    /// The places of the checks that are listed, worst first; passed ones only when they are expanded.
    pub fn shown_checks(&self) -> Vec<usize> {
        let Some(detail) = self.detail() else { return Vec::new() };
        let checks = &detail.assessment.checks;
        let mut order: Vec<usize> = (0..checks.len()).filter(|&i| self.expanded || checks[i].state != CheckState::Pass).collect();
        order.sort_by_key(|&i| checks[i].state);
        order
    }

    /// Scrolls the timeline at the right, by entries.
    pub(super) fn scroll_pinned(&mut self, by: isize) {
        let entries = self.detail().map_or(0, |detail| detail.case.timeline.len());
        self.pinned = self.pinned.saturating_add_signed(by).min(entries.saturating_sub(1));
    }

    /// Moves in the open tab; tells whether the action was one of moving.
    pub fn moves(&mut self, action: Action, page: usize) -> bool {
        let Some(by) = action.steps(page) else { return false };
        self.set_cursor(self.cursor().saturating_add_signed(by));
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
