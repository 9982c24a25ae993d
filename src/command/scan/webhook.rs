//! Posts a notice to a webhook.

use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use credtrail::http::client::client_to;
use credtrail::http::destination::Destination;
use credtrail::message;
use credtrail::model::finding::message::Message;
use reqwest::{Client, StatusCode, Url, header};

/// The header of the signature of a notice, as GitHub's `X-Hub-Signature-256`: HMAC-SHA-256 (RFC 2104) of the body in hexadecimal digits.
const SIGNATURE: &str = "X-Credtrail-Signature";

/// Why a notice did not arrive.
#[derive(Debug)]
enum Refusal {
    /// A later try may succeed.
    ForNow(anyhow::Error),
    /// The webhook refuses the notice.
    ForEver(anyhow::Error),
}

/// Posts a notice, with its signature where the webhook shares a secret. Tries again where a later try may succeed.
///
/// # Errors
/// If the webhook does not take the notice.
pub async fn post(url: &Url, body: String, signature: Option<String>) -> anyhow::Result<()> {
    let client = client_to(Destination::of(url))
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_secs(10))
        .build()?;
    let tries = ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(500))
        .with_max_times(3)
        .with_jitter();
    let posted = (|| try_to_post(&client, url, &body, signature.as_deref()))
        .retry(tries)
        .when(|it| matches!(it, Refusal::ForNow(_)))
        .await;
    posted.map_err(|refusal| match refusal {
        Refusal::ForNow(error) | Refusal::ForEver(error) => error,
    })
}

async fn try_to_post(
    client: &Client,
    url: &Url,
    body: &str,
    signature: Option<&str>,
) -> Result<(), Refusal> {
    let request = client.post(url.clone()).body(body.to_owned());
    let mut request = request.header(header::CONTENT_TYPE, "application/json");
    if let Some(signature) = signature {
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
