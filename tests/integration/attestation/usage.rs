//! What cannot be signed or verified is an error that says why, before anything is read.

use std::process::Command;

use super::{Keys, desk, mode, scan, verify};
use crate::harness::cli::{failed, run, value};
use crate::simulation::files::Folder;

#[test]
fn who_asks_for_a_signature_says_where_it_goes_and_what_it_is_over() {
    let folder = desk();
    for (flags, reason) in [
        (&["--sign=a.pem"][..], "--signature <FILE>"),
        (&["--signature=s.json"], "--sign <KEY>"),
        (&["--sign=a.pem", "--signature=s.json"], "--signed-report"),
        (
            &["--sign=a.pem", "--signature=s.json", "--no-record"],
            "--no-record",
        ),
        (
            &["--sign=a.pem", "--signature=-", "--format=json"],
            "both go to standard output",
        ),
        (
            &[
                "--sign=a.pem",
                "--signature=r.json",
                "--signed-report=r.json",
            ],
            "both go to r.json",
        ),
        (
            &["--sign=a.pem", "--signature=x/s.json", "--format=json"],
            "cannot write x/s.json",
        ),
        (
            &["--sign=no.pem", "--signature=s.json", "--format=json"],
            "private key no.pem",
        ),
        (
            &[
                "--sign=projects/p/keys/k",
                "--signature=s.json",
                "--format=json",
            ],
            "is no name of a key version",
        ),
        (
            &[
                "--sign=a.pem",
                "--signature=s.json",
                "--format=json",
                "--access-token-file=t",
            ],
            "say --pull as well",
        ),
    ] {
        failed(&scan(&folder, flags), reason);
    }
    assert_eq!(scans(&folder), 0, "nothing was recorded");
    assert!(!folder.path().join("s.json").exists());
}

fn scans(folder: &Folder) -> usize {
    let list = run(
        folder.path(),
        &["diff", "--list", "--db=a.db", "--format=json"],
    );
    value(&list.out)["scans"].as_array().map_or(0, Vec::len)
}

#[cfg(unix)]
#[test]
fn a_private_key_that_others_can_read_or_change_is_refused() {
    let folder = desk();
    let flags = ["--sign=a.pem", "--signature=s.json", "--format=json"];
    for open in [0o644, 0o604, 0o601, 0o620, 0o666] {
        mode(&folder, "a.pem", open);
        failed(&scan(&folder, &flags), "chmod 600");
    }
    for closed in [0o600, 0o400, 0o440] {
        mode(&folder, "a.pem", closed);
        assert_eq!(scan(&folder, &flags).status, 1, "{closed:o}");
    }
}

#[test]
fn a_file_that_is_no_such_key_is_named() {
    let rsa = "-----BEGIN RSA PRIVATE KEY-----\nMAA=\n-----END RSA PRIVATE KEY-----\n";
    let folder = desk().with("rsa.pem", rsa).with("text.pem", "secret");
    let flags = ["--signature=s.json", "--format=json"];
    for (key, reason) in [
        ("rsa.pem", "RSA PRIVATE KEY"),
        ("text.pem", "no key in PEM"),
        ("a.pub.pem", "a public key, which cannot sign"),
    ] {
        mode(&folder, key, 0o600);
        let ended = scan(&folder, &[&["--sign", key][..], &flags].concat());
        failed(&ended, reason);
        assert!(!ended.err.contains("secret") && !ended.err.contains("MAA"));
    }
}

#[test]
fn verification_needs_a_key_and_files_that_can_be_read() {
    let folder = Keys::p256(3).into(Folder::new(), "a");
    failed(&verify(&folder, &["s.json"]), "--key <PUBLIC>");
    failed(&verify(&folder, &["--key=a.pub.pem"]), "<FILE>");
    failed(&verify(&folder, &["--key=a.pub.pem", "s.json"]), "s.json");
    failed(&verify(&folder, &["--key=a.pem", "s.json"]), "-pubout");
    failed(&verify(&folder, &["--key=none.pem", "s.json"]), "none.pem");
    let folder = folder.with("s.json", "{}");
    let ended = verify(&folder, &["--key=a.pub.pem", "s.json"]);
    assert_eq!((ended.status, ended.err.as_str()), (1, ""));
    let missing = verify(&folder, &["--key=a.pub.pem", "s.json", "--report=r.json"]);
    failed(&missing, "r.json");
}

#[test]
fn a_report_that_nobody_reads_is_not_signed_in_silence() {
    let folder = desk();
    let signing = [
        "--sign=a.pem",
        "--signature=s.json",
        "--signed-report=r.json",
    ];
    let mut command = Command::new(env!("CARGO_BIN_EXE_credtrail"));
    command.env_clear().current_dir(folder.path());
    command.args(["scan", "-q", "--db=a.db"]).args(signing);
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let ended = command.stdout(writer).output().expect("an end");
    assert_eq!(ended.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&ended.stderr).contains("it is not signed"));
    assert!(!folder.path().join("s.json").exists());
}
