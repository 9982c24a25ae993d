//! A VM in a folder of its own.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::Value;

use crate::harness::cli::{Ended, ended, run, value};
use crate::simulation::Vm;
use crate::simulation::clock::NOON;
use crate::simulation::constants::WEB;
use crate::simulation::files::Folder;

/// A moment at which the certificate of a healthy VM is fresh.
pub const FRESH: &str = "2026-10-06T12:30:00Z";

/// A healthy VM.
pub fn vm() -> Vm {
    Vm::with(WEB, NOON)
}

/// Its directory `vm`, as the guest agent writes it.
pub fn folder(vm: &Vm) -> Folder {
    let files = vm.files().into_iter();
    let folder = files.fold(Folder::new(), |folder, (name, content)| {
        folder.with(&format!("vm/{name}"), content)
    });
    restore(&folder);
    folder
}

/// Gives files and directory the modes of the guest agent.
pub fn restore(folder: &Folder) {
    chmod(folder, "vm", 0o755);
    for entry in fs::read_dir(folder.path().join("vm")).expect("a folder") {
        let path = entry.expect("an entry").path();
        fs::set_permissions(path, Permissions::from_mode(0o644)).expect("a mode");
    }
}

/// Changes a mode.
pub fn chmod(folder: &Folder, name: &str, mode: u32) {
    let path = folder.path().join(name);
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("a mode");
}

/// Looks at the directory while the certificate is fresh.
pub fn look(folder: &Path, flags: &[&str]) -> Ended {
    let usual = ["workload", "verify", "vm", "--at", FRESH];
    run(folder, &[&usual, flags].concat())
}

/// The findings of a look: code and weight.
pub fn findings(ended: &Ended) -> Vec<String> {
    assert!(ended.status < 2, "{}", ended.err);
    let report = value(&ended.out);
    let lineages = report["lineages"].as_array().expect("lineages").iter();
    let found = lineages.flat_map(|it| it["findings"].as_array().expect("findings").clone());
    let described = |it: Value| {
        let text = |field: &str| it[field].as_str().expect("a text").to_owned();
        format!("{} {}", text("weight"), text("code"))
    };
    found.map(described).collect()
}

/// Asks a metadata server.
pub fn ask(host: &str, flags: &[&str]) -> Ended {
    let folder = Folder::new();
    let mut command = crate::harness::cli::credtrail(folder.path());
    command.env("GCE_METADATA_HOST", host);
    command
        .args(["workload", "verify", "metadata", "--at", FRESH])
        .args(flags);
    ended(&mut command)
}
