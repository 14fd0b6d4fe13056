//! Reads a document in TOML or JSON and checks it against a schema: every fault at once, with path and place.
//!
//! Not here: what a claim or a plan means.
//! Invariant: a document in which no fault was found can be read by serde into the type that the schema was made from.

use std::cell::OnceCell;
use std::mem::MaybeUninit;

use serde_json::{Map, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml_spanner::{Arena, Item, Table, Value as Read};
use utoipa::ToSchema;

use crate::domain::fault::{Fault, FaultKind, Place};

mod deep;
mod json;
mod mend;
mod schema_faults;
mod walk;

pub(crate) use schema_faults::Checker;
pub(crate) use walk::{Way, each_text};

/// A parsed document, with its text for the places of faults.
pub(crate) struct Document<'t> {
    pub value: Value,
    text: &'t str,
    is_json: bool,
    /// The text once more, with the place of everything in it; made for the first fault.
    placed: OnceCell<Placed<'t>>,
    /// Dates that no calendar has, as the parser tells them. The schema tells them too, with their paths, where it wants a date.
    bad_dates: Vec<Fault>,
}

impl<'t> Document<'t> {
    /// Parses a text: JSON where it begins with a brace, else TOML. All syntax faults are told at once where it is TOML.
    pub fn parse(text: &'t str) -> Result<Self, Vec<Fault>> {
        let is_json = text.trim_start().starts_with('{');
        let (value, bad_dates) = if is_json { (parse_json(text)?, Vec::new()) } else { parse_toml(text)? };
        Ok(Document { value, text, is_json, placed: OnceCell::new(), bad_dates })
    }

    /// Makes a document of a value that stands in no file: its faults have paths and no places.
    pub const fn of(value: Value) -> Self {
        Document { value, text: "", is_json: true, placed: OnceCell::new(), bad_dates: Vec::new() }
    }

    /// Whether every date that stands there without quotes is one of the calendar.
    pub const fn has_real_dates(&self) -> bool {
        self.bad_dates.is_empty()
    }

    /// Makes a fault at a JSON pointer, and finds its place in the file.
    pub fn fault(&self, pointer: &str, kind: FaultKind) -> Fault {
        Fault { path: dotted(pointer), place: self.place(pointer), kind }
    }

    /// Lists everything in which the document differs from a schema.
    pub fn faults(&self, schema: &Checker) -> Vec<Fault> {
        let mut faults: Vec<Fault> = schema.find(&self.value).into_iter().map(|(pointer, kind)| self.fault(&pointer, kind)).collect();
        if faults.iter().filter(|fault| fault.kind == FaultKind::NotADate).count() < self.bad_dates.len() {
            faults.extend(self.bad_dates.iter().cloned());
        }
        faults.sort_by(|a, b| (a.place, &a.path).cmp(&(b.place, &b.path)));
        faults.dedup();
        faults
    }

    /// The value with what doesn't fit a schema left out or stood in for, and the pointers of what was stood in for; nothing where no
    /// such value is found.
    pub fn mended(&self, schema: &Checker) -> Option<(Value, Vec<String>)> {
        mend::mended(schema, self.value.clone())
    }

    /// The place of what a pointer names; of the innermost thing around it where it names nothing.
    fn place(&self, pointer: &str) -> Option<Place> {
        if self.is_json {
            return None;
        }
        let Placed { table, lines } = self.placed.get_or_init(|| Placed::of(self.text));
        let mut at = table.span().start;
        let mut value: Option<&Spanned<DeValue<'_>>> = None;
        for segment in pointer.split('/').skip(1).map(unescape) {
            let entry = match value.map(Spanned::get_ref) {
                None => table.get_ref().get_key_value(segment.as_str()).map(|(key, value)| (key.span().start, value)),
                Some(DeValue::Table(table)) => table.get_key_value(segment.as_str()).map(|(key, value)| (key.span().start, value)),
                Some(DeValue::Array(array)) => {
                    segment.parse::<usize>().ok().and_then(|i| array.get(i)).map(|value| (value.span().start, value))
                }
                Some(_) => None,
            };
            let Some((start, inner)) = entry else { break };
            at = start;
            value = Some(inner);
        }
        Some(lines.place(self.text, at))
    }
}

/// A TOML text read for its places, which a file of thousands of faults asks thousands of times.
struct Placed<'t> {
    table: Spanned<DeTable<'t>>,
    lines: Lines,
}

