//! The index of words: what members are ill with and what was noted. Entered by a piece of text, one character of hanzi or one word of
//! letters at a time; the texts themselves are not kept here, but for those of a first load that are not in the index yet.
//!
//! Not here: names, employers, and numbers and their ends, which have indexes of their own. Invariant: a row's words are those of its newest change.

use std::fmt::Write;

use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};

use crate::domain::filter::Words;
use crate::domain::summary::CaseDetail;
use crate::sql::SqlError;
use crate::store::cache::Cache;
use crate::wire::Change;

/// Which of the words are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Column {
    Disease,
    Note,
    Either,
}

/// Rows whose words are put into the index at one go, so that a key pressed meanwhile waits no longer than for a page.
const LAID_IN: usize = 2_000;

/// The words that come with a change: what is said of the case in its detail, else beside it, else in its row; nothing where it brings none.
fn words_of(change: &Change) -> Option<Words> {
    let beside = change.words.clone().filter(|words| !words.disease.is_empty() || !words.note.is_empty());
    let of_detail = || change.detail.as_deref().map(|detail| Words::of(&detail.case));
    let last = &change.summary.last_note;
    let of_row = || last.contains(char::is_alphanumeric).then(|| Words { note: last.clone(), ..Words::default() });
    // A page that says only how a case's numbers end says that nothing else is said of it.
    let none = || change.words.is_some().then(Words::default);
    beside.or_else(of_detail).or_else(of_row).or_else(none)
}

/// Puts a row's words in the place of those it had. A change that brings none leaves them.
pub(super) fn put(t: &Transaction<'_>, n: i64, change: &Change, is_new: bool) -> Result<(), SqlError> {
    let Some(words) = words_of(change) else { return Ok(()) };
    if !is_new {
        forget(t, n)?;
    }
    if !words.disease.is_empty() || !words.note.is_empty() {
        index(t, n, &words.disease, &words.note)?;
    }
    Ok(())
}

fn index(t: &Transaction<'_>, n: i64, disease: &str, note: &str) -> Result<(), SqlError> {
    t.prepare_cached("INSERT INTO said (rowid, disease, note) VALUES (?, ?, ?)")?.execute(params![n, split(disease), split(note)])?;
    Ok(())
}

/// Lays the words of a row aside that is not in the index: they are put there when the load is done, by [`Cache::lay_in`].
pub(super) fn lay_aside(t: &Transaction<'_>, n: i64, change: &Change) -> Result<(), SqlError> {
    let Some(Words { disease, note, .. }) = words_of(change) else { return Ok(()) };
    if !disease.is_empty() || !note.is_empty() {
        t.prepare_cached("INSERT OR REPLACE INTO unsaid (n, disease, note) VALUES (?, ?, ?)")?.execute(params![n, disease, note])?;
    }
    Ok(())
}

