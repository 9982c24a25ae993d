//! Signatures by Cloud KMS: a server on this machine that behaves like it, and one that damages what it says.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use credtrail::attestation::private_key::PrivateKey;
use credtrail::fetch::kms::client::KmsKey;
use credtrail::fetch::logging_api::access::Access;
use credtrail::fetch::logging_api::access::secret::Secret;
use credtrail::fetch::retry_policy::RetryPolicy;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::ecdsa::{Signature, SigningKey};
use p256::pkcs8::DecodePrivateKey;
use serde_json::{Value, json};

use super::{Keys, desk, statement, verify};
use crate::harness::cli::{credtrail, ended, failed};
use crate::harness::logging_api::serve;

const NAME: &str = "projects/acme-keys/locations/eu/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1";
const TOKEN: &str = "ya29.a0AbCdEfGhIjKlMnOpQrStUvWxYz0123456789";

/// Changes an answer before it is sent.
type Damage = fn(&mut Value);

/// What a call is answered with in place of a signature.
#[derive(Clone, Copy)]
enum Trick {
    Say(u16),
    Damage(Damage),
}

struct Kms {
    private: String,
    public: String,
    algorithm: &'static str,
    tricks: Mutex<Vec<Trick>>,
    /// What is done to the public key.
    damage: Option<Damage>,
    calls: Mutex<Vec<Value>>,
}

impl Kms {
    fn of(keys: Keys, algorithm: &'static str, tricks: &[Trick]) -> Arc<Self> {
        Arc::new(Kms {
            private: keys.private,
            public: keys.public,
            algorithm,
            tricks: Mutex::new(tricks.to_vec()),
            damage: None,
            calls: Mutex::default(),
        })
    }

    /// A service whose answer with the public key is damaged.
    fn damaged(damage: Damage) -> Arc<Self> {
        let mut kms = Self::of(Keys::p256(2), "EC_SIGN_P256_SHA256", &[]);
        Arc::get_mut(&mut kms).expect("no other owner").damage = Some(damage);
        kms
    }

    fn start(self: &Arc<Self>) -> String {
        let app = Router::new().fallback(answer).with_state(Arc::clone(self));
        format!("http://{}", serve(app))
    }

    fn calls(&self) -> Vec<Value> {
        self.calls.lock().expect("calls").clone()
    }

    fn sign(&self, question: &Value) -> Value {
        let (signature, of) = match question["digest"]["sha256"].as_str() {
            Some(digest) => {
                let digest = STANDARD.decode(digest).expect("base64");
                assert_eq!(question["digestCrc32c"], crc32c(&digest));
                let key = SigningKey::from_pkcs8_pem(&self.private).expect("a key");
                let signature: Signature = key.sign_prehash(&digest).expect("a signature");
                (signature.to_der().as_bytes().to_vec(), "Digest")
            }
            None => {
                let data = STANDARD.decode(question["data"].as_str().expect("data"));
                let data = data.expect("base64");
                assert_eq!(question["dataCrc32c"], crc32c(&data));
                let key = PrivateKey::from_pem(&self.private).expect("a key");
                (key.sign(&data).expect("a signature"), "Data")
            }
        };
        json!({
            "name": NAME,
            "signature": STANDARD.encode(&signature),
            "signatureCrc32c": crc32c(&signature),
            format!("verified{of}Crc32c"): true,
            "protectionLevel": "HSM",
        })
    }
}

