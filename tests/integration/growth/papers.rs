//! Many certificates of authorities.

use super::{grows_in_proportion, steps};
use crate::harness::in_process::Auditor;
use crate::regressions::crowded_authority::{impostors, without_chain};

/// So many CA certificates with one key identifier in one file, and a certificate that names it.
fn crowd(count: u32) -> Auditor {
    let auditor = Auditor::new();
    auditor.read_bytes(&[
        (
            "ca-service.ndjson",
            without_chain("signature-invalid").into_bytes(),
        ),
        ("authorities.pem", impostors(count).into_bytes()),
    ]);
    auditor
}

#[test]
fn ca_certificates_in_one_pem_file_are_each_looked_at_once() {
    let of = |size: usize| crowd(u32::try_from(size).expect("a small number"));
    grows_in_proportion(100, |size| {
        steps(&of(size), "authority_certificates.sql", &[])
    });
    grows_in_proportion(100, |size| {
        steps(&of(size), "invalid_signatures.sql", &[]) + size as u64
    });
    let size_of_report = |size| of(size).report_bytes().len();
    assert!(size_of_report(400) < size_of_report(100) + 200);
}
