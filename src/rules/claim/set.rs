//! Sets facts of a claim document by their paths, as messages name them: `facts.stays[0].discharge`.
//!
//! Not here: what follows from it (`assess`). Invariant: a document with facts set is read and checked as one from a file is; a path
//! that leads nowhere makes nothing.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::domain::facts::ClaimDocument;
use crate::domain::fault::{Fault, FaultKind};
use crate::rules::assess::scoped;
use crate::rules::claim::{of_plan, schema};
use crate::rules::document::{Document, dotted, inline};
use crate::rules::plan::Plan;
use crate::rules::set::PlanSet;

/// A list takes entries one after another, so its index is at most its length; no list of a claim is longer than this.
const LARGEST_INDEX: usize = 10_000;

/// One fact that is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// `facts.stays[0].discharge`
    pub path: String,
    /// As it was typed; empty takes the fact out.
    pub value: String,
}

impl Setting {
    /// Reads `PATH=VALUE`; nothing where there is no path before a `=`.
    pub fn read(text: &str) -> Option<Self> {
        let (path, value) = text.split_once('=')?;
        let path = path.trim();
        (!path.is_empty()).then(|| Setting { path: path.to_owned(), value: value.trim().to_owned() })
    }
}

/// What became of one fact.
#[derive(Clone, Debug, PartialEq)]
pub struct What {
    /// As a JSON pointer over the document: `/facts/stays/0/discharge`.
    pub pointer: String,
    /// Null where it was not stated.
    pub old: Value,
    pub new: Value,
}

/// What can't be used, and why: all faults of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusable {
    Document(Vec<Fault>),
    Settings(Vec<Fault>),
}

/// A document as it is and as it would be, each with its plan.
#[derive(Clone, Debug)]
pub struct Both {
    pub before: (ClaimDocument, Arc<Plan>),
    pub after: (ClaimDocument, Arc<Plan>),
    pub set: Vec<What>,
}

/// Reads a claim document, and again with facts set.
///
/// # Errors
/// All faults of the document, else of the settings: a path that does not exist with what does, a value that has not the form of its
/// fact, what the whole then lacks or does not fit.
pub fn with(text: &str, settings: &[Setting], plans: &PlanSet) -> Result<Both, Unusable> {
    let document = Document::parse(text).map_err(Unusable::Document)?;
    let before = of_plan(&document, plans).map_err(Unusable::Document)?;
    let schema = schema();
    let mut value = document.value;
    let (mut set, mut faults) = (Vec::new(), Vec::new());
    for setting in settings {
        match apply(&schema, &mut value, setting) {
            Ok(what) => set.push(what),
            Err(fault) => faults.push(fault),
        }
    }
    if !faults.is_empty() {
        return Err(Unusable::Settings(faults));
    }
    let (mut changed, plan) = of_plan(&Document::of(value), plans).map_err(Unusable::Settings)?;
    // A word on facts that were open was given before others were set.
    changed.facts = scoped(&plan, &before.0.facts, changed.facts, &[], &changed.history);
    let after = (changed, plan);
    Ok(Both { before, after, set })
}

fn apply(schema: &Value, document: &mut Value, setting: &Setting) -> Result<What, Fault> {
    let (pointer, shape) = find(schema, document, &setting.path)?;
    let old = document.pointer(&pointer).cloned().unwrap_or_default();
    let new = read(shape, &setting.value).map_err(|words| fault(&pointer, FaultKind::Syntax(words)))?;
    put(document, &pointer, new.clone());
    Ok(What { pointer, old, new })
}

fn fault(pointer: &str, kind: FaultKind) -> Fault {
    Fault { path: dotted(pointer), place: None, kind }
}

/// Follows a path through the schema and the document: gives its JSON pointer and the schema of what stands there.
fn find<'s>(schema: &'s Value, document: &Value, path: &str) -> Result<(String, &'s Value), Fault> {
    let mut shape = meant(schema, schema);
    let mut pointer = String::new();
    for part in parts(path) {
        let inside = format!("{pointer}/{}", part.replace('~', "~0").replace('/', "~1"));
        let next = match (shape.get("properties").and_then(Value::as_object), shape.get("items")) {
            (Some(fields), _) => fields.get(part).ok_or_else(|| fault(&inside, no_such_field(schema, fields, part)))?,
            (None, Some(items)) => {
                let count = document.pointer(&pointer).and_then(Value::as_array).map_or(0, Vec::len);
                let index: Option<usize> = part.parse().ok().filter(|index| *index <= count.min(LARGEST_INDEX));
                index.map(|_| items).ok_or_else(|| fault(&pointer, FaultKind::NoEntry(count)))?
            }
            (None, None) => return Err(fault(&inside, FaultKind::UnknownField)),
        };
        shape = meant(schema, next);
        pointer = inside;
    }
    Ok((pointer, shape))
}

