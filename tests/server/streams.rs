//! Answers without an end: the first load in its order, over cuts at any byte; events; what is out of scope is never sent.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use huzhu::api::{Call, Client, FailureKind, Reply};
use huzhu::domain::amendment::{Amendment, Correction};
use huzhu::domain::case::Status;
use huzhu::domain::decision::{Act, ProblemCode};
use huzhu::domain::ids::CaseId;
use huzhu::domain::people::{Lang, Role};
use huzhu::domain::summary::{CaseSummary, kept_since};
use huzhu::domain::time::Moment;
use huzhu::rules::PlanSet;
use huzhu::server::{Ledger, Office, demo};
use huzhu::store::{CacheKey, Folder, PushLock, StageKinds, Store};
use huzhu::sync::{Engine, Pace, Step};
use huzhu::wire::{Changes, LoadLine, LoadPart, Person};
use reqwest::{Method, StatusCode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::office::*;
use super::{Server, problem};

impl Server {
    /// One with so many made-up cases of all ages, of which the person holds a few.
    pub(super) async fn with_cases(many: u32, who: &Person) -> Self {
        let server = Server::start().await;
        server.office.add_user(who, None, None).unwrap();
        let plan = server.office.plans().get(&"zj-10".into()).unwrap().clone();
        let ids = server.office.import(demo::generate(&plan, 7, many, opens())).unwrap();
        let waits = |id: &&CaseId| {
            let case = server.office.case(&supervisor(), id).unwrap().case;
            case.status == Status::Open && case.stage == "medical-review"
        };
        for (n, id) in ids.iter().filter(waits).enumerate().filter(|(n, _)| n % 3 == 0).take(5) {
            let shown = server.office.case(&supervisor(), id).unwrap();
            let act = Act::Assign { to: Some(who.user.clone()) };
            let given = server.office.decide(&supervisor(), &bare(&shown, 9_000 + n as u128, act));
            assert!(given.is_ok(), "{id} can be given");
        }
        server
    }

    pub(super) fn client_at(&self, address: SocketAddr, who: &Person) -> Client {
        let client = Client::new(&format!("http://{address}"), Lang::En).unwrap();
        client.set_token(Some(self.token(who)));
        client
    }

    fn client_of(&self, who: &Person) -> Client {
        self.client_at(self.running.addr, who)
    }

    async fn lines(&self, who: &Person, after: Option<&str>) -> Vec<LoadLine> {
        let after = after.map_or_else(String::new, |token| format!("?after={token}"));
        let response = self.get(who, &format!("/v1/load{after}")).send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "application/x-ndjson");
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert!(!response.headers().contains_key("content-encoding"), "who did not say that he unpacks gets it unpacked");
        response.text().await.unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

pub(super) fn reviewer() -> Person {
    person("he9", &[Role::Medical])
}

fn rows(lines: &[LoadLine]) -> Vec<CaseSummary> {
    lines.iter().filter_map(|line| line.case.as_ref()).map(|change| change.summary.clone()).collect()
}

async fn part(client: &Client, after: Option<&str>, limit: u32) -> LoadPart {
    match client.call(&Call::Load { after: after.map(str::to_owned), limit }).await {
        Ok(Reply::Load(part)) => *part,
        Ok(_) => panic!("another answer"),
        Err(failure) => panic!("{failure}"),
    }
}

#[tokio::test]
async fn a_load_brings_what_is_mine_and_most_urgent_first() {
    let me = reviewer();
    let server = Server::with_cases(300, &me).await;
    let lines = server.lines(&me, None).await;
    let head = lines[0].head.clone().unwrap();
    assert!(!head.resumed && lines.last().unwrap().complete);
    let rows = rows(&lines);
    assert_eq!(head.total, rows.len() as u64);
    let rank = |row: &CaseSummary| {
        let mine = row.assignee.as_ref() == Some(&me.user);
        let of_others = !mine && !row.status.is_closed() && row.stage != "medical-review";
        (row.status.is_closed(), !mine, of_others, row.due.is_none(), row.due, row.ended_on().map(std::cmp::Reverse))
    };
    let open: Vec<_> = rows.iter().filter(|row| !row.status.is_closed()).map(rank).collect();
    assert!(open.is_sorted() && rows.iter().take(open.len()).all(|row| !row.status.is_closed()));
    assert_eq!(rows.iter().take_while(|row| row.assignee.as_ref() == Some(&me.user)).count(), 5);
    let of_others = open.iter().filter(|rank| rank.2).count();
    assert!(of_others > 5 && open.len() - of_others > 10, "both kinds are among them: {of_others} of {}", open.len());
    let ended: Vec<_> = rows.iter().skip(open.len()).map(rank).collect();
    assert!(ended.len() > 20 && ended.is_sorted(), "what ended last comes first");
    // Nobody keeps what ended more than a year ago; all others are there, once each.
    let since = kept_since(opens().date());
    let all: Changes = server.get(&me, "/v1/changes?after=0").send().await.unwrap().json().await.unwrap();
    let expected: BTreeSet<&CaseId> = all.changes.iter().map(|change| &change.summary.id).collect();
    assert!(all.changes.iter().all(|change| change.summary.is_in_scope(since)) && !all.more);
    assert_eq!(rows.iter().map(|row| &row.id).collect::<BTreeSet<_>>(), expected);
    assert_eq!(rows.len(), expected.len());
}

#[tokio::test]
async fn a_load_goes_on_behind_any_of_its_tokens_and_anew_behind_any_other() {
    let me = reviewer();
    let server = Server::with_cases(150, &me).await;
    let whole = server.lines(&me, None).await;
    let head = whole[0].head.clone().unwrap();
    // Something happens meanwhile: the load stays the one that was begun.
    server.receive(1).await;
    for (at, line) in whole.iter().enumerate() {
        let Some(token) = &line.token else { continue };
        let rest = server.lines(&me, Some(token)).await;
        let again = rest[0].head.clone().unwrap();
        assert_eq!((again.resumed, again.seq), (true, head.seq));
        let (expected, mut found) = (rows(&whole[at..]), rows(&rest));
        found.retain(|row| row.seq <= head.seq);
        assert_eq!(found, expected, "behind {token}");
    }
    let token = whole.iter().find_map(|line| line.token.clone()).unwrap();
    let (rest, of_others) = (token.trim_start_matches("l1."), server.lines(&supervisor(), Some(&token)).await);
    assert!(!of_others[0].head.as_ref().unwrap().resumed, "a token is one person's");
    for other in ["", "l1", "l0.x", "..%2F..", &format!("l2.{rest}"), &format!("{token}.1"), &"9".repeat(3000)] {
        let lines = server.lines(&me, Some(other)).await;
        let begun = lines[0].head.clone().unwrap();
        assert!(!begun.resumed && begun.seq > head.seq && lines.last().unwrap().complete, "{other}");
    }
}

#[tokio::test]
async fn the_client_unpacks_a_load_part_by_part() {
    let me = reviewer();
    let server = Server::with_cases(300, &me).await;
    let client = server.client_of(&me);
    let (mut after, mut found, mut parts) = (None, Vec::new(), 0);
    loop {
        let next = part(&client, after.as_deref(), 70).await;
        assert_eq!((next.anew, next.head.resumed), (parts == 0, false), "it is one answer all the time");
        assert!(next.changes.len() >= 70 || next.complete || found.is_empty(), "only what comes first comes in small parts");
        found.extend(next.changes.into_iter().map(|change| change.summary));
        parts += 1;
        if next.complete {
            break;
        }
        after = next.token;
    }
    assert!(parts > 2);
    assert_eq!(found, rows(&server.lines(&me, None).await));
    // Who asks for a part behind another place gets that, whatever waits.
    let mut first = part(&client, None, 70).await;
    if first.changes.is_empty() {
        first = part(&client, first.token.as_deref(), 70).await;
    }
    assert!(part(&client, None, 70).await.anew);
    let after = part(&client, first.token.as_deref(), 70).await;
    let there: Vec<_> = first.changes.iter().chain(&after.changes).map(|change| change.summary.clone()).collect();
    assert_eq!(there, found[..there.len()]);
}

/// A line to the server that is so slow that of each connection's answers only so many bytes have come yet.
pub(super) async fn slow(server: SocketAddr) -> (SocketAddr, watch::Sender<usize>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (come, so_far) = watch::channel(0);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let mut so_far = so_far.clone();
            tokio::spawn(async move {
                let mut server = TcpStream::connect(server).await.unwrap();
                let (mut from_client, mut to_client) = client.into_split();
                let (mut from_server, mut to_server) = server.split();
                let asks = tokio::io::copy(&mut from_client, &mut to_server);
                let answers = async {
                    let (mut buffer, mut passed) = ([0; 64], 0);
                    while let Ok(read @ 1..) = from_server.read(&mut buffer).await {
                        passed += read;
                        let came = so_far.wait_for(|most| passed <= *most).await.is_ok();
                        if !came || to_client.write_all(&buffer[..read]).await.is_err() {
                            break;
                        }
                    }
                };
                tokio::select! { _ = asks => {}, () = answers => {} }
            });
        }
    });
    (address, come)
}

