//! What the network does to a request and to its answer.
//!
//! Not here: the server. Invariant: what is sent reaches only the process that it was sent to; a connection ends with it.

use huzhu::api::http::{self, Answer};
use huzhu::api::{Call, Failure, FailureKind, Reply};

use super::{Event, World};

/// A client gives up waiting for an answer, in milliseconds.
const TIMEOUT: i64 = 15_000;

/// What becomes of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Comes,
    /// It goes nowhere: the client learns of that by other ways.
    Lost,
    /// Its end is cut off.
    Cut,
    /// A gateway says something of its own in its place.
    Gateway,
    /// The server's process ends before it has done anything.
    DiesBefore,
    /// It ends when all is done and nothing said.
    DiesAfter,
}

impl World {
    /// Sends a call through the network.
    pub(super) fn send(&mut self, client: usize, call: Call) {
        if matches!(call, Call::Listen { .. }) && self.waits_on_a_stream(client, &call) {
            return;
        }
        self.note(|| format!("c{client} sends {call:?}"));
        let troubled = self.troubled();
        if !self.clients[client].up && troubled {
            return self.fails(client, &call, 50, FailureKind::Unreachable);
        }
        let there = i64::try_from(self.dice.below(if troubled { 4000 } else { 50 })).unwrap();
        let fate = if troubled { self.dice.below(24) } else { 100 };
        match fate {
            0 => self.fails(client, &call, there, FailureKind::Unreachable),
            1 => self.fails(client, &call, TIMEOUT, FailureKind::Timeout),
            2 => self.fails(client, &call, there, FailureKind::Nonsense),
            3 => self.fails(client, &call, there, FailureKind::ServerError { status: 503 }),
            // The answer is lost: the connection breaks, or nothing ever comes.
            4 | 5 => {
                self.goes(client, call.clone(), there, Fate::Lost);
                let (millis, kind) = if fate == 4 { (there + 20, FailureKind::Broken) } else { (TIMEOUT, FailureKind::Timeout) };
                self.fails(client, &call, millis, kind);
            }
            // Twice on the way, and perhaps in another order than something sent later.
            6 | 7 => {
                let again = there + i64::try_from(self.dice.below(20_000)).unwrap();
                self.goes(client, call.clone(), there, Fate::Comes);
                self.goes(client, call, again, if fate == 7 { Fate::Lost } else { Fate::Comes });
            }
            // So slow that the client gives up, and then the answer comes all the same.
            8 => {
                self.goes(client, call.clone(), TIMEOUT - 2000 + there, Fate::Comes);
                self.fails(client, &call, TIMEOUT, FailureKind::Timeout);
            }
            9 => self.goes(client, call, there, Fate::Cut),
            10 => self.goes(client, call, there, Fate::Gateway),
            11 if self.dice.one_in(3) => self.goes(client, call, there, Fate::DiesBefore),
            12 if self.dice.one_in(3) => self.goes(client, call, there, Fate::DiesAfter),
            _ => self.goes(client, call, there, Fate::Comes),
        }
    }

    fn goes(&mut self, client: usize, call: Call, millis: i64, fate: Fate) {
        let this = &self.clients[client];
        let (life, start) = (this.life, self.server.starts);
        let (token, bound) = match (&this.running, self.wiped.get(&this.owner)) {
            (Some(process), _) => (process.token.clone(), process.store.identity().unwrap()),
            (None, Some(wiped)) => (wiped.token.clone(), None),
            (None, None) => return,
        };
        self.after(millis, Event::Arrive { client, life, call, start, bound, token, fate });
    }

    pub(super) fn fails(&mut self, client: usize, call: &Call, millis: i64, kind: FailureKind) {
        let (life, call) = (self.clients[client].life, call.clone());
        self.after(millis, Event::Answer { client, life, call, answer: Box::new(Err(Failure::from(kind))) });
    }

