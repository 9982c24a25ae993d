//! `credtrail pull` and `scan --pull` as they are run: killed, with files to keep, with a policy, and where something is wrong.

mod messages;

use std::collections::BTreeSet;
use std::io::Read;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::database::execute;
use crate::harness::cli::{Ended, credtrail, ended, failed, scanned, value};
use crate::harness::logging_api::{Api, Trick};
use crate::harness::normalized_report::normalized;
use crate::simulation::clock::NOON;
use crate::simulation::files::Folder;
use crate::simulation::{Leaf, Token, World};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

const TO: &str = "2026-10-07";
const TOKEN: &str = "ya29.a0AbCdEfGhIjKlMnOpQrStUvWxYz0123456789";
const POLICY: &str =
    "[pull]\nproject = \"acme-prod\"\nkey-projects = [\"acme-keys\"]\ncalls-per-minute = 100000\n";

/// Two certificates and a dozen tokens over three hours, all complete.
fn busy_world() -> World {
    let at = |minutes| NOON + SignedDuration::from_mins(minutes);
    let world = World::framed()
        .used_certificate(&Leaf::of_node("n0", at(0)).mint())
        .used_certificate(&Leaf::of_node("n1", at(61)).mint());
    let tokens = (0..12).map(|it| Token::mint("team-a", "web", at(15 * it)));
    tokens.fold(world, |world, token| world.used_token(&token))
}

fn folder() -> Folder {
    Folder::new().with("credtrail.toml", POLICY)
}

fn pull(folder: &Folder, api: &Api, flags: &[&str]) -> Ended {
    let mut command = credtrail(folder.path());
    let arguments = ["pull", "--db", "a.db", "--endpoint", api.endpoint()];
    ended(
        command
            .args(arguments)
            .args(flags)
            .env("CREDTRAIL_ACCESS_TOKEN", TOKEN),
    )
}

fn pulled(folder: &Folder, api: &Api, flags: &[&str]) -> String {
    let ended = pull(folder, api, flags);
    assert_eq!((ended.status, ended.out.as_str()), (0, ""), "{}", ended.err);
    ended.err
}

/// Every line of every file that was kept, and how many files.
fn kept(folder: &Folder) -> (Vec<Value>, Vec<String>) {
    let (mut lines, mut names) = (Vec::new(), Vec::new());
    let mut folders = vec![folder.path().join("kept")];
    while let Some(one) = folders.pop() {
        for entry in std::fs::read_dir(one).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_some_and(|it| it == "part") {
                continue; // a pull that was killed left the file, and no command reads it
            }
            let name = path.strip_prefix(folder.path()).expect("a path in it");
            names.push(name.display().to_string());
            let mut text = String::new();
            let file = std::fs::File::open(&path).expect("a file");
            let mut unpacked = zstd::Decoder::new(file).expect("zstd");
            unpacked.read_to_string(&mut text).expect("a whole file");
            lines.extend(text.lines().map(value));
        }
    }
    names.sort();
    (lines, names)
}

fn ids(entries: &[Value]) -> Vec<String> {
    let mut ids: Vec<String> = entries
        .iter()
        .map(|it| format!("{} {} {}", it["timestamp"], it["insertId"], it["logName"]))
        .collect();
    ids.sort();
    ids
}

#[test]
fn a_pull_that_is_killed_anywhere_loses_nothing_and_doubles_nothing() {
    let api = Api::of_world(&busy_world(), 3);
    let whole = folder();
    pulled(&whole, &api, &["-q", "--to", TO]);
    let expected = normalized(&value(&scanned(&whole)));
    assert_eq!(expected["summary"]["complete"], 14);
    for flags in [&[][..], &["--save", "kept"]] {
        let folder = folder();
        for round in 0..14 {
            kill_after(&folder, &api, flags, round * 7 % 5, round * 13 % 20);
            if folder.path().join("a.db").exists() && folder.database_holds("pulled") {
                let so_far = value(&scanned(&folder));
                assert_eq!(
                    so_far["summary"]["broken"], 0,
                    "half a log proves nothing: {so_far}"
                );
            }
        }
        pulled(&folder, &api, &[flags, &["-q", "--to", TO]].concat());
        assert_eq!(normalized(&value(&scanned(&folder))), expected, "{flags:?}");
        if !flags.is_empty() {
            let (lines, names) = kept(&folder);
            let all: BTreeSet<String> = ids(&lines).into_iter().collect();
            assert_eq!(ids(&lines).len(), all.len(), "an entry was kept twice");
            assert_eq!(all.len(), relevant(&api), "{names:?}");
            assert!(
                names
                    .iter()
                    .all(|it| it.ends_with("Z.ndjson.zst") || it.contains("Z_A")),
                "{names:?}"
            );
        }
    }
}

