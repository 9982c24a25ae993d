//! The `credtrail` command.

// A build without a feature has its options, so that the command line is the same, and never reads them.
#![cfg_attr(not(all(feature = "pull", feature = "buckets")), allow(dead_code))]

mod command;

use crate::command::args;
use std::io;
use std::process::ExitCode;

use args::{Cli, Command, environment};
use command::Outcome;
use command::failure::{self, WithMessage};
use command::help::refusal;
use command::output::destination::ReaderGone;
use command::output::notice::{Lines, notify_error, notify_lines};
use credtrail::files::temporary_files::TemporaryFiles;
use credtrail::language::locale::Locale;
use credtrail::message;
use tokio::runtime::{Builder, Runtime};

/// Files that a command may have open at a time: databases with their logs, inputs, connections.
const HANDLES: usize = 40;

fn main() -> ExitCode {
    let reader = Locale::new(environment::language(), None);
    let cli = match environment::parse(&reader) {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            notify_lines(&refusal::text(&error, &reader));
            return ExitCode::from(2);
        }
        Err(help) => return refusal::show(&help, &reader),
    };
    if let Err(error) = command::process::proxy::exempt_local_hosts() {
        notify_error(&error, &reader);
        return ExitCode::from(2);
    }
    show_debug_messages(cli.command.verbose());
    let files = TemporaryFiles::default();
    let locale = cli.reader.locale();
    command::process::panics::watch(files.clone(), thread_failed(&locale));
    if let Err(error) = enough_handles() {
        notify_error(&error, &locale);
        return ExitCode::from(2);
    }
    let stops_itself = matches!(cli.command, Command::Serve(_)); // once the requests under way are answered; it has no temporary files
    if !stops_itself && let Err(error) = command::process::signals::watch(files.clone()) {
        let behind = message!(
            "notice-signals",
            "a signal would leave temporary files behind"
        );
        notify_error(&failure::because(behind, error), &locale);
    }
    match runtime().and_then(|it| it.block_on(run(cli, &files, &locale))) {
        Ok(outcome) => outcome.into(),
        Err(error) if is_reader_gone(&error) => ExitCode::SUCCESS,
        Err(error) => {
            notify_error(&error, &locale);
            ExitCode::from(2)
        }
    }
}

fn thread_failed(locale: &Locale) -> String {
    let failed = message!(
        "notice-thread-failed",
        "a thread failed, as told above, and the command cannot go on"
    );
    locale.translate(&failed).into_owned()
}

/// Sees that files can be opened, as many at a time as a command needs: some libraries panic where they cannot.
fn enough_handles() -> anyhow::Result<()> {
    let pipes = (0..HANDLES / 2).map(|_| io::pipe());
    let pipes = pipes.collect::<io::Result<Vec<_>>>();
    pipes.map(drop).with_message(|| {
        message!(
            "error-too-few-files",
            "fewer than {count} files can be opened; raise `ulimit -n`",
            count = HANDLES as u64
        )
    })
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

async fn run(cli: Cli, files: &TemporaryFiles, locale: &Locale) -> anyhow::Result<Outcome> {
    match cli.command {
        Command::Completions(arguments) => command::completions::run(&arguments),
        Command::Diff(arguments) => command::diff::run(arguments, files, locale).await,
        Command::Doctor(arguments) => command::doctor::run(arguments, files, locale).await,
        Command::Explain(arguments) => command::explain::run(arguments, locale),
        Command::Filters(arguments) => command::filters::run(&arguments, locale),
        Command::Fsck(arguments) => command::fsck::run(&arguments, files, locale).await,
        Command::Ingest(arguments) => command::ingest::run(arguments, locale).await,
        Command::Facts(arguments) => command::lake::facts::run(&arguments),
        Command::Fold(arguments) => command::lake::fold::run(&arguments),
        Command::Export(arguments) => command::lake::export::run(&arguments).await,
        Command::Load(arguments) => command::lake::load::run(arguments, locale).await,
        Command::Man(arguments) => command::man::run(&arguments, files),
        Command::Pull(arguments) => command::pull::run(arguments, files, locale).await,
        Command::Replay(arguments) => command::replay::run(arguments, files, locale).await,
        Command::Serve(arguments) => command::serve::run(arguments, cli.reader.locale()).await,
        Command::Scan(arguments) => command::scan::run(*arguments, files, locale).await,
        Command::Trace(arguments) => command::trace::run(arguments, files, locale).await,
        Command::Policy(arguments) => command::policy::run(arguments, files, locale).await,
        Command::VerifyReport(arguments) => command::verify_report::run(&arguments, locale),
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