/// On 16 kbit/s these are the first half second and the first four: how many there will be, and what is mine.
#[tokio::test]
async fn on_a_slow_line_the_count_comes_first_then_mine_and_nothing_beside_them() {
    const HEAD: usize = 1_000;
    const FIRST: usize = 8_000;
    let me = reviewer();
    let server = Server::with_cases(300, &me).await;
    let expected = rows(&server.lines(&me, None).await);
    let (address, come) = slow(server.running.addr).await;
    let client = server.client_at(address, &me);
    let dir = tempfile::tempdir().unwrap();
    let folder = Folder::new(dir.path());
    let mut store = Store::open(&folder, &CacheKey::from_bytes([4; 32]), StageKinds::default()).unwrap();
    let mut engine = Engine::new(PushLock::acquire(&folder).unwrap().unwrap(), Pace::default(), 5);
    let mut now = opens();
    for (so_far, least) in [(HEAD, 0), (FIRST, 5)] {
        come.send(so_far).unwrap();
        let Step::Send(call @ Call::Load { .. }) = engine.next(&mut store, now).unwrap() else { panic!("a load is asked for") };
        assert!(matches!(engine.next(&mut store, now).unwrap(), Step::Wait { .. } | Step::Idle), "and nothing beside it");
        // A limit for a test that would hang: what has not come is waited for.
        let answer = tokio::time::timeout(Duration::from_secs(20), client.call(&call)).await.expect("enough has come");
        engine.answered(&mut store, &call, answer, now).unwrap();
        let filling = engine.filling().unwrap();
        assert!(filling.cases >= least && filling.cases < 20, "{filling:?} in {so_far} bytes");
        assert_eq!(filling.of, Some(expected.len() as u64));
    }
    let there = usize::try_from(store.known().unwrap()).unwrap();
    for row in &expected[..there] {
        assert_eq!(store.summary(&row.id).unwrap().as_ref(), Some(row), "mine are there");
    }
    come.send(usize::MAX).unwrap();
    assert_eq!(settle(&mut store, &mut engine, &client, &mut now).await, 0);
    assert_eq!(store.known().unwrap(), expected.len() as u64);
}

