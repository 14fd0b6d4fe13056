//! The settings file as written, and as checked; the folders that the program uses.
//!
//! Not here: what a setting does. Invariant: a file with any fault is refused whole, with the line and the reason.

use std::path::{Path, PathBuf};

use serde::Deserialize;

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
    std::fs::read_to_string(file).map(Some).map_err(unreadable)
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

/// A settings file that can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("{}:{line}:{column}: {message}", file.display())]
    Fault { file: PathBuf, line: usize, column: usize, message: String },
    #[error("{}: {source}", file.display())]
    Unreadable { file: PathBuf, source: std::io::Error },
    #[error("{}: larger than a settings file can be", file.display())]
    TooLarge { file: PathBuf },
    #[error("no home folder is known; set HUZHU_HOME to a folder of your own")]
    NoHome,
}

impl Settings {
    /// Reads and checks the file; one that doesn't exist gives the defaults.
    pub fn read(file: &Path) -> Result<Self, ConfigError> {
        let Some(text) = read_small(file)? else { return Ok(Settings::default()) };
        let fault =
            |(at, message): (Place, String)| ConfigError::Fault { file: file.to_owned(), line: at.line, column: at.column, message };
        let settings = Self::parse(&text).map_err(fault)?;
        if let Some(theme) = settings.theme.as_deref().filter(|theme| !THEMES.contains(theme)) {
            let own = file.parent().map(own_themes).transpose()?.unwrap_or_default();
            if !own.iter().any(|(id, _)| id == theme) {
                let known: Vec<&str> = THEMES.into_iter().chain(own.iter().map(|(id, _)| id.as_str())).collect();
                let message = format!("no theme {theme:?}: one of {}", known.join(", "));
                return Err(fault((Place::of(&text, text.find("theme").unwrap_or(0)), message)));
            }
        }
        Ok(settings)
    }

    fn parse(text: &str) -> Result<Self, (Place, String)> {
        let settings: Settings = toml::from_str(text).map_err(|error| {
            let at = Place::of(text, error.span().map_or(0, |span| span.start));
            (at, error.message().to_owned())
        })?;
        if let Some(server) = &settings.server
            && !(server.starts_with("https://") || server.starts_with("http://"))
        {
            let at = Place::of(text, text.find("server").unwrap_or(0));
            return Err((at, "server must begin with https:// or http://".into()));
        }
        if settings.ambiguous.is_some_and(|columns| !(1..=2).contains(&columns)) {
            let at = Place::of(text, text.find("ambiguous").unwrap_or(0));
            return Err((at, "ambiguous must be 1 or 2".into()));
        }
        Ok(settings)
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

    #[test]
    fn a_fault_is_told_with_its_place() {
        let (at, message) = Settings::parse("lang = \"en\"\ncolour = 3\n").unwrap_err();
        assert_eq!(at, Place { line: 2, column: 1 });
        assert!(message.contains("colour") && message.contains("theme"), "{message}");
        let (at, _) = Settings::parse("\n\nserver = \"aid.example\"").unwrap_err();
        assert_eq!(at.line, 3);
        let (at, message) = Settings::parse("mouse = \"off\"\nambiguous = 3\n").unwrap_err();
        assert_eq!((at.line, message.as_str()), (2, "ambiguous must be 1 or 2"));
    }

    #[test]
    fn switches_are_said_in_either_way() {
        let read = |text: &str| Settings::parse(text).unwrap();
        assert_eq!(read("mouse = 'off'\nmotion = true").mouse, Some(Switch(false)));
        assert_eq!(read("mouse = 'on'\nmotion = false").motion, Some(Switch(false)));
        assert_eq!(read("colours = '256'\nglyphs = 'ascii'").colours, Some(Colours::Indexed));
        assert!(Settings::parse("mouse = 'maybe'").unwrap_err().1.contains("on or off"));
    }

    #[test]
    fn a_missing_file_is_no_fault() {
        assert_eq!(Settings::read(Path::new("/nonexistent/config.toml")).unwrap(), Settings::default());
    }
}
