//! A server that behaves like Cloud Storage: it lists and returns objects, and refuses or breaks off as told.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::thread;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// How the server misbehaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// The server behaves.
    Sound,
    /// The server answers every request with this status.
    Refusing(u16),
    /// The server breaks off in the middle of every object whose name holds this text.
    Cutting(&'static str),
}

struct Shelf {
    objects: BTreeMap<String, Vec<u8>>,
    mood: Mood,
    fetched: Vec<String>,
}

/// A running server with one bucket, `logs`.
pub struct Cloud {
    shelf: Arc<Mutex<Shelf>>,
    /// The server's address.
    pub url: String,
}

impl Cloud {
    pub fn new() -> Self {
        let shelf = Shelf {
            objects: BTreeMap::new(),
            mood: Mood::Sound,
            fetched: Vec::new(),
        };
        let shelf = Arc::new(Mutex::new(shelf));
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("a socket");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let shared = Arc::clone(&shelf);
        thread::spawn(move || serve(listener, shared));
        Cloud { shelf, url }
    }

    pub fn put(&self, name: &str, content: impl Into<Vec<u8>>) {
        let mut shelf = self.shelf.lock().expect("a shelf");
        shelf.objects.insert(name.to_owned(), content.into());
    }

    pub fn set(&self, mood: Mood) {
        self.shelf.lock().expect("a shelf").mood = mood;
    }

    /// Returns the objects that were fetched since the last call of this method, in the order of their names.
    pub fn fetched(&self) -> Vec<String> {
        let mut fetched = std::mem::take(&mut self.shelf.lock().expect("a shelf").fetched);
        fetched.sort();
        fetched
    }
}

fn serve(listener: std::net::TcpListener, shelf: Arc<Mutex<Shelf>>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
        let router = Router::new().fallback(answer).with_state(shelf);
        axum::serve(listener, router).await.expect("a server");
    });
}

async fn answer(State(shelf): State<Arc<Mutex<Shelf>>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("a body");
    let mut shelf = shelf.lock().expect("a shelf");
    if let Mood::Refusing(status) = shelf.mood {
        return StatusCode::from_u16(status)
            .expect("a status")
            .into_response();
    }
    let path = percent_decoded(head.uri.path());
    let Some(path) = path.strip_prefix("/logs") else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match path.trim_start_matches('/') {
        "" => list(
            &shelf,
            &percent_decoded(head.uri.query().unwrap_or_default()),
        ),
        key if head.method == "PUT" => put(&mut shelf, key, &head, body.into()),
        key => object(&mut shelf, key, &head),
    }
}

/// Stores an object; where the request says so, only if there is none of its name.
fn put(shelf: &mut Shelf, key: &str, head: &Parts, content: Vec<u8>) -> Response {
    let is_new_only = head.headers.contains_key("x-goog-if-generation-match");
    if is_new_only && shelf.objects.contains_key(key) {
        return StatusCode::PRECONDITION_FAILED.into_response();
    }
    let generation = HeaderName::from_static("x-goog-generation");
    let headers = [(header::ETAG, etag(&content)), (generation, "1".to_owned())];
    shelf.objects.insert(key.to_owned(), content);
    headers.into_response()
}

fn etag(content: &[u8]) -> String {
    format!("\"{:x}\"", xxhash_rust::xxh3::xxh3_64(content))
}

/// Returns a page of two objects, so that a listing has more than one page.
fn list(shelf: &Shelf, query: &str) -> Response {
    let value = |name: &str| {
        let pairs = query.split('&').filter_map(|it| it.split_once('='));
        pairs
            .filter(|it| it.0 == name)
            .map(|it| it.1.to_owned())
            .next()
    };
    let (prefix, after) = (
        value("prefix").unwrap_or_default(),
        value("continuation-token").unwrap_or_default(),
    );
    let below = shelf.objects.iter();
    let mut below = below.filter(|(name, _)| name.starts_with(&prefix) && **name > after);
    let page: Vec<_> = below.by_ref().take(2).collect();
    let entry = |(name, content): &(&String, &Vec<u8>)| {
        format!(
            "<Contents><Key>{name}</Key><LastModified>2026-11-20T10:00:00.000Z</LastModified><ETag>{}</ETag><Size>{}</Size></Contents>",
            etag(content).replace('"', "&quot;"),
            content.len()
        )
    };
    let entries: String = page.iter().map(entry).collect();
    let more = match (below.next(), page.last()) {
        (Some(_), Some((last, _))) => {
            format!("<NextContinuationToken>{last}</NextContinuationToken>")
        }
        _ => String::new(),
    };
    format!("<ListBucketResult>{entries}{more}</ListBucketResult>").into_response()
}

/// The offset from which on a request asks for an object.
fn offset(head: &Parts) -> Option<usize> {
    let range = head.headers.get(header::RANGE)?.to_str().ok()?;
    range
        .strip_prefix("bytes=")?
        .strip_suffix('-')?
        .parse()
        .ok()
}

fn object(shelf: &mut Shelf, key: &str, head: &Parts) -> Response {
    let Some(content) = shelf.objects.get(key).cloned() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let is_head = head.method == "HEAD";
    let headers = [
        (header::ETAG, etag(&content)),
        (header::CONTENT_LENGTH, content.len().to_string()),
        (
            header::LAST_MODIFIED,
            "Fri, 20 Nov 2026 10:00:00 GMT".to_owned(),
        ),
    ];
    if is_head {
        return (headers, Body::empty()).into_response();
    }
    shelf.fetched.push(key.to_owned());
    let cuts = matches!(shelf.mood, Mood::Cutting(part) if key.contains(part));
    if cuts {
        let half: Result<Vec<u8>, std::io::Error> = Ok(content[..content.len() / 2].to_vec());
        let pieces = [half, Err(std::io::Error::other("cut"))];
        return (
            headers,
            Body::from_stream(futures_util::stream::iter(pieces)),
        )
            .into_response();
    }
    let Some(from) = offset(head) else {
        return (headers, content).into_response();
    };
    let (size, rest) = (content.len(), content[from..].to_vec());
    let range = format!("bytes {from}-{}/{size}", size - 1);
    let headers = [
        (header::ETAG, etag(&content)),
        (header::CONTENT_RANGE, range),
        (
            header::LAST_MODIFIED,
            "Fri, 20 Nov 2026 10:00:00 GMT".to_owned(),
        ),
    ];
    (StatusCode::PARTIAL_CONTENT, headers, rest).into_response()
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits: Vec<u8> = rest.by_ref().take(2).collect();
        let digits = String::from_utf8(digits).expect("digits");
        bytes.push(u8::from_str_radix(&digits, 16).expect("a byte"));
    }
    String::from_utf8(bytes).expect("UTF-8")
}
