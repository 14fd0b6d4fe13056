//! The HTTP client of `huzhu`'s API: what can be asked, what comes back, and errors that know whether a retry can help.
//!
//! Not here: storage, when something is asked (`sync`). Invariant: a body from outside is bounded and checked before it is used;
//! an error never holds a body, a token or a password.

pub mod client;
mod digests;
pub mod failure;
pub mod http;
pub mod load;

use std::fmt;

use crate::domain::decision::{Decision, Receipt};
use crate::domain::facts::Enrolment;
use crate::domain::ids::{CaseId, PlanHash, UserId};
use crate::domain::intake::ClaimKey;
use crate::domain::summary::CaseDetail;
use crate::wire::{
    Changes, DigestAnswer, DigestRequest, Health, Hint, LoadPart, LoginAnswer, LookedUp, LookupAnswer, NewCase, Person, PublishedPlan,
    Related, Reveal, Rows, StandingAnswer, StandingRequest, Tallies, UnsentReport,
};

pub use client::{Client, NotReached};
pub use failure::{Failure, FailureKind};

/// Something that can be asked of the server.
#[derive(Clone, PartialEq, Eq)]
pub enum Call {
    Login {
        user: UserId,
        password: String,
    },
    Logout,
    /// Which server is there, in which epoch.
    Identity,
    Changes {
        after: u64,
        limit: u32,
    },
    /// The next part of a first load, behind the token of the one before; each is asked for when the one before is on disk.
    Load {
        after: Option<String>,
        /// A part ends at the first token behind so many cases.
        limit: u32,
    },
    /// The next news from the server, when there is some. `after` is the number that is known.
    Listen {
        after: u64,
    },
    Case {
        id: CaseId,
    },
    /// Sent under the decision's id as its key and its basis as `If-Match`.
    Decide {
        decision: Box<Decision>,
    },
    /// Hands a claim in, under its own key.
    Receive {
        key: ClaimKey,
        claim: Box<NewCase>,
    },
    /// Asks in which periods a member is enrolled, by his identity number.
    Enrolments {
        number: String,
    },
    /// The plans that the server publishes, without the texts of those that are at hand.
    Plans {
        have: Vec<PlanHash>,
    },
    /// Who works in the office.
    People,
    /// Writes into the audit trail that a personal field was shown.
    Reveal {
        reveal: Reveal,
    },
    /// Looks cases up by what a caller gave; the id is that of the entry in the audit trail.
    Lookup {
        number: String,
        id: uuid::Uuid,
    },
    /// Writes into the audit trail that this machine answered a look-up.
    LookedUp {
        entry: LookedUp,
    },
    /// Tells what this machine had not sent when its sign-in was taken back.
    ReportUnsent {
        report: UnsentReport,
    },
    /// The cases that share something with a case.
    Related {
        id: CaseId,
    },
    /// Asks for the digest of a range of rows.
    Digests {
        asked: DigestRequest,
    },
    /// Asks how many cases there are of each kind.
    Tallies,
    /// Asks which of these decisions and claims the server has, at most [`crate::wire::STANDING_LIMIT`] of each.
    Standing {
        asked: StandingRequest,
    },
    /// Asks for rows by their numbers, at most [`crate::wire::ROWS_LIMIT`].
    Rows {
        ids: Vec<CaseId>,
    },
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Call::Login { user, .. } => write!(f, "Login({user})"),
            Call::Logout => f.write_str("Logout"),
            Call::Identity => f.write_str("Identity"),
            Call::Changes { after, limit } => write!(f, "Changes(after {after}, {limit})"),
            Call::Load { after: None, limit } => write!(f, "Load(from the beginning, {limit})"),
            Call::Load { after: Some(token), limit } => write!(f, "Load(after {token}, {limit})"),
            Call::Listen { after } => write!(f, "Listen(after {after})"),
            Call::Case { id } => write!(f, "Case({id})"),
            Call::Decide { decision } => write!(f, "Decide({}, {})", decision.case, decision.id),
            Call::Receive { key, .. } => write!(f, "Receive({})", key.0),
            Call::Enrolments { .. } => f.write_str("Enrolments"),
            Call::Plans { have } => write!(f, "Plans({} at hand)", have.len()),
            Call::People => f.write_str("People"),
            Call::Reveal { reveal } => write!(f, "Reveal({}, {})", reveal.case, reveal.id),
            Call::Lookup { id, .. } => write!(f, "Lookup({id})"),
            Call::LookedUp { entry } => write!(f, "LookedUp({})", entry.id),
            Call::ReportUnsent { report } => write!(f, "ReportUnsent({})", report.items.len()),
            Call::Related { id } => write!(f, "Related({id})"),
            Call::Digests { asked } => write!(f, "Digests(after {:?}, {})", asked.after.as_str(), asked.limit),
            Call::Tallies => f.write_str("Tallies"),
            Call::Standing { asked } => write!(f, "Standing({}, {})", asked.ids.len(), asked.claims.len()),
            Call::Rows { ids } => write!(f, "Rows({})", ids.len()),
        }
    }
}

/// What the server answers to the [`Call`] of the same name.
#[derive(Clone)]
pub enum Reply {
    Login(Box<LoginAnswer>),
    Logout,
    Identity(Health),
    Changes(Changes),
    Load(Box<LoadPart>),
    Heard(Hint),
    Case(Box<CaseDetail>),
    Decided(Receipt),
    Received(Box<CaseDetail>),
    Enrolments(Vec<Enrolment>),
    Plans(Vec<PublishedPlan>),
    People(Vec<Person>),
    /// An entry stands in the audit trail.
    Written,
    Lookup(LookupAnswer),
    Related(Related),
    Digests(DigestAnswer),
    Standing(StandingAnswer),
    Rows(Rows),
    Tallies(Tallies),
}
