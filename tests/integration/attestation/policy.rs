//! Policies that are signed, and policies that expire.

use super::{Keys, desk};
use crate::harness::cli::{Ended, failed, run};
use crate::simulation::files::Folder;
use credtrail::policy::Policy;
use jiff::Timestamp;

const POLICY: &str = "[tolerance]\nclock = \"5m\"\n";

fn signed() -> Folder {
    let folder = desk().with("credtrail.toml", POLICY);
    let ended = run(folder.path(), &["policy", "sign", "--key=a.pem"]);
    assert_eq!((ended.status, ended.err.as_str()), (0, ""));
    folder
}

fn check(folder: &Folder, keys: &[&str]) -> Ended {
    run(folder.path(), &[&["policy", "check"], keys].concat())
}

#[test]
fn a_signed_policy_counts_and_another_does_not() {
    let folder = signed();
    for keys in [
        &["--policy-key=a.pub.pem"][..],
        &["--policy-key=b.pub.pem", "--policy-key=a.pub.pem"],
        &[],
    ] {
        assert_eq!(check(&folder, keys).status, 0);
    }
    failed(
        &check(&folder, &["--policy-key=b.pub.pem"]),
        "none of those given",
    );
    let folder = folder.with("credtrail.toml", "[tolerance]\nclock = \"9m\"\n");
    failed(
        &check(&folder, &["--policy-key=a.pub.pem"]),
        "is not signed as --policy-key asks",
    );
    let folder = folder.with("credtrail.toml", format!("{POLICY}\n"));
    failed(
        &check(&folder, &["--policy-key=a.pub.pem"]),
        "something else",
    );
    let folder = folder
        .with("credtrail.toml", POLICY)
        .with("credtrail.toml.dsse.json", "{}");
    failed(
        &check(&folder, &["--policy-key=a.pub.pem"]),
        "or was changed",
    );
    assert_eq!(check(&folder, &[]).status, 0);
}

#[test]
fn every_verb_with_a_policy_asks_for_its_signature() {
    let folder = Keys::p256(5)
        .into(desk(), "c")
        .with("credtrail.toml", POLICY);
    let logs = folder.with("logs/x.ndjson", "{}\n");
    let asks = |folder: &Folder, reason: &str| {
        for verb in [
            &["scan", "--db=a.db"][..],
            &["replay", "--db=b.db", "logs"],
            &["trace", "--db=a.db", "JTI=a"],
            &["pull", "--db=a.db"],
            &["workload", "verify", "--db=a.db"],
        ] {
            let asked = [verb, &["--policy-key=c.pub.pem"]].concat();
            let ended = run(folder.path(), &asked);
            assert_eq!(ended.status, 2, "{verb:?} {}", ended.err);
            if verb[0] != "workload" {
                assert!(ended.err.contains(reason), "{verb:?} {}", ended.err);
            }
        }
    };
    asks(&logs, "is not signed: there is no");
    std::fs::remove_file(logs.path().join("credtrail.toml")).expect("a file");
    asks(&logs, "there is none");
}

#[test]
fn a_signature_of_a_report_is_none_of_a_policy() {
    let folder = desk();
    super::sign(&folder, "a", "credtrail.toml");
    let folder = folder.with("credtrail.toml", POLICY);
    failed(
        &check(&folder, &["--policy-key=a.pub.pem"]),
        "something else",
    );
}

#[test]
fn a_policy_counts_until_the_end_of_its_last_day() {
    let policy = format!("expires = 2026-11-21\n{POLICY}");
    let read = |now: &str| Policy::read(&policy, now.parse::<Timestamp>().expect("a moment"));
    assert!(read("2026-11-21T23:59:59Z").is_ok());
    let problem = read("2026-11-22T00:00:00Z").expect_err("it has expired");
    assert_eq!((problem.line, problem.column), (1, 11));
    assert!(
        problem
            .problem
            .contains("counts until 2026-11-21, which is over")
    );
    assert!(
        Policy::read(
            &policy.replace("-21", "-21T10:00:00Z"),
            Timestamp::UNIX_EPOCH
        )
        .is_err()
    );
}

#[test]
fn an_expired_policy_is_an_error_but_can_be_compared_with() {
    let folder = desk().with("old.toml", format!("expires = 2020-01-31\n{POLICY}"));
    failed(
        &run(folder.path(), &["policy", "check", "old.toml"]),
        "old.toml:1:11: the policy counts until 2020-01-31",
    );
    failed(
        &run(
            folder.path(),
            &["policy", "sign", "old.toml", "--key=a.pem"],
        ),
        "is over",
    );
    let scan = |flag: &str| run(folder.path(), &["scan", "-q", "--db=a.db", flag]);
    failed(&scan("--policy=old.toml"), "is over");
    assert_eq!(scan("--compare-policy=old.toml").status, 1);
}

#[test]
fn a_day_of_expiry_belongs_to_the_hash_of_a_policy_and_no_day_does_not() {
    let hash = |text: &str| {
        Policy::read(text, Timestamp::UNIX_EPOCH)
            .expect("a policy")
            .hash()
    };
    assert_ne!(hash("expires = 2030-01-01"), hash(""));
    assert_ne!(hash("expires = 2030-01-01"), hash("expires = 2030-01-02"));
    let before = "2e7bfffc3a99693542007908ce2fd2e09bc64324a120b97168e69fd80efbaf80";
    assert_eq!(
        hex::encode(hash("")),
        before,
        "scans that were recorded hold it"
    );
}
