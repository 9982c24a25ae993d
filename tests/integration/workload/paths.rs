//! What an authority may certify.

use rcgen::{CertificateParams, CustomExtension, ExtendedKeyUsagePurpose};

use super::machine::{findings, folder, look, vm};
use crate::simulation::authority::limited;
use crate::simulation::constants::{MWI_POOL, MWI_ROOT_POOL};

/// The findings on a VM whose subordinate authority is limited so.
fn below(limit: impl Fn(&mut CertificateParams)) -> Vec<String> {
    let mut vm = vm();
    vm.subordinate = limited(&MWI_POOL, &MWI_ROOT_POOL, limit);
    findings(&look(folder(&vm).path(), &["--format", "json"]))
}

#[test]
fn an_authority_for_another_use_is_a_break() {
    let uses =
        |uses: &[ExtendedKeyUsagePurpose]| below(|it| it.extended_key_usages = uses.to_vec());
    use ExtendedKeyUsagePurpose::{Any, ClientAuth, CodeSigning, ServerAuth};
    let broken = ["break untrusted-chain"];
    assert_eq!(uses(&[CodeSigning]), broken);
    assert_eq!(uses(&[ServerAuth]), broken);
    assert_eq!(uses(&[ClientAuth]), broken);
    assert_eq!(uses(&[ServerAuth, ClientAuth]), [""; 0]);
    assert_eq!(uses(&[Any]), [""; 0]);
}

/// Name constraints that permit one name of this kind, by its tag (RFC 5280 section 4.2.1.6).
fn permits(tag: u8, name: &str) -> Vec<String> {
    let wrapped = |tag: u8, inside: &[u8]| {
        let length = u8::try_from(inside.len()).expect("a short name");
        [&[tag, length], inside].concat()
    };
    let subtree = wrapped(0x30, &wrapped(tag, name.as_bytes()));
    let constraints = wrapped(0x30, &wrapped(0xa0, &subtree));
    below(move |it| {
        let mut extension = CustomExtension::from_oid_content(&[2, 5, 29, 30], constraints.clone());
        extension.set_criticality(true);
        it.custom_extensions.push(extension);
    })
}

#[test]
fn a_constraint_on_uris_is_a_gap() {
    let (uri, dns) = (0x86, 0x82);
    assert_eq!(permits(uri, ".workload.id.goog"), ["gap untrusted-chain"]);
    assert_eq!(permits(dns, "example.com"), [""; 0]);
}
