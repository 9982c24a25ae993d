//! What a report cuts it counts, and every form tells the count.

use serde_json::{Value, json};

use crate::growth::attacks::{digest, issued, lines, signed, token};
use crate::growth::stretches::hole_entries;
use crate::growth::users::used_by;
use crate::harness::cli::{ingest, replay, run, value};
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
        (
            "logs/gke.ndjson",
            lines(std::iter::once(issued(0, &token(1), &one))),
        ),
        ("logs/kubernetes.ndjson", lines(elsewhere)),
    ];
    all.into_iter()
        .fold(Folder::new(), |folder, (name, lines)| {
            folder.with(name, lines.join("\n"))
        })
}

#[test]
fn every_form_tells_how_many_findings_it_does_not_list() {
    let folder = cut();
    let printed = |form: &str| replay(folder.path(), &["--format", form]).out;
    let json = value(&printed("json"));
    let all: u64 = json["summary"]["findings"]
        .as_object()
        .expect("counts")
        .values()
        .filter_map(Value::as_u64)
        .sum();
    assert_eq!(json["summary"]["findings"]["used-elsewhere"], 130);
    assert_eq!(
        json["lineages"][0]["findings_omitted"],
        json!({"used-elsewhere": 130 - FINDINGS})
    );
    let is_counted = |form: &&str| {
        let printed = printed(form);
        if *form == "html" {
            let left = all - 20; // a page shows the first 20, and this code is the last one
            return printed.contains(&format!("<li>and {left} more used-elsewhere</li>"));
        }
        let content = read(form, &printed);
        let listed = content.findings.map(|it| it as u64);
        listed.is_none_or(|it| it + content.omitted.unwrap_or(0) == all)
            && match *form {
                "prometheus" => printed.lines().any(|it| {
                    it.starts_with("credtrail_findings{code=\"used-elsewhere\"")
                        && it.ends_with(" 130")
                }),
                "dot" | "mermaid" => true,
                _ => content.omitted == Some(130 - FINDINGS as u64),
            }
    };
    let silent: Vec<&str> = FORMS.into_iter().filter(|it| !is_counted(it)).collect();
    assert_eq!(silent, [""; 0]);
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
        let content = read(form, &printed(form));
        assert!(content.texts.contains(&more), "{form}: {:?}", content.texts);
    }
}

/// A database of all that these requests were answered with: one token was asked for with each of so many others, and came to so many
/// clusters.
fn asked_for(count: usize) -> Folder {
    let asked = (2..).take(count).map(|number| {
        let mut entry = used_by(number, &token(number), "somebody@example.com");
        entry["labels"]["authentication.kubernetes.io/issued-credential-id"] = token(1).into();
        entry["protoPayload"]["methodName"] = "io.k8s.core.v1.serviceaccounts.token.create".into();
        entry["protoPayload"]["resourceName"] =
            "core/v1/namespaces/n/serviceaccounts/a/token".into();
        entry
    });
    let used = (0..count).map(|number| {
        let mut entry = used_by(count + 2 + number, &token(1), "system:serviceaccount:n:a");
        entry["resource"]["labels"]["cluster_name"] = format!("c-{number}").into();
        entry
    });
    let elsewhere = used_by(3 * count, &token(2), "system:serviceaccount:n:a"); // in one cluster
    let folder = Folder::new().with(
        "all.ndjson",
        lines(asked.chain(used).chain([elsewhere])).join("\n"),
    );
    ingest(&folder, &["all.ndjson"]);
    folder
}

fn traced(folder: &Folder, flag: &[&str], format: &str) -> String {
    let what = token(1);
    let command = ["trace", "--db", "a.db", "--format", format, &what];
    run(folder.path(), &[&command[..], flag].concat()).out
}

#[test]
fn an_ancestry_tells_how_many_credentials_and_requests_it_does_not_list() {
    let folder = asked_for(1_020);
    let ancestry = &value(&traced(&folder, &["--ancestry"], "json"))["ancestries"][0];
    let steps = ancestry["steps"].as_array().expect("steps");
    assert_eq!(
        (steps.len(), &ancestry["steps_omitted"]),
        (1_000, &json!(21))
    );
    let requests = steps[0]["requests"].as_array().expect("requests");
    assert_eq!(
        (requests.len(), &steps[0]["requests_omitted"]),
        (100, &json!(920))
    );
    let text = traced(&folder, &["--ancestry"], "text");
    assert!(
        text.contains("… and 21 more credentials above"),
        "{}",
        text.len()
    );
    assert!(text.contains("and 920 more requests"), "{}", text.len());
}

#[test]
fn a_reach_and_a_trace_tell_how_many_clusters_they_do_not_name() {
    let folder = asked_for(120);
    let reach = value(&traced(&folder, &["--reach"], "json"));
    let members = reach["members"].as_array().expect("members");
    let member = members.iter().find(|it| it["subject"] == token(1));
    let member = member.expect("the token");
    let clusters = member["clusters"].as_array().expect("clusters");
    assert_eq!(
        (clusters.len(), &member["clusters_omitted"]),
        (100, &json!(21))
    );
    let user = [
        "trace",
        "--db",
        "a.db",
        "--reach",
        "system:serviceaccount:n:a",
    ];
    let text = run(folder.path(), &user).out;
    let words: Vec<&str> = text.split_whitespace().collect(); // lines are wrapped
    assert!(words.join(" ").contains("113 others"), "{text}");
    let text = traced(&folder, &[], "text");
    assert!(text.contains("cluster and 20 more"), "{text}");
}

/// Signatures in so many projects: a stretch of each.
fn of_projects(count: usize) -> Folder {
    let signed = (0..count).map(|number| {
        let mut entry = signed(number, &digest(number));
        entry["logName"] =
            format!("projects/p{number}/logs/cloudaudit.googleapis.com%2Fdata_access").into();
        entry["resource"]["labels"]["project_id"] = format!("p{number}").into();
        entry
    });
    Folder::new().with("logs/kms.ndjson", lines(signed).join("\n"))
}

#[test]
fn stretches_that_are_not_listed_are_counted() {
    let folder = of_projects(10_030);
    for form in ["json", "ndjson"] {
        let printed = replay(folder.path(), &["--format", form]).out;
        let last = printed.lines().last().filter(|_| form == "ndjson");
        let head = value(last.unwrap_or(&printed));
        let listed = head["coverage"].as_array().expect("stretches").len();
        assert_eq!(
            (listed, &head["coverage_omitted"]),
            (10_000, &json!(30)),
            "{form}"
        );
    }
    let sarif = value(&replay(folder.path(), &["--format", "sarif"]).out);
    assert_eq!(sarif["runs"][0]["properties"]["coverage_omitted"], 30);
    let text = replay(folder.path(), &[]).out;
    assert!(text.contains("… and 10,018 more stretches"));
}

#[test]
fn holes_that_are_not_listed_are_counted() {
    let [kms, gke] = hole_entries(110);
    let folder = Folder::new()
        .with("logs/kms.ndjson", kms.join("\n"))
        .with("logs/gke.ndjson", gke.join("\n"));
    let text = replay(folder.path(), &[]).out;
    assert!(text.contains("… and 105 more holes"));
}
