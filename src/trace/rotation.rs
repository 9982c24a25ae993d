//! The rotation history of a workload identity: the certificates of the identity on each VM, in order of time.
//!
//! VMs of a managed group share an identity, and each VM has certificates of its own, so that a rotation belongs to one VM.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use crate::model::entry::Validity;
use crate::model::finding::Verdict;
use crate::model::identifier::Fingerprint;
use crate::scan::Judged;

/// All certificates of one identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotation {
    /// The SPIFFE ID.
    pub identity: String,
    /// The certificates that were seen, by VM, in the order in which their validity begins.
    pub hosts: BTreeMap<String, Vec<CertificatePeriod>>,
    /// The certificates that were not seen on any VM.
    pub unseen: Vec<CertificatePeriod>,
}

/// One certificate, on one VM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificatePeriod {
    /// The certificate.
    pub certificate: Fingerprint,
    /// The verdict of the certificate.
    pub verdict: Verdict,
    /// The validity of the certificate.
    pub validity: Validity,
    /// The times at which the certificate was seen on the VM.
    pub seen: Vec<Timestamp>,
    /// How the next certificate on this VM follows this one; None for the last one.
    pub then: Option<Then>,
    /// Why the certificate should no longer have been seen.
    pub stale: Option<Stale>,
}

/// How one certificate follows another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// The time in which no certificate was valid.
    Gap(SignedDuration),
    /// The time in which both certificates are valid.
    Overlap(SignedDuration),
}

/// A certificate that is still in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stale {
    /// The certificate was seen this long after its validity ended.
    Ended(SignedDuration),
    /// The certificate was seen this long after its successor was first seen.
    Succeeded(SignedDuration),
}

