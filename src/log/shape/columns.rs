//! Columns that hold JSON as a string. An export of BigQuery or Log Analytics as CSV, or with `TO_JSON_STRING`, writes a structured column
//! as a string of JSON. The row is the same.

use std::borrow::Cow;

use sonic_rs::{JsonValueTrait, LazyValue};

/// The structured columns with fields of an entry. Labels and bodies are not listed, since the reader of entries also reads them as
/// strings.
const COLUMNS: [&str; 5] = [
    "resource",
    "operation",
    "protoPayload",
    "protopayload_auditlog",
    "proto_payload",
];

/// The structured field of the column [`PARTED`].
const PART: [&str; 1] = ["audit_log"];

const PARTED: &str = "proto_payload";

/// Returns the row with these columns as objects. Returns `None` if none of these columns is a string.
pub(in crate::log) fn unfolded(row: &[u8]) -> Option<Vec<u8>> {
    memchr::memmem::find(row, b"\"{")?;
    is_folded(row, &COLUMNS)
        .then(|| written(row, &COLUMNS))
        .flatten()
}

/// Returns whether one of these columns of an object is a string. A damaged object is checked up to the damage.
fn is_folded(object: &[u8], columns: &[&str]) -> bool {
    let members = sonic_rs::to_object_iter(object).map_while(Result::ok);
    let mut members = members.filter(|(key, _)| columns.contains(&&**key));
    is_object(object)
        && members.any(|(key, value)| {
            let raw = value.as_raw_str();
            raw.starts_with("\"{") || (key == PARTED && is_folded(raw.as_bytes(), &PART))
        })
}

fn is_object(json: &[u8]) -> bool {
    json.trim_ascii_start().first() == Some(&b'{')
}

/// Returns the object with these columns as objects. Returns `None` for a damaged object.
fn written(object: &[u8], columns: &[&str]) -> Option<Vec<u8>> {
    let mut json = vec![b'{'];
    for member in sonic_rs::to_object_iter(object) {
        let (key, value) = member.ok()?;
        if json.len() > 1 {
            json.push(b',');
        }
        json.extend(serde_json::to_vec::<str>(&key).ok()?);
        json.push(b':');
        let column = columns.contains(&&*key).then(|| opened(&key, &value));
        let raw = || value.as_raw_str().as_bytes().to_vec();
        json.extend(column.flatten().unwrap_or_else(raw));
    }
    json.push(b'}');
    Some(json)
}

/// Returns a column as an object. Returns `None` for a column that is no object; the reader of entries reports damage inside a column.
fn opened(name: &str, value: &LazyValue<'_>) -> Option<Vec<u8>> {
    let raw = value.as_raw_str();
    let json: Cow<'_, str> = match value.is_str() {
        true => serde_json::from_str::<String>(raw).ok()?.into(),
        false => raw.into(),
    };
    if !is_object(json.as_bytes()) {
        return None;
    }
    let again = (name == PARTED).then(|| written(json.as_bytes(), &PART));
    Some(again.flatten().unwrap_or_else(|| json.into_owned().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(row: &str) -> Option<String> {
        unfolded(row.as_bytes()).map(|it| String::from_utf8(it).unwrap())
    }

    #[test]
    fn columns_with_parts_are_opened_whoever_made_texts_of_them() {
        let whole = r#"{"a":1,"resource":{"type":"t","labels":{"project_id":"p"}},"proto_payload":{"audit_log":{"request":"{}"}}}"#;
        for row in [
            r#"{"a":1,"resource":"{\"type\":\"t\",\"labels\":{\"project_id\":\"p\"}}","proto_payload":{"audit_log":{"request":"{}"}}}"#,
            r#"{"a":1,"resource":{"type":"t","labels":{"project_id":"p"}},"proto_payload":"{\"audit_log\":{\"request\":\"{}\"}}"}"#,
            r#"{"a":1,"resource":{"type":"t","labels":{"project_id":"p"}},"proto_payload":{"audit_log":"{\"request\":\"{}\"}"}}"#,
            r#"{"a":1,"resource":"{\"type\":\"t\",\"labels\":{\"project_id\":\"p\"}}","proto_payload":"{\"audit_log\":\"{\\\"request\\\":\\\"{}\\\"}\"}"}"#,
        ] {
            assert_eq!(opened(row).as_deref(), Some(whole), "{row}");
        }
        assert_eq!(opened(whole), None);
    }

    #[test]
    fn what_is_no_column_or_no_object_stays_as_it_is() {
        for row in [
            r#"{"labels":"{}","textPayload":"{\"resource\":1}"}"#,
            r#"{"protoPayload":{"request":"{\"a\":1}","metadata":"{}"}}"#,
            r#"{"proto_payload":"no JSON","x":"{"}"#,
            r#"["{"]"#,
            r#"{"resource":"{"#,
        ] {
            assert_eq!(opened(row), None, "{row}");
        }
    }
}
