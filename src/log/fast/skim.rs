//! Reads the fields of a plain LogEntry that matter, without building a [`Row`](crate::log::shape::row::Row).
//!
//! The module [`fast`](super) states which lines [`skim`] accepts.

use super::cursor::IndexedLine;
use super::structural_index::Stops;

/// The fields of a plain LogEntry. An absent field is an empty string.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::log) struct Skimmed<'a> {
    pub(in crate::log) log_name: &'a str,
    pub(in crate::log) timestamp: &'a str,
    pub(in crate::log) insert_id: &'a str,
    /// The label `authentication.kubernetes.io/credential-id`. `Some("")` if the label is present and empty.
    pub(in crate::log) used: Option<&'a str>,
    pub(in crate::log) service: &'a str,
    pub(in crate::log) method: &'a str,
    pub(in crate::log) email: &'a str,
    pub(in crate::log) subject: &'a str,
    /// The JSON of `authorizationInfo`.
    pub(in crate::log) authorization: &'a str,
    /// Project, location and name of the cluster, from `resource.labels`.
    pub(in crate::log) cluster: [&'a str; 3],
}

impl<'a> Skimmed<'a> {
    /// Returns the caller: the e-mail address or user name, else the subject of a workload identity.
    pub(in crate::log) fn principal(&self) -> &'a str {
        if self.email.is_empty() {
            self.subject
        } else {
            self.email
        }
    }
}

/// The set of known keys that an object had so far, by the number of each key in its object.
#[derive(Default)]
struct Once(u32);

impl Once {
    /// Adds `key`. Returns `None` if the set had `key` before.
    fn first(&mut self, key: u32) -> Option<()> {
        let bit = 1 << key;
        let fresh = self.0 & bit == 0;
        self.0 |= bit;
        fresh.then_some(())
    }

    fn has(&self, key: u32) -> bool {
        self.0 & 1 << key != 0
    }

    /// Reads a string without escapes into `to`. Returns `None` if `key` was in the object before.
    #[inline(always)]
    fn text<'a>(
        &mut self,
        key: u32,
        line: &IndexedLine<'a, '_>,
        at: usize,
        to: &mut &'a str,
    ) -> Option<usize> {
        self.first(key)?;
        let (text, behind) = line.plain(at)?;
        *to = text;
        Some(behind)
    }
}

/// Reads one line. Returns `None` for a line that the fast reader leaves to the full parser.
pub(in crate::log) fn skim(bytes: &[u8]) -> Option<Skimmed<'_>> {
    let text = simdutf8::basic::from_utf8(bytes).ok()?;
    let mut stops = Stops::new();
    let line = &IndexedLine::new(text, stops.mark(bytes));
    let mut skimmed = Skimmed::default();
    let mut once = Once::default();
    let end = line.object(0, |key, at| entry(line, key, at, &mut skimmed, &mut once))?;
    line.ends(end)?;
    once.has(PAYLOAD).then_some(skimmed)
}

/// The number of the key `protoPayload`. An object without this key may be an envelope or another export shape.
const PAYLOAD: u32 = 0;

fn entry<'a>(
    line: &IndexedLine<'a, '_>,
    key: &str,
    at: usize,
    to: &mut Skimmed<'a>,
    once: &mut Once,
) -> Option<usize> {
    match key {
        "logName" => once.text(1, line, at, &mut to.log_name),
        "timestamp" => once.text(2, line, at, &mut to.timestamp),
        "insertId" => once.text(3, line, at, &mut to.insert_id),
        "protoPayload" => {
            once.first(PAYLOAD)?;
            payload(line, at, to)
        }
        "labels" => {
            once.first(4)?;
            labels(line, at, to)
        }
        "resource" => {
            once.first(5)?;
            resource(line, at, to)
        }
        "operation" => {
            once.first(6)?;
            operation(line, at)
        }
        // Keys of other export shapes, and other spellings of the keys of a LogEntry.
        "log_name"
        | "insert_id"
        | "selfLink"
        | "self_link"
        | "userManagedKeysConfig"
        | "user_managed_keys_config"
        | "protopayload_auditlog"
        | "proto_payload"
        | "kind"
        | "apiVersion"
        | "auditID"
        | "requestURI"
        | "stage"
        | "responseStatus"
        | "verb"
        | "user"
        | "impersonatedUser"
        | "objectRef"
        | "requestReceivedTimestamp"
        | "stageTimestamp"
        | "requestObject"
        | "responseObject"
        | "annotations"
        | "entries"
        | "items"
        | "receivedMessages"
        | "nextPageToken"
        | "message"
        | "data"
        | "data_base64" => None,
        _ => line.pass(at),
    }
}

/// Passes `operation`. Only lines that the fast reader leaves to the full parser need its values.
fn operation(line: &IndexedLine<'_, '_>, at: usize) -> Option<usize> {
    let mut once = Once::default();
    line.object(at, |key, at| match key {
        "id" => once.first(0).and_then(|()| line.pass_text_or_object(at)),
        "first" => once.first(1).and_then(|()| line.pass_text_or_object(at)),
        "last" => once.first(2).and_then(|()| line.pass_text_or_object(at)),
        _ => line.pass(at),
    })
}

