//! A small made-up world: one cluster, its keys and authorities, and everything that its four logs say of them.

//!
//! The road is [`constants`] (who exists) → [`keys`] → [`certificate`] and [`token`] (what is minted, with real
//! cryptography) → [`call`] and [`entries`] (what a log writes of it) → [`World`] (all logs together) → [`shapes`]
//! (how an export spells it) → [`scenarios`] (the folders under `fixtures/`). Nothing here reads a clock or draws a
//! random number, so the same recipe makes the same bytes for ever.
pub mod authority;
pub mod background_entries;
pub mod call;
pub mod casing;
pub mod certificate;
pub mod clock;
pub mod constants;
pub mod digest;
pub mod entries;
pub mod faults;
pub mod files;
pub mod keys;
pub mod plan;
pub mod raw;
pub mod record;
pub mod scenario;
pub mod scenarios;
pub mod shapes;
pub mod token;
pub mod vm;

pub use call::{Call, Target};
pub use certificate::{Certificate, Leaf};
pub use record::{Kind, Record, Source};
pub use scenario::Scenario;
pub use token::{Algorithm, Token};
pub use vm::Vm;

use serde_json::Value;

/// Everything that happened, as the four logs tell it.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// Calls to the API server, not yet written in either form of its log.
    pub calls: Vec<Call>,
    /// Entries as Cloud Logging holds them.
    pub records: Vec<Record>,
    /// Looks at VMs, as `credtrail workload verify` notes them.
    pub looks: Vec<Value>,
}

impl World {
    /// A world whose four logs reach from a day before the events to five hours after them.
    pub fn framed() -> Self {
        Self {
            calls: background_entries::calls(),
            records: background_entries::records(),
            looks: Vec::new(),
        }
    }

    /// The same, and the cluster issued a token and a certificate the day before: from then on each log is known to record issuances.
    pub fn issuing() -> Self {
        let begin = clock::at("2026-10-05T06:05:00Z");
        Self::framed()
            .used_token(&Token::mint("team-a", "batch", begin))
            .used_certificate(&Leaf::of_node("z9y8", begin).mint())
    }

    /// Somebody calls the API server.
    pub fn call(mut self, call: Call) -> Self {
        self.calls.push(call);
        self
    }

    /// One more entry in a log.
    pub fn record(mut self, record: Record) -> Self {
        self.records.push(record);
        self
    }

    /// Several more entries.
    pub fn records(mut self, records: impl IntoIterator<Item = Record>) -> Self {
        self.records.extend(records);
        self
    }

    /// The certificate with all records of its issuance.
    pub fn issue_certificate(self, certificate: &Certificate) -> Self {
        self.records(entries::certificate_issued(certificate))
    }

    /// The token with all records of its issuance.
    pub fn issue_token(self, token: &Token) -> Self {
        self.records(entries::token_issued(token))
    }

    /// A certificate with its records, used five seconds later by its holder.
    pub fn used_certificate(self, certificate: &Certificate) -> Self {
        self.issue_certificate(certificate)
            .call(Call::by_certificate(certificate))
    }

    /// A token with its records, used three seconds later by its service account.
    pub fn used_token(self, token: &Token) -> Self {
        self.issue_token(token).call(Call::by_token(token))
    }

    /// All entries by time, the calls in their Cloud Logging form.
    pub fn entries(&self) -> Vec<Record> {
        let calls = self.calls.iter().map(entries::kubernetes::call);
        let mut all: Vec<Record> = self.records.iter().cloned().chain(calls).collect();
        all.sort_by_key(|record| record.at);
        all
    }

    /// The entries of one log by time.
    pub fn log(&self, source: Source) -> Vec<Value> {
        let of_source = self
            .entries()
            .into_iter()
            .filter(|record| record.source == source);
        of_source.map(|record| record.entry).collect()
    }

    /// The calls as raw audit events, every stage of each, by time.
    pub fn raw_events(&self) -> Vec<Value> {
        let mut calls: Vec<&Call> = self.calls.iter().collect();
        calls.sort_by_key(|call| call.at);
        calls.into_iter().flat_map(raw::stages).collect()
    }
}
