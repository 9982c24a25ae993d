//! The record of a scan: what it reported. The scan and its findings are recorded in one transaction after the report is written:
//! where the record fails, a finding is reported again rather than lost.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use credtrail::history::findings::Findings;
use credtrail::history::open_findings::OpenFindings;
use credtrail::history::recorded::{ChainHead, Counts, Observation, ScanInputs};
use credtrail::judge::context::Judge;
use credtrail::model::finding::{Verdict, Weight};
use credtrail::model::identity::subject::Subject;
use credtrail::model::row_id::FileId;
use credtrail::model::window::Window;
use credtrail::report::text::Detail;
use credtrail::scan::memory::{Novelty, ScanMemory};
use credtrail::scan::{Judged, Selection, Summary};
use credtrail::store::rows::findings::{OpenFindingsReader, Spool};
use credtrail::store::{Error, Store};

use crate::command::args;
use crate::command::failure;
use crate::command::failure::WithMessage;
use crate::command::output::notice::notify_error;
use credtrail::language::locale::Locale;
use credtrail::message;
use credtrail::model::finding::message::Message;

/// How long a scan whose report is written waits for other writers of the database.
const BRIEFLY: Duration = Duration::from_secs(5);

/// How long a scan with `--new` waits for other writers before it starts: without its record such a scan is worth nothing.
const PATIENTLY: Duration = Duration::from_secs(300);

/// The largest number of credentials that are looked up one by one.
const MANY: usize = 500_000;

/// What a scan records.
pub enum HistoryMode {
    /// The scan is not recorded.
    Nothing,
    /// The scan reports and records all findings.
    Everything(PathBuf),
    /// The scan reports and records only findings that were not reported before.
    NewOnly(PathBuf),
}

impl HistoryMode {
    /// Returns the mode of the command line.
    pub fn of(asked: args::History, database: PathBuf) -> Self {
        if asked.no_record {
            HistoryMode::Nothing
        } else if asked.new {
            HistoryMode::NewOnly(database)
        } else {
            HistoryMode::Everything(database)
        }
    }
}

/// Whether a lineage goes into the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportInclusion {
    /// The lineage is reported.
    Yes,
    /// The lineage is not reported.
    No,
    /// The lineage is not reported; some findings that earlier scans left open are not found any more.
    Resolved(Box<Observation>),
}

/// The record of a running scan.
pub struct Recording {
    mode: HistoryMode,
    /// The database opened for writing, where the scan needs its record.
    writer: Option<Store>,
    window: Window,
    position: FileId,
    memory: ScanMemory,
    /// Looks up the open findings of each lineage; None where all were read at once.
    open_findings: Option<OpenFindingsReader>,
    spool: Spool,
    result: Option<(ScanInputs, Counts)>,
}

impl Recording {
    /// Begins the record. Must be called before the inputs of the judgement are read.
    pub async fn begin(
        mode: HistoryMode,
        window: Window,
        store: &mut Store,
    ) -> anyhow::Result<Self> {
        let writer = match &mode {
            HistoryMode::NewOnly(path) => Some(
                Store::append(path, PATIENTLY)
                    .await
                    .with_message(|| cannot_record(path))?,
            ),
            HistoryMode::Nothing | HistoryMode::Everything(_) => None,
        };
        let position = match mode {
            HistoryMode::Nothing => FileId::default(),
            _ => store.position().await?,
        };
        let open_findings = match mode {
            HistoryMode::Nothing => None,
            _ if window.is_everything() => None,
            _ => store.open_findings_reader(),
        };
        let open = match (&mode, &open_findings) {
            (HistoryMode::Nothing, _) | (_, Some(_)) => OpenFindings::default(),
            _ => store.open_findings()?,
        };
        Ok(Recording {
            mode,
            writer,
            window,
            position,
            memory: ScanMemory::of(open),
            open_findings,
            spool: Spool::default(),
            result: None,
        })
    }

    /// Returns the lineages that a scan for exceptions must examine: the credentials with open findings, which may be complete by
    /// now. Where there are many, all lineages are examined.
    pub fn wanted(&self, store: &mut Store) -> anyhow::Result<Selection> {
        if self.memory.credentials().count() > MANY {
            return Ok(Selection::All);
        }
        let mut numbers = BTreeSet::new();
        for credential in self.memory.credentials() {
            numbers.extend(store.number_of(&credential.clone().into())?);
        }
        Ok(Selection::Exceptions(numbers))
    }

    /// Returns the level of detail. A scan with `--new` shows all new findings, since no later scan reports them again.
    pub fn detail(&self, usual: Detail) -> Detail {
        match (&self.mode, usual) {
            (HistoryMode::NewOnly(_), Detail::Usual) => Detail::Findings,
            _ => usual,
        }
    }

