//! `credtrail ingest gs://…`: objects of a bucket, read once each, and what the names of a sink's files show.

use crate::database::execute;
use crate::harness::bucket_server::{Cloud, Mood};
use crate::harness::cli::{Ended, credtrail, ended, failed, run, scanned, value};
use crate::simulation::files::{Folder, fixture};
use crate::simulation::shapes::compressed;
use serde_json::{Value, json};

#[test]
fn a_bucket_says_what_the_same_files_say_and_nothing_is_fetched_twice() {
    let (folder, cloud) = (Folder::new(), Cloud::new());
    for (name, content) in logs() {
        cloud.put(&format!("a/{name}"), compressed::zstd(&content));
    }
    cloud.put("other/gke.ndjson", "not below the prefix");
    let first = bucket(&folder, &cloud, &["ingest", "gs://logs/a"]);
    assert_eq!(first.status, 0, "{}", first.err);
    assert!(
        first.err.contains("gs://logs/a/kms.ndjson: zstd: LogEntry"),
        "{}",
        first.err
    );
    assert!(
        first.err.contains("gs://logs/a: 4 objects, 0 read before"),
        "{}",
        first.err
    );
    assert_eq!(
        cloud.fetched(),
        [
            "a/ca-service.ndjson",
            "a/gke.ndjson",
            "a/k8s.ndjson",
            "a/kms.ndjson"
        ]
    );
    assert_eq!(verdicts(&scanned(&folder)), verdicts(&plain()));

    let before = scanned(&folder);
    let again = bucket(&folder, &cloud, &["ingest", "gs://logs/a"]);
    assert!(
        again.err.contains("4 objects, 4 read before"),
        "{}",
        again.err
    );
    assert_eq!(cloud.fetched(), [""; 0]);
    assert_eq!(scanned(&folder), before);
}

#[test]
fn the_lines_of_objects_are_had_again_from_a_copy_of_the_bucket() {
    let (mut folder, cloud) = (Folder::new(), Cloud::new());
    for (name, content) in logs() {
        let key = format!("2026/{name}/00:00:00_00:59:59_S0.json"); // the last part is the same for all
        folder = folder.with(&format!("copy/{key}"), &content);
        cloud.put(&key, content);
    }
    bucket(&folder, &cloud, &["ingest", "gs://logs/"]);
    let trace = [
        "trace",
        "--db",
        "a.db",
        "--files",
        "copy",
        "--bundle",
        "out",
        "system:serviceaccount:team-a:web",
    ];
    let bundled = run(folder.path(), &trace);
    assert_eq!((bundled.status, bundled.err.as_str()), (0, ""));
    let fsck = run(folder.path(), &["fsck", "--db", "a.db", "--files", "copy"]);
    assert_eq!(fsck.status, 0, "{}", fsck.out);
}

#[test]
fn what_comes_late_or_is_replaced_is_read() {
    let (folder, cloud) = (Folder::new(), Cloud::new());
    let [ca, gke, k8s, kms] = logs().map(|(_, content)| content);
    let day = "cloudaudit.googleapis.com/data_access/2026/10/06/12:00:00_12:59:59";
    cloud.put(&format!("{day}_S0.json"), [ca, gke, k8s].concat());
    let unproven = bucket(&folder, &cloud, &["ingest", "gs://logs/"]);
    assert_eq!(unproven.status, 0, "{}", unproven.err);
    cloud.fetched();
    cloud.put(&format!("{day}_A0:1791288000.json"), kms.clone());
    bucket(&folder, &cloud, &["ingest", "gs://logs"]);
    assert_eq!(cloud.fetched(), [format!("{day}_A0:1791288000.json")]);
    assert_eq!(verdicts(&scanned(&folder)), verdicts(&plain()));
    cloud.put(
        &format!("{day}_A0:1791288000.json"),
        [kms, b"\n".to_vec()].concat(),
    );
    bucket(&folder, &cloud, &["ingest", "gs://logs"]);
    assert_eq!(cloud.fetched(), [format!("{day}_A0:1791288000.json")]);
}

#[test]
fn a_file_that_was_read_from_disk_is_known_and_not_fetched_again() {
    let (folder, cloud) = (Folder::new(), Cloud::new());
    let [_, _, _, (name, kms)] = logs();
    cloud.put(name, kms.clone());
    let folder = folder.with("kms", kms);
    run(folder.path(), &["ingest", "-q", "--db", "a.db", "kms"]);
    let known = bucket(&folder, &cloud, &["ingest", "gs://logs"]);
    assert!(
        known
            .err
            .contains("gs://logs/kms.ndjson: read before, as kms"),
        "{}",
        known.err
    );
    cloud.fetched();
    bucket(&folder, &cloud, &["ingest", "gs://logs"]);
    assert_eq!(cloud.fetched(), [""; 0]);
}

