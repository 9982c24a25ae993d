//! The report: as text in 80 columns, in colours, and in Korean.

use textwrap::core::display_width;

use super::*;

fn wanting_something() -> GoogleApis {
    let apis = healthy();
    apis.set(POLICY_OF_FOLDER, Say::Refuse(403, "Permission denied"));
    apis.set(BUCKET, Say::Json(json!({})));
    apis
}

#[test]
fn the_text_is_80_columns_wide_but_for_commands() {
    for language in ["en", "ko"] {
        let ended = doctor(&wanting_something(), &["--lang", language]);
        assert_eq!(ended.status, 1);
        for line in ended.out.lines() {
            let is_command = line.trim_start().starts_with("gcloud ") || line.contains("--");
            assert!(is_command || display_width(line) <= 80, "{line}");
        }
    }
}

#[test]
fn the_opening_counts_and_the_commands_can_be_pasted() {
    let ended = doctor(&wanting_something(), &[]);
    let opening = ended.out.lines().next().expect("a line");
    assert!(
        opening.starts_with("MISSING   something is missing in 1 of "),
        "{opening}"
    );
    let command = "gcloud storage buckets update gs://acme-logs --retention-period=400d";
    assert!(
        ended.out.lines().any(|it| it.trim() == command),
        "{}",
        ended.out
    );
    let fine = doctor(&healthy(), &[]);
    assert!(
        fine.out.starts_with("ok        nothing is missing in "),
        "{}",
        fine.out
    );
}

#[test]
fn the_same_is_said_in_korean_and_in_colours() {
    let korean = doctor(&wanting_something(), &["--lang=ko", "--color=always"]);
    assert_eq!(korean.status, 1);
    assert!(
        korean.out.starts_with("\u{1b}[31;1m빠짐\u{1b}[0m"),
        "{}",
        korean.out
    );
    assert!(
        korean.out.contains("보존 정책이 없습니다"),
        "{}",
        korean.out
    );
    let english = doctor(&wanting_something(), &["-f=json", "--lang=ko"]);
    assert!(
        english.out.contains("has no retention policy"),
        "{}",
        english.out
    );
}

#[test]
fn the_report_may_go_to_a_file() {
    let folder = Folder::new();
    let apis = healthy();
    let mut command = credtrail(folder.path());
    let arguments = [
        "doctor",
        "--project=acme-prod",
        "--key-project=acme-keys",
        "-o",
        "r.txt",
        "--endpoint",
        apis.endpoint(),
    ];
    let ended = ended(command.args(arguments).env("CREDTRAIL_ACCESS_TOKEN", TOKEN));
    assert_eq!((ended.status, ended.out.as_str()), (0, ""));
    let written = std::fs::read_to_string(folder.path().join("r.txt")).expect("a report");
    assert!(written.starts_with("ok"), "{written}");
}
