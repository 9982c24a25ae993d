//! The rule of what is a secret in a line: names whose values are secrets, and texts that are secrets by what they hold.
//!
//! The API server logs whole bodies at level RequestResponse: Secrets, `status.token` of a TokenRequest, `spec.token` of a TokenReview. Whoever
//! has such a line can act as the owner of the token until the token expires. The rule holds rather too many values for secrets than
//! too few. Each text is looked through once, and each level of base64 is a quarter shorter than the one around it.

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Names of fields, headers, parameters and variables whose values are secrets, in small letters and digits only.
const NAMES: [&str; 46] = [
    "accesskey",
    "accesstoken",
    "apikey",
    "apitoken",
    "assertion",
    "authorization",
    "auths",
    "authtoken",
    "bearertoken",
    "bootstraptoken",
    "clientassertion",
    "clientkey",
    "clientkeydata",
    "clientsecret",
    "cookie",
    "cookies",
    "credentials",
    "dockercfg",
    "dockerconfigjson",
    "encryptionkey",
    "idtoken",
    "jwt",
    "kubeconfig",
    "passphrase",
    "passwd",
    "password",
    "pgpassword",
    "privatekey",
    "privatekeydata",
    "proxyauthorization",
    "pwd",
    "refreshtoken",
    "secret",
    "secretaccesskey",
    "secretkey",
    "securitytoken",
    "serviceaccountkey",
    "sessiontoken",
    "setcookie",
    "signingkey",
    "subjecttoken",
    "tlskey",
    "token",
    "tokensecret",
    "xapikey",
    "xauthtoken",
];

/// Names that end so are names of secrets too, as `DB_PASSWORD` and `X-Amz-Security-Token`. `token` alone is no such end: `nextPageToken`.
const ENDINGS: [&str; 9] = [
    "password",
    "passwd",
    "privatekey",
    "clientsecret",
    "accesstoken",
    "refreshtoken",
    "idtoken",
    "secretkey",
    "securitytoken",
];

/// Members of a Secret that hold its content
/// (<https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/>). Patches of Secrets name no kind.
const CONTENTS: [&str; 2] = ["data", "stringdata"];

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

/// The longest name of interest, in characters, with its punctuation.
const LONGEST_NAME: usize = 64;

/// The shortest base64 that is looked into. No token or key is shorter.
const SHORTEST_BASE64: usize = 16;

/// Percent-encoding and `\u` escapes within each other are undone so many times.
const ESCAPES: usize = 3;

/// So many times its length a text is read, with all that is packed in it: once as it stands, and three times in all for base64 in
/// base64, each level a quarter shorter; twice that where there are escapes.
const READ: usize = 8;

/// What a short text may take beside [`READ`], in bytes.
const READ_AT_LEAST: usize = 4096;

/// Returns whether the value of a field of this name is a secret.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let name = plain(name);
    NAMES.binary_search(&name.as_str()).is_ok() || ENDINGS.iter().any(|it| name.ends_with(it))
}

/// Returns whether an object under this name is the content of a Secret.
pub(crate) fn is_secret_content(name: &str) -> bool {
    CONTENTS.contains(&plain(name).as_str())
}

/// Returns whether a name or a path (JSON patch, RFC 6902) leads to a secret.
pub(crate) fn leads_to_secret(path: &str) -> bool {
    path.split(['/', '.'])
        .any(|it| is_secret_name(it) || (it.len() < path.len() && is_secret_content(it)))
        || is_secret_name(path)
}

/// Returns a name without case and punctuation; "" for a long one.
fn plain(name: &str) -> String {
    if name.len() > LONGEST_NAME {
        return String::new();
    }
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|it| it.to_ascii_lowercase()).collect()
}

/// Returns whether a text is, or holds, a secret: a token, a private key, a password beside its name, in plain, escaped or in base64.
pub(crate) fn is_secret_text(text: &str) -> bool {
    Search::through(text.len()).text(text)
}

/// Returns whether bytes are, or hold, a secret. What is compressed cannot be looked through and counts as one.
pub(crate) fn is_secret_binary(bytes: &[u8]) -> bool {
    Search::through(bytes.len()).binary(bytes)
}

/// A search through a text and what is packed in it.
struct Search {
    /// The bytes that may still be read. A text that needs more counts as a secret: nobody packs and escapes that often for another
    /// purpose.
    left: usize,
}

impl Search {
    fn through(length: usize) -> Self {
        Search {
            left: length * READ + READ_AT_LEAST,
        }
    }

    fn text(&mut self, text: &str) -> bool {
        let mut text = Cow::Borrowed(text);
        for _ in 0..=ESCAPES {
            let Some(left) = self.left.checked_sub(text.len()) else {
                return true;
            };
            self.left = left;
            if shows_secret(&text) || words(&text).any(|it| self.base64(it)) {
                return true;
            }
            match unescaped(&text) {
                Some(inner) => text = Cow::Owned(inner),
                None => return false,
            }
        }
        true
    }

    fn base64(&mut self, word: &str) -> bool {
        let packed = (word.len() >= SHORTEST_BASE64).then(|| from_base64(word));
        packed.flatten().is_some_and(|it| self.binary(&it))
    }

    fn binary(&mut self, bytes: &[u8]) -> bool {
        match std::str::from_utf8(bytes) {
            Ok(text) => self.text(text),
            Err(_) => is_secret_without_text(bytes),
        }
    }
}

