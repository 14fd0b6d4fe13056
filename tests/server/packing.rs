//! Answers that are packed: a page of changes comes over a slow line, one that unpacks to too much is refused.

use std::time::Duration;

use huzhu::api::{Call, FailureKind, Reply};
use huzhu::wire::Changes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::Server;
use super::office::*;
use super::streams::{reviewer, slow};

/// At 16 kbit/s this page took a quarter of an hour and was given up after 40 s, each time anew.
#[tokio::test]
async fn a_page_of_changes_comes_in_a_tenth_of_its_bytes_to_who_unpacks_it() {
    let me = reviewer();
    let server = Server::with_cases(150, &me).await;
    let path = "/v1/changes?after=0&limit=200";
    let plain = server.get(&me, path).send().await.unwrap();
    assert!(!plain.headers().contains_key("content-encoding"), "who did not say that he unpacks gets it unpacked");
    let plain = plain.bytes().await.unwrap();
    let all: Changes = serde_json::from_slice(&plain).unwrap();
    assert!(all.changes.len() > 100);

    let (address, come) = slow(server.running.addr).await;
    come.send(plain.len() / 10).unwrap();
    let asked = Call::Changes { after: 0, limit: 200 };
    let client = server.client_at(address, &me);
    // A limit for a test that would hang: what has not come is waited for.
    let answer = tokio::time::timeout(Duration::from_secs(20), client.call(&asked)).await.expect("enough has come");
    let Ok(Reply::Changes(page)) = answer else { panic!("no page") };
    let told = |page: &Changes| page.changes.iter().map(|change| (change.summary.id.clone(), change.summary.seq)).collect::<Vec<_>>();
    assert_eq!(told(&page), told(&all));
    let small = server.get(&me, "/v1/health").header("accept-encoding", "zstd").send().await.unwrap();
    assert!(!small.headers().contains_key("content-encoding"));
}

#[tokio::test]
async fn an_answer_that_unpacks_to_more_than_any_is_refused() {
    let server = Server::start().await;
    for (packing, body, kind) in [
        ("zstd", zstd::bulk::compress(&vec![b' '; 64 << 20], 19).unwrap(), FailureKind::TooLarge),
        ("zstd", b"{}".to_vec(), FailureKind::Nonsense),
        ("gzip", b"{}".to_vec(), FailureKind::Nonsense),
    ] {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let client = server.client_at(listener.local_addr().unwrap(), &intake());
        tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let _ = socket.read(&mut [0; 4096]).await;
            let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: {packing}\r\n");
            let head = format!("{head}content-length: {}\r\n\r\n", body.len());
            let _ = socket.write_all(&[head.as_bytes(), &body].concat()).await;
            let _ = socket.read(&mut [0; 1]).await;
        });
        let Err(failure) = client.call(&Call::Tallies).await else { panic!("taken") };
        assert_eq!(failure.kind, kind, "{packing}");
    }
}
