//! Reads JSON into a value and tells keys that stand in one object twice, of which the parser by itself would keep the last.

use std::cell::RefCell;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// A pointer to what is read, and where the keys go that were there before.
struct Node<'n> {
    at: String,
    twice: &'n RefCell<Vec<(String, String)>>,
}

impl Node<'_> {
    fn inside(&self, name: &str) -> Self {
        Node { at: format!("{}/{}", self.at, name.replace('~', "~0").replace('/', "~1")), twice: self.twice }
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E: Error>(self, yes: bool) -> Result<Value, E> {
        Ok(Value::Bool(yes))
    }
    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }
    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }
    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(self.inside(&values.len().to_string()))? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let inside = self.inside(&key);
            let at = inside.at.clone();
            let value = entries.next_value_seed(inside)?;
            if map.insert(key.clone(), value).is_some() {
                self.twice.borrow_mut().push((at, key));
            }
        }
        Ok(Value::Object(map))
    }
}

/// Gives the value and, as JSON pointer and name, the keys that stood there before.
pub fn read(text: &str) -> Result<(Value, Vec<(String, String)>), serde_json::Error> {
    let twice = RefCell::new(Vec::new());
    let mut from = serde_json::Deserializer::from_str(text);
    let value = Node { at: String::new(), twice: &twice }.deserialize(&mut from)?;
    from.end()?;
    Ok((value, twice.into_inner()))
}
