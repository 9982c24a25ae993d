//! What happens when somebody ends a command: no temporary file stays.

use std::fs;
use std::io;
use std::thread;

use credtrail::files::temporary_files::TemporaryFiles;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use tokio::sync::oneshot;

/// The first process, as in a container: a signal that it does not handle does nothing to it (kill(2)).
const INIT: u32 = 1;

/// Removes these files when a signal comes, and then ends the process by that signal, so that its parent sees which it was.
///
/// # Errors
/// Where no handler can be installed: the signals then do what they do by default, and leave the files.
pub fn watch(files: TemporaryFiles) -> io::Result<()> {
    let mut signals = heeded()?;
    let end = move || {
        if let Some(signal) = signals.forever().next() {
            let _removed = files.remove();
            if std::process::id() != INIT {
                let _ = emulate_default_handler(signal);
            }
            std::process::exit(128 + signal);
        }
    };
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(end)?;
    Ok(())
}

/// Returns what is ready when the first signal comes that asks the process to end. A second one ends the process at once.
///
/// # Errors
/// Where no handler can be installed.
pub fn stop() -> io::Result<oneshot::Receiver<()>> {
    let mut signals = heeded()?;
    let (stop, stopped) = oneshot::channel();
    let forward = move || {
        let mut met = signals.forever();
        if met.next().is_some() {
            let _ = stop.send(()); // where nobody listens, the process ends anyway
        }
        if let Some(signal) = met.next() {
            std::process::exit(128 + signal);
        }
    };
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(forward)?;
    Ok(stopped)
}

/// The signals that ask a process to end, but for those that are ignored.
fn heeded() -> io::Result<Signals> {
    let ignored = ignored();
    let all = [SIGHUP, SIGINT, SIGTERM].into_iter();
    Signals::new(all.filter(|signal| ignored & (1 << (signal - 1)) == 0))
}

/// The signals that are ignored, a bit each (proc_pid_status(5)): `nohup` and shells without job control ask for that, and it stays so.
fn ignored() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|it| it.strip_prefix("SigIgn:"));
    mask.and_then(|it| u64::from_str_radix(it.trim(), 16).ok())
        .unwrap_or(0)
}
