//! Texts that a database keeps in English: the forms of files, and the reasons why a line or an input was not read. Another language finds
//! such a text by its English pattern, and its values by the patterns of values.

use std::borrow::Cow;

use super::Language;
use super::locale::Locale;

/// A text by its id: English, with `{name}` for each value.
pub(super) type Pattern = (&'static str, &'static str);

/// Makes a pattern.
macro_rules! stored {
    ($id:literal, $text:literal) => {
        ($id, $text)
    };
}
pub(super) use stored;

/// Why a line or an input was not read. The most general patterns are the last.
const REASONS: &[Pattern] = &[
    stored!("stored-cut-text", "cut JSON: the line ends inside a string"),
    stored!(
        "stored-cut-input",
        "cut JSON: the input ends inside {inside}"
    ),
    stored!(
        "stored-cut-object",
        "cut JSON: the text ends inside an object"
    ),
    stored!(
        "stored-not-json",
        "not JSON: a line starts with {found}, expected {expected}"
    ),
    stored!(
        "stored-broken-json",
        "broken JSON: found {found}, expected {expected}"
    ),
    stored!(
        "stored-no-record",
        "no record: an element starts with {found}, expected {expected}"
    ),
    stored!(
        "stored-too-long",
        "longer than 16 MiB, expected a shorter record"
    ),
    stored!(
        "stored-too-deep",
        "nested deeper than 10,240 levels, expected a flatter record"
    ),
    stored!("stored-not-utf8", "invalid UTF-8 at byte {byte}"),
    stored!(
        "stored-no-escape",
        "not JSON at byte {byte}: no such escape in a text"
    ),
    stored!("stored-not-json-at", "not JSON at byte {byte}"),
    stored!("stored-array", "an array, expected an object"),
    stored!(
        "stored-unusable",
        "unusable JSON at byte {byte}: a key stands there twice, or it is nested too deep"
    ),
    stored!(
        "stored-not-base64",
        "message.data: expected base64 of a log entry"
    ),
    stored!(
        "stored-no-entry",
        "an object, but no log entry: expected protoPayload, protopayload_auditlog, proto_payload.audit_log or an audit.k8s.io event"
    ),
    stored!(
        "stored-not-decoded",
        "protoPayload: not decoded, it names no service and no method; expected the fields of an AuditLog, as Cloud Logging exports them"
    ),
    stored!(
        "stored-envelopes",
        "more than {count} envelopes around each other"
    ),
    stored!(
        "stored-omitted",
        "{count} more lines of this log could not be read, the first of them here: counted, not kept one by one"
    ),
    stored!(
        "stored-nothing-read",
        "nothing of this input was read: {why}; read it, or say `ingest --dismiss PATH` if it holds no log entries"
    ),
    stored!(
        "stored-then-dismiss",
        "{why}; then read what was in it, and dismiss this file"
    ),
    stored!(
        "stored-ahead",
        "an ingest that is at work, or was stopped, had it still ahead"
    ),
    stored!("stored-cut-pem", "cut PEM: {label} has no end"),
    stored!("stored-expected-base64", "expected base64"),
    stored!("stored-cut-base64", "base64 that is cut or damaged"),
    stored!(
        "stored-other-base64",
        "base64, but of no certificate or token"
    ),
    stored!("stored-no-key-set", "expected a JSON Web Key Set"),
    stored!(
        "stored-unusable-keys",
        "some keys of the set cannot be used: {keys}"
    ),
    stored!(
        "stored-behind-der",
        "behind a DER object stands something that is none"
    ),
    stored!("stored-der-unreadable", "{kind} (DER) that cannot be read"),
    stored!(
        "stored-digest",
        "expected {lengths} bytes as hex or base64, found {length} characters ({found})"
    ),
    stored!(
        "stored-id",
        "expected X509SHA256=<64 hex> or JTI=<id>, found {found}"
    ),
    stored!("stored-missing", "{field}: missing, expected {expected}"),
    stored!("stored-expected-pem", "expected a PEM certificate"),
    stored!(
        "stored-expected-base64-pem",
        "expected base64 of a PEM certificate"
    ),
    stored!("stored-expected-object", "expected an object"),
    stored!("stored-expected-code", "expected an object with a code"),
    stored!("stored-database", "a database; it is given with --db"),
    stored!(
        "stored-beside-database",
        "a file that SQLite keeps beside a database"
    ),
    stored!("stored-page", "a page of HTML or XML"),
    stored!("stored-zip", "a ZIP archive; unpack it"),
    stored!(
        "stored-zip-parts",
        "a ZIP archive in several parts; put it together and unpack it"
    ),
    stored!("stored-archive", "a {kind} archive; unpack it"),
    stored!(
        "stored-packed-twice",
        "packed by {program} twice; unpack it once"
    ),
    stored!("stored-packed", "packed by {program}; unpack it"),
    stored!("stored-table", "a Parquet table; export it as JSON"),
    stored!("stored-avro", "an Avro table; export it as JSON"),
    stored!(
        "stored-utf32",
        "text in UTF-32; convert it: iconv -f UTF-32 -t UTF-8"
    ),
    stored!("stored-field", "{field}: {problem}"),
];

