//! A scan beside an ingest sees one state: that of its beginning, whatever is committed until it ends.

use credtrail::scan::Selection;

use crate::harness::cli::ingest;
use crate::harness::in_process::report_beside;
use crate::simulation::files::{Folder, fixture};

/// Logs that other processes read in while a scan is under way.
const MEANWHILE: [&str; 4] = ["missing-record", "ancestry", "key-rotation", "two-ids"];

#[test]
fn a_scan_beside_an_ingest_sees_one_state() {
    for wanted in [Selection::All, Selection::exceptions()] {
        let folder = Folder::new();
        for scenario in ["complete-jwt", "out-of-order"] {
            read(&folder, scenario);
        }
        let database = folder.path().join("a.db");
        let alone = report_beside(&database, wanted.clone(), &mut || ());
        let mut waiting = MEANWHILE.into_iter();
        let beside = report_beside(&database, wanted.clone(), &mut || {
            if let Some(scenario) = waiting.next() {
                read(&folder, scenario);
            }
        });
        assert!(waiting.len() < 2, "nothing was read in while it ran");
        assert!(beside == alone, "a scan saw what was read in beside it");
        let after = report_beside(&database, wanted, &mut || ());
        assert!(after != alone, "what was read in makes no difference");
    }
}

fn read(folder: &Folder, scenario: &str) {
    let logs = fixture(scenario).join("logs").display().to_string();
    ingest(folder, &[&logs]);
}
