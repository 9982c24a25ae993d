//! Uses on their way into the database.

use std::cell::RefCell;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasher, Hasher};
use std::ops::Range;

use foldhash::fast::RandomState;
use rusqlite::{Connection, OptionalExtension, Statement};
use siphasher::sip128::{Hasher128, SipHasher13};

use super::bulk::Rows;
use super::numbers::Numbers;
use super::slot::{self, Packed, RequestKey, Role};
use super::texts::Texts;
use super::{Error, nanoseconds};
use crate::identifier::{CredentialId, Identifier};
use crate::log::reading::{Reading, Use};
use crate::receipt::Bytes;

/// Uses that are kept back before they are written: about 15 MB.
const MANY: usize = 200_000;

/// Bytes of their new texts that are kept back.
const MANY_BYTES: usize = 8 << 20;

/// Credentials with users that are remembered: 25 bytes each.
const MANY_WHOS: usize = 500_000;

/// Sums that are kept back before they are written, 100 bytes each. To add to one in the database takes as long as to parse five
/// lines, and a credential is used all over its log.
const MANY_SUMS: usize = 450_000;

/// Texts whose numbers are looked up at once.
const ASKED: usize = 10_000;

/// Uses that wait to be written, and sums of those that were.
#[derive(Debug, Default)]
pub(super) struct Uses {
    whos: Whos,
    clusters: Texts,
    waiting: Vec<Waiting>,
    sums: Sums,
    room: Room,
}

/// What is filled anew for each slot: to have it from the system again and again costs as much as to fill it.
#[derive(Debug, Default)]
struct Room {
    records: Vec<Packed>,
    before: Vec<u8>,
    merged: slot::Merged,
}

/// Credentials with their users: one look into memory finds both. Of those that have their numbers only a hash is left, which takes
/// a fifth of the text: it is keyed at random, so that nobody can make two that look the same here.
#[derive(Debug)]
struct Whos {
    positions: HashMap<u128, u32, RandomState>,
    hasher: SipHasher13,
    /// The texts of those without numbers, one behind the other.
    new: String,
    /// Where each of these ends, and how many of its bytes are the credential's id.
    new_ones: Vec<(usize, usize)>,
    /// The numbers of the others, which come before them.
    numbered: Vec<Who>,
}

/// Numbers of rows.
#[derive(Debug, Clone, Copy)]
struct Who {
    credential: u32,
    principal: u32,
}

/// A use whose texts are positions in `Uses`.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    who: u32,
    cluster: u32,
    line: u32,
    bytes: Bytes,
    request: RequestKey,
    role: Role,
    at: i64,
}

/// Sums of one credential with one user name on one cluster.
#[derive(Debug, Clone, Copy)]
struct Sum {
    count: i64,
    first: End,
    last: End,
}

