//! Revocation lists: which of them revoke which certificates.

use credtrail::evidence::crl::{Covered, RevocationList};
use jiff::SignedDuration;
use rcgen::{
    CertificateParams, CertificateRevocationListParams, CrlDistributionPoint,
    CrlIssuingDistributionPoint, CrlScope, Issuer, RevokedCertParams, SerialNumber,
};

use crate::regressions::reports::{Report, entries};
use crate::simulation::authority;
use crate::simulation::certificate::{Signer, subject};
use crate::simulation::clock::NOON;
use crate::simulation::constants::CLUSTER_POOL;
use crate::simulation::entries::certificate_issued;
use crate::simulation::files::Folder;
use crate::simulation::keys::EcKey;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Certificate, Leaf, World};

const PLACE: &str = "http://crl.example/a";

/// A list of one revocation that is published at one place, which is a critical extension.
fn list() -> Vec<u8> {
    scoped(
        SerialNumber::from(5_u64),
        None,
        authority::params(&CLUSTER_POOL),
    )
}

/// The same of another serial number, of some certificates, by an authority of this name.
fn scoped(serial: SerialNumber, scope: Option<CrlScope>, params: CertificateParams) -> Vec<u8> {
    let day = |day| rcgen::date_time_ymd(2026, 10, day);
    let revoked = RevokedCertParams {
        serial_number: serial,
        revocation_time: day(5),
        reason_code: None,
        invalidity_date: None,
    };
    let place = CrlDistributionPoint {
        uris: vec![PLACE.to_owned()],
    };
    let list = CertificateRevocationListParams {
        this_update: day(6),
        next_update: day(13),
        crl_number: SerialNumber::from(1_u64),
        issuing_distribution_point: Some(CrlIssuingDistributionPoint {
            distribution_point: place,
            scope,
        }),
        revoked_certs: vec![revoked],
        key_identifier_method: params.key_identifier_method.clone(),
    };
    let issuer = Issuer::new(params, EcKey::throw_away(CLUSTER_POOL.key));
    let signed = list.signed_by(&issuer).expect("a list that can be signed");
    signed.der().to_vec()
}

fn node() -> Certificate {
    Leaf::of_node("a1b2", NOON).by(Signer::Identified).mint()
}

fn serial(certificate: &Certificate) -> SerialNumber {
    SerialNumber::from_slice(&hex::decode(&certificate.serial).expect("hex"))
}

/// What credtrail says of a used certificate and a list that names its serial number.
fn verdict(scope: Option<CrlScope>, params: CertificateParams) -> String {
    let node = node();
    let used = Call::by_certificate(&node).at(NOON + SignedDuration::from_hours(1));
    let world = World::framed()
        .records(certificate_issued(&node))
        .call(used);
    let folder = Folder::new()
        .with("logs/all.ndjson", ndjson(&entries(&world)))
        .with("logs/list.crl", scoped(serial(&node), scope, params));
    let report = Report::on(&folder);
    report.verdict(&node.credential_id()).to_owned()
}

fn params() -> CertificateParams {
    authority::params(&CLUSTER_POOL)
}

#[test]
fn a_list_of_authorities_revokes_no_leaf() {
    assert_eq!(verdict(None, params()), "broken");
    assert_eq!(verdict(Some(CrlScope::UserCertsOnly), params()), "broken");
    assert_eq!(verdict(Some(CrlScope::CaCertsOnly), params()), "complete");
}

#[test]
fn a_list_of_another_issuer_with_the_same_key_revokes_nothing() {
    let named = |name: &str| {
        let mut params = params();
        params.distinguished_name = subject("Acme", name);
        verdict(None, params)
    };
    assert_eq!(named("Somebody Else"), "complete");
    assert_eq!(named(&CLUSTER_POOL.issuer.to_uppercase()), "broken");
}

/// The list of end entities with another last element of the extension, in place of the last byte of the place, where it is longer.
fn with_element(element: &[u8]) -> RevocationList {
    let mut der = scoped(
        SerialNumber::from(5_u64),
        Some(CrlScope::UserCertsOnly),
        params(),
    );
    let at = der
        .windows(PLACE.len())
        .position(|it| it == PLACE.as_bytes());
    let at = at.expect("the place");
    let end = at + PLACE.len();
    assert_eq!(der[end..end + 3], [0x81, 1, 0xff]);
    let longer = element.len() - 3;
    for length in [at - 1, at - 3, at - 5] {
        der[length] -= longer as u8;
    }
    der.splice(end - longer..end + 3, element.iter().copied());
    RevocationList::from_der(&der).expect("a list")
}

#[test]
fn the_extension_says_of_which_certificates_a_list_is() {
    for (element, covers, revoked) in [
        (&[0x81, 1, 0xff][..], Covered::EndEntities, 1),
        (&[0x82, 1, 0xff], Covered::Authorities, 1),
        (&[0x83, 2, 1, 0xfe], Covered::All, 1), // some reasons
        (&[0x84, 1, 0xff], Covered::All, 0),    // indirect
        (&[0x85, 1, 0xff], Covered::All, 0),    // attribute certificates
        (&[0x81, 1, 0xff, 0x82, 1, 0xff], Covered::All, 0),
    ] {
        let list = with_element(element);
        assert_eq!(
            (list.covers, list.revoked.len()),
            (covers, revoked),
            "{element:x?}"
        );
    }
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
