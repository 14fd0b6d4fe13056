//! What differs between two plans, by what the file says and how it is named, not by its lines: entries of lists are matched by their
//! ids, so that moving one about changes nothing but the order.
//!
//! Not here: words. Invariant: two files that say the same differ in nothing, and any two others in something.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

/// One difference, at a place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlanChange {
    /// Written as one text: `benefits[hospital-stay].cap`.
    #[serde(serialize_with = "as_text")]
    pub path: Vec<PathPart>,
    #[serde(flatten)]
    pub change: Change,
}

/// A part of the way to a place in a plan: the name of a field, or the id of an entry of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathPart {
    Field(String),
    Entry(String),
}

/// What became of a place.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum Change {
    Added {
        after: Value,
    },
    Gone {
        before: Value,
    },
    Changed {
        before: Value,
        after: Value,
    },
    /// A list of plain words gains some, loses some.
    Words {
        added: Vec<String>,
        gone: Vec<String>,
    },
    /// The entries that both have stand in another order.
    Reordered {
        before: Vec<String>,
        after: Vec<String>,
    },
}

fn as_text<S: Serializer>(path: &[PathPart], serializer: S) -> Result<S::Ok, S::Error> {
    let mut text = String::new();
    for part in path {
        match part {
            PathPart::Entry(id) => text.extend(["[", id, "]"]),
            PathPart::Field(name) if text.is_empty() => text.push_str(name),
            PathPart::Field(name) => text.extend([".", name]),
        }
    }
    serializer.serialize_str(&text)
}

/// The fields that an entry of a list is known by, the first that it has.
const IDENTITIES: &[&str] = &["id", "code", "about", "phone", "prefix", "over", "class", "fact", "benefits", "diseases", "name"];

/// Lists what differs from one written plan to another, in the order of the files' names for things.
pub fn changes(before: &Value, after: &Value) -> Vec<PlanChange> {
    let mut found = Vec::new();
    compare(before, after, &mut Vec::new(), &mut found);
    found
}

/// The entries of a list with what each is known by: its place where nothing names it.
pub fn known_by(list: &[Value]) -> Vec<(String, &Value)> {
    entries(list).unwrap_or_else(|| list.iter().enumerate().map(|(at, entry)| (at.to_string(), entry)).collect())
}

/// Finds what stands at a place of a written plan.
pub fn at<'v>(plan: &'v Value, path: &[PathPart]) -> Option<&'v Value> {
    path.iter().try_fold(plan, |value, part| match part {
        PathPart::Field(name) => value.get(name),
        PathPart::Entry(id) => entries(value.as_array()?)?.into_iter().find(|(known, _)| known == id).map(|(_, entry)| entry),
    })
}

/// Whether a value is a text in both languages.
pub fn is_bilingual(value: &Value) -> bool {
    value.as_object().is_some_and(|fields| fields.len() == 2 && fields.contains_key("zh") && fields.contains_key("en"))
}

fn compare(before: &Value, after: &Value, path: &mut Vec<PathPart>, found: &mut Vec<PlanChange>) {
    if before == after {
        return;
    }
    match (before, after) {
        (Value::Object(old), Value::Object(new)) if !is_bilingual(before) => tables(old, new, path, found),
        (Value::Array(old), Value::Array(new)) => match (entries(old), entries(new), words(old), words(new)) {
            (_, _, Some(old), Some(new)) => plain_lists(&old, &new, path, found),
            (Some(old), Some(new), ..) => lists(&old, &new, path, found),
            _ => push(path, Change::Changed { before: before.clone(), after: after.clone() }, found),
        },
        _ => push(path, Change::Changed { before: before.clone(), after: after.clone() }, found),
    }
}

fn push(path: &[PathPart], change: Change, found: &mut Vec<PlanChange>) {
    found.push(PlanChange { path: path.to_vec(), change });
}

fn tables(old: &Map<String, Value>, new: &Map<String, Value>, path: &mut Vec<PathPart>, found: &mut Vec<PlanChange>) {
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for name in names {
        path.push(PathPart::Field(name.clone()));
        match (old.get(name), new.get(name)) {
            (Some(before), Some(after)) => compare(before, after, path, found),
            (before, after) => one_sided(before, after, path, found),
        }
        path.pop();
    }
}

/// What only one of the two has; a list that only one of them has is told entry by entry.
fn one_sided(before: Option<&Value>, after: Option<&Value>, path: &mut Vec<PathPart>, found: &mut Vec<PlanChange>) {
    let empty = Value::Array(Vec::new());
    match (before, after) {
        (Some(list @ Value::Array(entries)), None) if !entries.is_empty() => compare(list, &empty, path, found),
        (None, Some(list @ Value::Array(entries))) if !entries.is_empty() => compare(&empty, list, path, found),
        (Some(before), _) => push(path, Change::Gone { before: before.clone() }, found),
        (None, Some(after)) => push(path, Change::Added { after: after.clone() }, found),
        (None, None) => {}
    }
}

