//! Queries that find a record again in its log, or search for a missing record.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::log::query::explorer_query::Query;
use crate::log::source::{ca_service, gke, kms, kubernetes};
use crate::model::entry::{Event, Source};
use crate::model::finding::Finding;
use crate::model::identifier::{CredentialId, ToBeSigned};
use crate::model::identity::subject::Subject;
use crate::model::receipt::Receipt;
use crate::model::time::{earlier, later};
use crate::store::rows::lineage::record::Record;
use crate::store::rows::lineage::uses::Uses;

/// The precision of the times in some exports.
const SECOND: SignedDuration = SignedDuration::from_secs(1);

/// The longest call. The entry of a call is written at the end of the call; a watch ends within an hour.
const LONGEST_CALL: SignedDuration = SignedDuration::from_hours(1);

/// Returns the query of a record. Returns `None` for an observation on a VM, which is not in Cloud Logging.
pub fn of_record(record: &Record) -> Option<Query> {
    let entry = &record.entry;
    let scopes = std::slice::from_ref(&entry.scope);
    let query = match &entry.event {
        Event::Requested(it) => kubernetes::request_query(&it.credential)
            .of_entry(record.receipt().insert_id.as_deref()),
        Event::Issued(it) => gke::query(scopes, &it.credential),
        Event::Certified(it) => ca_service::query(it.certificate),
        Event::Signed(it) => kms::query_of_call(&it.digest, record.receipt().insert_id.as_deref()),
        Event::Observed(_) => return None,
    };
    let last = match entry.event {
        Event::Requested(_) => LONGEST_CALL,
        _ => SECOND,
    };
    Some(query.between(earlier(entry.at, SECOND), later(entry.at, last)))
}

/// Returns the query of one use of a credential.
pub fn of_use(credential: &CredentialId, (at, receipt): &(Timestamp, Receipt)) -> Query {
    kubernetes::query(credential)
        .of_entry(receipt.insert_id.as_deref())
        .between(earlier(*at, SECOND), later(*at, LONGEST_CALL))
}

/// Returns the query of all uses of a credential.
pub fn of_uses(credential: &CredentialId, uses: &Uses) -> Query {
    let (first, last) = (uses.first.0, uses.last.0);
    kubernetes::query(credential).between(earlier(first, SECOND), later(last, LONGEST_CALL))
}

/// Returns, for each log that a finding is about, the query of the records of this lineage.
pub fn of_findings(
    findings: &[Finding],
    lineage: &Lineage<'_>,
    judge: &Judge,
) -> BTreeMap<Source, Query> {
    let sources = findings.iter().filter_map(|it| it.stage);
    sources
        .filter_map(|source| Some((source, of_stage(source, lineage, judge)?)))
        .collect()
}

/// Returns the query of the records of a lineage in one log. Returns `None` if the digest or the time of the issuance is unknown.
fn of_stage(source: Source, lineage: &Lineage<'_>, judge: &Judge) -> Option<Query> {
    let (from, to) = judge.time_of_issuance(lineage)?;
    let scopes = judge.scopes(source, lineage).into_iter();
    let scopes: BTreeSet<String> = scopes.map(|it| it.project).collect();
    let scopes: Vec<String> = scopes.into_iter().collect();
    let query = match (source, &lineage.subject) {
        (Source::Kubernetes, Subject::Credential(it)) => kubernetes::query(it),
        (Source::Gke, Subject::Credential(it)) => gke::query(&scopes, it),
        (_, Subject::Signature(ToBeSigned::Unknown(_))) => return None, // no record can claim an unknown digest
        (Source::Gke, Subject::Signature(it)) => gke::claim_query(&scopes, *it),
        (Source::CaService, Subject::Credential(_)) => {
            ca_service::query(lineage.certificate()?).in_data_access_of(&scopes)
        }
        (Source::CaService, Subject::Signature(it)) => {
            ca_service::claim_query(*it).in_data_access_of(&scopes)
        }
        (Source::Kms, _) if lineage.digests().is_empty() => return None,
        (Source::Kms, _) => kms::query(lineage.digests()).in_data_access_of(&scopes),
        (Source::Kubernetes, Subject::Signature(_)) | (Source::Workload, _) => return None,
    };
    Some(query.between(from, to))
}
