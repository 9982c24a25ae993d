//! What a damaged line tells of itself: bytes that are no JSON, and may have been anything.

use std::borrow::Cow;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use memchr::memmem;

use crate::model::entry::Source;

/// What a damaged line tells: itself, or, where it is a Pub/Sub message which tells of no log, the entry in it as far as it can be decoded.
pub(super) fn told(bytes: &[u8]) -> Cow<'_, [u8]> {
    let entry = || message(bytes).filter(|it| !sources(it).is_empty());
    match sources(bytes).is_empty() {
        true => entry().map_or(Cow::Borrowed(bytes), Cow::Owned),
        false => Cow::Borrowed(bytes),
    }
}

/// The base64 in a message, up to where it was cut.
fn message(bytes: &[u8]) -> Option<Vec<u8>> {
    let at = memmem::find(bytes, DATA)? + DATA.len();
    let value = bytes.get(at..)?.trim_ascii_start().strip_prefix(b":")?;
    let value = value.trim_ascii_start().strip_prefix(b"\"")?;
    let is_base64 = |it: &&u8| it.is_ascii_alphanumeric() || b"+/".contains(it);
    let length = value.iter().take_while(is_base64).count();
    BASE64_STANDARD.decode(value.get(..length / 4 * 4)?).ok()
}

/// The key under which a message holds an entry.
const DATA: &[u8] = b"\"data\"";

/// The logs that a damaged line may belong to: the one whose service it names, or all that are kept under its log's name; all there are,
/// if an entry was cut before it told.
pub(super) fn sources(bytes: &[u8]) -> Vec<Source> {
    let says = |text: &str| memmem::find(bytes, text.as_bytes()).is_some();
    if says("cloudkms.googleapis.com") || says("AsymmetricSign") {
        vec![Source::Kms]
    } else if says("privateca.googleapis.com") {
        vec![Source::CaService]
    } else if says("google.cloud.gkeauth") || says("system_event") {
        vec![Source::Gke]
    } else if says("k8s.io") || says("k8s_cluster") {
        vec![Source::Kubernetes]
    } else if says("\"serviceName\":\"") || says("\"service_name\":\"") {
        Vec::new() // another service
    } else if says("data_access") {
        vec![Source::Kubernetes, Source::CaService, Source::Kms]
    } else if begins_entry(says) {
        vec![
            Source::Kubernetes,
            Source::Gke,
            Source::CaService,
            Source::Kms,
        ]
    } else {
        Vec::new()
    }
}

/// Whether this is of an audit entry that was cut before it told its service or log.
fn begins_entry(says: impl Fn(&str) -> bool) -> bool {
    const BEGINNINGS: [&str; 5] = [
        "\"protoPayload\"",
        "\"protopayload_auditlog\"",
        "\"proto_payload\"",
        "\"insertId\"",
        "\"insert_id\"",
    ];
    let tells = ["serviceName", "service_name", "/logs/"];
    BEGINNINGS.into_iter().any(&says) && !tells.into_iter().any(says)
}

/// `projects/P`, by the name of its log, the labels of its resource or the name of the resource, the first of them that is there. Where
/// a line names two of a kind, one of them may stand in a body, and nothing is known.
pub(super) fn scope(bytes: &[u8]) -> Option<String> {
    let names = [
        named(bytes, b"projects/", b"/logs/"),
        named(bytes, b"\"project_id\":\"", b"\""),
        named(bytes, b"\"resourceName\":\"projects/", b"/"),
    ];
    let told = names.into_iter().find(|it| *it != Named::Nothing)?;
    match told {
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

/// The project that stands between these wherever both do.
fn named<'b>(bytes: &'b [u8], before: &[u8], behind: &[u8]) -> Named<'b> {
    let mut named = Named::Nothing;
    for at in memmem::find_iter(bytes, before) {
        let rest = bytes.get(at + before.len()..).unwrap_or_default();
        let Some(project) = project(rest).filter(|it| {
            rest.get(it.len()..)
                .is_some_and(|it| it.starts_with(behind))
        }) else {
            continue;
        };
        named = match named {
            Named::One(known) if known != project => return Named::Several,
            _ => Named::One(project),
        };
    }
    named
}

/// A project's id or number at the beginning of a text.
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
    fn a_damaged_line_tells_its_project_or_does_not() {
        for (line, told) in [
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
            assert_eq!(scope(line.as_bytes()).as_deref(), told, "{line}");
        }
    }
}
