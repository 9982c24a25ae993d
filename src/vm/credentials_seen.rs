//! What was found on a VM, and one identity of it as the checks see it.

use std::borrow::Cow;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::Error;
use super::configs::Configs;
use super::guest_agent::Agent;
use super::refusal::Refusal;
use crate::evidence::certificate::Certificate;
use crate::evidence::input::form::FileForm;
use crate::evidence::input::found::Item;
use crate::evidence::input::input_file::{armoured, pem};
use crate::evidence::input::text_encoding;
use crate::evidence::issuer::Authority;
use crate::model::entry::Role;
use crate::model::receipt::{Bytes, Place, Receipt};
use crate::model::spiffe::SpiffeId;

/// Where credentials were looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialSource {
    /// The directory that the guest agent writes.
    Directory,
    /// The metadata server.
    Metadata,
    /// Saved answers of the metadata server.
    Answers,
}

/// Everything that was found.
#[derive(Debug)]
pub struct CredentialsSeen {
    /// Where.
    pub origin: CredentialSource,
    /// Certificates with what is above them.
    pub credentials: Vec<Credential>,
    /// Trust bundles.
    pub bundles: Vec<Bundle>,
    /// Why there is no trust bundle, where somebody says.
    pub no_bundle: Option<String>,
    /// What Compute Engine does not like in the configuration.
    pub refusals: Vec<Refusal>,
    /// What is odd about the files.
    pub oddities: Vec<Oddity>,
}

/// A certificate with what is above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// The identity that it is said to be of.
    pub named: Option<String>,
    /// The certificates.
    pub pem: Pem,
    /// Its private key.
    pub key: Key,
}

/// Whether a private key is there. Nothing more is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// It stands in the same answer.
    Beside,
    /// It lies in a file of its own, or nowhere: the oddities tell.
    Apart,
    /// It is nowhere.
    Nowhere,
}

/// A PEM text and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pem {
    text: Vec<u8>,
    place: String,
    told: PemSource,
}

/// How a PEM text came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PemSource {
    /// It is the content of a file.
    File,
    /// It is a value in an answer, or a text in UTF-16.
    Value,
}

/// One certificate of a PEM text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The certificate.
    pub der: Vec<u8>,
    /// What it says.
    pub certificate: Certificate,
    /// Its own PEM.
    pub pem: String,
    /// Where it stands.
    pub receipt: Receipt,
}

impl Pem {
    /// The content of a file, in any encoding: only what stands in armour is read (RFC 7468 section 2). Places in UTF-16 are not those
    /// of the text.
    pub fn file(bytes: Vec<u8>, place: &str) -> Self {
        let (text, told) = match text_encoding::text(&bytes) {
            Cow::Owned(text) => (text, PemSource::Value),
            Cow::Borrowed(_) => (bytes, PemSource::File),
        };
        Pem {
            text,
            place: place.to_owned(),
            told,
        }
    }

    /// A value in an answer.
    pub fn told(text: String, place: &str) -> Self {
        Pem {
            text: text.into_bytes(),
            place: place.to_owned(),
            told: PemSource::Value,
        }
    }

    /// Its certificates in order; what is none is passed over.
    pub fn certificates(&self) -> impl Iterator<Item = Block> {
        let found = FileForm::Pem.read(&self.text).into_iter();
        found.filter_map(|it| {
            let Item::Certificate(certificate) = it.item else {
                return None;
            };
            let armour = self.text.get(it.bytes.clone())?;
            let der = armoured(armour).filter(|it| certificate.is_of(it))?;
            Some(Block {
                pem: pem(&der),
                receipt: self.receipt(it.line, it.bytes, armour),
                certificate: *certificate,
                der,
            })
        })
    }

    /// A value in an answer stands somewhere on its lines: only a file's bytes can be pointed at.
    fn receipt(&self, line: u64, bytes: std::ops::Range<usize>, armour: &[u8]) -> Receipt {
        let in_file = self.told == PemSource::File;
        Receipt {
            place: Place {
                file: self.place.clone(),
                line: if in_file { line } else { 1 },
            },
            bytes: in_file.then_some(Bytes {
                offset: bytes.start as u64,
                length: bytes.len() as u64,
            }),
            insert_id: None,
            sha256: in_file.then(|| Sha256::digest(armour).into()),
        }
    }
}

