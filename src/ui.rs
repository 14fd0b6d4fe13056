//! Draws the state of the desk, and reads keys as its actions. Keymap and themes are data.
//!
//! Not here: the terminal itself (`tui`), what an action does (`app`).
//! Invariant: no row is wider than the screen, and no text from outside reaches it other than through `width`.

pub mod keymap;
pub mod theme;
pub mod width;

use ratatui::Frame;

use crate::app::Desk;
use keymap::Keys;
use theme::Theme;

/// What belongs to the drawing and not to the state: how far lists are scrolled.
#[derive(Debug, Default)]
pub struct ViewState {}

/// Draws one frame. The terminal's own cursor is placed where a text field has the focus.
pub fn draw(_frame: &mut Frame, _desk: &Desk, _keys: &Keys, _theme: &Theme, _view: &mut ViewState) {}
