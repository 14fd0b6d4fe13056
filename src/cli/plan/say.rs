//! What stands at a place of a plan, in words: the names of fields, of the words in them, and of whatever they name in the plan.
//!
//! Not here: how it is laid out (`show`, `diff`). Invariant: nothing that a plan states is left out because it is not known here; it
//! is then said as it is written.

use serde_json::{Map, Value, json};

use crate::domain::fact_field::FACT_FIELDS;
use crate::domain::money::Money;
use crate::domain::names::Names;
use crate::domain::people::{Lang, Role};
use crate::rules::plan::{Plan, is_bilingual};
use crate::text::checks::check_name;
use crate::text::plan as words;
use crate::text::plan_fields::{field, place, word};
use crate::text::{fact_fields, roles};

/// The fields that an entry's heading says already.
const IN_HEADING: [&str; 4] = ["name", "id", "code", "clause"];
/// The fields that hold one of the words of the file's own.
const OF_WORDS: [&str; 18] = [
    "kind",
    "event",
    "not_after",
    "class",
    "repeat",
    "payee",
    "after",
    "raised_by",
    "excepted_causes",
    "funding",
    "not_for",
    "clock",
    "counted",
    "list",
    "otherwise",
    "warns",
    "is",
    "is_not",
];
/// The fields that hold roles.
const OF_ROLES: [&str; 3] = ["roles", "followed_by", "written_off_by"];

/// A plan as it speaks in a language.
pub struct Say<'p> {
    pub lang: Lang,
    pub plan: &'p Plan,
}

