//! The library in the test's process: reads files into a database and reports on all entries in it.

mod judges;
mod lake;
mod lineage_result;
mod part;
mod placed;
mod reports;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use credtrail::ingest::input::Input;
use credtrail::ingest::pipeline;
use credtrail::ingest::stream::Progress;
use credtrail::log::Reader;
use credtrail::model::identifier::{CredentialId, Identifier};
use credtrail::model::identity::subject::{Kind, Subject};
use credtrail::model::window::Window;

use credtrail::receipts::locate::Files;
use credtrail::receipts::use_receipts::Cited;
use credtrail::receipts::verification;
use credtrail::scan;
use credtrail::store::verify::Verifier;
use credtrail::store::{Durability, Store};
use credtrail::trace::ancestry::{Ancestry, KnownCredentials};
use credtrail::trace::reach::{Member, Root, reach};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

pub use self::judges::Asked;
use self::judges::{judge, judge_by};
pub use self::lineage_result::LineageResult;
pub use self::placed::Placed;
pub use self::reports::{report_beside, report_on, subjects};

/// A database in a folder of its own.
pub struct Auditor {
    folder: TempDir,
    runtime: Runtime,
}

/// A file: its name and its lines.
pub type File = (String, Vec<String>);

impl Auditor {
    /// Returns an auditor with an empty database.
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            runtime: Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime"),
        }
    }

    /// Reads files in one run.
    pub fn read(&self, files: &[File]) {
        let content = |lines: &[String]| lines.iter().map(|line| format!("{line}\n")).collect();
        let bytes = files
            .iter()
            .map(|(name, lines)| (name.as_str(), content(lines)));
        let bytes = bytes.map(|(name, content): (_, String)| (name, content.into_bytes()));
        self.read_bytes(&bytes.collect::<Vec<_>>());
    }

    /// Reads files with any content in one run.
    pub fn read_bytes(&self, files: &[(&str, Vec<u8>)]) {
        let write = |(name, content): &(&str, Vec<u8>)| {
            let path = self.folder.path().join(name);
            fs::write(&path, content).expect("a file");
            path
        };
        self.read_paths(&files.iter().map(write).collect::<Vec<_>>());
    }

    /// Reads files in one run.
    pub fn read_paths(&self, paths: &[PathBuf]) {
        self.runtime.block_on(async {
            let mut store = self.store().await;
            for path in paths {
                let input = Input::named(path);
                pipeline::ingest(&input, &Reader::default(), &mut store, &Progress::default())
                    .await
                    .expect("a file that can be read");
            }
            store.close().await.expect("a database that can be closed");
        });
    }

    /// Returns what is wrong with the database, or does not agree with the files that were read.
    pub fn problems(&self) -> Vec<String> {
        let mut verifier =
            Verifier::open(&self.folder.path().join("credtrail.db")).expect("a database");
        let mut verified = verifier.facts().expect("a verification");
        let files = Files::In(self.folder.path().to_owned());
        let looked_up = verification::verify(&verifier, &files).expect("files");
        let (found, unchecked) = (looked_up.verified, looked_up.unchecked);
        verified.push(found);
        let listed = verified
            .into_iter()
            .flat_map(|it| it.found.listed)
            .map(|it| it.to_string());
        let unchecked = unchecked.listed.into_iter();
        listed
            .chain(unchecked.map(|it| format!("{it:?}")))
            .collect()
    }

    /// Returns every credential of the report.
    pub fn credentials(&self) -> Vec<CredentialId> {
        let report = self.report();
        let lineages = report["lineages"].as_array().expect("lineages").iter();
        let subjects = lineages.map(|lineage| lineage["subject"].as_str().expect("a subject"));
        subjects.map(CredentialId::parse).collect()
    }

    /// Returns a credential and its ancestry.
    pub fn ancestry_of(&self, credential: &CredentialId) -> BTreeSet<CredentialId> {
        self.runtime.block_on(async {
            let mut store = self.store().await;
            let judge = judge(&mut store).await.expect("a judge");
            let ancestry = Ancestry::of(
                credential.clone(),
                &mut KnownCredentials::default(),
                &mut store,
                &judge,
            );
            let steps = ancestry.expect("an ancestry").steps.into_iter();
            steps.map(|step| step.credential).collect()
        })
    }

    /// Returns a credential and its reach.
    pub fn reach_of(&self, credential: &CredentialId) -> BTreeSet<CredentialId> {
        self.runtime.block_on(async {
            let mut store = self.store().await;
            let judge = judge(&mut store).await.expect("a judge");
            let identifier = Identifier::from(credential.clone());
            let number = store.number_of(&identifier).expect("an answer");
            let root = Root::Credentials(number.map(|it| (identifier, it)).into_iter().collect());
            let mut members = BTreeSet::new();
            let mut add = |member: &Member| {
                members.extend(credential_of(&member.subject));
                Ok::<_, credtrail::store::Error>(())
            };
            let totals = reach(&root, &mut store, &judge, &mut add).expect("a reach");
            assert_eq!(totals.members(), members.len() as u64, "a member twice");
            members
        })
    }

    /// Returns the summary, and every lineage with findings, in order.
    pub fn exceptions(&self, wanted: scan::Selection) -> (scan::Summary, Vec<String>) {
        self.runtime.block_on(async {
            let mut store = self.store().await;
            let judge = judge(&mut store).await.expect("a judge");
            let mut lineages = Vec::new();
            let mut add = |judged: &scan::Judged<'_>| {
                if !judged.findings.is_empty() {
                    lineages.push(format!(
                        "{:?} {:?}",
                        judged.lineage.subject, judged.findings
                    ));
                }
                Ok::<_, credtrail::store::Error>(())
            };
            let summary = scan::scan(
                &mut store,
                &judge,
                Window::default(),
                wanted,
                Cited::Lines,
                &mut add,
            );
            (summary.expect("a scan"), lineages)
        })
    }

    /// Reads files at their own paths.
    pub fn read_in_place(&self, paths: &[PathBuf]) {
        self.runtime.block_on(async {
            let mut store = self.store().await;
            for path in paths {
                let input = Input::named(path.clone());
                pipeline::ingest(&input, &Reader::default(), &mut store, &Progress::default())
                    .await
                    .expect("a file that can be read");
            }
            store.close().await.expect("a database that can be closed");
        });
    }

    /// Returns the result of a scan with these settings: the summary, and every lineage with findings.
    pub fn results_by(
        &self,
        asked: &Asked,
        wanted: scan::Selection,
    ) -> (scan::Summary, Vec<LineageResult>) {
        self.runtime.block_on(async {
            let mut store = self.store().await;
            let judge = judge_by(asked, &mut store).await.expect("a judge");
            let mut results = Vec::new();
            let mut add = |judged: &scan::Judged<'_>| {
                if !judged.findings.is_empty() {
                    results.push(LineageResult::of(judged));
                }
                Ok::<_, credtrail::store::Error>(())
            };
            let summary = scan::scan(
                &mut store,
                &judge,
                asked.window,
                wanted,
                Cited::Lines,
                &mut add,
            );
            (summary.expect("a scan"), results)
        })
    }

    /// Returns the number of credentials that a scan for exceptions counts without judging them in full.
    pub fn settled_by(&self, asked: &Asked) -> u64 {
        self.runtime.block_on(async {
            let mut store = self.store().await;
            let judge = judge_by(asked, &mut store).await.expect("a judge");
            let mut judged = 0;
            let mut add = |it: &scan::Judged<'_>| {
                judged += u64::from(matches!(it.lineage.subject, Subject::Credential(_)));
                Ok::<_, credtrail::store::Error>(())
            };
            let wanted = scan::Selection::exceptions();
            let summary = scan::scan(
                &mut store,
                &judge,
                asked.window,
                wanted,
                Cited::Lines,
                &mut add,
            );
            let summary = summary.expect("a scan");
            let kinds = [&summary.credentials, &summary.others, &summary.outside];
            let all: u64 = kinds.iter().flat_map(|it| it.values()).sum();
            all - judged
        })
    }

    /// Returns the kinds of the lineages that a scan for exceptions judges in full.
    pub fn judged_in_full(&self) -> Vec<Kind> {
        self.runtime.block_on(async {
            let mut store = self.store().await;
            let judge = judge(&mut store).await.expect("a judge");
            let mut kinds = Vec::new();
            let mut add = |judged: &scan::Judged<'_>| {
                kinds.push(judged.kind);
                Ok::<_, credtrail::store::Error>(())
            };
            let (everything, wanted) = (Window::default(), scan::Selection::exceptions());
            let summary = scan::scan(
                &mut store,
                &judge,
                everything,
                wanted,
                Cited::Lines,
                &mut add,
            );
            summary.expect("a scan");
            kinds
        })
    }

    /// Where the database is.
    pub fn database(&self) -> PathBuf {
        self.folder.path().join("credtrail.db")
    }

    async fn store(&self) -> Store {
        let store = Store::open(&self.database(), Durability::Throwaway).await;
        store.expect("a database")
    }
}

fn credential_of(subject: &Subject) -> Option<CredentialId> {
    match subject {
        Subject::Credential(credential) => Some(credential.clone()),
        Subject::Signature(_) => None,
    }
}
