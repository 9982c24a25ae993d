//! Filters of others: whatever stands in one, there is an answer, and its contrary has the contrary answer.

use credtrail::doctor::logging_filter::{Match, Sample, matches};
use credtrail::model::entry::Source;
use proptest::prelude::*;

/// What filters are made of, and what is in none.
const PIECES: [&str; 20] = [
    "resource.type=gce_instance",
    "resource.type!=\"gce_instance\"",
    "logName:cloudaudit",
    "log_id(\"x\")",
    "protoPayload.serviceName=~\"^cloudkms\"",
    "severity>=ERROR",
    "textPayload:x",
    "(",
    ")",
    "-",
    "AND",
    "OR",
    "NOT",
    "--",
    "\"",
    "=",
    "health",
    "\n",
    "\\",
    "\u{1b}",
];

fn sample() -> Sample {
    Sample::of(Source::Kms, &"acme-keys".parse().expect("a project"))
}

proptest! {
    #[test]
    fn every_text_has_an_answer(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40)) {
        let filter = pieces.join(" ");
        let found = matches(&filter, &sample());
        let contrary = match matches(&format!("NOT (\n{filter}\n)"), &sample()) {
            Match::Yes => Match::No,
            Match::No => Match::Yes,
            Match::Perhaps => Match::Perhaps,
        };
        // A filter that cannot be read may become another one between brackets, and an empty one has no contrary.
        let is_open = [found, contrary].contains(&Match::Perhaps);
        prop_assert!(is_open || found == contrary, "{filter:?}");
    }

    #[test]
    fn a_plain_comparison_is_decided(value in "[a-z_]{1,12}") {
        let filter = format!("resource.type=\"{value}\"");
        prop_assert_eq!(matches(&filter, &sample()), Match::No);
    }
}
