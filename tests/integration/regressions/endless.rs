//! Files and answers that do not end, or unpack to far more than came.

use std::io::Write;
use std::net::TcpListener;
use std::thread;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use crate::harness::cli::{Ended, credtrail, ended, failed, ingested, run};
use crate::simulation::Token;
use crate::simulation::clock::NOON;
use crate::simulation::files::Folder;

#[test]
fn a_file_that_does_not_end_is_refused() {
    let token = Token::mint("team-a", "web", NOON).signed();
    let folder = ingested("complete-jwt").with("token.jwt", token);
    for arguments in [
        &["policy", "check", "/dev/zero"][..],
        &["scan", "--db", "a.db", "--policy", "/dev/zero"],
        &["trace", "--db", "a.db", "--jwks", "/dev/zero", "token.jwt"],
        &["workload", "verify", ".", "--config", "/dev/zero"],
        &["workload", "verify", ".", "--serial-output", "/dev/zero"],
    ] {
        failed(&run(folder.path(), arguments), "MiB, which no such file is");
    }
    let arguments = [
        "pull",
        "--db",
        "b.db",
        "--project",
        "acme-prod",
        "--access-token-file",
        "/dev/zero",
    ];
    failed(
        &run(folder.path(), &arguments),
        "no access token in /dev/zero",
    );
}

/// A server that answers every request with these bytes.
fn answering(head: String, body: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let (head, body) = (head.clone(), body.clone());
            thread::spawn(move || {
                let mut request = [0; 8192];
                let _ = std::io::Read::read(&mut stream, &mut request);
                let _ = stream.write_all(head.as_bytes());
                let _ = stream.write_all(&body);
            });
        }
    });
    url
}

fn pull(folder: &Folder, url: &str) -> Ended {
    let mut command = credtrail(folder.path());
    let arguments = [
        "pull",
        "--db",
        "a.db",
        "--to",
        "2026-10-07",
        "--project",
        "acme-prod",
    ];
    command.args(arguments).args(["--endpoint", url]);
    ended(command.env("CREDTRAIL_ACCESS_TOKEN", "a-token"))
}

#[test]
fn an_answer_that_unpacks_to_gigabytes_is_read_to_its_bound() {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(b"{\"entries\":[").expect("gzip");
    for _ in 0..160 {
        packed.write_all(&[b' '; 1 << 20]).expect("gzip");
    }
    let packed = packed.finish().expect("gzip");
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        packed.len()
    );
    let url = answering(head, packed);
    let pulled = pull(&Folder::new(), &url);
    failed(&pulled, "it has more than 65536 KiB");
}

#[test]
fn an_entry_that_is_nested_without_end_is_read_without_its_body() {
    let deep = format!("{}{}", "[".repeat(80_000), "]".repeat(80_000));
    let entry = json!({
        "timestamp": "2026-10-06T12:00:00Z", "insertId": "a",
        "logName": "projects/acme-prod/logs/cloudaudit.googleapis.com%2Fdata_access",
        "protoPayload": { "serviceName": "cloudkms.googleapis.com", "request": "DEEP" },
    });
    let body = format!("{{\"entries\":[{entry}]}}").replace("\"DEEP\"", &deep);
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let url = answering(head, body.into_bytes());
    let folder = Folder::new();
    let pulled = pull(&folder, &url);
    assert_eq!(pulled.status, 0, "{}", pulled.err);
    let scanned = run(folder.path(), &["scan", "--db", "a.db", "--no-record"]);
    assert!(
        scanned.out.contains("1 with body unreadable"),
        "{}",
        scanned.out
    );
}
