//! The fast reader of lines against the full parser.

use credtrail::log::{LineReaders, Reader};

use super::facts::batches;

/// A batch is the same, to the last byte of its `Debug` output, whether the fast reader may read or not.
pub fn run(data: &[u8]) {
    let both = Reader::default();
    let full = Reader {
        line_readers: LineReaders::Full,
        ..Reader::default()
    };
    for batch in batches(data) {
        let (fast, full) = (both.read(&batch), full.read(&batch));
        assert_eq!(format!("{fast:?}"), format!("{full:?}"));
    }
}