/// What to do about a bucket that was not read: the text before the message of its client.
const ADVICE: &[Pattern] = &[
    stored!(
        "error-bucket-no-list",
        "{missing}; a server that cannot list (WebDAV) gives single files only"
    ),
    stored!(
        "error-bucket-404",
        "no such bucket or object; check the name, and that these credentials may see it"
    ),
    stored!("error-bucket-no-login", "no credentials; {login}"),
    stored!("error-bucket-403", "may not be read; grant {role}"),
    stored!(
        "error-bucket-401",
        "the store does not know who asks; {login}"
    ),
    stored!(
        "error-bucket-later",
        "cannot be read now; what was read whole is kept, so run the same command again"
    ),
    stored!(
        "error-bucket-login-google",
        "run `gcloud auth application-default login`, or name the key of a service account with GOOGLE_APPLICATION_CREDENTIALS; a public bucket takes GOOGLE_SKIP_SIGNATURE=true"
    ),
    stored!(
        "error-bucket-login-amazon",
        "set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION; a public bucket takes AWS_SKIP_SIGNATURE=true"
    ),
    stored!(
        "error-bucket-login-azure",
        "set AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY, or AZURE_STORAGE_SAS_TOKEN"
    ),
    stored!(
        "error-bucket-login-other",
        "see that it can be read without logging in"
    ),
    stored!(
        "error-bucket-role-google",
        "roles/storage.objectViewer on the bucket (storage.objects.list and storage.objects.get)"
    ),
    stored!(
        "error-bucket-role-amazon",
        "s3:ListBucket on the bucket and s3:GetObject on its objects"
    ),
    stored!(
        "error-bucket-role-azure",
        "the role Storage Blob Data Reader on the container"
    ),
    stored!("error-bucket-role-other", "leave to read"),
];

/// Values of these texts.
const VALUES: &[Pattern] = &[
    stored!("stored-a-string", "a string"),
    stored!("stored-an-object", "an object"),
    stored!("stored-an-array", "an array"),
    stored!("stored-a-value", "a value"),
    stored!("stored-a-key", "a key"),
    stored!("stored-a-bracket", "a closing bracket"),
    stored!("stored-byte", "byte 0x{hex}"),
    stored!("stored-a-certificate", "a certificate"),
    stored!("stored-a-request", "a signing request"),
    stored!("stored-a-list", "a revocation list"),
    stored!("stored-a-public-key", "a public key"),
    stored!("stored-a-private-key", "a private key"),
    stored!("stored-certificate-name", "the name of a certificate"),
    stored!("stored-version-name", "the name of a key version"),
    stored!("stored-request-id", "the request's id"),
    stored!("stored-hex", "{count} hex digits"),
    stored!("stored-or", "{one} or {other}"),
];

/// Forms of files and parts of them.
const FORMS: &[Pattern] = &[
    stored!(
        "stored-form-event-in-payload",
        "audit.k8s.io event in jsonPayload (not read)"
    ),
    stored!("stored-form-bigquery", "BigQuery row"),
    stored!("stored-form-analytics", "Log Analytics row"),
    stored!("stored-form-event", "audit.k8s.io event"),
    stored!("stored-form-page", "entries.list page"),
    stored!("stored-form-message", "Pub/Sub message"),
    stored!("stored-form-cluster", "cluster description"),
    stored!("stored-form-object", "Kubernetes object"),
    stored!(
        "stored-gzip-trailer",
        "gzip ({count} bytes behind it are no gzip, left unread)"
    ),
    stored!("stored-form-nothing", "no log entries"),
    stored!("stored-form-unreadable", "nothing readable"),
    stored!("stored-form-of-cluster", "{form} of cluster {cluster}"),
    stored!("stored-form-with", "{form} with {contents}"),
    stored!("stored-form-certificate", "1 certificate"),
    stored!("stored-form-certificates", "{count} certificates"),
    stored!("stored-form-request", "1 signing request"),
    stored!("stored-form-requests", "{count} signing requests"),
    stored!("stored-form-list", "1 revocation list"),
    stored!("stored-form-lists", "{count} revocation lists"),
    stored!("stored-form-token", "1 token"),
    stored!("stored-form-tokens", "{count} tokens"),
    stored!("stored-form-key", "1 public key"),
    stored!("stored-form-keys", "{count} public keys"),
];

