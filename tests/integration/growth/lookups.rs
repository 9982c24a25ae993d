//! One credential among many: a lookup reads the rows of that credential, and no whole table.
//!
//! The counter is that of the kernel: the bytes that the process read, in `/proc` until its parent has asked for its status.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use assert_cmd::cargo::cargo_bin;

use super::attacks::{digest, issued, lines, signed, token};
use super::auditor;
use super::users::used_by;
use crate::harness::in_process::Auditor;

/// Whole chains of so many tokens.
fn tokens(count: usize) -> Auditor {
    let user = "system:serviceaccount:a:b";
    let signatures = (0..count).map(|it| signed(it, &digest(it)));
    let issuances = (0..count).map(|it| issued(it, &token(it), &digest(it)));
    let uses = (0..count).map(|it| used_by(it, &token(it), user));
    auditor(&[
        ("kms.ndjson", lines(signatures)),
        ("gke.ndjson", lines(issuances)),
        ("kubernetes.ndjson", lines(uses)),
    ])
}

/// How many bytes `credtrail` reads to answer.
pub(super) fn bytes_read(database: &Path, arguments: &[&str]) -> u64 {
    let mut child = Command::new(cargo_bin!("credtrail"))
        .env_clear()
        .args(arguments)
        .arg("--db")
        .arg(database)
        .stdout(Stdio::null())
        .spawn()
        .expect("a command that runs");
    wait_for_the_end(&child);
    let counters = fs::read_to_string(process(&child).join("io")).expect("counters");
    let read = counters.lines().find_map(|it| it.strip_prefix("rchar: "));
    let status = child.wait().expect("an exit status").code();
    assert!(status.is_some_and(|it| it != 2), "{arguments:?} failed");
    read.expect("a counter").parse().expect("a number")
}

/// Returns when the process has ended; its counters stay until somebody asks for its status.
fn wait_for_the_end(child: &Child) {
    let has_ended = || {
        let state = fs::read_to_string(process(child).join("stat")).expect("a state");
        let (_, behind_name) = state.rsplit_once(')').expect("a name in brackets");
        behind_name.starts_with(" Z")
    };
    while !has_ended() {
        thread::sleep(Duration::from_millis(1));
    }
}

fn process(child: &Child) -> PathBuf {
    Path::new("/proc").join(child.id().to_string())
}

#[test]
fn a_lookup_reads_as_much_of_a_database_of_four_times_the_credentials() {
    let [few, many] = [2_000, 8_000].map(tokens);
    for asked in [token(7), digest(7), "no-such-credential".to_owned()] {
        let read = |it: &Auditor| bytes_read(&it.database(), &["trace", "-q", &asked]);
        let (few, many) = (read(&few), read(&many));
        assert!(
            many < few + few / 4,
            "{asked}: {few} bytes, {many} among four times the credentials"
        );
    }
}
