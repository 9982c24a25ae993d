//! The items and problems that the splitter returns for whole and for damaged input.

mod damage;
mod json;

use std::io::ErrorKind;

use self::json::{layouts, object, soup};
use crate::log::framing::splitter::*;
use memchr::memchr_iter;
use proptest::collection::vec;
use proptest::prelude::*;

const SMALL: Limits = Limits {
    block: 64,
    line: 4096,
    items: usize::MAX,
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
fn lines_of_a_byte_come_few_at_a_time() {
    let text = b"x\n".repeat(20_000);
    let mut splitter = Splitter::new(&*text);
    let mut all = 0;
    while let Some(batch) = splitter.next_batch().unwrap() {
        assert!(batch.items.len() <= LIMITS.items);
        all += batch.items.len();
        splitter.recycle(batch);
    }
    assert_eq!(all, 20_000);
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
        input in soup(), block in 1..300_usize, portion in 1..50_usize, rejected in 1..40_usize, item in 32..300_usize, items in 1..9_usize,
    ) {
        let limits = Limits { line: 30, item, rejected, ..SMALL };
        let seen = split(&input, limits);
        let reader = Portions(&input, portion, None);
        prop_assert_eq!(&drain(&mut Splitter::with_limits(reader, Limits { block, items, ..limits })).unwrap(), &seen);
        for (line, offset, text, problem) in seen {
            let (before, after) = input.split_at(offset as usize);
            prop_assert_eq!(line, 1 + memchr_iter(b'\n', before).count() as u64);
            let place = String::from_utf8_lossy(after);
            let found = place.starts_with(text.trim_end_matches('\u{fffd}'));
            let whole = text.starts_with('{') && text.ends_with('}');
            prop_assert!(found && (whole || problem.is_some()));
        }
    }
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
