//! The caller and the credential are read whatever a body holds, and no field of a body becomes a field of the envelope.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::log::Reader;
use crate::log::framing::splitter::Splitter;
use crate::log::parsed_batch::ParsedBatch;
use crate::log::shape::apart::*;
use crate::log::shape::envelope::apart_from_bodies;

const ID: &str = "JTI=025a10e5-82ff-40a5-a10c-03a9a819d6eb";
const NAME: &str = "system:serviceaccount:a:b";

/// The bytes before and behind the body in entries that record one use of [`ID`] by [`NAME`].
const AROUND: [(&str, &str); 9] = [
    (
        r#"{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"a1","stage":"ResponseComplete","verb":"patch","user":{"username":"NAME","extra":{"authentication.kubernetes.io/credential-id":["ID"]}},"objectRef":{"resource":"pods"},"responseStatus":{"code":200},"requestObject":"#,
        r#","requestReceivedTimestamp":"2026-10-06T13:00:00.123456Z","stageTimestamp":"2026-10-06T13:00:00.223456Z","annotations":{"authorization.k8s.io/decision":"allow"}}"#,
    ),
    (
        r#"{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"a1","stage":"ResponseComplete","verb":"patch","user":{"username":"NAME","extra":{"authentication.kubernetes.io/credential-id":["ID"]}},"objectRef":{"resource":"pods"},"responseStatus":{"code":200},"requestObject":{},"responseObject":"#,
        r#","requestReceivedTimestamp":"2026-10-06T13:00:00.123456Z","stageTimestamp":"2026-10-06T13:00:00.223456Z"}"#,
    ),
    // Rewritten by a program that sorts keys.
    (
        r#"{"apiVersion":"audit.k8s.io/v1","auditID":"a1","kind":"Event","requestObject":"#,
        r#","requestReceivedTimestamp":"2026-10-06T13:00:00Z","stage":"ResponseComplete","stageTimestamp":"2026-10-06T13:00:00Z","user":{"extra":{"authentication.kubernetes.io/credential-id":["ID"]},"username":"NAME"},"verb":"patch"}"#,
    ),
    (
        r#"{"protoPayload":{"serviceName":"k8s.io","methodName":"io.k8s.core.v1.pods.patch","authenticationInfo":{"principalEmail":"NAME"},"status":{"code":0},"request":"#,
        r#"},"insertId":"a1","resource":{"type":"k8s_cluster","labels":{"cluster_name":"c","location":"l","project_id":"p"}},"timestamp":"2026-10-06T13:00:00Z","logName":"projects/p/logs/cloudaudit.googleapis.com%2Factivity","labels":{"authentication.kubernetes.io/credential-id":"ID"}}"#,
    ),
    (
        r#"{"insertId":"a1","labels":{"authentication.kubernetes.io/credential-id":"ID"},"logName":"projects/p/logs/cloudaudit.googleapis.com%2Factivity","protoPayload":{"authenticationInfo":{"principalEmail":"NAME"},"methodName":"io.k8s.core.v1.pods.patch","response":"#,
        r#","serviceName":"k8s.io"},"resource":{"labels":{"cluster_name":"c","location":"l","project_id":"p"},"type":"k8s_cluster"},"timestamp":"2026-10-06T13:00:00Z"}"#,
    ),
    (
        r#"{"insertId":"a1","labels":{"authentication.kubernetes.io/credential-id":"ID"},"logName":"projects/p/logs/cloudaudit.googleapis.com%2Factivity","protoPayload":{"authenticationInfo":{"principalEmail":"NAME"},"metadata":"#,
        r#","methodName":"io.k8s.core.v1.pods.patch","serviceName":"k8s.io"},"resource":{"labels":{"cluster_name":"c","location":"l","project_id":"p"},"type":"k8s_cluster"},"timestamp":"2026-10-06T13:00:00Z"}"#,
    ),
    (
        r#"{"insertId":"a1","labels":{"authentication_kubernetes_io_credential_id":"ID"},"logName":"projects/p/logs/cloudaudit.googleapis.com%2Factivity","protopayload_auditlog":{"authenticationInfo":{"principalEmail":"NAME"},"methodName":"io.k8s.core.v1.pods.patch","serviceName":"k8s.io","requestJson":"#,
        r#"},"resource":{"labels":{"cluster_name":"c","location":"l","project_id":"p"},"type":"k8s_cluster"},"timestamp":"2026-10-06 13:00:00 UTC"}"#,
    ),
    (
        r#"{"insert_id":"a1","labels":{"authentication.kubernetes.io/credential-id":"ID"},"log_name":"projects/p/logs/cloudaudit.googleapis.com%2Factivity","proto_payload":{"audit_log":{"authentication_info":{"principal_email":"NAME"},"method_name":"io.k8s.core.v1.pods.patch","service_name":"k8s.io","request":"#,
        r#"}},"resource":{"labels":{"cluster_name":"c","location":"l","project_id":"p"},"type":"k8s_cluster"},"timestamp":"2026-10-06T13:00:00Z"}"#,
    ),
    (
        r#"{"specversion":"1.0","data":{"insertId":"a1","labels":{"authentication.kubernetes.io/credential-id":"ID"},"logName":"projects/p/logs/cloudaudit.googleapis.com%2Factivity","protoPayload":{"authenticationInfo":{"principalEmail":"NAME"},"methodName":"io.k8s.core.v1.pods.patch","serviceName":"k8s.io","request":"#,
        r#"},"resource":{"labels":{"cluster_name":"c","location":"l","project_id":"p"},"type":"k8s_cluster"},"timestamp":"2026-10-06T13:00:00Z"}}"#,
    ),
];

