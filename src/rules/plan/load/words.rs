//! No text of a plan file is blank, neither half of what people read, nor a clause, nor a name; and none would do anything to a terminal.

use std::fmt::Display;

use serde_json::Value;

use crate::domain::fault::FaultKind;

/// What may be blank: numbers of contracts may begin with nothing.
const MAY_BE_BLANK: &str = "prefix";

/// Finds every text that is blank or steers a terminal, whatever it is called, as JSON pointers from the value on: what is added to
/// plans later is looked at, too.
pub(super) fn unfit(value: &Value) -> Vec<(String, FaultKind)> {
    // A pointer is made only where something is wrong, which is next to never.
    fn below(name: impl Display, value: &Value) -> Vec<(String, FaultKind)> {
        unfit(value).into_iter().map(|(rest, kind)| (format!("/{name}{rest}"), kind)).collect()
    }
    match value {
        Value::Object(fields) => {
            fields.iter().filter(|(name, _)| *name != MAY_BE_BLANK).flat_map(|(name, value)| below(name, value)).collect()
        }
        Value::Array(list) => list.iter().enumerate().flat_map(|(at, value)| below(at, value)).collect(),
        Value::String(text) if text.trim().is_empty() => vec![(String::new(), FaultKind::Empty)],
        Value::String(text) if text.chars().any(steers) => vec![(String::new(), FaultKind::Form)],
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

/// Whether a character steers a terminal or turns the order of a text.
fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
