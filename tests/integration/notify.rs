//! `credtrail scan --notify`: a webhook is told what changed, once, and nothing is lost where it does not listen.

use std::sync::{Arc, Mutex};
use std::thread;

use crate::harness::cli::{Ended, credtrail, ended, failed, ingest, ingested, run};
use crate::simulation::files::{Folder, fixture};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::{Value, json};

#[test]
fn what_changed_is_told_once() {
    let (folder, hook) = (ingested("missing-record"), Hook::new());
    let first = scan(&folder, &hook);
    assert_eq!((first.status, first.err.as_str()), (1, ""));
    let [notices] = &hook.notices()[..] else {
        panic!("one notice")
    };
    assert_eq!(
        (&notices["version"], &notices["before"]),
        (&json!(1), &Value::Null)
    );
    assert_eq!(
        (&notices["after"]["broken"], &notices["after"]["complete"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(
        (&notices["summary"]["broken"], &notices["left_out"]),
        (&json!(1), &json!(0))
    );
    let change = &notices["changes"][0];
    assert_eq!(
        (&change["change"], &change["after"]),
        (&json!("broken"), &json!("broken"))
    );
    assert_eq!(change["appeared"][0]["code"], "missing-record");
    scan(&folder, &hook);
    assert_eq!(hook.notices(), [] as [Value; 0], "nothing changed");

    let logs = fixture("unissued-credential/logs").display().to_string();
    ingest(&folder, &[&logs]);
    scan(&folder, &hook);
    let notices = hook.notices();
    assert_eq!(notices.len(), 1);
    assert_eq!(
        notices[0]["before"]["id"], 2,
        "since the scan that it was told of last"
    );
    assert_eq!(notices[0]["changes"].as_array().expect("changes").len(), 1);
}

#[test]
fn where_nothing_is_wrong_nothing_is_told() {
    let (folder, hook) = (ingested("complete-x509"), Hook::new());
    assert_eq!(scan(&folder, &hook).status, 0);
    assert_eq!(hook.notices(), [] as [Value; 0]);
}

#[test]
fn a_busy_webhook_is_asked_again() {
    let (folder, hook) = (ingested("missing-record"), Hook::new());
    hook.answers(&[503, 429]);
    let scan = scan(&folder, &hook);
    assert_eq!((scan.status, scan.err.as_str()), (1, ""));
    assert_eq!(hook.notices().len(), 3, "two refusals and an answer");
}

#[test]
fn what_did_not_arrive_is_told_with_the_next_scan_and_the_report_is_out_anyway() {
    let (folder, hook) = (ingested("unread-log"), Hook::new());
    hook.answers(&[404]);
    let refused = scan_with(&folder, &hook, &["--covers", "all=2026-10-05..2026-10-07"]);
    assert_eq!(refused.status, 1, "the break weighs more: {}", refused.err);
    assert!(refused.out.contains("BROKEN"), "{}", refused.out);
    assert!(
        refused.err.contains("was not notified") && refused.err.contains("404"),
        "{}",
        refused.err
    );
    assert_eq!(
        hook.notices().len(),
        1,
        "a refusal for ever is not tried again"
    );
    scan(&folder, &hook);
    let notices = hook.notices();
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0]["before"], Value::Null);
}

#[test]
fn what_did_not_arrive_is_told_even_where_the_next_scan_does_not_look_there_any_more() {
    let (folder, hook) = (Folder::new(), Hook::new());
    ingest(
        &folder,
        &[&fixture("complete-x509/logs").display().to_string()],
    );
    scan(&folder, &hook);
    ingest(
        &folder,
        &[&fixture("missing-record/logs").display().to_string()],
    );
    hook.answers(&[404]);
    assert_eq!(scan(&folder, &hook).status, 1);
    hook.notices();
    scan_with(&folder, &hook, &["--from", "2030-01-01"]);
    let notices = hook.notices();
    assert_eq!(notices.len(), 1);
    assert_eq!(
        notices[0]["changes"][0]["change"], "broken",
        "{}",
        notices[0]
    );
}

#[test]
fn a_failed_notice_fails_a_command_that_found_nothing_new() {
    let (folder, hook) = (ingested("missing-record"), Hook::new());
    hook.answers(&[403, 403]);
    assert_eq!(scan_with(&folder, &hook, &["--new"]).status, 1);
    let failed = scan_with(&folder, &hook, &["--new"]);
    assert_eq!(failed.status, 2, "{}", failed.err);
    assert!(failed.out.contains("Reported before 1"), "{}", failed.out);
    assert!(
        failed.err.contains("see that its address is whole"),
        "{}",
        failed.err
    );
    assert_eq!(scan_with(&folder, &hook, &["--new"]).status, 0);
    assert_eq!(hook.notices().len(), 3);
}

#[test]
fn an_address_is_never_shown() {
    let folder = ingested("missing-record");
    for url in [
        "http://127.0.0.1:9/s3cret?key=s3cret",
        "http://user:s3cret@127.0.0.1:9/",
        "ftp://s3cret.example/",
        "s3cret",
    ] {
        let mut command = credtrail(folder.path());
        let command = command.args(["scan", "-vv", "--db", "a.db"]);
        let ended = ended(command.env("CREDTRAIL_NOTIFY", url));
        let output = format!("{}{}", ended.out, ended.err);
        assert!(
            ended.err.contains("notif") && !output.contains("s3cret"),
            "{output}"
        );
        assert!(!folder.database_holds("s3cret"));
    }
    let help = credtrail(folder.path())
        .env("CREDTRAIL_NOTIFY", "https://s3cret/")
        .args(["scan", "--help"])
        .output();
    assert!(!String::from_utf8_lossy(&help.expect("help").stdout).contains("s3cret"));
    failed(
        &run(folder.path(), &["scan", "--db", "a.db", "--notify", "x"]),
        "https://…",
    );
}

fn scan(folder: &Folder, hook: &Hook) -> Ended {
    scan_with(folder, hook, &[])
}

fn scan_with(folder: &Folder, hook: &Hook, flags: &[&str]) -> Ended {
    let arguments = ["scan", "-q", "--db", "a.db", "--notify", &hook.url];
    run(folder.path(), &[&arguments, flags].concat())
}

/// The notices to a webhook, and what it answers to the next notices; 200 in the end.
#[derive(Default)]
struct Heard {
    notices: Vec<Value>,
    /// The signature of each notice, and the body that it is over.
    signed: Vec<(Option<String>, String)>,
    answers: Vec<u16>,
}

pub struct Hook {
    heard: Arc<Mutex<Heard>>,
    pub url: String,
}

impl Hook {
    pub fn new() -> Self {
        let heard = Arc::new(Mutex::new(Heard::default()));
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("a socket");
        let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
        let router = Router::new()
            .route("/hook", post(listen))
            .with_state(Arc::clone(&heard));
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.expect("a runtime").block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
                axum::serve(listener, router).await.expect("a server");
            });
        });
        Hook { heard, url }
    }

    fn answers(&self, statuses: &[u16]) {
        self.heard.lock().expect("what was heard").answers = statuses.to_vec();
    }

    pub fn signed(&self) -> Vec<(Option<String>, String)> {
        std::mem::take(&mut self.heard.lock().expect("what was heard").signed)
    }

    pub fn notices(&self) -> Vec<Value> {
        std::mem::take(&mut self.heard.lock().expect("what was heard").notices)
    }
}

async fn listen(
    State(heard): State<Arc<Mutex<Heard>>>,
    headers: HeaderMap,
    body: String,
) -> StatusCode {
    let mut heard = heard.lock().expect("what was heard");
    heard
        .notices
        .push(serde_json::from_str(&body).expect("JSON"));
    let signature = headers.get("x-credtrail-signature");
    let signature = signature.map(|it| it.to_str().expect("a text").to_owned());
    heard.signed.push((signature, body));
    let status = if heard.answers.is_empty() {
        200
    } else {
        heard.answers.remove(0)
    };
    StatusCode::from_u16(status).expect("a status")
}
