//! Walks all lineages of a window in pages and judges each. Of what numbers settle memory holds some bits, of the rest a page.

pub mod comparison;
pub mod infer_policy;
pub mod memory;
mod pages;
pub(crate) mod plain_pass;
pub mod siblings;
pub(crate) mod user_index;

use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use jiff::Timestamp;

use self::pages::{Pages, Phase, StartingPoints};
use self::plain_pass::Settled;
use crate::check;
use crate::correlate::graph;
use crate::correlate::graph::Component;
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::judge::stage;
use crate::judge::stage::Stage;
use crate::log::query::explorer_query::Query;
use crate::model::entry::Source;
use crate::model::finding::{Code, Finding, Verdict};
use crate::model::identifier::CredentialId;
use crate::model::subject::{Candidate, Kind, Subject};
use crate::model::window::Window;
use crate::policy::expectations::SuppressedBy;
use crate::receipts::locate::Files;
use crate::receipts::record_query;
use crate::receipts::use_receipts::UseReceipts;
use crate::scan::siblings::SiblingSearch;
use crate::store::read::candidates::{Unclaimed, Watched};
use crate::store::read::certificate_status::AuthorityCertificate;
use crate::store::read::identifiers::IdentifierId;
use crate::store::read::session::Reader;
use crate::store::{Error, Store};

/// Signatures named as candidates at most.
const CANDIDATES: usize = 5;

/// Lineages whose uses are looked at again at most: it takes a file each.
const SIGHTINGS: usize = 100;

/// A lineage with what was found.
#[derive(Debug)]
pub struct Judged<'c> {
    /// The lineage.
    pub lineage: Lineage<'c>,
    /// What kind of thing it is about.
    pub kind: Kind,
    /// The authorities above a workload's or authority's certificate, the nearest first, as far as they are known.
    pub issuers: Vec<&'c AuthorityCertificate>,
    /// The state of each log that counts.
    pub stages: BTreeMap<Source, Stage>,
    /// What there is to say against it.
    pub findings: Vec<Finding>,
    /// Suppressions that cover findings, by the position of the finding.
    pub suppressed_by: BTreeMap<usize, SuppressedBy<'c>>,
    /// The cluster, where no cluster of an unproven credential is known to be under control plane authority.
    pub without_authority: Option<&'c str>,
    /// For each log that a finding is about, what finds its records.
    pub queries: BTreeMap<Source, Query>,
    /// Its first and last use, where they were looked at again.
    pub sightings: Option<UseReceipts>,
}

impl<'c> Judged<'c> {
    /// Judges a lineage.
    pub fn of(lineage: Lineage<'c>, judge: &'c Judge) -> Self {
        let findings = check::findings(&lineage, judge);
        Judged {
            kind: judge.kind(&lineage),
            issuers: judge.issuers(&lineage),
            stages: stage::stages(&lineage, judge),
            suppressed_by: suppressed_by(&findings, &lineage.subject, judge),
            without_authority: without_authority(&findings, &lineage, judge),
            queries: record_query::of_findings(&findings, &lineage, judge),
            findings,
            lineage,
            sightings: None,
        }
    }

    /// The verdict of the findings that nobody answers for: what the exit status goes by.
    pub fn effective_verdict(&self) -> Verdict {
        let all = self.findings.iter().enumerate();
        let open = all.filter(|(position, _)| !self.suppressed_by.contains_key(position));
        Verdict::of(open.map(|(_, finding)| finding))
    }

    /// Whether a finding rests on a use of which the receipt does not tell everything.
    fn rests_on_uses(&self) -> bool {
        let mut receipts = self.findings.iter().flat_map(|it| &it.receipts);
        receipts.any(|it| it.sha256.is_none())
    }

    /// Looks at the first and the last use again.
    ///
    /// # Errors
    /// Those of the database.
    pub fn sight(&mut self, store: &mut Store, files: &Files) -> Result<(), Error> {
        self.sightings = UseReceipts::of(&self.lineage, store, files)?;
        let (Some(seen), Some(uses)) = (&self.sightings, self.lineage.uses()) else {
            return Ok(());
        };
        for receipt in self.findings.iter_mut().flat_map(|it| &mut it.receipts) {
            if *receipt == uses.first.1 {
                receipt.clone_from(&seen.first);
            } else if *receipt == uses.last.1 {
                receipt.clone_from(&seen.last);
            }
        }
        Ok(())
    }

