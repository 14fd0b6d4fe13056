//! Which decisions and claims the server has: asked by a client that holds them as accepted, after the server's books were put back.
//!
//! No behaviour.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ids::{CaseId, DecisionId};
use crate::domain::intake::ClaimKey;
use crate::wire::ServerIdentity;

/// The most decisions, and the most claims, that are asked about at once.
pub const STANDING_LIMIT: u32 = 200;

/// Asks which decisions and which claims stand in the books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StandingRequest {
    /// At most 200.
    pub ids: Vec<DecisionId>,
    /// The keys under which claims of the counter were sent; at most 200.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>, max_items = 200)]
    pub claims: Vec<ClaimKey>,
}

/// A claim that stands in the books, and the case that it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StandingClaim {
    #[schema(value_type = String)]
    pub key: ClaimKey,
    pub case: CaseId,
}

/// Those of the decisions that were asked about which stand in the books, as made by the person who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StandingAnswer {
    #[serde(flatten)]
    pub identity: ServerIdentity,
    pub ids: Vec<DecisionId>,
    /// The claims that were asked about and are there: a key is known to who sent it alone. Absent from an older server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<Vec<StandingClaim>>,
}
