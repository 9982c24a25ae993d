//! Access tokens, and the masking of possible secrets in messages of others.

use std::fmt;

/// An access token. `Debug` does not print the token.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Reads a token as a file or variable holds it, with or without `Bearer `. None where the text is blank, or holds a
    /// character that is not printable ASCII.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix("Bearer ").unwrap_or(text).trim();
        let sound = |b: u8| b.is_ascii_graphic();
        (!text.is_empty() && text.bytes().all(sound)).then(|| Secret(text.to_owned()))
    }

    /// Returns the token, for the `Authorization` header only.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Words of more characters than this may be tokens or keys.
const LONGEST_WORD: usize = 40;

/// The longest message of others that is shown, in characters.
const LONGEST: usize = 400;

/// Returns a message of others for display: words that may be secrets masked, on one line, cut to its first 400 characters.
pub(in crate::fetch::logging_api) fn masked(text: &str) -> String {
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
