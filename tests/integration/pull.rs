//! Pulling from the Logging API: whatever the API does, the database ends up as it would have without.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::harness::logging_api::{Api, Trick};
use crate::simulation::clock::{NOON, at};
use crate::simulation::{Leaf, Token, World};
use credtrail::coverage::intervals::Coverage;
use credtrail::coverage::scope::Scope;
use credtrail::fetch::logging_api;
use credtrail::fetch::logging_api::access::Access;
use credtrail::fetch::logging_api::api_error::ApiError;
use credtrail::fetch::logging_api::client::{Logging, RetryPolicy};
use credtrail::fetch::logging_api::plan::Plan;
use credtrail::fetch::logging_api::rate_limit::Rate;
use credtrail::fetch::logging_api::secret::Secret;
use credtrail::fetch::logging_api::tally::Tally;
use credtrail::fetch::logging_api::target::Target;
use credtrail::fetch::logging_api::{EntryStorage, Error};
use credtrail::model::entry::Source;
use credtrail::store::{Durability, Store};
use jiff::SignedDuration;
use serde_json::json;
use tempfile::TempDir;

const FROM: &str = "2026-10-05T00:00:00Z";
const TO: &str = "2026-10-07T00:00:00Z";

/// A database, an API and somebody who pulls.
struct Desk {
    _folder: TempDir,
    store: Store,
    api: Api,
    waits: Arc<Mutex<Vec<(String, Duration)>>>,
    patience: RetryPolicy,
}

impl Desk {
    async fn with(api: Api) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        let store = Store::open(&path, Durability::Throwaway)
            .await
            .expect("a database");
        let patience = RetryPolicy {
            first: Duration::from_millis(1),
            longest: Duration::from_secs(2),
            again: 3,
            silence: Duration::from_millis(400),
        };
        Desk {
            _folder: folder,
            store,
            api,
            waits: Arc::default(),
            patience,
        }
    }

    async fn pull(&mut self, plan: &Plan) -> Result<Tally, Error> {
        let waits = Arc::clone(&self.waits);
        let notice = move |fault: &ApiError, wait| {
            let waited = (fault.in_short(), wait);
            waits.lock().expect("a list").push(waited);
        };
        let access = Access::Token(Secret::new("a-token").expect("a token"));
        let rate = Rate::a_minute(NonZeroU32::new(100_000).expect("many"));
        let endpoint = self.api.endpoint().parse().expect("an endpoint");
        let mut logging = Logging::new(endpoint, access, rate, self.patience, Box::new(notice))?;
        let watch = &mut |_: &Tally| {};
        let pulled = logging_api::pull(
            plan,
            &mut logging,
            &EntryStorage::Nothing,
            &mut self.store,
            watch,
        );
        pulled.await.map(|it| it.tally)
    }

    async fn uses(&mut self) -> u64 {
        let counts = self.store.counts().await.expect("numbers");
        counts.relevant - counts.duplicate
    }

    /// How far a log of the keys' project was pulled.
    async fn position(&mut self, source: Source) -> Option<jiff::Timestamp> {
        let position = self.store.pull_position(source, "projects/acme-keys").await;
        position.expect("a database")
    }

    async fn coverage(&mut self) -> Coverage {
        self.store.coverage().await.expect("a coverage")
    }

    async fn holds(&mut self, plan: &Plan, from: &str, to: &str) -> bool {
        let scope = [Scope::project(plan.target.scope())];
        let coverage = self.coverage().await;
        coverage.holds(plan.target.source, &scope, at(from), at(to))
    }

    fn waits(&self) -> Vec<(String, Duration)> {
        self.waits.lock().expect("a list").clone()
    }
}

fn plan(source: Source) -> Plan {
    let project = match source {
        Source::Workload | Source::Kubernetes | Source::Gke => "acme-prod",
        Source::CaService | Source::Kms => "acme-keys",
    };
    Plan {
        target: Target {
            source,
            project: project.parse().expect("a project"),
        },
        from: at(FROM),
        to: at(TO),
        asked: at("2026-10-08T00:00:00Z"),
        overlap: SignedDuration::from_hours(3),
        kept: SignedDuration::from_hours(30 * 24),
    }
}

/// Nine tokens, a minute apart, each used.
fn busy_world() -> World {
    let token = |minute| Token::mint("team-a", "web", NOON + SignedDuration::from_mins(minute));
    (0..9)
        .map(token)
        .fold(World::framed(), |world, token| world.used_token(&token))
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(future)
}

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
        for (trick, told) in [
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
            assert!(error.to_string().contains(told), "{error}");
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
            desk.holds(&plan, "2026-10-06T00:00:00Z", "2026-10-06T01:00:00Z")
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
        let told = json!({
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
        let mut desk = Desk::with(Api::of(vec![told.clone()], 100)).await;
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
        entries.push(told);
        let mut desk = Desk::with(Api::of(entries, 100)).await;
        desk.pull(&plan).await.expect("a pull");
        assert!(desk.holds(&plan, "2026-10-06T12:00:01Z", late).await);
        assert!(!desk.holds(&plan, "2026-10-05T07:00:00Z", late).await);
    });
}

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
fn refusals_say_what_to_do() {
    let refuse = |status, message| Trick::Refuse(status, Vec::new(), message);
    for (trick, told) in [
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
            assert!(error.contains(told), "{error}");
            assert!(!error.contains("a-token"));
            assert_eq!(desk.waits().len(), 0, "asking again is of no use");
        });
    }
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
fn a_log_that_was_switched_off_proves_nothing_until_it_is_on_again() {
    block_on(async {
        let change = |time: &str, action: &str| {
            let delta = json!({"action": action, "service": "cloudkms.googleapis.com", "logType": "DATA_READ"});
            json!({
                "logName": "projects/acme-keys/logs/cloudaudit.googleapis.com%2Factivity",
                "timestamp": time,
                "insertId": time,
                "protoPayload": {
                    "methodName": "SetIamPolicy",
                    "serviceData": {"policyDelta": {"auditConfigDeltas": [delta]}},
                },
            })
        };
        let mut entries = crate::harness::logging_api::entries(&busy_world());
        entries.push(change("2026-10-06T14:00:00Z", "REMOVE"));
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
        desk.api.add(change("2026-10-06T15:00:00Z", "ADD"));
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
        assert!(
            desk.holds(&plan, "2026-10-06T15:00:00Z", "2026-10-06T16:00:00Z")
                .await
        );
        assert!(desk.holds(&plan, noon, "2026-10-06T13:59:59Z").await);
    });
}
