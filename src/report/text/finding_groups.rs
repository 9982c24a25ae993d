//! The table of groups of findings in the text report, the gravest first.

use super::escape::Safe;
use super::{Style, grouped, words};
use crate::language::say::say;
use crate::scan::groups::{Attention, Group, GroupKey, Groups, Place};

/// Returns the first `top` groups; an empty text where there is none.
pub(super) fn text(groups: &Groups, top: usize, style: Style) -> String {
    if groups.is_empty() {
        return String::new();
    }
    let heading = say!(
        style,
        "groups-heading",
        "Findings, the gravest first: how many, the newest, and where"
    );
    let mut text = style.bold(&heading) + "\n";
    let shown = groups.gravest_first().into_iter().take(top);
    text.extend(shown.map(|(key, it)| group(key, it, style)));
    let left = groups.len().saturating_sub(top);
    if left > 0 {
        let count = grouped(left as u64);
        let more = say!(
            style,
            "groups-more",
            "… and {count} more groups; --top shows more",
            count
        );
        text += &format!("  {more}\n");
    }
    text + "\n"
}

fn group(key: &GroupKey, group: &Group, style: Style) -> String {
    let head = format!("{} {}", words::weight(key.weight, style), key.code);
    let suppressed = match key.attention {
        Attention::Open => String::new(),
        Attention::Suppressed => say!(style, "groups-suppressed", ", suppressed"),
    };
    let lineages = words::lineages(group.lineages, style);
    let times = match group.times {
        Some((first, last)) if first == last => format!(", {}", style.time(first)),
        Some((first, last)) => format!(", {}", words::span(first, last, style)),
        None => String::new(),
    };
    let line = format!("{head}: {lineages}{suppressed}{times}");
    let text = style.wrapped(&line, "  ", "    ");
    let mut text = text.replacen(&head, &style.paint(key.weight, &head), 1);
    text += &indented(style, &group.example);
    text + &match &key.place {
        Place::Named(parts) => parts.iter().map(|it| indented(style, it)).collect(),
        Place::Others => indented(
            style,
            &say!(
                style,
                "groups-others",
                "in other places than those above and below"
            ),
        ),
    }
}

fn indented(style: Style, part: &str) -> String {
    style.wrapped(&Safe(part).to_string(), "    ", "      ")
}
