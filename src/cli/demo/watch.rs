//! Shows how far the making of the office is, in one line of the error stream, and sees that somebody wants it stopped.
//!
//! Invariant: the terminal is given back as it was found, however the work ends.

use std::io::IsTerminal;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use signal_hook::consts::signal::{SIGINT, SIGTERM};

use super::making::Work;
use crate::cli;
use crate::domain::people::Lang;
use crate::text::demo as words;

/// How long nothing is said: a small office stands before anybody reads a line about it.
const QUIET: Duration = Duration::from_millis(500);
/// How often the line is written anew and a key is looked for.
const LOOK: Duration = Duration::from_millis(50);
/// What is left can't be guessed before.
const GUESS_AFTER: Duration = Duration::from_secs(2);

/// Watches until the work has ended; sets its stop where Esc, Ctrl-c or a signal asks for it.
pub fn watch(work: &Work, of: u32, lang: Lang, has_ended: &dyn Fn() -> bool) {
    let started = Instant::now();
    let signals: Vec<_> =
        [SIGINT, SIGTERM].iter().filter_map(|signal| signal_hook::flag::register(*signal, work.stop.clone()).ok()).collect();
    let keys = Keys::take();
    let mut shown = false;
    while !has_ended() {
        if keys.wait() {
            work.stop.store(true, Ordering::Relaxed);
        }
        if started.elapsed() > QUIET {
            shown = true;
            cli::progress(&line(work, of, started.elapsed(), lang));
        }
    }
    drop(keys);
    for signal in signals {
        signal_hook::low_level::unregister(signal);
    }
    if shown {
        cli::progress_done();
    }
}

/// Both parts run beside each other: what is left is told by what is done of both.
fn line(work: &Work, of: u32, so_far: Duration, lang: Lang) -> String {
    let (written, taken) = (work.written.load(Ordering::Relaxed), work.taken.load(Ordering::Relaxed));
    if work.stop.load(Ordering::Relaxed) {
        return words::stopping(lang).to_owned();
    }
    let percent = u64::from(written) * 100 / u64::from(of.max(1));
    let known = so_far > GUESS_AFTER && written > 0;
    let left = (u128::from(of.saturating_sub(written)) * so_far.as_millis() / u128::from(written.max(1))).div_ceil(1_000);
    let left = if known { words::left(lang, duration(lang, left)) } else { String::new() };
    words::making(lang, thousands(written), thousands(of), percent, thousands(taken), left)
}

/// `12 s`, `5 min`
pub fn duration(lang: Lang, seconds: u128) -> String {
    if seconds < 100 { words::seconds(lang, seconds) } else { words::minutes(lang, seconds.div_ceil(60)) }
}

/// `100,000`
pub fn thousands(number: u32) -> String {
    let digits = number.to_string();
    let head = digits.len() % 3;
    let mut text = digits[..head].to_owned();
    for group in digits.as_bytes()[head..].chunks(3) {
        if !text.is_empty() {
            text.push(',');
        }
        text.push_str(&String::from_utf8_lossy(group));
    }
    text
}

/// The keys of a terminal, one by one while it lives; nothing where there is no terminal.
struct Keys {
    raw: bool,
}

impl Keys {
    fn take() -> Self {
        Keys { raw: std::io::stdin().is_terminal() && std::io::stderr().is_terminal() && enable_raw_mode().is_ok() }
    }

    /// Waits a moment; tells whether somebody pressed a key that stops.
    fn wait(&self) -> bool {
        if !self.raw {
            thread::park_timeout(LOOK);
            return false;
        }
        let event = crossterm::event::poll(LOOK).ok().filter(|there_is| *there_is).and_then(|_| crossterm::event::read().ok());
        matches!(event, Some(Event::Key(key)) if stops(key))
    }
}

fn stops(key: KeyEvent) -> bool {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    key.code == KeyCode::Esc || (control && matches!(key.code, KeyCode::Char('c' | 'q')))
}

impl Drop for Keys {
    fn drop(&mut self) {
        if self.raw {
            // Nothing better can be done where the terminal is gone.
            let _ = disable_raw_mode();
        }
    }
}
