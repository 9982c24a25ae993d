//! All receipts, in the order of the files and of the lines in each file.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Row;

use super::{Verifier, uses};
use crate::coverage::sink_hours::Hour;
use crate::log::named_cluster::NamedCluster;
use crate::model::identifier::{CredentialId, Identifier};
use crate::model::receipt::Bytes;
use crate::model::row_id::FileId;
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::bucket_object::Object;
use crate::store::rows::ids;
use crate::store::rows::load::pulled::Answered;
use crate::store::values::from_integer;

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// The row of the file.
    pub number: FileId,
    /// The name of the file when it was read.
    pub name: String,
    /// The hash and the number of the bytes of the file, as one value.
    pub content: Vec<u8>,
    /// The number of the bytes of the file.
    pub bytes: u64,
    /// The request whose answer was read. None for a file.
    pub origin: Option<String>,
    /// Packing and shapes, as they were detected.
    pub detected: String,
    /// The number of its lines, if none of them could be read.
    pub unread: Option<u64>,
}

impl StoredFile {
    /// The answer of the Logging API that the file is a page of; None for a file, or for an origin that this version does not know.
    pub fn answered(&self) -> Option<Answered> {
        self.origin.as_deref().and_then(Answered::of_origin)
    }
}

/// The cluster of the raw events of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RawEvents {
    /// They are of this cluster.
    Of(String),
    /// It is not known: a version that did not keep the name read them, and entries of other files name the cluster of their uses.
    Unclear,
}

/// A receipt with its fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredReceipt {
    /// The file.
    pub file: FileId,
    /// The line.
    pub line: u64,
    /// The range. None in old databases, and for uses that were counted again.
    pub bytes: Option<Bytes>,
    /// SHA-256 of the range. None for uses.
    pub sha256: Option<[u8; 32]>,
    /// The fact that the receipt proves.
    pub fact: Fact,
}

/// A fact that a receipt proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// An entry.
    Entry {
        /// The number of the row.
        id: i64,
        /// The time of the entry.
        at: UnixNanos,
        /// The hash of the entry.
        content: i64,
        /// The user whose credential the entry speaks of. None in old databases, and if the entry names no user.
        holder: Option<String>,
    },
    /// The first or last use of a credential.
    Use {
        /// The credential.
        credential: CredentialId,
        /// The time of the use.
        at: UnixNanos,
    },
    /// A fact without a hash of its own, which follows from the bytes of the line.
    Other {
        /// The kind of the fact.
        what: String,
        /// The number of the row.
        id: i64,
    },
}

impl Verifier {
    /// The files that were read, in order.
    ///
    /// # Errors
    /// Those of the database.
    pub fn files(&self) -> Result<Vec<StoredFile>, Error> {
        let sql = include_str!("../../../queries/files_to_verify.sql");
        let mut statement = self.reader.rows.prepare(sql)?;
        let files = statement.query_map([], |row| {
            Ok(StoredFile {
                number: row.get(0)?,
                name: row.get(1)?,
                content: row.get(2)?,
                bytes: from_integer(row.get(3)?),
                origin: row.get(4)?,
                detected: row.get(5)?,
                unread: row.get::<_, Option<i64>>(6)?.map(from_integer),
            })
        })?;
        Ok(files.collect::<Result<_, _>>()?)
    }

    /// The name that a file had when it was read; its number if no file has it.
    pub fn name_of_file(&self, file: FileId) -> String {
        let sql = include_str!("../../../queries/name_of_file.sql");
        let name = self.reader.rows.query_row(sql, [file], |row| row.get(0));
        name.unwrap_or_else(|_| format!("file {file}"))
    }

