//! Many entries in files that were read earlier.

use super::attacks::{digest, lines, signed};
use super::{auditor, steps};

#[test]
fn what_was_read_since_a_signed_report_is_found_without_all_that_was_read_before() {
    let with = |before: usize| {
        let all = auditor(&[
            (
                "1.ndjson",
                lines((0..before).map(|it| signed(it, &digest(it)))),
            ),
            (
                "2.ndjson",
                lines((0..20).map(|it| signed(before + it, &digest(it)))),
            ),
        ]);
        steps(&all, "receipts_between.sql", &[&1, &2])
    };
    let (few, many) = (with(500), with(2_000));
    assert!(
        many < few + few / 4,
        "{few} after 500 entries, {many} after 2,000"
    );
}
