//! What is said on the answers that have no end of their own: the lines of a first load, and the events.
//!
//! No behaviour. Readers ignore fields and lines that they don't know.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Change, Pace, ServerIdentity};
use crate::domain::lookup::MarkKey;
use crate::domain::time::Date;

/// How a first load begins: the answer's first line. What changes from now on has a number above `seq` and comes with the changes after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoadHead {
    #[serde(flatten)]
    pub identity: ServerIdentity,
    /// The number of the last change when this load was first begun, before any cut.
    pub seq: u64,
    /// It goes on behind the token that was sent; otherwise it begins anew, whatever was sent.
    pub resumed: bool,
    /// How many cases this person keeps.
    pub total: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark_key: Option<MarkKey>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paces: Option<Vec<Pace>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plans: Option<String>,
    pub day: Date,
}

/// A line of a first load: exactly one of these is there. A line of another kind comes from a newer server and is passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoadLine {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<LoadHead>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<Change>,
    /// All up to here is there: a load that is cut goes on behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// That was all.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub complete: bool,
}

/// What a client takes in of a first load at one go: whole lines, up to a place from which it goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadPart {
    /// That of the answer which the part is of.
    pub head: LoadHead,
    /// It is the first of a load that begins anew: what was there before is none of it.
    pub anew: bool,
    pub changes: Vec<Change>,
    /// Where it goes on; absent behind the last part.
    pub token: Option<String>,
    pub complete: bool,
}

/// Tells that there are changes up to a number: a hint, and the whole of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Hint {
    #[serde(flatten)]
    pub identity: ServerIdentity,
    pub seq: u64,
}

/// Lines of a first load: JSON, one a line.
pub const NDJSON: &str = "application/x-ndjson";
/// The longest line of a first load, in bytes: a case with the longest lists and history.
pub const LONGEST_LINE: usize = 10 * 1024 * 1024;
/// Between two signs of life of a stream of events; a client that hears none for three of them looks by itself.
pub const HEART_BEAT: Duration = Duration::from_secs(15);
