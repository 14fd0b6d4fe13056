//! Reading a keymap file, with all its faults told at once.

use crossterm::event::{KeyCode, KeyModifiers};
use std::collections::BTreeMap;

use super::{Binding, Key, Keymap, LAYERS, PLACES, SHEETS, stack};
use crate::app::action::Action;

/// What is wrong with a keymap file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeymapFault {
    #[error("{0}")]
    Toml(String),
    #[error("there is no layer [{0}]")]
    Layer(String),
    #[error("[{layer}] there is no action {action}")]
    Action { layer: String, action: String },
    #[error("[{layer}] {key} is no key")]
    Key { layer: String, key: String },
    #[error("[{layer}] {key} is bound twice")]
    Twice { layer: String, key: String },
    #[error("{key} is the beginning of {longer}: one of them can never be typed")]
    Prefix { key: String, longer: String },
    #[error("[{layer}] {action} commits a decision and is bound in a sheet only")]
    CommitsOutside { layer: String, action: String },
    #[error("{neighbour} lies beside {key}, which commits: a slip of the finger would do the one for the other")]
    Neighbour { key: String, neighbour: String },
}

type File = BTreeMap<String, BTreeMap<String, Vec<String>>>;

impl Keymap {
    /// Reads a keymap file: layers with the keys of each action.
    pub fn parse(text: &str) -> Result<Keymap, Vec<KeymapFault>> {
        let file: File = toml::from_str(text).map_err(|fault| vec![KeymapFault::Toml(fault.to_string())])?;
        let mut faults = Vec::new();
        let mut map = Keymap::default();
        for (name, actions) in file {
            let Some(layer) = LAYERS.iter().find(|layer| **layer == name) else {
                faults.push(KeymapFault::Layer(name));
                continue;
            };
            let bindings = read_layer(layer, &actions, &mut faults);
            map.layers.push((layer, bindings));
        }
        look_at_chords(&map, &mut faults);
        look_at_commits(&map, &mut faults);
        if faults.is_empty() { Ok(map) } else { Err(faults) }
    }
}

fn read_layer(layer: &str, actions: &BTreeMap<String, Vec<String>>, faults: &mut Vec<KeymapFault>) -> Vec<Binding> {
    let mut bindings: Vec<Binding> = Vec::new();
    let mut bind = |action: Action, chord: &str, faults: &mut Vec<KeymapFault>| {
        let keys: Option<Vec<Key>> = chord.split(' ').map(read_key).collect();
        match keys {
            Some(keys) if bindings.iter().any(|known| known.keys == keys) => {
                faults.push(KeymapFault::Twice { layer: layer.to_owned(), key: chord.to_owned() });
            }
            Some(keys) => bindings.push(Binding { keys, action }),
            None => faults.push(KeymapFault::Key { layer: layer.to_owned(), key: chord.to_owned() }),
        }
    };
    for (name, chords) in actions {
        if name == "digit" && chords.iter().any(|chord| chord == "1-9") {
            for digit in 1..=9 {
                bind(Action::Digit(digit), &digit.to_string(), faults);
            }
            continue;
        }
        let Some(action) = Action::named(name) else {
            faults.push(KeymapFault::Action { layer: layer.to_owned(), action: name.clone() });
            continue;
        };
        if action.commits() && !SHEETS.contains(&layer) {
            faults.push(KeymapFault::CommitsOutside { layer: layer.to_owned(), action: name.clone() });
        }
        for chord in chords {
            bind(action, chord, faults);
        }
    }
    // The help lists them in the order of the actions.
    bindings.sort_by_key(|binding| binding.action);
    bindings
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

fn look_at_chords(map: &Keymap, faults: &mut Vec<KeymapFault>) {
    for place in PLACES {
        let bound: Vec<&Binding> = map.at(*place).map(|(_, binding)| binding).collect();
        for short in &bound {
            for long in bound.iter().filter(|long| long.keys.len() > short.keys.len() && long.keys.starts_with(&short.keys)) {
                let fault = KeymapFault::Prefix { key: short.printed(), longer: long.printed() };
                if !faults.contains(&fault) {
                    faults.push(fault);
                }
            }
        }
    }
}

fn look_at_commits(map: &Keymap, faults: &mut Vec<KeymapFault>) {
    for place in PLACES.iter().filter(|place| stack(**place).iter().any(|layer| SHEETS.contains(layer))) {
        let bound: Vec<&Binding> = map.at(*place).map(|(_, binding)| binding).collect();
        for commit in bound.iter().filter(|binding| binding.action.commits()) {
            let beside = neighbours(&commit.keys);
            for other in bound.iter().filter(|other| !other.action.commits() && other.keys.first().is_some_and(|key| beside.contains(key)))
            {
                let fault = KeymapFault::Neighbour { key: commit.printed(), neighbour: other.printed() };
                if !faults.contains(&fault) {
                    faults.push(fault);
                }
            }
        }
    }
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
mod tests {
    use super::*;

    #[test]
    fn the_shipped_preset_has_no_fault() {
        let map = Keymap::parse(super::super::VIM).unwrap();
        for layer in LAYERS {
            assert!(!map.layer(layer).is_empty(), "the layer {layer} has no key");
        }
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let text = "[queue]\nconfirm = ['Y']\nfly = ['f']\nopen = ['nokey']\n[nowhere]\nup = ['k']\n[everywhere]\nup = ['g']\nfirst = ['g g']\nlast = ['g']";
        let faults = Keymap::parse(text).unwrap_err();
        let has = |wanted: fn(&KeymapFault) -> bool| assert!(faults.iter().any(wanted), "{faults:?}");
        has(|f| matches!(f, KeymapFault::CommitsOutside { .. }));
        has(|f| matches!(f, KeymapFault::Action { .. }));
        has(|f| matches!(f, KeymapFault::Key { .. }));
        has(|f| matches!(f, KeymapFault::Layer(_)));
        has(|f| matches!(f, KeymapFault::Prefix { .. }));
        has(|f| matches!(f, KeymapFault::Twice { .. }));
    }

    #[test]
    fn nothing_lies_beside_the_key_that_commits() {
        for neighbour in ["T", "U", "G", "H", "y"] {
            let text = format!("[sheet]\nconfirm = ['Y']\ndown = ['{neighbour}']");
            let faults = Keymap::parse(&text).unwrap_err();
            assert!(matches!(faults[..], [KeymapFault::Neighbour { .. }]), "{neighbour}: {faults:?}");
        }
    }
}
