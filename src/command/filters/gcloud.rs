//! What `credtrail filters` prints, as a shell script that calls `gcloud`.
//!
//! `credtrail.sh` holds the functions. Each is safe to run again. Before it come the names of the projects, and after it their filters and
//! audit settings.

use std::fmt;

use super::{Sheet, comment, quoted};
use credtrail::model::audit_setting;
use credtrail::model::entry::Source;
use credtrail::model::identity::project::Project;

/// The functions of the script.
const FUNCTIONS: &str = include_str!("credtrail.sh");

/// The script for the projects of a sheet.
pub(super) struct Script<'s, 'a>(pub(super) &'s Sheet<'a>);

impl Script<'_, '_> {
    fn names(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "project={}", quoted(self.0.clusters.id()))?;
        let keys: Vec<String> = self.0.keys.iter().map(|it| quoted(it.id())).collect();
        writeln!(f, "key_projects=({})", keys.join(" "))?;
        match self.0.bucket {
            Some(bucket) => writeln!(f, "bucket=${{BUCKET:-{bucket}}}"),
            None => writeln!(f, "bucket=${{BUCKET:?the bucket of the sinks}}"),
        }
    }

    fn settings(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (project, log) in self.0.all() {
            if let Some(setting) = audit_setting::setting(log) {
                let types = setting.log_types.join(" ");
                let line = format!(
                    "audit_setting {} {} {types}",
                    quoted(project.id()),
                    setting.service
                );
                match log {
                    Source::Kubernetes => writeln!(
                        f,
                        "if [ \"${{KUBERNETES_READS:-no}}\" = yes ]; then\n  {line}\nfi"
                    )?,
                    _ => writeln!(f, "{line}")?,
                }
            }
        }
        Ok(())
    }

    fn sink(f: &mut fmt::Formatter<'_>, project: &Project, filter: &str) -> fmt::Result {
        let project = quoted(project.id());
        writeln!(f, "sink {project} {}", quoted(filter))?;
        writeln!(f, "reader {project}")
    }
}

impl fmt::Display for Script<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "#!/usr/bin/env bash")?;
        comment(
            f,
            "Audit settings, sinks, their bucket, the role to read and a scheduled scan. Made by `credtrail filters --format gcloud`. It may run again: it adds what is missing, and removes nothing.",
        )?;
        writeln!(f, "set -euo pipefail\n")?;
        self.names(f)?;
        f.write_str(FUNCTIONS)?;
        writeln!(f)?;
        self.settings(f)?;
        writeln!(f, "\nlog_bucket\nreader_account")?;
        for (project, filter) in self.0.of_sinks() {
            Self::sink(f, project, &filter)?;
        }
        writeln!(f, "scan_job")
    }
}
