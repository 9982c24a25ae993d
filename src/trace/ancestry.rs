//! Ancestry, upwards: who asked for a credential, with which credential, and who for that one, up to the first one known.
//!
//! A way up ends where a request names no credential, where no request is known, where it comes by what it has met before, and at
//! `DEEPEST`.

use std::collections::BTreeSet;

use crate::correlate::graph;
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::entry::Event;
use crate::model::finding::Verdict;
use crate::model::identifier::CredentialId;
use crate::model::subject::Subject;
use crate::scan::Judged;
use crate::store::read::record::Record;
use crate::store::{Error, Store};

/// Steps from a credential to the last one that is shown.
pub const DEEPEST: usize = 100;

/// A credential and everything above it, nearest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ancestry {
    /// Each credential once, the one that was asked about first.
    pub steps: Vec<Step>,
}

/// One credential on the way up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The credential.
    pub credential: CredentialId,
    /// The fewest requests between it and the one that was asked about.
    pub depth: usize,
    /// None where no log knows of it but the request that names it.
    pub verdict: Option<Verdict>,
    /// Common names in it, as far as CA Service's log tells them.
    pub common_names: BTreeSet<String>,
    /// User names under which it was used.
    pub user_names: BTreeSet<String>,
    /// Requests that were answered with it.
    pub requests: Vec<CredentialRequest>,
}

/// A request that was answered with a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialRequest {
    /// The credential that it came with; None where it names none.
    pub requester: Option<CredentialId>,
    /// The entry that tells.
    pub record: Record,
}

impl Ancestry {
    /// Walks up from a credential.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of(start: CredentialId, store: &mut Store, judge: &Judge) -> Result<Self, Error> {
        let mut met = BTreeSet::from([start.clone()]);
        let mut level = BTreeSet::from([start]);
        let mut steps = Vec::new();
        for depth in 0..=DEEPEST {
            let mut above = BTreeSet::new();
            for credential in level {
                let step = Step::of(credential, depth, store, judge)?;
                let requesters = step.requests.iter().filter_map(|it| it.requester.clone());
                above.extend(requesters.filter(|it| met.insert(it.clone())));
                steps.push(step);
            }
            level = above;
        }
        Ok(Ancestry { steps })
    }

    /// The worst verdict on the way.
    pub fn verdict(&self) -> Option<Verdict> {
        self.steps.iter().filter_map(|it| it.verdict).max()
    }
}

impl Step {
    fn of(
        credential: CredentialId,
        depth: usize,
        store: &mut Store,
        judge: &Judge,
    ) -> Result<Self, Error> {
        let number = store.number_of(&credential.clone().into())?;
        let facts = store.facts(number.as_slice(), &[])?;
        let mut step = Step {
            credential,
            depth,
            verdict: None,
            common_names: BTreeSet::new(),
            user_names: BTreeSet::new(),
            requests: Vec::new(),
        };
        for component in &graph::components(facts) {
            for lineage in Lineage::all(component) {
                step.learn(Judged::of(lineage, judge));
            }
        }
        Ok(step)
    }

    /// Takes what a lineage tells. One of another credential, connected with this one, tells its verdict alone.
    fn learn(&mut self, judged: Judged<'_>) {
        self.verdict = self.verdict.max(Some(judged.verdict()));
        let lineage = &judged.lineage;
        if lineage.subject != Subject::Credential(self.credential.clone()) {
            return;
        }
        let names = lineage.certified().map(|(it, _)| &it.holder.common_name);
        self.common_names
            .extend(names.filter(|it| !it.is_empty()).cloned());
        let users = lineage.uses().into_iter().flat_map(|it| &it.principals);
        self.user_names
            .extend(users.filter(|it| !it.is_empty()).cloned());
        self.requests
            .extend(lineage.requested().map(|(it, record)| CredentialRequest {
                requester: it.requester.clone(),
                record: record.clone(),
            }));
    }
}

impl CredentialRequest {
    /// Who is said to have asked. The entry of a certificate's request is that of whoever answered it.
    pub fn asker(&self) -> Option<&str> {
        let is_token = matches!(
            &self.record.entry.event,
            Event::Requested(it) if !matches!(it.credential, CredentialId::Certificate(_))
        );
        let principal = self.record.entry.principal.as_str();
        (is_token && !principal.is_empty()).then_some(principal)
    }
}
