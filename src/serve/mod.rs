//! `credtrail serve`: the pages of the report over a database, for a browser.
//!
//! Read-only and without state: every request opens the database for reading, judges as `trace` does, and closes it. What is pasted or
//! dropped is looked up by its ids and digests, and is neither stored nor logged nor part of an address. [`access`] decides who may ask,
//! [`connections`] bounds what a client may cost, [`lookups`] bounds what the database may cost, `pages` answers.

pub mod access;
mod connections;
mod failure;
mod lookups;
mod page;
mod pages;

use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, middleware};
use tokio::net::TcpListener;
use tokio::time::timeout;

use self::access::hosts::Hosts;
use self::access::session::Sessions;
use self::access::{headers, hosts, origin, session};
use self::failure::Failure;
use self::lookups::Lookups;
use crate::judge::request::JudgeRequest;
use crate::language::locale::Locale;
use crate::report::text::{ENGLISH, Style};

/// The longest time that an answer may take.
const LONGEST: Duration = Duration::from_secs(30);

/// The greatest number of bytes of a form: a file of 1 MiB and what is around it.
const LARGEST: usize = (1 << 20) + (16 << 10);

/// What a server shows, and to whom.
pub struct Settings {
    /// The database.
    pub database: PathBuf,
    /// How to judge at a moment.
    pub judging: Box<dyn Fn() -> JudgeRequest + Send + Sync>,
    /// The names by which browsers may address the server.
    pub hosts: Hosts,
    /// Who has shown the token; None where everybody on this machine may ask.
    pub sessions: Option<Sessions>,
    /// The language and the time zone of the pages.
    pub locale: Locale,
}

/// What all requests share.
struct Shared {
    lookups: Lookups,
    hosts: Hosts,
    sessions: Option<Sessions>,
    locale: Arc<Locale>,
}

impl Shared {
    fn style(&self) -> Style<'_> {
        ENGLISH.read_in(&self.locale)
    }
}

type Server = State<Arc<Shared>>;

/// Serves until `stop` is ready, and then until the requests under way are answered.
///
/// # Errors
/// Where no connection can be accepted any more.
pub async fn serve(
    listener: TcpListener,
    settings: Settings,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    connections::serve(listener, router(settings), stop).await
}

fn router(settings: Settings) -> Router {
    let Settings {
        database,
        judging,
        hosts,
        sessions,
        locale,
    } = settings;
    let locale = Arc::new(locale);
    let shared = Arc::new(Shared {
        lookups: Lookups::new(database, judging, Arc::clone(&locale)),
        hosts,
        sessions,
        locale,
    });
    let pages = Router::new()
        .route("/", get(pages::home::show))
        .route("/search", post(pages::search::answer))
        .route("/credential", get(pages::credential::show))
        .route("/places", get(pages::places::show))
        .route("/list", get(pages::list::show))
        .route("/scans", get(pages::scans::show))
        .route("/changes", get(pages::changes::show))
        .fallback(|| async { Failure::NoPage })
        .method_not_allowed_fallback(|| async { Failure::NoPage })
        .layer(from_fn_with_state(shared.clone(), session::require))
        .route("/login", post(pages::login::answer));
    pages
        .layer(DefaultBodyLimit::max(LARGEST))
        .layer(middleware::from_fn(origin::require_own))
        .layer(from_fn_with_state(shared.clone(), hosts::require))
        .layer(from_fn(in_time))
        .layer(from_fn_with_state(shared.clone(), failure::render))
        .layer(from_fn(headers::add))
        .with_state(shared)
}

/// Ends a request that takes too long.
async fn in_time(request: Request, next: Next) -> Response {
    match timeout(LONGEST, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Failure::TooSlow.into_response(),
    }
}
