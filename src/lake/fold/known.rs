//! Which folds a lake has, and which of them replace which tables.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::set::{Set, Slice, Source};
use crate::lake::context::TableFile;
use crate::lake::error::Error;
use crate::lake::folder::{DAY, FOLDS, Lake};
use crate::lake::inputs::PlannedInput;
use crate::lake::place::TableId;
use crate::lake::tables::uses;

/// The tables of uses of each day.
pub(super) type Days<'i> = BTreeMap<i64, BTreeMap<TableId, &'i TableFile>>;

/// A fold of which all slices are there.
#[derive(Debug)]
pub(in crate::lake) struct Fold {
    pub(super) name: String,
    pub(super) set: Set,
    pub(super) slices: Vec<Slice>,
}

/// The tables of uses that inputs have.
pub(super) fn days(inputs: &[PlannedInput]) -> Days<'_> {
    let mut days = Days::new();
    for input in inputs.iter().filter(|it| it.shapes().is_some()) {
        for context in &input.contexts {
            let uses = context.tables.iter().enumerate();
            for (number, table) in uses.filter(|it| it.1.table == uses::LAYOUT.name) {
                let id = TableId::of(&context.split, number);
                if let Some(day) = day_of(&table.path) {
                    days.entry(day).or_default().insert(id, table);
                }
            }
        }
    }
    days
}

/// The day of a table, by its path.
fn day_of(path: &str) -> Option<i64> {
    let day = path.split('/').find_map(|it| it.strip_prefix("day="))?;
    let day: jiff::civil::Date = day.parse().ok()?;
    let midnight = day.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    i64::try_from(midnight.timestamp().as_nanosecond() / i128::from(DAY)).ok()
}

/// All folds of a lake, those of more tables first.
pub(super) fn folds(lake: &Lake) -> Result<Vec<Fold>, Error> {
    lake.fetch_part(FOLDS)?;
    let folder = lake.path(FOLDS);
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut folds = Vec::new();
    for entry in fs::read_dir(&folder).map_err(Error::io(&folder))? {
        let name = entry.map_err(Error::io(&folder))?.file_name();
        let name = name.to_string_lossy().into_owned();
        folds.extend(fold(name, lake)?);
    }
    folds.sort_by(|one, other| {
        let tables = |it: &Fold| std::cmp::Reverse(it.set.tables.len());
        (tables(one), &one.name).cmp(&(tables(other), &other.name))
    });
    Ok(folds)
}

fn fold(name: String, lake: &Lake) -> Result<Option<Fold>, Error> {
    let path = lake.path(&Set::plan_name(&name));
    if !path.exists() {
        return Ok(None);
    }
    let set: Set = lake.read_by_this(&path)?;
    let slices = set.slices(&name, lake)?;
    Ok(slices.map(|slices| Fold { name, set, slices }))
}

/// Folds that together replace most of the tables: the largest first, and each table in one of them.
pub(super) fn standing_for(days: &Days<'_>, folds: Vec<Fold>) -> Vec<Fold> {
    let mut taken: BTreeSet<(i64, TableId)> = BTreeSet::new();
    let mut all = Vec::new();
    for fold in folds {
        let Some(tables) = days.get(&fold.set.day) else {
            continue;
        };
        let day = fold.set.day;
        let is_free =
            |it: &Source| tables.get(&it.id) == Some(&&it.file) && !taken.contains(&(day, it.id));
        if fold.set.tables.iter().all(is_free) {
            taken.extend(fold.set.tables.iter().map(|it| (day, it.id)));
            all.push(fold);
        }
    }
    all
}
