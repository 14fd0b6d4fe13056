//! Claims from the counter over a wire that loses answers: a real client, a real server, and the engine between them.

use std::net::SocketAddr;
use std::sync::Arc;

use huzhu::api::{Call, Client, FailureKind, Reply};
use huzhu::domain::decision::ProblemCode;
use huzhu::domain::ids::CaseId;
use huzhu::domain::intake::{ClaimKey, ClaimState, IntakeDraft, ReadyClaim};
use huzhu::domain::lookup::{Kind, Wanted};
use huzhu::domain::people::Lang;
use huzhu::domain::time::Moment;
use huzhu::server::{Ledger, Office, Running, start};
use huzhu::sync::{Connection, Step};
use huzhu::wire::StandingAnswer;

use crate::made::NOW;
use crate::office::{Hands, claim, intake, office, opens, over, stay, supervisor};
use crate::{Desk, problem};

const KEY: ClaimKey = ClaimKey(uuid::Uuid::from_u128(9));

/// A counter at a real server.
struct Counter {
    desk: Desk,
    client: Client,
    office: Arc<Office>,
    fresh: u128,
    now: Moment,
    runtime: tokio::runtime::Runtime,
    _running: Running,
}

impl Counter {
    fn new() -> Self {
        Self::over(office())
    }

    fn over(office: Office) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let office = Arc::new(office);
        let running = runtime.block_on(start(Arc::clone(&office), SocketAddr::from(([127, 0, 0, 1], 0)))).unwrap();
        let client = Client::new(&format!("http://{}", running.addr), Lang::Zh).unwrap();
        client.set_token(Some(office.open_session(&intake().user).unwrap().unwrap().token));
        Counter { desk: Desk::new(), client, office, fresh: 100, now: NOW, runtime, _running: running }
    }

    fn submit(&mut self, claim: &ReadyClaim) {
        self.submit_as(KEY, claim);
    }

    fn submit_as(&mut self, key: ClaimKey, claim: &ReadyClaim) {
        self.fresh += 1;
        let draft = IntakeDraft::begin(key, claim.plan.clone(), NOW);
        self.desk.store.submit_claim(&draft, claim, ClaimKey(uuid::Uuid::from_u128(self.fresh)), self.now).unwrap();
    }

    /// Works until the claim has gone out once; `instead` stands for the answer, which the server gave all the same.
    fn send(&mut self, instead: Option<FailureKind>) -> ClaimState {
        for _ in 0..20 {
            match self.desk.next(self.now) {
                Step::Send(call) => {
                    let answer = self.runtime.block_on(self.client.call(&call)).map_err(|failure| failure.kind);
                    let is_claim = matches!(call, Call::Receive { .. });
                    let answer = match &instead {
                        Some(failure) if is_claim => Err(failure.clone()),
                        _ => answer,
                    };
                    self.desk.take(self.now, &call, answer);
                    if is_claim {
                        return self.desk.store.claims().unwrap()[0].state.clone();
                    }
                }
                Step::Wait { until } => self.now = until,
                other => panic!("{other:?}"),
            }
        }
        panic!("no claim was sent");
    }

    /// Works until nothing is to be done at once.
    fn settle(&mut self) {
        for _ in 0..30 {
            let Step::Send(call) = self.desk.next(self.now) else { return };
            let answer = self.runtime.block_on(self.client.call(&call)).map_err(|failure| failure.kind);
            self.desk.take(self.now, &call, answer);
        }
        panic!("it never rests");
    }

    fn state(&self, key: ClaimKey) -> ClaimState {
        self.desk.store.claims().unwrap().into_iter().find(|item| item.draft.key == key).unwrap().state
    }

    /// Looks the receipt of a claim up: the number that it is told to have, and the cases that are opened.
    fn on_receipt(&self, key: ClaimKey) -> (Option<CaseId>, Vec<CaseId>) {
        let found = self.desk.store.look_up(&Wanted::read(&key.provisional()).unwrap()).unwrap();
        assert_eq!(found.kind, Kind::Receipt);
        (found.receipt.unwrap().case().cloned(), found.cases.into_iter().map(|case| case.id).collect())
    }

    fn cases(&self) -> usize {
        self.office.changes(&supervisor(), 0, 100).unwrap().changes.len()
    }
}