impl<'t> Placed<'t> {
    fn of(text: &'t str) -> Self {
        Placed { table: DeTable::parse_recoverable(text).0, lines: Lines::of(text) }
    }
}

/// Where the lines of a text begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Lines(std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect())
    }

    /// Finds the place of a byte of the text.
    fn place(&self, text: &str, byte: usize) -> Place {
        let line = self.0.partition_point(|start| *start <= byte);
        let start = line.checked_sub(1).and_then(|line| self.0.get(line)).copied().unwrap_or(0);
        let place = Place::of(text.get(start..).unwrap_or_default(), byte.saturating_sub(start));
        Place { line: u32::try_from(line).unwrap_or(u32::MAX), ..place }
    }
}

/// Reads a list or a table as TOML writes it within a line: `["hospital-stay"]`, `{ from = 2024-01-01, to = 2024-12-31 }`.
///
/// # Errors
/// The parser's own words.
pub(crate) fn inline(text: &str) -> Result<Value, String> {
    if deep::long_key(text).is_some() {
        return Err(deep::TOO_DEEP.to_owned());
    }
    let line = format!("value = {text}");
    let (table, errors) = DeTable::parse_recoverable(&line);
    match errors.first() {
        Some(error) => Err(error.message().to_owned()),
        None => match table.get_ref().get("value").map(|value| toml_value(value.get_ref(), deep::MOST_DEEP)) {
            Some(value) => value.ok_or_else(|| deep::TOO_DEEP.to_owned()),
            None => Ok(Value::Null),
        },
    }
}

fn parse_json(text: &str) -> Result<Value, Vec<Fault>> {
    let read = json::read(text).map_err(|error| {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let place = Place { line: count(error.line()), column: count(error.column()) };
        // The parser's words end with its place, which we give ourselves.
        let words = error.to_string();
        let words = words.split(" at line ").next().unwrap_or_default().to_owned();
        vec![Fault { path: String::new(), place: Some(place), kind: FaultKind::Syntax(words) }]
    });
    let (value, twice) = read?;
    let fault = |(pointer, name): (String, String)| Fault { path: dotted(&pointer), place: None, kind: FaultKind::Duplicate(name) };
    if twice.is_empty() { Ok(value) } else { Err(twice.into_iter().map(fault).collect()) }
}

/// Gives the value and the dates in it that no calendar has; any other fault of syntax ends it, with all of them.
///
/// What is well-formed is read by the parser that takes an eighth of the time; what isn't, by the one that tells all faults at once. That
/// one gets no text with a key of very many parts: of such a text the first fault is told.
fn parse_toml(text: &str) -> Result<(Value, Vec<Fault>), Vec<Fault>> {
    let error = match toml_spanner::parse(text, &Arena::new()) {
        Ok(document) => {
            let value = read_table(document.table(), deep::MOST_DEEP).ok_or_else(|| too_deep(text))?;
            return Ok((value, Vec::new()));
        }
        Err(error) => error,
    };
    if deep::long_key(text).is_none() {
        return parse_faulty_toml(text);
    }
    let place = usize::try_from(error.span().start).ok().map(|at| Lines::of(text).place(text, at));
    Err(vec![Fault { path: String::new(), place, kind: FaultKind::Syntax(error.message(text)) }])
}

/// What is nested too deeply is so by a key of too many parts, or nobody can say by which line.
fn too_deep(text: &str) -> Vec<Fault> {
    let place = deep::long_key(text).map(|at| Lines::of(text).place(text, at));
    vec![Fault { path: String::new(), place, kind: FaultKind::Syntax(deep::TOO_DEEP.to_owned()) }]
}

fn read_table(table: &Table<'_>, left: usize) -> Option<Value> {
    let left = left.checked_sub(1)?;
    table.iter().map(|(key, item)| Some((key.name.to_owned(), read_item(item, left)?))).collect::<Option<_>>().map(Value::Object)
}

/// A whole number; one beyond what JSON holds becomes a fraction of about its size, so that a schema finds it out of range. As null it
/// would be taken for a field that is not there.
fn whole_number(number: Option<i128>, written: &str) -> Value {
    let held = number.and_then(|number| i64::try_from(number).map(Value::from).or_else(|_| u64::try_from(number).map(Value::from)).ok());
    held.unwrap_or_else(|| Value::from(written.parse::<f64>().ok().filter(|number| number.is_finite()).unwrap_or(f64::MAX)))
}

