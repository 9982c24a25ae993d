//! `credtrail filters`: filters, commands and settings to paste, by which the four logs can be exported.
//!
//! Each heading is a comment in the language of the text below it, so that it does no harm when it is pasted too.

mod gcloud;
mod terraform;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::Write;

use credtrail::language::locale::Locale;
use credtrail::log::query::filter;
use credtrail::message;
use credtrail::model::audit_setting;
use credtrail::model::entry::Source;
use credtrail::model::finding::message::Message;
use credtrail::model::identity::project::Project;

use self::gcloud::Script;
use self::terraform::Terraform;
use super::Outcome;
use super::output::destination::Destination;
use crate::command::args;
use crate::command::args::FiltersFormat;

/// Prints filters, commands and settings.
pub fn run(arguments: &args::Filters, locale: &Locale) -> anyhow::Result<Outcome> {
    let mut destination = Destination::standard();
    let sheet = Sheet::of(arguments, locale);
    match arguments.format {
        FiltersFormat::Text => write!(destination, "{sheet}")?,
        FiltersFormat::Terraform => write!(destination, "{}", Terraform(&sheet))?,
        FiltersFormat::Gcloud => write!(destination, "{}", Script(&sheet))?,
    }
    destination.finish()?;
    Ok(Outcome::Fine)
}

/// The filters, commands and settings of all projects.
struct Sheet<'a> {
    /// The logs of each project.
    logs: BTreeMap<&'a Project, BTreeSet<Source>>,
    /// The project of the clusters.
    clusters: &'a Project,
    /// The projects of keys and CA pools, as they were named.
    keys: &'a [Project],
    /// The bucket of the sinks, where one is named.
    bucket: Option<&'a str>,
    /// The language of the comments in the text to paste from. Scripts and Terraform are in English.
    locale: &'a Locale,
}

impl<'a> Sheet<'a> {
    fn of(arguments: &'a args::Filters, locale: &'a Locale) -> Self {
        let keys = match arguments.key_projects.as_slice() {
            [] => std::slice::from_ref(&arguments.project),
            named => named,
        };
        let mut logs: BTreeMap<&Project, BTreeSet<Source>> = BTreeMap::new();
        logs.entry(&arguments.project)
            .or_default()
            .extend(filter::OF_CLUSTERS);
        for project in keys {
            logs.entry(project).or_default().extend(filter::OF_KEYS);
        }
        Sheet {
            logs,
            clusters: &arguments.project,
            keys,
            bucket: arguments.bucket.as_deref(),
            locale,
        }
    }

    /// Returns the filter of each project's sink.
    fn of_sinks(&self) -> impl Iterator<Item = (&Project, String)> {
        self.logs.iter().map(|(project, logs)| {
            let logs: Vec<Source> = logs.iter().copied().collect();
            (*project, filter::of_all(&logs, project).to_string())
        })
    }

    fn all(&self) -> impl Iterator<Item = (&Project, Source)> {
        let all = self.logs.iter();
        all.flat_map(|(project, logs)| logs.iter().map(|source| (*project, *source)))
    }

    fn explorer(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let explorer = message!(
            "filters-explorer",
            "Logs Explorer: a filter for each log; select its project first"
        );
        self.heading(f, &explorer)?;
        for (project, source) in self.all() {
            writeln!(f, "\n-- {source} of {project}")?;
            writeln!(f, "{}", filter::of(source, project))?;
        }
        Ok(())
    }

    fn read(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let read = message!(
            "filters-read",
            "What is there now, into files for `credtrail ingest`. --freshness is how far back; Data Access logs are kept for 30 days"
        );
        self.heading(f, &read)?;
        for (project, source) in self.all() {
            let filter = quoted(&filter::of(source, project).to_string());
            writeln!(
                f,
                "\ngcloud logging read --project={project} --format=json --freshness=1d \\"
            )?;
            writeln!(f, "  {filter} \\\n  > {}-{source}.json", file_name(project))?;
        }
        Ok(())
    }

