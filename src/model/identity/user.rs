//! User names of the API server.

/// A user of a cluster. The same name in another cluster is another user.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct User {
    /// The user name.
    pub name: String,
    /// The cluster.
    pub cluster: String,
}

/// The prefix of the names of service accounts (kubernetes/apiserver `pkg/authentication/serviceaccount/util.go`).
pub const SERVICE_ACCOUNTS: &str = "system:serviceaccount:";

/// Returns whether a name is that of a service account: the prefix, then a namespace and a name, neither of them empty (kubernetes/apiserver
/// `pkg/authentication/serviceaccount/util.go`, `SplitUsername`). All users of tokens of the cluster's issuer are service accounts: the
/// authenticator makes the user name from the account in the token (kubernetes/kubernetes `pkg/serviceaccount/claims.go`).
pub fn is_service_account(user: &str) -> bool {
    ServiceAccount::of(user).is_some()
}

/// A service account of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServiceAccount<'u> {
    /// The namespace.
    pub namespace: &'u str,
    /// The name.
    pub name: &'u str,
}

impl<'u> ServiceAccount<'u> {
    /// Returns the service account that a user name means, by the rule of [`is_service_account`].
    pub fn of(user: &'u str) -> Option<Self> {
        let (namespace, name) = user.strip_prefix(SERVICE_ACCOUNTS)?.split_once(':')?;
        let sound = !namespace.is_empty() && !name.is_empty() && !name.contains(':');
        sound.then_some(ServiceAccount { namespace, name })
    }
}

/// Returns the node whose kubelet has a user name of the form `system:node:NAME` (kubernetes/kubernetes `pkg/auth/nodeidentifier/default.go`).
pub fn node(user: &str) -> Option<&str> {
    let name = user.strip_prefix("system:node:")?;
    Some(name).filter(|it| !it.is_empty())
}

/// Returns the user name of a service account.
pub fn service_account(namespace: &str, name: &str) -> String {
    format!("{SERVICE_ACCOUNTS}{namespace}:{name}")
}

/// Returns whether a user name is that of one holder, as `system:node:NAME` and `system:serviceaccount:NS:NAME` are. `system:WORD` is not:
/// such a name is of a part of the control plane, which runs several times under one name, or of nobody in particular, as
/// `system:anonymous`.
pub(crate) fn is_of_one_holder(user: &str) -> bool {
    let is_role = user
        .strip_prefix("system:")
        .is_some_and(|rest| !rest.contains(':'));
    !user.is_empty() && !is_role
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_account_has_a_namespace_and_a_name() {
        assert!(is_service_account(&service_account("team-a", "web")));
        for other in ["", "x", "x:", ":x", ":", "a:b:c", "a:b:", ":a:b", "a::b"] {
            let other = format!("{SERVICE_ACCOUNTS}{other}");
            assert!(!is_service_account(&other), "{other}");
        }
        assert!(!is_service_account("system:serviceaccounts:a:b"));
    }

    #[test]
    fn parts_of_the_control_plane_share_their_names_by_design() {
        for shared in [
            "",
            "system:anonymous",
            "system:apiserver",
            "system:kube-scheduler",
        ] {
            assert!(!is_of_one_holder(shared), "{shared}");
        }
        for own in [
            "system:node:a1b2",
            "system:serviceaccount:team-a:web",
            "alice",
            "ops@acme.example",
        ] {
            assert!(is_of_one_holder(own), "{own}");
        }
    }
}
