//! Calls: which are tried again, and which answers end.

use std::time::{Duration, Instant};

use credtrail::fetch::google_api::call_error::CallError;
use credtrail::fetch::google_api::client;
use credtrail::fetch::google_api::endpoint::{Api, Call};
use credtrail::fetch::logging_api::access::Access;
use credtrail::fetch::logging_api::access::secret::Secret;
use credtrail::fetch::retry_policy::RetryPolicy;

use super::*;
use crate::harness::cli::failed;

/// Asks with short waits.
fn ask(apis: &GoogleApis) -> Result<Value, CallError> {
    let patience = RetryPolicy {
        first: Duration::from_millis(5),
        longest: Duration::from_secs(2),
        again: 3,
        silence: Duration::from_millis(300),
    };
    let access = Access::Token(Secret::new(TOKEN).expect("a token"));
    let base = Some(apis.endpoint().parse().expect("a URL"));
    let mut client = client::GoogleApis::new(base, access, patience, Box::new(|_, _| {}))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime
        .expect("a runtime")
        .block_on(client.ask(&Call::get(Api::Logging, ["x"])))
}

#[test]
fn a_call_that_may_succeed_later_is_tried_again() {
    let apis = GoogleApis::start();
    let later = [
        Say::Later(429, 0),
        Say::Later(503, 1),
        Say::Cut,
        Say::Json(json!(7)),
    ];
    apis.turns("/x", later);
    assert_eq!(ask(&apis).expect("an answer"), json!(7));
    assert_eq!(apis.calls().len(), 4);
}

#[test]
fn a_refused_call_is_not_tried_again() {
    for (say, tries) in [
        (Say::Refuse(403, "no"), 1),
        (Say::Refuse(404, "no"), 1),
        (Say::Refuse(400, "no"), 1),
        (Say::Refuse(500, "no"), 4),
        (Say::Later(429, 3600), 1),
        (Say::Html, 1),
        (Say::Endless, 1),
    ] {
        let apis = GoogleApis::start();
        apis.set("/x", say.clone());
        let began = Instant::now();
        assert!(ask(&apis).is_err(), "{say:?}");
        assert_eq!(apis.calls().len(), tries, "{say:?}");
        assert!(began.elapsed() < Duration::from_secs(30), "{say:?}");
    }
}

#[test]
fn a_token_that_is_not_accepted_ends_the_command() {
    let apis = healthy();
    apis.set(
        "/v1/projects/acme-keys:getAncestry",
        Say::Refuse(401, "Request had invalid authentication credentials"),
    );
    failed(&doctor(&apis, &[]), "does not accept the access token");
}

#[test]
fn a_failing_api_is_not_known_after_further_tries() {
    let apis = healthy();
    apis.turns(
        CLUSTERS,
        [
            Say::Later(429, 0),
            Say::Json(json!({"clusters": [cluster("c")]})),
        ],
    );
    let ended = doctor(&apis, &[]);
    assert_eq!(ended.status, 0, "{}", ended.out);
    assert!(
        ended.err.contains("failed (429: later); trying again in"),
        "{}",
        ended.err
    );
}

#[test]
fn an_api_that_nobody_serves_is_not_tried_for_each_question() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let endpoint = format!("http://{}", nobody.local_addr().expect("an address"));
    drop(nobody);
    let folder = Folder::new();
    let mut command = credtrail(folder.path());
    let arguments = [
        "doctor",
        "-q",
        "-f=json",
        "--project=p",
        "--endpoint",
        &endpoint,
    ];
    let began = Instant::now();
    let ended = ended(command.args(arguments).env("CREDTRAIL_ACCESS_TOKEN", TOKEN));
    assert_eq!(ended.status, 2, "{}{}", ended.out, ended.err);
    assert!(ended.out.contains("cannot be reached"), "{}", ended.out);
    assert!(began.elapsed() < Duration::from_secs(20));
}

#[test]
fn what_is_asked_must_be_named() {
    let folder = Folder::new();
    failed(
        &crate::harness::cli::run(folder.path(), &["doctor"]),
        "required",
    );
    let cluster = ["doctor", "--db", "x.db", "--cluster", "c"];
    failed(
        &crate::harness::cli::run(folder.path(), &cluster),
        "--project",
    );
}
