//! PEM (RFC 7468), as tools, mails, YAML and JSON contain it: with any text around the blocks, in any encoding, indented, quoted, or with
//! line ends written as `\n`.

use std::ops::Range;

use memchr::memmem;

use crate::model::digest::decode_base64;

/// A PEM block, which may be cut.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::evidence) struct Block<'b> {
    /// The label.
    pub label: &'b str,
    /// The line of the first byte, counted from 1.
    pub line: u64,
    /// The range of the block in the text.
    pub bytes: Range<usize>,
    /// The bytes between the BEGIN and END marks. `None` if the END mark is missing.
    body: Option<&'b [u8]>,
    /// The position of the BEGIN mark on its line.
    pub standing: MarkPosition,
}

/// The position of a mark on its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::evidence) enum MarkPosition {
    /// The mark begins the line.
    First,
    /// Other text is before the mark.
    Later,
}

/// The content of a block.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::evidence) enum Content {
    /// The decoded bytes.
    Der(Vec<u8>),
    /// The END mark is missing.
    Cut,
    /// The content is no base64.
    Garbled,
}

/// The longest label, in bytes.
const LABEL: usize = 64;

const DASHES: &[u8] = b"-----";

struct Mark<'b> {
    kind: Kind,
    label: &'b str,
    bytes: Range<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Begin,
    End,
}

impl<'b> Mark<'b> {
    /// Returns the mark whose dashes begin at `start`.
    fn at(start: usize, bytes: &'b [u8]) -> Option<Self> {
        let rest = bytes.get(start + DASHES.len()..)?;
        let (kind, rest) = match rest.strip_prefix(b"BEGIN ") {
            Some(rest) => (Kind::Begin, rest),
            None => (Kind::End, rest.strip_prefix(b"END ")?),
        };
        let near = rest.get(..rest.len().min(LABEL + DASHES.len()))?;
        let length = memmem::find(near, DASHES)?;
        let label = std::str::from_utf8(near.get(..length)?).ok()?;
        let is_label =
            |it: u8| it.is_ascii_uppercase() || it.is_ascii_digit() || b" #".contains(&it);
        let end = bytes.len() - rest.len() + length + DASHES.len();
        label.bytes().all(is_label).then_some(Mark {
            kind,
            label,
            bytes: start..end,
        })
    }
}

/// Returns all blocks of a text, in order. A mark in the middle of a line, without base64 behind the mark, is prose about PEM and no block.
pub(in crate::evidence) fn blocks(bytes: &[u8]) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut open: Option<Mark<'_>> = None;
    let mut lines = Lines {
        bytes,
        at: 0,
        line: 1,
    };
    let dashes = memmem::find_iter(bytes, DASHES);
    for mark in dashes.filter_map(|start| Mark::at(start, bytes)) {
        let Some(begin) = open.take() else {
            open = Some(mark).filter(|it| it.kind == Kind::Begin);
            continue;
        };
        let (end, body) = match mark.kind {
            Kind::End => (mark.bytes.end, bytes.get(begin.bytes.end..mark.bytes.start)),
            Kind::Begin => (mark.bytes.start, None),
        };
        blocks.extend(Block::of(&begin, end, body, &mut lines));
        open = Some(mark).filter(|it| it.kind == Kind::Begin);
    }
    blocks.extend(open.and_then(|it| Block::of(&it, bytes.len(), None, &mut lines)));
    blocks
}

impl<'b> Block<'b> {
    fn of(
        begin: &Mark<'b>,
        end: usize,
        body: Option<&'b [u8]>,
        lines: &mut Lines<'b>,
    ) -> Option<Self> {
        let start = begin.bytes.start;
        let bytes = lines.bytes;
        let (line, standing) = lines.of(start);
        let block = Block {
            label: begin.label,
            line,
            bytes: start..end,
            body,
            standing,
        };
        let behind = bytes.get(begin.bytes.end..end).unwrap_or_default();
        let behind = undressed(behind.get(..LABEL).unwrap_or(behind));
        let is_word = standing == MarkPosition::Later && !behind.starts_with('M'); // every SEQUENCE in base64 begins with M
        (!is_word || block.is_private()).then_some(block)
    }