/// The first or the last of some uses.
#[derive(Debug, Clone, Copy)]
struct End {
    at: i64,
    file: u32,
    line: u32,
    bytes: Option<Bytes>,
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
                (one.cluster, self.clusters.position(text))
            });
            cluster = Some(known);
            let who = self.whos.position(reading.texts.get(one.who), one.id);
            self.wait(one, who, known.1);
        }
    }

    fn wait(&mut self, one: &Use, who: u32, cluster: u32) {
        let (at, until) = (nanoseconds(one.at), nanoseconds(one.until));
        let waiting = Waiting {
            who,
            cluster,
            line: u32::try_from(one.line).unwrap_or(u32::MAX),
            bytes: one.bytes,
            request: RequestKey::new(&one.request),
            role: Role::Counted,
            at,
        };
        self.waiting.push(waiting);
        if slot::second_of(until) != slot::second_of(at) {
            self.waiting.push(Waiting {
                role: Role::Shadow,
                at: until,
                ..waiting
            });
        }
    }

    /// Whether it is time to write.
    pub(super) fn are_many(&self) -> bool {
        self.waiting.len() >= MANY || self.whos.are_many()
    }

    /// Writes what waits. Returns how many of the uses were known. Of new ones the sums may still wait.
    pub(super) fn write(
        &mut self,
        file: i64,
        numbers: &mut Numbers,
        connection: &Connection,
    ) -> Result<u64, Error> {
        self.whos.number(numbers, connection)?;
        let clusters: Vec<&str> = self.clusters.iter().collect();
        let clusters = numbers.names(&clusters, connection)?;
        let mut writing = Writing::into(connection)?;
        for (slot, runs) in slots(&self.waiting) {
            let waiting = runs.into_iter().flat_map(|run| &self.waiting[run]);
            let packed = waiting.map(|it| {
                let who = self.whos.numbered[it.who as usize];
                it.packed(who, clusters[it.cluster as usize] as u32, file as u32)
            });
            self.room.records.clear();
            self.room.records.extend(packed);
            writing.merge(slot, &mut self.room)?;
            let new = &self.room.merged.new;
            new.iter().for_each(|it| add(&mut self.sums, it));
            if self.sums.len() >= MANY_SUMS {
                record(&std::mem::take(&mut self.sums), connection)?;
            }
        }
        self.waiting.clear();
        let Writing {
            changed,
            duplicates,
            ..
        } = writing;
        if !changed.is_empty() {
            self.write_sums(connection)?;
            recount(&changed, connection)?;
        }
        if self.whos.are_too_many() {
            self.whos = Whos::default();
        }
        Ok(duplicates)
    }

    /// Writes the sums that wait.
    pub(super) fn write_sums(&mut self, connection: &Connection) -> Result<(), Error> {
        record(&std::mem::take(&mut self.sums), connection)
    }
}

impl Default for Whos {
    fn default() -> Self {
        let random = std::hash::RandomState::new();
        let [one, other] = [1, 2].map(|number| random.hash_one(number));
        Whos {
            positions: HashMap::default(),
            hasher: SipHasher13::new_with_keys(one, other),
            new: String::new(),
            new_ones: Vec::new(),
            numbered: Vec::new(),
        }
    }
}

impl Whos {
    /// The position of a credential with a user. The same text might be divided otherwise.
    fn position(&mut self, text: &str, credential: u32) -> u32 {
        let mut hasher = self.hasher;
        hasher.write_u32(credential);
        hasher.write(text.as_bytes());
        let position = (self.numbered.len() + self.new_ones.len()) as u32;
        match self.positions.entry(hasher.finish128().as_u128()) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(vacant) => {
                vacant.insert(position);
                self.new.push_str(text);
                self.new_ones.push((self.new.len(), credential as usize));
                position
            }
        }
    }

    /// Whether it is time to look up the new ones, or to forget all of them.
    fn are_many(&self) -> bool {
        self.new.len() >= MANY_BYTES || self.are_too_many()
    }

    fn are_too_many(&self) -> bool {
        self.positions.len() >= MANY_WHOS
    }

    /// Finds the numbers of those that have none yet.
    fn number(&mut self, numbers: &mut Numbers, connection: &Connection) -> Result<(), Error> {
        let mut start = 0;
        for some in self.new_ones.chunks(ASKED) {
            let (mut ids, mut users) = (Vec::with_capacity(ASKED), Vec::with_capacity(ASKED));
            for &(end, credential) in some {
                let (id, user) = self.new[start..end].split_at(credential);
                ids.push(Identifier::from(CredentialId::parse(id)));
                users.push(user);
                start = end;
            }
            let ids = numbers.identifiers(&ids, connection)?;
            let users = numbers.names(&users, connection)?;
            let numbered = ids.into_iter().zip(users);
            self.numbered
                .extend(numbered.map(|(credential, principal)| Who {
                    credential: credential as u32,
                    principal: principal as u32,
                }));
        }
        self.new.clear();
        self.new_ones.clear();
        Ok(())
    }
}

impl Waiting {
    /// With numbers of rows in place of positions.
    fn packed(&self, who: Who, cluster: u32, file: u32) -> Packed {
        Packed {
            credential: who.credential,
            request: self.request,
            role: self.role,
            at: self.at,
            principal: who.principal,
            cluster,
            file,
            line: self.line,
            bytes: Some(self.bytes),
        }
    }
}

