//! The fast reader and the full parser give the same result, or the fast reader gives none.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::forward_to_deserialize_any;

use crate::log::parsed_batch::ParsedBatch;
use crate::log::shape::row::{
    Authentication, Body, Labels, ObjectStatus, Operation, Payload, Resource, ResourceLabels, Row,
    Spec, Status,
};
use crate::log::{Reader, RecordSpan, read_skimmed};

const USE: &str = r#"{"insertId":"0aebf8e0-d8b0-448c-a510-5377bf873790","labels":{"authentication.kubernetes.io/credential-id":"JTI=025a10e5-82ff-40a5-a10c-03a9a819d6eb","authorization.k8s.io/reason":"bound by \"app\""},"logName":"projects/acme-prod/logs/cloudaudit.googleapis.com%2Factivity","protoPayload":{"@type":"type.googleapis.com/google.cloud.audit.AuditLog","authenticationInfo":{"principalEmail":"system:serviceaccount:a:b"},"authorizationInfo":[{"granted":true,"resource":"core/v1/namespaces/a"}],"methodName":"io.k8s.core.v1.pods.create","request":{"kind":"Pod","metadata":{"labels":{}},"spec":{"containers":[{"env":[],"n":-1.5e3}]},"status":{"phase":null}},"requestMetadata":{"callerIp":"10.8.0.1"},"resourceName":"core/v1/pods","response":{"data":{"a":"\u00e9 é"},"name":"x"},"serviceName":"k8s.io","status":{"code":0}},"receiveTimestamp":"2026-10-06T12:00:04Z","resource":{"labels":{"cluster_name":"payments","location":"us-central1","project_id":"acme-prod"},"type":"k8s_cluster"},"timestamp":"2026-10-06T12:00:03.123456Z"}"#;

const UNRELATED: &str = r#"{"insertId":"a1","logName":"projects/acme-prod/logs/cloudaudit.googleapis.com%2Factivity","protoPayload":{"authenticationInfo":{"principalSubject":"principal://x"},"methodName":"v1.compute.instances.get","serviceName":"compute.googleapis.com","status":{}},"severity":"NOTICE","timestamp":"2026-10-06T12:00:03Z"}"#;

const DECRYPTION: &str = r#"{"logName":"projects/acme-keys/logs/cloudaudit.googleapis.com%2Fdata_access","protoPayload":{"methodName":"Decrypt","metadata":{},"serviceName":"cloudkms.googleapis.com"},"resource":{"type":"cloudkms_cryptokey"},"timestamp":"2026-10-06T12:00:03.5Z"}"#;

/// Returns the batch of the fast reader, if the fast reader accepts the line.
fn skimmed(line: &[u8]) -> Option<String> {
    let mut reading = ParsedBatch::default();
    read_skimmed(&origin(line), &mut reading)?;
    Some(format!("{reading:?}"))
}

/// Returns the batch of the full parser.
fn by_row(line: &[u8]) -> String {
    let mut reading = ParsedBatch::default();
    Reader::default().read_unskimmed(&origin(line), &mut reading);
    format!("{reading:?}")
}

fn origin(bytes: &[u8]) -> RecordSpan<'_> {
    RecordSpan::at(7, 0, bytes)
}

#[test]
fn plain_lines_are_skimmed() {
    for line in [USE, UNRELATED, DECRYPTION] {
        assert_eq!(skimmed(line.as_bytes()), Some(by_row(line.as_bytes())));
    }
    assert!(by_row(USE.as_bytes()).contains("JTI=025a10e5"));
}

