//! The configuration of a VM: `CONFIGS.json` (partner metadata), or the `inlineCertificateIssuanceConfig` of a workload identity pool.
//!
//! Names are read in either spelling, `key_algorithm` and `key-algorithm`, since Google's pages have both. A [`Problem`] names a missing or
//! malformed value by its JSON pointer (RFC 6901), with the expected and the found value.

use std::fmt;

use jiff::SignedDuration;
use serde_json::{Map, Value};

use super::braces;
use super::refusal::holds_pem;
use crate::model::entry::PublicKey;
use crate::model::identity::spiffe::SpiffeId;
use crate::policy::value::resource::CaPool;

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

/// The key algorithm of a certificate: `rsa-2048`, `ecdsa-p256`, or in the IAM API `RSA_2048`, `ECDSA_P256`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyAlgorithm {
    /// RSA with a modulus of this size in bits.
    Rsa(u32),
    /// ECDSA on the NIST curve of this size in bits.
    Ecdsa(u32),
}

/// The names of all key algorithms.
const KEYS: [&str; 5] = [
    "rsa-2048",
    "rsa-3072",
    "rsa-4096",
    "ecdsa-p256",
    "ecdsa-p384",
];

impl KeyAlgorithm {
    fn read(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase().replace('_', "-");
        let known = KEYS.contains(&text.as_str());
        let rsa = || text.strip_prefix("rsa-")?.parse().ok().map(Self::Rsa);
        let ecdsa = || text.strip_prefix("ecdsa-p")?.parse().ok().map(Self::Ecdsa);
        known.then(|| rsa().or_else(ecdsa)).flatten()
    }

    /// Returns whether a public key has this algorithm.
    pub fn is(self, key: &PublicKey) -> bool {
        match self {
            KeyAlgorithm::Rsa(bits) => key.family == "rsa" && key.bits == bits,
            KeyAlgorithm::Ecdsa(bits) => key.family == "ec" && key.bits == bits,
        }
    }
}

impl fmt::Display for KeyAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyAlgorithm::Rsa(bits) => write!(f, "rsa-{bits}"),
            KeyAlgorithm::Ecdsa(bits) => write!(f, "ecdsa-p{bits}"),
        }
    }
}

/// A value that is missing or malformed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The JSON pointer of the value. Empty for the whole document.
    pub path: String,
    /// The expected value.
    pub expected: String,
    /// The found value.
    pub found: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() {
            "/"
        } else {
            &self.path
        };
        write!(
            f,
            "{path}: expected {}, found {}",
            self.expected, self.found
        )
    }
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

/// A value and its JSON pointer.
#[derive(Clone)]
struct At<'v> {
    path: String,
    value: &'v Value,
}

struct ConfigsReader<'v> {
    root: &'v Value,
    problems: Vec<Problem>,
}

impl<'v> ConfigsReader<'v> {
    fn partner_metadata(&mut self) -> Configs {
        let root = At {
            path: String::new(),
            value: self.root,
        };
        let compute = self.child(&root, "wc.compute.googleapis.com");
        let entries = compute.and_then(|it| self.child(&it, "entries"));
        let issuance = entries.as_ref();
        let issuance = issuance.and_then(|it| self.child(it, "certificate-issuance-config"));
        let mut configs = issuance.map(|it| self.issuance(&it)).unwrap_or_default();
        let trust = entries.and_then(|it| self.child(&it, "trust-config"));
        let iam = self.child(&root, "iam.googleapis.com");
        let entries = iam.and_then(|it| self.child(&it, "entries"));
        let identity = entries.and_then(|it| self.child(&it, "workload-identity"));
        configs.identity = identity.and_then(|it| self.identity(&it));
        if let (Some(trust), Some(identity)) = (trust, &configs.identity) {
            self.trust(&trust, identity);
        }
        configs
    }

    fn issuance(&mut self, issuance: &At<'v>) -> Configs {
        let primary = self.child(issuance, "primary_certificate_authority_config");
        let authority = primary.and_then(|it| self.child(&it, "certificate_authority_config"));
        let pool = authority.and_then(|it| self.child(&it, "ca_pool"));
        let pool = pool.and_then(|it| self.ca_pool(&it));
        Configs {
            pools: pool.into_iter().collect(),
            key: self.key(issuance, "key_algorithm"),
            lifetime: self.lifetime(issuance),
            rotation: self.rotation(issuance, "rotation_window_percentage"),
            ..Configs::default()
        }
    }

