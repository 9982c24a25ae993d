//! Errors of facts.

use std::error::Error;

use credtrail::lake::error::Error as LakeError;
use credtrail::model::finding::message::Message;

use super::{as_message, input, of};

pub fn message(error: &(dyn Error + 'static)) -> Option<Message> {
    of(error, of_lake)
}

fn of_lake(error: &LakeError) -> Message {
    let text = |path: &std::path::Path| path.display().to_string();
    match error {
        LakeError::Io { path, .. } => as_message!(error, "error-lake-io", path = text(path)),
        LakeError::Table { path, .. } => as_message!(error, "error-lake-table", path = text(path)),
        LakeError::Damaged { path, what } => {
            as_message!(error, "error-lake-damaged", path = text(path), what = what)
        }
        LakeError::OtherVersion {
            path,
            tool,
            version,
        } => as_message!(
            error,
            "error-lake-version",
            path = text(path),
            tool = tool,
            version = version.to_string()
        ),
        LakeError::NoPlan(path) => as_message!(error, "error-lake-no-plan", path = text(path)),
        LakeError::NotEmpty(path) => as_message!(error, "error-lake-not-empty", path = text(path)),
        LakeError::PlannedMeanwhile(path) => {
            as_message!(error, "error-lake-planned", path = text(path))
        }
        LakeError::Missing { count, first } => as_message!(
            error,
            "error-lake-missing",
            count = count.to_string(),
            first = first
        ),
        LakeError::Changed(path) => as_message!(error, "error-lake-changed", path = text(path)),
        LakeError::NoSplit(_) => as_message!(error, "error-lake-no-split"),
        #[cfg(feature = "buckets")]
        LakeError::Bucket(error) => super::bucket::of_bucket(error),
        #[cfg(not(feature = "buckets"))]
        LakeError::NoBuckets(object) => {
            as_message!(error, "error-lake-no-buckets", object = object)
        }
        LakeError::Input(error) => input::of_input(error),
        LakeError::Store(error) => super::database::of_store(error),
    }
}
