//! `trace --jwks URL`: fetches the key set of a cluster.

use std::time::Duration;

use anyhow::bail;
use credtrail::http::body::{self, Bounds, Unread};
use credtrail::http::client::client_to;
use credtrail::http::destination::{Destination, protected};
use reqwest::{StatusCode, Url};

use crate::command::failure::{self, WithMessage};
use credtrail::message;
use credtrail::model::finding::message::Message;

/// The largest size of a key set, in bytes; real key sets have a few kilobytes.
const LARGEST: usize = 1 << 20;

/// The longest time that a key set may take.
const LONGEST: Duration = Duration::from_secs(30);

/// How to fetch the key set where the API server cannot be reached, or either side does not trust the other.
fn by_hand() -> Message {
    message!(
        "error-jwks-by-hand",
        "fetch it with `kubectl get --raw /openid/v1/jwks > jwks.json` and give --jwks jwks.json"
    )
}

/// Returns the answer at a URL, which messages name as `shown`.
///
/// # Errors
/// If the URL is unprotected, does not answer, or answers with no key set.
pub async fn fetched(place: &str, shown: &str) -> anyhow::Result<Vec<u8>> {
    let url: Url = place.parse().ok().with_message(|| {
        message!(
            "error-jwks-no-url",
            "--jwks: no URL; expected https://…/openid/v1/jwks"
        )
    })?;
    if protected(&url).is_err() {
        bail!(message!(
            "error-jwks-plain",
            "--jwks: keys that come unprotected prove nothing; expected https://, or http:// from this machine (kubectl proxy)"
        ));
    }
    let place = shown;
    let unreached = |error: reqwest::Error| {
        let by_hand = by_hand();
        let unreached =
            message!("error-jwks-unreached", "cannot reach {place}; {by_hand}", place; by_hand);
        failure::because(unreached, error.without_url())
    };
    let client = client_to(Destination::of(&url))
        .connect_timeout(Duration::from_secs(10))
        .timeout(LONGEST)
        .build()?;
    let mut answer = client.get(url).send().await.map_err(unreached)?;
    match answer.status() {
        status if status.is_success() => {}
        status => bail!(refused(place, status)),
    }
    let bounds = Bounds {
        most: LARGEST,
        stretch: LONGEST,
    };
    body::read(&mut answer, bounds)
        .await
        .map_err(|why| match why {
            Unread::Lost(error) => unreached(error),
            Unread::TooLarge(_) => {
                message!("error-jwks-large", "{place} gives more than 1 MiB, which is no key set", place).into()
            }
            Unread::TooSlow => {
                let by_hand = by_hand();
                message!("error-jwks-late", "{place} does not answer in time; {by_hand}", place; by_hand).into()
            }
        })
}

/// An answer without a key set, and what to do.
fn refused(place: &str, status: StatusCode) -> Message {
    let (by_hand, answer) = (by_hand(), status.to_string());
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => message!(
            "error-jwks-forbidden",
            "{place} does not give its keys to everybody ({answer}); {by_hand}, or bind system:service-account-issuer-discovery to system:unauthenticated",
            place, answer;
            by_hand
        ),
        status if status.is_redirection() => message!(
            "error-jwks-redirected",
            "{place} answers {answer}; name the address that it points to, or {by_hand}",
            place, answer;
            by_hand
        ),
        _ => message!(
            "error-jwks-refused",
            "{place} answers {answer}; see that the path is /openid/v1/jwks, or {by_hand}",
            place, answer;
            by_hand
        ),
    }
}
