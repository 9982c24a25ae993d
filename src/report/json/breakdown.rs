//! The counts by cluster, key version, CA pool, namespace and caller in the JSON report.

use std::collections::BTreeMap;

use super::contract::{TalliesV1, TallyV1};
use crate::model::finding::Verdict;
use crate::report::moment;
use crate::scan::summary::breakdown::{Breakdown, Dimension, Tallies, Tally};

/// Returns the counts of each dimension that has names.
pub(super) fn by(breakdown: &Breakdown) -> BTreeMap<&'static str, TalliesV1> {
    let all = Dimension::ALL.into_iter();
    let all = all.filter_map(|it| Some((it.as_str(), tallies(breakdown.by(it)?))));
    all.collect()
}

fn tallies(tallies: &Tallies) -> TalliesV1 {
    let names = tallies.by_name.iter();
    TalliesV1 {
        names: names.map(|(name, it)| tally(Some(name), it)).collect(),
        others: tallies.others.as_ref().map(|it| tally(None, it)),
    }
}

fn tally(name: Option<&String>, tally: &Tally) -> TallyV1 {
    TallyV1 {
        name: name.cloned(),
        credentials: tally.total(),
        complete: tally.of_verdict(Verdict::Complete),
        unproven: tally.of_verdict(Verdict::Unproven),
        broken: tally.of_verdict(Verdict::Broken),
        unclaimed_signatures: tally.unclaimed(),
        uses: tally.uses,
        first: tally.times.map(|it| moment(it.0)),
        last: tally.times.map(|it| moment(it.1)),
    }
}
