//! What scans reported, so that the next one can tell what is new. This is history: nothing is judged from it.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::str::FromStr;

use foldhash::fast::RandomState;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::judge::context::{Judge, Moment};
use crate::model::entry::Source;
use crate::model::finding::{Code, Finding, Verdict, Weight};
use crate::model::identifier::CredentialId;
use crate::model::subject::Subject;
use crate::scan::Judged;
use crate::store::read::facts::FileNumber;
use crate::store::read::window::Window;

/// How a covered finding is kept.
const SUPPRESSED: &str = "suppressed";

/// Number of a recorded scan: later ones have higher numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScanId(pub i64);

impl fmt::Display for ScanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// As much of a finding as tells whether it is the same as one reported before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reported {
    /// How much it weighed.
    pub weight: Weight,
    /// What it was about.
    pub code: Code,
    /// The log it was about, if it was about one.
    pub stage: Option<Source>,
    /// Whether somebody answered for it: when that ends, it is to be told again.
    pub answered: Answered,
}

/// Whether a finding is covered by a suppression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answered {
    /// It is.
    Yes,
    /// It is not.
    No,
}

impl fmt::Display for Reported {
    /// `missing-record:break:kms`, and `:suppressed` where it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stage = self.stage.map_or("", Source::as_str);
        write!(f, "{}:{}:{stage}", self.code, self.weight.as_str())?;
        match self.answered {
            Answered::Yes => write!(f, ":{SUPPRESSED}"),
            Answered::No => Ok(()),
        }
    }
}

impl FromStr for Reported {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.split(':');
        let mut part = || parts.next().unwrap_or_default();
        let code = part().parse()?;
        let (weight, stage, answered) = (part(), part(), part());
        let known = [Weight::Note, Weight::Gap, Weight::Break];
        let weight = known.into_iter().find(|it| it.as_str() == weight);
        Ok(Reported {
            weight: weight.ok_or_else(|| format!("{text:?} has no weight"))?,
            code,
            stage: (!stage.is_empty()).then(|| stage.parse()).transpose()?,
            answered: match answered {
                SUPPRESSED => Answered::Yes,
                _ => Answered::No,
            },
        })
    }
}

/// What was reported of one subject, in order; a finding stands here as often as it was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings(Vec<Reported>);

impl Findings {
    /// What the findings of a lineage come down to.
    pub fn of(judged: &Judged<'_>) -> Self {
        let reported = |(position, it): (usize, &Finding)| Reported {
            weight: it.weight,
            code: it.code,
            stage: it.stage,
            answered: match judged.answered.contains_key(&position) {
                true => Answered::Yes,
                false => Answered::No,
            },
        };
        let findings = judged.findings.iter().enumerate();
        let mut reported: Vec<Reported> = findings.map(reported).collect();
        reported.sort_unstable();
        Findings(reported)
    }

    /// Those that are news to whoever knows others. That somebody answers for one by now is none.
    pub fn news(&self, known: &Findings) -> Vec<Reported> {
        let mut gone = known.beyond(self);
        let mut news = self.beyond(known);
        news.retain(|it| {
            let open = Reported {
                answered: Answered::No,
                ..*it
            };
            let before = gone.iter().position(|gone| *gone == open);
            before.map(|it| gone.swap_remove(it)).is_none()
        });
        news
    }

    /// Those that another lacks, or has less often.
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

    /// The verdict that was read off them.
    pub fn verdict(&self) -> Verdict {
        match self.0.iter().map(|it| it.weight).max() {
            Some(Weight::Break) => Verdict::Broken,
            Some(Weight::Gap) => Verdict::Unproven,
            Some(Weight::Note) | None => Verdict::Complete,
        }
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

/// What a scan said of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// These findings; none, where findings of an earlier scan are settled.
    Findings(Findings),
    /// It is no subject any more: another lineage claims it, or it turned out to be a stranger's.
    Moot,
}

/// The record or use of a lineage that became known last, and when it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// The file it came with.
    pub file: FileNumber,
    /// When it was written.
    pub at: Timestamp,
}

/// What a scan has to say of a subject, with what tells why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The subject.
    pub subject: Subject,
    /// What is said.
    pub said: Said,
    /// The first and the last moment that its records and uses speak of.
    pub span: (Timestamp, Timestamp),
    /// Where a missing record of it would stand.
    pub sought: (Timestamp, Timestamp),
    /// What became known last.
    pub evidence: Evidence,
}

