//! `scan --notify`: notifies a webhook of the changes since its last notice. The report is written first, and a failed notice
//! does not change it.
//!
//! The database stores the last scan that a webhook was notified of: the next scan repeats the changes of a notice
//! that did not arrive.

use std::path::Path;
use std::time::Duration;
use std::{env, fs};

use anyhow::ensure;
use aws_lc_rs::hmac;
use backon::{ExponentialBuilder, Retryable};
use credtrail::history::diff::{Change, ChangeKind, Pair, changes};
use credtrail::history::recorded::{PastScan, ScanId};
use credtrail::http::client::client_to;
use credtrail::http::destination::{Destination, Unprotected, protected};
use credtrail::report::diff::Notice;
use credtrail::store::Store;
use jiff::Timestamp;
use reqwest::{StatusCode, Url, header};
use sha2::{Digest as _, Sha256};

use crate::command::args;
use crate::command::args::NotifyFormat;
use crate::command::failure::Told;
use crate::command::ingest::db;
use credtrail::message;
use credtrail::model::finding::message::Message;

/// How long to wait for other writers of the database.
const BRIEFLY: Duration = Duration::from_secs(5);

/// The environment variable of the secret of a webhook.
const SECRET: &str = "CREDTRAIL_NOTIFY_SECRET";

/// The header of the signature of a notice, as GitHub's `X-Hub-Signature-256`: HMAC-SHA-256 (RFC 2104) of the body in hexadecimal digits.
const SIGNATURE: &str = "X-Credtrail-Signature";

/// A webhook.
pub struct Hook {
    /// The address, a secret except for its host.
    url: Url,
    format: NotifyFormat,
    secret: Option<Secret>,
}

/// The secret that a webhook shares.
struct Secret(String);

impl Hook {
    /// Reads the address and the secret of the webhook, if there is one. An error repeats neither.
    pub fn of(notice: &args::Notice) -> anyhow::Result<Option<Self>> {
        let Some(text) = &notice.notify else {
            return Ok(None);
        };
        let url: Option<Url> = text.parse().ok();
        let url = url.filter(Url::has_host);
        let url = url.told(|| {
            message!(
                "error-notify-address",
                "--notify: expected the address of a webhook, https://…"
            )
        })?;
        protected(&url).map_err(unprotected)?;
        let secret = Secret::of(notice.notify_secret.as_deref())?;
        let is_pager = notice.notify_format == NotifyFormat::Pagerduty;
        ensure!(
            secret.is_some() || !is_pager,
            message!(
                "error-notify-routing-key",
                "--notify-format pagerduty: name a file with the routing key by --notify-secret, or set {variable}",
                variable = SECRET
            )
        );
        Ok(Some(Hook {
            url,
            format: notice.notify_format,
            secret,
        }))
    }

    fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.url.as_str()).into()
    }

    /// Returns the body of a notice.
    fn body(&self, notice: Notice<'_>, database: &Path) -> anyhow::Result<String> {
        Ok(match (self.format, &self.secret) {
            (NotifyFormat::Json, _) => notice.json()?,
            (NotifyFormat::Slack | NotifyFormat::GoogleChat, _) => notice.chat()?,
            (NotifyFormat::Pagerduty, secret) => {
                let key = secret.as_ref().map_or("", |it| it.0.as_str());
                notice.pager(key, &incident(database))?
            }
        })
    }

    /// Returns the signature of a body. PagerDuty knows none.
    fn signature(&self, body: &str) -> Option<String> {
        let is_signed = self.format != NotifyFormat::Pagerduty;
        let secret = self.secret.as_ref().filter(|_| is_signed)?;
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.0.as_bytes());
        let tag = hmac::sign(&key, body.as_bytes());
        Some(format!("sha256={}", hex::encode(tag)))
    }
}

impl Secret {
    /// Reads the secret from a file, or else from the environment. White space around it is no part of it.
    fn of(file: Option<&Path>) -> anyhow::Result<Option<Self>> {
        let text = match file {
            Some(path) => {
                let unread = || {
                    let path = path.display().to_string();
                    message!(
                        "error-notify-secret",
                        "--notify-secret: cannot read {path}",
                        path
                    )
                };
                Some(fs::read_to_string(path).told(unread)?)
            }
            None => env::var(SECRET).ok(),
        };
        let Some(text) = text else { return Ok(None) };
        let secret = text.trim();
        ensure!(
            !secret.is_empty(),
            message!("error-notify-empty", "the secret of the webhook is empty")
        );
        Ok(Some(Secret(secret.to_owned())))
    }
}

/// Returns the name of the incident of a database, so that a later scan resolves it.
fn incident(database: &Path) -> String {
    let path = database.canonicalize().unwrap_or(database.to_owned());
    let hash = hex::encode(Sha256::digest(path.as_os_str().as_encoded_bytes()));
    format!("credtrail-{}", hash.get(..16).unwrap_or(&hash))
}

/// Returns the part of an address that may be shown.
fn shown(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map_or(String::new(), |it| format!(":{it}"));
    format!("{}://{host}{port}/…", url.scheme())
}

/// Notifies the webhook of the changes of the scan that began at this moment, if there are any.
pub async fn run(hook: &Hook, database: &Path, began: Timestamp) -> anyhow::Result<()> {
    let tell = tell(hook, database, began);
    let failed = || {
        message!(
            "error-not-notified",
            "{address} was not notified; the next scan tells it what it missed",
            address = shown(&hook.url)
        )
    };
    tell.await.told(failed)
}

