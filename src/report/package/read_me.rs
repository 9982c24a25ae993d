//! The text beside the lines of a bundle: what was replaced in them, and how to check them.

use super::{Lines, PackageContent};

const CHECK: &str = "\
This directory was written by credtrail. It has the lines of audit logs that tell of one credential.

manifest.json tells what they prove (\"lineage\") and where each line lies in its log (\"lines\": file,
bytes, insertId and a query). SHA256SUMS has the hashes of the files here: sha256sum -c SHA256SUMS.

\"original_sha256\" is the hash of a line as it stands in its log, and \"sha256\" the hash of the
receipt that was kept when the log was read: where both are there, they are the same.
";

const REPLACED: &str = "
In the lines below, values that are or may be secrets are replaced by \"sha256:\" and the hash of the
value, as JSON reads it: a string without quotes and escapes, anything else as it stands. Text within
text (JSON in a string, base64) is packed again after that. All other bytes are those of the log.
Whoever has a value can check its hash; a short password can be guessed from it.
The file of such a line has another hash than the line. To check it, fetch the original by the query
or from the file, and compare its hash with \"original_sha256\".
";

/// Returns the text.
pub(super) fn text(wanted: &[PackageContent], lines: Lines) -> String {
    let changed = wanted.iter().enumerate().filter_map(|(position, line)| {
        let values = line.copied().map(|it| it.redacted).filter(|it| *it > 0)?;
        Some(format!("  {}: {values}\n", line.name(position)))
    });
    let changed: String = changed.collect();
    match (changed.is_empty(), lines) {
        (_, Lines::Raw) => {
            format!("{CHECK}\nThe lines are as in the logs, with whatever secrets they hold.\n")
        }
        (true, _) => {
            format!("{CHECK}\nNo secrets were found in the lines; they are as in the logs.\n")
        }
        (false, _) => format!("{CHECK}{REPLACED}\nReplaced values:\n{changed}"),
    }
}