impl Observation {
    fn of(judged: &Judged<'_>, findings: Findings, judge: &Judge) -> Self {
        let evidence = evidence(judged);
        let unknown = Evidence {
            file: 0,
            at: Timestamp::UNIX_EPOCH,
        };
        let newest = evidence.iter().max().copied().unwrap_or(unknown);
        let uses = judged.lineage.uses().into_iter();
        let uses = uses.flat_map(|it| [it.first.0, it.last.0]);
        let times = || evidence.iter().map(|it| it.at).chain(uses.clone());
        let first = times().min().unwrap_or(newest.at);
        let span = (first, times().max().unwrap_or(first));
        Observation {
            subject: judged.lineage.subject.clone(),
            said: Said::Findings(findings),
            span,
            sought: judge.time_of_issuance(&judged.lineage).unwrap_or(span),
            evidence: newest,
        }
    }
}

/// What the findings can rest on: all records, the first use, and the last one where a finding names it.
fn evidence(judged: &Judged<'_>) -> Vec<Evidence> {
    let records = judged.lineage.records().into_iter().map(|it| Evidence {
        file: it.file,
        at: it.entry.at,
    });
    let mut evidence: Vec<Evidence> = records.collect();
    if let Some(uses) = judged.lineage.uses() {
        let (first, last) = uses.files;
        let at = uses.first.0;
        evidence.push(Evidence { file: first, at });
        let names_last = |it: &Finding| it.receipts.contains(&uses.last.1);
        if judged.findings.iter().any(names_last) {
            let at = uses.last.0;
            evidence.push(Evidence { file: last, at });
        }
    }
    evidence
}

/// What a judgement rested on, beside the facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// When it was made.
    pub began: Timestamp,
    /// The newest file that was there then.
    pub position: FileNumber,
    /// What was looked at.
    pub window: Window,
    /// [`crate::policy::Policy::hash`]
    pub policy: [u8; 32],
    /// Version of this program.
    pub tool: String,
    /// Logs out of scope.
    pub without: BTreeSet<Source>,
    /// For how long records may be on their way.
    pub settling: SignedDuration,
    /// Which stretch of which log and scope had been read.
    pub coverage: Vec<Stretch>,
}

/// A stretch of one log in one scope.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stretch {
    /// Name of the log.
    pub source: String,
    /// A project, a cluster, or `declared`.
    pub scope: String,
    /// The first moment.
    pub from: Timestamp,
    /// The last moment.
    pub to: Timestamp,
}

impl Basis {
    /// What this judge rests on. `position` was taken before the judge was made.
    pub fn of(judge: &Judge, window: Window, position: FileNumber) -> Self {
        let stretch = |(source, scope, from, to): (Source, &str, Timestamp, Timestamp)| Stretch {
            source: source.to_string(),
            scope: scope.to_owned(),
            from,
            to,
        };
        let began = match judge.moment {
            Moment::Now(now) => now,
            Moment::Afterwards => Timestamp::MAX,
        };
        Basis {
            began,
            position,
            window,
            policy: judge.expectations.policy.hash(),
            tool: env!("CARGO_PKG_VERSION").to_owned(),
            without: judge.without.clone(),
            settling: judge.tolerance().settling,
            coverage: judge.coverage.stretches().map(stretch).collect(),
        }
    }

    /// Whether a scan of this window surely looked at what has records or uses at both of these moments.
    pub fn looked_at(&self, (first, last): (Timestamp, Timestamp)) -> bool {
        self.window.holds(first) || self.window.holds(last)
    }
}

/// Lineages of any kind by verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Nothing is missing.
    pub complete: u64,
    /// Something is, and nobody looked where it would be.
    pub unproven: u64,
    /// Something is, or records contradict each other.
    pub broken: u64,
}

/// A scan that was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastScan {
    /// Its number.
    pub id: ScanId,
    /// What it rested on.
    pub basis: Basis,
    /// What came of it.
    pub counts: Counts,
}

impl PastScan {
    /// The scan before the first one: by the same rules, with nothing read.
    pub fn before_any(&self) -> Self {
        PastScan {
            id: ScanId(0),
            basis: Basis {
                position: 0,
                window: Window::default(),
                coverage: Vec::new(),
                ..self.basis.clone()
            },
            counts: Counts::default(),
        }
    }
}