/// Where the uses of each slot stand. They come nearly in order of time, so that there are few runs.
fn slots(waiting: &[Waiting]) -> BTreeMap<i64, Vec<Range<usize>>> {
    let mut slots: BTreeMap<i64, Vec<Range<usize>>> = BTreeMap::new();
    let mut start = 0;
    for run in waiting.chunk_by(|one, next| slot::slot_of(one.at) == slot::slot_of(next.at)) {
        let end = start + run.len();
        if let Some(first) = run.first() {
            slots
                .entry(slot::slot_of(first.at))
                .or_default()
                .push(start..end);
        }
        start = end;
    }
    slots
}

/// Slots on their way into the database.
struct Writing<'c> {
    connection: &'c Connection,
    find: Statement<'c>,
    record: Statement<'c>,
    /// Texts that were needed to tell which of two records of one use names it better.
    texts: BTreeMap<u32, String>,
    /// Credentials of which a known use has changed.
    changed: BTreeSet<u32>,
    duplicates: u64,
}

impl<'c> Writing<'c> {
    fn into(connection: &'c Connection) -> Result<Self, Error> {
        Ok(Writing {
            connection,
            find: connection.prepare(include_str!("../../queries/slot.sql"))?,
            record: connection.prepare(include_str!("../../queries/record_slot.sql"))?,
            texts: BTreeMap::new(),
            changed: BTreeSet::new(),
            duplicates: 0,
        })
    }

    /// Merges records into their slot. Texts are fetched only where two records of one use name different users or clusters.
    fn merge(&mut self, slot: i64, room: &mut Room) -> Result<(), Error> {
        let Room {
            records,
            before,
            merged,
        } = room;
        before.clear();
        let read = self.find.query_row([slot], |row| {
            before.extend_from_slice(row.get_ref(0)?.as_blob()?);
            Ok(())
        });
        read.optional()?;
        loop {
            let unknown = RefCell::new(BTreeSet::new());
            let better =
                |one: &Packed, other: &Packed| is_better(one, other, &self.texts, &unknown);
            slot::merge(slot, before, records, &better, merged);
            let unknown = unknown.into_inner();
            if unknown.is_empty() {
                break;
            }
            self.texts
                .extend(super::names_of(unknown.into_iter(), self.connection)?);
        }
        self.record.execute((slot, &merged.blob))?;
        self.changed.extend(&merged.changed);
        self.duplicates += merged.duplicates;
        Ok(())
    }
}

/// Which of two records of one use has the better user and cluster: a full name of a cluster, or any at all. Texts that are not at
/// hand are noted.
fn is_better(
    one: &Packed,
    other: &Packed,
    texts: &BTreeMap<u32, String>,
    unknown: &RefCell<BTreeSet<u32>>,
) -> bool {
    let text = |number: u32| {
        let text = texts.get(&number).map(String::as_str);
        if text.is_none() {
            unknown.borrow_mut().insert(number);
        }
        text.unwrap_or_default()
    };
    let rank = |one: &Packed| {
        let cluster = text(one.cluster);
        (
            !cluster.contains('/'),
            cluster.is_empty(),
            cluster,
            text(one.principal),
        )
    };
    (one.cluster, one.principal) != (other.cluster, other.principal) && rank(one) < rank(other)
}

impl End {
    /// Of several uses at one moment the one that was read first stands for them.
    fn place(&self) -> (u32, u32) {
        (self.file, self.line)
    }
}

impl From<&Packed> for End {
    fn from(one: &Packed) -> Self {
        End {
            at: one.at,
            file: one.file,
            line: one.line,
            bytes: one.bytes,
        }
    }
}

fn add(sums: &mut Sums, one: &Packed) {
    let end = End::from(one);
    let sum = sums
        .entry((one.credential, one.principal, one.cluster))
        .or_insert(Sum {
            count: 0,
            first: end,
            last: end,
        });
    sum.count += 1;
    if (end.at, end.place()) < (sum.first.at, sum.first.place()) {
        sum.first = end;
    }
    if (sum.last.at, end.place()) < (end.at, sum.last.place()) {
        sum.last = end;
    }
}

