//! Policies: what is wrong with one is told by line and column, what is inferred expects what was seen, order decides nothing.

use std::fs;

use crate::harness::cli::{failed, ingested, run};
use crate::simulation::files::{Folder, fixture};
use credtrail::policy::Policy;
use jiff::Timestamp;
use proptest::prelude::*;

/// What is wrong with a policy, as `line:column: problem`.
fn problem(text: &str) -> String {
    let now: Timestamp = "2026-11-21T12:00:00Z".parse().expect("a moment");
    let malformed = Policy::read(text, now).expect_err(text);
    format!(
        "{}:{}: {}",
        malformed.line, malformed.column, malformed.problem
    )
}

const CLUSTER: &str = "[[cluster]]\nname = \"projects/p/locations/l/clusters/c\"\n";

#[test]
fn what_is_wrong_has_a_line_and_a_column() {
    let cases = [
        (
            "[tolerance]\nclokc = \"5m\"\n",
            "2:1: unknown field `clokc`",
        ),
        (
            "[tolerance]\nclock = \"soon\"\n",
            "2:9: \"soon\" is no length of time",
        ),
        (
            "[[cluster]]\nname = \"c\"\n",
            "2:8: \"c\" is no name of a cluster",
        ),
        ("cluster = 7\n", "1:11: invalid type"),
        ("[[cluster]\n", "1:11: "),
        (
            "projects = { p = \"acme\" }\n",
            "1:1: projects: \"p\" is no number",
        ),
    ];
    for (text, expected) in cases {
        let found = problem(text);
        assert!(found.starts_with(expected), "{found} instead of {expected}");
    }
}

#[test]
fn a_name_in_a_list_is_found_in_its_line() {
    let text = format!(
        "{CLUSTER}cluster-ca.pools = [\n  \"projects/p/locations/l/caPools/x\",\n  \"pool\",\n]\n"
    );
    assert!(
        problem(&text).starts_with("5:3: \"pool\" is no name of a CA pool"),
        "{}",
        problem(&text)
    );
    let text = format!("{CLUSTER}service-account-signing-keys = [\"key\"]\n");
    assert!(
        problem(&text).starts_with("3:33: \"key\" is no name of a key version"),
        "{}",
        problem(&text)
    );
    let text = format!("{CLUSTER}algorithms = [\"rot13\"]\n");
    assert!(
        problem(&text).starts_with("3:15: \"rot13\" is no signing algorithm"),
        "{}",
        problem(&text)
    );
}

#[test]
fn a_cluster_stands_in_it_once_and_its_keys_agree() {
    let twice = format!("{CLUSTER}\n{CLUSTER}");
    assert!(
        problem(&twice).starts_with("5:8: projects/p/locations/l/clusters/c stands here twice")
    );
    let key = |version| {
        format!("\"projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/{version}\"")
    };
    let text = format!(
        "{CLUSTER}service-account-signing-keys = [{}]\nservice-account-verification-keys = [{}]\n",
        key(2),
        key(1)
    );
    assert!(problem(&text).contains("is not among the verification keys"));
}

#[test]
fn the_command_says_where_and_fails() {
    let folder = Folder::new();
    fs::write(
        folder.path().join("p.toml"),
        "[tolerance]\nclokc = \"5m\"\n",
    )
    .expect("a file");
    failed(
        &run(folder.path(), &["policy", "check", "p.toml"]),
        "p.toml:2:1: unknown field `clokc`",
    );
    failed(
        &run(folder.path(), &["policy", "check", "none.toml"]),
        "none.toml",
    );
    fs::write(folder.path().join("p.toml"), CLUSTER).expect("a file");
    let checked = run(folder.path(), &["policy", "check", "p.toml"]);
    assert!(checked.status == 0 && checked.out.contains("sound; 1 cluster, 0 suppressions"));
}

#[test]
fn a_policy_beside_the_database_counts() {
    let folder = ingested("unknown-cluster");
    let scan = || run(folder.path(), &["scan", "-q", "--db", "a.db"]).out;
    assert!(scan().contains("1 complete"));
    let policy = fixture("unknown-cluster").join("credtrail.toml");
    fs::copy(policy, folder.path().join("credtrail.toml")).expect("a copy");
    assert!(scan().contains("unknown-cluster"));
}

