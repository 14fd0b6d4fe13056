//! Who gets in: signing in and out, tokens, the code of an empty server.

use std::net::SocketAddr;
use std::sync::Arc;

use huzhu::domain::decision::ProblemCode;
use huzhu::domain::people::Role;
use huzhu::rules::PlanSet;
use huzhu::server::{Ledger, Office, start};
use huzhu::wire::{LoginAnswer, Person, PublishedPlan};
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::office::*;
use super::{Server, problem, told};

#[tokio::test]
async fn signing_in_and_out() {
    let server = Server::start().await;
    server.office.add_user(&intake(), Some("correct horse"), None).unwrap();
    let login = |user: &str, password: &str| server.request(Method::POST, "/v1/login").json(&json!({ "user": user, "password": password }));
    assert_eq!(problem(login("lin", "wrong")).await.code, ProblemCode::SignedOut);
    assert_eq!(problem(login("nobody", "correct horse")).await.code, ProblemCode::SignedOut);
    assert_eq!(problem(login("wu", "!")).await.code, ProblemCode::SignedOut, "who has no password can't sign in");
    let answer: LoginAnswer = login("lin", "correct horse").send().await.unwrap().json().await.unwrap();
    assert_eq!((answer.token.len(), answer.person.roles), (64, vec![Role::Intake]));
    let plans = || server.request(Method::GET, "/v1/plans").bearer_auth(&answer.token);
    let published: Vec<PublishedPlan> = plans().send().await.unwrap().json().await.unwrap();
    assert_eq!(published[0].plan, "zj-10");
    assert_eq!(PlanSet::builtin().get(&published[0].plan).unwrap().hash, published[0].hash);

    let out = server.request(Method::POST, "/v1/logout").bearer_auth(&answer.token).send().await.unwrap();
    assert_eq!(out.status(), StatusCode::NO_CONTENT);
    assert_eq!(problem(plans()).await.code, ProblemCode::SignedOut);
    let token = server.token(&intake());
    let late = || server.request(Method::GET, "/v1/plans").bearer_auth(&token);
    assert_eq!(late().send().await.unwrap().status(), StatusCode::OK);
    server.hands.pass_seconds(15 * 3600);
    assert_eq!(problem(late()).await.code, ProblemCode::SignedOut, "a sign-in runs out");

    for _ in 0..5 {
        assert_eq!(problem(login("lin", "guess")).await.code, ProblemCode::SignedOut);
    }
    let response = login("lin", "correct horse").send().await.unwrap();
    let wait: u64 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=61).contains(&wait));
    assert_eq!(told(response).await.code, ProblemCode::TooManyRequests);
    server.hands.pass_seconds(wait as i64);
    assert_eq!(login("lin", "correct horse").send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn a_sign_in_that_was_taken_back_is_told_apart_and_may_report_what_was_unsent_and_nothing_else() {
    let server = Server::start().await;
    let (lost, expired) = (server.token(&intake()), server.token(&medical()));
    let plans = |token: &str| server.request(Method::GET, "/v1/plans").bearer_auth(token);
    let item = |kind: &str| json!({ "id": uuid::Uuid::from_u128(7), "kind": kind, "at": 0 });
    let report = |token: &str, body: &serde_json::Value| server.request(Method::POST, "/v1/unsent").bearer_auth(token).json(body);
    let items = json!({ "items": [item("claim")] });
    assert_eq!(problem(report(&lost, &items)).await.code, ProblemCode::NotAllowed, "nothing was taken back");
    server.hands.pass_seconds(15 * 3600);
    assert_eq!(problem(plans(&expired)).await.code, ProblemCode::SignedOut, "a sign-in that ran out is no such one");
    // Also one that had run out by then: its machine still has everything.
    assert_eq!(server.office.revoke(&intake().user, true, None).unwrap(), 1);
    assert_eq!(problem(report(&lost, &items)).await.code, ProblemCode::NotAllowed, "its machine has not been told");
    server.hands.pass_seconds(30 * 24 * 3600);
    assert_eq!(problem(plans(&lost)).await.code, ProblemCode::Revoked);
    for stray in [
        json!({ "items": [{ "id": uuid::Uuid::nil(), "kind": "claim", "at": 0, "name": "张某某" }] }),
        json!({ "items": [item("张某某")] }),
    ] {
        assert_eq!(problem(report(&lost, &stray)).await.code, ProblemCode::Malformed);
    }
    assert_eq!(report(&lost, &items).send().await.unwrap().status(), StatusCode::NO_CONTENT);
    let told = server.office.ledger().read(|books| books.told_unsent()).unwrap();
    assert_eq!((told.len(), &told[0].1), (1, &intake().user));
    server.hands.pass_seconds(16 * 60);
    assert_eq!(problem(report(&lost, &items)).await.code, ProblemCode::NotAllowed, "the right to report is a short one");
    assert_eq!(problem(report("0000", &items)).await.code, ProblemCode::NotAllowed);
    assert!(server.office.revoke(&"nobody".into(), true, None).is_err());
    // The account was kept, another sign-in is as good as ever; a change of the person wipes out no revocation.
    assert_eq!(plans(&server.token(&intake())).send().await.unwrap().status(), StatusCode::OK);
    server.office.add_user(&intake(), Some("correct horse"), None).unwrap();
    assert_eq!(problem(plans(&lost)).await.code, ProblemCode::Revoked);
    server.office.revoke(&intake().user, false, None).unwrap();
    let login = server.request(Method::POST, "/v1/login").json(&json!({ "user": "lin", "password": "correct horse" }));
    assert_eq!(problem(login).await.code, ProblemCode::SignedOut);
}

#[tokio::test]
async fn nothing_is_shown_without_a_good_token() {
    let server = Server::start().await;
    server.receive(1).await;
    for path in ["/v1/cases", "/v1/cases/ZJ24-000001", "/v1/changes?after=0", "/v1/plans", "/v1/people"] {
        for value in ["", "Bearer", "Bearer ", "Bearer 0000", "Basic bGluOmxpbg==", "Bearer \u{7f}"] {
            let request = server.request(Method::GET, path);
            let request = if value.is_empty() { request } else { request.header("authorization", value.replace('\u{7f}', "x")) };
            assert_eq!(problem(request).await.code, ProblemCode::SignedOut, "{path} {value}");
        }
    }
    for open in ["/v1/health", "/openapi.json"] {
        assert_eq!(server.request(Method::GET, open).send().await.unwrap().status(), StatusCode::OK);
    }
}

#[tokio::test]
async fn an_empty_server_is_set_up_once_with_its_code() {
    let server = {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let hands = Hands::at(opens());
        let office = Office::open(Ledger::open_in_memory().unwrap(), PlanSet::builtin(), hands.clock()).unwrap();
        let office = Arc::new(office);
        let running = start(Arc::clone(&office), SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        Server { office, running, client: reqwest::Client::builder().no_proxy().build().unwrap(), hands }
    };
    let old = server.office.new_setup_code().unwrap().unwrap();
    server.hands.pass_seconds(3601);
    let set_up = |code: &str, password: &str| {
        let body = json!({ "code": code, "user": "root", "name": "林某", "roles": ["supervisor", "intake"], "employer": null, "password": password });
        server.request(Method::POST, "/v1/setup").json(&body)
    };
    assert_eq!(problem(set_up(&old, "long enough")).await.code, ProblemCode::NotAllowed, "it has run out");
    let code = server.office.new_setup_code().unwrap().unwrap();
    assert_eq!(problem(set_up("0000-0000-0000-0000-0000", "long enough")).await.code, ProblemCode::NotAllowed);
    let short = problem(set_up(&code, "short")).await;
    assert_eq!(short.faults[0].path, "password");
    assert_eq!(set_up(&code, "long enough").send().await.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(problem(set_up(&code, "long enough")).await.code, ProblemCode::NotAllowed, "it is good for one");
    assert_eq!(server.office.new_setup_code().unwrap(), None);
    let login = server.request(Method::POST, "/v1/login").json(&json!({ "user": "root", "password": "long enough" })).send().await.unwrap();
    assert_eq!(login.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_sign_in_that_ended_with_other_rights_is_told_apart_from_one_that_ran_out() {
    let server = Server::start().await;
    let (open, expired) = (server.token(&intake()), server.token(&intake()));
    let plans = |token: &str| server.request(Method::GET, "/v1/plans").bearer_auth(token);
    server.hands.pass_seconds(15 * 3600);
    // A new password says nothing of what he may see.
    server.office.add_user(&intake(), Some("correct horse"), None).unwrap();
    assert_eq!(problem(plans(&open)).await.code, ProblemCode::SignedOut);
    let now = server.token(&intake());
    let moved = Person { roles: vec![Role::Employer], employer: Some("江岸纺织厂".into()), ..intake() };
    server.office.add_user(&moved, None, None).unwrap();
    // Also one that had run out by then: its machine still has everything.
    for token in [&now, &open, &expired] {
        assert_eq!(problem(plans(token)).await.code, ProblemCode::ScopeChanged);
    }
    let again = server.token(&moved);
    assert_eq!(plans(&again).send().await.unwrap().status(), StatusCode::OK);
    assert_eq!(problem(plans(&now)).await.code, ProblemCode::ScopeChanged, "another machine has not learned it yet");
    server.office.revoke(&moved.user, true, None).unwrap();
    assert_eq!(problem(plans(&now)).await.code, ProblemCode::Revoked, "what is taken back wipes everything");
}
