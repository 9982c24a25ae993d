//! When clusters, CA pools and key versions recorded issuances, as a file shows.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use rusqlite::Connection;

use crate::coverage::issuance_times::Issue;
use crate::coverage::stretches::Stretches;
use crate::model::entry::{Entry, Event, Outcome, Source};
use crate::model::identifier::CredentialId;
use crate::model::row_id::NameId;
use crate::store::Error;
use crate::store::rows::load::coverage::StoredStretches;
use crate::store::schema::codes::Code;

/// The times of issuances in a file, by log, kind of issuance and resource.
#[derive(Debug, Default)]
pub(in crate::store) struct Moments(HashMap<(Source, Issue, NameId), Stretches, RandomState>);

impl Moments {
    /// Adds the time of an entry, if the entry records an issuance.
    pub(in crate::store) fn take(&mut self, entry: &Entry, resource: NameId) {
        if let Some(issue) = issue_of(&entry.event) {
            let key = (entry.event.source(), issue, resource);
            self.0.entry(key).or_default().include(entry.at);
        }
    }

    /// Adds times.
    pub(in crate::store) fn add(
        &mut self,
        source: Source,
        issue: Issue,
        resource: NameId,
        moments: &Stretches,
    ) {
        let known = self.0.entry((source, issue, resource)).or_default();
        known.extend(moments);
    }

    /// Adds all times to those that the database knows.
    pub(in crate::store) fn write(self, connection: &Connection) -> Result<(), Error> {
        let mut all: Vec<_> = self.0.into_iter().collect();
        all.sort_unstable_by_key(|(key, _)| *key);
        let kept = StoredStretches {
            of: include_str!("../../../../queries/recorded_of.sql"),
            forget: include_str!("../../../../queries/forget_recorded.sql"),
            record: include_str!("../../../../queries/record_recorded.sql"),
        };
        for ((source, issue, resource), moments) in all {
            let key = [source.code(), issue.code(), resource.0];
            kept.widen(&key, &moments, connection)?;
        }
        Ok(())
    }
}

fn issue_of(event: &Event) -> Option<Issue> {
    match event {
        Event::Issued(it) => match it.credential {
            CredentialId::Certificate(_) => Some(Issue::Certificate),
            CredentialId::Token(_) => Some(Issue::Token),
            CredentialId::Other(_) => None,
        },
        Event::Certified(_) => Some(Issue::Certificate),
        Event::Signed(it) if it.outcome == Outcome::Done => Some(Issue::Signature),
        Event::Signed(_) | Event::Requested(_) | Event::Observed(_) => None,
    }
}
