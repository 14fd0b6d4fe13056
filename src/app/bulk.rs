//! Deciding all that is marked: the sheet that lists what can be decided and what can't, and what becomes of it.
//!
//! Not here: whether one decision is allowed (`judge`). Invariants: only cases whose every check passes and for which nothing waits
//! are decided; each gets a decision of its own, on its own basis; they are put on disk together and taken back together.

use std::sync::Arc;

use crate::app::Desk;
use crate::app::action::Action;
use crate::app::decide::{LOOK_MILLIS, decision_on, to_pay_of};
use crate::app::details::Loaded;
use crate::app::effect::Effect;
use crate::app::materials::{Paper, PaperState, papers};
use crate::app::queue::Ahead;
use crate::app::sheet::Sheet;
use crate::domain::assessment::CheckState;
use crate::domain::decision::{Act, Decision, Verb};
use crate::domain::draft::{Draft, MadeOn, Merged};
use crate::domain::ids::{CaseId, DecisionId};
use crate::domain::money::Money;
use crate::domain::outbox::{OutboxItem, OutboxState, Recording};
use crate::domain::people::Lang;
use crate::domain::queue::QueueRow;
use crate::domain::summary::CaseDetail;
use crate::domain::time::Moment;
use crate::judge::amount_shown;
use crate::rules::exclusions_of;
use crate::rules::plan::Exclusion;
use crate::text::assess::comma;
use crate::text::{actions, desk as words, sheets as texts, show};

/// How long a bulk decision can be taken back before any of it is sent.
pub const BULK_HOLD_SECS: i64 = 20;
/// Cases loaded at one go: few enough that a key between two goes is not noticed.
const AT_ONCE: usize = 10;

/// A case that can be decided with the others.
#[derive(Clone, Debug)]
pub struct Ready {
    pub base: Arc<CaseDetail>,
    pub draft: Draft,
    pub verb: Verb,
    /// It was marked under another view or filter.
    pub hidden: bool,
    /// Exclusions of its plan that are not indicated: what approving attests to.
    pub attests: usize,
}

/// A case that can't, and why.
#[derive(Clone, Debug)]
pub struct Barred {
    pub row: QueueRow,
    pub why: String,
}

/// The sheet.
#[derive(Clone, Debug)]
pub struct Bulk {
    ticket: u64,
    wanted: Vec<(QueueRow, bool)>,
    asked: usize,
    pub looked_at: usize,
    pub ready: Vec<Ready>,
    pub barred: Vec<Barred>,
    /// Those marked under another filter are decided too.
    pub with_hidden: bool,
    /// The line at the top of the list.
    pub cursor: usize,
    pub painted: Option<Moment>,
    /// The group that is being put on disk.
    pub saving: Option<DecisionId>,
    pub failed: Option<String>,
}

impl Bulk {
    pub fn total(&self) -> usize {
        self.wanted.len()
    }

    pub fn is_loaded(&self) -> bool {
        self.looked_at == self.wanted.len()
    }

    /// What `Y` would decide.
    pub fn chosen(&self) -> impl Iterator<Item = &Ready> {
        self.ready.iter().filter(|ready| self.with_hidden || !ready.hidden)
    }

    pub fn hidden(&self) -> usize {
        self.ready.iter().filter(|ready| ready.hidden).count()
    }

    /// What is to be paid in all: an earlier round may have paid some of what they come to.
    pub fn sum(&self) -> Money {
        self.chosen().filter_map(|ready| amount_shown(&ready.base.case, &ready.base.assessment)).sum()
    }

    /// Tells why it can't be confirmed, apart from how long it has been on the screen.
    pub fn why_not(&self, lang: crate::domain::people::Lang) -> Option<String> {
        match () {
            () if self.saving.is_some() => Some(texts::saving(lang).to_owned()),
            () if !self.is_loaded() => Some(texts::bulk_looking(lang, self.looked_at, self.total())),
            () if self.chosen().next().is_none() => Some(texts::bulk_none(lang).to_owned()),
            () => None,
        }
    }
}

