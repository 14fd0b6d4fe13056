//! A made-up office in memory: runs the desk's effects at once, by a fixed clock. Everybody in it is called 某.

use std::collections::BTreeMap;

use huzhu::app::details::Loaded;
use huzhu::app::{Effect, FoundHere, Message, Personal};
use huzhu::domain::case::Status;
use huzhu::domain::decision::Act;
use huzhu::domain::draft::Draft;
use huzhu::domain::facts::Enrolment;
use huzhu::domain::filter::{Condition, Field, Op};
use huzhu::domain::ids::{CaseId, DecisionId};
use huzhu::domain::intake::{ClaimState, IntakeDraft, IntakeItem};
use huzhu::domain::lookup::{Kind, Wanted, numbers_of};
use huzhu::domain::outbox::{ConflictSides, Left, LeftItem, OutboxCounts, OutboxItem, OutboxState, Recording};
use huzhu::domain::people::Role;
use huzhu::domain::pinyin::name_keys;
use huzhu::domain::queue::{Arrangement, QueueRow, RowAnchor, RowKey, RowQuery, RowWindow, View};
use huzhu::domain::summary::{CaseDetail, CaseSummary};
use huzhu::domain::time::{Date, Moment};
use huzhu::explain::nearest;
use huzhu::wire::{Pace, Person, Related};

/// Wednesday 2024-12-18, 10:42.
pub fn morning() -> Moment {
    Moment::at("2024-12-18".parse().unwrap(), 10, 42)
}

pub fn people() -> Vec<Person> {
    let person = |user: &str, name: &str, role| Person { user: user.into(), name: name.into(), roles: vec![role], employer: None };
    vec![
        person("lin", "林某", Role::Intake),
        person("he", "何某", Role::Medical),
        person("zhao", "赵某", Role::Approver),
        person("qian", "钱某", Role::Payer),
        person("li", "李某", Role::Enquiry),
    ]
}

/// What the desk's effects reach.
pub struct Office {
    pub cases: BTreeMap<CaseId, CaseDetail>,
    pub outbox: Vec<OutboxItem>,
    /// What left without an answer, the oldest first.
    pub left: Vec<LeftItem>,
    pub sides: BTreeMap<DecisionId, ConflictSides>,
    pub drafts: BTreeMap<CaseId, Draft>,
    /// What was half typed, as it is on disk.
    pub half_typed: Option<String>,
    pub revealed: Vec<(CaseId, Personal)>,
    /// Look-ups that were written down.
    pub looked_up: Vec<Kind>,
    pub paces: Vec<Pace>,
    pub related: BTreeMap<CaseId, Related>,
    /// Drafts and claims of the counter, as they are on disk.
    pub claims: Vec<IntakeItem>,
    /// What the server answers to a look for enrolments.
    pub enrolments: Result<Vec<Enrolment>, String>,
    /// The receipts that were saved, by name.
    pub receipts: Vec<(String, String)>,
    /// The next decision can't be put on disk.
    pub disk_full: bool,
    /// What would turn a refusal is still sought: the test tells it.
    pub still_seeking: bool,
    /// Every effect that was asked for, for tests that look at them.
    pub asked: Vec<Effect>,
    pub quit: bool,
    /// The line was cut by hand.
    pub cut: bool,
    pub arrangement: Arrangement,
}

impl Office {
    pub fn new(cases: Vec<CaseDetail>) -> Self {
        Office {
            cases: cases.into_iter().map(|detail| (detail.summary.id.clone(), detail)).collect(),
            outbox: Vec::new(),
            left: Vec::new(),
            sides: BTreeMap::new(),
            drafts: BTreeMap::new(),
            half_typed: None,
            revealed: Vec::new(),
            looked_up: Vec::new(),
            paces: Vec::new(),
            related: BTreeMap::new(),
            claims: Vec::new(),
            enrolments: Ok(Vec::new()),
            receipts: Vec::new(),
            disk_full: false,
            still_seeking: false,
            asked: Vec::new(),
            quit: false,
            cut: false,
            arrangement: Arrangement::default(),
        }
    }

