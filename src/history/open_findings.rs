//! The findings that earlier scans left open.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use jiff::Timestamp;

use crate::history::findings::Findings;
use crate::history::recorded::{Evidence, Observation, ObservedFindings, ScanInputs};
use crate::model::identifier::CredentialId;
use crate::model::identity::subject::Subject;
use crate::model::row_id::FileId;

/// Open findings by subject: the findings of the last scan that examined each subject. A scan of everything holds those of all subjects; a
/// scan of a window holds those of the subjects that it meets.
#[derive(Debug, Default)]
pub struct OpenFindings {
    findings: Vec<Findings>,
    subjects: HashMap<Subject, OpenSubject, RandomState>,
}

/// The open findings of one subject.
#[derive(Debug)]
struct OpenSubject {
    /// The position in [`OpenFindings::findings`]: most subjects share their findings with others.
    findings: u32,
    span: (Timestamp, Timestamp),
    seen: bool,
}

impl OpenFindings {
    /// Adds the open findings of one subject, if they are not known.
    pub fn add(&mut self, subject: Subject, findings: Findings, span: (Timestamp, Timestamp)) {
        if self.subjects.contains_key(&subject) {
            return;
        }
        let known = self.findings.iter().position(|it| *it == findings);
        let position = known.unwrap_or_else(|| {
            self.findings.push(findings);
            self.findings.len() - 1
        });
        let stood = OpenSubject {
            findings: u32::try_from(position).unwrap_or(u32::MAX),
            span,
            seen: false,
        };
        self.subjects.insert(subject, stood);
    }

    /// Returns the open findings of a subject, and marks the subject as seen.
    pub(crate) fn see(&mut self, subject: &Subject) -> Option<&Findings> {
        if self.subjects.is_empty() {
            return None;
        }
        let stood = self.subjects.get_mut(subject)?;
        stood.seen = true;
        self.findings.get(stood.findings as usize)
    }

    /// Returns the open findings of a subject.
    pub(crate) fn of(&self, subject: &Subject) -> Option<&Findings> {
        let stood = self.subjects.get(subject)?;
        self.findings.get(stood.findings as usize)
    }

    /// Returns the credentials with open findings.
    pub fn credentials(&self) -> impl Iterator<Item = &CredentialId> {
        self.subjects.keys().filter_map(|it| match it {
            Subject::Credential(credential) => Some(credential),
            Subject::Signature(_) => None,
        })
    }

    /// Returns the subjects with open findings that this scan examined the time of and did not see: they are no longer subjects
    /// of their own.
    pub fn moot<'m>(&'m self, basis: &'m ScanInputs) -> impl Iterator<Item = Observation> + 'm {
        let unseen = self.subjects.iter();
        let unseen = unseen.filter(|(_, it)| !it.seen && basis.looked_at(it.span));
        unseen.map(|(subject, it)| Observation {
            subject: subject.clone(),
            findings: ObservedFindings::Superseded,
            span: it.span,
            expected_window: it.span,
            evidence: Evidence {
                file: FileId(0),
                at: it.span.0,
            },
        })
    }
}
