//! Pulls the four logs from the Logging API: one query for each log and project, page by page into the database.
//!
//! A page and the time up to which it reaches are written in one transaction, so that a pull that is interrupted loses nothing:
//! the next pull continues where the last page ended, less the time that entries take to arrive. Entries that are fetched twice
//! are recognised.

pub mod access;
pub mod api_error;
pub mod archive;
pub mod audit_settings;
pub mod client;
mod deep_entry;
pub mod page;
pub mod plan;
pub mod rate_limit;
pub(in crate::fetch) mod refusal;
pub mod tally;
pub mod target;

use std::io::Cursor;
use std::path::Path;
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use thiserror::Error;

use self::api_error::ApiError;
use self::archive::{Archive, Hour};
use self::audit_settings::OffPeriods;
use self::client::{Logging, Visibility};
use self::page::{Fetched, Page};
use self::plan::Plan;
use self::tally::Tally;
use crate::coverage::api_windows::is_off_by_default;
use crate::ingest::{input, pipeline};
use crate::log::source::audit;
use crate::model::audit_setting;
use crate::model::entry::Source;
use crate::model::time::{earlier, later};
use crate::store::rows::load::pulled::Answered;
use crate::store::{self, Store};

/// How far back a first pull goes where no beginning is given: the default retention of Data Access logs.
pub const FIRST: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The retention of Admin Activity logs (<https://cloud.google.com/logging/quotas#logs_retention_periods>).
const CHANGES_KEPT: SignedDuration = SignedDuration::from_hours(400 * 24);

/// The most pages one after the other without a later entry. While it searches, the API may return empty pages
/// (<https://cloud.google.com/logging/docs/reference/v2/rest/v2/entries/list>); so many take ten minutes at the default rate, which is
/// longer than a search.
const IDLE_PAGES: usize = 600;

/// Why a log cannot be pulled.
#[derive(Debug, Error)]
pub enum Error {
    /// The API returned an error.
    #[error(transparent)]
    ApiError(#[from] ApiError),
    /// The files of `--save` cannot be read or written.
    #[error(transparent)]
    Archive(#[from] archive::Error),
    /// Entries cannot be ingested.
    #[error(transparent)]
    Ingest(#[from] input::Error),
    /// An error of the database.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The API did not keep the order of the query, on which the position of a pull depends.
    #[error(
        "the API answered out of order ({now} after {before}), so that nobody can tell how far it has answered; is --endpoint the Logging API?"
    )]
    OutOfOrder {
        /// The later time, which came first.
        before: Timestamp,
        /// The earlier time, which came second.
        now: Timestamp,
    },
    /// The API returns the same page token again and again.
    #[error("the API does not go on from its own page token at {0}; pull again")]
    Stuck(Timestamp),
    /// The API returns ever new page tokens and nothing else.
    #[error(
        "{IDLE_PAGES} pages one after the other brought nothing later than {0}; pull again, it goes on there"
    )]
    Idle(Timestamp),
}

/// The result of a pull.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Counts of pages and entries.
    pub tally: Tally,
    /// When the log is known to have been off.
    pub off: OffPeriods,
    /// Whether the log's Data Access entries can be read. None where some came, or where the log has none.
    pub visibility: Option<Visibility>,
}

/// Where entries are stored beside the database.
#[derive(Debug, Clone)]
pub enum EntryStorage {
    /// Nowhere: a receipt names the log and the time, by which the entry can be queried during the log's retention.
    Nothing,
    /// In files, which receipts name.
    Files(Archive),
}

/// Pulls one log into the database; `watch` is called after every page.
///
/// # Errors
/// Why the pull ended early. The pages before the error are in the database, and the next pull continues from there.
pub async fn pull(
    plan: &Plan,
    logging: &mut Logging,
    storage: &EntryStorage,
    store: &mut Store,
    watch: &mut dyn FnMut(&Tally),
) -> Result<Outcome, Error> {
    let mut pulling = Pulling {
        plan,
        storage,
        begun: Instant::now(),
        kept_from: earlier(plan.asked, plan.kept),
        reach: plan.from,
        seen: plan.from,
        hour: None,
        tally: Tally::default(),
        off: switched_off(plan, logging).await?,
        visibility: None,
    };
    let mut begun = None;
    while let Walked::TokenRefused(fault) = pulling.walk(logging, store, watch).await? {
        if begun == Some(pulling.reach) {
            return Err(fault.into()); // no page was written since the last refusal
        }
        begun = Some(pulling.reach);
        pulling.hour = None;
        pulling.seen = pulling.reach;
    }
    Ok(Outcome {
        tally: pulling.tally,
        visibility: pulling.visibility.filter(|_| pulling.tally.data == 0),
        off: pulling.off,
    })
}

