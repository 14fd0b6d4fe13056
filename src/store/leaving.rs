//! What leaving this machine would lose, told one by one; and the wiping itself.
//!
//! Not here: who decides about each (`cli`, `driver`). Invariant: the key goes first and is written over, so that a wipe which is stopped
//! half-way leaves nothing that anybody can open.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};

use rusqlite::OptionalExtension;

use crate::domain::ids::{CaseId, UserId};
use crate::domain::intake::{ClaimKey, ClaimState};
use crate::domain::time::Moment;
use crate::sql::Json;
use crate::store::gate::Leaving;
use crate::store::intake::DueClaim;
use crate::store::{Folder, Store, StoreError};
use crate::wire::{Owed, Unsent, UnsentKind};

impl Store {
    /// Begins to sign out: until what is given is dropped and this store closed, no other process records anything.
    pub fn leave(&mut self) -> Result<Leaving, StoreError> {
        self.outbox.leave()
    }

    /// The same without waiting for a person: nothing where another process signs out and asks, when that one alone records anything.
    pub fn leave_soon(&mut self) -> Result<Option<Leaving>, StoreError> {
        self.outbox.leave_soon()
    }

    /// Whether the file of decisions is still the one of its name: else another process wiped the folder.
    pub fn is_in_place(&self) -> bool {
        self.outbox.is_in_place()
    }

    /// Gives what has not gone out: ids, verbs and times.
    pub fn unsent(&self) -> Result<Vec<Unsent>, StoreError> {
        let decisions = self.outbox()?.into_iter().filter(|item| item.state.is_unsent()).map(|item| Unsent {
            id: item.decision.id.0,
            kind: UnsentKind::Decision,
            verb: Some(item.decision.act.verb()),
            at: item.decision.decided_at,
        });
        let claims = self.claims()?.into_iter().filter(|item| item.state.is_unsent());
        let claims = claims.map(|item| Unsent { id: item.draft.key.0, kind: UnsentKind::Claim, verb: None, at: item.draft.changed });
        let entries = self.owed()?.into_iter().map(|entry| {
            let at = match &entry {
                Owed::Reveal(entry) => entry.at,
                Owed::LookedUp(entry) => entry.at,
            };
            Unsent { id: entry.id(), kind: UnsentKind::Entry, verb: None, at }
        });
        Ok(decisions.chain(claims).chain(entries).collect())
    }

    /// Gives every entry of the audit trail that the server has not answered, the oldest first.
    pub fn owed(&self) -> Result<Vec<Owed>, StoreError> {
        self.outbox.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT entry FROM reveal WHERE refused IS NULL ORDER BY n")?;
            let entries = statement.query_map([], |row| Ok(row.get::<_, Json<Owed>>(0)?.0))?.collect::<Result<_, _>>()?;
            Ok(entries)
        })
    }

    /// Gives the cases about which something is drafted, each with the moment of its last change, by their numbers.
    pub fn drafted(&self) -> Result<Vec<(CaseId, Moment)>, StoreError> {
        self.outbox.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT case_id, changed_at FROM draft ORDER BY case_id")?;
            let drafts = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
            Ok(drafts)
        })
    }

    /// Gives the others who were signed in here and of whom something is put away: drafts, and whether a text was half typed.
    pub fn put_away(&self) -> Result<Vec<(UserId, u32, bool)>, StoreError> {
        self.outbox.read(|connection| {
            let sql = "SELECT user, sum(drafts), max(typed) FROM (
                           SELECT user, count(*) AS drafts, 0 AS typed FROM draft_of GROUP BY user
                           UNION ALL SELECT user, 0, 1 FROM half_typed_of
                       ) GROUP BY user ORDER BY user";
            let mut statement = connection.prepare_cached(sql)?;
            let others = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect::<Result<_, _>>()?;
            Ok(others)
        })
    }

    /// Gives a claim that waits as it is to be sent.
    pub fn waiting_claim(&self, key: ClaimKey) -> Result<Option<DueClaim>, StoreError> {
        self.outbox.read(|connection| {
            let sql = "SELECT claim, attempts FROM intake WHERE key = ? AND state IN (1, 2) AND claim IS NOT NULL";
            let read = |row: &rusqlite::Row<'_>| Ok(DueClaim { key, claim: row.get::<_, Json<_>>(0)?.0, attempts: row.get(1)? });
            Ok(connection.prepare_cached(sql)?.query_row([key.0.to_string()], read).optional()?)
        })
    }

    /// Tells whether something at the counter is only drafted, or was not taken or lost by the server.
    pub fn claim_is_drafted(state: &ClaimState) -> bool {
        state.is_open()
    }
}

impl Folder {
    /// Wipes all that is kept for a person on this machine. Nobody has the files open.
    pub fn wipe(&self) -> io::Result<()> {
        let keys = [self.key_header(), self.key_file()].map(|file| write_over(&file));
        let gone = match fs::remove_dir_all(self.path()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        };
        keys.into_iter().chain([gone]).collect()
    }
}

/// Writes zeros over a key and removes it; of a link, whose target is none of ours, the link alone goes. What a disk keeps of its own accord is out of reach.
fn write_over(file: &std::path::Path) -> io::Result<()> {
    let length = match fs::symlink_metadata(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Ok(found) if found.is_symlink() => return fs::remove_file(file),
        other => other?.len(),
    };
    let mut open = OpenOptions::new().write(true).open(file)?;
    open.write_all(&vec![0; usize::try_from(length).unwrap_or(0)])?;
    open.sync_all()?;
    fs::remove_file(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::keys;

    #[test]
    fn a_wipe_leaves_nothing_and_is_done_twice_without_fault() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path().join("desk"));
        folder.make().unwrap();
        let key = keys::create(&folder, "p", keys::Cost { memory_kib: 64, rounds: 1, lanes: 1 }).unwrap();
        let store = Store::open_quick(&folder, &key).unwrap();
        assert_eq!(store.unsent().unwrap(), []);
        drop(store);
        fs::create_dir(folder.receipts()).unwrap();
        fs::write(folder.receipts().join("a.txt"), b"x").unwrap();
        folder.wipe().unwrap();
        assert!(!folder.path().exists());
        folder.wipe().unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_wipe_follows_no_link() {
        let dir = tempfile::tempdir().unwrap();
        let (folder, outside) = (Folder::new(dir.path().join("desk")), dir.path().join("outside"));
        fs::create_dir(&outside).unwrap();
        fs::write(outside.join("kept"), b"kept").unwrap();
        folder.make().unwrap();
        for (link, to) in [(folder.key_file(), outside.join("kept")), (folder.receipts(), outside.clone())] {
            std::os::unix::fs::symlink(to, link).unwrap();
        }
        folder.wipe().unwrap();
        assert!(!folder.path().exists());
        assert_eq!(fs::read(outside.join("kept")).unwrap(), b"kept");
    }
}
