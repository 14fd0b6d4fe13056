//! Which decisions the server has: asked by a client that holds them as accepted, after the server's books were put back.
//!
//! No behaviour.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ids::DecisionId;
use crate::wire::ServerIdentity;

/// The most decisions that are asked about at once.
pub const STANDING_LIMIT: u32 = 200;

/// Asks which decisions stand in the books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StandingRequest {
    /// At most 200.
    pub ids: Vec<DecisionId>,
}

/// Those of the decisions that were asked about which stand in the books, as made by the person who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StandingAnswer {
    #[serde(flatten)]
    pub identity: ServerIdentity,
    pub ids: Vec<DecisionId>,
}
