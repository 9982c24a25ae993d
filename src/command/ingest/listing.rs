//! The files that were read, on standard error: the first ten by name, the others by their number.

use std::cell::RefCell;
use std::collections::BTreeMap;

use credtrail::ingest::ingested::Ingested;
use credtrail::report::text::escape::Safe;
use credtrail::report::text::grouped;

use crate::command::args::Verbosity;

/// The number of files that are named without `-v`.
const NAMED: usize = 10;

/// The most kinds of files that are counted apart.
const KINDS: usize = 20;

/// How many files of one kind were not named, and what they hold.
#[derive(Default)]
struct Count {
    files: u64,
    entries: u64,
    relevant: u64,
    rejected: u64,
}

/// The files so far.
#[derive(Default)]
pub struct Listing {
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    named: usize,
    more: BTreeMap<String, Count>,
}

impl Listing {
    /// Returns the line of a file; none where the file is only counted.
    pub fn line(&self, name: &str, ingested: &Ingested, verbosity: Verbosity) -> Option<String> {
        if verbosity.quiet {
            return None;
        }
        let mut state = self.state.borrow_mut();
        if verbosity.verbose > 0 || state.named < NAMED {
            state.named += 1;
            return Some(format!("{name}: {}", result(ingested)));
        }
        let mut kind = kind(ingested);
        if state.more.len() >= KINDS && !state.more.contains_key(&kind) {
            kind = "other forms".to_owned();
        }
        state.more.entry(kind).or_default().add(ingested);
        None
    }

    /// Returns the lines about the files that were not named.
    pub fn rest(&self) -> Vec<String> {
        let state = self.state.borrow();
        let number: u64 = state.more.values().map(|it| it.files).sum();
        if number == 0 {
            return Vec::new();
        }
        let head = format!("and {} more, which -v names:", grouped(number));
        let kinds = state.more.iter().map(|(kind, count)| count.line(kind));
        std::iter::once(head).chain(kinds).collect()
    }
}

impl Count {
    fn add(&mut self, ingested: &Ingested) {
        self.files += 1;
        match ingested {
            Ingested::New { counts, .. } => {
                self.entries += counts.read;
                self.relevant += counts.relevant;
                self.rejected += counts.rejected;
            }
            Ingested::Evidence { rejected, .. } => self.rejected += rejected,
            _ => {}
        }
    }

    fn line(&self, kind: &str) -> String {
        let files = match self.files {
            1 => "1 file".to_owned(),
            number => format!("{} files", grouped(number)),
        };
        let entries = match self.entries {
            0 => String::new(),
            entries => format!(
                ", {} entries, {} relevant",
                grouped(entries),
                grouped(self.relevant)
            ),
        };
        let rejected = match self.rejected {
            0 => String::new(),
            rejected => format!(", {} rejected", grouped(rejected)),
        };
        format!("  {kind}: {files}{entries}{rejected}")
    }
}

/// Returns what a file is, without what only this file is.
fn kind(ingested: &Ingested) -> String {
    match ingested {
        Ingested::New { detected, .. } => detected.clone(),
        Ingested::Evidence { .. } => "evidence".to_owned(),
        Ingested::Known { .. } => "read before".to_owned(),
        Ingested::Secret { .. } | Ingested::Foreign { .. } => "passed over".to_owned(),
        Ingested::Unread { form } => format!("{form}, not read"),
        Ingested::PassedOver { form, .. } => {
            format!("{}, passed over", form.unwrap_or("no log"))
        }
    }
}

/// Returns what became of a file.
fn result(ingested: &Ingested) -> String {
    match ingested {
        Ingested::New { detected, counts } => {
            format!(
                "{}, {} entries, {} relevant, {} rejected",
                Safe(detected),
                grouped(counts.read),
                grouped(counts.relevant),
                grouped(counts.rejected)
            )
        }
        Ingested::Evidence {
            detected, rejected, ..
        } => format!("{detected}, {} rejected", grouped(*rejected)),
        Ingested::Secret { .. } => "no log, passed over".to_owned(),
        Ingested::Foreign { what } => format!("{}, passed over", Safe(what)),
        Ingested::Known { name: before } => format!("read before, as {before}"),
        Ingested::Unread { form } => format!("{form}, not read"),
        Ingested::PassedOver { form, .. } => {
            format!("{}, passed over", form.unwrap_or("no log"))
        }
    }
}
