//! The clients of all requests. No client follows a redirect: keys of another address are not the given ones, and a secret in an
//! address or a header must not reach another host.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::{ClientBuilder, redirect};

use super::destination::Destination;

/// Returns a client for one destination. The proxy of the environment (`https_proxy`, `http_proxy`, `all_proxy`, without the hosts of
/// `no_proxy`) serves the network only.
pub fn client_to(destination: Destination) -> ClientBuilder {
    match destination {
        Destination::Loopback | Destination::Metadata => direct(),
        Destination::Network => base(),
    }
}

/// Returns a client that uses no proxy.
pub fn direct() -> ClientBuilder {
    base().no_proxy()
}

/// `localhost` is loopback, whatever a name server says of it (RFC 6761 6.3); the port of a URL stays.
fn base() -> ClientBuilder {
    let loopback = [
        SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        SocketAddr::from((Ipv6Addr::LOCALHOST, 0)),
    ];
    reqwest::Client::builder()
        .user_agent(concat!("credtrail/", env!("CARGO_PKG_VERSION")))
        .resolve_to_addrs("localhost", &loopback)
        .redirect(redirect::Policy::none())
}
