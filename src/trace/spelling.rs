//! The spellings of a name: people copy it with quotes and a label from a log, a query or a tool, and tools write one number in many ways.

/// The ends of labels behind which there is a hash, an id or a serial number, in lower case and without other characters.
const LABELS: [&str; 7] = [
    "credentialid",
    "digest",
    "fingerprint",
    "serial",
    "serialnumber",
    "sha256",
    "sha256hash",
];

/// The tags of identifiers in reports, in the spelling of the API server and of reports.
const TAGS: [&str; 3] = ["X509SHA256", "JTI", "TBS"];

/// The beginnings of a key version in URIs (Google's page "Full resource names", the REST API, and Tink).
const OF_KEYS: [&str; 3] = [
    "//cloudkms.googleapis.com/",
    "https://cloudkms.googleapis.com/v1/",
    "gcpkms://",
];

/// The beginnings of a number or hash: hexadecimal, subresource integrity, and a UUID as URN (RFC 9562 section 4).
const OF_NUMBERS: [&str; 3] = ["0x", "sha256-", "urn:uuid:"];

/// What is around a value that was copied.
const AROUND: [char; 11] = ['"', '\'', '`', ',', ';', '{', '}', '[', ']', '(', ')'];

/// The most decimal digits of a serial number: 20 bytes (RFC 5280 section 4.1.2.2).
const DECIMAL: usize = 49;

/// The longest text that is no plain name.
const LONGEST: usize = 1024;

/// Returns other spellings of a name, the most likely one first. The name itself is not among them.
pub(super) fn others(what: &str) -> Vec<String> {
    if what.len() > LONGEST {
        return Vec::new();
    }
    let value = unlabelled(what);
    let bare = without_any(&value, &OF_KEYS);
    let bare = without_any(bare, &OF_NUMBERS).to_owned();
    let mut all = vec![value];
    all.extend(as_uuid(&bare));
    all.extend(as_hex(&bare));
    all.insert(1, bare);
    all.dedup();
    all.retain(|it| it != what && !it.is_empty());
    all
}

/// Returns the value behind quotes and labels. A tag stays.
fn unlabelled(what: &str) -> String {
    let mut value = clean(what);
    while let Some((label, rest)) = value.split_once(['=', ':']) {
        let letters = label.chars().filter(char::is_ascii_alphanumeric);
        let label: String = letters.map(|it| it.to_ascii_lowercase()).collect();
        if let Some(tag) = TAGS.iter().find(|it| it.eq_ignore_ascii_case(&label)) {
            return format!("{tag}={}", clean(rest));
        }
        if !LABELS.iter().any(|it| label.ends_with(it)) {
            break;
        }
        value = clean(rest);
    }
    value.to_owned()
}

fn clean(text: &str) -> &str {
    text.trim_matches(|it: char| it.is_whitespace() || AROUND.contains(&it))
}

fn without_any<'t>(text: &'t str, beginnings: &[&str]) -> &'t str {
    let mut beginnings = beginnings.iter();
    let rest = beginnings.find_map(|it| {
        let (start, rest) = text.split_at_checked(it.len())?;
        start.eq_ignore_ascii_case(it).then_some(rest)
    });
    rest.unwrap_or(text)
}

/// Returns 32 hex digits as a UUID, with or without the tag of a token.
fn as_uuid(text: &str) -> Option<String> {
    let text = text.strip_prefix("JTI=").unwrap_or(text);
    let digits: String = text.chars().filter(|it| *it != '-').collect();
    let is_hex = digits.len() == 32 && digits.bytes().all(|it| it.is_ascii_hexdigit());
    let digits = digits.to_ascii_lowercase();
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32];
    let parts: Option<Vec<&str>> = parts.into_iter().map(|it| digits.get(it)).collect();
    parts.filter(|_| is_hex).map(|it| it.join("-"))
}

/// Returns a decimal number as hex: Go, Java and Terraform write serial numbers so.
fn as_hex(text: &str) -> Option<String> {
    let is_decimal =
        (1..=DECIMAL).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit());
    if !is_decimal {
        return None;
    }
    let mut bytes: Vec<u8> = Vec::new(); // the lowest first
    for digit in text.bytes() {
        let mut carry = u16::from(digit - b'0');
        for byte in &mut bytes {
            let sum = u16::from(*byte) * 10 + carry;
            *byte = sum.to_le_bytes()[0];
            carry = sum >> 8;
        }
        bytes.extend((carry > 0).then(|| carry.to_le_bytes()[0]));
    }
    bytes.reverse();
    Some(hex::encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copied_name_is_known_by_its_value() {
        for (what, expected) in [
            ("x509sha256=AB", "X509SHA256=AB"),
            ("\"JTI=a\"", "JTI=a"),
            ("\"jti\": \"a\",", "JTI=a"),
            ("protoPayload.metadata.credentialId=\"JTI=a\"", "JTI=a"),
            (
                "authentication.kubernetes.io/credential-id: X509SHA256=ab",
                "X509SHA256=ab",
            ),
            (
                "\"authentication.kubernetes.io/credential-id\":[\"JTI=a\"]",
                "JTI=a",
            ),
            ("sha256 Fingerprint=AB:CD", "AB:CD"),
            ("serial=0A", "0A"),
            ("0xAB", "AB"),
            ("urn:uuid:a", "a"),
            ("//cloudkms.googleapis.com/projects/p", "projects/p"),
            (
                "{025A10E5-82ff-40a5-a10c-03a9a819d6eb}",
                "025a10e5-82ff-40a5-a10c-03a9a819d6eb",
            ),
            (
                "025a10e582ff40a5a10c03a9a819d6eb",
                "025a10e5-82ff-40a5-a10c-03a9a819d6eb",
            ),
            (
                "140191226199399189105044225440181714999",
                "6977d919a8c3154892ea614b7f350037",
            ),
            ("256", "0100"),
        ] {
            let all = others(what);
            assert!(all.iter().any(|it| it == expected), "{what}: {all:?}");
        }
    }

    #[test]
    fn a_name_is_not_taken_apart() {
        for what in [
            "",
            "a",
            "system:node:a=b",
            "spiffe://a.b/c",
            "JTI=a",
            "projects/p/cryptoKeyVersions/1",
        ] {
            assert_eq!(others(what), [""; 0], "{what}");
        }
    }
}
