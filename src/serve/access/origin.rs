//! Forms of other sites are refused: a browser sends where a form comes from (Fetch Metadata, and the Origin header of the Fetch Standard).

use axum::extract::Request;
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::serve::failure::Failure;

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses forms that a page of another site sent.
pub(in crate::serve) async fn require_own(request: Request, next: Next) -> Response {
    match request.method() == Method::POST && is_foreign(request.headers()) {
        true => Failure::OtherOrigin.into_response(),
        false => next.run(request).await,
    }
}

/// Whether a request comes from a page of another site. Programs send none of these headers.
fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name: &HeaderName| headers.get(name).and_then(|it| it.to_str().ok());
    let is_own = |site: &str| matches!(site, "same-origin" | "none");
    if let Some(site) = text(&SITE) {
        return !is_own(site);
    }
    let Some(origin) = text(&ORIGIN) else {
        return false;
    };
    let named = origin.split_once("://").map(|it| it.1);
    named.is_none() || named != text(&HOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_other_sites_are_foreign() {
        for (site, origin, foreign) in [
            (None, None, false),
            (Some("same-origin"), Some("http://localhost:1"), false),
            (Some("same-site"), None, true),
            (Some("cross-site"), Some("http://localhost:1"), true),
            (None, Some("http://localhost:1"), false),
            (None, Some("http://evil.example"), true),
            (None, Some("null"), true),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, "localhost:1".parse().unwrap());
            let site = site.map(|it: &str| headers.insert(SITE, it.parse().unwrap()));
            let origin = origin.map(|it: &str| headers.insert(ORIGIN, it.parse().unwrap()));
            assert_eq!(is_foreign(&headers), foreign, "{site:?} {origin:?}");
        }
    }
}
