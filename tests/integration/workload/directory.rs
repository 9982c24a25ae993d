//! The directory of the guest agent.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::machine::{FRESH, chmod, findings, folder, look, restore, vm};
use crate::harness::cli::{Ended, failed, run};
use crate::simulation::authority;
use crate::simulation::constants::{CACHE, CLUSTER_POOL, TRUST_DOMAIN};
use crate::simulation::files::Folder;

#[test]
fn a_healthy_directory_is_complete() {
    let folder = folder(&vm());
    let ended = look(folder.path(), &[]);
    assert_eq!((ended.status, ended.err.as_str()), (0, ""));
    assert!(ended.out.starts_with("COMPLETE workload"), "{}", ended.out);
    assert!(ended.out.contains("issued by"), "{}", ended.out);
    assert_eq!(
        findings(&look(folder.path(), &["--format", "json"])),
        [""; 0]
    );
}

#[test]
fn bytes_around_the_certificates_do_not_matter() {
    for name in ["certificates.pem", "ca_certificates.pem"] {
        for before in [b"\xef\xbb\xbf".as_slice(), b"# Schl\xfcssel\r\n"] {
            let folder = folder(&vm());
            let path = folder.path().join("vm").join(name);
            let content = fs::read(&path).expect("a file");
            fs::write(&path, [before, &content].concat()).expect("a file");
            restore(&folder);
            let ended = look(folder.path(), &["--format", "json"]);
            assert_eq!(findings(&ended), [""; 0], "{name}");
        }
    }
    let bundles = "\u{feff}{\"trust_domains\": {}}";
    let folder = folder(&vm()).with("vm/trust_bundles.json", bundles);
    restore(&folder);
    let ended = look(folder.path(), &["--format", "json"]);
    assert_eq!(findings(&ended), [""; 0]);
}

#[test]
fn files_in_utf_16_say_the_same() {
    for (name, order) in [
        ("certificates.pem", u16::to_le_bytes as fn(u16) -> [u8; 2]),
        ("ca_certificates.pem", u16::to_be_bytes),
        ("config_status", u16::to_le_bytes),
    ] {
        let folder = folder(&vm()).with("vm/config_status", "{\"status\": \"OK\"}\r\n");
        let path = folder.path().join("vm").join(name);
        let text = format!("\u{feff}{}", fs::read_to_string(&path).expect("a file"));
        let wide: Vec<u8> = text.encode_utf16().flat_map(order).collect();
        fs::write(&path, wide).expect("a file");
        restore(&folder);
        let ended = look(folder.path(), &["--format", "json"]);
        assert_eq!(findings(&ended), [""; 0], "{name}");
    }
}

#[test]
fn a_file_of_bundles_without_any_is_an_empty_bundle() {
    let folder = folder(&vm()).with("vm/trust_bundles.json", "{\"trust_domains\": {}}");
    fs::remove_file(folder.path().join("vm/ca_certificates.pem")).expect("a file");
    restore(&folder);
    let ended = look(folder.path(), &["--format", "json"]);
    assert_eq!(findings(&ended), ["break bundle-mismatch"]);
}

#[test]
fn two_bundles_that_differ_are_told() {
    let other = authority::certificate(&CLUSTER_POOL).der.clone();
    let certificate = BASE64_STANDARD.encode(other);
    let key = serde_json::json!({ "use": "x509-svid", "x5c": [certificate] });
    let bundles = serde_json::json!({ "trust_domains": { TRUST_DOMAIN: { "keys": [key] } } });
    let folder = folder(&vm()).with("vm/trust_bundles.json", bundles.to_string());
    restore(&folder);
    let ended = look(folder.path(), &["--format", "json"]);
    assert_eq!(findings(&ended), ["gap untrusted-chain"]);
}

#[test]
fn the_private_key_is_never_opened() {
    let folder = folder(&vm());
    let key = folder.path().join("vm/private_key.pem");
    fs::remove_file(&key).expect("a file");
    let made = Command::new("mkfifo").arg(&key).status().expect("mkfifo"); // whoever opens it waits for ever
    assert!(made.success());
    restore(&folder);
    assert_eq!(
        findings(&look(folder.path(), &["--format", "json"])),
        [""; 0]
    );
}

