//! Clusters that are not known to be under control plane authority, in the text report: one line for each cluster, as none of its credentials needs
//! attention alone.

use super::escape::Safe;
use super::{Style, grouped, words};
use crate::language::say::say;
use crate::model::finding::Verdict;
use crate::report::ReportContext;

/// The largest number of clusters that are named; the JSON report names all.
const NAMED: usize = 10;

/// Returns one paragraph with a line for each cluster; an empty text where there is none.
pub(in crate::report) fn text(context: &ReportContext, style: Style) -> String {
    let all = &context.summary.without_authority;
    if all.is_empty() {
        return String::new();
    }
    let word = words::padded(&words::heading(Verdict::Unproven, style), 9);
    let mut text = style.verdict(Verdict::Unproven, &word);
    text += &of_clusters(all.values().sum(), all.len() as u64, style);
    for (cluster, count) in all.iter().take(NAMED) {
        let line = say!(
            style,
            "unmanaged-line",
            "{count} of {cluster}",
            count = grouped(*count),
            cluster = Safe(cluster).to_string()
        );
        text += &style.wrapped(&line, "  ", "    ");
    }
    if all.len() > NAMED {
        let more = grouped((all.len() - NAMED) as u64);
        let more = say!(
            style,
            "unmanaged-more",
            "… and {count} more clusters; --format json lists all",
            count = more
        );
        text += &format!("  {more}\n");
    }
    let why = say!(
        style,
        "unmanaged-why",
        "not known to be under control plane authority: the logs have no issuance by the cluster for that time, and no configuration with user-managed keys. GKE records nothing of what clusters without control plane authority issue, so that nothing can be proved. If the cluster is under control plane authority, export its CreateCluster entry, or the gke log of its project for a longer time."
    );
    text + &style.wrapped(&why, "  ", "    ") + "\n"
}

/// Returns a line like `1,000 credentials of 2 clusters`.
fn of_clusters(credentials: u64, clusters: u64, style: Style) -> String {
    let of = match clusters {
        1 => say!(style, "unmanaged-cluster", "1 cluster"),
        n => say!(
            style,
            "unmanaged-clusters",
            "{count} clusters",
            count = grouped(n)
        ),
    };
    let text = match credentials {
        1 => say!(
            style,
            "unmanaged-credential",
            "1 credential of {clusters}",
            clusters = of
        ),
        n => say!(
            style,
            "unmanaged-credentials",
            "{count} credentials of {clusters}",
            count = grouped(n),
            clusters = of
        ),
    };
    text + "\n"
}
