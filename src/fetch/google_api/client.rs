//! The client: one call with retries, and the pages of a list. What answers may be anybody, so that answers, pages and time are bounded.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Client, Response, StatusCode};
use serde::de::DeserializeOwned;

use super::call_error::CallError;
use super::endpoint::{Api, Call};
use crate::fetch::logging_api::access::Access;
use crate::fetch::logging_api::client::in_full;
use crate::fetch::logging_api::refusal::{Refusal, api_message, retry_after};
use crate::fetch::retry_policy::RetryPolicy;
use crate::http::base_url::BaseUrl;
use crate::http::body::{self, Bounds, Unread};
use crate::http::destination::Destination;

/// The most bytes of an answer. A cluster takes some 20 KiB, and an IAM policy 64 KiB at most (<https://cloud.google.com/iam/quotas>).
const LARGEST: usize = 32 << 20;

/// The most pages of a list.
const MOST_PAGES: usize = 100;

/// The most items of a list: a project has 200 sinks at most (<https://cloud.google.com/logging/quotas>).
const MOST_ITEMS: usize = 20_000;

/// When and how often a call is tried again: somebody waits for the answer.
pub const PATIENCE: RetryPolicy = RetryPolicy {
    first: Duration::from_secs(1),
    longest: Duration::from_secs(60),
    again: 4,
    silence: Duration::from_secs(30),
};

/// The number of further tries where an API cannot be reached.
const AGAIN_UNREACHABLE: usize = 1;

/// A page of a list.
pub trait Page: DeserializeOwned {
    /// An item of the list.
    type Item;

    /// Returns the items, and the token of the next page; an empty token is none.
    fn take(self) -> (Vec<Self::Item>, String);
}

/// A function that is called with the reason and the length of each wait.
pub type Notice = Box<dyn FnMut(&CallError, Duration)>;

/// A client with the credentials of one caller.
pub struct GoogleApis {
    http: Client,
    /// The base of all APIs, in place of their own hosts.
    base: Option<BaseUrl>,
    access: Access,
    patience: RetryPolicy,
    notice: Notice,
    /// The APIs that could not be reached: they are not tried for each call again.
    unreachable: BTreeMap<Api, CallError>,
}

impl GoogleApis {
    /// Returns a client, without a call.
    ///
    /// # Errors
    /// Where TLS cannot be set up on this machine.
    pub fn new(
        base: Option<BaseUrl>,
        access: Access,
        patience: RetryPolicy,
        notice: Notice,
    ) -> Result<Self, CallError> {
        let destination = base
            .as_ref()
            .map_or(Destination::Network, BaseUrl::destination);
        let http = patience
            .client(destination)
            .map_err(|it| CallError::NoTls(in_full(&it)))?;
        Ok(GoogleApis {
            http,
            base,
            access,
            patience,
            notice,
            unreachable: BTreeMap::new(),
        })
    }

    /// Returns all items of a list.
    ///
    /// # Errors
    /// Those of [`GoogleApis::ask`], and where the pages do not end.
    pub async fn list<P: Page>(&mut self, call: &Call) -> Result<Vec<P::Item>, CallError> {
        let mut items = Vec::new();
        let mut token = String::new();
        for _ in 0..MOST_PAGES {
            let page: P = match token.as_str() {
                "" => self.ask(call).await?,
                token => self.ask(&call.page(token)).await?,
            };
            let (more, next) = page.take();
            items.extend(more);
            if next.is_empty() {
                return Ok(items);
            }
            if items.len() > MOST_ITEMS {
                return Err(strange(call.api, "a list without end".to_owned()));
            }
            if next == token {
                return Err(strange(call.api, "a page that leads to itself".to_owned()));
            }
            token = next;
        }
        Err(strange(call.api, "pages without end".to_owned()))
    }