/// Returns an entry with this body.
fn entry(around: usize, body: &[u8]) -> Vec<u8> {
    let (before, behind) = AROUND[around];
    let filled = |it: &str| it.replace("NAME", NAME).replace("ID\"", &format!("{ID}\""));
    let filled = |it: &str| filled(it).replace(&format!("audit{ID}"), "auditID");
    [filled(before).as_bytes(), body, filled(behind).as_bytes()].concat()
}

fn read(input: &[u8]) -> ParsedBatch {
    let mut splitter = Splitter::new(input);
    let mut all = ParsedBatch::default();
    while let Some(batch) = splitter.next_batch().unwrap() {
        let mut reading = Reader::default().read(&batch);
        let first = all.uses.is_empty() && all.rejections.is_empty();
        assert!(first || reading.uses.is_empty(), "one batch is enough here");
        reading.unreadable_bodies += all.unreadable_bodies;
        if first {
            all = reading;
        }
    }
    all
}

/// Returns every use as id and name.
fn uses(reading: &ParsedBatch) -> Vec<&str> {
    let of = reading.uses.iter().map(|it| reading.texts.get(it.who));
    of.collect()
}

fn assert_uses(input: &[u8], times: usize) {
    let reading = read(input);
    let shown = String::from_utf8_lossy(input)
        .chars()
        .take(900)
        .collect::<String>();
    assert_eq!(reading.rejections, [], "{shown}");
    assert_eq!(
        uses(&reading),
        vec![format!("{ID}{NAME}"); times],
        "{shown}"
    );
    assert!(reading.entries.is_empty() && reading.evidence.is_empty());
    assert!(
        reading
            .uses
            .iter()
            .all(|it| it.at.as_second() == 1_791_291_600)
    );
}

/// Strings with bytes that a reader may refuse, forged fields among them.
const TEXTS: [&[u8]; 18] = [
    b"\"\"",
    b"\"x\"",
    b"\"\xff\"",
    b"\"\xed\xa0\x80\"",
    b"\"\xc3\"",
    br#""\ud83d""#,
    br#""\udc00\ud800""#,
    br#""\ud83d\ude00""#,
    br#""\u0000\u001f""#,
    b"\"\0\x01\x7f\"",
    br#""\"\\\\\"""#,
    br#""\\""#,
    br#""}},\"user\":{\"username\":\"admin\",\"extra\":{}}""#,
    br#""\"},\"requestReceivedTimestamp\":\"2001-01-01T00:00:00Z\"""#,
    br#""{\"protoPayload\":{}}""#,
    br#""]}]}{[""#,
    br#""JTI=forged""#,
    b"\"\xf0\x9f\x98\x80\"",
];

