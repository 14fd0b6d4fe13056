//! Words looked for in what a case is found by: names, employers, case numbers, the marks of other numbers, diseases and notes.
//!
//! Names and employers are few and repeat, so they are gone through one by one, in hanzi, pinyin and initials; all else is found by an index.
//! Invariant: the same rows fit whether they are listed or tried one by one.

use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

use ib_matcher::matcher::{IbMatcher, PinyinMatchConfig};
use ib_matcher::pinyin::{PinyinData, PinyinNotation};
use rusqlite::params;

use crate::domain::filter::{Condition, Field};
use crate::domain::lookup::{Kind, MarkKey, Wanted};
use crate::domain::number::narrow;
use crate::domain::search::{Fit, Search};
use crate::sql::SqlError;
use crate::store::cache::Cache;
use crate::store::cache::marks::rows_of;
use crate::store::cache::said::{Column, Phrase, question};
use crate::store::filter::Asking;
use crate::store::filter::number::{id_fits, id_piece};
use crate::store::queue::Failed;

static PINYIN: LazyLock<PinyinData> = LazyLock::new(|| PinyinData::new(PinyinNotation::Ascii | PinyinNotation::AsciiFirstLetter));

/// Numbers of rows, small for as many as there may be.
#[derive(Clone, Debug, Default)]
pub(super) struct RowSet {
    bits: Vec<u64>,
    len: usize,
}

impl RowSet {
    pub fn insert(&mut self, n: i64) {
        let (word, bit) = Self::place(n);
        if self.bits.len() <= word {
            self.bits.resize(word + 1, 0);
        }
        self.len += usize::from(self.bits[word] & bit == 0);
        self.bits[word] |= bit;
    }

    pub fn contains(&self, n: i64) -> bool {
        let (word, bit) = Self::place(n);
        self.bits.get(word).is_some_and(|bits| bits & bit != 0)
    }

    pub const fn len(&self) -> usize {
        self.len
    }

    pub fn iter(&self) -> impl Iterator<Item = i64> {
        let of = |(word, bits): (usize, &u64)| {
            let bits = *bits;
            (0..64).filter(move |bit| bits & (1 << bit) != 0).map(move |bit| (word * 64 + bit) as i64)
        };
        self.bits.iter().enumerate().flat_map(of)
    }

    /// SQLite numbers rows from 1 on, one after the other.
    fn place(n: i64) -> (usize, u64) {
        let n = usize::try_from(n).unwrap_or(0);
        (n / 64, 1 << (n % 64))
    }
}

/// What fits one of some words.
#[derive(Debug, Default)]
pub(super) struct Found {
    names: HashSet<String>,
    employers: BTreeSet<i64>,
    rows: RowSet,
    /// Pieces of case numbers that no index finds, or too many: each row is tried.
    ids: Vec<String>,
}

impl Found {
    pub fn fits(&self, n: i64, name: &str, employer: i64, id: &str) -> bool {
        self.rows.contains(n)
            || self.employers.contains(&employer)
            || self.names.contains(name)
            || self.ids.iter().any(|piece| id_fits(id, piece))
    }
}

impl Cache {
    /// Resolves a condition on words. `tails`: the index of the ends of case numbers is there.
    pub(super) fn resolve(
        &self,
        condition: &Condition,
        codes: &[(String, Vec<String>)],
        asking: &Asking<'_>,
        (tails, most): (bool, usize),
        stopped: &dyn Fn() -> bool,
    ) -> Result<Found, Failed> {
        let mut found = Found::default();
        let (field, texts) = match condition {
            Condition::Any(texts) => (None, texts),
            Condition::Text(field, texts) => (Some(*field), texts),
            _ => return Ok(found),
        };
        let is = |of: Field| field.is_none_or(|field| field == of);
        let texts: Vec<String> = texts.iter().map(|text| narrow(text.chars()).collect()).collect();
        if is(Field::Name) {
            self.names(&texts, &mut found, stopped)?;
        }
        if is(Field::Employer) {
            self.employers_named(&texts, &mut found)?;
        }
        if is(Field::Case) {
            // Letters alone are a name to who types no field, unless nobody and nothing is called so.
            let letters = field.is_some() || (found.names.is_empty() && found.employers.is_empty());
            for piece in texts.iter().filter_map(|text| id_piece(text, letters)) {
                match self.id_rows(&piece, tails, most)? {
                    Some(rows) => rows.into_iter().for_each(|n| found.rows.insert(n)),
                    None => found.ids.push(piece),
                }
            }
        }
        if field.is_none() || matches!(field, Some(Field::Phone | Field::Id | Field::Contract)) {
            self.marked(field, &texts, asking.masked, &mut found)?;
        }
        if is(Field::Disease) || is(Field::Note) {
            self.said(field, &texts, codes, &mut found, stopped)?;
        }
        Ok(found)
    }

