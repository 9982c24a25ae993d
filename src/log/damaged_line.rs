//! The log and the project of a damaged line, from its bytes. A damaged line is bytes that are no JSON.

use std::borrow::Cow;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use memchr::memmem;

use super::entry_log::may_become_audit_log;
use super::neighbour_times::Neighbours;
use super::shape::timestamp;
use crate::model::entry::Source;

/// Returns the bytes to search: the damaged line without NUL bytes, or the decoded entries inside it if the line holds Pub/Sub messages and
/// itself shows no log. UTF-16 behind UTF-8, as PowerShell's `>>` leaves it, shows its names without the NUL bytes.
pub(super) fn searched(bytes: &[u8]) -> Cow<'_, [u8]> {
    let bytes = match memchr::memchr(0, bytes) {
        Some(_) => Cow::Owned(bytes.iter().copied().filter(|it| *it != 0).collect()),
        None => Cow::Borrowed(bytes),
    };
    let entries = || Some(messages(&bytes)).filter(|it| !sources(it).is_empty());
    match sources(&bytes).is_empty() {
        true => entries().map_or(bytes, Cow::Owned),
        false => bytes,
    }
}

/// Returns whether zeros are in place of what was written: after a crash, blocks of a file may have a place and no content. Fewer bytes
/// than the shortest entry has were never an entry.
pub(super) fn is_zeroed(bytes: &[u8]) -> bool {
    const SHORTEST_ENTRY: usize = 64;
    bytes.len() >= SHORTEST_ENTRY && bytes.iter().all(|it| *it == 0)
}

/// Returns when the entries in a damaged line were written, as far as the line shows: the first of its times if the line holds one entry,
/// all of its times if it holds several. No field of an entry says that another entry is beside it, but every entry has an id.
pub(super) fn neighbours(bytes: &[u8]) -> Neighbours {
    const IDS: [&[u8]; 3] = [b"\"insertId\"", b"\"insert_id\"", b"\"auditID\""];
    let is_several = |id: &[u8]| memmem::find_iter(bytes, id).nth(1).is_some();
    if IDS.into_iter().any(is_several) {
        let (first, last) = timestamp::find_all(bytes).unzip();
        Neighbours::between(first, last)
    } else {
        timestamp::find(bytes).map_or_else(Neighbours::default, Neighbours::at)
    }
}

/// Decodes the base64 of all messages, each up to the first byte that is no base64.
fn messages(bytes: &[u8]) -> Vec<u8> {
    let keys = memmem::find_iter(bytes, DATA);
    let all = keys.filter_map(|at| message(bytes.get(at + DATA.len()..)?));
    all.flatten().collect()
}

fn message(behind_key: &[u8]) -> Option<Vec<u8>> {
    let value = behind_key.trim_ascii_start().strip_prefix(b":")?;
    let value = value.trim_ascii_start().strip_prefix(b"\"")?;
    let is_base64 = |it: &&u8| it.is_ascii_alphanumeric() || b"+/".contains(it);
    let length = value.iter().take_while(is_base64).count();
    BASE64_STANDARD.decode(value.get(..length / 4 * 4)?).ok()
}

/// The key of the entry in a Pub/Sub message.
const DATA: &[u8] = b"\"data\"";

/// Returns the logs to which a damaged line may belong: the logs of the services that the line names, which may be several if the bytes
/// between two entries are lost; else all logs under the log name of the line; else all four logs, if the entry was cut before its service
/// and log name; else none.
pub(super) fn sources(bytes: &[u8]) -> Vec<Source> {
    let says = |text: &str| memmem::find(bytes, text.as_bytes()).is_some();
    let named = named_sources(bytes);
    if !named.is_empty() {
        named
    } else if says("k8s.io") || says("k8s_cluster") {
        vec![Source::Kubernetes]
    } else if may_be_issuance(bytes) {
        vec![Source::Gke]
    } else if matches!(service(bytes), FieldText::Whole(_)) {
        Vec::new()
    } else if says("data_access") {
        vec![Source::Kubernetes, Source::CaService, Source::Kms]
    } else if matches!(service(bytes), FieldText::Cut(_)) || is_cut_early(bytes) {
        any_log()
    } else {
        Vec::new()
    }
}

/// Returns all four logs, for bytes that do not show their log.
pub(super) fn any_log() -> Vec<Source> {
    Source::LOGS.to_vec()
}

/// Returns the logs of GKE, CA Service and Cloud KMS whose services the line names.
fn named_sources(bytes: &[u8]) -> Vec<Source> {
    let says = |text: &&str| memmem::find(bytes, text.as_bytes()).is_some();
    let names: [(&[&str], Source); 3] = [
        (
            &[
                "cloudkms.googleapis.com",
                "AsymmetricSign",
                "cloudkms_cryptokey",
            ],
            Source::Kms,
        ),
        (&["privateca.googleapis.com"], Source::CaService),
        (
            &["google.cloud.gkeauth", "system_event", "toBeSignedDigest"],
            Source::Gke,
        ),
    ];
    let named = names.into_iter().filter(|(it, _)| it.iter().any(says));
    named.map(|(_, source)| source).collect()
}