const NUMBERS: [&str; 12] = [
    "1e999",
    "-1E+400",
    "123456789012345678901234567890",
    "0.1e-99999",
    "-0",
    "7",
    "0.5",
    "1e5",
    "true",
    "null",
    "9223372036854775808",
    "99999999999999999999e99999999999",
];

/// Keys that either reader looks at, at any level.
const KEYS: [&str; 34] = [
    "a",
    "user",
    "username",
    "extra",
    "auditID",
    "stage",
    "kind",
    "apiVersion",
    "authentication.kubernetes.io/credential-id",
    "authentication.kubernetes.io/issued-credential-id",
    "annotations",
    "labels",
    "requestReceivedTimestamp",
    "protoPayload",
    "protopayload_auditlog",
    "proto_payload",
    "logName",
    "timestamp",
    "insertId",
    "entries",
    "items",
    "receivedMessages",
    "message",
    "data",
    "requestObject",
    "responseObject",
    "spec",
    "status",
    "name",
    "digest",
    "credentialId",
    "credential_id",
    "pemCertificate",
    "\\ud800",
];

fn text() -> impl Strategy<Value = Vec<u8>> {
    let long = (select(&TEXTS[..]), 0..300_usize).prop_map(|(text, times)| {
        let (_, rest) = text.split_at(1);
        [b"\"", &rest[..rest.len() - 1].repeat(times)[..], b"\""].concat()
    });
    prop_oneof![4 => select(&TEXTS[..]).prop_map(<[u8]>::to_vec), 1 => long]
}

fn deep() -> impl Strategy<Value = Vec<u8>> {
    let nested = |open: &str, inner: &str, close: &str, levels: usize| {
        format!("{}{inner}{}", open.repeat(levels), close.repeat(levels)).into_bytes()
    };
    (any::<bool>(), 50..4_000_usize).prop_map(move |(is_object, levels)| match is_object {
        true => nested("{\"user\":", "1e999", "}", levels),
        false => nested("[", "", "]", levels),
    })
}

/// Bytes that `Debug` shows as text.
#[derive(Clone)]
struct Shown(Vec<u8>);

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.300}", self.0.escape_ascii().to_string())
    }
}

/// A body as an encoder that checks only brackets and quotes writes the body.
fn body() -> impl Strategy<Value = Shown> {
    let number = select(&NUMBERS[..]).prop_map(|it| it.as_bytes().to_vec());
    let leaf = prop_oneof![4 => text(), 4 => number, 1 => deep()];
    leaf.prop_recursive(4, 24, 5, |inner| {
        let key = select(&KEYS[..]).prop_map(|it| format!("\"{it}\":").into_bytes());
        let member = (key, inner.clone()).prop_map(|(key, value)| [key, value].concat());
        prop_oneof![
            1 => vec(inner, 0..4).prop_map(|all| [b"[", &all.join(&b", "[..])[..], b"]"].concat()),
            3 => vec(member, 0..5).prop_map(|all| [b"{", &all.join(&b","[..])[..], b"}"].concat()),
        ]
    })
    .prop_map(Shown)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 768, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_body_never_hides_a_use_and_forges_nothing(around in 0..AROUND.len(), body in body()) {
        assert_uses(&entry(around, &body.0), 1);
    }

    #[test]
    fn nor_where_entries_stand_side_by_side(around in 0..8_usize, bodies in vec(body(), 1..4)) {
        let entries: Vec<_> = bodies.iter().map(|it| entry(around, &it.0)).collect();
        let side_by_side = entries.join(&b","[..]);
        let page = |before: &str, behind: &str| [before.as_bytes(), &side_by_side, behind.as_bytes()].concat();
        assert_uses(&page("[", "]"), entries.len());
        assert_uses(&page("{\"entries\":[", "]}\n"), entries.len());
        assert_uses(&page("{\"kind\":\"EventList\",\"items\":[\n", "\n]}"), entries.len());
        assert_uses(&entries.join(&b"\n"[..]), entries.len());
    }

    #[test]
    fn the_skimmer_and_the_row_agree_on_any_body(body in body(), at in any::<Index>(), behind in any::<bool>()) {
        let mut line = entry(3 + usize::from(behind), &body.0);
        // The body also becomes a member of any object of the line.
        let places: Vec<_> = (0..line.len()).filter(|&it| line[it] == b'{').collect();
        let at = at.index(places.len());
        line.splice(places[at] + 1..places[at] + 1, [b"\"x\":", &body.0[..], b","].concat());
        crate::log::fast::skim::tests::same(&line);
    }
}

