//! Expectations of workload identities.

use serde::{Deserialize, Serialize};

use super::value::resource::CaPool;

/// Expectations of all workload identities.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Workload {
    /// Pools that certify workload identities and nothing else: each of their certificates is a workload certificate.
    pub pools: Vec<CaPool>,
}

impl Workload {
    pub(super) fn is_silent(&self) -> bool {
        self.pools.is_empty()
    }
}
