//! A lineage: one credential or signature, with the records of its own issuance among all records that are connected with it.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::correlate::graph::Component;
use crate::evidence::item::{EvidenceItem, SignatureCheck};
use crate::model::entry::{
    Certified, Event, Issued, Observed, Outcome, Requested, Signed, Validity,
};
use crate::model::identifier::{CredentialId, Fingerprint, ToBeSigned};
use crate::model::identity::subject::{Candidate, Subject};
use crate::model::receipt::Receipt;
use crate::store::rows::lineage::evidence_items::EvidenceRecord;
use crate::store::rows::lineage::record::Record;
use crate::store::rows::lineage::uses::Uses;
use crate::vm::credentials_seen::Seen;

/// One credential or signature, with the component of the graph that names it.
#[derive(Debug)]
pub struct Lineage<'c> {
    /// The credential or signature that the lineage is about.
    pub subject: Subject,
    /// All records, evidence and uses that are connected with the subject.
    pub component: &'c Component,
    /// Unclaimed signatures that issuing keys made when the subject was issued, where the subject's own signature cannot be told
    /// apart from others.
    pub candidates: Vec<Candidate>,
    /// Complete credentials of the subject's users, where the lineage itself is not complete.
    pub namesakes: Vec<Sibling>,
    /// The observed identity of the VM that is examined, where the subject is the certificate of that identity.
    pub seen: Option<&'c Seen>,
    requested: Vec<Recorded<'c, Requested>>,
    issued: Vec<Recorded<'c, Issued>>,
    certified: Vec<Recorded<'c, Certified>>,
    calls_to_sign: Vec<Recorded<'c, Signed>>,
    observed: Vec<Recorded<'c, Observed>>,
    evidence: Vec<&'c EvidenceRecord>,
    digests: BTreeSet<ToBeSigned>,
    omitted: u64,
}

/// A user of a credential whose lineage is not complete, with a credential of the same user whose lineage is complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sibling {
    /// The user name.
    pub user: String,
    /// The complete credential.
    pub credential: CredentialId,
}

/// An event of a certain kind, and the record that holds the event.
pub type Recorded<'c, E> = (&'c E, &'c Record);

impl<'c> Lineage<'c> {
    /// Returns the lineages of a component: one for each credential that a cluster requested, issued or used; failing that, one
    /// for each certificate of a CA or VM; failing that, one for each signature that was made.
    pub fn all(component: &'c Component) -> Vec<Self> {
        let named: BTreeSet<CredentialId> = component
            .records
            .iter()
            .filter_map(|it| credential_named(&it.entry.event))
            .collect();
        let mut subjects: BTreeSet<Subject> = named
            .into_iter()
            .chain(component.uses.keys().cloned())
            .map(Subject::Credential)
            .collect();
        if subjects.is_empty() {
            subjects.extend(
                component
                    .records
                    .iter()
                    .filter_map(|it| certificate_named(&it.entry.event)),
            );
        }
        if subjects.is_empty() {
            subjects.extend(
                component
                    .records
                    .iter()
                    .filter_map(|it| signature_done(&it.entry.event)),
            );
        }
        subjects
            .into_iter()
            .map(|subject| Lineage::of(subject, component))
            .collect()
    }

    fn of(subject: Subject, component: &'c Component) -> Self {
        let mut lineage = Lineage {
            subject,
            component,
            candidates: Vec::new(),
            namesakes: Vec::new(),
            seen: None,
            requested: Vec::new(),
            issued: Vec::new(),
            certified: Vec::new(),
            calls_to_sign: Vec::new(),
            observed: Vec::new(),
            evidence: Vec::new(),
            digests: BTreeSet::new(),
            omitted: 0,
        };
        if let Subject::Credential(credential) = lineage.subject.clone() {
            let records = component.records_naming(&credential);
            records.for_each(|record| lineage.take(record));
        }
        lineage.take_digests();
        lineage
    }

    /// Keeps a record that names the subject.
    fn take(&mut self, record: &'c Record) {
        let subject = self.credential();
        match &record.entry.event {
            Event::Requested(it) if Some(&it.credential) == subject => {
                self.requested.push((it, record))
            }
            Event::Issued(it) if Some(&it.credential) == subject => self.issued.push((it, record)),
            Event::Certified(it) if self.is_certificate(it) => self.certified.push((it, record)),
            Event::Observed(it) if self.certificate() == Some(it.certificate) => {
                self.observed.push((it, record))
            }
            _ => {}
        }
    }

    fn is_certificate(&self, certified: &Certified) -> bool {
        let recomputed = certified.recomputed.map(|it| it.certificate);
        self.certificate()
            .is_some_and(|it| it == certified.certificate || Some(it) == recomputed)
    }