impl Desk {
    /// Opens the sheet over all that is marked; while they are still being marked, as soon as they are.
    pub(super) fn open_bulk(&mut self) {
        if self.queue.is_looking_ahead() {
            self.bulk_wish = true;
            return;
        }
        let (queue, mut wanted) = (&self.queue, Vec::new());
        for row in queue.marks.rows() {
            wanted.push((row.clone(), queue.marks.is_hidden(&row.summary.id, &queue.rows, queue.scope())));
        }
        // In the order of the queue, as they are seen there.
        wanted.sort_by(|(a, _), (b, _)| crate::domain::queue::RowKey::of(&a.summary).cmp(&crate::domain::queue::RowKey::of(&b.summary)));
        let mut sheet = Bulk {
            ticket: self.queue.new_ticket(),
            wanted,
            asked: 0,
            looked_at: 0,
            ready: Vec::new(),
            barred: Vec::new(),
            with_hidden: false,
            cursor: 0,
            painted: None,
            saving: None,
            failed: None,
        };
        self.ask_more(&mut sheet);
        self.sheet = Some(Sheet::Bulk(Box::new(sheet)));
    }

    /// Looks at the whole of the marked cases, a few at a time: what is counted of them is what the sheet will say.
    pub(super) fn look_at_marked(&mut self) {
        let queue = &mut self.queue;
        let mut marks = std::mem::take(&mut queue.marks);
        let asked = marks.ask(|| queue.new_ticket(), AT_ONCE);
        queue.marks = marks;
        if let Some((ticket, cases)) = asked {
            self.out.push(Effect::LoadMany { ticket, cases });
        }
    }

    fn ask_more(&mut self, sheet: &mut Bulk) {
        let to = (sheet.asked + AT_ONCE).min(sheet.wanted.len());
        let cases: Vec<CaseId> = sheet.wanted[sheet.asked..to].iter().map(|(row, _)| row.summary.id.clone()).collect();
        sheet.asked = to;
        if !cases.is_empty() {
            self.out.push(Effect::LoadMany { ticket: sheet.ticket, cases });
        }
    }

    /// Some of the marked cases are there.
    pub(super) fn many(&mut self, ticket: u64, cases: Vec<(CaseId, Option<Loaded>)>) {
        if self.queue.marks.answers(ticket) {
            for (case, loaded) in cases {
                let fits = self.queue.marks.row(&case).map(|row| self.fit(row, loaded).is_ok());
                self.queue.marks.note(&case, fits);
            }
            return;
        }
        let mut sheet = match self.sheet.take() {
            Some(Sheet::Bulk(sheet)) if sheet.ticket == ticket => sheet,
            other => {
                self.sheet = other;
                return;
            }
        };
        for (case, loaded) in cases {
            let Some((row, hidden)) = sheet.wanted.get(sheet.looked_at).filter(|(row, _)| row.summary.id == case).cloned() else { break };
            sheet.looked_at += 1;
            match self.fit(&row, loaded) {
                Ok(ready) => sheet.ready.push(Ready { hidden, ..ready }),
                Err(why) => sheet.barred.push(Barred { row, why }),
            }
        }
        self.ask_more(&mut sheet);
        self.sheet = Some(Sheet::Bulk(sheet));
    }

