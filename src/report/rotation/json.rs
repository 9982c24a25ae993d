//! The rotation history in the JSON report, version 1.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::identifier::Identifier;
use crate::report::moment;
use crate::trace::rotation::{CertificatePeriod, Rotation, Stale, Then};

/// All certificates of one identity.
#[derive(Serialize)]
pub(crate) struct RotationV1 {
    identity: String,
    hosts: BTreeMap<String, Vec<TurnV1>>,
    unseen: Vec<TurnV1>,
}

/// One certificate on one VM. Lengths are in seconds.
#[derive(Serialize)]
struct TurnV1 {
    certificate: String,
    verdict: &'static str,
    valid_from: Option<String>,
    valid_to: Option<String>,
    seen: u64,
    first_seen: Option<String>,
    last_seen: Option<String>,
    gap: Option<i64>,
    overlap: Option<i64>,
    stale: Option<&'static str>,
    stale_by: Option<i64>,
}

/// Returns the JSON object of a rotation history.
pub(crate) fn rotation(rotation: &Rotation) -> RotationV1 {
    let periods = |periods: &[CertificatePeriod]| periods.iter().map(period).collect::<Vec<_>>();
    let hosts = rotation.hosts.iter();
    RotationV1 {
        identity: rotation.identity.clone(),
        hosts: hosts
            .map(|(host, it)| (host.clone(), periods(it)))
            .collect(),
        unseen: periods(&rotation.unseen),
    }
}

fn period(period: &CertificatePeriod) -> TurnV1 {
    let (gap, overlap) = match period.then {
        Some(Then::Gap(by)) => (Some(by.as_secs()), None),
        Some(Then::Overlap(by)) => (None, Some(by.as_secs())),
        None => (None, None),
    };
    let (stale, stale_by) = match period.stale {
        Some(Stale::Ended(by)) => (Some("ended"), Some(by.as_secs())),
        Some(Stale::Succeeded(by)) => (Some("succeeded"), Some(by.as_secs())),
        None => (None, None),
    };
    TurnV1 {
        certificate: Identifier::from(period.certificate).to_string(),
        verdict: period.verdict.as_str(),
        valid_from: period.validity.from.map(moment),
        valid_to: period.validity.to.map(moment),
        seen: period.seen.len() as u64,
        first_seen: period.seen.first().copied().map(moment),
        last_seen: period.seen.last().copied().map(moment),
        gap,
        overlap,
        stale,
        stale_by,
    }
}
