//! Lookups in the database, a few at a time, each in a thread of its own: SQLite waits for the disk.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::failure::Failure;
use crate::judge::context::Judge;
use crate::judge::request::JudgeRequest;
use crate::language::locale::Locale;
use crate::store::Store;

/// The greatest number of lookups at a time.
const AT_A_TIME: usize = 4;

/// The greatest number of lookups at a time and in the queue; further ones are refused.
const MOST: usize = 40;

/// The database, and how to judge.
pub(super) struct Lookups {
    source: Arc<Source>,
    admitted: Arc<Semaphore>,
    running: Arc<Semaphore>,
}

struct Source {
    database: PathBuf,
    judging: Box<dyn Fn() -> JudgeRequest + Send + Sync>,
    locale: Arc<Locale>,
}

/// One state of the database, and the judge for it.
pub(super) struct Reading {
    pub(super) store: Store,
    pub(super) judge: Judge,
    /// The language and the time zone of its pages.
    pub(super) locale: Arc<Locale>,
}

impl Lookups {
    pub(super) fn new(
        database: PathBuf,
        judging: Box<dyn Fn() -> JudgeRequest + Send + Sync>,
        locale: Arc<Locale>,
    ) -> Self {
        Lookups {
            source: Arc::new(Source {
                database,
                judging,
                locale,
            }),
            admitted: Arc::new(Semaphore::new(MOST)),
            running: Arc::new(Semaphore::new(AT_A_TIME)),
        }
    }

    /// Runs a lookup on one state of the database.
    pub(super) async fn run<T, J>(&self, job: J) -> Result<T, Failure>
    where
        T: Send + 'static,
        J: AsyncFnOnce(&mut Reading) -> Result<T, Failure> + Send + 'static,
    {
        let admitted = Arc::clone(&self.admitted).try_acquire_owned();
        let admitted = admitted.map_err(|_| Failure::Busy)?;
        let running = Arc::clone(&self.running).acquire_owned().await;
        let (source, handle) = (Arc::clone(&self.source), Handle::current());
        let lookup = spawn_blocking(move || {
            let _until_the_end = (admitted, running); // also where nobody waits for the answer any more
            handle.block_on(async {
                let mut reading = Reading::begin(&source).await?;
                let answer = job(&mut reading).await?;
                reading.store.end_snapshot().await?; // another process may have changed a file that is read without locks
                Ok(answer)
            })
        });
        lookup.await.unwrap_or(Err(Failure::Broken))
    }

    /// The name of the database, for the title of pages.
    pub(super) fn database(&self) -> &Path {
        &self.source.database
    }
}

impl Reading {
    async fn begin(source: &Source) -> Result<Self, Failure> {
        let mut store = Store::read(&source.database).await?;
        store.begin_snapshot().await?;
        let judge = Judge::load(&mut store, (source.judging)()).await?;
        Ok(Reading {
            store,
            judge,
            locale: Arc::clone(&source.locale),
        })
    }
}
