//! `credtrail` proves, from audit logs, where every credential of a Kubernetes cluster came from.
//!
//! # The road
//!
//! ```text
//! bytes → items → rows → entries + mentions → [database] → graph → lineages → stages, findings → verdict → report
//! log/                                        store/       graph   lineage    stage    check/    finding   report/
//! ```
//!
//! [`log`] cuts bytes into items, opens envelopes and reads each of the four logs, and what was noted of VMs. What an entry says
//! is an [`entry::Event`], which mentions [`identifier`]s; [`evidence`] works out again what can be worked out from bytes. [`ingest`] puts all of it, files and
//! objects of a [`bucket`], into the [`store`], with the [`coverage`]: which stretch of which log was read; [`pull`] asks the
//! Logging API for it. [`scan`] takes facts out page by page; [`graph`] connects
//! entries through identifiers; a [`lineage`] is a component as one credential sees it. [`stage`] tells which log holds its record,
//! the files of [`check`] ask one question each with the [`judge`]'s knowledge, and the verdict is read off the [`finding`]s,
//! which [`finding_id`] numbers for ever. [`ancestry`] walks from a credential up to who asked for it, [`reach`] down to everything
//! that hangs on it. [`report`] prints, one file a form. A [`receipt`] tells where a line stands and what it was, [`retrieval`] how to
//! find it in its log, [`raw`] what its file holds there now; [`sighting`] and [`bundle`] rest on them. [`history`] keeps what was
//! reported, and [`diff`] tells two scans apart.
//! [`workload`] reads what lies on a VM, which the checks hold against its configuration and the logs; [`rotation`] tells how the
//! certificates of an identity followed each other there.
//! Of a credential that is plainly complete an [`outline`] in numbers says as much as its lineage; a scan that shows only exceptions
//! takes that shorter way, and each check tells in one place ([`check::is_settled`]) whether it can.
//!
//! Each module uses only what stands before it. No check reads the database, no SQL decides a verdict, no parser knows another log,
//! no printer computes.

#![warn(missing_docs, unreachable_pub)]
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used))]

pub mod agent;
pub mod ancestry;
pub mod bucket;
pub mod bundle;
pub mod callers;
pub mod check;
pub mod comparison;
pub mod configuration;
pub mod coverage;
pub mod diff;
pub mod digest;
pub mod entry;
pub mod evidence;
pub mod finding;
pub mod finding_id;
pub mod graph;
pub mod history;
pub mod identifier;
pub mod ingest;
pub mod judge;
pub mod lineage;
pub mod log;
pub mod namesake;
pub mod outline;
pub mod policy;
pub mod project;
pub mod pull;
pub mod raw;
pub mod reach;
pub mod receipt;
pub mod report;
pub mod retrieval;
pub mod rotation;
pub mod scan;
pub mod sighting;
pub mod spiffe;
pub mod stage;
pub mod store;
pub mod user;
pub mod workload;
