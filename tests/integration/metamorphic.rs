//! The same facts give the same report but for places: in any order of lines, over any files, read twice, by one thread or several.

use std::fs;
use std::process::Command;

use jiff::SignedDuration;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::harness::cli::{run, value};
use crate::harness::in_process::{Auditor, File, report_on};
use crate::harness::normalized_report::but_for_places;
use crate::simulation::clock::NOON;
use crate::simulation::faults::oddities;
use crate::simulation::files::Folder;
use crate::simulation::plan::plans;
use crate::simulation::{Call, Token, World};

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn files_order_and_repetition_change_places_only((lines, files, first) in dealt(), again: bool) {
        let auditor = Auditor::new();
        auditor.read(&files[..first]);
        auditor.read(&files[first..]);
        if again {
            auditor.read(&[("again.ndjson".to_owned(), lines.clone())]);
        }
        prop_assert_eq!(but_for_places(&report_on(&lines)), but_for_places(&auditor.report()));
    }
}

/// Lines of an odd world whose uses fall on few moments; the same in another order over three files; how many are read in a first run.
fn dealt() -> impl Strategy<Value = (Vec<String>, Vec<File>, usize)> {
    let lines = (plans(0..=2), oddities()).prop_map(|(plan, oddities)| {
        let mut world = plan.odd_world(&oddities);
        world.calls.iter_mut().for_each(crowd);
        plan.lines_of(&world)
    });
    let dealt = lines.prop_flat_map(|lines| {
        let files = vec(0..3_usize, lines.len());
        (Just(lines.clone()), Just(lines).prop_shuffle(), files)
    });
    (dealt, 0..=3_usize).prop_map(|((lines, shuffled, files), first)| {
        let mut dealt: Vec<File> = (0..3)
            .map(|it| (format!("{it}.ndjson"), Vec::new()))
            .collect();
        for (line, file) in shuffled.into_iter().zip(files) {
            dealt[file].1.push(line);
        }
        (lines, dealt, first)
    })
}

/// Moves a call to the beginning of its quarter of an hour.
fn crowd(call: &mut Call) {
    let quarter = SignedDuration::from_mins(15);
    let since = call.at.duration_since(NOON).as_secs();
    let begun = since.div_euclid(quarter.as_secs()) * quarter.as_secs();
    call.at = NOON + SignedDuration::from_secs(begun.max(60));
}

/// The lines of a world in which one token is used by five requests at its first moment and by five at its last, under two names.
fn crowded() -> (String, Vec<String>) {
    let token = Token::mint("team-a", "web", NOON);
    let world = World::framed().used_token(&token);
    let lines = world.entries().into_iter().map(|it| it.entry);
    let mut all: Vec<Value> = Vec::new();
    for line in lines {
        let is_use = line["labels"]["authentication.kubernetes.io/credential-id"].is_string();
        if !is_use {
            all.push(line);
            continue;
        }
        for number in 0..10 {
            let mut one = line.clone();
            one["insertId"] = json!(format!(
                "{:08x}-0000-4000-8000-000000000000",
                (7 * number) % 10
            ));
            one["operation"]["id"] = one["insertId"].clone();
            one["timestamp"] = json!(format!("2026-10-06T12:{}0:03Z", 1 + number / 5));
            one["receiveTimestamp"] = one["timestamp"].clone();
            if number % 2 == 1 {
                one["protoPayload"]["authenticationInfo"]["principalEmail"] =
                    json!("system:serviceaccount:team-b:other");
            }
            all.push(one);
        }
    }
    let lines = all.iter().map(Value::to_string).collect();
    (token.credential_id(), lines)
}

/// What `trace` and `scan` report of these files, but for places, and the same on one processor.
fn reports(files: &[Vec<String>], subject: &str) -> (Value, Value) {
    let folder = Folder::new();
    for (number, lines) in files.iter().enumerate() {
        let name = folder.path().join(format!("{number}.ndjson"));
        fs::write(name, lines.join("\n") + "\n").expect("a file");
        let name = format!("{number}.ndjson");
        assert_eq!(
            run(folder.path(), &["ingest", "-q", "--db", "a.db", &name]).status,
            0
        );
    }
    let of = |arguments: &[&str]| {
        let format = ["--db", "a.db", "--format", "json"];
        but_for_places(&value(
            &run(folder.path(), &[arguments, &format].concat()).out,
        ))
    };
    (of(&["trace", subject]), of(&["scan", "--no-record", "-v"]))
}

#[test]
fn which_use_of_one_moment_is_cited_does_not_depend_on_the_order_of_reading() {
    let (subject, lines) = crowded();
    let expected = reports(std::slice::from_ref(&lines), &subject);
    let receipts = expected.0["lineages"][0]["uses"]["receipts"]
        .as_array()
        .expect("receipts");
    assert_eq!(receipts.len(), 2, "{receipts:?}");
    assert_eq!(
        receipts[0]["insert_id"],
        "00000000-0000-4000-8000-000000000000"
    );
    assert_eq!(
        receipts[1]["insert_id"],
        "00000006-0000-4000-8000-000000000000"
    );
    let mut backwards = lines.clone();
    backwards.reverse();
    let (even, odd): (Vec<_>, Vec<_>) = lines
        .iter()
        .cloned()
        .enumerate()
        .partition(|(at, _)| at % 2 == 0);
    let [even, odd] = [even, odd].map(|it| it.into_iter().map(|it| it.1).collect::<Vec<_>>());
    for files in [
        vec![backwards.clone()],
        vec![even.clone(), odd.clone()],
        vec![odd, even],
        vec![backwards, lines],
    ] {
        assert_eq!(reports(&files, &subject), expected);
    }
}

#[test]
fn one_thread_and_several_give_the_same_bytes() {
    let (_, lines) = crowded();
    let folder = Folder::new();
    for number in 0..4 {
        let some: Vec<_> = lines.iter().skip(number).step_by(4).cloned().collect();
        let many = some.join("\n") + "\n";
        fs::write(
            folder.path().join(format!("{number}.ndjson")),
            many.repeat(2_000),
        )
        .expect("a file");
    }
    let replay = |processors: &str| {
        let mut command = Command::new("taskset");
        command
            .args(["--cpu-list", processors])
            .arg(assert_cmd::cargo::cargo_bin!("credtrail"));
        let files = (0..4).map(|it| format!("{it}.ndjson"));
        command
            .args(["replay", "-q", "-v", "--format", "json"])
            .args(files);
        command.env_clear().current_dir(folder.path());
        command.output().map(|it| it.stdout)
    };
    let Ok(one) = replay("0") else {
        return; // no taskset on this machine
    };
    assert!(one.len() > 1000);
    for _ in 0..3 {
        let several = replay("0-63").expect("a command");
        assert!(one == several, "the bytes differ");
    }
}
