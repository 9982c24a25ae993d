//! Reads the uses that folds left, in the order in which they were read from the logs.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use parquet::errors::ParquetError;

use super::each_use;
use super::known::{self, Fold};
use super::set::Source;
use crate::lake::context::TableFile;
use crate::lake::error::Error;
use crate::lake::folder::{Fetched, Lake};
use crate::lake::inputs::PlannedInput;
use crate::lake::place::{Place, TableId};
use crate::lake::table::reader::{Rows, TableReader};
use crate::lake::tables::folded;
use crate::lake::tables::uses::UseRow;

/// The most tables that are open at once: each holds some thousand rows, 3 MB.
const MOST_OPEN: usize = 64;

/// The uses that folds left.
#[derive(Default)]
pub struct FoldedUses {
    tables: Vec<FoldedTable>,
    /// The positions in `tables` of those that replace a table of uses.
    of: BTreeMap<TableId, Range<usize>>,
    /// The tables of which some uses lie where they were, and the times of these.
    unmoved: BTreeMap<TableId, Unmoved>,
    left_out: BTreeMap<u64, u64>,
    lake: Option<Lake>,
}

/// The uses of a table that a fold left where they were.
#[derive(Clone)]
struct Unmoved {
    source: Source,
    times: Arc<[Range<i64>]>,
}

/// The places of the next rows of tables.
type Heads = BTreeSet<(Place, usize)>;

/// A table, of which some rows have been read.
struct FoldedTable {
    path: PathBuf,
    file: TableFile,
    lake: Lake,
    /// The file, which is checked when it is opened for the first time.
    fetched: Option<Fetched>,
    open: Option<(TableReader, Rows)>,
    /// The row group of the next row, and the row in it.
    group: usize,
    row: usize,
    head: Head,
}

/// The place of the next row.
#[derive(Clone, Copy)]
enum Head {
    /// Nothing has been read yet.
    Unread,
    At(Place),
    End,
}

/// Takes a use.
pub(in crate::lake) type TakeUse<'t> = dyn FnMut(Place, &UseRow<'_>) -> Result<(), Error> + 't;

impl FoldedUses {
    /// The uses of these inputs, as far as they are folded.
    ///
    /// # Errors
    /// If the folds of the lake cannot be read.
    pub fn of(inputs: &[PlannedInput], lake: &Lake) -> Result<Self, Error> {
        let days = known::days(inputs);
        let folds = known::standing_for(&days, known::folds(lake)?);
        Ok(Self::of_folds(&folds, lake))
    }

    pub(super) fn of_folds(folds: &[Fold], lake: &Lake) -> Self {
        let mut uses = FoldedUses {
            lake: Some(lake.clone()),
            ..FoldedUses::default()
        };
        for fold in folds {
            uses.add_tables(fold, lake);
            for (ordinal, count) in fold.set.left_out(&fold.slices) {
                *uses.left_out.entry(ordinal).or_default() += count;
            }
        }
        uses
    }

    /// Adds the tables of a fold that left something out.
    fn add_tables(&mut self, fold: &Fold, lake: &Lake) {
        let first = self.tables.len();
        let files = fold.slices.iter().filter_map(|it| it.file.as_ref());
        self.tables
            .extend(files.map(|it| FoldedTable::of(it, lake)));
        if self.tables.len() == first {
            return;
        }
        let unmoved = (0..).zip(&fold.slices).filter(|it| it.1.file.is_none());
        let times: Arc<[_]> = unmoved.map(|(slice, _)| fold.set.times(slice)).collect();
        for source in &fold.set.tables {
            self.of.insert(source.id, first..self.tables.len());
            if !times.is_empty() {
                let unmoved = Unmoved {
                    source: source.clone(),
                    times: times.clone(),
                };
                self.unmoved.insert(source.id, unmoved);
            }
        }
    }

    /// How many uses of an input were left out.
    pub(in crate::lake) fn left_out(&self, ordinal: u64) -> u64 {
        self.left_out.get(&ordinal).copied().unwrap_or_default()
    }

    /// Whether folds replace a table.
    pub(in crate::lake) fn stand_for(&self, id: TableId) -> bool {
        self.of.contains_key(&id)
    }

    /// Takes the uses of a table that were left, in order. Tables must be asked for in their order.
    pub(in crate::lake) fn each_of(
        &mut self,
        id: TableId,
        take: &mut TakeUse<'_>,
    ) -> Result<(), Error> {
        let Some(range) = self.of.get(&id).cloned() else {
            return Ok(());
        };
        // The next place of each slice that has some. Logs are nearly in order of time, so that many rows of one slice follow each other.
        let mut heads = Heads::new();
        for position in range {
            while self.head(position)?.is_some_and(|it| it.table < id) {
                self.advance(position);
            }
            let head = self.head(position)?.filter(|it| it.table == id);
            heads.extend(head.map(|it| (it, position)));
        }
        let unmoved = self.unmoved.get(&id).cloned();
        if let (Some(unmoved), Some(lake)) = (unmoved, self.lake.clone()) {
            unmoved.each(&lake, &mut |place, one| {
                self.take_before(Some(place), id, &mut heads, take)?;
                take(place, one)
            })?;
        }
        self.take_before(None, id, &mut heads, take)
    }