    /// Looks for complete credentials of the same users, where this one is not complete.
    ///
    /// # Errors
    /// Those of the database.
    pub fn compare(
        &mut self,
        namesakes: &mut SiblingSearch,
        store: &mut Store,
        judge: &'c Judge,
    ) -> Result<(), Error> {
        if self.verdict() == Verdict::Complete {
            return Ok(());
        }
        self.lineage.namesakes = namesakes.of(&self.lineage, store, judge)?;
        let found = crate::check::usage::shadow_identity::check(&self.lineage, judge);
        self.findings.extend(found);
        self.findings.sort_by_key(|it| it.code);
        self.suppressed_by = suppressed_by(&self.findings, &self.lineage.subject, judge);
        Ok(())
    }

    /// The verdict, read off the findings.
    pub fn verdict(&self) -> Verdict {
        Verdict::of(&self.findings)
    }
}

/// None where the credential is disproved, or needs no proof.
fn without_authority<'c>(
    findings: &[Finding],
    lineage: &Lineage<'c>,
    judge: &Judge,
) -> Option<&'c str> {
    let unproven = Verdict::of(findings) == Verdict::Unproven;
    unproven.then(|| judge.without_authority(lineage)).flatten()
}

fn suppressed_by<'j>(
    findings: &[Finding],
    subject: &Subject,
    judge: &'j Judge,
) -> BTreeMap<usize, SuppressedBy<'j>> {
    if findings.is_empty() || judge.expectations.active.is_empty() {
        return BTreeMap::new();
    }
    let subject = subject.text();
    let answer = |(position, finding): (usize, &Finding)| {
        Some((position, judge.expectations.answer(finding.code, &subject)?))
    };
    findings.iter().enumerate().filter_map(answer).collect()
}

/// Numbers of a scan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Certificates and tokens by verdict.
    pub credentials: BTreeMap<Verdict, u64>,
    /// The same, apart by kind.
    pub kinds: BTreeMap<Kind, BTreeMap<Verdict, u64>>,
    /// Ids of neither form, by verdict.
    pub others: BTreeMap<Verdict, u64>,
    /// Tokens of outside identity providers, by verdict.
    pub outside: BTreeMap<Verdict, u64>,
    /// Unproven credentials of clusters that are not known to be under control plane authority, by cluster.
    pub without_authority: BTreeMap<String, u64>,
    /// Signatures of issuing keys that nothing claims, by verdict.
    pub signatures: BTreeMap<Verdict, u64>,
    /// Distinct uses.
    pub uses: u64,
    /// Findings by code.
    pub findings: BTreeMap<Code, u64>,
    /// Lineages of any kind, by the verdict of the findings that nobody answers for.
    pub by_effective_verdict: BTreeMap<Verdict, u64>,
    /// Suppressed findings by the suppression's position in the policy.
    pub suppressed: BTreeMap<usize, u64>,
    /// Findings on logs that nobody answers for.
    pub stale: u64,
}

impl Summary {
    /// Counts one lineage.
    pub fn count(&mut self, judged: &Judged<'_>) {
        let kind = match judged.lineage.subject {
            Subject::Signature(_) => &mut self.signatures,
            Subject::Credential(CredentialId::Other(_)) => &mut self.others,
            Subject::Credential(_) if judged.kind == Kind::Other => &mut self.outside,
            Subject::Credential(_) => &mut self.credentials,
        };
        *kind.entry(judged.verdict()).or_default() += 1;
        if !matches!(judged.kind, Kind::Other | Kind::Signature) {
            let of_kind = self.kinds.entry(judged.kind).or_default();
            *of_kind.entry(judged.verdict()).or_default() += 1;
        }
        self.uses += judged.lineage.uses().map_or(0, |uses| uses.count);
        *self
            .by_effective_verdict
            .entry(judged.effective_verdict())
            .or_default() += 1;
        if let Some(cluster) = judged.without_authority {
            *self
                .without_authority
                .entry(cluster.to_owned())
                .or_default() += 1;
        }
        for finding in &judged.findings {
            *self.findings.entry(finding.code).or_default() += 1;
        }
        for answer in judged.suppressed_by.values() {
            *self.suppressed.entry(answer.position).or_default() += 1;
        }
    }

