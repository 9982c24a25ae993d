//! The base URL of an API that is called with an access token.

use std::fmt;
use std::str::FromStr;

use url::Url;

use super::destination::{Destination, Unprotected, protected};

/// A base URL without user, query and fragment; calls append a path. Requests to the URL are encrypted, or stay on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    base: String,
    destination: Destination,
}

/// Why a text is no base URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadBaseUrl {
    /// The text is no URL.
    #[error("no URL; expected https:// and the host of the API")]
    NoUrl,
    /// The URL names a user, a query or a fragment.
    #[error("expected the base alone, without user or query: an access token tells who asks")]
    NotAlone,
    /// The URL has the scheme `http` and a host other than this machine.
    #[error("the access token would go over the network in the clear; use https://")]
    Plain,
    /// The URL has another scheme.
    #[error("{0}:// is not how the API is called; use https://")]
    OtherScheme(String),
}

impl BaseUrl {
    /// Returns the base URL of an API of Google by its host.
    pub fn of_google(host: &str) -> Self {
        BaseUrl {
            base: format!("https://{host}"),
            destination: Destination::Network,
        }
    }

    /// Returns where requests to the URL go.
    pub fn destination(&self) -> Destination {
        self.destination
    }
}

impl FromStr for BaseUrl {
    type Err = BadBaseUrl;

    fn from_str(text: &str) -> Result<Self, BadBaseUrl> {
        let url = Url::parse(text).map_err(|_| BadBaseUrl::NoUrl)?;
        let is_alone = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        if !is_alone {
            return Err(BadBaseUrl::NotAlone);
        }
        protected(&url).map_err(|it| match it {
            Unprotected::Plain => BadBaseUrl::Plain,
            Unprotected::OtherScheme => BadBaseUrl::OtherScheme(url.scheme().to_owned()),
        })?;
        Ok(BaseUrl {
            base: text.trim_end_matches('/').to_owned(),
            destination: Destination::of(&url),
        })
    }
}

impl fmt::Display for BaseUrl {
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
            let base: BaseUrl = text.parse().unwrap();
            assert_eq!(base.to_string(), text.trim_end_matches('/'));
        }
        for (text, because) in [
            ("http://logging.example.com", BadBaseUrl::Plain),
            ("http://127.0.0.1.example.com", BadBaseUrl::Plain),
            ("ftp://localhost", BadBaseUrl::OtherScheme("ftp".to_owned())),
            ("nowhere", BadBaseUrl::NoUrl),
            ("https://u:p@logging.googleapis.com", BadBaseUrl::NotAlone),
            ("https://u@logging.googleapis.com", BadBaseUrl::NotAlone),
            ("https://logging.googleapis.com?key=k", BadBaseUrl::NotAlone),
            ("https://logging.googleapis.com#k", BadBaseUrl::NotAlone),
        ] {
            assert_eq!(text.parse::<BaseUrl>(), Err(because), "{text}");
        }
    }

    #[test]
    fn the_base_of_an_api_of_google_is_what_its_url_reads_as() {
        let base = BaseUrl::of_google("cloudkms.googleapis.com");
        assert_eq!("https://cloudkms.googleapis.com/".parse(), Ok(base));
    }
}
