//! A real terminal for tests: a program in a pty, its screen as text, its keys, and how it leaves the terminal behind.
//!
//! Tests wait for what they expect to see and never for time to pass; the one limit is for a test that would hang.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

/// A test that waits longer hangs; a debug build on a busy machine needs its time.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// A program in a terminal.
pub struct Terminal {
    screen: vt100::Parser,
    output: Receiver<Vec<u8>>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    /// The line settings before the program came.
    found: String,
    /// All that was written, for what the screen no longer shows.
    pub written: Vec<u8>,
    /// What this terminal answers when it is asked.
    pub answers: Vec<(&'static str, &'static str)>,
    /// How far questions were looked for in what was written.
    looked: usize,
}

/// The questions that a terminal may be asked: for its ground, for its cursor, for what it is.
pub const GROUND: &str = "\x1b]11;?\x1b\\";
pub const CURSOR: &str = "\x1b[6n";
pub const KIND: &str = "\x1b[c";
/// What a usual terminal answers: a line is one column wide; nothing for the ground.
const USUAL: [(&str, &str); 2] = [(CURSOR, "\x1b[2;2R"), (KIND, "\x1b[?62;22c")];

/// How a program ended, and how it left the terminal.
#[derive(Debug)]
pub struct Left {
    pub status: ExitStatus,
    /// What is not as it was found; empty when all is.
    pub changed: Vec<&'static str>,
    /// What stands on the screen that was given back.
    pub screen: String,
}

/// Where a program is run: a home of its own, and a language.
pub fn command(program: &str, home: &Path, arguments: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new(program);
    command.args(arguments);
    command.env_clear();
    for (name, value) in [("TERM", "xterm-256color"), ("COLORTERM", "truecolor"), ("LANG", "zh_CN.UTF-8"), ("PATH", "/usr/bin:/bin")] {
        command.env(name, value);
    }
    command.env("HOME", home);
    command.env("HUZHU_HOME", home);
    // What a test types is left in no keyring of the machine that it runs on.
    command.env("HUZHU_ASK_PASSPHRASE", "1");
    command.cwd(home);
    command
}

/// The program under test.
pub fn huzhu(home: &Path, arguments: &[&str]) -> CommandBuilder {
    command(env!("CARGO_BIN_EXE_huzhu"), home, arguments)
}

