//! `credtrail filters --format terraform`: what it prints is sound HCL, says what the sheet says, and refers to nothing that is not there.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use hcl::expr::{TraversalOperator, Variable};
use hcl::{Block, Body, Expression, Structure, Value};

use crate::harness::cli::run;
use crate::simulation::files::Folder;
use credtrail::log::query::filter;
use credtrail::model::audit_setting::setting;
use credtrail::model::entry::Source;
use credtrail::model::identity::project::Project;

const FLAGS: [&str; 7] = super::flags("terraform");

#[test]
fn each_sink_has_the_filter_of_its_project() {
    let body = body(&FLAGS);
    let filters: BTreeMap<String, String> = local(&body, "filters")
        .into_iter()
        .map(|(project, text)| (project, chomped(&text)))
        .collect();
    let of = |project: &str, logs: &[Source]| {
        let id: Project = project.parse().expect("a project");
        (project.to_owned(), filter::of_all(logs, &id).to_string())
    };
    let expected = [
        of("acme-prod", &filter::OF_CLUSTERS),
        of("example.com:acme-keys", &filter::OF_KEYS),
    ];
    assert_eq!(filters, BTreeMap::from(expected));
    let sink = resource(&body, "google_logging_project_sink");
    assert_eq!(text(sink, "for_each"), "local.filters");
    assert_eq!(text(sink, "filter"), "each.value");
    assert_eq!(text(sink, "project"), "each.key");
    let one = self::body(&["filters", "--project", "p", "--format", "terraform"]);
    let filters = local(&one, "filters");
    assert_eq!(filters.len(), 1);
}

#[test]
fn each_log_has_its_audit_setting() {
    let settings = local(&body(&FLAGS), "audit_settings");
    let mut found: Vec<Value> = settings.into_iter().map(|it| value(&it.1)).collect();
    found.sort_by_key(ToString::to_string);
    let expected = |source, project: &str| {
        let setting = setting(source).expect("a setting");
        hcl::value!({
            "project" = (project)
            "service" = (setting.service)
            "log_types" = (setting.log_types.iter().map(|it| Value::from(*it)).collect::<Vec<_>>())
        })
    };
    let mut all = [
        expected(Source::Kubernetes, "acme-prod"),
        expected(Source::CaService, "example.com:acme-keys"),
        expected(Source::Kms, "example.com:acme-keys"),
    ];
    all.sort_by_key(ToString::to_string);
    assert_eq!(found, all);
}

#[test]
fn every_reference_leads_to_what_is_declared() {
    let body = body(&FLAGS);
    let declared = declared(&body);
    let mut used = BTreeSet::new();
    references(&body, &mut Vec::new(), &mut used);
    let lost: Vec<_> = used
        .iter()
        .filter(|it| !declared.contains(it.as_str()))
        .collect();
    assert!(lost.is_empty(), "{lost:?} of {declared:?}");
    let variables = declared.iter().filter(|it| it.starts_with("var."));
    let idle: Vec<_> = variables.filter(|it| !used.contains(*it)).collect();
    assert!(idle.is_empty(), "not used: {idle:?}");
}

#[test]
fn the_sink_may_write_and_nobody_may_remove() {
    let body = body(&FLAGS);
    let writer = resource(&body, "google_storage_bucket_iam_member");
    assert_eq!(text(writer, "member"), "each.value.writer_identity");
    assert_eq!(text(writer, "for_each"), "google_logging_project_sink.log");
    let bucket = resource(&body, "google_storage_bucket");
    let retention = block(&bucket.body, "retention_policy");
    assert_eq!(text(retention, "is_locked"), "var.retention_locked");
    assert_eq!(
        text(retention, "retention_period"),
        "var.retention_days * 86400"
    );
    let lock = block_with(&body, "variable", "retention_locked");
    assert!(
        attribute(&lock.body, "default").is_none(),
        "a lock is for ever"
    );
}