/// Returns when a Data Access log was off, as far as changes in the project itself show.
async fn switched_off(plan: &Plan, logging: &mut Logging) -> Result<OffPeriods, ApiError> {
    let target = &plan.target;
    let setting =
        audit_setting::setting(target.source).filter(|_| is_off_by_default(target.source));
    let Some(setting) = setting else {
        return Ok(OffPeriods::default());
    };
    let filter =
        audit::changes(&target.project).from_until(earlier(plan.from, CHANGES_KEPT), plan.to);
    let changes = logging.all(target, &filter.to_string()).await?;
    Ok(OffPeriods::of(&changes, &setting).within(plan.from, plan.to))
}

/// How a series of pages ended.
enum Walked {
    ToTheEnd,
    /// The API refused a page token. Page tokens are valid for a day: the query must be made again from the position on.
    TokenRefused(ApiError),
}

/// The state of a running pull.
struct Pulling<'p> {
    plan: &'p Plan,
    storage: &'p EntryStorage,
    /// When the pull began, which is [`Plan::asked`].
    begun: Instant,
    /// The first moment of which the log still kept all entries when their page came.
    kept_from: Timestamp,
    /// All entries before this time are in the database.
    reach: Timestamp,
    /// The time of the newest entry that came.
    seen: Timestamp,
    /// The hour that is being collected for a file.
    hour: Option<Hour>,
    tally: Tally,
    /// When the log is known to have been off.
    off: OffPeriods,
    /// Whether the log's Data Access entries can be read, once the API was asked.
    visibility: Option<Visibility>,
}

