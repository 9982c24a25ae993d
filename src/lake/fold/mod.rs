//! Leaves out the uses that repeat earlier ones, so that one process has fewer of them to load.
//!
//! Uses of one request have times in one second, so that each day, and each slice of a day, is folded for itself. What is left are rows as they
//! were, each with its place among all uses: loading them in the order of their places fills the very database that all uses would fill. Rows
//! are never joined into sums, since a later input may still repeat any of them, or name the user and the cluster better.
//!
//! Where no request comes twice in a slice, nothing is written but that: the uses stay where they are.
//!
//! A fold of earlier folds and of more tables leaves what a fold of all tables leaves, in the same bytes ([`repeats`]).

pub mod folded_uses;
mod known;
mod repeats;
mod set;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use self::folded_uses::{FoldedUses, TakeUse};
use self::known::Fold;
use self::repeats::{Keys, Requests, Uses};
use self::set::{Set, Slice, Source};
use super::context::{TableFile, Writer};
use super::error::Error;
use super::folder::{FOLDS, Lake, date, sha256};
use super::inputs::PlannedInput;
use super::place::Place;
use super::table::reader::TableReader;
use super::table::writer::TableWriter;
use super::tables::folded;
use super::tables::uses::{self, UseRow};

/// How much is folded at once.
#[derive(Debug, Clone, Copy)]
pub struct Folding {
    /// The uses of a slice, as if they were spread evenly over the day.
    pub slice_rows: u64,
    /// The uses of a pass over a slice. A process holds 50 bytes of each.
    pub pass_rows: u64,
}

impl Default for Folding {
    fn default() -> Self {
        Folding {
            slice_rows: 8_000_000,
            pass_rows: 4_000_000,
        }
    }
}

/// A slice that is to be folded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// The name of the tables that are folded together.
    set: String,
    slice: u64,
    /// Earlier folds that replace some of the tables.
    from: Vec<String>,
}

/// Lists the slices of days that are still to be folded. A day whose uses lie in one table is left as it is.
///
/// # Errors
/// If the lake cannot be read or written.
pub fn plan(inputs: &[PlannedInput], lake: &Lake, folding: Folding) -> Result<Vec<Task>, Error> {
    let days = known::days(inputs);
    let folds = known::standing_for(&days, known::folds(lake)?);
    let mut tasks = Vec::new();
    for (day, tables) in days.into_iter().filter(|it| it.1.len() > 1) {
        let source = |(id, file): (_, &TableFile)| Source {
            id,
            file: file.clone(),
        };
        let tables = tables.into_iter().map(source).collect();
        let set = Set::new(day, tables, folding.slice_rows);
        let name = set.name();
        let mut from = folds.iter().filter(|it| it.set.day == day);
        if from.clone().any(|it| it.set.tables == set.tables) {
            continue;
        }
        lake.write(&Set::plan_name(&name), &set)?;
        let from: Vec<String> = from.by_ref().map(|it| it.name.clone()).collect();
        let is_missing = |it: &u64| !lake.path(&Set::slice_name(&name, *it)).exists();
        tasks.extend((0..set.slices).filter(is_missing).map(|slice| Task {
            set: name.clone(),
            slice,
            from: from.clone(),
        }));
    }
    Ok(tasks)
}

/// Folds a slice: all of it or nothing. The same slice is the same bytes whoever folds it, from whichever earlier folds, and however often.
///
/// # Errors
/// If the tables cannot be read or are damaged, or the lake cannot be written.
pub fn write(task: &Task, lake: &Lake, folding: Folding) -> Result<(), Error> {
    lake.fetch_part(FOLDS)?;
    let set: Set = lake.read_by_this(&lake.path(&Set::plan_name(&task.set)))?;
    let work = Work {
        earlier: earlier(task, lake)?,
        set,
        slice: task.slice,
        lake,
    };
    let passes = work.passes(folding)?;
    let keys = Keys::new();
    if let Some(counts) = work.screen(&keys, passes)? {
        return finish(task, lake, counts, None);
    }
    let (mut known, mut repeats) = (Uses::default(), Repeats::default());
    for pass in 0..passes - 1 {
        let mut number = 0;
        work.each(&mut |_, one| {
            let key = keys.of(one);
            if key.pass(passes) == pass && known.is_repeat(key, one.at) {
                repeats.insert(number);
            }
            number += 1;
            Ok(())
        })?;
        known.clear();
    }
    let (mut number, mut left) = (0, Left::begin(task, &work)?);
    work.each(&mut |place, one| {
        let key = keys.of(one);
        let is_repeat = key.pass(passes) == passes - 1 && known.is_repeat(key, one.at);
        number += 1;
        match is_repeat || repeats.contains(number - 1) {
            true => Ok(()),
            false => left.add(place, one),
        }
    })?;
    left.finish(task)
}

