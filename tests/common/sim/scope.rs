//! People whose roles or employer the office changes: the machine that hears of it lets the cases go, and its person signs in anew.
//!
//! Not here: what is kept of what he had decided (`check`). Invariant: the server's word of what somebody may see counts, not the client's.

use huzhu::api::{Call, Reply};
use huzhu::domain::people::Role;
use huzhu::domain::summary::CaseSummary;
use huzhu::wire::{Change, Person};

use super::client::Process;
use super::{World, books};

impl World {
    /// An operator gives a person other roles, or another employer.
    pub(super) fn appoint(&mut self, client: usize) {
        let employers = &self.server.template.employers;
        let employer = employers[self.dice.below(employers.len() as u64) as usize].clone();
        let (roles, employer) = match self.dice.below(4) {
            0 => (books::all_roles(), None),
            1 => (vec![Role::Enquiry], None),
            _ => (vec![Role::Employer], Some(employer)),
        };
        let user = self.clients[client].person.user.clone();
        let Some(former) = self.server.person(&user) else { return };
        let now = Person { roles, employer, ..former.clone() };
        if now != former && self.server.appoint(&now) {
            self.did("somebody may see other cases");
            self.note(|| format!("{user} is {:?} of {:?} now", now.roles, now.employer));
            self.tell_streams();
        }
    }

    /// Takes over what the server said of a person who signed in.
    pub(super) fn is_now(&mut self, client: usize, person: &Person) {
        let owner = self.clients[client].owner;
        self.clients.iter_mut().filter(|at| at.owner == owner).for_each(|at| at.person.clone_from(person));
    }

    /// The server has said that a person may see other cases: those that were kept are gone.
    pub(super) fn out_of_scope(&mut self, client: usize) {
        let Some(Process { store, .. }) = &self.clients[client].running else { return };
        let kept = store.known().unwrap();
        if kept > 0 {
            self.faults.push(format!("client {client} keeps {kept} cases after it heard that its person may see others"));
        }
        self.did("cases leave with the scope");
    }

    /// Whether a client has heard what its person may see.
    pub(super) fn knows_its_scope(&self, process: &Process) -> bool {
        let session = process.store.session().unwrap();
        session.is_some_and(|session| self.server.person(&session.person.user).is_some_and(|person| person == session.person))
    }

    /// Whether a client's person may see nothing of a case now.
    pub(super) fn is_out_of_sight(&self, client: usize, case: &CaseSummary) -> bool {
        let person = self.server.person(&self.clients[client].person.user);
        person.and_then(|person| person.employer).is_some_and(|employer| employer != case.employer)
    }

    /// Looks at what the server sends to somebody: an officer gets the cases of his employer, whatever he was before.
    pub(super) fn is_sent(&mut self, client: usize, call: &Call, read: &Reply) {
        let changes: &[Change] = match read {
            Reply::Changes(page) => &page.changes,
            Reply::Load(part) => &part.changes,
            _ => return,
        };
        let person = self.server.person(&self.clients[client].person.user);
        let Some(employer) = person.and_then(|person| person.employer) else { return };
        if let Some(other) = changes.iter().find(|change| change.summary.employer != employer) {
            self.faults.push(format!("c{client} was sent {} of another employer, as {call:?}", other.summary.id));
        }
    }
}
