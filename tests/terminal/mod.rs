//! A terminal: the command as its users run it, away from the settings of whoever runs the tests.

use std::path::Path;

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin_cmd;

/// What a command left behind.
pub struct Ended {
    pub status: i32,
    pub out: String,
    pub err: String,
}

/// The command in an empty environment.
pub fn credtrail(folder: &Path) -> Command {
    let mut command = cargo_bin_cmd!("credtrail");
    command.env_clear().current_dir(folder);
    command
}

/// Runs the command in a folder.
pub fn run(folder: &Path, arguments: &[&str]) -> Ended {
    ended(credtrail(folder).args(arguments))
}

/// Runs a command to its end.
pub fn ended(command: &mut Command) -> Ended {
    let output = command.output().expect("a command that runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Ended {
        status: output.status.code().expect("an exit status"),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}
