//! Keys as data: which key is which action where. Chords wait without a time-out, and no key is the beginning of another.
//!
//! Not here: what an action does; which action is possible now (`app` knows both).
//! Invariants: a committing action is bound in sheets only, and none of its neighbours on the keyboard there; a key that was held down
//! or pasted never commits; full-width letters and marks count as their keys.

mod load;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use tui_input::InputRequest;

use crate::app::action::Action;
use crate::app::case::Tab;
use crate::app::palette::{KeyName, KeyNames};
use crate::app::{Desk, Message, Place};

pub use load::{Fault, KeymapFault};

/// One key with what is held beside it. A capital letter is its own key, without shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    code: KeyCode,
    modifiers: KeyModifiers,
}

impl Key {
    /// Brings what terminals send to one form: full-width characters are their ASCII ones, shift is told by the letter.
    fn of(code: KeyCode, modifiers: KeyModifiers) -> Key {
        let held = modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT);
        match code {
            KeyCode::Char(c) => {
                let c = narrow(c);
                let c = if modifiers.contains(KeyModifiers::SHIFT) { c.to_ascii_uppercase() } else { c };
                let c = if held.contains(KeyModifiers::CONTROL) { c.to_ascii_lowercase() } else { c };
                Key { code: KeyCode::Char(c), modifiers: held }
            }
            KeyCode::Tab if modifiers.contains(KeyModifiers::SHIFT) => Key { code: KeyCode::BackTab, modifiers: held },
            code => Key { code, modifiers: held },
        }
    }

    /// The character that it types, if it types one.
    fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if self.modifiers.is_empty() => Some(c),
            _ => None,
        }
    }
}

/// `：／？１Ａ` and the wide blank as the keys that they stand on.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '。' => '.',
        '、' => '/',
        '【' => '[',
        '】' => ']',
        c => c,
    }
}

/// A chord and what it does.
#[derive(Clone, Debug)]
pub struct Binding {
    keys: Vec<Key>,
    action: Action,
    /// Its line in the file that is being read; nothing in what was read before.
    line: Option<usize>,
}

/// The layers with their bindings, as they were loaded.
#[derive(Clone, Debug, Default)]
pub struct Keymap {
    layers: Vec<(&'static str, Vec<Binding>)>,
}

/// Every layer that a keymap file may give keys to.
const LAYERS: &[&str] = &[
    "everywhere",
    "queue",
    "case",
    "summary",
    "materials",
    "payout",
    "checks",
    "picking",
    "outbox",
    "found",
    "lookup",
    "sheet",
    "bulk-sheet",
    "choices",
    "views-sheet",
    "return-sheet",
    "reject-sheet",
    "quit",
    "people",
    "field",
    "text",
    "list",
    "claims",
    "claim-form",
    "checklist",
    "receipt",
    "letter",
];

/// The layers in which a committing action may be bound.
const SHEETS: &[&str] = &["sheet", "bulk-sheet", "return-sheet", "reject-sheet"];

/// The layers that act at a place, the nearest first.
const fn stack(place: Place) -> &'static [&'static str] {
    match place {
        Place::Queue => &["queue", "everywhere"],
        Place::Case(Tab::Summary) => &["summary", "case", "everywhere"],
        Place::Case(Tab::Materials) => &["materials", "case", "everywhere"],
        Place::Case(Tab::Checks) => &["checks", "case", "everywhere"],
        Place::Case(Tab::Payout) => &["payout", "case", "everywhere"],
        Place::Case(_) => &["case", "everywhere"],
        Place::Picking => &["picking"],
        Place::Outbox => &["outbox", "everywhere"],
        Place::Log => &["everywhere"],
        Place::Lookup => &["lookup", "list", "field"],
        Place::Found => &["found", "lookup", "list", "field"],
        Place::Sheet => &["sheet"],
        Place::Choices => &["choices"],
        Place::Views => &["views-sheet", "list", "field"],
        Place::BulkSheet => &["bulk-sheet", "sheet"],
        Place::ReturnSheet => &["return-sheet", "sheet"],
        Place::RejectSheet => &["reject-sheet", "sheet"],
        Place::Quit => &["quit"],
        Place::People => &["people"],
        Place::Filter | Place::Finder => &["list", "field"],
        Place::Claims => &["claims", "everywhere"],
        Place::ClaimForm => &["claim-form", "field"],
        Place::Checklist => &["checklist", "everywhere"],
        Place::ReceiptSheet => &["receipt"],
        Place::LetterSheet => &["letter", "receipt"],
        Place::Field => &["field"],
        Place::Text => &["text"],
    }
}

