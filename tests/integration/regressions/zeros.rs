//! Zeros in a file: before the first entry where the file was emptied under its writer, and in place of entries after a crash.

use super::damage::{after, unsigned, web};
use super::reports::{Report, entries};
use crate::simulation::World;
use crate::simulation::entries::kms;
use crate::simulation::shapes::ndjson;

/// Fewer zeros than an entry has bytes, as many as an entry has, and more than the splitter keeps of a damaged part.
const LENGTHS: [usize; 3] = [1, 1_000, 200_000];

fn log() -> Vec<u8> {
    ndjson(&entries(&World::framed().used_token(&web())))
}

#[test]
fn zeros_before_an_entry_do_not_hide_it() {
    let log = log();
    let lines: Vec<&[u8]> = log.split_inclusive(|it| *it == b'\n').collect();
    let sound = Report::on_log(&log);
    for length in LENGTHS {
        for place in 0..lines.len() {
            let zeros = vec![0; length];
            let (before, behind) = lines.split_at(place);
            let content = [&before.concat()[..], &zeros, &behind.concat()].concat();
            let report = Report::on_log(content);
            let what = format!("{length} zeros before line {place}");
            assert_eq!(report.verdict(&web().credential_id()), "complete", "{what}");
            assert_eq!(report.json["coverage"], sound.json["coverage"], "{what}");
            assert_eq!(report.rejected().len(), 1, "{what}");
        }
    }
}

#[test]
fn zeros_in_place_of_an_entry_may_be_of_any_log() {
    let verdict = |zeros: usize, hours: [i64; 2]| {
        let [first, last] = hours.map(|it| format!("{}\n", kms::public_key_read(after(it)).entry));
        let content = [first.as_bytes(), &vec![0; zeros], last.as_bytes()].concat();
        let report = Report::on(&unsigned().with("logs/crashed.ndjson", content));
        report.verdict(&web().credential_id()).to_owned()
    };
    assert_eq!(verdict(0, [-4, 4]), "broken");
    assert_eq!(verdict(1_000, [-4, 4]), "unproven");
    assert_eq!(verdict(200_000, [-4, 4]), "unproven");
    // Too few zeros for an entry, and zeros in place of what is of another time.
    assert_eq!(verdict(3, [-4, 4]), "broken");
    assert_eq!(verdict(1_000, [-5, -4]), "broken");
}

#[test]
fn zeros_at_the_beginning_of_a_file_stand_for_nothing() {
    let last = kms::public_key_read(after(4)).entry;
    let content = [&vec![0; 1_000][..], last.to_string().as_bytes()].concat();
    let report = Report::on(&unsigned().with("logs/emptied.ndjson", content));
    assert_eq!(report.verdict(&web().credential_id()), "broken");
}
