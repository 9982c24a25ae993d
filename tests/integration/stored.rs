//! What is in a database keeps its meaning: one of an earlier version is read as it was, and what is written is what was written.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs;
use std::path::Path;

use crate::harness::cli::run;
use crate::simulation::files::{Folder, fixture};
use credtrail::coverage::audit_settings::Action;
use credtrail::coverage::issuance_times::Issue;
use credtrail::evidence::crl::{Covered, Lasting};
use credtrail::evidence::item::SignatureCheck;
use credtrail::evidence::pending_signature::Scheme;
use credtrail::model::entry::{Field, Method, Source};
use credtrail::store::schema::codes::{self, Code};
use insta::{Settings, assert_snapshot};
use rusqlite::Connection;
use rusqlite::types::Value;
use sha2::{Digest, Sha256};

/// The database of which all tests here speak.
const DATABASE: &str = "databases/2026-11.sql";

/// `PRAGMA application_id`, which a dump does not hold.
const APPLICATION: i64 = 0x6372_6564;

/// The scenarios whose logs were read into it.
const SCENARIOS: [&str; 19] = [
    "ancestry",
    "bad-lines",
    "cluster-description",
    "internal-certificates",
    "key-rotation",
    "malformed-credential-id",
    "papers-in-documents",
    "papers-in-hand",
    "refused-signature",
    "revoked-credential-used",
    "shape-array-compact",
    "signature-invalid",
    "signed-data",
    "stale-token",
    "token-in-hand",
    "two-ids",
    "unexpected-pool",
    "wide-digests",
    "workload-rotation",
];

/// What is told of files, whatever is in them.
const OF_FILES: [&str; 3] = ["file", "source_location", "again"];

/// What the version that wrote the older database did not read.
const OF_LATER_VERSIONS: [&str; 4] = [
    "signing_request",
    "signing_answer",
    "issuer_name",
    "list_issuer",
];

/// What is not read from files, but recorded by scans.
const OF_SCANS: [&str; 2] = ["scan", "reported"];

