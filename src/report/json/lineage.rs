//! The JSON object of one lineage.

use super::arguments;
use super::contract::{AnswerV1, EntryV1, EvidenceV1, FindingV1, IssuerV1, UsesV1};
pub(crate) use super::contract::{LineageV1, ReceiptV1};
use crate::log::query::explorer_query::Query;
use crate::model::finding::Finding;
use crate::model::identifier::Identifier;
use crate::model::identity::subject::Subject;
use crate::model::receipt::Receipt;
use crate::policy::expectations::SuppressedBy;
use crate::policy::suppression::Suppression;
use crate::receipts::record_query;
use crate::report::moment;
use crate::report::text::Detail;
use crate::scan::Judged;
use crate::scan::attribution::Attribution;
use crate::store::questions::certificate_status::AuthorityCertificate;
use crate::store::rows::lineage::evidence_items::EvidenceRecord;
use crate::store::rows::lineage::record::Record;
use crate::store::rows::lineage::uses::Uses;

/// Returns the JSON object of one lineage.
pub(crate) fn lineage(judged: &Judged<'_>, detail: Detail) -> LineageV1 {
    let detail = if judged.findings.is_empty() {
        detail
    } else {
        Detail::All
    };
    let Attribution {
        cluster,
        keys,
        pools,
        service_account,
        node,
        callers: _,
    } = &judged.attribution;
    LineageV1 {
        subject: judged.lineage.subject.text(),
        kind: judged.kind.as_str(),
        verdict: judged.verdict().as_str(),
        cluster: cluster.map(str::to_owned),
        keys: keys.iter().map(|it| (*it).to_owned()).collect(),
        pools: pools.iter().map(|it| (*it).to_owned()).collect(),
        namespace: service_account.map(|it| it.namespace.to_owned()),
        service_account: service_account.map(|it| it.name.to_owned()),
        node: node.map(str::to_owned),
        stages: judged
            .stages
            .iter()
            .map(|(source, stage)| (source.as_str(), stage.as_str()))
            .collect(),
        uses: judged
            .lineage
            .uses()
            .map(|it| uses(it, judged, detail))
            .unwrap_or_default(),
        findings: findings(judged),
        findings_omitted: judged
            .findings_omitted
            .iter()
            .map(|(code, count)| (code.as_str(), *count))
            .collect(),
        entries: judged
            .lineage
            .records()
            .into_iter()
            .map(|it| entry(it, detail))
            .collect(),
        entries_omitted: Some(judged.lineage.omitted()).filter(|it| *it > 0),
        evidence: judged.lineage.evidence().map(evidence_item).collect(),
        issuers: judged.issuers.iter().map(|it| issuer(it)).collect(),
    }
}

fn uses(uses: &Uses, judged: &Judged<'_>, detail: Detail) -> UsesV1 {
    let query = match (&judged.lineage.subject, detail) {
        (Subject::Credential(credential), Detail::All) => {
            Some(record_query::of_uses(credential, uses).to_string())
        }
        _ => None,
    };
    UsesV1 {
        receipts: sightings(judged),
        query,
        count: uses.count,
        first: Some(moment(uses.first.0)),
        last: Some(moment(uses.last.0)),
        principals: uses.users.names().map(str::to_owned).collect(),
        principals_omitted: Some(uses.users.omitted()).filter(|it| *it > 0),
    }
}

fn findings(judged: &Judged<'_>) -> Vec<FindingV1> {
    let all = judged.findings.iter().enumerate();
    let finding = |(position, it): (usize, &Finding)| {
        let query = it.stage.and_then(|stage| judged.queries.get(&stage));
        finding(it, judged.suppressed_by.get(&position), query)
    };
    all.map(finding).collect()
}

fn answer(answer: &SuppressedBy<'_>) -> AnswerV1 {
    let Suppression {
        owner,
        reason,
        expires,
        ..
    } = answer.suppression;
    AnswerV1 {
        owner: owner.get_ref().clone(),
        reason: reason.get_ref().clone(),
        expires: expires.get_ref().to_string(),
    }
}

/// Returns the receipts of the first use and, if it is another one, of the last use, where they were read again from their files.
fn sightings(judged: &Judged<'_>) -> Vec<ReceiptV1> {
    let Some(seen) = &judged.use_receipts else {
        return Vec::new();
    };
    let last = (seen.last != seen.first).then_some(&seen.last);
    std::iter::once(&seen.first)
        .chain(last)
        .map(receipt)
        .collect()
}

pub(super) fn finding(
    finding: &Finding,
    answered: Option<&SuppressedBy<'_>>,
    query: Option<&Query>,
) -> FindingV1 {
    FindingV1 {
        query: query.map(ToString::to_string),
        code: finding.code.as_str(),
        weight: finding.weight.as_str(),
        stage: finding.stage.map(|stage| stage.as_str()),
        message: finding.message.to_string(),
        arguments: arguments::of(&finding.message),
        places: finding.receipts.iter().map(ToString::to_string).collect(),
        receipts: finding.receipts.iter().map(receipt).collect(),
        suppressed: answered.map(answer),
    }
}

fn evidence_item(record: &EvidenceRecord) -> EvidenceV1 {
    let digest = record.item.digest().map(Identifier::from);
    EvidenceV1 {
        kind: record.item.as_str(),
        credential: record.item.credential().map(|it| it.to_string()),
        digest: digest.map(|it| it.to_string()),
        place: record.receipt.place.to_string(),
        offset: record.receipt.bytes.map(|it| it.offset),
        length: record.receipt.bytes.map(|it| it.length),
        sha256: record.receipt.sha256.map(hex::encode),
    }
}

fn issuer(authority: &AuthorityCertificate) -> IssuerV1 {
    IssuerV1 {
        subject: authority.subject.clone(),
        certificate: Identifier::from(authority.certificate).to_string(),
        valid_from: authority.validity.from.map(moment),
        valid_to: authority.validity.to.map(moment),
        pools: authority.pools.iter().cloned().collect(),
        place: authority.receipt.place.to_string(),
    }
}

fn entry(record: &Record, detail: Detail) -> EntryV1 {
    let wanted = (detail == Detail::All).then_some(record);
    EntryV1 {
        query: wanted
            .and_then(record_query::of_record)
            .map(|it| it.to_string()),
        source: record.entry.event.source().as_str(),
        event: record.entry.event.as_str(),
        at: moment(record.entry.at),
        resource: record.entry.event.resource().to_owned(),
        scope: record.entry.scope.clone(),
        principal: Some(record.entry.principal.clone()).filter(|it| !it.is_empty()),
        digest: record
            .entry
            .event
            .digest()
            .map(|it| Identifier::from(it).to_string()),
        place: record.place.to_string(),
        insert_id: record.entry.insert_id.clone(),
        offset: record.bytes.map(|it| it.offset),
        length: record.bytes.map(|it| it.length),
        sha256: hex::encode(record.sha256),
    }
}

pub(crate) fn receipt(receipt: &Receipt) -> ReceiptV1 {
    ReceiptV1 {
        place: receipt.place.to_string(),
        offset: receipt.bytes.map(|it| it.offset),
        length: receipt.bytes.map(|it| it.length),
        insert_id: receipt.insert_id.clone(),
        sha256: receipt.sha256.map(hex::encode),
    }
}
