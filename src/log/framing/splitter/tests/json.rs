//! Generated JSON, in every layout in which exports print it, and bytes that are nearly JSON.

use proptest::collection::vec;
use proptest::prelude::*;

#[derive(Debug, Clone)]
pub(super) enum Json {
    Leaf(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Returns the text, printed over many lines if `indent` is `Some`.
    pub(super) fn print(&self, indent: Option<usize>) -> String {
        let (open, close, parts): (_, _, Vec<String>) = match self {
            Json::Leaf(text) => return text.clone(),
            Json::Array(all) => (
                '[',
                ']',
                all.iter()
                    .map(|one| one.print(indent.map(|n| n + 2)))
                    .collect(),
            ),
            Json::Object(all) => {
                let pair = |(key, one): &(String, Json)| {
                    format!("{key}: {}", one.print(indent.map(|n| n + 2)))
                };
                ('{', '}', all.iter().map(pair).collect())
            }
        };
        match indent {
            Some(indent) if !parts.is_empty() => {
                let line = format!("\n{:1$}", "", indent + 2);
                let parts = parts.join(&format!(",{line}"));
                format!("{open}{line}{parts}\n{:indent$}{close}", "")
            }
            _ => format!("{open}{}{close}", parts.join(",")),
        }
    }
}

pub(super) fn text() -> impl Strategy<Value = String> {
    r#""(\\["\\/n]|[\[\]{}:,a-c é😀]){0,12}""#
}

pub(super) fn object() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![text(), "(-?[1-9][0-9]{0,3}(\\.5e3)?|true|null)"].prop_map(Json::Leaf);
    let value = leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Json::Array),
            vec((text(), inner), 0..4).prop_map(Json::Object),
        ]
    });
    vec((text(), value), 0..5).prop_map(Json::Object)
}

pub(super) fn layouts(objects: &[Json]) -> Vec<String> {
    let print = |indent| {
        objects
            .iter()
            .map(move |one| one.print(indent))
            .collect::<Vec<_>>()
    };
    let (lines, spread) = (print(None), print(Some(0)));
    let array = Json::Array(objects.to_vec());
    let page = |name: &str| {
        let entry = |key: &str, value| (format!("\"{key}\""), value);
        let kind = entry("kind", Json::Leaf("\"List\"".into()));
        let token = entry("next", Json::Array(vec![Json::Leaf("\"]}\"".into())]));
        Json::Object(vec![kind, entry(name, array.clone()), token]).print(Some(0))
    };
    vec![
        lines.join("\n"),
        lines.join("\r\n") + "\n\n",
        format!("\u{feff}{}", lines.join("\n")),
        format!("[{}]", lines.join(",")),
        format!("[\n{}\n]\n", lines.join(",\n")),
        format!("{{\"entries\":[\n{}\n]}}", lines.join(",\n")),
        array.print(Some(0)),
        format!("{}\n", array.print(Some(0)).replace('\n', "\r\n")),
        page("entries"),
        page("items") + "\n[]\n" + &Json::Array(vec![]).print(Some(0)),
        page("receivedMessages"),
        spread.join("\n"),
        spread.join(""),
    ]
}

pub(super) fn soup() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => r#"[{}\[\]",:\n 1a\\]{1,6}"#.prop_map(String::into_bytes),
        2 => object().prop_map(|one| (one.print(Some(0)) + "\n").into_bytes()),
        1 => vec(object(), 0..3).prop_map(|all| layouts(&all).swap_remove(all.len() % 2 * 2 + 6).into_bytes()),
        1 => r#"(\{"entries":\[|\n  \]|\n  \{\n|true,|\n\[\n)"#.prop_map(String::into_bytes),
        1 => vec(any::<u8>(), 0..8),
    ];
    vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}
