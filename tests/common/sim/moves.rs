//! What people decide: one case or a group, corrections, notes, hand-overs, papers that came, taking back, settling conflicts.
//!
//! Invariant: what a screen says stands in `said` only after the disk has it, as on the real desk.

use std::sync::Arc;

use huzhu::domain::amendment::{Amendment, Correction, apply, value_at};
use huzhu::domain::assessment::Need;
use huzhu::domain::basis::Basis;
use huzhu::domain::decision::{Act, Decision, Defect, Verb};
use huzhu::domain::ids::{CaseId, DecisionId};
use huzhu::domain::material::{MaterialVerdict, Verdict};
use huzhu::domain::money::Money;
use huzhu::domain::outbox::{OutboxItem, OutboxState, Recording};
use huzhu::domain::queue::{QueueRow, RowAnchor, RowQuery, View};
use huzhu::domain::reason::ReasonClass;
use huzhu::domain::summary::CaseDetail;
use huzhu::judge;
use huzhu::rules::{self, workflow};
use huzhu::store::Store;
use serde_json::json;

use super::books::plan_of;
use super::{Plant, Said, World};

/// The fact that is corrected, and the paper that shows it.
pub const CORRECTED: &str = "/stays/0/stated_days";
const EVIDENCE: &str = "discharge-record";
/// A group is held longer than one decision.
const GROUP_HOLD_SECS: i64 = 20;
/// How long what is not sent waits while it is changed.
const CHANGE_SECS: i64 = 300;
const HOLD_SECS: i64 = 8;

impl World {
    /// The person does one of the things that people do.
    pub(super) fn act(&mut self, client: usize) {
        if self.clients[client].running.is_none() || self.notices_a_wipe(client) {
            return;
        }
        if self.dice.one_in(3) {
            self.tries_now(client);
        }
        match self.dice.below(30) {
            0 | 28 => self.take_back(client),
            1..=3 => self.settle_a_conflict(client),
            4 => self.amend(client),
            5 => self.hand_over(client),
            6 => self.note_down(client),
            7 => self.note_down_twice(client),
            8 => self.take_papers_in(client),
            9 | 10 => self.decide_a_group(client),
            11 => self.take_a_group_back(client),
            12 => self.empty_the_cache(client),
            13 => self.draft(client),
            14 | 15 => self.take_a_claim_in(client),
            16 => self.lay_aside(client),
            17..=20 => self.take_up(client),
            _ => self.decide(client),
        }
        if self.clients[client].running.is_some() {
            self.go_on(client);
        }
    }

    /// The first rows of a view, as the screen has them.
    pub(super) fn rows(&mut self, client: usize, view: View) -> Vec<QueueRow> {
        let (filter, me, today) = (Default::default(), self.clients[client].person.user.clone(), self.clock(client).date());
        let query = RowQuery { view, filter, me, today, sort: Default::default(), at: RowAnchor::Top, limit: 50 };
        let Some(store) = self.clients[client].store() else { return Vec::new() };
        store.rows(&query).unwrap().rows
    }

    /// One of the first rows: everybody likes those, so that people meet.
    pub(super) fn a_row(&mut self, client: usize, view: View, fits: impl Fn(&QueueRow) -> bool) -> Option<QueueRow> {
        let rows: Vec<_> = self.rows(client, view).into_iter().filter(fits).collect();
        let most = rows.len().min(4) as u64;
        rows.into_iter().nth(if most == 0 { 0 } else { self.dice.below(most) as usize })
    }

    pub(super) fn detail(&self, client: usize, row: &QueueRow) -> Option<CaseDetail> {
        self.clients[client].running.as_ref()?.store.detail(&row.summary.id).unwrap()
    }

    pub(super) fn decide(&mut self, client: usize) {
        // Now and then a case that is decided already and not sent yet: the second must wait for the first.
        let again = self.dice.one_in(8);
        let Some(row) = self.a_row(client, View::Open, |row| again || row.pending.is_none()) else { return };
        let Some(base) = self.detail(client, &row) else { return };
        let decision = self.make(client, &base);
        self.record(client, &decision, &base);
    }

    pub(super) fn record(&mut self, client: usize, decision: &Decision, base: &CaseDetail) {
        let now = self.clock(client);
        let held_until = if self.dice.one_in(2) { now.plus_secs(HOLD_SECS) } else { now };
        self.save(client, &[decision], |store| store.record((decision, None), base, held_until, now).unwrap());
    }

