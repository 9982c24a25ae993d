//! The scenarios that are a look at a VM: the report is the one beside them, and says what the folder is named after.

use std::fs;
use std::path::Path;

use credtrail::model::finding::Code;
use insta::{Settings, assert_snapshot};

use super::machine::{findings, restore};
use crate::harness::cli::{Ended, run};
use crate::simulation::files::{Folder, fixture, name};

/// The files of a scenario in a folder, with the modes that the guest agent gives.
fn machine(scenario: &Path) -> Folder {
    let folder =
        fs::read_dir(scenario.join("vm"))
            .expect("a VM")
            .fold(Folder::new(), |folder, file| {
                let file = file.expect("a file");
                let name = file.file_name().into_string().expect("UTF-8");
                folder.with(
                    &format!("vm/{name}"),
                    fs::read(file.path()).expect("a file"),
                )
            });
    restore(&folder);
    folder
}

fn looked_at(scenario: &Path, form: &str) -> Ended {
    let folder = machine(scenario);
    let at = fs::read_to_string(scenario.join("looked-at")).expect("a time");
    let serial = scenario.join("serial.txt").display().to_string();
    let mut flags = vec![
        "workload",
        "verify",
        "vm",
        "--at",
        at.trim(),
        "--format",
        form,
    ];
    if Path::new(&serial).exists() {
        flags.extend(["--serial-output", &serial]);
    }
    run(folder.path(), &flags)
}

#[test]
fn every_look_has_the_report_beside_it() {
    insta::glob!("../../../fixtures", "*/vm", |vm| {
        let folder = vm.parent().expect("a scenario");
        let text = looked_at(folder, "text");
        let json = looked_at(folder, "json");
        assert_eq!(text.err, "", "{}", folder.display());
        let mut settings = Settings::new();
        settings.set_snapshot_path(folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| {
            assert_snapshot!("report.txt", format!("{}exit {}\n", text.out, text.status));
            assert_snapshot!("report.json", json.out);
        });
    });
}

#[test]
fn a_look_named_after_a_code_shows_this_code_and_no_other() {
    let folders = fs::read_dir(fixture("")).expect("fixtures/");
    let folders = folders.map(|it| it.expect("a folder").path());
    let mut looked = 0;
    let is_code = |it: &Path| Code::ALL.iter().any(|code| code.as_str() == name(it));
    for folder in folders.filter(|it| it.join("vm").is_dir() && is_code(it)) {
        let found = findings(&looked_at(&folder, "json"));
        assert_eq!(found.len(), 1, "{}: {found:?}", name(&folder));
        assert!(
            found[0].ends_with(&format!(" {}", name(&folder))),
            "{found:?}"
        );
        looked += 1;
    }
    assert_eq!(looked, 9);
}
