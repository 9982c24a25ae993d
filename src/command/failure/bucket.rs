//! Errors of buckets.

use std::error::Error;

use credtrail::fetch::bucket;
use credtrail::model::finding::message::Message;

use super::{as_message, of};

pub fn message(error: &(dyn Error + 'static)) -> Option<Message> {
    of(error, of_bucket)
}

pub fn of_bucket(error: &bucket::Error) -> Message {
    use bucket::Error;
    match error {
        Error::NotAUrl(what) => (**what).clone(),
        Error::Empty(bucket) => as_message!(error, "error-empty-bucket", bucket = bucket),
        Error::Store {
            bucket,
            advice,
            message,
        } => {
            as_message!(error, "error-bucket", bucket = bucket, message = message; advice = (**advice).clone())
        }
        Error::Changed(object) => as_message!(error, "error-object-changed", object = object),
        Error::Exists(object) => as_message!(error, "error-object-exists", object = object),
        Error::File(_) => as_message!(error, "error-object-file"),
        Error::Thread(_) => as_message!(error, "error-bucket-thread"),
    }
}