    /// Puts decisions on disk and says so; the process may end before and after.
    fn save(&mut self, client: usize, decisions: &[&Decision], write: impl FnOnce(&mut Store)) -> bool {
        let owner = self.clients[client].owner;
        let said = |decision: &&Decision| Said::Saved { owner, id: decision.id, case: decision.case.clone() };
        if self.plant == Plant::SaidBeforeSaved {
            self.said.extend(decisions.iter().map(said));
        }
        if self.cut(client, "before a decision was written") {
            return false;
        }
        let Some(store) = self.clients[client].store() else { return false };
        write(store);
        self.perhaps_newest_first(client);
        for decision in decisions {
            self.note(|| format!("c{client} saved {} {} {:?}", decision.id, decision.case, decision.act.verb()));
        }
        if self.plant != Plant::SaidBeforeSaved {
            self.said.extend(decisions.iter().map(said));
        }
        for decision in decisions {
            self.remember_draft(client, &decision.case);
        }
        self.cut(client, "after a decision was written");
        true
    }

    fn fresh_id(&mut self) -> DecisionId {
        let id = u128::from(self.dice.next()) << 64 | u128::from(self.dice.next());
        DecisionId(uuid::Builder::from_random_bytes(id.to_be_bytes()).into_uuid())
    }

    /// Makes a decision that fits the case as the client has it.
    fn make(&mut self, client: usize, base: &CaseDetail) -> Decision {
        let plan = plan_of(&base.case.plan_hash);
        let verbs = workflow::stage(&plan, &base.case.stage).map_or(&[Verb::PassOn][..], workflow::verbs);
        let reason = |class: ReasonClass| plan.reasons.iter().find(|reason| reason.class == class).unwrap();
        let text = "依据办法".to_owned();
        let reviews = verbs.contains(&Verb::Return);
        let act = match (verbs[0], self.dice.below(12)) {
            (Verb::PassOn | Verb::Approve, 0) if reviews => {
                let reason = reason(ReasonClass::Reject);
                Act::Reject { reason: reason.code.clone(), clause: reason.clause.clone(), text }
            }
            (Verb::PassOn | Verb::Approve, 1 | 2) if reviews => {
                let reason = reason(ReasonClass::Return).code.clone();
                Act::Return { defects: vec![Defect { reason, material: Some(EVIDENCE.into()) }], text }
            }
            (Verb::PassOn, _) => Act::PassOn { note: text },
            (Verb::Approve, _) => Act::Approve { note: text },
            _ => Act::Paid { reference: text },
        };
        // Some correct a fact with it.
        let judges = matches!(act.verb(), Verb::PassOn | Verb::Approve) && reviews;
        let amendments = if judges && self.dice.one_in(6) { vec![self.correction(base)] } else { Vec::new() };
        self.decision(client, base, act, amendments)
    }

    pub(super) fn decision(&mut self, client: usize, base: &CaseDetail, act: Act, amendments: Vec<Amendment>) -> Decision {
        let facts = apply(&base.case.facts, &amendments).unwrap();
        let assessment = rules::assess(&plan_of(&base.case.plan_hash), &facts, &base.history);
        let accepts = matches!(act.verb(), Verb::PassOn | Verb::Approve);
        let asked = assessment.materials.iter().filter(|asked| accepts && matches!(asked.need, Need::Required | Need::Conditional));
        let unseen = asked.filter(|asked| base.case.materials.iter().any(|m| m.material == asked.material && m.verdict.is_none()));
        let verdict = |material| MaterialVerdict { material, verdict: Some(Verdict::Accepted) };
        Decision {
            id: self.fresh_id(),
            case: base.summary.id.clone(),
            basis: base.basis.clone(),
            stage: base.case.stage.clone(),
            plan_hash: base.case.plan_hash.clone(),
            engine: base.assessment.engine,
            amount: judge::amount_of(&base.case, &assessment),
            verdicts: unseen.map(|asked| verdict(asked.material.clone())).collect(),
            amendments,
            act,
            decided_at: self.clock(client).plus_millis(client as i64),
        }
    }

    /// Another number of days than the case says.
    pub(super) fn correction(&mut self, base: &CaseDetail) -> Amendment {
        let old = value_at(&base.case.facts, CORRECTED);
        let new = (1..).map(|_| json!(1 + self.dice.below(30))).find(|new| *new != old).unwrap();
        Amendment::Correct(Correction { path: CORRECTED.into(), old, new, evidence: EVIDENCE.into(), reason: "出院记录写明".into() })
    }