proptest! {
    #[test]
    fn both_readers_agree_on_what_an_entry_states_of_its_permissions(
        method in select(vec!["Decrypt", "GetPublicKey", "ListCryptoKeys", "GetCryptoKey"]),
        types in proptest::collection::vec(select(vec![
            r#""permissionType":"DATA_READ""#, r#""permissionType":"ADMIN_READ""#, r#""permissionType": "DATA_READ""#,
            r#""permission_type":"DATA_READ""#, r#""permission_type":"ADMIN_READ""#, r#""permissionType":"""#, r#""permissionType":7"#,
            r#""permissionType":null"#, r#""permission":"DATA_READ""#, r#""permission":"cloudkms.x""#, r#""permissionType":"\u0044ATA_READ""#,
            r#""granted":true"#, r#""x":{"permissionType":"ADMIN_READ"}"#, r#""permissionType":"PERMISSION_TYPE_UNSPECIFIED""#,
        ]), 0..4),
    ) {
        let stated: Vec<String> = types.iter().map(|it| format!("{{{it}}}")).collect();
        let authorization = format!("\"authorizationInfo\":[{}],\"methodName\":\"{method}\"", stated.join(","));
        same(DECRYPTION.replace("\"methodName\":\"Decrypt\"", &authorization).as_bytes());
    }
}

/// A deserializer that returns the keys of a struct, aliases included, as its error.
struct Keys;

impl<'de> Deserializer<'de> for Keys {
    type Error = serde::de::value::Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        keys: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Self::Error> {
        Err(Error::custom(keys.join(" ")))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(Error::custom("no struct"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct seq tuple
        tuple_struct map enum identifier ignored_any
    }
}

fn keys<T: Deserialize<'static>>() -> Vec<String> {
    let message = T::deserialize(Keys).err().map(|it| it.to_string());
    message
        .unwrap_or_default()
        .split(' ')
        .map(str::to_owned)
        .collect()
}

fn all_keys() -> Vec<String> {
    [
        keys::<Row<'static>>(),
        keys::<Payload<'static>>(),
        keys::<Labels<'static>>(),
        keys::<Resource<'static>>(),
        keys::<ResourceLabels<'static>>(),
        keys::<Authentication<'static>>(),
        keys::<Status<'static>>(),
        keys::<Operation<'static>>(),
        keys::<Body<'static>>(),
        keys::<Spec<'static>>(),
        keys::<ObjectStatus<'static>>(),
    ]
    .concat()
}

/// Values that the two readers might treat differently.
const ODD: [&str; 20] = [
    "null",
    "true",
    "7",
    "-1",
    "12345678901",
    "1e999",
    "0.5",
    "\"\"",
    "\"x\"",
    "\"\\u0041\"",
    "\"\\ud800\"",
    "\"\\x\"",
    "\"é\"",
    "[]",
    "[1e999]",
    "[\"x\",{}]",
    "{}",
    "{\"code\":1,\"code\":2}",
    "{\"name\":1e999}",
    "{\"digest\":{}}",
];

#[test]
fn the_skimmer_knows_every_key_of_the_row() {
    let keys = all_keys();
    assert!(keys.len() > 80, "{keys:?}");
    for key in &keys {
        for open in braces(USE) {
            for odd in ODD {
                same(inserted(USE, open, &format!("\"{key}\":{odd},")).as_bytes())
            }
        }
    }
}

/// Returns the offsets behind all opening braces.
fn braces(line: &str) -> Vec<usize> {
    line.match_indices('{').map(|(at, _)| at + 1).collect()
}

fn inserted(line: &str, at: usize, text: &str) -> String {
    let (before, behind) = line.split_at(at);
    format!("{before}{text}{behind}")
}

/// Checks that the full parser gives the same batch as the fast reader, if the fast reader accepts the line.
pub(in crate::log) fn same(line: &[u8]) {
    if let Some(reading) = skimmed(line) {
        assert_eq!(reading, by_row(line), "{}", String::from_utf8_lossy(line));
    }
}

fn nearly_json() -> impl Strategy<Value = Vec<u8>> {
    let lines = select(&[USE, UNRELATED, DECRYPTION][..]);
    let bytes = select(&b"{}[]\",:\\ \n\t\x00\x1f\x7f\xff\xc3\xa90159-+.eEtfnulaxyz/_"[..]);
    let changes = proptest::collection::vec((any::<Index>(), 0..3_u8, bytes), 1..4);
    (lines, changes).prop_map(|(line, changes)| {
        let mut bytes = line.as_bytes().to_vec();
        for (at, change, byte) in changes {
            let at = at.index(bytes.len());
            match change {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => drop(bytes.remove(at)),
            }
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damage_is_never_skimmed_over(bytes in nearly_json()) {
        same(&bytes);
    }
}
