//! Uses on their way into the database.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::RandomState;
use sqlx::sqlite::SqliteConnection;

use super::bulk::Rows;
use super::numbers::Numbers;
use super::slot::{self, Packed, RequestKey, Role};
use super::texts::Texts;
use super::{Error, nanoseconds};
use crate::identifier::{CredentialId, Identifier};
use crate::log::reading::Reading;
use crate::receipt::Bytes;

/// Uses that are kept back before they are written: about 20 MB.
const MANY: usize = 300_000;

/// Bytes of their texts that are kept back.
const MANY_BYTES: usize = 64 << 20;

/// Uses that wait to be written.
#[derive(Debug, Default)]
pub(super) struct Uses {
    texts: Texts,
    waiting: Vec<Waiting>,
    /// The last use of each credential, by the position of its id: most come with the same user name again.
    last: Vec<Option<u32>>,
}

/// A use whose texts are positions in `Uses::texts`.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    credential: u32,
    principal: u32,
    cluster: u32,
    line: u32,
    bytes: Bytes,
    request: RequestKey,
    at: i64,
    until: i64,
}

/// Sums of one credential with one user name on one cluster.
#[derive(Debug, Clone, Copy)]
struct Sum {
    count: i64,
    first: Packed,
    last: Packed,
}

type Sums = HashMap<(u32, u32, u32), Sum, RandomState>;

impl Uses {
    /// Takes the uses of a stretch of input.
    pub(super) fn add(&mut self, reading: &Reading) {
        let mut cluster = None;
        for one in &reading.uses {
            let known = cluster.filter(|(span, _)| *span == one.cluster);
            let known = known.unwrap_or_else(|| {
                (
                    one.cluster,
                    self.texts.position(reading.texts.get(one.cluster)),
                )
            });
            cluster = Some(known);
            let credential = self.texts.position(reading.texts.get(one.credential));
            let waiting = Waiting {
                credential,
                principal: self.principal_of(credential, reading.texts.get(one.principal)),
                cluster: known.1,
                line: u32::try_from(one.line).unwrap_or(u32::MAX),
                bytes: one.bytes,
                request: RequestKey::new(&one.request),
                at: nanoseconds(one.at),
                until: nanoseconds(one.until),
            };
            self.waiting.push(waiting);
        }
    }

    /// The position of a user name that came with this credential.
    fn principal_of(&mut self, credential: u32, text: &str) -> u32 {
        let credential = credential as usize;
        if self.last.len() <= credential {
            self.last.resize(self.texts.len(), None);
        }
        let last = self.last.get(credential).copied().flatten();
        match last.filter(|&it| self.texts.get(it) == text) {
            Some(position) => position,
            None => {
                let position = self.texts.position(text);
                self.last[credential] = Some(position);
                position
            }
        }
    }

    /// Whether it is time to write.
    pub(super) fn are_many(&self) -> bool {
        self.waiting.len() >= MANY || self.texts.bytes() >= MANY_BYTES
    }

    /// Writes what waits. Returns how many of the uses were known.
    pub(super) async fn write(
        &mut self,
        file: i64,
        numbers: &mut Numbers,
        connection: &mut SqliteConnection,
    ) -> Result<u64, Error> {
        let Uses {
            texts: names,
            waiting,
            ..
        } = std::mem::take(self);
        let mut slots = numbered(&names, &waiting, file, numbers, connection).await?;
        let mut texts = BTreeMap::new();
        let (mut duplicates, mut sums, mut changed) = (0, Sums::default(), BTreeSet::new());
        while let Some((slot, records)) = slots.pop_first() {
            let merged = merge(slot, &records, &mut texts, connection).await?;
            sqlx::query_file!("queries/record_slot.sql", slot, merged.blob)
                .execute(&mut *connection)
                .await?;
            merged.new.iter().for_each(|one| add(&mut sums, one));
            changed.extend(merged.changed);
            duplicates += merged.duplicates;
        }
        record(&sums, connection).await?;
        recount(&changed, connection).await?;
        Ok(duplicates)
    }
}

/// Puts numbers of rows in place of positions, and every use into its slot.
async fn numbered(
    names: &Texts,
    waiting: &[Waiting],
    file: i64,
    numbers: &mut Numbers,
    connection: &mut SqliteConnection,
) -> Result<BTreeMap<i64, Vec<Packed>>, Error> {
    let (positions, texts) = distinct(waiting.iter().map(|it| it.credential), names);
    let identifiers: Vec<Identifier> = texts
        .into_iter()
        .map(|text| CredentialId::parse(text).into())
        .collect();
    let rows = numbers.identifiers(&identifiers, connection).await?;
    let credentials = by_position(&positions, rows, names);
    let users_and_clusters = waiting.iter().flat_map(|it| [it.principal, it.cluster]);
    let (positions, texts) = distinct(users_and_clusters, names);
    let rows = numbers.names(&texts, connection).await?;
    let texts = by_position(&positions, rows, names);

    let mut slots = Slots::default();
    for one in waiting {
        let packed = Packed {
            credential: credentials[one.credential as usize],
            request: one.request,
            role: Role::Counted,
            at: one.at,
            principal: texts[one.principal as usize],
            cluster: texts[one.cluster as usize],
            file: file as u32,
            line: one.line,
            bytes: Some(one.bytes),
        };
        slots.add(slot::slot_of(one.at), packed);
        if slot::second_of(one.until) != slot::second_of(one.at) {
            let shadow = Packed {
                role: Role::Shadow,
                at: one.until,
                ..packed
            };
            slots.add(slot::slot_of(one.until), shadow);
        }
    }
    Ok(slots.finish())
}