    /// Returns an answer; tries again where that may help.
    ///
    /// # Errors
    /// The error of the last try where the error may pass, else of the first.
    pub async fn ask<T: DeserializeOwned>(&mut self, call: &Call) -> Result<T, CallError> {
        if let Some(error) = self.unreachable.get(&call.api) {
            return Err(error.clone());
        }
        let mut waits = self.patience.waits().enumerate();
        loop {
            let error = match self.call(call).await {
                Ok(body) => return read(call.api, &body),
                Err(error) if error.may_pass() => error,
                Err(error) => return Err(error),
            };
            let is_nobody = matches!(error, CallError::Unreachable { .. });
            let next = waits
                .next()
                .filter(|(tried, _)| !is_nobody || *tried < AGAIN_UNREACHABLE)
                .filter(|_| error.wait() <= self.patience.longest);
            let Some((_, wait)) = next else {
                if is_nobody {
                    self.unreachable.insert(call.api, error.clone());
                }
                return Err(error);
            };
            let wait = wait.max(error.wait());
            (self.notice)(&error, wait);
            tokio::time::sleep(wait).await;
        }
    }

    async fn call(&self, call: &Call) -> Result<Vec<u8>, CallError> {
        let api = call.api;
        let base = match &self.base {
            Some(base) => base.to_string(),
            None => BaseUrl::of_google(api.host()).to_string(),
        };
        let url = call
            .url(&base)
            .ok_or_else(|| strange(api, "a name that cannot be asked for".to_owned()))?;
        let headers = self.access.headers().await?;
        let sent = headers.get(AUTHORIZATION).cloned();
        let request = match &call.body {
            Some(body) => self.http.post(url).json(body),
            None => self.http.get(url),
        };
        let answer = request.headers(headers).send().await;
        let mut answer = answer.map_err(|it| lost(api, &it))?;
        let status = answer.status();
        let wait = retry_after(answer.headers(), Timestamp::now()).unwrap_or_default();
        let body = self.body(api, &mut answer).await;
        if status == StatusCode::OK {
            return body;
        }
        Err(refused(
            api,
            status,
            &body.unwrap_or_default(),
            sent.as_ref(),
            wait,
        ))
    }

    async fn body(&self, api: Api, answer: &mut Response) -> Result<Vec<u8>, CallError> {
        let bounds = Bounds {
            most: LARGEST,
            stretch: self.patience.silence,
        };
        let body = body::read(answer, bounds).await;
        body.map_err(|why| match why {
            Unread::Lost(error) => lost(api, &error),
            Unread::TooSlow => CallError::Cut {
                api,
                because: why.to_string(),
            },
            Unread::TooLarge(_) => strange(api, why.to_string()),
        })
    }
}

fn read<T: DeserializeOwned>(api: Api, body: &[u8]) -> Result<T, CallError> {
    serde_json::from_slice(body).map_err(|_| strange(api, "it is no answer of that API".to_owned()))
}

fn strange(api: Api, problem: String) -> CallError {
    CallError::Strange { api, problem }
}

fn lost(api: Api, error: &reqwest::Error) -> CallError {
    let because = in_full(error);
    match error.is_connect() {
        true => CallError::Unreachable { api, because },
        false => CallError::Cut { api, because },
    }
}

/// Returns the error of an answer with another status than 200. The reason of a 403 is not always a missing permission
/// (<https://cloud.google.com/apis/design/errors#error_info>).
fn refused(
    api: Api,
    status: StatusCode,
    body: &[u8],
    sent: Option<&HeaderValue>,
    wait: Duration,
) -> CallError {
    let refusal: Refusal = serde_json::from_slice(body).unwrap_or_default();
    let message = api_message(&refusal, status, sent);
    match status.as_u16() {
        401 => CallError::Unauthorized { api, message },
        403 if refusal.has_reason("SERVICE_DISABLED") => CallError::Disabled { api, message },
        403 => CallError::Forbidden { message },
        404 => CallError::NotFound { message },
        status @ (408 | 429 | 500..=599) => CallError::Down {
            api,
            status,
            message,
            wait,
        },
        status => CallError::Refused { status, message },
    }
}
