//! Walks through the texts of a value, with the way to each.
//!
//! Invariant: a way costs nothing until it is written, which it is only where something is wrong with a text.

use serde_json::Value;

/// The way from the root of a value to something in it.
#[derive(Clone, Copy)]
pub(crate) struct Way<'w> {
    up: Option<&'w Way<'w>>,
    step: Step<'w>,
}

#[derive(Clone, Copy)]
enum Step<'w> {
    Root,
    Key(&'w str),
    Place(usize),
}

impl Way<'_> {
    /// The name under which it stands, where it is no entry of a list.
    pub fn key(&self) -> Option<&str> {
        match self.step {
            Step::Key(name) => Some(name),
            Step::Root | Step::Place(_) => None,
        }
    }

    /// Whether it leads through something of this name.
    pub fn is_through(&self, name: &str) -> bool {
        self.key() == Some(name) || self.up.is_some_and(|up| up.is_through(name))
    }

    /// Whether what stands at the root of this name leads to it.
    pub fn is_from(&self, name: &str) -> bool {
        match self.up {
            Some(up) if matches!(up.step, Step::Root) => self.key() == Some(name),
            Some(up) => up.is_from(name),
            None => false,
        }
    }

    /// Writes it as a JSON pointer.
    pub fn pointer(&self) -> String {
        let mut pointer = self.up.map(Way::pointer).unwrap_or_default();
        match self.step {
            Step::Root => {}
            Step::Key(name) => pointer.extend(["/", &name.replace('~', "~0").replace('/', "~1")]),
            Step::Place(at) => pointer.extend(["/", &at.to_string()]),
        }
        pointer
    }
}

/// Shows every text of a value, in the order of the value.
pub(crate) fn each_text<'v>(value: &'v Value, look: &mut dyn FnMut(&Way<'_>, &'v str)) {
    walk(value, Way { up: None, step: Step::Root }, look);
}

fn walk<'v>(value: &'v Value, way: Way<'_>, look: &mut dyn FnMut(&Way<'_>, &'v str)) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| walk(value, Way { up: Some(&way), step: Step::Key(name) }, look));
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(at, value)| walk(value, Way { up: Some(&way), step: Step::Place(at) }, look));
        }
        Value::String(text) => look(&way, text),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_text_is_shown_with_its_way() {
        let value = json!({ "a": [{ "b/c": "x" }, "y"], "d": { "a": "z", "n": 1 } });
        let mut seen = Vec::new();
        each_text(&value, &mut |way, text| seen.push((way.pointer(), text.to_owned(), way.is_from("a"), way.is_through("a"))));
        let row = |pointer: &str, text: &str, from, through| (pointer.to_owned(), text.to_owned(), from, through);
        let expected = [row("/a/0/b~1c", "x", true, true), row("/a/1", "y", true, true), row("/d/a", "z", false, true)];
        assert_eq!(seen, expected);
    }
}
