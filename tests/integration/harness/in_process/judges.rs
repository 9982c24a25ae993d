//! The judges of scans, with the settings of the test or without any.

use std::collections::BTreeSet;

use credtrail::judge::context::{Judge, Moment};
use credtrail::judge::request::JudgeRequest;
use credtrail::model::entry::Source;
use credtrail::model::window::Window;
use credtrail::policy::Policy;
use credtrail::store::Store;
use jiff::Timestamp;

/// The settings of a scan.
#[derive(Debug, Clone)]
pub struct Asked {
    pub policy: Policy,
    pub without: BTreeSet<Source>,
    pub moment: Moment,
    pub window: Window,
}

impl Default for Asked {
    fn default() -> Self {
        Asked {
            policy: Policy::default(),
            without: BTreeSet::new(),
            moment: Moment::Afterwards,
            window: Window::default(),
        }
    }
}

/// Returns the judge of a scan. Entries of worlds may have any time, so that none is later than the present.
pub(super) async fn judge_by(
    asked: &Asked,
    store: &mut Store,
) -> Result<Judge, credtrail::store::Error> {
    let asked = JudgeRequest {
        without: asked.without.clone(),
        ..JudgeRequest::new(asked.policy.clone(), asked.moment, Timestamp::MAX)
    };
    Judge::load(store, asked).await
}

pub(super) async fn judge(store: &mut Store) -> Result<Judge, credtrail::store::Error> {
    let asked = JudgeRequest::new(Policy::default(), Moment::Afterwards, Timestamp::MAX);
    Judge::load(store, asked).await
}
