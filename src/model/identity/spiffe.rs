//! SPIFFE IDs (the SPIFFE-ID standard, section 2), and the workload identities of Google Cloud among them.

use std::fmt;
use std::str::FromStr;

/// The longest SPIFFE ID, in bytes.
const LONGEST: usize = 2_048;

/// The longest trust domain, in bytes.
const LONGEST_DOMAIN: usize = 255;

/// `spiffe://TRUST_DOMAIN/PATH`
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SpiffeId {
    text: String,
    /// The offset of the path.
    path: usize,
}

const SCHEME: &str = "spiffe://";

impl SpiffeId {
    /// Returns the part between the scheme and the path.
    pub fn trust_domain(&self) -> &str {
        self.text.get(SCHEME.len()..self.path).unwrap_or_default()
    }

    /// Returns the path with its first slash. Empty for the id of a trust domain.
    pub fn path(&self) -> &str {
        self.text.get(self.path..).unwrap_or_default()
    }

    /// Returns the id as it was parsed.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns whether the id is a workload identity of Google Cloud.
    ///
    /// Identities of Compute Engine are `spiffe://POOL.global.PROJECT_NUMBER.workload.id.goog/ns/NAMESPACE/sa/IDENTITY` (Google's page
    /// "Authenticate workloads to other workloads over mTLS"). Identities of GKE fleets are
    /// `spiffe://PROJECT.svc.id.goog/ns/NAMESPACE/sa/ACCOUNT`.
    pub fn is_workload(&self) -> bool {
        let domain = self.trust_domain();
        let managed = domain
            .strip_suffix(".workload.id.goog")
            .is_some_and(is_pool_and_project);
        let fleet = domain
            .strip_suffix(".svc.id.goog")
            .is_some_and(|project| !project.is_empty());
        (managed || fleet) && is_account(self.path())
    }
}

/// Returns whether a text is `POOL.global.PROJECT_NUMBER`.
fn is_pool_and_project(text: &str) -> bool {
    let mut parts = text.rsplitn(3, '.');
    let number = parts.next().unwrap_or_default();
    let is_number = !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit());
    is_number && parts.next() == Some("global") && parts.next().is_some_and(|pool| !pool.is_empty())
}

/// Returns whether a path is `/ns/NAMESPACE/sa/NAME`.
fn is_account(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    matches!(parts.as_slice(), ["", "ns", namespace, "sa", name] if !namespace.is_empty() && !name.is_empty())
}

impl FromStr for SpiffeId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = |what: &str| Err(format!("{text:?} is no SPIFFE ID: {what}"));
        let Some(rest) = text.strip_prefix(SCHEME) else {
            return wrong("expected spiffe://TRUST_DOMAIN/PATH");
        };
        let domain = rest.split('/').next().unwrap_or_default();
        let in_domain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_".contains(c);
        if domain.is_empty() || domain.len() > LONGEST_DOMAIN || !domain.chars().all(in_domain) {
            return wrong(
                "a trust domain has lower-case letters, digits, dots, dashes and underscores",
            );
        }
        let path = rest.get(domain.len()..).unwrap_or_default();
        if !path.is_empty() && !path.split('/').skip(1).all(is_segment) {
            return wrong(
                "a part of its path is empty, relative or has other characters than letters, digits, dots, dashes and underscores",
            );
        }
        if text.len() > LONGEST {
            return wrong("it is longer than 2048 bytes");
        }
        Ok(SpiffeId {
            text: text.to_owned(),
            path: SCHEME.len() + domain.len(),
        })
    }
}

fn is_segment(part: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    !matches!(part, "" | "." | "..") && part.chars().all(is_plain)
}

impl fmt::Display for SpiffeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_workload(text: &str) -> bool {
        text.parse::<SpiffeId>().is_ok_and(|it| it.is_workload())
    }

    #[test]
    fn managed_and_fleet_identities_are_workloads() {
        assert!(is_workload(
            "spiffe://acme.global.123456789012.workload.id.goog/ns/team-a/sa/web"
        ));
        assert!(is_workload(
            "spiffe://acme-prod.svc.id.goog/ns/shop/sa/cart"
        ));
    }

    #[test]
    fn what_only_looks_like_one_is_none() {
        for text in [
            "spiffe://acme.example/ns/shop/sa/cart",
            "spiffe://acme.global.workload.id.goog/ns/a/sa/b",
            "spiffe://acme.europe.123.workload.id.goog/ns/a/sa/b",
            "spiffe://.global.123.workload.id.goog/ns/a/sa/b",
            "spiffe://acme.global.123.workload.id.goog.evil.example/ns/a/sa/b",
            "spiffe://acme.global.123.workload.id.goog/ns/a/sa/b/c",
            "spiffe://acme.global.123.workload.id.goog",
            "spiffe://.svc.id.goog/ns/a/sa/b",
            "https://acme.svc.id.goog/ns/a/sa/b",
        ] {
            assert!(!is_workload(text), "{text}");
        }
    }

    #[test]
    fn an_id_is_taken_apart_as_it_is_written() {
        let id: SpiffeId = "spiffe://a.example/x/y".parse().unwrap();
        assert_eq!((id.trust_domain(), id.path()), ("a.example", "/x/y"));
        let domain: SpiffeId = "spiffe://a.example".parse().unwrap();
        assert_eq!((domain.trust_domain(), domain.path()), ("a.example", ""));
        for text in [
            "",
            "spiffe:///x",
            "spiffe://A.example/x",
            "spiffe://a.example/",
            "spiffe://a.example/x//y",
            "spiffe://a.example/x/../y",
            "spiffe://a.example/x?y",
            "spiffe://a.example:1/x",
        ] {
            assert!(text.parse::<SpiffeId>().is_err(), "{text}");
        }
    }
}
