//! Sign-ins that are taken back: the machine that hears of it wipes its files and reports what it had not sent, as the desk does.
//!
//! Not here: what must be true of that (`check`). Invariant: what a machine held just before is written down before it is wiped.

use std::collections::BTreeMap;

use huzhu::api::{Call, Failure, Reply};
use huzhu::domain::ids::DecisionId;
use huzhu::domain::intake::{ClaimKey, ClaimState};
use huzhu::domain::outbox::OutboxState;
use huzhu::driver::leaving::{self, REPORT_TRIES};
use huzhu::wire::UnsentReport;

use super::{Plant, World};

/// What was left of a person's machine.
pub struct Wiped {
    pub token: String,
    /// What stood there just before.
    pub outbox: BTreeMap<DecisionId, OutboxState>,
    pub claims: BTreeMap<ClaimKey, ClaimState>,
    /// What was told to the server, or to the person where the server could not be told: ids, verbs and times.
    pub report: UnsentReport,
    /// The server said that it has it.
    pub told: bool,
    tries: u32,
}

impl World {
    /// An operator takes back every sign-in of a person.
    pub(super) fn revoke(&mut self, client: usize) {
        let user = self.clients[client].person.user.clone();
        if self.server.revoke(&user) {
            self.did("sign-ins are taken back");
            self.note(|| format!("the sign-ins of {user} are taken back"));
            self.tell_streams();
        }
    }

    pub(super) fn is_wiped(&self, client: usize) -> bool {
        self.wiped.contains_key(&self.clients[client].owner)
    }

    /// The server has said that the sign-in was taken back.
    pub(super) fn wipe(&mut self, client: usize) {
        let owner = self.clients[client].owner;
        let Some(process) = self.clients[client].running.take() else { return };
        let store = process.store;
        let outbox = store.outbox().unwrap().into_iter().map(|item| (item.decision.id, item.state)).collect();
        let claims = store.claims().unwrap().into_iter().map(|item| (item.draft.key, item.state)).collect();
        let unsent = if self.plant == Plant::WipeTellsNothing { Vec::new() } else { store.unsent().unwrap() };
        drop((store, process.engine));
        let count = unsent.len();
        // A world has fewer than one report holds.
        let report = leaving::reports(&unsent).pop_front().unwrap_or(UnsentReport { items: Vec::new() });
        self.clients[client].folder.wipe().unwrap();
        self.drafts.retain(|(of, _), _| *of != owner);
        self.streams.remove(&client);
        self.clients[client].life += 1;
        self.did("a machine is wiped");
        self.note(|| format!("c{client} wipes its files, {count} unsent"));
        let (told, tries) = (false, REPORT_TRIES);
        self.wiped.insert(owner, Wiped { token: process.token, outbox, claims, report, told, tries });
        if count > 0 {
            self.report(client);
        }
    }

    /// Another process wiped these files.
    pub(super) fn notices_a_wipe(&mut self, client: usize) -> bool {
        let noticed = self.is_wiped(client) && self.clients[client].running.take().is_some();
        if noticed {
            self.clients[client].life += 1;
            self.streams.remove(&client);
            self.note(|| format!("c{client} finds its files wiped"));
        }
        noticed
    }

    fn report(&mut self, client: usize) {
        let Some(wiped) = self.wiped.get_mut(&self.clients[client].owner).filter(|wiped| wiped.tries > 0) else { return };
        wiped.tries -= 1;
        let call = Call::ReportUnsent { report: wiped.report.clone() };
        self.send(client, call);
    }

    /// The report was taken, or wasn't: then it goes again, a few times.
    pub(super) fn reported(&mut self, client: usize, answer: &Result<Reply, Failure>) {
        let Some(wiped) = self.wiped.get_mut(&self.clients[client].owner) else { return };
        if answer.is_err() {
            return self.report(client);
        }
        wiped.told = true;
        self.did("what was unsent is reported");
        self.note(|| format!("c{client} has told what was unsent"));
    }
}
