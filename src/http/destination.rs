//! What lies between this machine and the destination of a request.

use std::net::IpAddr;

use url::Url;

/// Hosts that are asked without a proxy, as `NO_PROXY` lists them: loopback (RFC 1122 3.2.1.3, RFC 4291 2.5.3, RFC 6761 6.3), and link-local
/// addresses with the names of the metadata server (<https://cloud.google.com/compute/docs/metadata/querying-metadata>). A proxy has a
/// loopback and a metadata server of its own, so that its answer would be that of another machine, and it would see the tokens.
pub const NEVER_PROXIED: [&str; 6] = [
    "localhost",
    "127.0.0.0/8",
    "::1",
    "metadata.google.internal",
    "metadata",
    "169.254.0.0/16",
];

/// Where a request goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    /// This machine: nobody else sees the request.
    Loopback,
    /// The metadata server of the machine, or another link-local address.
    Metadata,
    /// Another machine, or none that a URL names.
    Network,
}

/// Why a URL must not be asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unprotected {
    /// The request would go over the network in the clear.
    #[error("goes over the network in the clear; use https://, or http:// for this machine only")]
    Plain,
    /// The scheme is not HTTP.
    #[error("is no https:// address")]
    OtherScheme,
}

impl Destination {
    /// Returns the destination of a URL.
    pub fn of(url: &Url) -> Self {
        Destination::of_host(url.host_str().unwrap_or_default())
    }

    /// Returns the destination of a host as a URL writes it: in small letters, IPv6 in brackets.
    pub fn of_host(host: &str) -> Self {
        let address = host.trim_start_matches('[').trim_end_matches(']').parse();
        match address {
            Ok(address) if is_loopback(address) => Destination::Loopback,
            Ok(IpAddr::V4(address)) if address.is_link_local() => Destination::Metadata,
            _ if host == "localhost" => Destination::Loopback,
            _ if NEVER_PROXIED.contains(&host) => Destination::Metadata,
            _ => Destination::Network,
        }
    }
}

/// An IPv4 address that is mapped into IPv6 counts as itself.
fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

/// Sees that nobody between here and a URL can read or change what is sent: the URL is `https`, or `http` of this machine.
///
/// # Errors
/// [`Unprotected`] otherwise.
pub fn protected(url: &Url) -> Result<(), Unprotected> {
    match (url.scheme(), Destination::of(url)) {
        ("https", _) | ("http", Destination::Loopback) => Ok(()),
        ("http", _) => Err(Unprotected::Plain),
        _ => Err(Unprotected::OtherScheme),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_is_this_machine() {
        for host in [
            "localhost",
            "LOCALHOST",
            "127.0.0.1",
            "127.1",
            "127.255.255.254",
            "[::1]",
            "[::ffff:127.0.0.1]",
        ] {
            let url: Url = format!("http://{host}:8001/x").parse().unwrap();
            assert_eq!(Destination::of(&url), Destination::Loopback, "{host}");
            assert_eq!(protected(&url), Ok(()));
        }
        for host in [
            "localhost.example.com",
            "127.0.0.1.example.com",
            "0.0.0.0",
            "128.0.0.1",
            "[::2]",
            "10.0.0.1",
        ] {
            let url: Url = format!("http://{host}/x").parse().unwrap();
            assert_eq!(Destination::of(&url), Destination::Network, "{host}");
            assert_eq!(protected(&url), Err(Unprotected::Plain));
        }
    }

    #[test]
    fn what_is_never_proxied_is_a_destination_here() {
        for host in [
            "metadata.google.internal",
            "metadata",
            "169.254.169.254",
            "169.254.170.2",
        ] {
            assert_eq!(Destination::of_host(host), Destination::Metadata, "{host}");
        }
    }
}
