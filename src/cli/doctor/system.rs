//! How the system is asked: terminal, locale, file modes, disk, swap, core dumps.
//!
//! Invariant: what can't be known is told as such, never as good.

use std::fs;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use rustix::process::{Resource, getrlimit};

use super::{Line, State};
use crate::domain::people::Lang;
use crate::text::doctor as words;

/// Below this a pull or a draft may soon find no room, in MiB; and below this one already does.
const DISK_WARN: u64 = 1024;
const DISK_BAD: u64 = 64;
/// Files whose modes are looked at: more is no folder of ours.
const MOST_FILES: usize = 2_000;

pub fn terminal(lang: Lang) -> Line {
    let term = std::env::var("TERM").unwrap_or_default();
    let is_terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    match crossterm::terminal::size() {
        _ if term.is_empty() || term == "dumb" => Line::new("terminal", State::Bad, words::terminal_dumb(lang)),
        Ok((w, h)) if is_terminal && crate::app::Desk::fits(w, h) => Line::new("terminal", State::Ok, words::terminal(lang, w, h)),
        Ok((w, h)) if is_terminal => Line::new("terminal", State::Warn, words::terminal_small(lang, w, h)),
        _ => Line::new("terminal", State::Warn, words::no_terminal(lang)),
    }
}

pub fn locale(lang: Lang) -> Line {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    let utf8 = set.is_some_and(|value| value.to_ascii_lowercase().replace('-', "").contains("utf8"));
    if utf8 { Line::new("locale", State::Ok, words::locale(lang)) } else { Line::new("locale", State::Warn, words::locale_not_utf8(lang)) }
}

/// Whether anybody else may read what is kept here.
pub fn modes(lang: Lang, folders: &[PathBuf]) -> Line {
    use std::os::unix::fs::PermissionsExt;
    let mut open = Vec::new();
    let mut seen = 0;
    let mut waiting: Vec<PathBuf> = folders.to_vec();
    while let Some(path) = waiting.pop() {
        seen += 1;
        let Ok(meta) = fs::symlink_metadata(&path) else { continue };
        if seen > MOST_FILES || meta.is_symlink() {
            continue;
        }
        let mode = meta.permissions().mode();
        if meta.is_dir() {
            // A folder that nobody else may enter closes all that is in it.
            if mode & 0o077 != 0 {
                waiting.extend(fs::read_dir(&path).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())));
            }
        } else if mode & 0o077 != 0 {
            open.push(path);
        }
    }
    match open.first() {
        None => Line::new("modes", State::Ok, words::modes(lang)),
        // The settings are no secret; what is encrypted is worth a word only.
        Some(first) => Line::new("modes", State::Warn, words::modes_open(lang, open.len(), first.display())),
    }
}

pub fn disk(lang: Lang, folder: &Path) -> Line {
    let there = folder.ancestors().find(|path| path.exists()).unwrap_or(Path::new("/"));
    let Ok(found) = rustix::fs::statvfs(there) else { return Line::new("disk", State::Warn, words::disk_unknown(lang)) };
    let mib = found.f_bavail.saturating_mul(found.f_frsize) / (1024 * 1024);
    match mib {
        free if free < DISK_BAD => Line::new("disk", State::Bad, words::disk_full(lang, free)),
        free if free < DISK_WARN => Line::new("disk", State::Warn, words::disk_little(lang, free)),
        free => Line::new("disk", State::Ok, words::disk(lang, free)),
    }
}

/// Whether memory may be written to a disk, and whether that is encrypted.
pub fn swap(lang: Lang) -> Line {
    let Ok(text) = fs::read_to_string("/proc/swaps") else { return Line::new("swap", State::Warn, words::swap_unknown(lang)) };
    let areas: Vec<&str> = text.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    match areas.iter().find(|area| !is_safe(area)) {
        _ if areas.is_empty() => Line::new("swap", State::Ok, words::swap_off(lang)),
        None => Line::new("swap", State::Ok, words::swap_safe(lang)),
        Some(area) => Line::new("swap", State::Warn, words::swap_open(lang, area)),
    }
}

/// Swap in compressed memory, or on a device that the kernel encrypts.
fn is_safe(area: &str) -> bool {
    let device = fs::canonicalize(area).unwrap_or_else(|_| PathBuf::from(area));
    let Some(name) = device.file_name().and_then(|name| name.to_str()) else { return false };
    let uuid = fs::read_to_string(format!("/sys/block/{name}/dm/uuid")).unwrap_or_default();
    name.starts_with("zram") || uuid.starts_with("CRYPT-")
}

/// Whether a crash would leave an image of the memory behind.
pub fn dumps(lang: Lang) -> Line {
    let limit = getrlimit(Resource::Core).current;
    #[cfg(target_os = "linux")]
    let closed = matches!(rustix::process::dumpable_behavior(), Ok(rustix::process::DumpableBehavior::NotDumpable));
    #[cfg(not(target_os = "linux"))]
    let closed = true;
    let pattern = fs::read_to_string("/proc/sys/kernel/core_pattern").unwrap_or_default();
    match () {
        () if limit != Some(0) || !closed => Line::new("dumps", State::Bad, words::dumps_on(lang)),
        // A program that takes dumps is not bound by the limit; it is by what the process said of itself.
        () if pattern.starts_with('|') => Line::new("dumps", State::Ok, words::dumps_piped(lang)),
        () => Line::new("dumps", State::Ok, words::dumps_off(lang)),
    }
}
