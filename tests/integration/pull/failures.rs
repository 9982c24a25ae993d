//! Answers that fail, that are slow, or that refuse; and how often the API is asked.

use std::num::NonZeroU32;
use std::time::Duration;

use super::{Desk, TO, block_on, busy_world, plan};
use crate::harness::logging_api::{Api, Trick};
use crate::simulation::clock::{NOON, at};
use credtrail::fetch::logging_api;
use credtrail::fetch::logging_api::EntryStorage;
use credtrail::fetch::logging_api::access::Access;
use credtrail::fetch::logging_api::access::secret::Secret;
use credtrail::fetch::logging_api::client::Logging;
use credtrail::fetch::logging_api::plan::Plan;
use credtrail::fetch::logging_api::rate_limit::Rate;
use credtrail::fetch::logging_api::tally::Tally;
use credtrail::fetch::retry_policy::RetryPolicy;
use credtrail::model::entry::Source;

#[test]
fn faults_that_pass_leave_no_trace() {
    let again = |status, headers: &[(&'static str, &'static str)]| {
        Trick::Refuse(status, headers.to_vec(), "again")
    };
    for trick in [
        again(429, &[]),
        again(500, &[]),
        again(503, &[("retry-after", "1")]),
        Trick::Cut,
        Trick::Slow(Duration::from_secs(30)),
    ] {
        block_on(async {
            let mut desk = Desk::with(Api::of_world(&busy_world(), 4)).await;
            desk.api.play([Trick::Answer, trick.clone(), trick.clone()]);
            let tally = desk.pull(&plan(Source::Kms)).await.expect("a pull");
            assert_eq!((tally.entries, tally.counts.duplicate), (9, 0), "{trick:?}");
            assert_eq!(desk.waits().len(), 2, "{trick:?}");
        });
    }
}

#[test]
fn a_slow_answer_is_waited_for() {
    block_on(async {
        let mut desk = Desk::with(Api::of_world(&busy_world(), 100)).await;
        desk.api.play([Trick::Slow(Duration::from_millis(100))]);
        let tally = desk.pull(&plan(Source::Kms)).await.expect("a pull");
        assert_eq!((tally.entries, desk.waits().len()), (9, 0));
    });
}

#[test]
fn waits_grow_and_what_the_api_asks_for_is_kept() {
    block_on(async {
        let mut desk = Desk::with(Api::of_world(&busy_world(), 100)).await;
        desk.patience.first = Duration::from_millis(20);
        let busy = || Trick::Refuse(429, Vec::new(), "Quota exceeded");
        desk.api.play([
            busy(),
            busy(),
            Trick::Refuse(429, vec![("retry-after", "1")], "Quota exceeded"),
        ]);
        desk.pull(&plan(Source::Kms)).await.expect("a pull");
        let waits: Vec<Duration> = desk.waits().into_iter().map(|it| it.1).collect();
        let millis = |it| Duration::from_millis(it);
        assert!(
            waits[0] >= millis(20) && waits[0] <= millis(40),
            "{waits:?}"
        );
        assert!(
            waits[1] >= millis(40) && waits[1] <= millis(80),
            "{waits:?}"
        );
        assert_eq!(waits[2], Duration::from_secs(1));
    });
}

#[test]
fn patience_ends() {
    block_on(async {
        for (trick, expected) in [
            (
                Trick::Refuse(500, Vec::new(), "Internal error"),
                "goes on where this ended",
            ),
            (
                Trick::Refuse(429, vec![("retry-after", "3600")], "Quota exceeded"),
                "calls-per-minute",
            ),
            (Trick::Cut, "goes on where this ended"),
            (Trick::Html, "--endpoint"),
        ] {
            let mut desk = Desk::with(Api::of_world(&busy_world(), 4)).await;
            desk.api.always("cloudkms", trick.clone());
            let error = desk.pull(&plan(Source::Kms)).await.expect_err("no answer");
            assert!(error.to_string().contains(expected), "{error}");
            assert!(desk.waits().len() <= 3);
            assert!(desk.coverage().await.hull().is_none(), "nothing was read");
        }
    });
}

#[test]
fn what_came_before_a_failure_stays_and_the_next_pull_goes_on_from_there() {
    block_on(async {
        let mut desk = Desk::with(Api::of_world(&busy_world(), 4)).await;
        let plan = plan(Source::Kms);
        desk.api.play([Trick::Answer, Trick::Html]);
        desk.pull(&plan).await.expect_err("a failure");
        assert_eq!(desk.uses().await, 4);
        let position = desk.position(Source::Kms).await;
        let position = position.expect("a position");
        assert!(position > NOON && position < at(TO), "{position}");
        assert!(
            !desk
                .holds(&plan, "2026-10-06T12:00:00.1Z", "2026-10-06T13:00:00Z")
                .await
        );
        let rest = Plan {
            from: position,
            ..plan.clone()
        };
        let tally = desk.pull(&rest).await.expect("a pull");
        assert_eq!(
            (tally.counts.relevant, tally.counts.duplicate),
            (6, 1),
            "the last one comes again"
        );
        assert!(
            desk.holds(&plan, "2026-10-06T12:00:00.1Z", "2026-10-06T23:00:00Z")
                .await
        );
    });
}

