//! The notices of a command beside the report, on standard error. Names of files and texts of servers are hostile there too: every
//! line is escaped here, and nowhere else.

use std::fmt::Arguments;
use std::io::{self, Write};

use credtrail::language::locale::Locale;
use credtrail::model::finding::message::Message;
use credtrail::report::text::escape::Safe;

use super::style::of_notices;
use crate::command::failure::one_line;

/// Writes one line on standard error. A line that cannot be written is dropped: that nobody reads along must neither end a command nor
/// change its exit status.
pub(crate) fn notify_user(text: Arguments<'_>) {
    let line = format!("{}\n", Safe(&text.to_string()));
    let _ = io::stderr().write_all(line.as_bytes());
}

/// Tells a message.
pub(crate) fn notify(message: &Message, locale: &Locale) {
    notify_user(format_args!("{}", locale.translate(message)));
}

/// Warns with a message, which begins with the name of the command.
pub(crate) fn warn(message: &Message, locale: &Locale) {
    notify_user(format_args!("credtrail: {}", locale.translate(message)));
}

/// Tells an error with its causes.
pub(crate) fn notify_error(error: &anyhow::Error, locale: &Locale) {
    notify_user(format_args!("credtrail: {}", one_line(error, locale)));
}

/// Writes a text that was broken into lines already.
pub(crate) fn notify_lines(text: &str) {
    let lines: String = text.lines().map(|it| format!("{}\n", Safe(it))).collect();
    let _ = io::stderr().write_all(lines.as_bytes());
}

/// Tells a message in lines that fit a terminal.
pub(crate) fn notify_paragraph(message: &Message, locale: &Locale) {
    let text = Safe(&locale.translate(message)).to_string();
    notify_lines(&of_notices().wrapped(&text, "", "  "));
}

/// Standard error for those who write lines on their own, as the log of `-vv` does.
pub(crate) struct Lines;

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        notify_lines(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
