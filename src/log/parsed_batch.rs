//! The result of reading a batch: facts, the times of each log, and lines that could not be read.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::cut_line::{Again, Cut, Tail};
use super::framing::splitter::Lost;
use super::neighbour_times::{EndTimes, Neighbours};
use super::{ClusterParts, Relevance, cluster_name};
use serde::{Deserialize, Serialize};

use crate::coverage::audit_settings::RecordedChange;
use crate::coverage::stretches::Stretches;
use crate::evidence::certificate::{Certificate, Issued};
use crate::evidence::crl::{RevocationList, Revoked};
use crate::evidence::issuer::Authority;
use crate::evidence::item::EvidenceItem;
use crate::evidence::jose::jwks::PublicKey;
use crate::log::shape::export_shape::Shape;
use crate::model::cluster_keys::Configuration;
use crate::model::entry::{Answer, Creation, Entry, RequestId, Source};
use crate::model::identifier::Fingerprint;
use crate::model::identity::project_number::ShownNumbers;
use crate::model::receipt::Bytes;

/// Strings in one allocation.
#[derive(Debug, Default)]
pub struct Texts {
    bytes: String,
}

/// The range of a string in [`Texts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Texts {
    /// Adds a string. A batch is far smaller than 4 GiB, so that 32-bit offsets suffice.
    pub fn keep(&mut self, text: &str) -> Span {
        self.keep_both(text, "")
    }

    /// Adds the concatenation of two strings.
    pub fn keep_both(&mut self, text: &str, other: &str) -> Span {
        let start = self.end();
        self.bytes.push_str(text);
        self.bytes.push_str(other);
        Span {
            start,
            end: self.end(),
        }
    }

    fn end(&self) -> u32 {
        u32::try_from(self.bytes.len()).unwrap_or(u32::MAX)
    }

    /// Returns a string by its range.
    pub fn get(&self, span: Span) -> &str {
        self.bytes
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default()
    }
}

/// One use: a credential was presented to the API server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The credential id as the log spells the id, followed by the user name, in `ParsedBatch::texts`.
    pub who: Span,
    /// The length of the credential id in bytes.
    pub id: u32,
    /// The cluster, in `ParsedBatch::texts`.
    pub cluster: Span,
    /// The id of the request.
    pub request: RequestId,
    /// When the request was received.
    pub at: Timestamp,
    /// When this stage of the request was reached. For LogEntries the same as `at`.
    pub until: Timestamp,
    /// The line of the entry, counted from 1.
    pub line: u64,
    /// The range of the line in the decompressed file.
    pub bytes: Bytes,
}

impl Use {
    /// Returns the credential id as the log spells the id.
    pub fn credential<'t>(&self, texts: &'t Texts) -> &'t str {
        let who = texts.get(self.who);
        who.get(..self.id as usize).unwrap_or_default()
    }
}

/// The line of an entry: number, range and hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawLine {
    /// The number of the line, counted from 1.
    pub line: u64,
    /// The range of the line in the decompressed file.
    pub bytes: Bytes,
    /// SHA-256 of the line's bytes.
    #[serde(with = "hex::serde")]
    pub sha256: [u8; 32],
}

/// Remarks on uses. Credential ids are as the log spells them.
#[derive(Debug, Default)]
pub struct Remarks {
    /// The tokens that the API server called stale.
    pub stale: BTreeSet<String>,
    /// The credential ids and user names of requests with several credential ids. An authenticator writes one id, so that a front proxy
    /// wrote these.
    pub crowded: BTreeSet<(String, String)>,
}

/// A line that could not be read, and the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The line.
    pub raw: RawLine,
    /// Why the line could not be read.
    pub reason: String,
    /// The logs to which the line may belong.
    pub sources: Vec<Source>,
    /// The project of the line, or the cluster of a raw event, if known.
    pub scope: Option<String>,
    /// The last bytes of the line, by which a later whole line that begins with this line is found.
    pub tail: Option<Tail>,
    /// The time of the line, or the times of the lines around it.
    pub neighbours: Neighbours,
}

impl Rejection {
    /// Returns the line as a cut line to search for, if the line is long enough.
    pub(crate) fn cut(&self) -> Option<Cut> {
        Some(Cut {
            bytes: self.raw.bytes,
            tail: self.tail?,
            sha256: self.raw.sha256,
        })
    }

