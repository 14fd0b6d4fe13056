//! No text of a plan file is blank: neither half of what people read, nor a clause, nor a name.

use serde_json::Value;

use crate::domain::fault::FaultKind;
use crate::rules::plan::load::Faults;

/// What may be blank: numbers of contracts may begin with nothing.
const MAY_BE_BLANK: &str = "prefix";

/// Finds every blank text in a value of the file, whatever it is called: what is added to plans later is looked at, too.
pub(super) fn blanks(value: &Value, pointer: &str, faults: &mut Faults<'_>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields.iter().filter(|(name, _)| *name != MAY_BE_BLANK) {
                blanks(value, &format!("{pointer}/{name}"), faults);
            }
        }
        Value::Array(list) => {
            for (at, value) in list.iter().enumerate() {
                blanks(value, &format!("{pointer}/{at}"), faults);
            }
        }
        Value::String(text) => faults.must(!text.trim().is_empty(), pointer, FaultKind::Empty),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
