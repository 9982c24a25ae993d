//! The credentials of calls: an access token that was given, or Application Default Credentials.

mod credentials_file;
pub mod secret;

use std::path::{Path, PathBuf};
use std::time::Duration;

use google_cloud_auth::credentials::{Builder, CacheableResource, Credentials};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use tokio::time::timeout;

use self::credentials_file::sends_in_clear;
use self::secret::{Secret, masked};
use super::api_error::ApiError;
use crate::evidence::input::bounded_file;
use crate::model::finding::message::{Message, message};

/// The longest time that a token may take, with all tries of the credentials library.
const LONGEST: Duration = Duration::from_secs(120);

/// The source of access tokens.
#[derive(Debug, Clone)]
pub enum Access {
    /// One token, which is valid for an hour at most.
    Token(Secret),
    /// A file with a token. Each call reads the file again, since another program may renew the token.
    File(PathBuf),
    /// Application Default Credentials (<https://cloud.google.com/docs/authentication/application-default-credentials>).
    Default(Credentials),
}

impl Access {
    /// Finds Application Default Credentials without a request for a token: the file that `GOOGLE_APPLICATION_CREDENTIALS` names,
    /// the file that gcloud wrote, or the metadata server.
    ///
    /// # Errors
    /// [`ApiError::NoCredentials`] says what is wrong with that file.
    pub fn default_credentials() -> Result<Self, ApiError> {
        if let Some(member) = sends_in_clear() {
            let why = message!(
                "no-token-in-the-clear",
                "{member} of the credentials file names an http:// address, where secrets would go over the network in the clear",
                member = masked(&member)
            );
            return Err(ApiError::NoCredentials(Box::new(why)));
        }
        let built = Builder::default().build();
        built.map(Access::Default).map_err(|it| no_credentials(&it))
    }

    /// Returns the headers of a call.
    pub(in crate::fetch) async fn headers(&self) -> Result<HeaderMap, ApiError> {
        match self {
            Access::Token(secret) => Ok(bearer(secret)),
            Access::File(path) => read(path).map(|it| bearer(&it)),
            Access::Default(credentials) => {
                let headers = timeout(LONGEST, credentials.headers(Default::default())).await;
                let headers = headers.map_err(|_| {
                    let why = message!("no-token-in-time", "no answer within two minutes");
                    ApiError::NoCredentials(Box::new(why))
                })?;
                match headers.map_err(|it| no_credentials(&it))? {
                    CacheableResource::New { data, .. } => Ok(data),
                    CacheableResource::NotModified => Ok(HeaderMap::new()), // only returned to a caller who names an earlier answer
                }
            }
        }
    }

    /// Returns what the user can do where the API does not accept the token.
    pub(super) fn advice(&self) -> Message {
        match self {
            Access::Token(_) => message!(
                "error-api-renew-token",
                "tokens live for an hour: get a new one with `gcloud auth print-access-token` and pull again, which goes on where this ended; Application Default Credentials renew theirs"
            ),
            Access::File(_) => message!(
                "error-api-renew-file",
                "tokens live for an hour: write a new one into the file with `gcloud auth print-access-token` and pull again, which goes on where this ended"
            ),
            Access::Default(_) => message!(
                "error-api-renew-login",
                "log in again with `gcloud auth application-default login`, or see that the service account and its key still exist"
            ),
        }
    }
}

fn bearer(secret: &Secret) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Ok(mut value) = HeaderValue::try_from(format!("Bearer {}", secret.expose())) {
        value.set_sensitive(true);
        headers.insert(AUTHORIZATION, value);
    }
    headers
}

fn read(path: &Path) -> Result<Secret, ApiError> {
    let text = bounded_file::read_text(path, bounded_file::CREDENTIALS);
    let text = text.map_err(|source| ApiError::TokenFile {
        path: path.to_owned(),
        problem: Box::new(source.to_string().into()),
    })?;
    Secret::new(&text).ok_or_else(|| ApiError::TokenFile {
        path: path.to_owned(),
        problem: Box::new(message!(
            "error-api-no-line",
            "it holds no access token on one line"
        )),
    })
}

/// Returns the error of missing credentials, with the causes that the credentials library states, without secrets.
fn no_credentials(error: &(dyn std::error::Error + 'static)) -> ApiError {
    let mut because = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !because.contains(&text) {
            because = format!("{because}: {text}");
        }
        cause = error.source();
    }
    if because.contains("not running in a Google Cloud") {
        let why = message!(
            "no-token-anywhere",
            "no Application Default Credentials here, and no metadata server"
        );
        return ApiError::NoCredentials(Box::new(why));
    }
    let why = masked(&because).trim_end_matches('.').into();
    ApiError::NoCredentials(Box::new(why))
}
