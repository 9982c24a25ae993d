//! Projects of Google Cloud by their ids.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// The id of a project: `acme-prod`, or `example.com:acme-prod` where it belongs to a domain.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Project(String);

/// Why a text is no id of a project. The text is shown by whoever asked for it.
#[derive(Debug, Clone, Copy, Error, PartialEq, Eq)]
pub enum NotAProject {
    /// Logs are named by ids, so that nothing would be found under a number.
    #[error(
        "this is a project's number; expected its id, which `gcloud projects describe NUMBER --format='value(projectId)'` prints"
    )]
    Number,
    /// Something else.
    #[error(
        "no id of a project; expected lower-case letters, digits and hyphens, as in acme-prod or example.com:acme-prod"
    )]
    Form,
}

/// No id is longer, with its domain.
const LONGEST: usize = 128;

impl FromStr for Project {
    type Err = NotAProject;

    fn from_str(text: &str) -> Result<Self, NotAProject> {
        let text = text.strip_prefix("projects/").unwrap_or(text);
        if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotAProject::Number);
        }
        let (domain, id) = match text.split_once(':') {
            Some((domain, id)) => (Some(domain), id),
            None => (None, text),
        };
        let sound = domain.is_none_or(is_domain) && is_id(id) && text.len() <= LONGEST;
        sound
            .then(|| Project(text.to_owned()))
            .ok_or(NotAProject::Form)
    }
}

/// Cloud Resource Manager's `Project.project_id`: it begins with a letter and does not end with a hyphen. Its length is not looked
/// at: old ids are shorter than new ones may be.
fn is_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.ends_with('-')
        && text.bytes().all(|b| is_plain(b) || b == b'-')
}

fn is_domain(text: &str) -> bool {
    let is_label = |it: &str| {
        !it.is_empty() && !it.starts_with('-') && it.bytes().all(|b| is_plain(b) || b == b'-')
    };
    text.contains('.') && text.split('.').all(is_label)
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

impl Project {
    /// Its id.
    pub fn id(&self) -> &str {
        &self.0
    }

    /// `projects/P`: how names of logs and resources begin.
    pub fn scope(&self) -> String {
        format!("projects/{}", self.0)
    }
}

impl fmt::Display for Project {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_taken_and_everything_else_refused() {
        for id in [
            "acme-prod",
            "p",
            "example.com:acme-prod-1",
            "projects/acme-prod",
        ] {
            assert!(id.parse::<Project>().is_ok(), "{id}");
        }
        assert_eq!("998877665544".parse::<Project>(), Err(NotAProject::Number));
        for text in [
            "",
            "-p",
            "p-",
            "1p",
            "Acme",
            "a b",
            "a\"b",
            "a'b",
            "$(id)",
            "a;b",
            "a\nb",
            "..:p",
            "x:p",
            "a.b:",
            "p/logs",
            "projects/",
            "pröjekt",
            "-h.example:p",
        ] {
            assert_eq!(text.parse::<Project>(), Err(NotAProject::Form), "{text:?}");
        }
    }
}
