//! The commands that settle what a reason leaves open.

use jiff::Timestamp;

use super::reason::{Cause, Reason};
use crate::doctor::remedy::Remedy;

impl Reason {
    /// Returns the command that settles it, where one can.
    pub(super) fn remedy(
        &self,
        window: Option<(Timestamp, Timestamp)>,
        database: &str,
    ) -> Option<Remedy> {
        match self.cause {
            Cause::Unread | Cause::Hole => self.pull(window, database),
            Cause::NeverObserved => Some(Remedy::of([
                "credtrail",
                "doctor",
                &format!("--project={}", self.project().unwrap_or("PROJECT")),
            ])),
            Cause::SwitchedOff => Some(Remedy::of([
                "credtrail",
                "filters",
                &format!("--project={}", self.project().unwrap_or("PROJECT")),
                "--format=gcloud",
            ])),
            Cause::Unissued => Some(self.described()),
            Cause::UnreadInput => {
                let db = format!("--db={database}");
                let dismissed = format!("--dismiss={}", self.place);
                Some(Remedy::of(["credtrail", "ingest", &db, &dismissed]))
            }
            Cause::Pending => Some(Remedy::of([
                "credtrail",
                "scan",
                &format!("--db={database}"),
            ])),
            Cause::Other(code) => Some(Remedy::of(["credtrail", "explain", code.as_str()])),
            Cause::Gone | Cause::Doubted | Cause::Unnamed => None,
        }
    }

    /// Returns the command that pulls the time that was not read. `--to` is not part of the window.
    fn pull(&self, window: Option<(Timestamp, Timestamp)>, database: &str) -> Option<Remedy> {
        let mut words = vec![
            "credtrail".to_owned(),
            "pull".to_owned(),
            format!("--db={database}"),
            format!("--project={}", self.project().unwrap_or("PROJECT")),
        ];
        if let Some((from, to)) = window {
            let after = to.checked_add(jiff::SignedDuration::from_secs(1)).ok()?;
            words.push(format!("--from={from:.0}"));
            words.push(format!("--to={after:.0}"));
        }
        Some(Remedy::of(words))
    }

    /// Returns the command that finds whose the keys of the cluster are.
    fn described(&self) -> Remedy {
        let parts: Vec<&str> = self.place.split('/').collect();
        let format = "--format=yaml(userManagedKeysConfig)";
        match parts.as_slice() {
            ["projects", project, _, location, "clusters", cluster] => Remedy::of([
                "gcloud",
                "container",
                "clusters",
                "describe",
                cluster,
                &format!("--location={location}"),
                &format!("--project={project}"),
                format,
            ]),
            _ => Remedy::of(["gcloud", "container", "clusters", "list"]),
        }
    }

    /// Returns the first project that the message names.
    fn project(&self) -> Option<&str> {
        let rest = self.place.strip_prefix("projects/")?;
        rest.split(['/', ',', ' ']).next()
    }
}
