//! The metadata server of a VM.
//!
//! One answer holds the certificate and its private key, which is skipped. Another answer holds the trust anchors. A rotation may happen
//! between both requests, so that the credentials are requested again after the trust anchors, until both answers are the same.

use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use reqwest::{Client, Response, StatusCode};

use super::credentials_seen::{Credential, CredentialSource, CredentialsSeen};
use super::refusal::{Refusal, holds_pem};
use super::saved_answers::Endpoint;
use super::{Error, LARGEST};
use crate::http::body::{self, Bounds, Unread};
use crate::http::client::direct;
use crate::model::finding::message::{Message, message};

/// The host of the metadata server, unless `GCE_METADATA_HOST` names another.
pub const HOST: &str = "metadata.google.internal";

/// The path above the three endpoints.
const BELOW: &str = "computeMetadata/v1/instance/gce-workload-certificates";

/// The longest wait for one answer. The metadata server is on the same machine.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The most requests for an answer that was cut off, or that the server could not give for a moment.
const TRIES: usize = 3;

/// The most requests for credentials that change during the requests.
const ROTATIONS: usize = 4;

/// Reads all three endpoints of a metadata server: `HOST` or `HOST:PORT`.
///
/// # Errors
/// If the server does not answer, or answers with an error.
pub async fn read(host: &str) -> Result<CredentialsSeen, Error> {
    let server = Server::of(host)?;
    let mut found = CredentialsSeen::new(CredentialSource::Metadata);
    server.add("config-status", &mut found).await?;
    let mut credentials = server.credentials().await?;
    for _ in 0..ROTATIONS {
        found.bundles.clear();
        found.no_bundle = None;
        match server.add("trust-anchors", &mut found).await {
            Err(Error::Answer {
                status,
                explanation,
                ..
            }) => found.no_bundle = Some(format!("trust-anchors answered {status}: {explanation}")),
            other => other?,
        }
        let again = server.credentials().await?;
        let settled = again == credentials;
        credentials = again;
        if settled {
            break;
        }
    }
    if credentials.is_empty() {
        return Err(Error::NoCertificate {
            place: server.url("workload-identities"),
            refusals: std::mem::take::<Vec<Refusal>>(&mut found.refusals),
        });
    }
    found.credentials = credentials;
    Ok(found)
}

struct Server {
    client: Client,
    host: String,
}

/// Why there is no answer, and whether a retry may help.
enum Failed {
    /// A retry may help.
    Passing(Error),
    /// A retry does not help.
    Lasting(Error),
}

impl Server {
    fn of(host: &str) -> Result<Self, Error> {
        let client = direct().timeout(TIMEOUT).build();
        let client = client.map_err(|error| Error::Unreachable {
            url: host.to_owned(),
            problem: message!(
                "error-vm-not-asked",
                "cannot be asked: {why}",
                why = error.to_string()
            ),
        })?;
        let host = host.trim_start_matches("http://").trim_end_matches('/');
        Ok(Server {
            client,
            host: host.to_owned(),
        })
    }

    fn url(&self, endpoint: &str) -> String {
        format!("http://{}/{BELOW}/{endpoint}", self.host)
    }

    async fn credentials(&self) -> Result<Vec<Credential>, Error> {
        let mut found = CredentialsSeen::new(CredentialSource::Metadata);
        self.add("workload-identities", &mut found).await?;
        Ok(found.credentials)
    }

    async fn add(&self, endpoint: &str, found: &mut CredentialsSeen) -> Result<(), Error> {
        let url = self.url(endpoint);
        let ask = || self.bytes(&url);
        let waits = ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(50))
            .with_max_times(TRIES - 1)
            .with_jitter();
        let answer = ask
            .retry(waits)
            .when(|it| matches!(it, Failed::Passing(_)))
            .await;
        let mut bytes = answer.map_err(|failed| match failed {
            Failed::Passing(error) | Failed::Lasting(error) => error,
        })?;
        let added = found.add_answer(&bytes, &url, Endpoint::named(endpoint));
        bytes.fill(0); // the answer may hold a private key
        added
    }

    async fn bytes(&self, url: &str) -> Result<Vec<u8>, Failed> {
        let asked = self
            .client
            .get(url)
            .header("Metadata-Flavor", "Google")
            .send()
            .await;
        let mut response = asked.map_err(|error| unreachable(url, &error))?;
        let status = response.status();
        let body = body(&mut response, url).await?;
        match status {
            StatusCode::OK => Ok(body),
            status => {
                let error = Error::Answer {
                    url: url.to_owned(),
                    status: status.as_u16(),
                    explanation: explanation(status, &body),
                };
                let passing = status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS;
                Err(if passing {
                    Failed::Passing(error)
                } else {
                    Failed::Lasting(error)
                })
            }
        }
    }
}

/// Reads the body of an answer of at most 1 MiB.
async fn body(response: &mut Response, url: &str) -> Result<Vec<u8>, Failed> {
    let bounds = Bounds {
        most: usize::try_from(LARGEST).unwrap_or(usize::MAX),
        stretch: TIMEOUT, // the client's own limit is the same, for head and body together
    };
    body::read(response, bounds).await.map_err(|why| match why {
        Unread::Lost(error) => unreachable(url, &error),
        Unread::TooLarge(_) => Failed::Lasting(Error::Malformed {
            place: url.to_owned(),
            problem: message!(
                "error-vm-large-answer",
                "more than 1 MiB, which no credential is"
            ),
        }),
        Unread::TooSlow => Failed::Lasting(Error::Unreachable {
            url: url.to_owned(),
            problem: late(),
        }),
    })
}

fn late() -> Message {
    message!(
        "error-vm-late",
        "did not answer within {seconds} s",
        seconds = TIMEOUT.as_secs()
    )
}

fn unreachable(url: &str, error: &reqwest::Error) -> Failed {
    let problem = if error.is_timeout() {
        late()
    } else if error.is_connect() {
        message!("error-vm-not-reached", "cannot be reached")
    } else {
        message!("error-vm-cut", "was cut off in the middle of its answer")
    };
    let lasting = error.is_timeout();
    let error = Error::Unreachable {
        url: url.to_owned(),
        problem,
    };
    if lasting {
        Failed::Lasting(error)
    } else {
        Failed::Passing(error)
    }
}

/// Explains an error of the metadata server (Google's page "Troubleshoot workload to workload authentication").
fn explanation(status: StatusCode, body: &[u8]) -> Message {
    let means = match status {
        StatusCode::NOT_FOUND => message!(
            "error-vm-404",
            "this VM does not support managed workload identities or is not configured for them: set enable-workload-certificate=true and the partner metadata (CONFIGS.json), or create it with --identity"
        ),
        StatusCode::PRECONDITION_FAILED => message!(
            "error-vm-412",
            "managed workload identities were never configured for this VM: give it the partner metadata (CONFIGS.json), or create it with --identity"
        ),
        StatusCode::FORBIDDEN => message!(
            "error-vm-403",
            "the server refuses requests that were forwarded, or without Metadata-Flavor"
        ),
        _ => message!("error-vm-down", "the metadata server failed"),
    };
    let text = String::from_utf8_lossy(body);
    let reply = text
        .lines()
        .map(str::trim)
        .find(|it| !it.is_empty() && !it.starts_with('<'))
        .filter(|_| !holds_pem(body));
    match reply {
        Some(reply) => message!(
            "error-vm-said",
            "{means} ({reply})",
            reply = reply.chars().take(200).collect::<String>();
            means
        ),
        None => means,
    }
}
