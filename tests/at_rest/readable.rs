//! Nothing readable: what is known of made-up people, and what is typed about them, is sent through every path of the real program; then
//! every byte that it left under its home is searched for it, in every form in which it could lie there.
//!
//! Not looked into: what is compressed and not encrypted (there is no such file), what was saved to be printed. Attachments don't exist.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use huzhu::domain::people::Role;
use huzhu::wire::Person;
use serde_json::Value;

use super::pty::{Terminal, command};
use super::served::{self, PASSWORD};
use super::{LOOK, Machine, piped, told};

const NOTE: &str = "雀鸟备注四九三七二六一五";
const HALF_TYPED: &str = "雀鸟写到一半八八四一";
const FILTER: &str = "雀鸟筛选五五二八";
const VIEW: &str = "雀鸟视图九九";
const CALLER: &str = "13899990000";
const CLAIMANT: &str = "雀鸟某某";
const REASON: &str = "雀鸟原因六六二九一一";

/// What must not be found, by its first eight bytes.
struct Canaries {
    by_head: HashMap<[u8; 8], Vec<(Vec<u8>, String)>>,
}

impl Canaries {
    fn of(words: &[String]) -> Canaries {
        let mut by_head: HashMap<[u8; 8], Vec<(Vec<u8>, String)>> = HashMap::new();
        for word in words {
            for (form, bytes) in forms(word) {
                if let Some(head) = bytes.first_chunk::<8>() {
                    by_head.entry(*head).or_default().push((bytes.clone(), format!("{word} as {form}")));
                }
            }
        }
        Canaries { by_head }
    }

    fn found_in(&self, bytes: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        for at in 0..bytes.len().saturating_sub(7) {
            let head: [u8; 8] = bytes[at..at + 8].try_into().unwrap();
            let fits = self.by_head.get(&head).into_iter().flatten().filter(|(whole, _)| bytes[at..].starts_with(whole));
            found.extend(fits.map(|(_, what)| what.clone()));
        }
        found
    }

    /// Every file under a folder in which one of them stands.
    fn leaks(&self, folder: &Path) -> Vec<String> {
        let named = |path: &PathBuf| path.to_string_lossy().into_owned();
        let files = files(folder);
        let inside = files.iter().flat_map(|path| self.found_in(&fs::read(path).unwrap()).into_iter().map(move |what| (path, what)));
        let in_names = files.iter().flat_map(|path| self.found_in(named(path).as_bytes()).into_iter().map(move |what| (path, what)));
        inside.chain(in_names).map(|(path, what)| format!("{}: {what}", named(path))).collect()
    }
}

/// A word as it may lie in a file.
fn forms(word: &str) -> Vec<(&'static str, Vec<u8>)> {
    let bytes = word.as_bytes();
    let hex = |upper: bool| bytes.iter().map(|byte| if upper { format!("{byte:02X}") } else { format!("{byte:02x}") }).collect::<String>();
    let little = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big = word.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let escaped: String = word.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
    let mut forms = vec![
        ("text", bytes.to_vec()),
        ("hex", hex(false).into_bytes()),
        ("capital hex", hex(true).into_bytes()),
        ("UTF-16 LE", little),
        ("UTF-16 BE", big),
        ("JSON escapes", escaped.into_bytes()),
    ];
    // In base64 it reads in three ways, by where it stands; the ends depend on what is beside it.
    for shift in 0..3_usize {
        let shifted: Vec<u8> = vec![0; shift].into_iter().chain(bytes.iter().copied()).collect();
        let whole = base64(&shifted);
        let from = if shift == 0 { 0 } else { shift + 1 };
        forms.push(("base64", whole[from..whole.len() - 2].to_vec()));
    }
    forms
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |word: u32, place: u32| DIGITS[(word >> place & 63) as usize];
    let words = bytes.chunks_exact(3).map(|chunk| u32::from_be_bytes([0, chunk[0], chunk[1], chunk[2]]));
    words.flat_map(|word| [18, 12, 6, 0].map(|place| digit(word, place))).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match () {
                () if path.is_dir() => folders.push(path),
                // A socket holds nothing.
                () if path.is_file() => found.push(path),
                () => {}
            }
        }
    }
    found
}

/// The names and numbers of everybody in the office's cases, and what the test types.
fn canaries(machine: &Machine) -> Canaries {
    let mut words: Vec<String> = [NOTE, HALF_TYPED, FILTER, VIEW, CALLER, CLAIMANT, REASON, PASSWORD].map(str::to_owned).to_vec();
    for case in &machine.cases {
        let facts = serde_json::to_value(machine.office.case(&served::reviewer(0), case).unwrap().case.facts).unwrap();
        gather(&facts, &mut words);
    }
    assert!(words.len() > 20, "the cases have names and numbers");
    Canaries::of(&words)
}

fn gather(value: &Value, words: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match (name.as_str(), value) {
                    ("name" | "id_number" | "phone" | "card" | "social_security_card", Value::String(text)) if text.len() >= 8 => {
                        words.push(text.clone());
                    }
                    _ => gather(value, words),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| gather(value, words)),
        _ => {}
    }
}

/// Everything that the program may use lies under this home.
fn desk_in(home: &Path) -> Terminal {
    let mut desk = command(env!("CARGO_BIN_EXE_huzhu"), home, &[]);
    for (name, folder) in [("TMPDIR", "tmp"), ("XDG_RUNTIME_DIR", "run"), ("XDG_CACHE_HOME", "cache"), ("XDG_STATE_HOME", "xdg-state")] {
        fs::create_dir_all(home.join(folder)).unwrap();
        desk.env(name, home.join(folder));
    }
    let mut desk = Terminal::start(desk, 120, 40);
    desk.wait_for("口令");
    desk.press(&format!("{PASSWORD}\r"));
    desk.wait_for("已同步");
    desk.wait_for("ZJ24-");
    desk.rest(LOOK * 2);
    desk
}