const PLACES: &[Place] = &[
    Place::Queue,
    Place::Case(Tab::Summary),
    Place::Case(Tab::Materials),
    Place::Case(Tab::Payout),
    Place::Case(Tab::Checks),
    Place::Picking,
    Place::Outbox,
    Place::Log,
    Place::Lookup,
    Place::Found,
    Place::Sheet,
    Place::BulkSheet,
    Place::Choices,
    Place::Views,
    Place::ReturnSheet,
    Place::RejectSheet,
    Place::Quit,
    Place::People,
    Place::Filter,
    Place::Field,
    Place::Text,
    Place::Claims,
    Place::ClaimForm,
    Place::Checklist,
    Place::ReceiptSheet,
    Place::LetterSheet,
];

impl Keymap {
    /// The bindings at a place, the nearest layer first; one that a nearer layer hides is left out.
    pub fn at(&self, place: Place) -> impl Iterator<Item = (&'static str, &Binding)> {
        let stack = stack(place);
        let all = stack.iter().flat_map(move |layer| {
            let found = self.layers.iter().find(|(name, _)| name == layer);
            found.map_or(&[][..], |(_, bindings)| bindings).iter().map(move |binding| (*layer, binding))
        });
        all.filter(move |(layer, binding)| {
            let nearer = stack.iter().take_while(|name| *name != layer);
            !nearer.flat_map(|name| self.layer(name)).any(|near| near.keys == binding.keys)
        })
    }

    fn layer(&self, name: &str) -> &[Binding] {
        self.layers.iter().find(|(layer, _)| *layer == name).map_or(&[], |(_, bindings)| bindings)
    }

    /// The key that is shown for an action at a place.
    pub fn key_for(&self, place: Place, action: Action) -> Option<String> {
        self.at(place).find(|(_, binding)| binding.action == action).map(|(_, binding)| binding.printed())
    }
}

impl KeyNames for Keymap {
    fn at(&self, place: Place) -> Vec<KeyName> {
        Keymap::at(self, place).map(|(layer, binding)| binding.named(layer)).collect()
    }

    fn all(&self) -> Vec<KeyName> {
        LAYERS.iter().flat_map(|layer| self.layer(layer).iter().map(|binding| binding.named(layer))).collect()
    }
}

impl Binding {
    pub const fn action(&self) -> Action {
        self.action
    }

    fn named(&self, layer: &'static str) -> KeyName {
        KeyName { layer, action: self.action, printed: self.printed() }
    }

    /// The chord as people write it: `g o`, `Ctrl-d`.
    pub fn printed(&self) -> String {
        self.keys.iter().map(|key| printed(*key)).collect::<Vec<_>>().join(" ")
    }
}

fn printed(key: Key) -> String {
    let name = match key.code {
        KeyCode::Char(' ') => "Space".to_owned(),
        KeyCode::Char(c) => c.to_string(),
        KeyCode::F(n) => format!("F{n}"),
        KeyCode::BackTab => "S-Tab".to_owned(),
        KeyCode::PageUp => "PgUp".to_owned(),
        KeyCode::PageDown => "PgDn".to_owned(),
        other => format!("{other:?}"),
    };
    let control = if key.modifiers.contains(KeyModifiers::CONTROL) { "Ctrl-" } else { "" };
    let alt = if key.modifiers.contains(KeyModifiers::ALT) { "Alt-" } else { "" };
    format!("{control}{alt}{name}")
}

/// The keymap, and the keys of a chord that were pressed so far.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    pub map: Keymap,
    pending: Vec<Key>,
}

impl Keys {
    pub const fn of(map: Keymap) -> Self {
        Keys { map, pending: Vec::new() }
    }

    /// Reads the built-in vim preset.
    pub fn vim() -> Self {
        Keys::of(Keymap::vim())
    }

