//! Errors of files: what is read, and what is written.

use std::error::Error;
use std::path::Path;

use credtrail::ingest::input;
use credtrail::language::policy_problem;
use credtrail::model::finding::message::Message;
use credtrail::model::window::Empty;
use credtrail::policy::Malformed;
use credtrail::receipts::locate::Lost;
use credtrail::report::package;

use super::database::of_store;
use super::{as_message, of};

pub fn message(error: &(dyn Error + 'static)) -> Option<Message> {
    of(error, of_input)
        .or_else(|| of(error, of_bundle))
        .or_else(|| of(error, Lost::message))
        .or_else(|| of(error, of_policy))
        .or_else(|| of(error, of_window))
}

pub fn of_input(error: &input::Error) -> Message {
    match error {
        input::Error::Unreadable { path, .. } => unreadable(error, path),
        input::Error::NoLogs(inputs) => as_message!(error, "error-no-logs", inputs = inputs),
        input::Error::Store(error) => of_store(error),
    }
}

/// What cannot be read for the cause behind it.
pub fn unreadable(error: &dyn Error, path: &Path) -> Message {
    as_message!(error, "error-unreadable", path = path.display().to_string())
}

fn of_bundle(error: &package::Error) -> Message {
    use package::Error;
    let path = |it: &Path| it.display().to_string();
    match error {
        Error::NotEmpty(it) => as_message!(error, "error-bundle-not-empty", path = path(it)),
        Error::NotDirectory(it) => as_message!(error, "error-bundle-no-directory", path = path(it)),
        Error::Unwritable { path: it, .. } => {
            as_message!(error, "error-unwritable", path = path(it))
        }
    }
}

fn of_policy(error: &Malformed) -> Message {
    let Malformed {
        line,
        column,
        problem,
    } = error;
    as_message!(
        error,
        "error-policy-place",
        line = *line as u64,
        column = *column as u64;
        problem = policy_problem::message(problem)
    )
}

fn of_window(error: &Empty) -> Message {
    as_message!(
        error,
        "error-empty-window",
        from = error.from(),
        to = error.to()
    )
}
