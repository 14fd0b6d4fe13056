//! The wall: layers, file and function sizes, and what stands at the top level.

#![expect(clippy::unwrap_used, reason = "a helper of a test may fail the test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The level of each module, as in the map in `src/lib.rs`. A module imports only from lower levels and from itself.
const LEVELS: &[(&str, u32)] = &[
    ("domain", 0),
    ("rules", 1),
    ("wire", 1),
    ("config", 1),
    ("text", 1),
    ("sql", 1),
    ("layout", 1),
    ("judge", 2),
    ("explain", 2),
    ("store", 2),
    ("api", 2),
    ("sync", 3),
    ("app", 4),
    ("driver", 5),
    ("ui", 5),
    ("tui", 6),
    ("server", 6),
    ("cli", 7),
];

/// The server knows no client module.
const SERVER_MAY_USE: &[&str] = &["domain", "rules", "wire", "config", "text", "sql", "judge"];
/// Drawing never touches what can wait.
const UI_NEVER_USES: &[&str] = &["store", "api", "sync", "driver", "sql"];
const RULES_NEVER_READ: &[&str] = &["std::time", "std::fs", "std::net", "tokio::", "::now("];

const FILE_BUDGET: usize = 600;
const FUNCTION_BUDGET: usize = 70;

fn rust_files(root: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The top module that a file belongs to: `src/rules/assess.rs` → `rules`.
fn module_of(file: &Path) -> Option<String> {
    let first = file.strip_prefix(src()).unwrap().components().next()?.as_os_str().to_str()?.to_owned();
    let name = first.trim_end_matches(".rs").to_owned();
    (name != "lib" && name != "main").then_some(name)
}

/// The top modules named after `crate::`, also inside `crate::{a::b, c}`.
fn used_modules(text: &str) -> Vec<String> {
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut used = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 1;
            let mut word = String::new();
            let mut taking = true;
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 1 => taking = true,
                    ':' => taking = false,
                    _ if depth == 1 && taking && (c.is_alphanumeric() || c == '_') => word.push(c),
                    _ => {}
                }
                if (!taking || depth == 0) && !word.is_empty() {
                    used.push(std::mem::take(&mut word));
                }
                if depth == 0 {
                    break;
                }
            }
        } else {
            used.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    used
}