impl Terminal {
    /// Starts a program in a terminal of so many columns and rows.
    pub fn start(command: CommandBuilder, columns: u16, rows: u16) -> Self {
        let pair = native_pty_system().openpty(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
        let found = line_settings(&*pair.master);
        let child = pair.slave.spawn_command(command).unwrap();
        // Without our own end of it, the output ends when the program does.
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (send, output) = channel();
        thread::spawn(move || {
            let mut buffer = [0; 1 << 16];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if send.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let size = |n| NonZeroU16::new(n).unwrap();
        Terminal {
            screen: vt100::Parser::new(size(rows), size(columns), 0),
            output,
            keys: pair.master.take_writer().unwrap(),
            child,
            master: Some(pair.master),
            found,
            written: Vec::new(),
            answers: USUAL.to_vec(),
            looked: 0,
        }
    }

    pub fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Presses keys, as the bytes that a terminal sends for them.
    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// The screen as it stands, one line a row.
    pub fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Waits until the screen shows a text.
    pub fn wait_for(&mut self, text: &str) {
        self.wait_until(text, |screen| screen.contains(text));
    }

    /// Waits until the screen is as `is_so` says; fails with the screen when that doesn't come.
    pub fn wait_until(&mut self, what: &str, is_so: impl Fn(&str) -> bool) {
        let limit = Instant::now() + PATIENCE;
        while !is_so(&self.text()) {
            match self.output.recv_timeout(limit.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Disconnected) => panic!("the program ended before the screen showed {what:?}:\n{}", self.text()),
                Err(RecvTimeoutError::Timeout) => panic!("the screen never showed {what:?}:\n{}", self.text()),
            }
        }
    }

    /// Waits until something was written after a place in what was written.
    pub fn wait_written(&mut self, from: usize, what: &str) {
        let limit = Instant::now() + PATIENCE;
        while self.count_since(from, what) == 0 {
            match self.output.recv_timeout(limit.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.take(&bytes),
                Err(fault) => panic!("{what:?} was never written: {fault}\n{}", self.text()),
            }
        }
    }

    /// Waits until nothing more was written for so long: where the program itself asks that its screen be looked at first.
    pub fn rest(&mut self, quiet: Duration) {
        while let Ok(bytes) = self.output.recv_timeout(quiet) {
            self.take(&bytes);
        }
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        let size = |n| NonZeroU16::new(n).unwrap();
        self.screen.screen_mut().set_size(size(rows), size(columns));
        self.master.as_ref().unwrap().resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    /// Sends a signal by its name: `TERM`, `HUP`, `KILL`.
    pub fn signal(&self, name: &str) {
        signal(self.pid(), name);
    }

    /// Waits for the end of the program, and looks at how it left the terminal.
    pub fn left(mut self) -> Left {
        let limit = Instant::now() + PATIENCE;
        loop {
            match self.output.recv_timeout(limit.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("the program didn't end:\n{}", self.text()),
            }
        }
        let status = self.child.wait().unwrap();
        let changed = self.changed();
        Left { status, changed, screen: self.text() }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.written.extend_from_slice(bytes);
        self.screen.process(bytes);
        while let Some((end, answer)) = self.next_question() {
            self.looked = end;
            // A program that has ended reads no answer.
            let _ = self.keys.write_all(answer.as_bytes());
        }
    }

    /// The first question after those that were answered: where it ends, and the answer.
    fn next_question(&self) -> Option<(usize, &'static str)> {
        let found = self.answers.iter().filter_map(|(question, answer)| {
            let at = self.written[self.looked..].windows(question.len()).position(|bytes| bytes == question.as_bytes())?;
            Some((self.looked + at + question.len(), *answer))
        });
        found.min()
    }

    /// How often something was written since a place in what was written.
    pub fn count_since(&self, from: usize, what: &str) -> usize {
        self.written[from..].windows(what.len()).filter(|bytes| *bytes == what.as_bytes()).count()
    }

    /// Whether the terminal is as the program found it: its line settings, its screen, its modes.
    pub fn is_given_back(&self) -> bool {
        self.changed().is_empty()
    }

    fn changed(&self) -> Vec<&'static str> {
        let screen = self.screen.screen();
        let now = line_settings(&**self.master.as_ref().unwrap());
        let faults = [
            ("line settings", now != self.found),
            ("alternate screen", screen.alternate_screen()),
            ("cursor", screen.hide_cursor()),
            ("bracketed paste", screen.bracketed_paste()),
            ("mouse", screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None),
            ("application cursor keys", screen.application_cursor()),
            ("application keypad", screen.application_keypad()),
        ];
        faults.iter().filter(|(_, is_changed)| *is_changed).map(|(name, _)| *name).collect()
    }

    /// Column and row of a text on the screen, from 1, as a click tells them.
    pub fn place_of(&self, text: &str) -> (u16, u16) {
        let screen = self.screen.screen();
        let (_, columns) = screen.size();
        for (y, row) in screen.rows(0, columns.into()).enumerate() {
            if let Some(at) = row.find(text) {
                let before: u16 = row[..at].chars().map(|c| if c.is_ascii() || "─━│✓✗▸▹▐…".contains(c) { 1 } else { 2 }).sum();
                return (before + 1, u16::try_from(y).unwrap() + 1);
            }
        }
        panic!("{text:?} is not on the screen:\n{}", self.text());
    }

    /// Clicks on a text.
    pub fn click(&mut self, text: &str) {
        let (x, y) = self.place_of(text);
        self.press(&format!("\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m"));
    }
}

impl Drop for Terminal {
    /// A test that failed leaves no program behind.
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            self.signal("KILL");
            let _ = self.child.wait();
        }
    }
}

/// The line settings of a terminal, as a text that can be compared.
fn line_settings(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios())
}

/// Sends a signal to a process that the test started.
pub fn signal(pid: u32, name: &str) {
    let signal = match name {
        "ABRT" => Signal::ABORT,
        "TERM" => Signal::TERM,
        "HUP" => Signal::HUP,
        "KILL" => Signal::KILL,
        "STOP" => Signal::STOP,
        "CONT" => Signal::CONT,
        other => panic!("no signal {other} here"),
    };
    kill_process(Pid::from_raw(i32::try_from(pid).unwrap()).unwrap(), signal).unwrap();
}