/// Certificates that a VM is to trust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// For which trust domain. None where that is not told, as in `ca_certificates.pem`.
    pub domain: Option<String>,
    /// The certificates, DER.
    pub anchors: Vec<Vec<u8>>,
    /// Where it stands.
    pub place: String,
}

/// Something odd about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Oddity {
    /// Others than its owner may write to it.
    Writable {
        /// The file or directory.
        path: String,
        /// Its mode.
        mode: u32,
    },
    /// Its mode is another than the guest agent gives it.
    Mode {
        /// The file or directory.
        path: String,
        /// Its mode.
        mode: u32,
        /// What the agent gives.
        usual: u32,
    },
    /// It is a symbolic link out of the place.
    Outside {
        /// The link.
        path: String,
        /// Where it leads.
        target: String,
    },
    /// It is another name of the private key's file, and was not read.
    IsKey {
        /// That name.
        path: String,
    },
    /// A credential holds no certificate of a workload that can be read, so that nothing is said of it.
    NoCertificate {
        /// The file or address.
        place: String,
        /// The identity that it is said to be of, where that is told.
        named: Option<String>,
    },
    /// There is no private key.
    NoKey {
        /// Where it should be.
        path: String,
    },
}

impl Oddity {
    /// What a person is told.
    pub fn told(&self) -> String {
        match self {
            Oddity::Writable { path, mode } => {
                format!("{path} has mode {mode:04o}: others than its owner may write to it")
            }
            Oddity::Outside { path, target } => {
                format!("{path} is a symbolic link out of the place, to {target}")
            }
            Oddity::IsKey { path } => {
                format!("{path} is another name of the private key's file, and was not read")
            }
            Oddity::NoCertificate { place, named } => {
                let whose = named.as_deref().unwrap_or("a workload");
                format!(
                    "{place} holds no certificate of {whose} that can be read, so that it is not judged"
                )
            }
            Oddity::NoKey { path } => format!("there is no private key at {path}"),
            Oddity::Mode { path, mode, usual } => {
                format!("{path} has mode {mode:04o}; the guest agent gives it {usual:04o}")
            }
        }
    }

    /// Where nothing can be said of a VM for it.
    pub(super) fn into_error(self) -> Error {
        Error::Elsewhere(self.told())
    }
}

impl CredentialsSeen {
    /// Nothing yet.
    pub fn new(origin: CredentialSource) -> Self {
        CredentialsSeen {
            origin,
            credentials: Vec::new(),
            bundles: Vec::new(),
            no_bundle: None,
            refusals: Vec::new(),
            oddities: Vec::new(),
        }
    }

    /// Each identity with all that the checks look at.
    ///
    /// # Errors
    /// Where there is no certificate at all.
    pub fn seen(self, looking: &Looking, place: &str) -> Result<Vec<Seen>, Error> {
        let mut all = Vec::new();
        let mut empty = Vec::new();
        for credential in &self.credentials {
            let mut blocks: Vec<Block> = credential.pem.certificates().collect();
            let Some(position) = leaf(&blocks) else {
                empty.push(Oddity::NoCertificate {
                    place: credential.pem.place.clone(),
                    named: credential.named.clone(),
                });
                continue;
            };
            let leaf = blocks.remove(position);
            all.push(Seen {
                origin: self.origin,
                looking: looking.clone(),
                named: credential.named.clone(),
                key: credential.key,
                order: if position == 0 {
                    Order::LeafFirst
                } else {
                    Order::LeafLater
                },
                leaf,
                chain: blocks,
                bundles: self.bundles.clone(),
                no_bundle: self.no_bundle.clone(),
                refusals: self.refusals.clone(),
                oddities: self.oddities.clone(),
            });
        }
        if all.is_empty() {
            return Err(Error::NoCertificate {
                place: place.to_owned(),
                refusals: self.refusals,
            });
        }
        for seen in &mut all {
            seen.oddities.extend(empty.iter().cloned());
        }
        Ok(all)
    }
}

