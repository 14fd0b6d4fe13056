//! What else people do at the desk: drafts, claims at the counter, what is set aside, a cache made anew.
//!
//! Not here: decisions (`moves`). Invariant: a draft is known by what its person last did to it, and by nothing else.

use huzhu::domain::decision::Act;
use huzhu::domain::draft::Draft;
use huzhu::domain::ids::CaseId;
use huzhu::domain::intake::{ClaimKey, IntakeDraft, ReadyClaim};
use huzhu::domain::material::{MaterialVerdict, Verdict};
use huzhu::domain::queue::View;
use huzhu::domain::time::days_after;

use super::client::Process;
use super::{World, books};

impl World {
    /// Tries at once, whatever it was waiting for.
    pub(super) fn tries_now(&mut self, client: usize) {
        let now = self.clock(client);
        if let Some(Process { store, engine: Some(engine), .. }) = &mut self.clients[client].running {
            store.retry_waiting().unwrap();
            engine.wake(now);
        }
    }

    /// The cache is made anew, as after damage or with other rights.
    pub(super) fn empty_the_cache(&mut self, client: usize) {
        if let Some(store) = self.clients[client].store() {
            store.wipe_cache().unwrap();
            self.did("cache emptied");
            self.note(|| format!("c{client} empties its cache"));
            self.perhaps_wiped_too(client);
        }
    }

    /// Something is made of a case and not decided.
    pub(super) fn draft(&mut self, client: usize) {
        let Some(row) = self.a_row(client, View::Open, |row| row.pending.is_none()) else { return };
        let Some(base) = self.detail(client, &row) else { return };
        let verdicts = base.case.materials.iter().take(1 + self.dice.below(3) as usize);
        let verdicts = verdicts.map(|paper| MaterialVerdict { material: paper.material.clone(), verdict: Some(Verdict::Accepted) });
        let draft = Draft { verdicts: verdicts.collect(), amendments: vec![self.correction(&base)], ..Draft::default() };
        let (now, case) = (self.clock(client), row.summary.id);
        if self.cut(client, "before a draft was written") {
            return;
        }
        let Some(store) = self.clients[client].store() else { return };
        store.put_draft(&case, &draft, now).unwrap();
        self.did("drafted");
        self.remember_draft(client, &case);
        self.cut(client, "after a draft was written");
    }

    /// Takes what stands in the file now as what its person left there.
    pub(super) fn remember_draft(&mut self, client: usize, case: &CaseId) {
        let owner = self.clients[client].owner;
        if let Some(process) = &self.clients[client].running {
            let draft = process.store.draft(case).unwrap();
            self.drafts.insert((owner, case.clone()), draft);
        }
    }

    /// Whether every draft is as its person left it.
    pub(super) fn drafts_are_as_left(&mut self, client: usize) {
        let owner = self.clients[client].owner;
        let Some(process) = &self.clients[client].running else { return };
        let lost = self.drafts.iter().find(|((of, case), left)| *of == owner && process.store.draft(case).unwrap() != **left);
        if let Some(((_, case), left)) = lost {
            self.faults.push(format!("the draft of client {owner} on {case} is another than was left: {left:?}"));
        }
    }

    /// A claim is taken in at the counter: typed, then put on its way.
    pub(super) fn take_a_claim_in(&mut self, client: usize) {
        let now = self.clock(client);
        let key = u128::from(self.dice.next()) << 64 | u128::from(self.dice.next());
        let key = ClaimKey(uuid::Builder::from_random_bytes(key.to_be_bytes()).into_uuid());
        let (mut facts, materials) = self.server.template.claim.clone();
        // By its receipt it is known again; it is a stay of its own.
        let from = days_after("2024-11-01".parse().unwrap(), self.dice.below(30) as u32);
        let stay = &mut facts.stays[0];
        (stay.admission, stay.discharge) = (from, days_after(from, 1 + self.dice.below(9) as u32));
        stay.expense.iter_mut().for_each(|expense| expense.receipt = Some(key.provisional()));
        let plan = books::plan().id.clone();
        let mut draft = IntakeDraft::begin(key, plan.clone(), now);
        draft.entries = vec![("/member/name".into(), facts.member.name.clone())];
        if self.cut(client, "before a claim was typed") {
            return;
        }
        let Some(store) = self.clients[client].store() else { return };
        store.put_claim_draft(&draft, now).unwrap();
        if self.cut(client, "before a claim was put on its way") {
            return;
        }
        let claim = ReadyClaim { plan, facts, materials, key: None, replaces: Vec::new() };
        let Some(store) = self.clients[client].store() else { return };
        store.submit_claim(&draft, &claim, ClaimKey(uuid::Uuid::nil()), now).unwrap();
        self.claims.insert(key, self.clients[client].owner);
        self.note(|| format!("c{client} takes a claim in {}", key.0));
        self.cut(client, "after a claim was put on its way");
    }

    /// Sets a case aside for some days, gives it more time, or sends it back a stage.
    pub(super) fn lay_aside(&mut self, client: usize) {
        let Some(row) = self.a_row(client, View::Open, |row| row.pending.is_none()) else { return };
        let Some(base) = self.detail(client, &row) else { return };
        let (text, today) = ("待单位补证".to_owned(), self.clock(client).date());
        let until = days_after(today, 1 + self.dice.below(40) as u32);
        let act = match self.dice.below(4) {
            0 => Act::SendBack { text },
            1 => Act::Extend { until, text },
            _ => Act::Park { until, text },
        };
        let decision = self.decision(client, &base, act, Vec::new());
        self.record(client, &decision, &base);
    }

    /// Takes up what was set aside; decides where nothing is.
    pub(super) fn take_up(&mut self, client: usize) {
        let rows = self.rows(client, View::Open);
        let mut details = rows.iter().filter(|row| row.pending.is_none()).filter_map(|row| self.detail(client, row));
        let Some(base) = details.find(|detail| detail.case.hold.is_some()) else { return self.decide(client) };
        let decision = self.decision(client, &base, Act::Resume { text: "证明已到".into() }, Vec::new());
        self.record(client, &decision, &base);
    }
}
