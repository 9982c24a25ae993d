//! Logs in a form that is not read: YAML, CSV, and JSON behind a prefix or inside of another line. Whoever gives such a file gets advice how to
//! get the log itself, and no PEM in the log makes the file evidence.

mod envelope;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// The names of fields that only log entries have.
const FIELDS: [&str; 9] = [
    "insertId",
    "insert_id",
    "logName",
    "log_name",
    "protoPayload",
    "protopayload_auditlog",
    "proto_payload",
    "textPayload",
    "auditID",
];

/// Where an entry of YAML is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Listed {
    Alone,
    InList,
}

/// The most lines that are looked at.
const LINES: usize = 64;

/// Returns the name of the form of a log that is not read, with advice. Returns `None` for any other text.
pub(in crate::evidence) fn name(text: &[u8]) -> Option<&'static str> {
    let lines = text.split(|it| *it == b'\n').map(<[u8]>::trim_ascii_end);
    let lines = || lines.clone().filter(|it| !it.is_empty()).take(LINES);
    let first = lines().next()?;
    if first.starts_with(b"{\"log\":") {
        return lines().any(has_escaped_log).then_some(
            "a log inside of the JSON of a container runtime (json-file); take it out: jq -rj .log",
        );
    }
    if is_json(first) {
        return envelope::name(text);
    }
    if is_header(first) {
        return Some(
            "a log as CSV, which is not read; download it as JSON, or use gcloud logging read --format=json",
        );
    }
    if is_encoded(text) {
        return Some("a log in base64; decode each line of it: base64 -d");
    }
    behind_prefixes(first, lines()).or_else(|| as_yaml(lines()))
}

/// The most characters of base64 that are decoded.
const ENCODED: usize = 8192;

/// Returns whether a text begins with the base64 of a log entry, on one line or several.
fn is_encoded(text: &[u8]) -> bool {
    let is_base64 = |it: &u8| it.is_ascii_alphanumeric() || b"+/".contains(it);
    let dense = text.iter().copied().filter(|it| !b"\r\n".contains(it));
    let base64: Vec<u8> = dense.take_while(is_base64).take(ENCODED).collect();
    let whole = base64.get(..base64.len() / 4 * 4).unwrap_or_default();
    BASE64_STANDARD.decode(whole).is_ok_and(|it| is_log(&it))
}

/// Returns the name of a log whose lines are behind prefixes. A text that begins otherwise may quote an entry.
fn behind_prefixes<'t>(
    first: &[u8],
    mut lines: impl Iterator<Item = &'t [u8]>,
) -> Option<&'static str> {
    if is_cri(first) {
        return lines.any(|it| before_log(it).is_some()).then_some(
            "a log behind the prefixes of a container runtime (CRI); cut them off: cut -d' ' -f4-",
        );
    }
    let is_there = match is_stamped(first) {
        true => lines.any(|it| before_log(it).is_some()),
        false => is_behind_prefix(first) && most(lines, is_behind_prefix),
    };
    is_there
        .then_some("a log behind prefixes, as syslog writes them; cut them off: sed 's/^[^{]*//'")
}

/// Returns whether a line is a log entry behind a prefix. A short line that goes on behind the entry quotes it.
fn is_behind_prefix(line: &[u8]) -> bool {
    before_log(line).is_some() && (line.ends_with(b"}") || line.len() > SHORT)
}

/// The longest line that is certainly whole, in bytes.
const SHORT: usize = 4096;

/// Returns whether more than half of the lines are so.
fn most<'t>(lines: impl Iterator<Item = &'t [u8]>, are: impl Fn(&'t [u8]) -> bool) -> bool {
    let (mut all, mut such) = (0, 0);
    for line in lines {
        all += 1;
        such += usize::from(are(line));
    }
    such * 2 > all
}

/// Returns the name of a log as YAML.
fn as_yaml<'t>(lines: impl Iterator<Item = &'t [u8]>) -> Option<&'static str> {
    let mut lines = lines
        .skip_while(|it| it.starts_with(b"---") || it.starts_with(b"#"))
        .peekable();
    let of_list = match lines.peek()?.starts_with(b"- ") {
        true => Listed::InList,
        false => Listed::Alone,
    };
    lines
        .any(|line| is_yaml(line, of_list))
        .then_some("a log as YAML, which is not read; use gcloud logging read --format=json")
}

/// Returns whether a text looks like a line of a log.
pub(in crate::evidence) fn is_log(text: &[u8]) -> bool {
    let text = text.trim_ascii_start();
    let names = [
        "logName",
        "log_name",
        "protoPayload",
        "protopayload_auditlog",
        "proto_payload",
        "auditID",
    ];
    let head = text.get(..4096).unwrap_or(text);
    let is_named =
        |name: &str| memchr::memmem::find(head, format!("\"{name}\"").as_bytes()).is_some();
    matches!(text.first(), Some(b'{' | b'[')) && names.into_iter().any(is_named)
}

/// Returns whether a line is or holds a log entry as JSON.
pub(in crate::evidence) fn holds_log(line: &[u8]) -> bool {
    line.trim_ascii_start().starts_with(b"{") || before_log(line).is_some()
}

/// Returns the text before the JSON of a log entry on the same line.
fn before_log(line: &[u8]) -> Option<&[u8]> {
    let start = memchr::memmem::find(line, b"{\"").filter(|it| *it > 0)?;
    let (prefix, json) = line.split_at(start);
    is_log(json).then_some(prefix)
}

