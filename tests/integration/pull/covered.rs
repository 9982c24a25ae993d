//! Which stretch of which log counts as read after a pull.

use super::{Desk, FROM, TO, block_on, busy_world, plan};
use crate::harness::logging_api::{Api, Trick};
use crate::simulation::clock::{NOON, at};
use crate::simulation::{Leaf, Token, World};
use credtrail::coverage::scope::Scope;
use credtrail::fetch::logging_api::plan::Plan;
use credtrail::model::entry::Source;
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::time::Duration;

#[test]
fn what_may_still_arrive_proves_nothing_yet() {
    block_on(async {
        let mut desk = Desk::with(Api::of_world(&busy_world(), 100)).await;
        let asked = at("2026-10-06T17:00:00Z");
        let plan = Plan {
            to: asked,
            asked,
            ..plan(Source::Kubernetes)
        };
        desk.pull(&plan).await.expect("a pull");
        assert!(desk.holds(&plan, FROM, "2026-10-06T13:59:59Z").await);
        assert!(!desk.holds(&plan, FROM, "2026-10-06T14:00:00Z").await);
        let scope = [Scope::project(plan.target.scope())];
        let coverage = desk.coverage().await;
        assert!(coverage.may_hold(
            Source::Kubernetes,
            &scope,
            at(FROM),
            at("2026-10-06T16:59:59Z")
        ));
        assert!(!coverage.may_hold(Source::Kubernetes, &scope, at(FROM), asked));
    });
}

#[test]
fn silence_is_evidence_only_of_a_log_that_is_on() {
    block_on(async {
        let mut desk = Desk::with(Api::of(Vec::new(), 100)).await;
        for source in Source::LOGS {
            desk.pull(&plan(source)).await.expect("a pull");
        }
        for (source, counts) in [
            (Source::Kubernetes, true),
            (Source::Gke, false),
            (Source::CaService, false),
            (Source::Kms, false),
        ] {
            let plan = plan(source);
            assert_eq!(
                desk.holds(&plan, FROM, "2026-10-06T00:00:00Z").await,
                counts,
                "{source}"
            );
            let never_observed = desk.coverage().await.was_never_observed(
                source,
                &[Scope::project(plan.target.scope())],
                at(FROM),
                NOON,
            );
            assert_eq!(never_observed, !counts, "{source}");
        }
    });
}

#[test]
fn a_silence_of_days_is_evidence_where_it_was_pulled() {
    block_on(async {
        let world = World::default()
            .issue_token(&Token::mint("a", "b", at("2026-10-01T00:00:00Z")))
            .issue_token(&Token::mint("a", "b", at("2026-10-06T00:00:00Z")));
        let mut desk = Desk::with(Api::of_world(&world, 100)).await;
        let plan = Plan {
            from: at("2026-09-20T00:00:00Z"),
            ..plan(Source::Kms)
        };
        desk.pull(&plan).await.expect("a pull");
        assert!(
            desk.holds(&plan, "2026-10-01T00:00:00Z", "2026-10-06T12:00:00Z")
                .await
        );
        assert!(
            !desk
                .holds(&plan, "2026-09-30T00:00:00Z", "2026-10-01T00:00:00Z")
                .await,
            "it may have been off"
        );
    });
}

#[test]
fn entries_between_two_windows_were_not_read() {
    block_on(async {
        let mut desk = Desk::with(Api::of_world(&busy_world(), 100)).await;
        let plan = plan(Source::Kubernetes);
        for (from, to) in [(FROM, "2026-10-06T10:00:00Z"), ("2026-10-06T12:05:00Z", TO)] {
            let part = Plan {
                from: at(from),
                to: at(to),
                ..plan.clone()
            };
            desk.pull(&part).await.expect("a pull");
        }
        assert!(desk.holds(&plan, FROM, "2026-10-06T09:00:00Z").await);
        assert!(
            !desk
                .holds(&plan, "2026-10-06T09:00:00Z", "2026-10-06T13:00:00Z")
                .await
        );
        desk.pull(&plan).await.expect("a pull");
        assert!(desk.holds(&plan, FROM, "2026-10-06T13:00:00Z").await);
    });
}

