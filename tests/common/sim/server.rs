//! The real server in the process: its router or the office behind it, its books in a file, a clock that is set.
//!
//! Restarted by opening the file again; restored by putting an older file in its place.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::{Body, BodyDataStream, to_bytes};
use axum::http::Request;
use axum::response::Response;
use futures_util::StreamExt;
use huzhu::api::Call;
use huzhu::api::http::{self, Answer};
use huzhu::domain::basis::Basis;
use huzhu::domain::decision::ProblemCode;
use huzhu::domain::ids::{CaseId, UserId};
use huzhu::domain::time::Moment;
use huzhu::server::{Ledger, Office, OfficeError, demo, router};
use huzhu::sql::Packed;
use huzhu::wire::{Hint, LoadLine, LoginAnswer, NDJSON, PROBLEM_JSON, Person, Problem, ServerIdentity};
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};
use tokio::runtime::Runtime;
use tower::ServiceExt;

use super::books::{LISTS, PLANS, TEMPLATES, Template};
use super::shape::Shape;

/// When every world begins.
pub const OPENS: Moment = demo::OFFICE_OPENS;

pub struct Server {
    folder: PathBuf,
    clock: Arc<AtomicI64>,
    pub template: &'static Template,
    over_http: bool,
    /// Absent while its process has ended.
    office: Option<Arc<Office>>,
    /// From bytes to bytes; absent where the office behind it is called.
    door: Option<(Router, Runtime)>,
    identity: ServerIdentity,
    /// How often its process began: no connection outlives it.
    pub starts: u32,
    /// The newest entry of the books that were put back, and what they had lost then.
    pub restored_to: Option<u64>,
}

/// Of a stored detail only this is read.
#[derive(Deserialize)]
struct Rested {
    basis: Basis,
}

/// A stream of events: from the router, or where there is none what the office behind it would write.
pub struct Events(Option<BodyDataStream>);

