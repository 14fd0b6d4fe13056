//! How a command ends: its answer on standard output, or one sentence on the error stream.

use crate::cli::{exit, own};
use crate::config::ConfigError;
use crate::domain::people::Lang;
use crate::text::cli as words;

/// A command that could not be carried out.
#[derive(Debug)]
pub struct Failure {
    pub code: u8,
    /// What did not happen, why, and what to do.
    pub sentence: String,
}

impl Failure {
    pub fn unusable(sentence: impl Into<String>) -> Self {
        Failure { code: exit::UNUSABLE, sentence: sentence.into() }
    }

    pub fn failed(sentence: impl Into<String>) -> Self {
        Failure { code: exit::FAILED, sentence: sentence.into() }
    }

    pub fn config(lang: Lang, error: &ConfigError) -> Self {
        Failure::unusable(words::config_fault(lang, own::settings_lines(lang, error).join("\n")))
    }
}

/// Writing to a closed pipe ends a command quietly; anything else is told.
impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Failure { code: exit::DONE, sentence: String::new() },
            _ => Failure::failed(error.to_string()),
        }
    }
}