fn record(sums: &Sums, connection: &Connection) -> Result<(), Error> {
    let record = include_str!("../../queries/record_usage.sql");
    let mut rows = Rows::of(record, connection);
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
        rows.end_row()?;
    }
    rows.finish()?;
    Ok(())
}

/// Makes the sums of these credentials anew: a use of theirs has got another time, user name or cluster.
fn recount(changed: &BTreeSet<u32>, connection: &Connection) -> Result<(), Error> {
    let (mut first, mut last) = (i64::MAX, i64::MIN);
    let mut span = connection.prepare(include_str!("../../queries/usage_span_of.sql"))?;
    let mut forget = connection.prepare(include_str!("../../queries/forget_usage.sql"))?;
    for credential in changed {
        let (from, to): (Option<i64>, Option<i64>) =
            span.query_row([credential], |row| Ok((row.get(0)?, row.get(1)?)))?;
        first = first.min(from.map_or(i64::MAX, slot::slot_of));
        last = last.max(to.map_or(i64::MIN, slot::slot_of));
        forget.execute([credential])?;
    }
    let mut sums = Sums::default();
    let mut slots = connection.prepare(include_str!("../../queries/slots_between.sql"))?;
    let mut rows = slots.query([first, last])?;
    while let Some(row) = rows.next()? {
        let uses = slot::unpack(
            row.get(0)?,
            row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?,
        );
        uses.filter(|it| it.role == Role::Counted && changed.contains(&it.credential))
            .for_each(|it| add(&mut sums, &it));
    }
    record(&sums, connection)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::RequestId;

    fn packed(at: i64, line: u32) -> Packed {
        Packed {
            credential: 1,
            request: RequestKey::new(&RequestId::Other(line.to_string())),
            role: Role::Counted,
            at,
            principal: 1,
            cluster: 1,
            file: 1,
            line,
            bytes: None,
        }
    }

    fn waiting(at: i64) -> Waiting {
        Waiting {
            who: 0,
            cluster: 0,
            line: 1,
            bytes: Bytes {
                offset: 0,
                length: 1,
            },
            request: RequestKey::new(&RequestId::Other(String::new())),
            role: Role::Counted,
            at,
        }
    }

    #[test]
    fn of_several_uses_at_one_moment_the_first_one_read_is_named() {
        let mut uses = [packed(5, 7), packed(5, 3), packed(9, 8), packed(9, 4)];
        for _ in 0..uses.len() {
            uses.rotate_left(1);
            let mut sums = Sums::default();
            uses.iter().for_each(|it| add(&mut sums, it));
            let sum = sums[&(1, 1, 1)];
            assert_eq!((sum.count, sum.first.line, sum.last.line), (4, 3, 4));
        }
    }

    #[test]
    fn a_credential_with_a_user_has_one_position() {
        let mut whos = Whos::default();
        let wanted = [("JTIalice", 3), ("JTIalice", 4), ("JTIalice", 3), ("x", 1)];
        let positions = wanted.map(|(text, id)| whos.position(text, id));
        assert_eq!(positions, [0, 1, 0, 2]);
        assert!(!whos.are_many());
        whos.position(&"x".repeat(MANY_BYTES), 1);
        assert!(whos.are_many() && !whos.are_too_many());
    }

    #[test]
    fn each_use_stands_in_its_slot() {
        let all = [1, 2, slot::SLOT, 3, -1, -2].map(waiting);
        let moments = |runs: Vec<Range<usize>>| {
            let uses = runs.into_iter().flat_map(|run| &all[run]);
            uses.map(|it| it.at).collect::<Vec<_>>()
        };
        let slots = slots(&all).into_iter();
        let slots: Vec<_> = slots.map(|(slot, runs)| (slot, moments(runs))).collect();
        let expected = [
            (-1, vec![-1, -2]),
            (0, vec![1, 2, 3]),
            (1, vec![slot::SLOT]),
        ];
        assert_eq!(slots, expected);
        assert!(super::slots(&[]).is_empty());
    }
}
