//! Where a lineage belongs: the cluster, the keys, the CA pools, the callers and the holder that its records name.

use std::collections::BTreeSet;

use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::identity::user::{self, ServiceAccount};

/// Where a lineage belongs, by its own records and uses. A part that no record names is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attribution<'c> {
    /// The cluster that issued the credential; failing that, the first cluster that was asked for the credential or in which the credential was
    /// used; for a signature without a credential, the only cluster that the key serves.
    pub cluster: Option<&'c str>,
    /// The key versions that signed.
    pub keys: BTreeSet<&'c str>,
    /// The CA pools that created the certificate.
    pub pools: BTreeSet<&'c str>,
    /// The callers of Cloud KMS and CA Service.
    pub callers: BTreeSet<&'c str>,
    /// The service account of the holder.
    pub service_account: Option<ServiceAccount<'c>>,
    /// The node of the holder, without the prefix `system:node:`.
    pub node: Option<&'c str>,
}

impl<'c> Attribution<'c> {
    /// Returns where a lineage belongs.
    pub fn of(lineage: &Lineage<'c>, judge: &'c Judge) -> Self {
        let signed = || lineage.signed();
        let keys: BTreeSet<&str> = signed().map(|(it, _)| it.key.as_str()).collect();
        let pools = lineage.certified().map(|(it, _)| it.pool.as_str());
        let called = lineage.certified().map(|(_, record)| record);
        let called = called.chain(signed().map(|(_, record)| record));
        let callers = called.map(|it| it.entry.principal.as_str());
        let holder = holder(lineage);
        Attribution {
            cluster: cluster(lineage, &keys, judge),
            pools: pools.filter(|it| !it.is_empty()).collect(),
            callers: callers.filter(|it| !it.is_empty()).collect(),
            service_account: holder.and_then(ServiceAccount::of),
            node: holder.and_then(user::node),
            keys,
        }
    }

    /// The first key version; failing that, the first CA pool.
    pub fn key_or_pool(&self) -> Option<&'c str> {
        self.keys.first().or(self.pools.first()).copied()
    }
}

fn cluster<'c>(
    lineage: &Lineage<'c>,
    keys: &BTreeSet<&'c str>,
    judge: &'c Judge,
) -> Option<&'c str> {
    let issued = lineage.issued().map(|(it, _)| it.cluster.as_str());
    let issued = issued.filter(|it| !it.is_empty()).min();
    let named = issued.or_else(|| lineage.clusters().first().copied());
    named.or_else(|| {
        let served = keys.iter().flat_map(|it| judge.clusters_of_key(it));
        let served: BTreeSet<&str> = served.collect();
        served.first().copied().filter(|_| served.len() == 1)
    })
}

/// Returns the user name of the holder: the one that the records of the issuance name; failing any, the only user. None where there are several.
fn holder<'c>(lineage: &Lineage<'c>) -> Option<&'c str> {
    let recorded = lineage.records().into_iter();
    let recorded = recorded.map(|it| it.entry.event.user());
    let recorded: BTreeSet<&str> = recorded.filter(|it| !it.is_empty()).collect();
    if !recorded.is_empty() {
        return recorded.first().copied().filter(|_| recorded.len() == 1);
    }
    let users = &lineage.uses()?.users;
    users.names().next().filter(|_| users.count() == 1)
}
