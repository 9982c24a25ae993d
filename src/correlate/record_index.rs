//! Which records of a component name what: whoever asks for the records of one credential must not go through those of all others.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use foldhash::fast::RandomState;

use crate::model::entry::{Event, Outcome, Signed};
use crate::model::identifier::{CredentialId, ToBeSigned};
use crate::store::rows::lineage::evidence_items::EvidenceRecord;
use crate::store::rows::lineage::record::Record;

/// Calls to sign one digest, and claims of its signature, that are looked at: a retry makes a second one, and each credential that names
/// the digest looks at all of them.
pub const MOST: usize = 16;

type Places<K> = HashMap<K, Vec<usize>, RandomState>;

/// Positions of records and of evidence records, in order.
#[derive(Debug, Default)]
pub(super) struct RecordIndex {
    named: Places<CredentialId>,
    calls: HashMap<ToBeSigned, Kept, RandomState>,
    claims: HashMap<ToBeSigned, Kept, RandomState>,
    signed: HashSet<ToBeSigned, RandomState>,
    evidence_of: Places<CredentialId>,
    evidence_with: Places<ToBeSigned>,
}

/// Records with a fact about one digest. Of many, one of each kind is kept before others, and the first before later ones.
#[derive(Debug, Default)]
struct Kept {
    places: Vec<usize>,
    omitted: u64,
}

impl RecordIndex {
    pub(super) fn of(records: &[Record], evidence: &[EvidenceRecord]) -> Self {
        let mut index = RecordIndex::default();
        for (place, record) in records.iter().enumerate() {
            let event = &record.entry.event;
            for credential in credentials(event) {
                add(&mut index.named, credential, place);
            }
            if let Event::Signed(Signed {
                digest,
                outcome: Outcome::Done,
                ..
            }) = event
            {
                index.signed.insert(*digest);
            }
        }
        index.calls = kept(records.iter().enumerate().filter_map(call));
        index.claims = kept(records.iter().enumerate().flat_map(claims));
        for (place, evidence) in evidence.iter().enumerate() {
            let item = &evidence.item;
            if let Some(credential) = item.credential() {
                add(&mut index.evidence_of, credential, place);
            }
            if let Some(digest) = item.digest() {
                add(&mut index.evidence_with, digest, place);
            }
        }
        index
    }

    /// Records that give this credential its name.
    pub(super) fn naming(&self, credential: &CredentialId) -> &[usize] {
        places(&self.named, credential)
    }

    /// Records that claim the signature of this digest, and how many more there are.
    pub(super) fn claims_of(&self, digest: &ToBeSigned) -> (&[usize], u64) {
        let claims = self.claims.get(digest);
        claims.map_or((&[], 0), |it| (it.places.as_slice(), it.omitted))
    }

    /// Calls to sign this digest, and how many more there are.
    pub(super) fn calls_to_sign(&self, digest: &ToBeSigned) -> (&[usize], u64) {
        let calls = self.calls.get(digest);
        calls.map_or((&[], 0), |it| (it.places.as_slice(), it.omitted))
    }

    /// Whether a key signed this digest.
    pub(super) fn is_signed(&self, digest: &ToBeSigned) -> bool {
        self.signed.contains(digest)
    }

    /// Returns the positions of the evidence records of this credential.
    pub(super) fn evidence_of(&self, credential: &CredentialId) -> &[usize] {
        places(&self.evidence_of, credential)
    }

    /// Returns the positions of the evidence records with this digest.
    pub(super) fn evidence_with(&self, digest: &ToBeSigned) -> &[usize] {
        places(&self.evidence_with, digest)
    }
}

fn add<K: Eq + Hash>(to: &mut Places<K>, key: K, place: usize) {
    let places = to.entry(key).or_default();
    if places.last() != Some(&place) {
        places.push(place);
    }
}

fn places<'i, K: Eq + Hash>(of: &'i Places<K>, key: &K) -> &'i [usize] {
    of.get(key).map_or(&[], Vec::as_slice)
}

/// Keeps records by digest: each comes with its place, and what determines its kind.
fn kept<K: Eq + Hash>(
    all: impl Iterator<Item = (ToBeSigned, usize, K)>,
) -> HashMap<ToBeSigned, Kept, RandomState> {
    let mut kept: HashMap<ToBeSigned, Kept, RandomState> = HashMap::default();
    let mut kinds: HashMap<ToBeSigned, HashSet<K, RandomState>, RandomState> = HashMap::default();
    let mut alike = Vec::new();
    for (digest, place, kind) in all {
        let kinds = kinds.entry(digest).or_default();
        if kinds.len() < MOST && kinds.insert(kind) {
            kept.entry(digest).or_default().places.push(place);
        } else {
            alike.push((digest, place));
        }
    }
    for (digest, place) in alike {
        let kept = kept.entry(digest).or_default();
        match kept.places.len() < MOST {
            true => kept.places.push(place),
            false => kept.omitted += 1,
        }
    }
    kept.values_mut().for_each(|it| it.places.sort_unstable());
    kept
}

/// A call to sign: its kind is who made it, with which key and outcome.
fn call((place, record): (usize, &Record)) -> Option<(ToBeSigned, usize, impl Eq + Hash)> {
    let Event::Signed(call) = &record.entry.event else {
        return None;
    };
    let refused = match call.outcome {
        Outcome::Done => None,
        Outcome::Refused(code) => Some(code),
    };
    let by = [&record.entry.principal, &call.key, &record.entry.scope];
    Some((call.digest, place, (by, refused)))
}

/// The claims in a record: their kind is for which credentials they are.
fn claims(
    (place, record): (usize, &Record),
) -> impl Iterator<Item = (ToBeSigned, usize, Vec<CredentialId>)> {
    let [one, other] = claimed(&record.entry.event);
    let other = other.filter(|_| other != one);
    let digests = [one, other].into_iter().flatten();
    digests.map(move |it| (it, place, names(&record.entry.event)))
}

/// All names that the record of an issuance gives to its one credential.
pub fn names(event: &Event) -> Vec<CredentialId> {
    let certificate = CredentialId::Certificate;
    match event {
        Event::Issued(it) => {
            let own = std::iter::once(it.credential.clone());
            own.chain(it.certificate.map(certificate)).collect()
        }
        Event::Certified(_) | Event::Observed(_) => credentials(event),
        Event::Requested(_) | Event::Signed(_) => Vec::new(),
    }
}

/// The credentials whose issuance an event records.
fn credentials(event: &Event) -> Vec<CredentialId> {
    let certificate = CredentialId::Certificate;
    match event {
        Event::Requested(it) => vec![it.credential.clone()],
        Event::Issued(it) => vec![it.credential.clone()],
        Event::Certified(it) => {
            let recomputed = it.recomputed.map(|it| certificate(it.certificate));
            let own = certificate(it.certificate);
            std::iter::once(own).chain(recomputed).collect()
        }
        Event::Observed(it) => vec![certificate(it.certificate)],
        Event::Signed(_) => Vec::new(),
    }
}

/// The digests that had to be signed for what GKE, CA Service or a VM records.
fn claimed(event: &Event) -> [Option<ToBeSigned>; 2] {
    match event {
        Event::Issued(it) => [it.digest, None],
        Event::Certified(it) => [it.digest, it.recomputed.and_then(|it| it.digest)],
        Event::Observed(it) => [it.digest, None],
        Event::Requested(_) | Event::Signed(_) => [None, None],
    }
}
