//! Pulling from the Logging API: whatever the API does, the database ends up as it would have without.

mod covered;
mod failures;
mod pages;
mod visibility;

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::harness::logging_api::Api;
use crate::simulation::clock::{NOON, at};
use crate::simulation::{Token, World};
use credtrail::coverage::intervals::Coverage;
use credtrail::coverage::scope::Scope;
use credtrail::fetch::logging_api;
use credtrail::fetch::logging_api::access::Access;
use credtrail::fetch::logging_api::access::secret::Secret;
use credtrail::fetch::logging_api::api_error::ApiError;
use credtrail::fetch::logging_api::client::Logging;
use credtrail::fetch::logging_api::plan::Plan;
use credtrail::fetch::logging_api::rate_limit::Rate;
use credtrail::fetch::logging_api::tally::Tally;
use credtrail::fetch::logging_api::target::Target;
use credtrail::fetch::logging_api::{EntryStorage, Error};
use credtrail::fetch::retry_policy::RetryPolicy;
use credtrail::model::entry::Source;
use credtrail::store::{Durability, Store};
use jiff::SignedDuration;
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
            let waited = (fault.in_short().to_string(), wait);
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
