//! The `credtrail` command.

mod command;

use crate::command::args;
use std::io;
use std::process::ExitCode;

use args::{Cli, Command};
use clap::Parser;
use command::Outcome;

fn main() -> ExitCode {
    let cli = Cli::parse();
    talk(cli.command.verbose());
    let outcome = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(anyhow::Error::from);
    match outcome.and_then(|runtime| runtime.block_on(run(cli.command))) {
        Ok(outcome) => outcome.into(),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = io::Write::write_fmt(
                &mut io::stderr(),
                format_args!("credtrail: {}\n", one_line(&error)),
            );
            ExitCode::from(2)
        }
    }
}

/// What `-vv` shows, on standard error.
fn talk(verbose: u8) {
    if verbose > 1 {
        tracing_subscriber::fmt()
            .with_writer(io::stderr)
            .with_max_level(tracing::Level::DEBUG)
            .with_ansi(false)
            .init();
    }
}

async fn run(command: Command) -> anyhow::Result<Outcome> {
    match command {
        Command::Completions(arguments) => command::completions::run(&arguments),
        Command::Diff(arguments) => command::diff::run(arguments).await,
        Command::Explain(arguments) => command::explain::run(arguments),
        Command::Filters(arguments) => command::filters::run(&arguments),
        Command::Ingest(arguments) => command::ingest::run(arguments).await,
        Command::Man(arguments) => command::man::run(&arguments),
        Command::Pull(arguments) => command::pull::run(arguments).await,
        Command::Replay(arguments) => command::replay::run(arguments).await,
        Command::Scan(arguments) => command::scan::run(arguments).await,
        Command::Trace(arguments) => command::trace::run(arguments).await,
        Command::Policy(arguments) => command::policy::run(arguments).await,
        Command::Workload(arguments) => command::workload::run(arguments).await,
    }
}

/// Whoever reads what we print has seen enough.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|it| it.kind() == io::ErrorKind::BrokenPipe)
    })
}

/// An error with its causes; a cause that the text before it tells already is left out.
pub(crate) fn one_line(error: &anyhow::Error) -> String {
    let mut line = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if !line.ends_with(&cause) {
            line = if line.is_empty() {
                cause
            } else {
                format!("{line}: {cause}")
            };
        }
    }
    line
}
