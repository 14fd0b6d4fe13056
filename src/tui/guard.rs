//! The terminal, taken over and given back as found: on leaving, on an error, on a panic, on a signal.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::{SetCursorStyle, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::execute;
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};

/// Whether the terminal is ours now. A panic may come from any thread, so this is global.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Holds the terminal; dropping it gives the terminal back.
#[derive(Debug)]
pub struct Guard {
    _private: (),
}

/// Why the terminal can't be used.
#[derive(Debug, thiserror::Error)]
pub enum NoTerminal {
    #[error("standard input or output is not a terminal")]
    NotATerminal,
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Guard {
    /// Takes the terminal: raw mode, the other screen, pastes marked as such.
    pub fn take() -> Result<Self, NoTerminal> {
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            return Err(NoTerminal::NotATerminal);
        }
        enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        let guard = Guard { _private: () };
        execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
        Ok(guard)
    }
}

/// Threads without which the desk can't go on; a fault in one ends it.
const VITAL: [&str; 4] = ["store", "network", "terminal", "signals"];

/// Makes a fault of the screen's thread give the terminal back before it is told, and one of a vital thread end the desk through
/// `ended`, with its place in the program. A fault elsewhere (a request of the demo's server, which answers for itself) is logged
/// and not written over the screen.
pub fn watch_for_faults(ended: impl Fn(String) + Send + Sync + 'static) {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let thread = std::thread::current();
        let name = thread.name().unwrap_or_default();
        if name == "main" || !TAKEN.load(Ordering::SeqCst) {
            give_back();
            return before(info);
        }
        let place = info.location().map_or_else(String::new, |place| format!("{}:{}", place.file(), place.line()));
        tracing::error!(%place, thread = name, "a thread stopped at a fault of its own");
        if VITAL.contains(&name) {
            ended(place);
        }
    }));
}

impl Drop for Guard {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back; only the first call does anything. Errors are of no use here: there is nobody left to tell.
pub(super) fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let mut out = io::stdout();
        let _ = execute!(out, DisableBracketedPaste, SetCursorStyle::DefaultUserShape, LeaveAlternateScreen, Show);
        let _ = out.flush();
        let _ = disable_raw_mode();
    }
}