#[test]
fn nothing_is_proved_of_a_time_that_the_log_no_longer_keeps() {
    block_on(async {
        let mut desk = Desk::with(Api::of(Vec::new(), 100)).await;
        let plan = Plan {
            kept: SignedDuration::from_hours(48),
            ..plan(Source::Kubernetes)
        };
        desk.pull(&plan).await.expect("a pull");
        assert!(
            !desk
                .holds(&plan, "2026-10-05T23:00:00Z", "2026-10-06T01:00:00Z")
                .await
        );
        assert!(
            desk.holds(&plan, "2026-10-06T00:05:00Z", "2026-10-06T01:00:00Z")
                .await
        );
        let older =
            World::default().issue_token(&Token::mint("a", "b", at("2026-10-05T12:00:00Z")));
        let mut desk = Desk::with(Api::of_world(&older, 100)).await;
        let plan = Plan {
            kept: plan.kept,
            ..self::plan(Source::Gke)
        };
        desk.pull(&plan).await.expect("a pull");
        assert!(
            desk.holds(&plan, "2026-10-05T12:00:01Z", "2026-10-06T01:00:00Z")
                .await,
            "it keeps more than it was held to"
        );
    });
}

#[test]
fn a_revocation_does_not_show_that_data_access_is_on() {
    block_on(async {
        let certificate = Leaf::of_node("n0", NOON).mint();
        let world = World::default().record(
            crate::simulation::entries::ca_service::certificate_revoked(&certificate, NOON),
        );
        let mut desk = Desk::with(Api::of_world(&world, 100)).await;
        let plan = plan(Source::CaService);
        let tally = desk.pull(&plan).await.expect("a pull");
        assert_eq!(tally.entries, 1);
        assert!(
            !desk
                .holds(&plan, "2026-10-06T13:00:00Z", "2026-10-06T14:00:00Z")
                .await
        );
    });
}

#[test]
fn an_issuance_log_counts_from_its_first_issuance_on() {
    block_on(async {
        let entry = json!({
            "logName": "projects/acme-prod/logs/cloudaudit.googleapis.com%2Factivity",
            "timestamp": "2026-10-05T06:00:00Z",
            "insertId": "told",
            "resource": {"type": "gke_cluster"},
            "protoPayload": {
                "serviceName": "container.googleapis.com",
                "methodName": "google.container.v1.ClusterManager.UpdateCluster",
            },
        });
        let plan = plan(Source::Gke);
        let late = "2026-10-06T13:00:00Z";
        let mut desk = Desk::with(Api::of(vec![entry.clone()], 100)).await;
        let tally = desk.pull(&plan).await.expect("a pull");
        assert_eq!((tally.entries, tally.oldest), (1, None));
        assert!(!desk.holds(&plan, "2026-10-05T07:00:00Z", late).await);
        let scope = [Scope::project(plan.target.scope())];
        assert!(
            desk.coverage()
                .await
                .was_never_observed(Source::Gke, &scope, at(FROM), NOON)
        );

        let mut entries = crate::harness::logging_api::entries(&busy_world());
        entries.push(entry);
        let mut desk = Desk::with(Api::of(entries, 100)).await;
        desk.pull(&plan).await.expect("a pull");
        assert!(desk.holds(&plan, "2026-10-06T12:00:01Z", late).await);
        assert!(!desk.holds(&plan, "2026-10-05T07:00:00Z", late).await);
    });
}