fn ready(days: u32) -> ReadyClaim {
    ready_of(1, days)
}

fn ready_of(member: u32, days: u32) -> ReadyClaim {
    let new = claim(member, &["hospital-stay"], vec![stay("2024-11-01", days, None)]);
    ReadyClaim { plan: new.plan, facts: new.facts, materials: new.materials, key: None, replaces: vec![] }
}

#[test]
fn a_claim_whose_answer_was_lost_and_which_is_then_changed_is_told_the_case_that_it_is() {
    let mut counter = Counter::new();
    counter.submit(&ready(8));
    counter.send(Some(FailureKind::Broken));
    assert_eq!(counter.cases(), 1, "it got there");
    // Somebody on the way refuses the second try, and the clerk changes what he thinks is wrong.
    assert!(matches!(counter.send(Some(problem(400, ProblemCode::Malformed))), ClaimState::Refused { .. }));
    counter.submit(&ready(10));
    let ClaimState::Refused { code, detail } = counter.send(None) else { panic!("{:?}", counter.desk.store.claims()) };
    assert_eq!((code, detail.contains("ZJ24-000001")), (ProblemCode::Blocked, true), "{detail}");
    // However often it is changed, it stays one case.
    counter.submit(&ready(11));
    assert!(matches!(counter.send(None), ClaimState::Refused { code: ProblemCode::Blocked, .. }));
    assert_eq!(counter.cases(), 1);
}

#[test]
fn a_refused_claim_that_is_sent_again_unchanged_is_the_same_claim() {
    let mut counter = Counter::new();
    counter.submit(&ready(8));
    counter.send(Some(FailureKind::Broken));
    counter.send(Some(problem(400, ProblemCode::Malformed)));
    // Handed in again, on the next day even.
    let mut again = ready(8);
    again.facts.filed = "2024-12-19".parse().unwrap();
    counter.submit(&again);
    assert!(matches!(counter.send(None), ClaimState::Registered { .. }));
    assert_eq!(counter.cases(), 1);
}

#[test]
fn a_changed_claim_is_taken_and_the_one_before_it_comes_too_late() {
    let mut counter = Counter::new();
    counter.submit(&ready(8));
    // It never got there: the server says no before it looks.
    let first = until(&mut counter, |call| matches!(call, Call::Receive { .. }));
    counter.desk.take(counter.now, &first, Err(problem(400, ProblemCode::Malformed)));
    counter.submit(&ready(10));
    let ClaimState::Registered { case } = counter.send(None) else { panic!("{:?}", counter.desk.store.claims()) };
    assert_eq!(counter.office.case(&supervisor(), &case).unwrap().case.facts.stays[0].stated_days, Some(10));
    // What was on its way all the time arrives.
    let late = counter.runtime.block_on(counter.client.call(&first));
    assert!(matches!(late.err().unwrap().kind, FailureKind::Problem(problem) if problem.code == ProblemCode::KeyReused));
    assert_eq!(counter.cases(), 1);
}

/// Works up to a call, which is not sent.
fn until(counter: &mut Counter, is: impl Fn(&Call) -> bool) -> Call {
    loop {
        match counter.desk.next(counter.now) {
            Step::Send(call) if is(&call) => return call,
            Step::Send(call) => {
                let answer = counter.runtime.block_on(counter.client.call(&call)).map_err(|failure| failure.kind);
                counter.desk.take(counter.now, &call, answer);
            }
            other => panic!("{other:?}"),
        }
    }
}

