//! Case numbers as somebody types them: whole, by their beginning, or by the digits at their end.
//!
//! What numbers begin with is each plan's own, `ZJ24` or `SM`, so it is read off the numbers that are there.

use rusqlite::{OptionalExtension, params};

use crate::sql::{self, SqlError};
use crate::store::cache::Cache;

/// Digits of a case number behind its dash, and the most that there may ever be.
const SERIAL: usize = 6;
const LONGEST_SERIAL: usize = 9;
/// From so many digits on the end of a serial number is enough; fewer are the whole number.
const TAIL: usize = 4;
const NEXT_ID: &str = "SELECT s.id FROM summary s WHERE s.id >= ? ORDER BY s.id LIMIT 1";
/// Later than every number that begins so.
const AFTER_ALL: char = '\u{10ffff}';

/// A number without what people leave out or add.
fn bare(number: &str) -> String {
    number.chars().filter(|c| *c != '-').map(|c| c.to_ascii_uppercase()).collect()
}

/// Whether a case number begins with a piece, with or without its dash, or ends with it where it is of digits alone.
pub(super) fn id_fits(id: &str, piece: &str) -> bool {
    if piece.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return bare(id).starts_with(&bare(piece));
    }
    let serial = id.rsplit('-').next().unwrap_or_default();
    if piece.len() >= TAIL { serial.ends_with(piece) } else { serial.trim_start_matches('0') == piece.trim_start_matches('0') }
}

/// The piece of a case number that a word may be. `letters`: it may be of letters alone.
pub(super) fn id_piece(word: &str, letters: bool) -> Option<String> {
    let upper = word.to_ascii_uppercase();
    let well = upper.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    let begins = upper.starts_with(|c: char| c.is_ascii_alphabetic()) && (letters || upper.bytes().any(|b| b.is_ascii_digit()));
    let ends = (1..=LONGEST_SERIAL).contains(&upper.len()) && upper.bytes().all(|b| b.is_ascii_digit());
    (well && (begins || ends)).then_some(upper)
}

impl Cache {
    /// The rows whose number a piece fits; nothing where no index tells, or more than so many. `tails`: the index of their ends is there.
    pub(super) fn id_rows(&self, piece: &str, tails: bool, most: usize) -> Result<Option<Vec<i64>>, SqlError> {
        if piece.len() >= TAIL && piece.starts_with(|c: char| c.is_ascii_digit()) {
            return if tails { self.ending(piece).map(Some) } else { Ok(None) };
        }
        let beginnings = sql::beginnings(&self.connection, NEXT_ID)?;
        // There may be more of them.
        if beginnings.len() >= sql::MOST_BEGINNINGS {
            return Ok(None);
        }
        let mut listed = Vec::new();
        if piece.starts_with(|c: char| c.is_ascii_digit()) {
            let mut one = self.connection.prepare_cached("SELECT s.n FROM summary s WHERE s.id = ?")?;
            for beginning in beginnings {
                listed.extend(one.query_row([format!("{beginning}-{piece:0>SERIAL$}")], |row| row.get::<_, i64>(0)).optional()?);
            }
            return Ok(Some(listed));
        }
        let wanted = bare(piece);
        let sql = "SELECT s.n FROM summary s WHERE s.id >= ? AND s.id < ? LIMIT ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        for beginning in beginnings {
            let known = bare(&beginning);
            let serial = if known.starts_with(&wanted) { Some("") } else { wanted.strip_prefix(&known) };
            let Some(serial) = serial else { continue };
            let from = format!("{beginning}-{serial}");
            let left = (most - listed.len()) as i64 + 1;
            for n in statement.query_map(params![from, format!("{from}{AFTER_ALL}"), left], |row| row.get(0))? {
                listed.push(n?);
            }
            if listed.len() > most {
                return Ok(None);
            }
        }
        Ok(Some(listed))
    }

    fn ending(&self, piece: &str) -> Result<Vec<i64>, SqlError> {
        let sql = "SELECT s.n, s.id FROM summary s INDEXED BY summary_tail WHERE substr(s.id, -4) = ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([&piece[piece.len() - TAIL..]])?;
        let mut listed = Vec::new();
        while let Some(row) = rows.next()? {
            if id_fits(row.get_ref(1)?.as_str().unwrap_or_default(), piece) {
                listed.push(row.get(0)?);
            }
        }
        Ok(listed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_number_is_found_by_its_beginning_and_its_end() {
        let fits = |id: &str, word: &str| id_piece(word, false).is_some_and(|piece| id_fits(id, &piece));
        for word in ["ZJ24-001866", "zj24-0018", "zj24001866", "1866", "01866", "001866", "ZJ24"] {
            assert!(fits("ZJ24-001866", word), "{word}");
        }
        for word in ["866", "186", "JN24", "zj", "1866-", "2001866"] {
            assert!(!fits("ZJ24-001866", word), "{word}");
        }
        assert!(fits("ZJ24-000412", "412") && fits("ZJ24-000412", "0412"));
        for word in ["SM-000010", "sm000010", "SM-0000", "sm-00001", "10", "0010"] {
            assert!(fits("SM-000010", word), "{word}");
        }
        assert!(id_piece("sm", true).is_some_and(|piece| id_fits("SM-000010", &piece)));
    }
}
