//! One program in one terminal, measured: when it painted, what a key cost, what it does while nobody touches it, how it leaves.
//!
//! Stamps are taken just after `read` returns, in the reading thread. A start counts from just before the program's process is made,
//! so it holds the fork; the floor holds it too. A key's repaint ends when 30 ms pass without output; these 30 ms are not counted.

use std::fs;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

pub const COLUMNS: u16 = 120;
pub const ROWS: u16 = 40;
/// No output for so long ends a repaint.
const QUIET: Duration = Duration::from_millis(30);
/// No output for so long after a start means that it has settled.
const SETTLED: Duration = Duration::from_millis(300);
/// A key without any output within this did nothing that is seen.
const PATIENCE: Duration = Duration::from_millis(300);
/// A program that never falls silent is measured as if it had after this.
const NEVER_SILENT: Duration = Duration::from_secs(3);
/// A program that takes longer to start, or to quit, is given up.
const START_LIMIT: Duration = Duration::from_secs(120);
/// A program that doesn't show what was asked for within this is not measured.
const ANSWER_LIMIT: Duration = Duration::from_secs(5);
/// What clears the whole screen.
const CLEAR: &[u8] = b"\x1b[2J";
const QUIT_LIMIT: Duration = Duration::from_secs(10);

/// What one key cost.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// From the key to the first of its repaint, and to the last byte of it.
    pub first: Duration,
    pub last: Duration,
    pub bytes: usize,
    pub cpu: Duration,
}

/// How a program ended.
#[derive(Debug)]
pub struct Quit {
    pub took: Duration,
    /// What of the terminal is not as it was found.
    pub changed: Vec<&'static str>,
}

/// A program in a terminal of 120×40.
pub struct Session {
    screen: vt100::Parser,
    output: Receiver<(Instant, Vec<u8>)>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    found: String,
    started: Instant,
    last: Instant,
    bytes: usize,
    clears: usize,
}

/// A program to be measured, in a home of its own.
pub fn command(program: &Path, arguments: &[&str], home: &Path, environment: &[(&str, &str)]) -> CommandBuilder {
    let mut command = CommandBuilder::new(program);
    command.args(arguments);
    command.env_clear();
    let own = [("TERM", "xterm-256color"), ("COLORTERM", "truecolor"), ("LANG", "zh_CN.UTF-8"), ("PATH", "/usr/local/bin:/usr/bin:/bin")];
    for (name, value) in own.iter().chain(environment) {
        command.env(name, value);
    }
    command.env("HOME", home);
    command.cwd(home);
    command
}

