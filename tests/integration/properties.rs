//! What holds for every world: order, repetition and files say nothing, losses are noticed, silence accuses nobody.

use std::collections::BTreeSet;

use crate::harness::in_process::{Auditor, File, report_on, subjects};
use crate::harness::normalized_report::normalized;
use crate::simulation::clock::NOON;
use crate::simulation::constants::{RELEASE_BOT, RELEASE_KEY, WORKLOAD_CA_KEY};
use crate::simulation::digest::Digest;
use crate::simulation::faults::{Oddity, oddities};
use crate::simulation::plan::plans;
use crate::simulation::{Leaf, Record, Source, World, entries};
use credtrail::model::finding::Verdict;
use credtrail::model::identity::subject::Kind;
use credtrail::scan::Selection;
use jiff::SignedDuration;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};
use serde_json::{Value, json};

/// Where the digests stand in the records.
const DIGESTS: [&str; 7] = [
    "/protoPayload/metadata/certificateFingerprint",
    "/protoPayload/metadata/toBeSignedDigest",
    "/protoPayload/request/digest/sha256",
    "/protoPayload/request/digest/sha384",
    "/protoPayload/request/digest/sha512",
    "/protoPayload/response/certificate_description/cert_fingerprint/sha256_hash",
    "/protoPayload/response/certificate_description/tbs_certificate_digest",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_well_formed_world_is_complete(plan in plans(0..=3)) {
        let report = report_on(&plan.lines_of(&plan.world()));
        let uses: BTreeSet<_> = plan.world().calls.iter().filter(|call| !call.credentials.is_empty()).map(|call| call.audit_id()).collect();
        prop_assert_eq!(&report["summary"]["complete"], plan.credentials.len());
        prop_assert_eq!(&report["summary"]["credentials"], plan.credentials.len());
        prop_assert_eq!(&report["summary"]["uses"], uses.len());
        prop_assert_eq!(&report["summary"]["findings"], &json!({}));
    }

    #[test]
    fn reach_and_ancestry_tell_the_same(plan in plans(1..=2), asked in vec((any::<Index>(), any::<Index>()), 0..6)) {
        let mut world = plan.odd_world(&[]);
        for (one, other) in asked {
            world.ask(one, other);
        }
        let auditor = Auditor::new();
        auditor.read(&[("all.ndjson".to_owned(), plan.lines_of(&world))]);
        let credentials = auditor.credentials();
        for one in &credentials {
            let reach = auditor.reach_of(one);
            for other in &credentials {
                prop_assert_eq!(reach.contains(other), auditor.ancestry_of(other).contains(one), "{} {}", one, other);
            }
        }
    }

    #[test]
    fn the_order_of_lines_says_nothing((lines, shuffled) in shuffled()) {
        prop_assert_eq!(normalized(&report_on(&lines)), normalized(&report_on(&shuffled)));
    }

    #[test]
    fn repetition_says_nothing((lines, again) in some_lines_twice()) {
        let repeated = [lines.clone(), again].concat();
        prop_assert_eq!(normalized(&report_on(&lines)), normalized(&report_on(&repeated)));
    }

    #[test]
    fn the_split_over_files_and_runs_says_nothing((lines, files, first) in split()) {
        let auditor = Auditor::new();
        auditor.read(&files[..first]);
        auditor.read(&files[first..]);
        prop_assert_eq!(normalized(&report_on(&lines)), normalized(&auditor.report()));
    }

    #[test]
    fn the_same_files_again_give_the_same_bytes((_, files, _) in split()) {
        let auditor = Auditor::new();
        auditor.read(&files);
        let first = auditor.report_bytes();
        auditor.read(&files);
        prop_assert_eq!(first, auditor.report_bytes());
    }

    #[test]
    fn the_database_of_any_world_is_sound((_, files, first) in split()) {
        let auditor = Auditor::new();
        for files in [&files[..first], &files[first..], &files] {
            auditor.read(files);
            prop_assert_eq!(auditor.problems(), [""; 0]);
        }
    }

    #[test]
    fn a_lost_record_of_an_issuance_is_noticed(plan in plans(1..=2), lost: Index) {
        let report = report_on(&plan.lines_of(&plan.odd_world(&[Oddity::Lost(lost)])));
        let complete = subjects(&report, Verdict::Complete).len();
        prop_assert!(complete < plan.credentials.len(), "{report:#}");
    }

    #[test]
    fn less_coverage_never_breaks(plan in plans(0..=2), oddities in oddities(), kept in kept()) {
        let world = plan.odd_world(&oddities);
        let before = report_on(&plan.lines_of(&world));
        let after = report_on(&plan.lines_of(&kept.of(world)));
        let was_broken = names_and_records(&before);
        let is_new = |it: &&Value| it["verdict"] == "broken" && was_broken.is_disjoint(&names(it));
        let new = after["lineages"].as_array().expect("lineages").iter().find(is_new);
        prop_assert!(new.is_none(), "{new:?} {}", before["lineages"]);
    }

    #[test]
    fn the_notation_of_digests_says_nothing(plan in plans(0..=1), oddities in oddities(), notations in vec(0..5_u8, 9)) {
        let mut world = plan.odd_world(&oddities);
        let lines = plan.lines_of(&world);
        let mut notations = notations.into_iter().cycle();
        world.records = world.records.into_iter().map(|record| respelt(record, &mut notations)).collect();
        prop_assert_eq!(normalized(&report_on(&lines)), normalized(&report_on(&plan.lines_of(&world))));
    }

    #[test]
    fn no_subject_is_listed_twice(lines in lines()) {
        let report = report_on(&lines);
        let lineages = report["lineages"].as_array().expect("lineages").iter();
        let listed: Vec<&str> = lineages.filter_map(|it| it["subject"].as_str()).collect();
        let subjects: BTreeSet<&str> = listed.iter().copied().collect();
        prop_assert_eq!(subjects.len(), listed.len());
    }

    #[test]
    fn numbers_settle_only_what_texts_would(lines in lines()) {
        let auditor = Auditor::new();
        auditor.read(&[("all.ndjson".to_owned(), lines)]);
        prop_assert_eq!(auditor.exceptions(Selection::exceptions()), auditor.exceptions(Selection::All));
    }

    #[test]
    fn numbers_settle_all_that_is_well_formed(plan in plans(0..=3)) {
        let auditor = Auditor::new();
        auditor.read(&[("all.ndjson".to_owned(), plan.lines_of(&plan.world()))]);
        let judged: Vec<_> = auditor.judged_in_full().into_iter().filter(|kind| *kind != Kind::Workload).collect();
        prop_assert!(judged.iter().all(|kind| *kind == Kind::Authority), "{judged:?}");
    }

    #[test]
    fn strangers_change_no_verdict(plan in plans(0..=2), oddities in oddities(), seconds in vec(-3_000..3_000_i64, 1..4)) {
        // From the first of them on each log is known to record what is issued.
        let lines = [plan.lines_of(&plan.odd_world(&oddities)), strangers(&[-40_000])].concat();
        let crowd = [lines.clone(), strangers(&seconds)].concat();
        let (alone, among) = (normalized(&report_on(&lines)), normalized(&report_on(&crowd)));
        prop_assert_eq!(&alone["lineages"], &among["lineages"]);
    }
}

