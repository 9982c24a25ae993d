//! The requirements of the SPIFFE standard X509-SVID on the certificates of workloads and of authorities. SPIFFE libraries refuse any other
//! certificate.

use crate::model::finding::message::{Message, message};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::KeyUsage;
use x509_parser::prelude::FromDer;

/// Returns why a certificate (DER) cannot be a workload's: a workload's certificate has neither the cA flag nor the key usages keyCertSign
/// and cRLSign (sections 4.1 and 4.3). A certificate that cannot be parsed has no faults here;
/// [`key_usage::lacking`](super::key_usage::lacking) reports such a certificate.
pub fn faults_of_leaf(der: &[u8]) -> Vec<Message> {
    let Ok((_, certificate)) = X509Certificate::from_der(der) else {
        return Vec::new();
    };
    let usage = usage(&certificate);
    let faults = [
        (
            certificate.is_ca(),
            message!(
                "svid-is-authority",
                "is an authority's (basicConstraints cA)"
            )
            .as_fact(),
        ),
        (
            usage.as_ref().is_some_and(KeyUsage::key_cert_sign),
            message!(
                "svid-signs-certificates",
                "may sign certificates (keyUsage keyCertSign)"
            )
            .as_fact(),
        ),
        (
            usage.as_ref().is_some_and(KeyUsage::crl_sign),
            message!(
                "svid-signs-lists",
                "may sign revocation lists (keyUsage cRLSign)"
            )
            .as_fact(),
        ),
    ];
    let faults = faults.into_iter().filter(|(there, _)| *there);
    faults.map(|(_, what)| what).collect()
}

/// Returns why a certificate (DER) beside a workload's cannot be that of a signer, which has the cA flag and the key usage keyCertSign
/// (sections 4.1 and 4.3).
pub fn fault_of_signer(der: &[u8]) -> Option<Message> {
    fault(der, WithoutKeyUsage::MayNot)
}

/// Returns why a certificate (DER) cannot be a trust anchor, which is a CA certificate (section 6). A certificate without a key usage is
/// accepted, as SPIFFE libraries accept it: self-made roots often have none.
pub fn fault_of_anchor(der: &[u8]) -> Option<Message> {
    fault(der, WithoutKeyUsage::May)
}

/// Whether a certificate without a key usage may sign certificates.
#[derive(Clone, Copy, PartialEq, Eq)]
enum WithoutKeyUsage {
    May,
    MayNot,
}

fn fault(der: &[u8], default: WithoutKeyUsage) -> Option<Message> {
    let Ok((_, certificate)) = X509Certificate::from_der(der) else {
        return Some(message!("svid-unparsable", "cannot be parsed").as_fact());
    };
    let may_sign =
        usage(&certificate).map_or(default == WithoutKeyUsage::May, |it| it.key_cert_sign());
    if !certificate.is_ca() {
        Some(
            message!(
                "svid-no-authority",
                "is no authority's (basicConstraints cA)"
            )
            .as_fact(),
        )
    } else if !may_sign {
        Some(
            message!(
                "svid-signs-none",
                "may not sign certificates (keyUsage keyCertSign)"
            )
            .as_fact(),
        )
    } else {
        None
    }
}

fn usage(certificate: &X509Certificate<'_>) -> Option<KeyUsage> {
    let usage = certificate.key_usage().ok().flatten();
    usage.map(|it| *it.value)
}