fn earlier(task: &Task, lake: &Lake) -> Result<Vec<Fold>, Error> {
    let wanted: BTreeSet<&String> = task.from.iter().collect();
    let mut folds = known::folds(lake)?;
    folds.retain(|it| wanted.contains(&it.name));
    Ok(folds)
}

/// The numbers of rows that repeat others, a bit a row.
#[derive(Default)]
struct Repeats(Vec<u64>);

impl Repeats {
    fn insert(&mut self, number: usize) {
        if self.0.len() <= number / 64 {
            self.0.resize(number / 64 + 1, 0);
        }
        if let Some(bits) = self.0.get_mut(number / 64) {
            *bits |= 1 << (number % 64);
        }
    }

    fn contains(&self, number: usize) -> bool {
        let bits = self.0.get(number / 64).copied().unwrap_or_default();
        bits & (1 << (number % 64)) != 0
    }
}

/// A slice, and what it is folded from.
struct Work<'l> {
    set: Set,
    slice: u64,
    earlier: Vec<Fold>,
    lake: &'l Lake,
}

impl Work<'_> {
    /// How often the slice is read, so that few uses are remembered at once.
    fn passes(&self, folding: Folding) -> Result<u64, Error> {
        let times = self.set.times(self.slice);
        let mut rows = 0;
        for source in &self.set.tables {
            rows += match self.set.slices {
                1 => source.file.rows,
                _ => self.rows_between(source, &times)?,
            };
        }
        Ok(rows.div_ceil(folding.pass_rows.max(1)).max(1))
    }

    fn rows_between(&self, source: &Source, times: &Range<i64>) -> Result<u64, Error> {
        let fetched = self.lake.fetch(&source.file.path)?;
        let table = TableReader::open(&uses::LAYOUT, fetched.path());
        let table = table.map_err(Error::table(fetched.path()))?;
        Ok(table.rows_between(uses::AT, times))
    }

    /// Takes the uses of the slice, in the order of their places.
    fn each(&self, take: &mut TakeUse<'_>) -> Result<(), Error> {
        let times = self.set.times(self.slice);
        let mut folded = FoldedUses::of_folds(&self.earlier, self.lake);
        let mut take = |place: Place, one: &UseRow<'_>| match times.contains(&one.at) {
            true => take(place, one),
            false => Ok(()),
        };
        for source in &self.set.tables {
            if folded.stand_for(source.id) {
                folded.each_of(source.id, &mut take)?;
            } else {
                self.each_of(source, &mut take)?;
            }
        }
        Ok(())
    }

    fn each_of(&self, source: &Source, take: &mut TakeUse<'_>) -> Result<(), Error> {
        let times = self.set.times(self.slice);
        each_use(source, &times, self.lake, take)
    }

    /// Looks whether a request comes twice in the slice, whatever earlier folds left out. If none does, no use repeats another, and the number of
    /// uses of each input is returned.
    fn screen(&self, keys: &Keys, passes: u64) -> Result<Option<Counts>, Error> {
        let times = self.set.times(self.slice);
        let mut counts = Counts::new();
        for pass in 0..passes {
            let mut seen = Requests::default();
            for source in &self.set.tables {
                let count = self.screen_table(source, &times, &mut |request, at| {
                    let key = keys.of_request(request, at);
                    key.pass(passes) != pass || seen.insert(key)
                })?;
                let Some(count) = count else {
                    return Ok(None);
                };
                if count > 0 && pass == 0 {
                    *counts.entry(source.id.ordinal).or_default() += count;
                }
            }
        }
        Ok(Some(counts))
    }

    /// Asks for each request of a table, and returns how many there are, or none where an answer was no.
    fn screen_table(
        &self,
        source: &Source,
        times: &Range<i64>,
        is_new: &mut dyn FnMut(&[u8], i64) -> bool,
    ) -> Result<Option<u64>, Error> {
        let table_file = self.lake.check(&source.file)?;
        let damaged = || Error::table(table_file.path());
        let table = TableReader::open(&uses::LAYOUT, table_file.path()).map_err(damaged())?;
        let mut table = table.only(uses::REQUEST_AND_TIME);
        let mut count = 0;
        while let Some(rows) = table
            .next_group_between(uses::AT, times)
            .map_err(damaged())?
        {
            for row in rows.iter() {
                let (request, at) = uses::request_and_time(row).map_err(damaged())?;
                if times.contains(&at) {
                    count += 1;
                    if !is_new(request, at) {
                        return Ok(None);
                    }
                }
            }
        }
        Ok(Some(count))
    }
}

