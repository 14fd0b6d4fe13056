//! No text of a plan file is blank: neither half of what people read, nor a clause, nor a name.

use std::fmt::Display;

use serde_json::Value;

/// What may be blank: numbers of contracts may begin with nothing.
const MAY_BE_BLANK: &str = "prefix";

/// Finds every blank text in a value of the file, whatever it is called, as JSON pointers from that value on: what is added to plans later is
/// looked at, too.
pub(super) fn blanks(value: &Value) -> Vec<String> {
    // A pointer is made only where something is blank, which is next to never.
    fn below(name: impl Display, value: &Value) -> Vec<String> {
        blanks(value).into_iter().map(|rest| format!("/{name}{rest}")).collect()
    }
    match value {
        Value::Object(fields) => {
            fields.iter().filter(|(name, _)| *name != MAY_BE_BLANK).flat_map(|(name, value)| below(name, value)).collect()
        }
        Value::Array(list) => list.iter().enumerate().flat_map(|(at, value)| below(at, value)).collect(),
        Value::String(text) if text.trim().is_empty() => vec![String::new()],
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}
