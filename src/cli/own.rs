//! A person's own keys and themes, read from the folder of the settings. What has a fault is not taken, and said.
//!
//! Not here: what is a fault (`ui::keymap`, `ui::theme`). Invariant: no fault in these files keeps the desk from opening.

use std::path::PathBuf;

use crate::config::{ConfigError, Place, Places, SettingFault, SettingWrong, own_keys, own_themes};
use crate::domain::people::Lang;
use crate::text::own as words;
use crate::ui::keymap::{Keymap, KeymapFault, Keys};
use crate::ui::theme::{ThemeFault, Themes};

/// What was read, and what was not taken.
pub struct Own {
    pub keys: Keys,
    pub themes: Themes,
    pub faults: Vec<OwnFault>,
}

pub enum OwnFault {
    /// The file can't be read.
    Unread(ConfigError),
    Keys(PathBuf, Vec<KeymapFault>),
    Theme(PathBuf, ThemeFault),
}

/// Reads both.
pub fn read(places: &Places) -> Own {
    let mut faults = Vec::new();
    let keys_file = places.keys_file();
    let map = match own_keys(&keys_file) {
        Ok(None) => Keymap::vim(),
        Ok(Some(text)) => Keymap::own(&text).unwrap_or_else(|found| {
            faults.push(OwnFault::Keys(keys_file, found));
            Keymap::vim()
        }),
        Err(error) => {
            faults.push(OwnFault::Unread(error));
            Keymap::vim()
        }
    };
    let mut themes = Themes::default();
    match own_themes(&places.config) {
        Ok(own) => {
            for (id, text) in own {
                if let Err(fault) = themes.add(&id, text) {
                    faults.push(OwnFault::Theme(places.config.join("themes").join(format!("{id}.toml")), fault));
                }
            }
        }
        Err(error) => faults.push(OwnFault::Unread(error)),
    }
    Own { keys: Keys::of(map), themes, faults }
}

/// The sentences that the desk opens with; the last is the one that stands in the status line, all are in the log.
pub fn notices(lang: Lang, faults: &[OwnFault]) -> Vec<String> {
    let mut notices = Vec::new();
    for fault in faults {
        match fault {
            OwnFault::Unread(why) => notices.extend(settings_lines(lang, why).iter().map(|why| words::file_unread(lang, why))),
            OwnFault::Theme(file, fault) => notices.push(words::theme_refused(lang, file.display(), fault)),
            OwnFault::Keys(_, found) => {
                let line = |fault: &KeymapFault| words::line(lang, "keys.toml", fault.line, fault.tell(lang));
                notices.extend(found.iter().rev().map(line));
                notices.extend(found.first().map(|first| words::keys_refused(lang, found.len(), line(first))));
            }
        }
    }
    notices
}

/// What is wrong with the settings file, one line for each fault.
pub fn settings_lines(lang: Lang, error: &ConfigError) -> Vec<String> {
    let ConfigError::Faults { file, faults } = error else { return vec![error.to_string()] };
    let line = |fault: &SettingFault| {
        let what = match &fault.what {
            SettingWrong::NotUtf8 => words::settings_not_utf8(lang).to_owned(),
            SettingWrong::NotToml(why) => words::settings_not_toml(lang, why),
            SettingWrong::Unknown { name, known } => words::no_setting(lang, name, known),
            SettingWrong::Value { name, allowed } => words::setting_wrong(lang, name, allowed),
        };
        format!("{}:{}:{}: {what}", file.display(), fault.at.line, fault.at.column)
    };
    faults.iter().map(line).collect()
}

/// The lines of `huzhu config check`, one for each fault.
pub fn lines(lang: Lang, faults: &[OwnFault]) -> Vec<String> {
    let mut lines = Vec::new();
    for fault in faults {
        match fault {
            OwnFault::Unread(why) => lines.extend(settings_lines(lang, why).iter().map(|why| words::file_fault_whole(lang, why))),
            OwnFault::Theme(file, ThemeFault { at: Place { line, .. }, what }) => {
                lines.push(words::file_fault(lang, file.display(), line, what));
            }
            OwnFault::Keys(file, found) => {
                lines.extend(found.iter().map(|fault| words::file_fault(lang, file.display(), fault.line, fault.tell(lang))));
            }
        }
    }
    lines
}