#[test]
fn of_an_object_that_breaks_off_nothing_is_kept_and_the_next_run_goes_on() {
    let (folder, cloud) = (Folder::new(), Cloud::new());
    for (name, content) in logs() {
        cloud.put(name, content);
    }
    cloud.set(Mood::Cutting("gke"));
    let cut = bucket(&folder, &cloud, &["ingest", "gs://logs"]);
    failed(&cut, "gs://logs/gke.ndjson");
    assert!(
        cut.err.contains("run the same command again"),
        "{}",
        cut.err
    );
    assert!(!folder.database_holds("toBeSigned") && !cut.err.contains("gke.ndjson: LogEntry"));
    cloud.set(Mood::Sound);
    cloud.fetched();
    bucket(&folder, &cloud, &["ingest", "gs://logs"]);
    assert!(
        !cloud.fetched().contains(&"ca-service.ndjson".to_owned()),
        "read twice"
    );
    assert_eq!(verdicts(&scanned(&folder)), verdicts(&plain()));
}

#[test]
fn a_bucket_that_cannot_be_read_says_what_to_do() {
    let (folder, cloud) = (Folder::new(), Cloud::new());
    let ingest = |url: &str| bucket(&folder, &cloud, &["ingest", url]);
    failed(&ingest("gs://wrong/x"), "no such bucket or object");
    failed(&ingest("gs://logs/x"), "no objects at gs://logs/x");
    failed(
        &ingest("gs://logs/?key=s3cret"),
        "credentials do not belong",
    );
    failed(&ingest("gopher://logs"), "expected gs://");
    let no_file = ingest(&format!("{}/elsewhere/x.json", cloud.url));
    failed(&no_file, "no objects at http://127.0.0.1");
    assert_eq!(no_file.err.lines().count(), 1, "{}", no_file.err);
    cloud.set(Mood::Refusing(403));
    failed(&ingest("gs://logs"), "grant roles/storage.objectViewer");
    cloud.set(Mood::Refusing(401));
    failed(
        &ingest("gs://logs"),
        "gcloud auth application-default login",
    );
    let there = folder.names().contains(&"a.db".to_owned());
    assert!(there, "the database is sound, if empty");
}

#[test]
fn a_folder_and_an_s3_bucket_are_read_in_the_same_way() {
    let cloud = Cloud::new();
    let folder = logs()
        .into_iter()
        .fold(Folder::new(), |folder, (name, content)| {
            cloud.put(name, content.clone());
            folder.with(&format!("export/{name}"), content)
        });
    let url = format!("file://{}/export", folder.path().display());
    let read = run(folder.path(), &["ingest", "--db", "a.db", &url]);
    assert!(
        read.err.contains("4 objects, 0 read before"),
        "{}",
        read.err
    );
    let again = run(folder.path(), &["ingest", "--db", "a.db", &url]);
    assert!(
        again.err.contains("4 objects, 4 read before"),
        "{}",
        again.err
    );
    let one = run(
        folder.path(),
        &["ingest", "--db", "b.db", &format!("{url}/kms.ndjson")],
    );
    assert!(one.err.contains("1 object, 0 read before"), "{}", one.err);

    let mut command = credtrail(folder.path());
    command.envs([
        ("AWS_ENDPOINT", cloud.url.as_str()),
        ("AWS_ALLOW_HTTP", "true"),
    ]);
    command.envs([("AWS_SKIP_SIGNATURE", "true"), ("AWS_REGION", "us-east-1")]);
    let s3 = ended(command.args(["ingest", "--db", "c.db", "s3://logs"]));
    assert!(
        s3.err.contains("s3://logs/: 4 objects, 0 read before"),
        "{}",
        s3.err
    );
}

#[test]
fn a_quiet_log_is_read_through_where_a_loud_one_came_by_the_same_sink() {
    let (folder, cloud) = (Folder::new(), Cloud::new());
    for hour in 0..96 {
        let loud = entry("cloudkms.googleapis.com", hour);
        let quiet = entry("privateca.googleapis.com", hour);
        let content = if hour % 90 == 2 {
            format!("{loud}\n{quiet}\n")
        } else {
            format!("{loud}\n")
        };
        cloud.put(&format!("data_access/{}_S0.json", named(hour)), content);
    }
    bucket(&folder, &cloud, &["ingest", "-q", "gs://logs"]);
    let stretch = |from: &str, to: &str| json!({"from": from, "to": to});
    assert_eq!(
        covered(&folder, "ca-service"),
        [stretch(
            "2026-11-10T02:20:00.000000000Z",
            "2026-11-13T20:20:00.000000000Z"
        )]
    );
    cloud.put(&format!("data_access/{}_S1.json", named(50)), "{}");
    cloud.set(Mood::Cutting("S1"));
    bucket(&folder, &cloud, &["ingest", "-q", "gs://logs"]);
    let at = |time: &str| stretch(time, time);
    assert_eq!(
        covered(&folder, "ca-service"),
        [
            at("2026-11-10T02:20:00.000000000Z"),
            at("2026-11-13T20:20:00.000000000Z")
        ],
        "a file of an hour in between is still to be read"
    );
}

