//! The input of a trace: a file, or a text on standard input or on the command line.

use crate::command::output::notice::notify_user;
use std::io::{self, Read};
use std::path::Path;

use crate::command::failure::WithMessage;
use anyhow::bail;
use credtrail::files::input_file;
use credtrail::log::framing::decompress::unpack;
use credtrail::message;
use credtrail::report::text::escape::Safe;
use credtrail::trace::presented::SubjectInput;

/// The largest size of a file, in bytes.
const LARGEST: u64 = 1 << 20;

/// Returns the decompressed content of a file, or of standard input.
pub(in crate::command) fn bytes(what: &str) -> anyhow::Result<Vec<u8>> {
    let name = Safe(what).to_string();
    let unreadable = || {
        let name = name.as_str();
        message!("error-subject-unreadable", "cannot read {name}", name)
    };
    let stream: Box<dyn Read + Send> = if what == "-" {
        Box::new(io::stdin())
    } else {
        Box::new(input_file::open(Path::new(what)).with_message(unreadable)?)
    };
    let mut bytes = Vec::new();
    let (_, stream) = unpack(stream).with_message(unreadable)?;
    let read = stream.take(LARGEST + 1).read_to_end(&mut bytes);
    read.with_message(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        bail!(message!(
            "error-subject-large",
            "{name} is too large for a certificate or a token; logs are read by `credtrail ingest`",
            name
        ));
    }
    Ok(bytes)
}

/// Reads an input; reports on standard error what cannot be read.
pub(super) fn read(bytes: &[u8], name: &str) -> anyhow::Result<SubjectInput> {
    let input = SubjectInput::of(bytes, name)?;
    for why in &input.unread {
        notify_user(format_args!("credtrail: {why}"));
    }
    Ok(input)
}
