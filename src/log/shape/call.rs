//! The outcome of a call, which is checked before any other field of the entry.
//!
//! A call that was refused, or only tried, issued nothing, whatever its entry contains. If such an entry could be rejected for its content,
//! anybody could put a rejected line, which may be a missing record, into a log by a call that costs nothing and that nobody grants. In the
//! log of the API server this applies to the credential that a call returned: the use of the caller's credential counts in any case.
//!
//! Refusals: `status` of google.cloud.audit.AuditLog, a google.rpc.Status. Trials: `validate_only` of CA Service's CreateCertificateRequest
//! (googleapis `google/cloud/security/privateca/v1/service.proto`: no certificate is persisted or returned). The calls of GKE and KMS that
//! this crate reads have no trials.
//!
//! Kubernetes has trials by the query parameter `dryRun`, whose only value is `All` (kubernetes/apiserver `pkg/endpoints/handlers`,
//! `pkg/util/dryrun`). A trial stores nothing, so that a certificate in a status that a trial writes was given to nobody. Two facts remain:
//! a trial is a use of the caller's credential, and the token in the answer to a TokenRequest is valid, since the handler of TokenRequest
//! ignores `dryRun` (kubernetes/kubernetes `pkg/registry/core/serviceaccount/storage/token.go`).

use url::Url;

use crate::log::{LogLine, Malformed, Relevance};

/// The outcome of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::log) enum Call {
    /// The call was carried out.
    Done,
    /// The call was refused with this google.rpc.Code.
    Refused(i32),
    /// The call was a dry run that would have been carried out.
    Tried,
}

impl LogLine<'_> {
    /// Returns the outcome of the call.
    pub(in crate::log) fn call(&self) -> Result<Call, Malformed> {
        Ok(match self.status()? {
            0 if self.is_trial() => Call::Tried,
            0 => Call::Done,
            code => Call::Refused(code),
        })
    }

    /// Returns `malformed` if the call was carried out. The entry of a call that was refused or tried has no facts, so that its malformed
    /// fields do not matter.
    pub(in crate::log) fn unless_void(&self, malformed: Malformed) -> Result<Relevance, Malformed> {
        match self.call() {
            Ok(Call::Refused(_) | Call::Tried) => Ok(Relevance::Nothing),
            Ok(Call::Done) | Err(_) => Err(malformed),
        }
    }

    /// Returns whether every spelling of `validateOnly` is `true`. An entry whose spellings differ counts as a call that was carried out.
    fn is_trial(&self) -> bool {
        let request = self.payload.request.object();
        let spelt = &request.get().validate_only;
        spelt.get().is_some() && spelt.all().all(|it| it == "true")
    }
}

/// Returns whether a URI of the Kubernetes API has the parameter `dryRun`. The API server refuses any value other than `All`.
pub(in crate::log) fn is_dry_run(uri: &str) -> bool {
    let url = Url::parse(&format!("https://kubernetes{uri}"));
    url.is_ok_and(|it| it.query_pairs().any(|(name, _)| name == "dryRun"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dry_run_is_recognised_by_its_parameter_alone() {
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
