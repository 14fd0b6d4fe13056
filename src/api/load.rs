//! The lines of a first load, as they come off the wire: whole lines in, parts out.
//!
//! Not here: the wire itself and what it is packed with (`client`). Invariants: a part ends where the server says that a load can go on;
//! what is held is bounded, whatever comes: one line, and what stands between two tokens.

use crate::api::FailureKind;
use crate::wire::{Change, LONGEST_LINE, LoadHead, LoadLine, LoadPart, PAGE_LIMIT};

/// The most bytes between two places from which a load can go on.
const MOST_UNSAVED: usize = 32 * 1024 * 1024;
/// A part ends behind so many bytes, however few its cases are: twice what a page of changes may weigh, or 10,000 rows without details.
const PART_BYTES: usize = 8 * 1024 * 1024;
/// The most bytes of a token.
const LONGEST_TOKEN: usize = 200;

/// Reads the lines of one answer.
#[derive(Debug, Default)]
pub struct LoadReader {
    /// A line that has not come whole.
    line: Vec<u8>,
    /// Bytes since the last token.
    unsaved: usize,
    /// Bytes since the last part.
    held: usize,
    head: Option<LoadHead>,
    /// A part was given.
    begun: bool,
    /// Cases in front of the last token, and behind it.
    ready: Vec<Change>,
    behind: Vec<Change>,
    token: Option<String>,
    complete: bool,
}

impl LoadReader {
    /// Takes bytes in, up to the end of a part of so many cases. Gives how many of them it took: the rest belongs to the next part.
    ///
    /// # Errors
    /// `Nonsense` where it is no load; `TooLarge` where a line, or what stands between two tokens, is larger than any of ours.
    pub fn push(&mut self, bytes: &[u8], limit: u32) -> Result<usize, FailureKind> {
        let mut taken = 0;
        while let Some(rest) = bytes.get(taken..).filter(|rest| !rest.is_empty() && !self.is_full(limit)) {
            let end = rest.iter().position(|byte| *byte == b'\n');
            let piece = &rest[..end.unwrap_or(rest.len())];
            self.line.extend_from_slice(piece);
            self.unsaved += piece.len();
            self.held += piece.len();
            taken += piece.len() + usize::from(end.is_some());
            if self.line.len() > LONGEST_LINE || self.unsaved > MOST_UNSAVED {
                return Err(FailureKind::TooLarge);
            }
            if end.is_some() {
                let line = std::mem::take(&mut self.line);
                self.take(&line)?;
            }
        }
        Ok(taken)
    }

    fn take(&mut self, line: &[u8]) -> Result<(), FailureKind> {
        let line: LoadLine = serde_json::from_slice(line).map_err(|_| FailureKind::Nonsense)?;
        if let Some(head) = line.head {
            let first = self.head.replace(head).is_none();
            return if first { Ok(()) } else { Err(FailureKind::Nonsense) };
        }
        if self.head.is_none() {
            return Err(FailureKind::Nonsense);
        }
        if let Some(change) = line.case {
            self.behind.push(change);
            let many = self.behind.len() > PAGE_LIMIT as usize;
            return if many { Err(FailureKind::TooLarge) } else { Ok(()) };
        }
        if line.token.is_some() || line.complete {
            if line.token.as_ref().is_some_and(|token| token.len() > LONGEST_TOKEN) {
                return Err(FailureKind::TooLarge);
            }
            self.ready.append(&mut self.behind);
            self.unsaved = 0;
            (self.token, self.complete) = (line.token, line.complete);
        }
        Ok(())
    }

    /// Whether a part of so many cases is there.
    fn is_full(&self, limit: u32) -> bool {
        self.complete || (self.token.is_some() && (self.ready.len() >= limit as usize || self.held > PART_BYTES))
    }

    /// Gives the next part, once so many cases are there or all; in a hurry, whatever is there in front of a token.
    pub fn part(&mut self, limit: u32, hurry: bool) -> Option<LoadPart> {
        let there = self.is_full(limit) || (hurry && self.token.is_some());
        let head = self.head.as_ref().filter(|_| there)?.clone();
        let anew = !head.resumed && !std::mem::replace(&mut self.begun, true);
        (self.begun, self.held) = (true, 0);
        let (changes, token) = (std::mem::take(&mut self.ready), self.token.take());
        Some(LoadPart { head, anew, changes, token, complete: self.complete })
    }
}