/// Uses by their slot. They come nearly in order of time: the slot at hand is most often the one of the use before.
#[derive(Default)]
struct Slots {
    all: BTreeMap<i64, Vec<Packed>>,
    at_hand: Option<(i64, Vec<Packed>)>,
}

impl Slots {
    fn add(&mut self, slot: i64, one: Packed) {
        match &mut self.at_hand {
            Some((known, uses)) if *known == slot => uses.push(one),
            _ => {
                self.put_back();
                let mut uses = self.all.remove(&slot).unwrap_or_default();
                uses.push(one);
                self.at_hand = Some((slot, uses));
            }
        }
    }

    fn put_back(&mut self) {
        self.all.extend(self.at_hand.take());
    }

    fn finish(mut self) -> BTreeMap<i64, Vec<Packed>> {
        self.put_back();
        self.all
    }
}

/// The distinct positions, and their texts.
fn distinct(positions: impl Iterator<Item = u32>, names: &Texts) -> (Vec<u32>, Vec<&str>) {
    let mut seen = vec![false; names.len()];
    let distinct: Vec<u32> = positions
        .filter(|&it| !std::mem::replace(&mut seen[it as usize], true))
        .collect();
    let texts = distinct.iter().map(|&it| names.get(it)).collect();
    (distinct, texts)
}

/// Numbers of rows, each at the position of its text.
fn by_position(positions: &[u32], rows: Vec<i64>, names: &Texts) -> Vec<u32> {
    let mut by_position = vec![0; names.len()];
    for (position, row) in positions.iter().zip(rows) {
        by_position[*position as usize] = row as u32;
    }
    by_position
}

/// Merges records into their slot. Texts are fetched only where two records of one use name different users or clusters.
async fn merge(
    slot: i64,
    records: &[Packed],
    texts: &mut BTreeMap<u32, String>,
    connection: &mut SqliteConnection,
) -> Result<slot::Merged, Error> {
    let before = sqlx::query_file!("queries/slot.sql", slot)
        .fetch_optional(&mut *connection)
        .await?
        .map(|row| row.uses)
        .unwrap_or_default();
    loop {
        let unknown = RefCell::new(BTreeSet::new());
        let text = |number: u32| {
            let text = texts.get(&number).map(String::as_str);
            if text.is_none() {
                unknown.borrow_mut().insert(number);
            }
            text.unwrap_or_default()
        };
        let rank = |one: &Packed| {
            (
                !text(one.cluster).contains('/'),
                text(one.cluster).is_empty(),
                text(one.cluster),
                text(one.principal),
            )
        };
        let better = |one: &Packed, other: &Packed| {
            (one.cluster, one.principal) != (other.cluster, other.principal)
                && rank(one) < rank(other)
        };
        let merged = slot::merge(slot, &before, records.to_vec(), &better);
        let unknown = unknown.into_inner();
        if unknown.is_empty() {
            return Ok(merged);
        }
        texts.extend(super::names_of(unknown.into_iter(), connection).await?);
    }
}

fn add(sums: &mut Sums, one: &Packed) {
    let sum = sums
        .entry((one.credential, one.principal, one.cluster))
        .or_insert(Sum {
            count: 0,
            first: *one,
            last: *one,
        });
    sum.count += 1;
    if one.at < sum.first.at {
        sum.first = *one;
    }
    if one.at > sum.last.at {
        sum.last = *one;
    }
}

async fn record(sums: &Sums, connection: &mut SqliteConnection) -> Result<(), Error> {
    let mut rows = Rows::of(include_str!("../../queries/record_usage.sql"));
    let mut sums: Vec<_> = sums.iter().collect();
    sums.sort_unstable_by_key(|(key, _)| **key); // in the order of the table
    for (&(credential, principal, cluster), sum) in sums {
        rows.bind(i64::from(credential))?
            .bind(i64::from(principal))?
            .bind(i64::from(cluster))?
            .bind(sum.count)?;
        for end in [&sum.first, &sum.last] {
            rows.bind(end.at)?
                .bind(i64::from(end.file))?
                .bind(i64::from(end.line))?
                .bind(end.bytes.map(|it| it.offset as i64))?
                .bind(end.bytes.map(|it| it.length as i64))?;
        }
        rows.end_row(connection).await?;
    }
    rows.finish(connection).await?;
    Ok(())
}

/// Makes the sums of these credentials anew: a use of theirs has got another time, user name or cluster.
async fn recount(changed: &BTreeSet<u32>, connection: &mut SqliteConnection) -> Result<(), Error> {
    let (mut first, mut last) = (i64::MAX, i64::MIN);
    for &credential in changed {
        let span = sqlx::query_file!("queries/usage_span_of.sql", credential)
            .fetch_one(&mut *connection)
            .await?;
        first = first.min(span.first.map_or(i64::MAX, slot::slot_of));
        last = last.max(span.last.map_or(i64::MIN, slot::slot_of));
        sqlx::query_file!("queries/forget_usage.sql", credential)
            .execute(&mut *connection)
            .await?;
    }
    let mut sums = Sums::default();
    while first <= last {
        let end = last.min(first.saturating_add(143));
        for row in sqlx::query_file!("queries/slots_between.sql", first, end)
            .fetch_all(&mut *connection)
            .await?
        {
            let uses = slot::unpack(row.slot, &row.uses);
            uses.filter(|it| it.role == Role::Counted && changed.contains(&it.credential))
                .for_each(|it| add(&mut sums, &it));
        }
        first = end + 1;
    }
    record(&sums, connection).await
}
