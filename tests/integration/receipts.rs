//! Receipts: the bytes that a report names are there, and are what it says.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use crate::harness::cli::{ingest, report, scanned, value};
use crate::harness::logging_query::lets_through;
use crate::simulation::files::{Folder, fixture, name, scenarios};
use credtrail::log::framing::decompress::unpack;
use serde_json::Value;
use sha2::{Digest, Sha256};

#[test]
fn whatever_the_shape_a_receipt_names_bytes_of_its_hash() {
    for folder in scenarios() {
        let report = report(&folder);
        let receipts = receipts(&report);
        assert!(!receipts.is_empty(), "{}", name(&folder));
        for receipt in receipts {
            let bytes = bytes_of(&folder, receipt);
            let hash = hex::encode(Sha256::digest(&bytes));
            assert_eq!(receipt["sha256"], hash, "{}: {receipt}", name(&folder));
        }
    }
}

#[test]
fn the_id_of_a_request_outlives_its_file_whoever_made_the_request() {
    let logs = fixture("unissued-credential/logs");
    let files = [
        "ca-service.ndjson",
        "gke.ndjson",
        "k8s.ndjson",
        "kms.ndjson",
    ];
    let folder = files.iter().fold(Folder::new(), |folder, file| {
        let log = fs::read_to_string(logs.join(file)).expect("a log");
        let user = "system:serviceaccount:team-a:cache"; // for whom other credentials are looked at
        folder.with(file, log.replace(user, "system:kube-scheduler"))
    });
    ingest(&folder, &files);
    for file in files {
        fs::remove_file(folder.path().join(file)).expect("a file less");
    }
    let report = value(&scanned(&folder));
    let lineages = report["lineages"].as_array().expect("lineages");
    let odd = lineages.iter().find(|it| it["verdict"] != "complete");
    let receipts = odd.expect("one with a finding")["findings"][0]["receipts"].clone();
    assert!(receipts[0]["insert_id"].is_string(), "{receipts}");
}

#[test]
fn the_bytes_of_a_record_are_it_and_nothing_beside_it() {
    for folder in scenarios() {
        for entry in in_lineages(&report(&folder), "entries") {
            let bytes = String::from_utf8(bytes_of(&folder, &entry)).expect("text");
            let whole: Value = serde_json::from_str(&bytes).expect("one JSON value");
            let is_packed = whole.get("message").is_some();
            let found = bytes.matches(entry["insert_id"].as_str().expect("an insertId"));
            assert!(is_packed || found.count() > 0, "{}: {entry}", name(&folder));
            assert!(whole.get("entries").is_none(), "{}: {entry}", name(&folder));
        }
    }
}

#[test]
fn the_query_beside_a_record_finds_the_record() {
    let mut found = BTreeMap::new();
    for folder in scenarios() {
        let report = report(&folder);
        let entries = in_lineages(&report, "entries");
        let uses = report["lineages"].as_array().expect("lineages").iter();
        let uses = uses.flat_map(|lineage| uses_of(&lineage["uses"]));
        for record in entries.into_iter().chain(uses) {
            let (Some(query), Some(entry)) = (record["query"].as_str(), entry(&folder, &record))
            else {
                continue; // no query is there where nothing was found, and no log name in raw audit events
            };
            assert!(
                lets_through(query, &entry),
                "{}: {query}\n{entry}",
                name(&folder)
            );
            let log = entry["logName"].as_str().expect("a log");
            let log = log.rsplit_once("%2F").map_or(log, |(_, it)| it).to_owned();
            *found.entry(log).or_insert(0) += 1;
        }
    }
    let found = |log: &str| found.get(log).copied().unwrap_or(0);
    for (log, least) in [("activity", 5), ("data_access", 100), ("system_event", 50)] {
        assert!(found(log) >= least, "{log}: {}", found(log));
    }
}

/// The receipts of uses, each with the query of all of them.
fn uses_of(uses: &Value) -> Vec<Value> {
    let receipts = uses["receipts"].as_array().expect("receipts").iter();
    let with_query = receipts.cloned().map(|mut receipt| {
        receipt["query"] = uses["query"].clone();
        receipt
    });
    with_query.collect()
}

/// The entry of Cloud Logging at a receipt.
fn entry(folder: &Path, receipt: &Value) -> Option<Value> {
    let entry: Value = serde_json::from_slice(&bytes_of(folder, receipt)).ok()?;
    entry["logName"].as_str()?.contains("%2F").then_some(entry)
}

/// Everything of a report that tells a place and its hash.
fn receipts(report: &Value) -> Vec<&Value> {
    let is_receipt = |it: &&serde_json::Map<String, Value>| {
        ["place", "sha256"].iter().all(|key| it.contains_key(*key))
    };
    let own = report.as_object().filter(is_receipt);
    let inner: Vec<&Value> = match report {
        Value::Array(items) => items.iter().flat_map(receipts).collect(),
        Value::Object(fields) => fields.values().flat_map(receipts).collect(),
        _ => Vec::new(),
    };
    own.map(|_| report).into_iter().chain(inner).collect()
}

/// All items of this list of all lineages.
fn in_lineages(report: &Value, list: &str) -> Vec<Value> {
    let lineages = report["lineages"].as_array().expect("lineages").iter();
    let lists = lineages.map(|lineage| lineage[list].as_array().expect("a list").clone());
    lists.flatten().collect()
}

/// What stands there in the unpacked file: `tail -c +$((offset + 1)) | head -c $length`.
fn bytes_of(folder: &Path, receipt: &Value) -> Vec<u8> {
    let place = receipt["place"].as_str().expect("a place");
    let (file, _) = place.rsplit_once(':').expect("file:line");
    let number = |name: &str| receipt[name].as_u64().expect("a number") as usize;
    let mut content = Vec::new();
    let packed = fs::File::open(folder.join(file)).expect("a log");
    let (_, mut stream) = unpack(packed).expect("a log");
    stream.read_to_end(&mut content).expect("a log");
    content[number("offset")..][..number("length")].to_vec()
}