impl Pulling<'_> {
    async fn walk(
        &mut self,
        logging: &mut Logging,
        store: &mut Store,
        watch: &mut dyn FnMut(&Tally),
    ) -> Result<Walked, Error> {
        let target = &self.plan.target;
        let filter = self.plan.filter(self.reach);
        let mut token: Option<String> = None;
        let mut idle = 0;
        loop {
            let before = self.seen;
            let page = match logging.page(target, &filter, token.as_deref()).await {
                Ok(page) => page,
                Err(fault @ ApiError::PageToken { .. }) => return Ok(Walked::TokenRefused(fault)),
                Err(fault) => return Err(fault.into()),
            };
            if page.next.is_some() && page.next == token {
                return Err(Error::Stuck(self.seen));
            }
            self.age();
            self.take(&page)?;
            idle = if self.seen > before { 0 } else { idle + 1 };
            if idle > IDLE_PAGES {
                return Err(Error::Idle(self.seen));
            }
            self.see(&page, logging, &filter).await?;
            match self.storage {
                EntryStorage::Nothing => self.write_page(&page, store).await?,
                EntryStorage::Files(archive) => {
                    let archive = archive.clone();
                    self.keep_page(&page, &archive, store).await?;
                    if page.next.is_none() {
                        self.write_hour(self.plan.to, store).await?;
                    }
                }
            }
            watch(&self.tally);
            token = page.next;
            if token.is_none() {
                return Ok(Walked::ToTheEnd);
            }
        }
    }

    /// Notes that the log removes entries while a pull goes on. Of the time at which a page begins, the entries that the log had removed
    /// when the page came need not have come.
    fn age(&mut self) {
        let passed = SignedDuration::try_from(self.begun.elapsed()).unwrap_or(SignedDuration::MAX);
        let expired = earlier(later(self.plan.asked, passed), self.plan.kept);
        if self.reach < expired {
            self.kept_from = self.kept_from.max(expired);
        }
    }

    /// Counts a page, and checks the order of its entries.
    fn take(&mut self, page: &Page) -> Result<(), Error> {
        for entry in &page.entries {
            if entry.at < self.seen {
                return Err(Error::OutOfOrder {
                    before: self.seen,
                    now: entry.at,
                });
            }
            self.seen = entry.at;
        }
        self.tally.add_page(page, self.plan.target.source);
        Ok(())
    }

    /// Checks whether a log may be hidden from the caller, where a page has no Data Access entry. For a Data Access log the check comes
    /// before the page is written, and a hidden log is an error: who lost the permission since the last page gets an empty page, and no
    /// refusal. Of the Kubernetes log only reads are Data Access entries: the check comes with the last page, if no page has one, and a
    /// hidden log is no error.
    async fn see(&mut self, page: &Page, logging: &mut Logging, filter: &str) -> Result<(), Error> {
        let target = &self.plan.target;
        let is_last = page.next.is_none();
        let is_first = self.visibility.is_none() && self.tally.data == 0;
        let is_due = match target.source {
            Source::Workload | Source::Gke => false,
            Source::Kubernetes => is_last && is_first,
            // while the API searches, it gives empty pages, which reach nowhere
            Source::CaService | Source::Kms => {
                !page.has_data() && (is_first || is_last || !page.entries.is_empty())
            }
        };
        if !is_due {
            return Ok(());
        }
        let visibility = logging.may_see(target, filter).await;
        self.visibility = Some(match visibility {
            Ok(Visibility::Hidden(message)) if is_off_by_default(target.source) => {
                let target = target.clone();
                return Err(ApiError::Hidden { target, message }.into());
            }
            Err(fault) if is_off_by_default(target.source) => return Err(fault.into()),
            Err(_) => Visibility::Unknown, // entries that are always logged came, whether or not the view can be read
            Ok(visibility) => visibility,
        });
        Ok(())
    }

    /// Returns what is known once all entries before `reach` came: no window while the log may be hidden.
    fn answered(&self, reach: Timestamp) -> Answered {
        let answered = self
            .plan
            .answered(reach, self.kept_from, &self.tally, &self.off);
        let source = self.plan.target.source;
        let may_be_hidden = self.visibility == Some(Visibility::Unknown) && self.tally.data == 0;
        if is_off_by_default(source) && may_be_hidden {
            return Answered {
                pulled: Vec::new(),
                ..answered
            };
        }
        answered
    }

    /// Writes a page and the time up to which it reaches. Entries of the page's last moment may be on the next page too.
    async fn write_page(&mut self, page: &Page, store: &mut Store) -> Result<(), Error> {
        let reach = if page.next.is_some() {
            self.seen
        } else {
            self.plan.to
        };
        let answered = self.answered(reach);
        if let Some(first) = page.entries.first() {
            let name = format!(
                "logging.googleapis.com/{}/{}/{}",
                self.plan.target, self.plan.target.source, first.at
            );
            let stream = Box::new(Cursor::new(lines(&page.entries)));
            let counts = pipeline::ingest_answer(&name, stream, &answered, store).await?;
            self.tally.add_counts(counts);
        } else {
            store.record_answered(&answered)?;
        }
        self.reach = reach;
        Ok(())
    }

    /// Adds the entries of a page to their hours, and writes each hour that ends.
    async fn keep_page(
        &mut self,
        page: &Page,
        archive: &Archive,
        store: &mut Store,
    ) -> Result<(), Error> {
        for entry in &page.entries {
            if self.hour.as_ref().is_some_and(|it| !it.holds(entry.at)) {
                self.write_hour(entry.at, store).await?;
            }
            let begun = || archive.hour(&self.plan.target, entry.at);
            self.hour.get_or_insert_with(begun).add(entry)?;
        }
        Ok(())
    }

    /// Writes the collected hour, first its file and then the database. All entries before `reach` came.
    async fn write_hour(&mut self, reach: Timestamp, store: &mut Store) -> Result<(), Error> {
        let answered = self.answered(reach);
        if let Some(hour) = self.hour.take() {
            let known = hour.files();
            let written = hour.write(&known)?;
            let nothing = Answered {
                pulled: Vec::new(),
                ..answered.clone()
            };
            for path in known {
                self.ingest_file(&path, &nothing, store).await?;
            }
            if let Some(path) = written {
                self.ingest_file(&path, &answered, store).await?;
            }
        }
        store.record_answered(&answered)?;
        self.reach = reach;
        Ok(())
    }

    async fn ingest_file(
        &mut self,
        path: &Path,
        answered: &Answered,
        store: &mut Store,
    ) -> Result<(), Error> {
        let counts = pipeline::ingest_answered_file(path, answered, store).await?;
        self.tally.add_counts(counts);
        Ok(())
    }
}

/// Returns entries as NDJSON.
fn lines(entries: &[Fetched]) -> Vec<u8> {
    let mut lines = Vec::new();
    for entry in entries {
        lines.extend_from_slice(entry.line.as_bytes());
        lines.push(b'\n');
    }
    lines
}