/// How many entries of the server any of the questions asks for.
fn relevant(api: &Api) -> usize {
    let questions: BTreeSet<String> = api
        .calls()
        .iter()
        .map(|it| it.filter().to_owned())
        .collect();
    let asked = |entry: &&Value| {
        questions
            .iter()
            .any(|it| crate::harness::logging_query::lets_through(it, entry))
    };
    api.entries().iter().filter(asked).count()
}

/// Kills a pull so many calls and milliseconds after it began.
fn kill_after(folder: &Folder, api: &Api, flags: &[&str], calls: usize, pause: usize) {
    let goal = api.calls().len() + calls;
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("credtrail"))
        .args([
            "pull",
            "-q",
            "--db",
            "a.db",
            "--to",
            TO,
            "--endpoint",
            api.endpoint(),
        ])
        .args(flags)
        .env_clear()
        .env("CREDTRAIL_ACCESS_TOKEN", TOKEN)
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a command");
    while api.calls().len() < goal && child.try_wait().expect("a process").is_none() {
        sleep(Duration::from_millis(1));
    }
    sleep(Duration::from_millis(pause as u64));
    let _ = child.kill(); // it may have ended
    child.wait().expect("an end");
}

#[test]
fn what_is_kept_is_read_again_and_receipts_name_it() {
    let world = busy_world();
    let api = Api::of_world(&world, 7);
    let folder = folder();
    pulled(&folder, &api, &["--to", TO, "--save", "kept"]);
    let (lines, names) = kept(&folder);
    assert_eq!(lines.len(), relevant(&api));
    assert!(
        names.contains(&"kept/acme-keys/kms/2026-10-06T12Z.ndjson.zst".to_owned()),
        "{names:?}"
    );
    let again = crate::harness::cli::run(folder.path(), &["ingest", "--db", "a.db", "kept"]);
    assert_eq!(
        again.err.matches("read before").count(),
        names.len(),
        "{}",
        again.err
    );
    let fresh = crate::harness::cli::run(folder.path(), &["replay", "--format", "json", "kept"]);
    assert_eq!(value(&fresh.out)["summary"]["complete"], 14);
    let report = value(&scanned(&folder));
    let token = report["lineages"].as_array().expect("a list").iter();
    let token = token
        .filter_map(|it| it["subject"].as_str())
        .find(|it| it.starts_with("JTI="));
    let trace = [
        "trace",
        "--db",
        "a.db",
        token.expect("a token"),
        "--bundle",
        "out",
    ];
    let bundle = crate::harness::cli::run(folder.path(), &trace);
    assert_eq!((bundle.status, bundle.err.as_str()), (0, ""));
}

#[test]
fn a_late_entry_goes_into_a_file_of_its_own() {
    let now = Timestamp::now();
    let at = |minutes| now - SignedDuration::from_mins(minutes);
    let world = |minutes: &[i64]| {
        let tokens = minutes.iter().map(|it| Token::mint("a", "b", at(*it)));
        tokens.fold(World::default(), |world, token| world.used_token(&token))
    };
    let all = crate::harness::logging_api::entries(&world(&[20, 30]));
    let (late, early): (Vec<Value>, Vec<Value>) = all.into_iter().partition(|it| {
        it["protoPayload"]["methodName"] == "AsymmetricSign"
            && it["timestamp"]
                .as_str()
                .expect("a time")
                .parse::<Timestamp>()
                .expect("a time")
                < at(25)
    });
    assert_eq!(late.len(), 1);
    let api = Api::of(early, 100);
    let folder = folder();
    pulled(&folder, &api, &["--save", "kept"]);
    let (before, names) = kept(&folder);
    api.add(late[0].clone());
    pulled(&folder, &api, &["--save", "kept"]);
    let (after, with_late) = kept(&folder);
    assert_eq!(after.len(), before.len() + 1);
    assert_eq!(with_late.len(), names.len() + 1);
    pulled(&folder, &api, &["--save", "kept"]);
    assert_eq!(kept(&folder).1, with_late);
    assert_eq!(value(&scanned(&folder))["summary"]["complete"], 2);
    let fsck = ["fsck", "--db", "a.db", "--files", "kept"];
    let sound = crate::harness::cli::run(folder.path(), &fsck);
    assert_eq!(sound.status, 0, "{}", sound.out);
    let expected = "not compared with the files: pulled 4\n"; // windows of four logs
    assert!(sound.out.contains(expected), "{}", sound.out);
    execute(&folder, "update coverage set first = first - 1");
    execute(&folder, "delete from caller");
    let wrong = crate::harness::cli::run(folder.path(), &fsck);
    assert_eq!(wrong.status, 1, "{}", wrong.out);
}

