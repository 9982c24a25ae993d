//! Names of fields, headers, parameters and variables whose values are secrets.

/// Names of fields, headers, parameters and variables whose values are secrets, in small letters and digits only.
const NAMES: [&str; 46] = [
    "accesskey",
    "accesstoken",
    "apikey",
    "apitoken",
    "assertion",
    "authorization",
    "auths",
    "authtoken",
    "bearertoken",
    "bootstraptoken",
    "clientassertion",
    "clientkey",
    "clientkeydata",
    "clientsecret",
    "cookie",
    "cookies",
    "credentials",
    "dockercfg",
    "dockerconfigjson",
    "encryptionkey",
    "idtoken",
    "jwt",
    "kubeconfig",
    "passphrase",
    "passwd",
    "password",
    "pgpassword",
    "privatekey",
    "privatekeydata",
    "proxyauthorization",
    "pwd",
    "refreshtoken",
    "secret",
    "secretaccesskey",
    "secretkey",
    "securitytoken",
    "serviceaccountkey",
    "sessiontoken",
    "setcookie",
    "signingkey",
    "subjecttoken",
    "tlskey",
    "token",
    "tokensecret",
    "xapikey",
    "xauthtoken",
];

/// Names that end so are names of secrets too, as `DB_PASSWORD` and `X-Amz-Security-Token`. `token` alone is no such end: `nextPageToken`.
const ENDINGS: [&str; 9] = [
    "password",
    "passwd",
    "privatekey",
    "clientsecret",
    "accesstoken",
    "refreshtoken",
    "idtoken",
    "secretkey",
    "securitytoken",
];

/// Members of a Secret that hold its content
/// (<https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/>). Patches of Secrets name no kind.
const CONTENTS: [&str; 2] = ["data", "stringdata"];

/// The longest name of interest, in characters, with its punctuation.
const LONGEST_NAME: usize = 64;

/// Returns whether the value of a field of this name is a secret.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let name = plain(name);
    NAMES.binary_search(&name.as_str()).is_ok() || ENDINGS.iter().any(|it| name.ends_with(it))
}

/// Returns whether an object under this name is the content of a Secret.
pub(crate) fn is_secret_content(name: &str) -> bool {
    CONTENTS.contains(&plain(name).as_str())
}

/// Returns whether a name or a path (JSON patch, RFC 6902) leads to a secret.
pub(crate) fn leads_to_secret(path: &str) -> bool {
    path.split(['/', '.'])
        .any(|it| is_secret_name(it) || (it.len() < path.len() && is_secret_content(it)))
        || is_secret_name(path)
}

/// Returns a name without case and punctuation; "" for a long one.
pub(super) fn plain(name: &str) -> String {
    if name.len() > LONGEST_NAME {
        return String::new();
    }
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|it| it.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_order() {
        assert!(NAMES.is_sorted());
    }
}
