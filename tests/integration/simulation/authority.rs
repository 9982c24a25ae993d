//! Certificate authorities: their own certificates, revocation lists and signing requests.

use jiff::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, IsCa, Issuer,
    KeyIdMethod, KeyUsagePurpose, RevocationReason, RevokedCertParams, SerialNumber,
};
use x509_parser::parse_x509_certificate;
use x509_parser::prelude::FromDer;
use x509_parser::revocation_list::CertificateRevocationList;

use super::certificate::{Certificate, since_1970, subject};
use super::clock::{NOON, days};
use super::constants::Pool;
use super::digest::Digest;
use super::keys::EcKey;

/// A certificate, request or revocation list that an authority's key signed.
#[derive(Clone, Debug)]
pub struct Paper {
    pub pem: String,
    pub der: Vec<u8>,
    /// SHA-256 of the part that is signed.
    pub to_be_signed: Digest,
}

/// The name of a pool's authority, and the identifier of its key.
pub fn params(pool: &Pool) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = subject("Acme", pool.issuer);
    params.key_identifier_method =
        KeyIdMethod::PreSpecified(EcKey::throw_away(pool.key).identifier());
    params
}

/// The certificate of an authority below another, a month old.
pub fn subordinate(pool: &Pool, above: &Pool) -> Paper {
    limited(pool, above, |_| {})
}

/// As [`subordinate`], with further limits on what the authority may certify.
pub fn limited(pool: &Pool, above: &Pool, limit: impl Fn(&mut CertificateParams)) -> Paper {
    let mut own = authority(pool, [0x6b; 16]);
    own.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    own.use_authority_key_identifier_extension = true;
    limit(&mut own);
    let issuer = Issuer::new(params(above), EcKey::throw_away(above.key));
    let signed = own.signed_by(&EcKey::throw_away(pool.key), &issuer);
    paper(&signed.expect("a certificate that can be signed"))
}

/// The authority's own certificate, a month old.
pub fn certificate(pool: &Pool) -> Paper {
    let signed = authority(pool, [0x5a; 16]).self_signed(&EcKey::throw_away(pool.key));
    paper(&signed.expect("a certificate that can be signed"))
}

fn authority(pool: &Pool, serial: [u8; 16]) -> CertificateParams {
    let mut params = params(pool);
    let from = rcgen::date_time_ymd(1970, 1, 1) + since_1970(NOON - days(30));
    params.serial_number = Some(SerialNumber::from_slice(&serial));
    params.not_before = from;
    params.not_after = rcgen::date_time_ymd(2036, 1, 1);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

fn paper(signed: &rcgen::Certificate) -> Paper {
    let (_, parsed) = parse_x509_certificate(signed.der()).expect("a certificate");
    Paper {
        to_be_signed: Digest::sha256(parsed.tbs_certificate.as_ref()),
        pem: signed.pem(),
        der: signed.der().to_vec(),
    }
}

/// A request to have the authority certified by another.
pub fn request(pool: &Pool) -> Paper {
    let signed = params(pool).serialize_request(&EcKey::throw_away(pool.key));
    let signed = signed.expect("a request that can be signed");
    let der = signed.der().to_vec();
    Paper {
        to_be_signed: Digest::sha256(first_inside(&der)),
        pem: signed.pem().expect("PEM"),
        der,
    }
}

/// A revocation list, signed by this key in the name of the pool's authority.
pub fn revocation_list_by(
    key: &str,
    pool: &Pool,
    revoked: &[(&Certificate, Timestamp)],
    at: Timestamp,
) -> Paper {
    let moment = |at: Timestamp| {
        let epoch = rcgen::date_time_ymd(1970, 1, 1);
        if at < Timestamp::UNIX_EPOCH {
            epoch - std::time::Duration::from_secs(at.as_second().unsigned_abs())
        } else {
            epoch + since_1970(at)
        }
    };
    let revoked = revoked.iter().map(|(certificate, at)| RevokedCertParams {
        serial_number: SerialNumber::from_slice(&hex::decode(&certificate.serial).expect("hex")),
        revocation_time: moment(*at),
        reason_code: Some(RevocationReason::KeyCompromise),
        invalidity_date: None,
    });
    let list = CertificateRevocationListParams {
        this_update: moment(at),
        next_update: moment(at + days(7)),
        crl_number: SerialNumber::from(1234_u64),
        issuing_distribution_point: None,
        revoked_certs: revoked.collect(),
        key_identifier_method: params(pool).key_identifier_method,
    };
    let issuer = Issuer::new(params(pool), EcKey::throw_away(key));
    let signed = list.signed_by(&issuer).expect("a list that can be signed");
    let der = signed.der().to_vec();
    let (_, parsed) = CertificateRevocationList::from_der(&der).expect("a list");
    Paper {
        to_be_signed: Digest::sha256(parsed.tbs_cert_list.as_ref()),
        pem: signed.pem().expect("PEM"),
        der: der.clone(),
    }
}

/// A revocation list of the pool's authority.
pub fn revocation_list(pool: &Pool, revoked: &[(&Certificate, Timestamp)], at: Timestamp) -> Paper {
    revocation_list_by(pool.key, pool, revoked, at)
}

/// The first value in a DER sequence of more than 127 and less than 65,536 bytes.
fn first_inside(der: &[u8]) -> &[u8] {
    let head = |der: &[u8]| if der[1] == 0x82 { 4 } else { 3 };
    let length = |der: &[u8]| match der[1] {
        0x82 => usize::from(der[2]) << 8 | usize::from(der[3]),
        _ => usize::from(der[2]),
    };
    let inside = &der[head(der)..];
    &inside[..head(inside) + length(inside)]
}
