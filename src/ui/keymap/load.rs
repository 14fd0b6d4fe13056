//! Reading a keymap: the shipped presets, and a person's own keys over one of them, with all faults told at once.
//!
//! Not here: what a key means where (`keymap`). Invariant: a file with any fault changes nothing.

use std::collections::BTreeMap;

use crossterm::event::{KeyCode, KeyModifiers};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Binding, Key, Keymap, LAYERS, PLACES, SHEETS, stack};
use crate::app::action::Action;
use crate::config::Place as At;
use crate::domain::people::Lang;
use crate::text::own as words;

/// The vim preset, whole.
const VIM: &str = include_str!("vim.toml");
/// What the plain preset has other than the vim one.
const PLAIN: &str = include_str!("plain.toml");
/// Keys of a chord: more are a file gone wrong.
const LONGEST_CHORD: usize = 4;

/// What is wrong with a keymap file, and in which line, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeymapFault {
    pub line: usize,
    pub what: Fault,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    Toml(String),
    Preset(String),
    Layer(String),
    Action {
        layer: String,
        action: String,
    },
    Key {
        layer: String,
        key: String,
    },
    /// Not a list of keys.
    NotKeys {
        layer: String,
        action: String,
    },
    Twice {
        layer: String,
        key: String,
    },
    /// One key is the beginning of another: one of them can never be typed.
    Prefix {
        key: String,
        longer: String,
    },
    CommitsOutside {
        layer: String,
        action: String,
    },
    /// A key beside one that commits: a slip of the finger would do the one for the other.
    Neighbour {
        key: String,
        neighbour: String,
    },
}

impl KeymapFault {
    /// Tells it in a sentence, without its line.
    pub fn tell(&self, lang: Lang) -> String {
        match &self.what {
            Fault::Toml(why) => words::not_toml(lang, why),
            Fault::Preset(name) => words::no_preset(lang, name),
            Fault::Layer(name) => words::no_layer(lang, name, LAYERS.join(" ")),
            Fault::Action { layer, action } => words::no_action(lang, layer, action),
            Fault::Key { layer, key } => words::no_key(lang, layer, key),
            Fault::NotKeys { layer, action } => words::not_keys(lang, layer, action),
            Fault::Twice { layer, key } => words::bound_twice(lang, layer, key),
            Fault::Prefix { key, longer } => words::prefix(lang, key, longer),
            Fault::CommitsOutside { layer, action } => words::commits_outside(lang, layer, action),
            Fault::Neighbour { key, neighbour } => words::neighbour(lang, key, neighbour),
        }
    }
}

/// One line of a file: an action of a layer with its chords.
struct Entry {
    layer: &'static str,
    action: Action,
    chords: Vec<(Vec<Key>, usize)>,
}

impl Keymap {
    /// The vim preset. That it has no fault is a test.
    pub fn vim() -> Keymap {
        Keymap::default().with(VIM).unwrap_or_default()
    }

    /// The plain preset: arrows, function keys, no chords.
    pub fn plain() -> Keymap {
        Keymap::vim().with(PLAIN).unwrap_or_else(|_| Keymap::vim())
    }

    /// Reads a person's own file: a preset by its name (`preset = "plain"`; vim without it), and keys that go before the preset's.
    pub fn own(text: &str) -> Result<Keymap, Vec<KeymapFault>> {
        let Ok(file) = DeTable::parse(text) else { return Keymap::vim().with(text) };
        let preset = file.get_ref().iter().find(|(name, _)| name.get_ref() == "preset");
        match preset.map(|(_, value)| (value.get_ref().as_str(), value.span())) {
            None | Some((Some("vim"), _)) => Keymap::vim().with(text),
            Some((Some("plain"), _)) => Keymap::plain().with(text),
            Some((name, span)) => {
                let what = Fault::Preset(name.unwrap_or_default().to_owned());
                let mut faults = vec![KeymapFault { line: At::of(text, span.start).line, what }];
                faults.extend(Keymap::vim().with(text).err().unwrap_or_default());
                Err(faults)
            }
        }
    }

