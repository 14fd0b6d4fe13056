//! What comes in from the terminal and from the system, each on a thread of its own, as messages in one channel.
//!
//! The threads block in the system; nothing ticks. They end with the process. All that waits is read at once, so that a held key or a
//! burst of keys is one message and one frame.

use std::sync::mpsc::SyncSender;
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use signal_hook::consts::signal::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;

use super::decode::{Decoder, Input};

/// Something from outside the program.
#[derive(Debug)]
pub enum Outside {
    /// What was typed, pasted, clicked and answered, in its order.
    Terminal(Vec<Input>),
    /// The window has another size.
    Resized,
    /// Another program asks this one to stop.
    Stop,
    /// The program goes on after it was stopped, by whatever.
    Continued,
    /// The terminal is gone, or the system asks the program to end.
    End(i32),
}

/// The signal that stands for a terminal that can't be read any more.
const HANGUP: i32 = SIGHUP;
/// Read at once: some hundred keys.
const READ: usize = 4096;

/// Starts the threads; what they see goes through `wrap` into the channel.
pub fn listen<M: Send + 'static>(inbox: &SyncSender<M>, wrap: fn(Outside) -> M) -> std::io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGCONT, SIGWINCH])?;
    let to_loop = inbox.clone();
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            let outside = match signal {
                SIGTSTP => Outside::Stop,
                SIGCONT => Outside::Continued,
                SIGWINCH => Outside::Resized,
                ending => Outside::End(ending),
            };
            if to_loop.send(wrap(outside)).is_err() {
                return;
            }
        }
    })?;
    let to_loop = inbox.clone();
    thread::Builder::new().name("terminal".into()).spawn(move || {
        let mut decoder = Decoder::default();
        loop {
            let mut inputs = Vec::new();
            let ended = read(&mut decoder, &mut inputs).is_err();
            if !inputs.is_empty() && to_loop.send(wrap(Outside::Terminal(inputs))).is_err() {
                return;
            }
            if ended {
                // A loop that is gone has ended before.
                let _ = to_loop.send(wrap(Outside::End(HANGUP)));
                return;
            }
        }
    })?;
    Ok(())
}

/// Waits for bytes and reads those that are there; fails when the terminal is gone.
fn read(decoder: &mut Decoder, inputs: &mut Vec<Input>) -> Result<(), Errno> {
    let terminal = rustix::stdio::stdin();
    let patience = decoder.patience().map(timespec);
    match poll(&mut [PollFd::new(&terminal, PollFlags::IN)], patience.as_ref()) {
        Ok(0) => decoder.give_up(inputs),
        Ok(_) => {
            let mut bytes = [0; READ];
            match rustix::io::read(terminal, &mut bytes) {
                Ok(0) => return Err(Errno::IO),
                Ok(count) => decoder.feed(&bytes[..count], inputs),
                Err(Errno::INTR | Errno::AGAIN) => {}
                Err(gone) => return Err(gone),
            }
        }
        Err(Errno::INTR) => {}
        Err(fault) => return Err(fault),
    }
    Ok(())
}

fn timespec(wait: Duration) -> Timespec {
    Timespec { tv_sec: i64::try_from(wait.as_secs()).unwrap_or(i64::MAX), tv_nsec: wait.subsec_nanos().into() }
}