    /// Takes one lineage, and returns whether to report it.
    pub fn take(&mut self, judged: &Judged<'_>, judge: &Judge) -> anyhow::Result<ReportInclusion> {
        if let HistoryMode::Nothing = self.mode {
            return Ok(ReportInclusion::Yes);
        }
        if let Some(reader) = &self.open_findings {
            reader.look_up(&judged.lineage.subject, self.memory.open_findings())?;
        }
        let (news, observation) = self.memory.compare(judged, judge);
        if let Some(observation) = &observation {
            self.spool.add(observation).with_message(spool)?;
        }
        Ok(match (&self.mode, news, observation) {
            (HistoryMode::NewOnly(_), Novelty::Known, Some(now)) => {
                ReportInclusion::Resolved(Box::new(now))
            }
            (HistoryMode::NewOnly(_), Novelty::Known, None) => ReportInclusion::No,
            _ => ReportInclusion::Yes,
        })
    }

    /// Returns what earlier scans reported on a subject and left open.
    pub fn before(&self, subject: &Subject) -> Option<&Findings> {
        self.memory.before(subject)
    }

    /// Takes the inputs of the scan, after all lineages have been taken. `report` gets each subject with open findings that is none of its own
    /// any more, with these findings.
    pub fn rest_on(
        &mut self,
        judge: &Judge,
        summary: &Summary,
        report: &mut dyn FnMut(&Observation, Option<&Findings>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        if let HistoryMode::Nothing = self.mode {
            return Ok(());
        }
        if let Some(reader) = self.open_findings.take() {
            reader.add_within(self.window, self.memory.open_findings())?;
        }
        let basis = ScanInputs::of(judge, self.window, self.position);
        for superseded in self.memory.moot(&basis) {
            report(&superseded, self.memory.before(&superseded.subject))?;
            self.spool.add(&superseded).with_message(spool)?;
        }
        let counts = Counts {
            complete: summary.of_verdict(Verdict::Complete),
            unproven: summary.of_verdict(Verdict::Unproven),
            broken: summary.of_verdict(Verdict::Broken),
        };
        self.result = Some((basis, counts));
        Ok(())
    }

    /// Returns the number of lineages with findings that are not reported again; None where all are reported.
    pub fn reported_before(&self) -> Option<u64> {
        match self.mode {
            HistoryMode::NewOnly(_) => Some(self.memory.reported_before()),
            HistoryMode::Nothing | HistoryMode::Everything(_) => None,
        }
    }

    /// Returns the verdict of the new findings; None where all findings count.
    pub fn news(&self) -> Option<Verdict> {
        match (&self.mode, self.memory.heaviest_news()) {
            (HistoryMode::Nothing | HistoryMode::Everything(_), _) => None,
            (_, Some(Weight::Break)) => Some(Verdict::Broken),
            (_, Some(Weight::Gap)) => Some(Verdict::Unproven),
            (_, Some(Weight::Note) | None) => Some(Verdict::Complete),
        }
    }

    /// Returns what the scan is recorded with, where it is recorded.
    pub fn result(&self) -> Option<(ScanInputs, Counts)> {
        self.result.clone()
    }

    /// Records the scan, after its report is written. Returns the hash that it carries.
    pub async fn end(mut self, locale: &Locale) -> anyhow::Result<Option<ChainHead>> {
        match std::mem::replace(&mut self.mode, HistoryMode::Nothing) {
            HistoryMode::Nothing => Ok(None),
            HistoryMode::NewOnly(path) => self
                .record(&path, locale)
                .await
                .with_message(|| cannot_record(&path)),
            HistoryMode::Everything(path) => {
                Ok(self.record(&path, locale).await.unwrap_or_else(|error| {
                    let unrecorded = message!("notice-unrecorded", "this scan is not recorded");
                    notify_error(&failure::because(unrecorded, error), locale);
                    None
                }))
            }
        }
    }

    /// Records the scan. An error after that does not take the record back: the next command to open the database reads its log.
    async fn record(
        mut self,
        path: &std::path::Path,
        locale: &Locale,
    ) -> Result<Option<ChainHead>, Error> {
        let Some((basis, counts)) = self.result.take() else {
            return Ok(None);
        };
        let mut writer = match self.writer.take() {
            Some(writer) => writer,
            None => Store::append(path, BRIEFLY).await?,
        };
        let head = writer.remember(&basis, counts, &mut self.spool)?;
        if let Err(error) = writer.close().await {
            let scan = head.scan.to_string();
            let recorded = message!(
                "notice-recorded-beside",
                "scan {scan} is recorded, but only in the log beside the database",
                scan
            );
            notify_error(&failure::because(recorded, error), locale);
        }
        Ok(Some(head))
    }
}

/// The context of an error of the temporary file.
fn spool() -> Message {
    message!("error-spool", "cannot keep what is to be recorded")
}

fn cannot_record(path: &std::path::Path) -> Message {
    message!(
        "error-cannot-record",
        "database {path}: cannot record what was reported, so that --new cannot tell what is new",
        path = path.display().to_string()
    )
}
