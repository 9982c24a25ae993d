//! Files that hold PEM and something else beside it: nothing of them is passed over in silence.

use serde_json::json;

use super::{key, no_key_in, web};
use crate::harness::cli::{ingested, run};
use crate::regressions::reports::{Report, entries};
use crate::simulation::clock::NOON;
use crate::simulation::entries::token_signature;
use crate::simulation::files::Folder;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Leaf, World, entries as written};

#[test]
fn a_token_beside_pem_is_read() {
    let node = Leaf::of_node("a1b2", NOON).mint();
    let (pem, token) = (&node.pem, web().signed());
    for (name, content) in [
        ("before", format!("{token}\n{pem}")),
        ("behind", format!("{pem}Authorization: Bearer {token}\r\n")),
        ("between", format!("{}{token}\n{pem}", key())),
    ] {
        let folder = ingested("complete-jwt").with("it", content);
        let traced = run(folder.path(), &["trace", "--db", "a.db", "it"]);
        assert!(traced.out.contains(&web().credential_id()), "{name}");
        let read = run(folder.path(), &["ingest", "--db", "a.db", "it"]);
        let expected = "PEM with 1 certificate, 1 token, 0 rejected\n";
        assert!(read.err.ends_with(expected), "{name}: {}", read.err);
        no_key_in(&folder, &[traced.out, traced.err, read.err]);
        assert!(!folder.database_holds(&token), "{name}");
    }
}

#[test]
fn a_log_beside_pem_is_told_and_doubts_what_is_missing() {
    let node = Leaf::of_node("a1b2", NOON).mint();
    let world = World::issuing()
        .record(written::token_issuance(&web()))
        .call(Call::by_token(&web()));
    let folder = Folder::new().with("logs/all.ndjson", ndjson(&entries(&world)));
    assert_eq!(
        Report::on(&folder).verdict(&web().credential_id()),
        "broken"
    );
    let signature = token_signature(&web()).entry;
    let folder = folder.with("logs/it", format!("{}{signature}\n{signature}\n", node.pem));
    let report = Report::on(&folder);
    assert_eq!(report.verdict(&web().credential_id()), "unproven");
    let [rejected] = report.rejected() else {
        panic!("{:?}", report.rejected());
    };
    let line = node.pem.lines().count() + 1;
    assert_eq!(rejected["place"], format!("logs/it:{line}"));
}

#[test]
fn json_of_any_kind_that_trace_reads_is_read_by_ingest() {
    let node = Leaf::of_node("a1b2", NOON).mint();
    let token = web().signed();
    let parts: Vec<&str> = token.split('.').collect();
    let [protected, payload, signature] = parts.as_slice() else {
        panic!("a token of three parts");
    };
    let jws = json!({ "payload": payload, "protected": protected, "signature": signature });
    for (content, expected) in [
        (
            json!([node.pem, token]),
            "with 1 certificate, 1 token, 0 rejected\n",
        ),
        (jws, "with 1 token, 0 rejected\n"),
    ] {
        let folder = ingested("complete-jwt").with("it", content.to_string());
        let traced = run(folder.path(), &["trace", "--db", "a.db", "it"]);
        assert!(traced.out.contains(&web().credential_id()), "{expected}");
        let read = run(folder.path(), &["ingest", "--db", "a.db", "it"]);
        assert!(read.err.ends_with(expected), "{}", read.err);
        no_key_in(&folder, &[traced.out, traced.err, read.err]);
    }
}