#[test]
fn files_that_others_may_write_to_are_a_break() {
    let folder = folder(&vm());
    for (name, mode, expected) in [
        ("vm/certificates.pem", 0o666, "break unexpected-files"),
        ("vm", 0o775, "break unexpected-files"),
        ("vm/private_key.pem", 0o600, "note unexpected-files"),
    ] {
        restore(&folder);
        chmod(&folder, name, mode);
        assert_eq!(
            findings(&look(folder.path(), &["--format", "json"])),
            [expected],
            "{name}"
        );
    }
}

#[test]
fn the_agents_own_link_is_followed_and_others_are_told() {
    let folder = folder(&vm());
    fs::rename(folder.path().join("vm"), folder.path().join("contents-1")).expect("a folder");
    symlink("contents-1", folder.path().join("vm")).expect("a link");
    assert_eq!(
        findings(&look(folder.path(), &["--format", "json"])),
        [""; 0]
    );

    let elsewhere = Folder::new();
    fs::rename(
        folder.path().join("contents-1"),
        elsewhere.path().join("contents-1"),
    )
    .expect("a folder");
    fs::remove_file(folder.path().join("vm")).expect("a link");
    symlink(
        elsewhere.path().join("contents-1"),
        folder.path().join("vm"),
    )
    .expect("a link");
    assert_eq!(
        findings(&look(folder.path(), &["--format", "json"])),
        ["break unexpected-files"]
    );
}

#[test]
fn a_bundle_that_is_a_link_out_of_the_place_is_a_break() {
    let folder = folder(&vm()).with("other.pem", vm().root.pem);
    chmod(&folder, "other.pem", 0o644);
    fs::remove_file(folder.path().join("vm/ca_certificates.pem")).expect("a file");
    symlink("../other.pem", folder.path().join("vm/ca_certificates.pem")).expect("a link");
    assert_eq!(
        findings(&look(folder.path(), &["--format", "json"])),
        ["break unexpected-files", "gap bundle-mismatch"],
        "what lies elsewhere is not read"
    );
}

/// Both forms of a report on a VM on which one file leads elsewhere.
fn led_elsewhere(folder: &Folder, name: &str, lead: impl Fn(&Path)) -> [Ended; 2] {
    let path = folder.path().join("vm").join(name);
    let _ = fs::remove_file(&path); // it may not be there
    lead(&path);
    [&[][..], &["--format", "json"]].map(|flags| look(folder.path(), flags))
}

#[test]
fn a_file_that_leads_to_the_private_key_is_not_read() {
    let secret = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";
    let key = |folder: &Folder| folder.path().join("vm/private_key.pem");
    for hard in [false, true] {
        for name in ["config_status", "ca_certificates.pem", "trust_bundles.json"] {
            let folder = folder(&vm()).with("vm/private_key.pem", secret);
            restore(&folder);
            let [text, json] = led_elsewhere(&folder, name, |path| {
                if hard {
                    fs::hard_link(key(&folder), path).expect("a link");
                } else {
                    symlink("private_key.pem", path).expect("a link");
                }
            });
            assert!(findings(&json).contains(&"break unexpected-files".to_owned()));
            for output in [text.out, text.err, json.out, json.err] {
                assert!(!output.contains("c2VjcmV0"), "{name}: {output}");
            }
        }
    }
    let folder = folder(&vm()).with("vm/private_key.pem", secret);
    let [text, _] = led_elsewhere(&folder, "certificates.pem", |path| {
        symlink("private_key.pem", path).expect("a link");
    });
    failed(&text, "another name of the private key's file");
}

#[test]
fn a_status_out_of_the_place_is_not_read() {
    let folder = folder(&vm()).with("other", "c2VjcmV0\n");
    chmod(&folder, "other", 0o644);
    let [text, json] = led_elsewhere(&folder, "config_status", |path| {
        symlink("../other", path).expect("a link");
    });
    assert_eq!(findings(&json), ["break unexpected-files"]);
    assert!(!text.out.contains("c2VjcmV0"), "{}", text.out);
}

#[test]
fn a_status_that_holds_pem_shows_nothing_of_it() {
    let folder = folder(&vm()).with(
        "vm/config_status",
        "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n",
    );
    restore(&folder);
    let text = look(folder.path(), &[]);
    assert!(text.out.contains("it holds PEM"), "{}", text.out);
    assert!(!text.out.contains("c2VjcmV0"), "{}", text.out);
}