    /// Reads `{"inlineCertificateIssuanceConfig": {"caPools": {"REGION": "…"}, "lifetime": "86400s", …}}`, or the inner object.
    fn pool(&mut self) -> Configs {
        let root = At {
            path: String::new(),
            value: self.root,
        };
        let inline = self.optional(&root, "inlineCertificateIssuanceConfig");
        let inline = inline.unwrap_or(root);
        let Some(pools) = self.optional(&inline, "caPools") else {
            let expected = "an object with wc.compute.googleapis.com and iam.googleapis.com, or with inlineCertificateIssuanceConfig";
            self.wrong(&inline, expected);
            return Configs::default();
        };
        let regions = self.object(&pools).into_iter().flatten();
        let of_region = regions.map(|(region, value)| At {
            path: format!("{}/{}", pools.path, escaped(region)),
            value,
        });
        let of_region: Vec<At<'v>> = of_region.collect();
        Configs {
            pools: of_region.iter().filter_map(|it| self.ca_pool(it)).collect(),
            key: self.key(&inline, "keyAlgorithm"),
            lifetime: self.lifetime(&inline),
            rotation: self.rotation(&inline, "rotationWindowPercentage"),
            ..Configs::default()
        }
    }

    fn identity(&mut self, at: &At<'v>) -> Option<SpiffeId> {
        let text = self.text(at, "a SPIFFE ID")?;
        match text.parse::<SpiffeId>() {
            Ok(id) if id.is_workload() => Some(id),
            _ => {
                let form =
                    "spiffe://POOL.global.PROJECT_NUMBER.workload.id.goog/ns/NAMESPACE/sa/IDENTITY";
                self.wrong(at, form);
                None
            }
        }
    }

    /// Checks that the trust domain of the identity has trust anchors, each of which is a CA pool.
    fn trust(&mut self, trust: &At<'v>, identity: &SpiffeId) {
        let Some(domain) = self.child(trust, identity.trust_domain()) else {
            return;
        };
        let Some(anchors) = self.child(&domain, "trust_anchors") else {
            return;
        };
        match anchors.value.as_array() {
            Some(all) if !all.is_empty() => {
                for (position, value) in all.iter().enumerate() {
                    let anchor = At {
                        path: format!("{}/{position}", anchors.path),
                        value,
                    };
                    let pool = self.child(&anchor, "ca_pool");
                    pool.and_then(|it| self.ca_pool(&it));
                }
            }
            _ => self.wrong(&anchors, "a list of objects with ca_pool"),
        }
    }

    fn ca_pool(&mut self, at: &At<'v>) -> Option<String> {
        let text = self.text(at, "projects/P/locations/L/caPools/N")?;
        if text.parse::<CaPool>().is_err() {
            self.wrong(at, "projects/P/locations/L/caPools/N");
            return None;
        }
        Some(text.to_owned())
    }

    fn key(&mut self, at: &At<'v>, name: &str) -> Option<KeyAlgorithm> {
        let at = self.optional(at, name)?;
        let key = at.value.as_str().and_then(KeyAlgorithm::read);
        if key.is_none() {
            self.wrong(&at, &format!("one of {}", KEYS.join(", ")));
        }
        key
    }

    /// Reads a duration in the JSON form of protocol buffers: `86400s`.
    fn lifetime(&mut self, at: &At<'v>) -> Option<SignedDuration> {
        let at = self.optional(at, "lifetime")?;
        let lifetime = at.value.as_str().and_then(duration);
        if lifetime.is_none() {
            self.wrong(&at, "seconds up to 100 years, as in \"86400s\"");
        }
        lifetime
    }

    fn rotation(&mut self, at: &At<'v>, name: &str) -> Option<u8> {
        let at = self.optional(at, name)?;
        let percent = at.value.as_u64().filter(|it| (50..=80).contains(it));
        if percent.is_none() {
            self.wrong(&at, "a number from 50 to 80");
        }
        percent.and_then(|it| u8::try_from(it).ok())
    }

