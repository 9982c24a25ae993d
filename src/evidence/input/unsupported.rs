//! Names a file that holds nothing readable, so that the user knows what to supply instead, and whether log entries may be in it.

mod container;
pub(super) mod log_form;

use super::pem;
use super::text_encoding;

/// The form of a file that is not read, and what it may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnsupportedForm {
    /// A container, in which logs may lie: its bytes are no lines of a log.
    Container(&'static str),
    /// A log whose lines are no JSON.
    Log(&'static str),
    /// A binary file in which no log is kept: its bytes are no lines of a log.
    Binary(&'static str),
    /// A page.
    Page(&'static str),
}

impl UnsupportedForm {
    /// Returns the name of the form, with advice.
    pub fn name(self) -> &'static str {
        let (Self::Container(name) | Self::Log(name) | Self::Binary(name) | Self::Page(name)) =
            self;
        name
    }
}

/// The first bytes of binary files that hold no logs, and the names of these files, with advice.
const BINARY: [(&[u8], &str); 10] = [
    (
        b"\xfe\xed\xfe\xed",
        "a Java key store (JKS); export the certificate with keytool",
    ),
    (
        b"\xce\xce\xce\xce",
        "a Java key store (JCEKS); export the certificate with keytool",
    ),
    (b"SQLite format 3\0", "a database; it is given with --db"),
    // Files beside a database: https://www.sqlite.org/fileformat2.html sections 3 and 4, https://www.sqlite.org/walformat.html section 2.
    (b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", BESIDE_DATABASE),
    (b"\x37\x7f\x06\x82", BESIDE_DATABASE),
    (b"\x37\x7f\x06\x83", BESIDE_DATABASE),
    (b"\x18\xe2\x2d\x00", BESIDE_DATABASE),
    (b"%PDF", "a PDF"),
    (b"\x7fELF", "a program"),
    (b"\x89PNG", "a picture"),
];

/// Returns the form of a file that is binary or a log in a form that is not read, by the first bytes of the file. Returns `None` for any
/// other file.
pub fn unreadable_form(head: &[u8]) -> Option<UnsupportedForm> {
    if let Some(name) = container::name(head) {
        return Some(UnsupportedForm::Container(name));
    }
    let mut binary = BINARY.into_iter();
    if let Some((_, name)) = binary.find(|(magic, _)| head.starts_with(magic)) {
        return Some(UnsupportedForm::Binary(name));
    }
    let text = text_encoding::text(head);
    match text.trim_ascii_start() {
        [b'<', next, ..] if next.is_ascii_alphabetic() || b"!?".contains(next) => {
            Some(UnsupportedForm::Page(PAGE))
        }
        _ => log_form::name(&text).map(UnsupportedForm::Log), // a number in brackets is the priority of a line of syslog (RFC 5424 section 6.2.1)
    }
}

/// Returns whether a text looks like a line of a log.
pub fn is_log(text: &[u8]) -> bool {
    log_form::is_log(text)
}

/// Returns a name for the file, and advice. Returns `None` for unknown files.
pub fn name(bytes: &[u8]) -> Option<String> {
    if let Some(form) = unreadable_form(bytes) {
        return Some(form.name().to_owned());
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

const BESIDE_DATABASE: &str = "a file that SQLite keeps beside a database";

const PAGE: &str = "a page of HTML or XML";

const SSH: &str = "a public key of SSH";
