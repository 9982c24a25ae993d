//! What goes through a proxy or over the network in the clear.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::harness::cli::{Ended, credtrail, ended, failed, ingested, value};
use crate::harness::logging_api::Api;
use crate::simulation::clock::NOON;
use crate::simulation::files::Folder;
use crate::simulation::keys::key_set;
use crate::simulation::{Token, World};

const TOKEN: &str = "ya29.a0AbCdEfGhIjKlMnOpQrStUvWxYz0123456789";

/// A proxy that keeps what it is told, and a server that gives one body to everybody.
struct Listener {
    address: SocketAddr,
    heard: Arc<Mutex<String>>,
}

impl Listener {
    fn saying(body: &str) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = socket.local_addr().expect("an address");
        let heard = Arc::new(Mutex::new(String::new()));
        let (received, body) = (Arc::clone(&heard), body.to_owned());
        thread::spawn(move || {
            for mut stream in socket.incoming().flatten() {
                let mut head = [0; 4096];
                let length = stream.read(&mut head).unwrap_or(0);
                let text = String::from_utf8_lossy(&head[..length]).into_owned();
                received.lock().expect("a text").push_str(&text);
                let length = body.len();
                let _ = write!(
                    stream,
                    "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
                );
            }
        });
        Listener { address, heard }
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn heard(&self) -> String {
        self.heard.lock().expect("a text").clone()
    }
}

/// Runs the command with a proxy for everything.
fn through(
    proxy: &Listener,
    folder: &Folder,
    environment: &[(&str, &str)],
    args: &[&str],
) -> Ended {
    let mut command = credtrail(folder.path());
    for name in ["http_proxy", "https_proxy", "ALL_PROXY"] {
        command.env(name, proxy.url());
    }
    command.env("HOME", folder.path());
    ended(command.envs(environment.iter().copied()).args(args))
}

fn api() -> Api {
    Api::of_world(
        &World::framed().used_token(&Token::mint("a", "b", NOON)),
        100,
    )
}

fn pull(api: &Api) -> [String; 8] {
    let (project, endpoint) = ("acme-prod".to_owned(), api.endpoint().to_owned());
    ["pull", "--db", "a.db", "--to", "2026-10-07", "--project"]
        .map(str::to_owned)
        .into_iter()
        .chain([project, format!("--endpoint={endpoint}")])
        .collect::<Vec<_>>()
        .try_into()
        .expect("eight words")
}

#[test]
fn a_token_for_this_machine_does_not_go_to_the_proxy() {
    let (proxy, api) = (Listener::saying("{}"), api());
    let arguments = pull(&api);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let token = [("CREDTRAIL_ACCESS_TOKEN", TOKEN)];
    let pulled = through(&proxy, &Folder::new(), &token, &arguments);
    assert_eq!(pulled.status, 0, "{}", pulled.err);
    assert_eq!(proxy.heard(), "");
    assert!(!api.calls().is_empty());
}

#[test]
fn the_metadata_server_is_not_asked_through_the_proxy() {
    let (proxy, api) = (Listener::saying("{}"), api());
    let arguments = pull(&api);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    through(&proxy, &Folder::new(), &[], &arguments);
    assert_eq!(proxy.heard(), "", "Application Default Credentials");
    through(&proxy, &Folder::new(), &[], &["ingest", "gs://acme-logs/"]);
    let heard = proxy.heard();
    assert!(!heard.contains("metadata"), "a bucket: {heard}");
    let machine =
        Listener::saying(r#"{"access_token":"x","expires_in":3600,"token_type":"Bearer"}"#);
    let host = machine.address.to_string();
    through(
        &proxy,
        &Folder::new(),
        &[("GCE_METADATA_HOST", &host)],
        &arguments,
    );
    assert!(machine.heard().contains("computeMetadata"));
    assert!(!proxy.heard().contains("computeMetadata"));
}

#[test]
fn a_proxy_gives_no_keys_for_this_machine() {
    let forged = Listener::saying(r#"{"keys":[]}"#);
    let machine = Listener::saying(&key_set());
    let token = Token::mint("team-a", "web", NOON).signed();
    let folder = ingested("complete-jwt").with("token.jwt", token);
    for host in ["127.0.0.1", "localhost"] {
        let jwks = format!("http://{host}:{}/openid/v1/jwks", machine.address.port());
        let arguments = ["trace", "--db", "a.db", "--jwks", &jwks, "token.jwt"];
        let traced = through(&forged, &folder, &[], &arguments);
        assert!(traced.out.contains("verified with key"), "{}", traced.err);
        assert_eq!(forged.heard(), "");
    }
}

#[test]
fn a_notice_goes_to_this_machine_without_a_proxy_and_to_others_encrypted() {
    let (proxy, hook) = (Listener::saying(""), Listener::saying(""));
    let folder = ingested("missing-record");
    let scan = |url: &str| {
        let arguments = ["scan", "-q", "--db", "a.db", "--notify", url];
        through(&proxy, &folder, &[], &arguments)
    };
    for url in [
        "http://hooks.acme.example/s3cret",
        "http://127.0.0.1.acme.example/s3cret",
        "http://10.0.0.1/s3cret",
    ] {
        let refused = scan(url);
        failed(&refused, "over the network in the clear; use https://");
        assert!(!refused.err.contains("s3cret"), "{}", refused.err);
    }
    assert_eq!(scan(&format!("{}/hook", hook.url())).status, 1);
    assert!(hook.heard().contains("POST /hook"));
    assert_eq!(proxy.heard(), "");
}

#[test]
fn credentials_are_not_renewed_in_the_clear() {
    let (proxy, api) = (Listener::saying("{}"), api());
    let credentials = r#"{"type":"authorized_user","client_id":"c","client_secret":"s","refresh_token":"r","token_uri":"http://oauth.acme.example/token"}"#;
    let folder = Folder::new().with("adc.json", credentials);
    let arguments = pull(&api);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let file = [("GOOGLE_APPLICATION_CREDENTIALS", "adc.json")];
    let refused = through(&proxy, &folder, &file, &arguments);
    failed(&refused, "token_uri of the credentials file");
    assert_eq!(proxy.heard(), "");
}

#[test]
fn a_bucket_gets_no_token_in_the_clear() {
    let proxy = Listener::saying("{}");
    let environment = [
        ("AZURE_STORAGE_ACCOUNT_NAME", "acme"),
        ("AZURE_STORAGE_TOKEN", TOKEN),
        ("AZURE_STORAGE_ENDPOINT", "http://store.acme.example"),
        ("AZURE_ALLOW_HTTP", "true"),
    ];
    let arguments = ["ingest", "--db", "a.db", "az://logs/"];
    let refused = through(&proxy, &Folder::new(), &environment, &arguments);
    failed(&refused, "in the clear");
    assert_eq!(proxy.heard(), "");
}

#[test]
fn the_command_is_the_same_with_a_proxy() {
    let proxy = Listener::saying("{}");
    let folder = ingested("complete-jwt");
    let arguments = ["scan", "--db", "a.db", "--no-record", "--format", "json"];
    let scanned = through(&proxy, &folder, &[], &arguments);
    assert_eq!(
        value(&scanned.out)["summary"]["complete"],
        1,
        "{}",
        scanned.err
    );
}
