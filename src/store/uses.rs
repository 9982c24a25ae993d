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
    /// Credentials with their users: one look into memory finds both.
    whos: Texts,
    /// Bytes of the credential's id in each of them.
    credentials: Vec<u32>,
    clusters: Texts,
    waiting: Vec<Waiting>,
}

/// A use whose texts are positions in `Uses`.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    who: u32,
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
                let text = reading.texts.get(one.cluster);
                (one.cluster, self.clusters.position(text, 0))
            });
            cluster = Some(known);
            let who = self.who(reading.texts.get(one.who), one.id);
            self.waiting.push(Waiting {
                who,
                cluster: known.1,
                line: u32::try_from(one.line).unwrap_or(u32::MAX),
                bytes: one.bytes,
                request: RequestKey::new(&one.request),
                at: nanoseconds(one.at),
                until: nanoseconds(one.until),
            });
        }
    }

    /// The position of a credential with a user. The same text might be divided otherwise.
    fn who(&mut self, text: &str, credential: u32) -> u32 {
        let position = self.whos.position(text, credential);
        if position as usize == self.credentials.len() {
            self.credentials.push(credential);
        }
        position
    }

    /// Whether it is time to write.
    pub(super) fn are_many(&self) -> bool {
        self.waiting.len() >= MANY || self.whos.bytes() >= MANY_BYTES
    }

    /// Writes what waits. Returns how many of the uses were known.
    pub(super) async fn write(
        &mut self,
        file: i64,
        numbers: &mut Numbers,
        connection: &mut SqliteConnection,
    ) -> Result<u64, Error> {
        let mut slots = std::mem::take(self)
            .numbered(file, numbers, connection)
            .await?;
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

/// Rows of the texts of one position.
#[derive(Clone, Copy)]
struct Who {
    credential: u32,
    principal: u32,
}

impl Uses {
    /// Puts numbers of rows in place of positions, and every use into its slot.
    async fn numbered(
        self,
        file: i64,
        numbers: &mut Numbers,
        connection: &mut SqliteConnection,
    ) -> Result<BTreeMap<i64, Vec<Packed>>, Error> {
        let whos = self.whos(numbers, connection).await?;
        let clusters: Vec<&str> = self.clusters.iter().collect();
        let clusters = numbers.names(&clusters, connection).await?;
        let mut slots = Slots::default();
        for one in &self.waiting {
            let who = whos[one.who as usize];
            let packed = Packed {
                credential: who.credential,
                request: one.request,
                role: Role::Counted,
                at: one.at,
                principal: who.principal,
                cluster: clusters[one.cluster as usize] as u32,
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

    async fn whos(
        &self,
        numbers: &mut Numbers,
        connection: &mut SqliteConnection,
    ) -> Result<Vec<Who>, Error> {
        let whos = self.whos.iter().zip(&self.credentials);
        let whos = whos.map(|(text, credential)| text.split_at(*credential as usize));
        let (ids, users): (Vec<&str>, Vec<&str>) = whos.unzip();
        let parse = |id: &&str| CredentialId::parse(id).into();
        let ids: Vec<Identifier> = ids.iter().map(parse).collect();
        let ids = numbers.identifiers(&ids, connection).await?;
        let users = numbers.names(&users, connection).await?;
        let whos = ids
            .into_iter()
            .zip(users)
            .map(|(credential, principal)| Who {
                credential: credential as u32,
                principal: principal as u32,
            });
        Ok(whos.collect())
    }
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
        rows.bind(i64::from(credential))
            .bind(i64::from(principal))
            .bind(i64::from(cluster))
            .bind(sum.count);
        for end in [&sum.first, &sum.last] {
            rows.bind(end.at)
                .bind(i64::from(end.file))
                .bind(i64::from(end.line))
                .bind(end.bytes.map(|it| it.offset as i64))
                .bind(end.bytes.map(|it| it.length as i64));
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