#[test]
fn a_named_bucket_is_the_default_and_the_file_is_formatted() {
    let with_bucket = [&FLAGS[..], &["--bucket", "acme-logs"]].concat();
    let bucket = |flags: &[&str]| {
        let variable = block_with(&body(flags), "variable", "bucket").clone();
        attribute(&variable.body, "default").map(ToString::to_string)
    };
    assert_eq!(bucket(&FLAGS), None);
    assert_eq!(bucket(&with_bucket).as_deref(), Some("\"acme-logs\""));
    let folder = Folder::new();
    let printed = run(folder.path(), &with_bucket).out;
    std::fs::write(folder.path().join("main.tf"), printed).expect("a file");
    let mut terraform = Command::new("terraform");
    let terraform = terraform
        .args(["fmt", "-check", "-diff", "main.tf"])
        .current_dir(folder.path());
    if let Ok(output) = terraform.output() {
        let stdout = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{stdout}");
    }
}

#[test]
fn the_job_scans_the_projects_with_flags_that_there_are() {
    let body = body(&FLAGS);
    let job = resource(&body, "google_cloud_run_v2_job").body.to_owned();
    let inner = block(&block(&job, "template").body, "template");
    let arguments = text(block(&inner.body, "containers"), "args");
    let known = run(Folder::new().path(), &["scan", "--help"]).out;
    for flag in arguments.split('"').filter(|it| it.starts_with("--")) {
        let flag = flag.split('=').next().expect("a flag");
        assert!(known.contains(flag), "{flag}");
    }
    assert!(arguments.contains("--key-project=${it}"), "{arguments}");
}

fn body(flags: &[&str]) -> Body {
    let printed = run(Folder::new().path(), flags).out;
    hcl::parse(&printed).unwrap_or_else(|error| panic!("{error}\n{printed}"))
}

/// The members of an object of `locals`.
fn local(body: &Body, name: &str) -> BTreeMap<String, Expression> {
    let object = attribute(&block(body, "locals").body, name).expect("a local");
    let Expression::Object(members) = object else {
        panic!("no object: {object}")
    };
    let members = members.iter().map(|(key, it)| {
        let hcl::ObjectKey::Expression(Expression::String(key)) = key else {
            panic!("no text: {key:?}")
        };
        (key.clone(), it.clone())
    });
    members.collect()
}

/// The text that `chomp` makes of a here-document.
fn chomped(expression: &Expression) -> String {
    let Expression::FuncCall(call) = expression else {
        panic!("no call: {expression}")
    };
    assert_eq!(call.name.name.as_str(), "chomp");
    let [argument] = call.args.as_slice() else {
        panic!("no argument")
    };
    let Value::String(text) = value(argument) else {
        panic!("no text: {argument}")
    };
    text.strip_suffix('\n').expect("a line end").to_owned()
}

fn value(expression: &Expression) -> Value {
    use hcl::eval::{Context, Evaluate};
    expression.evaluate(&Context::new()).expect("a value")
}

fn attribute<'b>(body: &'b Body, name: &str) -> Option<&'b Expression> {
    let mut found = body.attributes().filter(|it| it.key() == name);
    found.next().map(|it| it.expr())
}

fn text(block: &Block, name: &str) -> String {
    let expression = attribute(&block.body, name).expect("an attribute");
    hcl::format::to_string(expression).expect("HCL")
}

fn block<'b>(body: &'b Body, name: &str) -> &'b Block {
    let mut found = body.blocks().filter(|it| it.identifier() == name);
    found.next().expect("a block")
}

fn block_with<'b>(body: &'b Body, name: &str, label: &str) -> &'b Block {
    let is_it = |it: &&Block| {
        it.identifier() == name && it.labels().first().is_some_and(|it| it.as_str() == label)
    };
    body.blocks().find(is_it).expect("a block")
}

fn resource<'b>(body: &'b Body, kind: &str) -> &'b Block {
    block_with(body, "resource", kind)
}

