//! A small made-up world: one cluster, its keys and authorities, and the entries of its four logs.
//!
//! The road is [`constants`] (projects, keys, pools) → [`keys`] → [`certificate`] and [`token`] (credentials with real
//! cryptography) → [`call`] and [`entries`] (log entries) → [`World`] (all logs together) → [`shapes`]
//! (forms of export) → [`scenarios`] (the folders under `fixtures/`). The simulation uses neither the present time nor random
//! numbers, so the same recipe always makes the same bytes.

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
pub mod hostile_entries;
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

/// The content of the four logs, and observations on VMs.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// Calls to the API server, not yet written in either form of its log.
    pub calls: Vec<Call>,
    /// Entries as Cloud Logging holds them.
    pub records: Vec<Record>,
    /// Observations on VMs, as `credtrail workload verify` writes them.
    pub looks: Vec<Value>,
}

impl World {
    /// A world whose four logs have entries from a day before the events to five hours after them.
    pub fn framed() -> Self {
        Self {
            calls: background_entries::calls(),
            records: background_entries::records(),
            looks: Vec::new(),
        }
    }

    /// As [`World::framed`]; the cluster also issued a token and a certificate the day before, so that each log is known to
    /// record issuances from then on.
    pub fn issuing() -> Self {
        let begin = clock::at("2026-10-05T06:05:00Z");
        Self::framed()
            .used_token(&Token::mint("team-a", "batch", begin))
            .used_certificate(&Leaf::of_node("z9y8", begin).mint())
    }

    /// Adds a call to the API server.
    pub fn call(mut self, call: Call) -> Self {
        self.calls.push(call);
        self
    }

    /// Adds an entry to a log.
    pub fn record(mut self, record: Record) -> Self {
        self.records.push(record);
        self
    }

    /// Adds several entries.
    pub fn records(mut self, records: impl IntoIterator<Item = Record>) -> Self {
        self.records.extend(records);
        self
    }

    /// Adds all records of a certificate's issuance.
    pub fn issue_certificate(self, certificate: &Certificate) -> Self {
        self.records(entries::certificate_issued(certificate))
    }

    /// Adds all records of a token's issuance.
    pub fn issue_token(self, token: &Token) -> Self {
        self.records(entries::token_issued(token))
    }

    /// Adds a certificate's records, and its use by its holder five seconds later.
    pub fn used_certificate(self, certificate: &Certificate) -> Self {
        self.issue_certificate(certificate)
            .call(Call::by_certificate(certificate))
    }

    /// Adds a token's records, and its use by its service account three seconds later.
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
