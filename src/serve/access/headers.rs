//! The headers of every answer, which tell the browser what the page may do: as little as possible.

use std::sync::LazyLock;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::report::html::document::{SCRIPT, STYLE, hash};
use crate::serve::page::{OWN_SCRIPT, OWN_STYLE};

/// The headers whose values are always the same.
const FIXED: [(HeaderName, &str); 7] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// The Content Security Policy, Level 3: nothing is loaded, only these styles and scripts count, and forms go to this server.
static POLICY: LazyLock<Option<HeaderValue>> = LazyLock::new(|| {
    let policy = [
        "default-src 'none'".to_owned(),
        format!("style-src '{}' '{}'", hash(STYLE), hash(OWN_STYLE)),
        format!("script-src '{}' '{}'", hash(SCRIPT), hash(OWN_SCRIPT)),
        "base-uri 'none'".to_owned(),
        "form-action 'self'".to_owned(),
        "frame-ancestors 'none'".to_owned(),
        "require-trusted-types-for 'script'".to_owned(),
    ];
    policy.join("; ").parse().ok()
});

/// Adds the headers.
pub(in crate::serve) async fn add(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Some(policy) = &*POLICY {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy.clone());
    }
    response
}
