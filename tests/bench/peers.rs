//! The programs that huzhu is measured beside, where they are installed, each with 100,000 rows of its own kind of data.
//!
//! The data is made once and kept below the target folder. A peer whose data can't be made is left out, and the table says so.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use portable_pty::CommandBuilder;

use crate::session::command;

const ROWS: u32 = 100_000;

/// A program, how it is driven, and what its rows look like.
pub struct Peer {
    pub name: &'static str,
    pub start: CommandBuilder,
    /// A row's text, once real rows are on the screen.
    pub row: &'static str,
    pub down: &'static str,
    pub page_down: &'static str,
    pub quit: &'static str,
}

/// Gives the peers that are installed here, with what was wrong with the others.
pub fn peers(folder: &Path) -> (Vec<Peer>, Vec<String>) {
    let (mut found, mut left_out) = (Vec::new(), Vec::new());
    for (name, prepare) in [("tig", tig as fn(&Path, &Path) -> Option<Peer>), ("atuin", atuin), ("csvlens", csvlens)] {
        let peer = on_path(name).and_then(|program| {
            let home = folder.join(name);
            fs::create_dir_all(&home).ok()?;
            prepare(&program, &home)
        });
        match peer {
            Some(peer) => found.push(peer),
            None => left_out.push(format!("{name}: not installed, or its data could not be made")),
        }
    }
    (found, left_out)
}

fn on_path(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Runs a command that makes data; its input is a file.
fn run(command: &mut Command, input: Option<File>) -> Option<()> {
    let input = input.map_or_else(Stdio::null, Stdio::from);
    let status = command.stdin(input).stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
    status.success().then_some(())
}

/// Makes the data of a peer once: a marker is written last.
fn once(home: &Path, make: impl FnOnce() -> Option<()>) -> Option<()> {
    let marker = home.join("made");
    if !marker.exists() {
        make()?;
        fs::write(marker, "").ok()?;
    }
    Some(())
}

fn row(nth: u32) -> String {
    format!("C{nth:09} 张某{:02} 330102{nth:08} 江岸市第一医院 {} 天", nth % 97, nth % 40 + 1)
}

fn tig(program: &Path, home: &Path) -> Option<Peer> {
    let repository = home.join("repository");
    once(home, || {
        fs::create_dir_all(&repository).ok()?;
        let stream = home.join("stream");
        let mut out = BufWriter::new(File::create(&stream).ok()?);
        for nth in 0..ROWS {
            let (message, at) = (row(ROWS - nth), 1_700_000_000 + nth);
            write!(out, "commit refs/heads/main\ncommitter 张某 <zhang@example.invalid> {at} +0800\ndata {}\n{message}\n", message.len())
                .ok()?;
        }
        out.into_inner().ok()?.sync_all().ok()?;
        run(Command::new("git").args(["init", "-q", "-b", "main"]).current_dir(&repository), None)?;
        run(Command::new("git").args(["fast-import", "--quiet"]).current_dir(&repository), Some(File::open(&stream).ok()?))?;
        fs::remove_file(stream).ok()
    })?;
    let start = command(program, &[], &repository, &[("GIT_CONFIG_NOSYSTEM", "1")]);
    Some(Peer { name: "tig", start, row: "C000000009", down: "j", page_down: "\x1b[6~", quit: "q" })
}

fn atuin(program: &Path, home: &Path) -> Option<Peer> {
    once(home, || {
        let history = home.join("history");
        let mut out = BufWriter::new(File::create(&history).ok()?);
        for nth in 0..ROWS {
            writeln!(out, "#{}\necho {}", 1_700_000_000 + nth, row(nth)).ok()?;
        }
        out.flush().ok()?;
        run(Command::new(program).args(["import", "bash"]).env_clear().env("HOME", home).env("HISTFILE", &history), None)
    })?;
    let environment = [("ATUIN_SESSION", "01890000000070008000000000000000"), ("ATUIN_LOG", "error")];
    let start = command(program, &["search", "-i"], home, &environment);
    Some(Peer { name: "atuin", start, row: "C00009", down: "\x1b[A", page_down: "\x1b[5~", quit: "\x1b" })
}

fn csvlens(program: &Path, home: &Path) -> Option<Peer> {
    let file = home.join("cases.csv");
    once(home, || {
        let mut out = BufWriter::new(File::create(&file).ok()?);
        writeln!(out, "case_id,name,id,hospital,days").ok()?;
        for nth in 0..ROWS {
            writeln!(out, "{}", row(nth).replace(' ', ",")).ok()?;
        }
        out.flush().ok()
    })?;
    let start = command(program, &[file.to_str()?], home, &[]);
    Some(Peer { name: "csvlens", start, row: "C000000003", down: "j", page_down: "\x1b[6~", quit: "q" })
}