    /// Whether a case can be decided unseen with others: every check passes, nothing waits, nothing stands against it.
    fn fit(&self, row: &QueueRow, loaded: Option<Loaded>) -> Result<Ready, String> {
        let lang = self.lang;
        if let Some((verb, state)) = &row.pending {
            let verb = actions::verb(lang, *verb);
            return Err(match state {
                OutboxState::Conflict { .. } | OutboxState::Refused { .. } => words::decided_and_stuck(lang, verb),
                OutboxState::Accepted { .. } => words::decided_and_accepted(lang, verb),
                OutboxState::Held { .. } | OutboxState::Waiting { .. } | OutboxState::Sending => words::already_decided(lang, verb),
            });
        }
        let Some(Loaded { detail, draft, twin }) = loaded else { return Err(texts::bulk_not_here(lang).to_owned()) };
        let plan = self.plan_of(&detail).ok_or(words::no_plan(lang))?;
        // What fell of a draft is looked at in the case, not sent with forty others.
        let Merged { draft, fallen, .. } = draft.onto(MadeOn::of(&detail));
        if !fallen.is_empty() {
            return Err(crate::text::outbox::bulk_fallen(lang).to_owned());
        }
        if !draft.amendments.is_empty() {
            return Err(texts::bulk_amended(lang).to_owned());
        }
        let verb = self.verb_of(Action::Forward, &detail).filter(|verb| matches!(verb, Verb::PassOn | Verb::Approve));
        let verb = verb.ok_or(texts::bulk_not_this_stage(lang))?;
        if let Some(why) = self.against(&detail, &draft, verb) {
            // Their names would fill the sheet; they stand in the case, where they are judged.
            let counts = papers_open(lang, &papers(&detail, &draft.verdicts));
            return Err(if self.lacks_papers(&detail, &draft, verb) { texts::bulk_papers(lang, counts) } else { why });
        }
        // What a reviewer let pass bars nothing; where nothing came with the case, what was seen when it was open here does.
        if detail.assessment.crossed() > 0 || (twin && detail.history.crossed.is_empty()) {
            return Err(texts::bulk_twin(lang).to_owned());
        }
        let open = detail.assessment.checks.iter().filter(|check| !matches!(check.state, CheckState::Pass | CheckState::Attested)).count();
        if open > 0 {
            return Err(texts::bulk_checks(lang, open));
        }
        // Where the plan names no papers nobody has looked at any: a person does, in the case.
        if !papers(&detail, &draft.verdicts).iter().any(Paper::is_needed) {
            return Err(texts::bulk_no_papers(lang).to_owned());
        }
        let not_indicated = |exclusion: &&&Exclusion| detail.assessment.raised(&exclusion.id).is_none();
        let attests = exclusions_of(&plan, &detail.case.facts).iter().filter(not_indicated).count();
        Ok(Ready { base: detail, draft, verb, hidden: false, attests })
    }

    pub(super) fn act_in_bulk(&mut self, mut sheet: Box<Bulk>, action: Action) {
        match action {
            Action::Confirm => return self.confirm_bulk(sheet),
            // While it is being saved the sheet stays: only the answer closes it.
            Action::Back | Action::Close if sheet.saving.is_none() => return,
            Action::Toggle if sheet.hidden() > 0 => sheet.with_hidden = !sheet.with_hidden,
            _ => match super::sheets::steps(action) {
                Some(by) => {
                    let lines = sheet.ready.len() + sheet.barred.len();
                    sheet.cursor = super::sheets::moved(sheet.cursor, by, lines);
                }
                None => self.warn(texts::only_sheet_keys(self.lang)),
            },
        }
        self.sheet = Some(Sheet::Bulk(sheet));
    }

    fn confirm_bulk(&mut self, mut sheet: Box<Bulk>) {
        if let Some(why) = sheet.why_not(self.lang) {
            self.warn(why);
        } else if sheet.painted.is_none_or(|painted| self.now < painted.plus_millis(LOOK_MILLIS)) {
            self.warn(texts::look_first(self.lang));
        } else {
            sheet.failed = None;
            let (ids, now) = (&mut self.ids, self.now);
            let recordings: Vec<Recording> = sheet.chosen().map(|ready| recording(ready, ids(), now)).collect();
            sheet.saving = self.record_all(recordings, now.plus_secs(BULK_HOLD_SECS));
        }
        self.sheet = Some(Sheet::Bulk(sheet));
    }

    /// Has decisions put on disk that one key confirmed; gives the group's id.
    pub(super) fn record_all(&mut self, recordings: Vec<Recording>, held_until: Moment) -> Option<DecisionId> {
        let group = recordings.first()?.decision.id;
        self.recording.push(recordings.clone());
        self.out.push(Effect::RecordAll { group, recordings, held_until });
        Some(group)
    }

    /// The group is on disk, or is not.
    pub(super) fn recorded_all(&mut self, group: DecisionId, result: Result<(), String>) {
        let at = self.recording.iter().position(|of| of.first().is_some_and(|first| first.decision.id == group));
        let Some(recordings) = at.map(|at| self.recording.remove(at)) else { return };
        let decides = recordings.first().is_some_and(|first| first.decision.act.verb().rests_on_basis());
        if !decides {
            return self.handed(recordings, result);
        }
        let open = matches!(&self.sheet, Some(Sheet::Bulk(sheet)) if sheet.saving == Some(group));
        if let Err(why) = result {
            let text = texts::not_recorded(self.lang, &why);
            if let Some(Sheet::Bulk(sheet)) = self.sheet.as_mut().filter(|_| open) {
                sheet.saving = None;
                sheet.failed = Some(text.clone());
            }
            return self.error(text);
        }
        if open {
            self.sheet = None;
        }
        self.notice = None;
        let until = recordings.first().map_or(self.now, |first| first.decision.decided_at.plus_secs(BULK_HOLD_SECS));
        for Recording { decision, .. } in &recordings {
            self.details.set_draft(&decision.case, &Draft::default());
            self.mark_pending(&decision.case, decision.act.verb(), until);
        }
        self.outbox.add_all(recordings.into_iter().map(|recording| item(recording, group, until)).collect());
        self.queue.marks.clear();
        self.with_queue(|queue, asker, out| queue.refresh(asker, out));
    }

