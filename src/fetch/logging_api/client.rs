//! The client of the Logging API: one call, with retries
//! (<https://cloud.google.com/logging/docs/reference/v2/rest/v2/entries/list>).

use std::error::Error as _;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Client, Response, StatusCode};
use serde::Serialize;

use super::IDLE_PAGES;
use super::access::Access;
use super::access::secret::masked;
use super::api_error::ApiError;
use super::page::{Fetched, Page};
use super::rate_limit::{Limiter, Rate};
use super::refusal::{Refusal, api_message, forbidden, retry_after};
use super::target::Target;
use crate::fetch::retry_policy::RetryPolicy;
use crate::http::base_url::BaseUrl;
use crate::http::body::{self, Bounds, Unread};

/// The host of the Logging API.
pub const HOST: &str = "logging.googleapis.com";

/// The most bytes of an answer after decompression. An entry has 256 KiB at most (<https://cloud.google.com/logging/quotas>) and some 2 KiB
/// commonly. Where a page is larger, smaller pages are asked for.
const LARGEST_PAGE: usize = 64 << 20;

/// The numbers of entries of a page, the largest that the API gives first.
const PAGE_SIZES: [u32; 3] = [1000, 100, 10];

/// The most bytes of an error message.
const LARGEST_REFUSAL: usize = 64 << 10;

/// The most changes of audit settings in one window that are read: a project has few in a year.
const MOST_CHANGES: usize = 100_000;

/// The number of further tries where the API cannot be reached.
const AGAIN_UNREACHABLE: usize = 2;

/// Whether the caller may read Data Access logs of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visibility {
    /// The caller may read the logs.
    Open,
    /// The caller may not read the logs; the message of the API.
    Hidden(String),
    /// The permission is unknown: the log view that would show it does not exist, or the answer is not one of the API.
    Unknown,
}

/// The body of a call of `entries.list`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Question<'q> {
    resource_names: [&'q str; 1],
    filter: &'q str,
    order_by: &'static str,
    page_size: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    page_token: Option<&'q str>,
}

/// A function that is called with the reason and the length of each wait.
pub type Notice = Box<dyn FnMut(&ApiError, Duration)>;

/// A client of the API with the credentials of one caller.
pub struct Logging {
    http: Client,
    endpoint: BaseUrl,
    access: Access,
    limiter: Limiter,
    patience: RetryPolicy,
    notice: Notice,
}

impl Logging {
    /// Returns a client, without a call.
    ///
    /// # Errors
    /// [`ApiError::Unreachable`] where TLS cannot be set up on this machine.
    pub fn new(
        endpoint: BaseUrl,
        access: Access,
        rate: Rate,
        patience: RetryPolicy,
        notice: Notice,
    ) -> Result<Self, ApiError> {
        let unreachable = |error: reqwest::Error| ApiError::Unreachable {
            endpoint: endpoint.to_string(),
            because: in_full(&error),
        };
        let http = patience
            .client(endpoint.destination())
            .map_err(unreachable)?;
        Ok(Logging {
            http,
            endpoint,
            access,
            limiter: Limiter::new(rate),
            patience,
            notice,
        })
    }

    /// Returns a page of entries of a log, the oldest first, at most a thousand. While the API has no entries yet
    /// for a page token, it returns an empty page with the same token: the call is repeated until the retries end,
    /// and then that page is returned.
    ///
    /// # Errors
    /// The error of the last try where the error may pass, else of the first.
    pub(super) async fn page(
        &mut self,
        target: &Target,
        filter: &str,
        token: Option<&str>,
    ) -> Result<Page, ApiError> {
        let mut question = Question {
            resource_names: [&target.scope()],
            filter,
            order_by: "timestamp asc",
            page_size: 1000,
            page_token: token,
        };
        let mut waits = self.patience.waits();
        loop {
            let page = self.largest_page(target, &mut question).await?;
            let is_stuck = token.is_some() && page.next.as_deref() == token;
            match waits.next().filter(|_| is_stuck && page.entries.is_empty()) {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return Ok(page),
            }
        }
    }

    /// Returns the largest page that is not too large.
    async fn largest_page(
        &mut self,
        target: &Target,
        question: &mut Question<'_>,
    ) -> Result<Page, ApiError> {
        let mut smaller = PAGE_SIZES.into_iter();
        loop {
            let size = smaller.find(|it| *it < question.page_size);
            match (self.ask(target, question).await, size) {
                (Err(ApiError::TooLarge { .. }), Some(size)) => question.page_size = size,
                (outcome, _) => return outcome,
            }
        }
    }

    /// Returns all entries of a log that match a filter for few entries.
    ///
    /// # Errors
    /// As [`Logging::page`].
    pub(super) async fn all(
        &mut self,
        target: &Target,
        filter: &str,
    ) -> Result<Vec<Fetched>, ApiError> {
        match self.all_once(target, filter).await {
            Err(ApiError::PageToken { .. }) => self.all_once(target, filter).await, // the token had expired
            all => all,
        }
    }

    async fn all_once(&mut self, target: &Target, filter: &str) -> Result<Vec<Fetched>, ApiError> {
        let mut entries = Vec::new();
        let mut token: Option<String> = None;
        let mut idle = 0;
        loop {
            let page = self.page(target, filter, token.as_deref()).await?;
            idle = if page.entries.is_empty() { idle + 1 } else { 0 };
            entries.extend(page.entries);
            if idle > IDLE_PAGES || entries.len() > MOST_CHANGES {
                return Err(ApiError::Endless {
                    target: target.clone(),
                });
            }
            match page.next {
                None => return Ok(entries),
                Some(next) if token.as_ref() == Some(&next) => {
                    let problem = "a page that leads to itself".to_owned();
                    return Err(ApiError::PageToken { message: problem });
                }
                next => token = next,
            }
        }
    }