    /// Gives employers whose name fits, those that begin so first.
    pub(in crate::store) fn employers_like(&self, typed: &str, most: usize) -> Result<Vec<String>, SqlError> {
        let search = Search::new(typed);
        let mut statement = self.connection.prepare_cached("SELECT n, name FROM employer")?;
        let mut fitting: Vec<(Option<Fit>, String)> = Vec::new();
        for name in statement.query_map([], |row| row.get::<_, String>(1))? {
            let name = name?;
            let fit = search.fit(&name);
            if fit.is_some() || typed.trim().is_empty() {
                fitting.push((fit, name));
            }
        }
        fitting.sort_unstable();
        Ok(fitting.into_iter().take(most).map(|(_, name)| name).collect())
    }

    fn names(&self, texts: &[String], found: &mut Found, stopped: &dyn Fn() -> bool) -> Result<(), Failed> {
        let matchers = matchers(texts);
        let mut statement = self.connection.prepare_cached("SELECT name FROM name")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if stopped() {
                return Err(Failed::Stopped);
            }
            let name = row.get_ref(0)?.as_str().unwrap_or_default();
            if matchers.iter().any(|matcher| matcher.is_match(name)) {
                found.names.insert(name.to_owned());
            }
        }
        Ok(())
    }

    fn employers_named(&self, texts: &[String], found: &mut Found) -> Result<(), SqlError> {
        let matchers = matchers(texts);
        let mut statement = self.connection.prepare_cached("SELECT n, name FROM employer")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let name = row.get_ref(1)?.as_str().unwrap_or_default();
            if matchers.iter().any(|matcher| matcher.is_match(name)) {
                found.employers.insert(row.get(0)?);
            }
        }
        Ok(())
    }

    /// Rows with the marks of numbers and of their ends.
    fn marked(&self, field: Option<Field>, texts: &[String], masked: bool, found: &mut Found) -> Result<(), SqlError> {
        let Some(key) = self.mark_key()? else { return Ok(()) };
        let is = |of: Field| field.is_none_or(|field| field == of);
        for text in texts {
            let mut marks = if masked { Vec::new() } else { whole(&key, field, text) };
            let digits = text.to_ascii_uppercase();
            let is_tail = digits.bytes().enumerate().all(|(i, b)| b.is_ascii_digit() || (b == b'X' && i + 1 == digits.len()));
            if is_tail && digits.len() == 4 && is(Field::Phone) {
                marks.push(key.tail(Kind::Phone, &digits));
            }
            if is_tail && matches!(digits.len(), 4 | 6) && is(Field::Id) {
                marks.push(key.tail(Kind::IdNumber, &digits));
            }
            for mark in marks {
                rows_of(&self.connection, mark)?.into_iter().for_each(|n| found.rows.insert(n));
            }
        }
        Ok(())
    }

    fn said(
        &self,
        field: Option<Field>,
        texts: &[String],
        codes: &[(String, Vec<String>)],
        found: &mut Found,
        stopped: &dyn Fn() -> bool,
    ) -> Result<(), Failed> {
        let column = match field {
            Some(Field::Disease) => Column::Disease,
            Some(_) => Column::Note,
            None => Column::Either,
        };
        let codes = codes.iter().filter(|(text, _)| column != Column::Note && texts.contains(text));
        let coded: Vec<&str> = codes.flat_map(|(_, codes)| codes).map(String::as_str).collect();
        self.unsaid(column, texts, &coded, found, stopped)?;
        let coded = question(Column::Disease, coded);
        let mut statement = self.connection.prepare_cached("SELECT rowid FROM said WHERE said MATCH ?")?;
        for asked in question(column, texts.iter().map(String::as_str)).into_iter().chain(coded) {
            let mut rows = statement.query([asked])?;
            while let Some(row) = rows.next()? {
                if stopped() {
                    return Err(Failed::Stopped);
                }
                found.rows.insert(row.get(0)?);
            }
        }
        Ok(())
    }

    /// Goes through the words of a first load that are not in the index yet.
    fn unsaid(
        &self,
        column: Column,
        texts: &[String],
        coded: &[&str],
        found: &mut Found,
        stopped: &dyn Fn() -> bool,
    ) -> Result<(), Failed> {
        let mut statement = self.connection.prepare_cached("SELECT n, disease, note FROM unsaid")?;
        let asked: Vec<Phrase> = texts.iter().filter_map(|text| Phrase::new(text)).collect();
        let coded: Vec<Phrase> = coded.iter().filter_map(|text| Phrase::new(text)).collect();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if stopped() {
                return Err(Failed::Stopped);
            }
            let text = |i| row.get_ref(i).map(|value| value.as_str().unwrap_or_default());
            let (disease, note) = (text(1)?, text(2)?);
            let is_ill = column != Column::Note && asked.iter().chain(&coded).any(|phrase| phrase.is_in(disease));
            let is_noted = column != Column::Disease && asked.iter().any(|phrase| phrase.is_in(note));
            if is_ill || is_noted {
                found.rows.insert(row.get(0)?);
            }
        }
        Ok(())
    }

    /// Lists all rows that fit, where they are no more than so many and each is found by an index. `employers`: theirs is there.
    pub(super) fn listed(&self, found: &Found, employers: bool, most: usize) -> Result<Option<Vec<i64>>, SqlError> {
        if !found.ids.is_empty() || found.rows.len() > most || !(employers || found.employers.is_empty()) {
            return Ok(None);
        }
        let mut listed: Vec<i64> = found.rows.iter().collect();
        let mut of_name = self.connection.prepare_cached("SELECT s.n FROM summary s INDEXED BY summary_name WHERE s.name = ? LIMIT ?")?;
        for name in &found.names {
            let left = (most - listed.len()) as i64 + 1;
            for n in of_name.query_map(params![name, left], |row| row.get(0))? {
                listed.push(n?);
            }
            if listed.len() > most {
                return Ok(None);
            }
        }
        for employer in &found.employers {
            let sql = "SELECT s.n FROM summary s INDEXED BY summary_employer WHERE s.employer = ? LIMIT ?";
            let mut of_employer = self.connection.prepare_cached(sql)?;
            let left = (most - listed.len()) as i64 + 1;
            for n in of_employer.query_map(params![employer, left], |row| row.get(0))? {
                listed.push(n?);
            }
            if listed.len() > most {
                return Ok(None);
            }
        }
        listed.sort_unstable();
        listed.dedup();
        Ok(Some(listed))
    }
}

