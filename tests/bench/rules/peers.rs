//! Runs the same rule in other programs, where they are installed: each is a script beside this file for the Python of the environment
//! variable `HUZHU_BENCH_PYTHON`, else the `python3` of the path.
//!
//! Not here: what is measured of huzhu. Invariant: a program that isn't installed is left out, never an error.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde::Deserialize;

use crate::Case;

/// What OpenFisca took for one claim of many at once, in units of the floor, where it was measured.
pub const OPENFISCA_IN_FLOORS: f64 = 0.9;

/// What a program told of itself.
pub struct Told {
    /// Nanoseconds for one claim of all.
    pub each_ns: f64,
    /// The same where it keeps how it came about.
    pub traced_ns: Option<f64>,
    /// What each claim comes to.
    pub fen: Vec<i64>,
}

#[derive(Deserialize)]
struct Said {
    seconds: f64,
    #[serde(default)]
    traced: Option<f64>,
    fen: Vec<i64>,
}

/// Gives a script all claims, a line of days and fen for each, and reads what it says; nothing where it can't be run.
pub fn run(script: &str, cases: &[Case]) -> Option<Told> {
    let python = std::env::var_os("HUZHU_BENCH_PYTHON").unwrap_or_else(|| "python3".into());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bench/rules").join(script);
    let mut child = Command::new(python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    let lines: String = cases.iter().map(|case| format!("{} {}\n", case.days, case.expense.fen())).collect();
    // A script whose library is missing ends before it has read everything.
    let _ = child.stdin.take()?.write_all(lines.as_bytes());
    let output = child.wait_with_output().ok().filter(|output| output.status.success())?;
    let said: Said = serde_json::from_slice(&output.stdout).ok()?;
    let each = |seconds: f64| seconds * 1e9 / cases.len() as f64;
    Some(Told { each_ns: each(said.seconds), traced_ns: said.traced.map(each), fen: said.fen })
}
