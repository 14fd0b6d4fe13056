//! What client and server say to each other: resources, pages and cursors, problems. No behaviour.
//!
//! Readers ignore fields that they don't know; a verb that is not known is refused.

mod digests;
mod standing;
mod streams;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::cross::{CrossMatch, Match, Standing};
use crate::domain::decision::{Decision, ProblemCode, Verb};
use crate::domain::facts::Facts;
use crate::domain::filter::Words;
use crate::domain::ids::{CaseId, PlanHash, PlanId, StageId, UserId};
use crate::domain::intake::ClaimKey;
use crate::domain::lookup::{Kind, Mark, MarkKey};
use crate::domain::material::Material;
use crate::domain::people::Role;
use crate::domain::summary::{CaseDetail, CaseSummary};
use crate::domain::time::{Date, Moment, Span};
use crate::domain::why::Why;

pub use digests::{DIGEST_LIMIT, DIGEST_ROWS_LIMIT, DigestAnswer, DigestRequest, DigestRow, ROWS_LIMIT, Rows, RowsRequest, Tallies};
pub use standing::{STANDING_LIMIT, StandingAnswer, StandingClaim, StandingRequest};
pub use streams::{HEART_BEAT, Hint, LONGEST_LINE, LoadHead, LoadLine, LoadPart, NDJSON};

/// The largest number of cases on one page of changes or of a list.
pub const PAGE_LIMIT: u32 = 500;
/// Counts up whenever a program of the revision before can't read what is said now: a claim document refuses fields that it doesn't know.
/// Our client says it behind its name, `huzhu/0.1.0 wire/2`; one that says none is of revision 1.
pub const WIRE_REVISION: u32 = 2;
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
pub const PROBLEM_JSON: &str = "application/problem+json";

/// How our client names itself in each request.
pub fn user_agent() -> String {
    format!("huzhu/{} wire/{WIRE_REVISION}", env!("CARGO_PKG_VERSION"))
}

/// Gives the revision that a client of ours speaks, by how it names itself; nothing for another's program.
pub fn revision_of(user_agent: &str) -> Option<u32> {
    let said = user_agent.strip_prefix("huzhu/")?.split(' ').find_map(|part| part.strip_prefix("wire/"));
    Some(said.and_then(|revision| revision.parse().ok()).unwrap_or(1))
}

/// Which server this is. A restored backup has a new epoch; a client pushes nothing into another server or epoch unasked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ServerIdentity {
    pub server: String,
    pub epoch: u64,
}

/// What a server says of itself to whoever asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    #[serde(flatten)]
    pub identity: ServerIdentity,
    /// The number of the newest entry of its books, by which a client notices such as were put back unannounced. Only who is signed in is
    /// told it; an older server tells nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newest: Option<u64>,
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

/// The most people of an office that are told: an office of every county of a province has fewer reviewers.
pub const PEOPLE_LIMIT: u32 = 2_000;

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
    /// The keys under which it was sent before it was changed: where one of them brought a case, this one is refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>, max_items = 100)]
    pub replaces: Vec<ClaimKey>,
}

/// A change of a case after a sequence number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Change {
    pub summary: CaseSummary,
    /// Sent along while the case is open; a closed one is asked for when it is opened.
    pub detail: Option<Box<CaseDetail>>,
    /// What the case is found by on the client, under the page's key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    /// The words by which a case is found: the ends of its numbers, and where it comes without its detail, which has them too, what is said
    /// of it; that only for who sees it unmasked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Words>,
}

/// Changes in order of sequence, each case once, at its newest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Changes {
    #[serde(flatten)]
    pub identity: ServerIdentity,
    pub changes: Vec<Change>,
    /// Ask next for what comes after this. Less than what was asked after only where the books were put back from a backup.
    pub next: u64,
    /// There is more already.
    pub more: bool,
    /// How many cases this person sees, counted once: on a first page that others follow. Absent from an older server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// What the marks of this person's cases are made with; absent from an older server, and for who sees no case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark_key: Option<MarkKey>,
    /// How long stages take, measured; absent where nothing has changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paces: Option<Vec<Pace>>,
    /// Which plans the server publishes, in one word: another one where a plan or a list of the operator's changed. Absent from an
    /// older server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plans: Option<String>,
    /// The cases that this person sees no more: another employer's now, or ended so long ago that nobody keeps them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<CaseId>,
    /// The server's civil date, which decides how long ended cases are kept; absent from an older server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Date>,
}

/// How long a stage took lately: measured, never promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Pace {
    pub plan: PlanId,
    pub stage: StageId,
    /// The median in working days, rounded up.
    pub working_days: u32,
    /// Of so many cases, over so many days.
    pub cases: u32,
    pub days: u32,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CasePage {
    pub cases: Vec<CaseSummary>,
    /// The cursor of the next page; absent on the last.
    pub next: Option<String>,
}

/// The look-up of a case by what a caller gives, which must not stand in an address.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct LookupRequest {
    pub number: String,
    /// The look-up's own id: what a client wrote down under it is not written twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<uuid::Uuid>,
}

/// What a look-up found, as the person may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LookupAnswer {
    /// What the server took it for.
    pub by: Kind,
    /// Newest first.
    pub cases: Vec<CaseSummary>,
    /// There are more than are told.
    pub more: bool,
}

