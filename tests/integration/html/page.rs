//! What stands on the page.

use std::fs;
use std::path::Path;

use jiff::SignedDuration;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{HOSTILE, hostile, page_of, shown, unclaimed};
use crate::harness::cli::{failed, ingest, ingested, replay, run, value};
use crate::harness::readers::html::{self, Page};
use crate::simulation::clock::NOON;
use crate::simulation::files::{Folder, fixture};
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Target, Token, World};

/// The annotation with the id of the token that a request was answered with.
const ISSUED_CREDENTIAL_ID: &str = "authentication.kubernetes.io/issued-credential-id";

/// The parts in the order in which they answer questions.
const PARTS: [&str; 11] = [
    "verdict",
    "findings",
    "places",
    "read",
    "hours",
    "lineages",
    "details",
    "policy",
    "rejected",
    "limits",
    "same-scan",
];

/// The page on a scenario.
fn of(scenario: &str) -> Page {
    html::page(&replay(&fixture(scenario), &["--format", "html"]).out)
}

#[test]
fn the_parts_stand_in_the_order_of_their_weight() {
    let page = of("missing-record");
    let parts: Vec<&String> = page
        .ids
        .iter()
        .filter(|it| PARTS.contains(&it.as_str()))
        .collect();
    assert_eq!(parts, PARTS);
    let verdict = page
        .texts
        .iter()
        .position(|it| it == "1 of 2 credentials is broken.");
    assert!(verdict.is_some_and(|it| it < 20), "the verdict comes first");
}

