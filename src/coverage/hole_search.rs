//! The search for holes of a log.
//!
//! A log that is silent far longer than usual, while other logs record issuances that this log must have recorded too, was not
//! exported for that time, or its Data Access setting was off. One missing signature may mean that nobody made the signature;
//! missing signatures of ten hours do not. Pulled windows, a sink's hours and stretches that the user declared are exact, and
//! have no silence.

mod cadence;
mod data_access;
mod outage;
pub mod records;
mod search;

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::api_windows::{Counted, is_off_by_default};
use super::hole::{Counterpart, Counterparts, Hole};
use super::intervals::Coverage;
use super::issuance_times::Recorder;
use super::stretches::{STORED_SILENCE, Stretches};
use crate::model::entry::Source;
use crate::model::time::{earlier, later};
use cadence::Cadence;
use records::Records;
use search::Search;

impl Coverage {
    /// Finds the holes of all logs, which then count as not read. `span` is the longest time between the records of one issuance.
    ///
    /// # Errors
    /// Those of reading records.
    pub fn find_holes<E>(
        &mut self,
        counterparts: &Counterparts,
        span: SignedDuration,
        records: &mut Records<'_, E>,
    ) -> Result<(), E> {
        let mut holes = Vec::new();
        for (key, all) in counterparts {
            holes.extend(self.holes_of(key, all, span, records)?);
        }
        self.holes = data_access::in_order(holes);
        Ok(())
    }

    /// The holes that were found, in order.
    pub fn holes(&self) -> &[Hole] {
        &self.holes
    }

    fn holes_of<E>(
        &self,
        key: &(Source, String),
        counterparts: &[Counterpart],
        span: SignedDuration,
        records: &mut Records<'_, E>,
    ) -> Result<Vec<Hole>, E> {
        let recorded = self.recording(key);
        let search = Search {
            coverage: self,
            source: key.0,
            project: &key.1,
            counterparts,
            cadence: self.cadence(key.0, &recorded, counterparts),
            span,
        };
        let outages = match key.0 {
            Source::Gke => self.outages(&key.1),
            _ => Vec::new(),
        };
        let silences = recorded.silences();
        let silences = silences.chain(self.silence_at_end(key, &recorded));
        let of = |source, (from, to)| Hole {
            source,
            project: key.1.clone(),
            from,
            to,
        };
        let beside = self.beside(key);
        let (mut holes, mut counted) = (Vec::new(), 0);
        for silence in silences {
            if !search.is_hole(silence, &mut counted, records)? {
                let parts = outages_within(&outages, silence, search.cadence);
                holes.extend(parts.into_iter().map(|it| of(key.0, it)));
                continue;
            }
            holes.push(of(key.0, silence));
            let Some((other, spoken)) = &beside else {
                continue;
            };
            for part in data_access::silent(spoken, silence) {
                if search.is_hole(part, &mut counted, records)? {
                    holes.push(of(*other, part));
                }
            }
        }
        Ok(holes)
    }

    /// Returns the cadence of a log. The calls of anybody are in a Data Access log, so that it counts as no quicker than the issuances
    /// that it must record: nobody can make it look quick by calls of their own. A log that spoke only once is as quick as those.
    fn cadence(
        &self,
        source: Source,
        recorded: &Stretches,
        counterparts: &[Counterpart],
    ) -> Cadence {
        let own = Cadence::of(recorded);
        if own.is_some() && !is_off_by_default(source) {
            return own.unwrap_or(Cadence::UNKNOWN);
        }
        let issued = Cadence::of(&self.issued(counterparts));
        let slower = own.zip(issued).map(|(own, issued)| own.slower(issued));
        slower.or(own).or(issued).unwrap_or(Cadence::UNKNOWN)
    }

    /// Returns the stretches in which a log is known to have recorded issuances, or is known exactly. Silences are not bridged.
    pub(super) fn recording(&self, key: &(Source, String)) -> Stretches {
        let recorded = match key.0 {
            Source::CaService | Source::Kms => self.recorded.of(&Recorder::project(key.0, &key.1)),
            Source::Gke | Source::Kubernetes | Source::Workload => self.read.get(key),
        };
        let mut recorded = recorded.cloned().unwrap_or_default();
        let hours = self.hours.get(key).into_iter();
        for exact in hours.chain(self.declared.get(&key.0)) {
            recorded.extend(exact);
        }
        recorded.unite(self.exact(key, Counted::Arriving).into_iter());
        recorded
    }

