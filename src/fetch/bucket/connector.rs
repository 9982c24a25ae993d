//! The connections to object stores: a token goes over the network encrypted, whatever the environment says (`GOOGLE_BASE_URL`,
//! `AWS_ALLOW_HTTP`, `AZURE_ALLOW_HTTP`).

use std::pin::Pin;

use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpService,
    ReqwestConnector,
};
use reqwest::header::{AUTHORIZATION, HeaderMap};

use crate::http::destination::Destination;

/// Why a request is not sent. Such a request is not tried again.
#[derive(Debug, thiserror::Error)]
#[error(
    "the access token would go over the network in the clear; use an https:// address of the store"
)]
struct TokenInClear;

/// Makes connections that refuse to send a bearer token in the clear.
#[derive(Debug)]
pub(super) struct Protected;

impl HttpConnector for Protected {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        let client = ReqwestConnector::default().connect(options)?;
        Ok(HttpClient::new(Connection(client)))
    }
}

#[derive(Debug)]
struct Connection(HttpClient);

impl HttpService for Connection {
    fn call<'life0, 'async_trait>(
        &'life0 self,
        request: HttpRequest,
    ) -> Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'async_trait>>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async move {
            if sends_token_in_clear(&request) {
                return Err(HttpError::new(HttpErrorKind::Unknown, TokenInClear));
            }
            self.0.execute(request).await
        })
    }
}

fn sends_token_in_clear(request: &HttpRequest) -> bool {
    let url = request.uri();
    let is_plain = url.scheme_str() != Some("https");
    let is_here = Destination::of_host(url.host().unwrap_or_default()) == Destination::Loopback;
    is_plain && !is_here && holds_bearer(request.headers())
}

/// The name of the scheme is written in any case (RFC 9110 11.1).
fn holds_bearer(headers: &HeaderMap) -> bool {
    let values = headers.get_all(AUTHORIZATION).into_iter();
    let mut schemes = values.filter_map(|it| it.as_bytes().get(..6));
    schemes.any(|it| it.eq_ignore_ascii_case(b"bearer"))
}

#[cfg(test)]
mod tests {
    use object_store::client::HttpRequestBody;

    use super::*;

    fn request(url: &str, authorization: &'static str) -> HttpRequest {
        let mut request = HttpRequest::new(HttpRequestBody::empty());
        *request.uri_mut() = url.parse().unwrap();
        let value = authorization.parse().unwrap();
        request.headers_mut().insert(AUTHORIZATION, value);
        request
    }

    #[test]
    fn a_bearer_token_goes_in_the_clear_to_this_machine_only() {
        for (url, authorization, in_clear) in [
            ("http://store.example/b/o", "Bearer x", true),
            ("http://127.0.0.1.example/b/o", "bearer x", true),
            ("http://169.254.169.254/b/o", "Bearer x", true),
            ("http://127.0.0.1:9/b/o", "Bearer x", false),
            ("http://[::1]:9/b/o", "Bearer x", false),
            ("https://storage.googleapis.com/b/o", "Bearer x", false),
            ("http://minio.example/b/o", "AWS4-HMAC-SHA256 x", false),
        ] {
            let request = request(url, authorization);
            assert_eq!(sends_token_in_clear(&request), in_clear, "{url}");
        }
    }
}
