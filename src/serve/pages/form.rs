//! What a form brings: one text, or one file.

use axum::extract::Multipart;
use axum::extract::multipart::{MultipartError, MultipartRejection};
use axum::http::StatusCode;

use crate::model::finding::message::message;
use crate::serve::failure::Failure;

/// The greatest number of fields of a form.
const MOST: usize = 8;

/// What was filled in.
#[derive(Default)]
pub(super) struct Form {
    /// The text of the only text field.
    pub(super) text: String,
    /// The content of the file.
    pub(super) file: Vec<u8>,
}

/// Reads a form.
pub(super) async fn read(form: Result<Multipart, MultipartRejection>) -> Result<Form, Failure> {
    let no_form = || Failure::Unusable(message!("page-no-form", "This is no form of this server."));
    let mut fields = form.map_err(|_| no_form())?;
    let mut read = Form::default();
    for _ in 0..MOST {
        let Some(field) = fields.next_field().await.map_err(refused)? else {
            return Ok(read);
        };
        match field.name() {
            Some("text") => read.text = field.text().await.map_err(refused)?,
            Some("file") => read.file = field.bytes().await.map_err(refused)?.into(),
            _ => {}
        }
    }
    Err(no_form())
}

fn refused(error: MultipartError) -> Failure {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge,
        _ => Failure::Unusable(message!(
            "page-form-cut",
            "The form could not be read to its end."
        )),
    }
}
