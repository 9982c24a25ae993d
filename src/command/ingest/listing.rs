//! The files that were read, on standard error: the first ten by name, the others by their number.

use std::cell::RefCell;
use std::collections::BTreeMap;

use credtrail::ingest::ingested::Ingested;
use credtrail::report::text::escape::Safe;
use credtrail::report::text::grouped;

use crate::command::args::Verbosity;
use credtrail::language::locale::Locale;
use credtrail::message;
use credtrail::model::finding::message::Message;

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
    more: BTreeMap<Message, Count>,
}

impl Listing {
    /// Returns the line of a file; none where the file is only counted.
    pub fn line(
        &self,
        name: &str,
        ingested: &Ingested,
        verbosity: Verbosity,
        locale: &Locale,
    ) -> Option<String> {
        if verbosity.quiet {
            return None;
        }
        let mut state = self.state.borrow_mut();
        if verbosity.verbose > 0 || state.named < NAMED {
            state.named += 1;
            return Some(format!(
                "{name}: {}",
                locale.translate(&result(ingested, locale))
            ));
        }
        let mut kind = kind(ingested, locale);
        if state.more.len() >= KINDS && !state.more.contains_key(&kind) {
            kind = message!("listing-other-forms", "other forms");
        }
        state.more.entry(kind).or_default().add(ingested);
        None
    }

    /// Returns the lines about the files that were not named.
    pub fn rest(&self, locale: &Locale) -> Vec<String> {
        let state = self.state.borrow();
        let number: u64 = state.more.values().map(|it| it.files).sum();
        if number == 0 {
            return Vec::new();
        }
        let count = grouped(number);
        let head = message!("listing-more", "and {count} more, which -v names:", count);
        let kinds = state.more.iter().map(|(kind, count)| count.line(kind));
        let lines = std::iter::once(head).chain(kinds);
        lines.map(|it| locale.translate(&it).into_owned()).collect()
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

    fn line(&self, kind: &Message) -> Message {
        let kind = kind.clone();
        let files = match self.files {
            1 => message!("listing-file", "1 file"),
            number => message!("listing-files", "{count} files", count = grouped(number)),
        };
        let entries = match self.entries {
            0 => Message::default(),
            entries => message!(
                "listing-entries",
                ", {entries} entries, {relevant} relevant",
                entries = grouped(entries),
                relevant = grouped(self.relevant)
            ),
        };
        let rejected = match self.rejected {
            0 => Message::default(),
            rejected => message!(
                "listing-rejected",
                ", {rejected} rejected",
                rejected = grouped(rejected)
            ),
        };
        message!("listing-kind", "  {kind}: {files}{entries}{rejected}"; kind, files, entries, rejected)
    }
}

/// Returns what a file is, without what only this file is.
fn kind(ingested: &Ingested, locale: &Locale) -> Message {
    match ingested {
        Ingested::New { detected, .. } => locale.form(detected).into(),
        Ingested::Evidence { .. } => message!("listing-evidence", "evidence"),
        Ingested::Known { .. } => message!("listing-known", "read before"),
        Ingested::Secret { .. } | Ingested::Foreign { .. } => {
            message!("listing-foreign", "passed over")
        }
        Ingested::Unread { form } => not_read(form, locale),
        Ingested::PassedOver { form, .. } => passed_over(*form, locale),
    }
}

/// Returns what became of a file.
fn result(ingested: &Ingested, locale: &Locale) -> Message {
    match ingested {
        Ingested::New { detected, counts } => message!(
            "listing-log",
            "{form}, {read} entries, {relevant} relevant, {rejected} rejected",
            form = Safe(&locale.form(detected)).to_string(),
            read = grouped(counts.read),
            relevant = grouped(counts.relevant),
            rejected = grouped(counts.rejected)
        ),
        Ingested::Evidence {
            detected, rejected, ..
        } => message!(
            "listing-evidence-file",
            "{form}, {rejected} rejected",
            form = locale.form(detected),
            rejected = grouped(*rejected)
        ),
        Ingested::Secret { .. } => passed_over(None, locale),
        Ingested::Foreign { what } => {
            let form = Safe(&locale.reason(what)).to_string();
            message!("listing-passed-over", "{form}, passed over", form)
        }
        Ingested::Known { name: before } => {
            message!("listing-known-as", "read before, as {before}", before)
        }
        Ingested::Unread { form } => not_read(form, locale),
        Ingested::PassedOver { form, .. } => passed_over(*form, locale),
    }
}

fn not_read(form: &str, locale: &Locale) -> Message {
    let form = locale.reason(form).into_owned();
    message!("listing-not-read", "{form}, not read", form)
}

fn passed_over(form: Option<&str>, locale: &Locale) -> Message {
    match form {
        Some(form) => {
            let form = locale.reason(form).into_owned();
            message!("listing-passed-over", "{form}, passed over", form)
        }
        None => message!("listing-no-log", "no log, passed over"),
    }
}
