//! Standard output, and regular files.

use super::{printed, replayed_to};
use crate::harness::cli::{failed, ingested, run};
use crate::simulation::files::{Folder, fixture};

#[test]
fn a_minus_is_standard_output_for_every_verb() {
    let folder = ingested("missing-record");
    for verb in [
        &["scan", "--output", "-"][..],
        &["scan", "--new", "--output", "-"],
        &["policy", "infer", "--output", "-"],
        &["diff", "--list", "--output", "-"],
    ] {
        let ended = run(folder.path(), &[verb, &["--db", "a.db"]].concat());
        assert!(!ended.out.is_empty(), "{verb:?}: {}", ended.err);
    }
    assert!(run(folder.path(), &["man", "-"]).out.contains("credtrail"));
    assert!(!folder.names().contains(&"-".to_owned()));
}

#[test]
fn what_cannot_be_written_is_told_before_anything_is_read() {
    let folder = Folder::new().with("reports/yesterday.json", "");
    let logs = fixture("missing-record/logs").display().to_string();
    for place in ["reports", "nowhere/report.json"] {
        let replay = ["replay", "--db", "a.db", "--output", place, &logs];
        failed(&run(folder.path(), &replay), place);
        assert_eq!(folder.names(), ["reports"]);
    }
}

#[cfg(unix)]
mod modes {
    use std::fs::{Permissions, metadata, set_permissions};
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::super::shell;
    use super::*;

    fn mode(folder: &Folder, name: &str) -> u32 {
        let metadata = metadata(folder.path().join(name)).expect("a file");
        metadata.permissions().mode() & 0o7777
    }

    fn set_mode(folder: &Folder, name: &str, mode: u32) {
        let path = folder.path().join(name);
        set_permissions(path, Permissions::from_mode(mode)).expect("a mode");
    }

    #[test]
    fn a_report_is_its_owners_alone_unless_a_file_is_there() {
        let folder = Folder::new().with("old.json", "yesterday's report");
        for (umask, expected) in [("022", 0o600), ("077", 0o600), ("277", 0o400)] {
            let script = format!("umask {umask}; \"$0\" replay -q --output {umask}.txt \"$1\"");
            let replay = shell(&folder, &script);
            assert_eq!(replay.status, 1, "{}", replay.err);
            assert_eq!(mode(&folder, &format!("{umask}.txt")), expected, "{umask}");
        }
        for kept in [0o644, 0o640, 0o666] {
            set_mode(&folder, "old.json", kept);
            assert_eq!(replayed_to(&folder, "old.json").status, 1);
            assert_eq!(mode(&folder, "old.json"), kept);
            assert_eq!(folder.bytes("old.json"), printed(&folder));
        }
    }

    #[test]
    fn what_is_no_report_has_the_mode_of_the_umask() {
        let folder = ingested("missing-record").with("pages/credtrail.1", "yesterday's page");
        set_mode(&folder, "pages/credtrail.1", 0o604);
        for (umask, expected) in [("022", 0o644), ("027", 0o640)] {
            let script = format!(
                "umask {umask}; \"$0\" policy infer --db a.db --output {umask} && \"$0\" man pages"
            );
            let ended = shell(&folder, &script);
            assert_eq!(ended.status, 0, "{}", ended.err);
            assert_eq!(mode(&folder, umask), expected);
        }
        assert_eq!(mode(&folder, "pages/credtrail.1"), 0o604);
        assert_eq!(mode(&folder, "pages/credtrail-scan.1"), 0o644);
        let page = folder.bytes("pages/credtrail-policy-infer.1");
        assert!(String::from_utf8_lossy(&page).contains("policy infer"));
    }

    #[test]
    fn a_file_that_nobody_may_write_to_stays() {
        let folder = Folder::new().with("report.json", "signed");
        set_mode(&folder, "report.json", 0o400);
        failed(
            &replayed_to(&folder, "report.json"),
            "cannot write report.json",
        );
        assert_eq!(folder.bytes("report.json"), b"signed");
        assert_eq!(folder.names(), ["report.json"]);
    }

    #[test]
    fn links_are_followed() {
        let folder = Folder::new()
            .with("reports/today.json", "yesterday's report")
            .with("b/old", "");
        let link = |to: &str, name: &str| symlink(to, folder.path().join(name)).expect("a link");
        link("reports/latest", "latest");
        link("today.json", "reports/latest");
        link("reports/new.json", "new");
        link("round", "round");
        for (name, file) in [("latest", "today.json"), ("new", "new.json")] {
            assert_eq!(replayed_to(&folder, name).status, 1);
            let content = folder.bytes(&format!("reports/{file}"));
            assert_eq!(content, printed(&folder));
            let metadata = folder.path().join(name).symlink_metadata();
            assert!(metadata.expect("a link").is_symlink());
        }
        failed(&replayed_to(&folder, "round"), "round");
    }

    #[test]
    fn a_bundle_goes_where_a_link_leads_and_keeps_the_mode() {
        let folder = ingested("complete-jwt").with("cases/mine", "mine");
        let subject =
            crate::harness::cli::report(&fixture("complete-jwt"))["lineages"][0]["subject"]
                .as_str()
                .expect("a subject")
                .to_owned();
        let bundle = |place: &str| {
            let arguments = ["trace", "-q", "--db", "a.db", &subject, "--bundle", place];
            run(folder.path(), &arguments)
        };
        std::fs::create_dir(folder.path().join("case")).expect("a folder");
        set_mode(&folder, "case", 0o750);
        symlink("case", folder.path().join("link")).expect("a link");
        for place in ["link", "fresh"] {
            let ended = bundle(place);
            assert_eq!(ended.status, 0, "{}", ended.err);
        }
        assert_eq!(
            (mode(&folder, "case"), mode(&folder, "fresh")),
            (0o750, 0o700)
        );
        assert_eq!(mode(&folder, "fresh/manifest.json"), 0o600);
        assert!(folder.path().join("link").is_symlink());
        for place in ["a.db", "cases", "-"] {
            failed(&bundle(place), place);
        }
        assert_eq!(folder.bytes("cases/mine"), b"mine");
        let unfinished = |it: &String| it.starts_with('.');
        assert!(!folder.names().iter().any(unfinished));
    }
}
