//! Keeps proxies away from requests to this machine and to the metadata server.
//!
//! The libraries for Application Default Credentials and for buckets make clients of their own, which take the proxy from the environment
//! and ask even the metadata server through it. The environment of a running process cannot be changed safely, so that the command
//! starts itself again in its own place, with a longer `NO_PROXY`.

use std::env;
use std::ffi::OsString;
use std::process::Command;

use crate::command::failure;
use credtrail::http::destination::NEVER_PROXIED;
use credtrail::message;
use credtrail::model::finding::message::Message;

/// The variables that name a proxy, in capitals; each is also read in small letters.
const PROXIES: [&str; 3] = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];

/// The variable by which Google's libraries find another metadata server.
const METADATA_HOST: &str = "GCE_METADATA_HOST";

/// Sees that `NO_PROXY` lists all hosts that are asked without a proxy. Returns where it does, or where there is no proxy.
pub fn exempt_local_hosts() -> anyhow::Result<()> {
    let proxied = PROXIES.iter().any(|it| text(it).is_some());
    match without_proxy(text("NO_PROXY"), env::var(METADATA_HOST).ok()) {
        Some(hosts) if proxied => Err(start_again(&hosts)),
        _ => Ok(()),
    }
}

/// Returns a variable that is set under its name in capitals or in small letters.
fn text(name: &str) -> Option<OsString> {
    let set = env::var_os(name).or_else(|| env::var_os(name.to_ascii_lowercase()));
    set.filter(|it| !it.is_empty())
}

/// Returns the list with all hosts that need no proxy; None where nothing is missing.
fn without_proxy(listed: Option<OsString>, metadata_host: Option<String>) -> Option<String> {
    let listed = listed.unwrap_or_default().to_string_lossy().into_owned();
    let known: Vec<&str> = listed.split(',').map(str::trim).collect();
    let metadata_host = metadata_host.as_deref().map(without_port);
    let needed = NEVER_PROXIED.into_iter().chain(metadata_host);
    let missing: Vec<&str> = needed.filter(|it| !known.contains(it)).collect();
    let all = known.iter().filter(|it| !it.is_empty()).chain(&missing);
    let all: Vec<&str> = all.copied().collect();
    (!missing.is_empty()).then(|| all.join(","))
}

fn without_port(host: &str) -> &str {
    let host = host.trim_start_matches("http://").trim_end_matches('/');
    match host.rsplit_once(':') {
        Some((name, _)) if !name.contains(':') || name.ends_with(']') => name,
        _ => host,
    }
}

/// Starts the command again in place of this process. Returns only where that fails.
#[cfg(unix)]
fn start_again(hosts: &str) -> anyhow::Error {
    use std::os::unix::process::CommandExt;
    let error = env::current_exe().map(|program| {
        let mut arguments = env::args_os();
        let mut command = Command::new(program);
        if let Some(name) = arguments.next() {
            command.arg0(name);
        }
        command.args(arguments).env("NO_PROXY", hosts).exec()
    });
    let error = match error {
        Ok(error) | Err(error) => error,
    };
    failure::because(advice(hosts), error)
}

#[cfg(not(unix))]
fn start_again(hosts: &str) -> anyhow::Error {
    advice(hosts).into()
}

fn advice(hosts: &str) -> Message {
    message!(
        "error-proxy",
        "a proxy is set that would see requests to this machine; set NO_PROXY={hosts}",
        hosts
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_listed_is_kept_and_what_is_missing_is_added() {
        let all = without_proxy(Some("a.example, localhost".into()), None).expect("a list");
        assert!(all.starts_with("a.example,localhost,127.0.0.0/8,"), "{all}");
        assert_eq!(without_proxy(Some(all.into()), None), None);
    }

    #[test]
    fn another_metadata_server_is_listed_without_its_port() {
        for (host, listed) in [
            ("10.0.0.1:80", "10.0.0.1"),
            ("http://mds.example/", "mds.example"),
            ("[fd00::1]:80", "[fd00::1]"),
            ("fd00::1", "fd00::1"),
        ] {
            let all = without_proxy(None, Some(host.to_owned())).expect("a list");
            assert_eq!(all.rsplit(',').next(), Some(listed));
        }
    }
}
