//! The settings file as written, and as checked; the folders that the program uses.
//!
//! Not here: what a setting does. Invariant: a file with any fault is refused whole, with the line and the reason.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::domain::people::Lang;

/// A settings file beyond this is not one.
const LARGEST_FILE: u64 = 256 * 1024;

/// The names of the themes, in the order of switching.
pub const THEMES: [&str; 4] = ["ye", "zhou", "ansi", "mo"];

/// The settings, checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The server's address, `https://aid.example`.
    pub server: Option<String>,
    /// Who signs in.
    pub user: Option<String>,
    pub lang: Option<Lang>,
    /// The name of a theme; absent: chosen by the program.
    pub theme: Option<String>,
    /// After a decision the next case is opened.
    pub advance: Option<bool>,
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
        let unreadable = |source| ConfigError::Unreadable { file: file.to_owned(), source };
        match std::fs::metadata(file) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Settings::default()),
            Err(error) => return Err(unreadable(error)),
            Ok(meta) if meta.len() > LARGEST_FILE => return Err(ConfigError::TooLarge { file: file.to_owned() }),
            Ok(_) => {}
        }
        let text = std::fs::read_to_string(file).map_err(unreadable)?;
        Self::parse(&text).map_err(|(line, column, message)| ConfigError::Fault { file: file.to_owned(), line, column, message })
    }

    fn parse(text: &str) -> Result<Self, (usize, usize, String)> {
        let settings: Settings = toml::from_str(text).map_err(|error| {
            let (line, column) = place(text, error.span().map_or(0, |span| span.start));
            (line, column, error.message().to_owned())
        })?;
        if let Some(server) = &settings.server
            && !(server.starts_with("https://") || server.starts_with("http://"))
        {
            let (line, column) = place(text, text.find("server").unwrap_or(0));
            return Err((line, column, "server must begin with https:// or http://".into()));
        }
        if let Some(theme) = &settings.theme
            && !THEMES.contains(&theme.as_str())
        {
            let (line, column) = place(text, text.find("theme").unwrap_or(0));
            return Err((line, column, format!("no theme {theme:?}: one of {}", THEMES.join(", "))));
        }
        Ok(settings)
    }
}

/// Turns a byte offset into a line and a column, both from 1.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    (line, column)
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_with_its_place() {
        let (line, column, message) = Settings::parse("lang = \"en\"\ncolour = 3\n").unwrap_err();
        assert_eq!((line, column), (2, 1));
        assert!(message.contains("colour") && message.contains("theme"), "{message}");
        let (line, _, _) = Settings::parse("\n\nserver = \"aid.example\"").unwrap_err();
        assert_eq!(line, 3);
    }

    #[test]
    fn a_missing_file_is_no_fault() {
        assert_eq!(Settings::read(Path::new("/nonexistent/config.toml")).unwrap(), Settings::default());
    }
}
