//! Uses of files that wait until they are looked up in their time buckets, many of one bucket together: a bucket is large, and the lines of a
//! file may be in any order. Uses that are few beside their bucket wait in a temporary file, which SQLite sorts.

use std::collections::HashMap;
use std::fmt::Display;

use rusqlite::{Connection, OptionalExtension};

use super::Lost;
use crate::log::parsed_batch::{ParsedBatch, Use};
use crate::model::finding::message::{Message, message};
use crate::model::identifier::CredentialId;
use crate::model::row_id::{FileId, IdentifierId};
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::rows::ids;
use crate::store::rows::reader::Reader;
use crate::store::rows::uses::time_bucket::{self, RequestKey, WIDTH};
use crate::store::values::from_integer;
use crate::store::verify::uses::credential_text;

/// A bucket is read for so many uses of it at once: one in so many of those that it holds.
const SHARE: usize = 16;

/// A use that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Waiting {
    bucket: i64,
    key: (u32, RequestKey, i64),
    file: FileId,
    line: u64,
}

/// The uses that wait.
pub(super) struct WaitingUses<'v> {
    reader: &'v Reader,
    most: usize,
    all: Vec<Waiting>,
    few: FewOfABucket,
}

impl<'v> WaitingUses<'v> {
    pub(super) fn new(reader: &'v Reader, most: usize) -> Result<Self, Error> {
        Ok(WaitingUses {
            reader,
            most,
            all: Vec::new(),
            few: FewOfABucket::new()?,
        })
    }

    /// Adds the uses of a stretch of a file. `lost` gets those that are not in the database, as far as they were looked up.
    pub(super) fn add(
        &mut self,
        file: FileId,
        reading: &ParsedBatch,
        lost: &mut dyn FnMut(Lost),
    ) -> Result<(), Error> {
        let mut numbers = HashMap::new();
        for one in &reading.uses {
            let text = one.credential(&reading.texts);
            if !numbers.contains_key(text) {
                numbers.insert(text, self.number(text)?);
            }
            match numbers.get(text).copied().flatten() {
                Some(number) => self.all.push(Waiting::of(one, number, file)),
                None => {
                    let what = use_of(&CredentialId::parse(text));
                    let line = one.line;
                    lost(Lost { file, line, what });
                }
            }
        }
        self.look_up_many(lost)
    }

    fn look_up_many(&mut self, lost: &mut dyn FnMut(Lost)) -> Result<(), Error> {
        match self.all.len() < self.most {
            true => Ok(()),
            false => self.look_up(lost),
        }
    }

