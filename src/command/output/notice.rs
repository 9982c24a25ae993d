//! What a command tells its user beside the report, on standard error. Names of files and texts of servers are hostile there too: every
//! line is escaped here, and nowhere else.

use std::fmt::Arguments;
use std::io::{self, Write};

use credtrail::report::text::escape::Safe;

use super::style::of_notices;

/// Writes one line on standard error. A line that cannot be written is dropped: that nobody reads along must neither end a command nor
/// change its exit status.
pub(crate) fn notify_user(text: Arguments<'_>) {
    let line = format!("{}\n", Safe(&text.to_string()));
    let _ = io::stderr().write_all(line.as_bytes());
}

/// Writes a text that was broken into lines already.
pub(crate) fn notify_lines(text: &str) {
    let lines: String = text.lines().map(|it| format!("{}\n", Safe(it))).collect();
    let _ = io::stderr().write_all(lines.as_bytes());
}

/// Writes a text in lines that fit a terminal.
pub(crate) fn notify_paragraph(text: &str) {
    let text = Safe(text).to_string();
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
