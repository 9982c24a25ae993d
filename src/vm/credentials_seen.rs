//! The credentials that were found on a VM, and one identity as the checks read the identity.

mod oddity;
mod pem;
mod seen;

pub use self::oddity::Oddity;
pub use self::pem::{Block, Pem};
pub use self::seen::{Looking, Order, Seen};
use super::Error;
use super::refusal::Refusal;
use crate::model::entry::Role;
use crate::model::identity::spiffe::SpiffeId;

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
