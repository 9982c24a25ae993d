//! Certificates: real X.509, signed by the authority of a pool.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyIdMethod, KeyUsagePurpose, SanType, SerialNumber,
};
use x509_parser::parse_x509_certificate;

use super::authority;
use super::clock::{BACKDATING, days, to_the_second};
use super::constants::{CLUSTER_POOL, MWI_POOL, Pool, WORKLOAD_POOL};
use super::digest::Digest;
use super::keys::EcKey;

/// The holder that a certificate names.
#[derive(Clone, Debug)]
pub enum Holder {
    /// A user of the API server by common name, with the organisation that becomes its group.
    User { name: String, group: &'static str },
    /// A workload by SPIFFE ID, without any subject.
    Workload { spiffe_id: &'static str },
}

impl Holder {
    /// The holder's name in the certificate.
    pub fn name(&self) -> &str {
        match self {
            Self::User { name, .. } => name,
            Self::Workload { spiffe_id } => spiffe_id,
        }
    }
}

/// The key that signs a certificate, and how the certificate names its issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signer {
    /// The pool's authority, named by its distinguished name alone.
    Named,
    /// The pool's authority, named by its key identifier too, as CA Service does.
    Identified,
    /// Another key, with the name and key identifier of the pool's authority.
    Impostor,
}

/// The content of a certificate.
#[derive(Clone, Debug)]
pub struct Leaf {
    pub holder: Holder,
    pub pool: Pool,
    pub signer: Signer,
    /// When GKE logs the issuance; the certificate's validity begins earlier.
    pub issued_at: Timestamp,
    pub not_before: Timestamp,
    pub lifetime: SignedDuration,
    /// A further URI among the alternative names.
    pub also: Option<&'static str>,
    /// The extended key usages.
    pub purpose: Purpose,
}

/// The extended key usages of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Client authentication.
    Client,
    /// Client and server authentication.
    Both,
}

/// A finished certificate and its two digests.
#[derive(Clone, Debug)]
pub struct Certificate {
    pub leaf: Leaf,
    pub serial: String,
    pub pem: String,
    /// SHA-256 of the whole certificate.
    pub fingerprint: Digest,
    /// SHA-256 of the part that the authority signs.
    pub to_be_signed: Digest,
}

impl Leaf {
    /// The certificate of a node, good for 30 days.
    pub fn of_node(name: &str, issued_at: Timestamp) -> Self {
        let holder = Holder::User {
            name: format!("system:node:{name}"),
            group: "system:nodes",
        };
        Self::in_pool(CLUSTER_POOL, holder, issued_at)
    }

    /// The certificate of a workload from the pool that is not the cluster's.
    pub fn of_workload(spiffe_id: &'static str, issued_at: Timestamp) -> Self {
        Self::in_pool(WORKLOAD_POOL, Holder::Workload { spiffe_id }, issued_at)
    }

    /// The certificate of a managed workload identity, valid for a day, from the subordinate pool.
    pub fn of_identity(spiffe_id: &'static str, issued_at: Timestamp) -> Self {
        Self {
            lifetime: days(1),
            signer: Signer::Identified,
            purpose: Purpose::Both,
            ..Self::in_pool(MWI_POOL, Holder::Workload { spiffe_id }, issued_at)
        }
    }

    /// The same content with a further identity.
    pub fn named_also(self, spiffe_id: &'static str) -> Self {
        Self {
            also: Some(spiffe_id),
            ..self
        }
    }

    /// The same content for client authentication only.
    pub fn for_clients_alone(self) -> Self {
        Self {
            purpose: Purpose::Client,
            ..self
        }
    }

    /// The same content from another pool.
    pub fn made_by(self, pool: Pool) -> Self {
        Self { pool, ..self }
    }

    fn in_pool(pool: Pool, holder: Holder, issued_at: Timestamp) -> Self {
        let not_before = to_the_second(issued_at) - BACKDATING;
        Self {
            holder,
            pool,
            signer: Signer::Named,
            issued_at,
            not_before,
            lifetime: days(30),
            also: None,
            purpose: Purpose::Client,
        }
    }

