//! Texts of Kubernetes tell what they hold: by a kind that is read, or by how what is looked for begins in base64.

/// The kinds that are read; their lists, too.
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

/// The shortest line of base64 that is looked into.
const SHORTEST: usize = 48;

/// `-----BEGIN` in base64.
const PEM: &str = "LS0tLS1CRUdJT";

/// Whether objects of this kind are read.
pub fn is_kind(kind: &str) -> bool {
    KINDS.contains(
        &kind
            .strip_suffix("List")
            .filter(|it| !it.is_empty())
            .unwrap_or(kind),
    )
}

/// Whether a text is YAML of Kubernetes, or a piece of it: a kind that is read, or PEM in base64 behind a name.
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

/// Whether a value may be base64 of something that is read.
pub(super) fn is_base64(text: &str) -> bool {
    let base64 = |it: u8| it.is_ascii_alphanumeric() || b"+/=-_\r\n ".contains(&it);
    text.len() >= SHORTEST && text.bytes().all(base64)
}

/// How what is looked for begins in base64: DER, `-----BEGIN`, `eyJ`, `apiVersion:`.
pub(in crate::evidence) fn is_packed(text: &str) -> bool {
    ["MI", PEM, "ZXlK", "YXBpVmVyc2lvbj"]
        .iter()
        .any(|it| text.starts_with(it))
        && text.len() >= SHORTEST
}

/// A text without the ends of its lines.
pub(in crate::evidence) fn dense(text: &str) -> String {
    text.split_ascii_whitespace().collect()
}
