//! What cases are found by: numbers, names, and what they may share with others; and how long stages take.
//!
//! Not here: which cases share something (`crossed`), what a caller's text means (`domain::lookup`), who may see what (`view`).
//! Invariants: what a case is found by is written with the case; every search enters an index and ends after a bounded number of rows.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::OptionalExtension;

use super::{Books, LedgerError, StoredCase, Writing};
use crate::domain::calendar::working_days_between;
use crate::domain::case::{Case, Event};
use crate::domain::cross::keys_of;
use crate::domain::decision::Verb;
use crate::domain::facts::Facts;
use crate::domain::filter::Words;
use crate::domain::ids::{CaseId, MemberId, PlanId, StageId};
use crate::domain::lookup::{Kind, MOST_HITS, Wanted, numbers_of};
use crate::domain::pinyin::{name_keys, plain_name};
use crate::domain::summary::{CaseDetail, CaseSummary};
use crate::domain::time::{Date, Moment};
use crate::sql::{self, Day, Json};
use crate::wire::Pace;

/// Rows read at most where a caller typed on.
const READ_TO_NARROW: usize = 400;
/// Stages are measured over so many days, and told from so many cases on.
const PACE_DAYS: u32 = 90;
const FEWEST_MEASURED: usize = 20;
/// Bumped where what a case is found by is written in another way.
const FINDER: &str = "5";
/// Between the numbers of a case, and between a number and its kind, in one column.
const UNIT: char = '\u{1f}';
const PART: char = '\u{1e}';

impl Writing<'_> {
    /// Writes what a case is found by, in the place of what it was found by before.
    pub(super) fn put_finders(&self, no: i64, detail: &CaseDetail) -> Result<(), LedgerError> {
        self.put_words(no, &detail.case)?;
        self.put_numbers(no, &detail.case.member, &detail.case.facts)
    }

    fn put_words(&self, no: i64, case: &Case) -> Result<(), LedgerError> {
        let sql = "UPDATE cases SET words = ? WHERE no = ?";
        self.connection.prepare_cached(sql)?.execute((Json(&Words::of(case)), no))?;
        Ok(())
    }

    fn put_numbers(&self, no: i64, member: &MemberId, facts: &Facts) -> Result<(), LedgerError> {
        let mut numbers: BTreeSet<(&str, String)> = numbers_of(member, facts)
            .into_iter()
            .filter(|(kind, _)| *kind != Kind::Member)
            .map(|(kind, number)| (kind.id(), number))
            .collect();
        let name = facts.member.name.trim();
        let plain = plain_name(name);
        numbers.extend(keys_of(facts).into_iter().map(|(key, text)| (key.id(), text)));
        if !plain.is_empty() {
            self.put_name(&plain, name)?;
            numbers.insert((Kind::Name.id(), plain));
        }
        self.connection.prepare_cached("DELETE FROM numbers WHERE case_no = ?")?.execute([no])?;
        let mut statement = self.connection.prepare_cached("INSERT INTO numbers (kind, number, case_no) VALUES (?, ?, ?)")?;
        for (kind, number) in numbers {
            statement.execute((kind, number, no))?;
        }
        Ok(())
    }

    fn put_name(&self, plain: &str, name: &str) -> Result<(), LedgerError> {
        if self.connection.prepare_cached("SELECT 1 FROM name_keys WHERE key = ?1 AND name = ?1")?.exists([plain])? {
            return Ok(());
        }
        let mut statement = self.connection.prepare_cached("INSERT OR IGNORE INTO name_keys (key, name) VALUES (?, ?)")?;
        for key in name_keys(name) {
            statement.execute((key, plain))?;
        }
        Ok(())
    }

    /// Writes down how long a stage took that a case has left now.
    pub(super) fn put_stage_left(&self, loaded: &StoredCase, now: &Case) -> Result<(), LedgerError> {
        let before = &loaded.case;
        if (before.stage != now.stage || now.status.is_closed()) && !before.status.is_closed() {
            let left = now.timeline.last().map_or(now.entered, |entry| entry.at);
            self.put_stage_time(loaded.no, (&before.plan, &before.stage), (before.entered, left))?;
        }
        Ok(())
    }

    /// Writes down how long the stages took of a case that is taken over, as its timeline says.
    pub(super) fn put_stages_left(&self, no: i64, case: &Case) -> Result<(), LedgerError> {
        let mut since = case.received;
        for entry in &case.timeline {
            let verb = match &entry.event {
                Event::Decided { act, .. } => act.verb(),
                Event::Received | Event::Resubmitted => {
                    since = entry.at;
                    continue;
                }
                // New lists, a message, a note leave the case where it is, since when it was there.
                Event::Relisted | Event::Told { .. } | Event::Other => continue,
            };
            if matches!(verb, Verb::PassOn | Verb::Approve | Verb::SendBack | Verb::Paid | Verb::Reject) {
                self.put_stage_time(no, (&case.plan, &entry.stage), (since, entry.at))?;
            }
            if verb.moves() {
                since = entry.at;
            }
        }
        Ok(())
    }

    fn put_stage_time(&self, no: i64, (plan, stage): (&PlanId, &StageId), (from, to): (Moment, Moment)) -> Result<(), LedgerError> {
        let days = working_days_between(from.date(), to.date()).max(0);
        let sql = "INSERT INTO stage_times (ended, case_no, plan, stage, working_days) VALUES (?, ?, ?, ?, ?)";
        self.connection.prepare_cached(sql)?.execute((Day(to.date()), no, plan.as_str(), stage.as_str(), days))?;
        Ok(())
    }

    /// Writes what cases are found by where an older program wrote them, so many at once; gives the number of the last, or nothing when all are done.
    pub fn index_numbers(&self, after: i64, limit: u32) -> Result<Option<i64>, LedgerError> {
        let sql = "SELECT cases.no, members.id, facts, cases.id, members.no FROM cases JOIN members ON members.no = cases.member \
                   WHERE cases.no > ? ORDER BY cases.no LIMIT ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query((after, limit))?;
        let mut last = None;
        while let Some(row) = rows.next()? {
            let no: i64 = row.get(0)?;
            let Json(facts): Json<Facts> = row.get(2)?;
            self.put_numbers(no, &row.get::<_, MemberId>(1)?, &facts)?;
            self.reread(row.get(4)?, &facts.member)?;
            if let Some(stored) = self.case(&row.get::<_, CaseId>(3)?)? {
                self.connection.prepare_cached("DELETE FROM stage_times WHERE case_no = ?")?.execute([no])?;
                self.put_stages_left(no, &stored.case)?;
                self.put_words(no, &stored.case)?;
            }
            last = Some(no);
        }
        if last.is_none() {
            self.rewrite_numbers()?;
            let sql = "INSERT INTO meta (name, value) VALUES ('finder', ?) ON CONFLICT DO UPDATE SET value = excluded.value";
            self.connection.execute(sql, [FINDER])?;
        }
        Ok(last)
    }
}