#[test]
fn an_older_database_gives_the_same_report() {
    let folder = older();
    assert_eq!(read(&folder), 0);
    let report = report(&folder, "text");
    let mut settings = Settings::new();
    settings.set_snapshot_path(fixture("databases"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| assert_snapshot!("2026-11.txt", report));
}

#[test]
fn an_older_database_holds_a_scan_that_a_new_one_agrees_with() {
    let folder = older();
    read(&folder);
    run(folder.path(), &["scan", "-q", "--db", "a.db"]);
    let diff = run(folder.path(), &["diff", "--db", "a.db", "--format", "json"]);
    let diff = crate::harness::cli::value(&diff.out);
    assert_eq!(diff["changes"], serde_json::json!([]), "{diff:#}");
}

#[test]
fn lines_that_an_older_database_holds_are_no_news_in_other_files() {
    let folder = older();
    read(&folder);
    let (facts, before) = (contents(&folder), report(&folder, "json"));
    let forget = "update file set content = randomblob(24)"; // so that each file is taken for another one
    open(&folder).execute_batch(forget).expect("a database");
    read(&folder);
    let (again, after) = (contents(&folder), report(&folder, "json"));
    for (table, rows) in &facts {
        let is_new = OF_LATER_VERSIONS.contains(&table.as_str());
        if !is_new && !OF_FILES.contains(&table.as_str()) {
            assert_eq!(rows, &again[table], "{table}");
        }
    }
    assert!(again["file"].len() > facts["file"].len());
    let lineages = |report: &str| crate::harness::cli::value(report)["lineages"].clone();
    assert_eq!(lineages(&before), lineages(&after));
}

#[test]
fn what_is_written_is_what_was_written() {
    let folder = older();
    read(&folder);
    let written = contents(&folder);
    let emptied = emptied(&older());
    assert!(read(&emptied) > 0);
    for (table, rows) in contents(&emptied) {
        let is_new = OF_LATER_VERSIONS.contains(&table.as_str());
        if !is_new && !OF_SCANS.contains(&table.as_str()) {
            assert_eq!(rows, written[&table], "{table}");
        }
    }
    assert_eq!(report(&folder, "json"), report(&emptied, "json"));
}

#[test]
fn the_older_database_has_an_event_of_each_kind() {
    let mut events = values(&open(&older()), "select distinct event from entry");
    events.sort_by_key(|it| format!("{it:?}").len());
    let all = [1, 2, 3, 4, 10, 11, 12, 13, 14, 15].map(Value::Integer);
    assert_eq!(events.len(), all.len());
    assert!(all.iter().all(|it| events.contains(it)), "{events:?}");
    let kinds = values(&open(&older()), "select distinct kind from exhibit");
    assert_eq!(kinds.len(), 6);
    let kinds = values(&open(&older()), "select distinct kind from identifier");
    assert_eq!(kinds.len(), 4);
}

#[test]
fn codes_that_are_stored_stay() {
    let sources = [
        (Source::Kubernetes, 1),
        (Source::Gke, 2),
        (Source::CaService, 3),
        (Source::Kms, 4),
        (Source::Workload, 5),
    ];
    pinned(&sources);
    let fields = [
        (Field::IssuedCredentialId, 0),
        (Field::CredentialId, 1),
        (Field::CertificateFingerprint, 2),
        (Field::ToBeSignedDigest, 3),
        (Field::Sha256Hash, 4),
        (Field::TbsCertificateDigest, 5),
        (Field::PemCertificate, 6),
        (Field::RequestDigest, 7),
        (Field::ResponseStatus, 8),
        (Field::CertificatePem, 9),
    ];
    pinned(&fields);
    let methods = [
        (Method::SignCertificate, 10),
        (Method::SignServiceAccountJWT, 11),
        (Method::IssueInternalClusterCertificate, 12),
        (Method::IssueInternalEtcdClientCertificate, 13),
        (Method::IssueInternalEtcdPeerCertificate, 14),
        (Method::IssueInternalEtcdServerCertificate, 15),
    ];
    pinned(&methods);
    let schemes = [
        (Scheme::RsaPkcs1, 1),
        (Scheme::RsaPss, 2),
        (Scheme::Ecdsa, 3),
        (Scheme::Ed25519, 4),
    ];
    pinned(&schemes);
    pinned(&[(Lasting::ForEver, 0), (Lasting::OnHold, 1)]);
    pinned(&[
        (Covered::All, 0),
        (Covered::EndEntities, 1),
        (Covered::Authorities, 2),
    ]);
    pinned(&[(Action::Unknown, 0), (Action::Add, 1), (Action::Remove, 2)]);
    let issues = [
        (Issue::Signature, 0),
        (Issue::Certificate, 1),
        (Issue::Token, 2),
        (Issue::Any, 3),
    ];
    pinned(&issues);
}

#[test]
fn codes_of_kinds_that_are_stored_stay() {
    use codes::{configuration, event, evidence, identifier};
    let events = [
        event::REQUESTED,
        event::CERTIFIED,
        event::SIGNED,
        event::OBSERVED,
    ];
    assert_eq!((events, event::ISSUED), ([1, 2, 3, 4], 10..=15));
    let identifiers = [
        identifier::CERTIFICATE,
        identifier::TOKEN,
        identifier::OTHER,
        identifier::DIGEST,
    ];
    assert_eq!(identifiers, [1, 2, 3, 4]);
    let evidence = [
        evidence::CERTIFICATE,
        evidence::OWN_CERTIFICATE,
        evidence::REQUEST,
        evidence::REVOCATION_LIST,
        evidence::TOKEN,
        evidence::AUTHORITY_CERTIFICATE,
    ];
    assert_eq!(evidence, [1, 2, 3, 4, 5, 6]);
    let configurations = [
        configuration::CREATED,
        configuration::UPDATED,
        configuration::DONE,
        configuration::FAILED,
        configuration::DESCRIBED,
    ];
    assert_eq!(configurations, [1, 2, 3, 4, 5]);
    let key = || "key".to_owned();
    let checks = [
        SignatureCheck::None,
        SignatureCheck::Fails(key()),
        SignatureCheck::Holds(key()),
    ];
    let checks = checks.each_ref().map(codes::signature_check_code);
    assert_eq!(checks, [(0, ""), (1, "key"), (2, "key")]);
}

/// Every value has its number, and every number gives its value.
fn pinned<C: Code + Debug + PartialEq>(codes: &[(C, i64)]) {
    let values: Vec<C> = codes.iter().map(|it| it.0).collect();
    assert_eq!(C::ALL, values);
    for (value, code) in codes {
        assert_eq!(
            (value.code(), C::of_code(*code).ok()),
            (*code, Some(*value))
        );
    }
    assert!(C::of_code(-1).is_err() && C::of_code(99).is_err());
}

#[test]
fn committed_migrations_are_never_edited() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let paths = fs::read_dir(folder).expect("migrations");
    let paths = paths.map(|it| it.expect("an entry").path());
    let hash = |path: std::path::PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy();
        let hash = Sha256::digest(fs::read(&path).expect("a migration"));
        format!("{} {name}", hex::encode(hash))
    };
    let mut hashes: Vec<String> = paths.map(hash).collect();
    hashes.sort_by(|one, other| one[65..].cmp(&other[65..]));
    assert_eq!(hashes, MIGRATIONS);
}

