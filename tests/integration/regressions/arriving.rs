//! What a scan says of records that may still be on their way.

use jiff::{SignedDuration, Timestamp};

use crate::harness::cli::{ingest, run, value};
use crate::simulation::entries;
use crate::simulation::files::Folder;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Source, Token, World};

use super::reports::entries as entries_of;

/// A token of this age without its signature, where the log of KMS was read until so many minutes ago: the stage and the message.
fn stage_and_message(age: i64, read_until: i64) -> (String, String) {
    let ago = |minutes| Timestamp::now() - SignedDuration::from_mins(minutes);
    let token = Token::mint("team-a", "web", ago(age));
    let others = (0..60).map(|it| Token::mint("team-b", "api", ago(600 - 10 * it)));
    let mut world = others
        .fold(World::default(), |world, it| world.issue_token(&it))
        .record(entries::token_issuance(&token));
    world
        .records
        .retain(|it| it.source != Source::Kms || it.at < ago(read_until));
    let folder = Folder::new().with("logs/all.ndjson", ndjson(&entries_of(&world)));
    ingest(&folder, &["logs"]);
    let scanned = run(
        folder.path(),
        &["scan", "-q", "--db", "a.db", "--format", "json"],
    );
    let report = value(&scanned.out);
    let lineages = report["lineages"].as_array().expect("lineages").iter();
    let mut of_token = lineages.filter(|it| it["subject"] == token.credential_id());
    let judged = of_token.next().expect("the token");
    assert_eq!(judged["verdict"], "unproven");
    let message = judged["findings"][0]["message"]
        .as_str()
        .expect("a message");
    (judged["stages"]["kms"].to_string(), message.to_owned())
}

#[test]
fn what_comes_after_the_newest_entry_of_a_log_may_still_arrive() {
    let (stage, message) = stage_and_message(20, 40);
    assert!(message.contains("may still be arriving"), "{message}");
    assert_eq!(stage, "\"missing\"");
}

#[test]
fn a_log_whose_newest_entry_is_old_was_not_exported() {
    let (stage, message) = stage_and_message(20, 240);
    assert!(message.contains("export that"), "{message}");
    assert_eq!(stage, "\"unread\"");
    let (_, message) = stage_and_message(200, 205);
    assert!(message.contains("export that"), "{message}");
}
