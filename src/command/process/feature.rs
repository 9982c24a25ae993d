//! The features of the build: parts of `credtrail` that a build may leave out.

use anyhow::Result;
use credtrail::message;

/// A feature of `Cargo.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// Requests by HTTP: the Logging API, Cloud KMS, key sets, webhooks, the metadata server.
    Pull,
    /// Objects of buckets.
    Buckets,
    /// Facts in Parquet files.
    #[cfg(not(feature = "lake"))]
    Lake,
}

impl Feature {
    /// Sees that this build has the feature, which `what` needs.
    ///
    /// # Errors
    /// If it has not.
    pub fn require(self, what: &str) -> Result<()> {
        if self.is_built() {
            return Ok(());
        }
        Err(self.absence(what))
    }

    /// Returns the error of a build without the feature, which `what` needs.
    pub fn absence(self, what: &str) -> anyhow::Error {
        let name = self.name();
        message!(
            "error-feature-absent",
            "{what} needs the feature `{name}`, which this credtrail was built without; build without --no-default-features, or with --features {name}",
            what,
            name
        )
        .into()
    }

    fn is_built(self) -> bool {
        match self {
            Feature::Pull => cfg!(feature = "pull"),
            Feature::Buckets => cfg!(feature = "buckets"),
            #[cfg(not(feature = "lake"))]
            Feature::Lake => false,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Feature::Pull => "pull",
            Feature::Buckets => "buckets",
            #[cfg(not(feature = "lake"))]
            Feature::Lake => "lake",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_that_is_absent_is_named() {
        let error = Feature::Buckets.absence("gs://").to_string();
        assert!(
            error.starts_with("gs:// needs the feature `buckets`"),
            "{error}"
        );
        assert!(error.ends_with("--features buckets"), "{error}");
    }

    #[test]
    fn what_is_built_is_not_refused() {
        assert_eq!(
            Feature::Pull.require("pull").is_ok(),
            cfg!(feature = "pull")
        );
    }
}
