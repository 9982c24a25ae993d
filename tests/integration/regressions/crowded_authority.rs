//! Many CA certificates that state the key identifier of one authority.

use crate::harness::cli::{ingested, run};
use crate::simulation::authority;
use crate::simulation::constants::CLUSTER_POOL;
use crate::simulation::keys::EcKey;

/// CA certificates of other keys with the identifier of the authority's key.
fn impostors(count: u32) -> String {
    let pem = |number| {
        let key = EcKey::throw_away(&format!("impostor {number}"));
        let mut params = authority::params(&CLUSTER_POOL);
        params.serial_number = Some(rcgen::SerialNumber::from(u64::from(number) + 1));
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        params.self_signed(&key).expect("a certificate").pem()
    };
    (0..count).map(pem).collect()
}

#[test]
fn a_crowd_of_keys_hides_no_forged_signature_whose_record_holds_the_chain_and_costs_no_sound_one() {
    for (scenario, count, weight) in [
        ("signature-invalid", 10, Some("break")),
        ("signature-invalid", 100, Some("break")),
        ("complete-x509", 100, None),
    ] {
        let folder = ingested(scenario).with("impostors.pem", impostors(count));
        run(
            folder.path(),
            &["ingest", "-q", "--db", "a.db", "impostors.pem"],
        );
        let again = crate::simulation::files::fixture(&format!("{scenario}/logs"));
        let again = again.display().to_string();
        run(folder.path(), &["ingest", "-q", "--db", "a.db", &again]);
        let report = run(
            folder.path(),
            &[
                "scan",
                "-q",
                "--no-record",
                "--db",
                "a.db",
                "--format",
                "json",
            ],
        );
        let report = crate::harness::cli::value(&report.out);
        let found: Vec<_> = report["lineages"]
            .as_array()
            .into_iter()
            .flatten()
            .flat_map(|it| it["findings"].as_array().cloned().unwrap_or_default())
            .filter(|it| it["code"] == "signature-invalid")
            .map(|it| it["weight"].as_str().unwrap_or_default().to_owned())
            .collect();
        assert_eq!(
            found.first().map(String::as_str),
            weight,
            "{scenario} {count} {found:?}"
        );
    }
}
