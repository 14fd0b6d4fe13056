//! The API over a real socket: sign-in, headers, problems, replays after a restart, hostile requests.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says by a panic that it failed, in its helpers too")]

#[path = "server/hostile.rs"]
mod hostile;
#[path = "server/lists.rs"]
mod lists;
#[path = "server/masks.rs"]
mod masks;
#[path = "common/office.rs"]
mod office;
#[path = "server/packing.rs"]
mod packing;
#[path = "server/people.rs"]
mod people;
#[path = "server/sign_in.rs"]
mod sign_in;
#[path = "server/streams.rs"]
mod streams;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use huzhu::domain::decision::{Decision, ProblemCode, Receipt};
use huzhu::domain::facts::RaisedExclusion;
use huzhu::domain::money::Money;
use huzhu::domain::people::Role;
use huzhu::domain::summary::CaseDetail;
use huzhu::rules::PlanSet;
use huzhu::server::{Ledger, Office, Running, start};
use huzhu::wire::{Changes, NewCase, Person, Problem, Reveal};
use office::*;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

/// A server on a free port, and a client of it.
struct Server {
    office: Arc<Office>,
    running: Running,
    client: reqwest::Client,
    hands: Hands,
}

impl Server {
    async fn start() -> Self {
        Self::over(Ledger::open_in_memory().unwrap()).await
    }

    async fn at(folder: &Path) -> Self {
        Self::over(Ledger::open(folder).unwrap()).await
    }

    async fn over(ledger: Ledger) -> Self {
        Self::with(ledger, PlanSet::builtin()).await
    }

    async fn with(ledger: Ledger, plans: PlanSet) -> Self {
        // Where another test of this process has set it already, it is the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let hands = Hands::at(opens());
        let office = Arc::new(over_plans(ledger, plans, &hands));
        let running = start(Arc::clone(&office), SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(30)).build().unwrap();
        Server { office, running, client, hands }
    }

    fn token(&self, who: &Person) -> String {
        self.office.open_session(&who.user).unwrap().unwrap().token
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}{path}", self.running.addr))
    }

    fn get(&self, who: &Person, path: &str) -> RequestBuilder {
        self.request(Method::GET, path).bearer_auth(self.token(who))
    }

    fn post(&self, who: &Person, path: &str, body: &impl serde::Serialize) -> RequestBuilder {
        self.request(Method::POST, path).bearer_auth(self.token(who)).json(body)
    }

    async fn receive(&self, member: u32) -> CaseDetail {
        let new = claim(member, &["hospital-stay"], vec![stay("2024-11-01", 8, None)]);
        let response =
            self.post(&intake(), "/v1/cases", &new).header("idempotency-key", key_of(&format!("m{member}"))).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::CREATED);
        response.json().await.unwrap()
    }

    fn decide(&self, who: &Person, decision: &Decision) -> RequestBuilder {
        self.post(who, &format!("/v1/cases/{}/decisions", decision.case), decision)
            .header("idempotency-key", decision.id.to_string())
            .header("if-match", format!("\"{}\"", decision.basis))
    }
}

/// The key of a claim that a test calls so, as it stands in the header.
fn key_of(claim: &str) -> String {
    named(claim).0.to_string()
}

/// Reads a problem and looks at what every problem must be.
async fn problem(request: RequestBuilder) -> Problem {
    told(request.send().await.unwrap()).await
}

async fn told(response: Response) -> Problem {
    let status = response.status();
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!(response.headers().contains_key("www-authenticate"), status == StatusCode::UNAUTHORIZED);
    let problem: Problem = response.json().await.unwrap();
    assert_eq!(problem.status, status.as_u16());
    assert!(problem.kind.starts_with("/problems/") && !problem.title.is_empty() && !problem.detail.is_empty());
    assert!(problem.instance.starts_with("urn:uuid:"));
    problem
}

#[tokio::test]
async fn a_decision_goes_in_once_whatever_is_sent_again() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::at(folder.path()).await;
    let case = server.receive(1).await;
    let decision = decide(&case, 1, pass_on());
    let first: Receipt = server.decide(&officer(), &decision).send().await.unwrap().json().await.unwrap();
    assert_eq!((first.decision, first.stage.as_str()), (decision.id, "medical-review"));
    let other = Decision { amount: Money::ZERO, ..decision.clone() };
    assert_eq!(problem(server.decide(&officer(), &other)).await.code, ProblemCode::KeyReused);
    let shown: CaseDetail = server.get(&supervisor(), &format!("/v1/cases/{}", case.case.id)).send().await.unwrap().json().await.unwrap();
    server.running.stop().await;
    drop(server.office);

    let server = Server::at(folder.path()).await;
    let again: Receipt = server.decide(&officer(), &decision).send().await.unwrap().json().await.unwrap();
    assert_eq!(again, first, "after a restart the answer is the same");
    let path = format!("/v1/cases/{}", case.case.id);
    let kept: CaseDetail = server.get(&supervisor(), &path).send().await.unwrap().json().await.unwrap();
    assert_eq!(kept, shown);
    let again: CaseDetail = {
        let new = claim(1, &["hospital-stay"], vec![stay("2024-11-01", 8, None)]);
        server.post(&intake(), "/v1/cases", &new).header("idempotency-key", key_of("m1")).send().await.unwrap().json().await.unwrap()
    };
    assert_eq!(again.case.id, case.case.id, "the claim was taken in once");
}

