//! A call as an HTTP request and an HTTP answer as a reply, without any network: the same for every transport.
//!
//! Invariant: an answer is a reply only if its status, type and shape are those of our API and it is about what was asked.

use serde::de::DeserializeOwned;
use serde_json::json;

use crate::api::load::LoadReader;
use crate::api::{Call, Failure, FailureKind, Reply, digests};
use crate::domain::decision::{ProblemCode, Receipt};
use crate::domain::ids::PlanHash;
use crate::domain::lookup::MOST_HITS;
use crate::wire::{
    Changes, IDEMPOTENCY_KEY, LookupAnswer, LookupRequest, NDJSON, PAGE_LIMIT, PEOPLE_LIMIT, PROBLEM_JSON, Person, Problem, Related,
    RowsRequest, StandingAnswer,
};

/// The largest body that is taken in: a full page of cases with long histories.
pub const LARGEST_BODY: usize = 32 * 1024 * 1024;

/// The status of an answer that says that something is done, and nothing else.
const NO_CONTENT: u16 = 204;

/// The kind of an answer that consists of events.
pub const EVENT_STREAM: &str = "text/event-stream";

/// A request as any HTTP client can send it.
#[derive(Clone)]
pub struct Request {
    pub method: &'static str,
    /// Path and query, from `/v1` on.
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

/// An answer as any HTTP client gets it.
#[derive(Clone)]
pub struct Answer {
    pub status: u16,
    pub content_type: String,
    pub body: Vec<u8>,
}

/// Makes the request of a call; `token` is that of whoever is signed in.
pub fn request(call: &Call, token: Option<&str>) -> Request {
    let get = |path: String| Request { method: "GET", path, headers: vec![], body: vec![] };
    let post = |path: &str, body: Vec<u8>| Request {
        method: "POST",
        path: path.into(),
        headers: vec![("content-type", "application/json".into())],
        body,
    };
    let mut request = match call {
        Call::Login { user, password } => post("/v1/login", json!({ "user": user, "password": password }).to_string().into_bytes()),
        Call::Logout => post("/v1/logout", vec![]),
        Call::Identity => get("/v1/health".into()),
        Call::Changes { after, limit } => get(format!("/v1/changes?after={after}&limit={limit}")),
        Call::Load { after, limit } => {
            let after = after.as_ref().map_or_else(String::new, |token| format!("&after={}", segment(token)));
            get(format!("/v1/load?limit={limit}{after}"))
        }
        Call::Listen { after } => {
            let mut request = get("/v1/events".into());
            request.headers.push(("last-event-id", after.to_string()));
            request
        }
        Call::Case { id } => get(format!("/v1/cases/{}", segment(id.as_str()))),
        Call::Decide { decision } => {
            // A decision is plain data: its JSON can't fail.
            let mut request = post("", serde_json::to_vec(decision).unwrap_or_default());
            request.path = format!("/v1/cases/{}/decisions", segment(decision.case.as_str()));
            request.headers.push((IDEMPOTENCY_KEY, decision.id.to_string()));
            if decision.act.verb().rests_on_basis() {
                request.headers.push(("if-match", format!("\"{}\"", decision.basis)));
            }
            request
        }
        Call::Receive { key, claim } => {
            let mut request = post("/v1/cases", serde_json::to_vec(claim).unwrap_or_default());
            request.headers.push((IDEMPOTENCY_KEY, key.0.to_string()));
            request
        }
        Call::Enrolments { number } => {
            post("/v1/enrolments", serde_json::to_vec(&LookupRequest { number: number.clone(), id: None }).unwrap_or_default())
        }
        Call::Plans { have } => get(format!("/v1/plans?have={}", listed(have))),
        Call::People => get("/v1/people".into()),
        Call::Reveal { reveal } => {
            let mut request = post("/v1/reveals", serde_json::to_vec(reveal).unwrap_or_default());
            request.headers.push((IDEMPOTENCY_KEY, reveal.id.to_string()));
            request
        }
        Call::Lookup { number, id } => {
            let body = LookupRequest { number: number.clone(), id: Some(*id) };
            post("/v1/lookup", serde_json::to_vec(&body).unwrap_or_default())
        }
        Call::LookedUp { entry } => {
            let mut request = post("/v1/lookups", serde_json::to_vec(entry).unwrap_or_default());
            request.headers.push((IDEMPOTENCY_KEY, entry.id.to_string()));
            request
        }
        Call::ReportUnsent { report } => post("/v1/unsent", serde_json::to_vec(report).unwrap_or_default()),
        Call::Related { id } => get(format!("/v1/cases/{}/related", segment(id.as_str()))),
        Call::Digests { asked } => post("/v1/digests", serde_json::to_vec(asked).unwrap_or_default()),
        Call::Tallies => get("/v1/tallies".into()),
        Call::Standing { asked } => post("/v1/standing", serde_json::to_vec(asked).unwrap_or_default()),
        Call::Rows { ids } => post("/v1/rows", serde_json::to_vec(&RowsRequest { ids: ids.clone() }).unwrap_or_default()),
    };
    request.headers.push(("accept", kinds(call)));
    if let Some(token) = token {
        request.headers.push(("authorization", format!("Bearer {token}")));
    }
    request
}

/// The kinds of answers that a call takes.
fn kinds(call: &Call) -> String {
    match call {
        Call::Load { .. } => format!("{NDJSON}, {PROBLEM_JSON}"),
        Call::Listen { .. } => format!("{EVENT_STREAM}, {PROBLEM_JSON}"),
        _ => "application/json".into(),
    }
}

/// So many hashes stay within the 8 kB that a request's first line may have on its way; whose are left out, come again with their texts.
const MOST_HASHES: usize = 64;

/// The newest hashes, which stand last, as one value of a query.
fn listed(hashes: &[PlanHash]) -> String {
    hashes[hashes.len().saturating_sub(MOST_HASHES)..].iter().map(|hash| segment(hash.as_str())).collect::<Vec<_>>().join(",")
}

/// Writes a case's number as one segment of a path.
fn segment(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            // Writing to a string can't fail.
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// Reads the answer to a call.
pub fn read(call: &Call, answer: &Answer) -> Result<Reply, Failure> {
    if answer.body.len() > LARGEST_BODY {
        return Err(FailureKind::TooLarge.into());
    }
    if !(200..300).contains(&answer.status) {
        return Err(refusal(call, answer));
    }
    match call {
        Call::Logout => Ok(Reply::Logout),
        // What is owed is let go of when it is written: a page that something on the way answers with must not pass for that.
        Call::Reveal { .. } | Call::LookedUp { .. } | Call::ReportUnsent { .. } => {
            about(answer.status == NO_CONTENT && answer.body.is_empty(), Reply::Written)
        }
        Call::Login { user, .. } => body(answer).and_then(|login| {
            let login: Box<crate::wire::LoginAnswer> = login;
            about(login.person.user == *user && !login.token.is_empty(), Reply::Login(login))
        }),
        Call::Identity => body(answer).map(Reply::Identity),
        Call::Changes { after, .. } => body(answer).and_then(|page: Changes| {
            let in_order = page.changes.is_sorted_by(|a, b| a.summary.seq <= b.summary.seq);
            let after_cursor = page.changes.iter().all(|change| change.summary.seq > *after && change.summary.seq <= page.next);
            // A page that says "more" and does not move on would be asked for for ever. One that ends before the cursor tells that the
            // books were put back; it has nothing else to tell.
            let moves = page.next > *after || (!page.more && page.changes.is_empty() && (page.next == *after || page.gone.is_empty()));
            let most = PAGE_LIMIT as usize;
            let size = page.changes.len() <= most && page.gone.len() <= 2 * most && page.next <= i64::MAX as u64;
            about(in_order && after_cursor && moves && size, Reply::Changes(page))
        }),
        Call::Load { limit, .. } => {
            fits(answer, NDJSON)?;
            let mut lines = LoadReader::default();
            lines.push(&answer.body, *limit)?;
            lines.part(*limit, false).map(Box::new).map(Reply::Load).ok_or_else(|| FailureKind::Broken.into())
        }
        // One event as the answer: for who has no stream of them.
        Call::Listen { .. } => body(answer).map(Reply::Heard),
        Call::Case { id } => body(answer).and_then(|detail: Box<crate::domain::summary::CaseDetail>| {
            about(detail.summary.id == *id && detail.case.id == *id, Reply::Case(detail))
        }),
        Call::Decide { decision } => body(answer)
            .and_then(|receipt: Receipt| about(receipt.decision == decision.id && receipt.case == decision.case, Reply::Decided(receipt))),
        Call::Receive { claim, .. } => body(answer).and_then(|detail: Box<crate::domain::summary::CaseDetail>| {
            about(detail.summary.id == detail.case.id && detail.case.plan == claim.plan, Reply::Received(detail))
        }),
        Call::Enrolments { .. } => body(answer).map(Reply::Enrolments),
        Call::Plans { .. } => body(answer).map(Reply::Plans),
        Call::People => body(answer).and_then(|people: Vec<Person>| about(people.len() <= PEOPLE_LIMIT as usize, Reply::People(people))),
        Call::Lookup { .. } => {
            body(answer).and_then(|found: LookupAnswer| about(found.cases.len() <= MOST_HITS as usize, Reply::Lookup(found)))
        }
        Call::Related { id } => body(answer).and_then(|related: Related| {
            let others = related.cases.iter().all(|case| case.id() != Some(id));
            about(others && related.cases.len() <= MOST_HITS as usize, Reply::Related(related))
        }),
        Call::Digests { asked } => body(answer).and_then(|told| about(digests::is_of(asked, &told), Reply::Digests(told))),
        Call::Tallies => body(answer).map(Reply::Tallies),
        Call::Standing { asked } => body(answer).and_then(|told: StandingAnswer| {
            let among = told.ids.iter().all(|id| asked.ids.contains(id));
            about(among && told.claims.iter().flatten().all(|claim| asked.claims.contains(&claim.key)), Reply::Standing(told))
        }),
        Call::Rows { ids } => body(answer).and_then(|told| about(digests::are_among(ids, &told), Reply::Rows(told))),
    }
}

/// An answer about something else than was asked is no answer.
fn about(fits: bool, reply: Reply) -> Result<Reply, Failure> {
    if fits { Ok(reply) } else { Err(FailureKind::Nonsense.into()) }
}

/// An answer of another kind than was asked for is not our server's.
fn fits(answer: &Answer, kind: &str) -> Result<(), Failure> {
    if answer.content_type.starts_with(kind) { Ok(()) } else { Err(FailureKind::Nonsense.into()) }
}

fn body<T: DeserializeOwned>(answer: &Answer) -> Result<T, Failure> {
    fits(answer, "application/json")?;
    serde_json::from_slice(&answer.body).map_err(|_| FailureKind::Nonsense.into())
}

fn refusal(call: &Call, answer: &Answer) -> Failure {
    let problem = (answer.content_type.starts_with(PROBLEM_JSON))
        .then(|| serde_json::from_slice::<Problem>(&answer.body).ok())
        .flatten()
        .filter(|problem| problem.status == answer.status);
    let kind = match problem {
        // A wrong password is the answer to signing in, not a sign-out.
        Some(problem) if problem.code == ProblemCode::SignedOut && !matches!(call, Call::Login { .. }) => FailureKind::SignedOut,
        Some(problem) if problem.code == ProblemCode::Revoked && !matches!(call, Call::Login { .. }) => FailureKind::Revoked,
        Some(problem) if problem.code == ProblemCode::ScopeChanged && !matches!(call, Call::Login { .. }) => FailureKind::ScopeChanged,
        Some(problem) if problem.status >= 500 => FailureKind::ServerError { status: problem.status },
        Some(problem) => FailureKind::Problem(Box::new(problem)),
        None if answer.status >= 500 => FailureKind::ServerError { status: answer.status },
        // Redirects, and errors that are not in our words: something between us and the server.
        None => FailureKind::Nonsense,
    };
    kind.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::decision::{Act, Decision};
    use crate::domain::ids::DecisionId;

    fn answer(status: u16, content_type: &str, body: &str) -> Answer {
        Answer { status, content_type: content_type.into(), body: body.into() }
    }

    fn problem(status: u16, code: &str) -> Answer {
        let body = json!({ "type": "/problems/x", "title": "x", "status": status, "detail": "d", "instance": "i", "code": code });
        answer(status, "application/problem+json", &body.to_string())
    }

    fn kind(call: &Call, answer: &Answer) -> FailureKind {
        read(call, answer).map(|_| ()).unwrap_err().kind
    }

    #[test]
    fn a_page_that_is_not_ours_is_nonsense() {
        let changes = Call::Changes { after: 5, limit: 10 };
        let page = |next: u64, more: bool| {
            answer(200, "application/json", &json!({ "server": "s", "epoch": 1, "changes": [], "next": next, "more": more }).to_string())
        };
        assert!(read(&changes, &page(5, false)).is_ok());
        assert!(read(&changes, &page(4, false)).is_ok(), "books that were put back");
        assert!(read(&changes, &page(9, true)).is_ok());
        for bad in [
            answer(200, "text/html", "<html>sign in to the network</html>"),
            answer(200, "application/json", "{\"server\":\"s\",\"epo"),
            answer(200, "application/json", "[]"),
            answer(302, "text/html", ""),
            answer(404, "text/plain", "not found"),
            page(4, true),
            page(5, true),
            page(u64::MAX, false),
        ] {
            assert_eq!(kind(&changes, &bad), FailureKind::Nonsense, "{}", bad.content_type);
        }
        assert_eq!(kind(&changes, &answer(502, "text/html", "bad gateway")), FailureKind::ServerError { status: 502 });
    }

    #[test]
    fn a_page_of_something_on_the_way_is_no_proof_that_an_entry_is_written() {
        let report = Call::ReportUnsent { report: crate::wire::UnsentReport { items: vec![] } };
        assert!(read(&report, &answer(204, "", "")).is_ok());
        for page in [answer(200, "text/html", "<html>sign in to the network</html>"), answer(200, "text/html", "")] {
            assert_eq!(kind(&report, &page), FailureKind::Nonsense);
        }
    }

    #[test]
    fn problems_keep_their_kind() {
        let plans = Call::Plans { have: Vec::new() };
        assert_eq!(kind(&plans, &problem(401, "signed-out")), FailureKind::SignedOut);
        assert_eq!(kind(&plans, &problem(500, "internal")), FailureKind::ServerError { status: 500 });
        assert!(matches!(kind(&plans, &problem(409, "conflict")), FailureKind::Problem(p) if p.code == ProblemCode::Conflict));
        let login = Call::Login { user: "a".into(), password: "secret".into() };
        assert!(matches!(kind(&login, &problem(401, "signed-out")), FailureKind::Problem(_)));
        assert!(!format!("{login:?}").contains("secret"));
        let mut lying = problem(409, "conflict");
        lying.status = 400;
        assert_eq!(kind(&plans, &lying), FailureKind::Nonsense);
    }

    #[test]
    fn a_decision_carries_its_key_and_its_basis() {
        let decision = Decision {
            id: DecisionId(uuid::Uuid::from_u128(7)),
            case: "ZJ24/../1".into(),
            basis: crate::domain::basis::Basis("ab".into()),
            stage: "s".into(),
            plan_hash: "h".into(),
            engine: 1,
            amount: crate::domain::money::Money::ZERO,
            verdicts: vec![],
            amendments: vec![],
            act: Act::Approve { note: String::new() },
            decided_at: crate::domain::time::Moment(0),
        };
        let call = Call::Decide { decision: Box::new(decision) };
        let request = request(&call, Some("t"));
        assert_eq!(request.path, "/v1/cases/ZJ24%2F%2E%2E%2F1/decisions");
        assert!(request.headers.contains(&(IDEMPOTENCY_KEY, "00000000-0000-0000-0000-000000000007".into())));
        assert!(request.headers.contains(&("if-match", "\"ab\"".into())));
        let other = json!({ "decision": uuid::Uuid::from_u128(8), "case": "ZJ24/../1", "seq": 1, "accepted_at": 0, "status": "open", "stage": "s", "amount": "0.00" });
        assert_eq!(kind(&call, &answer(200, "application/json", &other.to_string())), FailureKind::Nonsense, "another's receipt");
    }
}