    /// Reads a key press where the desk is now.
    pub fn press(&mut self, event: KeyEvent, desk: &Desk) -> Option<Message> {
        if event.kind == KeyEventKind::Release {
            return None;
        }
        if desk.lock.is_some() {
            self.pending.clear();
            return crate::ui::lock::press(event);
        }
        let place = desk.place();
        if place.is_field() {
            self.pending.clear();
            return self.press_in_field(event, place);
        }
        let key = Key::of(event.code, event.modifiers);
        if key.typed().is_some_and(|c| !c.is_ascii()) {
            self.pending.clear();
            return Some(Message::InputMethod);
        }
        if !self.pending.is_empty() && key.code == KeyCode::Esc {
            self.pending.clear();
            return Some(Message::Chord);
        }
        self.pending.push(key);
        let exact = self.map.at(place).find(|(_, binding)| binding.keys == self.pending).map(|(_, binding)| binding.action);
        if let Some(action) = exact {
            self.pending.clear();
            let held_down = event.kind == KeyEventKind::Repeat && action.commits();
            return (!held_down).then_some(Message::Act(action));
        }
        if self.continuations(place).next().is_some() {
            return Some(Message::Chord);
        }
        self.pending.clear();
        Some(Message::DeadKey)
    }

    fn press_in_field(&mut self, event: KeyEvent, place: Place) -> Option<Message> {
        let key = Key::of(event.code, event.modifiers);
        let bound = self.map.at(place).find(|(_, binding)| binding.keys == [key]);
        if let Some((_, binding)) = bound {
            return Some(Message::Act(binding.action));
        }
        edit(event, place == Place::Text).map(Message::Edit)
    }

    /// What may follow the keys that were pressed; nothing where none were.
    pub fn continuations(&self, place: Place) -> impl Iterator<Item = (String, Action)> {
        let pressed = &self.pending;
        self.map
            .at(place)
            .filter(move |(_, binding)| !pressed.is_empty() && binding.keys.len() > pressed.len() && binding.keys.starts_with(pressed))
            .map(move |(_, binding)| {
                let rest = binding.keys[pressed.len()..].iter().map(|key| printed(*key));
                (rest.collect::<Vec<_>>().join(" "), binding.action)
            })
    }

    /// The keys of the chord that is waiting, as people write them.
    pub fn pending(&self) -> String {
        self.pending.iter().map(|key| printed(*key)).collect::<Vec<_>>().join(" ")
    }
}

/// What a key does in a text field, as terminals and readline taught it.
pub(super) fn edit(event: KeyEvent, lines: bool) -> Option<InputRequest> {
    let control = event.modifiers.contains(KeyModifiers::CONTROL);
    let alt = event.modifiers.contains(KeyModifiers::ALT);
    Some(match event.code {
        KeyCode::Char(c) if !control && !alt => InputRequest::InsertChar(c),
        KeyCode::Enter if lines => InputRequest::InsertChar('\n'),
        KeyCode::Backspace if control || alt => InputRequest::DeletePrevWord,
        KeyCode::Char('w') if control => InputRequest::DeletePrevWord,
        KeyCode::Char('u') if control => InputRequest::DeleteLine,
        KeyCode::Char('k') if control => InputRequest::DeleteTillEnd,
        KeyCode::Char('a') if control => InputRequest::GoToStart,
        KeyCode::Char('e') if control => InputRequest::GoToEnd,
        KeyCode::Char('h') if control => InputRequest::DeletePrevChar,
        KeyCode::Char('b') if alt => InputRequest::GoToPrevWord,
        KeyCode::Char('f') if alt => InputRequest::GoToNextWord,
        KeyCode::Backspace => InputRequest::DeletePrevChar,
        KeyCode::Delete => InputRequest::DeleteNextChar,
        KeyCode::Left if control => InputRequest::GoToPrevWord,
        KeyCode::Right if control => InputRequest::GoToNextWord,
        KeyCode::Left => InputRequest::GoToPrevChar,
        KeyCode::Right => InputRequest::GoToNextChar,
        KeyCode::Home => InputRequest::GoToStart,
        KeyCode::End => InputRequest::GoToEnd,
        _ => return None,
    })
}