#[test]
fn refusals_say_what_to_do() {
    let refuse = |status, message| Trick::Refuse(status, Vec::new(), message);
    for (trick, expected) in [
        (
            refuse(401, "Request had invalid authentication credentials."),
            "gcloud auth print-access-token",
        ),
        (
            refuse(403, "The caller does not have permission"),
            "roles/logging.privateLogViewer",
        ),
        (
            refuse(404, "Project does not exist: acme-keys"),
            "gcloud projects list",
        ),
        (refuse(400, "Invalid resource"), "the project's id"),
        (
            Trick::Because(403, "SERVICE_DISABLED", "Cloud Logging API is disabled"),
            "gcloud services enable logging.googleapis.com --project=acme-keys",
        ),
        (
            Trick::Because(403, "USER_PROJECT_DENIED", "no"),
            "set-quota-project",
        ),
        (
            Trick::Because(403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "no"),
            "auth/logging.read",
        ),
    ] {
        block_on(async {
            let mut desk = Desk::with(Api::of_world(&busy_world(), 4)).await;
            desk.api.play([trick.clone()]);
            let error = desk
                .pull(&plan(Source::Kms))
                .await
                .expect_err("a refusal")
                .to_string();
            assert!(error.contains(expected), "{error}");
            assert!(!error.contains("a-token"));
            assert_eq!(desk.waits().len(), 0, "asking again is of no use");
        });
    }
}

#[test]
fn no_more_calls_are_made_than_the_rate_allows() {
    // The limiter itself is tested beside its code; here, that every call asks it.
    block_on(async {
        let api = Api::of_world(&busy_world(), 1);
        let endpoint = api.endpoint().parse().expect("an endpoint");
        let access = Access::Token(Secret::new("a-token").expect("a token"));
        let rate = Rate {
            calls: NonZeroU32::new(4).expect("some"),
            per: Duration::from_secs(3600),
        };
        let mut logging = Logging::new(
            endpoint,
            access,
            rate,
            RetryPolicy::default(),
            Box::new(|_, _| {}),
        )
        .expect("a client");
        let mut desk = Desk::with(api).await;
        let plan = plan(Source::Kms);
        let watch = &mut |_: &Tally| {};
        let pulled = logging_api::pull(
            &plan,
            &mut logging,
            &EntryStorage::Nothing,
            &mut desk.store,
            watch,
        );
        let stopped = tokio::time::timeout(Duration::from_secs(2), pulled).await;
        assert!(stopped.is_err());
        assert_eq!(desk.api.calls().len(), 3, "and one for the audit setting");
    });
}

#[test]
fn pages_without_entries_and_ever_new_tokens_end() {
    block_on(async {
        let mut desk = Desk::with(Api::of_world(&busy_world(), 4)).await;
        let pages = (0..2_000).map(|it| Trick::Say(format!(r#"{{"nextPageToken":"p9{it}"}}"#)));
        desk.api.play(pages);
        let error = desk.pull(&plan(Source::Kms)).await.expect_err("no end");
        assert!(
            error.to_string().contains("brought nothing later"),
            "{error}"
        );
        assert!(desk.api.calls().len() < 700);
    });
}

#[test]
fn the_same_entries_with_ever_new_tokens_end() {
    block_on(async {
        let mut desk = Desk::with(Api::of_world(&busy_world(), 4)).await;
        let entry = r#"{"timestamp":"2026-10-06T12:00:00Z","insertId":"a","logName":"projects/acme-keys/logs/cloudaudit.googleapis.com%2Fdata_access"}"#;
        let say = |it| {
            Trick::Say(format!(
                r#"{{"entries":[{entry}],"nextPageToken":"p9{it}"}}"#
            ))
        };
        desk.api.play((0..2_000).map(say));
        let error = desk.pull(&plan(Source::Kms)).await.expect_err("no end");
        assert!(
            error.to_string().contains("brought nothing later"),
            "{error}"
        );
    });
}

#[test]
fn an_answer_that_comes_byte_by_byte_is_asked_for_again_and_given_up() {
    block_on(async {
        let mut desk = Desk::with(Api::of_world(&busy_world(), 4)).await;
        desk.api
            .always("acme", Trick::Trickle(Duration::from_millis(50)));
        let error = desk.pull(&plan(Source::Kms)).await.expect_err("no end");
        assert!(error.to_string().contains("comes too slowly"), "{error}");
        assert_eq!(desk.waits().len(), 3);
    });
}
