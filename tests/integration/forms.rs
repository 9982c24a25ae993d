//! Every form of the report is read by a reader of it, and what is hostile in a log is harmless in each.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::harness::cli::{ingested, json_text, replay, run, value};
use crate::harness::readers::{FORMS, read};
use crate::simulation::clock::NOON;
use crate::simulation::files::{Folder, fixture};
use crate::simulation::hostile_entries::hostile_entries;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, World};
use credtrail::model::finding::Code;
use credtrail::report::text::escape::Safe;
use insta::{Settings, assert_snapshot};
use serde_json::Value;

/// What somebody might write into a log to have it read by a terminal, a spreadsheet, a browser or a parser.
const HOSTILE: [&str; 20] = [
    "\u{1b}[31mred\u{1b}[0m",
    "\u{9b}31mred",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2-2",
    "@SUM(A1:A9)",
    "\t=1",
    "\r=2",
    " =3",
    "＝4",
    "<script>alert(1)</script>",
    "]]></failure><x a=\"b\">&amp;",
    "\"]; evil -> x [label=\"",
    "```\n[click](javascript:alert(1)) `code`",
    "%%{init: {'securityLevel': 'loose'}}%%",
    "a\nn99[\"x\"]\r\ncredtrail_x{a=\"b\"} 1",
    "\u{202e}txt.exe\u{200b}\u{e0041}",
    "\u{ffff}",
    "{0} [1](2) \\n \\\" \\",
    "#35; #quot; 관리자",
];

#[test]
fn every_form_is_read_by_its_reader() {
    let codes = Code::ALL.iter().map(|code| code.as_str());
    let of_logs = codes.filter(|it| fixture(it).join("logs").is_dir());
    let others = [
        "complete-x509",
        "bad-lines",
        "unread-log",
        "suppressed",
        "workload-identities",
    ];
    for scenario in of_logs.chain(others) {
        let folder = fixture(scenario);
        let findings = read("json", &json_text(&folder)).findings;
        for form in FORMS {
            let content = read(form, &replayed(&folder, form));
            assert!(
                content.findings.is_none_or(|it| Some(it) == findings),
                "{scenario} as {form}"
            );
        }
    }
}

#[test]
fn a_trace_has_every_form() {
    let folder = ingested("missing-record");
    let token = "X509SHA256=a2f6ec10be130051847ddfc1f25a97438bb7ab27a5307e8802de5fba284bc9af";
    for form in FORMS {
        let arguments = ["trace", "--db", "a.db", "--format", form, token];
        let ended = run(folder.path(), &arguments);
        assert_eq!((ended.status, ended.err.as_str()), (1, ""), "{form}");
        let content = read(form, &ended.out);
        let has_subject = form == "prometheus" || content.texts.iter().any(|it| it == token);
        assert!(has_subject, "{form}: {:?}", content.texts);
    }
}

#[test]
fn hostile_values_are_harmless_in_every_form() {
    let folder = hostile();
    let printed = |form| replayed(folder.path(), form);
    for form in FORMS.into_iter().chain(["text"]) {
        let report = printed(form);
        let harmful = |(at, c): &(usize, char)| match c {
            '\n' => false,
            '\r' => form != "csv" || !report[at + 1..].starts_with('\n'),
            _ => is_harmful(*c),
        };
        let met = report.char_indices().find(harmful);
        assert_eq!(met, None, "{form}");
        let is_markup = ["dot", "mermaid", "junit"].contains(&form);
        assert!(!is_markup || !report.contains("<script"), "{form}");
    }
    for form in [
        "html", "json", "ndjson", "csv", "sarif", "ocsf", "junit", "dot", "mermaid",
    ] {
        let content = read(form, &printed(form));
        for hostile in HOSTILE {
            let safe = Safe(hostile).to_string();
            let is_it = |text: &String| text.contains(&safe) || text.contains(hostile);
            assert!(content.texts.iter().any(is_it), "{form} lost {hostile:?}");
        }
    }
}

#[test]
fn a_hostile_name_of_a_cluster_is_harmless_in_metrics() {
    let call = Call::new(NOON, "somebody").with("JTI=1");
    let world = World::framed().call(call);
    let folder = Folder::new().with("logs/raw.ndjson", ndjson(&world.raw_events()));
    let name = HOSTILE.concat();
    let arguments = ["--format", "prometheus", "--cluster", &name];
    let content = read("prometheus", &replay(folder.path(), &arguments).out);
    let safe = Safe(&name).to_string();
    assert!(content.texts.contains(&safe), "{:?}", content.texts);
}

/// A world in which everything that a log may say is hostile, in a file of a hostile name.
fn hostile() -> Folder {
    let entries = hostile_entries(&HOSTILE);
    Folder::new().with("logs/=1 <b>[x](y)\u{1b}{0}.ndjson", ndjson(&entries))
}

fn is_harmful(c: char) -> bool {
    let hidden = ['\u{200b}', '\u{202e}', '\u{e0041}', '\u{ffff}'];
    c.is_control() || hidden.contains(&c)
}

#[test]
fn lines_of_ndjson_are_what_the_json_report_holds() {
    let folder = fixture("bad-lines");
    let whole = value(&json_text(&folder));
    let lines: Vec<Value> = replayed(&folder, "ndjson").lines().map(value).collect();
    let (last, lineages) = lines.split_last().expect("a last line");
    assert_eq!(whole["lineages"], Value::from(lineages));
    for (key, part) in last.as_object().expect("an object") {
        assert_eq!(&whole[key], part, "{key}");
    }
}

#[test]
fn the_id_of_a_finding_does_not_depend_on_files_and_their_order() {
    let ids = |folder: &Path, form: &str| -> BTreeSet<String> {
        read(form, &replayed(folder, form))
            .ids
            .into_iter()
            .collect()
    };
    for scenario in ["refused-signature", "missing-record", "shared-digest"] {
        let folder = fixture(scenario);
        let expected = ids(&folder, "sarif");
        assert!(!expected.is_empty());
        let moved = Folder::new().with("logs/all", backwards(&folder));
        for form in ["sarif", "csv", "ocsf"] {
            assert_eq!(ids(&folder, form), expected, "{scenario} as {form}");
            assert_eq!(ids(moved.path(), form), expected, "{scenario} as {form}");
        }
    }
}

/// All lines of a scenario in one, the last one first.
fn backwards(folder: &Path) -> String {
    let files = fs::read_dir(folder.join("logs")).expect("logs");
    let texts = files.map(|file| fs::read_to_string(file.expect("a log").path()).expect("text"));
    let mut lines: Vec<String> = texts
        .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    lines.sort();
    lines.reverse();
    lines.join("\n") + "\n"
}

#[test]
fn one_scenario_has_every_form_beside_it() {
    let folder = fixture("missing-record");
    let mut settings = Settings::new();
    settings.set_snapshot_path(&folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        let is_beside = |form: &&str| !["json", "html"].contains(form); // tests/integration/html/ has the page
        for form in FORMS.into_iter().filter(is_beside) {
            assert_snapshot!(format!("report.{form}"), replayed(&folder, form));
        }
    });
}

fn replayed(folder: &Path, form: &str) -> String {
    let ended = replay(folder, &["--format", form, "--suppressed", "mark"]);
    assert_eq!(ended.err, "");
    ended.out
}
