//! TOML that people read: policies hold names from logs.

use super::text::escape::is_harmful;

/// A string of a TOML document (<https://toml.io/en/v1.0.0#string>).
struct Quoted<'t> {
    quotes: &'t str,
    content: &'t str,
    rest: &'t str,
}

/// The same document, with everything in its strings escaped that is not to be printed.
pub fn harmless(document: &str) -> String {
    let mut harmless = String::with_capacity(document.len());
    let mut rest = document;
    while let Some(at) = rest.find(['"', '\'', '#']) {
        let (before, here) = rest.split_at(at);
        harmless += before;
        rest = match Quoted::at(here) {
            Some(quoted) => {
                quoted.write(&mut harmless);
                quoted.rest
            }
            None => {
                let end = here.find('\n').unwrap_or(here.len()); // a comment; or what the writer of TOML never writes
                let (comment, behind) = here.split_at(end);
                harmless += comment;
                behind
            }
        };
    }
    harmless + rest
}

impl<'t> Quoted<'t> {
    /// Returns the string at the beginning of a text. None where the text begins with no string, or with a string without an end.
    fn at(text: &'t str) -> Option<Self> {
        let kinds = ["\"\"\"", "'''", "\"", "'"];
        let quotes = kinds.into_iter().find(|it| text.starts_with(it))?;
        let (quotes, inside) = text.split_at(quotes.len());
        let mut end = 0;
        loop {
            let left = inside.get(end..)?;
            if left.starts_with(quotes) {
                break;
            }
            let mut chars = left.chars();
            end += chars.next()?.len_utf8();
            if left.starts_with('\\') && quotes.starts_with('"') {
                end += chars.next()?.len_utf8();
            }
        }
        if quotes.len() == 3 {
            let more = inside.get(end + 3..)?.chars(); // quotation marks of the content may come before the end
            let more = more.take_while(|it| quotes.starts_with(*it)).take(2);
            end += more.count();
        }
        Some(Quoted {
            quotes,
            content: inside.get(..end)?,
            rest: inside.get(end + quotes.len()..)?,
        })
    }

    fn write(&self, out: &mut String) {
        let is_harmful = |c: char| is_harmful(c) && c != '\n';
        if !self.content.contains(is_harmful) {
            return [self.quotes, self.content, self.quotes]
                .into_iter()
                .for_each(|it| *out += it);
        }
        let literal = self.quotes.starts_with('\'');
        let quotes = if literal { "\"" } else { self.quotes };
        let content = match self.content.strip_prefix('\n') {
            Some(content) if literal => content, // the line end behind the quotes belongs to them
            _ => self.content,
        };
        *out += quotes;
        for c in content.chars() {
            match c {
                '\n' if literal => *out += "\\n",
                '"' | '\\' if literal => out.extend(['\\', c]),
                c if is_harmful(c) => *out += &format!("\\U{:08X}", u32::from(c)),
                c => out.push(c),
            }
        }
        *out += quotes;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn it_is_printable_and_says_the_same(names in prop::collection::btree_map(
            "[a\"'\\\\\n\u{1b}\u{202e}\u{e0041}ü# =]{0,9}", "[a\"'\\\\\n\r\u{1b}\u{202e}\u{7f}\u{e0041}ü# =]{0,9}", 0..4,
        )) {
            let written = toml::to_string_pretty(&names).unwrap();
            let text = harmless(&written);
            prop_assert!(!text.contains(|c| is_harmful(c) && c != '\n'), "{text}");
            prop_assert_eq!(toml::from_str::<BTreeMap<String, String>>(&text).unwrap(), names);
        }
    }
}
