//! JUnit XML for continuous integration: one test case for each credential with findings (with `-v` for each), and one for each log that has
//! to be read.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

use super::spool::Spool;
use super::text::Detail;
use super::text::escape::Safe;
use super::{Form, ReportContext};
use crate::model::entry::Source;
use crate::model::finding::{Finding, Weight};
use crate::receipts::use_receipts::Cited;
use crate::scan::{Judged, Selection};

/// A JUnit report, which keeps the test cases until their number is known.
pub struct Report {
    fails: Weight,
    detail: Detail,
    spool: Spool,
    counts: Counts,
}

/// The counts in the attributes of a suite.
#[derive(Default, Clone, Copy)]
struct Counts {
    tests: u64,
    failures: u64,
    errors: u64,
    skipped: u64,
}

/// The result of a test case that did not pass.
struct Ended<'r> {
    element: &'static str,
    code: &'r str,
    message: &'r str,
    text: String,
}

impl Report {
    /// Returns an empty report in which findings of this weight and above are failures; gaps below this weight are skipped tests.
    pub fn new(fails: Weight, detail: Detail) -> Self {
        Report {
            fails,
            detail,
            spool: Spool::default(),
            counts: Counts::default(),
        }
    }

    /// Returns the result of a lineage's test case. The heaviest finding that no suppression covers decides; the
    /// text lists all findings.
    fn ended<'r>(&self, judged: &'r Judged<'_>) -> Option<Ended<'r>> {
        let findings = judged.findings.iter().enumerate();
        let answered = |position: &usize| judged.suppressed_by.contains_key(position);
        let open = findings.clone().filter(|(it, _)| !answered(it));
        let worst = open.rev().max_by_key(|(_, it)| it.weight).map(|it| it.1);
        let suppressed = || findings.clone().map(|it| it.1).next();
        let (element, finding) = match worst {
            Some(it) if it.weight >= self.fails => ("failure", it),
            Some(it) if it.weight == Weight::Gap => ("skipped", it),
            Some(_) => return None,
            None => ("skipped", suppressed()?),
        };
        Some(Ended {
            element,
            code: finding.code.as_str(),
            message: &finding.message,
            text: judged.findings.iter().map(finding_text).collect(),
        })
    }
}

impl Form for Report {
    fn wanted(&self) -> Selection {
        match self.detail {
            Detail::Usual | Detail::Findings => Selection::exceptions(),
            Detail::All => Selection::All,
        }
    }

    fn cited(&self) -> Cited {
        Cited::Places
    }

    fn add(&mut self, judged: &Judged<'_>, _: &mut dyn Write) -> io::Result<()> {
        if self.detail != Detail::All && judged.findings.is_empty() {
            return Ok(());
        }
        let ended = self.ended(judged);
        self.counts.count(ended.as_ref());
        let subject = &judged.lineage.subject;
        let class = format!("credtrail.{}", judged.kind.as_str());
        let omitted = judged.findings_omitted.iter();
        let omitted: String = omitted
            .map(|(code, count)| format!("and {count} more {code}: counted, not listed\n"))
            .collect();
        case(&class, &subject.text(), ended, &omitted, &mut self.spool)
    }

    fn end(self: Box<Self>, context: &ReportContext, out: &mut dyn Write) -> io::Result<()> {
        let mut logs = Vec::new();
        let counts = of_logs(context, &mut logs)?;
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        let all = self.counts.with(counts);
        open("testsuites", "credtrail", all, out)?;
        open("testsuite", "credentials", self.counts, out)?;
        self.spool.pour(out)?;
        writeln!(out, "</testsuite>")?;
        open("testsuite", "logs", counts, out)?;
        out.write_all(&logs)?;
        writeln!(out, "</testsuite>\n</testsuites>")
    }
}

impl Counts {
    fn count(&mut self, ended: Option<&Ended<'_>>) {
        self.tests += 1;
        match ended.map(|it| it.element) {
            Some("failure") => self.failures += 1,
            Some("error") => self.errors += 1,
            Some(_) => self.skipped += 1,
            None => {}
        }
    }

