//! The texts of the script in the language of the reader. The page has them as data, so that the script is the same in all languages.

use std::collections::BTreeMap;

use crate::language::say::say;
use crate::model::finding::Verdict;
use crate::report::text::{Style, words};

/// Returns the texts by their names, as JSON. What the script puts into a text is in braces.
pub(crate) fn json(style: Style) -> String {
    let texts = [
        ("copy", say!(style, "script-copy", "Copy")),
        ("copied", say!(style, "script-copied", "Copied")),
        ("selected", say!(style, "script-selected", "Selected")),
        ("all", say!(style, "script-all", "all")),
        (
            "found",
            say!(
                style,
                "script-found",
                "{count} found, {shown} shown, the gravest first.",
                count = "{count}",
                shown = "{shown}"
            ),
        ),
        ("none", say!(style, "script-none", "None found.")),
        ("list", say!(style, "script-list", "List")),
        (
            "listCode",
            say!(
                style,
                "script-list-code",
                "List the lineages with {code} there",
                code = "{code}"
            ),
        ),
        (
            "unreadable",
            say!(
                style,
                "script-unreadable",
                "This browser cannot read the list of the others."
            ),
        ),
    ];
    let verdicts = [Verdict::Broken, Verdict::Unproven, Verdict::Complete];
    let verdicts = verdicts.map(|it| (it.as_str(), words::verdict(it, style)));
    let texts: BTreeMap<&str, String> = texts.into_iter().chain(verdicts).collect();
    serde_json::json!(texts).to_string()
}
