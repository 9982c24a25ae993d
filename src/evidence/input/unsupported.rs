//! Names a file that holds nothing readable, so that the user knows what to supply instead.

use super::pem;
use super::text_encoding;

/// Returns a name for the file, and advice. Returns `None` for unknown files.
pub fn name(bytes: &[u8]) -> Option<String> {
    let binary: [(&[u8], &str); 6] = [
        (b"PK\x03\x04", "a ZIP archive; unpack it"),
        (
            b"\xfe\xed\xfe\xed",
            "a Java key store (JKS); export the certificate with keytool",
        ),
        (
            b"\xce\xce\xce\xce",
            "a Java key store (JCEKS); export the certificate with keytool",
        ),
        (b"SQLite format 3\0", "a database; it is given with --db"),
        (b"%PDF", "a PDF"),
        (b"\x7fELF", "a program"),
    ];
    let mut binary = binary.into_iter();
    if let Some((_, name)) = binary.find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(name.to_owned());
    }
    let text = text_encoding::text(bytes);
    let text = text.trim_ascii();
    if text.is_empty() {
        return Some("empty".to_owned());
    }
    if is_log(text) {
        return Some("a log; logs are read by `credtrail ingest`".to_owned());
    }
    let beginnings: [(&[u8], &str); 8] = [
        (b"ssh-", SSH),
        (b"ecdsa-sha2-", SSH),
        (b"sk-", SSH),
        (b"---- BEGIN SSH2 PUBLIC", SSH),
        (
            b"---- BEGIN SSH2",
            "a private key of SSH, which was left unread",
        ),
        (
            b"PuTTY-User-Key-File",
            "a private key of PuTTY, which was left unread",
        ),
        (b"<", "a page of HTML or XML"),
        (
            b"Certificate:\n",
            "a certificate printed for people; give its PEM or DER",
        ),
    ];
    let mut beginnings = beginnings.into_iter();
    if let Some((_, name)) = beginnings.find(|(it, _)| text.starts_with(it)) {
        return Some(name.to_owned());
    }
    let blocks = pem::blocks(text);
    let label = blocks.first()?.label;
    Some(format!("PEM of another kind ({label})"))
}

const SSH: &str = "a public key of SSH";

/// Returns whether a text looks like a line of a log.
pub(in crate::evidence) fn is_log(text: &[u8]) -> bool {
    let text = text.trim_ascii_start();
    let names = [
        "logName",
        "log_name",
        "protoPayload",
        "protopayload_auditlog",
        "proto_payload",
        "auditID",
    ];
    let head = text.get(..4096).unwrap_or(text);
    let is_named =
        |name: &str| memchr::memmem::find(head, format!("\"{name}\"").as_bytes()).is_some();
    matches!(text.first(), Some(b'{' | b'[')) && names.into_iter().any(is_named)
}