    /// Returns whether the caller may read Data Access logs of a project. The API silently leaves these entries out for a caller
    /// who may not read them, but refuses the log view that holds them (<https://cloud.google.com/logging/docs/logs-views>).
    ///
    /// # Errors
    /// Other errors of the call.
    pub(super) async fn may_see(
        &mut self,
        target: &Target,
        filter: &str,
    ) -> Result<Visibility, ApiError> {
        let view = format!("{target}/locations/global/buckets/_Default/views/_AllLogs");
        let question = Question {
            resource_names: [&view],
            filter,
            order_by: "timestamp asc",
            page_size: 1,
            page_token: None,
        };
        match self.ask(target, &question).await {
            Ok(_) => Ok(Visibility::Open),
            Err(ApiError::Forbidden { message, .. }) => Ok(Visibility::Hidden(message)),
            Err(ApiError::NotFound { .. } | ApiError::Strange { .. }) => Ok(Visibility::Unknown), // the project may store its logs in another bucket
            Err(other) => Err(other),
        }
    }

    async fn ask(&mut self, target: &Target, question: &Question<'_>) -> Result<Page, ApiError> {
        let mut waits = self.patience.waits().enumerate();
        loop {
            let fault = match self.call(target, question).await {
                Err(fault) if fault.may_pass() => fault,
                outcome => return outcome,
            };
            let Some((tried, wait)) = waits.next() else {
                return Err(fault);
            };
            let asked_for = fault.wait().unwrap_or_default();
            let is_nobody =
                matches!(fault, ApiError::Unreachable { .. }) && tried >= AGAIN_UNREACHABLE;
            if is_nobody || asked_for > self.patience.longest {
                return Err(fault);
            }
            let wait = wait.max(asked_for);
            tracing::debug!(?wait, %fault, "waits");
            (self.notice)(&fault, wait);
            tokio::time::sleep(wait).await;
        }
    }

    /// Makes one call as soon as the rate limit permits.
    async fn call(&mut self, target: &Target, question: &Question<'_>) -> Result<Page, ApiError> {
        let headers = self.access.headers().await?;
        let at = self.limiter.next(Instant::now());
        tokio::time::sleep_until(at.into()).await;
        let url = format!("{}/v2/entries:list", self.endpoint);
        let sent = headers.get(AUTHORIZATION).cloned();
        let request = self.http.post(url).headers(headers).json(question);
        let mut answer = request.send().await.map_err(|it| self.lost(&it))?;
        let status = answer.status();
        if status != StatusCode::OK {
            return Err(self.refused(target, question, sent, answer).await);
        }
        let body = body::read(&mut answer, self.bounds(LARGEST_PAGE)).await;
        let body = body.map_err(|it| self.unread(&it))?;
        tracing::debug!(bytes = body.len(), project = %target, log = %target.source, "page");
        Page::read(&body).map_err(|problem| self.strange(problem))
    }

    fn bounds(&self, most: usize) -> Bounds {
        Bounds {
            most,
            stretch: self.patience.silence,
        }
    }

    fn unread(&self, why: &Unread) -> ApiError {
        match why {
            Unread::Lost(error) => self.lost(error),
            Unread::TooSlow => ApiError::Cut {
                because: why.to_string(),
            },
            Unread::TooLarge(_) => ApiError::TooLarge {
                endpoint: self.endpoint.to_string(),
                problem: why.to_string(),
            },
        }
    }

    fn strange(&self, problem: String) -> ApiError {
        ApiError::Strange {
            endpoint: self.endpoint.to_string(),
            problem,
        }
    }

    fn lost(&self, error: &reqwest::Error) -> ApiError {
        let because = in_full(error);
        if error.is_connect() {
            ApiError::Unreachable {
                endpoint: self.endpoint.to_string(),
                because,
            }
        } else {
            ApiError::Cut { because }
        }
    }

    /// Returns the error of an answer with another status than 200.
    async fn refused(
        &self,
        target: &Target,
        question: &Question<'_>,
        sent: Option<HeaderValue>,
        mut answer: Response,
    ) -> ApiError {
        let status = answer.status();
        let wait = retry_after(answer.headers(), Timestamp::now());
        let body = body::read(&mut answer, self.bounds(LARGEST_REFUSAL)).await;
        let body = body.unwrap_or_default();
        let refusal: Refusal = serde_json::from_slice(&body).unwrap_or_default();
        let message = api_message(&refusal, status, sent.as_ref());
        let target = target.clone();
        match status.as_u16() {
            401 => ApiError::Unauthorized {
                advice: self.access.advice().into(),
            },
            403 => forbidden(target, &refusal, message),
            404 if refusal.is_empty() => self.strange("404".to_owned()),
            404 => ApiError::NotFound { target, message },
            400 if question.page_token.is_some() => ApiError::PageToken { message },
            400 => ApiError::Refused { target, message },
            429 => ApiError::Busy { message, wait },
            408 | 500..=599 => ApiError::Down {
                status: status.as_u16(),
                message,
                wait,
            },
            other => self.strange(format!("{other}: {message}")),
        }
    }
}

/// Returns an error with all its causes, without the URL, which the message names anyway.
pub(in crate::fetch) fn in_full(error: &reqwest::Error) -> String {
    let mut text = String::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        let one = error.to_string();
        if !text.ends_with(&one) {
            text = if text.is_empty() {
                one
            } else {
                format!("{text}: {one}")
            };
        }
        cause = error.source();
    }
    let text = if text.is_empty() {
        error.to_string()
    } else {
        text
    };
    masked(&text)
}
