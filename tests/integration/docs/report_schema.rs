//! `schema/report-v1.json`: holds real reports, names every field of theirs, and makes the tables of the page on the JSON report.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::{Map, Value};

use super::current;
use super::page::{Page, root};
use crate::harness::cli::{ingested, report, run, value};
use crate::simulation::files::{fixture, scenarios};

#[test]
fn every_report_keeps_to_the_schema_and_has_no_field_beside_it() {
    let mut schemas = Schemas::new();
    let index = compiled(&mut schemas);
    for report in REPORTS.iter() {
        let valid = schemas.validate(report, index);
        assert!(valid.is_ok(), "{:#}", valid.unwrap_err());
    }
}

#[test]
fn every_field_of_the_schema_is_in_some_report() {
    let texts: Vec<String> = REPORTS.iter().map(Value::to_string).collect();
    for (_, object) in objects(&schema()) {
        for (field, _) in properties(&object) {
            let name = format!("\"{field}\":");
            let is_met = texts.iter().any(|it| it.contains(&name));
            assert!(is_met || NEVER_MET.contains(&field.as_str()), "{field}");
        }
    }
}

/// Fields that take more than a sample has: 10,000 names, stretches or holes, and so on. `tests/integration/growth/` makes some.
const NEVER_MET: [&str; 7] = [
    "coverage_omitted",
    "holes_omitted",
    "others",
    "principals_omitted",
    "findings_omitted",
    "entries_omitted",
    "lines",
];

/// Reports on all samples, and those that take an option.
static REPORTS: LazyLock<Vec<Value>> = LazyLock::new(reports);

fn reports() -> Vec<Value> {
    let mut reports: Vec<Value> = scenarios().iter().map(|it| report(it)).collect();
    let with = |scenario: &str, flags: &[&str]| {
        let folder = ingested(scenario);
        let flags = [flags, &["--db", "a.db", "-q", "-f", "json"]].concat();
        value(&run(folder.path(), &flags).out)
    };
    let identity = "spiffe://acme.global.123456789012.workload.id.goog/ns/team-a/sa/web";
    reports.push(with("workload-rotation", &["trace", identity]));
    reports.push(with("missing-record", &["scan", "--new"]));
    let policy = fixture("unexpected-key").join("credtrail.toml");
    let empty = tempfile::NamedTempFile::new().expect("a file");
    let (policy, empty) = (
        policy.display().to_string(),
        empty.path().display().to_string(),
    );
    let compared = ["scan", "--policy", &policy, "--compare-policy", &empty];
    reports.push(with("unexpected-key", &compared));
    let torn = ingested("missing-record").with("logs.zip", "PK\u{3}\u{4}");
    run(torn.path(), &["ingest", "-q", "--db", "a.db", "logs.zip"]);
    let unread = run(torn.path(), &["scan", "-q", "--db", "a.db", "-f", "json"]);
    reports.push(value(&unread.out));
    reports
}

fn schema() -> Value {
    let text = fs::read_to_string(root().join("schema/report-v1.json"));
    serde_json::from_str(&text.expect("the schema")).expect("JSON")
}

/// The schema as readers get it allows further fields; here an object with named fields has no others.
fn compiled(schemas: &mut Schemas) -> SchemaIndex {
    let mut schema = schema();
    close(&mut schema);
    let (mut compiler, name) = (Compiler::new(), "urn:closed");
    compiler.add_resource(name, schema).expect("a resource");
    compiler.compile(name, schemas).expect("a schema")
}

fn close(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if object.contains_key("required") && object.contains_key("properties") {
                object.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
            object.remove("$id");
            object.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

/// The objects with named fields: that of the whole report, those within it, and the definitions.
fn objects(schema: &Value) -> Vec<(String, Value)> {
    let mut objects = vec![("The report".to_owned(), schema.clone())];
    for (name, it) in properties(schema) {
        within(&name, &it, &mut objects);
    }
    let definitions = schema["$defs"].as_object().expect("definitions");
    let definitions = definitions
        .iter()
        .filter(|it| it.1.get("properties").is_some());
    objects.extend(definitions.map(|(name, it)| (format!("`{name}`"), it.clone())));
    objects
}

fn within(name: &str, schema: &Value, objects: &mut Vec<(String, Value)>) {
    if schema.get("properties").is_some() {
        objects.push((format!("`{name}`"), schema.clone()));
        for (inner, it) in properties(schema) {
            within(&format!("{name}.{inner}"), &it, objects);
        }
    }
}

fn properties(object: &Value) -> Vec<(String, Value)> {
    let none = Map::new();
    let fields = object["properties"].as_object().unwrap_or(&none);
    fields
        .iter()
        .map(|(name, it)| (name.clone(), it.clone()))
        .collect()
}

/// Where the tables stand in the page.
const MARKS: [&str; 2] = ["docs:: -->\n", "<!-- end -->"];

#[test]
fn the_page_has_the_fields_of_the_schema() {
    let path = Path::new("docs/src/json-v1.md");
    let text = Page::read(path).text;
    let (before, rest) = text.split_once(MARKS[0]).expect("the first mark");
    let (_, after) = rest.split_once(MARKS[1]).expect("the second mark");
    let mut tables = String::new();
    for (name, object) in objects(&schema()) {
        table(&mut tables, &name, &object);
    }
    current(
        path,
        &format!("{before}{}{tables}\n{}{after}", MARKS[0], MARKS[1]),
    );
}

fn table(text: &mut String, name: &str, object: &Value) {
    let about = match name {
        "The report" => "",
        _ => object["description"].as_str().unwrap_or_default(),
    };
    writeln!(
        text,
        "\n### {name}\n\n{about}\n\n| field | type | content |\n|---|---|---|"
    )
    .expect("memory");
    let required = object["required"].to_string();
    for (field, schema) in properties(object) {
        let optional = match required.contains(&format!("\"{field}\"")) {
            true => "",
            false => ", optional",
        };
        let content = schema["description"].as_str().unwrap_or_default();
        let content = match schema["enum"].as_array() {
            Some(words) => format!("{content} One of {}.", listed(words)),
            None => content.to_owned(),
        };
        writeln!(
            text,
            "| `{field}` | {}{optional} | {content} |",
            kind(&schema)
        )
        .expect("memory");
    }
}

fn listed(words: &[Value]) -> String {
    let words = words
        .iter()
        .map(|it| format!("`{}`", it.as_str().unwrap_or("null")));
    words.collect::<Vec<_>>().join(", ")
}

/// The type of a field in a few words.
fn kind(schema: &Value) -> String {
    let reference = schema["$ref"].as_str().and_then(|it| it.rsplit_once('/'));
    match reference {
        Some((_, "time")) => return "time".to_owned(),
        Some((_, name)) => return format!("[{name}](#{name})"),
        None => {}
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        return choices.iter().map(kind).collect::<Vec<_>>().join(" or ");
    }
    if schema.get("enum").is_some() {
        return "word".to_owned();
    }
    match &schema["type"] {
        Value::Array(types) => {
            let types = types.iter().filter_map(Value::as_str);
            types.collect::<Vec<_>>().join(" or ")
        }
        Value::String(it) if it == "array" => format!("list of {}", kind(&schema["items"])),
        Value::String(it) if it == "object" => match schema.get("additionalProperties") {
            Some(values) => format!("object, by name: {}", kind(values)),
            None => "object".to_owned(),
        },
        Value::String(it) => it.clone(),
        _ => "1".to_owned(),
    }
}
