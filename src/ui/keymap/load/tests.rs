use super::*;
use crate::app::Place;
use crate::app::case::Tab;

/// What is told of a file, a line each.
fn told(text: &str, lang: Lang) -> String {
    let faults = Keymap::own(text).unwrap_err();
    let lines: Vec<String> = faults.iter().map(|fault| format!("keys.toml:{}: {}", fault.line, fault.tell(lang))).collect();
    // The list of layers grows.
    lines.join("\n").replace(&LAYERS.join(" "), "…")
}

#[test]
fn the_shipped_presets_have_no_fault_and_a_key_for_all() {
    let vim = Keymap::default().with(VIM).unwrap();
    let plain = vim.clone().with(PLAIN).unwrap();
    for layer in LAYERS {
        assert!(!vim.layer(layer).is_empty(), "the layer {layer} has no key");
    }
    for action in Action::ALL {
        let bound = |map: &Keymap| map.layers.iter().any(|(_, bindings)| bindings.iter().any(|binding| binding.action == *action));
        assert!(bound(&vim), "vim has no key for {}", action.name());
        // What the plain preset has no key for stands in the palette.
        let palette_only = [Action::Suspend, Action::HalfDown, Action::HalfUp];
        assert!(bound(&plain) || palette_only.contains(action), "plain has no key for {}", action.name());
    }
}

#[test]
fn the_plain_preset_needs_no_chord() {
    let plain = Keymap::plain();
    for place in PLACES {
        for (layer, binding) in plain.at(*place) {
            assert_eq!(binding.keys.len(), 1, "{layer}: {}", binding.printed());
        }
    }
    let key = |place, action| plain.key_for(place, action).unwrap_or_default();
    assert_eq!(key(Place::Queue, Action::Filter), "Ctrl-f");
    assert_eq!(key(Place::Queue, Action::GoOutbox), "F4");
    assert_eq!(key(Place::Case(Tab::Summary), Action::NextCase), "Alt-Right");
    assert_eq!(key(Place::Sheet, Action::Confirm), "Y");
    assert_eq!(key(Place::Queue, Action::Undo), "Ctrl-z");
}

#[test]
fn own_keys_go_before_those_of_the_preset() {
    let map = Keymap::own("[everywhere]\ndown = ['n', 'down']\nrepaint = ['k']\n[queue]\nfilter = ['f']").unwrap();
    let key = |action| map.key_for(Place::Queue, action);
    assert_eq!(key(Action::Down), Some("n".into()));
    assert_eq!(key(Action::Repaint), Some("k".into()));
    assert_eq!(key(Action::Up), Some("Up".into()), "the key was taken from it");
    assert_eq!(key(Action::Filter), Some("f".into()));
    assert_eq!(key(Action::Open), Some("Enter".into()), "the rest is the preset's");
    let plain = Keymap::own("preset = 'plain'\n[queue]\nfilter = ['f7']").unwrap();
    assert_eq!(plain.key_for(Place::Queue, Action::Filter), Some("F7".into()));
    assert_eq!(plain.key_for(Place::Queue, Action::GoQueue), Some("F3".into()));
    assert!(Keymap::own("").is_ok() && Keymap::own("# only a remark\n").is_ok());
}

/// A file with every fault: each is told, in its line, in both languages.
#[test]
fn all_faults_are_told_at_once_with_their_lines() {
    let text = "\
preset = 'emacs'

[queue]
confirm = ['Y']
fly = ['f']
open = ['nokey', 'b']
filter = '/'
[nowhere]
up = ['k']
[everywhere]
up = ['b']
first = ['b b', 'a b c d e']
last = ['b']
[sheet]
down = ['T']
up = ['y']
";
    insta::assert_snapshot!("keys-faults-zh", told(text, Lang::Zh));
    insta::assert_snapshot!("keys-faults-en", told(text, Lang::En));
    insta::assert_snapshot!("keys-not-toml", told("[queue\nopen = ['o']", Lang::Zh));
}

#[test]
fn nothing_lies_beside_the_key_that_commits() {
    for neighbour in ["T", "U", "G", "H", "y"] {
        let faults = Keymap::own(&format!("[sheet]\n\ndown = ['{neighbour}']")).unwrap_err();
        assert!(matches!(&faults[..], [KeymapFault { line: 3, what: Fault::Neighbour { .. } }]), "{neighbour}: {faults:?}");
    }
    // The committing key may be another one, with other neighbours.
    let faults = Keymap::own("[sheet]\nconfirm = ['K']").unwrap_err();
    assert!(faults.iter().all(|fault| fault.line == 2), "{faults:?}");
}

/// A file from outside may be anything.
#[test]
fn no_file_breaks_the_reading() {
    let deep = "[".repeat(5_000);
    let long = format!("[queue]\nopen = [{}]", "'x y z a b c', ".repeat(2_000));
    for text in ["\u{feff}", "=", "queue = 3", "queue = { open = 3 }", "[queue]\nopen = [[['a']]]", "[queue]\nopen = ['']", &deep, &long] {
        assert!(Keymap::own(text).is_err() || text == "\u{feff}", "{}", &text[..text.len().min(40)]);
    }
}
