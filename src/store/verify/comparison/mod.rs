//! A database compared with a second reading of its files: the rows that are of no line of their own, or whose line does not show
//! whether they were altered, follow from the files all the same. Rows are compared by values, table by table, in one pass over both.

pub mod extent;
mod row;
mod tables;

use std::cmp::Ordering;

use rusqlite::Rows;

use self::extent::Extent;
use self::row::{Cell, Cells, named};
use self::tables::{Shows, TABLES, Table};
use super::Verifier;
use super::problems::{Area, Found, Verified};
use crate::model::finding::message::{Joint, Message, message};
use crate::store::Error;
use crate::store::values::from_integer;

/// The largest number of problems of one table whose text is kept, so that one table leaves room for the next.
const MOST: u64 = 10;

/// Rows that are in no file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotCompared {
    /// The table.
    pub table: String,
    /// How many rows the table has.
    pub rows: u64,
}

impl Verifier {
    /// Compares the rows of each table with those of a second reading of the files.
    ///
    /// # Errors
    /// If a database cannot be read, although it is not damaged.
    pub fn compare(&mut self, again: &Verifier, extent: Extent) -> Result<Verified, Error> {
        let ours = &self.reader.rows;
        let mut found = Found::default();
        for table in &TABLES {
            if !table.is_compared(extent) {
                continue;
            }
            let compared = compare(table, extent, ours, &again.reader.rows, &mut found);
            found.end(compared)?;
        }
        let area = Area::Tables;
        Ok(Verified { area, found })
    }

    /// The tables with rows that are not compared: only the command line, the API or a bucket gave them; and, if some of the files
    /// are not there, the tables in which each row depends on all files.
    ///
    /// # Errors
    /// If the database cannot be read, although it is not damaged.
    pub fn not_compared(&self, extent: Extent) -> Result<Vec<NotCompared>, Error> {
        let mut all = Vec::new();
        let mut statement = self
            .reader
            .rows
            .prepare(include_str!("../../../../queries/rows_not_compared.sql"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            all.push(NotCompared {
                table: row.get(0)?,
                rows: from_integer(row.get(1)?),
            });
        }
        for table in TABLES.iter().filter(|it| !it.is_compared(extent)) {
            all.push(NotCompared {
                table: table.name.to_owned(),
                rows: rows_of(table, &self.reader.rows)?,
            });
        }
        all.retain(|it| it.rows > 0);
        Ok(all)
    }
}

fn rows_of(table: &Table, rows: &rusqlite::Connection) -> Result<u64, Error> {
    let sql = format!("select count(*) from ({})", table.query);
    Ok(from_integer(rows.query_row(&sql, [], |row| row.get(0))?))
}

/// Goes through the ordered rows of both databases.
fn compare(
    table: &Table,
    extent: Extent,
    ours: &rusqlite::Connection,
    again: &rusqlite::Connection,
    found: &mut Found,
) -> Result<(), Error> {
    let (mut ours, mut again) = (ours.prepare(table.query)?, again.prepare(table.query)?);
    let columns: Vec<String> = ours.column_names().into_iter().map(str::to_owned).collect();
    let width = columns.len();
    let compared = match extent {
        Extent::Whole | Extent::Unordered => width,
        Extent::Part => table.key,
    };
    let mut pass = Pass {
        table,
        columns,
        extent,
        problems: 0,
        found,
    };
    let (mut ours, mut again) = (ours.query([])?, again.query([])?);
    let (mut here, mut there) = (next(&mut ours, width)?, next(&mut again, width)?);
    loop {
        match order(here.as_ref(), there.as_ref(), compared) {
            None => return Ok(()),
            Some(Ordering::Equal) => {
                pass.found.examined += 1;
                there = next(&mut again, width)?;
                if extent != Extent::Part {
                    here = next(&mut ours, width)?;
                }
            }
            Some(_) if pass.is_altered(here.as_ref(), there.as_ref()) => {
                (here, there) = (next(&mut ours, width)?, next(&mut again, width)?);
            }
            Some(Ordering::Less) => {
                pass.surplus(here.as_deref().unwrap_or_default());
                here = next(&mut ours, width)?;
            }
            Some(Ordering::Greater) => {
                pass.lacking(there.as_deref().unwrap_or_default());
                there = next(&mut again, width)?;
            }
        }
    }
}

fn next(rows: &mut Rows<'_>, width: usize) -> Result<Option<Cells>, Error> {
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let cells = (0..width).map(|it| Ok(Cell::of(row.get_ref(it)?)));
    Ok(Some(cells.collect::<rusqlite::Result<_>>()?))
}

/// The order of two rows by their first columns. An end comes after all rows; None at both ends.
fn order(here: Option<&Cells>, there: Option<&Cells>, columns: usize) -> Option<Ordering> {
    Some(match (here, there) {
        (None, None) => return None,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(here), Some(there)) => here.iter().take(columns).cmp(there.iter().take(columns)),
    })
}

/// One pass over a table.
struct Pass<'p> {
    table: &'p Table,
    columns: Vec<String>,
    extent: Extent,
    problems: u64,
    found: &'p mut Found,
}

impl Pass<'_> {
    /// Whether two rows of one key differ in the other columns, which is then one problem.
    fn is_altered(&mut self, here: Option<&Cells>, there: Option<&Cells>) -> bool {
        let key = self.table.key;
        let is_whole = self.extent != Extent::Part && self.table.shows == Shows::All;
        let (Some(here), Some(there)) = (here.filter(|_| is_whole), there) else {
            return false;
        };
        if order(Some(here), Some(there), key) != Some(Ordering::Equal) {
            return false;
        }
        let which = self.named(here);
        let pairs = here.iter().zip(there).zip(&self.columns);
        let differ = pairs.filter(|((here, there), _)| here != there);
        let differ = differ.map(|((here, there), column)| {
            let (here, there) = (here.text(), there.text());
            message!(
                "fsck-problem-cell",
                "{column} {here} where the files give {there}",
                column,
                here,
                there
            )
        });
        let differ = Message::list(differ, Joint::Comma);
        self.add(message!("fsck-problem-differs", "{which}: {differ}", which; differ));
        true
    }

    fn surplus(&mut self, row: &[Cell]) {
        self.found.examined += 1;
        if self.extent != Extent::Part {
            let which = self.named(row);
            self.add(message!(
                "fsck-problem-surplus",
                "the files give no such row: {which}",
                which
            ));
        }
    }

    fn lacking(&mut self, row: &[Cell]) {
        self.found.examined += 1;
        if self.table.shows == Shows::All {
            let which = self.named(row);
            self.add(message!(
                "fsck-problem-lacking",
                "the files give a row that is not there: {which}",
                which
            ));
        }
    }

    fn named(&self, row: &[Cell]) -> String {
        named(row.get(..self.table.key).unwrap_or(row), &self.columns)
    }

    fn add(&mut self, what: Message) {
        self.problems += 1;
        if self.problems <= MOST {
            let table = self.table.name;
            self.found
                .add(|| message!("fsck-problem-of-table", "{table}: {what}", table; what));
        } else {
            self.found.problems += 1;
        }
    }
}