    /// Counts what there is to say against the logs. The subject of such a finding is the log.
    pub fn count_logs(&mut self, findings: &[Finding], judge: &Judge) {
        for finding in findings {
            *self.findings.entry(finding.code).or_default() += 1;
            let log = finding.stage.map_or("", Source::as_str);
            match judge.expectations.answer(finding.code, log) {
                Some(answer) => *self.suppressed.entry(answer.position).or_default() += 1,
                None => self.stale += 1,
            }
        }
    }

    fn count_settled(&mut self, settled: &Settled) {
        let kinds = [
            (Kind::Certificate, settled.certificates),
            (Kind::Token, settled.tokens),
        ];
        for (kind, complete) in kinds.into_iter().filter(|(_, complete)| *complete > 0) {
            let of_kind = self.kinds.entry(kind).or_default();
            for counts in [
                of_kind,
                &mut self.credentials,
                &mut self.by_effective_verdict,
            ] {
                *counts.entry(Verdict::Complete).or_default() += complete;
            }
        }
        self.uses += settled.uses;
    }

    /// Credentials apart by kind; nothing where all are certificates and tokens of clusters.
    pub fn kinds_apart(&self) -> BTreeMap<Kind, &BTreeMap<Verdict, u64>> {
        let is_usual = |kind: &Kind| matches!(kind, Kind::Certificate | Kind::Token);
        if self.kinds.keys().all(is_usual) {
            return BTreeMap::new();
        }
        self.kinds
            .iter()
            .map(|(kind, counts)| (*kind, counts))
            .collect()
    }

    /// How many lineages of any kind have this verdict.
    pub fn of_verdict(&self, verdict: Verdict) -> u64 {
        let kinds = [
            &self.credentials,
            &self.others,
            &self.outside,
            &self.signatures,
        ];
        kinds.iter().filter_map(|kind| kind.get(&verdict)).sum()
    }
}

/// Which lineages somebody wants to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// All of them.
    All,
    /// Those of which there is something to say, and these. The others are counted.
    Exceptions(BTreeSet<IdentifierId>),
}

impl Selection {
    /// Only those of which there is something to say.
    pub fn exceptions() -> Self {
        Selection::Exceptions(BTreeSet::new())
    }
}

/// Judges all lineages that touch a window, in the order of their subjects, and shows to `show` those that are wanted, perhaps others.
///
/// # Errors
/// Those of the database, and what `show` returns.
pub fn scan<E: From<Error>>(
    store: &mut Store,
    judge: &Judge,
    window: Window,
    wanted: Selection,
    show: &mut dyn FnMut(&Judged<'_>) -> Result<(), E>,
) -> Result<Summary, E> {
    store.begin_snapshot()?;
    let reader = Reader::holding(store.location())?;
    let (mut walk, pages) = begin(store, judge, window, wanted)?;
    thread::scope(|scope| {
        for page in pages.fetch(reader, scope) {
            let (about, components) = page?;
            for component in &components {
                judge_all(component, about, store, judge, &mut walk, show)?;
            }
        }
        Ok::<(), E>(())
    })?;
    store.end_snapshot()?;
    Ok(walk.summary)
}

/// Settles what numbers alone settle, if that is wanted, and tells what is left.
fn begin(
    store: &mut Store,
    judge: &Judge,
    window: Window,
    wanted: Selection,
) -> Result<(ScanState, Pages), Error> {
    let mut walk = ScanState {
        watched: watched(store, judge)?,
        ..ScanState::default()
    };
    let also = match wanted {
        Selection::Exceptions(also) if window.is_everything() => also,
        Selection::Exceptions(_) | Selection::All => {
            let signatures = store.unclaimed_signatures(window, &walk.watched)?;
            let seeds = StartingPoints::of(store, window)?;
            return Ok((walk, Pages::of(seeds, signatures)));
        }
    };
    let settled = plain_pass::settle(store.location(), judge, &walk.watched, &also)?;
    walk.summary.count_settled(&settled);
    let unclaimed = store.unclaimed_among(&settled.signatures, &walk.watched)?;
    let signatures = unclaimed.digests.clone();
    walk.unclaimed = Some(unclaimed);
    let seeds = StartingPoints::rest(store, settled.rest)?;
    if let StartingPoints::Listed { all, .. } = &seeds {
        let holders = user_index::holders(all, &settled.complete, store)?;
        walk.namesakes = SiblingSearch::of_holders(holders);
    }
    Ok((walk, Pages::of(seeds, signatures)))
}

/// What a scan carries from lineage to lineage.
#[derive(Default)]
struct ScanState {
    summary: Summary,
    namesakes: SiblingSearch,
    watched: Watched,
    /// The signatures that nothing claims, where all of them are known.
    unclaimed: Option<Unclaimed>,
    /// Lineages whose uses were looked at again.
    sightings: usize,
}

fn judge_all<E: From<Error>>(
    component: &Component,
    about: Phase,
    store: &mut Store,
    judge: &Judge,
    walk: &mut ScanState,
    show: &mut dyn FnMut(&Judged<'_>) -> Result<(), E>,
) -> Result<(), E> {
    for lineage in lineages_among(component, Some(walk), store, judge)? {
        if Phase::of(&lineage.subject) != about
            || crate::check::chain::unclaimed_certificate::is_foreign(&lineage, judge)
            || crate::check::chain::unclaimed_signature::is_explained(&lineage, judge)
        {
            continue;
        }
        let mut judged = Judged::of(lineage, judge);
        judged.compare(&mut walk.namesakes, store, judge)?;
        if walk.sightings < SIGHTINGS && judged.rests_on_uses() {
            walk.sightings += 1;
            judged.sight(store, &Files::Unmoved)?;
        }
        walk.summary.count(&judged);
        show(&judged)?;
    }
    Ok(())
}

/// The lineages of a component, with candidates for signatures that cannot be told apart.
pub fn lineages<'c>(
    component: &'c Component,
    store: &mut Store,
    judge: &Judge,
) -> Result<Vec<Lineage<'c>>, Error> {
    lineages_among(component, None, store, judge)
}

