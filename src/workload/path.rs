//! Whether certificates lead to a trust anchor, by rustls-webpki (RFC 5280 section 6).

use std::time::Duration;

use jiff::Timestamp;
use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{
    EndEntityCert, Error, ExtendedKeyUsageValidator, KeyPurposeIdIter, anchor_from_trusted_cert,
};

/// Every use is allowed here: what a certificate may be used for is asked elsewhere.
struct AnyUse;

impl ExtendedKeyUsageValidator for AnyUse {
    fn validate(&self, _: KeyPurposeIdIter<'_, '_>) -> Result<(), Error> {
        Ok(())
    }
}

/// Whether a certificate, with the help of those beside it, leads to one of these anchors at this moment. All are DER.
///
/// # Errors
/// Why the best way fails.
pub fn verify(leaf: &[u8], chain: &[&[u8]], anchors: &[&[u8]], at: Timestamp) -> Result<(), Error> {
    let leaf = CertificateDer::from(leaf);
    let end = EndEntityCert::try_from(&leaf)?;
    let chain: Vec<CertificateDer<'_>> = chain.iter().map(|it| CertificateDer::from(*it)).collect();
    let anchors: Vec<CertificateDer<'_>> =
        anchors.iter().map(|it| CertificateDer::from(*it)).collect();
    let anchors: Vec<TrustAnchor<'_>> = anchors
        .iter()
        .filter_map(|it| anchor_from_trusted_cert(it).ok())
        .collect();
    let since_1970 = Duration::from_secs(u64::try_from(at.as_second()).unwrap_or(0));
    let at = UnixTime::since_unix_epoch(since_1970);
    let algorithms = webpki::ALL_VERIFICATION_ALGS;
    end.verify_for_usage(algorithms, &anchors, &chain, at, AnyUse, None, None)?;
    Ok(())
}
