//! Pages, their tokens and their order.

use super::{Desk, FROM, TO, block_on, busy_world, plan};
use crate::harness::logging_api::{Api, Trick};
use crate::simulation::clock::at;
use credtrail::fetch::logging_api::Error;
use credtrail::fetch::logging_api::api_error::ApiError;
use credtrail::fetch::logging_api::plan::Plan;
use credtrail::model::entry::Source;

#[test]
fn every_page_is_read_and_the_window_is_covered() {
    block_on(async {
        let mut desk = Desk::with(Api::of_world(&busy_world(), 2)).await;
        let plan = plan(Source::Kms);
        let tally = desk.pull(&plan).await.expect("a pull");
        assert_eq!(
            (tally.pages, tally.entries, tally.counts.relevant),
            (5, 9, 9)
        );
        assert!(
            desk.holds(
                &plan,
                "2026-10-06T12:00:00.1Z",
                "2026-10-06T23:59:59.999999999Z"
            )
            .await
        );
        assert!(
            !desk.holds(&plan, "2026-10-06T12:00:00.1Z", TO).await,
            "the end is not part of it"
        );
        let filters: Vec<String> = desk
            .api
            .calls()
            .iter()
            .map(|it| it.filter().to_owned())
            .collect();
        assert!(
            filters.windows(2).all(|pair| pair[0] == pair[1]),
            "tokens are good for one question only"
        );
        assert!(
            filters[0].contains(
                "timestamp>=\"2026-10-05T00:00:00Z\"\ntimestamp<\"2026-10-07T00:00:00Z\""
            )
        );
    });
}

#[test]
fn an_empty_page_with_a_token_is_not_the_end() {
    block_on(async {
        let mut desk = Desk::with(Api::of_world(&busy_world(), 4)).await;
        let say = r#"{"nextPageToken":"p0"}"#.to_owned();
        desk.api.play([
            Trick::Say(say.clone()),
            Trick::Answer, // whether the log may be seen
            Trick::Answer,
            Trick::Say(r#"{"nextPageToken":"p4x"}"#.replace("p4x", "4")),
        ]);
        let tally = desk.pull(&plan(Source::Kms)).await.expect("a pull");
        assert_eq!((tally.entries, tally.counts.relevant), (9, 9));
        assert!(tally.pages > 3, "{tally:?}");
    });
}

#[test]
fn an_empty_page_with_its_own_token_is_asked_for_again() {
    block_on(async {
        let mut desk = Desk::with(Api::of_world(&busy_world(), 4)).await;
        let stuck = || Trick::Say(r#"{"nextPageToken":"4"}"#.to_owned());
        desk.api
            .play([Trick::Answer, stuck(), stuck(), Trick::Answer]);
        let tally = desk.pull(&plan(Source::Kms)).await.expect("a pull");
        assert_eq!((tally.entries, tally.counts.relevant), (9, 9));
    });
}

#[test]
fn a_page_token_that_goes_nowhere_is_an_error() {
    block_on(async {
        let mut desk = Desk::with(Api::of_world(&busy_world(), 4)).await;
        desk.api.always(
            "cloudkms",
            Trick::Say(r#"{"nextPageToken":"p0"}"#.to_owned()),
        );
        let error = desk.pull(&plan(Source::Kms)).await.expect_err("no end");
        assert!(error.to_string().contains("pull again"), "{error}");
    });
}

#[test]
fn a_page_token_that_expired_begins_the_question_again_from_the_position() {
    block_on(async {
        let mut desk = Desk::with(Api::of_world(&busy_world(), 4)).await;
        desk.api.play([Trick::Answer, Trick::Answer, Trick::Forget]);
        let tally = desk.pull(&plan(Source::Kms)).await.expect("a pull");
        assert_eq!(tally.counts.relevant - tally.counts.duplicate, 9);
        let last = desk.api.calls().last().expect("a call").clone();
        assert!(!last.filter().contains(FROM), "{}", last.filter());
    });
}

#[test]
fn a_page_token_that_always_expires_is_an_error() {
    block_on(async {
        let mut desk = Desk::with(Api::of_world(&busy_world(), 1)).await;
        desk.api.always("cloudkms", Trick::Forget);
        let error = desk.pull(&plan(Source::Kms)).await.expect_err("no end");
        assert!(
            matches!(error, Error::ApiError(ApiError::PageToken { .. })),
            "{error}"
        );
    });
}

#[test]
fn an_api_that_keeps_no_order_is_refused() {
    block_on(async {
        let entries = crate::harness::logging_api::entries(&busy_world());
        let mut backwards: Vec<_> = entries
            .iter()
            .filter(|it| it["protoPayload"]["methodName"] == "AsymmetricSign")
            .collect();
        backwards.reverse();
        let mut desk = Desk::with(Api::of(Vec::new(), 100)).await;
        desk.api.play([Trick::Say(
            serde_json::json!({"entries": backwards}).to_string(),
        )]);
        let error = desk.pull(&plan(Source::Kms)).await.expect_err("a disorder");
        assert!(matches!(error, Error::OutOfOrder { .. }), "{error}");
        assert_eq!(desk.uses().await, 0);
    });
}

#[test]
fn a_late_entry_is_met_by_the_overlap() {
    block_on(async {
        let world = busy_world();
        let mut all = crate::harness::logging_api::entries(&world);
        let late = all.iter().rposition(|it| {
            it["resource"]["type"] == "cloudkms_cryptokeyversion"
                && it["protoPayload"]["methodName"] == "AsymmetricSign"
        });
        let late = all.remove(late.expect("a signature"));
        let mut desk = Desk::with(Api::of(all, 100)).await;
        let asked = at("2026-10-06T13:00:00Z");
        let first = Plan {
            to: asked,
            asked,
            ..plan(Source::Kms)
        };
        desk.pull(&first).await.expect("a pull");
        assert!(
            !desk
                .holds(&first, "2026-10-06T09:00:00Z", "2026-10-06T09:59:00Z")
                .await,
            "no entry is older"
        );
        desk.api.add(late);
        let position = desk.position(Source::Kms).await;
        let position = position.expect("a position");
        assert_eq!(
            position,
            at("2026-10-06T10:00:00Z"),
            "three hours before it was asked"
        );
        let asked = at("2026-10-06T14:00:00Z");
        let next = Plan {
            from: position,
            to: asked,
            asked,
            ..plan(Source::Kms)
        };
        let tally = desk.pull(&next).await.expect("a pull");
        assert_eq!((tally.counts.relevant, tally.counts.duplicate), (9, 8));
        assert_eq!(desk.uses().await, 9);
    });
}