/// The findings that stand: those of the last scan that looked at a subject. Grows with them, not with the database.
#[derive(Debug, Default)]
pub struct Standing {
    findings: Vec<Findings>,
    subjects: HashMap<Subject, Stood, RandomState>,
}

/// What stands of one subject.
#[derive(Debug)]
struct Stood {
    /// In [`Standing::findings`]: most subjects share theirs.
    findings: u32,
    span: (Timestamp, Timestamp),
    seen: bool,
}

impl Standing {
    /// Takes what stands of one subject.
    pub fn add(&mut self, subject: Subject, findings: Findings, span: (Timestamp, Timestamp)) {
        let known = self.findings.iter().position(|it| *it == findings);
        let position = known.unwrap_or_else(|| {
            self.findings.push(findings);
            self.findings.len() - 1
        });
        let stood = Stood {
            findings: position as u32,
            span,
            seen: false,
        };
        self.subjects.insert(subject, stood);
    }

    /// What stands of a subject; from now on it counts as seen.
    fn see(&mut self, subject: &Subject) -> Option<&Findings> {
        if self.subjects.is_empty() {
            return None;
        }
        let stood = self.subjects.get_mut(subject)?;
        stood.seen = true;
        self.findings.get(stood.findings as usize)
    }
}

/// Whether there is anything in a lineage that was not reported before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// There is.
    Some,
    /// There is not.
    None,
}

/// What a scan notices, compared with what stands.
#[derive(Debug, Default)]
pub struct Memory {
    standing: Standing,
    reported_before: u64,
    heaviest: Option<Weight>,
}

impl Memory {
    /// A memory of what stands.
    pub fn of(standing: Standing) -> Self {
        Memory {
            standing,
            ..Memory::default()
        }
    }

    /// Compares a lineage with what stands of it. A clean one costs no more than one look, and none where nothing stands.
    pub fn compare(&mut self, judged: &Judged<'_>, judge: &Judge) -> (News, Option<Observation>) {
        let nothing = Findings::default();
        let stood = self.standing.see(&judged.lineage.subject);
        if stood.is_none() && judged.findings.is_empty() {
            return (News::None, None);
        }
        let findings = Findings::of(judged);
        let stood = stood.unwrap_or(&nothing);
        let fresh = findings.news(stood);
        let is_changed = findings != *stood;
        let open = fresh.iter().filter(|it| it.answered == Answered::No);
        self.heaviest = self.heaviest.max(open.map(|it| it.weight).max());
        let news = if fresh.is_empty() {
            self.reported_before += u64::from(!judged.findings.is_empty());
            News::None
        } else {
            News::Some
        };
        let observation = is_changed.then(|| Observation::of(judged, findings, judge));
        (news, observation)
    }

    /// The credentials of which something stands.
    pub fn credentials(&self) -> impl Iterator<Item = &CredentialId> {
        self.standing.subjects.keys().filter_map(|it| match it {
            Subject::Credential(credential) => Some(credential),
            Subject::Signature(_) => None,
        })
    }

    /// Lineages with findings, all of which were reported before.
    pub fn reported_before(&self) -> u64 {
        self.reported_before
    }

    /// The heaviest finding that was not reported before and that nobody answers for.
    pub fn heaviest_news(&self) -> Option<Weight> {
        self.heaviest
    }

    /// Subjects of which findings stand, which this scan must have met if there still were such subjects.
    pub fn moot<'m>(&'m self, basis: &'m Basis) -> impl Iterator<Item = Observation> + 'm {
        let unseen = self.standing.subjects.iter();
        let unseen = unseen.filter(|(_, it)| !it.seen && basis.looked_at(it.span));
        unseen.map(|(subject, it)| Observation {
            subject: subject.clone(),
            said: Said::Moot,
            span: it.span,
            sought: it.span,
            evidence: Evidence {
                file: 0,
                at: it.span.0,
            },
        })
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
        let answered = findings("missing-record:break:kms:suppressed");
        assert_eq!(answered.to_string(), "missing-record:break:kms:suppressed");
        assert_eq!(answered.news(&open), []);
        assert_eq!(open.news(&answered).len(), 1);
        assert_eq!(answered.news(&Findings::default()).len(), 1);
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
