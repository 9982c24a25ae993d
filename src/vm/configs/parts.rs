//! The parts of a configuration: partner metadata or the configuration of a pool, with their pools, keys, lifetimes and identities.

use jiff::SignedDuration;

use super::Configs;
use super::document::{At, ConfigsReader, escaped};
use super::key_algorithm::{KEYS, KeyAlgorithm};
use super::lifetime::duration;
use crate::model::identity::spiffe::SpiffeId;
use crate::policy::value::resource::CaPool;

impl<'v> ConfigsReader<'v> {
    pub(super) fn partner_metadata(&mut self) -> Configs {
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
    pub(super) fn pool(&mut self) -> Configs {
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
        if text.parse::<CaPool>().is_ok_and(|it| it.as_ref() == text) {
            Some(text.to_owned())
        } else {
            self.wrong(at, "projects/P/locations/L/caPools/N");
            None
        }
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
}
