//! The configuration of a VM: `CONFIGS.json` (partner metadata), or the `inlineCertificateIssuanceConfig` of a workload identity pool.
//!
//! Names are read in either spelling, `key_algorithm` and `key-algorithm`, since Google's pages have both. A [`Problem`] names a missing or
//! malformed value by its JSON pointer (RFC 6901), with the expected and the found value.

mod braces;
mod document;
mod key_algorithm;
mod lifetime;
mod parts;
mod problem;

use jiff::SignedDuration;

use self::document::ConfigsReader;
pub use self::key_algorithm::KeyAlgorithm;
pub use self::problem::Problem;
use crate::model::identity::spiffe::SpiffeId;

/// A configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Configs {
    /// The file of the configuration.
    pub place: String,
    /// The identity. `None` for the configuration of a whole pool.
    pub identity: Option<SpiffeId>,
    /// The CA pools that issue: one, or one for each region.
    pub pools: Vec<String>,
    /// The key of the certificate.
    pub key: Option<KeyAlgorithm>,
    /// The lifetime of a certificate.
    pub lifetime: Option<SignedDuration>,
    /// The remaining part of the lifetime at which a certificate is replaced, in percent.
    pub rotation: Option<u8>,
}

impl Configs {
    /// Parses a configuration.
    ///
    /// # Errors
    /// All problems, in the order of the parts of the file.
    pub fn read(text: &str, place: &str) -> Result<Self, Vec<Problem>> {
        let root = braces::parse(text).map_err(|found| {
            vec![Problem {
                path: String::new(),
                expected: "JSON".to_owned(),
                found,
            }]
        })?;
        let mut reading = ConfigsReader {
            root: &root,
            problems: Vec::new(),
        };
        let mut configs = if reading.peek(&root, "wc.compute.googleapis.com").is_some()
            || reading.peek(&root, "iam.googleapis.com").is_some()
        {
            reading.partner_metadata()
        } else {
            reading.pool()
        };
        configs.place = place.to_owned();
        if reading.problems.is_empty() {
            Ok(configs)
        } else {
            Err(reading.problems)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = r#"{
  "wc.compute.googleapis.com": { "entries": {
    "certificate-issuance-config": {
      "primary_certificate_authority_config": { "certificate_authority_config": { "ca_pool": "projects/p/locations/l/caPools/n" } },
      "key_algorithm": "rsa-2048"
    },
    "trust-config": { "acme.global.1.workload.id.goog": { "trust_anchors": [{ "ca_pool": "projects/p/locations/l/caPools/n" }] } }
  } },
  "iam.googleapis.com": { "entries": { "workload-identity": "spiffe://acme.global.1.workload.id.goog/ns/a/sa/b" } }
}"#;

    fn problems(text: &str) -> Vec<String> {
        let problems = Configs::read(text, "CONFIGS.json").unwrap_err();
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn both_spellings_say_the_same() {
        let configs = Configs::read(SAMPLE, "").unwrap();
        assert_eq!(configs.key, Some(KeyAlgorithm::Rsa(2048)));
        assert_eq!(configs.pools, ["projects/p/locations/l/caPools/n"]);
        let other = SAMPLE
            .replace("key_algorithm", "key-algorithm")
            .replace("trust-config", "trust_config")
            .replace("ca_pool", "ca-pool");
        assert_eq!(Configs::read(&other, "").unwrap(), configs);
    }

    #[test]
    fn braces_at_the_end_are_counted_leniently() {
        let configs = Configs::read(SAMPLE, "").unwrap();
        let short = SAMPLE.trim_end_matches('}');
        assert_eq!(Configs::read(short, "").unwrap(), configs);
        assert_eq!(
            Configs::read(&format!("{SAMPLE}\n}}"), "").unwrap(),
            configs
        );
    }

    #[test]
    fn problems_have_their_path_and_what_was_found() {
        assert_eq!(
            problems(&SAMPLE.replace("rsa-2048", "rsa-1024")),
            [
                "/wc.compute.googleapis.com/entries/certificate-issuance-config/key_algorithm: expected one of rsa-2048, rsa-3072, rsa-4096, ecdsa-p256, ecdsa-p384, found \"rsa-1024\""
            ]
        );
        assert_eq!(
            problems(&SAMPLE.replace("\"workload-identity\"", "\"identity\"")),
            [
                "/iam.googleapis.com/entries/workload-identity: expected it here, found only identity"
            ]
        );
        assert_eq!(
            problems(&SAMPLE.replace("spiffe://acme", "spiffe://other")),
            [
                "/wc.compute.googleapis.com/entries/trust-config/other.global.1.workload.id.goog: expected it here, found only acme.global.1.workload.id.goog"
            ]
        );
        assert_eq!(
            problems("{\"a\": 1,}"),
            ["/: expected JSON, found trailing comma at line 1 column 9"]
        );
        assert!(
            problems("[]")[0].starts_with("/: expected an object with wc.compute.googleapis.com")
        );
    }

    #[test]
    fn a_brace_lost_in_the_middle_shows_where_things_went() {
        let moved = SAMPLE.replacen("  } },\n  \"iam", "  },\n  \"iam", 1);
        assert_eq!(
            problems(&moved),
            [
                "/iam.googleapis.com: expected it here, found it at /wc.compute.googleapis.com/iam.googleapis.com"
            ]
        );
    }

    #[test]
    fn the_configuration_of_a_pool_is_read_too() {
        let pool = r#"{"name": "x", "inlineCertificateIssuanceConfig": {"caPools": {"us-central1": "projects/p/locations/us-central1/caPools/n"},
            "lifetime": "86400s", "rotationWindowPercentage": 60, "keyAlgorithm": "ECDSA_P256"}}"#;
        let configs = Configs::read(pool, "").unwrap();
        assert_eq!(configs.key, Some(KeyAlgorithm::Ecdsa(256)));
        assert_eq!(
            (configs.lifetime, configs.rotation),
            (Some(SignedDuration::from_hours(24)), Some(60))
        );
    }
}
