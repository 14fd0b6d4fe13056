//! How the units of an event stand in their waiting period, and which of them take a place among those that count.
//!
//! Not here: since when a unit has waited (`book`). Invariant: what only a reviewer can say is asked, and counts as owed meanwhile.

use std::cmp::Ordering;

use crate::domain::assessment::{CheckState, Finding};
use crate::domain::time::{Date, Span};
use crate::rules::assess::checks::{Checks, variant};
use crate::rules::assess::claim::reasons;
use crate::rules::assess::contracts::book::{Contract, Doubt, Lot};
use crate::rules::assess::draft::Draft;
use crate::rules::plan::Waiting;

pub const CHECK: &str = "waiting-period";

/// What is to be judged of a wait.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Question {
    /// The days of the wait can be counted both ways.
    OnTheDay,
    /// Whether the wait of an earlier contract goes over.
    GoesOver(Doubt),
}

impl Question {
    const fn variant(self) -> &'static str {
        match self {
            Question::OnTheDay => "on-the-day",
            Question::GoesOver(Doubt::Overlap) => "overlap",
            Question::GoesOver(Doubt::AfterPayout) => "after-payout",
        }
    }
}

/// A question about units of one contract.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Asked {
    question: Question,
    /// The day that the units have surely waited since.
    since: Date,
    contract: Span,
}

/// How the units of an event stand in their waiting period.
pub struct Waits {
    /// What the reviewer said, or what he might say.
    answer: Option<bool>,
    /// A unit still waits.
    waiting: bool,
    owed: bool,
    /// Everything that is to be judged: one answer covers it.
    asked: Vec<Asked>,
    /// The latest day since which a unit has waited.
    since: Option<Date>,
    day: Option<Date>,
}

/// Units of one contract.
#[derive(Clone, Copy)]
pub struct Split {
    pub owed: u32,
    pub waiting: u32,
    /// The longest wait of those that wait.
    pub days: u32,
}

impl Waits {
    pub const fn new(answer: Option<bool>) -> Self {
        Waits { answer, waiting: false, owed: false, asked: Vec::new(), since: None, day: None }
    }

    /// Takes over what another answer would bring up, where anything is asked at all: the answer covers that too.
    pub fn ask_with(&mut self, other: Waits) {
        if !self.asked.is_empty() {
            self.asked = other.asked;
        }
    }

    /// Tells which of a contract's units have waited long enough, at most so many; the longest wait first. `waiting_too` says that
    /// units which still wait take their place among them.
    pub fn split(
        &mut self,
        (contract, lots): (&Contract<'_>, &[Lot]),
        most: u32,
        day: Date,
        (rule, waiting_too): (&Waiting, bool),
    ) -> Split {
        let mut split = Split { owed: 0, waiting: 0, days: 0 };
        let mut sorted = lots.to_vec();
        sorted.sort_by_key(|lot| (lot.doubt.map_or(lot.since, |(_, since)| since), lot.since));
        let mut left = most;
        for lot in sorted {
            let units = lot.units.min(left);
            if units == 0 {
                break;
            }
            let owed = self.is_owed(contract, lot, day, rule.days);
            if owed {
                split.owed += units;
            } else {
                split.waiting += units;
                let waited = (day - lot.doubt.map_or(lot.since, |(_, since)| since)).num_days();
                split.days = split.days.max(u32::try_from(waited).unwrap_or(0));
            }
            if owed || waiting_too {
                left -= units;
            }
        }
        split
    }

    /// Whether a unit has waited long enough, by itself or by what it takes over.
    fn is_owed(&mut self, contract: &Contract<'_>, lot: Lot, day: Date, days: u32) -> bool {
        let against = |since: Date| (day - since).num_days().cmp(&i64::from(days));
        let surely = lot.doubt.map_or(lot.since, |(_, since)| since);
        self.day = Some(day);
        self.since = Some(self.since.map_or(surely, |since| since.max(surely)));
        let question = match (against(surely), lot.doubt.filter(|_| against(lot.since) == Ordering::Greater)) {
            (Ordering::Greater, _) => None,
            (_, Some((doubt, _))) => Some(Question::GoesOver(doubt)),
            (Ordering::Equal, None) => Some(Question::OnTheDay),
            (Ordering::Less, None) => {
                self.waiting = true;
                return false;
            }
        };
        let owed = question.is_none() || self.answer != Some(false);
        let asked = question.map(|question| Asked { question, since: surely, contract: contract.span });
        self.asked.extend(asked.filter(|asked| !self.asked.contains(asked)));
        self.owed |= owed;
        self.waiting |= !owed;
        owed
    }

    /// Says how it stands: over, waiting, partly, or to be judged, where the reviewer says.
    pub fn tell(&self, draft: &mut Draft<'_>, rule: Option<&Waiting>, checks: &mut Checks<'_>) {
        let (Some(rule), Some(since), Some(day)) = (rule, self.since, self.day) else { return };
        let finding = |which: &str, since: Date| Finding {
            day: Some(day),
            from: Some(since),
            count: u32::try_from((day - since).num_days()).ok(),
            expected: Some(rule.days),
            ..variant(which)
        };
        let id = Some(&draft.benefit.id);
        if self.asked.is_empty() {
            let (state, which) = match (self.owed, self.waiting) {
                (true, false) => (CheckState::Pass, "over"),
                (true, true) => (CheckState::Warning, "partly"),
                (false, _) => (CheckState::Fail, "waiting"),
            };
            if which == "partly" && self.answer == Some(false) {
                // The units that still wait are not paid, as he says; the others are none of his answer.
                checks.add_obeyed(CHECK, id, CheckState::Fail, finding(which, since));
            } else {
                checks.add_resolved(CHECK, id, state, || finding(which, since));
            }
        } else {
            let each = |asked: &Asked| Finding { stays: vec![asked.contract], ..finding(asked.question.variant(), asked.since) };
            checks.add_each(CHECK, id, CheckState::Unknown, self.asked.iter().map(each));
            if self.answer.is_none() {
                draft.wait(CHECK);
            }
        }
        if !self.owed {
            draft.refuse(&reasons::WAITING_PERIOD.into(), &rule.clause);
        }
    }
}
