//! What several judges need, so that their results are those of one: lineages have an order of their own, and summaries are added.

use std::collections::{BTreeMap, BTreeSet};

use crate::growth::attacks::{digest, issued, lines, signed, token};
use crate::harness::in_process::{Asked, Auditor, Placed};
use crate::simulation::clock::NOON;
use crate::simulation::faults::oddities;
use crate::simulation::plan::plans;
use credtrail::model::identifier::Identifier;
use credtrail::model::window::Window;
use credtrail::scan::{OrderKey, Phase, Selection, Summary};
use jiff::SignedDuration;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn summaries_of_parts_add_up_to_the_summary_of_all(plan in plans(0..=3), oddities in oddities(), parts in vec(0..4_usize, 64)) {
        let (summary, shown) = read(&plan.lines_of(&plan.odd_world(&oddities))).placed_by(&Asked::default(), Selection::All);
        let mut judges: [Summary; 4] = Default::default();
        let judge_of = shared_out(&shown, parts);
        for one in &shown {
            judges[judge_of[&one.key.first]].add(&one.summary);
        }
        let sum = |order: [usize; 4]| order.into_iter().fold(Summary::default(), |mut sum, it| {
            sum.add(&carried(&judges[it]));
            sum
        });
        prop_assert_eq!(&sum([0, 1, 2, 3]), &summary);
        prop_assert_eq!(&sum([3, 1, 0, 2]), &summary);
    }

    #[test]
    fn judges_of_parts_say_together_what_one_judge_says(
        plan in plans(0..=3),
        oddities in oddities(),
        parts in vec(0..4_usize, 64),
        window in windows(),
        only_exceptions in any::<bool>(),
    ) {
        let auditor = read(&plan.lines_of(&plan.odd_world(&oddities)));
        let asked = Asked { window, ..Asked::default() };
        let wanted = || if only_exceptions { Selection::exceptions() } else { Selection::All };
        let (summary, mut whole) = auditor.placed_by(&asked, Selection::All);
        let judge_of = shared_out(&whole, parts);
        let mut together = Vec::new();
        let mut sum = Summary::default();
        for judge in 0..4 {
            let own: Vec<&Placed> = whole.iter().filter(|it| judge_of[&it.key.first] == judge).collect();
            let (summary, shown) = auditor.placed_by_part(&asked, wanted(), &own);
            sum.add(&carried(&summary));
            together.extend(shown);
        }
        together.sort_by(|one, other| one.key.cmp(&other.key));
        if only_exceptions {
            together.retain(|it| !it.result.codes.is_empty());
            whole.retain(|it| !it.result.codes.is_empty());
        }
        prop_assert_eq!(&sum, &summary);
        prop_assert_eq!(together, whole);
    }

    #[test]
    fn the_place_of_a_lineage_depends_on_the_facts_alone(
        plan in plans(0..=3),
        oddities in oddities(),
        window in windows(),
    ) {
        let lines = plan.lines_of(&plan.odd_world(&oddities));
        let backwards: Vec<String> = lines.iter().rev().cloned().collect();
        let asked = Asked { window, ..Asked::default() };
        let all = keys(&read(&lines), &asked, Selection::All);
        prop_assert!(all.is_sorted_by(|one, other| one.0 < other.0), "{all:#?}");
        prop_assert_eq!(&keys(&read(&backwards), &asked, Selection::All), &all);
        let exceptions = keys(&read(&lines), &asked, Selection::exceptions());
        prop_assert!(exceptions.iter().all(|it| all.contains(it)), "{exceptions:#?} {all:#?}");
    }
}

#[test]
fn lineages_of_several_pages_are_shown_in_the_order_of_their_keys() {
    let number = |it: usize| (it * 7_919) % 10_007; // the order of the values is not that of the lines
    let many = 9_000;
    let signatures = (0..many).map(|it| match it % 3 {
        0 => of_sha512(signed(it, &format!("{:0128x}", number(it)))),
        _ => signed(it, &digest(number(it))),
    });
    let tokens = (0..many).map(|it| issued(it, &token(number(it)), &digest(20_000 + it)));
    let claimed = issued(many, &token(10_007), &digest(number(1))); // shows that the key signs for the cluster
    let auditor = read(&lines(signatures.chain(tokens).chain([claimed])));
    let first_hours = Window {
        from: None,
        to: Some("2026-10-06T00:00:08Z".parse().expect("a time")),
    };
    for window in [Window::default(), first_hours] {
        let asked = Asked {
            window,
            ..Asked::default()
        };
        let keys = keys(&auditor, &asked, Selection::All);
        assert!(keys.is_sorted_by(|one, other| one.0 < other.0));
        for phase in [Phase::Credentials, Phase::Signatures] {
            let of_phase = keys.iter().filter(|it| it.0.phase == phase);
            assert!(of_phase.count() > 7_000);
        }
    }
}

fn read(lines: &[String]) -> Auditor {
    let auditor = Auditor::new();
    auditor.read(&[("all.ndjson".to_owned(), lines.to_vec())]);
    auditor
}

fn keys(auditor: &Auditor, asked: &Asked, wanted: Selection) -> Vec<(OrderKey, String)> {
    let (_, shown) = auditor.placed_by(asked, wanted);
    shown
        .into_iter()
        .map(|it| (it.key, it.result.subject))
        .collect()
}

/// The summary as another process reads it.
fn carried(summary: &Summary) -> Summary {
    let text = serde_json::to_string(summary).expect("a text");
    serde_json::from_str(&text).expect("a summary")
}

/// Which judge judges each component.
fn shared_out(lineages: &[Placed], parts: Vec<usize>) -> BTreeMap<Identifier, usize> {
    let components: BTreeSet<_> = lineages.iter().map(|it| it.key.first.clone()).collect();
    components
        .into_iter()
        .zip(parts.into_iter().cycle())
        .collect()
}

fn windows() -> impl Strategy<Value = Window> {
    prop_oneof![
        Just(Window::default()),
        (0..20_i64, 1..60_i64).prop_map(minutes)
    ]
}

fn minutes((from, length): (i64, i64)) -> Window {
    let after = |minutes| Some(NOON + SignedDuration::from_mins(minutes));
    Window {
        from: after(from),
        to: after(from + length),
    }
}

fn of_sha512(mut entry: Value) -> Value {
    let digest = entry["protoPayload"]["request"]["digest"]["sha256"].take();
    entry["protoPayload"]["request"]["digest"] = json!({ "sha512": digest });
    entry
}
