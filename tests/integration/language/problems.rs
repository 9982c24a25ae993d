//! What commands find wrong, told in Korean: a policy, a database, a bundle; and the comments of what `filters` prints.

use std::fs;

use super::command_line::korean;
use super::korean::english_words;
use crate::simulation::files::{Folder, fixture};

const CREDENTIAL: &str =
    "X509SHA256=a2f6ec10be130051847ddfc1f25a97438bb7ab27a5307e8802de5fba284bc9af";

fn has_hangul(line: &str) -> bool {
    line.chars().any(|it| ('가'..='힣').contains(&it))
}

/// Asserts that each of these lines is Korean.
fn assert_korean<'l>(lines: impl Iterator<Item = &'l str>) {
    let mut count = 0;
    for line in lines {
        count += 1;
        assert!(has_hangul(line) && english_words(line) < 3, "{line}");
    }
    assert!(count > 0, "there is nothing to read");
}

#[test]
fn each_problem_of_a_policy_is_korean() {
    let cluster = "projects/p/locations/l/clusters/c";
    let policy = format!(
        "expires = 2020-01-01\n[tolerance]\nclokc = \"5m\"\nclock = \"soon\"\n[pull]\ncalls-per-minute = 0\nproject = \"a b\"\n\
         [[cluster]]\nname = \"c\"\nalgorithms = [\"rot13\"]\n[[cluster]]\nname = \"{cluster}\"\nservice-account-signing-keys = [5, \"k\"]\n\
         cluster-ca.pools = [\"x\"]\n[public-keys]\n\"a\" = \"b\"\n[[suppression]]\nfinding = \"stale-lgo\"\nsubject = \"*\"\nowner = \"\"\n\
         reason = \"\"\nexpires = 2029-01-01\n[[suppression]]\nfinding = \"stale-log\"\n"
    );
    for text in [
        policy.as_str(),
        "x\n",
        "a = [1\n",
        "a = \n",
        "expires = \"x\"\n",
    ] {
        let folder = Folder::new().with("p.toml", text);
        let ended = korean(folder.path(), "policy check p.toml");
        assert_eq!(ended.status, 2);
        assert_korean(ended.err.lines());
    }
}

/// A database in `a.db` of logs that lie beside it.
fn beside_logs() -> Folder {
    let folder = Folder::new();
    let logs = folder.path().join("logs");
    fs::create_dir(&logs).expect("a folder");
    for log in ["ca-service", "gke", "k8s", "kms"] {
        let name = format!("{log}.ndjson");
        let from = fixture("missing-record/logs").join(&name);
        fs::copy(from, logs.join(&name)).expect("a copy");
    }
    assert_eq!(korean(folder.path(), "ingest -q --db a.db logs").status, 0);
    folder
}

#[test]
fn what_fsck_finds_wrong_is_korean() {
    let folder = beside_logs();
    for log in ["ca-service", "k8s", "kms"] {
        let path = folder.path().join(format!("logs/{log}.ndjson"));
        let text = fs::read_to_string(&path).expect("a log");
        fs::write(&path, text.replacen("T12:00:00", "T12:00:07", 9)).expect("a file");
    }
    let ended = korean(folder.path(), "fsck --db a.db --files .");
    assert_eq!(ended.status, 1, "{}", ended.out);
    assert_korean(ended.out.lines().filter(|it| it.starts_with("  logs/")));
}

#[test]
fn why_a_bundle_leaves_a_line_out_is_korean() {
    let folder = beside_logs();
    fs::remove_file(folder.path().join("logs/gke.ndjson")).expect("a file");
    let line = format!("trace --db a.db --bundle bundle {CREDENTIAL}");
    assert_korean(korean(folder.path(), &line).err.lines());
}

#[test]
fn the_comments_of_filters_are_korean() {
    let folder = Folder::new();
    let ended = korean(
        folder.path(),
        "filters --project acme-prod --key-project acme-keys",
    );
    let comments = ended.out.lines().filter(|it| it.starts_with("# "));
    let sentences = comments.filter(|it| it.len() > 12 && !it.contains("gcloud "));
    assert_korean(sentences);
}