    /// Returns the rejection with everything that is lost: a rejection of [`Lost::Rest`] may belong to every log, scope and time.
    pub(crate) fn losing(self, lost: Lost) -> Self {
        match lost {
            Lost::Itself => self,
            Lost::Rest => Rejection {
                sources: vec![
                    Source::Kubernetes,
                    Source::Gke,
                    Source::CaService,
                    Source::Kms,
                ],
                scope: None,
                neighbours: Neighbours::any(),
                ..self
            },
        }
    }
}

/// Facts from bytes other than the entries: from certificates inside a log, and from files that are no logs.
#[derive(Debug, Default)]
pub struct Evidence {
    /// The evidence items.
    pub items: Vec<(RawLine, EvidenceItem)>,
    /// The issuers of certificates, and the signatures that are still to be verified.
    pub issued: Vec<Issued>,
    /// The certificate authorities with their keys.
    pub authorities: Vec<(RawLine, Authority)>,
    /// The certificates that CA Service revoked.
    pub revoked: Vec<(RawLine, Revoked)>,
    /// The revocation lists.
    pub lists: Vec<(RawLine, RevocationList)>,
    /// Who created CertificateSigningRequests.
    pub creations: Vec<(RawLine, Creation)>,
    /// The certificates that CertificateSigningRequests were answered with.
    pub answers: Vec<Answer>,
    /// The public keys of token issuers.
    pub keys: Vec<PublicKey>,
    /// Other names of certificates: serial numbers, SPIFFE IDs and resource names.
    pub called: Vec<(Fingerprint, String)>,
    /// The authorities among these, by certificate and pool.
    known_authorities: BTreeSet<(Fingerprint, Option<String>)>,
}

impl Evidence {
    /// Adds a certificate from a file of evidence or a listing. `chain` holds the authorities that may have issued the certificate.
    pub fn add_certificate(
        &mut self,
        raw: RawLine,
        certificate: &Certificate,
        chain: &[Authority],
    ) {
        let recomputed = certificate.recomputed;
        self.items.push((
            raw,
            if certificate.is_own() {
                EvidenceItem::OwnCertificate(recomputed)
            } else {
                EvidenceItem::Certificate(recomputed)
            },
        ));
        let holder = &certificate.holder;
        for name in holder.uris.iter().chain([&holder.serial]) {
            self.called.push((recomputed.certificate, name.clone()));
        }
        // An authority's own signature is held against its own key now: later it would be one key of many with its name.
        let own = certificate.authority.as_slice();
        let names_itself = certificate.issuance.as_ref().is_some_and(|it| {
            own.iter().any(|own| own.id() == it.issuer.id()) && certificate.is_own()
        });
        let chain = match chain.is_empty() && names_itself {
            true => own,
            false => chain,
        };
        self.issued.extend(certificate.issued(chain));
        self.add_authorities(raw, certificate.authority.as_slice());
    }

    /// Adds the authority of a CA certificate. Returns whether the authority is new.
    pub fn add_authority(&mut self, raw: RawLine, certificate: &Certificate) -> bool {
        let known = self.authorities.len();
        self.add_authorities(raw, certificate.authority.as_slice());
        self.authorities.len() > known
    }

    /// Adds the authorities that are new.
    pub fn add_authorities(&mut self, raw: RawLine, authorities: &[Authority]) {
        for authority in authorities {
            // all else follows from the certificate's bytes
            let key = (authority.certificate.certificate, authority.pool.clone());
            if self.known_authorities.insert(key) {
                self.authorities.push((raw, authority.clone()));
            }
        }
    }

    /// Returns the number of facts.
    pub fn len(&self) -> usize {
        self.items.len()
            + self.issued.len()
            + self.authorities.len()
            + self.revoked.len()
            + self.lists.len()
            + self.creations.len()
            + self.answers.len()
            + self.keys.len()
            + self.called.len()
    }

    /// Returns whether there are no facts.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Moves all facts of `other` here.
    pub fn append(&mut self, other: &mut Evidence) {
        self.items.append(&mut other.items);
        self.issued.append(&mut other.issued);
        self.revoked.append(&mut other.revoked);
        self.lists.append(&mut other.lists);
        self.creations.append(&mut other.creations);
        self.answers.append(&mut other.answers);
        self.keys.append(&mut other.keys);
        self.called.append(&mut other.called);
        for (raw, authority) in other.authorities.drain(..) {
            self.add_authorities(raw, std::slice::from_ref(&authority));
        }
    }
}

