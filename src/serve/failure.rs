//! Why a request has no answer: a page that says what to do.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use thiserror::Error;

use super::page::{Here, Page};
use crate::model::identifier::Identifier;
use crate::report::html::escape::value;
use crate::store;

/// Why a request has no answer.
#[derive(Debug, Error)]
pub(super) enum Failure {
    /// There is no page at this address.
    #[error("There is no such page.")]
    NoPage,
    /// Nothing is known of what was looked for; what of it was looked up.
    #[error("Nothing is known of {what}.")]
    Unknown {
        /// What was looked for, or that it is not shown.
        what: String,
        /// The identifiers that were looked up.
        sought: Vec<Identifier>,
    },
    /// What was given cannot be looked up.
    #[error("{0}")]
    Unusable(String),
    /// The request comes under a name that is not the server's.
    #[error("This server does not go by that name.")]
    OtherHost,
    /// The request comes from a page of another site.
    #[error("This request comes from another site.")]
    OtherOrigin,
    /// The token is wanted.
    #[error("{0}")]
    NoToken(&'static str),
    /// The form is too large.
    #[error("This is too large for a certificate or a token.")]
    TooLarge,
    /// Too many lookups wait.
    #[error("Too many lookups are waiting.")]
    Busy,
    /// The answer takes too long.
    #[error("The answer takes too long.")]
    TooSlow,
    /// The database cannot be read.
    #[error("{0}")]
    Database(#[from] store::Error),
    /// The lookup ended early.
    #[error("The lookup ended early.")]
    Broken,
}

#[derive(Template)]
#[template(path = "failure.html")]
struct Part {
    head: String,
    advice: &'static str,
    sought: Vec<String>,
    wants_token: bool,
}

/// The greatest number of identifiers that are named.
const MOST: usize = 8;

impl Failure {
    fn status(&self) -> StatusCode {
        match self {
            Failure::NoPage | Failure::Unknown { .. } => StatusCode::NOT_FOUND,
            Failure::Unusable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Failure::OtherHost => StatusCode::MISDIRECTED_REQUEST,
            Failure::OtherOrigin => StatusCode::FORBIDDEN,
            Failure::NoToken(_) => StatusCode::UNAUTHORIZED,
            Failure::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Failure::Busy | Failure::TooSlow => StatusCode::SERVICE_UNAVAILABLE,
            Failure::Database(_) | Failure::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn advice(&self) -> &'static str {
        match self {
            Failure::NoPage => {
                "Search above, or begin with the first page. A link from an older version may lead nowhere."
            }
            Failure::Unknown { .. } => {
                "See that the logs of its time were read (the first page shows what was). A hash, a JTI or a serial number is found in any notation, the beginning of a hash or JTI from 4 characters on, a user name or SPIFFE ID only in full."
            }
            Failure::Unusable(_) => {
                "Give a certificate, signing request or revocation list (PEM, DER, PKCS #7), a token, or a file that holds one; or a hash, a JTI, a serial number, a SPIFFE ID, a user, a key version."
            }
            Failure::OtherHost => {
                "Open the address that `credtrail serve` printed. Where it is reached by another name, as through a proxy or a tunnel, start it with --host NAME."
            }
            Failure::OtherOrigin => {
                "Open the address that `credtrail serve` printed, and search there."
            }
            Failure::NoToken(_) => {
                "It is the content of the file that `credtrail serve --token-file` names. Programs send it as Authorization: Bearer."
            }
            Failure::TooLarge => {
                "At most 1 MiB can be looked up. Logs are read by `credtrail ingest`."
            }
            Failure::Busy => "Try again in a moment.",
            Failure::TooSlow => {
                "Look for something narrower, or ask `credtrail trace`, which has no time limit."
            }
            Failure::Database(_) => {
                "See that the database is there and was written by this version of credtrail; `credtrail fsck` examines it."
            }
            Failure::Broken => "Try again; `credtrail trace` may tell more.",
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let sought = match &self {
            Failure::Unknown { sought, .. } => sought.as_slice(),
            _ => &[],
        };
        let wants_token = matches!(self, Failure::NoToken(_));
        let part = Part {
            head: value(&self.to_string()),
            advice: self.advice(),
            sought: sought
                .iter()
                .take(MOST)
                .map(|it| value(&it.to_string()))
                .collect(),
            wants_token,
        };
        let here = match wants_token || matches!(self, Failure::OtherHost) {
            true => Here::Outside,
            false => Here::Elsewhere,
        };
        let page = Page::new(&part.head, here, &part);
        let mut response = (self.status(), page).into_response();
        if wants_token {
            let scheme = HeaderValue::from_static("Bearer");
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, scheme);
        }
        response
    }
}