impl Server {
    pub fn new(folder: &Path, shape: &Shape) -> Self {
        let template = &TEMPLATES[usize::try_from(shape.books).unwrap()];
        fs::create_dir(folder).unwrap();
        for entry in fs::read_dir(&template.path).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
        }
        let mut server = Server {
            folder: folder.to_path_buf(),
            clock: Arc::new(AtomicI64::new(OPENS.0)),
            template,
            over_http: shape.over_http,
            office: None,
            door: None,
            identity: ServerIdentity { server: String::new(), epoch: 0 },
            starts: 0,
            restored_to: None,
        };
        server.open();
        server
    }

    pub fn books(&self) -> PathBuf {
        self.folder.join("huzhu.db")
    }

    pub fn set_clock(&self, now: Moment) {
        self.clock.store(now.0, Ordering::Relaxed);
    }

    pub fn is_open(&self) -> bool {
        self.office.is_some()
    }

    pub fn identity(&self) -> &ServerIdentity {
        &self.identity
    }

    pub fn office(&self) -> &Office {
        self.office.as_ref().expect("the server runs")
    }

    /// The former one is gone before the new one opens the books.
    pub fn close(&mut self) {
        self.door = None;
        self.office = None;
    }

    fn open(&mut self) {
        let office = Arc::new(office(&self.folder, &self.clock));
        self.identity = office.ledger().identity().clone();
        if self.over_http {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().max_blocking_threads(1).build().unwrap();
            self.door = Some((router(Arc::clone(&office)), runtime));
        }
        self.office = Some(office);
        self.starts += 1;
    }

    pub fn restart(&mut self, forgets_answers: bool) {
        if !self.is_open() {
            return;
        }
        self.close();
        if forgets_answers {
            self.connection().execute("DELETE FROM answers", []).unwrap();
        }
        self.open();
    }

    /// Starts anew with the operator's lists.
    pub fn publish(&mut self) {
        if self.is_open() {
            self.office().ledger().write(|books| books.keep_lists(&[LISTS.to_owned()])).unwrap();
            self.restart(false);
        }
    }

    fn connection(&self) -> Connection {
        Connection::open(self.books()).unwrap()
    }

    /// Copies the books as they stand.
    pub fn back_up(&self) {
        self.connection().execute("VACUUM INTO ?", [self.folder.join("copy.db").to_str().unwrap()]).unwrap();
    }

    /// Puts the copy back, under a new epoch, and starts.
    pub fn restore(&mut self) {
        for name in ["huzhu.db-wal", "huzhu.db-shm"] {
            let _ = fs::remove_file(self.folder.join(name));
        }
        fs::copy(self.folder.join("copy.db"), self.books()).unwrap();
        let connection = self.connection();
        connection.execute("UPDATE meta SET value = value + 1 WHERE name = 'epoch'", []).unwrap();
        self.restored_to = Some(connection.query_row("SELECT max(seq) FROM audit", [], |row| row.get(0)).unwrap());
        drop(connection);
        self.open();
    }

    /// What a decision about a case has to rest on now; nothing where it has ended, or the server has.
    pub fn basis_of(&self, case: &CaseId) -> Option<Basis> {
        let newest = "SELECT d.packed FROM cases c JOIN details d ON d.no = c.no WHERE c.id = ?";
        let found = self.connection().query_row(newest, [case.as_str()], |row| row.get::<_, Packed<Rested>>(0));
        found.optional().unwrap().map(|detail| detail.0.basis)
    }

    /// Signs a person in; nothing while the server doesn't run.
    pub fn sign_in(&self, user: &UserId) -> Option<LoginAnswer> {
        self.office.as_ref()?.open_session(user).unwrap()
    }

    /// Ends a sign-in.
    pub fn sign_out(&self, who: &Person, token: &str) {
        if let Some(office) = &self.office {
            office.sign_out(who, token).unwrap();
        }
    }

    /// Takes back every sign-in of a person; nothing while the server doesn't run.
    pub fn revoke(&self, user: &UserId) -> bool {
        self.office.as_ref().is_some_and(|office| office.revoke(user, true, None).is_ok())
    }

    /// What the books say of a person; nothing while the server doesn't run.
    pub fn person(&self, user: &UserId) -> Option<Person> {
        let found = self.office.as_ref()?.ledger().read(|books| books.user(user)).unwrap();
        found.map(|(person, _)| person)
    }

    /// Gives a person other roles or another employer; nothing while the server doesn't run.
    pub fn appoint(&self, person: &Person) -> bool {
        self.office.as_ref().is_some_and(|office| office.add_user(person, None, None).is_ok())
    }

    pub fn is_signed_in(&self, token: &str) -> bool {
        self.office().whose(token).unwrap().is_some()
    }

    pub fn newest_change(&self) -> u64 {
        self.office().ledger().read(|books| books.newest_change()).unwrap()
    }

    /// Begins a stream of events.
    pub fn listen(&self, token: &str, call: &Call) -> Result<Events, Answer> {
        let Some((router, runtime)) = &self.door else {
            return if self.is_signed_in(token) { Ok(Events(None)) } else { Err(unsigned(self.office(), token)) };
        };
        let response = runtime.block_on(answer(router, token, call));
        if response.status().is_success() {
            return Ok(Events(Some(response.into_body().into_data_stream())));
        }
        Err(runtime.block_on(whole(response)))
    }

    /// The next event, which tells of a number that is there; nothing where the stream has ended.
    pub fn next_hint(&self, events: &mut Events, newest: u64) -> Option<Hint> {
        let (Some(body), Some((_, runtime))) = (&mut events.0, &self.door) else {
            return Some(Hint { identity: self.identity.clone(), seq: newest });
        };
        loop {
            let frame = runtime.block_on(body.next())?.unwrap();
            let text = std::str::from_utf8(&frame).unwrap();
            let data = text.lines().find_map(|line| line.strip_prefix("data:")).expect("an event has data");
            let hint: Hint = serde_json::from_str(data.trim()).unwrap();
            if hint.seq >= newest {
                return Some(hint);
            }
        }
    }

    /// Serves one request, from the bytes of the router or as its routes would.
    pub fn serve(&self, token: &str, call: &Call) -> Answer {
        // A stream has no end: of one that the way swallows, the first event is all that comes about.
        if let Call::Listen { .. } = call {
            let first = self.listen(token, call).map(|mut events| self.next_hint(&mut events, 0));
            return first.map_or_else(|answer| answer, |hint| said(Ok(hint)));
        }
        match &self.door {
            Some((router, runtime)) => over_http(router, runtime, token, call),
            None => behind_it(self.office(), token, call),
        }
    }
}