impl Say<'_> {
    /// Names a field of a part of the plan.
    pub fn label(&self, part: &str, name: &str) -> String {
        field(self.lang, &format!("{part}.{name}")).or_else(|| field(self.lang, name)).map_or_else(|| name.to_owned(), str::to_owned)
    }

    /// What an entry of a list is called, with its id beside it.
    pub fn heading(&self, part: &str, id: &str, entry: &Value) -> String {
        let text = |name: &str| entry.get(name).filter(|text| is_bilingual(text)).map(|text| self.text(text));
        let list = |name: &str| entry.get(name).map(|list| self.value(name, list));
        let name = match part {
            "exclusive" | "joint_caps" => return list("benefits").unwrap_or_else(|| id.to_owned()),
            "contacts" => text("name"),
            "checks" => Some(check_name(self.lang, id)),
            "diseases" => entry.get(if self.lang == Lang::Zh { "name" } else { "en" }).and_then(Value::as_str).map(str::to_owned),
            "conditions" => text("short"),
            "clauses" => return entry.get("name").and_then(Value::as_str).unwrap_or(id).to_owned(),
            "brackets" | "amounts" | "for_diseases" | "when" | "numbers" => return self.inline(part, entry),
            _ => text("name").or_else(|| text("text")),
        };
        match name {
            Some(text) if part == "notes" => match self.about(entry) {
                Some(about) => words::labelled(self.lang, about, text),
                None => format!("{text}  {id}"),
            },
            Some(name) if part == "contacts" => name,
            Some(name) => format!("{name}  {id}"),
            None => id.to_owned(),
        }
    }

    /// What an entry is called on the way to something in it; an entry without a name of its own by what it is known by, or as a whole.
    pub fn called(&self, part: &str, id: &str, entry: &Value, whole: bool) -> String {
        let known_by = match part {
            "brackets" => "over",
            "amounts" => "class",
            "numbers" => "prefix",
            "when" => "fact",
            _ => return self.heading(part, id, entry),
        };
        match entry.get(known_by).filter(|_| !whole) {
            Some(value) => self.inline(part, &json!({ known_by: value })),
            None => self.heading(part, id, entry),
        }
    }

    /// What a note is about, where that is a benefit or a field: anything else has a word of its own, which is no name.
    fn about(&self, note: &Value) -> Option<&str> {
        let about = note.get("about").and_then(Value::as_str)?;
        self.plan.benefit(&about.into()).map(|benefit| benefit.name.get(self.lang)).or_else(|| field(self.lang, about))
    }

    /// What an entry says beside its heading: in one line what is short, then a line for each list and table in it.
    pub fn body(&self, part: &str, entry: &Map<String, Value>) -> Vec<String> {
        let mut fields = self.sorted(entry);
        // What has no name is called by its text.
        let text_is_heading = !entry.contains_key("name") && part != "conditions";
        fields.retain(|(name, _)| !IN_HEADING.contains(name) && (*name != "text" || !text_is_heading));
        let in_heading = match part {
            "exclusive" | "joint_caps" => "benefits",
            "conditions" => "short",
            "notes" => "about",
            "diseases" => "en",
            _ => "",
        };
        fields.retain(|(name, _)| *name != in_heading);
        let is_short = |value: &Value| !matches!(value, Value::Object(_) | Value::Array(_)) || is_bilingual(value);
        let (short, long): (Vec<_>, Vec<_>) =
            fields.into_iter().partition(|(name, value)| is_short(value) && *name != "text" && *name != "accept");
        let said: Vec<String> = short.iter().map(|(name, value)| self.labelled(part, name, value)).collect();
        let mut lines = Vec::from_iter((!said.is_empty()).then(|| said.join(words::field_separator(self.lang))));
        for (name, value) in long {
            match value.as_array().filter(|list| list.iter().any(Value::is_object)) {
                Some(list) => {
                    lines.push(words::labelled(self.lang, self.label(part, name), ""));
                    lines.extend(list.iter().map(|entry| format!("  {}", self.inline(name, entry))));
                }
                None if name == "formula" => lines.extend(self.formula(value)),
                None => lines.push(self.labelled(part, name, value)),
            }
        }
        lines
    }

    /// A formula: its kind, then its lists.
    fn formula(&self, formula: &Value) -> Vec<String> {
        let Some(fields) = formula.as_object() else { return vec![self.value("formula", formula)] };
        let (lists, plain): (Vec<_>, Vec<_>) =
            self.sorted(fields).into_iter().partition(|(_, value)| value.as_array().is_some_and(|list| list.iter().any(Value::is_object)));
        let plain: Vec<String> = plain
            .iter()
            .map(|(name, value)| if *name == "kind" { self.value(name, value) } else { self.labelled("formula", name, value) })
            .collect();
        let mut lines = vec![words::labelled(self.lang, self.label("", "formula"), plain.join(words::field_separator(self.lang)))];
        for (name, list) in lists {
            lines.extend(list.as_array().into_iter().flatten().map(|entry| format!("  {}", self.inline(name, entry))));
        }
        lines
    }

    /// A field with its name: `限额 2,000.00`; what is simply so is only named.
    fn labelled(&self, part: &str, name: &str, value: &Value) -> String {
        let label = self.label(part, name);
        match value {
            Value::Bool(true) => label,
            Value::Object(_) if !is_bilingual(value) => words::labelled(self.lang, label, self.inline(name, value)),
            _ => words::labelled(self.lang, label, self.value(name, value)),
        }
    }

    /// A small table in one line: `超过 0，至 6，一次 300.00`.
    pub fn inline(&self, part: &str, value: &Value) -> String {
        let Some(fields) = value.as_object().filter(|_| !is_bilingual(value)) else { return self.value(part, value) };
        let said: Vec<String> = self
            .sorted(fields)
            .into_iter()
            .map(|(name, value)| match value {
                Value::Bool(true) => self.label(part, name),
                _ if name == "name" || name == "class" => self.value(name, value),
                _ => format!("{} {}", self.label(part, name), self.value(name, value)),
            })
            .collect();
        said.join(words::part_separator(self.lang))
    }

    /// What stands in a field.
    pub fn value(&self, name: &str, value: &Value) -> String {
        match value {
            Value::Bool(true) => words::yes(self.lang).to_owned(),
            Value::Bool(false) => words::no(self.lang).to_owned(),
            Value::String(text) => self.string(name, text),
            Value::Array(list) if list.is_empty() => words::nothing(self.lang).to_owned(),
            Value::Array(list) if name == "lines" => lines(list),
            Value::Array(list) => {
                let said: Vec<String> = list.iter().map(|value| self.value(name, value)).collect();
                said.join(words::list_separator(self.lang))
            }
            Value::Object(_) if is_bilingual(value) => self.text(value),
            Value::Object(_) => self.inline(name, value),
            Value::Null | Value::Number(_) => value.to_string(),
        }
    }

    /// A text of the plan in the language of the page, with the plan's figures in it.
    fn text(&self, value: &Value) -> String {
        let half = if self.lang == Lang::Zh { "zh" } else { "en" };
        self.plan.with_figures(value.get(half).and_then(Value::as_str).unwrap_or_default())
    }

    fn string(&self, name: &str, text: &str) -> String {
        let names = self.plan.names(self.lang);
        let of_lang = |text: &str| {
            let known = word(self.lang, &format!("{name}.{text}")).or_else(|| word(self.lang, text));
            known.map_or_else(|| fact_fields::word(self.lang, text).to_owned(), str::to_owned)
        };
        match name {
            "benefits" | "of" => names.benefit(&text.into()).to_owned(),
            "required" | "optional" | "unless" => names.condition(text).to_owned(),
            "reason" | "late" => names.reason(&text.into()).to_owned(),
            "asks" if self.plan.disease(text).is_none() => of_lang(text),
            "excludes" | "asks" | "diseases" => names.disease(text).to_owned(),
            "same_as" => names.material(&text.into()).to_owned(),
            "stage" => self.plan.stage(&text.into()).map_or(text, |stage| stage.name.get(self.lang)).to_owned(),
            name if OF_ROLES.contains(&name) => {
                let role = Role::ALL.into_iter().find(|role| role.id() == text);
                role.map_or_else(|| text.to_owned(), |role| roles::role(self.lang, role).to_owned())
            }
            "fact" => match FACT_FIELDS.iter().find(|fact| fact.pattern == text) {
                Some(fact) => format!("{} {}", fact_fields::group(self.lang, fact.group), fact_fields::label(self.lang, fact)),
                None => text.to_owned(),
            },
            "percent" => format!("{text}%"),
            name if OF_WORDS.contains(&name) => of_lang(text),
            _ => amount(text).unwrap_or_else(|| text.to_owned()),
        }
    }

    /// The fields of a table in the order of a page.
    fn sorted<'v>(&self, fields: &'v Map<String, Value>) -> Vec<(&'v str, &'v Value)> {
        let mut fields: Vec<(&str, &Value)> = fields.iter().map(|(name, value)| (name.as_str(), value)).collect();
        fields.sort_by_key(|(name, _)| place(name));
        fields
    }
}

