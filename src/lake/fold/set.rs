//! What is folded together: tables of uses of one day.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::lake::context::{TableFile, Writer};
use crate::lake::error::Error;
use crate::lake::folder::{DAY, FOLDS, Lake};
use crate::lake::place::TableId;

/// The most slices of a day, so that all can be read at once.
const MOST_SLICES: u64 = 64;

/// The tables of uses of a day that are folded together, in slices of the day of one length.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::lake) struct Set {
    writer: Writer,
    /// The number of the day since 1970, in UTC.
    pub(super) day: i64,
    pub(super) slices: u64,
    /// The tables in the order in which they are loaded.
    pub(super) tables: Vec<Source>,
}

/// A table of uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Source {
    pub(super) id: TableId,
    pub(super) file: TableFile,
}

/// What is left of a slice.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Slice {
    pub(super) writer: Writer,
    /// The uses that are left, for each input that has some.
    pub(super) left: Vec<(u64, u64)>,
    /// The uses that are left. None where all are left: then they are read from the tables.
    pub(super) file: Option<TableFile>,
}

impl Set {
    pub(super) fn new(day: i64, tables: Vec<Source>, slice_rows: u64) -> Self {
        let rows: u64 = tables.iter().map(|it| it.file.rows).sum();
        Set {
            writer: Writer::this(),
            day,
            slices: rows.div_ceil(slice_rows.max(1)).clamp(1, MOST_SLICES),
            tables,
        }
    }

    /// The name, which the tables and the slices decide.
    pub(super) fn name(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(self.day.to_be_bytes());
        hash.update(self.slices.to_be_bytes());
        for Source { id, file } in &self.tables {
            for number in [id.ordinal, id.start, id.table, file.path.len() as u64] {
                hash.update(number.to_be_bytes());
            }
            hash.update(&file.path);
            hash.update(&file.sha256);
        }
        hex::encode(hash.finalize().get(..16).unwrap_or_default())
    }

    /// The times of a slice, in nanoseconds since 1970.
    pub(super) fn times(&self, slice: u64) -> Range<i64> {
        let length = DAY / self.slices.max(1).cast_signed() + 1_000_000_000;
        let length = length - length % 1_000_000_000; // a second lies in one slice
        let midnight = self.day.saturating_mul(DAY);
        let at = |slice: u64| {
            let after = slice.cast_signed().saturating_mul(length);
            midnight.saturating_add(after.min(DAY))
        };
        at(slice)..at(slice + 1)
    }

    pub(super) fn plan_name(name: &str) -> String {
        format!("{FOLDS}/{name}/plan.json")
    }

    pub(super) fn slice_name(name: &str, slice: u64) -> String {
        format!("{FOLDS}/{name}/{slice}.json")
    }

    /// What is left of all slices, if all are folded.
    pub(super) fn slices(&self, name: &str, lake: &Lake) -> Result<Option<Vec<Slice>>, Error> {
        let mut all = Vec::new();
        for slice in 0..self.slices {
            let path = lake.path(&Set::slice_name(name, slice));
            if !path.exists() {
                return Ok(None);
            }
            all.push(lake.read_by_this(&path)?);
        }
        Ok(Some(all))
    }

    /// How many uses were left out, for each input.
    pub(super) fn left_out(&self, slices: &[Slice]) -> BTreeMap<u64, u64> {
        let mut counts: BTreeMap<u64, u64> = BTreeMap::new();
        for Source { id, file } in &self.tables {
            *counts.entry(id.ordinal).or_default() += file.rows;
        }
        for (ordinal, left) in slices.iter().flat_map(|it| &it.left) {
            let count = counts.entry(*ordinal).or_default();
            *count = count.saturating_sub(*left);
        }
        counts
    }
}
