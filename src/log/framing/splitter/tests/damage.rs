//! Damage costs the damaged item and no other.

use super::json::{layouts, object};
use super::{SMALL, bare, show, split};
use crate::log::framing::splitter::{Limits, Lost, elements};
use proptest::collection::vec;
use proptest::prelude::*;

proptest! {
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

    #[test]
    fn zeros_at_the_beginning_of_a_line_take_no_object_with_them(
        objects in vec(object(), 1..8), place in 0..8_usize, length in prop_oneof![1..300_usize, Just(5_000)], end in any::<bool>(), block in 1..300_usize,
    ) {
        let mut lines: Vec<_> = objects.iter().map(|one| one.print(None)).collect();
        let wanted = lines.clone();
        let place = place.min(lines.len() - 1);
        let zeros = "\0".repeat(length);
        if end { lines.insert(place, zeros) } else { lines[place].insert_str(0, &zeros) }
        let seen = split(lines.join("\n").as_bytes(), Limits { block, ..SMALL });
        let (bad, good): (Vec<_>, Vec<_>) = seen.into_iter().partition(|one| one.3.is_some());
        prop_assert_eq!(bad.len(), 1, "{:?}", bad);
        prop_assert_eq!(bad[0].0, place as u64 + 1);
        prop_assert_eq!(good.into_iter().map(|one| one.2).collect::<Vec<_>>(), wanted);
    }

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
fn an_end_inside_a_value_is_reported_once() {
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
fn elements_that_are_no_objects_are_reported_one_by_one() {
    let rejection =
        |first| format!("1 ! no record: an element starts with '{first}', expected '{{'");
    assert_eq!(
        show("[1,\"]\",null,{},[{}]]"),
        [
            &rejection('1'),
            &rejection('"'),
            &rejection('n'),
            "1 {}",
            "1 {}"
        ]
    );
}

#[test]
fn what_follows_a_value_on_its_line_is_reported() {
    let rejection = "1 ! broken JSON: found 'x', expected the end of the line";
    assert_eq!(show("{} [{}] x\n{}"), ["1 {}", "1 {}", rejection, "2 {}"]);
}
