//! What is known of the entries of a log.

use super::Match;
use super::parser::compared;
use crate::model::entry::Source;
use crate::model::identity::project::Project;

/// An entry of which a few fields are known.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The names of known fields, and their possible values.
    fields: Vec<(&'static str, Vec<String>)>,
    /// The name of the log behind that of the project.
    log: String,
}

/// Fields that no audit log has: its payload is `protoPayload` (<https://cloud.google.com/logging/docs/audit>).
const ABSENT: [&str; 6] = [
    "textPayload",
    "jsonPayload",
    "httpRequest",
    "sourceLocation",
    "spanId",
    "errorGroups",
];

/// A field of the payload that changes of IAM policies have, and records of issuances do not (`google.iam.v1.logging.AuditData`).
const OF_POLICIES: [&str; 2] = ["protoPayload", "serviceData"];

/// The type of the payload of every audit log.
const PAYLOAD: &str = "type.googleapis.com/google.cloud.audit.AuditLog";

impl Sample {
    /// Returns what is known of the records of issuances in a log, by the pages that the files of [`source`](crate::log::source) name.
    pub fn of(source: Source, project: &Project) -> Self {
        let (log, resource, service, methods): (_, &[&str], _, &[&str]) = match source {
            Source::Kms => (
                "data_access",
                &["cloudkms_cryptokeyversion", "cloudkms_cryptokey"],
                "cloudkms.googleapis.com",
                &["AsymmetricSign"],
            ),
            Source::CaService => (
                "data_access",
                &["audited_resource"],
                "privateca.googleapis.com",
                &[
                    "google.cloud.security.privateca.v1.CertificateAuthorityService.CreateCertificate",
                ],
            ),
            Source::Gke => (
                "system_event",
                &["gke_cluster"],
                "container.googleapis.com",
                &[
                    "google.cloud.gkeauth.v1.Auth.SignCertificate",
                    "google.cloud.gkeauth.v1.Auth.SignServiceAccountJWT",
                ],
            ),
            Source::Kubernetes | Source::Workload => ("activity", &["k8s_cluster"], "k8s.io", &[]),
        };
        let owned = |texts: &[&str]| texts.iter().map(|it| (*it).to_owned()).collect();
        let log = format!("cloudaudit.googleapis.com%2F{log}");
        let mut fields = vec![
            ("logName", vec![format!("{}/logs/{log}", project.scope())]),
            ("resource.type", owned(resource)),
            ("protoPayload.serviceName", owned(&[service])),
            ("protoPayload.@type", owned(&[PAYLOAD])),
        ];
        if !methods.is_empty() {
            fields.push(("protoPayload.methodName", owned(methods)));
        }
        Sample { fields, log }
    }

    /// Returns whether the entries are in a log, by its name without the project.
    pub(super) fn in_log(&self, name: &str) -> Match {
        let name = name.replace('/', "%2F");
        match name.eq_ignore_ascii_case(&self.log) {
            true => Match::Yes,
            false => Match::No,
        }
    }

    /// Returns whether a field of the entries has this relation to a value. An absent field has no value; whether `!=` is then true, the
    /// page on the language does not say.
    pub(super) fn compare(&self, field: &[String], operator: &str, value: &str) -> Match {
        let name = field.join(".");
        let known = self
            .fields
            .iter()
            .find(|it| it.0.eq_ignore_ascii_case(&name));
        let Some((_, values)) = known else {
            let is_other = field
                .first()
                .is_some_and(|it| ABSENT.contains(&it.as_str()));
            let is_absent = is_other || field.iter().take(OF_POLICIES.len()).eq(&OF_POLICIES);
            let is_contrary = operator.starts_with('!');
            return match is_absent && !is_contrary {
                true => Match::No,
                false => Match::Perhaps,
            };
        };
        let all = values.iter().map(|it| compared(it, operator, value));
        let (least, most) = all.fold((Match::Yes, Match::No), |(least, most), it| {
            (least.min(it), most.max(it))
        });
        match least == most {
            true => least,
            false => Match::Perhaps,
        }
    }
}
