//! The search: whatever is pasted or dropped leads to a page.
//!
//! A certificate or token is looked up by its hash or id, which is then in the address instead. Only where a token differs from what the
//! logs say of its id, the answer itself is the page.

use std::io::{Cursor, Read};

use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::credential::{address, traced};
use super::form;
use crate::check::chain::digest_mismatch;
use crate::correlate::graph;
use crate::correlate::lineage::Lineage;
use crate::evidence::input::form::FileForm;
use crate::language::say::say;
use crate::log::framing::decompress::unpack;
use crate::model::finding::message::message;
use crate::model::row_id::IdentifierId;
use crate::report::html::escape::value;
use crate::report::html::picture::encoded;
use crate::report::text::{ENGLISH, Style};
use crate::serve::Server;
use crate::serve::failure::Failure;
use crate::serve::lookups::Reading;
use crate::serve::page::{Here, Page};
use crate::store::Store;
use crate::store::questions::browse::{Cursor as Place, List};
use crate::store::rows::ids::id_set::IdSet;
use crate::trace::presented::{self, SubjectInput};
use crate::trace::resolve::{self, ResolveError, StartingPoints};

/// The largest size of a file after it was unpacked, in bytes.
const LARGEST: u64 = 1 << 20;

/// The greatest number of characters of a name.
const LONGEST_NAME: usize = 4096;

/// The name of what was given, in messages.
const GIVEN: &str = "What was given";

#[derive(Template)]
#[template(path = "several.html")]
struct Several<'l> {
    style: Style<'l>,
    what: String,
    count: usize,
    links: Vec<(String, String)>,
}

