//! The URIs of a SARIF report: the log that a finding is about, by which an alert stays the same alert, and the file that holds a record.

use crate::model::entry::Source;
use crate::model::finding::Finding;
use crate::model::identity::subject::{Kind, Subject};
use crate::scan::Judged;

/// The base of the paths that begin with a slash.
pub(super) const ROOT: &str = "ROOT";

/// The base of the objects of Cloud Storage, `gs://BUCKET/OBJECT`.
pub(super) const STORAGE: &str = "CLOUD_STORAGE";

/// The bases with their URIs. A relative reference must not begin with a slash, and an absolute one needs no base (SARIF 2.1.0 section 3.4).
pub(super) const BASES: [(&str, &str); 2] = [
    (ROOT, "file:///"),
    (STORAGE, "https://storage.googleapis.com/"),
];

/// Returns the log that a finding is about, as `credtrail/LOG/PROJECT`. The names of files, which differ from export to export, have no part
/// in it: code scanning takes a result at another place for another alert.
pub(super) fn log(judged: &Judged<'_>, finding: &Finding) -> String {
    let source = finding.stage.unwrap_or_else(|| home(judged));
    let log = format!("credtrail/{source}");
    match project(judged, source) {
        Some(project) => format!("{log}/{}", segment(project)),
        None => log,
    }
}

/// Returns the log in which the subject of a finding comes into being.
fn home(judged: &Judged<'_>) -> Source {
    match (&judged.lineage.subject, judged.kind) {
        (Subject::Signature(_), _) | (_, Kind::Token) => Source::Kms,
        (_, Kind::Certificate) => Source::CaService,
        _ => Source::Kubernetes,
    }
}

/// Returns the project of a lineage in a log: that of its records there, or else the one that its key, CA pool or cluster names.
fn project<'r>(judged: &'r Judged<'_>, source: Source) -> Option<&'r str> {
    let records = judged.lineage.records().into_iter();
    let there = records.filter(|it| it.entry.event.source() == source);
    let scope = there.map(|it| it.entry.scope.as_str()).min();
    let place = &judged.attribution;
    let (key, pool) = (place.keys.first(), place.pools.first());
    let named = match source {
        Source::Kms => key.or(pool).copied(), // keys and pools of a cluster lie in one project as a rule
        Source::CaService => pool.or(key).copied(),
        Source::Workload | Source::Kubernetes | Source::Gke => None,
    };
    let name = scope.or(named).or(place.cluster)?;
    let inner = name.strip_prefix("projects/").unwrap_or(name);
    let is_segment = |it: &&str| it.bytes().any(|byte| byte != b'.');
    inner.split('/').next().filter(is_segment)
}

/// Returns a name as one segment of a path.
fn segment(name: &str) -> String {
    encoded(name).replace('/', "%2F")
}

/// Returns a file as a relative reference, and the base to which it is relative.
pub(super) fn file(name: &str) -> (String, Option<&'static str>) {
    if let Some(object) = name.strip_prefix("gs://") {
        return (encoded(object), Some(STORAGE));
    }
    if let Some(path) = name.strip_prefix("file://") {
        return (encoded(path.trim_start_matches('/')), Some(ROOT));
    }
    if name.starts_with('/') {
        return (encoded(name.trim_start_matches('/')), Some(ROOT));
    }
    let known = ["https://", "s3://", "az://"];
    let scheme = known.into_iter().find(|it| name.starts_with(it));
    let scheme = scheme.unwrap_or_default();
    let path = name.strip_prefix(scheme).unwrap_or(name);
    let path = match scheme.is_empty() {
        true => encoded(path),
        false => encoded(path).replace("%3A", ":"), // the port of a host
    };
    (format!("{scheme}{path}"), None)
}

/// Encodes all bytes but the unreserved ones and slashes (RFC 3986 section 2).
fn encoded(text: &str) -> String {
    let one = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_relative_to_its_base_and_encoded() {
        for (name, uri, base) in [
            ("logs/kms.json", "logs/kms.json", None),
            ("/var/log/a b:1.json", "var/log/a%20b%3A1.json", Some(ROOT)),
            ("//x", "x", Some(ROOT)),
            ("file:///var/log/a", "var/log/a", Some(ROOT)),
            ("gs://acme/a#1.json", "acme/a%231.json", Some(STORAGE)),
            (
                "https://acme.example:8443/a?b",
                "https://acme.example:8443/a%3Fb",
                None,
            ),
            ("s3://acme/é", "s3://acme/%C3%A9", None),
            ("javascript:alert(1)", "javascript%3Aalert%281%29", None),
            ("100%", "100%25", None),
        ] {
            assert_eq!(file(name), (uri.to_owned(), base), "{name}");
        }
    }

    #[test]
    fn a_name_in_the_path_of_a_log_is_one_segment() {
        assert_eq!(segment("a/../b c"), "a%2F..%2Fb%20c");
    }
}
