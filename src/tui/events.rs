//! What comes in from the terminal and from the system, each on a thread of its own, as messages in one channel.
//!
//! The threads block in the system; nothing ticks. They end with the process.

use std::sync::mpsc::SyncSender;
use std::thread;

use crossterm::event::{Event, KeyEventKind};
use signal_hook::consts::signal::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// Something from outside the program.
#[derive(Debug)]
pub enum Outside {
    Terminal(Event),
    /// The terminal is gone, or the system asks the program to end.
    End(i32),
}

/// The signal that stands for a terminal that can't be read any more.
const HANGUP: i32 = SIGHUP;

/// Starts the threads; what they see goes through `wrap` into the channel.
pub fn listen<M: Send + 'static>(inbox: &SyncSender<M>, wrap: fn(Outside) -> M) -> std::io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM])?;
    let to_loop = inbox.clone();
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            if to_loop.send(wrap(Outside::End(signal))).is_err() {
                return;
            }
        }
    })?;
    let to_loop = inbox.clone();
    thread::Builder::new().name("terminal".into()).spawn(move || {
        loop {
            let outside = match crossterm::event::read() {
                Ok(Event::Key(key)) if key.kind == KeyEventKind::Release => continue,
                Ok(event) => Outside::Terminal(event),
                Err(_) => Outside::End(HANGUP),
            };
            let ended = matches!(outside, Outside::End(_));
            if to_loop.send(wrap(outside)).is_err() || ended {
                return;
            }
        }
    })?;
    Ok(())
}
