//! User names, as the API server gives them.

/// How the names of service accounts begin (kubernetes/apiserver `pkg/authentication/serviceaccount/util.go`).
pub const SERVICE_ACCOUNTS: &str = "system:serviceaccount:";

/// Whether a name is that of a service account. The cluster's own issuer gives its tokens to nobody else: the authenticator makes the
/// name out of the account that stands in the token (kubernetes/kubernetes `pkg/serviceaccount/claims.go`).
pub fn is_service_account(user: &str) -> bool {
    user.starts_with(SERVICE_ACCOUNTS)
}

/// The name of a service account.
pub fn service_account(namespace: &str, name: &str) -> String {
    format!("{SERVICE_ACCOUNTS}{namespace}:{name}")
}