#[test]
fn whatever_is_no_json_at_all_hides_no_use_of_an_event() {
    for body in [
        &b"nonsense"[..],
        b"{a:1}",
        b"{\"a\":}",
        b"{\"a\":1}}",
        b"{\"a\":1",
        b"[1,2",
        b"\"unclosed",
        b"{'a':\"b}",
        b"",
        b"{\"a\":1}},\"user\":{\"username\":\"admin\",\"extra\":{}",
        b"{},\"user\":{\"username\":\"admin\"},\"requestReceivedTimestamp\":\"2001-01-01T00:00:00Z\"",
        b"{\"a\":\"\\\"}",
        b"<?xml version=\"1.0\"?>",
        b"}",
        b"]]]",
    ] {
        assert_uses(&entry(0, body), 1);
        assert_uses(&entry(1, body), 1);
    }
}

#[test]
fn odd_texts_of_the_envelope_cost_nothing() {
    let event = entry(0, b"{}");
    let event = std::str::from_utf8(&event).unwrap();
    for odd in TEXTS.iter().copied().chain([
        &b"\"\\x\""[..],
        b"1e999",
        b"[[[[\"\\ud800\"]]]]",
        b"{\"a\":\"\xff\"}",
    ]) {
        for key in ["userAgent", "requestURI", "impersonatedUser", "sourceIPs"] {
            let odd = [b",\"", key.as_bytes(), b"\":", odd, b",\"user\":"].concat();
            let (before, behind) = event.split_once(",\"user\":").unwrap();
            assert_uses(&[before.as_bytes(), &odd, behind.as_bytes()].concat(), 1);
        }
        let odd = [b"\"annotations\":{\"a\":", odd, b","].concat();
        let (before, behind) = event.split_once("\"annotations\":{").unwrap();
        assert_uses(&[before.as_bytes(), &odd, behind.as_bytes()].concat(), 1);
    }
}

