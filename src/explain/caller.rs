//! What a caller is told of a case: a sentence to read out, the next step, when, and what is missing.
//!
//! Not here: how the case was found (`store`, `server`), how it is drawn or printed.
//! Invariant: a date or a limit comes from the plan, a usual time from what was measured; where neither is known, that is said.

use chrono::Datelike;

use crate::domain::assessment::Need;
use crate::domain::case::{Hold, Status};
use crate::domain::identity::card_tail;
use crate::domain::ids::MaterialId;
use crate::domain::material::Verdict;
use crate::domain::money::Money;
use crate::domain::people::Lang;
use crate::domain::summary::{CaseDetail, CaseSummary, Flag};
use crate::domain::sums::Sums;
use crate::domain::time::Date;
use crate::explain::{moved, spoken};
use crate::rules::clock::{self, LimitOf};
use crate::rules::plan::{Plan, Stage, StageKind};
use crate::rules::workflow;
use crate::text::caller as words;
use crate::text::dates::{last_day, may_change};
use crate::wire::Pace;

/// The reason of a referral that a caller may hear of; another may be a suspicion.
const PANEL: &str = "PANEL";

/// What may be told of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// To be read out as it stands.
    pub sentence: String,
    /// The stage's name, or how the case ended.
    pub stage: String,
    /// What the claimant himself reads of it, as the plan has it; empty where the plan is not at hand.
    pub word: String,
    /// What comes after the stage; empty where nothing does.
    pub next: String,
    /// The date, or that there is none.
    pub expected: String,
    /// Papers to come or to come anew; nothing where the case itself is not at hand.
    pub missing: Option<Vec<String>>,
    /// All papers came, and not all of them have been accepted yet: one may still have to be corrected.
    pub in_review: bool,
}

/// How it stands with the papers of a case.
#[derive(Default)]
struct Papers {
    /// Names of those that are not there.
    lacking: Vec<String>,
    /// Names of those that must come anew.
    faulty: Vec<String>,
    /// One that is needed has not been judged, and the case has not been approved.
    unjudged: bool,
}

impl Papers {
    const fn is_complete(&self) -> bool {
        self.lacking.is_empty() && self.faulty.is_empty()
    }
}

/// What an answer rests on.
#[derive(Clone, Copy)]
pub struct About<'a> {
    pub lang: Lang,
    /// The version of the plan that the case stands under, or the newest.
    pub plan: Option<&'a Plan>,
    pub summary: &'a CaseSummary,
    /// The case itself, where it is at hand.
    pub detail: Option<&'a CaseDetail>,
    pub paces: &'a [Pace],
    pub today: Date,
}

/// Says how it stands with a case.
pub fn answer(about: About<'_>) -> Answer {
    let missing = about.detail.map(|detail| about.papers(detail));
    let mut sentence = spoken::opening(about.lang, about.plan, &about.summary.benefits, &about.day(about.summary.received.date()));
    let known = missing.is_some();
    let papers = missing.unwrap_or_default();
    match about.summary.status {
        Status::Open => about.open(&mut sentence, known.then_some(&papers)),
        Status::Returned => {
            sentence += words::returned(about.lang);
            let all: Vec<&String> = papers.faulty.iter().chain(&papers.lacking).collect();
            if !all.is_empty() {
                sentence += &words::to_correct(about.lang, about.list(all.iter().map(|name| name.as_str())));
            }
            sentence += words::how_to_correct(about.lang);
        }
        Status::Rejected => {
            sentence += words::rejected(about.lang);
            sentence += &about.moved(true);
        }
        Status::Paid if about.has_moved() => {
            sentence += words::ended_moved(about.lang);
            sentence += &about.moved(true);
        }
        Status::Paid => match about.summary.amount {
            Some(Money::ZERO) => sentence += words::ended_at_nothing(about.lang),
            Some(amount) => sentence += &words::paid(about.lang, amount.grouped()),
            None => sentence += words::paid_plain(about.lang),
        },
    }
    // What the app shows at a stage is said with the stage.
    if about.summary.status != Status::Open
        && let Some(word) = about.word().filter(|_| about.plan.is_some_and(|plan| plan.words.in_app))
    {
        sentence = sentence.trim_end().to_owned() + &words::app_shows(about.lang, word);
    }
    Answer {
        sentence: sentence.trim_end().to_owned(),
        stage: about.stage_word(),
        word: about.word().unwrap_or_default().to_owned(),
        next: about.next(),
        expected: about.expected(),
        in_review: papers.is_complete() && papers.unjudged,
        missing: known.then(|| papers.faulty.into_iter().chain(papers.lacking).collect()),
    }
}