/// A way to the server on which every connection breaks after some bytes of the answer.
async fn breaking(server: SocketAddr, mut after: impl FnMut() -> usize + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let mut left = after();
            tokio::spawn(async move {
                let mut server = TcpStream::connect(server).await.unwrap();
                let (mut from_client, mut to_client) = client.into_split();
                let (mut from_server, mut to_server) = server.split();
                let asks = tokio::io::copy(&mut from_client, &mut to_server);
                let answers = async {
                    let mut buffer = [0; 4096];
                    while let Ok(read @ 1..) = from_server.read(&mut buffer).await {
                        let through = read.min(left);
                        left -= through;
                        if to_client.write_all(&buffer[..through]).await.is_err() || left == 0 {
                            break;
                        }
                    }
                };
                tokio::select! { _ = asks => {}, () = answers => {} }
            });
        }
    });
    address
}

/// Carries the plan's steps out one after the other, until it waits for its next look. Gives how many calls brought nothing.
async fn settle(store: &mut Store, engine: &mut Engine, client: &Client, now: &mut Moment) -> u32 {
    let mut failed = 0;
    loop {
        match engine.next(store, *now).unwrap() {
            Step::Send(call) => {
                let answer = client.call(&call).await;
                failed += u32::from(answer.is_err());
                engine.answered(store, &call, answer, *now).unwrap();
                assert!(failed < 2_000, "it gets nowhere");
            }
            Step::Wait { .. } | Step::Idle if engine.synced() == Some(*now) => return failed,
            Step::Wait { until } => *now = until,
            Step::Idle => panic!("it waits for nothing"),
        }
    }
}

