//! The JSON report, version 1: its keys and its words.

use std::collections::BTreeSet;

use crate::harness::cli::report;
use crate::simulation::files::{name, scenarios};
use serde_json::Value;

#[test]
fn the_json_report_keeps_its_contract() {
    for folder in scenarios() {
        let report = report(&folder);
        assert_eq!(report["version"], 1);
        let contract = [
            (
                "",
                "version tool window coverage coverage_omitted? holes? holes_omitted? summary policy? comparison? rotations? logs? lineages rejected",
            ),
            ("window", "from to"),
            ("coverage", "source scope from to"),
            ("holes", "source scope from to"),
            (
                "summary",
                "credentials complete unproven broken unclaimed_signatures kinds? without_authority? by? uses lines findings",
            ),
            ("summary/by", "cluster? key? pool? namespace? caller?"),
            ("summary/by/cluster", "names others?"),
            (
                "summary/by/cluster/names",
                "name credentials complete unproven broken unclaimed_signatures uses first last",
            ),
            ("summary/kinds", "certificate? token? workload? authority?"),
            ("summary/kinds/workload", "complete unproven broken"),
            (
                "summary/lines",
                "read relevant irrelevant duplicate rejected inputs_unread? body_unreadable?",
            ),
            (
                "lineages",
                "subject kind verdict cluster keys pools namespace service_account node stages uses findings findings_omitted? entries entries_omitted? evidence? issuers?",
            ),
            (
                "lineages/issuers",
                "subject certificate valid_from valid_to pools place",
            ),
            (
                "lineages/uses",
                "count first last principals principals_omitted? receipts query",
            ),
            (
                "lineages/findings",
                "code weight stage message arguments places receipts query suppressed?",
            ),
            ("lineages/findings/suppressed", "owner reason expires"),
            ("policy", "sha256 suppressions"),
            (
                "policy/suppressions",
                "finding subject owner reason expires state findings",
            ),
            (
                "logs",
                "code weight stage message arguments places receipts query suppressed?",
            ),
            (
                "lineages/findings/receipts",
                "place offset length insert_id sha256",
            ),
            (
                "lineages/entries",
                "source event at resource scope principal digest place insert_id offset length sha256 query",
            ),
            (
                "lineages/evidence",
                "kind credential digest place offset length sha256",
            ),
            ("rejected", "place reason offset length sha256 lines?"),
        ];
        for (path, keys) in contract {
            for object in objects_at(&report, path) {
                keeps(fields(object), keys, path);
            }
        }
    }
}

#[test]
fn the_json_report_uses_no_other_words() {
    for folder in scenarios() {
        let report = report(&folder);
        let word = |value: &Value, words: &[&str]| {
            let text = value.as_str().expect("a word");
            assert!(words.contains(&text), "{}: {text}", name(&folder));
        };
        for lineage in objects_at(&report, "lineages") {
            word(
                &lineage["kind"],
                &[
                    "certificate",
                    "token",
                    "workload",
                    "authority",
                    "other",
                    "signature",
                ],
            );
            word(&lineage["verdict"], &["complete", "unproven", "broken"]);
            for stage in lineage["stages"].as_object().expect("stages").values() {
                word(
                    stage,
                    &["present", "missing", "unread", "unlinked", "contradicted"],
                );
            }
        }
        for finding in objects_at(&report, "lineages/findings") {
            word(&finding["weight"], &["note", "gap", "break"]);
        }
    }
}

/// All keys are there but those with a question mark, which may be missing, and no others are.
fn keeps<T: AsRef<str>>(found: impl IntoIterator<Item = T>, keys: &str, path: &str) {
    let (found, all) = (
        sorted(found),
        sorted(keys.split(' ').map(|it| it.trim_end_matches('?'))),
    );
    let required = sorted(keys.split(' ').filter(|it| !it.ends_with('?')));
    assert!(
        found.is_superset(&required) && found.is_subset(&all),
        "{path}: {found:?}"
    );
}

fn sorted<T: AsRef<str>>(words: impl IntoIterator<Item = T>) -> BTreeSet<String> {
    words
        .into_iter()
        .map(|word| word.as_ref().to_owned())
        .collect()
}

/// The objects at a path of keys; of an array all items.
fn objects_at<'r>(report: &'r Value, path: &str) -> Vec<&'r Value> {
    let keys = path.split('/').filter(|key| !key.is_empty());
    let found = keys.fold(vec![report], |found, key| {
        found
            .into_iter()
            .flat_map(|value| items(&value[key]))
            .collect()
    });
    found.into_iter().flat_map(items).collect()
}

fn items(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Null => Vec::new(),
        other => vec![other],
    }
}

fn fields(value: &Value) -> Vec<&String> {
    value.as_object().expect("an object").keys().collect()
}