/// Dates become texts. Nothing where it is nested too deeply.
fn read_item(item: &Item<'_>, left: usize) -> Option<Value> {
    Some(match item.value() {
        Read::String(text) => Value::String((*text).to_owned()),
        Read::Integer(number) => match i64::try_from(number.as_i128()) {
            Ok(number) => Value::from(number),
            Err(_) => whole_number(Some(number.as_i128()), &number.as_i128().to_string()),
        },
        Read::Float(number) => Value::from(*number),
        Read::Boolean(yes) => Value::Bool(*yes),
        Read::DateTime(date) => Value::String(date.format(&mut MaybeUninit::uninit()).to_owned()),
        Read::Array(array) => {
            let left = left.checked_sub(1)?;
            Value::Array(array.iter().map(|item| read_item(item, left)).collect::<Option<_>>()?)
        }
        Read::Table(table) => return read_table(table, left),
    })
}

fn parse_faulty_toml(text: &str) -> Result<(Value, Vec<Fault>), Vec<Fault>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let is_date = |error: &toml::de::Error| error.message().starts_with("invalid date,");
    let only_dates = errors.iter().all(is_date);
    let lines = Lines::of(if errors.is_empty() { "" } else { text });
    // Of a value that is not there the parser says that it is not quoted.
    let lacks_value = |error: &toml::de::Error| {
        let rest = error.span().and_then(|span| text.get(span.start..)).unwrap_or("quoted").trim_start_matches([' ', '\t']);
        error.message().starts_with("string values must be quoted") && (rest.is_empty() || rest.starts_with(['\n', '\r', '#']))
    };
    let fault = |error: toml::de::Error| Fault {
        path: String::new(),
        place: error.span().map(|span| lines.place(text, span.start)),
        kind: match () {
            () if is_date(&error) => FaultKind::NotADate,
            () if lacks_value(&error) => FaultKind::Syntax("missing value behind the equals sign".to_owned()),
            () => FaultKind::Syntax(error.message().to_owned()),
        },
    };
    let mut faults: Vec<Fault> = errors.into_iter().map(fault).collect();
    faults.sort_by_key(|fault| fault.place);
    if !only_dates {
        return Err(faults);
    }
    table_value(table.get_ref(), deep::MOST_DEEP).map(|value| (value, faults)).ok_or_else(|| too_deep(text))
}

fn table_value(table: &DeTable<'_>, left: usize) -> Option<Value> {
    let left = left.checked_sub(1)?;
    let entries = table.iter().map(|(key, value)| Some((key.get_ref().to_string(), toml_value(value.get_ref(), left)?)));
    entries.collect::<Option<Map<_, _>>>().map(Value::Object)
}

fn toml_value(value: &DeValue<'_>, left: usize) -> Option<Value> {
    Some(match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => whole_number(i128::from_str_radix(number.as_str(), number.radix()).ok(), number.as_str()),
        DeValue::Float(number) => number.as_str().parse::<f64>().map(Value::from).unwrap_or(Value::Null),
        DeValue::Boolean(yes) => Value::Bool(*yes),
        // A date that no calendar has comes without its parts; the empty text is no date either, so the schema finds it.
        DeValue::Datetime(date) => Value::String(date.to_string()),
        DeValue::Array(array) => {
            let left = left.checked_sub(1)?;
            Value::Array(array.iter().map(|value| toml_value(value.get_ref(), left)).collect::<Option<_>>()?)
        }
        DeValue::Table(table) => return table_value(table, left),
    })
}

fn unescape(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

/// `/facts/stays/0/discharge` → `facts.stays[0].discharge`
pub fn dotted(pointer: &str) -> String {
    let mut out = String::new();
    for segment in pointer.split('/').skip(1).map(unescape) {
        if !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit()) {
            out.push_str(&format!("[{segment}]"));
        } else {
            if !out.is_empty() {
                out.push('.');
            }
            out.push_str(&segment);
        }
    }
    out
}

/// Makes the JSON Schema (2020-12) of a type from its OpenAPI schema, closed against unknown fields.
pub(crate) fn schema_of<T: ToSchema>() -> Value {
    let mut parts = Vec::new();
    T::schemas(&mut parts);
    let defs: Map<String, Value> =
        parts.into_iter().map(|(name, schema)| (name, serde_json::to_value(schema).unwrap_or(Value::Bool(true)))).collect();
    let mut schema = serde_json::to_value(T::schema()).unwrap_or(Value::Bool(true));
    if let Value::Object(root) = &mut schema {
        root.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        root.insert("title".into(), T::name().as_ref().into());
        root.insert("$defs".into(), Value::Object(defs));
    }
    close(&mut schema);
    schema
}