/// A number that the restored server gave anew is somebody else's case, which the receipt of the lost claim must not open.
#[test]
fn claims_that_were_registered_are_asked_about_after_a_restore_and_the_lost_one_is_handed_in_again() {
    const KEPT: ClaimKey = ClaimKey(uuid::Uuid::from_u128(0x1a2b_3c4d));
    const LOST: ClaimKey = ClaimKey(uuid::Uuid::from_u128(0x5e6f_7a8b));
    let (folder, copy) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let books = |folder: &std::path::Path| over(Ledger::open(folder).unwrap(), &Hands::at(opens()));
    let mut counter = Counter::over(books(folder.path()));
    counter.submit_as(KEPT, &ready_of(1, 8));
    counter.settle();
    let backup = copy.path().join("huzhu.db");
    let connection = rusqlite::Connection::open(folder.path().join("huzhu.db")).unwrap();
    connection.execute("VACUUM INTO ?", [backup.to_str().unwrap()]).unwrap();
    counter.submit_as(LOST, &ready_of(2, 8));
    counter.settle();
    let number = |n: u32| CaseId::new(format!("ZJ24-{n:06}"));
    let registered = |n: u32| ClaimState::Registered { case: number(n) };
    assert_eq!((counter.state(KEPT), counter.state(LOST)), (registered(1), registered(2)));

    // The backup is put back, and somebody else's claim gets the number.
    books(copy.path()).begin_epoch().unwrap();
    let restored = books(copy.path());
    let other = claim(3, &["hospital-stay"], vec![stay("2024-11-03", 5, None)]);
    let other = restored.receive(&intake(), ClaimKey(uuid::Uuid::from_u128(77)), other);
    assert_eq!(other.unwrap().case.id, number(2));
    let mut counter = Counter { desk: counter.desk, now: counter.now.plus_secs(3_600), ..Counter::over(restored) };
    counter.desk.engine.wake(counter.now);
    counter.settle();
    assert!(matches!(counter.desk.engine.connection(), Connection::OtherServer { .. }));
    counter.desk.engine.move_to_found(&mut counter.desk.store, "made elsewhere", counter.now).unwrap();
    assert_eq!((counter.state(KEPT), counter.state(LOST)), (ClaimState::Doubted, ClaimState::Doubted), "not before it is asked");
    assert_eq!((counter.on_receipt(KEPT), counter.on_receipt(LOST)), ((None, vec![]), (None, vec![])));

    // A server that knows nothing of the question says nothing of the claims, and is asked again later.
    let asked = until(&mut counter, |call| matches!(call, Call::Standing { .. }));
    let identity = counter.office.ledger().identity().clone();
    counter.desk.take(counter.now, &asked, Ok(Reply::Standing(StandingAnswer { identity, ids: vec![], claims: None })));
    assert_eq!((counter.state(KEPT), counter.state(LOST)), (ClaimState::Doubted, ClaimState::Doubted));
    counter.settle();
    assert_eq!(counter.state(KEPT), ClaimState::Doubted, "not at once");

    counter.now = counter.now.plus_secs(3_600);
    counter.desk.engine.wake(counter.now);
    counter.settle();
    assert_eq!((counter.state(KEPT), counter.state(LOST)), (registered(1), ClaimState::Lost));
    assert_eq!(counter.on_receipt(KEPT), (Some(number(1)), vec![number(1)]));
    assert!(counter.desk.store.summary(&number(2)).unwrap().is_some(), "the other's case is here, and is not what the receipt opens");
    assert_eq!((counter.on_receipt(LOST), counter.cases()), ((None, vec![]), 2), "nothing is sent unasked");

    // Handed in again it is sent under the key that it had, and is one case.
    counter.submit_as(LOST, &ready_of(2, 8));
    counter.settle();
    assert_eq!((counter.state(LOST), counter.on_receipt(LOST).0, counter.cases()), (registered(3), Some(number(3)), 3));
}
