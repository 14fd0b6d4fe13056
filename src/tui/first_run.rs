//! The first screen in the terminal: its loop, until somebody is signed in or leaves.
//!
//! Not here: what a key does (`app::login`), the desk's own loop. The terminal's events are read here and by no thread, so that none is
//! lost when the desk takes the terminal over. Invariant: nothing ticks while nothing is under way.

use std::io::{self, BufWriter};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crossterm::event::{Event, poll, read};
use ratatui::Terminal;
use signal_hook::consts::signal::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::app::login::{Able, Login, LoginEffect, LoginMessage};
use crate::domain::people::Lang;
use crate::driver::clock::Clock;
use crate::driver::first_run::{FirstRun, Said};
use crate::driver::sign_in::Kept;
use crate::store::Keyrings;
use crate::tui::guard::{Guard, NoTerminal};
use crate::tui::{FRAME_BYTES, paint::Paint, window::Screen};
use crate::ui;
use crate::ui::theme::Theme;

/// How often answers are looked for while one is under way; a person sees no difference, and it ends with the answer.
const WATCH: Duration = Duration::from_millis(30);
/// How long nothing at all may happen before the loop goes round: it changes nothing.
const IDLE: Duration = Duration::from_secs(3600);

/// What the screen is opened with.
pub struct FirstRunOpening {
    pub lang: Lang,
    /// Address and account, where the settings know them.
    pub known: (Option<String>, Option<String>),
    pub able: Able,
    pub theme: Theme,
    /// Where the files of whoever signs in lie.
    pub folder: PathBuf,
    pub keyrings: Keyrings,
    pub clock: Clock,
}

/// How the screen was left; with the language that was chosen there.
pub enum FirstRunEnded {
    SignedIn { kept: Box<Kept>, server: String, lang: Lang },
    Demo { lang: Lang },
    Quit,
}

/// Shows the screen and stays until somebody is signed in or leaves.
pub fn first_run(opening: FirstRunOpening) -> Result<FirstRunEnded, NoTerminal> {
    let _guard = Guard::take(false)?;
    let mut screen = Terminal::new(Paint::new(BufWriter::with_capacity(FRAME_BYTES, io::stdout())))?;
    let size = screen.size()?;
    let FirstRunOpening { lang, known, able, theme, folder, keyrings, clock } = opening;
    let mut login = Login::open(lang, known, able, (size.width, size.height), clock.now());
    let (post, said) = channel();
    let post = move |what| {
        // The loop is gone only when somebody left.
        let _ = post.send(what);
    };
    let worker = FirstRun::start((folder, keyrings), clock.clone(), post)?;
    let signals = end_on_signals()?;
    let ended = stay(&mut screen, &mut login, &theme, &clock, &worker, &said);
    signals.close();
    ended
}

/// A signal gives the terminal back and ends the program: nothing here has to be saved.
fn end_on_signals() -> io::Result<signal_hook::iterator::Handle> {
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM])?;
    let handle = signals.handle();
    std::thread::Builder::new().name("first-run".into()).spawn(move || {
        if let Some(signal) = signals.forever().next() {
            super::guard::give_back();
            std::process::exit(128 + signal);
        }
    })?;
    Ok(handle)
}

fn stay(
    screen: &mut Screen,
    login: &mut Login,
    theme: &Theme,
    clock: &Clock,
    worker: &FirstRun,
    said: &Receiver<Said>,
) -> Result<FirstRunEnded, NoTerminal> {
    loop {
        if login.take_dirty() {
            screen.draw(|frame| ui::login::draw(frame, login, theme))?;
        }
        let message = match said.try_recv() {
            Ok(Said::SignedIn { kept, server }) => return Ok(FirstRunEnded::SignedIn { kept, server, lang: login.lang }),
            Ok(Said::Message(message)) => Some(message),
            Err(_) => next(login, clock)?,
        };
        let Some(message) = message else { continue };
        if matches!(message, LoginMessage::Resize { .. }) {
            screen.backend_mut().resized();
        }
        match login.update(clock.now(), message) {
            Some(LoginEffect::Quit) => return Ok(FirstRunEnded::Quit),
            Some(LoginEffect::Demo) => return Ok(FirstRunEnded::Demo { lang: login.lang }),
            Some(effect) => worker.run(effect, login.lang),
            None => {}
        }
    }
}

/// Waits for a key, for what is due, or for a moment where an answer is under way.
fn next(login: &Login, clock: &Clock) -> io::Result<Option<LoginMessage>> {
    let due = login.next_due().map(|due| Duration::from_millis(u64::try_from(due.0 - clock.now().0).unwrap_or(0)));
    let wait = due.unwrap_or(IDLE);
    let wait = if login.busy().is_some() { wait.min(WATCH) } else { wait };
    if !poll(wait)? {
        let is_due = login.next_due().is_some_and(|due| due <= clock.now());
        return Ok(is_due.then_some(LoginMessage::Tick));
    }
    Ok(match read()? {
        Event::Key(key) => ui::login::press(key),
        Event::Paste(text) => Some(LoginMessage::Paste(text)),
        Event::Resize(width, height) => Some(LoginMessage::Resize { width, height }),
        Event::FocusGained | Event::FocusLost | Event::Mouse(_) => None,
    })
}