#[test]
fn the_page_may_load_and_send_nothing() {
    let policy = of("missing-record").policy;
    let begin = "default-src 'none'; style-src 'sha256-";
    let end = "'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'";
    assert!(
        policy.starts_with(begin) && policy.ends_with(end),
        "{policy}"
    );
    assert!(
        !policy.contains("unsafe") && !policy.contains('*'),
        "{policy}"
    );
    let script = of("missing-record").raw["script"].clone();
    for forbidden in [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "fetch(",
        "XMLHttp",
        "import(",
    ] {
        assert!(!script.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn no_template_writes_a_value_as_it_stands() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["src/report/html/templates", "src/serve/templates"];
    let files = folders.map(|it| fs::read_dir(root.join(it)).expect("templates"));
    let mut met = Vec::new();
    for file in files.into_iter().flatten() {
        let path = file.expect("a file").path();
        let text = fs::read_to_string(&path).expect("text");
        let lines = text
            .lines()
            .filter(|it| it.contains("|safe") || it.contains("| safe"));
        met.extend(lines.map(str::to_owned));
        let is_template = path.extension().is_some_and(|it| it == "html");
        assert!(
            !is_template || !text.contains("style="),
            "{}",
            path.display()
        );
    }
    met.sort();
    let is_whole = |it: &str| {
        ["<script>{{ ", "<style>{{ "]
            .iter()
            .any(|tag| it.starts_with(tag))
            || it.matches("|safe").count() == it.matches(".as_html()|safe").count()
    };
    let values: Vec<&String> = met.iter().filter(|it| !is_whole(it)).collect();
    assert_eq!(values, [""; 0], "only what a template made stands as it is");
    let constants = met.iter().filter(|it| !it.contains(".as_html()"));
    assert_eq!(
        constants.count(),
        6,
        "script and style of the page, and those of the server"
    );
}

#[test]
fn the_same_facts_give_the_same_bytes() {
    let folder = unclaimed(40);
    assert_eq!(page_of(&folder), page_of(&folder));
}

#[test]
fn the_page_names_the_hash_of_the_json_report_on_the_same_lineages() {
    for (scenario, flag) in [
        ("missing-record", "--fail-on=broken"),
        ("suppressed", "--fail-on=broken"),
        ("bad-lines", "-v"),
    ] {
        let folder = fixture(scenario);
        let json = replay(&folder, &["--format", "json", flag]).out;
        let hash = hex::encode(Sha256::digest(json));
        let page = html::page(&replay(&folder, &["--format", "html", flag]).out);
        assert!(page.texts.contains(&hash), "{scenario}");
    }
}

#[test]
fn hostile_texts_are_texts() {
    let page = html::page(&page_of(&hostile()));
    for hostile in HOSTILE {
        let shown = shown(hostile);
        let is_it = |it: &String| it.contains(&shown);
        assert!(page.texts.iter().any(is_it), "lost {shown}");
    }
    let place = "logs/<img src=x onerror=alert(7)>.ndjson:";
    assert!(page.texts.iter().any(|it| it.contains(place)));
}

#[test]
fn what_is_cut_is_counted() {
    let folder = unclaimed(1_100);
    let text = page_of(&folder);
    assert!(text.len() < 10_000_000);
    let page = html::page(&text);
    let details = page.ids.iter().filter(|it| is_detail(it)).count();
    assert_eq!(details, 1_000);
    let is_stated = page
        .texts
        .iter()
        .any(|it| it.starts_with("100 more lineages with findings"));
    assert!(is_stated, "what is not shown in detail");
    let commands = page
        .texts
        .iter()
        .filter(|it| it.starts_with("credtrail trace TBS="));
    assert_eq!(
        commands.count(),
        1_000 + 1,
        "one for each, and one for those that are cut"
    );
    let columns = page.columns();
    assert_eq!(
        columns["verdict"].as_str().map(str::len),
        Some(1_101),
        "all are in the list"
    );
}

fn is_detail(id: &str) -> bool {
    let number = id.strip_prefix('d');
    number.is_some_and(|it| it.bytes().all(|it| it.is_ascii_digit()))
}

#[test]
fn the_newest_of_each_group_has_its_details_however_many_are_graver() {
    let folder = unclaimed(1_100);
    let page = html::page(&page_of(&folder));
    let verdicts = page.columns()["verdict"].as_str().map(str::to_owned);
    assert!(
        verdicts.is_some_and(|it| it.ends_with('2')),
        "one is complete"
    );
    let examples = page.links.iter().filter(|it| is_detail(it)).count();
    assert_eq!(
        examples, 50,
        "those that are listed without script lead to their details"
    );
}

#[test]
fn holes_and_logs_that_were_not_read_come_first() {
    let notice_at = |scenario: &str| {
        let page = of(scenario);
        let position = page.texts.iter().position(|it| it == "Not read:");
        assert!(position.is_some_and(|it| it < 20), "{scenario}");
        page
    };
    let holes = notice_at("hole-in-export");
    assert!(
        holes.labels.iter().any(|it| it.contains("1 hole")),
        "{:?}",
        holes.labels
    );
    notice_at("unread-log");
    notice_at("bad-lines");
}

#[test]
fn suppressions_have_an_owner_and_an_end() {
    let page = of("suppressed");
    let has = |text: &str| page.texts.iter().any(|it| it.contains(text));
    let policy =
        fs::read_to_string(fixture("suppressed").join("credtrail.toml")).expect("a policy");
    let owner = policy
        .split("owner = \"")
        .nth(1)
        .and_then(|it| it.split('"').next());
    assert!(has(owner.expect("an owner")) && has("Expires"));
}

#[test]
fn a_scan_and_a_trace_have_the_page_too() {
    let folder = Folder::new();
    let logs = fixture("missing-record").join("logs").display().to_string();
    run(folder.path(), &["ingest", "-q", "--db", "a.db", &logs]);
    let page = |arguments: &[&str]| {
        let arguments = [arguments, &["--db", "a.db", "--format", "html"]].concat();
        html::page(&run(folder.path(), &arguments).out)
    };
    let all = page(&["scan", "-q"]);
    assert_eq!(all.columns()["verdict"], "02");
    let one = page(&["trace", "-q", "X509SHA256=a2f6ec10be130051"]);
    assert_eq!(one.columns()["verdict"], "0");
    let json = run(
        folder.path(),
        &[
            "trace",
            "-q",
            "--db",
            "a.db",
            "--format",
            "json",
            "X509SHA256=a2f6ec10be130051",
        ],
    );
    value(&json.out);
    assert!(one.texts.contains(&hex::encode(Sha256::digest(json.out))));
}

#[test]
fn a_comparison_of_scans_has_a_page() {
    let folder = Folder::new();
    for scenario in ["unread-log", "missing-record"] {
        let logs = fixture(scenario).join("logs").display().to_string();
        run(folder.path(), &["ingest", "-q", "--db", "a.db", &logs]);
        run(folder.path(), &["scan", "-q", "--db", "a.db"]);
    }
    let diff = |flags: &[&str]| {
        run(
            folder.path(),
            &[&["diff", "--db", "a.db", "--format", "html"], flags].concat(),
        )
    };
    let page = html::page(&diff(&[]).out);
    assert_eq!(page.ids[..2], ["verdict", "verdict-head"]);
    let links: Vec<&str> = page.links.iter().map(String::as_str).collect();
    assert_eq!(links, ["broken", "resolved", "verdict"]);
    let has = |text: &str| page.texts.iter().any(|it| it.contains(text));
    assert!(has("1 newly broken") && has("appeared: break missing-record in kms"));
    failed(&diff(&["--list"]), "the list of scans is text or JSON");
}

#[test]
fn a_trace_draws_the_ancestry_and_the_reach_and_a_scan_who_asked() {
    let folder = ingested("ancestry");
    let page = |arguments: &[&str]| {
        let arguments = [arguments, &["-q", "--db", "a.db", "--format", "html"]].concat();
        run(folder.path(), &arguments).out
    };
    let boxes = |page: &str| page.matches("<div class=\"box ").count();
    let token = page(&["trace", "JTI=51b14150-85de-4afc-a512-d82c496c738a"]);
    assert!(token.contains("id=\"relatives\"") && token.contains("href=\"#relatives\""));
    // The credential and three above it, and in its detail itself and its requester.
    assert_eq!(boxes(&token), 4 + 2);
    assert!(!token.contains("/credential?"), "a file leads to no server");
    let all = page(&["scan", "-v"]);
    assert!(!all.contains("id=\"relatives\"") && !all.contains("href=\"#relatives\""));
    assert_eq!(boxes(&all), 3 * 2, "three were asked for with a credential");
}

#[test]
fn the_picture_of_a_large_reach_is_bounded_and_counts_the_others() {
    let holder = Token::mint("team-a", "web", NOON);
    let made =
        (1..=90).map(|it| Token::mint("team-b", "job", NOON + SignedDuration::from_secs(it)));
    let made: Vec<Token> = made.collect();
    let world = World::framed().used_token(&holder);
    let world = made.iter().fold(world, |world, it| {
        let asked = Call::by_token(&holder)
            .at(it.issued_at - SignedDuration::from_millis(60))
            .to("create", Target::token_of(it.namespace, it.account))
            .answered(201)
            .annotated(ISSUED_CREDENTIAL_ID, it.credential_id());
        world.used_token(it).call(asked)
    });
    let entries: Vec<Value> = world.entries().into_iter().map(|it| it.entry).collect();
    let folder = Folder::new().with("all.ndjson", ndjson(&entries));
    ingest(&folder, &["all.ndjson"]);
    let id = holder.credential_id();
    let trace = ["trace", "-q", "--db", "a.db", "--format", "html", &id];
    let page = run(folder.path(), &trace).out;
    assert!(page.matches("<div class=\"box ").count() < 20);
    assert!(
        page.contains("and 28 more"),
        "beside the first twelve of forty"
    );
    assert!(page.contains("50 more are counted and not drawn."));
}