#[tokio::test]
async fn a_claim_s_key_is_a_uuid_however_it_is_written() {
    let server = Server::start().await;
    let case = server.receive(1).await;
    let new = claim(1, &["hospital-stay"], vec![stay("2024-11-01", 8, None)]);
    let post = |new: &NewCase, key: &str| server.post(&intake(), "/v1/cases", new).header("idempotency-key", key);
    let other = named("m1").0.simple().to_string().to_uppercase();
    let again: CaseDetail = post(&new, &other).send().await.unwrap().json().await.unwrap();
    assert_eq!(again.case.id, case.case.id, "the same key in another form is the same claim");
    let none = problem(post(&new, "m1")).await;
    assert_eq!(none.code, ProblemCode::Malformed);
    assert!(none.detail.contains("UUID"), "{}", none.detail);

    let replaces = (0..101).map(|n| named(&n.to_string())).collect();
    let often = problem(post(&NewCase { replaces, ..new }, &key_of("m2"))).await;
    assert_eq!(often.code, ProblemCode::Blocked);
    assert!(often.detail.contains("改动过多"), "{}", often.detail);
}

#[tokio::test]
async fn a_decision_s_headers_must_fit_its_body() {
    let server = Server::start().await;
    let case = server.receive(1).await;
    let decision = decide(&case, 1, pass_on());
    let path = format!("/v1/cases/{}/decisions", case.case.id);
    let bare = || server.post(&officer(), &path, &decision);
    let (key, basis) = (decision.id.to_string(), decision.basis.0.clone());
    let refused = [
        (bare(), StatusCode::BAD_REQUEST),
        (bare().header("idempotency-key", &key), StatusCode::PRECONDITION_REQUIRED),
        (bare().header("if-match", &basis), StatusCode::BAD_REQUEST),
        (bare().header("idempotency-key", "other").header("if-match", &basis), StatusCode::BAD_REQUEST),
        (bare().header("idempotency-key", &key).header("if-match", "\"other\""), StatusCode::BAD_REQUEST),
        (
            server
                .post(&officer(), "/v1/cases/ZJ24-999999/decisions", &decision)
                .header("idempotency-key", &key)
                .header("if-match", &basis),
            StatusCode::BAD_REQUEST,
        ),
    ];
    for (request, status) in refused {
        let problem = problem(request).await;
        assert_eq!((problem.status, problem.code), (status.as_u16(), ProblemCode::Malformed));
    }
    assert_eq!(server.office.case(&supervisor(), &case.case.id).unwrap(), case, "nothing was written");
    let unquoted = bare().header("idempotency-key", &key).header("if-match", &basis).send().await.unwrap();
    assert_eq!(unquoted.status(), StatusCode::OK);
}