fn is_secret_without_text(bytes: &[u8]) -> bool {
    is_key_in_der(bytes)
        || bytes.starts_with(&[0x1f, 0x8b]) // gzip
        || bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) // zstd
        || is_utf16_secret(bytes)
        || shows_secret(&String::from_utf8_lossy(bytes))
}

/// Decodes base64 of either alphabet: with or without padding, line ends, or bits that are left over.
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    const ENGINE: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
    let letters = text
        .bytes()
        .filter(|it| !it.is_ascii_whitespace() && *it != b'=');
    let mut letters: Vec<u8> = letters
        .map(|it| match it {
            b'-' => b'+',
            b'_' => b'/',
            other => other,
        })
        .collect();
    if letters.len() % 4 == 1 {
        letters.pop();
    }
    ENGINE.decode(letters).ok().filter(|it| !it.is_empty())
}

/// The words of base64 in a text; the whole text where it is base64 with line ends.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_');
    let is_inside = |c: char| is_letter(c) || c.is_ascii_whitespace();
    let is_whole = text.trim_end().trim_end_matches('=').chars().all(is_inside);
    text.split(move |c| !is_whole && !is_letter(c) && c != '=')
}

fn shows_secret(text: &str) -> bool {
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

/// Returns what stands behind `:` or `=` and quotes, if anything does.
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

/// Whether bytes are DER of a private key or of a key store: a SEQUENCE that begins with its version (RFC 5958 2, RFC 8017 A.1.2, RFC 5915 3,
/// RFC 7292 4). Certificates, requests and revocation lists begin with a SEQUENCE.
fn is_key_in_der(bytes: &[u8]) -> bool {
    let content = match bytes {
        [0x30, length, rest @ ..] if *length < 0x80 => rest,
        [0x30, 0x81, _, rest @ ..] | [0x30, 0x82, _, _, rest @ ..] => rest,
        _ => return false,
    };
    content.starts_with(&[0x02, 0x01])
}

fn is_utf16_secret(bytes: &[u8]) -> bool {
    let without_zeros: Vec<u8> = bytes.iter().copied().filter(|it| *it != 0).collect();
    let is_wide = without_zeros.len() * 3 < bytes.len() * 2;
    is_wide && shows_secret(&String::from_utf8_lossy(&without_zeros))
}

/// Undoes percent-encoding (RFC 3986 2.1) and `\u` escapes, and a backslash before a quote. None where there are none.
fn unescaped(text: &str) -> Option<String> {
    let mut inner = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        let (character, length) = escape(rest).unwrap_or((*first, 1));
        inner.push(character);
        rest = behind.get(length - 1..).unwrap_or_default();
    }
    let inner = String::from_utf8_lossy(&inner).into_owned();
    (inner != text).then_some(inner)
}

/// Returns the character of an escape and the escape's length. Secrets are ASCII: other escapes stay.
fn escape(text: &[u8]) -> Option<(u8, usize)> {
    let number = |digits: &[u8]| {
        let digits = std::str::from_utf8(digits).ok()?;
        u8::from_str_radix(digits, 16).ok().filter(u8::is_ascii)
    };
    match text {
        [b'%', high, low, ..] => number(&[*high, *low]).map(|it| (it, 3)),
        [b'\\', b'u', b'0', b'0', high, low, ..] => number(&[*high, *low]).map(|it| (it, 6)),
        [b'\\', b'x', high, low, ..] => number(&[*high, *low]).map(|it| (it, 4)),
        [b'\\', quote @ (b'"' | b'\\' | b'/'), ..] => Some((*quote, 2)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_order() {
        assert!(NAMES.is_sorted());
    }

    #[test]
    fn what_proves_a_credential_is_no_secret() {
        for text in [
            "JTI=025a10e5-82ff-40a5-a10c-03a9a819d6eb",
            "X509SHA256=a2f6ec10be130051847ddfc1f25a97438bb7ab27a5307e8802de5fba284bc9af",
            "/dUr2Gvt1O3oyQIjTwMbgHo2/Uj58tBUgqbwp6f3u4g=",
            "projects/acme-keys/locations/us-central1/keyRings/gke-cpa/cryptoKeys/k/cryptoKeyVersions/1",
            "google.cloud.gkeauth.v1.Auth.SignServiceAccountJWT",
            "io.k8s.authentication.v1.serviceaccounts.token.create",
            "type.googleapis.com/google.cloud.audit.AuditLog",
            "system:serviceaccount:team-a:web",
            "kubelet/v1.31.1 (linux/amd64) kubernetes/948afe5",
            "authorization.k8s.io/decision",
            "https://kubernetes.default.svc",
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
            "eyJ alone, eyJhb. and JTI=eyJ",
            "2026-10-06T12:00:00.123456789Z",
            "nextPageToken=CAoQAA",
        ] {
            assert!(!is_secret_text(text), "{text}");
        }
        for name in [
            "authorizationInfo",
            "authenticationInfo",
            "nextPageToken",
            "credentialId",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }

    /// Each level is escaped too, so that each is read twice.
    fn from_to_base64(text: &str) -> String {
        format!("{}%25", base64::prelude::BASE64_STANDARD.encode(text))
    }

    #[test]
    fn long_texts_of_beginnings_are_looked_through_once() {
        let packed = |text: String| (0..30).fold(text, |it, _| from_to_base64(&it));
        is_secret_text(&packed("%2541".to_owned()));
        for piece in [
            "eyJ",
            "eyJ.",
            "token",
            "password:\\",
            "%25",
            "://a:",
            "\\u005c",
            "kind: ",
        ] {
            is_secret_text(&piece.repeat(200_000 / piece.len()));
        }
    }
}
