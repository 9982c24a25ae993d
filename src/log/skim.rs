//! Reads what matters of a plain LogEntry without building the row that every other shape needs.
//!
//! Nearly all lines are requests to an API server, and nearly all of such a line is its body, which says nothing here. The skimmer
//! walks a line once and keeps a dozen texts. It takes only what it fully understands: strict JSON, every known key once, plain
//! texts without escapes where a text matters. For anything else it gives up, and the [row](super::row) decides; so it never
//! takes a line that the row would refuse or read differently.

use super::cursor::Cursor;

/// What a plain LogEntry says; a text that is not there is empty.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Skimmed<'a> {
    pub(super) log_name: &'a str,
    pub(super) timestamp: &'a str,
    pub(super) insert_id: &'a str,
    /// The label `authentication.kubernetes.io/credential-id`, which may be there and empty.
    pub(super) used: Option<&'a str>,
    pub(super) service: &'a str,
    pub(super) method: &'a str,
    pub(super) email: &'a str,
    pub(super) subject: &'a str,
    /// Project, location and name of the cluster.
    pub(super) cluster: [&'a str; 3],
}

impl<'a> Skimmed<'a> {
    /// Who did it: an e-mail address or user name, else the subject that workload identities have.
    pub(super) fn principal(&self) -> &'a str {
        if self.email.is_empty() {
            self.subject
        } else {
            self.email
        }
    }
}

/// Keys of which each may stand in an object once.
#[derive(Default)]
struct Once(u32);

impl Once {
    /// Nothing, if this key stood there before.
    fn first(&mut self, key: u32) -> Option<()> {
        let bit = 1 << key;
        let fresh = self.0 & bit == 0;
        self.0 |= bit;
        fresh.then_some(())
    }

    fn has(&self, key: u32) -> bool {
        self.0 & 1 << key != 0
    }

    /// A plain text, the first under its key.
    #[inline(always)]
    fn text<'a>(&mut self, key: u32, line: &mut Cursor<'a>, to: &mut &'a str) -> Option<()> {
        self.first(key)?;
        *to = line.plain()?;
        Some(())
    }
}

/// Skims one line. Nothing if it is anything but a plain LogEntry.
pub(super) fn skim(bytes: &[u8]) -> Option<Skimmed<'_>> {
    let mut line = Cursor::new(simdutf8::basic::from_utf8(bytes).ok()?);
    let mut skimmed = Skimmed::default();
    let mut once = Once::default();
    line.object(|line, key| entry(line, key, &mut skimmed, &mut once))?;
    line.ends()?;
    once.has(PAYLOAD).then_some(skimmed)
}

/// The payload must have been there: without it the line may be an envelope, or another shape.
const PAYLOAD: u32 = 0;

fn entry<'a>(
    line: &mut Cursor<'a>,
    key: &str,
    to: &mut Skimmed<'a>,
    once: &mut Once,
) -> Option<()> {
    match key {
        "logName" => once.text(1, line, &mut to.log_name),
        "timestamp" => once.text(2, line, &mut to.timestamp),
        "insertId" => once.text(3, line, &mut to.insert_id),
        "protoPayload" => {
            once.first(PAYLOAD)?;
            let mut once = Once::default();
            line.object(|line, key| payload(line, key, to, &mut once))
        }
        "labels" => {
            once.first(4)?;
            let mut once = Once::default();
            line.object(|line, key| label(line, key, to, &mut once))
        }
        "resource" => {
            once.first(5)?;
            let mut once = Once::default();
            line.object(|line, key| resource(line, key, to, &mut once))
        }
        "operation" => {
            once.first(6)?;
            let mut once = Once::default();
            line.object(|line, key| operation(line, key, &mut once))
        }
        // Another shape, or another spelling of this one.
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
        | "stage"
        | "responseStatus"
        | "verb"
        | "user"
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
        _ => line.pass(),
    }
}

/// An operation matters only for what the skimmer leaves to the row anyway.
fn operation(line: &mut Cursor<'_>, key: &str, once: &mut Once) -> Option<()> {
    match key {
        "id" => once.first(0).and_then(|()| line.pass_text_or_object()),
        "first" => once.first(1).and_then(|()| line.pass_text_or_object()),
        "last" => once.first(2).and_then(|()| line.pass_text_or_object()),
        _ => line.pass(),
    }
}

