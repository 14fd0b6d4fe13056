//! The settings file as written, and as checked; the folders that the program uses.
//!
//! Not here: what a setting does. Invariant: a file with any fault is refused whole, with the line and the reason.

pub mod view_file;

use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::de::{DeTable, DeValue};

use crate::domain::people::Lang;

/// A settings file beyond this is not one.
const LARGEST_FILE: u64 = 256 * 1024;

/// The theme that follows the ground of the terminal.
pub const AUTO_THEME: &str = "auto";
/// The names of the built-in themes, in the order of switching.
pub const THEMES: [&str; 6] = [AUTO_THEME, "ye", "zhou", "ansi", "mo", "gao"];
/// A person's own themes that are read.
const MOST_THEMES: usize = 32;

/// The settings, checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The server's address, `https://aid.example`.
    pub server: Option<String>,
    /// Who signs in.
    pub user: Option<String>,
    pub lang: Option<Lang>,
    /// The name of a theme, a built-in one or one of the folder `themes`; absent: by the ground of the terminal.
    pub theme: Option<String>,
    /// How many colours the terminal has; absent: as it says.
    pub colours: Option<Colours>,
    /// The characters that structure is drawn with; absent: as the terminal draws them.
    pub glyphs: Option<GlyphSet>,
    /// Columns of characters of ambiguous width, 1 or 2; absent: the terminal is asked.
    pub ambiguous: Option<u8>,
    /// Clicks and the wheel are taken.
    pub mouse: Option<Switch>,
    /// What moves by itself does so.
    pub motion: Option<Switch>,
    /// After a decision the next case is opened.
    pub advance: Option<bool>,
    /// Minutes without a key after which the desk is locked; 0: never.
    pub idle_lock: Option<u32>,
}

/// Opens a file that a person named. Refuses what to open or read could take for ever: a pipe that nobody writes to, a device.
pub fn open_ordinary(file: &Path) -> std::io::Result<std::fs::File> {
    let found = std::fs::metadata(file)?;
    if found.is_dir() {
        return Err(std::io::ErrorKind::IsADirectory.into());
    }
    if found.is_file() { std::fs::File::open(file) } else { Err(std::io::ErrorKind::InvalidInput.into()) }
}

/// Reads a small file of a person; nothing where there is none.
fn read_small(file: &Path) -> Result<Option<String>, ConfigError> {
    let unreadable = |source| ConfigError::Unreadable { file: file.to_owned(), source };
    match std::fs::metadata(file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
        Ok(meta) if meta.len() > LARGEST_FILE => return Err(ConfigError::TooLarge { file: file.to_owned() }),
        Ok(_) => {}
    }
    let mut bytes = Vec::new();
    open_ordinary(file).and_then(|open| open.take(LARGEST_FILE).read_to_end(&mut bytes)).map_err(unreadable)?;
    String::from_utf8(bytes).map(Some).map_err(|wrong| {
        // Up to there it is text.
        let good = String::from_utf8_lossy(wrong.as_bytes().get(..wrong.utf8_error().valid_up_to()).unwrap_or_default()).into_owned();
        let fault = SettingFault { at: Place::of(&good, good.len()), what: SettingWrong::NotUtf8 };
        ConfigError::Faults { file: file.to_owned(), faults: vec![fault] }
    })
}

/// The person's own themes in the folder of the settings, by the name of their file, in its order.
pub fn own_themes(folder: &Path) -> Result<Vec<(String, String)>, ConfigError> {
    let folder = folder.join("themes");
    let files = match std::fs::read_dir(&folder) {
        Ok(files) => files,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(ConfigError::Unreadable { file: folder, source }),
    };
    let mut files: Vec<PathBuf> = files.filter_map(|file| Some(file.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "toml"));
    files.sort();
    files.truncate(MOST_THEMES);
    let mut themes = Vec::new();
    for file in files {
        let Some(id) = file.file_stem().and_then(|stem| stem.to_str()) else { continue };
        themes.extend(read_small(&file)?.map(|text| (id.to_owned(), text)));
    }
    Ok(themes)
}

/// The person's own keys, as written; nothing where there are none.
pub fn own_keys(file: &Path) -> Result<Option<String>, ConfigError> {
    read_small(file)
}

/// `true` or `on`, `false` or `off`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switch(pub bool);

impl<'de> Deserialize<'de> for Switch {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "on or off")]
        enum Said {
            Bool(bool),
            Word(Word),
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "lowercase")]
        enum Word {
            On,
            Off,
        }
        Ok(Switch(match Said::deserialize(deserializer)? {
            Said::Bool(on) => on,
            Said::Word(word) => matches!(word, Word::On),
        }))
    }
}

