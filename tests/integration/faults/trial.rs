//! One run that is disturbed, and the judgement of what it leaves behind.

use std::os::unix::process::ExitStatusExt;
use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use rusqlite::{Connection, OpenFlags};

use super::operation::{EARLIER, Operation, Place, REPORT, Repeated};
use crate::harness::cli::{Ended, run, value};
use crate::simulation::files::Folder;

/// A command that takes longer hangs.
const LIMIT: Duration = Duration::from_secs(120);

/// What `fsck` says of a database to which nothing was written yet, or whose migration did not take place.
const UNTOUCHED: [&str; 3] = ["there is no database", "holds nothing yet", "older version"];

/// How a command ended.
pub(super) struct Ending {
    pub status: Option<i32>,
    pub signal: Option<i32>,
    pub out: String,
    pub err: String,
    pub took: Duration,
}

/// What a run leaves that nobody disturbs.
pub(super) struct Whole {
    pub ending: Ending,
    pub counts: String,
    facts: String,
    file: Option<Vec<u8>>,
    scans: i64,
}

impl Whole {
    /// Runs the command; `environment` is for who wants to count its calls.
    pub fn of(operation: &Operation, environment: &[(&str, String)]) -> Self {
        let place = operation.place();
        let ending = Ending::of(operation.start(&place, environment), &place);
        assert!(matches!(ending.status, Some(0 | 1)), "{ending:?}");
        let counts = place.talk.path().join("counts");
        Whole {
            counts: std::fs::read_to_string(counts).unwrap_or_default(),
            facts: facts(operation, &place.folder).expect("a report"),
            file: report(&place.folder),
            scans: scans(&place.folder),
            ending,
        }
    }

    /// Judges what a disturbed run has left; it may have ended by one of these signals.
    pub fn judge(&self, run: (&Operation, &Place), ending: &Ending, signals: &[i32]) -> Result<()> {
        let (operation, place) = run;
        let file = self.judge_ending(place, ending, signals)?;
        if ending.status.is_some() && ending.status == self.ending.status {
            self.is_as_it_says(run, ending)
                .context("it says all is well")?;
        }
        sound(&place.folder, &UNTOUCHED).context("right after")?;
        self.claims_no_more(operation, &place.folder)?;
        self.again(operation, place, file).context("run again")
    }

    /// Judges all that needs no look into the database. Returns the report that stands there.
    pub fn judge_ending(
        &self,
        place: &Place,
        ending: &Ending,
        signals: &[i32],
    ) -> Result<Option<Vec<u8>>> {
        ensure!(ending.took < LIMIT, "it hangs");
        ensure!(!ending.err.contains("panicked at src"), "it panics");
        match (ending.status, ending.signal) {
            (Some(status), _) if Some(status) == self.ending.status => {
                ensure!(ending.out == self.ending.out, "another output");
            }
            (Some(2), _) => ensure!(ending.err.contains("credtrail: "), "it says nothing"),
            (None, Some(signal)) if signals.contains(&signal) => {}
            _ => bail!("it ends otherwise"),
        }
        let file = report(&place.folder);
        let earlier = file.as_deref() == Some(EARLIER.as_bytes());
        ensure!(file == self.file || earlier, "half a report stands there");
        left_over(&place.folder, ending)?;
        Ok(file)
    }

    /// A run that ends as if nothing had happened has done everything.
    fn is_as_it_says(&self, run: (&Operation, &Place), ending: &Ending) -> Result<()> {
        let (operation, Place { folder, .. }) = run;
        ensure!(report(folder) == self.file, "another report");
        ensure!(facts(operation, folder)? == self.facts, "other facts");
        let says_so = ending.err.contains("is not recorded");
        let recorded = scans(folder) == self.scans;
        ensure!(recorded != says_so, "whether it is recorded");
        Ok(())
    }