    /// Corrects a fact and leaves the case where it is.
    fn amend(&mut self, client: usize) {
        let Some(row) = self.a_row(client, View::Open, |row| row.pending.is_none()) else { return };
        let Some(base) = self.detail(client, &row) else { return };
        let correction = self.correction(&base);
        let decision = self.decision(client, &base, Act::Amend { note: String::new() }, vec![correction]);
        self.record(client, &decision, &base);
    }

    /// Papers that came after a return.
    fn take_papers_in(&mut self, client: usize) {
        let Some(row) = self.a_row(client, View::Returned, |row| row.pending.is_none()) else { return };
        let Some(base) = self.detail(client, &row) else { return };
        let act = Act::Resubmit { received: vec![EVIDENCE.into()], note: String::new() };
        let decision = self.decision(client, &base, act, Vec::new());
        self.record(client, &decision, &base);
    }

    fn hand_over(&mut self, client: usize) {
        let to = self.dice.below(self.clients.len() as u64) as usize;
        let to = self.clients[to].person.user.clone();
        let to = (!self.dice.one_in(3)).then_some(to);
        self.desk_act(client, Act::Assign { to });
    }

    fn note_down(&mut self, client: usize) {
        let text = format!("来电 {}", self.dice.below(1_000_000));
        self.desk_act(client, Act::Note { text });
    }

    /// Two notes on one case, one after the other: they stand there in that order.
    fn note_down_twice(&mut self, client: usize) {
        let Some(row) = self.a_row(client, View::Open, |_| true) else { return };
        for nth in ["一", "二"] {
            let text = format!("第{nth}次来电 {}", self.dice.below(1_000_000));
            self.desk_act_on(client, row.clone(), Act::Note { text });
        }
    }

    /// What rests on nothing that was seen: recorded without the case, and sent at once.
    fn desk_act(&mut self, client: usize, act: Act) {
        if let Some(row) = self.a_row(client, View::Open, |_| true) {
            self.desk_act_on(client, row, act);
        }
    }

    fn desk_act_on(&mut self, client: usize, row: QueueRow, act: Act) {
        let (now, plan, case) = (self.clock(client), super::books::plan(), row.summary);
        let decision = Decision {
            id: self.fresh_id(),
            case: case.id,
            basis: Basis::default(),
            stage: case.stage,
            plan_hash: plan.hash.clone(),
            engine: huzhu::domain::assessment::ENGINE_REVISION,
            amount: Money::ZERO,
            verdicts: Vec::new(),
            amendments: Vec::new(),
            act,
            decided_at: now,
        };
        let recording = Recording { decision: decision.clone(), name: case.name, plan: case.plan, to_pay: None, base: None };
        self.save(client, &[&decision], |store| store.record_all(&[recording], now, now).unwrap());
    }

    /// Several cases under one key.
    fn decide_a_group(&mut self, client: usize) {
        let rows: Vec<_> = self.rows(client, View::Open).into_iter().filter(|row| row.pending.is_none()).collect();
        let many = 2 + self.dice.below(3) as usize;
        let mut recordings = Vec::new();
        for row in rows.into_iter().take(many) {
            let Some(base) = self.detail(client, &row) else { continue };
            let decision = self.make(client, &base);
            recordings.push(Recording {
                decision,
                name: row.summary.name,
                plan: row.summary.plan,
                to_pay: None,
                base: Some(Arc::new(base)),
            });
        }
        let now = self.clock(client);
        let decisions: Vec<&Decision> = recordings.iter().map(|recording| &recording.decision).collect();
        self.save(client, &decisions, |store| store.record_all(&recordings, now.plus_secs(GROUP_HOLD_SECS), now).unwrap());
    }

    /// The first thing in a client's outbox that fits.
    fn item(&self, client: usize, fits: impl Fn(&OutboxItem) -> bool) -> Option<OutboxItem> {
        self.clients[client].running.as_ref()?.store.outbox().unwrap().into_iter().find(fits)
    }

    fn take_a_group_back(&mut self, client: usize) {
        let Some(group) = self.item(client, |item| item.group.is_some() && item.state.is_unsent()).and_then(|item| item.group) else {
            return;
        };
        let now = self.clock(client);
        let Some(store) = self.clients[client].store() else { return };
        let items: Vec<OutboxItem> = store.outbox().unwrap().into_iter().filter(|item| item.group == Some(group)).collect();
        let ids: Vec<DecisionId> = items.iter().map(|item| item.decision.id).collect();
        let undone = store.undo_all(&ids, now).unwrap();
        if undone.len() > 1 {
            self.did("group taken back");
        }
        let of_group = |item: &&OutboxItem| undone.contains(&item.decision.id);
        let cases: Vec<_> = items.iter().filter(of_group).map(|item| item.decision.case.clone()).collect();
        cases.iter().for_each(|case| self.remember_draft(client, case));
        for id in undone {
            self.said.push(Said::Undone { id });
            self.note(|| format!("c{client} took {id} back, of a group of {}", ids.len()));
        }
    }