#[test]
fn a_scan_pulls_what_the_policy_names_and_no_log_that_is_out_of_scope() {
    let now = Timestamp::now();
    let token = Token::mint("a", "b", now - SignedDuration::from_hours(5));
    let api = Api::of_world(&World::default().used_token(&token), 100);
    let folder = folder();
    let mut command = credtrail(folder.path());
    let scan = [
        "scan",
        "--pull",
        "--db",
        "a.db",
        "--without",
        "ca-service",
        "--format",
        "json",
        "--endpoint",
        api.endpoint(),
    ];
    let ended = ended(command.args(scan).env("CREDTRAIL_ACCESS_TOKEN", TOKEN));
    assert_eq!(ended.status, 0, "{}", ended.err);
    assert_eq!(value(&ended.out)["summary"]["complete"], 1);
    assert!(api.calls().iter().all(|it| !it.asks_for("privateca")));
    let projects: BTreeSet<String> = api
        .calls()
        .iter()
        .map(|it| it.resource().to_owned())
        .collect();
    assert_eq!(
        projects.into_iter().collect::<Vec<_>>(),
        ["projects/acme-keys", "projects/acme-prod"]
    );
}

#[test]
fn a_scan_of_nothing_new_is_no_scan() {
    let api = Api::of(Vec::new(), 100);
    api.always("acme-keys", Trick::Refuse(403, Vec::new(), "no"));
    let folder = folder();
    let mut command = credtrail(folder.path());
    let scan = [
        "scan",
        "--pull",
        "--db",
        "a.db",
        "--endpoint",
        api.endpoint(),
    ];
    let ended = ended(command.args(scan).env("CREDTRAIL_ACCESS_TOKEN", TOKEN));
    failed(&ended, "2 of 4 logs could not be pulled");
    assert_eq!(
        ended.err.matches("roles/logging.privateLogViewer").count(),
        4,
        "{}",
        ended.err
    );
}

#[test]
fn a_record_that_is_missing_from_a_pulled_window_is_a_break_and_from_a_mute_log_a_gap() {
    let at = |hours| Timestamp::now() - SignedDuration::from_hours(hours);
    let tokens = [10, 9].map(|it| Token::mint("team-a", "web", at(it)));
    let world = tokens.iter().fold(World::default(), World::used_token);
    let is_signature = |it: &Value| it["protoPayload"]["methodName"] == "AsymmetricSign";
    let mut entries = crate::harness::logging_api::entries(&world);
    let last = entries.iter().rposition(is_signature).expect("a signature");
    entries.remove(last);
    let folder = folder();
    pulled(&folder, &Api::of(entries.clone(), 100), &[]);
    let report = value(&scanned(&folder));
    assert_eq!(
        (&report["summary"]["complete"], &report["summary"]["broken"]),
        (&1.into(), &1.into())
    );

    entries.retain(|it| !is_signature(it));
    let folder = self::folder();
    let own = ["--key-project", "acme-prod"];
    pulled(&folder, &Api::of(entries, 100), &own);
    let report = scanned(&folder);
    assert_eq!(value(&report)["summary"]["unproven"], 2);
    assert!(
        report.contains("Data Access DATA_READ must be on"),
        "{report}"
    );
}
