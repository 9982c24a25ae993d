//! Reads the lines of many receipts again: each file once, however many of its lines are wanted. A compressed file has to be unpacked
//! from its beginning to reach a line, so that one reading for each line would cost the square of the file.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::forward_reader::ForwardReader;
use super::locate::{Files, Lost, RawLine, WantedLine, stretches};
use super::sheet::{Answers, Sheet, same};
use crate::log::framing::decompress::unpack;
use crate::log::framing::splitter::{MAX_ITEM, Splitter};
use crate::model::receipt::Bytes;

/// Reads lines again. Calls `take` once with the position of each wanted line and with what was found, in the order of the files.
pub fn read(
    files: &Files,
    wanted: &[WantedLine<'_>],
    take: &mut dyn FnMut(usize, Result<RawLine, Lost>),
) {
    let mut paths: HashMap<&str, PathBuf> = HashMap::new();
    let mut by_path: BTreeMap<&Path, Sheets<'_>> = BTreeMap::new();
    for it in wanted {
        let file = it.receipt.place.file.as_str();
        paths.entry(file).or_insert_with(|| files.path(file));
    }
    for (position, it) in wanted.iter().enumerate() {
        if let Some(path) = paths.get(it.receipt.place.file.as_str()) {
            by_path.entry(path).or_default().add(position, it);
        }
    }
    for (path, sheets) in by_path {
        let bytes = sheets.read(path, &mut Answers::of(path, take));
        tracing::debug!(path = %path.display(), bytes, "read again");
    }
}

/// The wanted lines of one file, by their positions in it.
#[derive(Default)]
struct Sheets<'w> {
    by_range: BTreeMap<Bytes, Sheet<'w>>,
    /// Those whose range was not kept.
    by_line: BTreeMap<u64, Sheet<'w>>,
}

impl<'w> Sheets<'w> {
    fn add(&mut self, position: usize, wanted: &WantedLine<'w>) {
        let sheet = match wanted.receipt.bytes {
            Some(range) => self.by_range.entry(range).or_default(),
            None => self.by_line.entry(wanted.receipt.place.line).or_default(),
        };
        sheet.add(position, wanted);
    }

    /// Answers all wanted lines. Returns the number of bytes that were read and unpacked.
    fn read(self, path: &Path, answers: &mut Answers<'_>) -> u64 {
        let all = self.by_range.values().chain(self.by_line.values());
        if !path.is_file() {
            all.for_each(|it| answers.moved(it));
            return 0;
        }
        read_ranges(path, self.by_range, answers) + read_lines(path, self.by_line, answers)
    }
}

/// Answers what has a range, in the order of the offsets.
fn read_ranges(path: &Path, sheets: BTreeMap<Bytes, Sheet<'_>>, answers: &mut Answers<'_>) -> u64 {
    if sheets.is_empty() {
        return 0;
    }
    let mut file = match Unpacked::open(path) {
        Ok(file) => file,
        Err(error) => {
            sheets
                .values()
                .for_each(|it| answers.unreadable(it, &error));
            return 0;
        }
    };
    let mut bytes = 0;
    for (range, mut sheet) in sheets {
        match file.bytes(range) {
            Ok(content) => {
                bytes += content.len() as u64;
                sheet.meet(range, content, answers);
                answers.changed(&sheet);
            }
            Err(error) => answers.unreadable(&sheet, &error),
        }
    }
    file.unpacked().unwrap_or(bytes)
}

/// A file to read ranges of.
enum Unpacked<'a> {
    /// A plain file, in which offsets are those of the text, and the bytes of the last range.
    Plain(File, Vec<u8>),
    /// A file that is unpacked from its beginning, and its error.
    Packed(ForwardReader<Box<dyn Read + Send + 'a>>, Option<io::Error>),
}

impl Unpacked<'_> {
    fn open(path: &Path) -> io::Result<Self> {
        let (packing, stream) = unpack(File::open(path)?)?;
        Ok(match packing.is_plain() {
            true => Unpacked::Plain(File::open(path)?, Vec::new()),
            false => Unpacked::Packed(ForwardReader::of(stream), None),
        })
    }

    /// Returns the bytes of a range, of which offsets do not decrease. They are fewer if the file ends earlier.
    fn bytes(&mut self, range: Bytes) -> io::Result<&[u8]> {
        let length = range.length.min(MAX_ITEM as u64);
        match self {
            Unpacked::Plain(file, content) => {
                content.clear();
                file.seek(SeekFrom::Start(range.offset))?;
                file.take(length).read_to_end(content)?;
                Ok(content)
            }
            Unpacked::Packed(_, Some(error)) => Err(same(error)),
            Unpacked::Packed(reader, failed) => {
                let read = reader.bytes(Bytes { length, ..range });
                read.inspect_err(|it| *failed = Some(same(it)))
            }
        }
    }

    /// Returns the number of bytes that were unpacked.
    fn unpacked(&self) -> Option<u64> {
        match self {
            Unpacked::Plain(..) => None,
            Unpacked::Packed(reader, _) => Some(reader.position()),
        }
    }
}