/// The older database as `a.db`, and the logs that were read into it.
pub(crate) fn older() -> Folder {
    let mut folder = Folder::new();
    for scenario in SCENARIOS {
        folder = with_files(folder, &fixture(scenario).join("logs"), scenario);
    }
    let dump = fs::read_to_string(fixture(DATABASE)).expect("a dump");
    let database = open(&folder);
    database.execute_batch(&dump).expect("a database");
    let ours = format!("pragma application_id = {APPLICATION}");
    database.execute_batch(&ours).expect("a database");
    folder
}

pub(crate) fn with_files(mut folder: Folder, from: &Path, to: &str) -> Folder {
    for entry in fs::read_dir(from).expect("logs") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        let name = format!("{to}/{name}");
        folder = if path.is_dir() {
            with_files(folder, &path, &name)
        } else {
            folder.with(&format!("logs/{name}"), fs::read(&path).expect("a file"))
        };
    }
    folder
}

/// The same database before anything was read. It keeps the seed of its hashes.
fn emptied(folder: &Folder) -> Folder {
    let database = open(folder);
    database
        .execute_batch("pragma foreign_keys = off")
        .expect("a database");
    for table in tables(&database) {
        if table != "seed" {
            let forget = format!("delete from {table}");
            database.execute_batch(&forget).expect("a table");
        }
    }
    let bytes = |name: &str| folder.bytes(name);
    drop(database);
    SCENARIOS.into_iter().fold(
        Folder::new().with("a.db", bytes("a.db")),
        |emptied, scenario| with_files(emptied, &fixture(scenario).join("logs"), scenario),
    )
}

/// Reads the logs; how many entries became known.
pub(crate) fn read(folder: &Folder) -> usize {
    let count = || contents(folder)["entry"].len();
    let before = count();
    let covers = ["--covers", "kms=2026-10-05..2026-10-07"];
    let arguments = [&["ingest", "-q", "--db", "a.db"], &covers[..], &["logs"]].concat();
    let ended = run(folder.path(), &arguments);
    assert_eq!((ended.status, ended.err.as_str()), (0, ""));
    count() - before
}

fn report(folder: &Folder, form: &str) -> String {
    let arguments = ["scan", "-q", "-v", "--no-record", "--db", "a.db"];
    run(
        folder.path(),
        &[&arguments[..], &["--format", form]].concat(),
    )
    .out
}

fn open(folder: &Folder) -> Connection {
    Connection::open(folder.path().join("a.db")).expect("a database")
}

/// The rows of each table.
fn contents(folder: &Folder) -> BTreeMap<String, Vec<String>> {
    let database = open(folder);
    let rows = |table: String| {
        let mut statement = database
            .prepare(&format!("select * from {table}"))
            .expect("a table");
        let width = statement.column_count();
        let row = |row: &rusqlite::Row<'_>| {
            let values = (0..width).map(|at| row.get::<_, Value>(at));
            Ok(format!("{:?}", values.collect::<Result<Vec<_>, _>>()?))
        };
        let rows = statement.query_map([], row).expect("rows");
        (table, rows.map(|it| it.expect("a row")).collect())
    };
    tables(&database).into_iter().map(rows).collect()
}

/// All tables but that of the migrations, which holds when they were made.
fn tables(database: &Connection) -> Vec<String> {
    let all = "select name from sqlite_schema where type = 'table' and name <> '_sqlx_migrations'";
    let names = values(database, all).into_iter().map(|it| match it {
        Value::Text(name) => name,
        other => panic!("{other:?} is no name"),
    });
    names.collect()
}

fn values(database: &Connection, sql: &str) -> Vec<Value> {
    let mut statement = database.prepare(sql).expect("a query");
    let values = statement.query_map([], |row| row.get(0)).expect("rows");
    values.map(|it| it.expect("a value")).collect()
}

