//! The file of what the server said: a small row for every case, a packed detail for some, and the cursor. It may be lost.
//!
//! Not here: how a change is taken in (`take`), the first load and what leaves (`load`), a row's columns (`row`), windows and counts of rows (`queue`), what the person decided (`outbox`).
//! Invariant: rows and the cursor up to which they are known change in one transaction; an older row never replaces a newer.

mod load;
pub(super) mod marks;
mod plans;
mod remake;
mod row;
pub(super) mod said;
mod take;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use crate::domain::ids::{CaseId, UserId};
use crate::domain::lookup::MarkKey;
use crate::domain::queue::Sort;
use crate::domain::summary::{CaseDetail, CaseSummary, kept_since};
use crate::sql::{self, Day, Durability, Json, Opening, Packed, SqlError};
use crate::store::gate::{FileId, is_still, opened};
use crate::store::rank::{Lane, Order, Ranks};
use crate::store::{CacheKey, Folder, StageKinds};
use crate::wire::{Change, Changes, ServerIdentity};

use load::is_stale;
use marks::Lots;
pub(in crate::store) use remake::{opening_only, remaking, remove_files};
pub(super) use row::{APPROVAL, CLOSED, OPEN, PAYMENT, RETURNED, ROW, class, status_number, summary};
use take::keep_tally;
pub(super) use take::{Moved, drop_one, put_name, take_one};
use take::{Names, load_one};

/// Another number means another schema: an older file is emptied and filled anew.
const VERSION: u32 = 12;

