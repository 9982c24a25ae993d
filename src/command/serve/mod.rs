//! `credtrail serve`: the database in a browser.

use std::fs;
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;

use anyhow::bail;
use credtrail::judge::context::Moment;
use credtrail::language::locale::Locale;
use credtrail::serve::access::hosts::Hosts;
use credtrail::serve::access::session::Sessions;
use credtrail::serve::{Settings, serve};
use credtrail::store::Store;
use jiff::Timestamp;
use tokio::net::TcpListener;

use super::ingest::db;
use super::output::destination::Destination;
use super::process::signals;
use super::{Outcome, scan};
use crate::command::args;
use crate::command::failure::WithMessage;
use crate::command::output::notice::warn;
use credtrail::message;

/// The largest size of a file with a token, in bytes.
const LARGEST: u64 = 4096;

/// Serves until a signal asks to stop.
pub async fn run(arguments: args::Serve, locale: Locale) -> anyhow::Result<Outcome> {
    let sessions = arguments.token_file.as_deref().map(sessions).transpose()?;
    let is_here = arguments.listen.ip().to_canonical().is_loopback();
    if !is_here && sessions.is_none() {
        bail!(message!(
            "error-serve-no-token",
            "{address} is reached from other machines, so that a token is wanted: `openssl rand -hex 32 > token`, and --token-file token",
            address = arguments.listen.to_string()
        ));
    }
    let database = &arguments.database.db;
    let store = Store::read(database).await.with_message(|| db(database))?;
    store.close().await?;
    let stop = signals::stop()?;
    let listener = TcpListener::bind(arguments.listen).await;
    let listener = listener.with_message(|| {
        message!(
            "error-serve-listen",
            "cannot listen at {address}",
            address = arguments.listen.to_string()
        )
    })?;
    let address = listener.local_addr()?;
    let is_quiet = arguments.verbosity.quiet;
    let settings = settings(arguments, address, sessions, locale)?;
    announce(address)?;
    if !is_here && !is_quiet {
        let plain = message!(
            "notice-not-encrypted",
            "connections are not encrypted; put a proxy with a certificate before this port"
        );
        warn(&plain, &settings.locale);
    }
    serve(listener, settings, async { stop.await.unwrap_or(()) }).await?;
    Ok(Outcome::Fine)
}

fn settings(
    arguments: args::Serve,
    address: SocketAddr,
    sessions: Option<Sessions>,
    locale: Locale,
) -> anyhow::Result<Settings> {
    let database = arguments.database.db;
    let policy = super::policy::of(
        arguments.expected.policy.as_ref(),
        &arguments.expected.policy_key,
        Some(&database),
        &locale,
    )?;
    let without = arguments.expected.without();
    let covers = arguments.covers.covers;
    let judging = move || {
        let now = Moment::Now(Timestamp::now());
        scan::judge_request(policy.clone(), now, without.clone(), &covers)
    };
    Ok(Settings {
        database,
        judging: Box::new(judging),
        hosts: Hosts::of(address, &arguments.hosts),
        sessions,
        locale,
    })
}

/// Reads the token, whose file only its owner should be able to read.
fn sessions(file: &Path) -> anyhow::Result<Sessions> {
    let path = file.display().to_string();
    let named = || {
        message!(
            "error-token-file",
            "token file {path}",
            path = path.as_str()
        )
    };
    let size = fs::metadata(file).with_message(named)?.len();
    if size > LARGEST {
        bail!(message!(
            "error-token-large",
            "token file {path}: too large for a token",
            path
        ));
    }
    let token = fs::read_to_string(file).with_message(named)?;
    Sessions::new(token.trim()).with_message(named)
}

fn announce(address: SocketAddr) -> anyhow::Result<()> {
    let mut destination = Destination::standard();
    writeln!(destination, "http://{address}/")?;
    destination.finish()
}
