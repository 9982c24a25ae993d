//! Canaries: secrets of every kind at every place of a line, none of which is in the line that is left.

use serde_json::{Value, json};

use super::*;

/// What must not be seen again; also in base64, which is how it is planted where a kind is packed.
const CANARY: &str = "c4n4ry";

/// Secrets that are found wherever they are.
fn texts() -> Vec<String> {
    let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    let jwt = format!(
        "{}.{}.{CANARY}",
        part(r#"{"alg":"none"}"#),
        part(r#"{"jti":"1"}"#)
    );
    let spaced = format!("{}.{}.{CANARY}", part("{ \"alg\":\"none\"}"), part("{}"));
    let pem = format!("-----BEGIN EC PRIVATE KEY-----\n{CANARY}\n-----END EC PRIVATE KEY-----\n");
    let kubeconfig = format!(
        "apiVersion: v1\nkind: Config\nusers:\n- name: a\n  user:\n    client-key-data: {CANARY}\n"
    );
    let plain = [
        jwt.clone(),
        spaced,
        format!("x {jwt} y"),
        format!("Authorization: Bearer {CANARY}"),
        format!("bearer {CANARY}"),
        format!("curl -H 'x: Bearer {CANARY}{CANARY}{CANARY}'"),
        format!("Cookie: a={CANARY}"),
        format!("https://a.example/?access_token={CANARY}&b=c"),
        format!("grant_type=x&id_token={CANARY}"),
        format!("https://user:{CANARY}@a.example/"),
        format!("kind: Secret\ndata:\n  a: {CANARY}\n"),
        format!("{{\"data\":{{\"a\":\"{CANARY}"),
        format!("ya29.{CANARY}"),
        kubeconfig,
        pem,
    ];
    let mut all = Vec::new();
    for text in plain {
        let packed = BASE64_STANDARD.encode(&text);
        all.push(
            text.replace('.', "%2E")
                .replace(':', "%3A")
                .replace('=', "%3D"),
        );
        all.push(
            text.replace('.', "%252e")
                .replace(':', "%253a")
                .replace('=', "%253d"),
        );
        all.push(format!("data:text/plain;base64,{packed}"));
        all.push(BASE64_URL_SAFE_NO_PAD.encode(&packed));
        all.push(BASE64_STANDARD.encode(BASE64_STANDARD.encode(&packed)));
        all.push(json!({ "a": [text] }).to_string());
        all.push(BASE64_STANDARD.encode(json!({ "a": text }).to_string()));
        all.push(packed);
        all.push(text);
    }
    all
}

/// Lines with a secret text at every place where a line has one.
fn places(text: &str) -> Vec<String> {
    let quoted = Value::from(text).to_string();
    let escaped: String = text
        .chars()
        .map(|it| format!("\\u{:04x}", it as u32))
        .collect();
    let bytes = Value::from(text.as_bytes().to_vec());
    vec![
        json!({ "a": text }).to_string(),
        json!({ text: "a" }).to_string(),
        json!({ "protoPayload": { "request": { "a": [[{ "b": text }]] } } }).to_string(),
        json!({ "protoPayload": { "requestMetadata": { "callerSuppliedUserAgent": text } } })
            .to_string(),
        json!({ "labels": { "a": text } }).to_string(),
        json!({ "requestJson": json!({ "a": json!({ "b": text }).to_string() }).to_string() })
            .to_string(),
        json!({ "message": { "data": BASE64_STANDARD.encode(json!({ "a": text }).to_string()) } })
            .to_string(),
        format!(r#"{{"a":{quoted},"a":"b"}}"#),
        format!(r#"{{"a":"b","a":{quoted}}}"#),
        format!(r#"{{"{escaped}":"{escaped}"}}"#),
        format!("{{\"z\":\"\\ud800\",\"n\":1e999,\"a\":{quoted},\"b\":\"\u{fffd}\"}}"),
        json!({ "a": bytes }).to_string(),
    ]
}

/// Lines in which only the name or the place shows that a value is a secret.
fn named() -> Vec<String> {
    let value = json!(CANARY);
    let mut lines: Vec<String> = [
        "token",
        "access_token",
        "id_token",
        "idToken",
        "refresh_token",
        "Authorization",
        "Proxy-Authorization",
        "Cookie",
        "Set-Cookie",
        "password",
        "DB_PASSWORD",
        "client_secret",
        "private_key",
        "client-key-data",
        "X-Amz-Security-Token",
        "\\u0074oken",
    ]
    .into_iter()
    .flat_map(|name| {
        [
            format!(r#"{{"{name}":{value}}}"#),
            format!(r#"{{"{name}":[{value}]}}"#),
            format!(r#"{{"{name}":{{"a":{value}}}}}"#),
            format!(r#"{{"{name}":"","{name}":{value},"{name}":null}}"#),
            format!(r#"{{"value":{value},"name":"{name}"}}"#),
            format!(r#"{{"op":"add","path":"/users/0/{name}","value":{value}}}"#),
        ]
    })
    .collect();
    for body in [
        json!({ "kind": "Secret", "data": { "a": value }, "type": "Opaque" }),
        json!({ "stringData": { "a": value } }),
        json!({ "items": [{ "data": { "a": value, "b": [value] } }] }),
        json!([{ "op": "replace", "path": "/data/a", "value": value }]),
        json!({ "metadata": { "annotations": { "kubectl.kubernetes.io/last-applied-configuration": json!({ "data": { "a": value } }).to_string() } } }),
    ] {
        lines.push(json!({ "requestObject": body }).to_string());
        lines.push(json!({ "protoPayload": { "response": body } }).to_string());
        lines.push(json!({ "data": { "protoPayload": { "request": body } } }).to_string());
        lines.push(
            json!({ "protopayload_auditlog": { "requestJson": body.to_string() } }).to_string(),
        );
        lines.push(json!({ "message": { "data": BASE64_STANDARD.encode(json!({ "protoPayload": { "request": body } }).to_string()) } }).to_string());
    }
    lines
}

/// Whether a text holds the canary: in plain, in escapes, as numbers, or in base64 of any of these.
fn holds_canary(text: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || "+/-_=".contains(c);
    let numbers = |text: &str| -> String {
        let numbers = text.split(',').filter_map(|it| it.parse::<u8>().ok());
        numbers.map(char::from).collect()
    };
    let mut lists = text.split(['[', ']']).filter(|it| it.contains(','));
    text.contains(CANARY)
        || (text.contains("\\u00") && holds_canary(&without_escapes(text)))
        || lists.any(|it| holds_canary(&numbers(it)))
        || text.split(|c| !is_letter(c)).any(|word| {
            let inner = from_base64(word).and_then(|it| String::from_utf8(it).ok());
            word.len() > 7 && inner.is_some_and(|it| holds_canary(&it))
        })
}

fn without_escapes(text: &str) -> String {
    let mut parts = text.split("\\u00");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let (digits, rest) = part.split_at_checked(2).unwrap_or(("", part));
        let character = u8::from_str_radix(digits, 16).map_or('?', char::from);
        format!("{text}{character}{rest}")
    })
}

#[test]
fn no_canary_survives_at_any_place() {
    let everywhere = texts().into_iter().flat_map(|text| places(&text));
    for line in everywhere.chain(named()) {
        assert!(holds_canary(&line), "planted: {line}");
        let redacted = redact(line.as_bytes()).expect("JSON");
        let text = String::from_utf8(redacted.bytes).expect("text");
        assert!(!holds_canary(&text), "{line}\nbecame {text}");
        assert!(redacted.values > 0);
    }
}

#[test]
fn a_key_in_der_is_a_secret_and_a_certificate_is_none() {
    let key = [
        &[0x30, 0x81, 0x87, 0x02, 0x01, 0x00, 0x30, 0x13, 0xff][..],
        &[0x9c; 40],
    ]
    .concat();
    let certificate = [
        &[0x30, 0x82, 0x01, 0x87, 0x30, 0x82, 0x01, 0x13, 0xff][..],
        &[0x9c; 40],
    ]
    .concat();
    let values = |der: &[u8]| {
        let line = json!({ "a": BASE64_STANDARD.encode(der) }).to_string();
        redact(line.as_bytes()).map(|it| it.values)
    };
    assert_eq!((values(&key), values(&certificate)), (Some(1), Some(0)));
}

#[test]
fn everything_else_stays_byte_by_byte() {
    let line = r#" {"credentialId" : "JTI=1","a":{"token":"x"},"z":"\u0041\ud800","n":1.50, "data":{"logName":"l","protoPayload":{"authorizationInfo":[{"granted":true}]}}} "#;
    let redacted = redact(line.as_bytes()).expect("JSON");
    let hash = hex::encode(Sha256::digest("x"));
    let expected = line.replace("\"x\"", &format!("\"sha256:{hash}\""));
    assert_eq!(String::from_utf8_lossy(&redacted.bytes), expected);
    assert_eq!(redacted.values, 1);
}

#[test]
fn what_is_no_json_cannot_be_looked_through() {
    for line in ["{\"token\":", "a,b,c", ""] {
        assert_eq!(redact(line.as_bytes()), None);
    }
}
