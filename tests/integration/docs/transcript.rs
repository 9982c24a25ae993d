//! A transcript of the documentation: commands after `$ `, each with what it prints. Commands run in a directory with the samples.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use crate::simulation::files::{Folder, fixture};

/// What stands between the outputs of two commands.
const MARK: &str = "\n@@ next command @@\n";

/// Runs the commands of a transcript, and returns the transcript as it should be written.
pub fn replayed(transcript: &str) -> String {
    let commands: Vec<&str> = transcript
        .lines()
        .filter_map(|it| it.strip_prefix("$ "))
        .collect();
    let printed = printed(&folder(transcript), &commands);
    let parts = commands.iter().zip(printed);
    parts
        .map(|(it, printed)| format!("$ {it}\n{printed}"))
        .collect()
}

/// What each command prints, on both streams, in one shell.
fn printed(folder: &Folder, commands: &[&str]) -> Vec<String> {
    let command = |it: &&str| format!("{{ {it}\n}} 2>&1; s=$?; printf '{MARK}'; (exit $s)\n");
    let script: String = commands.iter().map(command).collect();
    let program = Path::new(env!("CARGO_BIN_EXE_credtrail"));
    let programs = program.parent().expect("a folder").display();
    let mut shell = Command::new("bash");
    shell.args(["-c", &script]).env_clear();
    shell.env("PATH", format!("{programs}:/usr/bin:/bin"));
    let output = shell.current_dir(folder.path()).output().expect("a shell");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let parts: Vec<String> = text.split(MARK).map(str::to_owned).collect();
    assert_eq!(parts.len(), commands.len() + 1, "{text}");
    parts
}

/// A directory with the samples that a transcript names: those of VMs with the modes that the guest agent gives.
fn folder(transcript: &str) -> Folder {
    let folder = Folder::new();
    fs::create_dir(folder.path().join("fixtures")).expect("a folder");
    for part in transcript.split("fixtures/").skip(1) {
        let name: String = part
            .chars()
            .take_while(|it| it.is_alphanumeric() || *it == '-')
            .collect();
        let place = folder.path().join("fixtures").join(&name);
        if !place.exists() && fixture(&name).join("vm").exists() {
            copy(&fixture(&name), &place);
        } else if !place.exists() {
            symlink(fixture(&name), place).expect("a link");
        }
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a folder");
    set_mode(to, 0o755);
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let place = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &place);
        } else {
            fs::copy(&path, &place).expect("a copy");
            set_mode(&place, 0o644);
        }
    }
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
}
