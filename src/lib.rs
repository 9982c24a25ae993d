//! `credtrail` proves, from audit logs, where every credential of a Kubernetes cluster came from.
//!
//! # Use as a library
//!
//! The items at the root of the crate are what a program needs that ingests logs, judges, and writes reports itself, in the order of the
//! road. All else is the inside of the `credtrail` command.
//!
//! ```
//! use std::error::Error;
//!
//! use credtrail::{
//!     Cited, Durability, Input, Judge, JudgeRequest, Judged, LogReader, Moment, Policy, Progress, Selection, Store, Verdict, Window, ingest, scan,
//! };
//! use jiff::Timestamp;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn Error>> {
//! let folder = tempfile::tempdir()?;
//! let mut store = Store::open(&folder.path().join("credtrail.db"), Durability::Throwaway).await?;
//! let logs = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/missing-record/logs");
//! for log in ["ca-service", "gke", "k8s", "kms"] {
//!     let file = Input::named(format!("{logs}/{log}.ndjson"));
//!     ingest(&file, &LogReader::default(), &mut store, &Progress::default()).await?;
//! }
//! let request = JudgeRequest::new(Policy::default(), Moment::Afterwards, Timestamp::now());
//! let judge = Judge::load(&mut store, request).await?;
//! let mut broken = Vec::new();
//! let mut show = |judged: &Judged<'_>| {
//!     println!("{:?} {}", judged.lineage.subject, judged.effective_verdict().as_str());
//!     if judged.effective_verdict() == Verdict::Broken {
//!         broken.extend(judged.findings.iter().map(|it| it.code.as_str()));
//!     }
//!     Ok::<_, Box<dyn Error>>(())
//! };
//! scan(&mut store, &judge, Window::default(), Selection::All, Cited::Places, &mut show)?;
//! assert_eq!(broken, ["missing-record"]);
//! # Ok(())
//! # }
//! ```
//!
//! # The road from a log byte to a verdict
//!
//! A room is a folder of `src/`.
//!
//! | step | room |
//! |---|---|
//! | bytes of a file to items, items to entries of one log | `log`: `framing`, `shape`, `fast`, then one file a log in `source` |
//! | certificates, requests, revocation lists and tokens to what can be recomputed from their bytes | `evidence` |
//! | files and objects of a bucket to rows of the database | `ingest`, `store` |
//! | which stretch of which log was read | `coverage` |
//! | rows to a graph of records, the graph to one lineage a credential | `correlate` |
//! | what is known beside one lineage: expectations, who serves whom, where a missing record would lie | `policy`, `judge` |
//! | a lineage to findings, findings to a verdict | `check`: one file a finding |
//! | all lineages of a window | `scan` |
//! | one credential: who asked for it, what depends on it | `trace` |
//! | a report, one file a form | `report` |
//!
//! Beside the road: `model` holds the values that every room speaks of, `files` writes files whole, `receipts` finds the place of a record
//! in its file and how to find it again in its log, `attestation` signs and verifies reports and policies, `history` compares recorded
//! scans, `serve` shows the pages of the report over a database, `vm` reads what lies on a VM, `language` has the texts of other languages,
//! `http` says where requests may go, `fetch` asks the Logging API, Cloud KMS and buckets, `doctor` asks what is missing for the logs to prove
//! anything, `lake` writes facts of parts of the input on many machines, and loads them.
//!
//! # Rules
//!
//! A room uses lower rooms only; `tests/integration/architecture/` names the floors and fails on any other import. No check reads the database, no SQL
//! decides a verdict, no reader of a log knows another log, no printer computes.

#![warn(missing_docs, unreachable_pub)]
// What a stranger wrote must not end the program, and must not become another number. Where the compiler cannot see that something is always so, an
// `expect` on the item says why it does.
#![cfg_attr(
    not(test),
    warn(
        clippy::allow_attributes_without_reason,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::todo,
        clippy::unimplemented,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

// Files and objects to facts in a database.
pub use crate::ingest::ingested::Ingested;
pub use crate::ingest::input::{Error as InputError, FoundBy, Input, Inputs};
pub use crate::ingest::pipeline::ingest;
pub use crate::ingest::stream::Progress;
pub use crate::log::Reader as LogReader;
pub use crate::store::{Durability, Error as StoreError, Store};
// What is known beside a lineage.
pub use crate::judge::context::{Judge, Moment};
pub use crate::judge::request::{DeclaredStretch, JudgeRequest};
pub use crate::policy::{Malformed as MalformedPolicy, Policy};
// A lineage, its findings and its verdict.
pub use crate::correlate::graph::{Component, components};
pub use crate::correlate::lineage::Lineage;
pub use crate::model::finding::{Code, Finding, Verdict, Weight};
pub use crate::model::identifier::{CredentialId, Identifier};
pub use crate::model::identity::subject::{Kind, Subject};
pub use crate::model::receipt::Receipt;
pub use crate::receipts::use_receipts::Cited;
// All lineages of a window.
pub use crate::model::window::Window;
pub use crate::scan::groups::Grouping;
pub use crate::scan::{Judged, Selection, Summary, Viewer, lineages, scan};
// One credential: its own lineages, who asked for it, what depends on it.
pub use crate::trace::ancestry::{Ancestry, KnownCredentials};
pub use crate::trace::reach::{Member, Root, Totals, reach};
pub use crate::trace::resolve::{StartingPoints, by_id};
// Reports.
pub use crate::report::json::Report as JsonReport;
pub use crate::report::ndjson::Report as NdjsonReport;
pub use crate::report::text::{Detail, Layout, Palette, Report as TextReport, Style};
pub use crate::report::{Form, ReportContext};
// Signed reports.
pub use crate::attestation::chain::{
    Break as ChainBreak, Chain as ReportChain, Link as SignedReport,
};
pub use crate::attestation::public_key::PublicKey;

// The rooms are public because the command, the integration tests, the benches and the fuzz targets are crates of their own and use what
// lies inside. They are hidden because nothing of them is promised to others.
#[doc(hidden)]
pub mod attestation;
#[doc(hidden)]
pub mod check;
#[doc(hidden)]
pub mod correlate;
#[doc(hidden)]
pub mod coverage;
#[doc(hidden)]
#[cfg(feature = "pull")]
pub mod doctor;
#[doc(hidden)]
pub mod evidence;
#[doc(hidden)]
pub mod fetch;
#[doc(hidden)]
pub mod files;
#[doc(hidden)]
pub mod history;
#[doc(hidden)]
pub mod http;
#[doc(hidden)]
pub mod ingest;
#[doc(hidden)]
pub mod judge;
#[doc(hidden)]
#[cfg(feature = "lake")]
pub mod lake;
#[doc(hidden)]
pub mod language;
#[doc(hidden)]
pub mod log;
#[doc(hidden)]
pub mod model;
#[doc(hidden)]
pub mod policy;
#[doc(hidden)]
pub mod receipts;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod scan;
#[doc(hidden)]
pub mod serve;
#[doc(hidden)]
pub mod store;
#[doc(hidden)]
pub mod trace;
#[doc(hidden)]
pub mod vm;
