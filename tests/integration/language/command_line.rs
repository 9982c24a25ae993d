//! The help and the errors of the command line in Korean.

use std::path::Path;

use super::korean::english_words;
use crate::harness::cli::{Ended, credtrail, ended};
use textwrap::core::display_width;

const VERBS: [&str; 20] = [
    "",
    "ingest",
    "replay",
    "pull",
    "scan",
    "trace",
    "serve",
    "workload",
    "workload verify",
    "filters",
    "policy",
    "policy check",
    "policy sign",
    "policy infer",
    "diff",
    "fsck",
    "verify-report",
    "explain",
    "completions",
    "man",
];

/// What a command line ends with where a Korean reads it, in 80 columns.
pub fn korean(folder: &Path, line: &str) -> Ended {
    let mut command = credtrail(folder);
    command.args(line.split(' ').filter(|it| !it.is_empty()));
    ended(command.env("CREDTRAIL_LANG", "ko").env("COLUMNS", "80"))
}

/// The lines that say something: those of the usage and of examples are command lines.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines();
    lines.filter(|it| !it.starts_with("사용법: ") && !it.contains("$ credtrail"))
}

fn is_korean(text: &str) -> bool {
    text.chars().any(|it| ('가'..='힣').contains(&it))
}

#[test]
fn the_korean_help_has_no_english_sentences_and_fits() {
    for (verb, flag) in VERBS.iter().flat_map(|it| [(it, "-h"), (it, "--help")]) {
        let help = korean(Path::new("."), &format!("{verb} {flag}"));
        assert_eq!(help.status, 0, "{verb}");
        let first = help.out.lines().next().unwrap_or_default();
        assert!(is_korean(first), "{verb}: {first}");
        for line in sentences(&help.out) {
            assert!(english_words(line) < 3, "{verb}: {line}");
            let fits = display_width(line) <= 80 || line.split_whitespace().count() < 3;
            assert!(fits, "{verb}: {line}");
        }
    }
}

#[test]
fn headings_are_korean_in_every_help() {
    for verb in VERBS {
        for line in korean(Path::new("."), &format!("{verb} --help"))
            .out
            .lines()
        {
            let is_heading = line.ends_with(':') && !line.starts_with(' ');
            assert!(!is_heading || is_korean(line), "{verb}: {line}");
        }
    }
}

#[test]
fn the_help_is_korean_by_flag_and_by_environment() {
    let help = |arguments: &[&str], environment: &[(&str, &str)]| {
        let mut command = credtrail(Path::new("."));
        let command = command.args(arguments).envs(environment.iter().copied());
        ended(command).out
    };
    assert!(!is_korean(&help(&["scan", "-h"], &[])));
    assert!(is_korean(&help(&["scan", "-h", "--lang", "ko"], &[])));
    assert!(is_korean(&help(&["--lang=ko", "help", "scan"], &[])));
    assert!(is_korean(&help(&["-h"], &[("LANG", "ko_KR.UTF-8")])));
    let both = [("LANG", "ko_KR.UTF-8"), ("CREDTRAIL_LANG", "en")];
    assert!(!is_korean(&help(&["-h"], &both)));
}

#[test]
fn refusals_of_the_command_line_are_korean() {
    for line in [
        "scan --fom 2026-11-21",
        "scan -f x",
        "scan --top",
        "scn",
        "trace",
        "diff --list 3",
        "scan --quiet --quiet",
        "scan extra",
        "--time-zone UTC",
    ] {
        let refused = korean(Path::new("."), line);
        assert_eq!((refused.status, refused.out.as_str()), (2, ""), "{line}");
        assert!(refused.err.starts_with("오류: "), "{line}: {}", refused.err);
        for sentence in sentences(&refused.err) {
            assert!(english_words(sentence) < 2, "{line}: {sentence}");
        }
    }
}

#[test]
fn errors_are_korean_and_what_the_system_says_stays_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("f.db"), "no database").expect("a file");
    for line in [
        "scan",
        "scan --db f.db",
        "scan --from 2026-12-01 --to 2026-11-01",
        "scan --project acme-prod",
        "scan --signature s.json --sign f.db",
        "trace a.pem",
        "trace JTI=a --jwks http://example.com/keys --db f.db",
        "ingest none",
        "ingest f.db",
        "pull",
        "diff",
        "replay gs://acme?token",
        "policy check none.toml",
        "verify-report none --key none",
        "fsck --files none",
        "workload verify none",
        "serve --listen 0.0.0.0:8484",
        "explain none",
        "scan --since 0h",
        "scan --time-zone Mars/Soul",
        "pull --project 12",
        "scan --covers kms",
        "replay none --without kns",
        "filters --project acme --bucket A",
    ] {
        let ended = korean(folder.path(), line);
        assert_eq!(ended.status, 2, "{line}: {}", ended.err);
        let err = ended.err.replace("No such file or directory", "");
        for sentence in sentences(&err).filter(|it| !it.is_empty() && !it.starts_with("  ")) {
            assert!(is_korean(sentence), "{line}: {sentence}");
            assert!(english_words(sentence) < 4, "{line}: {sentence}");
        }
    }
}

#[test]
fn messages_on_standard_error_are_korean() {
    let folder = tempfile::tempdir().expect("a folder");
    let logs = crate::simulation::files::fixture("missing-record").join("logs");
    let read = korean(folder.path(), &format!("ingest {}", logs.display()));
    assert_eq!(read.status, 0, "{}", read.err);
    let scanned = korean(folder.path(), "scan");
    let unknown = korean(folder.path(), "trace nothing-known");
    for err in [&read.err, &scanned.err, &unknown.err] {
        assert!(!err.is_empty());
        assert!(err.lines().all(is_korean), "{err}");
    }
}

#[test]
fn a_cause_that_is_told_already_is_told_once_in_every_language() {
    let folder = tempfile::tempdir().expect("a folder");
    let err = korean(folder.path(), "scan --db none.db").err;
    assert_eq!(err.matches("none.db").count(), 1, "{err}");
}
