//! Entries that concern no credential, but show for which stretch a log was exported.

use jiff::Timestamp;

use super::call::Call;
use super::clock::at;
use super::entries::{ca_service, gke, kms};
use super::record::Record;

/// Returns times from more than a day before the events of a scenario up to five hours after them.
fn times() -> [Timestamp; 4] {
    [
        "2026-10-05T06:00:00Z",
        "2026-10-05T18:00:00Z",
        "2026-10-06T05:00:00Z",
        "2026-10-06T17:00:00Z",
    ]
    .map(at)
}

/// Calls without a credential id.
pub fn calls() -> Vec<Call> {
    times()
        .map(|time| Call::new(time, "system:apiserver"))
        .into()
}

/// Entries of the three other logs.
pub fn records() -> Vec<Record> {
    times()
        .into_iter()
        .flat_map(|time| {
            [
                gke::node_pool_repaired(time),
                ca_service::ca_certificates_fetched(time),
                kms::public_key_read(time),
            ]
        })
        .collect()
}
