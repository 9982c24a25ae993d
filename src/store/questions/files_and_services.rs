//! Services, rejected lines and files.

use std::collections::{BTreeSet, HashMap};

use futures_util::TryStreamExt as _;
use jiff::Timestamp;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::model::entry::{Source, pool_and_authority};
use crate::model::time::UnixNanos;
use crate::store::rows::load::Counts;
use crate::store::schema::codes::Code;
use crate::store::values::from_integer;
use crate::store::{Error, Store};

/// A file that was read into the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRead {
    /// The name of the file.
    pub name: String,
    /// Compression and shapes of the file.
    pub detected: String,
    /// How many entries the file held.
    pub counts: Counts,
}

impl FileRead {
    /// Whether the file is evidence and no log: `PEM with 2 certificates`.
    pub fn is_evidence(&self) -> bool {
        self.counts.read == self.counts.rejected && self.detected.contains(" with ")
    }
}

/// The files that were read, in order. A database of years remembers more files than a report lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilesRead {
    /// The first files, [`MOST_FILES`] at most.
    pub first: Vec<FileRead>,
    /// The number of further files.
    pub further: u64,
    /// What the further files held.
    pub further_counts: Counts,
}

/// The files that are listed at most.
pub const MOST_FILES: usize = 10_000;

impl FilesRead {
    fn add(&mut self, file: FileRead) {
        if self.first.len() < MOST_FILES {
            return self.first.push(file);
        }
        self.further += 1;
        self.further_counts.add(&file.counts);
    }
}

/// The positions of the pages of each log of the Logging API in a list, by the log and what was detected: they are one file there.
#[derive(Default)]
struct Pages(HashMap<(String, String), usize>);

impl Pages {
    /// Adds a page to the pages of its log. Returns it if it is the first one.
    fn add(&mut self, page: FileRead, files: &mut FilesRead) -> Option<FileRead> {
        let key = (page.name.clone(), page.detected.clone());
        let position = *self.0.entry(key).or_insert(files.first.len());
        match files.first.get_mut(position) {
            None => Some(page),
            Some(known) => {
                known.counts.add(&page.counts);
                None
            }
        }
    }
}

/// A resource that serves another, as records show: a key version that signed what a cluster or pool claims, a pool that certified what a
/// cluster issued.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Service {
    /// The log of the resource that serves.
    pub source: Source,
    /// The key version or CA pool.
    pub resource: String,
    /// The project in whose log the service was recorded.
    pub scope: String,
    /// The log of the resource that is served.
    pub for_source: Source,
    /// The cluster or CA pool that is served.
    pub for_resource: String,
    /// The time of the first record of the service. None in databases of versions that did not keep it.
    pub since: Option<Timestamp>,
    /// Whether a service agent, or a caller without a name, ever called for the service. None in databases of versions that did not keep
    /// it.
    pub by_agent: Option<bool>,
    /// The callers of a key that served at no call of a service agent, [`MOST_CALLERS`] at most. Empty for all others.
    pub own_callers: BTreeSet<String>,
}

/// A key version that signed certificates of one CA of a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorityService {
    /// The name of the CA, `projects/P/locations/L/caPools/C/certificateAuthorities/ID`.
    pub authority: String,
    /// The service of the key for the pool of the CA.
    pub service: Service,
}

/// What keys and pools were seen to serve.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Services {
    /// The services for clusters and pools.
    pub all: Vec<Service>,
    /// The services for single CAs of pools, as far as CA Service's records name the CAs. Each is one of `all` too.
    pub of_authorities: Vec<AuthorityService>,
}

impl Services {
    fn add(&mut self, service: Service) {
        match pool_and_authority(&service.for_resource) {
            None => self.all.push(service),
            Some((pool, _)) => self.of_authorities.push(AuthorityService {
                authority: service.for_resource.clone(),
                service: Service {
                    for_resource: pool.to_owned(),
                    ..service
                },
            }),
        }
    }
}

/// The greatest number of callers of one key that are distinguished.
const MOST_CALLERS: i64 = 1_000;

impl Store {
    /// The services of key versions and CA pools.
    pub async fn services(&mut self) -> Result<Services, Error> {
        let rows = sqlx::query(include_str!("../../../queries/services.sql"))
            .fetch_all(&mut self.connection)
            .await?;
        let mut services = Services::default();
        for row in rows {
            services.add(service(&row)?);
        }
        self.add_own_callers(&mut services)?;
        Ok(services)
    }

    /// Adds the callers of keys that served at no call of a service agent.
    fn add_own_callers(&mut self, services: &mut Services) -> Result<(), Error> {
        let sql = include_str!("../../../queries/callers_of_key.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let of_key = |it: &&mut Service| it.source == Source::Kms && it.by_agent == Some(false);
        let of_authorities = services.of_authorities.iter_mut();
        let all = services.all.iter_mut();
        let all = all.chain(of_authorities.map(|it| &mut it.service));
        for service in all.filter(of_key) {
            let key = (&service.resource, &service.scope, MOST_CALLERS);
            let callers = statement.query_map(key, |row| row.get(0))?;
            service.own_callers = callers.collect::<Result<_, _>>()?;
        }
        Ok(())
    }

    /// How many entries all files held.
    pub async fn counts(&mut self) -> Result<Counts, Error> {
        let row = sqlx::query(include_str!("../../../queries/line_counts.sql"))
            .fetch_one(&mut self.connection)
            .await?;
        line_counts(&row)
    }

    /// The files, in the order in which they were read.
    pub async fn files_read(&mut self) -> Result<FilesRead, Error> {
        let sql = include_str!("../../../queries/files_read.sql");
        let mut rows = sqlx::query(sql).fetch(&mut self.connection);
        let (mut files, mut pages) = (FilesRead::default(), Pages::default());
        while let Some(row) = rows.try_next().await? {
            let origin: Option<String> = row.try_get("origin")?;
            let is_page = origin.is_some();
            let file = FileRead {
                counts: line_counts(&row)?,
                name: origin.map_or_else(|| row.try_get("name"), Ok)?,
                detected: row.try_get("detected")?,
            };
            let new = match is_page {
                true => pages.add(file, &mut files),
                false => Some(file),
            };
            new.into_iter().for_each(|it| files.add(it));
        }
        Ok(files)
    }
}

/// The counts of lines in a row.
fn line_counts(row: &SqliteRow) -> Result<Counts, Error> {
    let count = |column| row.try_get(column).map(from_integer);
    Ok(Counts {
        read: count("read")?,
        relevant: count("relevant")?,
        duplicate: count("duplicate")?,
        rejected: count("rejected")?,
        unreadable_bodies: count("unreadable_bodies")?,
    })
}

fn service(row: &SqliteRow) -> Result<Service, Error> {
    Ok(Service {
        source: Source::of_code(row.try_get("source")?)?,
        resource: row.try_get("resource")?,
        scope: row.try_get("scope")?,
        for_source: Source::of_code(row.try_get("for_source")?)?,
        for_resource: row.try_get("for_resource")?,
        since: row
            .try_get::<Option<UnixNanos>, _>("since")?
            .map(UnixNanos::timestamp),
        by_agent: row.try_get::<Option<i64>, _>("by_agent")?.map(|it| it != 0),
        own_callers: BTreeSet::new(),
    })
}
