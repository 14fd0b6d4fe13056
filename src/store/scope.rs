//! Cases that leave: those that ended long ago go when a day begins, and what is still to be done about any that left is told.
//!
//! Not here: what a page says is gone (`cache`). Invariant: drafts and decisions stay, whatever leaves.

use std::collections::BTreeSet;

use crate::domain::ids::CaseId;
use crate::domain::summary::kept_since;
use crate::domain::time::Date;
use crate::store::outbox::Outbox;
use crate::store::{Store, StoreError};

/// Cases told of at one go: more than anybody reads.
const MOST_TOLD: usize = 50;

impl Store {
    /// The place from which a first load that was cut goes on; nothing where none was begun.
    pub fn load_token(&self) -> Result<Option<String>, StoreError> {
        self.cached(self.cache.load_token())
    }

    /// The civil date that the server last told; nothing before it was met.
    pub fn server_day(&self) -> Result<Option<Date>, StoreError> {
        self.cached(self.cache.server_day())
    }

    /// Tells whether cases that ended long ago may still be here, as of a day. While a first load runs, nothing is taken out.
    pub fn wants_aging(&self, today: Date) -> Result<bool, StoreError> {
        Ok(self.cursor()? > 0 && self.cached(self.cache.aged())?.is_none_or(|aged| aged < today))
    }

    /// Takes out some of the cases that ended so long ago that nobody keeps them. Gives them; none where it is done for the day.
    pub fn age(&mut self, today: Date) -> Result<Vec<CaseId>, StoreError> {
        let result = self.cache.age(kept_since(today), today);
        self.cached(result)
    }

    /// Gives the cases among these that are not here and about which a decision is still to be answered or looked at, or a draft is kept.
    pub fn left_undone(&self, among: &[CaseId]) -> Result<Vec<CaseId>, StoreError> {
        let among: BTreeSet<&CaseId> = among.iter().collect();
        let mut left = self.undone()?;
        left.retain(|case| among.contains(case));
        Ok(left)
    }

    /// Gives all such cases that are not here.
    pub fn undone(&self) -> Result<Vec<CaseId>, StoreError> {
        let mut left = Vec::new();
        for case in self.outbox.at_work()? {
            if left.len() < MOST_TOLD && self.cached(self.cache.seq(&case))?.is_none() {
                left.push(case);
            }
        }
        Ok(left)
    }
}

impl Outbox {
    /// Gives the cases about which something is not done.
    fn at_work(&self) -> Result<Vec<CaseId>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT case_id FROM item WHERE state <> 3 UNION SELECT case_id FROM draft")?;
            let cases = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
            Ok(cases)
        })
    }
}
