//! What a VM is configured to have.

use super::machine::{findings, folder, look, vm};
use crate::harness::cli::failed;
use crate::simulation::constants::{CACHE, WEB};
use crate::simulation::vm::configs;

/// A look with `CONFIGS.json`, in which one text stands for another.
fn configured(one: &str, other: &str) -> Vec<String> {
    let text = configs().to_string().replace(one, other);
    let folder = folder(&vm()).with("CONFIGS.json", text);
    findings(&look(
        folder.path(),
        &["--config", "CONFIGS.json", "--format", "json"],
    ))
}

/// Without CA Service's log nothing tells the pool.
const POOL: &str = "gap unexpected-issuer";

#[test]
fn a_certificate_as_configured_leaves_only_its_pool_open() {
    assert_eq!(configured("", ""), [POOL]);
}

#[test]
fn identity_key_and_life_are_those_of_the_configuration() {
    let same_domain = CACHE;
    assert_eq!(
        configured(WEB, same_domain),
        [POOL, "break unexpected-identity"]
    );
    assert_eq!(
        configured("ecdsa-p256", "rsa-2048"),
        [POOL, "break unexpected-profile"]
    );
    assert_eq!(
        configured("86400s", "172800s"),
        [POOL, "break unexpected-profile"]
    );
}

#[test]
fn an_unsound_configuration_is_told_exactly() {
    let text = configs()
        .to_string()
        .replace("ecdsa-p256", "dsa-1024")
        .replace("workload-identity", "identity");
    let folder = folder(&vm()).with("CONFIGS.json", text);
    let ended = look(folder.path(), &["--config", "CONFIGS.json"]);
    failed(&ended, "/key_algorithm: expected one of rsa-2048");
    failed(
        &ended,
        "/iam.googleapis.com/entries/workload-identity: expected it here, found only identity",
    );
}

#[test]
fn a_lifetime_of_no_sense_is_told() {
    for lifetime in ["-9223372036854775808s", "9223372036854775807s", "0s"] {
        let text = configs().to_string().replace("86400s", lifetime);
        let folder = folder(&vm()).with("CONFIGS.json", text);
        let ended = look(folder.path(), &["--config", "CONFIGS.json"]);
        failed(&ended, "/lifetime: expected seconds up to 100 years");
    }
}
