//! Clusters that are not known to be under control plane authority, in the text report: one line for each cluster, as none of its credentials needs
//! attention alone.

use super::escape::Safe;
use super::{Style, grouped};
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
    let word = format!("{:<9}", Verdict::Unproven.as_str().to_uppercase());
    let mut text = style.verdict(Verdict::Unproven, &word);
    let credentials = counted(all.values().sum(), "credential");
    text += &format!(
        "{credentials} of {}\n",
        counted(all.len() as u64, "cluster")
    );
    for (cluster, count) in all.iter().take(NAMED) {
        let line = format!("{} of {}", grouped(*count), Safe(cluster));
        text += &style.wrapped(&line, "  ", "    ");
    }
    if all.len() > NAMED {
        let more = grouped((all.len() - NAMED) as u64);
        text += &format!("  … and {more} more clusters; --format json lists all\n");
    }
    text + &style.wrapped(WHY, "  ", "    ") + "\n"
}

/// Returns a number of things as `1,000 credentials`.
fn counted(count: u64, what: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{} {what}{s}", grouped(count))
}

const WHY: &str = "not known to be under control plane authority: nothing that it issued was read, and no configuration of it; GKE records nothing of what other clusters issue. If it is under control plane authority, export the gke log of its project, or its CreateCluster entry.";