/// The first and the last line of a place in a document: `35–37`, or `35` for one line.
pub fn lines(list: &[Value]) -> String {
    match list {
        [first, last] if first != last => format!("{first}–{last}"),
        list => list.first().map(Value::to_string).unwrap_or_default(),
    }
}

/// An amount with its thousands separated; nothing for any other text.
fn amount(text: &str) -> Option<String> {
    let fen = text.rsplit_once('.').map(|(_, fen)| fen.len());
    text.parse::<Money>().ok().filter(|_| fen == Some(2)).map(Money::grouped)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::rules::PlanSet;
    use crate::rules::plan::schema;

    /// The words that fields of a schema may hold, each with its field.
    fn words_of(root: &Value, shape: &Value, field: &str, seen: &mut BTreeSet<(String, String)>, found: &mut BTreeSet<(String, String)>) {
        if let Some(name) = shape.get("$ref").and_then(Value::as_str)
            && seen.insert((field.to_owned(), name.to_owned()))
            && let Some(target) = name.strip_prefix('#').and_then(|pointer| root.pointer(pointer))
        {
            words_of(root, target, field, seen, found);
        }
        let options = shape.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        found.extend(options.map(|word| (field.to_owned(), word.to_owned())));
        let inner = ["oneOf", "anyOf", "allOf"].into_iter().filter_map(|key| shape.get(key)?.as_array()).flatten();
        inner.chain(shape.get("items")).for_each(|shape| words_of(root, shape, field, seen, found));
        for (name, shape) in shape.get("properties").and_then(Value::as_object).into_iter().flatten() {
            words_of(root, shape, name, seen, found);
        }
    }

    fn has_latin(text: &str) -> bool {
        text.chars().any(|c| c.is_ascii_alphabetic())
    }

    /// A word of a field that `show` and `diff` have no Chinese for would stand there in English.
    #[test]
    fn every_word_that_a_field_may_hold_is_said_in_chinese() {
        let plans = PlanSet::builtin();
        let root = schema();
        let (mut seen, mut found) = (BTreeSet::new(), BTreeSet::new());
        words_of(&root, &root, "", &mut seen, &mut found);
        assert!(found.contains(&("clock".to_owned(), "restarts".to_owned())) && found.len() > 80, "{}", found.len());
        let say = Say { lang: Lang::Zh, plan: plans.iter().next().unwrap() };
        let bare: Vec<_> = found.iter().filter(|(field, word)| has_latin(&say.value(field, &json!(word)))).collect();
        assert!(bare.is_empty(), "{bare:?}");
    }

    /// What a field names elsewhere in the plan is told by its name there.
    #[test]
    fn what_a_plan_names_is_told_by_its_name() {
        fn each(value: &Value, field: &str, told: &mut dyn FnMut(&str, &str)) {
            match value {
                Value::String(text) => told(field, text),
                Value::Array(list) => list.iter().for_each(|value| each(value, field, told)),
                Value::Object(fields) => fields.iter().for_each(|(name, value)| each(value, name, told)),
                _ => {}
            }
        }
        for plan in PlanSet::builtin().iter() {
            let written = plan.written();
            let ids = |list: &str, key: &str| {
                let entries = written[list].as_array().cloned().unwrap_or_default();
                entries.iter().filter_map(|entry| entry.get(key)?.as_str().map(str::to_owned)).collect::<Vec<_>>()
            };
            let lists = [("benefits", "id"), ("materials", "id"), ("conditions", "id"), ("stages", "id"), ("reasons", "code")];
            let known: BTreeSet<String> = lists.iter().flat_map(|(list, key)| ids(list, key)).collect();
            let say = Say { lang: Lang::Zh, plan };
            let mut bare = BTreeSet::new();
            each(&written, "", &mut |field, text| {
                let is_own = ["id", "code", "about", "en", "zh", "series"].contains(&field);
                if !is_own && known.contains(text) && say.value(field, &json!(text)) == text {
                    bare.insert((field.to_owned(), text.to_owned()));
                }
            });
            assert!(bare.is_empty(), "{}: {bare:?}", plan.id);
        }
    }
}
