//! Patterns: texts in which `*` stands for any characters.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use crate::model::text::serde_as_text;

/// A text in which `*` stands for any number of any characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pattern(String);

impl Pattern {
    /// Whether the whole text matches the pattern.
    pub fn matches(&self, text: &str) -> bool {
        let mut parts = self.0.split('*');
        let Some(rest) = parts.next().and_then(|first| text.strip_prefix(first)) else {
            return false;
        };
        let Some(last) = parts.next_back() else {
            return rest.is_empty(); // the pattern has no star
        };
        let Some(mut rest) = rest.strip_suffix(last) else {
            return false;
        };
        for part in parts {
            match rest.find(part) {
                Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
                None => return false,
            }
        }
        true
    }
}

impl FromStr for Pattern {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Pattern(text.to_owned()))
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

serde_as_text!(Pattern);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_characters() {
        let matches = |pattern: &str, text| pattern.parse::<Pattern>().unwrap().matches(text);
        assert!(matches("abc", "abc") && !matches("abc", "abcd") && !matches("abc", "xabc"));
        assert!(matches("*", "") && matches("*", "x") && matches("a*", "a") && matches("*a", "ba"));
        assert!(matches("a*b*c", "aXbYc") && matches("a*b*c", "abc") && !matches("a*b*c", "acb"));
        assert!(!matches("ab*ba", "aba"));
        assert!(matches("a*a*a", "aaa") && !matches("a*a*a", "aa"));
        assert!(matches("system:node:*", "system:node:n1") && !matches("", "x"));
    }
}
