//! The findings that a scan reported of one subject, reduced to what shows whether another scan reports the same findings.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

use crate::model::entry::{NoSuchLog, Source};
use crate::model::finding::{Code, Verdict, Weight};
use crate::model::identity::subject::Subject;

/// The mark of a suppressed finding in its stored text.
const SUPPRESSED: &str = "suppressed";

/// A finding, reduced to what shows whether it is the same as one reported before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reported {
    /// The weight of the finding.
    pub weight: Weight,
    /// The code of the finding.
    pub code: Code,
    /// The log that the finding concerns, if it concerns one log.
    pub stage: Option<Source>,
    /// Whether a suppression covered the finding: when the suppression ends, the finding is reported again.
    pub suppressed: Suppressed,
}

/// Whether a finding is covered by a suppression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Suppressed {
    /// A suppression covers the finding.
    Yes,
    /// No suppression covers the finding.
    No,
}

impl fmt::Display for Reported {
    /// Writes `missing-record:break:kms`, with `:suppressed` at the end where a suppression covers the finding.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stage = self.stage.map_or("", Source::as_str);
        write!(f, "{}:{}:{stage}", self.code, self.weight.as_str())?;
        match self.suppressed {
            Suppressed::Yes => write!(f, ":{SUPPRESSED}"),
            Suppressed::No => Ok(()),
        }
    }
}

impl FromStr for Reported {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.split(':');
        let mut part = || parts.next().unwrap_or_default();
        let code = part().parse()?;
        let (weight, stage, suppressed) = (part(), part(), part());
        let known = [Weight::Note, Weight::Gap, Weight::Break];
        let weight = known.into_iter().find(|it| it.as_str() == weight);
        Ok(Reported {
            weight: weight.ok_or_else(|| format!("{text:?} has no weight"))?,
            code,
            stage: (!stage.is_empty())
                .then(|| stage.parse())
                .transpose()
                .map_err(|it: NoSuchLog| it.to_string())?,
            suppressed: match suppressed {
                SUPPRESSED => Suppressed::Yes,
                _ => Suppressed::No,
            },
        })
    }
}

/// Findings of earlier scans on a subject some of which are not found any more.
#[derive(Debug, Clone, Copy)]
pub struct Resolved<'f> {
    /// The subject.
    pub subject: &'f Subject,
    /// The findings that were open before the scan.
    pub before: &'f Findings,
    /// The findings of the scan; empty where the subject is none of its own any more.
    pub now: &'f Findings,
    /// The first and the last record or use of the subject.
    pub span: (Timestamp, Timestamp),
}

/// The findings of one subject, in order; a finding is listed as often as it was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings(Vec<Reported>);

impl Findings {
    /// Returns the findings that are not among `known`. A known finding that a suppression covers by now is not new; a finding
    /// whose suppression has ended is.
    pub fn news(&self, known: &Findings) -> Vec<Reported> {
        let mut gone = known.beyond(self);
        let mut news = self.beyond(known);
        news.retain(|it| {
            let open = Reported {
                suppressed: Suppressed::No,
                ..*it
            };
            let before = gone.iter().position(|gone| *gone == open);
            before.map(|it| gone.swap_remove(it)).is_none()
        });
        news
    }

    /// Returns the findings in order.
    pub fn iter(&self) -> impl Iterator<Item = &Reported> {
        self.0.iter()
    }

    /// Returns the findings that `other` lacks, or holds less often.
    pub fn beyond(&self, other: &Findings) -> Vec<Reported> {
        let mut rest = other.0.clone();
        let mut is_beyond = |it: &&Reported| match rest.iter().position(|known| known == *it) {
            Some(known) => {
                rest.swap_remove(known);
                false
            }
            None => true,
        };
        self.0.iter().filter(|it| is_beyond(it)).copied().collect()
    }

    /// Returns the verdict that follows from the findings.
    pub fn verdict(&self) -> Verdict {
        verdict(self.0.iter())
    }

    /// Returns the verdict that follows from the findings that no suppression covers.
    pub fn unsuppressed_verdict(&self) -> Verdict {
        verdict(self.0.iter().filter(|it| it.suppressed == Suppressed::No))
    }
}

fn verdict<'f>(findings: impl Iterator<Item = &'f Reported>) -> Verdict {
    match findings.map(|it| it.weight).max() {
        Some(Weight::Break) => Verdict::Broken,
        Some(Weight::Gap) => Verdict::Unproven,
        Some(Weight::Note) | None => Verdict::Complete,
    }
}

impl FromIterator<Reported> for Findings {
    fn from_iter<I: IntoIterator<Item = Reported>>(findings: I) -> Self {
        let mut reported: Vec<Reported> = findings.into_iter().collect();
        reported.sort_unstable();
        Findings(reported)
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, finding) in self.0.iter().enumerate() {
            write!(f, "{}{finding}", if position == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}

impl FromStr for Findings {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let findings = text.split(' ').filter(|it| !it.is_empty());
        findings
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map(Findings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(text: &str) -> Findings {
        text.parse().expect("findings")
    }

    #[test]
    fn what_was_reported_is_read_as_it_was_written() {
        let text = "malformed-credential-id:gap: missing-record:break:kms";
        assert_eq!(findings(text).to_string(), text);
        assert_eq!(findings(text).verdict(), Verdict::Broken);
        assert_eq!(findings("").verdict(), Verdict::Complete);
        for wrong in [
            "missing-record",
            "missing-record:heavy:",
            "no-such-code:gap:",
            "missing-record:gap:mks",
        ] {
            assert!(wrong.parse::<Findings>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_suppression_is_no_news_but_its_end_is() {
        let open = findings("missing-record:break:kms");
        let suppressed = findings("missing-record:break:kms:suppressed");
        assert_eq!(
            suppressed.to_string(),
            "missing-record:break:kms:suppressed"
        );
        assert_eq!(suppressed.news(&open), []);
        assert_eq!(open.news(&suppressed).len(), 1);
        assert_eq!(suppressed.news(&Findings::default()).len(), 1);
    }

    #[test]
    fn a_finding_is_new_as_often_as_it_was_not_there_before() {
        let one = findings("missing-record:gap:kms");
        let worse = findings("missing-record:break:kms");
        let twice = findings("missing-record:gap:kms missing-record:gap:kms");
        assert_eq!(one.beyond(&one), []);
        assert_eq!(worse.beyond(&one).len(), 1);
        assert_eq!(twice.beyond(&one).len(), 1);
        assert_eq!(one.beyond(&twice), []);
    }
}