/// The text behind a key of a damaged line.
#[derive(PartialEq, Eq)]
enum FieldText<'b> {
    Nothing,
    /// The text up to where the line was cut.
    Cut(&'b [u8]),
    Whole(&'b [u8]),
}

/// Returns the text behind the first of these keys that the line has.
fn text<'b>(bytes: &'b [u8], keys: &[&'b str]) -> FieldText<'b> {
    let Some(value) = keys.iter().find_map(|key| values(bytes, key).next()) else {
        return FieldText::Nothing;
    };
    let is_of_name = |it: &&u8| it.is_ascii_alphanumeric() || b"-._:/%\\".contains(it);
    let length = value.iter().take_while(is_of_name).count();
    let name = value.get(..length).unwrap_or_default();
    match value.get(length) {
        Some(b'"') => FieldText::Whole(name),
        _ => FieldText::Cut(name),
    }
}

/// Returns what follows the opening quote of each text behind a key, nothing where the line was cut before the quote. Cloud Storage sinks
/// write no space behind the colon, the Logging API and gcloud do.
fn values<'b>(bytes: &'b [u8], key: &'b str) -> impl Iterator<Item = &'b [u8]> {
    let unless_cut = |text: &'b [u8], mark: &[u8]| {
        let text = text.trim_ascii_start();
        text.strip_prefix(mark)
            .or_else(|| text.is_empty().then_some(text))
    };
    memmem::find_iter(bytes, key.as_bytes()).filter_map(move |at| {
        let behind = bytes.get(at + key.len()..)?;
        unless_cut(unless_cut(behind, b":")?, b"\"")
    })
}

fn service(bytes: &[u8]) -> FieldText<'_> {
    text(bytes, &["\"serviceName\"", "\"service_name\""])
}

/// Returns whether the line is of GKE and was cut before its method. The method names what GKE issued, while the service of a change
/// of a cluster is the same.
fn may_be_issuance(bytes: &[u8]) -> bool {
    let method = || text(bytes, &["\"methodName\"", "\"method_name\""]);
    service(bytes) == FieldText::Whole(b"container.googleapis.com")
        && !matches!(method(), FieldText::Whole(_))
}

/// Returns whether the line is the beginning of an audit entry that was cut before its service and its log name.
fn is_cut_early(bytes: &[u8]) -> bool {
    match text(bytes, &LOG_NAMES) {
        FieldText::Cut(log_name) => may_become_audit_log(log_name),
        FieldText::Whole(_) => false,
        FieldText::Nothing => begins_entry(bytes),
    }
}

const LOG_NAMES: [&str; 2] = ["\"logName\"", "\"log_name\""];

/// Returns whether the line has a field that entries, or the CloudEvents and Pub/Sub messages around them, have before the name of the log.
fn begins_entry(bytes: &[u8]) -> bool {
    const BEGINNINGS: [&str; 14] = [
        "\"protoPayload\"",
        "\"protopayload_auditlog\"",
        "\"proto_payload\"",
        "\"insertId\"",
        "\"insert_id\"",
        "\"receiveTimestamp\"",
        "\"receive_timestamp\"",
        "\"resource\"",
        "\"severity\"",
        "\"timestamp\"",
        "\"specversion\"",
        "\"ackId\"",
        "\"messageId\"",
        "\"message_id\"",
    ];
    let says = |text: &str| memmem::find(bytes, text.as_bytes()).is_some();
    BEGINNINGS.into_iter().any(says)
        || is_cut_in_first_key(bytes, &LOG_NAMES)
        || is_cut_in_first_key(bytes, &BEGINNINGS)
}

/// Returns whether the line is an object that was cut in the first of its keys, which may be one of these.
fn is_cut_in_first_key(bytes: &[u8], keys: &[&str]) -> bool {
    let first_key = bytes.trim_ascii().strip_prefix(b"{");
    let first_key = first_key.map(<[u8]>::trim_ascii_start);
    first_key.is_some_and(|it| keys.iter().any(|key| key.as_bytes().starts_with(it)))
}

