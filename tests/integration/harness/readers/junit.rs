//! Reads JUnit XML with quick-junit; the counts of a suite must be those of its cases.

use quick_junit::{NonSuccessKind, Report, TestCaseStatus};

use super::ReportContent;

pub fn read(report: &str) -> ReportContent {
    let read = Report::deserialize_from_str(report).expect("JUnit");
    let mut texts = Vec::new();
    let (mut cases, mut failures, mut errors, mut omitted) = (0, 0, 0, 0);
    for suite in &read.test_suites {
        for case in &suite.test_cases {
            cases += 1;
            texts.push(case.name.as_str().to_owned());
            let output = case.system_out.as_ref().map_or("", |it| it.as_str());
            omitted += output.lines().map(count).sum::<u64>();
            if let TestCaseStatus::NonSuccess { kind, message, .. } = &case.status {
                match kind {
                    NonSuccessKind::Failure => failures += 1,
                    NonSuccessKind::Error => errors += 1,
                }
                texts.extend(message.iter().map(|it| it.as_str().to_owned()));
            }
        }
    }
    assert_eq!(
        (read.tests, read.failures, read.errors),
        (cases, failures, errors)
    );
    ReportContent {
        omitted: Some(omitted),
        ..ReportContent::texts(texts)
    }
}

/// Returns the number in a line of output, which says `and N more CODE: …`.
fn count(line: &str) -> u64 {
    let number = line
        .strip_prefix("and ")
        .and_then(|it| it.split_once(" more "));
    number.expect("a count").0.parse().expect("a number")
}