    /// Returns the stretches in which any recorder of the counterparts recorded issuances.
    fn issued(&self, counterparts: &[Counterpart]) -> Stretches {
        let recorders: BTreeSet<&Recorder> = counterparts.iter().map(|it| &it.recorder).collect();
        let issued = recorders.into_iter().filter_map(|it| self.recorded.of(it));
        issued.fold(Stretches::default(), |mut all, it| {
            all.extend(it);
            all
        })
    }

    /// Returns the silence from the last issuance that a log recorded to the log's last entry of another permission type: the
    /// Data Access setting may have been switched off.
    fn silence_at_end(
        &self,
        key: &(Source, String),
        recorded: &Stretches,
    ) -> Option<(Timestamp, Timestamp)> {
        let (_, last) = recorded.hull()?;
        let (_, end) = self.read.get(key)?.hull()?;
        (last < end).then_some((last, end))
    }

    /// Returns when a counterpart recorded issuances in a silence, without the times near which a recorder of another project may
    /// have recorded the same issuances.
    pub(super) fn lacking(
        &self,
        counterpart: &Counterpart,
        (from, to): (Timestamp, Timestamp),
        span: SignedDuration,
    ) -> Stretches {
        let Some(issued) = self.recorded.of(&counterpart.recorder) else {
            return Stretches::default();
        };
        let mut lacking = Stretches::default();
        for &(begin, end) in &counterpart.times {
            lacking.extend(&issued.part(from.max(begin), to.min(end)));
        }
        let elsewhere = counterpart.elsewhere.iter();
        let elsewhere = elsewhere.filter_map(|it| self.recorded.of(it));
        let near = STORED_SILENCE.saturating_add(span);
        elsewhere.fold(lacking, |left, it| {
            left.far_from(&it.part(earlier(from, near), later(to, near)), near)
        })
    }

    /// Returns the first hole of a log that overlaps the time from `from` to `to`.
    pub fn hole_in(
        &self,
        source: Source,
        project: &str,
        from: Timestamp,
        to: Timestamp,
    ) -> Option<&Hole> {
        let of_log = self.holes_of_log(source, project);
        let first = of_log.partition_point(|it| it.to <= from);
        of_log.get(first).filter(|it| it.from < to)
    }

    /// The holes of one log, in order and without overlaps.
    pub(super) fn holes_of_log(&self, source: Source, project: &str) -> &[Hole] {
        let log = (source, project);
        let of = |it: &Hole| (it.source, it.project.as_str()).cmp(&log);
        let from = self.holes.partition_point(|it| of(it).is_lt());
        let rest = self.holes.get(from..).unwrap_or_default();
        let to = rest.partition_point(|it| of(it).is_eq());
        rest.get(..to).unwrap_or_default()
    }
}

