//! Ancestry: who requested a credential, with which credential, who requested that one, and so on up to the first
//! known credential.
//!
//! The search ends where a request names no credential, where no request is known, where it meets a credential again, and at
//! [`DEEPEST`].

use std::collections::{BTreeMap, BTreeSet};

use crate::correlate::graph;
use crate::correlate::graph::Component;
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::entry::{Asked, Event};
use crate::model::finding::Verdict;
use crate::model::identifier::CredentialId;
use crate::model::identity::subject::Subject;
use crate::scan::Judged;
use crate::store::rows::lineage::record::Record;
use crate::store::{Error, Store};

/// The largest number of steps from the credential to a credential above it that is shown.
pub const DEEPEST: usize = 100;

/// The greatest number of steps that are shown; all above them are judged and counted.
const MOST_STEPS: usize = 1_000;

/// The greatest number of requests for one credential that are shown: the first ones.
const MOST_REQUESTS: usize = 100;

/// A credential and all known credentials above it, nearest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ancestry {
    /// Each credential once, the given credential first.
    pub steps: Vec<Step>,
    /// How many credentials above it are counted and left out.
    pub steps_omitted: u64,
    /// The worst verdict of all of them.
    worst: Option<Verdict>,
}

/// One credential of an ancestry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The credential.
    pub credential: CredentialId,
    /// The smallest number of requests between this credential and the given one.
    pub depth: usize,
    /// The verdict; None where the logs name the credential only in requests that it made.
    pub verdict: Option<Verdict>,
    /// The common names of the certificate, where CA Service's log has them.
    pub common_names: BTreeSet<String>,
    /// The user names under which the credential was used.
    pub user_names: BTreeSet<String>,
    /// How many user names are counted and left out.
    pub user_names_omitted: u64,
    /// The requests that were answered with the credential.
    pub requests: Vec<CredentialRequest>,
    /// How many requests are counted and left out.
    pub requests_omitted: u64,
}

/// A request that was answered with a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialRequest {
    /// The credential of the requester; None where neither the creation of the request nor the request names one.
    pub requester: Option<CredentialId>,
    /// The creation of the request for a certificate, if it is among the evidence.
    pub asked: Option<Asked>,
    /// The record of the request.
    pub record: Record,
}

/// The judged credentials of earlier walks. A credential is judged once, with all credentials of its component.
#[derive(Debug, Default)]
pub struct KnownCredentials(BTreeMap<CredentialId, Known>);

/// Verdict, names and requests of one credential.
#[derive(Debug, Default, Clone)]
struct Known {
    verdict: Option<Verdict>,
    common_names: BTreeSet<String>,
    user_names: BTreeSet<String>,
    user_names_omitted: u64,
    requests: Vec<CredentialRequest>,
    requests_omitted: u64,
    /// The credentials of all requesters.
    requesters: BTreeSet<CredentialId>,
}

impl Ancestry {
    /// Collects the ancestry of a credential. Credentials that `found` holds are not looked up again.
    ///
    /// # Errors
    /// Errors of the database.
    pub fn of(
        start: CredentialId,
        found: &mut KnownCredentials,
        store: &mut Store,
        judge: &Judge,
    ) -> Result<Self, Error> {
        let mut met = BTreeSet::from([start.clone()]);
        let mut level = BTreeSet::from([start]);
        let (mut steps, mut steps_omitted, mut worst) = (Vec::new(), 0, None);
        for depth in 0..=DEEPEST {
            let mut above = BTreeSet::new();
            for credential in level {
                let known = found.known(&credential, store, judge)?;
                worst = worst.max(known.verdict);
                let requesters = known.requesters.iter().cloned();
                above.extend(requesters.filter(|it| met.insert(it.clone())));
                if steps.len() < MOST_STEPS {
                    steps.push(Step::of(credential, depth, known));
                } else {
                    steps_omitted += 1;
                }
            }
            level = above;
        }
        Ok(Ancestry {
            steps,
            steps_omitted,
            worst,
        })
    }

    /// Returns the worst verdict of all steps, those that are left out too.
    pub fn verdict(&self) -> Option<Verdict> {
        self.worst
    }
}

impl Step {
    fn of(credential: CredentialId, depth: usize, known: Known) -> Self {
        Step {
            credential,
            depth,
            verdict: known.verdict,
            common_names: known.common_names,
            user_names: known.user_names,
            user_names_omitted: known.user_names_omitted,
            requests: known.requests,
            requests_omitted: known.requests_omitted,
        }
    }
}

impl KnownCredentials {
    fn known(
        &mut self,
        credential: &CredentialId,
        store: &mut Store,
        judge: &Judge,
    ) -> Result<Known, Error> {
        if !self.0.contains_key(credential) {
            let number = store.number_of(&credential.clone().into())?;
            let facts = store.facts(number.as_slice(), &[])?;
            for component in &graph::components(facts) {
                self.learn(component, judge);
            }
        }
        Ok(self.0.get(credential).cloned().unwrap_or_default())
    }

    /// Adds all credentials of a component, each with the worst verdict of the component.
    fn learn(&mut self, component: &Component, judge: &Judge) {
        let lineages = Lineage::all(component).into_iter();
        let judged: Vec<Judged<'_>> = lineages.map(|it| Judged::of(it, judge)).collect();
        let worst = judged.iter().map(Judged::verdict).max();
        for credential in &component.credentials {
            self.0.entry(credential.clone()).or_default().verdict = worst;
        }
        for judged in &judged {
            if let Subject::Credential(credential) = &judged.lineage.subject {
                let known = self.0.entry(credential.clone()).or_default();
                known.learn(&judged.lineage);
            }
        }
    }
}

impl Known {
    fn learn(&mut self, lineage: &Lineage<'_>) {
        let names = lineage.certified().map(|(it, _)| &it.holder.common_name);
        self.common_names
            .extend(names.filter(|it| !it.is_empty()).cloned());
        if let Some(uses) = lineage.uses() {
            let users = uses.users.names().filter(|it| !it.is_empty());
            self.user_names.extend(users.map(str::to_owned));
            self.user_names_omitted += uses.users.omitted();
        }
        for (it, record) in lineage.requested() {
            self.requesters.extend(it.asked_with().cloned());
            if self.requests.len() < MOST_REQUESTS {
                self.requests.push(CredentialRequest {
                    requester: it.asked_with().cloned(),
                    asked: it.order.asked.clone(),
                    record: record.clone(),
                });
            } else {
                self.requests_omitted += 1;
            }
        }
    }
}

impl CredentialRequest {
    /// Returns the user who requested the credential. None for certificates: the entry of a certificate's request names the user
    /// who answered it.
    pub fn asker(&self) -> Option<&str> {
        let is_token = matches!(
            &self.record.entry.event,
            Event::Requested(it) if !matches!(it.credential, CredentialId::Certificate(_))
        );
        let principal = self.record.entry.principal.as_str();
        (is_token && !principal.is_empty()).then_some(principal)
    }
}