#[tokio::test]
async fn a_load_over_a_line_that_breaks_at_any_byte_is_whole_in_the_end() {
    let me = reviewer();
    let server = Server::with_cases(300, &me).await;
    let mut dice: u64 = 11;
    let address = breaking(server.running.addr, move || {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        3_000 + (dice >> 40) as usize % 20_000
    });
    let client = server.client_at(address.await, &me);
    let dir = tempfile::tempdir().unwrap();
    let folder = Folder::new(dir.path());
    let open = || Store::open(&folder, &CacheKey::from_bytes([4; 32]), StageKinds::default()).unwrap();
    let pace = Pace { page: 40, part: 40, ..Pace::default() };
    let mut store = open();
    let mut engine = Engine::new(PushLock::acquire(&folder).unwrap().unwrap(), pace, 5);
    let mut now = opens();
    let failed = settle(&mut store, &mut engine, &client, &mut now).await;
    assert!(failed > 3, "the line broke: {failed}");
    let expected = rows(&server.lines(&me, None).await);
    assert_eq!(store.known().unwrap(), expected.len() as u64);
    for row in &expected {
        assert_eq!(store.summary(&row.id).unwrap().as_ref(), Some(row));
    }
    assert!(store.cursor().unwrap() > 0 && store.load_token().unwrap().is_none());
}

#[tokio::test]
async fn what_unpacks_to_more_than_any_load_is_refused() {
    let server = Server::start().await;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let client = server.client_at(listener.local_addr().unwrap(), &intake());
    let bomb = zstd::bulk::compress(&vec![b' '; 64 << 20], 19).unwrap();
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let _ = socket.read(&mut [0; 4096]).await;
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\ncontent-encoding: zstd\r\n\r\n";
        let _ = socket.write_all(&[head.as_bytes(), &bomb].concat()).await;
        let _ = socket.read(&mut [0; 1]).await;
    });
    let Err(failure) = client.call(&Call::Load { after: None, limit: 200 }).await else { panic!("taken") };
    assert_eq!(failure.kind, FailureKind::TooLarge);
}

async fn heard(client: &Client, after: u64) -> Result<u64, FailureKind> {
    match client.call(&Call::Listen { after }).await {
        Ok(Reply::Heard(hint)) => Ok(hint.seq),
        Ok(_) => panic!("another answer"),
        Err(failure) => Err(failure.kind),
    }
}

#[tokio::test]
async fn what_changes_is_heard_of_at_once_and_only_while_the_sign_in_is_good() {
    let server = Server::start().await;
    let me = intake();
    let first = server.receive(1).await.summary.seq;
    let token = server.token(&me);
    let client = Client::new(&format!("http://{}", server.running.addr), Lang::En).unwrap();
    client.set_token(Some(token.clone()));
    assert_eq!(heard(&client, 0).await, Ok(first), "who connects is told how far it is");
    let (next, second) = tokio::join!(heard(&client, first), server.receive(2));
    assert_eq!(next, Ok(second.summary.seq));
    // What happens between two calls is not lost: it waits in the stream.
    let third = server.receive(3).await.summary.seq;
    assert_eq!(heard(&client, second.summary.seq).await, Ok(third));
    let out = server.request(Method::POST, "/v1/logout").bearer_auth(&token).send();
    let (ended, out) = tokio::join!(heard(&client, third), out);
    assert_eq!(out.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(ended, Err(FailureKind::Broken), "the stream ends with the sign-in");
    assert_eq!(heard(&client, third).await, Err(FailureKind::SignedOut));
    assert_eq!(problem(server.request(Method::GET, "/v1/events")).await.code, ProblemCode::SignedOut);
    assert_eq!(problem(server.request(Method::GET, "/v1/load")).await.code, ProblemCode::SignedOut);
}

/// A sign-in is taken back by another process, from the command line: its machine hears of it with the server's next look, as it would of a
/// write of the server itself, not with the next sign of life.
#[tokio::test]
async fn what_another_process_writes_is_heard_of_too() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::at(folder.path()).await;
    let seq = server.receive(1).await.summary.seq;
    let client = server.client_of(&intake());
    assert_eq!(heard(&client, 0).await, Ok(seq));
    let other = Office::open(Ledger::open(folder.path()).unwrap(), PlanSet::builtin(), Arc::new(opens)).unwrap();
    let mut writes = server.office.ledger().writes();
    writes.borrow_and_update();
    other.revoke(&intake().user, true, None).unwrap();
    server.office.ledger().heed_others().unwrap();
    assert!(writes.has_changed().unwrap(), "a write of another process");
    assert_eq!(heard(&client, seq).await, Err(FailureKind::Broken), "the stream ends with the sign-in");
    assert_eq!(heard(&client, seq).await, Err(FailureKind::Revoked));
    // So it does of a change of what he may see.
    let seq = server.receive(2).await.summary.seq;
    let client = server.client_of(&medical());
    assert_eq!(heard(&client, 0).await, Ok(seq));
    other.add_user(&Person { roles: vec![Role::Supervisor], ..medical() }, None, None).unwrap();
    server.office.ledger().heed_others().unwrap();
    assert_eq!(heard(&client, seq).await, Err(FailureKind::Broken));
    assert_eq!(heard(&client, seq).await, Err(FailureKind::ScopeChanged));
    // Its own writes are told once.
    writes.borrow_and_update();
    server.office.add_user(&supervisor(), None, None).unwrap();
    writes.borrow_and_update();
    server.office.ledger().heed_others().unwrap();
    assert!(!writes.has_changed().unwrap());
}

