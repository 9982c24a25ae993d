//! All that was read of one log, put together once for the many lineages that ask.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Coverage, LONGEST_SILENCE};
use crate::coverage::api_windows::{Counted, WholeLog};
use crate::model::entry::Source;

impl Coverage {
    /// Whether all of `from..=to` was read, declared or pulled of a log.
    pub(super) fn holds_whole(
        &self,
        key: &(Source, String),
        counted: Counted,
        from: Timestamp,
        to: Timestamp,
    ) -> bool {
        match self.whole().get(key) {
            Some(it) => it.counting(counted).hold(from, to),
            None => self.whole_log(key).counting(counted).hold(from, to), // nothing of it but what is declared
        }
    }

    fn whole(&self) -> &BTreeMap<(Source, String), WholeLog> {
        self.whole.get_or_init(|| {
            let keys = self.read.keys().chain(self.pulled.keys());
            keys.map(|it| (it.clone(), self.whole_log(it))).collect()
        })
    }

    fn whole_log(&self, key: &(Source, String)) -> WholeLog {
        let bridged = self.observed_or_declared(key).joined(LONGEST_SILENCE);
        let with = |counted| {
            let mut all = bridged.clone();
            all.unite(self.exact(key, counted).into_iter());
            all
        };
        WholeLog {
            settled: with(Counted::Settled),
            arriving: with(Counted::Arriving),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::coverage::stretches::Stretches;

    fn hour(hour: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + hour * 3600).unwrap()
    }

    #[test]
    fn what_was_read_of_a_log_is_put_together_once_and_again_when_there_is_more() {
        let mut coverage = Coverage::default();
        let mut stretches = Stretches::default();
        [0, 24].iter().for_each(|&it| stretches.include(hour(it)));
        coverage.add_read(Source::Kubernetes, "projects/p", &stretches);
        let key = (Source::Kubernetes, "projects/p".to_owned());
        let holds = |it: &Coverage| it.holds_whole(&key, Counted::Settled, hour(1), hour(30));
        assert!(!holds(&coverage));
        let before = std::ptr::from_ref(coverage.whole());
        assert!(!holds(&coverage));
        assert!(std::ptr::eq(before, coverage.whole()));
        coverage.add_declared(Source::Kubernetes, hour(24), hour(48));
        assert!(holds(&coverage));
    }
}
