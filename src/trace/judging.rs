//! The judgement of the lineages that a trace found: one function for `trace` and `serve`.

use crate::check::chain::digest_mismatch;
use crate::correlate::graph::Component;
use crate::correlate::lineage::Lineage;
use crate::evidence::jose::token::Presented;
use crate::judge::context::Judge;
use crate::model::finding::Finding;
use crate::scan::siblings::SiblingSearch;
use crate::scan::{Judged, lineages};
use crate::store::{Error, Store};

/// Judges all lineages of the components, in the order of their subjects, with what the given tokens show. `verified` returns what the
/// signatures of the tokens show beside that.
///
/// # Errors
/// Those of the database.
pub fn judge_all<'c>(
    components: &'c [Component],
    tokens: &[Presented],
    verified: &dyn Fn(&Lineage<'_>) -> Vec<Finding>,
    store: &mut Store,
    judge: &'c Judge,
) -> Result<Vec<Judged<'c>>, Error> {
    let mut judged = Vec::new();
    let mut siblings = SiblingSearch::default();
    for component in components {
        for lineage in lineages(component, store, judge)? {
            let mut one = Judged::of(lineage, judge);
            let forged = tokens
                .iter()
                .filter_map(|it| digest_mismatch::of_token(&one.lineage, it));
            let given: Vec<_> = forged.chain(verified(&one.lineage)).collect();
            one.findings.extend(given);
            one.find_siblings(&mut siblings, store, judge)?;
            judged.push(one);
        }
    }
    judged.sort_by(|one, other| one.lineage.subject.cmp(&other.lineage.subject));
    Ok(judged)
}
