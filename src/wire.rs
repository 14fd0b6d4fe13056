//! What client and server say to each other: resources, pages and cursors, problems. No behaviour.
//!
//! Readers ignore fields that they don't know; a verb that is not known is refused.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::decision::{Decision, ProblemCode};
use crate::domain::facts::Facts;
use crate::domain::ids::{CaseId, PlanHash, PlanId, UserId};
use crate::domain::material::Material;
use crate::domain::people::Role;
use crate::domain::summary::{CaseDetail, CaseSummary};
use crate::domain::time::Moment;

/// The largest number of cases on one page of changes or of a list.
pub const PAGE_LIMIT: u32 = 500;
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
pub const PROBLEM_JSON: &str = "application/problem+json";

/// Which server this is. A restored backup has a new epoch; a client pushes nothing into another server or epoch unasked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ServerIdentity {
    pub server: String,
    pub epoch: u64,
}

#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct LoginRequest {
    pub user: UserId,
    pub password: String,
}

#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct LoginAnswer {
    /// A bearer token: 256 random bits, hex. The server keeps its SHA-256 only.
    pub token: String,
    pub person: Person,
    #[serde(flatten)]
    pub identity: ServerIdentity,
}

/// A person of the office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Person {
    pub user: UserId,
    pub name: String,
    pub roles: Vec<Role>,
    /// The employer whose claims an employer's officer verifies.
    pub employer: Option<String>,
}

/// A person to be made, with the password that he is given.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct NewUser {
    #[serde(flatten)]
    pub person: Person,
    pub password: String,
}

/// The making of the first person, with the one-time code that an empty server prints.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct SetupRequest {
    pub code: String,
    #[serde(flatten)]
    pub user: NewUser,
}

/// A claim handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NewCase {
    pub plan: PlanId,
    pub facts: Facts,
    pub materials: Vec<Material>,
}

/// A change of a case after a sequence number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Change {
    pub summary: CaseSummary,
    /// Sent along while the case is open; a closed one is asked for when it is opened.
    pub detail: Option<Box<CaseDetail>>,
}

/// Changes in order of sequence, each case once, at its newest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Changes {
    #[serde(flatten)]
    pub identity: ServerIdentity,
    pub changes: Vec<Change>,
    /// Ask next for what comes after this.
    pub next: u64,
    /// There is more already.
    pub more: bool,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CasePage {
    pub cases: Vec<CaseSummary>,
    /// The cursor of the next page; absent on the last.
    pub next: Option<String>,
}

/// The look-up of a case by a number that must not stand in an address.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct LookupRequest {
    pub number: String,
}

/// A personal field that somebody had shown in full, for the audit trail. Its id is the `Idempotency-Key`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reveal {
    pub id: uuid::Uuid,
    pub case: CaseId,
    /// The field's name, `id-number`; never what stands in it.
    pub field: String,
    /// When it was shown, by the clock of the person's machine.
    pub at: Moment,
}

/// A plan as the server publishes it, immutable, by its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PublishedPlan {
    pub plan: PlanId,
    pub hash: PlanHash,
    /// The plan file's text.
    pub toml: String,
}

/// Why a request was not carried out (RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// A stable address of the kind of problem: `/problems/conflict`.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    pub detail: String,
    /// This occurrence, for the log.
    pub instance: String,
    /// A machine's word for the refusal.
    pub code: ProblemCode,
    /// For a conflict: the case as it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<Box<CaseDetail>>,
    /// For a claim that can't be read: each fault with its path.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Fault {
    pub path: String,
    pub message: String,
}

/// The body of a decision's request.
pub type DecisionRequest = Decision;