#[test]
fn modules_import_only_from_below() {
    let levels: BTreeMap<&str, u32> = LEVELS.iter().copied().collect();
    let mut faults = Vec::new();
    for file in rust_files(&src()) {
        let Some(module) = module_of(&file) else { continue };
        let Some(level) = levels.get(module.as_str()) else {
            faults.push(format!("{}: the module {module} has no level in the map", file.display()));
            continue;
        };
        let text = fs::read_to_string(&file).unwrap();
        for used in used_modules(&text) {
            let Some(other) = levels.get(used.as_str()) else { continue };
            let banned = (module == "server" && used != "server" && !SERVER_MAY_USE.contains(&used.as_str()))
                || (module == "ui" && UI_NEVER_USES.contains(&used.as_str()));
            if used != module && (other >= level || banned) {
                faults.push(format!("{}: {module} must not use {used}", file.display()));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn domain_and_rules_touch_nothing_outside() {
    let mut faults = Vec::new();
    for file in rust_files(&src()) {
        if !matches!(module_of(&file).as_deref(), Some("domain" | "rules" | "judge")) {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        for word in RULES_NEVER_READ {
            if text.contains(word) {
                faults.push(format!("{}: {word}", file.display()));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// The wall itself is looked at: a file that breaks it is found.
#[test]
fn the_reader_of_paths_sees_groups() {
    assert_eq!(used_modules("use crate::{api::Call, store};\nuse crate::ui::theme;"), ["api", "store", "ui"]);
    assert_eq!(used_modules("// crate::api\nlet x = crate::sql::open();"), ["sql"]);
}

#[test]
fn files_and_functions_stay_small() {
    let mut faults = Vec::new();
    for file in rust_files(&src()) {
        let text = fs::read_to_string(&file).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        if lines.len() > FILE_BUDGET {
            faults.push(format!("{}: {} lines", file.display(), lines.len()));
        }
        let mut start = None;
        for (i, line) in lines.iter().enumerate() {
            let code = line.trim_start();
            let indent = line.len() - code.len();
            let word = code.trim_start_matches("pub ").trim_start_matches("pub(crate) ").trim_start_matches("pub(super) ");
            let word = word.trim_start_matches("const ").trim_start_matches("async ");
            if start.is_none() && word.starts_with("fn ") && line.ends_with('{') {
                start = Some((i, indent));
            }
            if let Some((from, indent_of_fn)) = start
                && indent == indent_of_fn
                && code.starts_with('}')
            {
                if i - from > FUNCTION_BUDGET {
                    faults.push(format!("{}:{}: a function of {} lines", file.display(), from + 1, i - from));
                }
                start = None;
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn nothing_else_stands_at_the_top() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let allowed = ["Cargo.toml", "Cargo.lock", "README.md", "src", "tests", "themes", "target"];
    for entry in fs::read_dir(top).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name.starts_with('.') || allowed.contains(&name.as_str()), "{name} doesn't belong at the top level");
    }
}

/// Columns of a notice at 80: a margin, its sign, a blank, and a blank behind it.
const NOTICE_COLUMNS: u16 = 76;

/// The texts of a file of `src/text`: name, Chinese, English; what is filled in counts nothing.
fn texts_of(source: &str) -> Vec<(String, [String; 2])> {
    let mut found = Vec::new();
    for (at, _) in source.match_indices(" => \"") {
        let head = source[..at].rsplit('\n').next().unwrap_or_default().trim();
        let name: String = head.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let mut wordings = source[at..].split('"').skip(1).step_by(2).map(without_arguments);
        if let (Some(zh), Some(en)) = (wordings.next(), wordings.next()) {
            found.push((name, [zh, en]));
        }
    }
    found
}

fn without_arguments(text: &str) -> String {
    text.split('{').enumerate().map(|(i, part)| if i == 0 { part } else { part.split_once('}').map_or("", |(_, rest)| rest) }).collect()
}

/// A sentence that says why and what to do is of no use where it is cut: what `app` says in the status line fits a line of 80 columns.
#[test]
fn what_the_desk_says_fits_the_status_line() {
    let mut texts: BTreeMap<String, Vec<[String; 2]>> = BTreeMap::new();
    for file in rust_files(Path::new("src/text")) {
        for (name, wordings) in texts_of(&fs::read_to_string(file).unwrap()) {
            texts.entry(name).or_default().push(wordings);
        }
    }
    let (mut said, mut cut) = (0, Vec::new());
    for file in rust_files(Path::new("src/app")) {
        let source = fs::read_to_string(file).unwrap();
        for call in [".warn(", ".ok(", ".error("] {
            for (at, _) in source.match_indices(call) {
                let text = source[at + call.len()..].trim_start();
                let Some((path, _)) = text.split_once('(') else { continue };
                let Some(known) = path.rsplit("::").next().filter(|_| path.contains("::")).and_then(|name| texts.get(name)) else {
                    continue;
                };
                said += 1;
                cut.extend(known.iter().flatten().filter(|wording| huzhu::layout::width::width(wording) > NOTICE_COLUMNS).cloned());
            }
        }
    }
    assert!(said > 50, "{said} notices were found: the source is written in another way now");
    assert!(cut.is_empty(), "{cut:#?}");
}

/// A text that nobody says any more is not kept: what stands in `src/text` is what a person can come to read.
#[test]
fn every_text_is_said_somewhere() {
    let sources: Vec<String> = rust_files(&src()).iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    let mut words: BTreeMap<&str, usize> = BTreeMap::new();
    for word in sources.iter().flat_map(|source| source.split(|c: char| !c.is_alphanumeric() && c != '_')) {
        *words.entry(word).or_default() += 1;
    }
    let texts = rust_files(Path::new("src/text")).into_iter().flat_map(|file| texts_of(&fs::read_to_string(file).unwrap()));
    let unsaid: Vec<String> = texts.map(|(name, _)| name).filter(|name| words.get(name.as_str()).is_some_and(|count| *count < 2)).collect();
    assert!(unsaid.is_empty(), "{unsaid:?}");
}
