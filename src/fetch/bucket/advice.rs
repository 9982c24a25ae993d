//! What the user can do where an object store refuses a request or cannot be reached, and the store's message in short.

use object_store::ObjectStoreScheme;

/// Returns what the user can do about an error of a store.
pub(super) fn advice(scheme: &ObjectStoreScheme, error: &object_store::Error) -> String {
    let (role, login) = match scheme {
        ObjectStoreScheme::GoogleCloudStorage => (
            "roles/storage.objectViewer on the bucket (storage.objects.list and storage.objects.get)",
            "run `gcloud auth application-default login`, or name the key of a service account with GOOGLE_APPLICATION_CREDENTIALS; a public bucket takes GOOGLE_SKIP_SIGNATURE=true",
        ),
        ObjectStoreScheme::AmazonS3 => (
            "s3:ListBucket on the bucket and s3:GetObject on its objects",
            "set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION; a public bucket takes AWS_SKIP_SIGNATURE=true",
        ),
        ObjectStoreScheme::MicrosoftAzure => (
            "the role Storage Blob Data Reader on the container",
            "set AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY, or AZURE_STORAGE_SAS_TOKEN",
        ),
        _ => (
            "leave to read",
            "see that it can be read without logging in",
        ),
    };
    let text = error.to_string().to_ascii_lowercase();
    let is = |status: &str| text.contains(&format!("status code: {status}")); // the client's error of a listing holds the status only in its text
    let no_login = [
        "credential",
        "metadata",
        "account must be specified",
        "oauth",
    ];
    match error {
        _ if no_login.iter().any(|it| text.contains(it)) => format!("no credentials; {login}"),
        object_store::Error::NotFound { .. } => MISSING.to_owned(),
        _ if is("404") => MISSING.to_owned(),
        object_store::Error::PermissionDenied { .. } => {
            format!("may not be read; grant {role}")
        }
        _ if is("403") => format!("may not be read; grant {role}"),
        object_store::Error::Unauthenticated { .. } => format!("{UNKNOWN}; {login}"),
        _ if is("401") => format!("{UNKNOWN}; {login}"),
        _ if *scheme == ObjectStoreScheme::Http && text.contains("propfind") => {
            format!("{MISSING}; a server that cannot list (WebDAV) gives single files only")
        }
        _ => "cannot be read now; what was read whole is kept, so run the same command again"
            .to_owned(),
    }
}

/// Returns the message of a client on one line, without pages of HTML and without queries of URLs, which hold signatures (SAS).
pub(super) fn in_short(said: &str) -> String {
    const MOST: usize = 400;
    let without_query = |word: &str| match word.split_once('?') {
        Some((address, _)) if address.contains("://") => format!("{address}?…"),
        _ => word.to_owned(),
    };
    let said = said.split("<!DOCTYPE").next().unwrap_or_default();
    let words: Vec<String> = said.split_whitespace().map(without_query).collect();
    let said = words.join(" ");
    said.chars().take(MOST).collect()
}

const MISSING: &str =
    "no such bucket or object; check the name, and that these credentials may see it";

const UNKNOWN: &str = "the store does not know who asks";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_client_says_is_shown_in_one_line_without_signatures() {
        let said = "Error performing GET https://a.example/c/x?sv=1&sig=s3cret in 1s:\n <!DOCTYPE HTML>\n<p>no</p>";
        assert_eq!(
            in_short(said),
            "Error performing GET https://a.example/c/x?… in 1s:"
        );
    }
}
