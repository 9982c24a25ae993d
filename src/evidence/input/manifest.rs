//! Kubernetes objects and other documents with credentials, in YAML or JSON: kubeconfig, Secret, TokenRequest, CertificateSigningRequest,
//! ExecCredential. Certificates and tokens are detected by their content, as text or in base64, in any field. A value that is named like a
//! private key is not read.

use std::ops::Range;

use memchr::memmem;
use serde_json::Value;

use super::form::FileForm;
use super::found::{FoundItem, Item};
use super::packed_text::{dense, is_base64, is_kind, is_packed};
use super::text_encoding;
use super::token_json;
use crate::model::digest::decode_base64;
use crate::model::entry::Role;

/// The longest value, in bytes, under a name with `key` that is no private key.
const NO_KEY: usize = 100;

/// The most values that may be missing at their expected position before the walk stops to search for positions.
const MISSES: usize = 100;

/// The most nested documents, such as a kubeconfig in a Secret.
const DEEPEST: usize = 4;

/// The names of fields that refer to credentials outside of the document, and the words for each in messages.
const ELSEWHERE: [(&str, &str); 5] = [
    ("exec", "a plugin (exec)"),
    ("auth-provider", "a plugin (auth-provider)"),
    ("client-certificate", "a file (client-certificate)"),
    ("tokenFile", "a file (tokenFile)"),
    ("token-file", "a file (token-file)"),
];

/// The longest path of a file with credentials that is shown, in bytes.
const LONGEST_PATH: usize = 256;

/// Returns all items in a document.
pub(in crate::evidence) fn read(bytes: &[u8]) -> Vec<FoundItem> {
    read_within(bytes, DEEPEST)
}

fn read_within(bytes: &[u8], depth: usize) -> Vec<FoundItem> {
    let text = text_encoding::text(bytes);
    let text = String::from_utf8_lossy(&text);
    let mut walk = ManifestWalk {
        bytes,
        depth,
        at: 0,
        line: 1,
        misses: 0,
        found: Vec::new(),
        elsewhere: Vec::new(),
        kind: String::new(),
    };
    match documents(&text) {
        Some(documents) => documents.iter().for_each(|it| walk.value("", it)),
        None => walk.lines(&text),
    }
    walk.end()
}

/// Returns the documents in a text. Returns `None` if the whole text is neither JSON nor YAML.
fn documents(text: &str) -> Option<Vec<Value>> {
    let json = text.trim_start().starts_with(['{', '[']).then(|| {
        let all = serde_json::Deserializer::from_str(text).into_iter::<Value>();
        all.collect::<Result<_, _>>().ok()
    });
    json.flatten()
        .or_else(|| serde_saphyr::from_multiple(text).ok())
}

struct ManifestWalk<'b> {
    bytes: &'b [u8],
    /// The number of nested documents that may still be opened.
    depth: usize,
    /// The offset of the item that was found last; `line` is its line.
    at: usize,
    line: u64,
    misses: usize,
    found: Vec<FoundItem>,
    elsewhere: Vec<String>,
    kind: String,
}

