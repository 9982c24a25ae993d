//! Who asks the Logging API: every kind of credentials against local servers, and no secret of them in anything that is said or

//! written.

use std::sync::{Arc, Mutex};

use crate::harness::cli::{Ended, credtrail, ended, failed};
use crate::harness::logging_api::{Api, Trick, serve};
use crate::simulation::World;
use crate::simulation::clock::NOON;
use crate::simulation::files::Folder;
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

const TO: &str = "2026-10-07";

const GIVEN: &str = "ya29-given-token-0123456789";
const USER: &str = "ya29-user-token-0123456789";
const MACHINE: &str = "ya29-machine-token-0123456789";
const BORROWED: &str = "ya29-borrowed-token-0123456789";
const FEDERATED: &str = "ya29-federated-token-0123456789";
const REFRESH: &str = "refresh-secret-0123456789";
const CLIENT: &str = "client-secret-0123456789";

/// What must never be seen.
const SECRETS: [&str; 7] = [GIVEN, USER, MACHINE, BORROWED, FEDERATED, REFRESH, CLIENT];

/// A server that hands out tokens: OAuth, the metadata server, impersonation and the token exchange.
fn tokens() -> (String, Arc<Mutex<Vec<String>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let app = Router::new()
        .fallback(hand_out)
        .with_state(Arc::clone(&asked));
    (serve(app), asked)
}

async fn hand_out(
    State(asked): State<Arc<Mutex<Vec<String>>>>,
    headers: HeaderMap,
    uri: Uri,
    body: String,
) -> (StatusCode, String) {
    let path = uri.path().to_owned();
    let bearer = headers.get("authorization").and_then(|it| it.to_str().ok());
    let bearer = bearer.unwrap_or_default().to_owned();
    asked
        .lock()
        .expect("a list")
        .push(format!("{path} {bearer} {body}"));
    let token =
        |token: &str| json!({"access_token": token, "expires_in": 3600, "token_type": "Bearer"});
    let answer = match path.as_str() {
        "/oauth" => token(USER),
        "/oauth-expired" => return (StatusCode::BAD_REQUEST, json!({"error": "invalid_grant", "error_description": "Token has been expired or revoked."}).to_string()),
        "/computeMetadata/v1/instance/service-accounts/default/token" => token(MACHINE),
        "/sts" => {
            let mut answer = token(FEDERATED);
            answer["issued_token_type"] = json!("urn:ietf:params:oauth:token-type:access_token");
            answer
        }
        "/v1/projects/-/serviceAccounts/reader@acme.iam.gserviceaccount.com:generateAccessToken" => json!({"accessToken": BORROWED, "expireTime": "2099-01-01T00:00:00Z"}),
        _ => return (StatusCode::NOT_FOUND, String::new()),
    };
    (StatusCode::OK, answer.to_string())
}

/// Somebody who pulls as these credentials.
struct Asker {
    folder: Folder,
    api: Api,
}

impl Asker {
    fn with(credentials: &Value) -> Self {
        let folder = Folder::new()
            .with("adc.json", credentials.to_string())
            .with("credtrail.toml", "[pull]\nproject = \"acme-prod\"\n");
        let world = World::framed().used_token(&crate::simulation::Token::mint("a", "b", NOON));
        Asker {
            folder,
            api: Api::of_world(&world, 100),
        }
    }

    fn pull(&self, environment: &[(&str, &str)], flags: &[&str]) -> Ended {
        let mut command = credtrail(self.folder.path());
        let arguments = [
            "pull",
            "-vv",
            "--db",
            "a.db",
            "--to",
            TO,
            "--endpoint",
            self.api.endpoint(),
        ];
        command.args(arguments).args(flags);
        command.envs(environment.iter().copied());
        command.env("HOME", self.folder.path());
        let ended = ended(&mut command);
        for secret in SECRETS {
            assert!(
                !ended.err.contains(secret) && !ended.out.contains(secret),
                "{secret} was said: {}",
                ended.err
            );
            assert!(!self.folder.database_holds(secret), "{secret} was written");
        }
        ended
    }

    /// Pulls by Application Default Credentials from a file.
    fn pull_by_file(&self) -> Ended {
        self.pull(&[("GOOGLE_APPLICATION_CREDENTIALS", "adc.json")], &[])
    }

    /// What went with every call.
    fn authorization(&self) -> String {
        let calls = self.api.calls();
        let first = calls.first().expect("a call").authorization.clone();
        assert!(calls.iter().all(|it| it.authorization == first));
        first
    }
}

fn user(host: &str) -> Value {
    json!({
        "type": "authorized_user",
        "client_id": "client.apps.example",
        "client_secret": CLIENT,
        "refresh_token": REFRESH,
        "quota_project_id": "acme-quota",
        "token_uri": format!("http://{host}/oauth"),
    })
}

fn succeeded(ended: &Ended) {
    assert_eq!(ended.status, 0, "{}", ended.err);
}

#[test]
fn a_token_of_the_environment() {
    let asker = Asker::with(&json!({}));
    succeeded(&asker.pull(&[("CREDTRAIL_ACCESS_TOKEN", GIVEN)], &[]));
    assert_eq!(asker.authorization(), format!("Bearer {GIVEN}"));
}

#[test]
fn a_token_from_a_file_goes_first_and_is_read_for_each_call() {
    let asker = Asker::with(&json!({}));
    std::fs::write(asker.folder.path().join("token"), format!("{GIVEN}\n")).expect("a file");
    let flags = ["--access-token-file", "token"];
    succeeded(&asker.pull(&[("CREDTRAIL_ACCESS_TOKEN", "another-0123456789")], &flags));
    assert_eq!(asker.authorization(), format!("Bearer {GIVEN}"));
    std::fs::write(asker.folder.path().join("token"), "\n").expect("a file");
    failed(&asker.pull(&[], &flags), "it holds no access token");
}