fn matchers(texts: &[String]) -> Vec<IbMatcher<'static>> {
    let matcher = |text: &String| {
        let pinyin = PinyinMatchConfig::builder(PinyinNotation::Ascii | PinyinNotation::AsciiFirstLetter).data(&PINYIN).build();
        IbMatcher::builder(text.to_lowercase().as_str()).pinyin(pinyin).is_pattern_partial(true).build()
    };
    texts.iter().map(matcher).collect()
}

/// The marks of a number given whole.
fn whole(key: &MarkKey, field: Option<Field>, text: &str) -> Vec<crate::domain::lookup::Mark> {
    let wanted = |kind: Kind| match field {
        None => kind.is_marked(),
        Some(Field::Phone) => kind == Kind::Phone,
        Some(Field::Id) => kind == Kind::IdNumber,
        Some(_) => kind == Kind::Contract,
    };
    let Ok(read) = Wanted::read(text) else { return Vec::new() };
    read.tries().filter(|(kind, _)| wanted(*kind)).map(|(kind, number)| key.mark(kind, number)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_rows_gives_what_was_put_in() {
        let mut set = RowSet::default();
        for n in [1, 64, 1_000_000, 64] {
            set.insert(n);
        }
        assert_eq!((set.len(), set.iter().collect::<Vec<_>>()), (3, vec![1, 64, 1_000_000]));
        assert!(set.contains(64) && !set.contains(65) && !set.contains(9_000_000));
    }
}