    pub(super) fn arrive(&mut self, event: Event) {
        let Event::Arrive { client, life, call, start, bound, token, fate } = event else { return };
        let is_gone = start != self.server.starts;
        let kind = if self.server.is_open() && is_gone { FailureKind::Broken } else { FailureKind::Unreachable };
        if is_gone || !self.server.is_open() || fate == Fate::DiesBefore {
            if fate == Fate::DiesBefore && !is_gone && self.server.is_open() {
                self.restart_server();
                self.did("server dies before it does");
            }
            self.note(|| format!("c{client} {call:?} finds nobody"));
            if fate != Fate::Lost {
                self.answered_with(client, life, call, Err(kind.into()));
            }
            return;
        }
        if matches!((&call, fate), (Call::Listen { .. }, Fate::Comes)) {
            return self.begin_stream(client, life, call, token);
        }
        let wired = self.perhaps_with_another_key(client, &call);
        let rested = if let Call::Decide { decision } = &call { self.server.basis_of(&decision.case) } else { None };
        let answer = self.server.serve(&token, &wired);
        let mut read = http::read(&wired, &answer);
        let writes = matches!(call, Call::Decide { .. } | Call::Receive { .. });
        // These three are said of the sign-in, before anything of the call is looked at.
        let of_sign_in = |kind: &FailureKind| matches!(kind, FailureKind::SignedOut | FailureKind::Revoked | FailureKind::ScopeChanged);
        let is_looked_at = !matches!(&read, Err(failure) if of_sign_in(&failure.kind));
        if writes && is_looked_at && bound.as_ref() != Some(self.server.identity()) {
            self.faults.push(format!("c{client} sent {call:?} to a server that its folder is not of: {bound:?}"));
        }
        if let (Ok(Reply::Decided(receipt)), Call::Decide { decision }) = (&mut read, &call) {
            let verb = decision.act.verb();
            self.did(&format!("{verb:?}"));
            receipt.decision = decision.id;
            let is_new = self.accepted.insert(decision.id);
            if is_new && verb.rests_on_basis() && rested.is_some_and(|basis| basis != decision.basis) {
                self.stale.push(decision.id);
            }
        }
        if let Ok(reply) = &read {
            self.is_sent(client, &call, reply);
        }
        if let Ok(Reply::Received(_)) = &read {
            self.did("claim received");
        }
        if let (Ok(Reply::Standing(told)), Call::Standing { asked }) = (&read, &call)
            && told.claims.as_ref().is_some_and(|there| there.len() < asked.claims.len())
        {
            self.did("a registered claim is lost");
        }
        let told = told(&read);
        self.note(|| format!("server answers c{client} {call:?}: {told}{}", if fate == Fate::Comes { "" } else { " (not heard)" }));
        match fate {
            Fate::Comes => self.answered_with(client, life, call, read),
            Fate::Cut => {
                let left = self.dice.below(answer.body.len() as u64) as usize;
                let cut = Answer { body: answer.body[..left].to_vec(), ..answer };
                let read = http::read(&call, &cut);
                self.answered_with(client, life, call, read);
            }
            Fate::Gateway => {
                let status = [502, 504, 500, 200][self.dice.below(4) as usize];
                let page = Answer { status, content_type: "text/html".into(), body: b"<html><h1>gateway".to_vec() };
                let read = http::read(&call, &page);
                self.answered_with(client, life, call, read);
            }
            Fate::DiesAfter => {
                self.restart_server();
                self.did("server dies before it answers");
                self.answered_with(client, life, call, Err(FailureKind::Broken.into()));
            }
            Fate::Lost | Fate::DiesBefore => {}
        }
        if writes {
            self.tell_streams();
        }
    }

    pub(super) fn answered_with(&mut self, client: usize, life: u32, call: Call, answer: Result<Reply, Failure>) {
        let back = i64::try_from(self.dice.below(if self.troubled() { 4000 } else { 50 })).unwrap();
        self.after(back, Event::Answer { client, life, call, answer: Box::new(answer) });
    }
}

/// What an answer says, without what differs from run to run.
fn told(answer: &Result<Reply, Failure>) -> String {
    match answer {
        Ok(Reply::Decided(receipt)) => format!("accepted as {} {:?} {}", receipt.seq, receipt.status, receipt.amount),
        Ok(Reply::Load(part)) => {
            let rows: Vec<String> = part.changes.iter().map(|change| format!("{}@{}", change.summary.id, change.summary.seq)).collect();
            format!("{} of the load at {}{}", rows.join(" "), part.head.seq, if part.complete { ", all" } else { "" })
        }
        Ok(Reply::Changes(page)) => {
            let rows: Vec<String> = page.changes.iter().map(|change| format!("{}@{}", change.summary.id, change.summary.seq)).collect();
            format!("{} then {}{}", rows.join(" "), page.next, if page.more { " and more" } else { "" })
        }
        Ok(Reply::Received(detail)) => format!("received as {}", detail.case.id),
        Ok(_) => "ok".into(),
        Err(failure) => match &failure.kind {
            FailureKind::Problem(problem) => format!("{:?} {}", problem.code, problem.detail),
            kind => kind.word(),
        },
    }
}
