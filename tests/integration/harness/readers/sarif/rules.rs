//! What code scanning of GitHub and of Azure DevOps asks of a report beyond the schema. The numbers are those of Microsoft's validator.

use serde_json::Value;

/// The most results and locations that GitHub takes (its page on limits of SARIF files).
const RESULTS: usize = 5_000;
const LOCATIONS: usize = 100;

pub fn check(run: &Value) {
    let driver = &run["tool"]["driver"];
    for key in ["name", "fullName", "version", "semanticVersion"] {
        assert!(is_text(&driver[key]), "GHAzDO1018, SARIF2005: {key}");
    }
    assert_absolute(&driver["informationUri"]);
    let rules = driver["rules"].as_array().expect("rules");
    rules.iter().for_each(rule);
    assert!(is_text(&run["automationDetails"]["id"]), "GHAzDO1014");
    let bases = run["originalUriBaseIds"].as_object().expect("bases");
    for base in bases.values() {
        assert_absolute(&base["uri"]);
        let uri = base["uri"].as_str().expect("a URI");
        assert!(
            uri.ends_with('/') && !uri.contains(".."),
            "SARIF1004: {uri}"
        );
    }
    let results = run["results"].as_array().expect("results");
    assert!(results.len() <= RESULTS);
    results.iter().for_each(|it| result(it, run));
}

fn rule(rule: &Value) {
    let id = rule["id"].as_str().expect("an id");
    let name = rule["name"].as_str().expect("GHAzDO2012: a name");
    let is_pascal = name.starts_with(|it: char| it.is_ascii_uppercase())
        && name.chars().all(|it| it.is_ascii_alphanumeric());
    assert!(is_pascal && name != id, "SARIF2012: {name}");
    assert_absolute(&rule["helpUri"]);
    let texts = [
        "/shortDescription/text",
        "/fullDescription/text",
        "/help/text",
        "/help/markdown",
    ];
    for path in texts {
        assert!(rule.pointer(path).is_some_and(is_text), "{id}: {path}");
    }
    let short = rule["shortDescription"]["text"].as_str().expect("a text");
    let full = rule["fullDescription"]["text"].as_str().expect("a text");
    assert!(
        short.len() <= 1_024 && full.len() <= 1_024,
        "{id}: GitHub cuts it"
    );
    let severity = rule["properties"]["security-severity"].as_str();
    let severity: f64 = severity.expect("a text").parse().expect("a number");
    assert!((0.0..=10.0).contains(&severity), "{id}");
}

fn result(result: &Value, run: &Value) {
    let level = result["level"].as_str();
    assert!(level.is_some_and(|it| ["error", "warning", "note"].contains(&it)));
    let prints = &result["partialFingerprints"];
    let hash = prints["primaryLocationLineHash"].as_str().expect("a hash");
    let (digits, count) = hash.split_once(':').expect("HASH:OCCURRENCE");
    assert!(digits.len() == 16 && count == "1", "{hash}");
    assert!(digits.bytes().all(|it| it.is_ascii_hexdigit()), "{hash}");
    let [place] = &result["locations"].as_array().expect("locations")[..] else {
        panic!("GHAzDO1015: one location");
    };
    let uri = reference(place, run);
    assert!(
        uri.starts_with("credtrail/"),
        "not the name of a log: {uri}"
    );
    let related = result["relatedLocations"].as_array().expect("locations");
    assert!(related.len() <= LOCATIONS);
    for (number, it) in (1..).zip(related) {
        reference(it, run);
        assert_eq!(
            it["id"], number,
            "the ids of related locations are theirs alone"
        );
        assert!(is_text(&it["message"]["text"]), "GitHub shows the text");
    }
}

/// Checks the place of a location (SARIF1004, GHAzDO1016, GHAzDO1017), and returns its reference.
fn reference<'r>(location: &'r Value, run: &Value) -> &'r str {
    let place = &location["physicalLocation"];
    let line = place["region"]["startLine"].as_u64();
    assert!(line.is_some_and(|it| it > 0), "GHAzDO1017: {place}");
    let artifact = &place["artifactLocation"];
    let uri = artifact["uri"].as_str().expect("a URI");
    let is_allowed = |it: u8| it.is_ascii_alphanumeric() || b"-._~/%:".contains(&it);
    assert!(!uri.is_empty() && uri.bytes().all(is_allowed), "{uri}");
    let escapes = uri.split('%').skip(1);
    let is_escape = |it: &str| it.len() > 1 && it.as_bytes()[..2].iter().all(u8::is_ascii_hexdigit);
    assert!(escapes.clone().all(is_escape), "{uri}");
    let is_absolute = uri.contains("://");
    assert!(
        is_absolute || !(uri.starts_with('/') || uri.contains(':')),
        "SARIF1004: {uri}"
    );
    if let Some(base) = artifact.get("uriBaseId") {
        let base = base.as_str().expect("a name");
        let is_known = run["originalUriBaseIds"].get(base).is_some();
        assert!(is_known && !is_absolute, "SARIF1004: {artifact}");
    }
    uri
}

fn is_text(value: &Value) -> bool {
    value.as_str().is_some_and(|it| !it.trim().is_empty())
}

fn assert_absolute(uri: &Value) {
    let is_absolute = uri.as_str().is_some_and(|it| it.contains("://"));
    assert!(is_absolute, "SARIF1005, SARIF2005: {uri}");
}
