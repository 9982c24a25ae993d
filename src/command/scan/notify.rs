//! `scan --notify`: notifies a webhook of the changes since its last notice. The report is written first, and a failed notice
//! does not change it.
//!
//! The database stores the last scan that a webhook was notified of: the next scan repeats the changes of a notice
//! that did not arrive.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, anyhow};
use backon::{ExponentialBuilder, Retryable};
use credtrail::history::diff::{Change, ChangeKind, Pair, changes};
use credtrail::history::recorded::PastScan;
use credtrail::http::client::client_to;
use credtrail::http::destination::{Destination, protected};
use credtrail::report::diff::notice;
use credtrail::store::Store;
use jiff::Timestamp;
use reqwest::{StatusCode, Url, header};
use sha2::{Digest as _, Sha256};

use crate::command::ingest::db;

/// How long to wait for other writers of the database.
const BRIEFLY: Duration = Duration::from_secs(5);

/// The address of a webhook, a secret except for its host.
pub struct Hook(Url);

impl Hook {
    /// Reads an address. An error does not repeat the address.
    pub fn of(text: &str) -> anyhow::Result<Self> {
        let url: Option<Url> = text.parse().ok();
        let url = url.filter(Url::has_host);
        let url = url.context("--notify: expected the address of a webhook, https://…")?;
        protected(&url).map_err(|why| anyhow!("--notify: the address {why}"))?;
        Ok(Hook(url))
    }

    fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_str()).into()
    }
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
        format!(
            "{} was not notified; the next scan tells it what it missed",
            shown(&hook.0)
        )
    };
    tell.await.with_context(failed)
}

async fn tell(hook: &Hook, database: &Path, began: Timestamp) -> anyhow::Result<()> {
    let store = Store::append(database, BRIEFLY).await;
    let mut store = store.with_context(|| db(database))?;
    let scans = store.past_scans().await?;
    let after = scans.iter().rfind(|it| it.basis.began == began);
    let after =
        after.context("this scan is not recorded, so that nothing is known to have changed")?;
    let hash = hook.hash();
    let told = store.noticed(&hash).await?;
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
        post(hook, notice(before, after, &changes)?).await?;
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
    let client = client_to(Destination::of(&hook.0))
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
    let request = client.post(hook.0.clone()).body(body.to_owned());
    let request = request.header(header::CONTENT_TYPE, "application/json");
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
        | StatusCode::GONE => "; see that its address is whole and still valid",
        status if status.is_redirection() => "; name the address that it points to",
        _ => "",
    };
    anyhow!("it answers {status}{advice}")
}