/// Answers what has no range, in the order of the lines: all items that begin on a line are searched.
fn read_lines(path: &Path, mut sheets: BTreeMap<u64, Sheet<'_>>, answers: &mut Answers<'_>) -> u64 {
    let mut bytes = 0;
    let read = walk(path, &mut sheets, &mut bytes, answers);
    match read {
        Ok(()) => sheets.values().for_each(|it| answers.changed(it)),
        Err(error) => sheets
            .values()
            .for_each(|it| answers.unreadable(it, &error)),
    }
    bytes
}

/// Searches a file until all lines were met or passed.
fn walk(
    path: &Path,
    sheets: &mut BTreeMap<u64, Sheet<'_>>,
    bytes: &mut u64,
    answers: &mut Answers<'_>,
) -> io::Result<()> {
    if sheets.is_empty() {
        return Ok(());
    }
    let (_, stream) = unpack(File::open(path)?)?;
    let mut splitter = Splitter::new(stream);
    while let Some(batch) = splitter.next_batch()? {
        for item in &batch.items {
            let Some(sheet) = sheets.get_mut(&item.line) else {
                continue;
            };
            for (range, content) in stretches(item, &batch) {
                sheet.meet(range, content, answers);
            }
        }
        *bytes = batch.end;
        let line = batch.items.last().map_or(0, |it| it.line);
        let ahead = sheets.split_off(&line);
        let passed = std::mem::replace(sheets, ahead);
        passed.values().for_each(|it| answers.changed(it));
        sheets.retain(|_, it| !it.is_empty());
        if sheets.is_empty() {
            return Ok(());
        }
        splitter.recycle(batch);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use sha2::{Digest as _, Sha256};

    use super::*;
    use crate::model::receipt::{Place, Receipt};
    use crate::receipts::locate::Sought;

    /// Lines of no pattern, so that a cut file lacks the last of them.
    fn lines() -> Vec<String> {
        let noise = |it: u32| hex::encode(Sha256::digest(it.to_be_bytes()));
        (0..4_000)
            .map(|it| format!("{{\"a\":\"{}\"}}\n", noise(it)))
            .collect()
    }

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(text).unwrap();
        packed.finish().unwrap()
    }

    /// The receipts of all lines, with ranges and without, the last ones first.
    fn receipts(lines: &[String]) -> Vec<Receipt> {
        let mut offset = 0;
        let mut receipts = Vec::new();
        for (number, line) in lines.iter().enumerate() {
            let length = line.len() as u64 - 1;
            let sha256 = Some(Sha256::digest(line.trim_end()).into());
            let receipt = |bytes| Receipt {
                place: Place {
                    file: "log".to_owned(),
                    line: number as u64 + 1,
                },
                bytes,
                insert_id: None,
                sha256,
            };
            let range = Bytes { offset, length };
            receipts.extend([Some(range), None].map(receipt));
            offset += length + 1;
        }
        receipts.reverse();
        receipts
    }

    fn read_all(content: &[u8], receipts: &[Receipt]) -> Vec<Result<RawLine, Lost>> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("log"), content).unwrap();
        let wanted = receipts.iter().map(|receipt| WantedLine {
            sought: Sought::Record,
            receipt,
        });
        let wanted: Vec<WantedLine<'_>> = wanted.collect();
        let mut answers: Vec<_> = receipts.iter().map(|_| None).collect();
        let files = Files::In(folder.path().to_owned());
        read(&files, &wanted, &mut |at, line| {
            assert!(answers[at].is_none(), "answered twice");
            answers[at] = Some(line);
        });
        answers.into_iter().map(Option::unwrap).collect()
    }

    #[test]
    fn each_line_is_found_in_plain_and_packed_files_whatever_the_order() {
        let lines = lines();
        let (text, receipts) = (lines.concat(), receipts(&lines));
        for content in [text.as_bytes(), &packed(text.as_bytes())] {
            for (answer, receipt) in read_all(content, &receipts).iter().zip(&receipts) {
                let found: [u8; 32] = Sha256::digest(&answer.as_ref().unwrap().content).into();
                assert_eq!(Some(found), receipt.sha256);
            }
        }
    }

    #[test]
    fn lines_before_the_damage_of_a_file_are_found_and_the_others_are_unreadable() {
        let lines = lines();
        let whole = packed(lines.concat().as_bytes());
        let receipts = receipts(&lines);
        let answers = read_all(&whole[..whole.len() / 2], &receipts);
        let lines = answers
            .iter()
            .zip(&receipts)
            .map(|(it, receipt)| (receipt.place.line, it));
        let (mut found, mut lost) = (Vec::new(), Vec::new());
        for (line, answer) in lines {
            match answer {
                Ok(_) => found.push(line),
                Err(Lost::Unreadable { .. }) => lost.push(line),
                Err(other) => panic!("{line}: {other}"),
            }
        }
        assert!(found.len() > 1_000 && lost.len() > 1_000);
        assert!(found.iter().max() <= lost.iter().min());
    }

    #[test]
    fn another_line_and_a_file_that_is_gone_are_distinguished() {
        let lines = lines();
        let mut receipts = receipts(&lines[..1]);
        let other = lines[1].as_bytes();
        let answers = read_all(other, &receipts);
        assert!(answers.iter().all(|it| matches!(it, Err(Lost::Changed(_)))));
        for it in &mut receipts {
            it.place.file = "elsewhere".to_owned();
        }
        let answers = read_all(other, &receipts);
        assert!(answers.iter().all(|it| matches!(it, Err(Lost::Moved(_)))));
    }
}
