//! Errors of the database, and of questions that it has no answer to.

use std::error::Error;

use credtrail::model::finding::argument::List;
use credtrail::model::finding::message::Message;
use credtrail::store;
use credtrail::trace::presented::Nothing;
use credtrail::trace::resolve::ResolveError;

use super::{as_message, of};

pub fn message(error: &(dyn Error + 'static)) -> Option<Message> {
    of(error, of_store)
        .or_else(|| of(error, of_name))
        .or_else(|| of(error, |it: &Nothing| it.0.clone()))
}

pub fn of_store(error: &store::Error) -> Message {
    use store::Error;
    let path = |it: &std::path::Path| it.display().to_string();
    match error {
        Error::Missing(it) => as_message!(error, "error-no-database", path = path(it)),
        Error::NotOurs(it) => as_message!(error, "error-other-database", path = path(it)),
        Error::Unfinished(it) => as_message!(error, "error-empty-database", path = path(it)),
        Error::Newer { path: it, version } => {
            as_message!(
                error,
                "error-newer-database",
                path = path(it),
                version = version.to_string()
            )
        }
        Error::Older(it) => as_message!(error, "error-older-database", path = path(it)),
        Error::Unsettled(it) => as_message!(error, "error-unsettled-database", path = path(it)),
        Error::Changed(it) => as_message!(error, "error-changed-database", path = path(it)),
        Error::Damaged(what) => as_message!(error, "error-damaged-database", what = *what),
        Error::Full => as_message!(error, "error-full-database"),
        Error::Database(_) | Error::Rows(_) => {
            as_message!(error, "error-sqlite"; why = error.failure())
        }
        Error::Schema(_) => as_message!(error, "error-schema"; why = error.failure()),
    }
}

fn of_name(error: &ResolveError) -> Message {
    match error {
        ResolveError::Store(error) => of_store(error),
        ResolveError::Ambiguous {
            beginning,
            count,
            named,
        } => as_message!(
            error,
            "error-ambiguous",
            beginning = beginning,
            count = *count as u64,
            named = List::of(named),
        ),
    }
}
