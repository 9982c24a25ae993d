//! What came of a call, which is asked before anything else of it is read.
//!
//! A call that was refused, or only tried, issued nothing, whatever its entry holds. If such an entry could be rejected for what it
//! holds, anybody could lay a line into a log that may be a missing record, by a call that costs nothing and that nobody grants. Of
//! the API server's log this holds for what a call handed out: the use of the credential that it came with is a use all the same.
//!
//! Refusals: `status` of google.cloud.audit.AuditLog, a google.rpc.Status. Trials: `validate_only` of CA Service's
//! CreateCertificateRequest (googleapis `google/cloud/security/privateca/v1/service.proto`: nothing is persisted and no certificate
//! comes of it). The calls of GKE and KMS that are read know no trial.
//!
//! Kubernetes tries calls with the query parameter `dryRun`, whose only value is `All` (kubernetes/apiserver
//! `pkg/endpoints/handlers`, `pkg/util/dryrun`). Such a call stores nothing, so that a certificate in a status which it writes was handed out to
//! nobody. Two things come of it all the same: it is a use of the credential that it came with, and a TokenRequest is
//! answered with a token that is good, since its handler does not ask for `dryRun` (kubernetes/kubernetes
//! `pkg/registry/core/serviceaccount/storage/token.go`).

use reqwest::Url;

use crate::log::{LogLine, Malformed, Relevance};

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::log) enum Call {
    /// It was carried out.
    Done,
    /// It was refused, with this google.rpc.Code.
    Refused(i32),
    /// It would have been carried out: a dry run.
    Tried,
}

impl LogLine<'_> {
    /// What came of the call.
    pub(in crate::log) fn call(&self) -> Result<Call, Malformed> {
        Ok(match self.status()? {
            0 if self.is_trial() => Call::Tried,
            0 => Call::Done,
            code => Call::Refused(code),
        })
    }

    /// Whether it matters that an entry cannot be read: where the call came to nothing, the entry says nothing.
    pub(in crate::log) fn unless_void(&self, malformed: Malformed) -> Result<Relevance, Malformed> {
        match self.call() {
            Ok(Call::Refused(_) | Call::Tried) => Ok(Relevance::Nothing),
            Ok(Call::Done) | Err(_) => Err(malformed),
        }
    }

    /// Two spellings that say different things leave it open, and then it counts.
    fn is_trial(&self) -> bool {
        let request = self.payload.request.object();
        let told = &request.get().validate_only;
        told.get().is_some() && told.all().all(|it| it == "true")
    }
}

/// Whether a URI of the Kubernetes API asks for a dry run. Any value other than `All` is refused.
pub(in crate::log) fn is_dry_run(uri: &str) -> bool {
    let url = Url::parse(&format!("https://kubernetes{uri}"));
    url.is_ok_and(|it| it.query_pairs().any(|(name, _)| name == "dryRun"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dry_run_is_told_by_its_parameter_alone() {
        let path = "/apis/certificates.k8s.io/v1/certificatesigningrequests/a/status";
        for query in ["?dryRun=All", "?a=b&dryRun=All&c", "?dry%52un=All"] {
            assert!(is_dry_run(&format!("{path}{query}")), "{query}");
        }
        for query in [
            "",
            "?",
            "?dryrun=All",
            "?a=dryRun",
            "#?dryRun=All",
            "dryRun=All",
        ] {
            assert!(!is_dry_run(&format!("{path}{query}")), "{query}");
        }
        assert!(!is_dry_run("") && !is_dry_run("dryRun"));
    }
}
