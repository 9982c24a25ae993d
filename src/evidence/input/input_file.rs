//! Files that are no logs, detected by content: PEM, DER, tokens, key sets, and documents with any of these.
//!
//! Such files may hold private keys. A private key is skipped: no byte of the key is decoded, hashed or kept.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::der;
use super::form::{FileForm, QUOTES, is_read};
use super::found::{FoundItem, Item};
use super::manifest;
use super::packed_text;
use super::pem;
use super::pem::{Block, Content};
use super::presented_token;
use super::text_encoding;
use super::unsupported::log_form;
use crate::evidence::jose::jwks;
use crate::evidence::jose::jwks::Member;
use crate::model::digest::decode_base64;

impl FileForm {
    /// Returns all items in the bytes of a file of this form.
    pub fn read(self, bytes: &[u8]) -> Vec<FoundItem> {
        let whole = |item| FoundItem {
            line: 1,
            bytes: 0..bytes.len(),
            item,
        };
        let text = text_encoding::text(bytes);
        match self {
            FileForm::Document => manifest::read(bytes),
            FileForm::Pem => placed(in_armour_and_beside(&text), &text, bytes),
            FileForm::Tokens => placed(presented_token::read(&text), &text, bytes),
            FileForm::Der => der::objects(bytes).into_iter().map(whole).collect(),
            FileForm::Base64 => unpacked(&text).into_iter().map(whole).collect(),
            FileForm::KeySet => match jwks::read(bytes) {
                Some(members) => key_set(members).into_iter().map(whole).collect(),
                None => vec![whole(Item::unreadable("expected a JSON Web Key Set"))],
            },
        }
    }
}

/// Returns the bytes of the first PEM block.
pub fn armoured(pem: &[u8]) -> Option<Vec<u8>> {
    match pem::blocks(pem).first()?.content() {
        Content::Der(bytes) => Some(bytes),
        Content::Cut | Content::Garbled => None,
    }
}

/// Returns a certificate as a PEM block (RFC 7468 section 5).
pub fn pem(der: &[u8]) -> String {
    let body = BASE64_STANDARD.encode(der);
    let lines: Vec<_> = body
        .as_bytes()
        .chunks(64)
        .map(String::from_utf8_lossy)
        .collect();
    format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        lines.join("\n")
    )
}

/// Converts ranges in the decoded text to ranges in the file: behind a byte order mark, or the whole file for UTF-16.
fn placed(found: Vec<FoundItem>, text: &[u8], bytes: &[u8]) -> Vec<FoundItem> {
    let mark = bytes
        .len()
        .checked_sub(text.len())
        .filter(|_| bytes.ends_with(text));
    let moved = |it: FoundItem| FoundItem {
        bytes: match mark {
            Some(mark) => it.bytes.start + mark..it.bytes.end + mark,
            None => 0..bytes.len(),
        },
        ..it
    };
    found.into_iter().map(moved).collect()
}

/// The most problems of the keys of one set that are reported.
const PROBLEMS: usize = 5;

/// Returns the items of a key set. An unusable key is kept, since the set does contain the key. The problems of all keys are one item.
fn key_set(members: Vec<Member>) -> Vec<Item> {
    let (mut items, mut problems) = (Vec::new(), Vec::new());
    for member in members {
        match member {
            Member::Public(key) => {
                let problem = key
                    .problem()
                    .map(|why| format!("key {}: {why}", key.called()));
                problems.extend(problem);
                items.push(Item::Key(key));
            }
            Member::Secret { .. } => items.push(Item::Secret),
            Member::Unknown => problems.push("a member that is no key".to_owned()),
        }
    }
    let more = problems.len().saturating_sub(PROBLEMS);
    problems.truncate(PROBLEMS);
    if more > 0 {
        problems.push(format!("and {more} more"));
    }
    let listed = problems.join("; ");
    items.extend(
        (!listed.is_empty())
            .then(|| Item::Unreadable(format!("some keys of the set cannot be used: {listed}"))),
    );
    items
}

/// Returns the items in the PEM blocks of a text, then the tokens between the blocks, and whether there is a log.
fn in_armour_and_beside(text: &[u8]) -> Vec<FoundItem> {
    let blocks = pem::blocks(text);
    let beside = beside(text, &blocks);
    let read = blocks.into_iter().filter(is_read);
    let found = read.flat_map(|block| {
        let items = in_block(&block).into_iter();
        items.map(move |item| FoundItem {
            line: block.line,
            bytes: block.bytes.clone(),
            item,
        })
    });
    found.chain(beside).collect()
}

/// Returns what is between PEM blocks: tokens, and the first line of a log.
fn beside(text: &[u8], blocks: &[Block<'_>]) -> Vec<FoundItem> {
    let (mut tokens, mut log) = (Vec::new(), None);
    let (mut line, mut at) = (1, 0);
    let ends = blocks.iter().map(|it| it.bytes.clone());
    for block in ends.chain(std::iter::once(text.len()..text.len())) {
        let between = text.get(at..block.start).unwrap_or_default();
        let moved = |it: FoundItem| FoundItem {
            line: it.line + line - 1,
            bytes: it.bytes.start + at..it.bytes.end + at,
            item: it.item,
        };
        tokens.extend(presented_token::read(between).into_iter().map(moved));
        log = log.or_else(|| log_in(between).map(moved));
        let passed = text.get(at..block.end).unwrap_or_default();
        line += memchr::memchr_iter(b'\n', passed).count() as u64;
        at = block.end;
    }
    tokens.into_iter().chain(log).collect()
}

/// Returns the first line of a log in a text.
fn log_in(text: &[u8]) -> Option<FoundItem> {
    let mut offset = 0;
    for (line, number) in text.split_inclusive(|it| *it == b'\n').zip(1..) {
        if log_form::is_log(line) {
            return Some(FoundItem {
                line: number,
                bytes: offset..offset + line.trim_ascii_end().len(),
                item: Item::Log,
            });
        }
        offset += line.len();
    }
    None
}

/// Returns the items in a PEM block, by the content of the block: many files have wrong labels.
fn in_block(block: &Block<'_>) -> Vec<Item> {
    if block.is_private() {
        return vec![Item::Secret];
    }
    let label = block.label;
    let items = match block.content() {
        Content::Cut => return vec![Item::Unreadable(format!("cut PEM: {label} has no end"))],
        Content::Garbled => vec![Item::unreadable("expected base64")],
        Content::Der(bytes) if label == "TRUSTED CERTIFICATE" => der::first(&bytes), // the trust settings of OpenSSL follow
        Content::Der(bytes) => der::objects(&bytes),
    };
    let named = |item| match item {
        Item::Unreadable(why) => Item::Unreadable(format!("{label}: {why}")),
        item => item,
    };
    items.into_iter().map(named).collect()
}

fn unpacked(text: &[u8]) -> Vec<Item> {
    let text = String::from_utf8_lossy(text);
    let text = text.trim().trim_matches(QUOTES);
    let Some(bytes) = decode_base64(&packed_text::dense(text)) else {
        return vec![Item::unreadable("base64 that is cut or damaged")];
    };
    let form = FileForm::of(&bytes).filter(|it| *it != FileForm::Base64);
    let Some(form) = form else {
        return vec![Item::unreadable("base64, but of no certificate or token")];
    };
    form.read(&bytes).into_iter().map(|it| it.item).collect()
}
