//! Names a file that holds nothing readable, so that the user knows what to supply instead.

pub(super) mod log_form;

use super::pem;
use super::text_encoding;

/// The first bytes of binary files, and the names of these files, with advice.
const BINARY: [(&[u8], &str); 17] = [
    (b"PK\x03\x04", "a ZIP archive; unpack it"),
    (b"\xfd7zXZ\0", "packed by xz; unpack it"),
    (b"BZh", "packed by bzip2; unpack it"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it"),
    (b"Rar!\x1a\x07", "a RAR archive; unpack it"),
    (b"\x04\x22\x4d\x18", "packed by lz4; unpack it"),
    (b"\x1f\x8b", "packed by gzip twice; unpack it once"),
    (b"\x28\xb5\x2f\xfd", "packed by zstd twice; unpack it once"),
    (b"\x1f\x9d", "packed by compress; unpack it"),
    (b"PAR1", "a Parquet table; export it as JSON"),
    (b"Obj\x01", "an Avro table; export it as JSON"),
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
    (b"\x89PNG", "a picture"),
];

/// The position of the mark of a tar archive, and the mark (POSIX.1-2017, pax, ustar header block).
const TAR: (usize, &[u8]) = (257, b"ustar");

/// Returns a name, with advice, for a file that is binary or a log in a form that is not read, by the first bytes of the file. Returns
/// `None` for any other file.
pub fn unreadable_form(head: &[u8]) -> Option<&'static str> {
    let mut binary = BINARY.into_iter();
    let binary = binary.find(|(magic, _)| head.starts_with(magic));
    let is_tar = || head.get(TAR.0..).is_some_and(|it| it.starts_with(TAR.1));
    let tar = || is_tar().then_some("a tar archive; unpack it");
    let binary = binary.map(|(_, name)| name).or_else(tar);
    let text = text_encoding::text(head);
    let page = match text.trim_ascii_start() {
        [b'<', next, ..] if next.is_ascii_alphabetic() || b"!?".contains(next) => Some(PAGE),
        _ => None, // a number in brackets is the priority of a line of syslog (RFC 5424 section 6.2.1)
    };
    binary.or(page).or_else(|| log_form::name(&text))
}

/// Returns a name for the file, and advice. Returns `None` for unknown files.
pub fn name(bytes: &[u8]) -> Option<String> {
    if let Some(name) = unreadable_form(bytes) {
        return Some(name.to_owned());
    }
    let text = text_encoding::text(bytes);
    let text = text.trim_ascii();
    if text.is_empty() {
        return Some("empty".to_owned());
    }
    if log_form::is_log(text) {
        return Some("a log; logs are read by `credtrail ingest`".to_owned());
    }
    let beginnings: [(&[u8], &str); 7] = [
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

const PAGE: &str = "a page of HTML or XML";

const SSH: &str = "a public key of SSH";
