//! Revocation lists that must not be used.

use credtrail::evidence::crl::RevocationList;
use rcgen::{
    CertificateRevocationListParams, CrlDistributionPoint, CrlIssuingDistributionPoint, Issuer,
    RevokedCertParams, SerialNumber,
};

use crate::simulation::authority;
use crate::simulation::constants::CLUSTER_POOL;
use crate::simulation::keys::EcKey;

/// A list of one revocation that is published at one place, which is a critical extension.
fn list() -> Vec<u8> {
    let day = |day| rcgen::date_time_ymd(2026, 10, day);
    let revoked = RevokedCertParams {
        serial_number: SerialNumber::from(5_u64),
        revocation_time: day(5),
        reason_code: None,
        invalidity_date: None,
    };
    let params = authority::params(&CLUSTER_POOL);
    let place = CrlDistributionPoint {
        uris: vec!["http://crl.example/a".to_owned()],
    };
    let list = CertificateRevocationListParams {
        this_update: day(6),
        next_update: day(13),
        crl_number: SerialNumber::from(1_u64),
        issuing_distribution_point: Some(CrlIssuingDistributionPoint {
            distribution_point: place,
            scope: None,
        }),
        revoked_certs: vec![revoked],
        key_identifier_method: params.key_identifier_method.clone(),
    };
    let issuer = Issuer::new(params, EcKey::throw_away(CLUSTER_POOL.key));
    let signed = list.signed_by(&issuer).expect("a list that can be signed");
    signed.der().to_vec()
}

#[test]
fn a_list_with_an_unknown_critical_extension_revokes_nothing() {
    let revocations = |der: &[u8]| RevocationList::from_der(der).expect("a list").revoked.len();
    let mut der = list();
    assert_eq!(revocations(&der), 1);
    let place = [0x55, 0x1d, 0x1c]; // id-ce-issuingDistributionPoint
    let at = der.windows(3).position(|it| it == place);
    der[at.expect("the extension") + 2] = 0x7f;
    assert_eq!(revocations(&der), 0);
}
