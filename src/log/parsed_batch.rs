//! What a stretch of input said: facts, coverage, and what could not be read.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::cut_line::{Again, Cut, Tail};
use super::framing::splitter::Lost;
use super::neighbour_times::Neighbours;
use super::{ClusterParts, Relevance, cluster_name};
use crate::coverage::audit_settings::Switch;
use crate::coverage::stretches::Stretches;
use crate::evidence::certificate::{Certificate, Issued};
use crate::evidence::crl::{RevocationList, Revoked};
use crate::evidence::issuer::Authority;
use crate::evidence::item::EvidenceItem;
use crate::evidence::jose::jwks::PublicKey;
use crate::log::shape::export_shape::Shape;
use crate::model::cluster_keys::Configuration;
use crate::model::entry::{Entry, RequestId, Source};
use crate::model::identifier::Fingerprint;
use crate::model::receipt::Bytes;

/// Texts one behind the other in one allocation.
#[derive(Debug, Default)]
pub struct Texts {
    bytes: String,
}

/// Where a text stands in `Texts`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Texts {
    /// Keeps a text. A stretch of input is far smaller than what 32 bits can count.
    pub fn keep(&mut self, text: &str) -> Span {
        self.keep_both(text, "")
    }

    /// Keeps two texts as one.
    pub fn keep_both(&mut self, text: &str, other: &str) -> Span {
        let start = self.bytes.len() as u32;
        self.bytes.push_str(text);
        self.bytes.push_str(other);
        Span {
            start,
            end: self.bytes.len() as u32,
        }
    }

    /// A text that was kept.
    pub fn get(&self, span: Span) -> &str {
        self.bytes
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default()
    }
}

/// A credential was presented to the API server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The credential's id as it stands in the log and the user name behind it, in `ParsedBatch::texts`.
    pub who: Span,
    /// Bytes of the credential's id.
    pub id: u32,
    /// The cluster, in `ParsedBatch::texts`.
    pub cluster: Span,
    /// The request.
    pub request: RequestId,
    /// When the request was received.
    pub at: Timestamp,
    /// When this stage of it was reached, for raw events.
    pub until: Timestamp,
    /// The line it stands in.
    pub line: u64,
    /// The bytes of that line in the unpacked file.
    pub bytes: Bytes,
}

impl Use {
    /// The credential's id as it stands in the log.
    pub fn credential<'t>(&self, texts: &'t Texts) -> &'t str {
        let who = texts.get(self.who);
        who.get(..self.id as usize).unwrap_or_default()
    }
}

/// Where an entry stands and what its line was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawLine {
    /// 1-based line.
    pub line: u64,
    /// Its bytes in the unpacked file.
    pub bytes: Bytes,
    /// SHA-256 of the line's bytes.
    pub sha256: [u8; 32],
}

/// What is remarked of uses. Ids are as they stand in the log.
#[derive(Debug, Default)]
pub struct Remarks {
    /// Tokens that the API server called stale.
    pub stale: BTreeSet<String>,
    /// Ids and user names that came in a request with several ids. An authenticator writes one, so that a front proxy wrote these.
    pub crowded: BTreeSet<(String, String)>,
}

/// A line that could not be read, kept with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// Where it stands.
    pub raw: RawLine,
    /// What was expected.
    pub reason: String,
    /// The logs it may belong to.
    pub sources: Vec<Source>,
    /// The project it belongs to, or the cluster of a raw event, where it tells.
    pub scope: Option<String>,
    /// How it ends, by which a whole line is known that begins as it does.
    pub tail: Option<Tail>,
    /// When it was probably written: its own time, or that of the lines around it.
    pub neighbours: Neighbours,
}

impl Rejection {
    /// What a whole line begins with, if this was cut off it.
    pub(crate) fn cut(&self) -> Option<Cut> {
        Some(Cut {
            bytes: self.raw.bytes,
            tail: self.tail?,
            sha256: self.raw.sha256,
        })
    }

