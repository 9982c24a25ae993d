//! The queries of the API server's log.

use crate::log::query::explorer_query::Query;
use crate::model::identifier::CredentialId;
use crate::model::identity::project::Project;

/// Returns the query of the uses of a credential. Calls that write are in `activity`, calls that only read in `data_access`.
pub fn query(credential: &CredentialId) -> Query {
    let label = r#"labels."authentication.kubernetes.io/credential-id""#;
    calls(&["activity", "data_access"]).with(label, &credential.to_string())
}

/// Returns the query of the request that returned a credential: a token by its label. A certificate has no label, so that the query matches
/// all calls until [`Query::of_entry`] adds the id of the request.
pub fn request_query(credential: &CredentialId) -> Query {
    let label = r#"labels."authentication.kubernetes.io/issued-credential-id""#;
    match credential {
        CredentialId::Token(_) => calls(&["activity"]).with(label, &credential.to_string()),
        CredentialId::Certificate(_) | CredentialId::Other(_) => calls(&["activity"]),
    }
}

/// Returns the filter of every entry that [`read_entry`](super::read_entry) reads: calls with a credential, calls that requested a credential, and calls that
/// created a CertificateSigningRequest or wrote its certificate. Calls that only read are in `data_access`.
pub(in crate::log) fn filter(project: &Project) -> Query {
    let labels = ["kubernetes.io", "k8s.io"].into_iter().flat_map(|domain| {
        ["credential-id", "issued-credential-id"]
            .map(|id| format!(r#"labels."authentication.{domain}/{id}""#))
    });
    let labels = labels.map(|label| Query::default().having(&label));
    let method = "protoPayload.methodName";
    let certificates = Query::default()
        .holding(method, [".certificatesigningrequests."])
        .holding(method, [".create", ".status.update", ".status.patch"]);
    Query::default()
        .in_logs_of(project, &["activity", "data_access"])
        .with("resource.type", "k8s_cluster")
        .with_any_of(labels.chain([certificates]))
}

fn calls(logs: &[&str]) -> Query {
    Query::default()
        .in_log(logs)
        .with("resource.type", "k8s_cluster")
}
