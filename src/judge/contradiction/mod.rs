//! Records of a lineage that contradict each other or themselves.

pub(crate) mod certificates;
pub(crate) mod digests;
pub(crate) mod keys;
pub(crate) mod stated_digests;

use std::collections::BTreeSet;

use crate::correlate::lineage::Lineage;
use crate::model::entry::Source;

/// Returns the logs whose records contradict other records or themselves.
pub(in crate::judge) fn sources(lineage: &Lineage<'_>) -> BTreeSet<Source> {
    let mut sources = certificates::sources(lineage);
    sources.extend(digests::sources(lineage));
    sources.extend(keys::sources(lineage));
    sources
}