    fn take_back(&mut self, client: usize) {
        let held = self.item(client, |item| matches!(item.state, OutboxState::Held { .. } | OutboxState::Waiting { .. }));
        let Some(Decision { id, case, act, .. }) = held.map(|item| item.decision) else { return };
        let rests = act.verb().rests_on_basis();
        if rests && self.dice.one_in(2) {
            return self.change_unsent(client, id, &case);
        }
        self.take_back_one(client, id, &case);
    }

    fn take_back_one(&mut self, client: usize, id: DecisionId, case: &CaseId) {
        let now = self.clock(client);
        let Some(store) = self.clients[client].store() else { return };
        if let Ok(taken_back) = store.undo(id, now) {
            self.said.push(Said::Undone { id });
            self.did("taken back");
            // What was in conflict or refused before it is not settled by what was taken back.
            assert_eq!(taken_back.stands_again, self.redone.remove(&id), "{id} was taken back");
            if let Some(id) = taken_back.stands_again {
                self.said.push(Said::Again { id });
                self.did("to be settled again");
            }
            self.remember_draft(client, case);
            self.note(|| format!("c{client} took {id} back"));
        }
    }

    /// What was not sent waits while it is changed; another comes in its place, or it goes out as it was. A process may end in between.
    fn change_unsent(&mut self, client: usize, old: DecisionId, case: &CaseId) {
        let now = self.clock(client);
        let Some(store) = self.clients[client].store() else { return };
        if store.hold_on(old, now.plus_secs(CHANGE_SECS), now).is_err() {
            return;
        }
        let base = store.detail(case).unwrap();
        let of_case = |item: &OutboxItem| item.decision.case == *case && item.decision.id != old && item.state.is_unsent();
        let alone = !store.outbox().unwrap().iter().any(of_case);
        match base.filter(|_| alone && self.dice.one_in(2)) {
            Some(base) => {
                let decision = self.make(client, &base);
                if self.save(client, &[&decision], |store| store.replace(old, (&decision, None), &base, now, now).unwrap()) {
                    self.said.push(Said::Undone { id: old });
                    if let Some(redone) = self.redone.remove(&old) {
                        self.redone.insert(decision.id, redone);
                    }
                    self.did("changed before it went out");
                }
            }
            None if self.dice.one_in(2) => {
                let Some(store) = self.clients[client].store() else { return };
                store.hold_on(old, now, now).unwrap();
            }
            // Its desk is gone.
            None => self.did("left while it was changed"),
        }
    }

    fn settle_a_conflict(&mut self, client: usize) {
        let found = self.item(client, |item| matches!(item.state, OutboxState::Conflict { .. } | OutboxState::Refused { .. }));
        let Some(OutboxItem { decision: Decision { id: old, case, act, .. }, .. }) = found else { return };
        let now = self.clock(client);
        let Some(store) = self.clients[client].store() else { return };
        // Where the answer brought no case, it is the one that was pulled since.
        let theirs = store.sides(old).unwrap().theirs.or_else(|| store.detail(&case).unwrap());
        // What waits about the case already is answered first.
        let waits = store.outbox().unwrap().iter().any(|item| item.decision.case == case && item.state.is_unsent());
        match theirs.filter(|theirs| !theirs.summary.status.is_closed() && act.verb().rests_on_basis() && !waits) {
            Some(theirs) if !self.dice.one_in(4) => {
                let again = self.dice.one_in(2);
                let decision = if again { self.decision(client, &theirs, act, Vec::new()) } else { self.make(client, &theirs) };
                if self.save(client, &[&decision], |store| store.replace(old, (&decision, None), &theirs, now, now).unwrap()) {
                    self.said.push(Said::Discarded { id: old });
                    self.redone.insert(decision.id, old);
                    self.did(if again { "applied again" } else { "changed" });
                    if self.dice.one_in(2) {
                        self.take_back_one(client, decision.id, &case);
                    }
                }
            }
            _ => {
                store.discard(old, now).unwrap();
                self.said.push(Said::Discarded { id: old });
                self.did("dropped");
                self.note(|| format!("c{client} discarded {old}"));
            }
        }
    }
}
