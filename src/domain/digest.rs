//! The digest of a row: a short word that is the same on client and server where the row is, and another where anything in it differs.
//!
//! Not here: which rows are compared (`store`, `server`). Invariants: what a client keeps of a row and reads again comes to the digest of
//! what it was sent; what a row says beyond [`FORM`] changes no digest, so that a newer server's rows are not all taken for wrong.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use crate::domain::basis::hex;
use crate::domain::calendar::DayKind;
use crate::domain::ids::{BenefitId, CaseId};
use crate::domain::lookup::MarkSum;
use crate::domain::summary::{CaseDetail, CaseSummary, Flag};
use crate::domain::time::Date;

/// What of a row is covered, and how it is written down. Another number means other digests.
pub const FORM: u32 = 2;
/// Bytes that are kept of a hash: nobody gains by two rows of one digest, so that they need only tell accidents.
const KEPT: usize = 16;

/// 128 bits of a SHA-256 in lower-case hex.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Digest(pub String);

impl Digest {
    /// Computes the digest of a row.
    pub fn of(row: &CaseSummary) -> Self {
        let benefits: Vec<&str> = row.benefits.iter().map(BenefitId::as_str).filter(|id| !id.is_empty()).collect();
        // A flag or a limit that a client's columns can't hold makes no difference, nor does the order of flags.
        let flags = row.flags.iter().fold(0, |bits, flag| bits | Flag::bit(*flag));
        let due = row.due.filter(|due| *due != Date::MAX);
        let said = (
            (FORM, &row.id, row.seq, &row.plan, benefits, &row.name, &row.employer),
            (row.status, &row.stage, row.entered, row.received),
            (due, row.due_days == DayKind::Calendar, row.due_provisional),
            (row.amount, &row.assignee, row.worst, row.worst_count, flags, &row.last_note, row.closed),
        );
        // Plain values: their JSON can't fail, and is the same everywhere.
        Self::over(&serde_json::to_vec(&said).unwrap_or_default())
    }

    /// Computes the digest of a case as a client keeps it: of its row (`self`), of the detail that comes with every case which has not ended,
    /// and of the marks that it is found by.
    pub fn with(self, row: &CaseSummary, detail: Option<&CaseDetail>, marks: MarkSum) -> Self {
        let detail = detail.filter(|_| !row.status.is_closed());
        Self::over(&serde_json::to_vec(&(self, detail, marks.0)).unwrap_or_default())
    }

    fn over(bytes: &[u8]) -> Self {
        Digest(short(&Sha256::digest(bytes)))
    }
}

/// The digest of a range of rows, which are given in the order of their numbers.
#[derive(Clone, Debug, Default)]
pub struct RangeDigest {
    hasher: Sha256,
    /// How many rows it covers.
    pub count: u64,
}

impl RangeDigest {
    /// Takes the next row in.
    pub fn add(&mut self, case: &CaseId, seq: u64, row: &Digest) {
        self.count += 1;
        self.hasher.update(case.as_str());
        self.hasher.update([0]);
        self.hasher.update(seq.to_be_bytes());
        self.hasher.update(&row.0);
    }

    /// Gives the digest of all that was taken in.
    pub fn end(self) -> Digest {
        Digest(short(&self.hasher.finalize()))
    }
}

fn short(hash: &[u8]) -> String {
    hex(hash.get(..KEPT).unwrap_or(hash))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row() -> CaseSummary {
        let row = json!({
            "id": "ZJ24-000001", "seq": 7, "plan": "zj-10", "benefits": ["hospital-stay"], "name": "张某某", "employer": "某某公司",
            "status": "open", "stage": "s", "entered": 1, "received": 2, "due": "2024-12-20", "amount": "12.30", "assignee": "lin",
            "worst": "pass", "worst_count": 3, "flags": ["dup"], "last_note": "n"
        });
        serde_json::from_value(row).unwrap()
    }

    #[test]
    fn whatever_a_row_says_is_in_its_digest() {
        let whole = serde_json::to_value(row()).unwrap();
        let other = json!({
            "id": "ZJ24-000002", "seq": 8, "plan": "jn", "benefits": [], "name": "李某某", "employer": "", "status": "paid", "stage": "t",
            "entered": 2, "received": 3, "due": null, "amount": "12.31", "assignee": null, "worst": "fail", "worst_count": 4,
            "flags": ["dup", "parked"], "last_note": "", "due_days": "calendar", "due_provisional": true, "closed": "2024-12-19"
        });
        for (field, value) in other.as_object().unwrap() {
            let mut changed = whole.clone();
            changed[field] = value.clone();
            let changed: CaseSummary = serde_json::from_value(changed).unwrap();
            assert_ne!(Digest::of(&changed), Digest::of(&row()), "{field}");
        }
        let fields = other.as_object().unwrap().keys();
        assert!(whole.as_object().unwrap().keys().all(|field| fields.clone().any(|known| known == field)), "a new field is covered too");
    }

    #[test]
    fn what_no_column_holds_makes_no_difference() {
        let mut seen = row();
        seen.flags.insert(0, Flag::Other);
        assert_eq!(Digest::of(&seen), Digest::of(&row()));
    }

    #[test]
    fn a_range_differs_by_any_row_of_it() {
        let of = |rows: &[(&str, u64, &str)]| {
            let mut range = RangeDigest::default();
            rows.iter().for_each(|(id, seq, digest)| range.add(&(*id).into(), *seq, &Digest((*digest).to_owned())));
            range.end()
        };
        let whole = of(&[("a", 1, "x"), ("b", 2, "y")]);
        assert_eq!(whole, of(&[("a", 1, "x"), ("b", 2, "y")]));
        for other in [&[("a", 1, "x")][..], &[("a", 1, "x"), ("b", 2, "z")], &[("a", 1, "x"), ("b", 3, "y")], &[]] {
            assert_ne!(whole, of(other));
        }
    }
}
