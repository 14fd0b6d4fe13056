//! The terminal: taken and given back, its events, the loop that drains messages and draws once.
//!
//! Not here: what a key means (`ui::keymap`), what it does (`app`), where effects run (`driver`).
//! Invariant: nothing in the loop waits but the one receive; a frame is drawn only when something changed, and the first one
//! before any file is opened.

mod ask;
mod clipboard;
mod decode;
pub mod events;
pub mod first_run;
pub mod guard;
mod look;
mod paint;
mod stop;
mod window;

use std::io::{self, BufWriter};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};

use ratatui::Terminal;

use crate::app::{Desk, Message, Setup};
use crate::driver::clock::Clock;
use crate::driver::{Handle, Options};
use crate::ui::keymap::Keys;
use events::Outside;
use guard::{Guard, NoTerminal};
pub use look::{Look, LookOf};
use paint::Paint;
use window::Window;

/// Messages that wait for the loop. The driver waits when it is full; a person's keys never fill it.
const INBOX: usize = 4096;
/// Written to the terminal at once: a full frame of 200×60 fits.
const FRAME_BYTES: usize = 128 * 1024;

/// What the desk is opened with.
pub struct Opening {
    pub setup: Setup,
    pub driver: Options,
    pub clock: Clock,
    pub keys: Keys,
    pub look: Look,
    /// Clicks and the wheel are taken.
    pub mouse: bool,
    /// Sentences to begin with: what of the person's own files was not taken.
    pub notices: Vec<String>,
    /// Called when the first rows stand and the driver runs.
    pub opened: Box<dyn FnOnce(Handle) + Send>,
}

/// How the desk ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// By a person.
    Quit,
    /// By a person who signs out of this machine.
    SignOut,
    /// By a signal, or because the terminal is gone.
    Signal(i32),
    /// By a fault of the program in one of its threads, at this place.
    Fault(String),
}

enum Inbox {
    Outside(Outside),
    Message(Message),
    Fault(String),
}

/// Opens the desk in this terminal and stays until it is closed.
pub fn run(opening: Opening) -> Result<Ended, NoTerminal> {
    let guard = Guard::take(opening.mouse)?;
    let screen = Terminal::new(Paint::new(BufWriter::with_capacity(FRAME_BYTES, io::stdout())))?;
    let Opening { mut setup, driver, clock, keys, look, notices, opened, .. } = opening;
    let size = screen.size()?;
    setup.size = (size.width, size.height);
    let (mut desk, effects) = Desk::open(setup);
    desk.learn(Arc::new(keys.map.clone()), look.themes().names());
    let mut window = Window::new(guard, screen, desk, keys, look, clock);
    for notice in notices {
        window.tell(Message::Warn(notice));
    }
    window.ask()?;
    window.draw()?;
    let (to_loop, inbox) = sync_channel(INBOX);
    let faults = to_loop.clone();
    guard::watch_for_faults(move |place| {
        // A loop that doesn't take it is past its end.
        let _ = faults.try_send(Inbox::Fault(place));
    });
    let handle = Handle::start(driver, post(to_loop.clone()))?;
    events::listen(&to_loop, Inbox::Outside)?;
    let ended = window.stay(&inbox, &handle, effects, opened);
    if ended.is_ok() {
        window.let_answers_in(&inbox);
    }
    drop(window);
    handle.finish();
    ended
}

fn post(to_loop: SyncSender<Inbox>) -> crate::driver::Post {
    Arc::new(move |message| {
        // The loop is gone only when the program ends.
        let _ = to_loop.send(Inbox::Message(message));
    })
}