impl ManifestWalk<'_> {
    fn value(&mut self, name: &str, value: &Value) {
        match value {
            Value::Object(fields) => {
                let items = token_json::items(fields);
                self.take(&token_json::place(fields), items);
                for (name, value) in fields {
                    self.value(name, value);
                }
            }
            Value::Array(values) => values.iter().for_each(|it| self.value(name, it)),
            Value::String(text) => self.text(name, text),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
        let elsewhere = ELSEWHERE.into_iter().find(|(it, _)| *it == name);
        self.elsewhere.extend(elsewhere.map(|(_, what)| {
            let path = value.as_str().filter(|it| it.len() <= LONGEST_PATH);
            match path {
                Some(path) => format!("{what}: {path}"),
                None => what.to_owned(),
            }
        }));
    }

    fn text(&mut self, name: &str, text: &str) {
        if name == "kind" && self.kind.is_empty() && is_kind(text) {
            self.kind = text.to_owned();
        }
        let items = if names_key(name) && text.len() > NO_KEY {
            vec![Item::Secret]
        } else {
            self.items(name, text)
        };
        self.take(text, items);
    }

    /// Adds the items of a value.
    fn take(&mut self, text: &str, items: Vec<Item>) {
        if items.is_empty() {
            return;
        }
        let bytes = self.place(text);
        let items = items.into_iter().map(|item| FoundItem {
            line: self.line,
            bytes: bytes.clone(),
            item,
        });
        self.found.extend(items);
    }

    /// Returns the items in a value, as text or in base64.
    fn items(&self, name: &str, text: &str) -> Vec<Item> {
        let plain = text.trim();
        if is_text(plain.as_bytes()) {
            return inner(plain.as_bytes(), self.depth);
        }
        let decoded = is_base64(plain)
            .then(|| decode_base64(&dense(plain)))
            .flatten();
        match decoded.filter(|it| is_packed(plain) || is_text(it)) {
            Some(bytes) => inner(&bytes, self.depth), // the decoded bytes are a quarter shorter, so that the recursion ends
            None if name == "token" && !plain.is_empty() => {
                vec![Item::Foreign(
                    "a token that is no JWT, which no log knows by its text".to_owned(),
                )]
            }
            _ => Vec::new(),
        }
    }

    /// Returns the range of a value in the file, or of its first line. Returns an empty range if the file spells the value in another way.
    fn place(&mut self, text: &str) -> Range<usize> {
        let first = text.lines().next().unwrap_or_default();
        let standing = [text.trim_end(), first].into_iter();
        let mut standing = standing.filter(|it| it.len() > "eyJ.".len());
        let found = standing.find_map(|it| self.find(it));
        let Some(range) = found else {
            return self.at..self.at;
        };
        let passed = self.bytes.get(self.at..range.start);
        if passed.is_none() {
            self.line = 1; // the range is before the last one: fields are not read in the order of the file
        }
        let passed = passed.or(self.bytes.get(..range.start)).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', passed).count() as u64;
        self.at = range.start;
        range
    }

    /// Returns the range of a text behind the last item, else anywhere in the file.
    fn find(&mut self, text: &str) -> Option<Range<usize>> {
        if self.misses > MISSES {
            return None;
        }
        let text = text.as_bytes();
        let behind = memmem::find(self.bytes.get(self.at..)?, text).map(|it| self.at + it);
        self.misses += usize::from(behind.is_none());
        let start = behind.or_else(|| memmem::find(self.bytes, text))?;
        Some(start..start + text.len())
    }

    /// Reads a document that is cut or a template: the values behind a name on each line, and the values in quotes.
    fn lines(&mut self, text: &str) {
        for line in text.lines() {
            if !line.contains('"') {
                let (name, value) = line.split_once(": ").unwrap_or(("", line));
                self.text(name.trim(), value.trim());
                continue;
            }
            let mut name = "";
            for piece in line.split('"') {
                let piece = piece.trim();
                self.text(name, piece);
                if piece.contains(char::is_alphanumeric) {
                    name = piece.trim_end_matches([':', ' ']);
                }
            }
        }
    }

    fn end(mut self) -> Vec<FoundItem> {
        let is_secret = |it: &FoundItem| matches!(it.item, Item::Secret);
        let elsewhere = self.elsewhere.first().filter(|_| self.kind == "Config");
        let elsewhere = elsewhere.map(|it| format!(": its credentials come from {it}"));
        let is_nothing = match elsewhere {
            Some(_) => self
                .found
                .iter()
                .all(|it| is_secret(it) || is_authority(it)),
            None => self.found.iter().all(is_secret),
        };
        if is_nothing {
            let kind = match self.kind.as_str() {
                "" => "a document",
                "Config" => "a kubeconfig",
                other => &format!("a Kubernetes object ({other})"),
            };
            let secret = match self.found.iter().any(is_secret) {
                true => " with a private key, which was left unread, and",
                false => "",
            };
            let what = "without a certificate or token";
            let elsewhere = elsewhere.unwrap_or_default();
            self.found.push(FoundItem {
                line: 1,
                bytes: 0..0,
                item: Item::Foreign(format!("{kind}{secret} {what}{elsewhere}")),
            });
        }
        self.found
    }
}

/// Returns whether an item is a CA certificate, such as that of a cluster, which is nobody's credential.
fn is_authority(found: &FoundItem) -> bool {
    matches!(&found.item, Item::Certificate(it) if it.holder.role == Role::Authority)
}

/// Returns the items in a value. The outer document, not the inner one, reports that a document has no items.
fn inner(bytes: &[u8], depth: usize) -> Vec<Item> {
    let form = form(bytes);
    let found = match form {
        Some(FileForm::Document) => depth.checked_sub(1).map(|it| read_within(bytes, it)),
        form => form.map(|it| it.read(bytes)),
    };
    let found = found.unwrap_or_default();
    let items = found.into_iter().map(|it| it.item);
    let is_reported =
        |it: &Item| form != Some(FileForm::Document) || !matches!(it, Item::Foreign(_));
    items.filter(is_reported).collect()
}

fn form(bytes: &[u8]) -> Option<FileForm> {
    FileForm::of(bytes).or_else(|| FileForm::of_value(bytes))
}

/// Returns whether a value is PEM, tokens or another document.
fn is_text(value: &[u8]) -> bool {
    let form = form(value);
    matches!(
        form,
        Some(FileForm::Pem | FileForm::Tokens | FileForm::Document)
    )
}

/// Returns whether a name is that of a private key.
fn names_key(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("key") && !name.contains("public")
}