#[test]
fn what_is_inferred_expects_what_was_seen() {
    for scenario in [
        "complete-x509",
        "complete-jwt",
        "internal-certificates",
        "raw-and-gke",
    ] {
        let folder = ingested(scenario);
        let inferred = run(
            folder.path(),
            &["policy", "infer", "--db", "a.db", "--output", "p.toml"],
        );
        assert_eq!(
            (inferred.status, inferred.err.as_str()),
            (0, ""),
            "{scenario}"
        );
        let text = fs::read_to_string(folder.path().join("p.toml")).expect("a policy");
        assert!(text.contains("cryptoKeyVersions/1"), "{scenario}: {text}");
        let judged = run(
            folder.path(),
            &[
                "scan",
                "-q",
                "--db",
                "a.db",
                "--policy",
                "p.toml",
                "--fail-on",
                "unproven",
            ],
        );
        assert_eq!(judged.status, 0, "{scenario}: {}", judged.out);
        let other = text.replace("cryptoKeyVersions/1", "cryptoKeyVersions/9");
        fs::write(folder.path().join("p.toml"), other).expect("a policy");
        let judged = run(
            folder.path(),
            &["scan", "-q", "--db", "a.db", "--policy", "p.toml"],
        );
        assert!(judged.out.contains("unexpected-key"), "{scenario}");
    }
}

#[test]
fn nothing_is_inferred_from_what_is_broken() {
    let folder = ingested("unclaimed-signature");
    let out = run(folder.path(), &["policy", "infer", "--db", "a.db"]).out;
    assert!(
        !out.contains("mallory")
            && out.contains("Nothing was inferred from chains that are not complete: 1"),
        "{out}"
    );
}

#[test]
fn a_log_that_keeps_nothing_for_so_long_cannot_be_exported_any_more() {
    let folder = ingested("unread-log");
    fs::write(folder.path().join("p.toml"), "[retention]\nkms = \"1s\"\n").expect("a policy");
    let scan = |flags: &[&str]| {
        run(
            folder.path(),
            &[&["scan", "-q", "--db", "a.db"], flags].concat(),
        )
        .out
    };
    assert!(!scan(&[]).contains("keeps nothing for so long"));
    let text = scan(&["--policy", "p.toml"])
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert!(text.contains("keeps nothing for so long"), "{text}");
}

#[test]
fn a_suppression_must_say_who_and_why_and_end() {
    let whole = "[[suppression]]\nfinding = \"stale-log\"\nsubject = \"kms\"\nowner = \"a\"\nreason = \"b\"\nexpires = 2027-01-01\n";
    let now: Timestamp = "2026-11-21T12:00:00Z".parse().expect("a moment");
    assert!(Policy::read(whole, now).is_ok());
    let cases = [
        ("expires = 2027-01-01\n", "", "1:1: missing field `expires`"),
        (
            "2027-01-01",
            "2027-11-22",
            "6:11: must not lie more than 365 days ahead; 2027-11-21 at the latest",
        ),
        (
            "2027-01-01",
            "2027-01-01T00:00:00Z",
            "6:11: 2027-01-01T00:00:00Z is no day",
        ),
        ("owner = \"a\"", "owner = \" \"", "4:9: must not be empty"),
        (
            "stale-log",
            "stale-lgo",
            "2:11: no finding is called \"stale-lgo\"",
        ),
    ];
    for (from, to, expected) in cases {
        let found = problem(&whole.replace(from, to));
        assert!(found.starts_with(expected), "{found} instead of {expected}");
    }
}

#[test]
fn an_expired_suppression_covers_nothing() {
    let folder = ingested("unclaimed-signature");
    let scan = |expires: &str| {
        let policy = format!(
            "[[suppression]]\nfinding = \"unclaimed-signature\"\nsubject = \"*\"\nowner = \"a\"\nreason = \"b\"\nexpires = {expires}\n"
        );
        fs::write(folder.path().join("p.toml"), policy).expect("a policy");
        run(
            folder.path(),
            &["scan", "-q", "--db", "a.db", "--policy", "p.toml"],
        )
    };
    let tomorrow = Timestamp::now() + jiff::SignedDuration::from_hours(24);
    let tomorrow = tomorrow
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date()
        .to_string();
    let covered = scan(&tomorrow);
    assert_eq!(covered.status, 0, "{}", covered.out);
    assert!(covered.out.contains("1 broken") && covered.out.contains("suppressed until"));
    let expired = scan("2026-10-01");
    assert!(
        expired.status == 1 && expired.out.contains("expired"),
        "{}",
        expired.out
    );
}

