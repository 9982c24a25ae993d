//! A record that was cut anywhere may be the one that is missing.

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

use super::damage::web;
use super::reports::Report;
use crate::simulation::clock::NOON;
use crate::simulation::entries;
use crate::simulation::files::Folder;
use crate::simulation::{Certificate, Leaf, World};

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// In any order of the fields and however they are spaced: each export has its own.
    #[test]
    fn a_record_that_was_cut_anywhere_may_be_the_missing_one(
        lost in 0..5_usize,
        first in (any::<Index>(), any::<Index>()),
        is_spaced: bool,
        cut: Index,
    ) {
        let (subject, mut lines, lost) = without(lost);
        let line = written(&lost, first, is_spaced);
        let cut = &line[..2 + cut.index(line.len() - 2)];
        let folder = Folder::new().with("logs/all.ndjson", lines.join("\n"));
        let sound = Report::on(&folder);
        prop_assert_eq!(sound.verdict(&subject), "broken");
        lines.truncate(1);
        lines.push(cut.to_owned());
        let with_cut = Report::on(&folder.with("logs/cut.ndjson", lines.join("\n")));
        prop_assert_eq!(with_cut.verdict(&subject), "unproven", "{}", cut);
    }
}

/// A world without one of the records of a token and a certificate: whose record is lost, the lines, and the lost record.
fn without(lost: usize) -> (String, Vec<String>, Value) {
    let subject = match lost {
        0 | 1 => web().credential_id(),
        _ => node().credential_id(),
    };
    let world = World::issuing()
        .used_token(&web())
        .used_certificate(&node());
    let records = [
        entries::token_signature(&web()),
        entries::token_issuance(&web()),
        entries::certificate_signature(&node()),
        entries::certification(&node()),
        entries::certificate_issuance(&node()),
    ];
    let lost = &records[lost];
    let rest = world.entries().into_iter().filter(|it| it != lost);
    let lines = rest.map(|it| it.entry.to_string()).collect();
    (subject, lines, lost.entry.clone())
}

/// An entry whose fields, and those of its payload, begin with another one than usual.
fn written(entry: &Value, (first, first_of_payload): (Index, Index), is_spaced: bool) -> String {
    let payload = object(
        &entry["protoPayload"],
        first_of_payload,
        is_spaced,
        |_, it| text(it, is_spaced),
    );
    object(entry, first, is_spaced, |name, it| match name {
        "protoPayload" => payload.clone(),
        _ => text(it, is_spaced),
    })
}

fn text(value: &Value, is_spaced: bool) -> String {
    if is_spaced {
        format!("{value:#}")
    } else {
        value.to_string()
    }
}

fn object(
    value: &Value,
    first: Index,
    is_spaced: bool,
    text: impl Fn(&str, &Value) -> String,
) -> String {
    let fields = value.as_object().expect("an object").iter();
    let colon = if is_spaced { ": " } else { ":" };
    let mut fields: Vec<String> = fields
        .map(|(name, it)| format!("{name:?}{colon}{}", text(name, it)))
        .collect();
    let first = first.index(fields.len());
    fields.rotate_left(first);
    format!("{{{}}}", fields.join(","))
}

fn node() -> Certificate {
    Leaf::of_node("a1b2", NOON).mint()
}