/// Returns the parts of a silence in which the API servers were silent as well, where these are far longer than usual.
fn outages_within(
    outages: &[(Timestamp, Timestamp)],
    (from, to): (Timestamp, Timestamp),
    cadence: Cadence,
) -> Vec<(Timestamp, Timestamp)> {
    let parts = outages.iter().map(|it| (it.0.max(from), it.1.min(to)));
    parts
        .filter(|(from, to)| cadence.exceeds(to.duration_since(*from)))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;
    use crate::coverage::issuance_times::Issue;

    fn minute(minute: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + minute * 60).unwrap()
    }

    fn moments(minutes: impl Iterator<Item = i64>) -> Stretches {
        let mut stretches = Stretches::default();
        minutes.for_each(|it| stretches.include(minute(it)));
        stretches
    }

    /// Returns the holes of the KMS log with signatures at `signed`, beside a cluster that issued tokens at `issued`, whose
    /// signatures must lie in that log in `times`, or may lie in the log of another project at `elsewhere`.
    fn holes_beside(
        signed: impl Iterator<Item = i64>,
        issued: impl Iterator<Item = i64>,
        times: &[(Timestamp, Timestamp)],
        elsewhere: impl Iterator<Item = i64>,
    ) -> Vec<(Timestamp, Timestamp)> {
        holes_in(read(signed), issued, times, elsewhere)
    }

    /// Returns the coverage of a KMS log with signatures at `signed`.
    fn read(signed: impl Iterator<Item = i64>) -> Coverage {
        let mut coverage = Coverage::default();
        let signed = moments(signed);
        coverage.add_read(Source::Kms, "projects/k", &signed);
        coverage.add_recorded(Recorder::project(Source::Kms, "projects/k"), &signed);
        coverage
    }

    fn holes_in(
        mut coverage: Coverage,
        issued: impl Iterator<Item = i64>,
        times: &[(Timestamp, Timestamp)],
        elsewhere: impl Iterator<Item = i64>,
    ) -> Vec<(Timestamp, Timestamp)> {
        let cluster = Recorder {
            source: Source::Gke,
            issue: Issue::Token,
            resource: "projects/p/locations/l/clusters/c".to_owned(),
        };
        coverage.add_recorded(cluster.clone(), &moments(issued));
        coverage.add_recorded(
            Recorder::project(Source::Kms, "projects/other"),
            &moments(elsewhere),
        );
        let key = (Source::Kms, "projects/k".to_owned());
        let span = SignedDuration::from_secs(30);
        let counterpart = Counterpart {
            recorder: cluster,
            times: times.to_vec(),
            elsewhere: vec![Recorder::project(Source::Kms, "projects/other")],
        };
        let mut records = Records {
            read: &mut |_, _| Ok::<_, Infallible>(Vec::new()),
            are_for_cluster: &|_, _| true,
        };
        let found = coverage.find_holes(&[(key, vec![counterpart])].into(), span, &mut records);
        found.expect("no error is possible");
        coverage.holes().iter().map(|it| (it.from, it.to)).collect()
    }

    fn holes(
        signed: impl Iterator<Item = i64>,
        issued: impl Iterator<Item = i64>,
    ) -> Vec<(Timestamp, Timestamp)> {
        let always = [(Timestamp::MIN, Timestamp::MAX)];
        holes_beside(signed, issued, &always, [].into_iter())
    }

    #[test]
    fn a_silence_in_which_several_records_are_missing_is_a_hole() {
        let all = || (0..2880).step_by(10);
        let signed = all().filter(|it| !(1000..1600).contains(it));
        assert_eq!(holes(signed, all()), [(minute(990), minute(1600))]);
    }

    #[test]
    fn one_missing_record_is_no_hole() {
        let all = || (0..2880).step_by(10);
        assert_eq!(holes(all().filter(|it| *it != 1000), all()), []);
    }

    #[test]
    fn a_silence_in_which_nothing_was_issued_is_no_hole() {
        let all = || (0..2880).step_by(10);
        let awake = || all().filter(|it| !(1000..1600).contains(it));
        assert_eq!(holes(awake(), awake()), []);
        let one_more = awake().chain([1300]);
        assert_eq!(holes(awake(), one_more), [], "one record may be missing");
    }

    #[test]
    fn the_usual_silence_of_a_quiet_log_is_no_hole() {
        let nightly = || (0..20).map(|day| day * 1000);
        assert_eq!(holes(nightly(), (0..20_000).step_by(60)), []);
    }

    #[test]
    fn a_log_that_spoke_once_is_as_quick_as_those_that_it_must_follow() {
        let holes = |issued: &[i64]| {
            let mut coverage = read([0].into_iter());
            coverage.add_read(Source::Kms, "projects/k", &moments([2100].into_iter()));
            let always = [(Timestamp::MIN, Timestamp::MAX)];
            holes_in(coverage, issued.iter().copied(), &always, [].into_iter())
        };
        assert_eq!(holes(&[0, 1200, 1600]), [], "two records may be missing");
        let often: Vec<i64> = (0..2000).step_by(50).collect();
        assert_eq!(holes(&often), [(minute(0), minute(2100))]);
    }

    #[test]
    fn what_another_key_signed_is_not_missing() {
        let all = || (0..2880).step_by(10);
        let (before, after) = (|| (0..1000).step_by(10), || (1000..2880).step_by(10));
        let always = [(Timestamp::MIN, Timestamp::MAX)];
        let signed = || before().chain([2870]);
        assert_eq!(holes(signed(), all()), [(minute(990), minute(2870))]);
        assert_eq!(holes_beside(signed(), all(), &always, after()), []);
        let one_less = after().filter(|it| *it != 2000);
        assert_eq!(holes_beside(signed(), all(), &always, one_less), []);
        let until = [(Timestamp::MIN, minute(995))];
        assert_eq!(
            holes_beside(signed(), all(), &until, [].into_iter()),
            [],
            "another key is configured"
        );
        let seldom = [1300].into_iter();
        assert_eq!(
            holes_beside(signed(), all(), &always, seldom),
            [(minute(990), minute(2870))]
        );
    }
}
