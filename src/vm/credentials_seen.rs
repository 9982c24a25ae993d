//! The credentials that were found on a VM, and one identity as the checks read the identity.

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
use crate::model::identity::spiffe::SpiffeId;
use crate::model::receipt::{Bytes, Place, Receipt};

/// The source of the credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialSource {
    /// The directory of the guest agent.
    Directory,
    /// The metadata server.
    Metadata,
    /// Saved answers of the metadata server.
    Answers,
}

/// All credentials, bundles and problems that were found.
#[derive(Debug)]
pub struct CredentialsSeen {
    /// The source.
    pub origin: CredentialSource,
    /// The certificates with their chains.
    pub credentials: Vec<Credential>,
    /// Trust bundles.
    pub bundles: Vec<Bundle>,
    /// Why there is no trust bundle, if the metadata server says why.
    pub no_bundle: Option<String>,
    /// The errors that Compute Engine reports in the configuration.
    pub refusals: Vec<Refusal>,
    /// The oddities of the files.
    pub oddities: Vec<Oddity>,
}

/// A certificate with its chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// The identity under whose name the certificate was found.
    pub named: Option<String>,
    /// The certificates.
    pub pem: Pem,
    /// Whether the private key is present.
    pub key: Key,
}

/// Whether a private key is present. Nothing else is known of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// The key is in the same answer.
    Beside,
    /// The key is in a separate file. The oddities show whether the file is missing.
    Apart,
    /// The key is missing.
    Nowhere,
}

/// A PEM text and its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pem {
    text: Vec<u8>,
    place: String,
    told: PemSource,
}

/// The source of a PEM text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PemSource {
    /// The content of a file.
    File,
    /// A value in an answer, or a file in UTF-16.
    Value,
}

/// One certificate of a PEM text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The certificate.
    pub der: Vec<u8>,
    /// The parsed certificate.
    pub certificate: Certificate,
    /// The certificate as PEM.
    pub pem: String,
    /// The position in the source.
    pub receipt: Receipt,
}

impl Pem {
    /// Returns the text of a file in any encoding. Only PEM blocks are read (RFC 7468 section 2). Offsets in the converted text of a UTF-16
    /// file are not offsets in the file.
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

    /// Returns the text of a value in an answer.
    pub fn told(text: String, place: &str) -> Self {
        Pem {
            text: text.into_bytes(),
            place: place.to_owned(),
            told: PemSource::Value,
        }
    }

    /// Returns the certificates in order. Other PEM blocks are skipped.
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

    /// Returns the receipt of a block. Only blocks of a file have a range; the position of a value in an answer is unknown.
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

/// The certificates that a VM trusts for one trust domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// The trust domain. `None` if unknown, as for `ca_certificates.pem`.
    pub domain: Option<String>,
    /// The certificates, DER.
    pub anchors: Vec<Vec<u8>>,
    /// The file or address.
    pub place: String,
}

/// An oddity of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Oddity {
    /// Users other than the owner may write to a file.
    Writable {
        /// The file or directory.
        path: String,
        /// The mode.
        mode: u32,
    },
    /// The mode is another than the guest agent sets.
    Mode {
        /// The file or directory.
        path: String,
        /// The mode.
        mode: u32,
        /// The mode that the guest agent sets.
        usual: u32,
    },
    /// A symbolic link leads out of the directory.
    Outside {
        /// The link.
        path: String,
        /// The target of the link.
        target: String,
    },
    /// A file is another name of the private key's file and was not read.
    IsKey {
        /// The name.
        path: String,
    },
    /// A credential has no readable certificate of a workload and is not checked.
    NoCertificate {
        /// The file or address.
        place: String,
        /// The identity under whose name the credential was found, if any.
        named: Option<String>,
    },
    /// The private key is missing.
    NoKey {
        /// The expected path.
        path: String,
    },
}

impl Oddity {
    /// Returns the oddity as a sentence.
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

    /// Returns the error for a VM that cannot be checked because of the oddity.
    pub(super) fn into_error(self) -> Error {
        Error::Elsewhere(self.told())
    }
}

impl CredentialsSeen {
    /// Returns an empty value.
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

    /// Returns each identity with everything that the checks read.
    ///
    /// # Errors
    /// If there is no certificate.
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

/// Returns the index of the workload's certificate: the first with a SPIFFE ID with a path; else the first that is no CA certificate; else
/// the first with a SPIFFE ID. A CA certificate with the SPIFFE ID of a workload counts as the workload's certificate, and the checks
/// report its CA flag.
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

/// The observation: the VM, the time, and the expected configuration.
#[derive(Debug, Clone)]
pub struct Looking {
    /// The VM.
    pub host: String,
    /// The time of the observation.
    pub at: Timestamp,
    /// The configuration, if the user supplied the configuration.
    pub configs: Option<Configs>,
    /// The guest agent, if the user supplied the output of the serial port.
    pub agent: Option<Agent>,
}

/// The order of the certificates, compared with the order in which TLS sends certificates (RFC 8446 section 4.4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The workload's certificate is the first.
    LeafFirst,
    /// The workload's certificate is a later one.
    LeafLater,
}

/// One identity on a VM.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The source.
    pub origin: CredentialSource,
    /// The observation.
    pub looking: Looking,
    /// The identity under whose name the certificate was found.
    pub named: Option<String>,
    /// Whether the private key is present.
    pub key: Key,
    /// The order of the certificates.
    pub order: Order,
    /// The workload's certificate.
    pub leaf: Block,
    /// The other certificates in the same text.
    pub chain: Vec<Block>,
    /// The trust bundles on the VM.
    pub bundles: Vec<Bundle>,
    /// Why there is no trust bundle, if the metadata server says why.
    pub no_bundle: Option<String>,
    /// The errors that Compute Engine reports in the configuration.
    pub refusals: Vec<Refusal>,
    /// The oddities of the files.
    pub oddities: Vec<Oddity>,
}

impl Seen {
    /// Returns the trust domain of the SPIFFE ID, if the certificate has exactly one URI.
    pub fn trust_domain(&self) -> Option<String> {
        let [uri] = self.leaf.certificate.holder.uris.as_slice() else {
            return None;
        };
        let id: SpiffeId = uri.parse().ok()?;
        Some(id.trust_domain().to_owned())
    }

    /// Returns the authorities on the VM with their positions: first those beside the workload's certificate, then those of its trust
    /// bundles.
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

    /// Returns the certificates of other workloads beside the workload's certificate: those that are no CA certificates and have other
    /// URIs.
    pub fn others(&self) -> impl Iterator<Item = &Block> {
        self.chain.iter().filter(|it| {
            let holder = &it.certificate.holder;
            let is_other = holder.uris != self.leaf.certificate.holder.uris;
            holder.role == Role::End && !holder.uris.is_empty() && is_other
        })
    }

    /// Returns the bundles of the trust domain, and those without a trust domain.
    pub fn own_bundles(&self) -> Vec<&Bundle> {
        let domain = self.trust_domain();
        let is_own = |it: &&Bundle| it.domain.is_none() || it.domain == domain;
        self.bundles.iter().filter(is_own).collect()
    }
}