/// SHA-256 of each migration. A new one gets a new line; no line ever changes.
const MIGRATIONS: [&str; 30] = [
    "e7bab898fe518570a67b748d2d1f59cd32c83503b8376001fb4ca1b7f1d94cd6 0001_facts.sql",
    "48155e77806fcb36411cfa130c36019937a21cebcf153eed39e4254d481582da 0002_evidence.sql",
    "0ab3a64ed7db0344f750271645a77f2f605d40598987089b816091c28aeb350c 0003_receipts.sql",
    "79d738e1475040964a2533e2c58645de8ac67f76ab546337eb521eb7f7de1ef9 0004_configuration.sql",
    "05cdd972df9bab9fea79cd8dfa0473196426b4f0813e51c3338d3990eefd96f7 0006_scans.sql",
    "f2408e49bb413b8743a7b0e00e8a49a8d135e327fca90b9e0bec618ed70257db 0007_ancestry.sql",
    "fbfe434d785d8921857e32a52643cceec6876a696f1f43af39a2935450ea8faa 0008_workload.sql",
    "d4f8e68e5504692406472b66c6b84c0b7f954a126bad878babafafa2f7dac978 0009_pulled.sql",
    "347d2c16cc175c21e4cb650e8e8b8b29f3cc99909fcdb60a3c2920381d99ca9a 0010_objects.sql",
    "d75c71a9ce42a4bdff1e90e509c60f1a6be2d027447ca20faa2fb0c0124838a1 0011_covering.sql",
    "df5dc6c34397fc06f9a48565d8c61d7d6abfa5ff71201fb95eb71c097b680f3c 0012_by_value.sql",
    "305ea0382da85fd84e9050d676ea7bfd821e745d0fefddfc249e23019d0969a7 0013_unreadable.sql",
    "71400e807ff3bbf863486344f5acb66023976a1a0da44136076dcf48052050f9 0014_holders.sql",
    "5e6524635e6b5be96908e2de0484fbda78ea36515b04373254b1a861c7ea86f0 0015_callers.sql",
    "e8a1d0099c35f85dc5ec8a98fbebbc6d668e8761d6faf66068684332caf62156 0016_recorded.sql",
    "72b3dfbc88574dbb86e32d96abaef1c33ec433ef6877a661a76acfcf9f38513d 0017_called.sql",
    "7e36b50120ccbab4d219e49ae2c5041cba76a371be4b153d159029facbe54e9a 0018_by_agent.sql",
    "fa0e91a7288af2483e91e82872fd3d1b008eb8e21eb0a70987226cf0a62eb93a 0019_switch.sql",
    "6dc7f2d8636af2bb942311c9c78106b782077921e613c3433026fc86c631928b 0020_chain.sql",
    "4c82ba67f357a4d7e1868ac091fd1665e985d18aff0ff9c9256d1dbf2fa5138a 0021_signed.sql",
    "81db993f51359c24a07a8d7c2bf8abbfe13bff63f431ac5922f8215f0963cd5b 0022_counted.sql",
    "c8031eeaf275a1c838284f049728a0fc251381298cd63b13d9a9490c103b93bf 0023_unread.sql",
    "9dfb3559ff713aaf8947fc83cb023688936fead556130edc930924183f0de4be 0024_table_names.sql",
    "f5a717e1cc7495ad2f6b69de74c1b1ab2df0bf023d45ca65849b3bb4dc6999d6 0025_dismissed.sql",
    "3886bae037903912b13f5a6749f8f951a655d4263d298ea61da1d95c01cb2033 0026_provisional.sql",
    "8309df868ff0aeaf4ae21c0093b9a75f1b95968e5d4c60188e1739602e92aac6 0027_signing_requests.sql",
    "cd2ff5207c09fa9de474053cfd705b51654f802f3c8cf380a3006efcab079fb6 0028_covered.sql",
    "44f72e97692727991b24ac7f099683b533742c420d54cbff261a21742f27a60c 0029_signed_lists.sql",
    "6519fc347ecc23aa2b819ce73e77bfb05aab109d747bc6412fd8709b4930329d 0030_answered_request.sql",
    "65121e81746a6cfa124ac52aef9e15b6afebe06ca433bd42d2ee8e984ee8db16 0031_project_number.sql",
];