/// Which of the certificates is the workload's own: the first that names one, by a SPIFFE ID with a path; else the first that is no
/// authority's; else the first with a SPIFFE ID. An authority's flag alone makes none of it another's: the checks tell of it.
fn leaf(blocks: &[Block]) -> Option<usize> {
    let ids = |it: &Block| -> Vec<SpiffeId> {
        let uris = it.certificate.holder.uris.iter();
        uris.filter_map(|it| it.parse().ok()).collect()
    };
    let names_workload = |it: &Block| ids(it).iter().any(|it| !it.path().is_empty());
    let is_end = |it: &Block| it.certificate.holder.role == Role::End;
    let position = |is: &dyn Fn(&Block) -> bool| blocks.iter().position(is);
    position(&names_workload)
        .or_else(|| position(&is_end))
        .or_else(|| position(&|it| !ids(it).is_empty()))
}

/// Who looks, when, and what is expected.
#[derive(Debug, Clone)]
pub struct Looking {
    /// The VM.
    pub host: String,
    /// When this is.
    pub at: Timestamp,
    /// What is configured, where somebody says.
    pub configs: Option<Configs>,
    /// What the serial port tells of the guest agent, where somebody gave its output.
    pub agent: Option<Agent>,
}

/// Whether the certificates are in the order in which TLS sends them (RFC 8446 section 4.4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The workload's own comes first.
    LeafFirst,
    /// It does not.
    LeafLater,
}

/// One identity on a VM.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Where it was looked for.
    pub origin: CredentialSource,
    /// Who looked, when, and what was expected.
    pub looking: Looking,
    /// The identity that the certificate is said to be of.
    pub named: Option<String>,
    /// Its private key.
    pub key: Key,
    /// The order of the certificates.
    pub order: Order,
    /// The workload's certificate.
    pub leaf: Block,
    /// The certificates beside it.
    pub chain: Vec<Block>,
    /// Trust bundles on the VM.
    pub bundles: Vec<Bundle>,
    /// Why there is none, where somebody says.
    pub no_bundle: Option<String>,
    /// What Compute Engine does not like in the configuration.
    pub refusals: Vec<Refusal>,
    /// What is odd about the files.
    pub oddities: Vec<Oddity>,
}

impl Seen {
    /// The trust domain of its SPIFFE ID, where it has exactly one.
    pub fn trust_domain(&self) -> Option<String> {
        let [uri] = self.leaf.certificate.holder.uris.as_slice() else {
            return None;
        };
        let id: SpiffeId = uri.parse().ok()?;
        Some(id.trust_domain().to_owned())
    }

    /// The authorities on the VM, those beside the certificate first, with where they stand.
    pub fn authorities(&self) -> Vec<(Authority, Receipt)> {
        let receipt = |place: &str| Receipt {
            place: Place {
                file: place.to_owned(),
                line: 1,
            },
            bytes: None,
            insert_id: None,
            sha256: None,
        };
        let beside = self.chain.iter();
        let beside =
            beside.filter_map(|it| Some((it.certificate.authority.clone()?, it.receipt.clone())));
        let trusted = self.own_bundles().into_iter().flat_map(|bundle| {
            let read = bundle.anchors.iter().map(|it| Certificate::from_der(it));
            let authorities: Vec<Authority> = read.filter_map(|it| it.authority).collect();
            authorities
                .into_iter()
                .map(move |it| (it, receipt(&bundle.place)))
        });
        beside.chain(trusted).collect()
    }

    /// The certificates of other workloads that lie beside it: what is no authority's and bears names of its own.
    pub fn others(&self) -> impl Iterator<Item = &Block> {
        self.chain.iter().filter(|it| {
            let holder = &it.certificate.holder;
            let is_other = holder.uris != self.leaf.certificate.holder.uris;
            holder.role == Role::End && !holder.uris.is_empty() && is_other
        })
    }

    /// The bundles that count for it: those of its trust domain, and those that name none.
    pub fn own_bundles(&self) -> Vec<&Bundle> {
        let domain = self.trust_domain();
        let is_own = |it: &&Bundle| it.domain.is_none() || it.domain == domain;
        self.bundles.iter().filter(is_own).collect()
    }
}