/// Serves one request, from its bytes to the bytes of its answer.
fn over_http(router: &Router, runtime: &Runtime, token: &str, call: &Call) -> Answer {
    runtime.block_on(async { whole(answer(router, token, call).await).await })
}

async fn answer(router: &Router, token: &str, call: &Call) -> Response {
    let asked = http::request(call, Some(token));
    let mut request = Request::builder().method(asked.method).uri(&asked.path);
    for (name, value) in &asked.headers {
        request = request.header(*name, value);
    }
    let request = request.body(Body::from(asked.body)).unwrap();
    router.clone().oneshot(request).await.unwrap()
}

async fn whole(response: Response) -> Answer {
    let status = response.status().as_u16();
    let content_type = response.headers().get("content-type").map_or(String::new(), |value| value.to_str().unwrap().into());
    let body = to_bytes(response.into_body(), http::LARGEST_BODY).await.unwrap().to_vec();
    Answer { status, content_type, body }
}

/// Serves one request as the routes would.
fn behind_it(office: &Office, token: &str, call: &Call) -> Answer {
    if let Call::Identity = call {
        return said(office.health(Some(token)).map_err(OfficeError::from));
    }
    if let Call::ReportUnsent { report } = call {
        return match office.unsent_at_revocation(token, report) {
            Ok(()) => Answer { status: 204, content_type: String::new(), body: Vec::new() },
            Err(error) => refused(error.code(), None),
        };
    }
    let Some(who) = office.whose(token).unwrap() else { return unsigned(office, token) };
    match call {
        Call::Changes { after, limit } => said(office.changes(&who, *after, *limit)),
        Call::Load { after, limit } => loaded(office, &who, after.as_deref(), *limit),
        Call::Decide { decision } => said(office.decide(&who, decision)),
        Call::Receive { key, claim } => said(office.receive(&who, *key, (**claim).clone())),
        Call::Plans { have } => said(Ok(office.published(have))),
        Call::Standing { asked } => said(office.standing(&who, asked)),
        other => panic!("{other:?} is not asked in these worlds"),
    }
}

/// What is said to a token that is nobody's, or nobody's any more.
fn unsigned(office: &Office, token: &str) -> Answer {
    refused(office.why_not_signed_in(token).unwrap(), None)
}

/// All lines of a load, from a place on, with a place to go on from behind every few cases.
fn loaded(office: &Office, who: &Person, after: Option<&str>, limit: u32) -> Answer {
    let (head, mut loading) = office.begin_load(who, after).unwrap();
    let mut body = serde_json::to_vec(&LoadLine { head: Some(head), ..LoadLine::default() }).unwrap();
    body.push(b'\n');
    office.load_begins(&loading, &mut body);
    while !office.load_on(&mut loading, limit, &mut body).unwrap() {}
    Answer { status: 200, content_type: NDJSON.into(), body }
}

fn said(answer: Result<impl Serialize, OfficeError>) -> Answer {
    match answer {
        Ok(body) => Answer { status: 200, content_type: "application/json".into(), body: serde_json::to_vec(&body).unwrap() },
        Err(OfficeError::Refused { refusal, current, .. }) => refused(refusal.code, current),
        Err(error) => refused(error.code(), None),
    }
}

fn refused(code: ProblemCode, current: Option<Box<huzhu::domain::summary::CaseDetail>>) -> Answer {
    let status = if code == ProblemCode::Internal { 500 } else { 409 };
    let problem = Problem {
        kind: "/problems/x".into(),
        title: String::new(),
        status,
        detail: format!("{code:?}"),
        instance: String::new(),
        code,
        why: None,
        current,
        faults: Vec::new(),
    };
    Answer { status, content_type: PROBLEM_JSON.into(), body: serde_json::to_vec(&problem).unwrap() }
}

pub fn office(folder: &Path, clock: &Arc<AtomicI64>) -> Office {
    let clock = Arc::clone(clock);
    Office::open(Ledger::open(folder).unwrap(), PLANS.clone(), Arc::new(move || Moment(clock.load(Ordering::Relaxed)))).unwrap()
}
