//! The `credtrail` command.

mod command;

use crate::command::args;
use std::io;
use std::process::ExitCode;

use anyhow::Context;
use args::{Cli, Command, environment};
use command::Outcome;
use command::output::destination::ReaderGone;
use command::output::notice::{Lines, notify_lines, notify_user};
use credtrail::files::temporary_files::TemporaryFiles;
use tokio::runtime::{Builder, Runtime};

/// Files that a command may have open at a time: databases with their logs, inputs, connections.
const HANDLES: usize = 40;

fn main() -> ExitCode {
    let cli = match environment::parse() {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            notify_lines(&error.render().to_string());
            return ExitCode::from(2);
        }
        Err(help) => help.exit(),
    };
    if let Err(error) = command::proxy::exempt_local_hosts() {
        command::output::notice::notify_user(format_args!("credtrail: {}", one_line(&error)));
        return ExitCode::from(2);
    }
    show_debug_messages(cli.command.verbose());
    let files = TemporaryFiles::default();
    command::panics::watch(files.clone());
    if let Err(error) = enough_handles() {
        notify_user(format_args!("credtrail: {}", one_line(&error)));
        return ExitCode::from(2);
    }
    let stops_itself = matches!(cli.command, Command::Serve(_)); // once the requests under way are answered; it has no temporary files
    if !stops_itself && let Err(error) = command::signals::watch(files.clone()) {
        notify_user(format_args!(
            "credtrail: a signal would leave temporary files behind: {error}"
        ));
    }
    match runtime().and_then(|it| it.block_on(run(cli, &files))) {
        Ok(outcome) => outcome.into(),
        Err(error) if is_reader_gone(&error) => ExitCode::SUCCESS,
        Err(error) => {
            notify_user(format_args!("credtrail: {}", one_line(&error)));
            ExitCode::from(2)
        }
    }
}

/// Sees that files can be opened, as many at a time as a command needs: some libraries panic where they cannot.
fn enough_handles() -> anyhow::Result<()> {
    let pipes = (0..HANDLES / 2).map(|_| io::pipe());
    let pipes = pipes.collect::<io::Result<Vec<_>>>();
    let too_few = || format!("fewer than {HANDLES} files can be opened; raise `ulimit -n`");
    pipes.map(drop).with_context(too_few)
}

fn runtime() -> anyhow::Result<Runtime> {
    Ok(Builder::new_current_thread().enable_all().build()?)
}

/// What `-vv` shows, on standard error.
fn show_debug_messages(verbose: u8) {
    if verbose > 1 {
        tracing_subscriber::fmt()
            .with_writer(|| Lines)
            .with_max_level(tracing::Level::DEBUG)
            .with_ansi(false)
            .init();
    }
}

async fn run(cli: Cli, files: &TemporaryFiles) -> anyhow::Result<Outcome> {
    let locale = &cli.reader.locale();
    match cli.command {
        Command::Completions(arguments) => command::completions::run(&arguments),
        Command::Diff(arguments) => command::diff::run(arguments, files, locale).await,
        Command::Doctor(arguments) => command::doctor::run(arguments, files, locale).await,
        Command::Explain(arguments) => command::explain::run(arguments, locale),
        Command::Filters(arguments) => command::filters::run(&arguments),
        Command::Fsck(arguments) => command::fsck::run(&arguments, files, locale).await,
        Command::Ingest(arguments) => command::ingest::run(arguments).await,
        Command::Man(arguments) => command::man::run(&arguments, files),
        Command::Pull(arguments) => command::pull::run(arguments, files, locale).await,
        Command::Replay(arguments) => command::replay::run(arguments, files, locale).await,
        Command::Serve(arguments) => command::serve::run(arguments, cli.reader.locale()).await,
        Command::Scan(arguments) => command::scan::run(*arguments, files, locale).await,
        Command::Trace(arguments) => command::trace::run(arguments, files, locale).await,
        Command::Policy(arguments) => command::policy::run(arguments, files).await,
        Command::VerifyReport(arguments) => command::verify_report::run(&arguments),
        Command::Workload(arguments) => command::workload::run(arguments, files, locale).await,
    }
}

/// Whether whoever reads the report has seen enough.
pub(crate) fn is_reader_gone(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let cause = cause.downcast_ref::<io::Error>();
        cause
            .and_then(io::Error::get_ref)
            .is_some_and(|it| it.is::<ReaderGone>())
    })
}

/// An error with its causes; a cause that the text before it tells already is left out, and so is the name of the database before a cause
/// that names it.
pub(crate) fn one_line(error: &anyhow::Error) -> String {
    let mut line = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if !line.ends_with(&cause) {
            line = if line.is_empty() || is_named(&line, &cause) {
                cause
            } else {
                format!("{line}: {cause}")
            };
        }
    }
    line
}

/// Whether the cause names the database that is the whole text before it.
fn is_named(line: &str, cause: &str) -> bool {
    let database = line.strip_prefix("database ");
    database.is_some_and(|it| cause.contains(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_reader_of_the_report_may_end_a_command_with_0() {
        let broken = || io::Error::from(io::ErrorKind::BrokenPipe);
        let connection = anyhow::Error::from(broken()).context("webhook");
        assert!(!is_reader_gone(&connection));
        let report = io::Error::new(io::ErrorKind::BrokenPipe, ReaderGone);
        assert!(is_reader_gone(
            &anyhow::Error::from(report).context("cannot write")
        ));
    }
}
