//! Ids of projects of Google Cloud.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// The id of a project: `acme-prod`, or `example.com:acme-prod` for a project of a domain.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Project(String);

/// Why a text is no project id. The caller shows the text.
#[derive(Debug, Clone, Copy, Error, PartialEq, Eq)]
pub enum NotAProject {
    /// The text is a project number. Log names have project ids, so that a number would match no log.
    #[error(
        "this is a project's number; expected its id, which `gcloud projects describe NUMBER --format='value(projectId)'` prints"
    )]
    Number,
    /// The text has the wrong form.
    #[error(
        "no id of a project; expected lower-case letters, digits and hyphens, as in acme-prod or example.com:acme-prod"
    )]
    Form,
}

/// The longest project id with its domain, in bytes.
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

/// Returns whether a text is a `Project.project_id` of Cloud Resource Manager: the text begins with a letter and does not end with a
/// hyphen. The length is not checked, since old ids may be shorter than new ids.
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
    /// Returns the id.
    pub fn id(&self) -> &str {
        &self.0
    }

    /// Returns `projects/P`, the prefix of log names and resource names.
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