const FOUND_BY_NUMBER: &str = "SELECT summary FROM numbers n CROSS JOIN cases ON cases.no = n.case_no \
     WHERE n.kind = ?1 AND n.number = ?2 AND (?3 = '' OR cases.employer = ?3) ORDER BY n.case_no DESC";
const FOUND_BY_NAME: &str = "SELECT summary FROM name_keys k CROSS JOIN numbers n ON n.kind = 'name' AND n.number = k.name \
     CROSS JOIN cases ON cases.no = n.case_no WHERE k.key >= ?1 AND k.key < ?2 AND (?3 = '' OR cases.employer = ?3) ORDER BY k.key";
const FOUND_BY_MEMBER: &str = "SELECT summary FROM members CROSS JOIN cases ON cases.member = members.no \
     WHERE members.id = ?1 AND (?2 = '' OR cases.employer = ?2) ORDER BY cases.no DESC";
const FOUND_BY_ID: &str = "SELECT summary FROM cases WHERE id = ?1 AND (?2 = '' OR employer = ?2)";
const NEXT_ID: &str = "SELECT id FROM cases WHERE id >= ? ORDER BY id LIMIT 1";
/// What a client finds a case by: what its marks are made of, which are its member, its numbers and its name; then its words.
pub(super) const MARKED: &str = "(SELECT id FROM members WHERE members.no = cases.member), \
     (SELECT group_concat(kind || char(30) || number, char(31)) FROM numbers INDEXED BY numbers_by_case \
      WHERE case_no = cases.no AND kind IN ('phone', 'id-number', 'contract', 'name')), cases.words";

