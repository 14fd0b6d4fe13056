//! Makes a value that fits a schema out of one that doesn't, so that the rest of a document can be looked at.
//!
//! Not here: telling what was wrong. Invariant: what is given back fits the schema, and every place that was stood in for is named.

use serde_json::{Map, Value, json};

use crate::domain::fault::FaultKind;
use crate::rules::document::schema_faults::Checker;
use crate::rules::document::unescape;

/// What is stood in brings faults of its own, a table its missing fields; no document nests deeper.
const ROUNDS: usize = 8;
/// A document with more faults than these is not worth looking at further before they are mended.
const MOST_FAULTS: usize = 60;

/// The value, mended, and the pointers of what was stood in for.
pub fn mended(schema: &Checker, mut value: Value) -> Option<(Value, Vec<String>)> {
    let mut stood_in = Vec::new();
    for _ in 0..ROUNDS {
        let faults = schema.find(&value);
        if faults.is_empty() {
            return Some((value, stood_in));
        }
        if faults.len() > MOST_FAULTS {
            return None;
        }
        for (pointer, kind) in faults {
            let name = |pointer: &str| pointer.rsplit_once('/').map(|(around, name)| (around.to_owned(), unescape(name)));
            let (around, name) = name(&pointer)?;
            if kind == FaultKind::UnknownField {
                value.pointer_mut(&around).and_then(Value::as_object_mut).map(|fields| fields.remove(&name));
            } else {
                stand_in(schema, &mut value, &around, &name, &kind);
                stood_in.push(pointer);
            }
        }
    }
    None
}

/// Puts in the first of the possible values that is not at fault itself; what stood in it may be.
fn stand_in(schema: &Checker, value: &mut Value, around: &str, name: &str, kind: &FaultKind) {
    let words = if let FaultKind::NotOneOf(words) = kind { words.as_slice() } else { &[] };
    let any = [json!("-"), json!("1.00"), json!("2000-01-01"), json!(1), json!(false), json!([]), Value::Object(Map::new())];
    let pointer = format!("{around}/{}", name.replace('~', "~0").replace('/', "~1"));
    for candidate in words.iter().map(|word| json!(word)).chain(any) {
        match value.pointer_mut(around) {
            Some(Value::Object(fields)) => drop(fields.insert(name.to_owned(), candidate)),
            Some(Value::Array(list)) => match name.parse::<usize>().ok().and_then(|at| list.get_mut(at)) {
                Some(entry) => *entry = candidate,
                None => return,
            },
            _ => return,
        }
        if !schema.find(value).iter().any(|(at, _)| *at == pointer) {
            return;
        }
    }
}
