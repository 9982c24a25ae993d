//! What libraries of the SPIFFE standard refuse.

use base64::Engine as _;
use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyUsagePurpose};

use super::machine::{findings, folder, look, restore, vm};
use crate::simulation::Vm;
use crate::simulation::authority::limited;
use crate::simulation::certificate::Leaf;
use crate::simulation::clock::NOON;
use crate::simulation::constants::{CACHE, MWI_POOL, MWI_ROOT_POOL, TRUST_DOMAIN, WEB};
use crate::simulation::files::Folder;

fn found(folder: &Folder) -> Vec<String> {
    restore(folder);
    findings(&look(folder.path(), &["--format", "json"]))
}

/// The findings on a VM whose certificate is otherwise in this.
fn with_leaf(otherwise: impl Fn(&mut CertificateParams)) -> Vec<String> {
    let leaf = Leaf::of_identity(WEB, NOON).mint_with(otherwise);
    found(&folder(&Vm::of(leaf)))
}

#[test]
fn a_workload_is_no_authority() {
    for usage in [KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign] {
        let found = with_leaf(|it| it.key_usages.push(usage));
        assert_eq!(found, ["break unexpected-profile"], "{usage:?}");
    }
    let found = with_leaf(|it| it.is_ca = IsCa::Ca(BasicConstraints::Unconstrained));
    assert_eq!(found, ["break untrusted-chain", "break unexpected-profile"]);
}

#[test]
fn a_workload_tells_what_its_key_is_for() {
    let found = with_leaf(|it| it.key_usages.clear());
    assert_eq!(found, ["break unexpected-profile"]);
}

#[test]
fn a_trust_domain_is_no_workload() {
    let domain = format!("spiffe://{TRUST_DOMAIN}");
    let found = with_leaf(|it| {
        let uri = domain.as_str().try_into().expect("an ASCII URI");
        it.subject_alt_names = vec![rcgen::SanType::URI(uri)];
    });
    assert_eq!(found, ["break unexpected-identity"]);
}

#[test]
fn two_workloads_in_one_file_are_a_break_in_either_order() {
    let (web, cache) = (vm(), Vm::with(CACHE, NOON));
    let (one, other) = (&web.certificate.pem, &cache.certificate.pem);
    for leaves in [format!("{one}{other}"), format!("{other}{one}")] {
        let chain = format!("{leaves}{}", web.subordinate.pem);
        let folder = folder(&web).with("vm/certificates.pem", chain);
        assert_eq!(found(&folder), ["break unexpected-identity"]);
    }
}

/// What go-spiffe (`svid/x509svid/svid.go`) does: the first certificate is the workload's, and each other one an authority's.
#[test]
fn the_first_certificate_is_the_workloads_and_each_other_one_an_authoritys() {
    let vm = vm();
    let (own, above) = (&vm.certificate.pem, &vm.subordinate.pem);
    for (chain, expected) in [
        (format!("{own}{above}"), vec![]),
        (format!("{own}{above}{}", vm.root.pem), vec![]),
        (format!("{own}{own}{above}"), vec!["break untrusted-chain"]),
        (format!("{own}{above}{own}"), vec!["break untrusted-chain"]),
        (format!("{above}{own}"), vec!["break bundle-mismatch"]),
        (
            format!("{above}{own}{own}"),
            vec!["break untrusted-chain", "break bundle-mismatch"],
        ),
    ] {
        let folder = folder(&vm).with("vm/certificates.pem", chain);
        assert_eq!(found(&folder), expected);
    }
}

#[test]
fn what_leads_up_is_an_authority_that_may_sign() {
    for limit in [
        (|it: &mut CertificateParams| it.is_ca = IsCa::ExplicitNoCa) as fn(&mut CertificateParams),
        |it| it.key_usages = vec![KeyUsagePurpose::CrlSign],
        |it| it.key_usages.clear(),
    ] {
        let mut vm = vm();
        vm.subordinate = limited(&MWI_POOL, &MWI_ROOT_POOL, limit);
        let found = found(&folder(&vm));
        assert_eq!(found, ["break untrusted-chain"; 2]);
    }
}

#[test]
fn a_trust_anchor_limits_how_many_authorities_are_below_it() {
    for (most, expected) in [(0, vec!["break untrusted-chain"]), (1, vec![])] {
        let mut vm = vm();
        vm.root = limited(&MWI_ROOT_POOL, &MWI_ROOT_POOL, |it| {
            it.is_ca = IsCa::Ca(BasicConstraints::Constrained(most));
        });
        assert_eq!(found(&folder(&vm)), expected, "{most}");
    }
}

#[test]
fn line_breaks_in_an_anchor_do_no_harm() {
    let vm = vm();
    let certificate = base64::engine::general_purpose::STANDARD.encode(&vm.root.der);
    let (one, other) = certificate.split_at(64);
    let key = serde_json::json!({ "use": "x509-svid", "x5c": [format!("{one}\r\n{other}\n")] });
    let bundle = serde_json::json!({ "trust_domains": { TRUST_DOMAIN: { "keys": [key] } } });
    let folder = folder(&vm).with("vm/trust_bundles.json", bundle.to_string());
    std::fs::remove_file(folder.path().join("vm/ca_certificates.pem")).expect("a file");
    assert_eq!(found(&folder), [""; 0]);
}

#[test]
fn a_trust_anchor_is_an_authority() {
    let vm = vm();
    let leaf = &vm.certificate.pem;
    let both = format!("{}{leaf}", vm.root.pem);
    let beside = folder(&vm).with("vm/ca_certificates.pem", both);
    assert_eq!(found(&beside), ["break bundle-mismatch"]);
    let alone = folder(&vm).with("vm/ca_certificates.pem", leaf.clone());
    let found = found(&alone);
    assert_eq!(found, ["break untrusted-chain", "break bundle-mismatch"]);
}

#[test]
fn a_key_of_a_bundle_is_an_anchor_by_its_use_alone() {
    let vm = vm();
    let bundle = |key: serde_json::Value| {
        let certificate = base64::engine::general_purpose::STANDARD.encode(&vm.root.der);
        let mut key = key;
        key["x5c"] = serde_json::json!([certificate]);
        serde_json::json!({ "trust_domains": { TRUST_DOMAIN: { "keys": [key] } } }).to_string()
    };
    let found = |key| {
        let folder = folder(&vm).with("vm/trust_bundles.json", bundle(key));
        std::fs::remove_file(folder.path().join("vm/ca_certificates.pem")).expect("a file");
        found(&folder)
    };
    assert_eq!(found(serde_json::json!({ "use": "x509-svid" })), [""; 0]);
    for key in [
        serde_json::json!({}),
        serde_json::json!({ "use": "jwt-svid" }),
        serde_json::json!({ "use": null }),
        serde_json::json!({ "use": "X509-SVID" }),
    ] {
        assert_eq!(found(key), ["break bundle-mismatch"]);
    }
}
