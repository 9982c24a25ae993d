//! Clusters that are not known to be under control plane authority, in the text report: one paragraph for each cluster, as none
//! of its credentials needs attention alone.

use super::escape::Safe;
use super::{MOST, Palette, grouped, wrapped};
use crate::model::finding::Verdict;
use crate::report::ReportContext;

/// Returns one paragraph for each cluster; an empty text where there is none.
pub(in crate::report) fn text(context: &ReportContext, palette: Palette) -> String {
    let all = &context.summary.without_authority;
    let mut text = String::new();
    for (cluster, count) in all.iter().take(MOST) {
        let word = format!("{:<9}", Verdict::Unproven.as_str().to_uppercase());
        let s = if *count == 1 { "" } else { "s" };
        text += &palette.verdict(Verdict::Unproven, &word);
        text += &format!("{} credential{s} of a cluster\n", grouped(*count));
        text += &wrapped(&Safe(cluster).to_string(), "  ", "  ");
        text += &wrapped(WHY, "  ", "    ");
        text.push('\n');
    }
    if all.len() > MOST {
        text += &format!("… and {} more clusters\n\n", all.len() - MOST);
    }
    text
}

const WHY: &str = "not known to be under control plane authority: nothing that it issued was read, and no configuration of it; GKE records nothing of what other clusters issue. If it is under control plane authority, export the gke log of its project, or its CreateCluster entry.";