/// What the broken lineages of a report are called and name, and the records that they rest on: a signature that a certificate claims is a subject
/// of its own where nothing of the certificate was read.
fn names_and_records(report: &Value) -> BTreeSet<String> {
    let lineages = report["lineages"].as_array().expect("lineages").iter();
    let broken = lineages.filter(|it| it["verdict"] == "broken");
    broken.flat_map(names).collect()
}

fn names(lineage: &Value) -> BTreeSet<String> {
    let entries = lineage["entries"].as_array().expect("entries").iter();
    let records = entries.map(|it| &it["sha256"]);
    let names = records.chain([&lineage["subject"]]);
    let names = names.filter_map(Value::as_str);
    let findings = lineage["findings"].as_array().expect("findings").iter();
    let messages = findings.filter_map(|it| it["message"].as_str());
    let words = messages.flat_map(|it| it.split([' ', ',', ';', ':']));
    let identifiers = words.filter(|it| it.contains('='));
    names.chain(identifiers).map(str::to_owned).collect()
}

/// Lines of any world, however odd.
fn lines() -> impl Strategy<Value = Vec<String>> {
    (plans(0..=2), oddities())
        .prop_map(|(plan, oddities)| plan.lines_of(&plan.odd_world(&oddities)))
}

fn shuffled() -> impl Strategy<Value = (Vec<String>, Vec<String>)> {
    lines().prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle()))
}

