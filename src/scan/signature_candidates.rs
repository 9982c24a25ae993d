//! Candidates: unclaimed signatures of issuing keys, for lineages of which no record names the digest that was signed.

use jiff::Timestamp;

use crate::check::chain::unclaimed_signature;
use crate::correlate::graph;
use crate::correlate::graph::Component;
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::judge::contradiction::stated_digests;
use crate::judge::stage;
use crate::model::entry::Source;
use crate::model::identity::subject::{Candidate, Subject};
use crate::policy::service_agents::CallerStanding;
use crate::scan::facts::FactSource;
use crate::store::Error;
use crate::store::rows::selection::candidates::{Unclaimed, Watched, candidate};

/// The greatest number of candidates that a lineage names.
const CANDIDATES: usize = 5;

/// The signatures among which a scan looks for candidates.
#[derive(Default)]
pub(super) struct SignatureSearch {
    /// The issuing keys, and the signatures of these keys that evidence explains.
    pub(super) watched: Watched,
    /// The unclaimed signatures of the issuing keys, where the scan has listed all of them.
    pub(super) unclaimed: Option<Unclaimed>,
}

impl SignatureSearch {
    /// A search among the signatures of all issuing keys, of which none is listed yet.
    pub(super) fn of_issuing_keys(
        facts: &mut impl FactSource,
        judge: &Judge,
    ) -> Result<Self, Error> {
        Ok(SignatureSearch {
            watched: watched(facts, judge)?,
            unclaimed: None,
        })
    }

    /// The unclaimed signatures within a span of time, [`CANDIDATES`] at most.
    fn candidates(
        &self,
        span: (Timestamp, Timestamp),
        facts: &mut impl FactSource,
    ) -> Result<Vec<Candidate>, Error> {
        match &self.unclaimed {
            Some(all) => facts.candidates_among(all, span, CANDIDATES),
            None => facts.candidates(&self.watched, span, CANDIDATES),
        }
    }

    /// The unclaimed signatures of a certificate's CA keys within a span of time, for which the CA Service agent called or a caller whom the
    /// policy lists, where these keys signed nothing but digests of other hash functions than SHA-256.
    fn candidates_of_other_hashes(
        &self,
        lineage: &Lineage<'_>,
        span: (Timestamp, Timestamp),
        facts: &mut impl FactSource,
        judge: &Judge,
    ) -> Result<Vec<Candidate>, Error> {
        let keys = facts.versions_of(&judge.ca_keys_of(lineage))?;
        let records = facts.signatures_without_sha256(&keys, &self.watched, span, CANDIDATES)?;
        let called_for = records.iter().filter(|it| {
            let key = it.entry.event.resource();
            !judge.signs_tokens(key)
                && judge.standing_with_ca_key(key, &it.entry.principal) == CallerStanding::Expected
        });
        Ok(called_for.filter_map(candidate).collect())
    }
}

/// The lineages of a component. A lineage whose signature cannot be told apart names its candidates.
///
/// # Errors
/// The errors of the database.
pub fn lineages<'c>(
    component: &'c Component,
    facts: &mut impl FactSource,
    judge: &Judge,
) -> Result<Vec<Lineage<'c>>, Error> {
    lineages_among(component, None, facts, judge)
}

/// The lineages of a component, with candidates from `search`. Without a search the function makes one, if a lineage needs candidates.
pub(super) fn lineages_among<'c>(
    component: &'c Component,
    search: Option<&SignatureSearch>,
    facts: &mut impl FactSource,
    judge: &Judge,
) -> Result<Vec<Lineage<'c>>, Error> {
    let mut lineages = Lineage::all(component);
    let mut own = None;
    for lineage in &mut lineages {
        if !needs_candidates(lineage, judge) {
            continue;
        }
        if let Some(span) = judge.time_of_issuance(lineage) {
            let search = match (search, &mut own) {
                (Some(search), _) => search,
                (None, Some(own)) => own,
                (None, own) => own.insert(SignatureSearch::of_issuing_keys(facts, judge)?),
            };
            lineage.candidates = match stated_digests::are_alone(lineage) {
                true => search.candidates_of_other_hashes(lineage, span, facts, judge)?,
                false => search.candidates(span, facts)?,
            };
        }
    }
    Ok(lineages)
}

/// Whether a lineage was issued and must have a record of the KMS log, and no record names its digest as it was signed.
fn needs_candidates(lineage: &Lineage<'_>, judge: &Judge) -> bool {
    let is_required = stage::required(judge.kind(lineage)).contains(&Source::Kms);
    is_required
        && judge.is_in_scope(Source::Kms)
        && (lineage.digests().is_empty() || stated_digests::are_alone(lineage))
        && lineage.issuance().is_some()
}

/// The versions of all issuing keys, and the signatures of these versions that evidence explains.
fn watched(facts: &mut impl FactSource, judge: &Judge) -> Result<Watched, Error> {
    let issuing = judge.issuing_keys();
    let mut keys = facts.versions_of(&issuing)?;
    let open = issuing.iter().map(String::as_str);
    if !judge.projects().by_unknown_number(open).is_empty() {
        keys = keys.and(facts.versions_that(&|it| judge.may_issue(it))?);
    }
    let evident = facts.signatures_with_evidence(&keys)?;
    let mut explained = Vec::new();
    for component in &graph::components(evident) {
        for lineage in Lineage::all(component) {
            if let Subject::Signature(digest) = lineage.subject
                && unclaimed_signature::is_explained(&lineage, judge)
            {
                explained.extend(facts.id_of(&digest.into())?);
            }
        }
    }
    explained.sort_unstable();
    Ok(Watched { keys, explained })
}
