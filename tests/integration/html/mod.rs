//! The page of a report: what stands on it and in which order, what it may do, how large it may be, and how a browser takes it.

pub mod browser;
pub mod devtools;
mod page;

use credtrail::report::text::escape::Safe;
use jiff::SignedDuration;
use serde_json::Value;

use crate::harness::cli::replay;
use crate::simulation::Token;
use crate::simulation::World;
use crate::simulation::clock::NOON;
use crate::simulation::constants::SA_SIGNING_KEY;
use crate::simulation::digest::Digest;
use crate::simulation::entries::kms;
use crate::simulation::files::Folder;
use crate::simulation::hostile_entries::hostile_entries;
use crate::simulation::shapes::ndjson;

/// What somebody might write into a log to have a browser run it, load it or show something else.
pub const HOSTILE: [&str; 10] = [
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "</style></title><img src=x onerror=alert(3)>",
    "\" autofocus onfocus=\"alert(4)\" x=\"",
    "'><svg/onload=alert(5)>",
    "<a href=javascript:alert(6)>x</a><base href=http://127.0.0.1:9/>",
    "<!-- --><meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'>",
    "<style>@import 'http://127.0.0.1:9/x.css'</style>",
    "{{ 7 * 7 }}{% include \"x\" %}",
    "\u{202e}txt.exe\u{200b}\u{1b}[31m\u{0}",
];

/// A world in which all that a log may say is hostile, in a file of a hostile name.
pub fn hostile() -> Folder {
    let entries = hostile_entries(&HOSTILE);
    Folder::new()
        .with("logs/<img src=x onerror=alert(7)>.ndjson", ndjson(&entries))
        .with("logs/torn.ndjson", "{\"<script>alert(8)</script>\n")
}

/// A world with this many signatures that no record claims, by one key.
fn unclaimed(number: i64) -> Folder {
    let world = (0..number).fold(World::framed(), |world, number| {
        let at = NOON + SignedDuration::from_millis(number);
        let digest = Digest::sha256(number.to_string());
        let id = format!("signature-{number}");
        world.record(kms::signature(SA_SIGNING_KEY, &digest, at, &id))
    });
    let token = Token::mint("team-a", "web", NOON);
    let world = world.used_token(&token); // by which the key is an issuing key
    let entries: Vec<Value> = world.entries().into_iter().map(|it| it.entry).collect();
    Folder::new().with("logs/all.ndjson", ndjson(&entries))
}

/// The page on the logs of a folder.
fn page_of(folder: &Folder) -> String {
    let ended = replay(folder.path(), &["--format", "html"]);
    assert_eq!(ended.err, "");
    ended.out
}

/// A hostile text as a report shows it.
pub fn shown(hostile: &str) -> String {
    Safe(hostile).to_string()
}
