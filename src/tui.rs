//! The terminal: taken and given back, its events, the loop that drains messages and draws once.
//!
//! Not here: what a key means (`ui::keymap`), what it does (`app`), where effects run (`driver`).
//! Invariant: nothing in the loop waits but the one receive; a frame is drawn only when something changed, and the first one
//! before any file is opened.

pub mod events;
pub mod first_run;
pub mod guard;
mod paint;

use std::io::{self, BufWriter, Stdout};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, sync_channel};
use std::time::Duration;

use crossterm::event::Event;
use ratatui::Terminal;

use crate::app::{Desk, Effect, Message, Setup};
use crate::driver::clock::Clock;
use crate::driver::{Handle, Options};
use crate::ui::keymap::Keys;
use crate::ui::theme::{Depth, Theme};
use crate::ui::{self, ViewState};
use events::Outside;
use guard::{Guard, NoTerminal};
use paint::Paint;

/// Messages that wait for the loop. The driver waits when it is full; a person's keys never fill it.
const INBOX: usize = 4096;
/// Messages taken before a frame is drawn, so that a flood can't keep the screen from being painted.
const DRAIN: usize = 512;
/// Written to the terminal at once: a full frame of 200×60 fits.
const FRAME_BYTES: usize = 128 * 1024;

/// What the desk is opened with.
pub struct Opening {
    pub setup: Setup,
    pub driver: Options,
    pub clock: Clock,
    pub theme: String,
    pub depth: Depth,
    /// Called when the first frame stands and the driver runs.
    pub opened: Box<dyn FnOnce(Handle) + Send>,
}

/// How the desk ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// By a person.
    Quit,
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

type Screen = Terminal<Paint<BufWriter<Stdout>>>;

/// Opens the desk in this terminal and stays until it is closed.
pub fn run(opening: Opening) -> Result<Ended, NoTerminal> {
    let guard = Guard::take()?;
    let screen = Terminal::new(Paint::new(BufWriter::with_capacity(FRAME_BYTES, io::stdout())))?;
    let Opening { mut setup, driver, clock, theme, depth, opened } = opening;
    let size = screen.size()?;
    setup.size = (size.width, size.height);
    let (mut desk, effects) = Desk::open(setup);
    let keys = Keys::vim();
    desk.learn(Arc::new(keys.map.clone()), Theme::names());
    let mut window = Window {
        screen,
        desk,
        keys,
        theme: Theme::builtin(&theme, depth),
        theme_name: theme,
        depth,
        view: ViewState::default(),
        clock,
    };
    window.draw()?;
    let (to_loop, inbox) = sync_channel(INBOX);
    let faults = to_loop.clone();
    guard::watch_for_faults(move |place| {
        // A loop that doesn't take it is past its end.
        let _ = faults.try_send(Inbox::Fault(place));
    });
    let handle = Handle::start(driver, post(to_loop.clone()))?;
    events::listen(&to_loop, Inbox::Outside)?;
    opened(handle.clone());
    let ended = window.stay(&inbox, &handle, effects);
    drop(guard);
    handle.finish();
    ended
}

fn post(to_loop: SyncSender<Inbox>) -> crate::driver::Post {
    Arc::new(move |message| {
        // The loop is gone only when the program ends.
        let _ = to_loop.send(Inbox::Message(message));
    })
}

/// The desk on the screen.
struct Window {
    screen: Screen,
    desk: Desk,
    keys: Keys,
    theme: Theme,
    theme_name: String,
    depth: Depth,
    view: ViewState,
    clock: Clock,
}

impl Window {
    fn stay(&mut self, inbox: &Receiver<Inbox>, handle: &Handle, first: Vec<Effect>) -> Result<Ended, NoTerminal> {
        if self.run_effects(first, handle)? {
            return Ok(Ended::Quit);
        }
        loop {
            let mut next = self.wait(inbox);
            for _ in 0..DRAIN {
                let message = match next {
                    Ok(Inbox::Outside(Outside::End(signal))) => return Ok(Ended::Signal(signal)),
                    Ok(Inbox::Outside(Outside::Terminal(event))) => self.message_of(event),
                    Ok(Inbox::Message(message)) => Some(message),
                    Ok(Inbox::Fault(place)) => return Ok(Ended::Fault(place)),
                    Err(RecvTimeoutError::Timeout) => Some(Message::Tick),
                    Err(RecvTimeoutError::Disconnected) => return Ok(Ended::Quit),
                };
                if let Some(message) = message {
                    let effects = self.desk.update(self.clock.now(), message);
                    if self.run_effects(effects, handle)? {
                        return Ok(Ended::Quit);
                    }
                }
                next = match inbox.try_recv() {
                    Ok(waiting) => Ok(waiting),
                    Err(TryRecvError::Empty | TryRecvError::Disconnected) => break,
                };
            }
            if self.desk.take_dirty() {
                self.draw()?;
                let effects = self.desk.update(self.clock.now(), Message::Painted);
                if self.run_effects(effects, handle)? {
                    return Ok(Ended::Quit);
                }
            }
        }
    }

    /// Waits for the next message, or until the desk wants to be told that time has passed.
    fn wait(&self, inbox: &Receiver<Inbox>) -> Result<Inbox, RecvTimeoutError> {
        match self.desk.next_due() {
            None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(due) => {
                let millis = due.0.saturating_sub(self.clock.now().0);
                inbox.recv_timeout(Duration::from_millis(u64::try_from(millis).unwrap_or(0)))
            }
        }
    }

    fn message_of(&mut self, event: Event) -> Option<Message> {
        match event {
            Event::Key(key) => self.keys.press(key, &self.desk),
            Event::Paste(text) => Some(Message::Paste(text)),
            Event::Resize(width, height) => Some(Message::Resize { width, height }),
            Event::FocusGained | Event::FocusLost | Event::Mouse(_) => None,
        }
    }

    /// Runs what belongs to the screen here and hands the rest to the driver; tells whether the desk is to be closed.
    fn run_effects(&mut self, effects: Vec<Effect>, handle: &Handle) -> io::Result<bool> {
        for effect in effects {
            match effect {
                Effect::Quit => return Ok(true),
                Effect::Repaint => self.screen.clear()?,
                // They follow with the terminal's other half.
                Effect::Copy(_) | Effect::Suspend => {}
                Effect::NextTheme => {
                    self.theme_name = Theme::next(&self.theme_name).into();
                    self.theme = Theme::builtin(&self.theme_name, self.depth);
                }
                Effect::UseTheme(name) => {
                    self.theme_name = name.into();
                    self.theme = Theme::builtin(name, self.depth);
                }
                Effect::PreviewTheme(name) => self.theme = Theme::builtin(name.unwrap_or(&self.theme_name), self.depth),
                other => handle.run(other),
            }
        }
        Ok(false)
    }

    /// Draws one frame, as one block where the terminal can do that.
    fn draw(&mut self) -> io::Result<()> {
        let (desk, keys, theme, view) = (&self.desk, &self.keys, &self.theme, &mut self.view);
        self.screen.draw(|frame| ui::draw(frame, desk, keys, theme, view))?;
        Ok(())
    }
}
