//! What is wrong with a document that was given: a claim or a plan, place by place.
//!
//! Not here: words (`text` makes them), how a fault is found (`rules`).
//! Invariant: a fault never carries the value that it is about, which may be a person's number.

use std::fmt;

use crate::domain::people::Bilingual;

/// One fault of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where in the document: `facts.stays[0].discharge`; empty for the document as a whole.
    pub path: String,
    /// Where in the file, from 1 on; absent where only the path is known.
    pub place: Option<Place>,
    pub kind: FaultKind,
}

/// A line and a column, both from 1 on; a column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub line: u32,
    pub column: u32,
}

impl Place {
    /// Finds the place of a byte in a text.
    pub fn of(text: &str, byte: usize) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Place { line: count(before.matches('\n').count() + 1), column: count(before[line_start..].chars().count() + 1) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// What kind of fault it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// It is no TOML or JSON; the parser's own words.
    Syntax(String),
    UnknownField,
    /// There is no such field; the names that would do.
    NoSuchField(Vec<String>),
    /// A list has no such entry; how many it has.
    NoEntry(usize),
    MissingField,
    WrongType(Expected),
    NotADate,
    NotAnAmount,
    NegativeAmount,
    NotOneOf(Vec<String>),
    /// A number too large or too small for what it counts.
    OutOfRange,
    /// A list or a text that must not be empty.
    Empty,
    /// It has not the form that it must have.
    Form,
    /// The document names something that it does not define.
    Undefined(String),
    /// The same name stands there twice.
    Duplicate(String),
    /// The first bracket does not begin at nothing; where it begins.
    BracketStart(String),
    /// A bracket begins behind the end of the one before it; that end, and where it begins.
    BracketGap(String, String),
    /// A bracket begins before the end of the one before it; that end, and where it begins.
    BracketOverlap(String, String),
    /// A bracket says both of two things, or neither.
    BracketRate,
    /// The last bracket has an end.
    BracketEnd,
    /// A bracket before the last has no end.
    BracketOpen,
    /// A span ends before it begins.
    SpanReversed,
    /// A stage that no case can reach, or a workflow without the stage.
    Stages(StageFault),
    /// It is defined and nothing uses it: a warning, the document is good all the same.
    Unused(String),
    /// A version of the plan has no such clause or reason, the named one: the list there is not that version's. A warning.
    NotOfVersion(Bilingual),
    /// The plan of a claim is not known here.
    UnknownPlan,
    /// The member is known, by his card or his name and phone, under another identity number.
    OtherIdNumber,
}

impl FaultKind {
    /// Whether it leaves the document usable.
    pub const fn is_warning(&self) -> bool {
        matches!(self, FaultKind::Unused(_) | FaultKind::NotOfVersion(_))
    }
}

/// What is wrong with the order of a plan's stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageFault {
    /// No stage pays.
    NoPayment,
    /// There must be one approval, and nothing but filing between it and the payment.
    ApprovalNotBeforePayment,
    /// Nobody has a role at it.
    NoRole,
    /// Only roles that decide nothing are at it.
    NobodyDecides,
    /// A case is paid, and so at its end, before it gets to this stage.
    Unreachable,
}

/// What should stand there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    Text,
    /// A text that is an amount.
    Amount,
    Date,
    WholeNumber,
    Number,
    YesNo,
    List,
    Table,
    Something,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        assert_eq!(Place::of("甲 = 1\n乙丙 = 2", "甲 = 1\n乙丙".len()), Place { line: 2, column: 3 });
        assert_eq!(Place::of("", 9), Place { line: 1, column: 1 });
    }
}
