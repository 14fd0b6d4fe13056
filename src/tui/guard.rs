//! The terminal, taken over and given back as found: on leaving, on an error, on a panic, on a signal, and while the program is stopped.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::{SetCursorStyle, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::queue;
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};

/// Whether the terminal is ours now. A panic may come from any thread, so this is global.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Clicks and the wheel, told in numbers: not the movements, which would be a flood, and not before a terminal's own selection with Shift.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1000l";
/// The title before is put aside and comes back. Ours says what the program is and nothing of what is in it.
const TITLE: &str = "\x1b[22;2t\x1b]2;huzhu\x1b\\";
const TITLE_BACK: &str = "\x1b[23;2t";

/// Holds the terminal; dropping it gives the terminal back.
#[derive(Debug)]
pub struct Guard {
    mouse: bool,
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
    /// Takes the terminal: raw mode, the other screen, pastes marked as such, clicks told if wanted.
    pub fn take(mouse: bool) -> Result<Self, NoTerminal> {
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            return Err(NoTerminal::NotATerminal);
        }
        let guard = Guard { mouse };
        guard.hold()?;
        Ok(guard)
    }

    fn hold(&self) -> io::Result<()> {
        enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        let mut out = io::stdout();
        queue!(out, EnterAlternateScreen, EnableBracketedPaste)?;
        if !is_console() {
            out.write_all(TITLE.as_bytes())?;
        }
        if self.mouse {
            out.write_all(MOUSE_ON.as_bytes())?;
        }
        out.flush()
    }

    /// Gives the terminal back for a while, to whom the program is stopped for.
    pub fn lend(&self) {
        give_back();
    }

    /// Takes the terminal again after the program was stopped, by its own doing or not.
    pub fn take_again(&self) -> io::Result<()> {
        // Where it was stopped from outside, the shell has changed the line since: what counts as found stays what was found first.
        if TAKEN.load(Ordering::SeqCst) {
            disable_raw_mode()?;
        }
        self.hold()
    }
}

/// The Linux console would print a part of what other terminals take as a title or a question.
pub fn is_console() -> bool {
    std::env::var("TERM").is_ok_and(|term| term == "linux")
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

/// Gives the terminal back, once for each time it was taken. Errors are of no use here: there is nobody left to tell.
pub(super) fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let mut out = io::stdout();
        let _ = out.write_all(MOUSE_OFF.as_bytes());
        let _ = queue!(out, DisableBracketedPaste, SetCursorStyle::DefaultUserShape, LeaveAlternateScreen, Show);
        if !is_console() {
            let _ = out.write_all(TITLE_BACK.as_bytes());
        }
        let _ = out.flush();
        let _ = disable_raw_mode();
    }
}