fn lists(old: &[(String, &Value)], new: &[(String, &Value)], path: &mut Vec<PathPart>, found: &mut Vec<PlanChange>) {
    let by_id =
        |list: &[(String, &Value)]| -> BTreeMap<String, Value> { list.iter().map(|(id, entry)| (id.clone(), (*entry).clone())).collect() };
    let (known, coming) = (by_id(old), by_id(new));
    let ids = old.iter().map(|(id, _)| id).chain(new.iter().map(|(id, _)| id).filter(|id| !known.contains_key(*id)));
    for id in ids {
        path.push(PathPart::Entry(id.clone()));
        match (known.get(id), coming.get(id)) {
            (Some(before), Some(after)) => compare(before, after, path, found),
            (Some(before), None) => push(path, Change::Gone { before: before.clone() }, found),
            (None, Some(after)) => push(path, Change::Added { after: after.clone() }, found),
            (None, None) => {}
        }
        path.pop();
    }
    let kept = |list: &[(String, &Value)], other: &BTreeMap<String, Value>| -> Vec<String> {
        list.iter().map(|(id, _)| id.clone()).filter(|id| other.contains_key(id)).collect()
    };
    let (before, after) = (kept(old, &coming), kept(new, &known));
    if before != after {
        push(path, Change::Reordered { before, after }, found);
    }
}

fn plain_lists(old: &[String], new: &[String], path: &[PathPart], found: &mut Vec<PlanChange>) {
    let less = |list: &[String], other: &[String]| -> Vec<String> { list.iter().filter(|word| !other.contains(word)).cloned().collect() };
    let (added, gone) = (less(new, old), less(old, new));
    let change = if added.is_empty() && gone.is_empty() {
        Change::Reordered { before: old.to_vec(), after: new.to_vec() }
    } else {
        Change::Words { added, gone }
    };
    push(path, change, found);
}

/// The texts of a list that holds nothing else.
fn words(list: &[Value]) -> Option<Vec<String>> {
    list.iter().map(|word| word.as_str().map(str::to_owned)).collect()
}

/// The entries of a list of tables with what each is known by; one known by the same as another before it is numbered.
fn entries(list: &[Value]) -> Option<Vec<(String, &Value)>> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    list.iter()
        .map(|entry| {
            let id = identity(entry.as_object()?)?;
            let count = seen.entry(id.clone()).or_default();
            *count += 1;
            Some((if *count > 1 { format!("{id}#{count}") } else { id }, entry))
        })
        .collect()
}

fn identity(entry: &Map<String, Value>) -> Option<String> {
    IDENTITIES.iter().find_map(|field| match entry.get(*field)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        list @ Value::Array(_) => words(list.as_array()?).map(|words| words.join("+")),
        text => text.get("zh").and_then(Value::as_str).map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(before: Value, after: Value) -> Vec<String> {
        changes(&before, &after)
            .into_iter()
            .map(|change| {
                let mut told = serde_json::to_value(&change).unwrap();
                let path = told.as_object_mut().unwrap().remove("path").unwrap();
                format!("{} {told}", path.as_str().unwrap())
            })
            .collect()
    }

    #[test]
    fn entries_are_matched_by_what_they_are_known_by() {
        let before = json!({ "benefits": [{ "id": "a", "cap": "1.00" }, { "id": "b" }], "cover": { "from": "x" } });
        let after = json!({ "benefits": [{ "id": "c" }, { "id": "b" }, { "id": "a", "cap": "2.00" }], "cover": { "from": "x" } });
        assert_eq!(
            told(before, after),
            [
                r#"benefits[a].cap {"after":"2.00","before":"1.00","change":"changed"}"#,
                r#"benefits[c] {"after":{"id":"c"},"change":"added"}"#,
                r#"benefits {"after":["b","a"],"before":["a","b"],"change":"reordered"}"#,
            ]
        );
    }

    #[test]
    fn lists_of_words_gain_and_lose() {
        assert_eq!(
            told(json!({ "x": ["a", "b"] }), json!({ "x": ["b", "c"], "y": ["d"] })),
            [r#"x {"added":["c"],"change":"words","gone":["a"]}"#, r#"y {"added":["d"],"change":"words","gone":[]}"#]
        );
        assert_eq!(
            told(json!({ "x": ["a", "b"] }), json!({ "x": ["b", "a"] })),
            [r#"x {"after":["b","a"],"before":["a","b"],"change":"reordered"}"#]
        );
        assert_eq!(told(json!({ "x": [] }), json!({ "x": [] })), [] as [&str; 0]);
        assert_eq!(told(json!({}), json!({ "x": [] })), [r#"x {"after":[],"change":"added"}"#]);
    }

    #[test]
    fn two_entries_of_one_name_are_told_apart() {
        let notes = |last: &str| json!({ "notes": [{ "about": "a", "text": 1 }, { "about": "a", "text": last }] });
        assert_eq!(told(notes("x"), notes("y")), [r#"notes[a#2].text {"after":"y","before":"x","change":"changed"}"#]);
    }
}