    /// The clusters that were named for the raw events of these files, which do not name it.
    ///
    /// # Errors
    /// Those of the database.
    pub fn clusters(&mut self, files: &[StoredFile]) -> Result<BTreeMap<FileId, RawEvents>, Error> {
        let mut named = BTreeMap::new();
        let mut unknown = BTreeSet::new();
        for file in files {
            match NamedCluster::of(&file.detected) {
                NamedCluster::Needless => {}
                NamedCluster::Unknown => drop(unknown.insert(file.number)),
                NamedCluster::Named(cluster) => {
                    named.insert(file.number, RawEvents::Of(cluster.to_owned()));
                }
            }
        }
        let mut clusters = uses::clusters(&unknown, &self.reader)?;
        for file in unknown {
            clusters.entry(file).or_insert(None);
        }
        self.reader
            .learn_names(clusters.values().copied().flatten())?;
        for (file, cluster) in clusters {
            let events = match cluster.map(|it| self.reader.name(it)) {
                Some(name) if name.is_empty() => continue,
                Some(name) => RawEvents::Of(name),
                None => RawEvents::Unclear,
            };
            named.insert(file, events);
        }
        Ok(named)
    }

    /// The objects of buckets that were read, by the file that has their facts.
    ///
    /// # Errors
    /// Those of the database.
    pub fn objects(&self) -> Result<BTreeMap<FileId, Vec<Object>>, Error> {
        let sql = include_str!("../../../queries/objects_read.sql");
        let mut statement = self.reader.rows.prepare(sql)?;
        let mut rows = statement.query([])?;
        let mut objects: BTreeMap<FileId, Vec<Object>> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            objects.entry(row.get(0)?).or_default().push(object(row)?);
        }
        Ok(objects)
    }

    /// The seed of the hash that distinguishes files.
    ///
    /// # Errors
    /// Those of the database.
    pub fn seed(&self) -> Result<u64, Error> {
        let sql = include_str!("../../../queries/hash_seed.sql");
        let seed: i64 = self.reader.rows.query_row(sql, [], |row| row.get(0))?;
        Ok(seed.cast_unsigned())
    }

    /// Calls `each` with all receipts, in the order of files, and of offsets and lengths in each file.
    ///
    /// # Errors
    /// Those of the database.
    pub fn each_receipt(&self, each: &mut dyn FnMut(StoredReceipt)) -> Result<(), Error> {
        let sql = include_str!("../../../queries/receipts.sql");
        let mut statement = self.reader.rows.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            each(receipt(row)?);
        }
        Ok(())
    }
}

fn receipt(row: &Row<'_>) -> Result<StoredReceipt, Error> {
    let (offset, length): (Option<i64>, Option<i64>) = (row.get(1)?, row.get(2)?);
    let bytes = offset.zip(length).map(|(offset, length)| Bytes {
        offset: within_file(offset),
        length: within_file(length),
    });
    Ok(StoredReceipt {
        file: row.get(0)?,
        line: from_integer(row.get(11)?),
        bytes,
        sha256: row.get(3)?,
        fact: fact(row)?,
    })
}

fn object(row: &Row<'_>) -> Result<Object, Error> {
    let url: String = row.get(1)?;
    Ok(Object {
        hour: Hour::of(&url),
        key: url.clone(),
        url,
        version: row.get(2)?,
        size: from_integer(row.get(3)?),
    })
}

/// The offset or length that an integer keeps. A damaged row may hold a negative integer: the result is then larger than any file.
fn within_file(integer: i64) -> u64 {
    u64::try_from(integer).unwrap_or(u64::MAX)
}

fn fact(row: &Row<'_>) -> Result<Fact, Error> {
    let (what, id): (String, i64) = (row.get(4)?, row.get(5)?);
    Ok(match what.as_str() {
        "entry" => Fact::Entry {
            id,
            at: row.get(6)?,
            content: row.get(7)?,
            holder: row.get(10)?,
        },
        "use" => Fact::Use {
            credential: credential(row)?,
            at: row.get(6)?,
        },
        _ => Fact::Other { what, id },
    })
}

fn credential(row: &Row<'_>) -> Result<CredentialId, Error> {
    let value = row.get_ref(9)?.as_bytes().map_err(rusqlite::Error::from)?;
    match ids::restored(row.get(8)?, value) {
        Some(Identifier::Credential(credential)) => Ok(credential),
        _ => Err(Error::Damaged("uses of what is no credential")),
    }
}