    fn with(self, other: Counts) -> Counts {
        Counts {
            tests: self.tests + other.tests,
            failures: self.failures + other.failures,
            errors: self.errors + other.errors,
            skipped: self.skipped + other.skipped,
        }
    }
}

/// Writes a test case for each log that has to be read, and for each input that was not. An unread input is an error, because none of
/// its entries was checked.
fn of_logs(context: &ReportContext, out: &mut dyn Write) -> io::Result<Counts> {
    let mut counts = Counts::default();
    for source in Source::LOGS {
        let unread = context.unread.contains(&source);
        if !unread && !context.coverage.touches(source, None, None) {
            continue;
        }
        let stale = context.findings.iter().find(|it| it.stage == Some(source));
        let ended = if unread {
            Some(("unread-log", "nothing of this log was read for the window"))
        } else {
            stale.map(|it| (it.code.as_str(), it.message.as_str()))
        };
        let ended = ended.map(|(code, message)| Ended {
            element: "error",
            code,
            message,
            text: String::new(),
        });
        counts.count(ended.as_ref());
        case(
            "credtrail.log",
            &format!("{source} was read"),
            ended,
            "",
            out,
        )?;
    }
    for input in context.unread_inputs() {
        let ended = Some(Ended {
            element: "error",
            code: "unread-input",
            message: &input.reason,
            text: String::new(),
        });
        counts.count(ended.as_ref());
        let name = format!("{} was read", input.receipt.place.file);
        case("credtrail.input", &name, ended, "", out)?;
    }
    Ok(counts)
}

fn finding_text(finding: &Finding) -> String {
    let places: Vec<String> = finding.receipts.iter().map(ToString::to_string).collect();
    let (weight, code) = (finding.weight.as_str(), finding.code);
    let text = format!("{weight} {code}: {}", finding.message);
    format!("{}\n  see {}\n", Safe(&text), Safe(&places.join(", ")))
}

/// Writes the start tag of an element of test cases.
fn open(element: &str, name: &str, counts: Counts, out: &mut dyn Write) -> io::Result<()> {
    let numbers = [
        ("tests", counts.tests),
        ("failures", counts.failures),
        ("errors", counts.errors),
        ("skipped", counts.skipped),
    ];
    // Jenkins and GitLab accept a number of skipped cases for a suite only.
    let numbers = if element == "testsuites" {
        &numbers[..3]
    } else {
        &numbers[..]
    };
    let mut start = BytesStart::new(element).with_attributes([("name", name)]);
    for (name, number) in numbers {
        start.push_attribute((*name, number.to_string().as_str()));
    }
    let mut writer = Writer::new(&mut *out);
    writer.write_event(Event::Start(start))?;
    writeln!(out)
}

/// Writes a test case with its result, if it did not pass, and what it has to say beside it.
fn case(
    class: &str,
    name: &str,
    ended: Option<Ended<'_>>,
    output: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let name = Safe(name).to_string();
    let case = BytesStart::new("testcase")
        .with_attributes([("classname", class), ("name", name.as_str())]);
    let mut writer = Writer::new(&mut *out);
    if ended.is_none() && output.is_empty() {
        writer.write_event(Event::Empty(case))?;
        return writeln!(out);
    }
    writer.write_event(Event::Start(case))?;
    if let Some(ended) = ended {
        let message = Safe(ended.message).to_string();
        let outcome = BytesStart::new(ended.element)
            .with_attributes([("type", ended.code), ("message", message.as_str())]);
        element(outcome, &ended.text, &mut writer)?;
    }
    if !output.is_empty() {
        element(BytesStart::new("system-out"), output, &mut writer)?;
    }
    writer.write_event(Event::End(BytesEnd::new("testcase")))?;
    writeln!(out)
}

fn element<W: Write>(start: BytesStart<'_>, text: &str, writer: &mut Writer<W>) -> io::Result<()> {
    let end = start.to_end().into_owned();
    writer.write_event(Event::Start(start))?;
    writer.write_event(Event::Text(BytesText::new(text)))?;
    writer.write_event(Event::End(end))
}