    /// Does what an effect says and gives the answer.
    pub fn run(&mut self, effect: Effect, now: Moment) -> Option<Message> {
        self.asked.push(effect.clone());
        Some(match effect {
            Effect::LoadRows { ticket, query } => Message::Rows { ticket, rows: Ok(self.rows(&query)) },
            Effect::LoadCounts { me, today } => {
                let count = |view| self.cases.values().filter(|detail| in_view(&detail.summary, view, me.as_str(), today)).count() as u64;
                Message::Counts(View::ALL.iter().map(|view| (*view, count(*view))).collect())
            }
            Effect::ReadView { path } => {
                let text = std::fs::read_to_string(&path).map_err(|error| error.kind().to_string());
                Message::ViewRead { path, text }
            }
            Effect::FindEmployers { typed } => {
                let all: std::collections::BTreeSet<&str> = self.cases.values().map(|detail| detail.summary.employer.as_str()).collect();
                let names = all.into_iter().filter(|name| name.contains(&typed)).map(str::to_owned).collect();
                Message::Employers { typed, names }
            }
            Effect::LoadDetail { case } => {
                let draft = self.drafts.get(&case).cloned().unwrap_or_default();
                let detail = self.cases.get(&case).cloned().map(Box::new);
                Message::Detail { case, detail: Ok(detail), draft }
            }
            Effect::Record { decision, .. } if self.disk_full => {
                Message::Recorded { decision: decision.id, result: Err("磁盘已满；腾出空间后再按 Y".into()) }
            }
            Effect::Record { decision, to_pay, base, held_until, replaces } => {
                let id = decision.id;
                self.drafts.remove(&decision.case);
                self.leaves(|item| Some(item.decision.id) == replaces, (Left::Replaced, Some(id)), now);
                self.outbox.push(OutboxItem {
                    name: base.summary.name.clone(),
                    plan: base.case.plan.clone(),
                    to_pay,
                    decision: *decision,
                    state: OutboxState::Held { until: held_until },
                    recorded: now,
                    changed: now,
                    attempts: 0,
                    last_error: None,
                    said: None,
                    doubted: false,
                    group: None,
                });
                Message::Recorded { decision: id, result: Ok(()) }
            }
            Effect::Undo { decision } => {
                let at = self.outbox.iter().position(|item| item.decision.id == decision);
                let by = |left: &LeftItem| left.by == Some(decision) && !left.item.state.is_unsent();
                let again = self.left.iter().position(by).map(|at| self.left.remove(at).item);
                let stands_again = again.as_ref().map(|item| item.decision.id);
                if let Some(decision) = at.map(|at| self.outbox[at].decision.clone()) {
                    self.leaves(|item| item.decision.id == decision.id, (Left::Undone, None), now);
                    let draft = Draft { verdicts: decision.verdicts, amendments: decision.amendments, ..Draft::default() };
                    if !draft.is_empty() {
                        self.drafts.insert(decision.case, draft);
                    }
                }
                self.outbox.extend(again);
                Message::Undone { decision, result: Ok(stands_again) }
            }
            Effect::HoldOn { decision, until } => {
                let item = self.outbox.iter_mut().find(|item| item.decision.id == decision && item.is_here_alone());
                match item.map(|item| item.state = OutboxState::Held { until }) {
                    Some(()) => Message::HeldOn { decision, result: Ok(()) },
                    None => Message::HeldOn { decision, result: Err("决定已经在发送".into()) },
                }
            }
            Effect::RecordAll { group, .. } if self.disk_full => {
                Message::RecordedAll { group, result: Err("磁盘已满；腾出空间后再按 Y".into()) }
            }
            Effect::RecordAll { group, recordings, held_until } => {
                let of = (recordings.len() > 1).then_some(group);
                for recording in recordings {
                    if let Act::Assign { to } = &recording.decision.act
                        && let Some(detail) = self.cases.get_mut(&recording.decision.case)
                    {
                        detail.summary.assignee.clone_from(to);
                        detail.case.assignee.clone_from(to);
                    }
                    let rests = recording.decision.act.verb().rests_on_basis();
                    assert_eq!(rests, recording.base.is_some());
                    if rests {
                        self.drafts.remove(&recording.decision.case);
                    }
                    let state = OutboxState::Held { until: held_until };
                    let Recording { decision, name, plan, to_pay, .. } = recording;
                    let (recorded, changed) = (now, now);
                    self.outbox.push(OutboxItem {
                        decision,
                        name,
                        plan,
                        to_pay,
                        state,
                        recorded,
                        changed,
                        attempts: 0,
                        last_error: None,
                        said: None,
                        doubted: false,
                        group: of,
                    });
                }
                Message::RecordedAll { group, result: Ok(()) }
            }
            Effect::UndoAll { decisions } => {
                self.leaves(|item| decisions.contains(&item.decision.id), (Left::Undone, None), now);
                Message::UndoneAll { asked: decisions.clone(), result: Ok(decisions) }
            }
            Effect::LoadArrangement => Message::Arranged(self.arrangement.clone()),
            Effect::SaveArrangement { before, after } => {
                self.arrangement = std::mem::take(&mut self.arrangement).with_change(&before, &after);
                return None;
            }
            Effect::CountSaved { name, query } => Message::SavedCount { name, count: Some(self.rows(&query).total) },
            Effect::LoadAhead { ticket, query } => Message::Ahead { ticket, rows: Ok(self.rows(&query)) },
            Effect::LoadMany { ticket, cases } => {
                let load = |case: &CaseId| {
                    let draft = self.drafts.get(case).cloned().unwrap_or_default();
                    let twin = self.related.get(case).is_some_and(|related| related.alarming() > 0);
                    Some(Loaded { detail: self.cases.get(case)?.clone().into(), draft, twin })
                };
                Message::Many { ticket, cases: cases.into_iter().map(|case| (case.clone(), load(&case))).collect() }
            }
            Effect::DropItem { decision } => {
                self.leaves(|item| item.decision.id == decision, (Left::Discarded, None), now);
                Message::Dropped { decision, result: Ok(()) }
            }
            Effect::LoadTyped => Message::Typed(self.half_typed.clone()),
            Effect::KeepTyped { half_typed } => {
                self.half_typed = Some(half_typed).filter(|text| !text.is_empty());
                return None;
            }
            Effect::SaveDraft { case, draft } => {
                self.drafts.insert(case, draft);
                return None;
            }
            Effect::LoadClaims => self.claims_message(),
            Effect::SaveClaim { draft } => {
                let key = draft.key;
                if !self.disk_full {
                    self.keep(*draft, ClaimState::Draft);
                }
                Message::ClaimSaved { key, result: if self.disk_full { Err("磁盘已满".into()) } else { Ok(()) } }
            }
            Effect::SubmitClaim { draft, .. } => {
                let key = draft.key;
                self.keep(*draft, ClaimState::Waiting);
                Message::ClaimSubmitted { key, result: Ok(()) }
            }
            Effect::DropClaim { key } => {
                self.claims.retain(|item| item.draft.key != key);
                self.claims_message()
            }
            Effect::FindEnrolments { number } => Message::Enrolments { number, found: self.enrolments.clone() },
            Effect::SavePage { page, file, text } => {
                self.receipts.push((file.clone(), text));
                let folder = "/home/lin/.local/share/huzhu/desk/receipts".to_owned();
                Message::PageSaved { page, saved: if self.disk_full { Err("磁盘已满".into()) } else { Ok((file, folder)) } }
            }
            Effect::LoadOutbox => self.outbox_message(now),
            Effect::LoadLeft => Message::Left(self.left.iter().rev().cloned().collect()),
            Effect::Retry { decision } => {
                for item in self.outbox.iter_mut().filter(|item| item.decision.id == decision) {
                    item.state = OutboxState::Waiting { next_try: None };
                }
                self.outbox_message(now)
            }
            Effect::LoadSides { decision } => {
                let sides = self.sides.get(&decision).cloned().map(Box::new);
                Message::Sides { decision, sides: sides.ok_or_else(|| "没有".to_owned()) }
            }
            Effect::Reveal { case, field } => {
                self.revealed.push((case.clone(), field));
                Message::Revealed { case, field, result: Ok(()) }
            }
            Effect::LookUp { ticket, wanted } => {
                self.looked_up.push(wanted.kind());
                let (kind, cases) = self.find(&wanted);
                Message::Found {
                    ticket,
                    found: Ok(Box::new(FoundHere {
                        kind,
                        cases,
                        more: false,
                        receipt: None,
                        unsent: Vec::new(),
                        paces: self.paces.clone(),
                        synced: Some(now),
                    })),
                }
            }
            Effect::SeekTurning { .. } if self.still_seeking => return None,
            Effect::SeekTurning { plan, detail } => {
                let found = nearest::of(&plan, &detail.case.facts, &detail.history, &detail.assessment);
                Message::TurningFound { detail, found: Ok(found) }
            }
            Effect::LoadRelated { case } => {
                let known = self.related.get(&case).map(|related| (related.clone(), now));
                Message::Related { case, related: Ok(known), asked: false }
            }
            Effect::SwitchPerson(user) => {
                Message::Switched(people().into_iter().find(|person| person.user == user).ok_or_else(String::new))
            }
            Effect::Quit => {
                self.quit = true;
                return None;
            }
            Effect::TurnLine => {
                self.cut = !self.cut;
                Message::LineTurned(Ok(self.cut))
            }
            Effect::AcceptServer => Message::ServerAccepted(Ok(())),
            Effect::SyncNow
            | Effect::NextTheme
            | Effect::UseTheme(_)
            | Effect::PreviewTheme(_)
            | Effect::Repaint
            | Effect::Copy(_)
            | Effect::SignOut
            | Effect::Lock { .. }
            | Effect::Unlock { .. }
            | Effect::Suspend => return None,
        })
    }