#[test]
fn what_cannot_be_read_is_counted() {
    for (body, count) in [
        ("{}", 0),
        (r#"{"spec":{},"spec":{}}"#, 0),
        (r#"{"name":1e999}"#, 1),
        ("[]", 0),
    ] {
        let one = entry(3, body.as_bytes());
        assert_eq!(read(&one).unreadable_bodies, count, "{body}");
        let page = [b"[", &one[..], b",", &one, b"]"].concat();
        assert_eq!(read(&page).unreadable_bodies, 2 * count, "{body}");
    }
}

#[test]
fn damage_of_an_envelope_stays_damage() {
    for line in [
        r#"{"insertId":"x","insertId":"y","logName":"z"}"#,
        r#"{"logName":"z","severity":nope}"#,
        r#"{"logName":"z","protoPayload":{"request":{}}"#,
        r#"{"a":1e999}"#,
        r#"{"logName":"z"} x"#,
        r#"{"logName":"\ud800"}"#,
        r#"{"logName":"z","protoPayload":{"methodName":"Asymmetric\ud800Sign"}}"#,
        r#"{"logName":"z",}"#,
    ] {
        let mut found = None;
        let read = apart_from_bodies(line.as_bytes(), |_, bodies| found = Some(bodies));
        assert_eq!((read, found), (None, None), "{line}");
    }
}

#[test]
fn texts_and_numbers_are_tamed() {
    let tamed = |json: &[u8]| {
        let line = [b"{\"logName\":\"z\",\"a\":", json, b"}"].concat();
        let json = apart(&line).map(|it| String::from_utf8(it.json).unwrap());
        json.map(|it| it["{\"logName\":\"z\",\"a\":".len()..it.len() - 1].to_owned())
    };
    for (json, expected) in [
        (&br#""\ud83d\ude00""#[..], "\"😀\""),
        (br#""\ude00\ud83d!""#, "\"\u{fffd}\u{fffd}!\""),
        (br#""\ud83d\n\u0022\u005c""#, r#""�\n\u0022\u005c""#),
        (br#""\x\u12"#, "NONE"),
        (br#""\x\u12""#, "\"\u{fffd}\u{fffd}12\""),
        (b"\"\xc3(\0\"", "\"\u{fffd}(\\u0000\""),
        (b"-1.5e+999", "\"-1.5e+999\""),
        (b"[1, 2 ]", "[1,2]"),
        (b"01", "NONE"),
        (b"nan", "NONE"),
        (b"[1,]", "NONE"),
    ] {
        let shown = String::from_utf8_lossy(json);
        assert_eq!(
            tamed(json).unwrap_or("NONE".to_owned()),
            expected,
            "{shown}"
        );
    }
}

/// Requests to other services, with the fields that the service writes around the body of the caller.
const SERVED: [(&str, &str); 3] = [
    (
        r#"{"protoPayload":{"serviceName":"privateca.googleapis.com","methodName":"google.cloud.security.privateca.v1.CertificateAuthorityService.CreateCertificate","resourceName":"projects/k/locations/l/caPools/own","request":"#,
        r#","response":{"certificate_description":{"cert_fingerprint":{"sha256_hash":"3d9f672928147255db9268b9eaa8d3f165b59966e2784ff1fe50e12c51fc52e4"},"tbs_certificate_digest":"45876898b061d6725a4e3d315235306b7567530a43606f522378186263b2be60"}}},"insertId":"i","timestamp":"2026-10-06T13:00:00Z","logName":"projects/k/logs/cloudaudit.googleapis.com%2Fdata_access"}"#,
    ),
    (
        r#"{"protoPayload":{"serviceName":"privateca.googleapis.com","methodName":"google.cloud.security.privateca.v1.CertificateAuthorityService.RevokeCertificate","resourceName":"projects/k/locations/l/caPools/own/certificates/c","request":"#,
        r#"},"insertId":"i","timestamp":"2026-10-06T13:00:00Z","logName":"projects/k/logs/cloudaudit.googleapis.com%2Factivity"}"#,
    ),
    (
        r#"{"protoPayload":{"serviceName":"container.googleapis.com","methodName":"google.cloud.gkeauth.v1.Auth.SignServiceAccountJWT","request":"#,
        r#","metadata":{"credentialId":"JTI=own","toBeSignedDigest":"45876898b061d6725a4e3d315235306b7567530a43606f522378186263b2be60"}},"insertId":"i","resource":{"labels":{"project_id":"p"}},"timestamp":"2026-10-06T13:00:00Z","logName":"projects/p/logs/cloudaudit.googleapis.com%2Fsystem_event"}"#,
    ),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_a_caller_asks_hides_nothing_that_the_service_writes(at in 0..SERVED.len(), body in body()) {
        let (before, behind) = SERVED[at];
        let facts = |body: &[u8]| {
            let reading = read(&[before.as_bytes(), body, behind.as_bytes()].concat());
            let events: Vec<_> = reading.entries.iter().map(|(_, it)| it.clone()).collect();
            let revoked: Vec<_> = reading.evidence.revoked.iter().map(|(_, it)| it.clone()).collect();
            format!("{events:?} {revoked:?} {:?}", reading.rejections)
        };
        prop_assert_eq!(facts(&body.0), facts(b"{}"));
    }
}
