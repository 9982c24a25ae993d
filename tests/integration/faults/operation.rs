//! The commands that are disturbed, and what each of them finds.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::harness::cli::{ingested, value};
use crate::harness::logging_api::Api;
use crate::harness::normalized_report::normalized;
use crate::simulation::clock::NOON;
use crate::simulation::files::{Folder, fixture};
use crate::simulation::{Token, World};
use crate::stored;

/// The file for the reports of those that write one.
pub(super) const REPORT: &str = "report.json";

/// What stands there before.
pub(super) const EARLIER: &str = "an earlier report\n";

/// A policy under which nobody waits for the Logging API.
const POLICY: &str =
    "[pull]\nproject = \"acme-prod\"\nkey-projects = [\"acme-keys\"]\ncalls-per-minute = 100000\n";

/// What the same command does when it is run again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeated {
    /// The same.
    Same,
    /// It reports what no run before it has reported.
    OnlyNews,
}

/// A command, and the folder that it finds.
pub(super) struct Operation {
    pub name: &'static str,
    pub repeated: Repeated,
    /// What of a report must be the same, to the last byte.
    pub same: fn(&str) -> String,
    arguments: Vec<String>,
    before: Folder,
    _api: Option<Api>,
}

/// Where one run takes place, and where its words go.
pub(super) struct Place {
    pub folder: Folder,
    pub talk: Folder,
}

impl Operation {
    fn of(name: &'static str, before: Folder, arguments: &[&str]) -> Self {
        Operation {
            name,
            repeated: Repeated::Same,
            same: str::to_owned,
            arguments: arguments.iter().map(|it| (*it).to_owned()).collect(),
            before,
            _api: None,
        }
    }

    /// `ingest` that creates the database.
    pub fn create() -> Self {
        Self::of("create", Folder::new(), &reading("missing-record"))
    }

    /// `ingest` into a database that holds something.
    pub fn ingest() -> Self {
        let before = ingested("complete-x509");
        Self::of("ingest", before, &reading("missing-record"))
    }

    /// `pull`. Which page holds an entry depends on where the pull before it ended.
    pub fn pull() -> Self {
        let world = World::framed().used_token(&Token::mint("team-a", "web", NOON));
        let api = Api::of_world(&world, 3);
        let window = ["--from", "2026-10-05", "--to", "2026-10-07"];
        let place = ["pull", "--db", "a.db", "--endpoint", api.endpoint()];
        let before = Folder::new().with("credtrail.toml", POLICY);
        Operation {
            same: |report| normalized(&value(report)).to_string(),
            ..Self::of("pull", before, &[&place[..], &window].concat())
        }
        .asking(api)
    }

    /// `scan` that prints its report and records itself.
    pub fn scan() -> Self {
        let before = ingested("missing-record");
        Self::of(
            "scan",
            before,
            &["scan", "--db", "a.db", "--format", "json"],
        )
    }

    /// `scan` with a file for its report.
    pub fn output() -> Self {
        Operation {
            name: "scan --output",
            ..Self::scan().with_output(&[])
        }
    }

    /// `scan` that reports what no scan before it has reported.
    pub fn news() -> Self {
        Operation {
            name: "scan --new",
            repeated: Repeated::OnlyNews,
            ..Self::scan().with_output(&["--new"])
        }
    }

    /// `ingest` that brings an older database up to date.
    pub fn migrate() -> Self {
        let database = stored::older().bytes("a.db");
        let before = Folder::new().with("a.db", database);
        let before = before.with("nothing.ndjson", "\n");
        let arguments = ["ingest", "--db", "a.db", "nothing.ndjson"];
        Self::of("migrate", before, &arguments)
    }

    fn with_output(mut self, flags: &[&str]) -> Self {
        let flags = [&["--output", REPORT], flags].concat();
        self.arguments.extend(flags.into_iter().map(str::to_owned));
        self.before = self.before.with(REPORT, EARLIER);
        self
    }

    fn asking(mut self, api: Api) -> Self {
        self._api = Some(api);
        self
    }

    /// A copy of what it finds.
    pub fn place(&self) -> Place {
        let folder = Folder::new();
        for name in self.before.names() {
            let from = self.before.path().join(&name);
            fs::copy(from, folder.path().join(name)).expect("a copy");
        }
        let talk = Folder::new();
        Place { folder, talk }
    }

    /// Begins the command.
    pub fn start(&self, place: &Place, environment: &[(&str, String)]) -> Child {
        let talk = |name: &str| file(&place.talk.path().join(name));
        let mut command = Command::new(env!("CARGO_BIN_EXE_credtrail"));
        command
            .args(&self.arguments)
            .env_clear()
            .env("CREDTRAIL_ACCESS_TOKEN", "a-token")
            .env("TMPDIR", place.folder.path())
            .env("FAULT_COUNT", place.talk.path().join("counts"))
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .current_dir(place.folder.path())
            .stdin(Stdio::null())
            .stdout(talk("out"))
            .stderr(talk("err"));
        command.spawn().expect("a command")
    }
}

fn file(path: &Path) -> Stdio {
    fs::File::create(path).expect("a file").into()
}

/// The arguments that read the logs of a scenario.
fn reading(scenario: &str) -> Vec<&'static str> {
    let logs = fixture(scenario).join("logs").display().to_string();
    vec!["ingest", "--db", "a.db", logs.leak()]
}