#[test]
fn saved_answers_out_of_the_place_are_not_read() {
    let folder = Folder::new()
        .with("other", crate::simulation::vm::HEALTHY)
        .with("saved/x", "");
    symlink("../other", folder.path().join("saved/config-status")).expect("a link");
    let ended = run(folder.path(), &["workload", "verify", "saved"]);
    failed(&ended, "a symbolic link out of the place");
}

#[test]
fn what_is_no_such_directory_is_said_on_one_line() {
    let folder = folder(&vm())
        .with("empty/x", "")
        .with("text.pem", "no PEM at all\n");
    let verify = |source: &str| {
        run(
            folder.path(),
            &["workload", "verify", source, "--at", FRESH],
        )
    };
    failed(&verify("nowhere"), "cannot read nowhere: No such file");
    failed(
        &verify("empty"),
        "empty/certificates.pem holds no certificate",
    );
    failed(
        &verify("vm/certificates.pem"),
        "name the directory that it lies in",
    );
    failed(
        &verify("text.pem"),
        "text.pem: no answer of the metadata server",
    );
    fs::write(folder.path().join("vm/certificates.pem"), "no PEM at all\n").expect("a file");
    failed(&verify("vm"), "vm holds no certificate");
    let errors =
        r#"{"partnerMetadataConfigsErrors": {"errors": {"trust-config": "no such pool"}}}"#;
    fs::write(folder.path().join("vm/config_status"), errors).expect("a file");
    failed(&verify("vm"), "trust-config: no such pool");
}

#[test]
fn saved_answers_are_read_as_files_and_as_a_directory() {
    let vm = vm();
    let folder = Folder::new()
        .with(
            "saved/workload-identities.json",
            vm.identities().to_string(),
        )
        .with("saved/trust-anchors.json", vm.anchors().to_string())
        .with("saved/config-status", crate::simulation::vm::HEALTHY);
    let verify = |sources: &[&str]| {
        let flags = ["--at", FRESH, "--format", "json"];
        run(
            folder.path(),
            &[&["workload", "verify"], sources, &flags].concat(),
        )
    };
    let files = ["saved/workload-identities.json", "saved/trust-anchors.json"];
    let (one, other) = (verify(&["saved"]), verify(&files));
    assert_eq!((findings(&one), findings(&other)), (vec![], vec![]));
    assert!(
        one.err
            .contains("holds a private key, which was left unread"),
        "{}",
        one.err
    );
    let alone = verify(&files[..1]);
    assert_eq!(findings(&alone), ["gap bundle-mismatch"]);
}

#[test]
fn a_credential_without_a_certificate_is_told_beside_the_others() {
    for pem in [String::new(), vm().root.pem] {
        let mut answer = vm().identities();
        answer["workloadCredentials"][CACHE] = serde_json::json!({ "certificatePem": pem });
        let folder = Folder::new()
            .with("saved/workload-identities", answer.to_string())
            .with("saved/trust-anchors", vm().anchors().to_string());
        let verify = ["workload", "verify", "saved", "--at", FRESH];
        let ended = run(
            folder.path(),
            &[&verify[..], &["--format", "json"]].concat(),
        );
        assert_eq!(findings(&ended), ["gap unexpected-files"]);
        let expected = format!("no certificate of {CACHE}");
        assert!(ended.out.contains(&expected), "{}", ended.out);
    }
}

#[test]
fn a_trust_bundle_that_is_none_is_told_without_its_values() {
    let wrong = r#"{"trust_domains": "-----BEGIN PRIVATE KEY-----c2VjcmV0"}"#;
    let folder = folder(&vm()).with("vm/trust_bundles.json", wrong);
    let ended = look(folder.path(), &[]);
    failed(&ended, "JSON of another shape, at line 1 column");
    assert!(!ended.err.contains("c2VjcmV0"), "{}", ended.err);
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_tells_no_size_is_read_up_to_the_bound() {
    let endless = "/proc/kallsyms"; // 0 bytes by its metadata
    if fs::read(endless).map_or(0, |it| it.len()) > 1 << 20 {
        let ended = run(Folder::new().path(), &["workload", "verify", endless]);
        failed(&ended, "larger than 1 MiB");
    }
}