#[test]
fn a_log_whose_newest_entry_is_too_old_is_stale() {
    let folder = ingested("complete-x509");
    fs::write(
        folder.path().join("p.toml"),
        "[stale]\nnewest = { gke = \"1h\" }\n",
    )
    .expect("a policy");
    let scan = |flags: &[&str]| {
        let common = ["scan", "-q", "--db", "a.db", "--policy", "p.toml"];
        run(folder.path(), &[&common, flags].concat())
    };
    let stale = scan(&[]);
    assert!(
        stale.status == 3
            && stale
                .out
                .contains("stale-log: the newest entry of the gke log"),
        "{}",
        stale.out
    );
    let past = scan(&["--to", "2026-10-07"]);
    assert_eq!(past.status, 0, "{}", past.out);
}

#[test]
fn a_comparison_shows_what_would_flip() {
    let folder = ingested("unexpected-key");
    let new = fixture("unexpected-key")
        .join("credtrail.toml")
        .display()
        .to_string();
    fs::write(folder.path().join("old.toml"), "").expect("a policy");
    let common = [
        "scan",
        "-q",
        "--db",
        "a.db",
        "--policy",
        &new,
        "--compare-policy",
    ];
    let flips = run(folder.path(), &[&common[..], &["old.toml"]].concat());
    assert!(
        flips
            .out
            .contains("Verdicts that flip 1\n  complete to broken: token JTI="),
        "{}",
        flips.out
    );
    let none = run(folder.path(), &[&common[..], &[&new]].concat());
    assert!(none.out.contains("Verdicts that flip 0"), "{}", none.out);
}

#[test]
fn a_listed_key_is_an_issuing_key_though_it_was_never_seen_at_work() {
    let folder = Folder::new();
    let kms = fixture("unclaimed-signature")
        .join("logs/kms.ndjson")
        .display()
        .to_string();
    let key = "projects/acme-keys/locations/us-central1/keyRings/gke-cpa/cryptoKeys/sa-signing-key/cryptoKeyVersions/1";
    let by_number = key.replace("acme-keys", "998877665544");
    let policy = format!(
        "[projects]\n998877665544 = \"acme-keys\"\n[[cluster]]\nname = \"projects/acme-prod/locations/us-central1/clusters/payments\"\nservice-account-signing-keys = [\"{by_number}\"]\n"
    );
    fs::write(folder.path().join("p.toml"), policy).expect("a policy");
    let without = run(folder.path(), &["replay", "-q", &kms]);
    assert!(
        !without.out.contains("Unclaimed signatures"),
        "{}",
        without.out
    );
    let with = run(folder.path(), &["replay", "-q", "--policy", "p.toml", &kms]);
    let text = with.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains("Unclaimed signatures 2: 1 unproven, 1 broken"),
        "{text}"
    );
    assert!(
        text.contains("the gke log of projects/acme-prod was not read"),
        "{text}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_of_a_policy_decides_nothing(
        clusters in Just(["payments", "billing", "search"]).prop_shuffle(),
        keys in Just(["1", "2", "3"]).prop_shuffle(),
    ) {
        let in_order = report_with(&policy(["billing", "payments", "search"], ["1", "2", "3"]));
        prop_assert_eq!(in_order, report_with(&policy(clusters, keys)));
    }
}

fn policy(clusters: [&str; 3], keys: [&str; 3]) -> String {
    let key = |version| {
        format!(
            "\"projects/acme-keys/locations/us-central1/keyRings/gke-cpa/cryptoKeys/other-key/cryptoKeyVersions/{version}\""
        )
    };
    let keys = keys.map(key).join(", ");
    let cluster = |name| {
        format!(
            "[[cluster]]\nname = \"projects/acme-prod/locations/us-central1/clusters/{name}\"\nservice-account-signing-keys = [{keys}]\n"
        )
    };
    clusters.map(cluster).concat()
}

/// The hash of a policy, and the report of a scenario by it.
fn report_with(policy: &str) -> ([u8; 32], String) {
    let folder = Folder::new();
    fs::write(folder.path().join("p.toml"), policy).expect("a policy");
    let logs = fixture("unexpected-key").join("logs").display().to_string();
    let judged = run(
        folder.path(),
        &[
            "replay", "-q", "--policy", "p.toml", "--format", "json", &logs,
        ],
    );
    assert_eq!(judged.status, 1);
    let read = Policy::read(policy, Timestamp::UNIX_EPOCH).expect("a policy");
    (read.hash(), judged.out)
}