/// What other parts of the file may refer to.
fn declared(body: &Body) -> BTreeSet<String> {
    let mut declared = BTreeSet::new();
    for block in body.blocks() {
        let labels: Vec<&str> = block.labels().iter().map(|it| it.as_str()).collect();
        match (block.identifier(), labels.as_slice()) {
            ("variable", [name]) => _ = declared.insert(format!("var.{name}")),
            ("resource", [kind, name]) => _ = declared.insert(format!("{kind}.{name}")),
            ("locals", []) => {
                let names = block.body.attributes().map(|it| it.key());
                declared.extend(names.map(|it| format!("local.{it}")));
            }
            _ => {}
        }
    }
    declared
}

/// Collects the references of a body. Names of iterators hold in the expression or block that declares them.
fn references(body: &Body, bound: &mut Vec<String>, used: &mut BTreeSet<String>) {
    let depth = bound.len();
    if body.attributes().any(|it| it.key() == "for_each") {
        bound.push("each".to_owned());
    }
    for structure in body.iter() {
        match structure {
            Structure::Attribute(it) if it.key() == "type" => {}
            Structure::Attribute(it) => of_expression(it.expr(), bound, used),
            Structure::Block(it) => {
                if it.identifier() == "dynamic" {
                    bound.extend(it.labels().iter().map(|it| it.as_str().to_owned()));
                }
                references(it.body(), bound, used);
            }
        }
    }
    bound.truncate(depth);
}

fn of_expression(expression: &Expression, bound: &mut Vec<String>, used: &mut BTreeSet<String>) {
    match expression {
        Expression::Array(items) => items.iter().for_each(|it| of_expression(it, bound, used)),
        Expression::Object(members) => {
            members
                .values()
                .for_each(|it| of_expression(it, bound, used));
        }
        Expression::Parenthesis(inner) => of_expression(inner, bound, used),
        Expression::FuncCall(call) => call
            .args
            .iter()
            .for_each(|it| of_expression(it, bound, used)),
        Expression::Conditional(it) => {
            [&it.cond_expr, &it.true_expr, &it.false_expr]
                .into_iter()
                .for_each(|it| of_expression(it, bound, used));
        }
        Expression::Operation(operation) => match operation.as_ref() {
            hcl::expr::Operation::Unary(it) => of_expression(&it.expr, bound, used),
            hcl::expr::Operation::Binary(it) => {
                of_expression(&it.lhs_expr, bound, used);
                of_expression(&it.rhs_expr, bound, used);
            }
        },
        Expression::ForExpr(it) => {
            of_expression(&it.collection_expr, bound, used);
            let depth = bound.len();
            bound.extend(
                it.key_var
                    .iter()
                    .chain([&it.value_var])
                    .map(ToString::to_string),
            );
            let inner = [
                Some(&it.value_expr),
                it.key_expr.as_ref(),
                it.cond_expr.as_ref(),
            ];
            inner
                .into_iter()
                .flatten()
                .for_each(|it| of_expression(it, bound, used));
            bound.truncate(depth);
        }
        Expression::TemplateExpr(it) => {
            let template = hcl::Template::from_expr(it).expect("a template");
            for element in template.elements() {
                if let hcl::template::Element::Interpolation(it) = element {
                    of_expression(&it.expr, bound, used);
                }
            }
        }
        Expression::Traversal(it) => {
            let Expression::Variable(root) = &it.expr else {
                return of_expression(&it.expr, bound, used);
            };
            let Some(TraversalOperator::GetAttr(member)) = it.operators.first() else {
                panic!("{expression}")
            };
            name(root, Some(member.as_str()), bound, used);
        }
        Expression::Variable(it) => name(it, None, bound, used),
        _ => {}
    }
}

fn name(root: &Variable, member: Option<&str>, bound: &[String], used: &mut BTreeSet<String>) {
    if !bound.iter().any(|it| it == root.as_str()) {
        let member = member.map(|it| format!(".{it}")).unwrap_or_default();
        used.insert(format!("{}{member}", root.as_str()));
    }
}