fn payload<'a>(line: &IndexedLine<'a, '_>, at: usize, to: &mut Skimmed<'a>) -> Option<usize> {
    let mut once = Once::default();
    line.object(at, |key, at| match key {
        "serviceName" => once.text(0, line, at, &mut to.service),
        "methodName" => once.text(1, line, at, &mut to.method),
        "resourceName" => once.text(2, line, at, &mut ""),
        "authenticationInfo" => {
            once.first(3)?;
            authentication(line, at, to)
        }
        "status" => {
            once.first(4)?;
            status(line, at)
        }
        "request" => once.first(5).and_then(|()| body(line, at)),
        "response" => once.first(6).and_then(|()| body(line, at)),
        "metadata" => once.first(7).and_then(|()| body(line, at)),
        "@type" => once.text(8, line, at, &mut ""),
        "authorizationInfo" => {
            once.first(9)?;
            let behind = line.pass(at)?;
            to.authorization = line.between(at, behind)?;
            Some(behind)
        }
        "value"
        | "service_name"
        | "method_name"
        | "resource_name"
        | "authentication_info"
        | "authorization_info"
        | "requestJson"
        | "requestjson"
        | "responseJson"
        | "responsejson"
        | "metadataJson"
        | "metadatajson"
        | "serviceData"
        | "service_data"
        | "servicedata_v1_iam" => None,
        _ => line.pass(at),
    })
}

fn authentication<'a>(
    line: &IndexedLine<'a, '_>,
    at: usize,
    to: &mut Skimmed<'a>,
) -> Option<usize> {
    let mut once = Once::default();
    line.object(at, |key, at| match key {
        "principalEmail" => once.text(0, line, at, &mut to.email),
        "principalSubject" => once.text(1, line, at, &mut to.subject),
        "authoritySelector" => once.text(2, line, at, &mut ""),
        "principal_email" | "principal_subject" | "authority_selector" => None,
        _ => line.pass(at),
    })
}

/// Passes `status`. Only lines that the fast reader leaves to the full parser need its value.
fn status(line: &IndexedLine<'_, '_>, at: usize) -> Option<usize> {
    let mut once = Once::default();
    line.object(at, |key, at| match key {
        "code" => once.first(0).and_then(|()| line.small(at)),
        _ => line.pass(at),
    })
}

fn resource<'a>(line: &IndexedLine<'a, '_>, at: usize, to: &mut Skimmed<'a>) -> Option<usize> {
    let mut once = Once::default();
    line.object(at, |key, at| match key {
        "type" => once.text(0, line, at, &mut ""),
        "labels" => {
            once.first(1)?;
            resource_labels(line, at, to)
        }
        _ => line.pass(at),
    })
}

fn resource_labels<'a>(
    line: &IndexedLine<'a, '_>,
    at: usize,
    to: &mut Skimmed<'a>,
) -> Option<usize> {
    let mut once = Once::default();
    let [project, location, cluster] = &mut to.cluster;
    line.object(at, |key, at| match key {
        "project_id" => once.text(0, line, at, project),
        "location" => once.text(1, line, at, location),
        "cluster_name" => once.text(2, line, at, cluster),
        _ => line.pass(at),
    })
}

fn labels<'a>(line: &IndexedLine<'a, '_>, at: usize, to: &mut Skimmed<'a>) -> Option<usize> {
    let mut once = Once::default();
    line.object(at, |key, at| match key {
        "authentication.kubernetes.io/credential-id" => {
            once.text(0, line, at, to.used.get_or_insert_default())
        }
        // Other spellings of the label, and the label of an issued credential.
        _ if key.starts_with("authentication") => None,
        _ => line.pass(at),
    })
}

/// Passes a body that has no field of a credential.
fn body(line: &IndexedLine<'_, '_>, at: usize) -> Option<usize> {
    let mut once = Once::default();
    line.object(at, |key, at| match key {
        "name" => once.first(0).and_then(|()| line.pass_text_or_object(at)),
        "parent" => once.first(1).and_then(|()| line.pass_text_or_object(at)),
        "data" => once.first(2).and_then(|()| line.pass_text_or_object(at)),
        "dataCrc32c" | "data_crc32c" | "verifiedDataCrc32c" | "verified_data_crc32c" => None,
        "metadata" => once.first(5).and_then(|()| identity(line, at)),
        "reason" => once.first(6).and_then(|()| line.pass_text_or_object(at)),
        "spec" => once.first(3).and_then(|()| part(line, at)),
        "status" => once.first(4).and_then(|()| part(line, at)),
        "credentialId"
        | "credential_id"
        | "certificateFingerprint"
        | "certificate_fingerprint"
        | "toBeSignedDigest"
        | "to_be_signed_digest"
        | "digest"
        | "pemCertificate"
        | "pem_certificate"
        | "certificateDescription"
        | "certificate_description"
        | "cluster"
        | "update"
        | "pemCertificateChain"
        | "pem_certificate_chain"
        | "issuerCertificateAuthority"
        | "issuer_certificate_authority"
        | "revocationDetails"
        | "revocation_details"
        | "validateOnly"
        | "validate_only" => None,
        _ => line.pass(at),
    })
}

/// Passes `metadata` of a body. Only lines that the fast reader leaves to the full parser need its values.
fn identity(line: &IndexedLine<'_, '_>, at: usize) -> Option<usize> {
    if !line.is_object(at) {
        return line.pass_text_or_object(at);
    }
    let mut once = Once::default();
    line.object(at, |key, at| match key {
        "name" => once.first(0).and_then(|()| line.pass_text_or_object(at)),
        "uid" => once.first(1).and_then(|()| line.pass_text_or_object(at)),
        _ => line.pass(at),
    })
}

/// Passes `spec` or `status` of a body that has no field of a credential.
fn part(line: &IndexedLine<'_, '_>, at: usize) -> Option<usize> {
    if !line.is_object(at) {
        return line.pass_text_or_object(at);
    }
    line.object(at, |key, at| match key {
        "extra"
        | "boundObjectRef"
        | "expirationSeconds"
        | "signerName"
        | "certificate"
        | "token"
        | "expirationTimestamp" => None,
        _ => line.pass(at),
    })
}

#[cfg(test)]
pub(in crate::log) mod tests;