impl Session {
    pub fn start(command: CommandBuilder) -> Self {
        let pair = native_pty_system().openpty(PtySize { rows: ROWS, cols: COLUMNS, pixel_width: 0, pixel_height: 0 }).unwrap();
        let found = format!("{:?}", pair.master.get_termios());
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (send, output) = channel();
        thread::spawn(move || {
            let mut buffer = [0; 1 << 16];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if send.send((Instant::now(), buffer[..count].to_vec())).is_err() {
                    break;
                }
            }
        });
        let keys = pair.master.take_writer().unwrap();
        let size = |n| NonZeroU16::new(n).unwrap();
        let screen = vt100::Parser::new(size(ROWS), size(COLUMNS), 0);
        let started = Instant::now();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        Session { screen, output, keys, child, master: pair.master, found, started, last: started, bytes: 0, clears: 0 }
    }

    /// Waits until the screen is as wanted, and tells when the output came that made it so.
    pub fn until(&mut self, wanted: impl Fn(&str) -> bool) -> Option<Duration> {
        let limit = self.started + START_LIMIT;
        while !wanted(&self.text()) {
            let left = limit.saturating_duration_since(Instant::now());
            let (at, bytes) = self.output.recv_timeout(left).ok()?;
            self.take(at, &bytes);
        }
        Some(self.last - self.started)
    }

    /// Waits until nothing more is written.
    pub fn settle(&mut self) {
        self.drain(SETTLED);
    }

    /// Lets a time go by, as somebody who looks.
    pub fn wait(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while let Ok((at, chunk)) = self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
            self.take(at, &chunk);
        }
    }

    /// Presses one key, and measures its repaint; none where it did nothing that is seen.
    pub fn press(&mut self, key: &str) -> Option<Key> {
        self.after(|session| session.keys.write_all(key.as_bytes()).unwrap())
    }

    /// Makes the terminal of another size, and measures the repaint, with how often the whole screen was cleared for it.
    pub fn resize(&mut self, columns: u16, rows: u16) -> Option<(Key, usize)> {
        let size = |n| NonZeroU16::new(n).unwrap();
        self.clears = 0;
        let key = self.after(|session| {
            session.screen.screen_mut().set_size(size(rows), size(columns));
            session.master.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
        })?;
        Some((key, self.clears))
    }

    fn after(&mut self, what: impl FnOnce(&mut Self)) -> Option<Key> {
        self.drain(Duration::ZERO);
        let (bytes, cpu) = (self.bytes, self.cpu());
        let pressed = Instant::now();
        what(self);
        let (at, chunk) = self.output.recv_timeout(PATIENCE).ok()?;
        self.take(at, &chunk);
        let first = at - pressed;
        self.drain(QUIET);
        Some(Key { first, last: self.last - pressed, bytes: self.bytes - bytes, cpu: self.cpu().saturating_sub(cpu) })
    }

    /// Presses keys and tells how long it takes until the screen is as wanted; none where it does not come to that.
    pub fn press_until(&mut self, keys: &str, wanted: impl Fn(&str) -> bool) -> Option<Duration> {
        self.drain(QUIET);
        let pressed = Instant::now();
        self.keys.write_all(keys.as_bytes()).unwrap();
        let limit = pressed + ANSWER_LIMIT;
        loop {
            let (at, bytes) = self.output.recv_timeout(limit.saturating_duration_since(Instant::now())).ok()?;
            self.take(at, &bytes);
            if wanted(&self.text()) {
                return Some(at - pressed);
            }
        }
    }

    pub fn press_many(&mut self, key: &str, times: usize) -> Vec<Key> {
        (0..times).filter_map(|_| self.press(key)).collect()
    }

    /// Leaves it alone: what it used, and what it wrote.
    pub fn idle(&mut self, time: Duration) -> (Duration, usize) {
        let (bytes, cpu) = (self.bytes, self.cpu());
        let end = Instant::now() + time;
        while let Ok((at, chunk)) = self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
            self.take(at, &chunk);
        }
        (self.cpu().saturating_sub(cpu), self.bytes - bytes)
    }

    /// The most memory that it ever held, in kB.
    pub fn peak_kb(&self) -> usize {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line.and_then(|line| line.split_whitespace().next()).and_then(|kb| kb.parse().ok()).unwrap_or(0)
    }

    /// Presses the keys that end it, and looks at what it leaves behind.
    pub fn quit(mut self, keys: &str) -> Option<Quit> {
        let pressed = Instant::now();
        self.keys.write_all(keys.as_bytes()).unwrap();
        let limit = pressed + QUIT_LIMIT;
        let took = loop {
            match self.output.recv_timeout(limit.saturating_duration_since(Instant::now())) {
                Ok((at, bytes)) => self.take(at, &bytes),
                Err(RecvTimeoutError::Disconnected) => break pressed.elapsed(),
                Err(RecvTimeoutError::Timeout) => return None,
            }
        };
        self.child.wait().ok()?;
        let screen = self.screen.screen();
        let faults = [
            ("line settings", format!("{:?}", self.master.get_termios()) != self.found),
            ("alternate screen", screen.alternate_screen()),
            ("cursor", screen.hide_cursor()),
            ("bracketed paste", screen.bracketed_paste()),
            ("mouse", screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None),
        ];
        Some(Quit { took, changed: faults.iter().filter(|(_, changed)| *changed).map(|(name, _)| *name).collect() })
    }

    pub fn text(&self) -> String {
        self.screen.screen().contents()
    }

    fn pid(&self) -> u32 {
        self.child.process_id().unwrap_or(0)
    }

    fn take(&mut self, at: Instant, bytes: &[u8]) {
        self.last = at;
        self.bytes += bytes.len();
        self.clears += bytes.windows(CLEAR.len()).filter(|window| *window == CLEAR).count();
        self.screen.process(bytes);
        self.answer(bytes);
    }

    fn drain(&mut self, quiet: Duration) {
        let limit = Instant::now() + NEVER_SILENT;
        while let Ok((at, chunk)) = self.output.recv_timeout(quiet) {
            self.take(at, &chunk);
            if at > limit {
                break;
            }
        }
    }

    /// Answers what programs ask a terminal; one that waits for an answer would be measured waiting.
    fn answer(&mut self, bytes: &[u8]) {
        let (row, column) = self.screen.screen().cursor_position();
        let place = format!("\x1b[{};{}R", row + 1, column + 1);
        let known = [
            ("\x1b[6n", place.as_str()),
            ("\x1b[5n", "\x1b[0n"),
            ("\x1b[c", "\x1b[?62;22c"),
            ("\x1b[0c", "\x1b[?62;22c"),
            ("\x1b[?u", "\x1b[?0u"),
            ("\x1b]11;?", "\x1b]11;rgb:1616/1818/1c1c\x1b\\"),
            ("\x1b]10;?", "\x1b]10;rgb:d8d8/d8d8/d8d8\x1b\\"),
        ];
        // In the order of the questions: whoever gets the last answer first takes the others for keys.
        let place_of = |asked: &str| bytes.windows(asked.len()).position(|window| window == asked.as_bytes());
        let mut answers: Vec<(usize, &str)> = known.iter().filter_map(|(asked, said)| Some((place_of(asked)?, *said))).collect();
        answers.sort_unstable();
        for (_, said) in answers {
            self.keys.write_all(said.as_bytes()).unwrap();
        }
    }

    /// CPU time of the live process and its children, from the scheduler, to the nanosecond.
    fn cpu(&self) -> Duration {
        let mut nanos = 0;
        let mut todo = vec![self.pid().to_string()];
        while let Some(pid) = todo.pop() {
            for task in fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten() {
                let read = |name: &str| fs::read_to_string(task.path().join(name)).unwrap_or_default();
                nanos += read("schedstat").split(' ').next().and_then(|n| n.parse::<u64>().ok()).unwrap_or(0);
                todo.extend(read("children").split_whitespace().map(str::to_owned));
            }
        }
        Duration::from_nanos(nanos)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            let _ = Command::new("kill").args(["-KILL", &self.pid().to_string()]).status();
            let _ = self.child.wait();
        }
    }
}