/// Answers a search.
pub(in crate::serve) async fn answer(
    State(shared): Server,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Failure> {
    let form = form::read(form).await?;
    let lookup = async move |reading: &mut Reading| {
        if !form.file.is_empty() {
            return given(&unpacked(form.file)?, reading);
        }
        let text = form.text.trim();
        let is_given = presented::is_written_out(text)
            || presented::may_be_token(text)
            || FileForm::of_value(text.as_bytes()).is_some();
        match (text, is_given) {
            ("", _) => Ok(Redirect::to("/").into_response()),
            (text, true) => given(text.as_bytes(), reading),
            (text, false) => named(text, reading).await,
        }
    };
    shared.lookups.run(lookup).await
}

/// Returns the content of a file, unpacked where it is packed.
fn unpacked(file: Vec<u8>) -> Result<Vec<u8>, Failure> {
    let unreadable = |_| {
        Failure::Unusable(message!(
            "page-not-unpacked",
            "What was given cannot be unpacked."
        ))
    };
    let (_, stream) = unpack(Cursor::new(file)).map_err(unreadable)?;
    let mut bytes = Vec::new();
    let read = stream.take(LARGEST + 1).read_to_end(&mut bytes);
    read.map_err(unreadable)?;
    match bytes.len() as u64 > LARGEST {
        true => Err(Failure::TooLarge),
        false => Ok(bytes),
    }
}

/// Looks up what was given itself.
fn given(bytes: &[u8], reading: &mut Reading) -> Result<Response, Failure> {
    let input = SubjectInput::of(bytes, GIVEN);
    let input = input.map_err(|it| Failure::Unusable(it.to_string().into()))?;
    let sought = input.identifiers();
    let points = presented::points(&sought, &mut reading.store)?;
    if points.are_none() {
        let what = message!("page-this-credential", "this certificate or token");
        return Err(Failure::Unknown { what, sought });
    }
    if differ(&input, &points, reading)? || !input.unread.is_empty() {
        let page = traced(&points, &input.tokens, &input.unread, reading)?;
        return Ok(page.into_response());
    }
    found(points, &input, reading)
}

/// Whether a token differs from what the logs say of its id.
fn differ(
    input: &SubjectInput,
    points: &StartingPoints,
    reading: &mut Reading,
) -> Result<bool, Failure> {
    if input.tokens.is_empty() {
        return Ok(false);
    }
    let facts = reading.store.facts(&points.credentials, &points.digests)?;
    let components = graph::components(facts);
    let mut lineages = components.iter().flat_map(Lineage::all);
    Ok(lineages.any(|lineage| {
        let mut tokens = input.tokens.iter();
        tokens.any(|it| digest_mismatch::of_token(&lineage, it).is_some())
    }))
}

/// Answers with what was found: with the address of its page where it is one, else with its page.
fn found(
    points: StartingPoints,
    input: &SubjectInput,
    reading: &mut Reading,
) -> Result<Response, Failure> {
    let numbers = match points.credentials.as_slice() {
        [] => &points.digests,
        credentials => credentials,
    };
    let numbers: IdSet = numbers.iter().copied().collect();
    match reading.store.identified(&numbers)?.as_slice() {
        [(one, _)] => Ok(Redirect::to(&address(&one.to_string())).into_response()),
        _ => Ok(traced(&points, &input.tokens, &input.unread, reading)?.into_response()),
    }
}

/// Looks up a name, in each of its spellings until one is known.
async fn named(what: &str, reading: &mut Reading) -> Result<Response, Failure> {
    if what.chars().count() > LONGEST_NAME {
        return Err(Failure::Unusable(message!(
            "page-too-long",
            "This is too long for a name, and neither a certificate nor a token."
        )));
    }
    for spelling in resolve::spellings(what) {
        if let Some(response) = as_it_stands(&spelling, reading).await? {
            return Ok(response);
        }
    }
    Err(Failure::Unknown {
        what: what.into(),
        sought: Vec::new(),
    })
}

async fn as_it_stands(what: &str, reading: &mut Reading) -> Result<Option<Response>, Failure> {
    let points = resolve::by_id(what, &mut reading.store)?;
    if !points.are_none() {
        return found(points, &SubjectInput::default(), reading).map(Some);
    }
    for list in lists(what) {
        if let Some(response) = listed(&list, reading).await? {
            return Ok(Some(response));
        }
    }
    match resolve::by_beginning(what, &mut reading.store).await {
        Ok(points) if points.are_none() => Ok(None),
        Ok(points) => found(points, &SubjectInput::default(), reading).map(Some),
        Err(ResolveError::Store(error)) => Err(error.into()),
        Err(ResolveError::Ambiguous {
            beginning,
            count,
            named,
        }) => Ok(Some(several(
            &beginning,
            count,
            &named,
            ENGLISH.read_in(&reading.locale),
        ))),
    }
}

/// Returns the lists that a name may be of.
fn lists(what: &str) -> Vec<List> {
    let users = resolve::users(what).map(List::OfUser);
    let called = resolve::names_of_certificates(what)
        .into_iter()
        .map(List::Called);
    let resource = [List::OfResource(what.to_owned())];
    resource.into_iter().chain(called).chain(users).collect()
}

/// Answers with the address of a list, or of the only credential in it. None where nothing is in it.
async fn listed(list: &List, reading: &mut Reading) -> Result<Option<Response>, Failure> {
    let first = reading.store.listed(list, Place::BEGINNING, 2).await?;
    let (of, name) = match list {
        List::OfResource(name) => ("resource", name),
        List::OfUser(name) => ("user", name),
        List::Called(name) => ("called", name),
        List::All => return Ok(None),
    };
    let address = match (first.as_slice(), list) {
        ([], _) => return Ok(None),
        ([one], List::OfUser(_) | List::Called(_)) => only(one.credential, &mut reading.store)?,
        _ => None,
    };
    let address = address.unwrap_or_else(|| format!("/list?of={of}&name={}", encoded(name)));
    Ok(Some(Redirect::to(&address).into_response()))
}

fn only(credential: Option<IdentifierId>, store: &mut Store) -> Result<Option<String>, Failure> {
    let number: IdSet = credential.into_iter().collect();
    let named = store.identified(&number)?;
    Ok(named.first().map(|it| address(&it.0.to_string())))
}

fn several(beginning: &str, count: usize, named: &[String], style: Style) -> Response {
    let part = Several {
        style,
        what: value(beginning),
        count,
        links: named.iter().map(|it| (value(it), address(it))).collect(),
    };
    let title = say!(style, "page-several", "Several begin so");
    Page::new(&title, Here::Elsewhere, &part, style).into_response()
}
