//! Logs that the caller may not see, told apart from logs that are empty.

use super::{Desk, block_on, busy_world, plan};
use crate::harness::logging_api::{Api, Trick};
use crate::simulation::clock::NOON;
use crate::simulation::{Leaf, World};
use credtrail::model::entry::Source;
use jiff::SignedDuration;

#[test]
fn hidden_and_empty_logs_are_told_apart() {
    block_on(async {
        let mut desk = Desk::with(Api::of(Vec::new(), 100)).await;
        let denied = Trick::Refuse(403, Vec::new(), "Permission 'logging.views.access' denied");
        desk.api.always("/views/_AllLogs", denied);
        let plan = plan(Source::Kms);
        let error = desk
            .pull(&plan)
            .await
            .expect_err("it may be hidden")
            .to_string();
        for part in [
            "projects/acme-keys",
            "kms",
            "logging.privateLogViewer",
            "add-iam-policy-binding acme-keys",
        ] {
            assert!(error.contains(part), "{error}");
        }
        let position = desk.position(Source::Kms).await;
        assert_eq!(position, None, "nothing is known of it");
    });
}

#[test]
fn a_hidden_log_gains_no_coverage_from_pages_before_the_last() {
    block_on(async {
        let revoked = |minute| {
            let certificate = Leaf::of_node("n0", NOON).mint();
            let at = NOON + SignedDuration::from_mins(minute);
            crate::simulation::entries::ca_service::certificate_revoked(&certificate, at)
        };
        let world = (0..3).fold(World::default(), |world, it| world.record(revoked(it)));
        let mut desk = Desk::with(Api::of_world(&world, 1)).await;
        let denied = Trick::Refuse(403, Vec::new(), "Permission 'logging.views.access' denied");
        desk.api.always("/views/_AllLogs", denied);
        let plan = plan(Source::CaService);
        desk.pull(&plan).await.expect_err("it may be hidden");
        let position = desk.position(Source::CaService).await;
        assert_eq!(position, None);
    });
}

#[test]
fn where_nobody_can_tell_whether_a_log_is_hidden_no_window_is_claimed() {
    block_on(async {
        let mut desk = Desk::with(Api::of(Vec::new(), 100)).await;
        let gone = Trick::Refuse(404, Vec::new(), "Bucket _Default does not exist");
        desk.api.always("/views/_AllLogs", gone.clone());
        let plan = plan(Source::Kms);
        desk.pull(&plan).await.expect("a pull");
        let position = desk.position(Source::Kms).await;
        assert_eq!(position, None, "nothing is known");

        let mut desk = Desk::with(Api::of_world(&busy_world(), 4)).await;
        desk.api.always("/views/_AllLogs", gone);
        desk.pull(&plan).await.expect("a pull");
        let noon = "2026-10-06T12:00:01Z";
        assert!(desk.holds(&plan, noon, "2026-10-06T23:00:00Z").await);
    });
}

#[test]
fn who_loses_the_permission_between_two_pages_gains_no_window() {
    block_on(async {
        let mut desk = Desk::with(Api::of_world(&busy_world(), 4)).await;
        let nothing = Trick::Say("{}".to_owned());
        desk.api.play([Trick::Answer, Trick::Answer, nothing]);
        let denied = Trick::Refuse(403, Vec::new(), "Permission 'logging.views.access' denied");
        desk.api.always("/views/_AllLogs", denied);
        let plan = plan(Source::Kms);
        let error = desk.pull(&plan).await.expect_err("it may be hidden");
        assert!(error.to_string().contains("logging.privateLogViewer"));
        assert!(
            !desk
                .holds(&plan, "2026-10-06T12:00:01Z", "2026-10-06T23:00:00Z")
                .await
        );
        let position = desk.position(Source::Kms).await.expect("two pages");
        assert!(position < NOON + SignedDuration::from_mins(8), "{position}");
    });
}