impl Cache {
    /// Tells whether a row is found by what is said of it in its detail: by the index, or where a load laid its words aside.
    pub(in crate::store) fn is_said(&self, n: i64, detail: &CaseDetail) -> Result<bool, SqlError> {
        let words = Words::of(&detail.case);
        let mut aside = self.connection.prepare_cached("SELECT disease = ? AND note = ? FROM unsaid WHERE n = ?")?;
        if let Some(same) = aside.query_row(params![words.disease, words.note, n], |row| row.get(0)).optional()? {
            return Ok(same);
        }
        let texts = [(Column::Disease, &words.disease), (Column::Note, &words.note)];
        let mut statement = self.connection.prepare_cached("SELECT 1 FROM said WHERE said MATCH ? AND rowid = ?")?;
        for asked in texts.into_iter().filter_map(|(column, text)| question(column, [text.as_str()])) {
            if !statement.exists(params![asked, n])? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Puts some of the words into the index that a load laid aside. Gives whether there may be more of them.
    pub(in crate::store) fn lay_in(&mut self) -> Result<bool, SqlError> {
        if !self.connection.prepare_cached("SELECT 1 FROM unsaid LIMIT 1")?.exists([])? {
            return Ok(false);
        }
        let t = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let (mut last, mut count) = (0, 0);
        {
            let mut statement = t.prepare_cached("SELECT n, disease, note FROM unsaid ORDER BY n LIMIT ?")?;
            let mut rows = statement.query([LAID_IN])?;
            while let Some(row) = rows.next()? {
                (last, count) = (row.get(0)?, count + 1);
                index(&t, last, row.get_ref(1)?.as_str().unwrap_or_default(), row.get_ref(2)?.as_str().unwrap_or_default())?;
            }
        }
        t.prepare_cached("DELETE FROM unsaid WHERE n <= ?")?.execute([last])?;
        t.commit()?;
        Ok(count == LAID_IN)
    }
}

/// Forgets a row's words.
pub(in crate::store) fn forget(t: &Transaction<'_>, n: i64) -> Result<(), SqlError> {
    t.prepare_cached("DELETE FROM said WHERE rowid = ?")?.execute([n])?;
    t.prepare_cached("DELETE FROM unsaid WHERE n = ?")?.execute([n])?;
    Ok(())
}

/// Parts hanzi by blanks, so that each is a word to the index.
fn split(text: &str) -> String {
    let mut parted = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        let alone = c.is_alphabetic() && !c.is_ascii() && !c.is_lowercase() && !c.is_uppercase();
        if alone {
            parted.extend([' ', c, ' ']);
        } else {
            parted.push(c);
        }
    }
    parted
}

/// What a text is to the index: one word behind the other.
fn words(text: &str) -> Vec<String> {
    split(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// A text that is looked for where no index is, by the rule of [`question`]: so what is laid aside is found as it will be in the index.
#[derive(Debug)]
pub(in crate::store) struct Phrase {
    words: Vec<String>,
    /// The last word goes on.
    is_begun: bool,
}

impl Phrase {
    /// Nothing where a text holds nothing that can be looked for.
    pub fn new(text: &str) -> Option<Self> {
        let words = words(text);
        (!words.is_empty()).then(|| Phrase { words, is_begun: text.ends_with(|c: char| c.is_ascii_alphanumeric()) })
    }

    pub fn is_in(&self, text: &str) -> bool {
        let small = text.to_lowercase();
        let Some((last, first)) = self.words.split_last() else { return false };
        // Most texts hold none of the words: only the others are taken apart.
        self.words.iter().all(|word| small.contains(word.as_str()))
            && words(text).windows(self.words.len()).any(|at| {
                let ends = at.last().is_some_and(|word| word == last || (self.is_begun && word.starts_with(last.as_str())));
                ends && at.starts_with(first)
            })
    }
}

/// Writes the question of the index for one of some texts: their characters one behind the other, the last word as far as it is typed.
/// Nothing where they hold nothing that can be looked for.
pub(in crate::store) fn question<'t>(column: Column, texts: impl IntoIterator<Item = &'t str>) -> Option<String> {
    let mut asked = String::new();
    for text in texts {
        if !text.chars().any(char::is_alphanumeric) {
            continue;
        }
        let or = if asked.is_empty() { "" } else { " OR " };
        let begun = if text.ends_with(|c: char| c.is_ascii_alphanumeric()) { " *" } else { "" };
        let phrase = split(text).replace('"', "\"\"");
        let column = match column {
            Column::Disease => "disease : ",
            Column::Note => "note : ",
            Column::Either => "{disease note} : ",
        };
        // Writing into a String does not fail.
        let _ = write!(asked, "{or}{column}\"{}\"{begun}", phrase.trim());
    }
    (!asked.is_empty()).then_some(asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_a_phrase_whatever_is_typed() {
        assert_eq!(question(Column::Disease, ["甲状腺"]).unwrap(), "disease : \"甲  状  腺\"");
        assert_eq!(question(Column::Either, ["icu", "C7\"3"]).unwrap(), "{disease note} : \"icu\" * OR {disease note} : \"C7\"\"3\" *");
        assert_eq!(question(Column::Note, ["***", "\" OR"]), Some("note : \"\"\" OR\" *".to_owned()));
        assert_eq!(question(Column::Note, ["***", ""]), None);
    }
}
