//! `trace --jwks URL`: fetches the key set of a cluster.

use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use credtrail::http::body::{self, Bounds, Unread};
use credtrail::http::client::client_to;
use credtrail::http::destination::{Destination, protected};
use reqwest::{StatusCode, Url};

/// The largest size of a key set, in bytes; real key sets have a few kilobytes.
const LARGEST: usize = 1 << 20;

/// The longest time that a key set may take.
const LONGEST: Duration = Duration::from_secs(30);

/// How to fetch the key set where the API server cannot be reached, or either side does not trust the other.
const BY_HAND: &str =
    "fetch it with `kubectl get --raw /openid/v1/jwks > jwks.json` and give --jwks jwks.json";

/// Returns the answer at a URL.
///
/// # Errors
/// If the URL is unprotected, does not answer, or answers with no key set.
pub async fn fetched(place: &str, shown: &str) -> anyhow::Result<Vec<u8>> {
    let url: Url = place
        .parse()
        .ok()
        .context("--jwks: no URL; expected https://…/openid/v1/jwks")?;
    if protected(&url).is_err() {
        bail!(
            "--jwks: keys that come unprotected prove nothing; expected https://, or http:// from this machine (kubectl proxy)"
        );
    }
    let place = shown;
    let unreached = |error: reqwest::Error| {
        let error = anyhow::Error::from(error.without_url());
        error.context(format!("cannot reach {place}; {BY_HAND}"))
    };
    let client = client_to(Destination::of(&url))
        .connect_timeout(Duration::from_secs(10))
        .timeout(LONGEST)
        .build()?;
    let mut answer = client.get(url).send().await.map_err(unreached)?;
    match answer.status() {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => bail!(
            "{place} does not give its keys to everybody ({}); {BY_HAND}, or bind system:service-account-issuer-discovery to system:unauthenticated",
            answer.status()
        ),
        status if status.is_redirection() => {
            bail!("{place} answers {status}; name the address that it points to, or {BY_HAND}")
        }
        status if !status.is_success() => {
            bail!("{place} answers {status}; see that the path is /openid/v1/jwks, or {BY_HAND}")
        }
        _ => {}
    }
    let bounds = Bounds {
        most: LARGEST,
        stretch: LONGEST,
    };
    body::read(&mut answer, bounds)
        .await
        .map_err(|why| match why {
            Unread::Lost(error) => unreached(error),
            Unread::TooLarge(_) => anyhow!("{place} gives more than 1 MiB, which is no key set"),
            Unread::TooSlow => anyhow!("{place} does not answer in time; {BY_HAND}"),
        })
}
