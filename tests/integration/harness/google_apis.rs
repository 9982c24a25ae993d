//! A server on this machine that behaves like the APIs that describe projects: Resource Manager, Logging, GKE and Cloud Storage.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::harness::logging_api::serve;

/// What the server says to one call.
#[derive(Clone, Debug)]
pub enum Say {
    /// An answer.
    Json(Value),
    /// Another status, with a message.
    Refuse(u16, &'static str),
    /// A 403 with a reason for programs.
    Because(&'static str),
    /// A status that asks for another try after so many seconds.
    Later(u16, u64),
    /// A page that no API returns.
    Html,
    /// Bytes without end.
    Endless,
    /// Half of an answer.
    Cut,
}

#[derive(Default)]
struct Shared {
    /// What each call gets: by method and path, in turn; the last one again and again.
    answers: BTreeMap<String, VecDeque<Say>>,
    calls: Vec<(String, Value)>,
}

/// The server; it ends with the test.
#[derive(Clone)]
pub struct GoogleApis {
    shared: Arc<Mutex<Shared>>,
    endpoint: String,
}

impl GoogleApis {
    /// Starts a server that knows nothing yet: it answers with 404.
    pub fn start() -> Self {
        let shared = Arc::new(Mutex::new(Shared::default()));
        let app = Router::new().fallback(answer).with_state(shared.clone());
        let endpoint = format!("http://{}", serve(app));
        GoogleApis { shared, endpoint }
    }

    /// Returns the base URL of the server.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Sets the answer of a path with its parameters, in place of earlier ones.
    pub fn set(&self, path: &str, say: Say) {
        self.turns(path, [say]);
    }

    /// Sets the answers of a path, one for each call; the last one is given again and again.
    pub fn turns(&self, path: &str, says: impl IntoIterator<Item = Say>) {
        let says = says.into_iter().collect();
        self.shared().answers.insert(path.to_owned(), says);
    }

    /// Returns the paths and bodies of the calls so far.
    pub fn calls(&self) -> Vec<(String, Value)> {
        self.shared().calls.clone()
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().expect("a server that did not panic")
    }
}

/// What distinguishes calls: the path with its parameters, and what a query of entries asks for.
fn key(method: &Method, uri: &Uri, body: &Value) -> String {
    let path = uri.path_and_query().map_or("", |it| it.as_str());
    assert_eq!(method == Method::POST, !body.is_null(), "{path}");
    let Some(filter) = body["filter"].as_str() else {
        return path.to_owned();
    };
    assert_eq!(body["orderBy"], "timestamp desc");
    assert_eq!(body["pageSize"], 1);
    let log = [
        ("privateca.googleapis.com", "ca-service"),
        ("cloudkms.googleapis.com", "kms"),
        ("k8s_cluster", "kubernetes"),
        ("gkeauth", "gke"),
    ];
    let log = log.iter().find(|it| filter.contains(it.0)).expect("a log");
    let token = body["pageToken"].as_str().unwrap_or_default();
    let resource = body["resourceNames"][0].as_str().expect("a resource");
    format!("{path} {} of {resource} {token}", log.1)
        .trim_end()
        .to_owned()
}

async fn answer(
    State(shared): State<Arc<Mutex<Shared>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    assert!(
        headers["authorization"]
            .to_str()
            .expect("text")
            .starts_with("Bearer ")
    );
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let key = key(&method, &uri, &body);
    let planned = {
        let mut shared = shared.lock().expect("a state");
        shared.calls.push((key.clone(), body));
        let says = shared.answers.get_mut(&key);
        says.and_then(|it| match it.len() {
            0 | 1 => it.front().cloned(),
            _ => it.pop_front(),
        })
    };
    match planned.unwrap_or(Say::Refuse(404, "Requested entity was not found")) {
        Say::Json(value) => value.to_string().into_response(),
        Say::Refuse(status, message) => refusal(status, json!({"message": message})),
        Say::Because(reason) => refusal(
            403,
            json!({"message": "it is not possible", "details": [{"reason": reason}]}),
        ),
        Say::Later(status, seconds) => {
            let mut answer = refusal(status, json!({"message": "later"}));
            let wait = seconds.to_string().parse().expect("a header");
            answer.headers_mut().insert("retry-after", wait);
            answer
        }
        Say::Html => "<html>Sign in to the network</html>".into_response(),
        Say::Endless => stream(Vec::from([b' '; 1 << 16]), usize::MAX),
        Say::Cut => stream(b"{\"sinks\": [".to_vec(), 1),
    }
}

fn refusal(status: u16, error: Value) -> Response {
    let status = StatusCode::from_u16(status).expect("a status");
    (status, json!({ "error": error }).to_string()).into_response()
}

/// The same bytes so many times, and then an error.
fn stream(bytes: Vec<u8>, times: usize) -> Response {
    let stream = futures_util::stream::unfold(0, move |sent| {
        let bytes = bytes.clone();
        async move {
            tokio::time::sleep(Duration::from_micros(50)).await;
            match sent {
                sent if sent < times => Some((Ok(bytes), sent + 1)),
                _ => Some((Err(std::io::Error::other("cut")), sent)),
            }
        }
    });
    Body::from_stream(stream).into_response()
}
