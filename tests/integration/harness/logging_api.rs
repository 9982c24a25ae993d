//! A server on this machine that behaves like the Logging API: pages, page tokens, and tricks on the caller.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Value, json};

use crate::harness::logging_query::lets_through;
use crate::simulation::World;

/// What the server does with a call instead of answering it.
#[derive(Clone, Debug)]
pub enum Trick {
    /// An answer with this status, headers and message.
    Refuse(u16, Vec<(&'static str, &'static str)>, &'static str),
    /// An answer with this status, a reason for programs and a message.
    Because(u16, &'static str, &'static str),
    /// The page token of this call is no longer known.
    Forget,
    /// Half of the answer, then the connection ends.
    Cut,
    /// The answer in pieces, with a pause before each.
    Slow(Duration),
    /// A byte and a pause, for ever.
    Trickle(Duration),
    /// An HTML page, as no part of the API returns.
    Html,
    /// This body, for any call.
    Say(String),
    /// The usual answer.
    Answer,
}

/// One call that the server received.
#[derive(Clone, Debug)]
pub struct Call {
    pub authorization: String,
    pub quota_project: Option<String>,
    pub question: Value,
}

impl Call {
    pub fn filter(&self) -> &str {
        self.question["filter"].as_str().expect("a filter")
    }

    pub fn resource(&self) -> &str {
        self.question["resourceNames"][0]
            .as_str()
            .expect("a resource")
    }

    /// Whether the filter of the call names this service.
    pub fn asks_for(&self, service: &str) -> bool {
        self.filter().contains(service)
    }
}

#[derive(Default)]
struct Shared {
    entries: Vec<Value>,
    page: usize,
    tricks: VecDeque<Trick>,
    always: Vec<(String, Trick)>,
    calls: Vec<Call>,
}

/// The server; it ends with the test.
#[derive(Clone)]
pub struct Api {
    shared: Arc<Mutex<Shared>>,
    endpoint: String,
}

impl Api {
    /// Starts a server with these entries and this number of entries a page.
    pub fn of(entries: Vec<Value>, page: usize) -> Self {
        let shared = Shared {
            entries,
            page,
            ..Shared::default()
        };
        let shared = Arc::new(Mutex::new(shared));
        let app = Router::new()
            .route("/v2/entries:list", post(list))
            .with_state(Arc::clone(&shared));
        let endpoint = format!("http://{}", serve(app));
        let api = Api { shared, endpoint };
        api.sort();
        api
    }

    /// Starts a server with all entries of a world.
    pub fn of_world(world: &World, page: usize) -> Self {
        Api::of(entries(world), page)
    }

    /// Returns the base URL of the server.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Adds an entry.
    pub fn add(&self, entry: Value) {
        self.shared().entries.push(entry);
        self.sort();
    }

    /// Sets the tricks of the next calls, one for each call.
    pub fn play(&self, tricks: impl IntoIterator<Item = Trick>) {
        self.shared().tricks.extend(tricks);
    }

    /// Sets the trick of every call whose resource or filter holds this text.
    pub fn always(&self, text: &str, trick: Trick) {
        self.shared().always.push((text.to_owned(), trick));
    }

    /// Returns the calls so far.
    pub fn calls(&self) -> Vec<Call> {
        self.shared().calls.clone()
    }

    /// Returns the entries of the server.
    pub fn entries(&self) -> Vec<Value> {
        self.shared().entries.clone()
    }

    fn shared(&self) -> std::sync::MutexGuard<'_, Shared> {
        self.shared.lock().expect("a server that did not panic")
    }

    fn sort(&self) {
        self.shared().entries.sort_by_key(timestamp);
    }
}

/// Returns all entries of a world's logs, as the API returns them.
pub fn entries(world: &World) -> Vec<Value> {
    world.entries().into_iter().map(|it| it.entry).collect()
}

fn timestamp(entry: &Value) -> jiff::Timestamp {
    let text = entry["timestamp"].as_str().expect("a timestamp");
    text.parse().expect("RFC 3339")
}

/// Serves on a port of this machine until the process ends. Returns host and port.
pub fn serve(app: Router) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("a listener");
    let address = listener.local_addr().expect("an address").to_string();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
            axum::serve(listener, app).await.expect("a server");
        });
    });
    address
}