    /// Keeps the digests that had to be signed for the subject, and the calls to sign them.
    fn take_digests(&mut self) {
        let requested = self.requested.iter().filter_map(|(it, _)| it.digest);
        let issued = self.issued.iter().filter_map(|(it, _)| it.digest);
        let certified = self
            .certified
            .iter()
            .flat_map(|(it, _)| [it.digest, it.recomputed.and_then(|it| it.digest)]);
        let observed = self.observed.iter().filter_map(|(it, _)| it.digest);
        let own = if let Subject::Signature(digest) = self.subject {
            Some(digest)
        } else {
            None
        };
        self.digests = requested
            .chain(issued)
            .chain(certified.flatten())
            .chain(observed)
            .chain(own)
            .collect();
        self.take_shown();
        for digest in &self.digests {
            let (calls, omitted) = self.component.calls_to_sign(digest);
            for record in calls {
                if let Event::Signed(it) = &record.entry.event {
                    self.calls_to_sign.push((it, record));
                }
            }
            self.omitted += omitted;
        }
        self.calls_to_sign
            .sort_by_key(|it| std::ptr::from_ref(it.1)); // as they are in the component
    }

    /// Keeps the evidence items of the subject, and the digests that were signed for them. A certificate among the evidence is
    /// matched by its hash. A token among the evidence carries only the subject's id, so its digest counts only where a key is
    /// known to have signed the token.
    fn take_shown(&mut self) {
        let evidence = match &self.subject {
            Subject::Credential(own) => self.component.evidence_of(own).collect(),
            Subject::Signature(own) => self.component.evidence_with(own).collect::<Vec<_>>(),
        };
        for evidence in evidence {
            self.evidence.push(evidence);
            let genuine = is_genuine(evidence, self.component);
            let digest = evidence.item.digest().filter(|_| genuine);
            self.digests.extend(digest);
        }
    }