    fn keep(&mut self, draft: IntakeDraft, state: ClaimState) {
        self.claims.retain(|item| item.draft.key != draft.key);
        self.claims.insert(0, IntakeItem { draft, state });
    }

    /// Takes items out and keeps their records, as the store does.
    fn leaves(&mut self, which: impl Fn(&OutboxItem) -> bool, (left, by): (Left, Option<DecisionId>), at: Moment) {
        let gone = self.outbox.iter().filter(|item| which(item)).cloned();
        self.left.extend(gone.map(|item| LeftItem { item, left, at, by }));
        self.outbox.retain(|item| !which(item));
    }

    pub fn claims_message(&self) -> Message {
        Message::Claims(self.claims.clone())
    }

    pub fn outbox_message(&self, now: Moment) -> Message {
        let count = |state: fn(&OutboxState) -> bool| u32::try_from(self.outbox.iter().filter(|item| state(&item.state)).count()).unwrap();
        let counts = OutboxCounts {
            held: u32::try_from(self.outbox.iter().filter(|i| matches!(i.state, OutboxState::Held { until } if until > now)).count())
                .unwrap(),
            waiting: count(|state| matches!(state, OutboxState::Waiting { .. })),
            sending: count(|state| matches!(state, OutboxState::Sending)),
            refused: count(|state| matches!(state, OutboxState::Refused { .. })),
            conflict: count(|state| matches!(state, OutboxState::Conflict { .. })),
            accepted_today: count(|state| matches!(state, OutboxState::Accepted { .. })),
        };
        Message::Outbox { items: self.outbox.clone(), counts }
    }

