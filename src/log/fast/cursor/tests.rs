//! The walk accepts strict JSON and no other text.

use super::*;
use crate::log::fast::structural_index::Stops;

fn passes(json: &str) -> bool {
    let mut stops = Stops::new();
    let line = IndexedLine::new(json, stops.mark(json.as_bytes()));
    line.pass(0).and_then(|end| line.ends(end)).is_some()
}

#[test]
fn strict_json_is_passed() {
    for json in [
        r#"{"a":[],"b":{},"c":[1,-0.5e+3,true,false,null,"x"]} "#,
        " [ { \"a\" : [ [ ] ] } , 0 ]\n",
        r#""\"\\\/\b\f\n\r\t\u00e9 and a text of more than sixteen bytes""#,
        "10",
    ] {
        assert!(passes(json), "{json}");
    }
}

#[test]
fn anything_else_is_not() {
    for json in [
        "",
        "{",
        "[1,]",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "[1}",
        "01",
        "1.",
        "-",
        "1e",
        "tru",
        "\"",
        "\"\n\"",
        r#""\x""#,
        r#""\ud834""#,
        r#""\u12""#,
        "[1] 2",
        "{a:1}",
        "\u{a0}1",
        "[\"a\":1]",
        "{\"a\"}",
    ] {
        assert!(!passes(json), "{json}");
    }
    assert!(!passes(&"[".repeat(100)));
    let deep = |levels| "[".repeat(levels) + &"]".repeat(levels);
    assert!(passes(&deep(60)) && !passes(&deep(61)));
}

/// Returns a JSON string of `before` letters `x`, `midst` and one more `x`.
fn text(before: usize, midst: &str) -> String {
    format!("\"{}{midst}x\"", "x".repeat(before))
}

#[test]
fn escapes_are_found_at_every_place_of_a_block() {
    for before in 0..140 {
        for midst in [r"\n", r#"\""#, r"\\", r#"\\\""#, r"\u00e9", "é"] {
            assert!(passes(&text(before, midst)), "{midst} behind {before}");
        }
        for midst in [
            r"\x", r"\u00g9", r"\ud800", r"\uD9ab", "\"", "\\\\\"", "\n", "\0",
        ] {
            assert!(!passes(&text(before, midst)), "{midst} behind {before}");
        }
    }
}

#[test]
fn runs_of_backslashes_end_a_text_only_if_even() {
    for before in 0..70 {
        for run in 0..70 {
            let json = format!("\"{}{}\"", "x".repeat(before), "\\".repeat(run));
            assert_eq!(passes(&json), run % 2 == 0, "{run} behind {before}");
        }
    }
}

#[test]
fn texts_of_every_length_are_passed_and_measured() {
    for len in (0..150).chain(4_080..4_100) {
        let json = format!("{{\"k\":\"{}\"}}", "x".repeat(len));
        let mut stops = Stops::new();
        let line = IndexedLine::new(&json, stops.mark(json.as_bytes()));
        let mut length = None;
        let end = line.object(0, |_, at| {
            let (text, end) = line.plain(at)?;
            length = Some(text.len());
            Some(end)
        });
        assert_eq!((end, length), (Some(json.len()), Some(len)));
        assert!(!passes(&json[..json.len() - 2]));
    }
}
