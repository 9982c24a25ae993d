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
use credtrail::history::diff::{ChangeSearch, Pair};
use credtrail::history::recorded::{PastScan, ScanId};
use credtrail::http::destination::{Unprotected, protected};
use credtrail::report::diff::{Notice, NoticedChanges};
use credtrail::store::Store;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use url::Url;

#[cfg(not(feature = "pull"))]
use crate::command::absent::webhook;
use crate::command::args;
use crate::command::args::NotifyFormat;
use crate::command::failure::WithMessage;
use crate::command::ingest::db;
use crate::command::process::feature::Feature;
#[cfg(feature = "pull")]
use crate::command::scan::webhook;
use credtrail::message;
use credtrail::model::finding::message::Message;

/// How long to wait for other writers of the database.
const BRIEFLY: Duration = Duration::from_secs(5);

/// The environment variable of the secret of a webhook.
const SECRET: &str = "CREDTRAIL_NOTIFY_SECRET";

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
        Feature::Pull.require("--notify")?;
        let url: Option<Url> = text.parse().ok();
        let url = url.filter(Url::has_host);
        let url = url.with_message(|| {
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
                Some(fs::read_to_string(path).with_message(unread)?)
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
    let notified = notify(hook, database, began);
    let failed = || {
        message!(
            "error-not-notified",
            "{address} was not notified; the next scan tells it what it missed",
            address = shown(&hook.url)
        )
    };
    notified.await.with_message(failed)
}

async fn notify(hook: &Hook, database: &Path, began: Timestamp) -> anyhow::Result<()> {
    let store = Store::append(database, BRIEFLY).await;
    let mut store = store.with_message(|| db(database))?;
    let this = store.scan_that_began(began).await?;
    let hash = hook.hash();
    let notified = store.noticed(&hash).await?;
    let first = notified.min(this).or(this).unwrap_or(ScanId(i64::MAX));
    let scans = store.past_scans_from(first).await?;
    let after = scans.iter().find(|it| Some(it.id) == this);
    let after = after.with_message(|| {
        message!(
            "error-notify-unrecorded",
            "this scan is not recorded, so that nothing is known to have changed"
        )
    })?;
    let before = scans.iter().find(|it| Some(it.id) == notified);
    let none = after.before_any();
    let mut search = ChangeSearch::of(Pair {
        before: before.unwrap_or(&none),
        after,
    });
    if let Some(before) = before {
        let is_between = |it: &&PastScan| before.id < it.id && it.id < after.id;
        search = search.with_scans_between(scans.iter().filter(is_between));
    }
    let mut changes = NoticedChanges::default();
    store.each_change(search, &mut |it| changes.add(it))?;
    if !changes.is_empty() {
        let notice = Notice {
            before,
            after,
            changes: &changes,
            worst_open: store.worst_open()?,
        };
        let body = hook.body(notice, database)?;
        let signature = hook.signature(&body);
        webhook::post(&hook.url, body, signature).await?;
    }
    store.record_notice(&hash, after.id).await?;
    Ok(store.close().await?)
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