    /// The number of a credential.
    fn number(&self, text: &str) -> Result<Option<IdentifierId>, Error> {
        let credential = CredentialId::parse(text);
        let sql = include_str!("../../../../queries/identifier_of.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let number = statement.query_row(ids::stored_credential(&credential), |row| row.get(0));
        Ok(number.optional()?)
    }

    /// Looks up the uses that are many of their bucket. The others go on waiting.
    fn look_up(&mut self, lost: &mut dyn FnMut(Lost)) -> Result<(), Error> {
        let mut all = std::mem::take(&mut self.all);
        all.sort_unstable();
        let (mut few, mut bucket) = (Vec::new(), Bucket::default());
        for group in all.chunk_by(|one, next| one.bucket == next.bucket) {
            let number = group.first().map_or(0, |it| it.bucket);
            if group.len() * WIDTH * SHARE < self.length(number)? {
                few.extend_from_slice(group);
            } else {
                bucket.read(number, self.reader)?;
                group
                    .iter()
                    .for_each(|it| bucket.check(it, self.reader, lost));
            }
        }
        self.few.add(&few)?;
        all.clear();
        self.all = all;
        Ok(())
    }

    /// Looks up all that still waits.
    pub(super) fn end(mut self, lost: &mut dyn FnMut(Lost)) -> Result<(), Error> {
        self.look_up(lost)?;
        let mut bucket = Bucket::default();
        self.few.each(&mut |one| {
            if bucket.number != Some(one.bucket) {
                bucket.read(one.bucket, self.reader)?;
            }
            bucket.check(one, self.reader, lost);
            Ok(())
        })
    }

    /// The number of bytes of a bucket.
    fn length(&self, bucket: i64) -> Result<usize, Error> {
        let sql = include_str!("../../../../queries/time_bucket_length.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let length = statement.query_row([bucket], |row| row.get(0)).optional()?;
        Ok(usize::try_from(length.unwrap_or(0_i64)).unwrap_or_default())
    }
}

/// A bucket in memory.
#[derive(Default)]
struct Bucket {
    number: Option<i64>,
    uses: Vec<u8>,
}

impl Bucket {
    fn read(&mut self, number: i64, reader: &Reader) -> Result<(), Error> {
        let sql = include_str!("../../../../queries/time_bucket.sql");
        let mut statement = reader.rows.prepare_cached(sql)?;
        let mut rows = statement.query([number])?;
        self.number = Some(number);
        self.uses.clear();
        if let Some(row) = rows.next()? {
            let uses = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
            self.uses.extend_from_slice(uses);
        }
        tracing::debug!(bytes = self.uses.len(), "uses read to look up others");
        Ok(())
    }

    fn check(&self, one: &Waiting, reader: &Reader, lost: &mut dyn FnMut(Lost)) {
        if !time_bucket::holds(one.bucket, &self.uses, one.key) {
            lost(one.lost(reader));
        }
    }
}

impl Waiting {
    fn of(one: &Use, credential: IdentifierId, file: FileId) -> Self {
        let at = UnixNanos::from(one.at);
        Waiting {
            bucket: time_bucket::bucket_of(at),
            key: (
                credential.packed(),
                RequestKey::new(&one.request),
                time_bucket::second_of(at),
            ),
            file,
            line: one.line,
        }
    }

    fn lost(&self, reader: &Reader) -> Lost {
        let credential = credential_text(IdentifierId::from(self.key.0), reader);
        Lost {
            file: self.file,
            line: self.line,
            what: use_of(&credential),
        }
    }
}

fn use_of(credential: &impl Display) -> Message {
    let credential = credential.to_string();
    message!("fsck-lacks-use", "a use of {credential}", credential)
}

/// Uses in a temporary file, which SQLite removes with its connection.
struct FewOfABucket(Connection);

impl FewOfABucket {
    fn new() -> Result<Self, Error> {
        let file = Connection::open("")?;
        file.execute_batch(
            "pragma journal_mode = off; pragma synchronous = off; pragma temp_store = file; pragma cache_size = -8000;
            create table waiting (bucket, credential, request, second, file, line)",
        )?;
        Ok(FewOfABucket(file))
    }

    fn add(&mut self, few: &[Waiting]) -> Result<(), Error> {
        let transaction = self.0.transaction()?;
        let mut insert = transaction.prepare("insert into waiting values (?, ?, ?, ?, ?, ?)")?;
        for one in few {
            let (credential, request, second) = one.key;
            let line = i64::try_from(one.line).unwrap_or(i64::MAX);
            let request = request.packed();
            insert.execute((one.bucket, credential, request, second, one.file, line))?;
        }
        drop(insert);
        Ok(transaction.commit()?)
    }

    /// Calls `each` with the uses, those of one bucket together.
    fn each(&self, each: &mut dyn FnMut(&Waiting) -> Result<(), Error>) -> Result<(), Error> {
        let sql =
            "select bucket, credential, request, second, file, line from waiting order by bucket";
        let mut statement = self.0.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            each(&Waiting {
                bucket: row.get(0)?,
                key: (row.get(1)?, RequestKey::unpacked(row.get(2)?), row.get(3)?),
                file: row.get(4)?,
                line: from_integer(row.get(5)?),
            })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::model::entry::RequestId;
    use crate::store::location::Location;
    use crate::store::rows::uses::same_request::Names;
    use crate::store::rows::uses::time_bucket::{Merged, PackedUse, Role, merge};
    use crate::store::schema::migrations;

    /// Uses in three time buckets, the second of each minute.
    fn uses() -> Vec<PackedUse> {
        let packed = |number: u32| PackedUse {
            credential: number % 7 + 1,
            request: RequestKey::new(&RequestId::parse(&format!("request {number}"))),
            role: Role::Counted,
            at: UnixNanos(i64::from(number) * 10 * 1_000_000_000),
            principal: 1,
            cluster: 1,
            file: 1,
            line: number,
            fresh: None,
        };
        (0..180).map(packed).collect()
    }

    /// A database with these uses but for two.
    fn database(uses: &[PackedUse]) -> Reader {
        let rows = Connection::open_in_memory().unwrap();
        for migration in migrations::migrator().iter() {
            rows.execute_batch(migration.sql.as_str()).unwrap();
        }
        let kept = uses.iter().filter(|it| ![7, 100].contains(&it.line));
        let (mut kept, mut merged): (Vec<PackedUse>, _) =
            (kept.copied().collect(), Merged::default());
        for group in kept.chunk_by_mut(|one, next| bucket(one) == bucket(next)) {
            let number = bucket(&group[0]);
            let nameless = |_: &PackedUse| Names {
                user: "",
                cluster: "",
            };
            merge(number, &[], group, &nameless, &mut merged);
            let insert = "insert into use_slot values (?, ?)";
            rows.execute(insert, (number, &merged.blob)).unwrap();
        }
        Reader::of(rows, Location::shared(Path::new("none")))
    }

    fn bucket(one: &PackedUse) -> i64 {
        time_bucket::bucket_of(one.at)
    }

    #[test]
    fn the_same_uses_are_lost_however_many_wait_and_in_whichever_order() {
        let uses = uses();
        let reader = database(&uses);
        for most in [1, 2, 30, 1_000] {
            let mut waiting = WaitingUses::new(&reader, most).unwrap();
            let mut lost = Vec::new();
            for number in 0..uses.len() {
                let one = &uses[number * 77 % uses.len()];
                waiting.all.push(Waiting {
                    bucket: bucket(one),
                    key: one.key(),
                    file: FileId(1),
                    line: one.line.into(),
                });
                waiting.look_up_many(&mut |it| lost.push(it.line)).unwrap();
            }
            waiting.end(&mut |it| lost.push(it.line)).unwrap();
            lost.sort_unstable();
            assert_eq!(lost, [7, 100], "{most} at a time");
        }
    }
}
