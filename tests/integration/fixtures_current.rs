//! The recipe of the scenarios under `fixtures/`: makes every log in memory and holds it against the committed file.

//!
//! `CREDTRAIL_WRITE_FIXTURES=1 cargo test --test integration fixtures_current` writes the files instead.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{env, fs};

use crate::simulation::Scenario;

/// All scenarios; written before the first look at them, if that was asked for.
static SCENARIOS: LazyLock<Vec<Scenario>> = LazyLock::new(|| {
    let scenarios = crate::simulation::scenarios::all();
    if env::var_os("CREDTRAIL_WRITE_FIXTURES").is_some() {
        write(&scenarios);
    }
    scenarios
});

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

#[test]
fn the_recipe_makes_the_committed_scenarios_byte_for_byte() {
    let compare = |scenario: &Scenario| match scenario.differences_below(&fixtures()) {
        Ok(differences) => differences,
        Err(error) => vec![format!("{}: {error}", scenario.name)],
    };
    let differences: Vec<String> = SCENARIOS.iter().flat_map(compare).collect();
    assert!(
        differences.is_empty(),
        "the committed fixtures differ from the recipe:\n{}",
        differences.join("\n")
    );
}

#[test]
fn every_committed_scenario_is_in_the_recipe_and_tells_its_story() {
    let made: BTreeSet<String> = SCENARIOS
        .iter()
        .map(|scenario| scenario.name.to_owned())
        .collect();
    assert_eq!(made, committed_scenarios());
    for name in made {
        let story =
            fs::read_to_string(fixtures().join(&name).join("README.md")).unwrap_or_default();
        assert!(story.starts_with("# "), "{name} has no story");
    }
}

#[test]
fn the_table_of_scenarios_lists_each_of_them() {
    let table = fs::read_to_string(fixtures().join("README.md")).expect("fixtures/README.md");
    for scenario in SCENARIOS.iter() {
        let link = format!("| [{0}]({0}/README.md) |", scenario.name);
        assert!(
            table.contains(&link),
            "{} is not in the table",
            scenario.name
        );
    }
}

fn write(scenarios: &[Scenario]) {
    for scenario in scenarios {
        scenario
            .write_below(&fixtures())
            .expect("a folder that can be written");
    }
}

/// The folders of `fixtures/` that hold logs, or what lies on a VM.
fn committed_scenarios() -> BTreeSet<String> {
    let folders = fs::read_dir(fixtures())
        .expect("fixtures/")
        .map(|entry| entry.expect("a folder").path());
    let is_scenario = |it: &PathBuf| it.join("logs").is_dir() || it.join("vm").is_dir();
    let scenarios = folders.filter(is_scenario);
    scenarios
        .filter_map(|folder| Some(folder.file_name()?.to_str()?.to_owned()))
        .collect()
}