/// Reads the first two columns of [`MARKED`].
pub(super) fn marked(member: String, numbers: Option<String>) -> Vec<(Kind, String)> {
    let kinds = [Kind::Phone, Kind::IdNumber, Kind::Contract, Kind::Name];
    let mut found = vec![(Kind::Member, member)];
    for (id, number) in numbers.iter().flat_map(|text| text.split(UNIT)).filter_map(|pair| pair.split_once(PART)) {
        found.extend(kinds.iter().find(|kind| kind.id() == id).map(|kind| (*kind, number.to_owned())));
    }
    found
}

impl Books<'_> {
    /// Finds cases by what a caller gave, among those of one employer or all; newest first. Gives what it was found as, and whether
    /// there are more.
    pub fn find(&self, wanted: &Wanted, employer: Option<&str>) -> Result<(Kind, Vec<CaseSummary>, bool), LedgerError> {
        let most = MOST_HITS as usize;
        let employer = employer.unwrap_or_default();
        for (kind, text) in wanted.tries() {
            let mut found = self.candidates(kind, text, employer, if wanted.is_bare() { most + 1 } else { READ_TO_NARROW })?;
            if found.is_empty() {
                continue;
            }
            found.retain(|case| wanted.keeps(case));
            let more = found.len() > most;
            found.truncate(most);
            return Ok((kind, found, more));
        }
        Ok((wanted.kind(), Vec::new(), false))
    }

    fn candidates(&self, kind: Kind, text: &str, employer: &str, most: usize) -> Result<Vec<CaseSummary>, LedgerError> {
        match kind {
            Kind::Phone | Kind::IdNumber | Kind::Contract => self.read_found(FOUND_BY_NUMBER, &[kind.id(), text, employer], most),
            // What stands on a receipt only the machine knows that printed it.
            Kind::Receipt => Ok(Vec::new()),
            Kind::Member => self.read_found(FOUND_BY_MEMBER, &[text, employer], most),
            Kind::Case => self.read_found(FOUND_BY_ID, &[text, employer], most),
            Kind::CaseTail => {
                let mut found = Vec::new();
                for prefix in sql::beginnings(self.connection, NEXT_ID)? {
                    found.extend(self.read_found(FOUND_BY_ID, &[&format!("{prefix}-{text}"), employer], most)?);
                }
                Ok(found)
            }
            Kind::Name | Kind::Pinyin => self.read_found(FOUND_BY_NAME, &[text, &format!("{text}\u{10ffff}"), employer], most),
        }
    }

    fn read_found(&self, sql: &str, values: &[&str], most: usize) -> Result<Vec<CaseSummary>, LedgerError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(values))?;
        let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
        while let Some(row) = rows.next()? {
            let Json(case) = row.get::<_, Json<CaseSummary>>(0)?;
            if seen.insert(case.id.clone()) {
                found.push(case);
            }
            if found.len() >= most {
                break;
            }
        }
        Ok(found)
    }

    /// Measures how long stages took that ended in the days before one; those of too few cases are left out.
    pub fn paces(&self, today: Date) -> Result<Vec<Pace>, LedgerError> {
        let from = today - chrono::Days::new(u64::from(PACE_DAYS));
        let sql = "SELECT plan, stage, working_days FROM stage_times WHERE ended > ? AND ended <= ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query((Day(from), Day(today)))?;
        let mut times: BTreeMap<(String, String), Vec<u32>> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            times.entry((row.get(0)?, row.get(1)?)).or_default().push(row.get(2)?);
        }
        let measured = times.into_iter().filter(|(_, days)| days.len() >= FEWEST_MEASURED);
        Ok(measured
            .map(|((plan, stage), mut days)| {
                let middle = days.len() / 2;
                let (_, median, _) = days.select_nth_unstable(middle);
                let (working_days, cases) = (*median, u32::try_from(days.len()).unwrap_or(u32::MAX));
                Pace { plan: PlanId::new(plan), stage: StageId::new(stage), working_days, cases, days: PACE_DAYS }
            })
            .collect())
    }

    /// Tells whether every case is written down under what it is found by.
    pub fn is_indexed(&self) -> Result<bool, LedgerError> {
        let found = self.connection.query_row("SELECT value FROM meta WHERE name = 'finder'", [], |row| row.get::<_, String>(0));
        Ok(found.optional()?.is_some_and(|value| value == FINDER))
    }

    /// The secret from which the keys of marks are made.
    pub fn mark_secret(&self) -> Result<String, LedgerError> {
        Ok(self.connection.query_row("SELECT value FROM meta WHERE name = 'mark-secret'", [], |row| row.get(0))?)
    }
}
