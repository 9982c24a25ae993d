//! Has a log been silent for longer than the policy allows?
//!
//! A pipeline that stopped and a quiet night look the same. Only the owner of a log knows how long the log may be silent, so that the limit
//! is in the policy alone.

use jiff::SignedDuration;

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::coverage::silence::Silence;
use crate::judge::context::{Judge, Moment};
use crate::model::entry::Source;
use crate::model::finding::argument::List;
use crate::model::finding::message::{Message, message};
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::time::earlier;
use crate::model::window::Window;

/// The check behind `stale-log`.
pub(crate) const CHECK: Check = Check {
    code: Code::StaleLog,
    weights: &[Weight::Gap],
    explanation: Explanation {
        means: "A log has said nothing for longer than the policy allows, at its end or in between. Entries that lie more than 24 hours in the future do not count: Cloud Logging accepts none of these. Nothing can be proved about that time.",
        look_at: "The sink or export that delivers this log, its filter, and whether Data Access logging is still switched on for the service.",
        settle: "Export the stretch again and ingest it. If the log was really silent, raise the limit under [stale] in the policy, or declare the stretch read with --covers.",
    },
    run: Run::OnLogs(check),
    // The subject of the finding is a log.
    on_plain_chain: OnPlainChain::NeverFires,
};

/// A gap for each log whose newest entry is too old, and for each silence within the window that is too long.
fn check(judge: &Judge, window: Window) -> Vec<Finding> {
    let in_scope = Source::LOGS.into_iter().filter(|it| judge.is_in_scope(*it));
    in_scope
        .flat_map(|source| {
            let mut findings = too_old(source, judge, window);
            findings.extend(holes(source, judge, window));
            findings
        })
        .collect()
}

fn too_old(source: Source, judge: &Judge, window: Window) -> Vec<Finding> {
    let limit = judge.expectations.policy.stale.newest.of(source);
    let (Some(limit), Moment::Now(now)) = (limit, judge.moment) else {
        return Vec::new();
    };
    let oldest = earlier(now, limit);
    if window.to.is_some_and(|to| to < oldest) {
        return Vec::new(); // the window is about another time
    }
    let newest = judge.coverage.newest(source);
    if newest.is_empty() {
        return vec![finding(
            source,
            message!(
                "stale-log-never",
                "nothing of the {log} log was ever read",
                log = source
            ),
        )];
    }
    let old = newest
        .into_iter()
        .filter(|(_, at)| at.is_none_or(|at| at < oldest));
    old.map(|(scope, at)| {
        let Some(at) = at else {
            let message = message!(
                "stale-log-future",
                "all entries of the {log} log of {scopes} lie in the future",
                log = source,
                scopes = List::of([scope])
            );
            return finding(source, message);
        };
        let message = message!(
            "stale-log-old",
            "the newest entry of the {log} log of {scopes} is of {at:.0}, {length} ago; at most {limit} are allowed",
            log = source,
            scopes = List::of([scope]),
            at,
            length = now.duration_since(at),
            limit
        );
        finding(source, message)
    })
    .collect()
}

fn holes(source: Source, judge: &Judge, window: Window) -> Vec<Finding> {
    let Some(limit) = judge.expectations.policy.stale.hole.of(source) else {
        return Vec::new();
    };
    let is_in_window = |it: &Silence<'_>| {
        window.from.is_none_or(|from| from < it.to) && window.to.is_none_or(|to| it.from < to)
    };
    let silences = judge.coverage.silences(source, limit).into_iter();
    silences
        .filter(is_in_window)
        .map(|it| hole(source, &it, limit))
        .collect()
}

fn hole(
    source: Source,
    Silence { scope, from, to }: &Silence<'_>,
    limit: SignedDuration,
) -> Finding {
    let message = message!(
        "stale-log-silent",
        "the {log} log of {scopes} is silent from {from:.0} to {to:.0}, for {length}; at most {limit} are allowed",
        log = source,
        scopes = List::of([scope]),
        from = *from,
        to = *to,
        length = to.duration_since(*from),
        limit
    );
    finding(source, message)
}

fn finding(source: Source, message: Message) -> Finding {
    Finding {
        code: Code::StaleLog,
        weight: Weight::Gap,
        stage: Some(source),
        message,
        receipts: Vec::new(),
    }
}
