//! What a report cuts it counts, and every form tells the count.

use serde_json::{Value, json};

use crate::growth::attacks::{digest, issued, lines, signed, token};
use crate::growth::users::used_by;
use crate::harness::cli::{replay, value};
use crate::harness::readers::{FORMS, read};
use crate::simulation::files::Folder;

/// The findings of one code on one lineage that are listed, and the calls to sign one digest.
const FINDINGS: usize = 100;
const CALLS: usize = 16;

/// A token of one cluster that came to 130 other clusters, and whose digest was signed forty times.
fn cut() -> Folder {
    let one = digest(1);
    let elsewhere = (0..130).map(|number| {
        let mut entry = used_by(number, &token(1), "somebody@example.com");
        entry["resource"]["labels"]["cluster_name"] = format!("other-{number}").into();
        entry
    });
    let signatures = lines((0..40).map(|it| signed(it, &one)));
    let all = [
        ("logs/kms.ndjson", signatures),
        ("logs/gke.ndjson", lines(std::iter::once(issued(0, &token(1), &one)))),
        ("logs/kubernetes.ndjson", lines(elsewhere)),
    ];
    all.into_iter().fold(Folder::new(), |folder, (name, lines)| {
        folder.with(name, lines.join("\n"))
    })
}

#[test]
fn every_form_tells_how_many_findings_it_does_not_list() {
    let folder = cut();
    let printed = |form| replay(folder.path(), &["--format", form]).out;
    let json = value(&printed("json"));
    let all: u64 = json["summary"]["findings"]
        .as_object()
        .expect("counts")
        .values()
        .filter_map(Value::as_u64)
        .sum();
    assert_eq!(json["summary"]["findings"]["used-elsewhere"], 130);
    assert_eq!(json["lineages"][0]["findings_omitted"], json!({"used-elsewhere": 130 - FINDINGS}));
    for form in FORMS {
        let told = read(form, &printed(form));
        match form {
            "prometheus" => assert!(printed(form).contains("{code=\"used-elsewhere\"} 130\n"), "{}", printed(form)),
            "dot" | "mermaid" => {}
            _ => assert_eq!(told.omitted, Some(130 - FINDINGS as u64), "{form}"),
        }
        let listed = told.findings.map(|it| it as u64);
        assert!(listed.is_none_or(|it| it + told.omitted.unwrap_or(0) == all), "{form}");
    }
    assert!(printed("text").contains("… and 30 more used-elsewhere"));
}

#[test]
fn every_form_that_lists_calls_to_sign_tells_how_many_it_does_not_list() {
    let folder = cut();
    let printed = |form| replay(folder.path(), &["--format", form]).out;
    let json = value(&printed("json"));
    assert_eq!(json["lineages"][0]["entries_omitted"], 40 - CALLS);
    let more = format!("and {} more calls to sign", 40 - CALLS);
    for form in ["dot", "mermaid"] {
        let told = read(form, &printed(form));
        assert!(told.texts.contains(&more), "{form}: {:?}", told.texts);
    }
}
