//! The client of Cloud KMS: the public key of a key version, and signatures by it.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use reqwest::header::AUTHORIZATION;
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::answer::{PublicKeyAnswer, Sent, SignatureAnswer};
use super::crc32c;
use super::kms_error::KmsError;
use crate::attestation::public_key::{Algorithm, PublicKey};
use crate::fetch::logging_api::access::Access;
use crate::fetch::logging_api::client::in_full;
use crate::fetch::logging_api::refusal::{Refusal, api_message, retry_after};
use crate::fetch::retry_policy::RetryPolicy;
use crate::http::base_url::BaseUrl;
use crate::http::body::{self, Bounds};
use crate::http::client::client_to;
use crate::policy::value::resource::KeyVersion;

/// The host of Cloud KMS.
pub const HOST: &str = "cloudkms.googleapis.com";

/// The most bytes of an answer: a public key takes less than 2 KiB.
const MOST: usize = 64 << 10;

/// When and how often a call is tried again.
pub const PATIENCE: RetryPolicy = RetryPolicy {
    first: Duration::from_secs(1),
    longest: Duration::from_secs(30),
    again: 3,
    silence: Duration::from_secs(30),
};

/// The most bytes that the service takes as `data`.
const MOST_DATA: usize = 64 << 10;

/// A key version, whose public key is known.
pub struct KmsKey {
    caller: Caller,
    name: KeyVersion,
    public: PublicKey,
}

struct Caller {
    http: Client,
    endpoint: BaseUrl,
    access: Access,
    patience: RetryPolicy,
}

impl KmsKey {
    /// Asks for the public key: the caller and the key are the right ones before anything else is done.
    ///
    /// # Errors
    /// [`KmsError`]
    pub async fn open(
        name: KeyVersion,
        endpoint: BaseUrl,
        access: Access,
        patience: RetryPolicy,
    ) -> Result<Self, KmsError> {
        let http = client_to(endpoint.destination())
            .connect_timeout(patience.silence)
            .read_timeout(patience.silence)
            .build()
            .map_err(|it| unreachable(&it))?;
        let caller = Caller {
            http,
            endpoint,
            access,
            patience,
        };
        let request = caller.http.get(format!("{}/publicKey", caller.url(&name)));
        let read = |body: &[u8]| PublicKeyAnswer::read(body, &name);
        let answer = caller.answer(request, read).await?;
        let public = usable(&answer)?;
        Ok(KmsKey {
            caller,
            name,
            public,
        })
    }

    /// Returns the public key.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Has a message signed, and checks the signature.
    ///
    /// # Errors
    /// [`KmsError`]
    pub async fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KmsError> {
        let url = format!("{}:asymmetricSign", self.caller.url(&self.name));
        let request = self.caller.http.post(url).json(&self.question(message)?);
        let sent = match self.public.algorithm() {
            Algorithm::EcdsaP256 => Sent::Digest,
            Algorithm::Ed25519 => Sent::Data,
        };
        let read = |body: &[u8]| {
            let signature = SignatureAnswer::read(body, &self.name, sent)?;
            let is_sound = self.public.made(&signature, message);
            let unsound = KmsError::Damaged("the key did not make that signature");
            is_sound.then_some(signature).ok_or(unsound)
        };
        self.caller.answer(request, read).await
    }

    fn question(&self, message: &[u8]) -> Result<Value, KmsError> {
        match self.public.algorithm() {
            Algorithm::EcdsaP256 => {
                let digest = Sha256::digest(message);
                let sum = crc32c::of(&digest).to_string();
                let digest = STANDARD.encode(digest);
                Ok(json!({ "digest": { "sha256": digest }, "digestCrc32c": sum }))
            }
            Algorithm::Ed25519 if message.len() > MOST_DATA => {
                Err(KmsError::TooLong(message.len()))
            }
            Algorithm::Ed25519 => {
                let sum = crc32c::of(message).to_string();
                Ok(json!({ "data": STANDARD.encode(message), "dataCrc32c": sum }))
            }
        }
    }
}

/// Returns the public key, if its algorithm is one of those that verify reports.
fn usable(answer: &PublicKeyAnswer) -> Result<PublicKey, KmsError> {
    let algorithm = match answer.algorithm.as_str() {
        "EC_SIGN_P256_SHA256" => Algorithm::EcdsaP256,
        "EC_SIGN_ED25519" => Algorithm::Ed25519,
        other => return Err(KmsError::OtherAlgorithm(other.chars().take(60).collect())),
    };
    let public = PublicKey::from_pem(&answer.pem)?;
    let other = KmsError::Damaged("the public key is not for the algorithm that it names");
    (public.algorithm() == algorithm)
        .then_some(public)
        .ok_or(other)
}

impl Caller {
    fn url(&self, name: &KeyVersion) -> String {
        format!("{}/v1/{name}", self.endpoint)
    }

    /// Returns an answer that was read; tries again where that may help.
    async fn answer<T>(
        &self,
        request: RequestBuilder,
        read: impl Fn(&[u8]) -> Result<T, KmsError>,
    ) -> Result<T, KmsError> {
        let mut waits = self.patience.waits();
        loop {
            let again = request.try_clone();
            let answer = match again {
                Some(request) => self.call(request).await.and_then(|it| read(&it)),
                None => Err(KmsError::Unreachable(
                    "the call cannot be repeated".to_owned(),
                )),
            };
            let error = match answer {
                Err(error) if error.may_pass() => error,
                outcome => return outcome,
            };
            match waits.next() {
                Some(wait) if error.wait() <= self.patience.longest => {
                    tokio::time::sleep(wait.max(error.wait())).await;
                }
                _ => return Err(error),
            }
        }
    }

    async fn call(&self, request: RequestBuilder) -> Result<Vec<u8>, KmsError> {
        let headers = self.access.headers().await?;
        let sent = headers.get(AUTHORIZATION).cloned();
        let answer = request.headers(headers).send().await;
        let mut answer = answer.map_err(|it| unreachable(&it))?;
        let status = answer.status();
        let wait = retry_after(answer.headers(), Timestamp::now());
        let bounds = Bounds {
            most: MOST,
            stretch: self.patience.silence,
        };
        let body = body::read(&mut answer, bounds).await;
        let body = body.map_err(|it| KmsError::Unreachable(it.to_string()));
        if status == StatusCode::OK {
            return body;
        }
        let refusal: Refusal =
            serde_json::from_slice(&body.unwrap_or_default()).unwrap_or_default();
        let message = api_message(&refusal, status, sent.as_ref());
        Err(match status.as_u16() {
            status @ (408 | 429 | 500..=599) => KmsError::Down {
                status,
                message,
                wait,
            },
            status => KmsError::Refused { status, message },
        })
    }
}

fn unreachable(error: &reqwest::Error) -> KmsError {
    KmsError::Unreachable(in_full(error))
}