    fn sinks(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sinks = message!(
            "filters-sinks",
            "What is logged from now on, into a bucket for `credtrail ingest gs://BUCKET/`: one sink a project, and leave to write"
        );
        self.heading(f, &sinks)?;
        let bucket = self
            .bucket
            .unwrap_or("\"${BUCKET:?the bucket for the logs}\"");
        for (project, filter) in self.of_sinks() {
            let filter = quoted(&filter);
            writeln!(
                f,
                "\ngcloud logging sinks create credtrail storage.googleapis.com/{bucket} \\"
            )?;
            writeln!(f, "  --project={project} --log-filter={filter}")?;
            writeln!(
                f,
                "gcloud storage buckets add-iam-policy-binding gs://{bucket} \\"
            )?;
            writeln!(
                f,
                "  --role=roles/storage.objectCreator --member=\"$(gcloud logging sinks \\"
            )?;
            writeln!(
                f,
                "  describe credtrail --project={project} --format='value(writerIdentity)')\""
            )?;
        }
        Ok(())
    }

    fn settings(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = message!(
            "filters-settings",
            "Audit settings: add to the IAM policy of each project, at best before they are needed. What was not logged cannot be had later, and nobody whose calls count may stand under exemptedMembers"
        );
        self.heading(f, &settings)?;
        for (project, logs) in &self.logs {
            writeln!(f, "\n# {project}")?;
            let settings: Vec<(audit_setting::Setting, Message)> = logs
                .iter()
                .filter_map(|it| Some((audit_setting::setting(*it)?, without(*it)?)))
                .collect();
            for (setting, without) in &settings {
                let without = self.locale.translate(without);
                comment(f, &format!("{}: {without}", setting.service))?;
            }
            writeln!(f, "auditConfigs:")?;
            for (setting, _) in settings {
                writeln!(f, "- service: {}\n  auditLogConfigs:", setting.service)?;
                for log_type in setting.log_types {
                    writeln!(f, "  - logType: {log_type}")?;
                }
            }
            let file = format!("{}-policy.yaml", file_name(project));
            writeln!(f, "#   gcloud projects get-iam-policy {project} > {file}")?;
            writeln!(f, "#   gcloud projects set-iam-policy {project} {file}")?;
        }
        Ok(())
    }

    /// Begins a part.
    fn heading(&self, f: &mut fmt::Formatter<'_>, text: &Message) -> fmt::Result {
        writeln!(f, "{}", "#".repeat(80))?;
        comment(f, &self.locale.translate(text))
    }

    fn roles(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let roles = message!(
            "filters-roles",
            "Leave to read: Data Access logs need the private viewer"
        );
        self.heading(f, &roles)?;
        writeln!(f)?;
        for project in self.logs.keys() {
            writeln!(f, "gcloud projects add-iam-policy-binding {project} \\")?;
            writeln!(
                f,
                "  --role=roles/logging.privateLogViewer --member=\"${{READER:?user:… or serviceAccount:…}}\""
            )?;
        }
        Ok(())
    }
}

impl fmt::Display for Sheet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.explorer(f)?;
        writeln!(f)?;
        self.read(f)?;
        writeln!(f)?;
        self.sinks(f)?;
        writeln!(f)?;
        self.settings(f)?;
        writeln!(f)?;
        self.roles(f)
    }
}

/// Returns which entries a log lacks without its audit setting.
fn without(log: Source) -> Option<Message> {
    Some(match log {
        Source::Kubernetes => message!(
            "filters-without-kubernetes",
            "Writes are always logged. Without this setting calls that only read are not, and a credential that only read looks unused."
        ),
        Source::CaService => message!(
            "filters-without-ca-service",
            "Without DATA_WRITE the creation of certificates is not logged. Google's guide to running your own CAs asks for ADMIN_READ alone, the page on the service's audit logs has CreateCertificate under DATA_WRITE: with both nothing is missed."
        ),
        Source::Kms => message!("filters-without-kms", "Without it no signature is logged."),
        Source::Workload | Source::Gke => return None,
    })
}

/// Writes a comment of shell and YAML, in lines of at most 80 columns.
fn comment(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    textwrap::wrap(text, 78)
        .iter()
        .try_for_each(|line| writeln!(f, "# {line}"))
}

/// Returns a quoted word of a shell (POSIX, Shell Command Language, 2.2.2): between single quotes all characters but the single
/// quote are literal.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Returns a project's id for a file name. Not every file system permits the colon of domain-scoped projects.
fn file_name(project: &Project) -> String {
    project.id().replace(':', "-")
}