#[test]
fn what_the_names_of_objects_show_is_compared_with_a_copy_of_the_bucket() {
    let (mut folder, cloud) = (Folder::new(), Cloud::new());
    for hour in 0..3 {
        let key = format!("data_access/{}_S0.json", named(hour));
        let content = format!("{}\n", entry("cloudkms.googleapis.com", hour));
        folder = folder.with(&format!("copy/{key}"), content.as_bytes());
        cloud.put(&key, content.clone());
        cloud.put(&format!("z-again-{hour}"), content); // the same content under another name
    }
    bucket(&folder, &cloud, &["ingest", "-q", "gs://logs"]);
    execute(&folder, "pragma journal_mode = delete");
    let bytes = folder.bytes("a.db");
    let fsck = || run(folder.path(), &["fsck", "--db", "a.db", "--files", "copy"]);
    let sound = fsck();
    assert_eq!(sound.status, 0, "{}", sound.out);
    assert!(!sound.out.contains("not compared"), "{}", sound.out);
    for (change, expected) in [
        (
            "delete from hour_heard where hour = (select min(hour) from hour_heard)",
            "hour_heard: the files give",
        ),
        (
            "update hour_heard set last = last + 1",
            "hour_heard: directory",
        ),
        (
            "update object set hour = hour + 3600000000000 where directory is not null",
            "object: url",
        ),
    ] {
        std::fs::write(folder.path().join("a.db"), &bytes).expect("a database");
        execute(&folder, change);
        let ended = fsck();
        assert_eq!(ended.status, 1, "{change}: {}", ended.out);
        assert!(ended.out.contains(expected), "{change}: {}", ended.out);
    }
    std::fs::write(folder.path().join("a.db"), &bytes).expect("a database");
    execute(
        &folder,
        "update object set file = null where url like '%again-1'",
    );
    let ended = fsck();
    assert_eq!(ended.status, 0, "{}", ended.out);
    assert!(
        ended.out.contains("not compared with the files: object 1"),
        "{}",
        ended.out
    );
}

/// The logs of a scenario, by name.
pub fn logs() -> [(&'static str, Vec<u8>); 4] {
    [
        "ca-service.ndjson",
        "gke.ndjson",
        "k8s.ndjson",
        "kms.ndjson",
    ]
    .map(|name| {
        let path = fixture("complete-jwt/logs").join(name);
        (name, std::fs::read(path).expect("a log"))
    })
}

/// Runs the command, with this bucket and the database of the folder.
pub fn bucket(folder: &Folder, cloud: &Cloud, arguments: &[&str]) -> Ended {
    with_bucket(folder, cloud, &[arguments, &["--db", "a.db"]].concat())
}

/// An account without a key, for the requests that ask for an account although no signature is wanted.
const NO_ACCOUNT: &str =
    r#"{"private_key": "", "private_key_id": "", "client_email": "", "disable_oauth": true}"#;

/// Runs the command, with this bucket.
pub fn with_bucket(folder: &Folder, cloud: &Cloud, arguments: &[&str]) -> Ended {
    let mut command = credtrail(folder.path());
    command.envs([
        ("GOOGLE_BASE_URL", cloud.url.as_str()),
        ("GOOGLE_SKIP_SIGNATURE", "true"),
        ("GOOGLE_SERVICE_ACCOUNT_KEY", NO_ACCOUNT),
    ]);
    ended(command.args(arguments))
}

/// The report on the same logs from disk.
fn plain() -> String {
    let folder = Folder::new();
    let logs = fixture("complete-jwt/logs").display().to_string();
    run(folder.path(), &["ingest", "-q", "--db", "a.db", &logs]);
    scanned(&folder)
}

/// What is said of each credential, without where it stands.
fn verdicts(report: &str) -> Vec<Value> {
    let report = value(report);
    let lineages = report["lineages"].as_array().expect("lineages").iter();
    let verdicts =
        lineages.map(|it| json!([it["subject"], it["verdict"], it["stages"], it["findings"]]));
    verdicts.collect()
}

fn covered(folder: &Folder, source: &str) -> Vec<Value> {
    let report = value(&scanned(folder));
    let coverage = report["coverage"].as_array().expect("coverage").iter();
    let of_source = coverage.filter(|it| it["source"] == source);
    of_source
        .map(|it| json!({"from": it["from"], "to": it["to"]}))
        .collect()
}

/// An entry that says nothing but that its log was heard, twenty minutes into an hour.
fn entry(service: &str, hour: i64) -> Value {
    let at = begins(hour) + jiff::SignedDuration::from_mins(20);
    json!({
        "logName": "projects/acme-keys/logs/cloudaudit.googleapis.com%2Fdata_access",
        "timestamp": at.to_string(),
        "insertId": format!("{service}{hour}"),
        "protoPayload": {"serviceName": service, "methodName": "List"}
    })
}

fn begins(hour: i64) -> jiff::Timestamp {
    let first: jiff::Timestamp = "2026-11-10T00:00:00Z".parse().expect("a time");
    first + jiff::SignedDuration::from_hours(hour)
}

/// `2026/11/10/00:00:00_00:59:59`
fn named(hour: i64) -> String {
    let begins = begins(hour).to_zoned(jiff::tz::TimeZone::UTC);
    begins.strftime("%Y/%m/%d/%H:00:00_%H:59:59").to_string()
}
