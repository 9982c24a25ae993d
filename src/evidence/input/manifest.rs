//! Kubernetes objects and other documents with credentials in them, YAML or JSON: kubeconfig, Secret, TokenRequest,
//! CertificateSigningRequest, ExecCredential. Certificates and tokens are told by what they are, as text or in base64, wherever they
//! stand; what is called a key is left unread.

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

/// The longest value under a name with `key` in it that is no private key.
const NO_KEY: usize = 100;

/// Values that may stand elsewhere or otherwise than they should, before the places of others are no longer looked for.
const MISSES: usize = 100;

/// Documents that stand in each other, as a kubeconfig in a Secret.
const DEEPEST: usize = 4;

/// How a document names what is beside it, and what is said of it.
const ELSEWHERE: [(&str, &str); 5] = [
    ("exec", "a plugin (exec)"),
    ("auth-provider", "a plugin (auth-provider)"),
    ("client-certificate", "a file (client-certificate)"),
    ("tokenFile", "a file (tokenFile)"),
    ("token-file", "a file (token-file)"),
];

/// Everything in a document.
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

/// None where it is neither JSON nor YAML as a whole.
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
    /// How many documents may stand in each other below this one.
    depth: usize,
    /// Where what was found last ends, and its line.
    at: usize,
    line: u64,
    misses: usize,
    found: Vec<FoundItem>,
    elsewhere: Vec<&'static str>,
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
        self.elsewhere.extend(elsewhere.map(|(_, what)| what));
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

    /// Takes up what stands in a text.
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

    /// What a text is, or what it is in base64.
    fn items(&self, name: &str, text: &str) -> Vec<Item> {
        let plain = text.trim();
        if is_text(plain.as_bytes()) {
            return inner(plain.as_bytes(), self.depth);
        }
        let decoded = is_base64(plain)
            .then(|| decode_base64(&dense(plain)))
            .flatten();
        match decoded.filter(|it| is_packed(plain) || is_text(it)) {
            Some(bytes) => inner(&bytes, self.depth), // a quarter shorter each time
            None if name == "token" && !plain.is_empty() => {
                vec![Item::Foreign(
                    "a token that is no JWT, which no log knows by its text".to_owned(),
                )]
            }
            _ => Vec::new(),
        }
    }

    /// Where a value stands, or at least its first line; nowhere where it is written otherwise.
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
            self.line = 1; // an earlier one: fields are not looked at in the order in which they stand
        }
        let passed = passed.or(self.bytes.get(..range.start)).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', passed).count() as u64;
        self.at = range.start;
        range
    }

    /// Behind what was found last, else anywhere.
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

    /// A document that is cut or a template: whatever stands behind a name on a line, or in quotes.
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

/// Whether it is the certificate of a cluster's authority, which is nobody's credential.
fn is_authority(found: &FoundItem) -> bool {
    matches!(&found.item, Item::Certificate(it) if it.holder.role == Role::Authority)
}

/// What stands in the text of a value. That a document has nothing is told of the outer one.
fn inner(bytes: &[u8], depth: usize) -> Vec<Item> {
    let form = form(bytes);
    let found = match form {
        Some(FileForm::Document) => depth.checked_sub(1).map(|it| read_within(bytes, it)),
        form => form.map(|it| it.read(bytes)),
    };
    let found = found.unwrap_or_default();
    let items = found.into_iter().map(|it| it.item);
    let is_told = |it: &Item| form != Some(FileForm::Document) || !matches!(it, Item::Foreign(_));
    items.filter(is_told).collect()
}

fn form(bytes: &[u8]) -> Option<FileForm> {
    FileForm::of(bytes).or_else(|| FileForm::of_value(bytes))
}

/// Whether a value is a text with something in it that is read: PEM, tokens, another document.
fn is_text(value: &[u8]) -> bool {
    let form = form(value);
    matches!(
        form,
        Some(FileForm::Pem | FileForm::Tokens | FileForm::Document)
    )
}

/// Whether something is called a private key.
fn names_key(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("key") && !name.contains("public")
}
