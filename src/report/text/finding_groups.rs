//! The table of groups of findings in the text report, the gravest first.

use super::escape::Safe;
use super::{Style, grouped};
use crate::scan::groups::{Attention, Group, GroupKey, Groups, Place};

/// Returns the first `top` groups; an empty text where there is none.
pub(super) fn text(groups: &Groups, top: usize, style: Style) -> String {
    if groups.is_empty() {
        return String::new();
    }
    let mut text =
        style.bold("Findings, the gravest first: how many, the newest, and where") + "\n";
    let shown = groups.gravest_first().into_iter().take(top);
    text.extend(shown.map(|(key, it)| group(key, it, style)));
    let left = groups.len().saturating_sub(top);
    if left > 0 {
        text += &format!(
            "  … and {} more groups; --top shows more\n",
            grouped(left as u64)
        );
    }
    text + "\n"
}

fn group(key: &GroupKey, group: &Group, style: Style) -> String {
    let head = format!("{} {}", key.weight.as_str(), key.code);
    let suppressed = match key.attention {
        Attention::Open => "",
        Attention::Suppressed => ", suppressed",
    };
    let lineages = if group.lineages == 1 {
        "lineage"
    } else {
        "lineages"
    };
    let times = match group.times {
        Some((first, last)) if first == last => format!(", {first:.0}"),
        Some((first, last)) => format!(", {first:.0} to {last:.0}"),
        None => String::new(),
    };
    let line = format!(
        "{head}: {} {lineages}{suppressed}{times}",
        grouped(group.lineages)
    );
    let text = style.wrapped(&line, "  ", "    ");
    let mut text = text.replacen(&head, &style.paint(key.weight, &head), 1);
    text += &indented(style, &group.example);
    text + &match &key.place {
        Place::Named(parts) => parts.iter().map(|it| indented(style, it)).collect(),
        Place::Others => indented(style, "in other places than those above and below"),
    }
}

fn indented(style: Style, part: &str) -> String {
    style.wrapped(&Safe(part).to_string(), "    ", "      ")
}
