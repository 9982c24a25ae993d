//! The form of a file that is no log, detected by content.

use super::der;
use super::packed_text;
use super::pem;
use super::pem::{Block, MarkPosition};
use super::presented_token;
use super::text_encoding;
use super::unsupported::log_form;

/// The form of a file that is no log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileForm {
    /// PEM blocks, with other text between them.
    Pem,
    /// DER objects.
    Der,
    /// Any other form in base64, without PEM marks.
    Base64,
    /// Tokens, with other text between them.
    Tokens,
    /// A JSON Web Key Set.
    KeySet,
    /// A Kubernetes object, or another document with PEM or tokens in it.
    Document,
}

impl FileForm {
    /// Returns the form of a file by its first bytes. Returns `None` for JSON, which [`FileForm::of_value`] and the readers of logs handle,
    /// and for logs in a form that is not read.
    pub fn of(head: &[u8]) -> Option<Self> {
        if der::begins(head) {
            return Some(FileForm::Der);
        }
        let text = text_encoding::text(head);
        let text = log_form::after_separator(text.trim_ascii_start()).trim_ascii_start();
        if matches!(text.first(), Some(b'{' | b'[')) || log_form::name(text).is_some() {
            None
        } else if packed_text::is_yaml(text) {
            Some(FileForm::Document)
        } else if has_pem(text) {
            Some(FileForm::Pem)
        } else if is_base64(text) {
            Some(FileForm::Base64)
        } else {
            presented_token::are_in(text).then_some(FileForm::Tokens)
        }
    }

    /// Returns [`FileForm::Document`] for JSON that is no log, since any document may hold PEM or tokens.
    pub fn of_value(bytes: &[u8]) -> Option<Self> {
        let text = text_encoding::text(bytes);
        let is_json = matches!(text.trim_ascii_start().first(), Some(b'{' | b'['));
        (is_json && !log_form::is_log(&text)).then_some(FileForm::Document)
    }

    /// Returns the name of the form in messages and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            FileForm::Pem => "PEM",
            FileForm::Der => "DER",
            FileForm::Base64 => "base64",
            FileForm::Tokens => "JWT",
            FileForm::KeySet => "JWKS",
            FileForm::Document => "Kubernetes object",
        }
    }
}

/// Returns whether a text has a PEM block that this crate reads. In a text with a line of JSON, which may be a log, only a block that
/// begins its line counts.
fn has_pem(text: &[u8]) -> bool {
    let of_log = || {
        let mut lines = text.split(|it| *it == b'\n');
        lines.any(log_form::holds_log)
    };
    let mut blocks = pem::blocks(text).into_iter().filter(|it| is_read(it));
    blocks.any(|it| it.standing == MarkPosition::First || !of_log())
}

/// Returns whether this crate reads a PEM block, by the label of the block.
pub(super) fn is_read(block: &Block<'_>) -> bool {
    let known = [
        "CERTIFICATE",
        "X509 CERTIFICATE",
        "TRUSTED CERTIFICATE",
        "X509 CRL",
        "CERTIFICATE REQUEST",
        "NEW CERTIFICATE REQUEST",
        "PKCS7",
        "PKCS #7 SIGNED DATA",
        "CMS",
    ];
    known.contains(&block.label) || block.is_private()
}

/// The characters around a value that was copied out of a document.
pub(super) const QUOTES: [char; 6] = ['"', '\'', '`', ',', ' ', '\r'];

fn is_base64(text: &[u8]) -> bool {
    let text = text.split(|it| *it == b'\n').next().unwrap_or_default();
    let text = std::str::from_utf8(text).unwrap_or_default();
    let text = text.trim_matches(QUOTES);
    let base64 = |it: u8| it.is_ascii_alphanumeric() || b"+/=-_".contains(&it);
    text.bytes().all(base64) && packed_text::is_packed(text)
}
