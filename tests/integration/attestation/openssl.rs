//! A signature by another implementation's word: openssl verifies it, where it is installed. Nothing else here asks for it.

use std::process::Command;

use super::{desk, sign};
use crate::harness::cli::value;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

#[test]
fn openssl_verifies_what_was_signed() {
    if Command::new("openssl").arg("version").output().is_err() {
        return;
    }
    let folder = desk();
    for key in ["a", "b"] {
        sign(&folder, key, "r");
        let envelope = String::from_utf8(folder.bytes("r.dsse.json")).expect("UTF-8");
        let envelope = value(&envelope);
        let decoded = |it: &serde_json::Value| STANDARD.decode(it.as_str().expect("a text"));
        let payload = decoded(&envelope["payload"]).expect("base64");
        let kind = envelope["payloadType"].as_str().expect("a text");
        let head = format!("DSSEv1 {} {kind} {} ", kind.len(), payload.len());
        let signature = decoded(&envelope["signatures"][0]["sig"]).expect("base64");
        std::fs::write(
            folder.path().join("signed"),
            [head.as_bytes(), &payload].concat(),
        )
        .expect("a file");
        std::fs::write(folder.path().join("signature"), signature).expect("a file");
        let arguments = "pkeyutl -verify -pubin -rawin -in signed -sigfile signature -inkey";
        let mut command = Command::new("openssl");
        command
            .current_dir(folder.path())
            .args(arguments.split(' '));
        if key == "b" {
            command.args(["b.pub.pem", "-digest", "sha256"]);
        } else {
            command.arg("a.pub.pem");
        }
        let ended = command.output().expect("an end");
        assert!(ended.status.success(), "{key}: {ended:?}");
    }
}
