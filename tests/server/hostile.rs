//! What is wrong, too large or no HTTP at all: a problem in words, and no harm.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use huzhu::domain::decision::ProblemCode;
use reqwest::{Method, StatusCode};

use super::office::*;
use super::{Server, problem};

#[tokio::test]
async fn everything_that_goes_wrong_is_a_problem() {
    let server = Server::start().await;
    let post = |body: &str| {
        let request = server.request(Method::POST, "/v1/lookup").bearer_auth(server.token(&enquiry()));
        request.header("content-type", "application/json").body(body.to_owned())
    };
    let found = [
        (server.get(&intake(), "/nowhere"), 404, ProblemCode::NotFound),
        (server.get(&intake(), "/v1/cases/%FF%00"), 404, ProblemCode::NotFound),
        (server.get(&intake(), "/v1/cases/ZJ24-999999"), 404, ProblemCode::NotFound),
        (server.get(&intake(), "/v1/cases?cursor=1%20OR%201"), 404, ProblemCode::NotFound),
        (server.get(&intake(), "/v1/changes?after=-1"), 400, ProblemCode::Malformed),
        (server.get(&intake(), "/v1/lookup"), 405, ProblemCode::Malformed),
        (post("{\"number\": \"13800000001\""), 400, ProblemCode::Malformed),
        (post("{\"number\": 13800000001}"), 400, ProblemCode::Malformed),
        (post("[]"), 400, ProblemCode::Malformed),
        (post(""), 400, ProblemCode::Malformed),
        (post(&"[".repeat(100_000)), 400, ProblemCode::Malformed),
        (post("{\"number\": \" \"}"), 400, ProblemCode::Malformed),
        (post(&format!("{{\"number\": \"{}\"}}", "1".repeat(600_000))), 413, ProblemCode::TooLarge),
        (server.request(Method::POST, "/v1/lookup").bearer_auth(server.token(&enquiry())).body("{}"), 415, ProblemCode::Malformed),
    ];
    for (request, status, code) in found {
        let shown = format!("{request:?}");
        let problem = problem(request).await;
        assert_eq!((problem.status, problem.code), (status, code), "{shown}");
        assert!(!serde_json::to_string(&problem).unwrap().contains("13800000001"));
    }
    let response = server.get(&intake(), "/v1/lookup").send().await.unwrap();
    assert_eq!(response.headers()["allow"], "POST");
    let whole = server.get(&intake(), &format!("/v1/changes?after={}", u64::MAX)).send().await.unwrap();
    assert_eq!(whole.status(), StatusCode::OK, "a cursor from the future finds nothing");
}

#[tokio::test]
async fn what_is_no_http_does_no_harm() {
    let server = Server::start().await;
    let addr = server.running.addr;
    let answers = tokio::task::spawn_blocking(move || {
        let raw = |bytes: &[u8]| {
            let mut socket = TcpStream::connect(addr).unwrap();
            socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            // The server may hang up before all is written.
            let _ = socket.write_all(bytes);
            let _ = socket.shutdown(std::net::Shutdown::Write);
            let mut answer = Vec::new();
            let _ = socket.read_to_end(&mut answer);
            String::from_utf8_lossy(&answer).into_owned()
        };
        let long = format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "a".repeat(200_000));
        let cut = b"POST /v1/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{\"user\":";
        [raw(b"\x16\x03\x01\x02\x00\x01"), raw(long.as_bytes()), raw(cut), raw(b"")]
    });
    for answer in answers.await.unwrap() {
        assert!(!answer.starts_with("HTTP/1.1 2"), "{answer}");
    }
    assert_eq!(server.request(Method::GET, "/v1/health").send().await.unwrap().status(), StatusCode::OK);
}

/// A program that can't read what is said now is told to be updated, before it reads any of it; other programs are let in.
#[tokio::test]
async fn a_client_that_is_too_old_is_told_so() {
    let server = Server::start().await;
    let asked = |agent: &str| server.get(&intake(), "/v1/plans").header("user-agent", agent).send();
    for old in ["huzhu/0.1.0", "huzhu/0.1.0 wire/1"] {
        let answer = asked(old).await.unwrap();
        assert_eq!(answer.status().as_u16(), 426, "{old}");
        let problem: huzhu::wire::Problem = answer.json().await.unwrap();
        assert_eq!(problem.code, ProblemCode::ClientTooOld);
    }
    for good in [huzhu::wire::user_agent().as_str(), "huzhu/9.0.0 wire/900", "curl/8.0"] {
        assert_eq!(asked(good).await.unwrap().status().as_u16(), 200, "{good}");
    }
}
