//! Whether an answer about digests is one about what was asked: in its range, in order, and ending.
//!
//! Invariant: who asks from behind the end of each answer on comes to an end, whatever answers.

use std::collections::BTreeSet;

use crate::domain::ids::CaseId;
use crate::wire::{DIGEST_LIMIT, DigestAnswer, DigestRequest, Rows};

/// Tells whether the answer is of the range that was asked for, and goes forward.
pub(super) fn is_of(asked: &DigestRequest, told: &DigestAnswer) -> bool {
    let most = u64::from(asked.limit.min(DIGEST_LIMIT));
    let last = told.end.as_ref().or(asked.to.as_ref());
    let inside = |id: &CaseId| *id > asked.after && last.is_none_or(|last| id <= last);
    let ends = told.end.as_ref().is_none_or(|end| *end > asked.after && asked.to.as_ref().is_none_or(|to| end <= to));
    let rows = told.rows.iter().all(|row| inside(&row.id) && row.seq <= asked.at) && told.rows.is_sorted_by(|a, b| a.id < b.id);
    let newer = told.newer.iter().all(inside) && told.newer.is_sorted_by(|a, b| a < b);
    let size = told.count.saturating_add(told.newer.len() as u64) <= most;
    // What has more has something before it: an end with nothing up to it would be gone through for ever.
    let something = told.end.is_none() || told.count > 0 || !told.newer.is_empty();
    let listed = if asked.rows { told.rows.len() as u64 == told.count } else { told.rows.is_empty() };
    ends && rows && newer && size && something && listed
}

/// Tells whether rows are among those that were asked for, each once.
pub(super) fn are_among(ids: &[CaseId], told: &Rows) -> bool {
    let asked: BTreeSet<&CaseId> = ids.iter().collect();
    let mut seen = BTreeSet::new();
    let fits = |detail: &crate::domain::summary::CaseDetail, id: &CaseId| detail.summary.id == *id && detail.case.id == *id;
    told.changes.iter().all(|change| {
        let id = &change.summary.id;
        asked.contains(id) && seen.insert(id) && change.detail.as_deref().is_none_or(|detail| fits(detail, id))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::digest::{Digest, FORM};
    use crate::wire::{DigestRow, ServerIdentity};

    #[test]
    fn an_answer_that_leads_nowhere_or_elsewhere_is_none() {
        let asked = DigestRequest { form: FORM, at: 9, after: "b".into(), to: Some("m".into()), limit: 3, day: None, rows: false };
        let identity = ServerIdentity { server: "s".into(), epoch: 1 };
        let good = DigestAnswer { identity, count: 2, digest: Digest::default(), end: Some("d".into()), newer: vec![], rows: vec![] };
        assert!(is_of(&asked, &good));
        let row = |id: &str, seq| DigestRow { id: id.into(), seq, digest: Digest::default() };
        let listed = DigestRequest { rows: true, ..asked.clone() };
        assert!(is_of(&listed, &DigestAnswer { rows: vec![row("c", 1), row("d", 9)], ..good.clone() }));
        for (why, bad) in [
            ("an end that was passed", DigestAnswer { end: Some("b".into()), ..good.clone() }),
            ("an end beyond the range", DigestAnswer { end: Some("n".into()), ..good.clone() }),
            ("more than was asked for", DigestAnswer { count: 4, ..good.clone() }),
            ("an end with nothing before it", DigestAnswer { count: 0, ..good.clone() }),
            ("newer ones from elsewhere", DigestAnswer { newer: vec!["a".into()], ..good.clone() }),
            ("rows that nobody asked for", DigestAnswer { rows: vec![row("c", 1)], ..good.clone() }),
        ] {
            assert!(!is_of(&asked, &bad), "{why}");
        }
        for rows in [vec![row("d", 1), row("c", 1)], vec![row("c", 1), row("c", 1)], vec![row("c", 1)], vec![row("c", 1), row("d", 10)]] {
            assert!(!is_of(&listed, &DigestAnswer { rows, ..good.clone() }));
        }
    }
}