/// How many colours a terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Colours {
    #[serde(rename = "24bit")]
    All,
    #[serde(rename = "256")]
    Indexed,
    #[serde(rename = "16")]
    Ansi,
    #[serde(rename = "none")]
    None,
}

/// The sets of characters that structure is drawn with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GlyphSet {
    #[default]
    Line,
    /// Of those only that are one column wide in every terminal.
    Safe,
    Ascii,
}

/// A place in a file, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

impl Place {
    /// The place of a byte.
    pub fn of(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
        Place { line, column }
    }
}

/// Every setting, with what it may be; the theme's are looked up.
const SETTINGS: [(&str, &str); 11] = [
    ("server", "https://aid.example"),
    ("user", "\"lin\""),
    ("lang", "zh-CN, en"),
    ("theme", ""),
    ("colours", "24bit, 256, 16, none"),
    ("glyphs", "line, safe, ascii"),
    ("ambiguous", "1, 2"),
    ("mouse", "on, off"),
    ("motion", "on, off"),
    ("advance", "true, false"),
    ("idle_lock", "10, 0"),
];

/// A fault of the settings file, at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingFault {
    pub at: Place,
    pub what: SettingWrong,
}

/// What is wrong; the words for it are the command line's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingWrong {
    /// From here on it is no UTF-8.
    NotUtf8,
    /// From here on it is not TOML; in the parser's words.
    NotToml(String),
    /// No setting has this name; these are there.
    Unknown { name: String, known: String },
    /// The value is none of those that it may be.
    Value { name: String, allowed: String },
}

/// A settings file that can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Its faults, all of them; at least one.
    #[error("{}: {} faults", file.display(), faults.len())]
    Faults { file: PathBuf, faults: Vec<SettingFault> },
    #[error("{}: {source}", file.display())]
    Unreadable { file: PathBuf, source: std::io::Error },
    #[error("{}: larger than a settings file can be", file.display())]
    TooLarge { file: PathBuf },
    #[error("no home folder is known; set HUZHU_HOME to a folder of your own")]
    NoHome,
}

impl Settings {
    /// Reads and checks the file; one that doesn't exist gives the defaults. All faults are told at once.
    pub fn read(file: &Path) -> Result<Self, ConfigError> {
        let Some(text) = read_small(file)? else { return Ok(Settings::default()) };
        let own = || file.parent().map(own_themes).transpose().map(|own| own.unwrap_or_default().into_iter().map(|(id, _)| id).collect());
        Self::parse(&text, own)?.map_err(|faults| ConfigError::Faults { file: file.to_owned(), faults })
    }

    /// Checks a text. The own themes are asked for where the theme is none of the built-in ones.
    fn parse(text: &str, own: impl Fn() -> Result<Vec<String>, ConfigError>) -> Result<Result<Self, Vec<SettingFault>>, ConfigError> {
        let not_toml = |error: toml::de::Error| {
            let at = Place::of(text, error.span().map_or(0, |span| span.start));
            vec![SettingFault { at, what: SettingWrong::NotToml(error.message().to_owned()) }]
        };
        let table = match DeTable::parse(text) {
            Ok(table) => table.into_inner(),
            Err(error) => return Ok(Err(not_toml(error))),
        };
        let mut faults = Vec::new();
        for (key, value) in &table {
            let name = key.get_ref().to_string();
            let at = Place::of(text, key.span().start);
            let Some((_, allowed)) = SETTINGS.iter().find(|(known, _)| *known == name) else {
                let known = SETTINGS.map(|(known, _)| known).join(", ");
                faults.push(SettingFault { at, what: SettingWrong::Unknown { name, known } });
                continue;
            };
            let allowed = match value.get_ref() {
                DeValue::String(theme) if name == "theme" => {
                    let own = if THEMES.contains(&&**theme) { Vec::new() } else { own()? };
                    let known: Vec<String> = THEMES.into_iter().map(str::to_owned).chain(own).collect();
                    (!known.iter().any(|known| known == theme)).then(|| known.join(", "))
                }
                _ => (!Self::is_well_said(&name, text.get(value.span()).unwrap_or_default())).then(|| (*allowed).to_owned()),
            };
            faults.extend(allowed.map(|allowed| SettingFault { at, what: SettingWrong::Value { name, allowed } }));
        }
        faults.sort_by_key(|fault| fault.at);
        if !faults.is_empty() {
            return Ok(Err(faults));
        }
        Ok(toml::from_str(text).map_err(not_toml))
    }