    /// Lays the keys of a file over these: an action that the file names in a layer has the file's keys there and no other, and a key
    /// that it gives to an action is taken from what had it in that layer.
    pub fn with(mut self, text: &str) -> Result<Keymap, Vec<KeymapFault>> {
        let mut faults = Vec::new();
        let entries = read(text, &mut faults);
        for entry in &entries {
            self.layer_mut(entry.layer).retain(|binding| binding.line.is_some() || binding.action != entry.action);
        }
        for Entry { layer, action, chords } in entries {
            for (keys, line) in chords {
                let bindings = self.layer_mut(layer);
                if bindings.iter().any(|known| known.line.is_some() && known.keys == keys) {
                    let key = Binding { keys, action, line: None }.printed();
                    faults.push(KeymapFault { line, what: Fault::Twice { layer: layer.to_owned(), key } });
                    continue;
                }
                bindings.retain(|known| known.keys != keys);
                bindings.push(Binding { keys, action, line: Some(line) });
            }
        }
        look_at_chords(&self, &mut faults);
        look_at_commits(&self, &mut faults);
        faults.sort_by_key(|fault| fault.line);
        if !faults.is_empty() {
            return Err(faults);
        }
        for (_, bindings) in &mut self.layers {
            // The help lists them in the order of the actions. What was read is a preset to what is read next.
            bindings.sort_by_key(|binding| binding.action);
            bindings.iter_mut().for_each(|binding| binding.line = None);
        }
        Ok(self)
    }

    fn layer_mut(&mut self, name: &'static str) -> &mut Vec<Binding> {
        let at = self.layers.iter().position(|(layer, _)| *layer == name).unwrap_or_else(|| {
            self.layers.push((name, Vec::new()));
            self.layers.len() - 1
        });
        &mut self.layers[at].1
    }
}

fn read(text: &str, faults: &mut Vec<KeymapFault>) -> Vec<Entry> {
    let line = |span: std::ops::Range<usize>| At::of(text, span.start).line;
    let file = match DeTable::parse(text) {
        Ok(file) => file,
        Err(fault) => {
            let line = line(fault.span().unwrap_or_default());
            faults.push(KeymapFault { line, what: Fault::Toml(fault.message().to_owned()) });
            return Vec::new();
        }
    };
    let mut entries = Vec::new();
    for (name, actions) in file.get_ref() {
        if name.get_ref() == "preset" {
            continue;
        }
        let layer = LAYERS.iter().find(|layer| **layer == name.get_ref().as_ref());
        let (Some(layer), DeValue::Table(actions)) = (layer, actions.get_ref()) else {
            faults.push(KeymapFault { line: line(name.span()), what: Fault::Layer(name.get_ref().to_string()) });
            continue;
        };
        for (name, chords) in actions {
            entries.extend(read_action(layer, name.get_ref(), line(name.span()), chords, &line, faults));
        }
    }
    entries
}

fn read_action(
    layer: &'static str,
    name: &str,
    at: usize,
    chords: &Spanned<DeValue>,
    line: &dyn Fn(std::ops::Range<usize>) -> usize,
    faults: &mut Vec<KeymapFault>,
) -> Vec<Entry> {
    let mut fault = |line, what| faults.push(KeymapFault { line, what });
    let DeValue::Array(chords) = chords.get_ref() else {
        fault(at, Fault::NotKeys { layer: layer.to_owned(), action: name.to_owned() });
        return Vec::new();
    };
    if name == "digit" && chords.iter().any(|chord| chord.get_ref().as_str() == Some("1-9")) {
        let digit = |digit: u8| Entry {
            layer,
            action: Action::Digit(digit),
            chords: vec![(vec![Key::of(KeyCode::Char(char::from(b'0' + digit)), KeyModifiers::NONE)], at)],
        };
        return (1..=9).map(digit).collect();
    }
    let Some(action) = Action::named(name) else {
        fault(at, Fault::Action { layer: layer.to_owned(), action: name.to_owned() });
        return Vec::new();
    };
    if action.commits() && !SHEETS.contains(&layer) {
        fault(at, Fault::CommitsOutside { layer: layer.to_owned(), action: name.to_owned() });
    }
    let mut read = Vec::new();
    for chord in chords.iter() {
        let text = chord.get_ref().as_str().unwrap_or_default();
        let keys: Option<Vec<Key>> = text.split(' ').map(read_key).collect();
        match keys.filter(|keys| keys.len() <= LONGEST_CHORD) {
            Some(keys) => read.push((keys, line(chord.span()))),
            None => fault(line(chord.span()), Fault::Key { layer: layer.to_owned(), key: text.to_owned() }),
        }
    }
    vec![Entry { layer, action, chords: read }]
}

