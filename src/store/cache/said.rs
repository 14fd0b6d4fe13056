//! The index of words: what members are ill with, what was noted, the marks of ends of numbers. Entered by a piece of text, one character of hanzi or one word of
//! letters at a time; the texts themselves are not kept here.
//!
//! Not here: names, employers and whole numbers, which have indexes of their own. Invariant: a row's words are those of its newest change.

use std::fmt::Write;

use rusqlite::{Transaction, params};

use crate::domain::filter::Words;
use crate::domain::lookup::Mark;
use crate::sql::SqlError;
use crate::wire::Change;

/// Which of the words are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Column {
    Disease,
    Note,
    Either,
}

/// Ends of the numbers of one case.
const MOST_TAILS: usize = 16;

/// A mark as a word.
fn token(Mark(mark): &Mark) -> String {
    format!("{mark:x}")
}

/// Writes the question for the ends of numbers; nothing where there is none.
pub(in crate::store) fn tails_question(marks: &[Mark]) -> Option<String> {
    let tokens: Vec<String> = marks.iter().map(|mark| format!("\"{}\"", token(mark))).collect();
    (!tokens.is_empty()).then(|| format!("tail : ({})", tokens.join(" OR ")))
}

/// The words that come with a change: what is said of the case in its detail, else beside it, else in its row; nothing where it brings none.
fn words_of(change: &Change) -> Option<Words> {
    let tails = change.words.as_ref().map(|words| words.tails.clone());
    let beside = change.words.clone().filter(|words| !words.disease.is_empty() || !words.note.is_empty());
    let of_detail = || change.detail.as_deref().map(|detail| Words::of(&detail.case));
    let last = &change.summary.last_note;
    let of_row = || last.contains(char::is_alphanumeric).then(|| Words { note: last.clone(), ..Words::default() });
    let said = beside.or_else(of_detail).or_else(of_row);
    (said.is_some() || tails.is_some()).then(|| Words { tails: tails.unwrap_or_default(), ..said.unwrap_or_default() })
}

/// Puts a row's words in the place of those it had. A change that brings none leaves them.
pub(super) fn put(t: &Transaction<'_>, n: i64, change: &Change, is_new: bool) -> Result<(), SqlError> {
    let Some(words) = words_of(change) else { return Ok(()) };
    if !is_new {
        forget(t, n)?;
    }
    if !words.is_empty() {
        let (disease, note) = (split(&words.disease), split(&words.note));
        let tails: Vec<String> = words.tails.iter().take(MOST_TAILS).map(token).collect();
        let sql = "INSERT INTO said (rowid, disease, note, tail) VALUES (?, ?, ?, ?)";
        t.prepare_cached(sql)?.execute(params![n, disease, note, tails.join(" ")])?;
    }
    Ok(())
}

/// Forgets a row's words.
pub(in crate::store) fn forget(t: &Transaction<'_>, n: i64) -> Result<(), SqlError> {
    t.prepare_cached("DELETE FROM said WHERE rowid = ?")?.execute([n])?;
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