    /// Returns whether the label is that of a private key. The content of a private key is not read.
    pub(in crate::evidence) fn is_private(&self) -> bool {
        self.label.contains("PRIVATE KEY")
    }

    /// Returns the content.
    pub(in crate::evidence) fn content(&self) -> Content {
        if self.is_private() {
            return Content::Garbled;
        }
        let Some(body) = self.body else {
            return Content::Cut;
        };
        let text = undressed(body);
        let der = decode_base64(&text).filter(|it| !it.is_empty());
        der.map_or(Content::Garbled, Content::Der)
    }
}

/// Returns base64 without line ends, written out or escaped, and without quotation marks.
fn undressed(body: &[u8]) -> String {
    let mut text = String::with_capacity(body.len());
    let mut bytes = body.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => {
                while bytes.next_if_eq(&b'\\').is_some() {}
                bytes.next_if(|it| b"nrt".contains(it));
            }
            b'"' | b'\'' | b',' | b'>' | b'\0' => {}
            _ if byte.is_ascii_whitespace() => {}
            _ => text.push(char::from(byte)),
        }
    }
    text
}

/// Returns the line numbers of ascending offsets.
struct Lines<'b> {
    bytes: &'b [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, place: usize) -> (u64, MarkPosition) {
        let passed = self.bytes.get(self.at..place).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', passed).count() as u64;
        self.at = place;
        let before = self.bytes.get(..place).unwrap_or_default();
        let standing = match before.last() {
            None | Some(b'\n' | b'\r') => MarkPosition::First,
            Some(_) if before == b"\xef\xbb\xbf" => MarkPosition::First,
            Some(_) => MarkPosition::Later,
        };
        (self.line, standing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str = "-----BEGIN CERTIFICATE-----\nMIIB\nAAAA\n-----END CERTIFICATE-----\n";

    #[test]
    fn a_block_is_the_same_in_every_dressing() {
        let expected = Content::Der(decode_base64("MIIBAAAA").unwrap());
        for text in [
            PLAIN.to_owned(),
            PLAIN.replace('\n', "\r\n"),
            PLAIN.replace('\n', "\\n"),
            PLAIN.replace('\n', "\\r\\n"),
            PLAIN.replace('\n', "\\\\n"),
            PLAIN.replace('\n', " "),
            format!("\u{feff}{PLAIN}"),
            format!("Subject: caf\u{e9}\n{PLAIN}"),
            format!("\"pem\": \"{}\",", PLAIN.replace('\n', "\\n")),
            PLAIN.replace('\n', "\n    "),
            PLAIN.replace('\n', "\n> ").replacen("---", "> ---", 1),
        ] {
            let found = blocks(text.as_bytes());
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].content(), expected, "{text}");
        }
        let latin = [b"# Schl\xfcssel\n".as_slice(), PLAIN.as_bytes()].concat();
        assert_eq!(blocks(&latin)[0].line, 2);
    }

    proptest::proptest! {
        #[test]
        fn whatever_stands_around_a_block_does_not_matter(
            before in proptest::collection::vec(proptest::num::u8::ANY, 0..200),
            behind in proptest::collection::vec(proptest::num::u8::ANY, 0..200),
        ) {
            let around = |bytes: Vec<u8>| bytes.into_iter().filter(|it| *it != b'-');
            let bytes: Vec<u8> = around(before)
                .chain([b'\n'])
                .chain(PLAIN.bytes())
                .chain(around(behind))
                .collect();
            let found = blocks(&bytes);
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].content(), blocks(PLAIN.as_bytes())[0].content());
            assert_eq!(bytes[found[0].bytes.clone()], PLAIN.as_bytes()[..PLAIN.len() - 1]);
        }
    }

    #[test]
    fn words_about_pem_are_no_blocks() {
        let text = "# between -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----, please\n";
        assert_eq!(blocks(text.as_bytes()), []);
        assert_eq!(blocks(format!("{text}{PLAIN}").as_bytes()).len(), 1);
    }

    #[test]
    fn a_block_without_its_end_stops_where_the_next_begins() {
        let text = format!("-----BEGIN X509 CRL-----\nMIIB\n{PLAIN}");
        let found = blocks(text.as_bytes());
        assert_eq!(found[0].content(), Content::Cut);
        assert_eq!((found[1].line, found.len()), (3, 2));
    }
}
