//! The items and problems that the splitter returns for whole and for damaged input.

use std::io::ErrorKind;

use crate::log::framing::splitter::*;
use proptest::collection::vec;
use proptest::prelude::*;

const SMALL: Limits = Limits {
    block: 64,
    line: 4096,
    item: 16384,
    rejected: 256,
};

/// A reader that returns at most so many bytes per read, and then fails or ends.
struct Portions<'a>(&'a [u8], usize, Option<ErrorKind>);

impl Read for Portions<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let size = room.len().min(self.1);
        match (self.0.read(&mut room[..size])?, self.2.take()) {
            (0, Some(kind)) => Err(kind.into()),
            (count, kind) => {
                self.2 = kind;
                Ok(count)
            }
        }
    }
}

type Seen = (u64, u64, String, Option<Problem>);

fn drain<R: Read>(splitter: &mut Splitter<R>) -> io::Result<Vec<Seen>> {
    let mut seen = Vec::new();
    while let Some(batch) = splitter.next_batch()? {
        seen.extend(batch.items.iter().map(|item| {
            let text = String::from_utf8_lossy(&batch.bytes[item.bytes.clone()]).into_owned();
            (item.line, item.offset, text, item.problem)
        }));
        splitter.recycle(batch);
    }
    Ok(seen)
}