async fn list(
    State(shared): State<Arc<Mutex<Shared>>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let question: Value = serde_json::from_slice(&body).expect("a question");
    let header = |name: &str| {
        let value = headers.get(name)?;
        Some(value.to_str().expect("text").to_owned())
    };
    let call = Call {
        authorization: header("authorization").unwrap_or_default(),
        quota_project: header("x-goog-user-project"),
        question,
    };
    let (trick, page) = {
        let mut shared = shared.lock().expect("a state");
        // The query of a log asks for changes of audit settings beside other entries.
        if call.asks_for("auditConfigDeltas") && !call.asks_for(" OR ") {
            // This query precedes each Data Access log, and most tests do not look at it.
            return answer(&shared, &call).to_string().into_response();
        }
        shared.calls.push(call.clone());
        let about = |text: &str| call.resource().contains(text) || call.filter().contains(text);
        let always = shared.always.iter().find(|(text, _)| about(text));
        let always = always.map(|it| it.1.clone());
        let next = always.or_else(|| shared.tricks.pop_front());
        (next.unwrap_or(Trick::Answer), answer(&shared, &call))
    };
    play(trick, page, &call).await
}

async fn play(trick: Trick, page: Value, call: &Call) -> Response {
    let text = serde_json::to_string_pretty(&page).expect("JSON");
    match trick {
        Trick::Answer => text.into_response(),
        Trick::Refuse(status, headers, message) => {
            let mut answer = refusal(status, &json!({"code": status, "message": message}));
            for (name, value) in headers {
                answer
                    .headers_mut()
                    .insert(name, value.parse().expect("a header"));
            }
            answer
        }
        Trick::Because(status, reason, message) => {
            let details =
                json!([{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}]);
            refusal(
                status,
                &json!({"code": status, "message": message, "details": details}),
            )
        }
        Trick::Forget if call.question.get("pageToken").is_none() => text.into_response(),
        Trick::Forget => refusal(
            400,
            &json!({"code": 400, "message": "page_token is not valid", "status": "INVALID_ARGUMENT"}),
        ),
        Trick::Cut => {
            let half = text.as_bytes()[..text.len() / 2].to_vec();
            pieces(vec![Ok(half), Err(())], Duration::ZERO)
        }
        Trick::Slow(pause) => {
            let piece = text.len() / 3 + 1;
            let all = text.as_bytes().chunks(piece);
            pieces(all.map(|it| Ok(it.to_vec())).collect(), pause)
        }
        Trick::Trickle(pause) => {
            let bytes = vec![Ok(b" ".to_vec()); 10_000];
            pieces(bytes, pause)
        }
        Trick::Html => "<html>Sign in to the network</html>".into_response(),
        Trick::Say(body) => body.into_response(),
    }
}

fn pieces(pieces: Vec<Result<Vec<u8>, ()>>, pause: Duration) -> Response {
    let stream = futures_util::stream::unfold(pieces.into_iter(), move |mut rest| async move {
        let piece = rest.next()?;
        tokio::time::sleep(pause).await;
        let piece = piece.map_err(|()| std::io::Error::other("cut"));
        Some((piece, rest))
    });
    Body::from_stream(stream).into_response()
}

fn refusal(status: u16, error: &Value) -> Response {
    let status = StatusCode::from_u16(status).expect("a status");
    (status, json!({"error": error}).to_string()).into_response()
}

/// Returns the page that a call asks for, from the entries that match its filter, oldest first.
fn answer(shared: &Shared, call: &Call) -> Value {
    assert_eq!(call.question["orderBy"], "timestamp asc");
    assert_eq!(
        call.question["pageSize"]
            .as_u64()
            .map(|it| [1000, 100, 10, 1].contains(&it)),
        Some(true)
    );
    let project = call.resource().split('/').nth(1).expect("a project");
    let of_project = format!("projects/{project}/logs/");
    let wanted: Vec<&Value> = shared
        .entries
        .iter()
        .filter(|it| {
            it["logName"]
                .as_str()
                .is_some_and(|it| it.starts_with(&of_project))
        })
        .filter(|it| lets_through(call.filter(), it))
        .collect();
    let from: usize = call.question["pageToken"].as_str().map_or(0, |it| {
        it.trim_start_matches('p').parse().expect("a token of ours")
    });
    let page: Vec<_> = wanted.iter().skip(from).take(shared.page).collect();
    let next = from + page.len();
    let mut answer = json!({});
    if !page.is_empty() {
        answer["entries"] = json!(page);
    }
    if next < wanted.len() {
        answer["nextPageToken"] = json!(format!("p{next}"));
    }
    answer
}
