//! Detects Kubernetes documents by their kind, and encoded content by its first characters in base64.

/// The kinds that are read. Their lists are read, too.
const KINDS: [&str; 8] = [
    "Config",
    "Secret",
    "ConfigMap",
    "TokenRequest",
    "TokenReview",
    "ExecCredential",
    "CertificateSigningRequest",
    "List",
];

/// The shortest base64, in characters, that is decoded.
const SHORTEST: usize = 48;

/// `-----BEGIN` in base64.
const PEM: &str = "LS0tLS1CRUdJT";

/// Returns whether objects of this kind are read.
pub fn is_kind(kind: &str) -> bool {
    KINDS.contains(
        &kind
            .strip_suffix("List")
            .filter(|it| !it.is_empty())
            .unwrap_or(kind),
    )
}

/// Returns whether a text is Kubernetes YAML or a part of it: a line has a kind that is read, or base64 of readable content behind a name.
pub(in crate::evidence) fn is_yaml(text: &[u8]) -> bool {
    let mut lines = text.split(|it| *it == b'\n').map(<[u8]>::trim_ascii);
    lines.any(|line| {
        let line = line.strip_prefix(b"- ").unwrap_or(line);
        let Some((name, value)) = std::str::from_utf8(line)
            .ok()
            .and_then(|it| it.split_once(": "))
        else {
            return false;
        };
        let value = value.trim_matches([' ', '"', '\'']);
        (name == "kind" && is_kind(value)) || (is_packed(value) && is_base64(value))
    })
}

/// Returns whether a value may be base64 of readable content.
pub(super) fn is_base64(text: &str) -> bool {
    let base64 = |it: u8| it.is_ascii_alphanumeric() || b"+/=-_\r\n ".contains(&it);
    text.len() >= SHORTEST && text.bytes().all(base64)
}

/// Returns whether a value begins like the base64 of DER, `-----BEGIN`, `eyJ` or `apiVersion:`.
pub(in crate::evidence) fn is_packed(text: &str) -> bool {
    ["MI", PEM, "ZXlK", "YXBpVmVyc2lvbj"]
        .iter()
        .any(|it| text.starts_with(it))
        && text.len() >= SHORTEST
}

/// Returns a text without whitespace.
pub(in crate::evidence) fn dense(text: &str) -> String {
    text.split_ascii_whitespace().collect()
}
