//! Where reports and other files go: `--output`, `--bundle`, `--log`, `--save`, `man DIR`.

mod place;
#[cfg(unix)]
mod signals;
#[cfg(unix)]
mod special;

use std::process::Command;

use crate::harness::cli::{Ended, ended, run};
use crate::simulation::files::{Folder, fixture};

/// The report on a scenario to some place.
fn replayed_to(folder: &Folder, output: &str) -> Ended {
    let logs = fixture("missing-record/logs").display().to_string();
    let flags = ["replay", "-q", "--format", "json", "--output", output];
    run(folder.path(), &[&flags[..], &[&logs]].concat())
}

/// The report on the same scenario, as it is printed.
fn printed(folder: &Folder) -> Vec<u8> {
    let report = replayed_to(folder, "-");
    assert_eq!(report.status, 1, "{}", report.err);
    report.out.into_bytes()
}

/// The same in a shell, where `$0` is the command and `$1` is the folder with logs.
#[cfg(unix)]
fn shell(folder: &Folder, script: &str) -> Ended {
    let mut command = Command::new("bash");
    command.current_dir(folder.path()).args(["-c", script]);
    command.arg(env!("CARGO_BIN_EXE_credtrail"));
    command.arg(fixture("missing-record/logs"));
    ended(&mut assert_cmd::Command::from_std(command))
}