    /// The same content with another signer.
    pub fn by(self, signer: Signer) -> Self {
        Self { signer, ..self }
    }

    /// When the certificate ends.
    pub fn not_after(&self) -> Timestamp {
        self.not_before + self.lifetime
    }

    /// The common name, where there is one.
    pub fn common_name(&self) -> Option<&str> {
        match &self.holder {
            Holder::User { name, .. } => Some(name),
            Holder::Workload { .. } => None,
        }
    }

    /// Signs the certificate.
    pub fn mint(self) -> Certificate {
        self.mint_with(|_| ())
    }

    /// Signs the certificate after `otherwise` has changed its content.
    pub fn mint_with(self, otherwise: impl Fn(&mut CertificateParams)) -> Certificate {
        let serial = self.serial();
        let mut params = self.params(&serial);
        otherwise(&mut params);
        let signed = params
            .signed_by(
                &EcKey::throw_away(&format!("holder {}", hex::encode(&serial))),
                &self.issuer(),
            )
            .expect("a certificate that can be signed");
        let (_, parsed) =
            parse_x509_certificate(signed.der()).expect("a certificate that can be read");
        let to_be_signed = Digest::sha256(parsed.tbs_certificate.as_ref());
        let fingerprint = Digest::sha256(signed.der());
        Certificate {
            serial: hex::encode(serial),
            pem: signed.pem(),
            fingerprint,
            to_be_signed,
            leaf: self,
        }
    }

    fn issuer(&self) -> Issuer<'static, EcKey> {
        let key = match self.signer {
            Signer::Named | Signer::Identified => EcKey::throw_away(self.pool.key),
            Signer::Impostor => EcKey::throw_away("an impostor"),
        };
        Issuer::new(authority::params(&self.pool), key)
    }

    fn serial(&self) -> Vec<u8> {
        let label = format!(
            "serial of {} issued at {}",
            self.holder.name(),
            self.issued_at
        );
        let mut serial = Digest::sha256(label).bytes[..16].to_vec();
        serial[0] = serial[0] & 0x7f | 0x40;
        serial
    }

    fn params(&self, serial: &[u8]) -> CertificateParams {
        let mut params = CertificateParams::default();
        params.serial_number = Some(SerialNumber::from_slice(serial));
        params.not_before = rcgen::date_time_ymd(1970, 1, 1) + since_1970(self.not_before);
        params.not_after = rcgen::date_time_ymd(1970, 1, 1) + since_1970(self.not_after());
        params.is_ca = IsCa::ExplicitNoCa;
        params.use_authority_key_identifier_extension = self.signer != Signer::Named;
        params.key_identifier_method =
            KeyIdMethod::PreSpecified(Digest::sha256(serial).bytes[..20].to_vec());
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        if self.purpose == Purpose::Both {
            params.key_usages.push(KeyUsagePurpose::KeyAgreement);
            let server = ExtendedKeyUsagePurpose::ServerAuth;
            params.extended_key_usages.insert(0, server);
        }
        params.distinguished_name = DistinguishedName::new();
        match &self.holder {
            Holder::User { name, group } => params.distinguished_name = subject(group, name),
            Holder::Workload { spiffe_id } => {
                let also = self.also.into_iter();
                params.subject_alt_names = [*spiffe_id].into_iter().chain(also).map(uri).collect();
            }
        }
        params
    }
}

impl Certificate {
    /// The id under which the API server logs a use.
    pub fn credential_id(&self) -> String {
        format!("X509SHA256={}", self.fingerprint.hex())
    }

    /// The user name of the holder at the API server.
    pub fn user(&self) -> &str {
        self.leaf
            .common_name()
            .expect("a certificate for the API server names a user")
    }
}

/// A distinguished name as in the certificates.
pub fn subject(organization: &str, common_name: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::OrganizationName, organization);
    name.push(DnType::CommonName, common_name);
    name
}

fn uri(text: &str) -> SanType {
    SanType::URI(text.try_into().expect("an ASCII URI"))
}

/// The time since 1970, as rcgen takes it.
pub fn since_1970(time: Timestamp) -> Duration {
    Duration::from_secs(u64::try_from(time.as_second()).expect("a time after 1970"))
}
