//! What must not be seen: access tokens, and whatever may be one in a text by somebody else.

use std::fmt;

/// An access token. It cannot be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A token as it stands in a file or variable. None where there is nothing but white space, or what no header can carry.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix("Bearer ").unwrap_or(text).trim();
        let sound = |b: u8| b.is_ascii_graphic();
        (!text.is_empty() && text.bytes().all(sound)).then(|| Secret(text.to_owned()))
    }

    /// For the `Authorization` header, and nothing else.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Longer words than this may be tokens or keys.
const LONGEST_WORD: usize = 40;

/// The longest text of somebody else that is shown.
const LONGEST: usize = 400;

/// A text by somebody else, fit to be shown: without what may be a secret, on one line, and not long.
pub(super) fn masked(text: &str) -> String {
    let is_end = |c: char| c.is_whitespace() || "\"'<>(){}[],;:=&?/|`".contains(c);
    let mut masked = String::new();
    for part in text.split_inclusive(is_end) {
        let word = part.trim_end_matches(is_end);
        let end = part.get(word.len()..).unwrap_or_default();
        if word.chars().count() > LONGEST_WORD {
            masked.push('…');
        } else {
            masked.push_str(word);
        }
        masked.push_str(if end.starts_with(char::is_whitespace) {
            " "
        } else {
            end
        });
    }
    let words: Vec<&str> = masked.split_whitespace().collect();
    let masked: String = words.join(" ").chars().take(LONGEST).collect();
    crate::report::text::escape::Safe(&masked).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_never_shown() {
        let token = format!("ya29.{}", "a0AfH6SM".repeat(10));
        let secret = Secret::new(&format!("Bearer {token}\n")).unwrap();
        assert_eq!(secret.expose(), token);
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        for text in [
            format!("{{\"access_token\":\"{token}\"}}"),
            format!("authorization: Bearer {token}"),
            format!("got <{token}>\n"),
        ] {
            assert!(!masked(&text).contains("a0AfH6SM"), "{}", masked(&text));
        }
    }

    #[test]
    fn what_is_no_secret_stays() {
        let text = "Permission denied on resource 'projects/acme-keys' (or it may not exist).";
        assert_eq!(masked(text), text);
        assert_eq!(masked("a\n\u{1b}[31mb"), "a \\u{1b}[31mb");
    }

    #[test]
    fn an_empty_token_is_none() {
        assert_eq!(Secret::new(" \n"), None);
        assert_eq!(Secret::new("two words"), None);
    }
}