    /// Finds as the store does, without its indexes.
    fn find(&self, wanted: &Wanted) -> (Kind, Vec<CaseSummary>) {
        for (kind, text) in wanted.tries() {
            let fits = |detail: &&CaseDetail| match kind {
                Kind::Name | Kind::Pinyin => name_keys(&detail.summary.name).iter().any(|key| key.starts_with(text)),
                Kind::Case => detail.summary.id.as_str() == text,
                Kind::CaseTail => detail.summary.id.as_str().ends_with(text),
                _ => numbers_of(&detail.case.member, &detail.case.facts).contains(&(kind, text.to_owned())),
            };
            let found: Vec<CaseSummary> = self.cases.values().filter(fits).map(|detail| detail.summary.clone()).collect();
            if !found.is_empty() {
                return (kind, found);
            }
        }
        (wanted.kind(), Vec::new())
    }

    fn rows(&self, query: &RowQuery) -> RowWindow {
        let mut rows: Vec<&CaseSummary> = self
            .cases
            .values()
            .map(|detail| &detail.summary)
            .filter(|row| in_view(row, query.view, query.me.as_str(), query.today))
            .filter(|row| query.filter.terms.iter().all(|term| fits(&term.condition, row) != term.not))
            .collect();
        rows.sort_by_key(|row| RowKey::by(query.sort, row));
        let limit = query.limit as usize;
        let place = |key: &RowKey| rows.partition_point(|row| RowKey::by(query.sort, row) < *key);
        let from = match &query.at {
            RowAnchor::Top => 0,
            RowAnchor::Bottom => rows.len().saturating_sub(limit),
            RowAnchor::After(key) => place(key) + usize::from(rows.iter().any(|row| RowKey::by(query.sort, row) == *key)),
            RowAnchor::Before(key) => place(key).saturating_sub(limit),
            RowAnchor::Around(key) => place(key).saturating_sub(limit / 2),
        };
        let to = match &query.at {
            RowAnchor::Before(key) => place(key),
            _ => (from + limit).min(rows.len()),
        };
        let overlay = |row: &CaseSummary| {
            let item = self.outbox.iter().find(|item| item.decision.case == row.id);
            let item = item.filter(|item| item.decision.act.verb().rests_on_basis());
            QueueRow { summary: row.clone(), pending: item.map(|item| (item.decision.act.verb(), item.state.clone())) }
        };
        RowWindow { rows: rows[from..to].iter().map(|row| overlay(row)).collect(), before: from as u64, total: rows.len() as u64 }
    }
}

