//! What a command tells its user beside the report, on standard error.

use std::fmt::Arguments;
use std::io::{self, Write};

/// Writes one line on standard error. A line that cannot be written is dropped: that nobody reads along must neither end a command nor
/// change its exit status.
pub(crate) fn notify_user(text: Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{text}");
}