    /// With what else is lost: what may have been any items doubts every log, wherever and whenever.
    pub(super) fn losing(self, lost: Lost) -> Self {
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

/// What is worked out from bytes beside the entries: from certificates that a log holds, and from files that are no logs.
#[derive(Debug, Default)]
pub struct Evidence {
    /// What somebody has in hand.
    pub exhibits: Vec<(RawLine, EvidenceItem)>,
    /// Who issued which certificate, and the seals that are still to be verified.
    pub issued: Vec<Issued>,
    /// Keys of certificate authorities.
    pub authorities: Vec<(RawLine, Authority)>,
    /// Certificates that CA Service says were revoked.
    pub revoked: Vec<(RawLine, Revoked)>,
    /// Revocation lists.
    pub lists: Vec<(RawLine, RevocationList)>,
    /// Public keys for tokens.
    pub keys: Vec<PublicKey>,
    /// Other names of certificates: serial numbers, SPIFFE IDs, resource names.
    pub called: Vec<(Fingerprint, String)>,
}

impl Evidence {
    /// Adds a certificate in hand.
    pub fn exhibit(&mut self, raw: RawLine, certificate: &Certificate, chain: &[Authority]) {
        let recomputed = certificate.recomputed;
        self.exhibits.push((
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
        self.issued.extend(certificate.issued(chain));
        self.add_authorities(raw, certificate.authority.as_slice());
    }

    /// Adds the authority that a certificate is of. Whether it was not there yet.
    pub fn add_authority(&mut self, raw: RawLine, certificate: &Certificate) -> bool {
        let authority = certificate.authority.as_ref();
        let is_new = |it: &&Authority| self.authorities.iter().all(|(_, known)| known != *it);
        let new = authority.filter(is_new).cloned();
        let is_new = new.is_some();
        self.authorities.extend(new.map(|it| (raw, it)));
        is_new
    }

    /// Adds authorities that are not there yet.
    pub fn add_authorities(&mut self, raw: RawLine, authorities: &[Authority]) {
        for authority in authorities {
            if !self.authorities.iter().any(|(_, known)| known == authority) {
                self.authorities.push((raw, authority.clone()));
            }
        }
    }

    /// How many facts there are.
    pub fn len(&self) -> usize {
        self.exhibits.len()
            + self.issued.len()
            + self.authorities.len()
            + self.revoked.len()
            + self.lists.len()
            + self.keys.len()
            + self.called.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes over all of another's.
    pub fn append(&mut self, other: &mut Evidence) {
        self.exhibits.append(&mut other.exhibits);
        self.issued.append(&mut other.issued);
        self.revoked.append(&mut other.revoked);
        self.lists.append(&mut other.lists);
        self.keys.append(&mut other.keys);
        self.called.append(&mut other.called);
        for (raw, authority) in other.authorities.drain(..) {
            self.add_authorities(raw, std::slice::from_ref(&authority));
        }
    }
}

/// Project, location and name of a cluster.
pub(super) type Cluster = [String; 3];

/// What a stretch of input said.
#[derive(Debug, Default)]
pub struct ParsedBatch {
    /// Texts of uses.
    pub texts: Texts,
    /// The clusters met: there are few.
    pub(super) clusters: Vec<(Cluster, Span)>,
    /// Uses in the order of the input.
    pub uses: Vec<Use>,
    /// What is remarked of the uses.
    pub remarks: Remarks,
    /// Entries of the issuance side in the order of the input.
    pub entries: Vec<(RawLine, Entry)>,
    /// What clusters were told to use.
    pub configurations: Vec<(RawLine, Configuration)>,
    /// How audit settings were changed.
    pub switches: Vec<(RawLine, Switch)>,
    /// What was worked out beside the entries.
    pub evidence: Evidence,
    /// Lines that could not be read.
    pub rejections: Vec<Rejection>,
    /// Lines that could not be read of an earlier file, and begin one of this.
    pub again: Vec<Again>,
    /// What was heard of each log: source and scope, and the stretches of time.
    pub heard: Vec<(Source, String, Stretches)>,
    /// What of it shows that the log records issuances: entries of the permission type under which it does.
    pub recording: Vec<(Source, String, Stretches)>,
    /// Shapes met, with the number of entries in each.
    pub shapes: BTreeMap<Shape, u64>,
    /// Envelopes met.
    pub envelopes: BTreeSet<Shape>,
    /// Log entries read, relevant or not, without the rejected ones.
    pub read: u64,
    /// Log entries that say something about a credential.
    pub relevant: u64,
    /// Bodies that could not be read, of entries that were.
    pub unreadable_bodies: u64,
}

/// Bytes of the texts of most uses.
const TEXTS: usize = 128;

impl ParsedBatch {
    /// With room for so many uses: nearly all lines are some.
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
    pub(super) fn count(&mut self, said: Relevance) {
        self.read += 1;
        self.relevant += u64::from(matches!(said, Relevance::Something));
    }

    /// Keeps the name of a cluster, once.
    pub(super) fn keep_cluster(&mut self, parts: ClusterParts<'_>) -> Span {
        let known = self.clusters.iter().find(|(known, _)| *known == parts);
        if let Some((_, span)) = known {
            return *span;
        }
        let span = self.texts.keep(&cluster_name(parts));
        self.clusters.push((parts.map(str::to_owned), span));
        span
    }

    /// Notes that a log speaks at this moment.
    pub fn note_time(&mut self, source: Source, scope: &str, at: Timestamp) {
        touch(&mut self.heard, source, scope, at);
    }

    /// Notes that a log is known to record issuances at this moment.
    pub(super) fn hear_recording(&mut self, source: Source, scope: &str, at: Timestamp) {
        touch(&mut self.recording, source, scope, at);
    }
}

fn touch(heard: &mut Vec<(Source, String, Stretches)>, source: Source, scope: &str, at: Timestamp) {
    let known = heard
        .iter_mut()
        .find(|(known, name, _)| *known == source && name == scope);
    if let Some((_, _, stretches)) = known {
        stretches.touch(at);
    } else {
        let mut stretches = Stretches::default();
        stretches.touch(at);
        heard.push((source, scope.to_owned(), stretches));
    }
}
