//! The first load as it comes in, part by part, and what leaves the cache by itself when a day begins.
//!
//! Not here: how one case is taken in or out (`take`). Invariant: the rows of a part and the place from which the load goes on are written
//! in one transaction, so that a load that is cut repeats a part and never leaves one out.

use rusqlite::{OptionalExtension, Transaction, params};

use super::row::CLOSED;
use super::{Cache, Taken};
use crate::domain::ids::CaseId;
use crate::domain::lookup::MarkKey;
use crate::domain::summary::Flag;
use crate::domain::time::{Date, Moment};
use crate::sql::{self, Day, Json, SqlError};
use crate::wire::LoadPart;

/// How many cases are taken out at one go, so that a key pressed meanwhile waits no longer than for a page.
const AGED_AT_ONCE: usize = 200;

/// Tells whether what is here can't be brought up to date by what comes: the marks are under another key and find nothing, or cases were
/// taken out by a day that the server is far from. All is loaded again then. The server's day may be a day behind ours at midnight.
pub(super) fn is_stale(t: &Transaction<'_>, mark_key: Option<&str>, day: Option<Date>) -> Result<bool, SqlError> {
    let known = t
        .prepare_cached("SELECT mark_key, aged FROM place")?
        .query_row([], |row| Ok((row.get::<_, Option<String>>(0)?, row.get::<_, Option<Day>>(1)?.map(|day| day.0))))
        .optional()?;
    let Some((known, aged)) = known else { return Ok(false) };
    let other_key = mark_key.is_some() && known.as_deref() != mark_key;
    let too_far = aged.zip(day).is_some_and(|(aged, day)| aged > day.succ_opt().unwrap_or(day));
    Ok(other_key || too_far)
}

impl Cache {
    /// The place from which a load that was begun goes on; nothing where none was, or where it is complete.
    pub fn load_token(&self) -> Result<Option<String>, SqlError> {
        let found = self.connection.prepare_cached("SELECT load FROM place")?.query_row([], |row| row.get(0)).optional()?;
        Ok(found.flatten())
    }

    /// Takes a part of a load. The first of one that begins anew takes all out that was there before; with the last the cursor is where
    /// the load was first begun. Gives the cases whose rows differ now.
    pub fn load(&mut self, part: &LoadPart) -> Result<Vec<CaseId>, SqlError> {
        self.set_filling(!part.complete)?;
        let head = &part.head;
        let taken = Taken { changes: &part.changes, gone: &[], with_marks: head.mark_key.is_some(), anew: part.anew, loads: true };
        self.take(&taken, |t| {
            let new = head.mark_key.as_ref().map(MarkKey::as_str);
            // What was cut can't go on under another key: the next part begins anew.
            let stale = !part.anew && is_stale(t, new, Some(head.day))?;
            let token = part.token.as_deref().filter(|_| !stale && !part.complete);
            t.prepare_cached(
                "INSERT INTO place (one, server, epoch, cursor, mark_key, paces, plans, day, load, load_seq)
                 VALUES (0, ?1, ?2, iif(?3, ?4, 0), ?5, ?6, ?7, ?8, ?9, ?4)
                 ON CONFLICT (one) DO UPDATE SET server = ?1, epoch = ?2, load_seq = min(ifnull(load_seq, ?4), ?4),
                 cursor = iif(?3, min(ifnull(load_seq, ?4), ?4), 0), mark_key = ifnull(?5, mark_key), paces = ifnull(?6, paces),
                 plans = ?7, day = ?8, load = ?9",
            )?
            .execute(params![
                head.identity.server,
                head.identity.epoch.cast_signed(),
                part.complete && !stale,
                head.seq.cast_signed(),
                new,
                head.paces.as_ref().map(Json),
                head.plans,
                Day(head.day),
                token,
            ])?;
            Ok(())
        })
    }

    fn set_filling(&mut self, filling: bool) -> Result<(), SqlError> {
        if self.filling != filling {
            sql::set_filling(&self.connection, filling)?;
            self.names.clear();
            self.filling = filling;
        }
        Ok(())
    }

    /// The newest day that the server told, or by which cases were taken out.
    pub fn day(&self) -> Result<Option<Date>, SqlError> {
        let sql = "SELECT max(ifnull(day, aged), ifnull(aged, day)) FROM place";
        let found = self.connection.prepare_cached(sql)?.query_row([], |row| row.get::<_, Option<Day>>(0)).optional()?;
        Ok(found.flatten().map(|day| day.0))
    }

    /// The day that the server last told.
    pub fn server_day(&self) -> Result<Option<Date>, SqlError> {
        let found =
            self.connection.prepare_cached("SELECT day FROM place")?.query_row([], |row| row.get::<_, Option<Day>>(0)).optional()?;
        Ok(found.flatten().map(|day| day.0))
    }

    /// The day by which cases were last taken out; nothing where none was, or nothing is here.
    pub fn aged(&self) -> Result<Option<Date>, SqlError> {
        let found =
            self.connection.prepare_cached("SELECT aged FROM place")?.query_row([], |row| row.get::<_, Option<Day>>(0)).optional()?;
        Ok(found.flatten().map(|day| day.0))
    }

    /// Takes out some of the cases that ended before a day; where none is left, writes down that it is done as of `today`. Gives those
    /// that it took out.
    pub fn age(&mut self, since: Date, today: Date) -> Result<Vec<CaseId>, SqlError> {
        let gone: Vec<CaseId> = {
            // Cases that have ended have no limit: they stand in the index by when they came to their last stage, which is before they ended.
            let sql = "SELECT id FROM summary INDEXED BY lane_class WHERE class = ?1 AND due = ?2 AND entered < ?3
                       AND ifnull(closed, 0) < ?4 AND flags & ?5 = 0 LIMIT ?6";
            let before = Moment::at(since, 0, 0);
            let values = params![CLOSED, Day(Date::MAX), before, Day(since), Flag::Recover.bit(), AGED_AT_ONCE];
            let mut statement = self.connection.prepare_cached(sql)?;
            statement.query_map(values, |row| row.get(0))?.collect::<Result<_, _>>()?
        };
        let done = gone.len() < AGED_AT_ONCE;
        self.take(&Taken { gone: &gone, ..Taken::default() }, |t| {
            if done {
                t.prepare_cached("UPDATE place SET aged = ?")?.execute([Day(today)])?;
            }
            Ok(())
        })
    }
}
