//! How a client finds out which of its rows are not what the server has: digests of ranges, down to rows, and the rows by their numbers.
//!
//! No behaviour. A range is of case numbers, compared byte by byte: from behind one to another, which is included.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::digest::Digest;
use crate::domain::ids::CaseId;
use crate::domain::lookup::MarkKey;
use crate::domain::time::Date;
use crate::wire::{Change, ServerIdentity};

/// The most rows that one digest covers: with their details some 200 ms of the server's time.
pub const DIGEST_LIMIT: u32 = 2_000;
/// The most rows whose own digests are told at once, and the most that are asked for by their numbers.
pub const DIGEST_ROWS_LIMIT: u32 = 1_000;
pub const ROWS_LIMIT: u32 = 100;

/// Asks for the digest of a range, as the person sees its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DigestRequest {
    /// Which form of digests is understood ([`crate::domain::digest::FORM`]).
    pub form: u32,
    /// The sequence number up to which the client is complete: rows that changed since are told as such.
    pub at: u64,
    /// From behind this case on; an empty number: from the first.
    pub after: CaseId,
    /// Up to this case; absent: to the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<CaseId>,
    /// At most so many rows.
    pub limit: u32,
    /// The day by whose scope the client keeps what has ended; absent: the server's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Date>,
    /// Tell the digest of each row, too.
    #[serde(default)]
    pub rows: bool,
}

/// The digest of the rows of a range that have not changed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DigestAnswer {
    #[serde(flatten)]
    pub identity: ServerIdentity,
    /// How many rows the digest covers.
    pub count: u64,
    pub digest: Digest,
    /// The last case that was looked at, where the range has more; absent where it was looked at to its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<CaseId>,
    /// Cases that changed after `at`: they are not in the digest, and come with the changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub newer: Vec<CaseId>,
    /// The rows themselves, in order, where they were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<DigestRow>,
}

/// One row of a range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DigestRow {
    pub id: CaseId,
    pub seq: u64,
    pub digest: Digest,
}

/// Asks for rows by their numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RowsRequest {
    /// At most 100.
    pub ids: Vec<CaseId>,
}

/// The rows that were asked for, each as a change; one that the person doesn't see, or nobody has, is not among them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Rows {
    #[serde(flatten)]
    pub identity: ServerIdentity,
    pub changes: Vec<Change>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark_key: Option<MarkKey>,
}

/// How many cases a person sees, by kind, and the number of the newest change: what a client compares its own counts with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Tallies {
    #[serde(flatten)]
    pub identity: ServerIdentity,
    pub newest: u64,
    pub open: u64,
    pub returned: u64,
    /// Paid or rejected.
    pub closed: u64,
}