/// Returns whether a line begins with the prefix of the Container Runtime Interface: time, stream, and whether the line is whole
/// (kubernetes/cri-client `pkg/logs/logs.go`).
fn is_cri(line: &[u8]) -> bool {
    let words: Vec<&[u8]> = line.splitn(4, |it| *it == b' ').collect();
    matches!(
        words.as_slice(),
        [_, b"stdout" | b"stderr", b"F" | b"P", ..]
    )
}

/// Returns whether a line begins as one of syslog: with a priority, a year or a month (RFC 3164 section 4.1, RFC 5424 section 6).
fn is_stamped(line: &[u8]) -> bool {
    const MONTHS: [&[u8]; 12] = [
        b"Jan ", b"Feb ", b"Mar ", b"Apr ", b"May ", b"Jun ", b"Jul ", b"Aug ", b"Sep ", b"Oct ",
        b"Nov ", b"Dec ",
    ];
    match line {
        [b'<', digit, ..] => digit.is_ascii_digit(),
        [year @ .., _] if year.len() >= 4 => {
            year.iter().take(4).all(u8::is_ascii_digit)
                || MONTHS.iter().any(|it| line.starts_with(it))
        }
        _ => false,
    }
}

fn has_escaped_log(line: &[u8]) -> bool {
    let is_there =
        |name: &&str| memchr::memmem::find(line, format!("\\\"{name}\\\"").as_bytes()).is_some();
    FIELDS.iter().any(is_there)
}

/// Returns whether a line is the header of a table with a column of log entries.
fn is_header(line: &[u8]) -> bool {
    let Ok(line) = std::str::from_utf8(line) else {
        return false;
    };
    let columns: Vec<&str> = line.split([',', ';', '\t']).collect();
    let is_field = |column: &&str| {
        let column = column.trim_matches([' ', '"']);
        FIELDS.contains(&column.split(['.', '_']).next().unwrap_or_default())
            || FIELDS.contains(&column)
    };
    columns.len() > 1 && columns.iter().any(is_field)
}

/// Returns whether a line is JSON from its first byte on: a prefix in brackets, as `kubectl logs --prefix` writes it, is none.
fn is_json(line: &[u8]) -> bool {
    let is_bracketed = |it: &[u8]| it.trim_ascii_end().ends_with(b"]");
    match after_separator(line).trim_ascii_start().first() {
        Some(b'[') => !before_log(line).is_some_and(is_bracketed),
        first => first == Some(&b'{'),
    }
}

/// Returns a text without the separator before the first text of a JSON text sequence (RFC 7464 section 2.2).
pub(in crate::evidence) fn after_separator(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\x1e").unwrap_or(text)
}

/// Returns whether a line is a field of an entry in YAML, alone or in a list of entries.
fn is_yaml(line: &[u8], of_list: Listed) -> bool {
    let listed = match of_list {
        Listed::Alone => None,
        Listed::InList => line.strip_prefix(b"- ").or(line.strip_prefix(b"  ")),
    };
    let line = listed.unwrap_or(line);
    let is_field = |text: &[u8]| {
        let mut names = FIELDS.iter();
        names.any(|it| {
            text.strip_prefix(it.as_bytes())
                .is_some_and(|rest| rest.starts_with(b":"))
        })
    };
    is_field(line)
}

#[cfg(test)]
mod tests {
    use super::super::super::form::FileForm;
    use super::*;

    const ENTRY: &str = r#"{"insertId":"a","logName":"projects/p/logs/x","protoPayload":{"response":{"pem_certificate":"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"}}}"#;

    #[test]
    fn a_log_in_another_form_is_called_by_its_name_and_is_no_evidence() {
        let yaml = "---\ninsertId: a\nlogName: projects/p/logs/x\nprotoPayload:\n  response:\n    pem_certificate: |\n      -----BEGIN CERTIFICATE-----\n      MIIB\n      -----END CERTIFICATE-----\n";
        let escaped = format!("{{\"log\":{:?},\"stream\":\"stdout\"}}", ENTRY);
        for (text, expected) in [
            (format!("2026-10-06T12:00:00Z stdout F {ENTRY}\n"), "CRI"),
            (
                format!("Oct  6 12:00:00 host app[1]: {ENTRY}\n"),
                "prefixes",
            ),
            (format!("[pod/api/x] {ENTRY}\n"), "prefixes"),
            (
                format!("<14>1 2026-10-06T12:00:00Z host app - - - {ENTRY}\n"),
                "prefixes",
            ),
            (escaped, "json-file"),
            (yaml.to_owned(), "YAML"),
            ("- logName: x\n  insertId: y\n".to_owned(), "YAML"),
            (
                "insertId,logName,protoPayload.methodName\na,b,c\n".to_owned(),
                "CSV",
            ),
            ("\"timestamp\"\t\"log_name\"\r\n".to_owned(), "CSV"),
            (BASE64_STANDARD.encode(ENTRY) + "\n", "base64"),
            (
                BASE64_STANDARD.encode(ENTRY).replacen('A', "A\r\n", 3),
                "base64",
            ),
        ] {
            assert!(
                name(text.as_bytes()).unwrap_or_default().contains(expected),
                "{text}"
            );
            assert_eq!(FileForm::of(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_logs() {
        for text in [
            "",
            "notes, and more notes\n",
            "see logName: it is a field\n",
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
            "apiVersion: v1\nkind: Secret\ndata:\n  logName: x\n",
            "an entry is {\"logName\": \"x\"}\nand so on\n",
            "curl -H 'Authorization: Bearer x' -d '{\"token\": 1}'\n",
            ENTRY,
            &format!("[{ENTRY}]"),
        ] {
            assert_eq!(name(text.as_bytes()), None, "{text}");
        }
    }
}
