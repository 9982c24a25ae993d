//! What is looked for: a file, a certificate or token on the command line, or a name.

use std::path::Path;

use anyhow::bail;
use credtrail::evidence::jose::token::Presented;
use credtrail::model::identifier::Identifier;
use credtrail::report::text::escape::Safe;
use credtrail::store::Store;
use credtrail::trace::presented;
use credtrail::trace::resolve::{self, SHORTEST_PREFIX, StartingPoints};

use super::subject_input;
use credtrail::message;
use credtrail::model::finding::message::Message;

/// The ends of names of files with certificates, tokens and the like. A name that ends so and is no file is an error.
const OF_FILES: [&str; 11] = [
    ".pem", ".crt", ".cer", ".der", ".jwt", ".crl", ".csr", ".p7b", ".p7c", ".yaml", ".json",
];

/// What is looked for: where the search starts, and the tokens that were given.
#[derive(Default)]
pub(in crate::command) struct Search {
    pub(in crate::command) points: StartingPoints,
    pub(super) tokens: Vec<Presented>,
    /// The identifiers of what was given as a file or text, known or not.
    pub(super) sought: Vec<Identifier>,
}

/// Finds the identifiers of a text: as a file, as a certificate or token itself, or as a name.
pub(super) async fn find(what: &str, store: &mut Store) -> anyhow::Result<Search> {
    if let Some(given) = given(what, store)? {
        return Ok(given);
    }
    let points = resolve::resolve(what, store).await?;
    Ok(Search {
        points,
        ..Search::default()
    })
}

/// Returns the identifiers of what is given itself; `None` for a name.
pub(in crate::command) fn given(what: &str, store: &mut Store) -> anyhow::Result<Option<Search>> {
    if OF_FILES.iter().any(|it| what.ends_with(it)) && !Path::new(what).exists() {
        bail!(message!(
            "error-no-such-file",
            "no such file: {path}",
            path = what
        ));
    }
    if what == "-" || Path::new(what).is_file() {
        let bytes = subject_input::bytes(what)?;
        return of_input(&bytes, &shown(what), store).map(Some);
    }
    if presented::is_written_out(what) {
        return of_input(what.as_bytes(), &shown(what), store).map(Some);
    }
    Ok(None)
}

/// Returns the identifiers of certificates, requests, revocation lists and tokens in a file.
fn of_input(bytes: &[u8], name: &str, store: &mut Store) -> anyhow::Result<Search> {
    let input = subject_input::read(bytes, name)?;
    let sought = input.identifiers();
    Ok(Search {
        points: presented::points(&sought, store)?,
        tokens: input.tokens,
        sought,
    })
}

/// Returns why a text may not have been found.
pub(super) fn hint(what: &str) -> Message {
    if what != "-" && what.chars().count() < SHORTEST_PREFIX {
        message!(
            "notice-short-beginning",
            " (the beginning of an identifier needs 4 characters)"
        )
    } else {
        Message::default()
    }
}

/// Returns the given text for a message, unless it may be a secret.
pub(super) fn shown(what: &str) -> Message {
    if what == "-" {
        message!("given-on-input", "what was given on standard input")
    } else if !Path::new(what).is_file()
        && (presented::may_be_token(what) || presented::is_written_out(what))
    {
        message!("given-written-out", "this token or certificate")
    } else {
        Safe(what).to_string().into()
    }
}