    fn text(&mut self, at: &At<'v>, expected: &str) -> Option<&'v str> {
        let text = at.value.as_str();
        if text.is_none() {
            self.wrong(at, expected);
        }
        text
    }

    fn object(&mut self, at: &At<'v>) -> Option<&'v Map<String, Value>> {
        let object = at.value.as_object();
        if object.is_none() {
            self.wrong(at, "an object");
        }
        object
    }

    fn peek(&self, value: &'v Value, name: &str) -> Option<(&'v String, &'v Value)> {
        let object = value.as_object()?;
        object.iter().find(|(key, _)| spelt(key) == spelt(name))
    }

    /// Returns an optional member.
    fn optional(&mut self, at: &At<'v>, name: &str) -> Option<At<'v>> {
        let (key, value) = self.peek(at.value, name)?;
        Some(At {
            path: format!("{}/{}", at.path, escaped(key)),
            value,
        })
    }

    /// Returns a required member. The problem of a missing member names a member of the same name elsewhere in the document, where a
    /// missing brace moves the member.
    fn child(&mut self, at: &At<'v>, name: &str) -> Option<At<'v>> {
        self.object(at)?;
        if let Some(found) = self.optional(at, name) {
            return Some(found);
        }
        let elsewhere = elsewhere(self.root, name, "");
        let found = match elsewhere {
            Some(path) => format!("it at {path}"),
            None => format!("only {}", keys(at.value)),
        };
        self.problems.push(Problem {
            path: format!("{}/{}", at.path, escaped(name)),
            expected: "it here".to_owned(),
            found,
        });
        None
    }

    fn wrong(&mut self, at: &At<'v>, expected: &str) {
        self.problems.push(Problem {
            path: at.path.clone(),
            expected: expected.to_owned(),
            found: shown(at.value),
        });
    }
}

/// The longest lifetime that is accepted: 100 years. Real certificates live for days.
const LONGEST: SignedDuration = SignedDuration::from_hours(100 * 366 * 24);

/// Parses a positive duration in the JSON form of protocol buffers: seconds, up to nine decimals, `s`.
fn duration(text: &str) -> Option<SignedDuration> {
    let (seconds, decimals) = match text.strip_suffix('s')?.split_once('.') {
        Some((seconds, decimals)) if !decimals.is_empty() => (seconds, decimals),
        Some(_) => return None,
        None => (text.strip_suffix('s')?, "0"),
    };
    let digits = |it: &str| it.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(seconds) || !digits(decimals) || decimals.len() > 9 {
        return None;
    }
    let nanoseconds: i64 = format!("{decimals:0<9}").parse().ok()?;
    let seconds = SignedDuration::from_secs(seconds.parse().ok()?);
    let duration = seconds.checked_add(SignedDuration::from_nanos(nanoseconds))?;
    (duration.is_positive() && duration <= LONGEST).then_some(duration)
}

/// Returns a name in kebab case, for comparison.
fn spelt(name: &str) -> String {
    let mut spelt = String::new();
    for c in name.chars() {
        match c {
            '_' => spelt.push('-'),
            c if c.is_ascii_uppercase() => {
                let begins_word = spelt.ends_with(|it: char| it.is_ascii_lowercase());
                spelt.extend(begins_word.then_some('-'));
                spelt.push(c.to_ascii_lowercase());
            }
            c => spelt.push(c),
        }
    }
    spelt
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn elsewhere(value: &Value, name: &str, path: &str) -> Option<String> {
    let object = value.as_object()?;
    object.iter().find_map(|(key, inside)| {
        let path = format!("{path}/{}", escaped(key));
        if spelt(key) == spelt(name) {
            Some(path)
        } else {
            elsewhere(inside, name, &path)
        }
    })
}

fn keys(value: &Value) -> String {
    let keys = value
        .as_object()
        .map(|it| it.keys().cloned().collect::<Vec<_>>());
    match keys {
        Some(keys) if !keys.is_empty() => keys.join(", "),
        _ => "nothing".to_owned(),
    }
}

/// Returns a value for display, shortened and without PEM.
fn shown(value: &Value) -> String {
    match value {
        Value::Object(_) => format!("an object with {}", keys(value)),
        Value::Array(all) => format!("a list of {}", all.len()),
        Value::String(text) if holds_pem(text.as_bytes()) => "a text with PEM".to_owned(),
        Value::String(text) => format!("{:?}", text.chars().take(120).collect::<String>()),
        other => other.to_string(),
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
    fn a_lifetime_is_positive_and_not_endless() {
        for (text, expected) in [
            ("86400s", Some(SignedDuration::from_hours(24))),
            ("1.5s", Some(SignedDuration::from_millis(1500))),
            ("0.000000001s", Some(SignedDuration::from_nanos(1))),
            ("-9223372036854775808s", None),
            ("9223372036854775807s", None),
            ("9223372036854775807.999999999s", None),
            ("99999999999999999999s", None),
            ("0s", None),
            ("0.0s", None),
            ("-1s", None),
            ("+1s", None),
            ("1.s", None),
            (".5s", None),
            ("1.0000000001s", None),
            ("1e3s", None),
            ("s", None),
            ("86400", None),
        ] {
            assert_eq!(duration(text), expected, "{text}");
        }
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