fn some_lines_twice() -> impl Strategy<Value = (Vec<String>, Vec<String>)> {
    lines().prop_flat_map(|lines| {
        (
            Just(lines.clone()),
            subsequence(lines.clone(), 1..lines.len()),
        )
    })
}

/// Lines, the same dealt over four files in any order, and how many of the files are read in the first run.
fn split() -> impl Strategy<Value = (Vec<String>, Vec<File>, usize)> {
    let dealt = lines().prop_flat_map(|lines| {
        let file_of_each = vec(0..4_usize, lines.len());
        (
            Just(lines.clone()),
            Just(lines).prop_shuffle(),
            file_of_each,
        )
    });
    (dealt, 0..=4_usize).prop_map(|((lines, shuffled, file_of_each), first)| {
        let mut files: Vec<File> = (0..4)
            .map(|number| (format!("{number}.ndjson"), Vec::new()))
            .collect();
        for (line, file) in shuffled.into_iter().zip(file_of_each) {
            files[file].1.push(line);
        }
        (lines, files, first)
    })
}

/// Which logs, and which of the entries without any credential, are left of a world.
#[derive(Debug)]
struct Kept {
    logs: Vec<Source>,
    irrelevant: Vec<bool>,
}

fn kept() -> impl Strategy<Value = Kept> {
    let logs = subsequence(Source::ALL.to_vec(), 1..=4);
    (logs, vec(any::<bool>(), 16)).prop_map(|(logs, irrelevant)| Kept { logs, irrelevant })
}

impl Kept {
    fn of(self, mut world: World) -> World {
        let mut irrelevant = self.irrelevant.into_iter().cycle();
        let mut stays = |is_irrelevant: bool| !is_irrelevant || irrelevant.next().unwrap_or(true);
        world.calls.retain(|call| {
            self.logs.contains(&Source::Kubernetes) && stays(call.credentials.is_empty())
        });
        world.records.retain(|record| {
            self.logs.contains(&record.source)
                && stays(record.kind == crate::simulation::Kind::Irrelevant)
        });
        world
    }
}

/// The record with each of its digests in some notation.
fn respelt(record: Record, notations: &mut impl Iterator<Item = u8>) -> Record {
    DIGESTS.iter().fold(record, |record, pointer| {
        if record.entry.pointer(pointer).is_none() {
            return record;
        }
        let notation = notations.next().unwrap_or_default();
        record.respell(pointer, |hex| written(hex, notation))
    })
}

fn written(hex: &Value, notation: u8) -> Value {
    let bytes = hex::decode(hex.as_str().expect("a digest")).expect("hex");
    let digest = Digest {
        field: "any",
        bytes,
    };
    let text = match notation {
        0 => digest.hex(),
        1 => digest.upper_hex(),
        2 => digest.colons(),
        3 => digest.base64(),
        _ => digest.base64url(),
    };
    text.into()
}

/// What others do with keys and pools of their own, and lines that are no audit log at all.
fn strangers(seconds: &[i64]) -> Vec<String> {
    let stranger = |&seconds: &i64| {
        let at = NOON + SignedDuration::from_secs(seconds);
        let release = Digest::sha256(format!("release of {at}"));
        let workload = Leaf::of_workload("spiffe://acme.example/ns/shop/sa/cart", at).mint();
        let signed = |key, digest| entries::kms::signature(key, digest, at, RELEASE_BOT).entry;
        [
            signed(RELEASE_KEY, &release),
            signed(WORKLOAD_CA_KEY, &workload.to_be_signed),
            entries::certification(&workload).entry,
            json!({ "insertId": at.to_string(), "logName": "projects/acme-prod/logs/stdout", "textPayload": "JTI=", "timestamp": at.to_string() }),
        ]
    };
    seconds
        .iter()
        .flat_map(stranger)
        .map(|entry| entry.to_string())
        .collect()
}