    /// Whether a setting by itself has a value that it may have.
    fn is_well_said(name: &str, value: &str) -> bool {
        let Ok(settings) = toml::from_str::<Settings>(&format!("{name} = {value}")) else { return false };
        let has_scheme = |server: &str| server.starts_with("https://") || server.starts_with("http://");
        settings.server.as_deref().is_none_or(has_scheme) && settings.ambiguous.is_none_or(|columns| (1..=2).contains(&columns))
    }
}

/// Where the program keeps what it keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// `config.toml`, `keys.toml`
    pub config: PathBuf,
    /// The client's two files, the key header, the demo.
    pub data: PathBuf,
    /// The log.
    pub state: PathBuf,
}

impl Places {
    /// Gives the folders of this user; `home` (from `HUZHU_HOME`) puts all of them under one folder.
    pub fn find(home: Option<PathBuf>) -> Result<Self, ConfigError> {
        if let Some(home) = home {
            return Ok(Places { config: home.join("config"), data: home.join("data"), state: home.join("state") });
        }
        let dirs = directories::ProjectDirs::from("", "", "huzhu").ok_or(ConfigError::NoHome)?;
        Ok(Places {
            config: dirs.config_dir().to_owned(),
            data: dirs.data_local_dir().to_owned(),
            state: dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir()).to_owned(),
        })
    }

    pub fn settings_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    pub fn keys_file(&self) -> PathBuf {
        self.config.join("keys.toml")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Settings, Vec<SettingFault>> {
        Settings::parse(text, || Ok(vec!["mine".to_owned()])).unwrap()
    }

    /// The settings whose values are refused, with their lines.
    fn refused(text: &str) -> Vec<(usize, String)> {
        let name = |fault: SettingFault| match fault.what {
            SettingWrong::NotUtf8 => (fault.at.line, "not UTF-8".to_owned()),
            SettingWrong::NotToml(_) => (fault.at.line, "not TOML".to_owned()),
            SettingWrong::Unknown { name, .. } | SettingWrong::Value { name, .. } => (fault.at.line, name),
        };
        parse(text).err().unwrap_or_default().into_iter().map(name).collect()
    }

    #[test]
    fn all_faults_are_told_at_once_each_with_its_place() {
        let text =
            "lang = \"fr\"\ncolour = 3\n\nserver = \"ftp://x\"\nuser = 3\ntheme = 'pink'\nambiguous = 3\nmouse = 'maybe'\nadvance = 'no'\n";
        let found = refused(text);
        let wanted = [(1, "lang"), (2, "colour"), (4, "server"), (5, "user"), (6, "theme"), (7, "ambiguous"), (8, "mouse"), (9, "advance")];
        assert_eq!(found, wanted.map(|(line, name)| (line, name.to_owned())));
        let fault = parse("theme = 'pink'").unwrap_err().remove(0);
        assert!(matches!(fault.what, SettingWrong::Value { allowed, .. } if allowed.contains("zhou") && allowed.contains("mine")));
        assert_eq!(refused("lang = \"en\"\nuser = \n"), [(2, "not TOML".to_owned())]);
        assert_eq!(refused("[server]\nuser = 'lin'"), [(1, "server".to_owned())]);
    }

    #[test]
    fn every_setting_is_known() {
        let text = "server = 'https://aid.example'\nuser = 'lin'\nlang = 'zh-CN'\ntheme = 'mine'\ncolours = '24bit'\nglyphs = 'safe'\n\
                    ambiguous = 2\nmouse = 'off'\nmotion = false\nadvance = true\nidle_lock = 10\n";
        let settings = parse(text).unwrap();
        assert_eq!(text.lines().count(), SETTINGS.len());
        assert_eq!((settings.theme.as_deref(), settings.advance), (Some("mine"), Some(true)));
    }

    #[test]
    fn switches_are_said_in_either_way() {
        let read = |text: &str| parse(text).unwrap();
        assert_eq!(read("mouse = 'off'\nmotion = true").mouse, Some(Switch(false)));
        assert_eq!(read("mouse = 'on'\nmotion = false").motion, Some(Switch(false)));
        assert_eq!(read("colours = '256'\nglyphs = 'ascii'").colours, Some(Colours::Indexed));
    }

    #[test]
    fn a_missing_file_is_no_fault() {
        assert_eq!(Settings::read(Path::new("/nonexistent/config.toml")).unwrap(), Settings::default());
    }
}
