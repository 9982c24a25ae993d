//! Reads Detection Findings, by the attributes that OCSF 1.6 requires and allows of class 2004 and of its objects.

use serde_json::Value;

use super::ReportContent;

/// Paths of required attributes.
const REQUIRED: [&str; 16] = [
    "/metadata/uid",
    "/activity_id",
    "/category_uid",
    "/class_uid",
    "/type_uid",
    "/time",
    "/severity_id",
    "/metadata",
    "/metadata/version",
    "/metadata/product",
    "/metadata/product/vendor_name",
    "/finding_info",
    "/finding_info/uid",
    "/finding_info/title",
    "/finding_info/analytic/type_id",
    "/remediation/desc",
];

/// The attributes that an object may have: of class 2004 with the profile `cloud`, and of the objects in it.
const ALLOWED: [(&str, &[&str]); 9] = [
    (
        "",
        &[
            "activity_id",
            "activity_name",
            "category_uid",
            "category_name",
            "class_uid",
            "class_name",
            "type_uid",
            "type_name",
            "time",
            "start_time",
            "end_time",
            "severity_id",
            "severity",
            "status_id",
            "status",
            "is_alert",
            "message",
            "metadata",
            "finding_info",
            "remediation",
            "cloud",
            "resources",
            "observables",
            "evidences",
            "unmapped",
        ],
    ),
    ("/metadata", &["uid", "version", "profiles", "product"]),
    ("/metadata/product", &["name", "vendor_name", "version"]),
    (
        "/finding_info",
        &[
            "uid",
            "title",
            "desc",
            "types",
            "analytic",
            "first_seen_time",
            "last_seen_time",
        ],
    ),
    (
        "/finding_info/analytic",
        &["type_id", "type", "uid", "name"],
    ),
    ("/remediation", &["desc"]),
    ("/cloud", &["provider", "project_uid", "region"]),
    (
        "/resources/",
        &["uid", "type", "role_id", "role", "namespace"],
    ),
    ("/observables/", &["name", "type", "type_id", "value"]),
];

pub fn read(report: &str) -> ReportContent {
    let objects: Vec<Value> = report
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    objects.iter().for_each(check);
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let texts = |it: &Value| [text(&it["message"]), text(&it["resources"][0]["uid"])];
    let omitted = objects
        .iter()
        .filter_map(|it| it["unmapped"].get("findings_omitted"));
    ReportContent {
        findings: Some(objects.len()),
        omitted: Some(omitted.map(|it| it.as_u64().expect("a number")).sum()),
        texts: objects.iter().flat_map(texts).collect(),
        ids: objects
            .iter()
            .map(|it| text(&it["finding_info"]["uid"]))
            .collect(),
    }
}

fn check(object: &Value) {
    for path in REQUIRED {
        assert!(
            object.pointer(path).is_some_and(|it| !it.is_null()),
            "{path}"
        );
    }
    for (path, allowed) in ALLOWED {
        let objects: Vec<&Value> = match path.strip_suffix('/') {
            Some(list) => object
                .pointer(list)
                .and_then(Value::as_array)
                .expect("a list")
                .iter()
                .collect(),
            None => object.pointer(path).into_iter().collect(),
        };
        for (key, _) in objects
            .iter()
            .flat_map(|it| it.as_object().expect("an object"))
        {
            assert!(
                allowed.contains(&key.as_str()),
                "{path}/{key} is not of the schema"
            );
        }
    }
    let has_profile = object["metadata"]["profiles"] == serde_json::json!(["cloud"]);
    assert_eq!(
        has_profile,
        object.get("cloud").is_some(),
        "the profile cloud requires its attribute"
    );
    assert!(
        ["New", "In Progress", "Suppressed", "Resolved"]
            .iter()
            .zip(1..)
            .any(|(name, id)| { object["status"] == *name && object["status_id"] == id })
    );
    let number = |key: &str| object[key].as_i64().expect("a number");
    assert_eq!((number("class_uid"), number("category_uid")), (2004, 2));
    assert_eq!(number("type_uid"), 2004 * 100 + number("activity_id"));
    assert!([0, 1, 2, 3, 4, 5, 6, 99].contains(&number("severity_id")));
    assert!(number("start_time") <= number("end_time"));
    // Milliseconds, in this century.
    assert!((1_000_000_000_000..4_200_000_000_000).contains(&number("time")));
    for evidence in object["evidences"].as_array().expect("evidence") {
        assert!(evidence["data"]["line"].is_u64(), "{evidence}");
    }
}
