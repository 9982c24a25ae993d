//! Raw `audit.k8s.io/v1` events, as the API server writes them.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::call::{Call, Target};
use super::clock::written;

/// The key of the caller's credential id.
pub const CREDENTIAL_ID: &str = "authentication.kubernetes.io/credential-id";
/// The key of the id of a token that a call had issued.
pub const ISSUED_CREDENTIAL_ID: &str = "authentication.kubernetes.io/issued-credential-id";

/// How long the server takes to answer: long enough to have a token signed meanwhile.
const ANSWER_TIME: SignedDuration = SignedDuration::from_millis(75);

/// All events of a call: one when the request arrives, one when it is answered; a refused login has the second only.
pub fn stages(call: &Call) -> Vec<Value> {
    match call.user {
        Some(_) => vec![received(call), completed(call)],
        None => vec![answered(call, "ResponseStarted")],
    }
}

/// The event of a request's arrival.
pub fn received(call: &Call) -> Value {
    event(call, "RequestReceived", call.at).into()
}

/// The event of a call's answer.
pub fn completed(call: &Call) -> Value {
    answered(call, "ResponseComplete")
}

fn answered(call: &Call, stage: &str) -> Value {
    let mut event = event(call, stage, call.at + ANSWER_TIME);
    event.insert(
        "responseStatus".into(),
        json!({ "metadata": {}, "code": call.code }),
    );
    let annotations = annotations(call);
    if !annotations.is_empty() {
        event.insert("annotations".into(), annotations.into());
    }
    let bodies = [
        ("requestObject", &call.request),
        ("responseObject", &call.response),
    ];
    event.extend(
        bodies
            .into_iter()
            .filter_map(|(key, body)| Some((key.to_owned(), body.clone()?))),
    );
    event.into()
}

/// The annotations of a call, with those of the server itself.
pub fn annotations(call: &Call) -> Map<String, Value> {
    let own = call
        .annotations
        .iter()
        .map(|(key, value)| (key.clone(), json!(value)));
    let decision = call
        .decision()
        .map(|word| ("authorization.k8s.io/decision".to_owned(), json!(word)));
    own.chain(decision).collect()
}

fn event(call: &Call, stage: &str, at: Timestamp) -> Map<String, Value> {
    let event = json!({
        "kind": "Event",
        "apiVersion": "audit.k8s.io/v1",
        "level": level(call),
        "auditID": call.audit_id(),
        "stage": stage,
        "requestURI": uri(&call.target),
        "verb": call.verb,
        "user": user(call),
        "impersonatedUser": call.impersonated,
        "sourceIPs": ["10.128.0.7"],
        "userAgent": "kubernetes-client/1.36",
        "objectRef": object_ref(&call.target),
        "requestReceivedTimestamp": written(call.at),
        "stageTimestamp": written(at),
    });
    filled(event)
}

/// The fields that are not empty.
fn filled(value: Value) -> Map<String, Value> {
    let Value::Object(fields) = value else {
        unreachable!("built as an object")
    };
    fields
        .into_iter()
        .filter(|(_, field)| !field.is_null())
        .collect()
}

fn level(call: &Call) -> &'static str {
    match (&call.request, &call.response) {
        (None, None) => "Metadata",
        _ => "RequestResponse",
    }
}

fn user(call: &Call) -> Value {
    let Some(name) = &call.user else {
        return json!({});
    };
    let extra = (!call.credentials.is_empty()).then(|| json!({ CREDENTIAL_ID: call.credentials }));
    filled(json!({ "username": name, "groups": ["system:authenticated"], "extra": extra })).into()
}

fn object_ref(target: &Target) -> Value {
    let group = (!target.group.is_empty()).then_some(target.group);
    filled(json!({
        "resource": target.resource,
        "namespace": target.namespace,
        "name": target.name,
        "apiGroup": group,
        "apiVersion": "v1",
        "subresource": target.subresource,
    }))
    .into()
}

fn uri(target: &Target) -> String {
    let root = match target.group {
        "" => "/api/v1".to_owned(),
        group => format!("/apis/{group}/v1"),
    };
    format!("{root}/{}", path(target))
}

/// The path `namespaces/NS/RESOURCE/NAME/SUBRESOURCE`, without empty parts.
pub fn path(target: &Target) -> String {
    let namespace = target
        .namespace
        .map(|namespace| format!("namespaces/{namespace}"));
    let parts = [
        namespace.as_deref(),
        Some(target.resource),
        target.name,
        target.subresource,
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("/")
}
