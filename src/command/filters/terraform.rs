//! What `credtrail filters` prints, as Terraform: one file to apply.
//!
//! `credtrail.tf` holds the resources and the variables. Beside it are the names, filters and audit settings of the projects, which no
//! variable may change: a filter names its project.

use std::fmt;

use super::{Sheet, comment};
use credtrail::model::audit_setting;

/// The resources and variables.
const RESOURCES: &str = include_str!("credtrail.tf");

/// The configuration for the projects of a sheet.
pub(super) struct Terraform<'s, 'a>(pub(super) &'s Sheet<'a>);

impl Terraform<'_, '_> {
    fn bucket(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "variable \"bucket\" {{")?;
        writeln!(f, "  description = \"The bucket of the sinks\"")?;
        writeln!(f, "  type        = string")?;
        if let Some(bucket) = self.0.bucket {
            writeln!(f, "  default     = \"{bucket}\"")?;
        }
        writeln!(f, "}}\n")
    }

    fn projects(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys: Vec<String> = self.0.keys.iter().map(|it| format!("\"{it}\"")).collect();
        writeln!(f, "  project      = \"{}\"", self.0.clusters)?;
        writeln!(f, "  key_projects = [{}]", keys.join(", "))
    }

    /// A filter ends where its text does: `chomp` removes the line end that a here-document adds.
    fn filters(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  filters = {{")?;
        for (project, filter) in self.0.of_sinks() {
            writeln!(f, "    \"{project}\" = chomp(<<EOT\n{filter}\nEOT\n    )")?;
        }
        writeln!(f, "  }}")
    }

    fn settings(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  audit_settings = {{")?;
        let each = self.0.all();
        for (project, setting) in
            each.filter_map(|(project, log)| Some((project, audit_setting::setting(log)?)))
        {
            let types: Vec<String> = setting
                .log_types
                .iter()
                .map(|it| format!("\"{it}\""))
                .collect();
            writeln!(f, "    \"{project} {}\" = {{", setting.service)?;
            writeln!(f, "      project   = \"{project}\"")?;
            writeln!(f, "      service   = \"{}\"", setting.service)?;
            writeln!(f, "      log_types = [{}]", types.join(", "))?;
            writeln!(f, "    }}")?;
        }
        writeln!(f, "  }}")
    }
}

impl fmt::Display for Terraform<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        comment(
            f,
            "Audit settings, sinks, their bucket, the role to read and a scheduled scan. Made by `credtrail filters --format terraform`: make it again for other projects, whose ids the filters hold.",
        )?;
        writeln!(f, "\nlocals {{")?;
        self.projects(f)?;
        writeln!(f)?;
        self.filters(f)?;
        writeln!(f)?;
        self.settings(f)?;
        writeln!(f, "}}\n")?;
        self.bucket(f)?;
        f.write_str(RESOURCES)
    }
}