    /// The group was taken back, as far as nothing of it was sent. Its cases are marked again, where they were.
    pub(super) fn undone_all(&mut self, asked: &[DecisionId], result: Result<Vec<DecisionId>, String>) {
        let undone = match result {
            Ok(undone) => undone,
            Err(why) => return self.error(words::not_undone(self.lang, why)),
        };
        let mut marked = 0;
        for id in &undone {
            let Some(item) = self.outbox.remove(*id) else { continue };
            // The verdicts that went with it are drafts again: they come with the case.
            self.details.forget(&item.decision.case);
            let scope = self.queue.scope();
            if let Some(at) = self.queue.rows.iter().position(|row| row.summary.id == item.decision.case) {
                self.queue.rows[at].pending = None;
                let row = self.queue.rows[at].clone();
                marked += usize::from(self.queue.marks.put(&row, scope));
            }
        }
        self.with_queue(|queue, asker, out| queue.refresh(asker, out));
        let sent = asked.len() - undone.len().min(asked.len());
        if sent == 0 {
            // After a restart, or of a long list, not every row is at hand.
            let all_marked = marked == undone.len();
            self.ok(if all_marked { words::undone_marked(self.lang, marked) } else { words::undone_all(self.lang, undone.len()) });
        } else {
            self.warn(words::undone_some(self.lang, undone.len(), sent));
        }
    }

    /// Rows beside the window are there: they are marked, or taken and marked.
    pub(super) fn ahead(&mut self, ticket: u64, rows: Result<crate::domain::queue::RowWindow, String>) {
        let Some(what) = self.queue.answers_ahead(ticket) else { return };
        match (rows, what) {
            (Err(why), _) => self.error(why),
            (Ok(window), Ahead::Mark) => {
                let scope = self.queue.scope();
                let room = window.rows.iter().all(|row| self.queue.marks.put(row, scope));
                if !room || window.total > window.rows.len() as u64 {
                    self.warn(words::marks_full(self.lang, super::marks::MOST, window.total));
                }
            }
            (Ok(window), Ahead::Take) => self.take_these(window.rows),
        }
        if std::mem::take(&mut self.bulk_wish) && !self.queue.marks.is_empty() {
            self.open_bulk();
        }
    }
}

/// How many papers wait, are defective, are missing: those there are.
fn papers_open(lang: Lang, papers: &[Paper]) -> String {
    let states = [
        (PaperState::Waiting, show::papers_waiting as fn(_, _) -> _),
        (PaperState::Defective, show::papers_defective),
        (PaperState::Missing, show::papers_missing),
    ];
    let count = |state| papers.iter().filter(|paper| paper.state() == state).count();
    let told = states.into_iter().filter(|(state, _)| count(*state) > 0).map(|(state, told)| told(lang, count(state)));
    told.collect::<Vec<_>>().join(comma(lang))
}

fn recording(ready: &Ready, id: DecisionId, now: Moment) -> Recording {
    let note = String::new();
    let act = if ready.verb == Verb::Approve { Act::Approve { note } } else { Act::PassOn { note } };
    let decision: Decision = decision_on(&ready.base, ready.draft.clone(), act, id, now);
    let (name, plan) = (ready.base.summary.name.clone(), ready.base.case.plan.clone());
    Recording { decision, name, plan, to_pay: to_pay_of(&ready.base), base: Some(ready.base.clone()) }
}

fn item(recording: Recording, group: DecisionId, until: Moment) -> OutboxItem {
    let Recording { decision, name, plan, to_pay, .. } = recording;
    OutboxItem {
        recorded: decision.decided_at,
        changed: decision.decided_at,
        decision,
        name,
        plan,
        to_pay,
        state: OutboxState::Held { until },
        attempts: 0,
        last_error: None,
        said: None,
        doubted: false,
        group: Some(group),
    }
}