#[tokio::test]
async fn refusals_say_why_in_the_language_asked_for() {
    let server = Server::start().await;
    let both = person("yu", &[Role::Intake, Role::Medical]);
    server.office.add_user(&both, None, None).unwrap();
    let case = server.receive(1).await;
    let moved = server.decide(&both, &decide(&case, 1, pass_on())).send().await.unwrap();
    assert_eq!(moved.status(), StatusCode::OK);

    let stale = problem(server.decide(&officer(), &decide(&case, 2, pass_on())).header("accept-language", "en")).await;
    assert_eq!((stale.status, stale.code), (409, ProblemCode::Conflict));
    let current = stale.current.unwrap();
    assert_eq!(current.case.stage, "medical-review");

    let four_eyes = problem(server.decide(&both, &decide(&current, 3, pass_on())).header("accept-language", "fr, zh;q=0.5")).await;
    assert_eq!((four_eyes.status, four_eyes.code), (403, ProblemCode::FourEyes));
    assert!(four_eyes.detail.contains("单位核实"), "{}", four_eyes.detail);
    let role = problem(server.decide(&payer(), &decide(&current, 4, pass_on())).header("accept-language", "en-GB,en")).await;
    assert_eq!(role.code, ProblemCode::NotAllowed);
    assert!(role.detail.contains("Medical review"), "{}", role.detail);

    let mut new = claim(2, &["hospital-stay"], vec![stay("2024-11-01", 8, None)]);
    new.facts.member.name = String::new();
    new.materials[0].material = "13800000002".into();
    new.facts.choices.exclusive = Some("13800000002".into());
    new.facts.exclusions = vec![RaisedExclusion { exclusion: "9.9".into(), admission: None, note: " ".into() }];
    let faulty = problem(server.post(&intake(), "/v1/cases", &new).header("idempotency-key", key_of("k"))).await;
    let paths: Vec<&str> = faulty.faults.iter().map(|fault| fault.path.as_str()).collect();
    let expected = [
        "facts.member.name",
        "materials[0].material",
        "facts.choices.exclusive",
        "facts.exclusions[0].exclusion",
        "facts.exclusions[0].note",
    ];
    assert!(expected.iter().all(|path| paths.contains(path)), "{paths:?}");
    let mut enrolled = new.clone();
    let again: Vec<_> = enrolled.facts.enrolments.first().cloned().into_iter().collect();
    assert!(!again.is_empty());
    enrolled.facts.enrolments.extend(again);
    let (mut doubled, mut other) = (new.clone(), new);
    doubled.facts.benefits = vec!["hospital-stay".into(), "hospital-stay".into()];
    other.facts.choices.exclusive = Some("sudden-death".into());
    let each = [(doubled, "facts.benefits[1]"), (other, "facts.choices.exclusive"), (enrolled, "facts.enrolments[1]")];
    for (new, path) in each {
        let faulty = problem(server.post(&intake(), "/v1/cases", &new).header("idempotency-key", key_of(path))).await;
        assert!(faulty.faults.iter().any(|fault| fault.path == path), "{path}: {:?}", faulty.faults);
    }
    assert!(!serde_json::to_string(&faulty).unwrap().contains("13800000002"), "what was sent is not repeated");
}

#[tokio::test]
async fn each_role_sees_what_it_may() {
    let server = Server::start().await;
    let case = server.receive(7).await;
    let look_up = server.post(&enquiry(), "/v1/lookup", &json!({ "number": "13800000007" })).send().await.unwrap();
    let found = look_up.json::<huzhu::wire::LookupAnswer>().await.unwrap().cases;
    assert_eq!((found.len(), found[0].name.as_str()), (1, "沈**"));
    for path in ["/v1/cases".to_owned(), "/v1/changes".into(), format!("/v1/cases/{}", case.case.id)] {
        let text = server.get(&enquiry(), &path).send().await.unwrap().text().await.unwrap();
        assert!(text.contains("沈**"));
        for secret in ["沈某", "13800000007", &id_number(7), "6217000010000004417"] {
            assert!(!text.contains(secret), "{path} shows {secret}");
        }
    }
    let stranger = Person { employer: Some("望江仪表厂".into()), ..person("xu", &[Role::Employer]) };
    server.office.add_user(&stranger, None, None).unwrap();
    assert_eq!(problem(server.get(&stranger, &format!("/v1/cases/{}", case.case.id))).await.code, ProblemCode::NotFound);
    let none: Changes = server.get(&stranger, "/v1/changes").send().await.unwrap().json().await.unwrap();
    assert!(none.changes.is_empty() && none.next > 0);
    let own: Changes = server.get(&officer(), "/v1/changes").send().await.unwrap().json().await.unwrap();
    assert_eq!(own.changes[0].detail.as_deref(), Some(&case));
    let new = claim(8, &["hospital-stay"], vec![stay("2024-11-01", 8, None)]);
    let denied = problem(server.post(&enquiry(), "/v1/cases", &new).header("idempotency-key", key_of("k"))).await;
    assert_eq!(denied.code, ProblemCode::NotAllowed);
}

#[tokio::test]
async fn a_field_shown_in_full_stands_in_the_audit_trail_once() {
    let server = Server::start().await;
    let detail = server.receive(1).await;
    let (token, masked_token) = (server.token(&intake()), server.token(&enquiry()));
    // Signing in stands in the trail too, so it comes before the count.
    let before = server.office.ledger().read(|books| books.newest_seq()).unwrap();
    let shown = Reveal { id: uuid::Uuid::from_u128(7), case: detail.case.id.clone(), field: "id-number".into(), at: opens() };
    let send = |token: &str, shown: &Reveal| {
        let request = server.request(Method::POST, "/v1/reveals").bearer_auth(token).json(shown);
        request.header("idempotency-key", shown.id.to_string()).send()
    };
    for _ in 0..2 {
        assert_eq!(send(&token, &shown).await.unwrap().status(), StatusCode::NO_CONTENT);
    }
    assert_eq!(server.office.ledger().read(|books| books.newest_seq()).unwrap(), before + 1);
    // The same id for another field, a case that nobody has, and somebody who sees masks only.
    let other_field = Reveal { field: "phone".into(), ..shown.clone() };
    assert_eq!(told(send(&token, &other_field).await.unwrap()).await.code, ProblemCode::KeyReused);
    let no_case = Reveal { id: uuid::Uuid::from_u128(8), case: "ZJ24-999999".into(), ..shown.clone() };
    assert_eq!(told(send(&token, &no_case).await.unwrap()).await.code, ProblemCode::NotFound);
    let masked = Reveal { id: uuid::Uuid::from_u128(9), ..shown };
    assert_eq!(told(send(&masked_token, &masked).await.unwrap()).await.code, ProblemCode::NotAllowed);
    assert_eq!(server.office.ledger().read(|books| books.newest_seq()).unwrap(), before + 1);
}