/// A look-up that a client answered by itself, for the audit trail. Its id is the `Idempotency-Key`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LookedUp {
    pub id: uuid::Uuid,
    /// What kind of thing was given; never the thing itself.
    pub by: Kind,
    /// The cases that were shown.
    pub found: Vec<CaseId>,
    /// By the clock of the person's machine.
    pub at: Moment,
}

/// What a client owes to the audit trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Owed {
    Reveal(Reveal),
    LookedUp(LookedUp),
}

impl From<Reveal> for Owed {
    fn from(entry: Reveal) -> Self {
        Owed::Reveal(entry)
    }
}

impl From<LookedUp> for Owed {
    fn from(entry: LookedUp) -> Self {
        Owed::LookedUp(entry)
    }
}

impl Owed {
    pub const fn id(&self) -> uuid::Uuid {
        match self {
            Owed::Reveal(entry) => entry.id,
            Owed::LookedUp(entry) => entry.id,
        }
    }
}

/// The other cases that share something with a case, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Related {
    pub cases: Vec<RelatedCase>,
    /// There are more than are told.
    #[serde(default)]
    pub more: bool,
}

impl Related {
    /// Counts the cases that share what they should not: a receipt, or what the plan looks for.
    pub fn alarming(&self) -> usize {
        self.cases.iter().filter(|related| related.is_alarming()).count()
    }
}

/// A case that shares something with another: the member, or what two cases should not share. One line a pair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RelatedCase {
    /// Absent where the reader may not see that case, or has no row of it here.
    pub summary: Option<CaseSummary>,
    /// Its number where only that is known; absent where the reader may not see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    pub same_member: bool,
    /// The receipts that both name, by their last four characters.
    pub receipts: Vec<String>,
    /// The last four digits of the card that both are paid to.
    pub card: Option<String>,
    /// Whose account it is.
    pub payee: Option<String>,
    pub stays: Vec<Span>,
    /// What both share that they should not, as the plan of the case that was asked for looks for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub found: Vec<Match>,
    /// What became of it; undecided where the reader may not see it.
    #[serde(default)]
    pub standing: Standing,
}

impl RelatedCase {
    /// The other case's number; nothing where the reader may not see it.
    pub fn id(&self) -> Option<&CaseId> {
        self.summary.as_ref().map(|summary| &summary.id).or(self.case.as_ref())
    }

    /// Whether both agree where they should not: in a receipt, in one card for two members, in what the plan looks for.
    pub fn is_alarming(&self) -> bool {
        !self.found.is_empty() || !self.receipts.is_empty() || (self.card.is_some() && !self.same_member)
    }
}

impl From<&CrossMatch> for RelatedCase {
    /// Makes the line of what came with a case, for who can't ask the server.
    fn from(other: &CrossMatch) -> Self {
        let receipts = other.found.iter().find_map(|found| if let Match::Receipt { tails } = found { Some(tails.clone()) } else { None });
        let card = other.found.iter().find_map(|found| if let Match::Card { tail } = found { Some(tail.clone()) } else { None });
        RelatedCase {
            summary: None,
            case: other.case.clone(),
            same_member: other.same_member,
            receipts: receipts.unwrap_or_default(),
            card,
            payee: None,
            stays: Vec::new(),
            found: other.found.clone(),
            standing: other.standing.clone(),
        }
    }
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

/// The most things of one report: a machine that was without a network for weeks.
pub const UNSENT_LIMIT: usize = 2_000;

/// What a machine whose sign-in was taken back had not sent. Ids, verbs and times; nothing that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnsentReport {
    pub items: Vec<Unsent>,
}

/// One thing that was unsent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Unsent {
    pub id: uuid::Uuid,
    pub kind: UnsentKind,
    /// What was decided; of a decision only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verb: Option<Verb>,
    /// When it was made, by the clock of the person's machine.
    pub at: Moment,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UnsentKind {
    Decision,
    /// A claim taken in at the counter.
    Claim,
    /// An entry of the audit trail: a field was shown, or a look-up answered.
    Entry,
}

/// A plan as the server publishes it, immutable, by its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PublishedPlan {
    pub plan: PlanId,
    pub hash: PlanHash,
    /// The plan file's text, with the operator's lists behind it; absent where who asked said that he has it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub toml: String,
    /// When it was first published; absent from an older server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Moment>,
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
    /// Why a decision was not taken, with its particulars, so that it can be said later and in another language; absent where the code
    /// says all. A reader that doesn't know the reason reads none.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "known_or_none")]
    #[schema(value_type = Option<Object>)]
    pub why: Option<Box<Why>>,
    /// For a conflict: the case as it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<Box<CaseDetail>>,
    /// For a claim that can't be read: each fault with its path.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
}

/// Reads a reason that this program knows; one of a newer server is none.
fn known_or_none<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Box<Why>>, D::Error> {
    let value = Option::<serde_json::Value>::deserialize(deserializer)?;
    Ok(value.and_then(|value| serde_json::from_value(value).ok()))
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Fault {
    pub path: String,
    pub message: String,
}

/// The body of a decision's request.
pub type DecisionRequest = Decision;
