//! The rotation history of a workload identity: which certificates it had on which VM, one after the other.
//!
//! VMs of a group share an identity, and each has certificates of its own, so that a rotation is one of a VM.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use crate::entry::Validity;
use crate::finding::Verdict;
use crate::identifier::Fingerprint;
use crate::scan::Judged;

/// All certificates of one identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotation {
    /// The SPIFFE ID.
    pub identity: String,
    /// Those that were seen, by VM, in the order of their beginnings.
    pub hosts: BTreeMap<String, Vec<Turn>>,
    /// Those that were not seen on any VM.
    pub unseen: Vec<Turn>,
}

/// One certificate, on one VM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The certificate.
    pub certificate: Fingerprint,
    /// Its verdict.
    pub verdict: Verdict,
    /// Its lifetime.
    pub validity: Validity,
    /// When it was seen.
    pub seen: Vec<Timestamp>,
    /// How the next one on this VM follows it; None for the last.
    pub then: Option<Then>,
    /// Why it should not have been seen any more.
    pub stale: Option<Stale>,
}

/// How one certificate follows another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// For so long there was none that is good.
    Gap(SignedDuration),
    /// For so long both are good.
    Overlap(SignedDuration),
}

/// A certificate that is still in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stale {
    /// It was seen so long after its end.
    Ended(SignedDuration),
    /// It was seen so long after its successor was there.
    Succeeded(SignedDuration),
}

impl Rotation {
    /// The history of an identity among these lineages. None where no certificate has it.
    pub fn of(identity: &str, judged: &[Judged<'_>]) -> Option<Self> {
        let mut rotation = Rotation {
            identity: identity.to_owned(),
            hosts: BTreeMap::new(),
            unseen: Vec::new(),
        };
        for one in judged.iter().filter(|it| is_of(identity, it)) {
            rotation.take(one);
        }
        rotation.unseen.sort_by_key(Turn::rank);
        for turns in rotation.hosts.values_mut() {
            turns.sort_by_key(Turn::rank);
            follow(turns);
        }
        let is_empty = rotation.hosts.is_empty() && rotation.unseen.is_empty();
        (!is_empty).then_some(rotation)
    }

    fn take(&mut self, judged: &Judged<'_>) {
        let Some(certificate) = judged.lineage.certificate() else {
            return;
        };
        let turn = |seen: Vec<Timestamp>| Turn {
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
            self.unseen.push(turn(Vec::new()));
        }
        for (host, seen) in by_host {
            let turns = self.hosts.entry(host.to_owned()).or_default();
            turns.push(turn(seen.into_iter().collect()));
        }
    }
}

fn is_of(identity: &str, judged: &Judged<'_>) -> bool {
    let records = judged.lineage.records().into_iter();
    let mut holders = records.filter_map(|it| it.entry.event.holder());
    holders.any(|it| it.uris.iter().any(|uri| uri == identity))
}

impl Turn {
    fn rank(&self) -> (Option<Timestamp>, Option<Timestamp>, Fingerprint) {
        (self.validity.from, self.validity.to, self.certificate)
    }
}

/// Works out how certificates of one VM follow each other.
fn follow(turns: &mut [Turn]) {
    for position in 0..turns.len() {
        let next = turns.get(position + 1).cloned();
        let Some(turn) = turns.get_mut(position) else {
            continue;
        };
        turn.then = next.as_ref().and_then(|next| {
            let (to, from) = (turn.validity.to?, next.validity.from?);
            Some(if from > to {
                Then::Gap(from.duration_since(to))
            } else {
                Then::Overlap(to.duration_since(from))
            })
        });
        turn.stale = stale(turn, next.as_ref());
    }
}

fn stale(turn: &Turn, next: Option<&Turn>) -> Option<Stale> {
    let last = *turn.seen.last()?;
    let ended = turn.validity.to.filter(|to| *to < last);
    let succeeded = next.and_then(|it| it.seen.first()).filter(|at| **at < last);
    let ended = ended.map(|to| Stale::Ended(last.duration_since(to)));
    ended.or(succeeded.map(|at| Stale::Succeeded(last.duration_since(*at))))
}