/// Takes the uses of a table, of row groups that may have some in these times.
fn each_use(
    source: &Source,
    times: &Range<i64>,
    lake: &Lake,
    take: &mut TakeUse<'_>,
) -> Result<(), Error> {
    let table_file = lake.check(&source.file)?;
    let path = table_file.path();
    let table = TableReader::open(&uses::LAYOUT, path);
    let mut table = table.map_err(Error::table(path))?;
    while let Some(rows) = table
        .next_group_between(uses::AT, times)
        .map_err(Error::table(path))?
    {
        for (number, mut row) in (rows.first()..).zip(rows.iter()) {
            let one = UseRow::read(&mut row).map_err(Error::table(path))?;
            let place = Place {
                table: source.id,
                row: number,
            };
            take(place, &one)?;
        }
    }
    Ok(())
}

/// How many uses each input has.
type Counts = BTreeMap<u64, u64>;

/// What is left of a slice, while it is being written.
struct Left<'l> {
    lake: &'l Lake,
    path: String,
    table: TableWriter<NamedTempFile>,
    counts: Counts,
}

impl<'l> Left<'l> {
    fn begin(task: &Task, work: &Work<'l>) -> Result<Self, Error> {
        let name = folded::LAYOUT.name;
        let day = date(work.set.day);
        let path = format!("{name}/day={day}/{}-{}.parquet", task.set, task.slice);
        let file = work.lake.temporary()?;
        let table = TableWriter::new(&folded::LAYOUT, file);
        Ok(Left {
            lake: work.lake,
            table: table.map_err(Error::table(&work.lake.path(&path)))?,
            path,
            counts: Counts::new(),
        })
    }

    fn add(&mut self, place: Place, one: &UseRow<'_>) -> Result<(), Error> {
        *self.counts.entry(place.table.ordinal).or_default() += 1;
        let written = folded::write(place, one, &mut self.table);
        written.map_err(Error::table(&self.lake.path(&self.path)))
    }

    fn finish(self, task: &Task) -> Result<(), Error> {
        let path = self.lake.path(&self.path);
        let (file, rows) = self.table.finish().map_err(Error::table(&path))?;
        file.as_file().sync_all().map_err(Error::io(file.path()))?;
        let table = TableFile {
            table: folded::LAYOUT.name.to_owned(),
            path: self.path,
            rows,
            sha256: sha256(file.path())?,
        };
        self.lake.place(file, &table.path)?;
        finish(task, self.lake, self.counts, Some(table))
    }
}

/// Records what is left of a slice.
fn finish(task: &Task, lake: &Lake, left: Counts, file: Option<TableFile>) -> Result<(), Error> {
    let slice = Slice {
        writer: Writer::this(),
        left: left.into_iter().collect(),
        file,
    };
    lake.write(&Set::slice_name(&task.set, task.slice), &slice)
}