#[test]
fn a_log_that_was_switched_off_proves_nothing_until_it_is_on_again() {
    block_on(async {
        let mut entries = crate::harness::logging_api::entries(&busy_world());
        entries.push(change("2026-10-06T14:00:00Z", "REMOVE", "DATA_READ"));
        let mut desk = Desk::with(Api::of(entries, 100)).await;
        let plan = plan(Source::Kms);
        desk.pull(&plan).await.expect("a pull");
        let noon = "2026-10-06T12:00:01Z";
        assert!(desk.holds(&plan, noon, "2026-10-06T13:59:59Z").await);
        assert!(!desk.holds(&plan, noon, "2026-10-06T14:00:01Z").await);
        let position = desk.position(Source::Kms).await;
        let position = position.expect("a position");
        assert_eq!(
            position,
            at("2026-10-06T14:00:00Z"),
            "where it was switched off"
        );
        desk.api
            .add(change("2026-10-06T15:00:00Z", "ADD", "DATA_READ"));
        let next = Plan {
            from: position,
            ..plan.clone()
        };
        desk.pull(&next).await.expect("a pull");
        assert!(
            !desk
                .holds(&plan, "2026-10-06T14:30:00Z", "2026-10-06T14:31:00Z")
                .await
        );
        let settling = ("2026-10-06T15:10:00Z", "2026-10-06T15:11:00Z");
        assert!(!desk.holds(&plan, settling.0, settling.1).await);
        assert!(
            desk.holds(&plan, "2026-10-06T15:15:00Z", "2026-10-06T16:00:00Z")
                .await
        );
        assert!(desk.holds(&plan, noon, "2026-10-06T13:59:59Z").await);
    });
}

#[test]
fn a_pulled_log_counts_from_the_change_that_switched_it_on() {
    block_on(async {
        let world = World::default().used_token(&Token::mint("a", "b", NOON));
        for (log_type, day, counts) in [
            ("DATA_READ", "2026-10-06", true),
            ("DATA_READ", "2026-10-01", true),
            ("ADMIN_READ", "2026-10-06", false),
        ] {
            let mut entries = crate::harness::logging_api::entries(&world);
            entries.push(change(&format!("{day}T08:00:00Z"), "ADD", log_type));
            let mut desk = Desk::with(Api::of(entries, 100)).await;
            let plan = plan(Source::Kms);
            desk.pull(&plan).await.expect("a pull");
            let eight = "2026-10-06T08:00:00Z";
            assert_eq!(
                desk.holds(&plan, "2026-10-06T08:15:00Z", "2026-10-06T11:00:00Z")
                    .await,
                counts
            );
            let is_earlier = day == "2026-10-01";
            assert_eq!(desk.holds(&plan, FROM, eight).await, is_earlier);
            assert!(
                desk.holds(&plan, "2026-10-06T12:00:01Z", "2026-10-06T15:00:00Z")
                    .await
            );
        }
    });
}

/// An entry that changes the audit settings of Cloud KMS.
fn change(time: &str, action: &str, log_type: &str) -> Value {
    let delta =
        json!({"action": action, "service": "cloudkms.googleapis.com", "logType": log_type});
    json!({
        "logName": "projects/acme-keys/logs/cloudaudit.googleapis.com%2Factivity",
        "timestamp": time,
        "insertId": time,
        "protoPayload": {
            "methodName": "SetIamPolicy",
            "serviceData": {"policyDelta": {"auditConfigDeltas": [delta]}},
        },
    })
}

#[test]
fn what_grew_too_old_for_the_log_while_the_answer_came_is_not_proved() {
    block_on(async {
        let mut desk = Desk::with(Api::of(Vec::new(), 100)).await;
        desk.api.play([Trick::Slow(Duration::from_millis(300))]);
        let plan = Plan {
            kept: SignedDuration::from_hours(48),
            ..plan(Source::Kubernetes)
        };
        desk.pull(&plan).await.expect("a pull");
        for (from, is_proved) in [
            ("2026-10-06T00:00:00.1Z", false),
            ("2026-10-06T00:05:00Z", true),
        ] {
            let holds = desk.holds(&plan, from, "2026-10-06T01:00:00Z").await;
            assert_eq!(holds, is_proved, "{from}");
        }
    });
}
