//! The id of a finding: the same in every scan, whatever the files are called, in which order they come and how a message is worded.
//!
//! It names what the finding is about and not what it rests on, so that one more record does not make another finding of it.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::model::finding::{Code, Finding};
use crate::model::subject::Subject;

/// Another way to make ids would need another text here.
const DOMAIN: &str = "credtrail finding 1";

/// The ids of the findings on a subject, in their order, as 64 hex digits each.
pub fn ids(subject: &Subject, findings: &[Finding]) -> Vec<String> {
    let subject = subject.text();
    let mut met: BTreeMap<(Code, &str), u64> = BTreeMap::new();
    let id = |finding: &Finding| {
        let stage = finding.stage.map_or("", |it| it.as_str());
        let times = met.entry((finding.code, stage)).or_default();
        *times += 1;
        hash(&[
            DOMAIN,
            &subject,
            finding.code.as_str(),
            stage,
            &times.to_string(),
        ])
    };
    findings.iter().map(id).collect()
}

/// SHA-256 of some texts, each with its length before it, so that no two lists have the same bytes.
fn hash(texts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    hex::encode(hash.finalize())
}
