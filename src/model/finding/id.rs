//! The id of a finding. The id does not depend on the names and the order of files or on the wording of messages.
//!
//! The id is of the subject, code and log of the finding and not of its receipts, so that one more record does not change the id.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::model::entry::Source;
use crate::model::finding::{Code, Finding};
use crate::model::identity::subject::Subject;

/// The domain of the hash, with the version of the format of ids.
const DOMAIN: &str = "credtrail finding 1";

/// Returns the ids of the findings on a subject, in the order of the findings, as 64 hex digits each.
pub fn ids(subject: &Subject, findings: &[Finding]) -> Vec<String> {
    let subject = subject.text();
    let mut met: BTreeMap<(Code, &str), u64> = BTreeMap::new();
    let id_of = |finding: &Finding| {
        let stage = finding.stage.map_or("", |it| it.as_str());
        let times = met.entry((finding.code, stage)).or_default();
        *times += 1;
        id(&subject, finding.code, finding.stage, *times)
    };
    findings.iter().map(id_of).collect()
}

/// Returns the id of the finding of a code and log on a subject that comes at this place among them, counted from 1.
pub fn id(subject: &str, code: Code, stage: Option<Source>, place: u64) -> String {
    let stage = stage.map_or("", Source::as_str);
    hash(&[DOMAIN, subject, code.as_str(), stage, &place.to_string()])
}

/// Returns SHA-256 of texts, each with its length as a prefix, so that different lists have different bytes.
fn hash(texts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    hex::encode(hash.finalize())
}
