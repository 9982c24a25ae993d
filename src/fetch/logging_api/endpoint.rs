//! The address of the Logging API.

use std::fmt;
use std::str::FromStr;

use reqwest::Url;

use crate::http::destination::{Destination, Unprotected, is_base, protected};

/// The base URL of the API: calls go to `…/v2/entries:list`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    base: String,
    /// Where the base lies.
    pub(super) destination: Destination,
}

impl Default for Endpoint {
    fn default() -> Self {
        Endpoint {
            base: "https://logging.googleapis.com".to_owned(),
            destination: Destination::Network,
        }
    }
}

impl FromStr for Endpoint {
    type Err = String;

    /// Reads a base URL. Plain `http` is refused except for this machine, since the access token would go over the
    /// network in the clear.
    fn from_str(text: &str) -> Result<Self, String> {
        let url = Url::parse(text)
            .map_err(|_| "no URL; expected https://logging.googleapis.com".to_owned())?;
        if !is_base(&url) {
            return Err("expected the base alone, without user or query: who asks is told by an access token".to_owned());
        }
        match protected(&url) {
            Ok(()) => Ok(Endpoint {
                base: text.trim_end_matches('/').to_owned(),
                destination: Destination::of(&url),
            }),
            Err(Unprotected::Plain) => Err(
                "the access token would go over the network in the clear; use https://".to_owned(),
            ),
            Err(Unprotected::OtherScheme) => Err(format!(
                "{}:// is not how the Logging API is called; use https://",
                url.scheme()
            )),
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_goes_nowhere_in_the_clear() {
        for text in [
            "https://logging.googleapis.com/",
            "http://127.0.0.1:8080",
            "http://localhost:1",
        ] {
            let endpoint: Endpoint = text.parse().unwrap();
            assert_eq!(endpoint.to_string(), text.trim_end_matches('/'));
        }
        for text in [
            "http://logging.example.com",
            "http://127.0.0.1.example.com",
            "ftp://localhost",
            "nowhere",
            "https://user:pass@logging.googleapis.com",
            "https://logging.googleapis.com?key=k",
        ] {
            assert!(text.parse::<Endpoint>().is_err(), "{text}");
        }
    }
}
