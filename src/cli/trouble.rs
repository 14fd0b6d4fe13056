//! What is written where the screen is no place for it: the log file, and what a crash says.
//!
//! Invariant: neither holds a person's data. The log has what the program's own `tracing` lines say; a crash tells the place in the
//! program and never the message, which could quote a value.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;

use crate::domain::people::Lang;
use crate::text::cli as words;

/// A log beyond this is put aside as `huzhu.log.old` at the next start.
const LARGEST_LOG: u64 = 4 * 1024 * 1024;

/// Begins the log in the state folder. Without a log the program works all the same.
pub fn log_to(folder: &Path) {
    let Some(file) = open_log(folder) else { return };
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_target(true).with_writer(Mutex::new(file)).finish();
    // A second start in one process (tests) keeps the first log.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

/// Writes the log to the error stream, for a program that draws nothing.
pub fn log_to_stderr() {
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_target(false).with_writer(std::io::stderr).finish();
    let _ = tracing::subscriber::set_global_default(subscriber);
}

fn open_log(folder: &Path) -> Option<File> {
    fs::create_dir_all(folder).ok()?;
    let path = folder.join("huzhu.log");
    if fs::metadata(&path).is_ok_and(|meta| meta.len() > LARGEST_LOG) {
        let _ = fs::rename(&path, folder.join("huzhu.log.old"));
    }
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).ok()
}

/// Has the system keep no image of this process when it crashes: keys and people's data stand in its memory. Nor may another process of
/// this user read that memory. Where the system refuses, `huzhu doctor` says so.
pub fn leave_no_dump() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

/// Makes a panic say where it was and what to do, in a sentence, and nothing of what the program was working on.
pub fn tell_crashes(lang: Lang) {
    std::panic::set_hook(Box::new(move |info| {
        let place = info.location().map_or_else(String::new, |place| format!("{}:{}", place.file(), place.line()));
        tracing::error!(%place, "the program stopped at a fault of its own");
        let _ = writeln!(std::io::stderr().lock(), "{}", words::crashed(lang, place));
    }));
}