/// How deep values lie in values at most.
const DEEPEST: usize = 6;

impl Locale {
    /// Returns why something was not read, in this language.
    pub fn reason<'t>(&self, english: &'t str) -> Cow<'t, str> {
        self.translated(english, REASONS, DEEPEST)
    }

    /// Returns the form of a file in this language: its parts are behind how it is packed, with commas.
    pub fn form(&self, english: &str) -> String {
        let (packing, form) = match english.rsplit_once(": ") {
            Some((_, form)) => english.split_at(english.len() - form.len()),
            None => ("", english),
        };
        let text = match form.split_once(" with ") {
            None => self.parts(form),
            Some((file, contents)) => {
                let (file, contents) = (self.parts(file), self.parts(contents));
                let values = [("form", file), ("contents", contents)];
                let text = self.text("stored-form-with", values.into_iter());
                text.unwrap_or_else(|| form.to_owned())
            }
        };
        let packing = packing.split(": ");
        let packing: Vec<_> = packing
            .map(|it| self.translated(it, FORMS, DEEPEST))
            .collect();
        format!("{}{text}", packing.join(": "))
    }

    fn parts(&self, forms: &str) -> String {
        let parts = forms.split(", ");
        let parts: Vec<_> = parts
            .map(|it| self.translated(it, FORMS, DEEPEST))
            .collect();
        parts.join(", ")
    }

    fn translated<'t>(&self, english: &'t str, patterns: &[Pattern], depth: usize) -> Cow<'t, str> {
        if self.language() == Language::English || depth == 0 {
            return Cow::Borrowed(english);
        }
        let mut found = patterns.iter();
        let found = found.find_map(|(id, pattern)| Some((*id, values(pattern, english)?)));
        let Some((id, values)) = found else {
            return Cow::Borrowed(english);
        };
        let values = values.into_iter().map(|(name, value)| {
            let inner = match name {
                "form" | "contents" => FORMS,
                "why" | "problem" => REASONS,
                "field" | "login" | "role" | "missing" => ADVICE,
                _ => VALUES,
            };
            (name, self.translated(value, inner, depth - 1).into_owned())
        });
        self.text(id, values)
            .map_or(Cow::Borrowed(english), Cow::Owned)
    }
}

/// Returns the values by which a text is of this pattern; None where it is not.
pub(super) fn values<'t>(
    pattern: &'static str,
    text: &'t str,
) -> Option<Vec<(&'static str, &'t str)>> {
    let mut parts = pattern.split('{');
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut parts = parts.peekable();
    let mut values = Vec::new();
    while let Some(part) = parts.next() {
        let (name, literal) = part.split_once('}')?;
        let end = match parts.peek() {
            Some(_) => rest.find(literal)?,
            None => rest.strip_suffix(literal)?.len(),
        };
        let (value, after) = rest.split_at_checked(end)?;
        if value.is_empty() {
            return None;
        }
        values.push((name, value));
        rest = after.strip_prefix(literal)?;
    }
    rest.is_empty().then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_the_values_of_its_pattern() {
        let pattern = "found {found}, expected {expected} here";
        let found = values(pattern, "found 'a', expected b here");
        assert_eq!(found, Some(vec![("found", "'a'"), ("expected", "b")]));
        assert_eq!(values(pattern, "found 'a', expected b"), None);
        assert_eq!(values("as it is", "as it is"), Some(Vec::new()));
        assert_eq!(values("{a}", ""), None);
    }

    #[test]
    fn values_are_translated_too_and_unknown_texts_stay() {
        let korean = Locale::new(Language::Korean, None);
        let reason = korean.reason("broken JSON: found '}', expected a value or ']'");
        assert!(reason.contains("값 또는 ']'"), "{reason}");
        assert_eq!(korean.reason("no such text"), "no such text");
        let form = korean.form("gzip: LogEntry, audit.k8s.io event of cluster c");
        assert!(form.starts_with("gzip: LogEntry, c 클러스터"), "{form}");
        let form = korean.form("PEM with 2 certificates, 1 token");
        assert_eq!(form, "PEM(인증서 2개, 토큰 1개)");
        let bucket = korean.reason(
            "gs://b/: no credentials; see that it can be read without logging in: none, or other",
        );
        let expected = "gs://b/: 사용자 인증 정보가 없습니다. 로그인하지 않고 읽을 수 있는지 확인하세요: none, or other";
        assert_eq!(bucket, expected);
        let english = Locale::default();
        assert_eq!(english.reason("expected base64"), "expected base64");
    }
}