#[test]
fn a_token_that_is_not_accepted() {
    let asker = Asker::with(&json!({}));
    let refusal = format!("Invalid token Bearer {GIVEN}{GIVEN}");
    asker
        .api
        .always("acme", Trick::Refuse(401, Vec::new(), refusal.leak()));
    let ended = asker.pull(&[("CREDTRAIL_ACCESS_TOKEN", GIVEN)], &[]);
    failed(&ended, "gcloud auth print-access-token");
    assert_eq!(
        asker.api.calls().len(),
        1,
        "the other logs would be refused as well"
    );
}

#[test]
fn a_server_that_repeats_the_token_is_not_repeated() {
    let asker = Asker::with(&json!({}));
    for status in [400, 403, 404, 418] {
        let refusal = format!("who is {GIVEN}?");
        asker
            .api
            .play([Trick::Refuse(status, Vec::new(), refusal.leak())]);
        assert_eq!(
            asker.pull(&[("CREDTRAIL_ACCESS_TOKEN", GIVEN)], &[]).status,
            2
        );
    }
}

#[test]
fn a_user() {
    let (host, asked) = tokens();
    let asker = Asker::with(&user(&host));
    succeeded(&asker.pull_by_file());
    assert_eq!(asker.authorization(), format!("Bearer {USER}"));
    assert_eq!(
        asker.api.calls()[0].quota_project.as_deref(),
        Some("acme-quota")
    );
    assert_eq!(
        asked.lock().expect("a list").len(),
        1,
        "a token serves many calls"
    );
}

#[test]
fn a_user_whose_login_has_expired() {
    let (host, _) = tokens();
    let mut credentials = user(&host);
    credentials["token_uri"] = json!(format!("http://{host}/oauth-expired"));
    let ended = Asker::with(&credentials).pull_by_file();
    failed(&ended, "gcloud auth application-default login");
    assert!(ended.err.contains("expired or revoked"), "{}", ended.err);
}

#[test]
fn a_service_account_signs_for_itself() {
    let key = KeyPair::generate(KeySize::Rsa2048).expect("a throw-away key");
    let der = AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&key).expect("PKCS #8");
    let body = BASE64_STANDARD.encode(der.as_ref());
    let asker = Asker::with(&json!({
        "type": "service_account",
        "client_email": "reader@acme.iam.gserviceaccount.com",
        "private_key_id": "1",
        "private_key": format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n"),
        "project_id": "acme",
        "token_uri": "http://127.0.0.1:1/oauth",
        "universe_domain": "googleapis.com",
    }));
    let ended = asker.pull_by_file();
    succeeded(&ended);
    let token = asker.authorization().replace("Bearer ", "");
    let claims = token.split('.').nth(1).expect("a claim set");
    let claims = BASE64_URL_SAFE_NO_PAD.decode(claims).expect("base64url");
    let claims: Value = serde_json::from_slice(&claims).expect("JSON");
    assert_eq!(claims["iss"], "reader@acme.iam.gserviceaccount.com");
    assert!(!ended.err.contains(&token) && !asker.folder.database_holds(&token));
    assert!(!ended.err.contains(&body[..40]));
}

#[test]
fn the_metadata_server() {
    let (host, _) = tokens();
    let asker = Asker::with(&json!({}));
    succeeded(&asker.pull(&[("GCE_METADATA_HOST", &host)], &[]));
    assert_eq!(asker.authorization(), format!("Bearer {MACHINE}"));
}

#[test]
fn impersonation() {
    let (host, asked) = tokens();
    let asker = Asker::with(&json!({
        "type": "impersonated_service_account",
        "service_account_impersonation_url": format!("http://{host}/v1/projects/-/serviceAccounts/reader@acme.iam.gserviceaccount.com:generateAccessToken"),
        "source_credentials": user(&host),
    }));
    succeeded(&asker.pull_by_file());
    assert_eq!(asker.authorization(), format!("Bearer {BORROWED}"));
    let asked = asked.lock().expect("a list");
    assert!(
        asked
            .iter()
            .any(|it| it.starts_with(&format!("/v1/projects/-/serviceAccounts/reader@acme.iam.gserviceaccount.com:generateAccessToken Bearer {USER}")))
    );
}

#[test]
fn workload_identity_federation() {
    let (host, asked) = tokens();
    let asker = Asker::with(&json!({
        "type": "external_account",
        "audience": "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q",
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
        "token_url": format!("http://{host}/sts"),
        "credential_source": {"file": "subject", "format": {"type": "text"}},
    }));
    std::fs::write(asker.folder.path().join("subject"), "subject-token").expect("a file");
    succeeded(&asker.pull_by_file());
    assert_eq!(asker.authorization(), format!("Bearer {FEDERATED}"));
    assert!(
        asked
            .lock()
            .expect("a list")
            .iter()
            .any(|it| it.contains("subject-token"))
    );
}

#[test]
fn nobody() {
    let asker = Asker::with(&json!({}));
    let nowhere = [("GCE_METADATA_HOST", "127.0.0.1:1")];
    let ended = asker.pull(&nowhere, &[]);
    failed(&ended, "gcloud auth application-default login");
    assert!(ended.err.contains("CREDTRAIL_ACCESS_TOKEN"));
    assert!(asker.api.calls().is_empty());
    let named = [("GOOGLE_APPLICATION_CREDENTIALS", "nowhere.json")];
    failed(&asker.pull(&named, &[]), "nowhere.json");
}
