//! The text report in Korean and in other time zones, for every scenario.

use std::collections::BTreeMap;
use std::path::Path;

use crate::harness::cli::{Ended, credtrail, ended, replay, run};
use crate::simulation::files::{fixture, name, scenarios};
use textwrap::core::display_width;

/// What somebody searches a report for, and how often each of them stands there.
#[derive(Debug, PartialEq, Eq)]
struct Searched {
    findings: BTreeMap<String, usize>,
    identifiers: BTreeMap<String, usize>,
    times: BTreeMap<String, usize>,
    counts: BTreeMap<String, usize>,
}

#[test]
fn the_korean_report_says_what_the_english_one_says() {
    for folder in scenarios() {
        let english = replay(&folder, &[]);
        let korean = replay(&folder, &["--lang", "ko"]);
        assert_eq!(english.status, korean.status, "{}", name(&folder));
        assert_eq!(
            searched(&english.out, &["note ", "gap ", "break "]),
            searched(&korean.out, &["참고(note) ", "공백(gap) ", "끊김(break) "]),
            "{}:\n{}",
            name(&folder),
            korean.out
        );
    }
}

#[test]
fn the_korean_report_has_no_english_sentences() {
    for folder in scenarios() {
        let korean = replay(&folder, &["--lang", "ko"]).out;
        let own = korean.split("\n\n").filter(|it| !is_of_others(it));
        for line in own.flat_map(str::lines) {
            assert!(english_words(line) < 4, "{}: {line}", name(&folder));
        }
    }
}

#[test]
fn no_line_of_the_korean_report_is_wider_than_the_terminal() {
    for folder in scenarios() {
        for line in replay(&folder, &["--lang", "ko"]).out.lines() {
            let indent = display_width(line) - display_width(line.trim_start());
            let words = line.split_whitespace().map(display_width);
            let is_breakable = words.clone().count() > 1;
            let fits = display_width(line) <= 80;
            let is_long_word = words.max().is_some_and(|it| it + indent > 80 - 16);
            assert!(
                fits || !is_breakable || is_long_word,
                "{}: {line}",
                name(&folder)
            );
        }
    }
}

#[test]
fn english_in_another_time_zone_differs_in_times_only() {
    for folder in scenarios() {
        let plain = replay(&folder, &[]).out;
        let zoned = replay(&folder, &["--time-zone", "Etc/GMT"]).out;
        let zoned = zoned.replace("+00:00", "Z");
        assert_eq!(words(&plain), words(&zoned), "{}", name(&folder));
    }
}

#[test]
fn times_are_those_of_the_time_zone() {
    let seoul = replay(&fixture("unread-log"), &["--time-zone", "Asia/Seoul"]).out;
    assert!(
        seoul.contains("issued 2026-10-06T21:00:00+09:00"),
        "{seoul}"
    );
    assert!(
        seoul.contains("read for all of 2026-10-06T20:59:30+09:00"),
        "{seoul}"
    );
    let unknown = replay(&fixture("unread-log"), &["--time-zone", "Asia/Soul"]);
    assert_eq!(unknown.status, 2);
    assert!(unknown.err.contains("Asia/Soul"), "{}", unknown.err);
}

#[test]
fn a_day_begins_where_the_reader_lives() {
    let folder = crate::harness::cli::ingested("complete-x509");
    let scan = |zone: &str| {
        let window = ["--from", "2026-10-06", "--to", "2026-10-07"];
        let scan = ["scan", "-q", "--no-record", "--db", "a.db", "-f", "json"];
        let arguments = [&scan[..], &window, &["--time-zone", zone]].concat();
        crate::harness::cli::value(&run(folder.path(), &arguments).out)["window"].clone()
    };
    assert_eq!(scan("UTC")["from"], "2026-10-06T00:00:00.000000000Z");
    assert_eq!(scan("Asia/Seoul")["from"], "2026-10-05T15:00:00.000000000Z");
    assert_eq!(scan("Asia/Seoul")["to"], "2026-10-06T15:00:00.000000000Z");
}