/// Points references at `$defs`, refuses fields that are not named, and says how large a count may be.
fn close(schema: &mut Value) {
    const COUNT_MAX: u32 = u32::MAX;
    match schema {
        Value::Object(object) => {
            if let Some(Value::String(target)) = object.get_mut("$ref") {
                *target = target.replace("#/components/schemas/", "#/$defs/");
            }
            if object.get("format") == Some(&"int32".into()) && object.contains_key("minimum") {
                object.insert("maximum".into(), COUNT_MAX.into());
                object.remove("format");
            }
            if object.get("type") == Some(&"object".into()) && object.contains_key("properties") {
                object.insert("additionalProperties".into(), Value::Bool(false));
            }
            object.values_mut().for_each(close);
        }
        Value::Array(array) => array.iter_mut().for_each(close),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_read_as_people_write_them() {
        assert_eq!(dotted("/facts/stays/0/discharge"), "facts.stays[0].discharge");
        assert_eq!(dotted(""), "");
        assert_eq!(dotted("/a~1b"), "a/b");
    }

    #[test]
    fn all_syntax_faults_of_a_toml_text_are_told() {
        let faults = Document::parse("a = \nb = 1\nc = ]").err().unwrap();
        assert_eq!(faults.iter().map(|fault| fault.place.unwrap().line).collect::<Vec<_>>(), [1, 3]);
    }

    #[test]
    fn a_value_that_is_not_there_is_told_as_missing() {
        let said = |text: &str| match Document::parse(text).err().unwrap().remove(0).kind {
            FaultKind::Syntax(words) => words,
            kind => panic!("{kind:?}"),
        };
        for text in ["cap = ", "cap =\nx = 1", "cap = \r\nx = 1", "cap = # why\nx = 1"] {
            assert!(said(text).starts_with("missing value"), "{text:?}: {}", said(text));
        }
        assert!(said("cap = 十元").starts_with("string values must be quoted"));
    }

    #[test]
    fn a_key_of_very_many_parts_is_a_fault_and_no_end_of_the_program() {
        let key = vec!["a"; 100_000].join(".");
        let nested = |depth: usize| format!("x = {}1{}", "[".repeat(depth), "]".repeat(depth));
        let within = format!("x = {}1{}", "{ a.a.a.a.a.a.a.a.a.a = ".repeat(40), " }".repeat(40));
        for text in
            [format!("x = 1\n[{key}]"), format!("x = 1\n{key} = 1"), format!("x = 1\n[{key}]\ny = ="), nested(100), nested(20_000), within]
        {
            let faults = Document::parse(&text).err().unwrap();
            assert!(faults.iter().all(|fault| matches!(fault.kind, FaultKind::Syntax(_))), "{:.30}: {faults:?}", text);
        }
        let faults = Document::parse(&format!("x = 1\n[{key}]")).err().unwrap();
        assert_eq!((faults.len(), faults[0].place.unwrap().line), (1, 2));
        assert!(Document::parse(&nested(60)).is_ok(), "what both parsers take is taken");
        assert!(inline(&format!("{{ {key} = 1 }}")).is_err());
    }

    #[test]
    fn a_number_that_is_too_large_is_there_and_out_of_range() {
        for text in ["a = 99999999999999999999", "a = 999999999999999999999999999999999999999999999"] {
            for (value, _) in [parse_toml(text).unwrap(), parse_faulty_toml(text).unwrap()] {
                assert!(value["a"].is_number() && value["a"].as_u64().is_none(), "{text}: {value}");
            }
        }
    }

    #[test]
    fn both_parsers_read_the_same() {
        let odd = "a = 0x1f\nb = 07:32:00\ne = 1e3\nf = -0.25\ng = '''\n一\n二'''\nh.\"i j\" = [1, [true], { k = \"\\u4e00\" }]\n[[m]]\n[m.n]\n[[m]]\n";
        let plan = include_str!("plans/zj-10.toml");
        for text in ["day = 2024-02-29", "at = 2024-02-29T10:00:00.5+08:00", odd, plan] {
            let (fast, slow) = (parse_toml(text).unwrap(), parse_faulty_toml(text).unwrap());
            assert_eq!(fast, slow, "{}", text.lines().next().unwrap_or_default());
        }
    }
}
