//! The stretches of logs that were read before a scan, in an order in which those near a moment are found.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::history::recorded::Stretch;

/// Stretches by log and scope.
#[derive(Debug, Default)]
pub(super) struct Stretches<'b>(BTreeMap<&'b str, BTreeMap<&'b str, Vec<Read>>>);

/// A stretch among those of one log and scope, which are in the order of their beginnings.
#[derive(Debug, Clone, Copy)]
struct Read {
    from: Timestamp,
    to: Timestamp,
    /// The latest end of this stretch and of those before it.
    latest: Timestamp,
}

impl<'b> Stretches<'b> {
    pub(super) fn of(all: &'b [Stretch]) -> Self {
        let mut logs: BTreeMap<&str, BTreeMap<&str, Vec<Read>>> = BTreeMap::new();
        let mut sorted: Vec<&Stretch> = all.iter().collect();
        sorted.sort_by_key(|it| it.from);
        for it in sorted {
            let of_log = logs.entry(it.source.as_str()).or_default();
            let known = of_log.entry(it.scope.as_str()).or_default();
            let latest = known.last().map_or(it.to, |last| last.latest.max(it.to));
            known.push(Read {
                from: it.from,
                to: it.to,
                latest,
            });
        }
        Stretches(logs)
    }

    /// Whether the stretches of some logs hold a part of `from..=to` that those of `other` do not hold.
    pub(super) fn are_beyond(
        &self,
        other: &Self,
        sources: &[&'static str],
        (from, to): (Timestamp, Timestamp),
    ) -> bool {
        let of_these = sources.iter().filter_map(|it| self.0.get_key_value(it));
        let each = of_these.flat_map(|(source, scopes)| scopes.iter().map(move |it| (source, it)));
        { each }.any(|(source, (scope, known))| {
            let others = other.0.get(source).and_then(|it| it.get(scope));
            let others = others.map(Vec::as_slice).unwrap_or_default();
            let overlapping = overlapping(known, (from, to));
            let mut clipped = overlapping.map(|it| (it.from.max(from), it.to.min(to)));
            clipped.any(|it| !holds(others, it))
        })
    }
}

/// The stretches that hold a part of `from..=to`.
fn overlapping(known: &[Read], (from, to): (Timestamp, Timestamp)) -> impl Iterator<Item = &Read> {
    let first = known.partition_point(|it| it.latest < from);
    let end = known.partition_point(|it| it.from <= to);
    let near = known.get(first..end).unwrap_or_default();
    near.iter().filter(move |it| from <= it.to && from <= to)
}

/// Whether one of the stretches holds all of `from..=to`.
fn holds(known: &[Read], (from, to): (Timestamp, Timestamp)) -> bool {
    let begun = known.partition_point(|it| it.from <= from);
    let last = begun.checked_sub(1).and_then(|it| known.get(it));
    last.is_some_and(|it| to <= it.latest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a moment")
    }

    fn stretch() -> impl Strategy<Value = Stretch> {
        let logs = prop::sample::select(vec!["gke", "kms"]);
        let scopes = prop::sample::select(vec!["projects/p", "projects/q"]);
        (logs, scopes, 0..30_i64, 0..10_i64).prop_map(|(source, scope, from, length)| Stretch {
            source: source.to_owned(),
            scope: scope.to_owned(),
            from: at(from),
            to: at(from + length),
        })
    }

    /// The definition, looked through one by one.
    fn is_beyond(
        one: &[Stretch],
        other: &[Stretch],
        sources: &[&str],
        span: (Timestamp, Timestamp),
    ) -> bool {
        let mut of_these = one
            .iter()
            .filter(|it| sources.contains(&it.source.as_str()));
        of_these.any(|it| {
            let (from, to) = (it.from.max(span.0), it.to.min(span.1));
            let holds = |known: &Stretch| {
                let same = known.source == it.source && known.scope == it.scope;
                same && known.from <= from && to <= known.to
            };
            from <= to && !other.iter().any(holds)
        })
    }

    proptest! {
        #[test]
        fn stretches_are_beyond_others_as_the_definition_says(
            one in vec(stretch(), 0..8), other in vec(stretch(), 0..8), from in 0..40_i64, length in 0..10_i64,
        ) {
            let span = (at(from), at(from + length));
            for sources in [&["gke"][..], &["kms", "gke"], &[]] {
                let (read, others) = (Stretches::of(&one), Stretches::of(&other));
                prop_assert_eq!(read.are_beyond(&others, sources, span), is_beyond(&one, &other, sources, span));
            }
        }
    }
}
