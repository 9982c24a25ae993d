//! Nothing of a lake can be withheld: without it some report is another one, or nothing is loaded.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::data_type::{ByteArray, ByteArrayType, DataType, Int64Type};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::record::Field;
use parquet::schema::types::TypePtr;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::damage::{change, files, lake_of};
use crate::harness::in_process::Auditor;
use crate::simulation::files::fixture;

/// The scenarios that have among them all that a lake can hold.
const WORLDS: [&str; 21] = [
    "bad-lines",
    "key-rotation",
    "switched-off",
    "cluster-description",
    "rotation-elsewhere",
    "revoked-credential-used",
    "who-asked",
    "stale-token",
    "two-ids",
    "signature-invalid",
    "foreign-signer",
    "raw-and-gke",
    "missing-record",
    "papers-in-documents",
    "own-calls",
    "token-in-hand",
    "undecoded-payload",
    "hostile-bodies",
    "workload-identities",
    REVOKED_BY_NAME,
    CUT_AND_WHOLE,
];

/// The revocation names the certificate as CA Service does, and the response, which tells its fingerprint, was not logged.
const REVOKED_BY_NAME: &str = "revoked by name";

/// A line that is cut in one file and whole in a later one.
const CUT_AND_WHOLE: &str = "cut and whole";

/// A lake of one of the worlds.
fn lake(world: &str) -> Auditor {
    match world {
        REVOKED_BY_NAME => {
            let without_response = |line: &str| match line.contains("RevokeCertificate") {
                true => line.replace("\"response\":", "\"unknown\":"),
                false => line.to_owned(),
            };
            let logs = LOGS.map(|it| (it, log("revoked-credential-used", it, &without_response)));
            lake_of_files(&logs)
        }
        CUT_AND_WHOLE => {
            let logs = LOGS.map(|it| (it, log("missing-record", it, &str::to_owned)));
            let cut = logs[0].1[..2_000].to_vec();
            lake_of_files(&[vec![("cut.ndjson", cut)], logs.to_vec()].concat())
        }
        scenario => lake_of(scenario),
    }
}

const LOGS: [&str; 4] = [
    "k8s.ndjson",
    "ca-service.ndjson",
    "gke.ndjson",
    "kms.ndjson",
];

/// A log of a scenario with other lines.
fn log(scenario: &str, name: &str, change: &dyn Fn(&str) -> String) -> Vec<u8> {
    let path = fixture(scenario).join("logs").join(name);
    let text = fs::read_to_string(path).expect("a log");
    let lines = text.lines().map(|it| change(it) + "\n");
    lines.collect::<String>().into_bytes()
}

fn lake_of_files(files: &[(&str, Vec<u8>)]) -> Auditor {
    let auditor = Auditor::new();
    let splits = auditor.plan(files, 3_000).expect("a plan");
    auditor.read_splits(splits).expect("facts");
    auditor
}

/// Those of these parts of a lake without which each world has the same report.
fn needless<'p>(parts: &[&'p str], withhold: impl Fn(&str, &Auditor)) -> Vec<&'p str> {
    let mut left = parts.to_vec();
    for world in WORLDS {
        if left.is_empty() {
            break;
        }
        let auditor = lake(world);
        let whole = contents(&auditor);
        auditor.load().expect("a database");
        let report = auditor.nameless_report();
        left.retain(|part| {
            withhold(part, &auditor);
            auditor.remove_database();
            let is_needless = auditor.load().is_ok() && auditor.nameless_report() == report;
            for (path, content) in &whole {
                fs::write(path, content).expect("a file of a lake");
            }
            is_needless
        });
    }
    left
}

/// All files of a lake, with their contents.
fn contents(auditor: &Auditor) -> Vec<(PathBuf, Vec<u8>)> {
    let paths = files(auditor, "").into_iter();
    let content = |path: &PathBuf| fs::read(path).expect("a file of a lake");
    paths.map(|path| (path.clone(), content(&path))).collect()
}

/// Changes all contexts of a lake.
fn change_contexts(auditor: &Auditor, how: impl Fn(&mut Value)) {
    for context in files(auditor, "context") {
        change(&context, &how);
    }
}

/// (Without shapes of entries `load` would read the input itself.)
#[test]
fn each_part_of_a_context_is_needed() {
    let parts = [
        "lines",
        "read",
        "relevant",
        "unreadable_bodies",
        "entry_times",
        "recording",
        "configurations",
        "switches",
        "parts",
        "tables",
        "end",
        "content",
        "cuts",
    ];
    let withhold = |part: &str, auditor: &Auditor| {
        change_contexts(auditor, |it| {
            it[part] = match it[part].take() {
                Value::Array(_) => Value::Array(Vec::new()),
                Value::Number(_) => 0.into(),
                Value::String(_) => "".into(),
                other => panic!("{other} cannot be withheld"),
            };
        });
    };
    assert_eq!(needless(&parts, withhold), [""; 0]);
}

