//! Reads the uses that folds left, in the order in which they were read from the logs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use parquet::errors::ParquetError;

use super::known::{self, Fold};
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
    /// The positions in `tables` of those that stand for a table of uses.
    of: BTreeMap<TableId, std::ops::Range<usize>>,
    left_out: BTreeMap<u64, u64>,
}

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
        let mut uses = FoldedUses::default();
        for fold in folds {
            let first = uses.tables.len();
            let tables = fold.slices.iter().map(|it| FoldedTable::of(&it.file, lake));
            uses.tables.extend(tables);
            let ids = fold.set.tables.iter().map(|it| it.id);
            uses.of.extend(ids.map(|it| (it, first..uses.tables.len())));
            for (ordinal, count) in fold.set.left_out(&fold.slices) {
                *uses.left_out.entry(ordinal).or_default() += count;
            }
        }
        uses
    }

    /// How many uses of an input were left out.
    pub(in crate::lake) fn left_out(&self, ordinal: u64) -> u64 {
        self.left_out.get(&ordinal).copied().unwrap_or_default()
    }

    /// Whether folds stand for a table.
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
        let mut heads: BTreeSet<(Place, usize)> = BTreeSet::new();
        for position in range {
            while self.head(position)?.is_some_and(|it| it.table < id) {
                self.advance(position);
            }
            let head = self.head(position)?.filter(|it| it.table == id);
            heads.extend(head.map(|it| (it, position)));
        }
        while let Some((mut place, position)) = heads.pop_first() {
            let next = heads.first().map(|it| it.0);
            loop {
                self.take(position, place, take)?;
                self.advance(position);
                let Some(head) = self.head(position)?.filter(|it| it.table == id) else {
                    break;
                };
                place = head;
                if next.is_some_and(|it| it < place) {
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