/// Returns `projects/P` by the log name, else by the resource labels, else by the resource name. Returns `None` if the first of these that
/// is present names two projects, since one of the two may be in a body.
pub(super) fn scope(bytes: &[u8]) -> Option<String> {
    if named_sources(bytes).len() > 1 {
        return None; // parts of several entries
    }
    let resources = values(bytes, "\"resourceName\"");
    let names = [
        named(behind(bytes, b"projects/"), b"/logs/"),
        named(values(bytes, "\"project_id\""), b"\""),
        named(
            resources.filter_map(|it| it.strip_prefix(b"projects/")),
            b"/",
        ),
    ];
    let project = names.into_iter().find(|it| *it != Named::Nothing)?;
    match project {
        Named::One(project) => Some(format!("projects/{project}")),
        Named::Nothing | Named::Several => None,
    }
}

#[derive(PartialEq, Eq)]
enum Named<'b> {
    Nothing,
    One(&'b str),
    Several,
}

/// Returns what follows each occurrence of a text.
fn behind<'b>(bytes: &'b [u8], text: &'b [u8]) -> impl Iterator<Item = &'b [u8]> {
    memmem::find_iter(bytes, text).filter_map(|at| bytes.get(at + text.len()..))
}

/// Returns the project with which each of these texts begins, those in which `behind` follows the project.
fn named<'b>(texts: impl Iterator<Item = &'b [u8]>, behind: &[u8]) -> Named<'b> {
    let mut named = Named::Nothing;
    for text in texts {
        let is_followed = |it: &&str| {
            text.get(it.len()..)
                .is_some_and(|it| it.starts_with(behind))
        };
        let Some(project) = project(text).filter(is_followed) else {
            continue;
        };
        named = match named {
            Named::One(known) if known != project => return Named::Several,
            _ => Named::One(project),
        };
    }
    named
}

/// Returns the project id or number at the beginning of a text.
fn project(text: &[u8]) -> Option<&str> {
    let is_of_id = |it: &u8| it.is_ascii_alphanumeric() || b"-.:".contains(it);
    let length = text.iter().take(64).take_while(|it| is_of_id(it)).count();
    let id = text.get(..length).filter(|it| !it.is_empty())?;
    std::str::from_utf8(id).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_line_tells_its_log_or_those_that_it_may_be_of() {
        let all = [
            Source::Kubernetes,
            Source::Gke,
            Source::CaService,
            Source::Kms,
        ];
        for (line, expected) in [
            (
                r#"{"serviceName":"cloudkms.googleapis.com","#,
                &[Source::Kms][..],
            ),
            (r#"{"serviceName":"storage.googleapis.com","#, &[]),
            (r#"{"protoPayload":{"serviceName":"clo"#, &all),
            (r#"{"proto_payload":{"service_name":"priv"#, &all),
            (r#"{"serviceName" : "storage.googleapis.com","#, &[]),
            (
                r#"{"logName": "projects/p/logs/cloudaudit.googleapis.com%2Fdat"#,
                &all,
            ),
            (r#"{"logName": "projects/p/logs/stdo"#, &[]),
            (r#"{"logName": 1}</html>"#, &[]),
            (r#"{"logName""#, &all),
            (r#"{"logName": "#, &all),
            (
                r#"{"serviceName":"container.googleapis.com","me"#,
                &[Source::Gke],
            ),
            (
                r#"{"serviceName":"container.googleapis.com","methodName":"SetLabels","#,
                &[],
            ),
            (r#"{"specversion":"1.0","type":"google.cl"#, &all),
            (r#"{"level":"in"#, &[]),
            (r#"{"inse"#, &all),
            (
                r#"{"serviceName":"cloudkms.googleapis.com","meth…s/cloudaudit.googleapis.com%2Fsystem_event"}"#,
                &[Source::Kms, Source::Gke],
            ),
        ] {
            assert_eq!(sources(line.as_bytes()), expected, "{line}");
        }
    }

    #[test]
    fn parts_of_entries_of_several_logs_tell_no_project() {
        let parts = r#"{"serviceName":"cloudkms.googleapis.com","a…"logName":"projects/p/logs/cloudaudit.googleapis.com%2Fsystem_event"}"#;
        assert_eq!(scope(parts.as_bytes()), None);
    }

    #[test]
    fn a_damaged_line_tells_its_project_or_does_not() {
        for (line, expected) in [
            (r#"{"logName":"projects/p-1/logs/x"#, Some("projects/p-1")),
            (r#"{"project_id":"p-1","a"#, Some("projects/p-1")),
            (
                r#"{"resourceName":"projects/p/locations/l"#,
                Some("projects/p"),
            ),
            (r#"{"project_id":"a"},{"project_id":"b""#, None),
            (
                r#"{"project_id":"a","logName":"projects/b/logs/x"#,
                Some("projects/b"),
            ),
            (r#"{"resourceName":"projects/p"#, None),
            (r#"{"logName":"folders/1/logs/x"#, None),
            ("", None),
        ] {
            assert_eq!(scope(line.as_bytes()).as_deref(), expected, "{line}");
        }
    }
}