impl Rotation {
    /// Returns the history of an identity among these lineages. None where no certificate has the identity. `clock` is the
    /// largest difference between clocks.
    pub fn of(identity: &str, judged: &[Judged<'_>], clock: SignedDuration) -> Option<Self> {
        let mut rotation = Rotation {
            identity: identity.to_owned(),
            hosts: BTreeMap::new(),
            unseen: Vec::new(),
        };
        for one in judged.iter().filter(|it| is_of(identity, it)) {
            rotation.take(one);
        }
        rotation.unseen.sort_by_key(CertificatePeriod::rank);
        for periods in rotation.hosts.values_mut() {
            periods.sort_by_key(CertificatePeriod::rank);
            follow(periods, clock);
        }
        let is_empty = rotation.hosts.is_empty() && rotation.unseen.is_empty();
        (!is_empty).then_some(rotation)
    }

    fn take(&mut self, judged: &Judged<'_>) {
        let Some(certificate) = judged.lineage.certificate() else {
            return;
        };
        let period = |seen: Vec<Timestamp>| CertificatePeriod {
            certificate,
            verdict: judged.verdict(),
            validity: judged.lineage.validity(),
            seen,
            then: None,
            stale: None,
        };
        let observed = judged.lineage.observed();
        let mut by_host: BTreeMap<&str, BTreeSet<Timestamp>> = BTreeMap::new();
        for (observed, record) in observed {
            by_host
                .entry(&observed.host)
                .or_default()
                .insert(record.entry.at);
        }
        if by_host.is_empty() {
            self.unseen.push(period(Vec::new()));
        }
        for (host, seen) in by_host {
            let periods = self.hosts.entry(host.to_owned()).or_default();
            periods.push(period(seen.into_iter().collect()));
        }
    }
}

fn is_of(identity: &str, judged: &Judged<'_>) -> bool {
    let records = judged.lineage.records().into_iter();
    let mut holders = records.filter_map(|it| it.entry.event.holder());
    holders.any(|it| it.uris.iter().any(|uri| uri == identity))
}

impl CertificatePeriod {
    fn rank(&self) -> (Option<Timestamp>, Option<Timestamp>, Fingerprint) {
        (self.validity.from, self.validity.to, self.certificate)
    }
}

/// The longest time in which a VM uses a certificate and its successor: the guest agent looks for new certificates every ten
/// minutes, applications should every five (Google's page "Authenticate workloads to other workloads over mTLS").
const CHANGE: SignedDuration = SignedDuration::from_mins(10 + 5);

/// Sets how the certificates of one VM follow each other. They are in the order in which their validity begins, not ends.
fn follow(periods: &mut [CertificatePeriod], clock: SignedDuration) {
    let thens = thens(periods);
    let stales: Vec<Option<Stale>> = periods
        .iter()
        .enumerate()
        .map(|(position, period)| {
            let later = periods.get(position + 1..).unwrap_or_default();
            stale(period, later, clock)
        })
        .collect();
    for ((period, then), stale) in periods.iter_mut().zip(thens).zip(stales) {
        period.then = then;
        period.stale = stale;
    }
}

/// Returns how the next certificate follows each one. An earlier certificate may be valid for longer than a later one.
fn thens(periods: &[CertificatePeriod]) -> Vec<Option<Then>> {
    let mut reach = Some(Timestamp::MIN); // the latest end of validity so far; None where one is unknown
    let ends = periods.iter().map(|it| {
        reach = reach.zip(it.validity.to).map(|(reach, to)| reach.max(to));
        reach
    });
    let ends: Vec<Option<Timestamp>> = ends.collect();
    let following = periods.iter().skip(1).map(Some).chain([None]);
    let each = periods.iter().zip(ends).zip(following);
    each.map(|((period, end), next)| then(period, next?, end))
        .collect()
}

fn then(
    period: &CertificatePeriod,
    next: &CertificatePeriod,
    end: Option<Timestamp>,
) -> Option<Then> {
    let from = next.validity.from?;
    if let Some(end) = end.filter(|end| *end < from) {
        return Some(Then::Gap(from.duration_since(end)));
    }
    let to = period.validity.to?.min(next.validity.to?);
    let both = to.duration_since(from.max(period.validity.from?));
    (!both.is_negative()).then_some(Then::Overlap(both))
}

/// Returns why a certificate should no longer have been seen. Any later certificate counts as its successor, not
/// only the next one.
fn stale(
    period: &CertificatePeriod,
    later: &[CertificatePeriod],
    clock: SignedDuration,
) -> Option<Stale> {
    let last = *period.seen.last()?;
    let ended = period.validity.to.filter(|to| *to < last);
    let succeeded = later.iter().filter_map(|it| it.seen.first()).min();
    let ended = ended.map(|to| Stale::Ended(last.duration_since(to)));
    let since = succeeded.map(|at| last.duration_since(*at));
    let since = since.filter(|it| *it > CHANGE.saturating_add(clock));
    ended.or(since.map(Stale::Succeeded))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hour)
    }

    /// A certificate good for these hours and seen at these minutes.
    fn period(name: u8, (from, to): (i64, i64), seen: &[i64]) -> CertificatePeriod {
        let seen = seen.iter().map(|it| at(0) + SignedDuration::from_mins(*it));
        CertificatePeriod {
            certificate: Fingerprint([name; 32]),
            verdict: Verdict::Complete,
            validity: Validity {
                from: Some(at(from)),
                to: Some(at(to)),
            },
            seen: seen.collect(),
            then: None,
            stale: None,
        }
    }

    fn followed(mut periods: Vec<CertificatePeriod>) -> Vec<CertificatePeriod> {
        follow(&mut periods, SignedDuration::from_mins(1));
        periods
    }

    fn thens_of(periods: Vec<CertificatePeriod>) -> Vec<Option<Then>> {
        followed(periods).iter().map(|it| it.then).collect()
    }

    fn hours(hours: i64) -> SignedDuration {
        SignedDuration::from_hours(hours)
    }

    #[test]
    fn an_earlier_one_that_lives_for_longer_leaves_no_gap() {
        let long = period(1, (0, 100), &[]);
        let (short, next) = (period(2, (10, 20), &[]), period(3, (30, 40), &[]));
        let overlap = |it| Some(Then::Overlap(hours(it)));
        assert_eq!(
            thens_of(vec![long, short.clone(), next.clone()]),
            [overlap(10), None, None]
        );
        assert_eq!(
            thens_of(vec![short, next]),
            [Some(Then::Gap(hours(10))), None]
        );
        let late = period(4, (110, 120), &[]);
        let long = period(1, (0, 100), &[]);
        let short = period(2, (10, 20), &[]);
        assert_eq!(
            thens_of(vec![long, short, late]),
            [overlap(10), Some(Then::Gap(hours(10))), None]
        );
    }

    #[test]
    fn an_unknown_end_is_no_gap() {
        let mut unknown = period(1, (0, 1), &[]);
        unknown.validity.to = None;
        let periods = vec![unknown, period(2, (10, 20), &[]), period(3, (30, 40), &[])];
        assert_eq!(thens_of(periods), [None, None, None]);
    }

    #[test]
    fn any_later_one_makes_it_stale_after_the_change() {
        let of = |last: i64, unseen_between: &[i64]| {
            let periods = vec![
                period(1, (0, 100), &[0, last]),
                period(2, (1, 100), unseen_between),
                period(3, (2, 100), &[60]),
            ];
            followed(periods)[0].stale
        };
        let stale = |minutes| Some(Stale::Succeeded(SignedDuration::from_mins(minutes)));
        assert_eq!(of(59, &[]), None);
        assert_eq!(of(76, &[]), None, "10 min, 5 min and the clock");
        assert_eq!(of(77, &[]), stale(17));
        assert_eq!(of(77, &[120]), stale(17));
    }
}