const SCHEMA: &str = "
CREATE TABLE employer (n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE summary (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    seq INTEGER NOT NULL,
    plan TEXT NOT NULL,
    benefits TEXT NOT NULL,
    name TEXT NOT NULL,
    employer INTEGER NOT NULL,
    class INTEGER NOT NULL,
    status INTEGER NOT NULL,
    stage TEXT NOT NULL,
    kind INTEGER,
    entered INTEGER NOT NULL,
    received INTEGER NOT NULL,
    due INTEGER NOT NULL,
    amount INTEGER,
    assignee TEXT,
    worst INTEGER NOT NULL,
    worst_count INTEGER NOT NULL,
    note TEXT NOT NULL,
    name_key TEXT NOT NULL,
    money INTEGER NOT NULL,
    due_by INTEGER NOT NULL,
    flags INTEGER NOT NULL,
    closed INTEGER
);
CREATE INDEX lane_class ON summary (class, due, entered, id, name, employer, flags);
CREATE INDEX lane_assignee ON summary (assignee, due, entered, id, name, employer, flags) WHERE class = 0;
CREATE INDEX lane_kind ON summary (kind, due, entered, id, name, employer, flags) WHERE class = 0 AND kind IS NOT NULL;
CREATE INDEX summary_name ON summary (name);
CREATE TABLE tally (lane TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE called (key TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (key, name)) WITHOUT ROWID;
CREATE TABLE name (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE mark (mark INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (mark, n)) WITHOUT ROWID;
CREATE INDEX mark_of ON mark (n);
CREATE TABLE lot (lot INTEGER NOT NULL, first INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (lot, first)) WITHOUT ROWID;
CREATE TABLE remarked (n INTEGER PRIMARY KEY);
CREATE VIRTUAL TABLE said USING fts5(disease, note, content = '', contentless_delete = 1);
INSERT INTO said (said, rank) VALUES ('automerge', 16);
CREATE TABLE unsaid (n INTEGER PRIMARY KEY, disease TEXT NOT NULL, note TEXT NOT NULL);
CREATE TABLE related (id TEXT PRIMARY KEY, at INTEGER NOT NULL, body BLOB NOT NULL);
CREATE INDEX related_at ON related (at);
CREATE TABLE detail (id TEXT PRIMARY KEY, seq INTEGER NOT NULL, body BLOB NOT NULL);
CREATE TABLE kinds (one INTEGER PRIMARY KEY CHECK (one = 0), stages TEXT NOT NULL);
CREATE TABLE place (one INTEGER PRIMARY KEY CHECK (one = 0), server TEXT NOT NULL, epoch INTEGER NOT NULL, cursor INTEGER NOT NULL,
    mark_key TEXT, paces TEXT, synced INTEGER, plans TEXT, load TEXT, load_seq INTEGER, day INTEGER, aged INTEGER);
CREATE TABLE plan (rank INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE plans_of (one INTEGER PRIMARY KEY CHECK (one = 0), revision TEXT NOT NULL);
";

/// Indexes that only searches use: made when the rows are there, which takes a tenth of the time. Without them a search is slower.
pub(super) const SEARCHED: &[(&str, &str)] = &[
    ("summary_employer", "CREATE INDEX IF NOT EXISTS summary_employer ON summary (employer)"),
    ("summary_tail", "CREATE INDEX IF NOT EXISTS summary_tail ON summary (substr(id, -4))"),
];

/// Takes all rows out, with what hangs on them and how far they were known.
const NO_ROWS: &str = "DELETE FROM summary; DELETE FROM detail; DELETE FROM employer; DELETE FROM place; DELETE FROM tally;
    DELETE FROM called; DELETE FROM name; INSERT INTO said (said) VALUES ('delete-all'); DELETE FROM unsaid; DELETE FROM mark;
    DELETE FROM lot; DELETE FROM remarked; DELETE FROM related;";

#[derive(Debug)]
pub(super) struct Cache {
    pub connection: Connection,
    pub stages: StageKinds,
    pub employers: BTreeMap<String, i64>,
    /// SQLite's number of what other processes wrote, when the numbers of employers were last known to be those of the file.
    employers_at: i64,
    /// Where rows stand in their order; follows each page.
    pub ranks: Ranks,
    /// The indexes of sorts that are known to be there.
    sorted: BTreeSet<String>,
    /// SQLite's own number of what other processes wrote.
    pub data_version: i64,
    /// Counts up with every change.
    pub generation: u64,
    /// The sums of all rows' marks, while rows are compared.
    pub sums: Option<marks::Sums>,
    /// A first load comes in: the connection has more memory.
    filling: bool,
    /// Names that are known to be in the file, while a first load comes in.
    names: Names,
    /// Its name, and which file that was when it was opened.
    file: Option<(PathBuf, FileId)>,
}

impl Cache {
    /// Opens the file; one that is damaged, of another key or of an older version is emptied. Gives whether it was.
    /// Without stages those stay that the rows were written under.
    pub fn open(folder: &Folder, key: &CacheKey, stages: Option<StageKinds>) -> Result<(Self, bool), SqlError> {
        let file_key = key.file_key("cache");
        let opening = Opening { key: Some(&file_key), durability: Durability::Normal, read_only: false };
        // Not while another process removes its files: what is made between two of them would lose its log.
        let lock = opening_only(folder)?;
        let found = Self::open_as_is(folder, &opening, &stages);
        drop(lock);
        match found {
            Err(SqlError::WrongKey | SqlError::Damaged) => {
                let _lock = remaking(folder)?;
                // Another process may have made it anew meanwhile.
                match Self::open_as_is(folder, &opening, &stages) {
                    Err(SqlError::WrongKey | SqlError::Damaged) => {
                        remove_files(folder).map_err(|_| SqlError::NoAccess)?;
                        Ok((Self::open_as_is(folder, &opening, &stages)?.0, true))
                    }
                    other => other,
                }
            }
            other => other,
        }
    }

    /// A cache without a file, in which nothing is: for while the real one is closed.
    pub fn closed() -> Result<Self, SqlError> {
        let connection = sql::open_in_memory()?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self::over(connection))
    }

    fn over(connection: Connection) -> Self {
        Cache {
            connection,
            stages: StageKinds::default(),
            employers: BTreeMap::new(),
            employers_at: 0,
            ranks: Ranks::default(),
            sorted: BTreeSet::new(),
            data_version: 0,
            generation: 0,
            sums: None,
            filling: false,
            names: Names::default(),
            file: None,
        }
    }

    /// Whether the file is still the one of its name; another process may have made the cache anew.
    pub fn is_in_place(&self) -> bool {
        self.file.as_ref().is_none_or(|(path, file)| is_still(path, *file))
    }

    fn open_as_is(folder: &Folder, opening: &Opening<'_>, stages: &Option<StageKinds>) -> Result<(Self, bool), SqlError> {
        let found = opened(&folder.cache(), || open_checked(folder, opening))?;
        let ((connection, emptied), file) = found.ok_or(SqlError::Busy)?;
        let mut cache = Cache { file: Some((folder.cache(), file)), ..Self::over(connection) };
        match stages {
            Some(stages) => cache.set_stages(stages.clone())?,
            None => cache.stages = cache.written_stages()?.unwrap_or_default(),
        }
        // What every open reads: damage shows here, where the file is made anew for it.
        cache.identity()?;
        Ok((cache, emptied))
    }

    /// Takes the kinds of stages. Where they are others than the rows were written under, the rows are mended.
    fn set_stages(&mut self, stages: StageKinds) -> Result<(), SqlError> {
        if self.written_stages()?.is_none_or(|written| written != stages) {
            let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute("UPDATE summary SET kind = NULL WHERE kind IS NOT NULL", [])?;
            for (places, kind) in [(&stages.approval, APPROVAL), (&stages.payment, PAYMENT)] {
                for (plan, stage) in places {
                    transaction.execute(
                        "UPDATE summary SET kind = ? WHERE plan = ? AND stage = ?",
                        params![kind, plan.as_str(), stage.as_str()],
                    )?;
                }
            }
            transaction.execute("DELETE FROM tally WHERE lane LIKE 'kind %'", [])?;
            transaction.execute(
                "INSERT INTO tally SELECT 'kind ' || kind, count(*) FROM summary WHERE class = 0 AND kind IS NOT NULL GROUP BY kind",
                [],
            )?;
            transaction.execute("INSERT OR REPLACE INTO kinds VALUES (0, ?)", [Json(&stages)])?;
            transaction.commit()?;
            self.changed_wholly();
        }
        self.stages = stages;
        Ok(())
    }

    /// The kinds of stages that the rows were written under.
    fn written_stages(&self) -> Result<Option<StageKinds>, SqlError> {
        let written = self.connection.query_row("SELECT stages FROM kinds", [], |row| row.get::<_, Json<StageKinds>>(0)).optional()?;
        Ok(written.map(|json| json.0))
    }

    /// Which kind of stage a row is at.
    pub fn kind_of(&self, of: &CaseSummary) -> Option<i64> {
        row::kind(&self.stages, &of.plan, &of.stage)
    }

    /// Forgets what is kept in memory of the rows.
    pub fn changed_wholly(&mut self) {
        self.generation += 1;
        self.ranks = Ranks::default();
        self.employers.clear();
        self.names.clear();
    }

    pub fn wipe(&mut self) -> Result<(), SqlError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(NO_ROWS)?;
        transaction.execute_batch("DELETE FROM plan; DELETE FROM plans_of;")?;
        transaction.commit()?;
        self.changed_wholly();
        Ok(())
    }

    pub fn identity(&self) -> Result<Option<ServerIdentity>, SqlError> {
        let found = self
            .connection
            .query_row("SELECT server, epoch FROM place", [], |row| {
                Ok(ServerIdentity { server: row.get(0)?, epoch: row.get::<_, i64>(1)?.cast_unsigned() })
            })
            .optional()?;
        Ok(found)
    }

    pub fn cursor(&self) -> Result<u64, SqlError> {
        let found = self.connection.prepare_cached("SELECT cursor FROM place")?.query_row([], |row| row.get(0)).optional()?;
        Ok(found.map_or(0, i64::cast_unsigned))
    }

    pub fn summary(&self, case: &CaseId) -> Result<Option<CaseSummary>, SqlError> {
        let mut statement = self.connection.prepare_cached(&format!("SELECT {ROW} FROM summary s WHERE s.id = ?"))?;
        Ok(statement.query_row([case.as_str()], summary).optional()?)
    }

    pub fn seq(&self, case: &CaseId) -> Result<Option<u64>, SqlError> {
        let mut statement = self.connection.prepare_cached("SELECT seq FROM summary WHERE id = ?")?;
        Ok(statement.query_row([case.as_str()], |row| row.get::<_, i64>(0)).optional()?.map(i64::cast_unsigned))
    }

    pub fn detail(&self, case: &CaseId) -> Result<Option<CaseDetail>, SqlError> {
        let mut statement = self.connection.prepare_cached("SELECT body FROM detail WHERE id = ?")?;
        let found = statement.query_row([case.as_str()], |row| row.get::<_, Packed<CaseDetail>>(0)).optional()?;
        Ok(found.map(|packed| packed.0))
    }

    pub fn details_after(&self, case: &str, most: usize) -> Result<Vec<CaseDetail>, SqlError> {
        let mut statement = self.connection.prepare_cached("SELECT body FROM detail WHERE id > ? ORDER BY id LIMIT ?")?;
        let rows = statement.query_map(params![case, most], |row| row.get::<_, Packed<CaseDetail>>(0))?;
        rows.map(|packed| Ok(packed?.0)).collect()
    }

    /// Takes one case that was asked for by itself; not one that nobody keeps any more. The cursor stays: the same change comes again with
    /// its page.
    pub fn put(&mut self, detail: &CaseDetail) -> Result<bool, SqlError> {
        if self.day()?.is_some_and(|day| !detail.summary.is_in_scope(kept_since(day))) {
            return Ok(false);
        }
        let change = Change { summary: detail.summary.clone(), detail: Some(Box::new(detail.clone())), marks: Vec::new(), words: None };
        let changed = self.take(&Taken { changes: std::slice::from_ref(&change), ..Taken::default() }, |_| Ok(()))?;
        Ok(!changed.is_empty())
    }

    /// Takes a page: rows, details and cursor in one transaction, and out what it says is gone. Gives the cases whose rows differ now.
    pub fn apply(&mut self, page: &Changes) -> Result<Vec<CaseId>, SqlError> {
        let taken = Taken { changes: &page.changes, gone: &page.gone, with_marks: page.mark_key.is_some(), ..Taken::default() };
        let changed = self.take(&taken, |t| {
            let new = page.mark_key.as_ref().map(MarkKey::as_str);
            let stale = is_stale(t, new, page.day)?;
            t.prepare_cached(
                "INSERT INTO place (one, server, epoch, cursor, mark_key, paces, plans, day) VALUES (0, ?1, ?2, ?3, ?4, ?5, ?7, ?8)
                 ON CONFLICT (one) DO UPDATE SET server = ?1, epoch = ?2, cursor = iif(?6, 0, max(cursor, ?3)), load = NULL,
                 mark_key = ifnull(?4, mark_key), paces = ifnull(?5, paces), plans = ?7, day = ifnull(?8, day), aged = iif(?6, NULL, aged)",
            )?
            .execute(params![
                page.identity.server,
                page.identity.epoch.cast_signed(),
                if stale { 0 } else { page.next.cast_signed() },
                new,
                page.paces.as_ref().map(Json),
                stale,
                page.plans,
                page.day.map(Day),
            ])?;
            Ok(())
        })?;
        if !page.more {
            self.sort_ahead()?;
        }
        Ok(changed)
    }

    /// Tells how many rows a lane has.
    pub fn total(&self, lane: &Lane) -> Result<u64, SqlError> {
        let mut statement = self.connection.prepare_cached("SELECT n FROM tally WHERE lane = ?")?;
        Ok(statement.query_row([lane.tally()], |row| row.get::<_, i64>(0)).optional()?.unwrap_or(0).cast_unsigned())
    }

    /// Gives who has open cases, as their lanes are counted.
    pub fn assignees(&self) -> Result<Vec<UserId>, SqlError> {
        let mut statement =
            self.connection.prepare_cached("SELECT substr(lane, 4) FROM tally WHERE lane >= 'of ' AND lane < 'of!' AND n > 0")?;
        Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// Tells how many rows there are: each is in one of these lanes.
    pub fn known(&self) -> Result<u64, SqlError> {
        [OPEN, RETURNED, CLOSED].into_iter().map(|class| self.total(&Lane::Class(class))).sum()
    }

    /// Has the index of an order made where it isn't there. Once, and kept since: it is made for a key only where nobody synced before.
    pub fn sorted(&mut self, order: &Order) -> Result<(), SqlError> {
        if order.sort != Sort::Due && !self.sorted.contains(&order.index()) {
            self.connection.execute_batch(&order.make_index())?;
            self.sorted.insert(order.index());
        }
        Ok(())
    }

    /// Makes one of the indexes that are still missing, between two pulls: a tenth of a second for 100,000 rows.
    fn sort_ahead(&mut self) -> Result<(), SqlError> {
        let lanes = || [Lane::Class(OPEN), Lane::Assignee(None), Lane::Kind(APPROVAL)].into_iter();
        let orders = Sort::ALL.into_iter().flat_map(|sort| lanes().map(move |lane| Order { lane, sort }));
        let missing = orders.into_iter().find(|order| order.sort != Sort::Due && !self.sorted.contains(&order.index()));
        if let Some((index, make)) = SEARCHED.iter().find(|(index, _)| !self.sorted.contains(*index)) {
            self.connection.execute_batch(make)?;
            self.sorted.insert((*index).to_owned());
            return Ok(());
        }
        missing.map_or(Ok(()), |order| self.sorted(&order))
    }

    /// Carries one transaction out; `last` writes how far the rows are known now. Gives the cases whose rows differ.
    fn take(&mut self, taken: &Taken<'_>, last: impl FnOnce(&Transaction<'_>) -> Result<(), SqlError>) -> Result<Vec<CaseId>, SqlError> {
        if taken.anew {
            self.employers.clear();
        }
        if taken.anew || !taken.loads {
            self.names.clear();
        }
        let (employers, stages, connection, known_at) = (&mut self.employers, &self.stages, &mut self.connection, &mut self.employers_at);
        let names = &mut self.names;
        let mut moved = Vec::new();
        let run = || {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let version: i64 = transaction.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?;
            if std::mem::replace(known_at, version) != version {
                // Another process may have emptied the file, and with it the numbers of employers.
                employers.clear();
                names.clear();
            }
            if taken.anew {
                transaction.execute_batch(NO_ROWS)?;
            }
            if taken.loads {
                let mut lots = Lots::begin(&transaction)?;
                for change in taken.changes {
                    moved.extend(load_one(&transaction, change, taken.with_marks, stages, employers, names, &mut lots)?);
                }
                lots.write(&transaction)?;
            } else {
                for change in taken.changes {
                    moved.extend(take_one(&transaction, change, taken.with_marks, stages, employers)?);
                }
            }
            for id in taken.gone {
                moved.extend(drop_one(&transaction, id)?);
            }
            keep_tally(&transaction, &moved)?;
            last(&transaction)?;
            transaction.commit()?;
            Ok(())
        };
        let result: Result<(), SqlError> = run();
        if let Err(error) = result {
            // Numbers given out inside the transaction are gone with it.
            self.employers.clear();
            self.names.clear();
            return Err(error);
        }
        if taken.anew {
            self.ranks = Ranks::default();
        }
        if taken.anew || !moved.is_empty() {
            self.generation += 1;
            self.ranks.follow(&moved);
        }
        Ok(moved.into_iter().map(|step| step.id).collect())
    }
}

/// What one transaction takes in and out.
#[derive(Clone, Copy, Debug, Default)]
struct Taken<'a> {
    changes: &'a [Change],
    gone: &'a [CaseId],
    /// The changes come with all that their cases are found by.
    with_marks: bool,
    /// All rows that were there go first.
    anew: bool,
    /// They are a part of a first load: most of them are not here yet.
    loads: bool,
}

fn open_checked(folder: &Folder, opening: &Opening<'_>) -> Result<(Connection, bool), SqlError> {
    let mut connection = sql::open(&folder.cache(), opening)?;
    let found = sql::version(&connection)?;
    if found > VERSION {
        return Err(SqlError::Newer { found, known: VERSION });
    }
    let older = found != 0 && found < VERSION;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if older {
        // In place, not by removing the file: another process may have it open.
        let tables: Vec<String> = {
            let mut statement = transaction.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")?;
            statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?
        };
        // With a table of words go the tables beneath it.
        for table in tables {
            transaction.execute_batch(&format!("DROP TABLE IF EXISTS \"{}\";", table.replace('"', "\"\"")))?;
        }
    }
    if sql::version(&transaction)? != VERSION {
        transaction.execute_batch(SCHEMA)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
    }
    transaction.commit()?;
    Ok((connection, older))
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::domain::basis::hex;

    #[test]
    fn another_schema_has_another_number() {
        let hash = hex(&Sha256::digest(SCHEMA));
        // A file of the same number and other columns fails at every read and is never filled anew: change both.
        assert_eq!((VERSION, &hash[..16]), (12, "5326945ef753947f"), "raise VERSION, then write the new hash here");
    }
}
