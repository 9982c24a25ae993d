//! All errors of a policy file, not the first alone. The reader stops at the first one, so that the faulty item is blanked out and the file
//! is read again: an element of an array, else the `key = value` of it, else the whole table.

mod layout;

use std::ops::Range;

use jiff::Timestamp;

use self::layout::Layout;
use super::{Malformed, Policy, expiry, malformed};

/// The most errors that are listed. Each of them reads the file again.
pub const MOST: usize = 100;

/// Returns the errors of a policy, in the order of the file; at most [`MOST`] of them.
pub fn all(text: &str, now: Timestamp) -> Vec<Malformed> {
    let mut reading = Reading::of(text);
    let mut policy = None;
    for _ in 0..MOST {
        match toml::from_str::<Policy>(&reading.rest) {
            Ok(read) => {
                policy = Some(read);
                break;
            }
            Err(error) if reading.take(&error) => {}
            Err(_) => break,
        }
    }
    let is_whole = reading.found.is_empty();
    let mut found = reading.found;
    for (span, problem) in policy
        .iter()
        .flat_map(|it| it.located_problems(now, is_whole))
    {
        found.push((span.start, malformed(text, Some(span), problem)));
    }
    found.sort_by_key(|it| it.0);
    found.into_iter().map(|it| it.1).take(MOST).collect()
}

impl Policy {
    /// Returns the contradictions. Where items were left out, only those that lie in one item: the others may come from what is left out.
    fn located_problems(&self, now: Timestamp, is_whole: bool) -> Vec<(Range<usize>, String)> {
        let expired = self.expires.as_ref();
        let expired = expired.and_then(|it| expiry::problem(it, now));
        let rest = match is_whole {
            true => self.contradictions(now),
            false => self.incomplete_suppressions(now),
        };
        expired.into_iter().chain(rest).collect()
    }
}

/// A policy file while its errors are looked for.
struct Reading<'t> {
    text: &'t str,
    layout: Layout,
    /// The text without the faulty items; what is left lies where it was.
    rest: String,
    blanked: Vec<Range<usize>>,
    found: Vec<(usize, Malformed)>,
}

impl<'t> Reading<'t> {
    fn of(text: &'t str) -> Self {
        Reading {
            text,
            layout: Layout::of(text),
            rest: text.to_owned(),
            blanked: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Takes an error, and blanks out the faulty item. Returns false where there is nothing to blank out.
    fn take(&mut self, error: &toml::de::Error) -> bool {
        let span = error.span().unwrap_or(0..0);
        let is_missing = error.message().starts_with("missing field");
        let section = self.layout.section(span.start);
        let item = match is_missing {
            true => section.clone(),
            false => self.layout.item(self.text, &span),
        };
        let is_in = |range: &Range<usize>| self.blanked.iter().any(|it| range.contains(&it.start));
        let was_here = self.blanked.iter().any(|it| it.contains(&span.start));
        let is_consequence = was_here || (is_missing && is_in(&section));
        let item = match was_here {
            true => self.layout.expression(span.start),
            false => item,
        };
        let is_open = error.message().starts_with("unclosed"); // what follows cannot be divided
        if is_open {
            self.found.retain(|it| it.0 < span.start);
        }
        if !is_consequence {
            let problem = malformed(self.text, Some(span.clone()), error.message().to_owned());
            self.found.push((span.start, problem));
        }
        !is_open && self.blank(item)
    }

    fn blank(&mut self, item: Range<usize>) -> bool {
        let Some(old) = self.rest.get(item.clone()) else {
            return false;
        };
        if old.trim().is_empty() {
            return false;
        }
        let spaces = old.bytes().map(|it| if it == b'\n' { '\n' } else { ' ' });
        let spaces: String = spaces.collect();
        self.rest.replace_range(item.clone(), &spaces);
        self.blanked.push(item);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        let now = "2026-11-21T12:00:00Z".parse().unwrap();
        let shown = |it: Malformed| format!("{}:{}: {}", it.line, it.column, it.problem);
        let all = all(text, now).into_iter().map(shown);
        all.map(|it| it.chars().take(34).collect()).collect()
    }

    #[test]
    fn every_error_is_listed_in_its_line() {
        let text = concat!(
            "expires = 2026-01-01\n",
            "[tolerance]\nclokc = \"5m\"\nclock = \"soon\"\n",
            "[tolerence]\na = 1\n",
            "[[cluster]]\nname = \"c\"\nalgorithms = [\"rot13\", \"RS256\",\n  \"rot14\"]\n",
            "[[suppression]]\nfinding = \"stale-lgo\"\nsubject = \"*\"\nowner = \"\"\nreason = \"\"\nexpires = 2027-01-01\n",
            "[[suppression]]\nfinding = \"stale-log\"\nsubject = \"*\"\nowner = \"\"\nreason = \"\"\nexpires = 2029-01-01\n",
            "[[suppression]]\nfinding = \"stale-log\"\nsubject = \"*\"\nowner = \"a\"\nreason = \"b\"\n",
        );
        let expected = [
            "1:11: the policy counts until 2026",
            "3:1: unknown field `clokc`, expect",
            "4:9: \"soon\" is no length of time; ",
            "5:2: unknown field `tolerence`, ex",
            "8:8: \"c\" is no name of a cluster; ",
            "9:15: \"rot13\" is no signing algori",
            "9:24: \"RS256\" is no signing algori",
            "10:3: \"rot14\" is no signing algori",
            "12:11: no finding is called \"stale",
            "20:9: must not be empty",
            "21:10: must not be empty",
            "22:11: must not lie more than 365 ",
            "23:1: missing field `expires`",
        ];
        assert_eq!(problems(text), expected);
    }

    #[test]
    fn an_array_that_is_not_closed_is_the_last_error() {
        let found =
            problems("[tolerance]\nclock = \"soon\"\n[pull]\noverlap = [\n[retention]\nkms = 7\n");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("unclosed array"), "{found:?}");
    }

    #[test]
    fn a_sound_policy_has_no_error() {
        assert_eq!(problems(""), [""; 0]);
        assert_eq!(problems("[tolerance]\nclock = \"5m\"\n"), [""; 0]);
    }

    #[test]
    fn a_long_heap_of_errors_is_cut() {
        let text: String = (0..3 * MOST).map(|it| format!("a{it} = 1\n")).collect();
        assert_eq!(problems(&text).len(), MOST);
    }
}
