//! The input of a trace: a file, or a text on standard input or on the command line.

use crate::command::output::notice::notify_user;
use std::io::{self, Read};
use std::path::Path;

use anyhow::{Context, bail};
use credtrail::evidence::certificate::Certificate;
use credtrail::evidence::input::form::FileForm;
use credtrail::evidence::input::found::{FoundItem, Item};
use credtrail::evidence::input::unsupported;
use credtrail::evidence::jose::token::Presented;
use credtrail::files::input_file;
use credtrail::ingest::evidence_file;
use credtrail::log::framing::decompress::unpack;
use credtrail::model::entry::Role;
use credtrail::model::identifier::ToBeSigned;
use credtrail::report::text::escape::Safe;

/// The largest size of a file, in bytes.
const LARGEST: u64 = 1 << 20;

/// The inputs that can be traced, for the error message.
const EXPECTED: &str = "expected a certificate, signing request or revocation list (PEM, DER, PKCS #7), a token, or a kubeconfig, Secret or TokenRequest that holds one";

/// The certificates, digests and tokens of an input.
#[derive(Default)]
pub(in crate::command) struct SubjectInput {
    /// The certificates; those of authorities only where there are no others.
    pub(in crate::command) certificates: Vec<Certificate>,
    /// The digests of signing requests and revocation lists.
    pub(in crate::command) digests: Vec<ToBeSigned>,
    /// The tokens, of which only ids and digests are stored or printed.
    pub(in crate::command) tokens: Vec<Presented>,
}

/// Returns the decompressed content of a file, or of standard input.
pub(in crate::command) fn bytes(what: &str) -> anyhow::Result<Vec<u8>> {
    let name = Safe(what).to_string();
    let unreadable = || format!("cannot read {name}");
    let stream: Box<dyn Read + Send> = if what == "-" {
        Box::new(io::stdin())
    } else {
        Box::new(input_file::open(Path::new(what)).with_context(unreadable)?)
    };
    let mut bytes = Vec::new();
    let (_, stream) = unpack(stream).with_context(unreadable)?;
    let read = stream.take(LARGEST + 1).read_to_end(&mut bytes);
    read.with_context(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        bail!(
            "{name} is too large for a certificate or a token; logs are read by `credtrail ingest`"
        );
    }
    Ok(bytes)
}

/// The description of a key set in error messages.
const KEY_SET: &str = "a key set (JWKS), and is given with --jwks";

/// Whether a text is a certificate, token or the like itself and not a name: such a text may be a secret, and is not shown.
pub(in crate::command) fn is_written_out(what: &str) -> bool {
    FileForm::of(what.as_bytes()).is_some()
}

impl SubjectInput {
    /// Reads an input with the reader of evidence files; reports on standard error what cannot be read.
    ///
    /// # Errors
    /// States what the input is where nothing in it can be looked up.
    pub(in crate::command) fn of(bytes: &[u8], name: &str) -> anyhow::Result<Self> {
        let mut input = SubjectInput::default();
        let (mut unread, mut secrets) = (Vec::new(), 0);
        for FoundItem { line, item, .. } in evidence_file::found(bytes).unwrap_or_default() {
            match item {
                Item::Certificate(certificate) => input.certificates.push(*certificate),
                Item::Token(token) => input.tokens.push(*token),
                Item::Request(_) | Item::RevocationList(_) => {
                    input.digests.extend(item.without_credential());
                }
                Item::Secret => secrets += 1,
                Item::Unreadable(why) => unread.push(format!("{name}, line {line}: {why}")),
                Item::Foreign(what) => unread.push(format!("{name}, line {line}: {what}")),
                Item::Key(_) => unread.insert(0, format!("{name} is {KEY_SET}")),
            }
        }
        if input.is_empty() {
            bail!(nothing(bytes, name, &unread, secrets));
        }
        for why in &unread {
            notify_user(format_args!("credtrail: {}", Safe(why)));
        }
        input.set_authorities_aside();
        Ok(input)
    }

    fn is_empty(&self) -> bool {
        self.certificates.is_empty() && self.digests.is_empty() && self.tokens.is_empty()
    }

    /// Removes the authorities' certificates where there are other certificates or tokens, which they accompany.
    fn set_authorities_aside(&mut self) {
        let is_end = |it: &Certificate| it.holder.role == Role::End;
        if self.certificates.iter().any(is_end) || !self.tokens.is_empty() {
            self.certificates.retain(is_end);
        }
    }
}

/// Returns why nothing can be looked up.
fn nothing(bytes: &[u8], name: &str, unread: &[String], secrets: usize) -> String {
    let text = if let Some(why) = unread.first() {
        format!("{why}; {EXPECTED}")
    } else if secrets > 0 {
        format!("{name} holds a private key, which was left unread, and nothing else; {EXPECTED}")
    } else if let Some(what) = unsupported::name(bytes) {
        format!("{name} is {what}; {EXPECTED}")
    } else {
        format!("{name} holds nothing that can be looked up; {EXPECTED}")
    };
    Safe(&text).to_string()
}