async fn answer(
    State(kms): State<Arc<Kms>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    assert_eq!(headers["authorization"], format!("Bearer {TOKEN}"));
    if uri.path() == format!("/v1/{NAME}/publicKey") {
        let pem = &kms.public;
        let sum = crc32c(pem.as_bytes());
        let algorithm = kms.algorithm;
        let mut answer = json!({
            "pem": pem,
            "algorithm": algorithm,
            "pemCrc32c": sum,
            "name": NAME,
            "protectionLevel": "HSM",
        });
        if let Some(damage) = kms.damage {
            damage(&mut answer);
        }
        return axum::Json(answer).into_response();
    }
    assert_eq!(uri.path(), format!("/v1/{NAME}:asymmetricSign"));
    let question: Value = serde_json::from_slice(&body).expect("a question");
    kms.calls.lock().expect("calls").push(question.clone());
    let trick = kms.tricks.lock().expect("tricks").pop();
    let mut answer = kms.sign(&question);
    match trick {
        Some(Trick::Say(status)) => {
            let status = StatusCode::from_u16(status).expect("a status");
            let refusal = json!({ "error": { "message": format!("no {TOKEN}") } });
            return (status, axum::Json(refusal)).into_response();
        }
        Some(Trick::Damage(damage)) => damage(&mut answer),
        None => {}
    }
    axum::Json(answer).into_response()
}

/// CRC-32C by a table of its own.
fn crc32c(bytes: &[u8]) -> String {
    let table = |byte: u32| {
        (0..8).fold(byte, |sum, _| {
            (sum >> 1) ^ if sum & 1 == 1 { 0x82f6_3b78 } else { 0 }
        })
    };
    let step = |sum: u32, byte: &u8| table((sum ^ u32::from(*byte)) & 0xff) ^ (sum >> 8);
    (!bytes.iter().fold(u32::MAX, step)).to_string()
}

