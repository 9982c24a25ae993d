//! The languages, and which of them somebody reads.

use crate::model::finding::message::{Message, message};
use std::fmt;
use std::str::FromStr;

/// The variables that set the language of messages, the first that is set and not empty (POSIX.1-2024, section 8.2).
const VARIABLES: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

/// A language in which reports are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Korean.
    Korean,
}

impl Language {
    /// All languages.
    pub const ALL: [Language; 2] = [Language::English, Language::Korean];

    /// Returns the code of the language (ISO 639-1).
    pub fn as_str(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Korean => "ko",
        }
    }

    /// Returns the language that the environment sets. English where it sets none of these languages.
    pub fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let mut set = VARIABLES.into_iter().filter_map(variable);
        let value = set.find(|it| !it.is_empty()).unwrap_or_default();
        let code = value.split(['_', '.', '@', '-']).next().unwrap_or_default();
        code.parse().unwrap_or_default()
    }
}

impl FromStr for Language {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        let named = Language::ALL.into_iter().find(|it| it.as_str() == text);
        named.ok_or_else(|| {
            let text = format!("{text:?}");
            message!(
                "error-no-language",
                "no language is called {text}; expected en or ko",
                text
            )
        })
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Language {
        Language::of_environment(|name| {
            let found = variables.iter().find(|it| it.0 == name);
            found.map(|it| it.1.to_owned())
        })
    }

    #[test]
    fn the_first_variable_that_is_set_tells_the_language() {
        assert_eq!(of(&[]), Language::English);
        assert_eq!(of(&[("LANG", "ko_KR.UTF-8")]), Language::Korean);
        assert_eq!(of(&[("LANG", "ko_KR"), ("LC_ALL", "C")]), Language::English);
        assert_eq!(
            of(&[("LC_ALL", ""), ("LC_MESSAGES", "ko")]),
            Language::Korean
        );
        assert_eq!(of(&[("LANG", "kok_IN")]), Language::English);
    }
}
