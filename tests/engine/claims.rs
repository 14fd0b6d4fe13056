//! Claims from the counter over a wire that loses answers: a real client, a real server, and the engine between them.

use std::net::SocketAddr;
use std::sync::Arc;

use huzhu::api::{Call, Client, FailureKind};
use huzhu::domain::decision::ProblemCode;
use huzhu::domain::intake::{ClaimKey, ClaimState, IntakeDraft, ReadyClaim};
use huzhu::domain::people::Lang;
use huzhu::domain::time::Moment;
use huzhu::server::{Office, Running, start};
use huzhu::sync::Step;

use crate::made::NOW;
use crate::office::{claim, intake, office, stay, supervisor};
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
        let _ = rustls::crypto::ring::default_provider().install_default();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let office = Arc::new(office());
        let running = runtime.block_on(start(Arc::clone(&office), SocketAddr::from(([127, 0, 0, 1], 0)))).unwrap();
        let client = Client::new(&format!("http://{}", running.addr), Lang::Zh).unwrap();
        client.set_token(Some(office.open_session(&intake().user).unwrap().unwrap().token));
        Counter { desk: Desk::new(), client, office, fresh: 100, now: NOW, runtime, _running: running }
    }

    fn submit(&mut self, claim: &ReadyClaim) {
        self.fresh += 1;
        let draft = IntakeDraft::begin(KEY, claim.plan.clone(), NOW);
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

    fn cases(&self) -> usize {
        self.office.changes(&supervisor(), 0, 100).unwrap().changes.len()
    }
}

fn ready(days: u32) -> ReadyClaim {
    let new = claim(1, &["hospital-stay"], vec![stay("2024-11-01", days, None)]);
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
    let Step::Send(first) = until_claim(&mut counter) else { panic!() };
    counter.desk.take(counter.now, &first, Err(problem(400, ProblemCode::Malformed)));
    counter.submit(&ready(10));
    let ClaimState::Registered { case } = counter.send(None) else { panic!("{:?}", counter.desk.store.claims()) };
    assert_eq!(counter.office.case(&supervisor(), &case).unwrap().case.facts.stays[0].stated_days, Some(10));
    // What was on its way all the time arrives.
    let late = counter.runtime.block_on(counter.client.call(&first));
    assert!(matches!(late.err().unwrap().kind, FailureKind::Problem(problem) if problem.code == ProblemCode::KeyReused));
    assert_eq!(counter.cases(), 1);
}

fn until_claim(counter: &mut Counter) -> Step {
    loop {
        match counter.desk.next(counter.now) {
            step @ Step::Send(Call::Receive { .. }) => return step,
            Step::Send(call) => {
                let answer = counter.runtime.block_on(counter.client.call(&call)).map_err(|failure| failure.kind);
                counter.desk.take(counter.now, &call, answer);
            }
            other => panic!("{other:?}"),
        }
    }
}