/// Has something signed by the library.
fn signed(kms: &Arc<Kms>) -> Result<Vec<u8>, String> {
    let endpoint = kms.start().parse().expect("an endpoint");
    let access = Access::Token(Secret::new(TOKEN).expect("a token"));
    let patience = RetryPolicy {
        first: Duration::from_millis(1),
        longest: Duration::from_millis(10),
        again: 3,
        silence: Duration::from_secs(5),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let signature = runtime.expect("a runtime").block_on(async {
        let key = KmsKey::open(NAME.parse().expect("a name"), endpoint, access, patience).await?;
        key.sign(b"what is signed").await
    });
    signature.map_err(|it| it.to_string())
}

#[test]
fn a_key_of_cloud_kms_signs_a_report() {
    for (keys, algorithm, field) in [
        (Keys::p256(2), "EC_SIGN_P256_SHA256", "digest"),
        (Keys::ed25519(), "EC_SIGN_ED25519", "data"),
    ] {
        let kms = Kms::of(keys, algorithm, &[]);
        let folder = desk().with("kms.pem", &kms.public).with("token", TOKEN);
        let endpoint = kms.start();
        let signing = [
            "scan",
            "-q",
            "--db=a.db",
            "--sign",
            NAME,
            "--kms-endpoint",
            &endpoint,
        ];
        let outputs = [
            "--format=json",
            "--output=r.json",
            "--signature=r.dsse.json",
            "--access-token-file=token",
        ];
        let scan = ended(credtrail(folder.path()).args(signing).args(outputs));
        assert_eq!((scan.status, scan.err.as_str()), (1, ""));
        let calls = kms.calls();
        assert!(
            calls.len() == 1 && calls[0].get(field).is_some(),
            "{calls:?}"
        );
        let verified = verify(&folder, &["--key=kms.pem", "r.dsse.json"]);
        assert_eq!(verified.status, 0, "{}", verified.out);
        assert_eq!(
            statement(&folder, "r.dsse.json")["subject"][0]["name"],
            "r.json"
        );
    }
}

#[test]
fn what_came_damaged_is_asked_for_again_and_never_taken() {
    let damages: [(Damage, &str); 6] = [
        (
            |it| it["signatureCrc32c"] = "1".into(),
            "its checksum is another one",
        ),
        (
            |it| it["verifiedDigestCrc32c"] = false.into(),
            "was not checked there",
        ),
        (
            |it| {
                it["verifiedDigestCrc32c"] = false.into();
                it["verifiedDataCrc32c"] = true.into();
            },
            "was not checked there",
        ),
        (
            |it| it["name"] = NAME.replace("/k/", "/other/").into(),
            "of another key",
        ),
        (|it| it["signature"] = "!".into(), "no base64"),
        (
            |it| {
                it["signature"] = STANDARD.encode("x").into();
                it["signatureCrc32c"] = crc32c(b"x").into();
            },
            "did not make that signature",
        ),
    ];
    for (damage, reason) in damages {
        let once = Kms::of(
            Keys::p256(2),
            "EC_SIGN_P256_SHA256",
            &[Trick::Damage(damage)],
        );
        assert!(signed(&once).is_ok(), "{reason}");
        assert_eq!(once.calls().len(), 2, "{reason}");
        let always = [Trick::Damage(damage); 9];
        let always = Kms::of(Keys::p256(2), "EC_SIGN_P256_SHA256", &always);
        let error = signed(&always).expect_err(reason);
        assert!(error.contains(reason), "{error}");
        assert_eq!(always.calls().len(), 4, "{reason}");
    }
}

#[test]
fn nothing_is_signed_with_a_public_key_that_came_damaged() {
    let damages: [(Damage, &str); 5] = [
        (
            |it| it["pemCrc32c"] = "1".into(),
            "its checksum is another one",
        ),
        (|it| it["pemCrc32c"] = Value::Null, "no answer of Cloud KMS"),
        (
            |it| it["pem"] = Keys::p256(3).public.into(),
            "its checksum is another one",
        ),
        (
            |it| it["name"] = NAME.replace("/1", "/2").into(),
            "of another key",
        ),
        (
            |it| it["algorithm"] = "EC_SIGN_ED25519".into(),
            "not for the algorithm that it names",
        ),
    ];
    for (damage, reason) in damages {
        let kms = Kms::damaged(damage);
        let error = signed(&kms).expect_err(reason);
        assert!(error.contains(reason), "{error}");
        assert_eq!(kms.calls().len(), 0, "{reason}");
    }
}

#[test]
fn the_project_may_be_named_by_its_number() {
    let number: Damage = |it| it["name"] = NAME.replace("acme-keys", "123").into();
    let kms = Kms::of(
        Keys::p256(2),
        "EC_SIGN_P256_SHA256",
        &[Trick::Damage(number)],
    );
    assert!(signed(&kms).is_ok());
    assert_eq!(kms.calls().len(), 1);
}

#[test]
fn a_fault_that_passes_is_waited_for_and_a_refusal_is_told() {
    let tricks = [Trick::Say(503), Trick::Say(429)];
    let kms = Kms::of(Keys::p256(2), "EC_SIGN_P256_SHA256", &tricks);
    assert!(signed(&kms).is_ok());
    assert_eq!(kms.calls().len(), 3);
    let kms = Kms::of(Keys::p256(2), "EC_SIGN_P256_SHA256", &[Trick::Say(403)]);
    let error = signed(&kms).expect_err("a refusal");
    assert!(error.contains("roles/cloudkms.signerVerifier"), "{error}");
    assert!(
        !error.contains("a0AbCd"),
        "the token is not repeated: {error}"
    );
    assert_eq!(kms.calls().len(), 1);
}

#[test]
fn a_key_of_another_kind_is_refused_before_anything_is_read() {
    let kms = Kms::of(Keys::p256(2), "RSA_SIGN_PSS_2048_SHA256", &[]);
    let folder = desk();
    let endpoint = kms.start();
    let signing = [
        "scan",
        "-q",
        "--db=a.db",
        "--format=json",
        "--signature=s.json",
        "--sign",
        NAME,
    ];
    let mut command = credtrail(folder.path());
    command.args(signing).args(["--kms-endpoint", &endpoint]);
    failed(
        &ended(command.env("CREDTRAIL_ACCESS_TOKEN", TOKEN)),
        "the key is for RSA_SIGN_PSS_2048_SHA256",
    );
    assert_eq!(kms.calls().len(), 0);
    let clear = ["--kms-endpoint", "http://kms.example.com"];
    failed(
        &ended(credtrail(folder.path()).args(signing).args(clear)),
        "in the clear",
    );
}
