//! The addresses in the file of Application Default Credentials: refresh tokens and signed claims are sent there.

use std::env;
use std::path::PathBuf;

use reqwest::Url;
use serde_json::Value;

use crate::evidence::input::bounded_file;
use crate::http::destination::{Destination, protected};

/// Returns the name of a member of the file whose address would get secrets over the network in the clear. What the file else holds is
/// judged by Google's library. The metadata servers of other clouds are asked in the clear, as is their way.
pub(super) fn sends_in_clear() -> Option<String> {
    let text = bounded_file::read(&path()?, bounded_file::CREDENTIALS).ok()?;
    plain_member("", &serde_json::from_slice(&text).ok()?)
}

/// Returns where the file lies (<https://cloud.google.com/docs/authentication/application-default-credentials>).
fn path() -> Option<PathBuf> {
    let named = env::var_os("GOOGLE_APPLICATION_CREDENTIALS").map(PathBuf::from);
    let below =
        |home| PathBuf::from(home).join(".config/gcloud/application_default_credentials.json");
    named.or_else(|| env::var_os("HOME").map(below))
}

fn plain_member(name: &str, value: &Value) -> Option<String> {
    match value {
        Value::Object(members) => members.iter().find_map(|(name, it)| plain_member(name, it)),
        Value::Array(items) => items.iter().find_map(|it| plain_member(name, it)),
        Value::String(text) => is_plain(text).then(|| name.to_owned()),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn is_plain(text: &str) -> bool {
    let url: Option<Url> = text.parse().ok().filter(|it: &Url| it.scheme() == "http");
    url.is_some_and(|it| protected(&it).is_err() && Destination::of(&it) == Destination::Network)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_address_in_the_clear_is_named() {
        let url = "http://sts.example/token";
        let external = json!({"type": "external_account", "token_url": url});
        assert_eq!(plain_member("", &external).as_deref(), Some("token_url"));
        let nested = json!({"source_credentials": {"token_uri": "HTTP://x.example"}});
        assert_eq!(plain_member("", &nested).as_deref(), Some("token_uri"));
        for url in [
            "https://oauth2.googleapis.com/token",
            "http://127.0.0.1:80/x",
            "http://169.254.169.254/latest",
            "http is a word",
        ] {
            assert_eq!(plain_member("", &json!({ "token_uri": url })), None);
        }
    }
}
