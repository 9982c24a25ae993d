//! Secrets that a text shows as the text is: tokens, keys, passwords beside their names, credentials behind a scheme or in an address.

use super::base64_word::from_base64;
use super::secret_name::{is_secret_content, is_secret_name, plain};

/// How access tokens and keys begin that are no JWT: Google, GitHub, GitLab, Slack, EKS.
const PREFIXES: [&str; 10] = [
    "ya29.",
    "AIzaSy",
    "ghp_",
    "gho_",
    "ghs_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "k8s-aws-v1.",
];

/// Authentication schemes (RFC 9110 11.1) that are followed by credentials.
const SCHEMES: [&str; 4] = ["bearer ", "basic ", "negotiate ", "digest username"];

pub(super) fn shows_secret(text: &str) -> bool {
    text.contains("PRIVATE KEY")
        || PREFIXES.iter().any(|it| text.contains(it))
        || holds_token(text)
        || names_secret(text)
        || text.split(['"', '\'']).any(begins_with_scheme)
        || holds_bearer(text)
        || holds_login(text)
}

/// Whether a text holds a compact JWS or JWE: parts of base64url between dots, one of them an object with more behind it. `eyJ` is
/// base64url of `{"`; the object may also begin with whitespace.
fn holds_token(text: &str) -> bool {
    let is_of_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.split(|c| !is_of_token(c)).any(is_token)
}

fn is_token(word: &str) -> bool {
    let mut parts = word.split('.').peekable();
    while let Some(part) = parts.next() {
        let has_claims = parts.peek().is_some_and(|it| !it.is_empty());
        if has_claims && (part.contains("eyJ") || is_object(part)) {
            return true;
        }
    }
    false
}

/// Whether a part of a token is base64url of something that begins as an object does.
fn is_object(part: &str) -> bool {
    let head: String = part.chars().take(4).collect();
    let head = (part.len() > 8).then(|| from_base64(&head)).flatten();
    matches!(
        head.as_deref(),
        Some([b'{', b'"' | b' ' | b'\t' | b'\n' | b'\r', ..])
    )
}

/// Whether a text names a secret and gives it: `password=…`, `Authorization: …`, `"id_token" : "…"`, `client-key-data: …`, or is a Secret in
/// YAML or in JSON that cannot be read.
fn names_secret(text: &str) -> bool {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let is_json = text.trim_start().starts_with(['{', '[']);
    let mut rest = text;
    while let Some(start) = rest.find(is_of_name) {
        rest = rest.get(start..).unwrap_or_default();
        let end = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
        let (name, behind) = rest.split_at(end);
        rest = behind;
        let Some(value) = value_behind(behind) else {
            continue;
        };
        let is_secret = plain(name) == "kind" && value.starts_with("Secret");
        if is_secret || is_secret_name(name) || (is_json && is_secret_content(name)) {
            return true;
        }
    }
    false
}

/// Returns what is behind `:` or `=` and quotes, if anything does.
fn value_behind(text: &str) -> Option<&str> {
    let is_around = |c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | '\\');
    const AROUND: usize = 16; // quotes and spaces between a name and its value
    let near = |text: &str| {
        text.chars()
            .take(AROUND)
            .take_while(|&c| is_around(c))
            .count()
    };
    let sign = text.get(near(text)..)?; // all of them are ASCII, or no boundary
    let behind = sign.strip_prefix([':', '='])?;
    let value = behind.get(near(behind)..)?;
    (!value.is_empty()).then_some(value)
}

fn begins_with_scheme(text: &str) -> bool {
    let text = text.trim_start();
    let begins = |scheme: &str| {
        let head = text.get(..scheme.len()).unwrap_or_default();
        head.eq_ignore_ascii_case(scheme) && text.len() > scheme.len()
    };
    SCHEMES.iter().any(|it| begins(it))
}

/// Whether a text holds `Bearer` and a token, which is longer than a word.
fn holds_bearer(text: &str) -> bool {
    const LONGEST_WORD: usize = 16;
    let mut words = text.split_ascii_whitespace().peekable();
    while let Some(word) = words.next() {
        let end = word.len().saturating_sub("bearer".len());
        let is_scheme = word
            .get(end..)
            .is_some_and(|it| it.eq_ignore_ascii_case("bearer"));
        if is_scheme && words.peek().is_some_and(|it| it.len() > LONGEST_WORD) {
            return true;
        }
    }
    false
}

/// Whether a text holds an address with a password: `https://user:password@host`.
fn holds_login(text: &str) -> bool {
    text.split("://").skip(1).any(|behind| {
        let end = behind.find(|c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"'));
        let authority = behind
            .get(..end.unwrap_or(behind.len()))
            .unwrap_or_default();
        let login = authority.rsplit_once('@').map(|(login, _)| login);
        login.is_some_and(|it| it.split_once(':').is_some_and(|(_, it)| !it.is_empty()))
    })
}