async fn tell(hook: &Hook, database: &Path, began: Timestamp) -> anyhow::Result<()> {
    let store = Store::append(database, BRIEFLY).await;
    let mut store = store.told(|| db(database))?;
    let this = store.scan_that_began(began).await?;
    let hash = hook.hash();
    let told = store.noticed(&hash).await?;
    let first = told.min(this).or(this).unwrap_or(ScanId(i64::MAX));
    let scans = store.past_scans_from(first).await?;
    let after = scans.iter().find(|it| Some(it.id) == this);
    let after = after.told(|| {
        message!(
            "error-notify-unrecorded",
            "this scan is not recorded, so that nothing is known to have changed"
        )
    })?;
    let before = scans.iter().find(|it| Some(it.id) == told);
    let mut changes = changed(before, after, &mut store).await?;
    if let Some(before) = before {
        let between = scans
            .iter()
            .filter(|it| before.id < it.id && it.id < after.id);
        missed(before, between, &mut changes, &mut store).await?;
    }
    changes.retain(|it| it.kind() != ChangeKind::NotLookedAt);
    if !changes.is_empty() {
        let notice = Notice {
            before,
            after,
            changes: &changes,
            worst_open: store.worst_open()?,
        };
        post(hook, hook.body(notice, database)?).await?;
    }
    store.record_notice(&hash, after.id).await?;
    Ok(store.close().await?)
}

async fn changed(
    before: Option<&PastScan>,
    after: &PastScan,
    store: &mut Store,
) -> anyhow::Result<Vec<Change>> {
    let none = after.before_any();
    let before = before.unwrap_or(&none);
    let versions = store.reported_between(before.id, after.id).await?;
    Ok(changes(Pair { before, after }, versions))
}

/// Replaces changes of subjects that the last scan did not examine by the latest changes of the scans in between.
async fn missed(
    before: &PastScan,
    between: impl Iterator<Item = &PastScan>,
    changes: &mut [Change],
    store: &mut Store,
) -> anyhow::Result<()> {
    let unseen = |it: &Change| it.kind() == ChangeKind::NotLookedAt;
    let positions: Vec<usize> = (0..changes.len())
        .filter(|&at| unseen(&changes[at]))
        .collect();
    if positions.is_empty() {
        return Ok(());
    }
    for scan in between {
        for said in changed(Some(before), scan, store).await? {
            let mut known = positions.iter().copied();
            let position = known.find(|&at| changes[at].subject == said.subject);
            if let Some(position) = position.filter(|_| !unseen(&said)) {
                changes[position] = said;
            }
        }
    }
    Ok(())
}

/// Why a notice did not arrive.
#[derive(Debug)]
enum Refusal {
    /// A later try may succeed.
    ForNow(anyhow::Error),
    /// The webhook refuses the notice.
    ForEver(anyhow::Error),
}

async fn post(hook: &Hook, body: String) -> anyhow::Result<()> {
    let client = client_to(Destination::of(&hook.url))
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_secs(10))
        .build()?;
    let tries = ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(500))
        .with_max_times(3)
        .with_jitter();
    let posted = (|| try_to_post(&client, hook, &body))
        .retry(tries)
        .when(|it| matches!(it, Refusal::ForNow(_)))
        .await;
    posted.map_err(|refusal| match refusal {
        Refusal::ForNow(error) | Refusal::ForEver(error) => error,
    })
}

async fn try_to_post(client: &reqwest::Client, hook: &Hook, body: &str) -> Result<(), Refusal> {
    let request = client.post(hook.url.clone()).body(body.to_owned());
    let mut request = request.header(header::CONTENT_TYPE, "application/json");
    if let Some(signature) = hook.signature(body) {
        request = request.header(SIGNATURE, signature);
    }
    let answer = request.send().await;
    let answer = answer.map_err(|it| Refusal::ForNow(it.without_url().into()))?;
    match answer.status() {
        status if status.is_success() => Ok(()),
        status if status.is_server_error() => Err(Refusal::ForNow(refused(status))),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => {
            Err(Refusal::ForNow(refused(answer.status())))
        }
        status => Err(Refusal::ForEver(refused(status))),
    }
}

fn refused(status: StatusCode) -> anyhow::Error {
    let advice = match status {
        StatusCode::UNAUTHORIZED
        | StatusCode::FORBIDDEN
        | StatusCode::NOT_FOUND
        | StatusCode::GONE => message!(
            "error-notify-gone",
            "; see that its address is whole and still valid"
        ),
        status if status.is_redirection() => {
            message!("error-notify-moved", "; name the address that it points to")
        }
        _ => Message::default(),
    };
    let status = status.to_string();
    message!("error-notify-refused", "it answers {status}{advice}", status; advice).into()
}

fn unprotected(why: Unprotected) -> Message {
    match why {
        Unprotected::Plain => message!(
            "error-notify-plain",
            "--notify: the address goes over the network in the clear; use https://, or http:// for this machine only"
        ),
        Unprotected::OtherScheme => message!(
            "error-notify-scheme",
            "--notify: the address is no https:// address"
        ),
    }
}