#[tokio::test]
async fn an_event_carries_its_number_and_other_rights_end_the_stream() {
    let server = Server::start().await;
    let me = intake();
    let seq = server.receive(1).await.summary.seq;
    let mut response = server.get(&me, "/v1/events").header("last-event-id", "1").send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert_eq!(response.headers()["x-accel-buffering"], "no");
    let event = String::from_utf8(response.chunk().await.unwrap().unwrap().to_vec()).unwrap();
    let identity = server.office.ledger().identity();
    assert!(event.contains(&format!("id: {seq}\n")) && event.contains(&identity.server) && event.ends_with("\n\n"), "{event}");
    server.office.add_user(&Person { roles: vec![Role::Enquiry], ..me.clone() }, None, None).unwrap();
    assert!(response.chunk().await.unwrap().is_none());
}

#[tokio::test]
async fn too_many_streams_of_one_person_end_the_oldest() {
    let server = Server::start().await;
    server.receive(1).await;
    let open = || async { server.get(&intake(), "/v1/events").send().await.unwrap() };
    let mut streams = Vec::new();
    for _ in 0..5 {
        let mut stream = open().await;
        assert!(stream.chunk().await.unwrap().is_some());
        streams.push(stream);
    }
    assert!(streams[0].chunk().await.unwrap().is_none(), "the oldest goes");
    server.receive(2).await;
    for stream in &mut streams[1..] {
        assert!(stream.chunk().await.unwrap().is_some());
    }
    // Whoever stops the server doesn't wait for them.
    server.running.stop().await;
    assert!(streams[4].chunk().await.is_ok_and(|end| end.is_none()));
}

#[tokio::test]
async fn a_case_that_goes_to_another_employer_leaves_his_officer() {
    let server = Server::start().await;
    let mine = server.receive(1).await;
    server.receive(2).await;
    let other = Person { employer: Some("东湖食品".into()), ..person("zhou", &[Role::Employer]) };
    server.office.add_user(&other, None, None).unwrap();
    let changes = async |who: &Person, after: u64| -> Changes {
        server.get(who, &format!("/v1/changes?after={after}")).send().await.unwrap().json().await.unwrap()
    };
    let before = changes(&officer(), 0).await;
    assert_eq!((before.changes.len(), before.gone.len(), before.day), (2, 0, Some(opens().date())));
    assert!(changes(&other, 0).await.changes.is_empty());
    let correction = Correction {
        path: "/enrolments/0/employer".into(),
        old: EMPLOYER.into(),
        new: "东湖食品".into(),
        evidence: "id-card".into(),
        reason: "参保单位登记有误".into(),
    };
    let passed = server.office.decide(&officer(), &decide(&mine, 70, pass_on())).unwrap();
    let shown = server.office.case(&supervisor(), &passed.case).unwrap();
    let mut amend = bare(&shown, 71, Act::Amend { note: String::new() });
    amend.amendments = vec![Amendment::Correct(correction)];
    server.office.add_user(&reviewer(), None, None).unwrap();
    assert!(server.office.decide(&reviewer(), &amend).is_ok());
    let after = changes(&officer(), before.next).await;
    assert_eq!((after.changes.len(), after.gone), (0, vec![mine.case.id.clone()]));
    assert!(changes(&officer(), after.next).await.gone.is_empty(), "once");
    assert_eq!(rows(&server.lines(&officer(), None).await).len(), 1);
    assert_eq!(rows(&server.lines(&other, None).await)[0].id, mine.case.id);
    assert_eq!(changes(&other, before.next).await.changes.len(), 1);
    let asked = server.get(&officer(), &format!("/v1/cases/{}", mine.case.id));
    assert_eq!(problem(asked).await.code, ProblemCode::NotFound);
    assert!(changes(&supervisor(), before.next).await.gone.is_empty(), "who sees all has lost nothing");
}
