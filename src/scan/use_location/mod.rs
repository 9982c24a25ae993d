//! Locates the first and the last use of lineages in their files.

pub(super) mod held_lineages;

use crate::receipts::found_uses::FoundUses;
use crate::receipts::locate::Files;
use crate::receipts::use_receipts::Cited;
use crate::scan::Judged;
use crate::scan::facts::FactSource;
use crate::store::Error;

/// Locates the first and the last use of each lineage, and completes the receipts of findings that name one of the two. Each file is
/// read once for all lineages, and only where lines are cited.
///
/// # Errors
/// The errors of the database.
pub fn locate_uses<'j, 'c: 'j>(
    lineages: impl Iterator<Item = &'j mut Judged<'c>>,
    facts: &mut impl FactSource,
    files: &Files,
    cited: Cited,
) -> Result<(), Error> {
    let mut located = Vec::new();
    let mut wanted = Vec::new();
    for judged in lineages {
        judged.use_receipts = None;
        let Some(ends) = facts.end_uses(&judged.lineage)? else {
            continue;
        };
        if cited == Cited::Lines {
            let lines = judged.lines_of_uses(&ends, files);
            wanted.extend(lines.into_iter().map(|it| (ends.credential().clone(), it)));
        }
        located.push((judged, ends));
    }
    let found = FoundUses::read(files, wanted);
    for (judged, mut ends) in located {
        judged.complete_uses(&mut ends, &found);
    }
    Ok(())
}