#[test]
fn the_elements_of_a_page_on_one_line_stand_on_their_own() {
    let texts = |text: &str| -> Vec<String> {
        let ranges = elements(text.as_bytes()).into_iter();
        ranges
            .filter_map(|it| text.get(it.place))
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(
        texts(r#"{"entries":[{"a":1},{"b":nope}]}"#),
        [r#"{"a":1}"#, r#"{"b":nope}"#]
    );
    assert_eq!(texts(r#"{"a":1}{"b":2}"#), [r#"{"a":1}"#, r#"{"b":2}"#]);
    for damaged in [
        "",
        "text",
        "{",
        "{\"a\":",
        "\0",
        "{\"entries\":[",
        "42",
        "]",
    ] {
        assert!(elements(damaged.as_bytes()).len() < 2, "{damaged}");
    }
}

fn split(input: &[u8], limits: Limits) -> Vec<Seen> {
    drain(&mut Splitter::with_limits(input, limits)).unwrap()
}

/// Shows each item as `line text` or `line ! problem`.
fn show(input: impl AsRef<[u8]>) -> Vec<String> {
    let seen = split(input.as_ref(), SMALL).into_iter();
    seen.map(|(line, _, text, problem)| match problem {
        None => format!("{line} {}", bare(&text)),
        Some(problem) => format!("{line} ! {problem}"),
    })
    .collect()
}

fn bare(text: &str) -> String {
    text.split_ascii_whitespace().collect()
}

#[derive(Debug, Clone)]
enum Json {
    Leaf(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Returns the text, printed over many lines if `indent` is `Some`.
    fn print(&self, indent: Option<usize>) -> String {
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

fn text() -> impl Strategy<Value = String> {
    r#""(\\["\\/n]|[\[\]{}:,a-c é😀]){0,12}""#
}

fn object() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![text(), "(-?[1-9][0-9]{0,3}(\\.5e3)?|true|null)"].prop_map(Json::Leaf);
    let value = leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Json::Array),
            vec((text(), inner), 0..4).prop_map(Json::Object),
        ]
    });
    vec((text(), value), 0..5).prop_map(Json::Object)
}

fn layouts(objects: &[Json]) -> Vec<String> {
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

fn soup() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => r#"[{}\[\]",:\n 1a\\]{1,6}"#.prop_map(String::into_bytes),
        2 => object().prop_map(|one| (one.print(Some(0)) + "\n").into_bytes()),
        1 => vec(object(), 0..3).prop_map(|all| layouts(&all).swap_remove(all.len() % 2 * 2 + 6).into_bytes()),
        1 => r#"(\{"entries":\[|\n  \]|\n  \{\n|true,|\n\[\n)"#.prop_map(String::into_bytes),
        1 => vec(any::<u8>(), 0..8),
    ];
    vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn objects_come_out_whichever_way_they_are_laid_out(objects in vec(object(), 1..8), block in 1..300_usize) {
        let wanted: Vec<_> = objects.iter().map(|one| bare(&one.print(None))).collect();
        for layout in layouts(&objects) {
            let seen = split(layout.as_bytes(), Limits { block, ..SMALL });
            prop_assert!(seen.iter().all(|one| one.3.is_none()), "{layout}\n{seen:?}");
            let row = |one: &Seen| split_values(one.2.as_bytes()).into_iter().map(|at| bare(&one.2[at])).collect::<Vec<_>>();
            let texts: Vec<_> = seen.iter().flat_map(row).collect();
            prop_assert_eq!(&texts, &wanted, "{}", layout);
        }
    }

    #[test]
    fn any_bytes_give_the_same_true_places_however_they_are_read(
        input in soup(), block in 1..300_usize, portion in 1..50_usize, rejected in 1..40_usize, item in 32..300_usize,
    ) {
        let limits = Limits { line: 30, item, rejected, ..SMALL };
        let seen = split(&input, limits);
        let reader = Portions(&input, portion, None);
        prop_assert_eq!(&drain(&mut Splitter::with_limits(reader, Limits { block, ..limits })).unwrap(), &seen);
        for (line, offset, text, problem) in seen {
            let (before, after) = input.split_at(offset as usize);
            prop_assert_eq!(line, 1 + memchr_iter(b'\n', before).count() as u64);
            let place = String::from_utf8_lossy(after);
            let found = place.starts_with(text.trim_end_matches('\u{fffd}'));
            let whole = text.starts_with('{') && text.ends_with('}');
            prop_assert!(found && (whole || problem.is_some()));
        }
    }

    #[test]
    fn a_damaged_line_costs_only_itself(
        objects in vec(object(), 1..8), place in 0..8_usize, cut in 1..400_usize, victim in object(),
        garbage in r#"([a-z0-9"'\]}:<é-][ -~]{0,20}|\[[a-z]+\] [ -~]{0,20}|---|\x00+)"#, choose in any::<bool>(),
    ) {
        let victim = victim.print(None);
        let cut: String = victim.chars().take(cut.min(victim.chars().count() - 1)).collect();
        let damage = if choose && !cut.trim_end().ends_with('}') { cut } else { garbage };
        let mut lines: Vec<_> = objects.iter().map(|one| one.print(None)).collect();
        let place = place.min(lines.len());
        lines.insert(place, damage);
        let seen = split(lines.join("\n").as_bytes(), SMALL);
        let (bad, good): (Vec<_>, Vec<_>) = seen.into_iter().partition(|one| one.3.is_some());
        prop_assert_eq!(bad.len(), 1, "{:?} {:?}", bad, lines);
        prop_assert_eq!(bad[0].0, place as u64 + 1);
        lines.remove(place);
        prop_assert_eq!(good.into_iter().map(|one| one.2).collect::<Vec<_>>(), lines);
    }
}

proptest! {
    #[test]
    fn a_damaged_item_printed_over_lines_takes_no_other_with_it(
        objects in vec(object(), 3..6), place in 0..100_usize, keep in 0..30_usize, garbage in "[a-z0-9\"'}:<]{0,9}", layout in 6..11_usize,
    ) {
        let text = layouts(&objects).swap_remove(layout);
        let mut lines: Vec<_> = text.lines().map(String::from).collect();
        let inner: Vec<_> = (0..lines.len()).filter(|&n| lines[n].starts_with("   ")).collect();
        prop_assume!(!inner.is_empty());
        let place = inner[place % inner.len()];
        lines[place] = lines[place].chars().take(keep).collect::<String>() + &garbage;
        let text = lines.join("\n");
        let seen = split(text.as_bytes(), SMALL);
        let texts: Vec<_> = seen.iter().filter(|one| one.3.is_none()).map(|one| bare(&one.2)).collect();
        let lost = objects.iter().filter(|one| !texts.contains(&bare(&one.print(None)))).count();
        prop_assert!(lost <= 1, "{} of {}\n{}\n{:?}", lost, objects.len(), text, seen);
    }
}

#[test]
fn a_cut_item_printed_over_lines_costs_only_itself() {
    let input = "[\n  {\n    \"a\": 1\n  },\n  {\n    \"b\": \"cut\n  {\n    \"c\": {\n    }\n  }\n]\n{\"d\":4}";
    let cut = "5 ! cut JSON: the line ends inside a string";
    assert_eq!(
        show(input),
        ["2 {\"a\":1}", cut, "7 {\"c\":{}}", "12 {\"d\":4}"]
    );
    let input = "[\n  {\n    \"a\": [\n]\n{\"d\":4}\n";
    let broken = "2 ! broken JSON: found '{', expected ',' or a closing bracket";
    assert_eq!(show(input), [broken, "5 {\"d\":4}"]);
}

#[test]
fn a_cut_line_of_an_array_costs_only_itself() {
    let broken = |line| format!("{line} ! broken JSON: found '{{', expected a key or '}}'");
    let input = "{\"items\":[\n{\"a\":1},\n{\"b\":1,\n{\"c\":1}\n]}\n{\"d\":4}";
    assert_eq!(
        show(input),
        ["2 {\"a\":1}", &broken(3), "4 {\"c\":1}", "6 {\"d\":4}"]
    );
    let input = "[{\"a\":1},{\"b\":1,\n{\"c\":1},\n{\"d\":1}]\n{\"e\":1}";
    assert_eq!(
        show(input),
        [
            "1 {\"a\":1}",
            &broken(1),
            "2 {\"c\":1}",
            "3 {\"d\":1}",
            "4 {\"e\":1}"
        ]
    );
}

#[test]
fn a_damaged_element_on_a_line_of_many_costs_only_itself() {
    let broken = "1 ! broken JSON: found '}', expected ',' or a closing bracket";
    assert_eq!(
        show("[{\"k\":1},{\"k\":[{\"l\":1},{\"l\":2}},{\"k\":3}, {\"k\":4}]\n{\"d\":4}"),
        [
            "1 {\"k\":1}",
            broken,
            "1 {\"k\":3}",
            "1 {\"k\":4}",
            "2 {\"d\":4}"
        ]
    );
    let extra = "1 ! broken JSON: found '}', expected the end of the line";
    assert_eq!(
        show("[{\"k\":1}},{\"k\":2},{\"k\":3}]\n{\"d\":4}"),
        [
            "1 {\"k\":1}",
            extra,
            "1 {\"k\":2}",
            "1 {\"k\":3}",
            "2 {\"d\":4}"
        ]
    );
    let split = elements(b"{\"entries\":[{\"k\":1},{\"l\":[1},{\"k\":3}]}");
    let lost: Vec<_> = split.iter().map(|it| it.lost).collect();
    assert_eq!(lost, [Lost::Itself, Lost::Rest]);
}

#[test]
fn an_end_inside_a_value_is_told_once() {
    assert_eq!(
        show("[{\"a\":1},{\"b\":"),
        [
            "1 {\"a\":1}",
            "1 ! cut JSON: the input ends inside an object"
        ]
    );
    assert_eq!(
        show("\n[\n{}\n,"),
        ["3 {}", "2 ! cut JSON: the input ends inside an array"]
    );
    assert_eq!(
        show("{\n\"items\":[{}],\"a\""),
        ["2 {}", "1 ! cut JSON: the input ends inside an object"]
    );
    assert_eq!(
        show("{\n \"a\": \"b"),
        ["1 ! cut JSON: the input ends inside a string"]
    );
    assert_eq!(
        show("[\n{}\n{\"a\n"),
        ["2 {}", "3 ! cut JSON: the line ends inside a string"]
    );
}

#[test]
fn elements_that_are_no_objects_are_told_one_by_one() {
    let told = |first| format!("1 ! no record: an element starts with '{first}', expected '{{'");
    assert_eq!(
        show("[1,\"]\",null,{},[{}]]"),
        [&told('1'), &told('"'), &told('n'), "1 {}", "1 {}"]
    );
}

#[test]
fn a_page_on_one_line_falls_apart_only_if_it_is_long() {
    let page = |count| {
        format!(
            "{{\"entries\":[{{}}{}],\"a\":[1]}}\n{{}}",
            ",{}".repeat(count)
        )
    };
    assert_eq!(show(page(9)).len(), 2);
    assert_eq!(
        show(page(SMALL.item)),
        [vec!["1 {}"; SMALL.item + 1], vec!["2 {}"]].concat()
    );
}

#[test]
fn what_follows_a_value_on_its_line_is_told() {
    let told = "1 ! broken JSON: found 'x', expected the end of the line";
    assert_eq!(show("{} [{}] x\n{}"), ["1 {}", "1 {}", told, "2 {}"]);
}

#[test]
fn what_is_too_long_or_too_deep_costs_only_itself() {
    let long = format!("{{\"a\":\"{}\"}}\n{{}}\n", "x".repeat(SMALL.item));
    assert_eq!(
        show(&long),
        ["1 ! longer than 16 MiB, expected a shorter record", "2 {}"]
    );
    let deep = format!(
        "{{\"a\":{}\n{{}}",
        "[".repeat(crate::log::framing::scanner::MAX_DEPTH)
    );
    assert_eq!(
        show(&deep),
        [
            "1 ! nested deeper than 10,240 levels, expected a flatter record",
            "2 {}"
        ]
    );
    assert_eq!(show("[".repeat(9999) + "\n{}").len(), 2);
}

#[test]
fn memory_stays_bounded_whatever_has_no_line_end() {
    for start in [
        "x",
        "{\"a\":\"",
        "[{\"a\":\"",
        "[",
        "{\"items\":[],\"a\":\"",
    ] {
        let reader = start.as_bytes().chain(io::repeat(b'x').take(1 << 20));
        let mut splitter = Splitter::with_limits(reader, SMALL);
        let seen = drain(&mut splitter).unwrap();
        assert_eq!(seen.len(), 1, "{start}");
        assert!(seen[0].2.len() <= SMALL.rejected);
        assert!(splitter.input.bytes.len() <= SMALL.item + SMALL.block + start.len());
    }
}

#[test]
fn a_failing_read_comes_after_all_that_was_read() {
    let reader = Portions(b"{\"a\":1}\n{\"b\":", 5, Some(ErrorKind::UnexpectedEof));
    let mut splitter = Splitter::new(reader);
    assert_eq!(splitter.next_batch().unwrap().unwrap().items.len(), 2);
    assert_eq!(
        splitter.next_batch().unwrap_err().kind(),
        ErrorKind::UnexpectedEof
    );
    assert!(splitter.next_batch().unwrap().is_none());
}

#[test]
fn a_row_of_values_falls_apart_only_if_it_is_balanced() {
    assert_eq!(
        split_values(b"{\"items\":[1]}{\"b\":\"}{\"}, {}"),
        [0..13, 13..23, 25..27]
    );
    assert!(
        split_values(b"{}{").is_empty()
            && split_values(b"{}}").is_empty()
            && split_values(b"{} 1").is_empty()
    );
}