    /// Takes the uses of slices whose places are before one, or all.
    fn take_before(
        &mut self,
        end: Option<Place>,
        id: TableId,
        heads: &mut Heads,
        take: &mut TakeUse<'_>,
    ) -> Result<(), Error> {
        let is_within = |it: &Place| end.is_none_or(|end| *it < end);
        while heads.first().is_some_and(|it| is_within(&it.0)) {
            let Some((mut place, position)) = heads.pop_first() else {
                break;
            };
            let next = heads.first().map(|it| it.0);
            loop {
                self.take(position, place, take)?;
                self.advance(position);
                let Some(head) = self.head(position)?.filter(|it| it.table == id) else {
                    break;
                };
                place = head;
                if next.is_some_and(|it| it < place) || !is_within(&place) {
                    heads.insert((place, position));
                    break;
                }
            }
        }
        Ok(())
    }

    /// The place of the next row of a table.
    fn head(&mut self, position: usize) -> Result<Option<Place>, Error> {
        self.open(position)?;
        let Some(table) = self.tables.get_mut(position) else {
            return Ok(None);
        };
        if let Head::Unread = table.head {
            let head = table.read_head();
            table.head = head.map_err(Error::table(&table.path))?;
        }
        Ok(match table.head {
            Head::At(place) => Some(place),
            Head::Unread | Head::End => None,
        })
    }

    /// Opens a table whose next row is not known. Where too many are open, the others are closed.
    fn open(&mut self, position: usize) -> Result<(), Error> {
        let is_needed = |it: &FoldedTable| matches!(it.head, Head::Unread) && it.open.is_none();
        if !self.tables.get(position).is_some_and(is_needed) {
            return Ok(());
        }
        let count = self.tables.iter().filter(|it| it.open.is_some()).count();
        if count >= MOST_OPEN {
            self.tables.iter_mut().for_each(|it| it.open = None);
        }
        self.tables
            .get_mut(position)
            .map_or(Ok(()), FoldedTable::open)
    }

    fn take(&mut self, position: usize, place: Place, take: &mut TakeUse<'_>) -> Result<(), Error> {
        let Some(table) = self.tables.get_mut(position) else {
            return Ok(());
        };
        if table.open.is_none() {
            table.open()?;
        }
        let Some((_, rows)) = &table.open else {
            return Ok(());
        };
        let read = folded::read(&mut rows.row(table.row));
        let (_, one) = read.map_err(Error::table(&table.path))?;
        take(place, &one)
    }

    fn advance(&mut self, position: usize) {
        if let Some(table) = self.tables.get_mut(position) {
            table.row += 1;
            table.head = Head::Unread;
        }
    }
}

impl Unmoved {
    fn each(&self, lake: &Lake, take: &mut TakeUse<'_>) -> Result<(), Error> {
        let start = self.times.first().map_or(i64::MIN, |it| it.start);
        let end = self.times.last().map_or(i64::MAX, |it| it.end);
        each_use(
            &self.source,
            &(start..end),
            lake,
            &mut |place, one| match self.times.iter().any(|it| it.contains(&one.at)) {
                true => take(place, one),
                false => Ok(()),
            },
        )
    }
}

impl FoldedTable {
    fn of(file: &TableFile, lake: &Lake) -> Self {
        FoldedTable {
            path: lake.path(&file.path),
            file: file.clone(),
            lake: lake.clone(),
            fetched: None,
            open: None,
            group: 0,
            row: 0,
            head: Head::Unread,
        }
    }

    /// Opens the table at the group of the next row.
    fn open(&mut self) -> Result<(), Error> {
        if self.fetched.is_none() {
            self.fetched = Some(self.lake.check(&self.file)?);
        }
        let opened = TableReader::open(&folded::LAYOUT, &self.path).and_then(|mut table| {
            table.skip_to(self.group);
            Ok(table.next_group()?.map(|rows| (table, rows)))
        });
        self.open = opened.map_err(Error::table(&self.path))?;
        Ok(())
    }

    /// Reads the place of the next row, from the next row group where this one has ended.
    fn read_head(&mut self) -> Result<Head, ParquetError> {
        let Some((table, rows)) = &mut self.open else {
            return Ok(Head::End);
        };
        while self.row >= rows.count() {
            let Some(next) = table.next_group()? else {
                self.open = None;
                return Ok(Head::End);
            };
            *rows = next;
            (self.group, self.row) = (self.group + 1, 0);
        }
        folded::place(&mut rows.row(self.row)).map(Head::At)
    }
}
