//! A made-up office in memory: runs the desk's effects at once, by a fixed clock. Everybody in it is called 某.

use std::collections::BTreeMap;

use huzhu::app::details::Loaded;
use huzhu::app::{Effect, FoundHere, Message, Personal};
use huzhu::domain::assessment::CheckState;
use huzhu::domain::basis::Basis;
use huzhu::domain::case::{Case, Status};
use huzhu::domain::decision::Act;
use huzhu::domain::draft::Draft;
use huzhu::domain::facts::{Enrolment, Facts, History};
use huzhu::domain::ids::{CaseId, DecisionId};
use huzhu::domain::intake::{ClaimState, IntakeDraft, IntakeItem};
use huzhu::domain::lookup::{Kind, Wanted, numbers_of};
use huzhu::domain::outbox::{ConflictSides, OutboxCounts, OutboxItem, OutboxState, Recording};
use huzhu::domain::people::Role;
use huzhu::domain::pinyin::name_keys;
use huzhu::domain::queue::{Arrangement, QueueRow, RowAnchor, RowKey, RowQuery, RowWindow, View};
use huzhu::domain::summary::{CaseDetail, CaseSummary};
use huzhu::domain::time::{Date, Moment};
use huzhu::rules::{self, PlanSet, workflow};
use huzhu::wire::{Pace, Person, Related};
use serde_json::{Value, json};

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
    pub sides: BTreeMap<DecisionId, ConflictSides>,
    pub drafts: BTreeMap<CaseId, Draft>,
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
            sides: BTreeMap::new(),
            drafts: BTreeMap::new(),
            revealed: Vec::new(),
            looked_up: Vec::new(),
            paces: Vec::new(),
            related: BTreeMap::new(),
            claims: Vec::new(),
            enrolments: Ok(Vec::new()),
            receipts: Vec::new(),
            disk_full: false,
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
            Effect::LoadDetail { case } => {
                let draft = self.drafts.get(&case).cloned().unwrap_or_default();
                let detail = self.cases.get(&case).cloned().map(Box::new);
                Message::Detail { case, detail: Ok(detail), draft }
            }
            Effect::Record { decision, .. } if self.disk_full => {
                Message::Recorded { decision: decision.id, result: Err("磁盘已满；腾出空间后再按 Y".into()) }
            }
            Effect::Record { decision, base, held_until, replaces } => {
                let id = decision.id;
                self.drafts.remove(&decision.case);
                self.outbox.retain(|item| Some(item.decision.id) != replaces);
                self.outbox.push(OutboxItem {
                    name: base.summary.name.clone(),
                    plan: base.case.plan.clone(),
                    decision: *decision,
                    state: OutboxState::Held { until: held_until },
                    attempts: 0,
                    last_error: None,
                    group: None,
                });
                Message::Recorded { decision: id, result: Ok(()) }
            }
            Effect::Undo { decision } => {
                let at = self.outbox.iter().position(|item| item.decision.id == decision);
                if let Some(decision) = at.map(|at| self.outbox.remove(at).decision) {
                    let draft = Draft { verdicts: decision.verdicts, amendments: decision.amendments };
                    if !draft.is_empty() {
                        self.drafts.insert(decision.case, draft);
                    }
                }
                Message::Undone { decision, result: Ok(()) }
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
                    let Recording { decision, name, plan, .. } = recording;
                    self.outbox.push(OutboxItem { decision, name, plan, state, attempts: 0, last_error: None, group: of });
                }
                Message::RecordedAll { group, result: Ok(()) }
            }
            Effect::UndoAll { decisions } => {
                self.outbox.retain(|item| !decisions.contains(&item.decision.id));
                Message::UndoneAll { asked: decisions.clone(), result: Ok(decisions) }
            }
            Effect::LoadArrangement => Message::Arranged(self.arrangement.clone()),
            Effect::SaveArrangement(arrangement) => {
                self.arrangement = arrangement;
                return None;
            }
            Effect::CountSaved { name, query } => Message::SavedCount { name, count: Some(self.rows(&query).total) },
            Effect::LoadAhead { ticket, query } => Message::Ahead { ticket, rows: Ok(self.rows(&query)) },
            Effect::LoadMany { ticket, cases } => {
                let load = |case: &CaseId| {
                    let draft = self.drafts.get(case).cloned().unwrap_or_default();
                    Some(Loaded { detail: self.cases.get(case)?.clone().into(), draft })
                };
                Message::Many { ticket, cases: cases.into_iter().map(|case| (case.clone(), load(&case))).collect() }
            }
            Effect::DropItem { decision } => {
                self.outbox.retain(|item| item.decision.id != decision);
                Message::Dropped { decision, result: Ok(()) }
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
            Effect::SaveReceipt { name, text } => {
                let path = format!("/home/lin/receipts/{name}.txt");
                self.receipts.push((name, text));
                Message::ReceiptSaved(Ok(path))
            }
            Effect::LoadOutbox => self.outbox_message(now),
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
                    found: Ok(Box::new(FoundHere { kind, cases, more: false, paces: self.paces.clone(), synced: Some(now) })),
                }
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
            Effect::SyncNow
            | Effect::NextTheme
            | Effect::UseTheme(_)
            | Effect::PreviewTheme(_)
            | Effect::Repaint
            | Effect::Copy(_)
            | Effect::Suspend => return None,
        })
    }

    fn keep(&mut self, draft: IntakeDraft, state: ClaimState) {
        self.claims.retain(|item| item.draft.key != draft.key);
        self.claims.insert(0, IntakeItem { draft, state });
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
            .filter(|row| {
                query.filter.is_empty()
                    || row.id.as_str().contains(&query.filter)
                    || row.name.contains(&query.filter)
                    || row.employer.contains(&query.filter)
            })
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

/// Makes a detail of a case as the server would.
pub fn detail_of(plans: &PlanSet, case: Case, history: History) -> CaseDetail {
    let plan = plans.get(&case.plan).unwrap();
    let assessment = rules::assess(plan, &case.facts, &history);
    let worst = assessment.checks.iter().map(|check| check.state).min().unwrap_or(CheckState::Pass);
    let due = workflow::due(plan, &case.stage, case.entered.date()).filter(|_| case.status == Status::Open);
    let summary = CaseSummary {
        id: case.id.clone(),
        seq: 7,
        plan: case.plan.clone(),
        benefits: case.facts.benefits.clone(),
        name: case.facts.member.name.clone(),
        employer: case.employer().unwrap_or_default().to_owned(),
        status: case.status,
        stage: case.stage.clone(),
        entered: case.entered,
        received: case.received,
        due: due.map(|due| due.date),
        amount: Some(assessment.total),
        assignee: case.assignee.clone(),
        worst,
        worst_count: u32::try_from(assessment.checks.iter().filter(|check| check.state == worst).count()).unwrap(),
        last_note: String::new(),
    };
    CaseDetail { summary, basis: Basis::of(&case, &history), case, history, assessment }
}

/// A case to be filled: a stay of so many days that ended in November, at a stage since a day.
pub struct Made {
    pub number: u32,
    pub name: &'static str,
    pub employer: &'static str,
    pub stage: &'static str,
    pub entered: &'static str,
    pub days: u32,
    pub judged: bool,
    pub assignee: Option<&'static str>,
}

pub const PAPERS: [&str; 6] = ["id-card", "social-security-card", "bank-card", "receipts", "settlement-sheet", "discharge-record"];
const MORE_PAPERS: [&str; 4] = ["admission-record", "operation-record", "examination-reports", "pathology-report"];

fn papers(ids: &[&str], judged: bool) -> Value {
    let verdict = if judged { json!({ "verdict": "accepted" }) } else { Value::Null };
    ids.iter().map(|id| json!({ "material": id, "received": "2024-12-13", "pages": 2, "verdict": verdict })).collect()
}

fn facts(name: &str, employer: &str, days: u32) -> Value {
    let discharge = u32::min(14 + days, 30);
    json!({
        "filed": "2024-12-13", "benefits": ["hospital-stay"],
        "member": { "name": name, "sex": "female", "birth": "1978-03-05", "id_number": "330102197803050025", "phone": "13800001111",
                    "social_security_card": "A00000027" },
        "enrolments": [{ "plan": "zj-10", "cover": { "from": "2024-01-01", "to": "2024-12-31" }, "employer": employer, "premium": "110.00", "own_share": "12.00" }],
        "stays": [{ "hospital": "市第一医院", "admission": "2024-11-14", "discharge": format!("2024-11-{discharge}"), "stated_days": discharge - 14, "illness": "肺炎",
                    "settled": true, "designated": true }],
        "payee": { "name": name, "bank": "建设银行", "card": "6217000010000004419" }
    })
}

fn timeline(stage: &str) -> Value {
    let pass = |at: &str, by: &str, stage: &str, note: &str| {
        json!({ "at": millis(at), "by": by, "stage": stage, "event": "decided", "decision": "00000000-0000-4000-8000-000000000001",
                "act": { "verb": "pass-on", "note": note } })
    };
    let mut entries = vec![json!({ "at": millis("2024-12-13T09:12"), "by": null, "stage": "employer-check", "event": "received" })];
    if stage != "employer-check" {
        entries.push(pass("2024-12-16T10:05", "lin", "employer-check", ""));
    }
    if stage == "approval" || stage == "payment" {
        entries.push(pass("2024-12-16T15:20", "he", "medical-review", "病理与出院诊断一致，无既往史。"));
    }
    Value::Array(entries)
}

fn millis(at: &str) -> i64 {
    let (date, time) = at.split_once('T').unwrap();
    let (hour, minute) = time.split_once(':').unwrap();
    Moment::at(date.parse().unwrap(), hour.parse().unwrap(), minute.parse().unwrap()).0
}

fn case(plans: &PlanSet, made: &Made, facts: Value, papers: Value) -> Case {
    let plan = plans.get(&"zj-10".into()).unwrap();
    let facts: Facts = serde_json::from_value(facts).unwrap();
    serde_json::from_value(json!({
        "id": format!("ZJ24-{:06}", made.number), "member": format!("M{}", made.number), "plan": "zj-10", "plan_hash": plan.hash,
        "facts": facts, "materials": papers, "status": "open", "stage": made.stage, "entered": millis(&format!("{}T15:20", made.entered)),
        "received": millis("2024-12-13T09:12"), "assignee": made.assignee, "granted": [], "timeline": timeline(made.stage)
    }))
    .unwrap()
}

impl Made {
    pub fn detail(&self, plans: &PlanSet) -> CaseDetail {
        let case = case(plans, self, facts(self.name, self.employer, self.days), papers(&PAPERS, self.judged));
        detail_of(plans, case, History::default())
    }
}

/// The case of screens.md: a mild critical illness with a stay and a large expense, and an earlier stay in the period.
pub fn shen(plans: &PlanSet) -> CaseDetail {
    let made = Made {
        number: 1873,
        name: "沈某某",
        employer: "江岸纺织厂",
        stage: "approval",
        entered: "2024-12-16",
        days: 8,
        judged: true,
        assignee: Some("zhao"),
    };
    let mut facts = facts(made.name, made.employer, made.days);
    facts["benefits"] = json!(["hospital-stay", "critical-illness", "large-expense"]);
    facts["diagnosis"] =
        json!({ "disease": "malignancy-mild", "diagnosed": "2024-11-22", "pathology_report": "2024-11-22", "hospital": "市第一医院" });
    facts["stays"][0]["expense"] = json!({ "self_care": "4000.00", "self_pay": "6400.00" });
    let all: Vec<&str> = PAPERS.iter().chain(&MORE_PAPERS).copied().collect();
    let case = case(plans, &made, facts, papers(&all, true));
    let history = json!({ "granted": [
        { "case": "ZJ24-000611", "plan": "zj-10", "benefit": "hospital-stay", "decided": "2024-03-22", "amount": "300.00",
          "stays": [{ "admission": "2024-03-11", "discharge": "2024-03-14", "days": 3 }] },
        { "case": "ZJ24-000611", "plan": "zj-10", "benefit": "large-expense", "decided": "2024-03-22", "amount": "0.00", "expense": "1923.00" },
    ]});
    detail_of(plans, case, serde_json::from_value(history).unwrap())
}

/// A case of the plan of contracts at its review: an accident stay after a fall, from the claim document of the same name.
pub fn jinan(plans: &PlanSet) -> CaseDetail {
    let text = include_str!("../claims/jn-accident-stay.toml");
    let document: toml::Table = toml::from_str(text).unwrap();
    let dated = |value: &toml::Value| serde_json::to_value(value).unwrap();
    let mut facts = dated(&document["facts"]);
    plain_dates(&mut facts);
    let papers: Value = ["application-form", "id-card", "bank-card", "receipts"]
        .iter()
        .map(|id| json!({ "material": id, "received": "2024-12-13", "pages": 1, "verdict": null }))
        .collect();
    let plan = plans.get(&"jn-critical".into()).unwrap();
    let case: Case = serde_json::from_value(json!({
        "id": "JN24-000007", "member": "M7", "plan": "jn-critical", "plan_hash": plan.hash, "facts": facts, "materials": papers,
        "status": "open", "stage": "medical-review", "entered": millis("2024-12-16T09:00"), "received": millis("2024-12-13T09:12"),
        "assignee": null, "granted": [], "timeline": [{ "at": millis("2024-12-13T09:12"), "by": null, "stage": "registration", "event": "received" }]
    }))
    .unwrap();
    detail_of(plans, case, History::default())
}

/// A date of TOML comes out of serde in a wrapping of its own; a claim has it as text.
fn plain_dates(value: &mut Value) {
    match value {
        Value::Object(map) if map.len() == 1 && map.contains_key("$__toml_private_datetime") => {
            *value = map["$__toml_private_datetime"].clone();
        }
        Value::Object(map) => map.values_mut().for_each(plain_dates),
        Value::Array(list) => list.iter_mut().for_each(plain_dates),
        _ => {}
    }
}

/// A small queue with every stage in it.
pub fn usual(plans: &PlanSet) -> Vec<CaseDetail> {
    let made = |number, name, employer, stage, entered, days, judged, assignee| Made {
        number,
        name,
        employer,
        stage,
        entered,
        days,
        judged,
        assignee,
    };
    let rows = [
        made(1866, "钱某某", "望江仪表厂", "employer-check", "2024-12-11", 12, false, Some("lin")),
        made(1869, "严某", "浦沿运输", "employer-check", "2024-12-12", 3, false, Some("lin")),
        made(1902, "罗某某", "望江仪表厂", "employer-check", "2024-12-13", 5, false, None),
        made(1911, "吴某某", "江岸纺织厂", "employer-check", "2024-12-16", 6, false, None),
        made(1912, "郑某", "江岸纺织厂", "employer-check", "2024-12-16", 8, false, None),
        made(1920, "褚某某", "浦沿运输", "medical-review", "2024-12-16", 7, true, Some("he")),
        made(1881, "韩某", "东湖食品", "approval", "2024-12-16", 9, true, Some("zhao")),
        made(1885, "俞某某", "东湖食品", "approval", "2024-12-17", 4, true, None),
        made(1840, "徐某某", "浦沿运输", "payment", "2024-12-16", 4, true, None),
    ];
    let mut cases: Vec<CaseDetail> = rows.iter().map(|made| made.detail(plans)).collect();
    cases.push(shen(plans));
    cases
}