#[test]
fn the_language_is_that_of_the_flag_then_the_environment() {
    let explain = |arguments: &[&str], environment: &[(&str, &str)]| {
        let mut command = credtrail(Path::new("."));
        command.args(["explain", "missing-record"]).args(arguments);
        command.envs(environment.iter().copied());
        ended(&mut command).out
    };
    let is_korean = |text: &str| text.contains("의미\n");
    assert!(!is_korean(&explain(&[], &[])));
    assert!(is_korean(&explain(&[], &[("LANG", "ko_KR.UTF-8")])));
    assert!(!is_korean(&explain(
        &[],
        &[("LANG", "ko_KR.UTF-8"), ("LC_ALL", "C.UTF-8")]
    )));
    let korean = [("LC_ALL", "en_US.UTF-8"), ("CREDTRAIL_LANG", "ko")];
    assert!(is_korean(&explain(&[], &korean)));
    assert!(!is_korean(&explain(&["--lang", "en"], &korean)));
}

#[test]
fn what_programs_read_is_english_and_in_utc() {
    let folder = fixture("unread-log");
    for form in [
        "json",
        "ndjson",
        "csv",
        "sarif",
        "ocsf",
        "prometheus",
        "dot",
        "mermaid",
    ] {
        let form = ["--format", form];
        let korean = [&form[..], &["--lang", "ko", "--time-zone", "Asia/Seoul"]].concat();
        let (english, korean) = (replay(&folder, &form).out, replay(&folder, &korean).out);
        let without_duration = |text: &str| {
            let lines = text.lines().filter(|it| !it.contains("duration"));
            lines.map(|it| format!("{it}\n")).collect::<String>()
        };
        assert_eq!(
            without_duration(&english),
            without_duration(&korean),
            "{form:?}"
        );
    }
}

#[test]
fn some_scenarios_in_korean() {
    for scenario in [
        "missing-record",
        "switched-off",
        "unclaimed-signature",
        "without-authority",
        "workload-gaps",
    ] {
        let Ended { out, status, .. } = replay(
            &fixture(scenario),
            &["--lang", "ko", "--time-zone", "Asia/Seoul"],
        );
        let mut settings = insta::Settings::new();
        settings.set_snapshot_path("snapshots");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(scenario, format!("{out}exit {status}\n")));
    }
}

/// Whether a part of the report tells what others wrote: reasons of suppressions.
fn is_of_others(part: &str) -> bool {
    part.contains("정책 sha256") || part.contains("숨김(suppressed)")
}

/// The number of plain English words that follow each other at most.
pub fn english_words(line: &str) -> usize {
    let is_word = |it: &str| it.len() > 1 && it.bytes().all(|it| it.is_ascii_lowercase());
    let mut longest = 0;
    let mut run = 0;
    for word in line.split_whitespace() {
        run = if is_word(word) { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

fn searched(report: &str, weights: &[&str]) -> Searched {
    let text = words(report);
    let is_of = |prefixes: &'static [&'static str]| {
        let parts = text.split([' ', ',', ';', '(', ')']);
        let found = parts.filter(|it| prefixes.iter().any(|prefix| it.starts_with(prefix)));
        let is_plain = |it: &char| it.is_ascii_alphanumeric() || "=-_".contains(*it);
        counted(found.map(|it| it.chars().take_while(is_plain).collect()))
    };
    let codes = credtrail::model::finding::Code::ALL.map(|it| it.as_str());
    let mut findings = BTreeMap::new();
    for weight in weights {
        for code in codes {
            let head = format!("{weight}{code}: ");
            let english = weight.trim_start_matches(|it: char| !it.is_ascii());
            let found = text.matches(&head).count();
            if found > 0 {
                let english = english.trim_matches(['(', ')', ' ']);
                findings.insert(format!("{english} {code}"), found);
            }
        }
    }
    Searched {
        findings,
        identifiers: is_of(&["TBS=", "X509SHA256=", "JTI="]),
        times: times(&text),
        counts: counted(
            text.split([' ', ':'])
                .filter(|it| codes.contains(it))
                .map(str::to_owned),
        ),
    }
}

/// The times in a text.
fn times(text: &str) -> BTreeMap<String, usize> {
    let starts = text
        .match_indices("2026-")
        .chain(text.match_indices("2027-"));
    let time = |(at, _): (usize, &str)| Some(text.get(at..at + 20)?.to_owned());
    counted(starts.filter_map(time).filter(|it| it.ends_with('Z')))
}

fn counted(found: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    found.for_each(|it| *counts.entry(it).or_default() += 1);
    counts
}

/// A report without its line breaks, and with times in whole seconds: another language and another time zone have them so.
fn words(report: &str) -> String {
    let report = report.replace(".123456789Z", "Z");
    let words = report.split_whitespace().filter(|it| *it != "│");
    words.collect::<Vec<_>>().join(" ")
}