/// Project, location and name of a cluster.
pub(super) type Cluster = [String; 3];

/// The result of reading a batch.
#[derive(Debug, Default)]
pub struct ParsedBatch {
    /// The strings of the uses.
    pub texts: Texts,
    /// The clusters of the uses with their names in `texts`. There are few.
    pub(super) clusters: Vec<(Cluster, Span)>,
    /// The uses in the order of the input.
    pub uses: Vec<Use>,
    /// Remarks on the uses.
    pub remarks: Remarks,
    /// The entries that record an issuance, a request or an observation, in the order of the input.
    pub entries: Vec<(RawLine, Entry)>,
    /// The configurations of clusters.
    pub configurations: Vec<(RawLine, Configuration)>,
    /// The changes of audit settings.
    pub switches: Vec<(RawLine, RecordedChange)>,
    /// The numbers of projects that entries show.
    pub shown_numbers: ShownNumbers,
    /// The facts from certificates and from files that are no logs.
    pub evidence: Evidence,
    /// The lines that could not be read.
    pub rejections: Vec<Rejection>,
    /// The times of the lines at both ends of the batch.
    pub end_times: EndTimes,
    /// The cut lines of earlier files whose whole lines are here.
    pub again: Vec<Again>,
    /// For each log and scope, the stretches of time in which the log has entries.
    pub entry_times: Vec<(Source, String, Stretches)>,
    /// For each log and scope, the stretches of time in which the log is known to record issuances: the log has entries of the permission
    /// type of issuances.
    pub recording: Vec<(Source, String, Stretches)>,
    /// The export shapes with the number of entries in each.
    pub shapes: BTreeMap<Shape, u64>,
    /// The shapes of the envelopes.
    pub envelopes: BTreeSet<Shape>,
    /// The number of entries that were read, relevant or not. Rejected entries do not count.
    pub read: u64,
    /// The number of entries with a fact about a credential.
    pub relevant: u64,
    /// The number of unreadable bodies in entries that were read.
    pub unreadable_bodies: u64,
}

/// The bytes that the strings of most uses need.
const TEXTS: usize = 128;

impl ParsedBatch {
    /// Returns an empty batch with capacity for `count` uses, since nearly every line is a use.
    pub(super) fn of_uses(count: usize) -> Self {
        ParsedBatch {
            texts: Texts {
                bytes: String::with_capacity(count * TEXTS),
            },
            uses: Vec::with_capacity(count),
            ..ParsedBatch::default()
        }
    }

    /// Counts an entry.
    pub(super) fn count(&mut self, relevance: Relevance) {
        self.read += 1;
        self.relevant += u64::from(matches!(relevance, Relevance::Something));
    }

    /// Returns the name of a cluster in `texts`, and adds the name if the cluster is new.
    pub(super) fn keep_cluster(&mut self, parts: ClusterParts<'_>) -> Span {
        let known = self.clusters.iter().find(|(known, _)| *known == parts);
        if let Some((_, span)) = known {
            return *span;
        }
        let span = self.texts.keep(&cluster_name(parts));
        self.clusters.push((parts.map(str::to_owned), span));
        span
    }

    /// Returns the full name of a cluster in `texts`, and adds the name if it is another one than that of the use before.
    #[cfg(feature = "lake")]
    pub(crate) fn keep_cluster_name(&mut self, name: &str) -> Span {
        let last = self.uses.last().map(|it| it.cluster);
        last.filter(|it| self.texts.get(*it) == name)
            .unwrap_or_else(|| self.texts.keep(name))
    }

    /// Notes that a log has an entry at this time.
    pub fn note_time(&mut self, source: Source, scope: &str, at: Timestamp) {
        note_time(&mut self.entry_times, source, scope, at);
    }

    /// Notes that a log is known to record issuances at this time.
    pub(super) fn hear_recording(&mut self, source: Source, scope: &str, at: Timestamp) {
        note_time(&mut self.recording, source, scope, at);
    }
}

fn note_time(
    entry_times: &mut Vec<(Source, String, Stretches)>,
    source: Source,
    scope: &str,
    at: Timestamp,
) {
    let known = entry_times
        .iter_mut()
        .find(|(known, name, _)| *known == source && name == scope);
    if let Some((_, _, stretches)) = known {
        stretches.include(at);
    } else {
        let mut stretches = Stretches::default();
        stretches.include(at);
        entry_times.push((source, scope.to_owned(), stretches));
    }
}