/// `stays[0].discharge` → `stays`, `0`, `discharge`
fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split(['.', '[']).map(|part| part.strip_suffix(']').unwrap_or(part))
}

/// The names that would do; for a fact that was named without what it is of, the whole of its name.
fn no_such_field(schema: &Value, fields: &Map<String, Value>, part: &str) -> FaultKind {
    let facts = fields.get("facts").map(|facts| meant(schema, facts)).and_then(|facts| facts.get("properties"));
    match facts.and_then(|facts| facts.get(part)) {
        Some(_) => FaultKind::NoSuchField(vec![format!("facts.{part}")]),
        None => FaultKind::NoSuchField(fields.keys().cloned().collect()),
    }
}

/// The schema that is meant where one refers to another, or lets a value be absent.
fn meant<'s>(schema: &'s Value, mut at: &'s Value) -> &'s Value {
    // Each turn goes one reference deeper; a schema of ours has few, and none leads back to itself without a field between.
    for _ in 0..8 {
        let referred = at.get("$ref").and_then(Value::as_str).and_then(|target| schema.pointer(target.trim_start_matches('#')));
        let of_several = ["oneOf", "anyOf", "allOf"].iter().find_map(|key| at.get(key)).and_then(Value::as_array);
        let stated = of_several.and_then(|branches| branches.iter().find(|branch| !is_type(branch, "null")));
        match referred.or(stated) {
            Some(next) => at = next,
            None => break,
        }
    }
    at
}

fn is_type(schema: &Value, name: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(one)) => one == name,
        Some(Value::Array(several)) => several.iter().any(|one| one == name),
        _ => false,
    }
}

/// Reads what was typed as what the fact is; what can't be read stays a text, which the check of the whole tells.
fn read(shape: &Value, text: &str) -> Result<Value, String> {
    if text.is_empty() {
        return Ok(Value::Null);
    }
    if is_type(shape, "array") || is_type(shape, "object") {
        return inline(text);
    }
    let read = match text {
        "true" | "yes" | "是" if is_type(shape, "boolean") => Some(Value::Bool(true)),
        "false" | "no" | "否" if is_type(shape, "boolean") => Some(Value::Bool(false)),
        number if is_type(shape, "integer") => number.parse::<i64>().ok().map(Value::from),
        _ => None,
    };
    Ok(read.unwrap_or_else(|| Value::String(text.to_owned())))
}

/// Puts a value at a pointer, and makes what it stands in; null takes out what stands there.
fn put(document: &mut Value, pointer: &str, new: Value) {
    let parts: Vec<String> = pointer.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~")).collect();
    let Some((last, before)) = parts.split_last() else { return };
    let mut at = document;
    for part in before {
        at = inside(at, part);
    }
    match (new, &mut *at) {
        (Value::Null, Value::Array(list)) => {
            if let Some(index) = last.parse::<usize>().ok().filter(|index| *index < list.len()) {
                list.remove(index);
            }
        }
        (Value::Null, Value::Object(fields)) => {
            fields.remove(last);
        }
        (new, _) => *inside(at, last) = new,
    }
}

/// The place of a part, made where it is not there yet. [`find`] has seen that it may be there: a number is a place in a list.
fn inside<'v>(at: &'v mut Value, part: &str) -> &'v mut Value {
    let index = part.parse::<usize>().ok();
    match (index, at.is_array(), at.is_object()) {
        (Some(_), false, _) => *at = Value::Array(Vec::new()),
        (None, _, false) => *at = Value::Object(Map::new()),
        _ => {}
    }
    match at {
        Value::Array(list) => {
            let index = index.unwrap_or_default().min(list.len());
            if index == list.len() {
                list.push(Value::Null);
            }
            &mut list[index]
        }
        Value::Object(fields) => fields.entry(part).or_insert(Value::Null),
        other => other,
    }
}
