//! Stretches in which the export of all logs of a project was interrupted.
//!
//! The API server of a cluster is never silent: kubelets and controllers call it all the time. Where its log is silent, and GKE's log of
//! the project as well, both far longer than usual, nothing was exported: a token that was issued then and used later has no record.

use jiff::{SignedDuration, Timestamp};

use super::cadence::Cadence;
use crate::coverage::intervals::Coverage;
use crate::coverage::stretches::Stretches;
use crate::model::entry::Source;

/// For how long a log must speak without a silence on either side of an outage.
const STEADY_BEFORE_AND_AFTER: SignedDuration = SignedDuration::from_hours(1);

impl Coverage {
    /// Returns the outages of the log of a project's API servers, which are never silent.
    pub(super) fn outages(&self, project: &str) -> Vec<(Timestamp, Timestamp)> {
        let key = |scope| (Source::Kubernetes, scope);
        let mut spoken = self.recording(&key(project.to_owned()));
        let clusters = key(format!("{project}/"))..key(format!("{project}0")); // `0` follows `/`
        for (_, raw) in self.read.range(clusters) {
            spoken.extend(raw);
        }
        outages_in(&spoken)
    }
}

fn outages_in(spoken: &Stretches) -> Vec<(Timestamp, Timestamp)> {
    let Some(cadence) = Cadence::of(spoken) else {
        return Vec::new();
    };
    let stretches: Vec<_> = spoken.iter().collect();
    let is_long =
        |(from, to): (Timestamp, Timestamp)| to.duration_since(from) >= STEADY_BEFORE_AND_AFTER;
    let outages = stretches.windows(2).filter_map(|pair| match *pair {
        [before, after] if is_long(before) && is_long(after) => Some((before.1, after.0)),
        _ => None,
    });
    let outages = outages.filter(|(from, to)| cadence.exceeds(to.duration_since(*from)));
    outages.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outages(minutes: impl Iterator<Item = i64>) -> Vec<(i64, i64)> {
        let moment = |it: i64| Timestamp::from_second(it * 60).unwrap();
        let mut spoken = Stretches::default();
        minutes.for_each(|it| spoken.include(moment(it)));
        let minute = |it: Timestamp| it.as_second() / 60;
        let all = outages_in(&spoken).into_iter();
        all.map(|(from, to)| (minute(from), minute(to))).collect()
    }

    #[test]
    fn a_silence_between_steady_speech_is_an_outage() {
        let but = |from, to| (0..500).filter(move |it| !(from..to).contains(it));
        assert_eq!(outages(but(200, 320)), [(199, 320)]);
        assert_eq!(outages(but(200, 225)), [], "it is not far longer");
        assert_eq!(outages(but(30, 200)), [], "it spoke for half an hour only");
        assert_eq!(
            outages(but(200, 320).chain([260])),
            [],
            "an entry stands in it"
        );
        assert_eq!(outages((0..5000).step_by(60)), [], "it is never steady");
    }
}