    /// The evidence items that are the subject.
    pub fn evidence(&self) -> impl Iterator<Item = &'c EvidenceRecord> {
        self.evidence.iter().copied()
    }

    /// The evidence items that are the subject and that a key is known to have signed: a token counts only where its signature is
    /// verified, or a record shows that its digest was signed.
    pub fn genuine(&self) -> impl Iterator<Item = &'c EvidenceRecord> {
        let component = self.component;
        self.evidence().filter(move |it| is_genuine(it, component))
    }

    fn credential(&self) -> Option<&CredentialId> {
        match &self.subject {
            Subject::Credential(credential) => Some(credential),
            Subject::Signature(_) => None,
        }
    }

    /// The hash of the certificate that the lineage is about; None for tokens, other credentials and signatures.
    pub fn certificate(&self) -> Option<Fingerprint> {
        match self.credential()? {
            CredentialId::Certificate(fingerprint) => Some(*fingerprint),
            CredentialId::Token(_) | CredentialId::Other(_) => None,
        }
    }

    /// The uses of the credential that the lineage is about.
    pub fn uses(&self) -> Option<&'c Uses> {
        self.component.uses.get(self.credential()?)
    }

    /// Whether the subject is the token of an outside identity provider: its uses have user names, none of them a service
    /// account's, and no record of the cluster and no genuine evidence item says that the cluster's own issuer made the token.
    pub fn is_foreign_token(&self) -> bool {
        let is_token = matches!(self.credential(), Some(CredentialId::Token(_)));
        let is_known = !self.records().is_empty() || self.genuine().next().is_some();
        let is_of_others = |it: &Uses| it.users.named().count > 0 && !it.users.has_accounts();
        is_token && !is_known && self.uses().is_some_and(is_of_others)
    }

    /// The clusters that were asked for the credential, that issued it, or in which it was used.
    pub fn clusters(&self) -> BTreeSet<&'c str> {
        let used = self.uses().into_iter().flat_map(|it| &it.clusters);
        let requested = self.requested().map(|(it, _)| &it.cluster);
        let issued = self.issued().map(|(it, _)| &it.cluster);
        let all = used.chain(requested).chain(issued).map(String::as_str);
        all.filter(|it| !it.is_empty()).collect()
    }

    /// The requests that were answered with the credential.
    pub fn requested(&self) -> impl Iterator<Item = Recorded<'c, Requested>> {
        self.requested.iter().copied()
    }

    /// The issuances of the credential.
    pub fn issued(&self) -> impl Iterator<Item = Recorded<'c, Issued>> {
        self.issued.iter().copied()
    }

    /// The creations of the certificate.
    pub fn certified(&self) -> impl Iterator<Item = Recorded<'c, Certified>> {
        self.certified.iter().copied()
    }

    /// The observations of the certificate on a VM, first to last.
    pub fn observed(&self) -> impl Iterator<Item = Recorded<'c, Observed>> {
        self.observed.iter().copied()
    }

    /// Whether a log of issuances has a record of the subject: GKE issued it, CA Service created it, or a key signed it.
    pub fn is_recorded(&self) -> bool {
        !self.issued.is_empty() || !self.certified.is_empty() || self.signed().next().is_some()
    }

    /// The digests that had to be signed for the subject, by every record that states one.
    pub fn digests(&self) -> &BTreeSet<ToBeSigned> {
        &self.digests
    }

    /// The calls to sign one of the digests, successful or refused.
    pub fn calls_to_sign(&self) -> impl Iterator<Item = Recorded<'c, Signed>> {
        self.calls_to_sign.iter().copied()
    }

    /// The number of calls to sign that are left out, because one digest has too many.
    pub fn omitted(&self) -> u64 {
        self.omitted
    }

    /// The calls to sign that succeeded.
    pub fn signed(&self) -> impl Iterator<Item = Recorded<'c, Signed>> {
        self.calls_to_sign()
            .filter(|(it, _)| it.outcome == Outcome::Done)
    }

    /// All records of the subject's own issuance, in order: requests, issuances, creations, calls to sign, and
    /// observations on VMs.
    pub fn records(&self) -> Vec<&'c Record> {
        let mut own: Vec<&Record> = self.calls_to_sign().map(|it| it.1).collect();
        own.extend(self.certified().map(|it| it.1));
        own.extend(self.issued().map(|it| it.1));
        own.extend(self.requested().map(|it| it.1));
        own.extend(self.observed().map(|it| it.1));
        own.sort_by_key(|it| std::ptr::from_ref(*it)); // as they are in the component
        own.dedup_by_key(|it| std::ptr::from_ref(*it));
        own
    }

    /// The times of the first and the last record that date the issuance; None where there are only uses and observations.
    pub fn issuance(&self) -> Option<(Timestamp, Timestamp)> {
        let dates = |it: &&Record| match &it.entry.event {
            Event::Signed(signed) => signed.outcome == Outcome::Done,
            Event::Requested(_) | Event::Issued(_) | Event::Certified(_) => true,
            Event::Observed(_) => false,
        };
        let times = || {
            let records = self.records().into_iter();
            records.filter(dates).map(|it| it.entry.at)
        };
        Some((times().min()?, times().max()?))
    }

    /// The validity of the credential as its records state it. What a certificate states comes before what a request states.
    pub fn validity(&self) -> Validity {
        let wider = |known: Option<Validity>, it: Validity| {
            Some(known.map_or(it, |known| known.filled(it)))
        };
        let certified = self
            .certified()
            .map(|(it, _)| it.validity)
            .fold(None, wider)
            .unwrap_or_default();
        let requested = self
            .requested()
            .map(|(it, _)| it.validity)
            .fold(None, wider)
            .unwrap_or_default();
        let observed = self.observed().map(|(it, _)| it.validity).next(); // read from the certificate's bytes, so equal in all observations
        let observed = observed.unwrap_or_default();
        Validity {
            from: certified.from.or(observed.from).or(requested.from),
            to: certified.to.or(observed.to).or(requested.to),
        }
    }

    /// The time from the beginning of the credential's validity to its end. A token begins with its issuance, where no record
    /// states another beginning.
    pub fn life(&self) -> Option<SignedDuration> {
        let validity = self.validity();
        let from = validity.from.or(self.issuance().map(|it| it.0))?;
        Some(validity.to?.duration_since(from))
    }

    /// The receipts of the subject's records; the receipt of its first use where it has no records.
    pub fn receipts(&self) -> Vec<Receipt> {
        let records: Vec<Receipt> = self.records().into_iter().map(Record::receipt).collect();
        if records.is_empty() {
            self.uses()
                .map(|uses| uses.first.1.clone())
                .into_iter()
                .collect()
        } else {
            records
        }
    }
}

/// Whether a key made an evidence item: a certificate is known by its hash, a token by its signature or by a record that its
/// digest was signed.
fn is_genuine(evidence: &EvidenceRecord, component: &Component) -> bool {
    let EvidenceItem::Token { digest, proof, .. } = &evidence.item else {
        return true;
    };
    let is_signed = digest.is_some_and(|it| component.is_signed(&it));
    matches!(proof, SignatureCheck::Holds(_)) || is_signed
}

fn credential_named(event: &Event) -> Option<CredentialId> {
    match event {
        Event::Requested(it) => Some(it.credential.clone()),
        Event::Issued(it) => Some(it.credential.clone()),
        Event::Certified(_) | Event::Signed(_) | Event::Observed(_) => None,
    }
}

fn certificate_named(event: &Event) -> Option<Subject> {
    match event {
        Event::Certified(it) => Some(Subject::Credential(CredentialId::Certificate(
            it.certificate,
        ))),
        Event::Observed(it) => Some(Subject::Credential(CredentialId::Certificate(
            it.certificate,
        ))),
        Event::Requested(_) | Event::Issued(_) | Event::Signed(_) => None,
    }
}

fn signature_done(event: &Event) -> Option<Subject> {
    match event {
        Event::Signed(Signed {
            digest,
            outcome: Outcome::Done,
            ..
        }) => Some(Subject::Signature(*digest)),
        _ => None,
    }
}