fn lineages_among<'c>(
    component: &'c Component,
    walk: Option<&ScanState>,
    store: &mut Store,
    judge: &Judge,
) -> Result<Vec<Lineage<'c>>, Error> {
    let mut lineages = Lineage::all(component);
    let mut own = None;
    for lineage in &mut lineages {
        let required = stage::required(judge.kind(lineage)).contains(&Source::Kms)
            && judge.is_in_scope(Source::Kms);
        if !required || !lineage.digests().is_empty() || lineage.issuance().is_none() {
            continue;
        }
        if let Some(span) = judge.time_of_issuance(lineage) {
            lineage.candidates = candidates(span, walk, &mut own, store, judge)?;
        }
    }
    Ok(lineages)
}

/// Candidates among the signatures that a scan looks for; where there is no scan, that is worked out once and left in `own`.
fn candidates(
    span: (Timestamp, Timestamp),
    walk: Option<&ScanState>,
    own: &mut Option<Watched>,
    store: &mut Store,
    judge: &Judge,
) -> Result<Vec<Candidate>, Error> {
    match walk.map(|it| (&it.watched, &it.unclaimed)) {
        Some((_, Some(all))) => store.candidates_among(all, span, CANDIDATES),
        Some((watched, None)) => store.candidates(watched, span, CANDIDATES),
        None => {
            let watched = match own {
                Some(known) => known,
                None => own.insert(watched(store, judge)?),
            };
            store.candidates(watched, span, CANDIDATES)
        }
    }
}

/// The signatures to look for: those of all keys that issue, but for those that evidence explains.
fn watched(store: &mut Store, judge: &Judge) -> Result<Watched, Error> {
    let issuing = judge.issuing_keys();
    let mut keys = store.versions_of(&issuing)?;
    let open = issuing.iter().map(String::as_str);
    if !judge.projects().by_unknown_number(open).is_empty() {
        keys = keys.and(store.versions_that(&|it| judge.may_issue(it))?);
    }
    let evident = store.evident_signatures(&keys)?;
    let facts = store.facts(&[], &evident)?;
    let mut explained = Vec::new();
    for component in &graph::components(facts) {
        for lineage in Lineage::all(component) {
            if let Subject::Signature(digest) = lineage.subject
                && crate::check::chain::unclaimed_signature::is_explained(&lineage, judge)
            {
                explained.extend(store.number_of(&digest.into())?);
            }
        }
    }
    explained.sort_unstable();
    Ok(Watched { keys, explained })
}
