//! One identity on a VM, with everything that the checks read.

use jiff::Timestamp;

use super::{Block, Bundle, CredentialSource, Key, Oddity};
use crate::evidence::certificate::Certificate;
use crate::evidence::issuer::Authority;
use crate::model::entry::Role;
use crate::model::identity::spiffe::SpiffeId;
use crate::model::receipt::{Place, Receipt};
use crate::vm::configs::Configs;
use crate::vm::guest_agent::Agent;
use crate::vm::refusal::Refusal;

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
