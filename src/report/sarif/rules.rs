//! The tool of a SARIF report, and its rules: the explanations of the checks.

use super::objects::{Configuration, Driver, Help, Rule, RuleProperties, Text, Tool};
use crate::check::check_of;
use crate::model::finding::{Code, Explanation, Weight};

/// Google's page on the control plane authority of a cluster: what the four logs have to hold of a credential.
const INFORMATION: &str =
    "https://cloud.google.com/kubernetes-engine/docs/concepts/control-plane-authority";

/// Returns the tool, with a rule for each code.
pub(super) fn tool() -> Tool {
    Tool {
        driver: Driver {
            name: "credtrail",
            full_name: crate::report::TOOL,
            version: env!("CARGO_PKG_VERSION"),
            semantic_version: env!("CARGO_PKG_VERSION"),
            information_uri: INFORMATION,
            rules: Code::ALL.map(rule).into(),
        },
    }
}

fn rule(code: Code) -> Rule {
    let it = check_of(code).explanation;
    let weights = check_of(code).weights.iter().copied();
    let heaviest = weights.max().unwrap_or(Weight::Note);
    let text = |text: &str| Text {
        text: text.to_owned(),
    };
    Rule {
        id: code.as_str(),
        name: name(code),
        short_description: text(it.in_short()),
        full_description: text(it.means),
        help: help(&it),
        help_uri: INFORMATION,
        default_configuration: Configuration {
            level: level(heaviest),
        },
        properties: RuleProperties {
            tags: ["security"],
            severity: severity(heaviest),
        },
    }
}

/// Returns the code as one word: `MissingRecord`.
fn name(code: Code) -> String {
    let words = code.as_str().split('-');
    words
        .map(|word| {
            let (first, rest) = word.split_at(word.len().min(1));
            first.to_uppercase() + rest
        })
        .collect()
}

fn help(it: &Explanation) -> Help {
    Help {
        text: format!("{}\n\n{}", it.look_at, it.settle),
        markdown: format!(
            "{}\n\n## What to look at\n\n{}\n\n## How to settle it\n\n{}\n",
            it.means, it.look_at, it.settle
        ),
    }
}

/// Returns the level of a weight: only a break is an error.
pub(super) fn level(weight: Weight) -> &'static str {
    match weight {
        Weight::Note => "note",
        Weight::Gap => "warning",
        Weight::Break => "error",
    }
}

/// Returns the severity of a weight, in GitHub's bands of high, medium and low.
fn severity(weight: Weight) -> &'static str {
    match weight {
        Weight::Note => "2.0",
        Weight::Gap => "5.0",
        Weight::Break => "8.0",
    }
}