fn payload<'a>(
    line: &mut Cursor<'a>,
    key: &str,
    to: &mut Skimmed<'a>,
    once: &mut Once,
) -> Option<()> {
    match key {
        "serviceName" => once.text(0, line, &mut to.service),
        "methodName" => once.text(1, line, &mut to.method),
        "resourceName" => once.text(2, line, &mut ""),
        "authenticationInfo" => {
            once.first(3)?;
            let mut once = Once::default();
            line.object(|line, key| authentication(line, key, to, &mut once))
        }
        "status" => {
            once.first(4)?;
            let mut once = Once::default();
            line.object(|line, key| status(line, key, &mut once))
        }
        "request" => once.first(5).and_then(|()| body(line)),
        "response" => once.first(6).and_then(|()| body(line)),
        "metadata" => once.first(7).and_then(|()| body(line)),
        "service_name"
        | "method_name"
        | "resource_name"
        | "authentication_info"
        | "requestJson"
        | "requestjson"
        | "responseJson"
        | "responsejson"
        | "metadataJson"
        | "metadatajson" => None,
        _ => line.pass(),
    }
}

fn authentication<'a>(
    line: &mut Cursor<'a>,
    key: &str,
    to: &mut Skimmed<'a>,
    once: &mut Once,
) -> Option<()> {
    match key {
        "principalEmail" => once.text(0, line, &mut to.email),
        "principalSubject" => once.text(1, line, &mut to.subject),
        "principal_email" | "principal_subject" => None,
        _ => line.pass(),
    }
}

/// A status matters only for what the skimmer leaves to the row anyway.
fn status(line: &mut Cursor<'_>, key: &str, once: &mut Once) -> Option<()> {
    match key {
        "code" => once.first(0).and_then(|()| line.small()),
        _ => line.pass(),
    }
}

fn resource<'a>(
    line: &mut Cursor<'a>,
    key: &str,
    to: &mut Skimmed<'a>,
    once: &mut Once,
) -> Option<()> {
    match key {
        "type" => once.text(0, line, &mut ""),
        "labels" => {
            once.first(1)?;
            let mut once = Once::default();
            line.object(|line, key| resource_label(line, key, to, &mut once))
        }
        _ => line.pass(),
    }
}

fn resource_label<'a>(
    line: &mut Cursor<'a>,
    key: &str,
    to: &mut Skimmed<'a>,
    once: &mut Once,
) -> Option<()> {
    let [project, location, cluster] = &mut to.cluster;
    match key {
        "project_id" => once.text(0, line, project),
        "location" => once.text(1, line, location),
        "cluster_name" => once.text(2, line, cluster),
        _ => line.pass(),
    }
}

fn label<'a>(
    line: &mut Cursor<'a>,
    key: &str,
    to: &mut Skimmed<'a>,
    once: &mut Once,
) -> Option<()> {
    match key {
        "authentication.kubernetes.io/credential-id" => {
            once.first(0)?;
            to.used = Some(line.plain()?);
            Some(())
        }
        // Rarer spellings, and what was handed out.
        _ if key.starts_with("authentication") => None,
        _ => line.pass(),
    }
}

/// A body that says nothing of a credential.
fn body(line: &mut Cursor<'_>) -> Option<()> {
    let mut once = Once::default();
    line.object(|line, key| match key {
        "name" => once.first(0).and_then(|()| line.pass_text_or_object()),
        "parent" => once.first(1).and_then(|()| line.pass_text_or_object()),
        "data" => once.first(2).and_then(|()| line.pass_text_or_object()),
        "spec" => once.first(3).and_then(|()| part(line)),
        "status" => once.first(4).and_then(|()| part(line)),
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
        | "revocationDetails"
        | "revocation_details" => None,
        _ => line.pass(),
    })
}

/// `spec` or `status` of a body, without what matters there.
fn part(line: &mut Cursor<'_>) -> Option<()> {
    if !line.is_object()? {
        return line.pass_text_or_object();
    }
    line.object(|line, key| match key {
        "extra" | "expirationSeconds" | "certificate" | "token" | "expirationTimestamp" => None,
        _ => line.pass(),
    })
}

#[cfg(test)]
mod tests;
