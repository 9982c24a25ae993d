//! The text report of very many findings: what to look at first stands at the top, and the whole stays short.

use crate::harness::cli::run;
use crate::simulation::clock::{NOON, at};
use crate::simulation::constants::{MALLORY, SA_SIGNING_KEY};
use crate::simulation::digest::{Digest, uuid};
use crate::simulation::entries::kms;
use crate::simulation::files::Folder;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Source, Token, World};

/// The number of tokens that were used and never issued.
const UNISSUED: usize = 1_500;

/// The number of signatures by somebody else.
const UNCLAIMED: usize = 40;

#[test]
fn the_report_of_many_findings_is_short_and_begins_with_the_gravest() {
    let report = run(estate().path(), &["replay", "-q", "logs"]).out;
    let lines: Vec<&str> = report.lines().collect();
    let line_of = |text: &str| lines.iter().position(|it| it.contains(text));
    assert!(lines.len() <= 200, "{} lines", lines.len());
    let first = format!("break unclaimed-signature: {UNCLAIMED} lineages");
    let second = format!("break unissued-credential: {} lineages", "1,500");
    assert!(line_of(&first).is_some_and(|it| it < 30), "{report}");
    assert!(line_of(&second).is_some_and(|it| it < 30), "{report}");
    assert!(line_of(&first) < line_of(&second), "{report}");
    assert!(
        report.contains("more lineages with findings; -v shows all"),
        "{report}"
    );
}

#[test]
fn all_lineages_stand_in_the_order_of_gravity() {
    let report = run(estate().path(), &["replay", "-q", "-v", "logs"]).out;
    let last_of = |text: &str| report.rfind(text).expect("such a finding");
    let first_of = |text: &str| report.find(text).expect("such a finding");
    let (unclaimed, unissued) = (
        "\n  break unclaimed-signature: signed",
        "\n  break unissued-credential: used",
    );
    assert_eq!(report.matches(unissued).count(), UNISSUED);
    assert_eq!(report.matches(unclaimed).count(), UNCLAIMED);
    assert!(last_of(unclaimed) < first_of(unissued));
    assert!(last_of(unissued) < first_of("\nCOMPLETE "));
}

#[test]
fn findings_are_grouped_by_what_is_asked_for() {
    let folder = estate();
    let report = |by: &str| run(folder.path(), &["replay", "-q", "--group-by", by, "logs"]).out;
    for (by, place) in [
        (
            "cluster",
            "\n    projects/acme-prod/locations/us-central1/clusters/payments\n",
        ),
        ("namespace", "\n    team-a\n"),
        ("key", SA_SIGNING_KEY),
        ("caller", MALLORY),
    ] {
        let report = report(by);
        let groups = report.split("\n\n").nth(1).unwrap_or_default();
        assert!(format!("{groups}\n").contains(place), "{by}: {groups}");
    }
    let one = run(folder.path(), &["replay", "-q", "--top", "1", "logs"]).out;
    assert!(
        one.contains("… and 1 more groups; --top shows more"),
        "{one}"
    );
}

fn estate() -> Folder {
    estate_of(UNISSUED, UNCLAIMED)
}

/// Returns logs with so many used tokens that were never issued, and so many signatures by somebody else.
pub fn estate_of(unissued: usize, unclaimed: usize) -> Folder {
    let used = |number: usize| {
        let id = format!("JTI={}", uuid(format!("token {number}")));
        Call::new(NOON, "system:serviceaccount:team-a:crowd").with(id)
    };
    let signed = |number: usize| {
        let digest = Digest::sha256(format!("signature {number}"));
        kms::signature(
            SA_SIGNING_KEY,
            &digest,
            at("2026-10-06T12:30:00.123456789Z"),
            MALLORY,
        )
    };
    let batch = Token::mint("team-a", "batch", at("2026-10-05T06:05:00Z"));
    let world = World::framed().used_token(&batch);
    let world = (0..unissued).map(used).fold(world, World::call);
    let world = (0..unclaimed).map(signed).fold(world, World::record);
    Source::ALL.into_iter().fold(Folder::new(), |folder, log| {
        folder.with(
            &format!("logs/{}.ndjson", log.stem()),
            ndjson(&world.log(log)),
        )
    })
}
