//! Keys as data: which key is which action where.

use crossterm::event::KeyEvent;

use crate::app::{Desk, Message};

/// The keymap with the keys of a chord that were pressed so far.
#[derive(Debug, Default)]
pub struct Keys {}

impl Keys {
    /// Reads the built-in vim preset.
    pub fn vim() -> Self {
        Keys {}
    }

    /// Reads a key press where the desk is now; nothing where it begins a chord.
    pub fn press(&mut self, _key: KeyEvent, _desk: &Desk) -> Option<Message> {
        None
    }
}
