//! The address of Cloud KMS.

use std::fmt;
use std::str::FromStr;

use reqwest::Url;

use crate::http::destination::{Destination, is_base, protected};

/// The base URL of the API: calls go to `…/v1/projects/…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    base: String,
    /// Where the base lies.
    pub(super) destination: Destination,
}

impl Default for Endpoint {
    fn default() -> Self {
        Endpoint {
            base: "https://cloudkms.googleapis.com".to_owned(),
            destination: Destination::Network,
        }
    }
}

impl FromStr for Endpoint {
    type Err = String;

    /// Reads a base URL. The access token must not go over the network in the clear.
    fn from_str(text: &str) -> Result<Self, String> {
        let url = Url::parse(text);
        let url = url.map_err(|_| "no URL; expected https://cloudkms.googleapis.com".to_owned())?;
        protected(&url).map_err(|it| it.to_string())?;
        if !is_base(&url) {
            return Err("expected the base alone, without user or query".to_owned());
        }
        Ok(Endpoint {
            base: text.trim_end_matches('/').to_owned(),
            destination: Destination::of(&url),
        })
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
    fn a_token_for_kms_goes_nowhere_in_the_clear() {
        for text in ["https://cloudkms.googleapis.com/", "http://127.0.0.1:8080"] {
            let endpoint: Endpoint = text.parse().unwrap();
            assert_eq!(endpoint.to_string(), text.trim_end_matches('/'));
        }
        for text in [
            "http://kms.example.com",
            "http://127.0.0.1.example.com",
            "ftp://localhost",
            "nowhere",
            "https://user@cloudkms.googleapis.com",
            "https://cloudkms.googleapis.com?key=k",
        ] {
            assert!(text.parse::<Endpoint>().is_err(), "{text}");
        }
    }
}
