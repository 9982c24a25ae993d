//! `credtrail` proves, from audit logs, where every credential of a Kubernetes cluster came from.
//!
//! # The road from a log byte to a verdict
//!
//! | step | room |
//! |---|---|
//! | bytes of a file to items, items to entries of one log | [`log`]: `framing`, `shape`, `fast`, then one file a log in `source` |
//! | certificates, requests, revocation lists and tokens to what can be recomputed from their bytes | [`evidence`] |
//! | files and objects of a bucket to rows of the database | [`ingest`], [`store`] |
//! | which stretch of which log was read | [`coverage`] |
//! | rows to a graph of records, the graph to one lineage a credential | [`correlate`] |
//! | what is known beside one lineage: expectations, who serves whom, where a missing record would lie | [`policy`], [`judge`] |
//! | a lineage to findings, findings to a verdict | [`check`]: one file a finding |
//! | all lineages of a window | [`scan`] |
//! | one credential: who asked for it, what depends on it | [`trace`] |
//! | a report, one file a form | [`report`] |
//!
//! Beside the road: [`model`] holds the values that every room speaks of, [`files`] writes files whole, [`receipts`] tells where a record lies in its file and how to find
//! it again in its log, [`attestation`] signs and verifies reports and policies, [`history`] compares recorded scans, [`vm`] reads what lies on a VM, [`fetch`] asks the Logging API and buckets.
//!
//! # Rules
//!
//! A room uses lower rooms only; `tests/integration/architecture/` names the floors and fails on any other import. No check reads the database, no SQL
//! decides a verdict, no reader of a log knows another log, no printer computes.

#![warn(missing_docs, unreachable_pub)]
// What a stranger wrote must not end the program, and must not become another number. Where the compiler cannot see that something holds, an
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

pub mod attestation;
pub mod check;
pub mod correlate;
pub mod coverage;
pub mod evidence;
pub mod fetch;
pub mod files;
pub mod history;
pub mod http;
pub mod ingest;
pub mod judge;
pub mod log;
pub mod model;
pub mod policy;
pub mod receipts;
pub mod report;
pub mod scan;
pub mod store;
pub mod trace;
pub mod vm;
