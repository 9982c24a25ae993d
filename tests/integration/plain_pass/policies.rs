//! Policies that nobody has thought of.

use credtrail::policy::Policy;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::simulation::clock::NOON;
use crate::simulation::constants::{
    CA_AGENT, CLUSTER_CA_KEY, CLUSTER_POOL, GKE_AGENT, MALLORY, OTHER_KEY, SA_SIGNING_KEY,
    SA_SIGNING_KEY_2, WORKLOAD_POOL,
};

/// Half of them expect nothing of any cluster, so that what numbers alone settle is settled.
pub fn policies() -> impl Strategy<Value = Policy> {
    let cluster = prop_oneof![3 => Just(String::new()), 2 => cluster()];
    let parts = (tolerance(), cluster, vec(suppression(), 0..=2));
    parts.prop_map(|(tolerance, cluster, suppressions)| {
        let text = [tolerance, cluster, suppressions.concat()].concat();
        Policy::read(&text, NOON).unwrap_or_else(|error| panic!("{error}\n{text}"))
    })
}

fn tolerance() -> impl Strategy<Value = String> {
    let lengths = || option::weighted(0.2, select(&["1s", "5m", "3h", "90d"][..]));
    let names = [
        "clock",
        "issuance-spread",
        "use-before-issuance",
        "token-leeway",
        "issuance-span",
    ];
    vec(lengths(), names.len()).prop_map(move |lengths| {
        let lines = names.iter().zip(lengths);
        let lines = lines.filter_map(|(name, length)| Some(format!("{name} = \"{}\"\n", length?)));
        format!("[tolerance]\n{}", lines.collect::<String>())
    })
}

fn cluster() -> impl Strategy<Value = String> {
    let name = select(&["payments", "payments", "billing"][..]);
    let keys = subsequence(vec![SA_SIGNING_KEY, SA_SIGNING_KEY_2, OTHER_KEY], 0..=2);
    let until = option::of(Just("2026-10-06T12:05:00Z"));
    let pools = subsequence(vec![CLUSTER_POOL.name, WORKLOAD_POOL.name], 0..=1);
    let authority = subsequence(vec![CLUSTER_CA_KEY, OTHER_KEY], 0..=1);
    let principals = subsequence(vec![GKE_AGENT, CA_AGENT, MALLORY, "*"], 0..=2);
    let lives = option::of(select(&["1m", "1h", "90d"][..]));
    let algorithms = option::of(select(
        &["rsa-sign-pkcs1-4096-sha256", "ec-sign-p256-sha256"][..],
    ));
    let all = (
        name, keys, until, pools, authority, principals, lives, algorithms,
    );
    all.prop_map(
        |(name, keys, until, pools, authority, principals, life, algorithm)| {
            let key = |it: &&str| match until {
                Some(until) => format!("{{ name = \"{it}\", until = \"{until}\" }}"),
                None => format!("\"{it}\""),
            };
            let mut text = format!(
                "[[cluster]]\nname = \"projects/acme-prod/locations/us-central1/clusters/{name}\"\n"
            );
            if !keys.is_empty() {
                let keys: Vec<String> = keys.iter().map(key).collect();
                text += &format!("service-account-signing-keys = [{}]\n", keys.join(", "));
            }
            text += &format!("cluster-ca = {{ pools = {pools:?}, keys = {authority:?} }}\n");
            if !principals.is_empty() {
                text += &format!("principals = {{ kms = {principals:?} }}\n");
            }
            if let Some(life) = life {
                text +=
                    &format!("lifetimes = {{ token = \"{life}\", certificate = \"{life}\" }}\n");
            }
            if let Some(algorithm) = algorithm {
                text += &format!("algorithms = [\"{algorithm}\"]\n");
            }
            text
        },
    )
}

fn suppression() -> impl Strategy<Value = String> {
    let code = select(
        &[
            "out-of-order",
            "holder-mismatch",
            "revoked-credential-used",
            "unexpected-principal",
            "missing-record",
            "unclaimed-signature",
        ][..],
    );
    let subject = select(&["*", "JTI=*", "X509SHA256=*", "TBS=0*"][..]);
    let expires = select(&["2026-10-01", "2026-12-31"][..]);
    (code, subject, expires).prop_map(|(code, subject, expires)| {
        format!(
            "[[suppression]]\nfinding = \"{code}\"\nsubject = \"{subject}\"\nowner = \"o\"\nreason = \"r\"\nexpires = {expires}\n"
        )
    })
}
