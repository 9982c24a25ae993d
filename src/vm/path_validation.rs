//! Checks whether certificates have a path to a trust anchor, by rustls-webpki (RFC 5280 section 6).

use std::time::Duration;

use jiff::Timestamp;
use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{
    EndEntityCert, Error, ExtendedKeyUsageValidator, KeyPurposeIdIter, KeyUsage,
    RequiredEkuNotFoundContext, VerifiedPath, anchor_from_trusted_cert,
};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::prelude::FromDer;

use super::key_usage;

/// The required key usage of a path. `None` if the workload's certificate is for neither servers nor clients, which `unexpected-profile`
/// reports.
struct Purpose(Option<KeyUsage>);

/// `anyExtendedKeyUsage`, which allows all uses (RFC 5280 section 4.2.1.12). webpki's own validator does not accept this OID.
const ANY: [usize; 5] = [2, 5, 29, 37, 0];

impl ExtendedKeyUsageValidator for Purpose {
    fn validate(&self, allowed: KeyPurposeIdIter<'_, '_>) -> Result<(), Error> {
        let Some(required) = self.0 else {
            return Ok(());
        };
        let wanted: Vec<usize> = required.oid_values().collect();
        let mut present = Vec::new();
        for one in allowed {
            present.push(one?.to_decoded_oid());
        }
        if present.is_empty() || present.iter().any(|it| *it == wanted || *it == ANY) {
            return Ok(());
        }
        let context = RequiredEkuNotFoundContext { required, present };
        Err(Error::RequiredEkuNotFoundContext(context))
    }
}

/// Checks that a certificate has a path to one of these anchors at this time, with the certificates of `chain`, for servers and for clients
/// as far as the certificate is for each. All certificates are DER.
///
/// # Errors
/// Why the best path fails.
pub fn verify(leaf: &[u8], chain: &[&[u8]], anchors: &[&[u8]], at: Timestamp) -> Result<(), Error> {
    let mut purposes: Vec<Purpose> = key_usage::purposes(leaf)
        .into_iter()
        .map(|it| Purpose(Some(it)))
        .collect();
    if purposes.is_empty() {
        purposes.push(Purpose(None));
    }
    let mut purposes = purposes.into_iter();
    purposes.try_for_each(|it| verify_for(it, leaf, chain, anchors, at))
}

fn verify_for(
    purpose: Purpose,
    leaf: &[u8],
    chain: &[&[u8]],
    anchors: &[&[u8]],
    at: Timestamp,
) -> Result<(), Error> {
    let leaf = CertificateDer::from(leaf);
    let end = EndEntityCert::try_from(&leaf)?;
    let chain: Vec<CertificateDer<'_>> = chain.iter().map(|it| CertificateDer::from(*it)).collect();
    let certificates: Vec<CertificateDer<'_>> =
        anchors.iter().map(|it| CertificateDer::from(*it)).collect();
    let (lengths, anchors): (Vec<Option<u32>>, Vec<TrustAnchor<'_>>) = certificates
        .iter()
        .filter_map(|it| Some((path_length(it), anchor_from_trusted_cert(it).ok()?)))
        .unzip();
    let since_1970 = Duration::from_secs(u64::try_from(at.as_second()).unwrap_or(0));
    let at = UnixTime::since_unix_epoch(since_1970);
    let algorithms = webpki::ALL_VERIFICATION_ALGS;
    let fits = |path: &VerifiedPath<'_>| {
        let mut anchors = anchors.iter().zip(&lengths);
        let anchor = anchors.find(|(it, _)| std::ptr::eq(*it, path.anchor()));
        match anchor.and_then(|(_, most)| *most) {
            Some(most) if authorities_below_anchor(path) > most as usize => {
                Err(Error::PathLenConstraintViolated)
            }
            _ => Ok(()),
        }
    };
    let fits: &dyn Fn(&VerifiedPath<'_>) -> Result<(), Error> = &fits;
    end.verify_for_usage(algorithms, &anchors, &chain, at, purpose, None, Some(fits))?;
    Ok(())
}

/// Returns the path length constraint of an authority (RFC 5280 section 4.2.1.9). webpki ignores that of a trust anchor, by which SPIFFE
/// libraries go (Go's `crypto/x509`).
fn path_length(der: &[u8]) -> Option<u32> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    let constraints = certificate.basic_constraints().ok()??;
    constraints.value.path_len_constraint
}

/// Returns the number of authorities between a workload's certificate and the trust anchor, without self-issued ones (RFC 5280 section
/// 4.2.1.9).
fn authorities_below_anchor(path: &VerifiedPath<'_>) -> usize {
    let authorities = path.intermediate_certificates();
    authorities.filter(|it| it.subject() != it.issuer()).count()
}

/// Returns whether a CA certificate (DER) has name constraints for URIs (RFC 5280 section 4.2.1.10). webpki does not compare URIs, and
/// refuses every URI below such an authority.
pub fn constrains_uris(der: &[u8]) -> bool {
    let Ok((_, certificate)) = X509Certificate::from_der(der) else {
        return false;
    };
    let mut extensions = certificate.extensions().iter();
    extensions.any(|it| {
        let ParsedExtension::NameConstraints(constraints) = it.parsed_extension() else {
            return false;
        };
        let both = [
            &constraints.permitted_subtrees,
            &constraints.excluded_subtrees,
        ];
        let mut subtrees = both.into_iter().flatten().flatten();
        subtrees.any(|it| matches!(it.base, GeneralName::URI(_)))
    })
}
