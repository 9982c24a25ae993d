//! What holds for every world by whichever route it was exported, and whatever calls came to nothing beside it.

use std::io::Write;

use crate::harness::in_process::{Auditor, report_on};
use crate::harness::normalized_report::{essence_without_messages, normalized};
use crate::simulation::casing::{camel, snake};
use crate::simulation::clock::NOON;
use crate::simulation::constants::{CLUSTER_CA_KEY, MALLORY, SA_SIGNING_KEY};
use crate::simulation::digest::Digest;
use crate::simulation::faults::oddities;
use crate::simulation::plan::plans;
use crate::simulation::{Leaf, entries};
use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::SignedDuration;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_field_under_both_of_its_keys_says_nothing_new(lines in lines()) {
        let twice: Vec<String> = lines.iter().map(|line| with_both_keys(line)).collect();
        prop_assert_eq!(normalized(&report_on(&lines)), normalized(&report_on(&twice)));
    }

    #[test]
    fn calls_that_came_to_nothing_change_no_verdict(lines in lines(), calls in vec((0..VOID, -600..600_i64), 1..6)) {
        // From these on each log is known to record what is issued.
        let early = (0..VOID).map(|kind| void_call(kind, -40_000).to_string());
        let lines: Vec<String> = lines.into_iter().chain(early).collect();
        let beside = calls.iter().map(|(kind, seconds)| void_call(*kind, *seconds).to_string());
        let among: Vec<String> = lines.iter().cloned().chain(beside).collect();
        let (alone, among) = (normalized(&report_on(&lines)), normalized(&report_on(&among)));
        prop_assert_eq!(&alone["lineages"], &among["lineages"]);
        prop_assert_eq!(&alone["rejected"], &among["rejected"]);
    }

    #[test]
    fn a_second_export_with_cut_times_says_nothing(lines in lines(), digits in 0..7_usize) {
        let cut: Vec<String> = lines.iter().map(|line| with_digits(line, digits)).collect();
        let (first, second) = ([lines.clone(), cut.clone()].concat(), [cut, lines.clone()].concat());
        // A line that cannot be read is listed in both of its forms. A message may name another reason of a gap where a moment lies
        // just at the bound of what was read: its second is all that both exports have.
        let known = |lines: &[String]| essence_without_messages(&report_on(lines)["lineages"]);
        let expected = known(&lines);
        prop_assert_eq!(&expected, &known(&first));
        prop_assert_eq!(&expected, &known(&second));
    }

    #[test]
    fn the_packing_of_a_file_says_nothing(lines in lines(), packing in 0..5_u8, behind in vec(prop_oneof![Just(0_u8), any::<u8>()], 0..40)) {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let auditor = Auditor::new();
        auditor.read_bytes(&[("all.ndjson", packed(&text, packing, &behind))]);
        let known = |report: &Value| (normalized(&report["lineages"]), normalized(&report["summary"]));
        prop_assert_eq!(known(&report_on(&lines)), known(&auditor.report()));
    }
}

/// Lines of any world, however odd.
fn lines() -> impl Strategy<Value = Vec<String>> {
    (plans(0..=2), oddities())
        .prop_map(|(plan, oddities)| plan.lines_of(&plan.odd_world(&oddities)))
}

/// The entry with every field of its bodies under both of its keys.
fn with_both_keys(line: &str) -> String {
    let mut entry: Value = serde_json::from_str(line).expect("an entry");
    for part in ["metadata", "request", "response"] {
        if let Some(body) = entry.pointer_mut(&format!("/protoPayload/{part}")) {
            *body = joined(camel(body), snake(body));
        }
    }
    entry.to_string()
}

/// The members of both, and so on inside of them.
fn joined(one: Value, other: Value) -> Value {
    match (one, other) {
        (Value::Object(mut one), Value::Object(other)) => {
            for (key, value) in other {
                let value = match one.remove(&key) {
                    Some(own) => joined(own, value),
                    None => value,
                };
                one.insert(key, value);
            }
            Value::Object(one)
        }
        (one, _) => one,
    }
}

/// How many kinds of calls that came to nothing there are.
const VOID: u8 = 6;

fn void_call(kind: u8, seconds: i64) -> Value {
    let at = NOON + SignedDuration::from_secs(seconds);
    let digest = Digest::sha256(format!("nothing at {at}"));
    let signature = |key| entries::kms::signature(key, &digest, at, MALLORY);
    let leaf = Leaf::of_node("nobody", at).mint();
    let refused = json!({ "code": 7, "message": "denied" });
    let creation = entries::certification(&leaf);
    let void = match kind {
        0 => signature(SA_SIGNING_KEY)
            .set("/protoPayload/status", refused)
            .set("/protoPayload/request/digest/sha256", "00"),
        1 => signature(CLUSTER_CA_KEY)
            .set("/protoPayload/status", refused)
            .set("/protoPayload/request", json!([1e9])),
        2 => creation
            .set("/protoPayload/status", refused)
            .set("/protoPayload/response", json!({})),
        3 => creation.set("/protoPayload/request/validate_only", true),
        4 => creation
            .set("/protoPayload/request/validateOnly", true)
            .set("/protoPayload/response", json!({})),
        _ => entries::certificate_issuance(&leaf)
            .set("/protoPayload/status", refused)
            .set("/protoPayload/metadata", json!({})),
    };
    void.entry
}

/// The entry with times of so many digits of a second.
fn with_digits(line: &str, digits: usize) -> String {
    let mut entry: Value = serde_json::from_str(line).expect("an entry");
    for key in ["timestamp", "receiveTimestamp"] {
        let cut = entry[key].as_str().map(|time| cut(time, digits));
        if let Some(cut) = cut {
            entry[key] = cut.into();
        }
    }
    entry.to_string()
}

/// Some digits are never written: seconds, milliseconds, microseconds are.
fn cut(time: &str, digits: usize) -> String {
    let Some((whole, fraction)) = time.trim_end_matches('Z').split_once('.') else {
        return time.to_owned();
    };
    match fraction.get(..digits / 3 * 3) {
        Some("") => format!("{whole}Z"),
        Some(fraction) => format!("{whole}.{fraction}Z"),
        None => time.to_owned(),
    }
}

fn packed(text: &str, packing: u8, behind: &[u8]) -> Vec<u8> {
    let marked = format!("\u{feff}{text}");
    let little = || marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
    match packing {
        0 => marked.into_bytes(),
        1 => little(),
        2 => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        3 => zipped(text.as_bytes(), behind),
        _ => zipped(&little(), behind),
    }
}

/// With something behind it that is no further member.
fn zipped(bytes: &[u8], behind: &[u8]) -> Vec<u8> {
    let mut member = GzEncoder::new(Vec::new(), Compression::fast());
    member.write_all(bytes).expect("memory");
    let mut packed = member.finish().expect("memory");
    let first = behind.iter().find(|it| **it != 0);
    if first != Some(&0x1f) {
        packed.extend(behind);
    }
    packed
}
