//! How a scan remembers what it reported. Position and findings go into the database in one transaction, after the report is out:
//! whatever happens in between, a finding is reported again rather than lost.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use credtrail::history::recorded::{Basis, Counts};
use credtrail::judge::context::Judge;
use credtrail::model::finding::{Verdict, Weight};
use credtrail::model::receipt::FileNumber;
use credtrail::model::window::Window;
use credtrail::report::text::Detail;
use credtrail::scan::memory::{Memory, News};
use credtrail::scan::{Judged, Summary, Wanted};
use credtrail::store::history::Spool;
use credtrail::store::{Error, Store};

use crate::command::args;
use crate::command::ingest::db;

/// How long a report that is out waits for others who write.
const BRIEFLY: Duration = Duration::from_secs(5);

/// How long a scan waits that is worth nothing without its record.
const PATIENTLY: Duration = Duration::from_secs(300);

/// Credentials that are looked up one by one at most.
const MANY: usize = 500_000;

/// What a scan keeps of itself.
pub enum Keeping {
    /// Nothing.
    Nothing,
    /// What it reported, which is everything.
    Everything(PathBuf),
    /// What it reported, which is what was not reported before.
    News(PathBuf),
}

impl Keeping {
    /// What was asked for.
    pub fn of(asked: args::History, database: PathBuf) -> Self {
        if asked.no_record {
            Keeping::Nothing
        } else if asked.new {
            Keeping::News(database)
        } else {
            Keeping::Everything(database)
        }
    }
}

/// Whether a lineage goes into the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// It does.
    Yes,
    /// It does not.
    No,
}

/// The memory of a scan that is under way.
pub struct Recording {
    keeping: Keeping,
    /// The open database, where it is certain already that it can be written to.
    writer: Option<Store>,
    window: Window,
    position: FileNumber,
    memory: Memory,
    spool: Spool,
    result: Option<(Basis, Counts)>,
}

impl Recording {
    /// Begins; comes before anything is read that a judgement rests on.
    pub async fn begin(
        keeping: Keeping,
        window: Window,
        store: &mut Store,
    ) -> anyhow::Result<Self> {
        let writer = match &keeping {
            Keeping::News(path) => Some(
                Store::append(path, PATIENTLY)
                    .await
                    .with_context(|| cannot_record(path))?,
            ),
            Keeping::Nothing | Keeping::Everything(_) => None,
        };
        let (position, standing) = match keeping {
            Keeping::Nothing => Default::default(),
            _ => (store.position().await?, store.standing()?),
        };
        Ok(Recording {
            keeping,
            writer,
            window,
            position,
            memory: Memory::of(standing),
            spool: Spool::default(),
            result: None,
        })
    }

    /// What a scan for exceptions must look at: the credentials of which findings stand, though they may be complete by now. Where they
    /// are many, everything is looked at.
    pub fn wanted(&self, store: &mut Store) -> anyhow::Result<Wanted> {
        if self.memory.credentials().count() > MANY {
            return Ok(Wanted::All);
        }
        let mut numbers = BTreeSet::new();
        for credential in self.memory.credentials() {
            numbers.extend(store.number_of(&credential.clone().into())?);
        }
        Ok(Wanted::Exceptions(numbers))
    }

    /// How much is shown: of news nothing is left out, since they are not told again.
    pub fn detail(&self, usual: Detail) -> Detail {
        match self.keeping {
            Keeping::News(_) => Detail::All,
            Keeping::Nothing | Keeping::Everything(_) => usual,
        }
    }

    /// Takes one lineage.
    pub fn take(&mut self, judged: &Judged<'_>, judge: &Judge) -> anyhow::Result<Shown> {
        if let Keeping::Nothing = self.keeping {
            return Ok(Shown::Yes);
        }
        let (news, observation) = self.memory.compare(judged, judge);
        if let Some(observation) = observation {
            self.spool.add(&observation).context(SPOOL)?;
        }
        Ok(match (&self.keeping, news) {
            (Keeping::News(_), News::None) => Shown::No,
            _ => Shown::Yes,
        })
    }

    /// Takes what the scan rested on, when all lineages have been taken.
    pub fn rest_on(&mut self, judge: &Judge, summary: &Summary) -> anyhow::Result<()> {
        if let Keeping::Nothing = self.keeping {
            return Ok(());
        }
        let basis = Basis::of(judge, self.window, self.position);
        for moot in self.memory.moot(&basis) {
            self.spool.add(&moot).context(SPOOL)?;
        }
        let counts = Counts {
            complete: summary.of_verdict(Verdict::Complete),
            unproven: summary.of_verdict(Verdict::Unproven),
            broken: summary.of_verdict(Verdict::Broken),
        };
        self.result = Some((basis, counts));
        Ok(())
    }

    /// Lineages with findings that are held back; None where none is.
    pub fn reported_before(&self) -> Option<u64> {
        match self.keeping {
            Keeping::News(_) => Some(self.memory.reported_before()),
            Keeping::Nothing | Keeping::Everything(_) => None,
        }
    }

    /// The verdict on what is new; None where all counts.
    pub fn news(&self) -> Option<Verdict> {
        match (&self.keeping, self.memory.heaviest_news()) {
            (Keeping::Nothing | Keeping::Everything(_), _) => None,
            (_, Some(Weight::Break)) => Some(Verdict::Broken),
            (_, Some(Weight::Gap)) => Some(Verdict::Unproven),
            (_, Some(Weight::Note) | None) => Some(Verdict::Complete),
        }
    }

    /// Records the scan, now that its report is out.
    pub async fn end(mut self) -> anyhow::Result<()> {
        match std::mem::replace(&mut self.keeping, Keeping::Nothing) {
            Keeping::Nothing => Ok(()),
            Keeping::News(path) => self
                .record(&path)
                .await
                .with_context(|| cannot_record(&path)),
            Keeping::Everything(path) => {
                if let Err(error) = self.record(&path).await {
                    let error = anyhow::Error::from(error);
                    writeln!(
                        io::stderr(),
                        "credtrail: this scan is not recorded: {}",
                        crate::one_line(&error)
                    )?;
                }
                Ok(())
            }
        }
    }

    async fn record(mut self, path: &std::path::Path) -> Result<(), Error> {
        let Some((basis, counts)) = self.result.take() else {
            return Ok(());
        };
        let mut writer = match self.writer.take() {
            Some(writer) => writer,
            None => Store::append(path, BRIEFLY).await?,
        };
        writer.remember(&basis, counts, &mut self.spool)?;
        writer.close().await
    }
}

/// What has failed where the temporary file has.
const SPOOL: &str = "cannot keep what is to be recorded";

fn cannot_record(path: &std::path::Path) -> String {
    format!(
        "{}: cannot record what was reported, so that --new cannot tell what is new",
        db(path)
    )
}
