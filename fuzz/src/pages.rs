//! Answers of the Logging API.

use credtrail::fetch::logging_api::page::Page;
use credtrail::log::Reader;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::facts;

/// An entry is one line that says what the answer says, and a page of these lines is the same page.
pub fn run(data: &[u8]) {
    let Ok(page) = Page::read(data) else {
        return;
    };
    let lines: Vec<&str> = page.entries.iter().map(|it| it.line.as_str()).collect();
    assert!(!lines.iter().any(|it| it.contains(['\n', '\r'])));
    if let Ok(answer) = serde_json::from_slice::<Value>(data) {
        let entries = answer.get("entries").and_then(Value::as_array);
        assert_eq!(entries.map_or(0, Vec::len), lines.len());
        for (entry, line) in entries.into_iter().flatten().zip(&lines) {
            let read: Value = serde_json::from_str(line).expect("an entry is JSON");
            assert_eq!(read, *entry);
        }
    }
    again(&page, &lines);
}

fn again(page: &Page, lines: &[&str]) {
    let token = serde_json::to_string(page.next.as_deref().unwrap_or_default()).unwrap();
    let body = format!(
        r#"{{"entries":[{}],"nextPageToken":{token}}}"#,
        lines.join(",")
    );
    let read = Page::read(body.as_bytes()).expect("a page that was written");
    assert_eq!(read.entries, page.entries);
    assert_eq!(read.next, page.next);
    let is_json = |line: &&str| serde_json::from_str::<IgnoredAny>(line).is_ok();
    if !lines.iter().all(is_json) {
        return; // damaged JSON is read line by line only as far as its damage lets
    }
    let reader = Reader::default();
    let (pulled, rejected) = facts::of(lines.join("\n").as_bytes(), &reader);
    if rejected == 0 && lines.len() > 1 {
        assert_eq!(facts::of(body.as_bytes(), &reader).0, pulled, "as a file");
    }
}