#[tokio::test]
async fn the_description_names_every_route() {
    let server = Server::start().await;
    let description: Value = server.request(Method::GET, "/openapi.json").send().await.unwrap().json().await.unwrap();
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
    assert_eq!(description["info"]["title"], "huzhu");
    let paths: Vec<&str> = description["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "/v1/cases",
        "/v1/cases/{id}",
        "/v1/cases/{id}/decisions",
        "/v1/cases/{id}/related",
        "/v1/changes",
        "/v1/digests",
        "/v1/enrolments",
        "/v1/events",
        "/v1/health",
        "/v1/load",
        "/v1/login",
        "/v1/logout",
        "/v1/lookup",
        "/v1/lookups",
        "/v1/people",
        "/v1/plans",
        "/v1/reveals",
        "/v1/rows",
        "/v1/setup",
        "/v1/standing",
        "/v1/tallies",
        "/v1/unsent",
    ];
    assert_eq!(paths, expected);
    // Every reference leads somewhere.
    let text = description.to_string();
    for reference in text.split("\"#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(description["components"]["schemas"].get(reference).is_some(), "{reference} is not described");
    }
}

/// Whoever edits the books has to edit the trail too, and the trail carries hashes.
#[tokio::test]
async fn the_check_of_the_books_sees_what_the_trail_does_not_say() {
    let folder = tempfile::tempdir().unwrap();
    {
        let server = Server::at(folder.path()).await;
        let detail = server.receive(1).await;
        let decision = decide(&detail, 1, pass_on());
        assert_eq!(server.decide(&intake(), &decision).send().await.unwrap().status(), StatusCode::OK);
        assert!(server.office.ledger().read(|books| books.verify_audit()).unwrap().is_ok());
        server.running.stop().await;
    }
    let verify = || Ledger::open(folder.path()).unwrap().read(|books| books.verify_audit()).unwrap();
    let edit = |sql: &str| rusqlite::Connection::open(folder.path().join("huzhu.db")).unwrap().execute(sql, []).unwrap();
    assert_eq!(edit("UPDATE decisions SET by_user = 'he'"), 1);
    assert!(verify().is_err(), "somebody else's name on a decision");
    edit("UPDATE decisions SET by_user = 'lin'");
    assert!(verify().is_ok());
    assert_eq!(edit("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit WHERE kind = 'decided')"), 1);
    assert!(verify().is_err(), "an entry cut off the end");
}

#[tokio::test]
async fn a_receipt_of_two_cases_comes_with_both_and_no_number_goes_to_who_sees_masks() {
    let server = Server::start().await;
    let mut cases = Vec::new();
    for member in [1, 2] {
        let bill = Money::from_yuan(1_000 + i64::from(member));
        let mut new = claim(member, &["hospital-stay"], vec![stay(&format!("2024-11-0{member}"), 8, Some(bill))]);
        new.facts.stays[0].expense.as_mut().unwrap().receipt = Some("NO 2024-4711".into());
        let key = key_of(&format!("twin {member}"));
        let response = server.post(&intake(), "/v1/cases", &new).header("idempotency-key", key).send().await.unwrap();
        let detail: CaseDetail = response.json().await.unwrap();
        cases.push(detail.case.id);
    }
    let changes: Changes = server.get(&approver(), "/v1/changes").send().await.unwrap().json().await.unwrap();
    for (at, other) in [(0, 1), (1, 0)] {
        let change = changes.changes.iter().find(|change| change.summary.id == cases[at]).unwrap();
        let crossed = &change.detail.as_ref().unwrap().history.crossed;
        assert_eq!(crossed.iter().map(|line| line.case.clone()).collect::<Vec<_>>(), [Some(cases[other].clone())]);
    }
    for path in ["/v1/changes".to_owned(), format!("/v1/cases/{}/related", cases[0]), format!("/v1/cases/{}", cases[0])] {
        let text = server.get(&enquiry(), &path).send().await.unwrap().text().await.unwrap();
        assert!(text.contains("4711") && text.contains(cases[1].as_str()), "{path}");
        for secret in ["2024-4711", "20244711", &id_number(1), &card_number(2)] {
            assert!(!text.contains(secret), "{path} tells {secret}");
        }
    }
}