impl About<'_> {
    fn day(&self, date: Date) -> String {
        spoken::day(self.lang, date, Some(self.today.year()))
    }

    fn list<'n>(&self, names: impl Iterator<Item = &'n str>) -> String {
        spoken::list(self.lang, names)
    }

    fn papers(&self, detail: &CaseDetail) -> Papers {
        let name = |id: &MaterialId| {
            let rule = self.plan.and_then(|plan| plan.materials.iter().find(|rule| rule.id == *id));
            rule.map_or_else(|| id.to_string(), |rule| rule.name.get(self.lang).to_owned())
        };
        let has = |id: &MaterialId| detail.case.materials.iter().find(|paper| paper.material == *id);
        let needed = || detail.assessment.materials.iter().filter(|paper| matches!(paper.need, Need::Required | Need::Conditional));
        let lacking = needed().filter(|paper| has(&paper.material).is_none_or(|paper| paper.received.is_none() && paper.verdict.is_none()));
        let faulty = detail.case.materials.iter().filter(|paper| matches!(paper.verdict, Some(Verdict::Defective { .. })));
        let decided = self.summary.status.is_closed()
            || self.stage().is_some_and(|(_, stage, _)| matches!(stage.kind, StageKind::Archive | StageKind::Payment));
        Papers {
            lacking: lacking.map(|paper| name(&paper.material)).collect(),
            faulty: faulty.map(|paper| name(&paper.material)).collect(),
            unjudged: !decided && needed().any(|paper| has(&paper.material).is_some_and(|paper| paper.verdict.is_none())),
        }
    }

    fn stage(&self) -> Option<(usize, &Stage, usize)> {
        let plan = self.plan?;
        let at = plan.stages.iter().position(|stage| stage.id == self.summary.stage)?;
        Some((at, &plan.stages[at], plan.stages.len()))
    }

    fn word(&self) -> Option<&str> {
        workflow::claimant_word(self.plan?, self.summary.status, &self.summary.stage).map(|word| word.get(self.lang))
    }

    fn stage_word(&self) -> String {
        match self.summary.status {
            Status::Open | Status::Returned => {
                self.stage().map_or_else(|| self.summary.stage.to_string(), |(_, stage, _)| stage.name.get(self.lang).to_owned())
            }
            Status::Rejected => crate::text::desk::rejected_word(self.lang).to_owned(),
            Status::Paid => crate::text::desk::paid_word(self.lang).to_owned(),
        }
    }

    fn next(&self) -> String {
        if self.summary.status.is_closed() {
            return String::new();
        }
        let next = self.stage().and_then(|(at, ..)| self.plan?.stages.get(at + 1));
        next.map_or_else(String::new, |stage| stage.name.get(self.lang).to_owned())
    }

    fn sums(&self) -> Option<Sums> {
        self.detail.map(|detail| Sums::of(&detail.case, &detail.assessment))
    }

    /// Whether money went out before the present round, is asked back or came back.
    fn has_moved(&self) -> bool {
        self.sums().map_or(self.summary.flags.contains(&Flag::Recover), |sums| sums.has_moved(self.summary.status))
    }

    /// What money went out, comes back and is paid now; without the case only that something is asked back.
    fn moved(&self, decided: bool) -> String {
        match self.sums() {
            _ if !self.has_moved() => String::new(),
            Some(sums) => moved::sentence(self.lang, &sums, self.summary.status, decided),
            None => words::something_to_return(self.lang).to_owned(),
        }
    }

    /// Until when nothing is done, or that a panel is asked. Why it is set aside, and any other office that is asked, is the office's own.
    fn held_up(&self) -> String {
        match self.hold() {
            Some(Hold::Parked { until }) => words::parked(self.lang, self.day(*until).trim_start()),
            Some(Hold::Referred { reason }) if reason.as_str() == PANEL => words::with_panel(self.lang).to_owned(),
            _ => String::new(),
        }
    }

    fn hold(&self) -> Option<&Hold> {
        self.detail.filter(|_| self.summary.status == Status::Open)?.case.hold.as_ref()
    }

    fn pace(&self) -> Option<&Pace> {
        self.paces.iter().find(|pace| pace.plan == self.summary.plan && pace.stage == self.summary.stage)
    }

    fn expected(&self) -> String {
        let lang = self.lang;
        match self.hold() {
            Some(Hold::Parked { until }) => return words::parked_until(lang, until),
            Some(Hold::Referred { reason }) if reason.as_str() == PANEL => return words::panel_first(lang).to_owned(),
            _ => {}
        }
        match (self.summary.status, self.summary.due) {
            (Status::Returned, _) => words::waits_for_claimant(lang).to_owned(),
            (Status::Rejected | Status::Paid, _) => words::ended(lang).to_owned(),
            (Status::Open, Some(due)) if due < self.today => words::late(lang, due),
            (Status::Open, Some(due)) => words::latest(lang, last_day(lang, due, self.summary.due_provisional)),
            (Status::Open, None) => match self.pace() {
                Some(pace) => words::not_set_measured(lang, words::days(lang, pace.working_days), pace.cases, pace.days),
                None => words::not_set(lang).to_owned(),
            },
        }
    }

    fn open(&self, sentence: &mut String, papers: Option<&Papers>) {
        let lang = self.lang;
        if let Some(papers) = papers {
            self.say_papers(sentence, papers);
        }
        let Some((at, stage, of)) = self.stage() else {
            *sentence += &words::now_at_unknown(lang, &self.summary.stage);
            *sentence += words::stop(lang);
            return;
        };
        if let Some(before) = at.checked_sub(1).and_then(|before| self.plan?.stages.get(before)) {
            *sentence += &words::passed(lang, before.name.get(lang));
        }
        *sentence += &words::now_at(lang, at + 1, of, stage.name.get(lang));
        // Nobody is told of an app that the plan doesn't have.
        if self.plan.is_some_and(|plan| plan.words.in_app) {
            *sentence += &words::shown_as(lang, stage.claimant_word.get(lang));
        }
        *sentence += words::stop(lang);
        *sentence += &self.held_up();
        *sentence += &self.when();
        let moved = self.moved(matches!(stage.kind, StageKind::Archive | StageKind::Payment));
        *sentence += &moved;
        if let Some(money) = self.money(stage.kind) {
            *sentence += &money;
            let complete = papers.is_some_and(|papers| papers.is_complete() && !papers.unjudged);
            *sentence += if complete { words::no_more_papers(lang) } else { words::stop(lang) };
        }
    }

    /// Nobody promises a caller that his papers suffice before they were accepted.
    fn say_papers(&self, sentence: &mut String, papers: &Papers) {
        let lang = self.lang;
        let list = |papers: &[String]| self.list(papers.iter().map(String::as_str));
        if papers.is_complete() {
            *sentence += if papers.unjudged { words::papers_in_review(lang) } else { words::all_in(lang) };
        }
        match papers.lacking.as_slice() {
            [] => {}
            [paper] => *sentence += &words::lacks_one(lang, paper),
            lacking => *sentence += &words::lacks(lang, lacking.len(), list(lacking)),
        }
        match papers.faulty.as_slice() {
            [] => {}
            [paper] => *sentence += &words::defective_one(lang, paper),
            faulty => *sentence += &words::defective(lang, faulty.len(), list(faulty)),
        }
    }

    /// Whether the limit that ends first is one for the claim, not for the step that it is at.
    fn is_of_the_claim(&self) -> bool {
        let limit = self.plan.zip(self.detail).and_then(|(plan, detail)| clock::due(plan, &detail.case, &detail.assessment.materials));
        limit.is_some_and(|limit| matches!(limit.of, LimitOf::Benefit(..)))
    }

    fn when(&self) -> String {
        let lang = self.lang;
        match (self.summary.due, self.pace()) {
            (Some(due), _) if due < self.today => words::was_due(lang, self.day(due).trim_start()),
            (Some(due), _) => {
                let day = self.day(due);
                let said =
                    if self.is_of_the_claim() { words::all_by_day(lang, day.trim_start()) } else { words::by_day(lang, day.trim_start()) };
                if self.summary.due_provisional { said + may_change(lang) } else { said }
            }
            (None, Some(pace)) if pace.working_days == 0 => words::no_limit_same_day(lang).to_owned(),
            (None, Some(pace)) => words::no_limit_measured(lang, words::days(lang, pace.working_days)),
            (None, None) => words::no_limit(lang).to_owned(),
        }
    }

    /// Where the money goes; nothing where the account is not known, or where as yet no money would go there. After an approval that
    /// comes to nothing, that nothing is paid.
    fn money(&self, kind: StageKind) -> Option<String> {
        let nothing = self.summary.amount == Some(Money::ZERO);
        match kind {
            // That nothing more is paid was said with what was paid before.
            _ if nothing && self.has_moved() => return None,
            StageKind::Archive | StageKind::Payment if nothing => return Some(words::assessed_at_nothing(self.lang).to_owned()),
            _ if nothing => return None,
            _ => {}
        }
        let facts = &self.detail?.case.facts;
        let payee = facts.payee.as_ref()?;
        let card = payee.card.as_deref()?;
        // Who sees masks has the tail alone.
        let tail = if card.chars().count() <= 4 { card.to_owned() } else { card_tail(card) };
        Some(match kind {
            StageKind::Payment => words::paying(self.lang, tail),
            _ if payee.name == facts.member.name => words::to_own_card(self.lang, tail),
            _ => words::to_card(self.lang, tail),
        })
    }
}