/// Reads one key: a character as it is, or a name such as `ctrl-d`, `pagedown`, `f5`.
fn read_key(text: &str) -> Option<Key> {
    let mut characters = text.chars();
    if let (Some(c), None) = (characters.next(), characters.next()) {
        return Some(Key::of(KeyCode::Char(c), KeyModifiers::NONE));
    }
    if text == "shift-tab" {
        return Some(Key::of(KeyCode::BackTab, KeyModifiers::NONE));
    }
    let combination = crokey::parse(text).ok()?;
    Some(Key::of(*combination.codes.first(), combination.modifiers))
}

/// The line of a fault between two bindings: the later of those that the file itself has.
fn line_of(one: &Binding, other: &Binding) -> usize {
    one.line.max(other.line).unwrap_or(0)
}

/// Adds faults, each at its first line only.
fn add(faults: &mut Vec<KeymapFault>, found: BTreeMap<(usize, String, String), Fault>) {
    for ((line, ..), what) in found {
        if !faults.iter().any(|known| known.what == what) {
            faults.push(KeymapFault { line, what });
        }
    }
}

fn look_at_chords(map: &Keymap, faults: &mut Vec<KeymapFault>) {
    let mut found = BTreeMap::new();
    for place in PLACES {
        let bound: Vec<&Binding> = map.at(*place).map(|(_, binding)| binding).collect();
        for short in &bound {
            for long in bound.iter().filter(|long| long.keys.len() > short.keys.len() && long.keys.starts_with(&short.keys)) {
                let (key, longer) = (short.printed(), long.printed());
                found.insert((line_of(short, long), key.clone(), longer.clone()), Fault::Prefix { key, longer });
            }
        }
    }
    add(faults, found);
}

fn look_at_commits(map: &Keymap, faults: &mut Vec<KeymapFault>) {
    let mut found = BTreeMap::new();
    for place in PLACES.iter().filter(|place| stack(**place).iter().any(|layer| SHEETS.contains(layer))) {
        let bound: Vec<&Binding> = map.at(*place).map(|(_, binding)| binding).collect();
        for commit in bound.iter().filter(|binding| binding.action.commits()) {
            let beside = neighbours(&commit.keys);
            for other in bound.iter().filter(|other| !other.action.commits() && other.keys.first().is_some_and(|key| beside.contains(key)))
            {
                let (key, neighbour) = (commit.printed(), other.printed());
                found.insert((line_of(commit, other), key.clone(), neighbour.clone()), Fault::Neighbour { key, neighbour });
            }
        }
    }
    add(faults, found);
}

/// The keys around a committing one in the same case, and itself in the other case.
fn neighbours(keys: &[Key]) -> Vec<Key> {
    const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
    let Some(KeyCode::Char(c)) = keys.first().map(|key| key.code) else { return Vec::new() };
    let lower = c.to_ascii_lowercase();
    let place = ROWS.iter().enumerate().find_map(|(row, letters)| letters.find(lower).map(|column| (row, column)));
    let Some((row, column)) = place else { return Vec::new() };
    let key = |c: char| Key::of(KeyCode::Char(c), KeyModifiers::NONE);
    let flip = |letter: char| if c.is_ascii_uppercase() { letter.to_ascii_uppercase() } else { letter };
    let near = |row: usize, column: usize| ROWS.get(row).and_then(|letters| letters.chars().nth(column));
    // A lower row stands half a key to the right.
    let around = [
        column.checked_sub(1).and_then(|left| near(row, left)),
        near(row, column + 1),
        row.checked_sub(1).and_then(|above| near(above, column)),
        row.checked_sub(1).and_then(|above| near(above, column + 1)),
        column.checked_sub(1).and_then(|left| near(row + 1, left)),
        near(row + 1, column),
    ];
    let swapped = if c.is_ascii_uppercase() { lower } else { c.to_ascii_uppercase() };
    around.into_iter().flatten().map(|letter| key(flip(letter))).chain([key(swapped)]).collect()
}

#[cfg(test)]
mod tests;