#[test]
fn each_table_is_needed() {
    let tables = [
        "uses",
        "entries",
        "edges",
        "exhibits",
        "rejections",
        "remarks",
    ];
    let withhold = |table: &str, auditor: &Auditor| {
        change_contexts(auditor, |it| {
            let tables = it["tables"].as_array_mut().expect("tables");
            tables.retain(|it| it["table"] != table);
        });
    };
    assert_eq!(needless(&tables, withhold), [""; 0]);
}

#[test]
fn each_kind_of_exhibit_is_needed() {
    let kinds = [
        "item",
        "issued",
        "authority",
        "revoked",
        "creation",
        "answer",
        "name",
    ];
    let withhold = |kind: &str, auditor: &Auditor| {
        change_contexts(auditor, |it| {
            let tables = it["tables"].as_array_mut().expect("tables");
            for table in tables.iter_mut().filter(|it| it["table"] == "exhibits") {
                let path = table["path"].as_str().expect("a path").to_owned();
                let path = auditor.lake().address().join(path);
                table["rows"] = leave_out(kind, &path).into();
                let bytes = fs::read(&path).expect("a table");
                table["sha256"] = hex::encode(Sha256::digest(bytes)).into();
            }
        });
    };
    assert_eq!(needless(&kinds, withhold), [""; 0]);
}

/// The columns of exhibits.
#[derive(Default)]
struct Columns {
    kinds: Vec<ByteArray>,
    certificates: (Vec<i16>, Vec<ByteArray>),
    lines: (Vec<i16>, Vec<i64>),
    facts: Vec<ByteArray>,
}

impl Columns {
    fn add(&mut self, row: &[(String, Field)]) {
        let [
            (_, Field::Str(kind)),
            (_, certificate),
            (_, line),
            (_, Field::Bytes(fact)),
        ] = row
        else {
            panic!("no exhibit: {row:?}");
        };
        self.kinds.push(kind.as_str().into());
        self.facts.push(fact.clone());
        let (levels, values) = &mut self.certificates;
        match certificate {
            Field::Bytes(it) => values.push(it.clone()),
            other => assert_eq!(other, &Field::Null),
        }
        levels.push(i16::from(certificate != &Field::Null));
        let (levels, values) = &mut self.lines;
        match line {
            Field::Long(it) => values.push(*it),
            other => assert_eq!(other, &Field::Null),
        }
        levels.push(i16::from(line != &Field::Null));
    }

    fn write(&self, schema: TypePtr, file: File) {
        let mut writer = SerializedFileWriter::new(file, schema, Arc::default()).expect("a table");
        let mut group = writer.next_row_group().expect("a group");
        let (certificates, lines) = (&self.certificates, &self.lines);
        write::<ByteArrayType>(&self.kinds, None, &mut group);
        write::<ByteArrayType>(&certificates.1, Some(&certificates.0), &mut group);
        write::<Int64Type>(&lines.1, Some(&lines.0), &mut group);
        write::<ByteArrayType>(&self.facts, None, &mut group);
        group.close().expect("a group");
        writer.close().expect("a table");
    }
}

/// Removes the rows of a kind from a table of exhibits. Returns how many are left.
fn leave_out(kind: &str, path: &Path) -> u64 {
    let file = SerializedFileReader::new(File::open(path).expect("a table")).expect("a table");
    let mut left = Columns::default();
    for row in file.get_row_iter(None).expect("rows") {
        let row = row.expect("a row").into_columns();
        if !matches!(row.first(), Some((_, Field::Str(it))) if it == kind) {
            left.add(&row);
        }
    }
    let schema = file.metadata().file_metadata().schema_descr();
    let new = tempfile::NamedTempFile::new().expect("a file");
    left.write(schema.root_schema_ptr(), new.reopen().expect("a file"));
    fs::copy(new.path(), path).expect("a table");
    left.kinds.len() as u64
}

/// Writes a column.
fn write<T: DataType>(
    values: &[T::T],
    levels: Option<&[i16]>,
    group: &mut SerializedRowGroupWriter<'_, File>,
) {
    let column = group.next_column().expect("a column");
    let mut column = column.expect("a column");
    let written = column.typed::<T>().write_batch(values, levels, None);
    written.expect("values");
    column.close().expect("a column");
}