    /// Half of the facts accuse nobody whom all of them do not accuse.
    fn claims_no_more(&self, operation: &Operation, folder: &Folder) -> Result<()> {
        let broken = |facts: &str| value(facts)["summary"]["broken"].as_u64();
        match facts(operation, folder) {
            Ok(facts) => ensure!(broken(&facts) <= broken(&self.facts), "half of it accuses"),
            Err(_) => ensure!(fsck(folder).status == 2, "no report of a sound database"),
        }
        Ok(())
    }

    /// The same command run again succeeds, and all is as if it had been run once.
    fn again(&self, operation: &Operation, place: &Place, before: Option<Vec<u8>>) -> Result<()> {
        let folder = &place.folder;
        let ending = Ending::of(operation.start(place, &[]), place);
        let same = ending.status == self.ending.status
            && ending.out == self.ending.out
            && report(folder) == self.file;
        let known = operation.repeated == Repeated::OnlyNews && before == self.file;
        ensure!(same || known && ending.status == Some(0), "{ending:?}");
        ensure!(facts(operation, folder)? == self.facts, "other facts");
        let more = scans(folder) - self.scans;
        ensure!(matches!(more, 0 | 1), "{more} scans more");
        sound(folder, &[])
    }
}

impl std::fmt::Debug for Ending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (status, signal, err) = (self.status, self.signal, &self.err);
        let (bytes, took) = (self.out.len(), self.took);
        write!(
            f,
            "status {status:?}, signal {signal:?}, {bytes} bytes, in {took:?}: {err}"
        )
    }
}

impl Ending {
    /// Waits for it.
    pub fn of(mut child: Child, place: &Place) -> Self {
        let began = Instant::now();
        let status = loop {
            match child.try_wait().expect("a process") {
                Some(status) => break status,
                None if began.elapsed() > LIMIT => child.kill().expect("a process"),
                None => sleep(Duration::from_millis(2)),
            }
        };
        let text = |name| String::from_utf8_lossy(&place.talk.bytes(name)).into_owned();
        Ending {
            status: status.code(),
            signal: status.signal(),
            out: text("out"),
            err: text("err"),
            took: began.elapsed(),
        }
    }
}

/// The report on what the database holds.
fn facts(operation: &Operation, folder: &Folder) -> Result<String> {
    let scan = ["scan", "-q", "-v", "--no-record", "--db", "a.db"];
    let ended = run(folder.path(), &[&scan[..], &["--format", "json"]].concat());
    ensure!(ended.status != 2, "{}", ended.err);
    Ok((operation.same)(&ended.out))
}

fn report(folder: &Folder) -> Option<Vec<u8>> {
    std::fs::read(folder.path().join(REPORT)).ok()
}

/// How many scans are recorded.
fn scans(folder: &Folder) -> i64 {
    let path = folder.path().join("a.db");
    let database = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE);
    let counted = database
        .and_then(|it| it.query_row("select count(*) from scan", [], |row| row.get::<_, i64>(0)));
    counted.unwrap_or_default()
}

fn fsck(folder: &Folder) -> Ended {
    run(folder.path(), &["fsck", "--db", "a.db"])
}

/// `fsck` finds nothing wrong, or has a reason to look at nothing.
fn sound(folder: &Folder, reasons: &[&str]) -> Result<()> {
    let Ended { status, out, err } = fsck(folder);
    let excused = status == 2 && reasons.iter().any(|it| err.contains(it));
    ensure!(status == 0 || excused, "fsck: {out}{err}");
    Ok(())
}

/// Nothing lies about but one unfinished file of a process that was killed.
fn left_over(folder: &Folder, ending: &Ending) -> Result<()> {
    let mut names = folder.names();
    names.retain(|it| !it.starts_with("a.db") && !OURS.contains(&it.as_str()));
    let most = usize::from(ending.signal.is_some());
    ensure!(names.len() <= most, "left over: {names:?}");
    Ok(())
}

/// The names of the files that commands here find or write.
const OURS: [&str; 3] = [REPORT, "credtrail.toml", "nothing.ndjson"];
