//! Why a request has no answer: a page with what to do.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Server;
use super::page::{Here, Page};
use crate::language::say::say;
use crate::model::finding::message::Message;
use crate::model::identifier::Identifier;
use crate::report::html::escape::value;
use crate::report::text::Style;
use crate::store;

/// Why a request has no answer.
#[derive(Debug)]
pub(super) enum Failure {
    /// There is no page at this address.
    NoPage,
    /// Nothing is known of what was looked for; what of it was looked up.
    Unknown {
        /// What was looked for, or that it is not shown.
        what: Message,
        /// The identifiers that were looked up.
        sought: Vec<Identifier>,
    },
    /// What was given cannot be looked up.
    Unusable(Message),
    /// The request comes under a name that is not the server's.
    OtherHost,
    /// The request comes from a page of another site.
    OtherOrigin,
    /// The token is wanted.
    NoToken(Token),
    /// The form is too large.
    TooLarge,
    /// Too many lookups wait.
    Busy,
    /// The answer takes too long.
    TooSlow,
    /// The database cannot be read.
    Database(store::Error),
    /// The lookup ended early.
    Broken,
}

/// Why the token is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// None was given.
    Wanted,
    /// Another one was given.
    Wrong,
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        Failure::Database(error)
    }
}

#[derive(Template)]
#[template(path = "failure.html")]
struct Part<'l> {
    style: Style<'l>,
    head: String,
    advice: String,
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

    /// Returns what happened.
    fn head(&self, style: Style) -> String {
        match self {
            Failure::NoPage => say!(style, "failure-no-page", "There is no such page."),
            Failure::Unknown { what, .. } => say!(
                style,
                "failure-unknown",
                "Nothing is known of {what}.",
                what = style.translate(what).into_owned()
            ),
            Failure::Unusable(text) => style.translate(text).into_owned(),
            Failure::OtherHost => say!(
                style,
                "failure-other-host",
                "This server does not go by that name."
            ),
            Failure::OtherOrigin => say!(
                style,
                "failure-other-origin",
                "This request comes from another site."
            ),
            Failure::NoToken(Token::Wanted) => {
                say!(
                    style,
                    "failure-token-wanted",
                    "This server wants its token."
                )
            }
            Failure::NoToken(Token::Wrong) => say!(
                style,
                "failure-token-wrong",
                "This is not the token of this server."
            ),
            Failure::TooLarge => say!(
                style,
                "failure-too-large",
                "This is too large for a certificate or a token."
            ),
            Failure::Busy => say!(style, "failure-busy", "Too many lookups are waiting."),
            Failure::TooSlow => say!(style, "failure-too-slow", "The answer takes too long."),
            Failure::Database(error) => error.to_string(),
            Failure::Broken => say!(style, "failure-broken", "The lookup ended early."),
        }
    }

    /// Returns what to do.
    fn advice(&self, style: Style) -> String {
        match self {
            Failure::NoPage => {
                say!(
                    style,
                    "failure-no-page-advice",
                    "Search above, or begin with the first page. A link from an older version may lead nowhere."
                )
            }
            Failure::Unknown { .. } => {
                say!(
                    style,
                    "failure-unknown-advice",
                    "See that the logs of its time were read (the first page shows what was). A hash, a JTI or a serial number is found in any notation, the beginning of a hash or JTI from 4 characters on, a user name or SPIFFE ID only in full."
                )
            }
            Failure::Unusable(_) => {
                say!(
                    style,
                    "failure-unusable-advice",
                    "Give a certificate, signing request or revocation list (PEM, DER, PKCS #7), a token, or a file that holds one; or a hash, a JTI, a serial number, a SPIFFE ID, a user, a key version."
                )
            }
            Failure::OtherHost => {
                say!(
                    style,
                    "failure-other-host-advice",
                    "Open the address that `credtrail serve` printed. Where it is reached by another name, as through a proxy or a tunnel, start it with --host NAME."
                )
            }
            Failure::OtherOrigin => {
                say!(
                    style,
                    "failure-other-origin-advice",
                    "Open the address that `credtrail serve` printed, and search there."
                )
            }
            Failure::NoToken(_) => {
                say!(
                    style,
                    "failure-token-advice",
                    "It is the content of the file that `credtrail serve --token-file` names. Programs send it as Authorization: Bearer."
                )
            }
            Failure::TooLarge => {
                say!(
                    style,
                    "failure-too-large-advice",
                    "At most 1 MiB can be looked up. Logs are read by `credtrail ingest`."
                )
            }
            Failure::Busy => say!(style, "failure-busy-advice", "Try again in a moment."),
            Failure::TooSlow => {
                say!(
                    style,
                    "failure-too-slow-advice",
                    "Look for something narrower, or ask `credtrail trace`, which has no time limit."
                )
            }
            Failure::Database(_) => {
                say!(
                    style,
                    "failure-database-advice",
                    "See that the database is there and was written by this version of credtrail; `credtrail fsck` examines it."
                )
            }
            Failure::Broken => say!(
                style,
                "failure-broken-advice",
                "Try again; `credtrail trace` may tell more."
            ),
        }
    }
}

impl IntoResponse for Failure {
    /// A response that [`render`] fills, which knows the reader's language.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// Writes the page on a failure into its response.
pub(super) async fn render(State(shared): Server, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<Arc<Failure>>() {
        Some(failure) => failure.page(shared.style()),
        None => response,
    }
}

impl Failure {
    fn page(&self, style: Style) -> Response {
        let sought = match self {
            Failure::Unknown { sought, .. } => sought.as_slice(),
            _ => &[],
        };
        let wants_token = matches!(self, Failure::NoToken(_));
        let sought = sought.iter().take(MOST);
        let part = Part {
            style,
            head: value(&self.head(style)),
            advice: self.advice(style),
            sought: sought.map(|it| value(&it.to_string())).collect(),
            wants_token,
        };
        let here = match wants_token || matches!(self, Failure::OtherHost) {
            true => Here::Outside,
            false => Here::Elsewhere,
        };
        let page = Page::new(&part.head, here, &part, style);
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
