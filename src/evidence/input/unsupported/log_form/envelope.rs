//! Envelopes into which collectors and event stores put a log entry, known by the names of their members. They are not opened: what is
//! beside the entry is written by others, and some keep only a part of it.

use std::collections::BTreeSet;

/// The members of an envelope, of which all must be there, and its name with advice.
type Envelope = (&'static [&'static str], &'static str);

const ENVELOPES: [Envelope; 13] = [
    (
        &["event", "sourcetype"],
        "events for Splunk (HEC); take the log out: jq -c '.event | (strings | fromjson) // .'",
    ),
    (
        &["kind", "totalRows", "rows"],
        "an answer of BigQuery's API, whose rows have no names; use bq query --format=json",
    ),
    (&["result", "preview"], SPLUNK),
    (&["result", "lastrow"], SPLUNK),
    (
        &["_raw", "_time"],
        "results of a search in Splunk; take the log out: jq -r ._raw",
    ),
    (
        &["_index", "_source"],
        "documents of Elasticsearch; take the log out: jq -c ._source, or jq -r ._source.event.original",
    ),
    (
        &["hits", "took"],
        "an answer of Elasticsearch; take the log out: jq -c '.hits.hits[]._source'",
    ),
    (&["@timestamp", "message"], BEATS),
    (&["@timestamp", "event"], BEATS),
    (&["log_type", "entries"], CHRONICLE),
    (&["logType", "entries"], CHRONICLE),
    (
        &["udm"],
        "events of Google SecOps (UDM), which keep a part of the log; export it from Cloud Logging",
    ),
    (
        &["TimeGenerated"],
        "a table of Microsoft Sentinel, whose columns are a part of the log; export it from Cloud Logging",
    ),
];

const SPLUNK: &str = "results of a search in Splunk; take the log out: jq -r .result._raw";
const BEATS: &str =
    "events of Elastic's Beats or Logstash; take the log out: jq -r '.event.original // .message'";
const CHRONICLE: &str =
    "entries for Google SecOps (Chronicle); take the log out: jq -r '.entries[].log_text'";

/// The most members that are looked at.
const MEMBERS: usize = 64;

/// Returns the name of the envelope in which the first object of a text is, with advice.
pub(super) fn name(text: &[u8]) -> Option<&'static str> {
    let members = members(text);
    if super::FIELDS
        .iter()
        .any(|it| members.contains(it.as_bytes()))
    {
        return None; // an entry may have any other member
    }
    let has = |name: &&str| members.contains(name.as_bytes());
    let mut all = ENVELOPES.iter();
    all.find(|(names, _)| names.iter().all(&has)).map(|it| it.1)
}

/// Returns the names of the members of the first object, as far as the text goes, alone or in a list.
fn members(text: &[u8]) -> BTreeSet<&[u8]> {
    let is_before = |it: &&u8| it.is_ascii_whitespace() || **it == b'[';
    let start = text.iter().take_while(is_before).count();
    let (mut at, mut depth, mut found) = (start, 0_usize, BTreeSet::new());
    while let Some(byte) = text.get(at) {
        at += 1;
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let end = end_of_text(text, at);
                let is_name = text
                    .get(end + 1..)
                    .and_then(|it| it.trim_ascii_start().first());
                if depth == 1 && is_name == Some(&b':') {
                    found.extend(text.get(at..end));
                }
                at = end + 1;
            }
            _ => {}
        }
        if depth == 0 || found.len() == MEMBERS {
            break;
        }
    }
    found
}

/// Returns where the text that begins here ends: at its quotation mark.
fn end_of_text(text: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => break,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str = r#"{"insertId":"a","logName":"projects/p/logs/x","protoPayload":{"event":1,"sourcetype":2}}"#;

    #[test]
    fn an_envelope_is_called_by_its_name() {
        let text = format!("{ENTRY:?}");
        for (envelope, expected) in [
            (
                format!(r#"{{"time":1,"event":{ENTRY},"sourcetype":"s"}}"#),
                "HEC",
            ),
            (format!(r#"{{"event":{text},"sourcetype":"s"}}"#), "HEC"),
            (
                format!(r#"{{"preview":false,"result":{{"_raw":{text}}}}}"#),
                "Splunk",
            ),
            (
                format!(r#"{{"_index":"a","_id":"b","_source":{ENTRY}}}"#),
                "Elasticsearch",
            ),
            (
                format!(r#"[{{"_index":"a","_source":{ENTRY}}}]"#),
                "Elasticsearch",
            ),
            (
                format!("{{\n \"took\": 1,\n \"hits\" : {{\"hits\":[{ENTRY}]}}}}"),
                "Elasticsearch",
            ),
            (format!(r#"{{"@timestamp":"x","message":{text}}}"#), "Beats"),
            (
                format!(r#"{{"log_type":"GCP","entries":[{{"log_text":{text}}}]}}"#),
                "Chronicle",
            ),
            (r#"{"udm":{"metadata":{}}}"#.to_owned(), "UDM"),
            (
                format!(r#"{{"kind":"k","totalRows":"1","rows":[{{"f":[{{"v":{text}}}]}}]}}"#),
                "BigQuery",
            ),
            (
                format!(r#"{{"TimeGenerated":"x","ProtoPayload":{text}}}"#),
                "Sentinel",
            ),
        ] {
            let name = name(envelope.as_bytes()).unwrap_or_default();
            assert!(name.contains(expected), "{name}: {envelope}");
        }
    }

    #[test]
    fn an_entry_is_no_envelope_whatever_it_holds() {
        let other = r#"{"event":1,"sourcetype":2,"udm":3,"logName":"a"}"#;
        for text in [
            ENTRY,
            other,
            "{",
            "[",
            "{\"event",
            "{\"event\\",
            r#"{"a":{"udm":1}}"#,
            "",
        ] {
            assert_eq!(name(text.as_bytes()), None, "{text}");
        }
    }
}
