//! The uses of a certificate that mutual TLS needs.

use crate::model::finding::message::{Message, message};
use webpki::KeyUsage;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

/// Returns the uses that mutual TLS needs and a certificate (DER) does not allow (RFC 8446 section 4.4.2.2, RFC 5280 section 4.2.1.12). The
/// certificate of a workload must have a key usage (the SPIFFE standard X509-SVID, section 4.3): a certificate without one does not allow
/// signatures.
pub fn lacking(der: &[u8]) -> Vec<Message> {
    let Ok((_, certificate)) = X509Certificate::from_der(der) else {
        return vec![message!("key-usage-unparsable", "anything: it cannot be parsed").as_fact()];
    };
    let key = certificate.key_usage().ok().flatten();
    let signs = key.is_some_and(|it| it.value.digital_signature());
    let extended = certificate.extended_key_usage().ok().flatten();
    let serves = extended
        .as_ref()
        .is_none_or(|it| it.value.server_auth || it.value.any);
    let calls = extended
        .as_ref()
        .is_none_or(|it| it.value.client_auth || it.value.any);
    let needs = [
        (
            signs,
            message!("key-usage-signatures", "digital signatures (keyUsage)").as_fact(),
        ),
        (
            serves,
            message!("key-usage-servers", "servers (extendedKeyUsage serverAuth)").as_fact(),
        ),
        (
            calls,
            message!("key-usage-clients", "clients (extendedKeyUsage clientAuth)").as_fact(),
        ),
    ];
    let lacking = needs.into_iter().filter(|(there, _)| !there);
    lacking.map(|(_, what)| what).collect()
}

/// Returns whether a certificate (DER) is for servers, for clients, or both.
pub fn purposes(der: &[u8]) -> Vec<KeyUsage> {
    let Ok((_, certificate)) = X509Certificate::from_der(der) else {
        return Vec::new();
    };
    let extended = certificate.extended_key_usage().ok().flatten();
    let (serves, calls) = extended.map_or((true, true), |it| {
        let any = it.value.any;
        (it.value.server_auth || any, it.value.client_auth || any)
    });
    let serves = serves.then(KeyUsage::server_auth);
    serves
        .into_iter()
        .chain(calls.then(KeyUsage::client_auth))
        .collect()
}