/// Goes so many steps back; each is a key of its own, and not the beginning of another.
fn leave(desk: &mut Terminal, steps: usize) {
    for _ in 0..steps {
        desk.press("\x1b");
        desk.rest(LOOK);
    }
}

/// What the system tells everybody of a process and of those that it started: arguments and environment.
fn told_of_processes(pid: u32) -> Vec<u8> {
    let mut all = Vec::new();
    let mut waiting = vec![pid];
    while let Some(pid) = waiting.pop() {
        for file in ["cmdline", "environ", "comm"] {
            all.extend(fs::read(format!("/proc/{pid}/{file}")).unwrap_or_default());
            all.push(0);
        }
        for task in fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten() {
            let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
            waiting.extend(children.split_whitespace().filter_map(|child| child.parse::<u32>().ok()));
        }
    }
    all
}

#[test]
fn what_is_known_of_people_lies_nowhere_readable() {
    let machine = Machine::new();
    let person = Person { user: "he0".into(), name: "何某0".into(), roles: vec![Role::Intake, Role::Medical], employer: None };
    machine.office.add_user(&person, Some(PASSWORD), None).unwrap();
    served::login(machine.home.path(), &machine.server, 0);
    let (home, canaries) = (machine.home.path(), canaries(&machine));
    let case = machine.cases[0].clone();
    let mut desk = desk_in(home);

    // A note that is sent, a saved view, a case with a field shown in full and copied, a sheet left half-way.
    desk.press("i");
    desk.rest(LOOK);
    desk.press(NOTE);
    desk.wait_for(NOTE);
    leave(&mut desk, 1);
    desk.press("Y");
    desk.rest(LOOK);
    desk.press(&format!("/{FILTER}\r"));
    desk.wait_for(FILTER);
    desk.press("V");
    desk.rest(LOOK);
    desk.press(&format!("{VIEW}\r"));
    leave(&mut desk, 2);
    desk.press(&format!("/{case}"));
    desk.wait_until("the case alone", |screen| screen.contains("1 / 1"));
    desk.press("\r");
    desk.rest(LOOK);
    desk.press("\r");
    desk.wait_for("轮到你");
    desk.press("zjzjzy");
    desk.rest(LOOK);
    desk.press("A");
    desk.wait_for("Y 确认");
    desk.press(&format!("\t{REASON}"));
    leave(&mut desk, 2);
    desk.press("i");
    desk.rest(LOOK);
    desk.press(HALF_TYPED);
    desk.wait_for(HALF_TYPED);
    leave(&mut desk, 3);
    // A look-up, and a claim at the counter.
    desk.press("gl");
    desk.rest(LOOK);
    desk.press(&format!("{CALLER}\r"));
    desk.rest(LOOK);
    leave(&mut desk, 3);
    desk.press("gi");
    desk.rest(LOOK);
    desk.press("n");
    desk.rest(LOOK);
    desk.press(&format!("\x1b[B \x1b[B\x1b[B\x1b[B\x1b[B\x1b[B{CLAIMANT}"));
    desk.wait_for("草稿已存");
    assert_eq!(canaries.found_in(&told_of_processes(desk.pid())), [""; 0], "in arguments or environment");
    assert_eq!(canaries.leaks(home), [""; 0], "while the desk is open");
    leave(&mut desk, 2);
    desk.press("gz");
    desk.wait_for("待发");
    assert_eq!(canaries.leaks(home), [""; 0], "while it is locked");
    desk.press(&format!("{PASSWORD}\r"));
    desk.wait_for("已解锁");
    desk.wait_for("已同步");
    // It crashes, and leaves its logs behind.
    desk.signal("ABRT");
    drop(desk.left());
    assert_eq!(canaries.leaks(home), [""; 0], "after a crash");
    let desk = desk_in(home);
    desk.signal("KILL");
    drop(desk.left());
    for arguments in
        [&["lookup", "--wait", CALLER][..], &["show", case.as_str()], &["logout", "--list"], &["lookup", "--offline", CLAIMANT]]
    {
        let output = piped(home, arguments, &format!("{PASSWORD}\n"));
        assert!(!told(&output).contains(PASSWORD));
    }
    assert_eq!(canaries.leaks(home), [""; 0], "after commands");
    assert!(files(home).iter().any(|path| path.ends_with("outbox.db")), "the files are there");
}

#[test]
fn a_leak_in_any_form_is_found() {
    let canaries = Canaries::of(&[CLAIMANT.to_owned(), CALLER.to_owned()]);
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("tmp")).unwrap();
    let file = home.path().join("tmp").join("leak");
    fs::write(&file, b"nothing of it").unwrap();
    assert_eq!(canaries.leaks(home.path()), [""; 0]);
    for word in [CLAIMANT, CALLER] {
        let utf16: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let hex: String = word.bytes().map(|byte| format!("{byte:02x}")).collect();
        let mut planted = vec![word.as_bytes().to_vec(), utf16, hex.into_bytes()];
        for before in ["", "x", "xy"] {
            planted.push(base64(format!("{before}{word} and more").as_bytes()));
        }
        for bytes in planted {
            fs::write(&file, [b"before ".to_vec(), bytes.clone(), b" behind".to_vec()].concat()).unwrap();
            assert_ne!(canaries.leaks(home.path()), [""; 0], "{word} as {:?}", String::from_utf8_lossy(&bytes));
        }
    }
    fs::remove_file(&file).unwrap();
    fs::write(home.path().join(format!("{CALLER}.txt")), b"").unwrap();
    assert_ne!(canaries.leaks(home.path()), [""; 0], "in a name");
}
