//! What the user can do where an object store refuses a request or cannot be reached, and the store's message in short.

use object_store::ObjectStoreScheme;

use crate::model::finding::message::{Message, message};

/// Returns what the user can do about an error of a store.
pub(super) fn advice(scheme: &ObjectStoreScheme, error: &object_store::Error) -> Message {
    let (role, login) = roles(scheme);
    let text = error.to_string().to_ascii_lowercase();
    let is = |status: &str| text.contains(&format!("status code: {status}")); // the client's error of a listing holds the status only in its text
    let no_login = [
        "credential",
        "metadata",
        "account must be specified",
        "oauth",
    ];
    match error {
        _ if no_login.iter().any(|it| text.contains(it)) => {
            message!("error-bucket-no-login", "no credentials; {login}"; login)
        }
        object_store::Error::NotFound { .. } => missing(),
        _ if is("404") => missing(),
        object_store::Error::PermissionDenied { .. } => {
            message!("error-bucket-403", "may not be read; grant {role}"; role)
        }
        _ if is("403") => message!("error-bucket-403", "may not be read; grant {role}"; role),
        object_store::Error::Unauthenticated { .. } => {
            message!("error-bucket-401", "the store does not know who asks; {login}"; login)
        }
        _ if is("401") => {
            message!("error-bucket-401", "the store does not know who asks; {login}"; login)
        }
        _ if *scheme == ObjectStoreScheme::Http && text.contains("propfind") => {
            let missing = missing();
            message!("error-bucket-no-list", "{missing}; a server that cannot list (WebDAV) gives single files only"; missing)
        }
        _ => message!(
            "error-bucket-later",
            "cannot be read now; what was read whole is kept, so run the same command again"
        ),
    }
}

/// Which role reading takes, and how to log in.
fn roles(scheme: &ObjectStoreScheme) -> (Message, Message) {
    match scheme {
        ObjectStoreScheme::GoogleCloudStorage => (
            message!(
                "error-bucket-role-google",
                "roles/storage.objectViewer on the bucket (storage.objects.list and storage.objects.get)"
            ),
            message!(
                "error-bucket-login-google",
                "run `gcloud auth application-default login`, or name the key of a service account with GOOGLE_APPLICATION_CREDENTIALS; a public bucket takes GOOGLE_SKIP_SIGNATURE=true"
            ),
        ),
        ObjectStoreScheme::AmazonS3 => (
            message!(
                "error-bucket-role-amazon",
                "s3:ListBucket on the bucket and s3:GetObject on its objects"
            ),
            message!(
                "error-bucket-login-amazon",
                "set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION; a public bucket takes AWS_SKIP_SIGNATURE=true"
            ),
        ),
        ObjectStoreScheme::MicrosoftAzure => (
            message!(
                "error-bucket-role-azure",
                "the role Storage Blob Data Reader on the container"
            ),
            message!(
                "error-bucket-login-azure",
                "set AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY, or AZURE_STORAGE_SAS_TOKEN"
            ),
        ),
        _ => (
            message!("error-bucket-role-other", "leave to read"),
            message!(
                "error-bucket-login-other",
                "see that it can be read without logging in"
            ),
        ),
    }
}

fn missing() -> Message {
    message!(
        "error-bucket-404",
        "no such bucket or object; check the name, and that these credentials may see it"
    )
}

/// Returns the message of a client on one line, without pages of HTML and without queries of URLs, which hold signatures (SAS).
pub(super) fn in_short(message: &str) -> String {
    const MOST: usize = 400;
    let without_query = |word: &str| match word.split_once('?') {
        Some((address, _)) if address.contains("://") => format!("{address}?…"),
        _ => word.to_owned(),
    };
    let message = message.split("<!DOCTYPE").next().unwrap_or_default();
    let words: Vec<String> = message.split_whitespace().map(without_query).collect();
    let text = words.join(" ");
    text.chars().take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_client_says_is_shown_in_one_line_without_signatures() {
        let message = "Error performing GET https://a.example/c/x?sv=1&sig=s3cret in 1s:\n <!DOCTYPE HTML>\n<p>no</p>";
        assert_eq!(
            in_short(message),
            "Error performing GET https://a.example/c/x?… in 1s:"
        );
    }
}
