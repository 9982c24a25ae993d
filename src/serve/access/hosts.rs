//! The names by which browsers may address the server. A page of another site can have its own name lead to this machine ("DNS rebinding"):
//! the browser then takes the answer for that site's own, but it sends that site's name as the host.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::HOST;
use axum::http::uri::Authority;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::serve::Shared;
use crate::serve::failure::Failure;

/// The names by which this machine addresses itself.
const LOOPBACK: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// The names by which browsers may address the server.
#[derive(Debug, Clone)]
pub struct Hosts {
    names: Vec<Name>,
}

/// A name, and its port where only that one is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Name {
    host: String,
    port: Option<u16>,
}

impl Hosts {
    /// Returns the names of a server that listens at this address: those of this machine, the address itself, and these.
    pub fn of(address: SocketAddr, others: &[Authority]) -> Self {
        let own = (!address.ip().is_unspecified()).then(|| match address {
            SocketAddr::V4(it) => it.ip().to_string(),
            SocketAddr::V6(it) => format!("[{}]", it.ip()),
        });
        let loopback = LOOPBACK.into_iter().map(str::to_owned);
        let own = loopback.chain(own).map(|host| Name {
            host,
            port: Some(address.port()),
        });
        let others = others.iter().map(|it| Name {
            host: it.host().to_ascii_lowercase(),
            port: it.port_u16(),
        });
        Hosts {
            names: own.chain(others).collect(),
        }
    }

    /// Whether a server goes by this name. A name without a port means that of HTTP.
    fn have(&self, authority: &Authority) -> bool {
        let host = authority.host().to_ascii_lowercase();
        let port = authority.port_u16().unwrap_or(80);
        let is_it = |it: &Name| it.host == host && it.port.is_none_or(|it| it == port);
        !authority.as_str().contains('@') && self.names.iter().any(is_it)
    }

    /// Whether a request names this server, and nothing else.
    fn have_all_of(&self, request: &Request) -> bool {
        let mut hosts = request.headers().get_all(HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else {
            return false;
        };
        let host: Option<Authority> = host.to_str().ok().and_then(|it| it.parse().ok());
        let is_named = host.is_some_and(|it| self.have(&it));
        is_named && request.uri().authority().is_none_or(|it| self.have(it))
    }
}

/// Refuses requests under other names.
pub(in crate::serve) async fn require(
    State(shared): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Response {
    match shared.hosts.have_all_of(&request) {
        true => next.run(request).await,
        false => Failure::OtherHost.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_the_server_are_taken() {
        let address = "127.0.0.1:8484".parse().unwrap();
        let others = [
            "trail.example".parse().unwrap(),
            "b.example:9".parse().unwrap(),
        ];
        let hosts = Hosts::of(address, &others);
        for (host, is_taken) in [
            ("127.0.0.1:8484", true),
            ("localhost:8484", true),
            ("LOCALHOST:8484", true),
            ("[::1]:8484", true),
            ("trail.example", true),
            ("trail.example:443", true),
            ("b.example:9", true),
            ("b.example:10", false),
            ("localhost", false),
            ("localhost:1", false),
            ("localhost.evil.example:8484", false),
            ("127.0.0.1.evil.example:8484", false),
            ("evil@localhost:8484", false),
            ("0.0.0.0:8484", false),
            ("169.254.169.254:8484", false),
        ] {
            assert_eq!(hosts.have(&host.parse().unwrap()), is_taken, "{host}");
        }
    }
}