fn in_view(row: &CaseSummary, view: View, me: &str, today: Date) -> bool {
    let open = row.status == Status::Open;
    match view {
        View::Open => open,
        View::Mine => open && row.assignee.as_ref().is_some_and(|user| *user == me),
        View::Unassigned => open && row.assignee.is_none(),
        View::DueSoon => open && row.due.is_some_and(|due| due >= today),
        View::Overdue => open && row.due.is_some_and(|due| due < today),
        View::Returned => row.status == Status::Returned,
        View::ToApprove => open && row.stage == "approval",
        View::ToPay => open && row.stage == "payment",
        View::Closed => row.status.is_closed(),
    }
}

/// Whether a row fits a condition, of those that these tests use.
fn fits(condition: &Condition, row: &CaseSummary) -> bool {
    let texts_in = |texts: &[String], places: &[&str]| texts.iter().any(|text| places.iter().any(|place| place.contains(text.as_str())));
    match condition {
        Condition::Any(texts) => texts_in(texts, &[row.id.as_str(), &row.name, &row.employer]),
        Condition::Text(Field::Employer, texts) => texts_in(texts, &[&row.employer]),
        Condition::Text(Field::Name, texts) => texts_in(texts, &[&row.name]),
        Condition::Stage(stages) => stages.contains(&row.stage),
        Condition::Amount(Op::More, amount) => row.amount.is_some_and(|of| of > *amount),
        other => panic!("no test uses {other:?} yet"),
    }
}
