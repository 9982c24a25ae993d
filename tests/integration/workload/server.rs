//! A metadata server on this machine, with the three endpoints as documented.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::simulation::Vm;
use crate::simulation::vm::HEALTHY;

/// What happens on a server: how it answers the nth request for an endpoint.
pub type Script = dyn Fn(&str, usize) -> Answer + Send + Sync;

/// An answer.
pub enum Answer {
    /// 200 with this body.
    Body(String),
    /// Another status.
    Error(u16, &'static str),
    /// The same, later.
    Late(Box<Answer>),
}

/// A server that runs until the test ends.
pub struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

#[derive(Clone)]
struct Shared {
    script: Arc<Script>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// One that does as the script says.
    pub fn new(script: impl Fn(&str, usize) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("a socket");
        let address = listener.local_addr().expect("an address");
        let requests = Arc::new(Mutex::new(Vec::new()));
        let shared = Shared {
            script: Arc::new(script),
            requests: Arc::clone(&requests),
        };
        thread::spawn(move || serve(listener, shared));
        Self { address, requests }
    }

    /// One on which all is well.
    pub fn healthy(vm: Vm) -> Self {
        Self::new(move |endpoint, _| usual(&vm, endpoint))
    }

    /// Its host and port.
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// How often an endpoint was asked.
    pub fn asked(&self, endpoint: &str) -> usize {
        let requests = self.requests.lock().expect("requests");
        requests.iter().filter(|it| *it == endpoint).count()
    }
}

/// What a healthy server answers.
pub fn usual(vm: &Vm, endpoint: &str) -> Answer {
    match endpoint {
        "config-status" => Answer::Body(HEALTHY.to_owned()),
        "workload-identities" => Answer::Body(vm.identities().to_string()),
        "trust-anchors" => Answer::Body(vm.anchors().to_string()),
        _ => Answer::Error(404, "no such endpoint"),
    }
}

fn serve(listener: TcpListener, shared: Shared) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(async {
        let path = "/computeMetadata/v1/instance/gce-workload-certificates/{endpoint}";
        let router = Router::new()
            .route(path, axum::routing::get(answer))
            .with_state(shared);
        let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
        axum::serve(listener, router).await.expect("a server");
    });
}

async fn answer(
    State(shared): State<Shared>,
    Path(endpoint): Path<String>,
    headers: HeaderMap,
) -> Response {
    if headers
        .get("Metadata-Flavor")
        .is_none_or(|it| it != "Google")
    {
        return (StatusCode::FORBIDDEN, "Missing Metadata-Flavor").into_response();
    }
    let count = {
        let mut requests = shared.requests.lock().expect("requests");
        requests.push(endpoint.clone());
        requests.iter().filter(|it| **it == endpoint).count()
    };
    let mut answer = (shared.script)(&endpoint, count);
    if let Answer::Late(later) = answer {
        tokio::time::sleep(Duration::from_millis(300)).await;
        answer = *later;
    }
    match answer {
        Answer::Body(body) => body.into_response(),
        Answer::Error(status, body) => {
            (StatusCode::from_u16(status).expect("a status"), body).into_response()
        }
        Answer::Late(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// A server that ends each connection in the middle of its answer.
pub fn cut_off() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let host = listener.local_addr().expect("an address").to_string();
    thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.expect("a connection");
            let _ = connection.read(&mut [0; 1024]); // the request
            let cut = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"partnerMetadata";
            let _ = connection.write_all(cut); // the client may be gone
        }
    });
    host
}
