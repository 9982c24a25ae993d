//! Many entries in one component.

use super::attacks::{digest, issued, lines, signed, token};
use super::{auditor, grows_in_proportion, steps};
use crate::harness::in_process::Auditor;

/// One digest, signed by so many calls and claimed by so many tokens.
fn one_digest(signatures: usize, tokens: usize) -> Auditor {
    let one = digest(1);
    let signatures = lines((0..signatures).map(|it| signed(it, &one)));
    let claims = lines((0..tokens).map(|it| issued(it, &token(it), &one)));
    auditor(&[("kms.ndjson", signatures), ("gke.ndjson", claims)])
}

fn report_size(auditor: &Auditor) -> u64 {
    auditor.report_bytes().len() as u64
}

#[test]
fn signatures_of_one_digest_are_counted_and_not_paired_with_each_other() {
    for query in ["claimed_signatures.sql", "unclaimed_signatures_among.sql"] {
        grows_in_proportion(250, |size| {
            let auditor = one_digest(size, 1);
            match query {
                "claimed_signatures.sql" => steps(&auditor, query, &[&0, &i64::MAX]),
                _ => steps(&auditor, query, &[&"[1,2,3]"]) + size as u64,
            }
        });
    }
}

#[test]
fn what_a_key_signed_is_asked_for_once_a_digest() {
    const KEY: &str = "projects/k/locations/l/keyRings/r/cryptoKeys/c/cryptoKeyVersions/1";
    grows_in_proportion(250, |size| {
        steps(&one_digest(size, 1), "signed_with.sql", &[&KEY])
    });
    grows_in_proportion(250, |size| {
        steps(&one_digest(size, size), "signed_with.sql", &[&KEY])
    });
}

#[test]
fn pairs_of_signatures_and_claims_are_counted_and_not_visited() {
    let query = "claimed_signatures.sql";
    grows_in_proportion(250, |size| {
        steps(&one_digest(size, size), query, &[&0, &i64::MAX])
    });
}

#[test]
fn each_of_many_tokens_with_one_digest_names_few_of_the_others() {
    grows_in_proportion(100, |size| report_size(&one_digest(1, size)));
}

#[test]
fn each_of_many_tokens_lists_few_of_the_signatures_of_their_digest() {
    grows_in_proportion(100, |size| report_size(&one_digest(size, size)));
}

#[test]
fn what_is_cut_is_counted() {
    let report = one_digest(40, 30).report();
    let lineage = &report["lineages"][0];
    assert_eq!(lineage["entries"].as_array().map(Vec::len), Some(17));
    assert_eq!(lineage["entries_omitted"], 24);
    let findings = lineage["findings"].as_array().expect("findings");
    let shared = findings.iter().find(|it| it["code"] == "shared-digest");
    let message = shared.expect("a finding")["message"].as_str();
    let message = message.expect("a message");
    assert!(message.ends_with(", 21 more as well"), "{message}");
}

#[test]
fn a_token_issued_often_or_with_many_digests_is_one_lineage() {
    let issued_often = |size: usize, digests: usize| {
        let issued = (0..size).map(|it| issued(it, &token(0), &digest(it % digests)));
        report_size(&auditor(&[("gke.ndjson", lines(issued))]))
    };
    grows_in_proportion(250, |size| issued_often(size, 1));
    grows_in_proportion(250, |size| issued_often(size, size));
}

/// Each lineage went through all records of its component, and each page through all of its component: with two hundred thousand entries
/// neither would end.
#[test]
fn a_component_of_many_lineages_is_judged_in_the_end() {
    let size = 12_000;
    let chained = (0..size)
        .flat_map(|it| [it, it + 1].map(|at| issued(2 * it + at % 2, &token(it), &digest(at))));
    let report = auditor(&[("gke.ndjson", lines(chained))]).report();
    assert_eq!(report["summary"]["credentials"], size);
}

#[test]
fn entries_of_one_id_are_compared_with_their_like() {
    let one_id = (0..12_000).map(|it| {
        let mut entry = issued(it, &token(0), &digest(it));
        entry["insertId"] = "same".into();
        entry
    });
    let report = auditor(&[("gke.ndjson", lines(one_id))]).report();
    assert_eq!(
        report["lineages"][0]["entries"].as_array().map(Vec::len),
        Some(12_000)
    );
}
