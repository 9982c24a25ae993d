//! Who looks at the lineages of a scan.

use crate::scan::Judged;

/// Takes the lineages of a scan, in their order. A closure that shows each of them is a viewer.
pub trait Viewer<E> {
    /// Returns whether the lineage is going to be shown with the lines of the uses that it rests on: only then are these lines worth a look
    /// into their files. Called once with each lineage, in order, before it is shown.
    ///
    /// # Errors
    /// Those of the viewer.
    fn wants_lines(&mut self, _judged: &Judged<'_>) -> Result<bool, E> {
        Ok(true)
    }

    /// Shows a lineage.
    ///
    /// # Errors
    /// Those of the viewer.
    fn show(&mut self, judged: &Judged<'_>) -> Result<(), E>;
}

impl<E, F: FnMut(&Judged<'_>) -> Result<(), E>> Viewer<E> for F {
    fn show(&mut self, judged: &Judged<'_>) -> Result<(), E> {
        self(judged)
    }
}
