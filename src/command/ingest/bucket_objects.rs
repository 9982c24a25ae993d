//! Objects of buckets among the inputs of `ingest` and `replay`.

use std::path::Path;

pub use credtrail::fetch::bucket::Bucket;
use credtrail::fetch::bucket::{Downloads, Error};
use credtrail::ingest::ingested::Ingested;
use credtrail::ingest::input::Input;
use credtrail::ingest::pipeline;
use credtrail::log::Reader;
use credtrail::report::text::grouped;
use credtrail::store::Store;
use credtrail::store::bucket_object::Object;
use credtrail::store::rows::unread::InputPath;

use super::unread_inputs::place;
use super::{Bar, InputSummary};
use crate::command::args;
use crate::command::failure::WithMessage;
use crate::command::output::notice::notify;
use credtrail::message;

/// Returns the bucket of an address.
pub fn named(url: &Path) -> anyhow::Result<Bucket> {
    let text = url.to_str().unwrap_or_default();
    Ok(text.parse::<Bucket>()?)
}

/// Returns the objects of a bucket as inputs.
#[cfg(feature = "lake")]
pub fn inputs(url: &Path) -> anyhow::Result<Vec<Input>> {
    let objects = named(url)?.objects()?;
    Ok(objects.iter().map(Input::of_object).collect())
}

/// Reads every object of a bucket that was not read before.
pub async fn read(
    bucket: &Bucket,
    reader: &Reader,
    store: &mut Store,
    (bar, verbosity): (&Bar<'_>, args::Verbosity),
    summary: &mut InputSummary,
) -> anyhow::Result<()> {
    let listed = listed(bucket, store)?;
    let all = listed.len();
    let unread = store.unread_objects(listed).await?;
    let known = all - unread.len();
    summary.useful += known;
    store.expect(unread.iter().map(|it| place(Path::new(&it.url))))?;
    if !unread.iter().any(|it| it.url == bucket.to_string()) {
        store.forget_unread(&place_of(bucket))?; // its objects are expected instead
    }
    bar.bar.inc_length(unread.iter().map(|it| it.size).sum());
    for download in Downloads::start(bucket, unread)? {
        let input = Input::of_object(&download.object);
        let stream = Box::new(download);
        match pipeline::ingest_stream(&input, stream, reader, store, &bar.progress).await {
            Ok(Ingested::Unread { form }) => {
                summary
                    .unread
                    .leave(&input.path, form, (bar, verbosity), store)?;
            }
            Ok(ingested) => {
                store.forget_unread(&place(&input.path))?;
                bar.say(&input, &ingested, verbosity);
                summary.add(&input, &ingested);
            }
            Err(error) => summary.unread.add(error, bar, store)?,
        }
    }
    if !verbosity.quiet {
        let (name, number) = (bucket.to_string(), grouped(all as u64));
        let known = grouped(known as u64);
        let text = match all {
            1 => message!(
                "notice-object",
                "{name}: {number} object, {known} read before",
                name,
                number,
                known
            ),
            _ => message!(
                "notice-objects",
                "{name}: {number} objects, {known} read before",
                name,
                number,
                known
            ),
        };
        bar.bar.suspend(|| notify(&text, bar.locale));
    }
    Ok(())
}

/// Where a bucket lies.
pub fn place_of(bucket: &Bucket) -> InputPath {
    place(Path::new(&bucket.to_string()))
}

/// Lists the objects of a bucket. Until that succeeds, nobody knows what is there.
fn listed(bucket: &Bucket, store: &mut Store) -> anyhow::Result<Vec<Object>> {
    let listed = bucket.objects();
    match &listed {
        Err(Error::Empty(_)) => store.forget_unread(&place_of(bucket))?,
        Err(error) => store.record_unread(&place_of(bucket), &error.to_string())?,
        Ok(_) => {}
    }
    Ok(listed?)
}

/// Reads one object again.
pub async fn again(
    input: &Input,
    object: &Object,
    reader: &Reader,
    store: &mut Store,
    bar: &Bar<'_>,
) -> anyhow::Result<Ingested> {
    let bucket: Bucket = object.url.parse()?;
    let mut downloads = Downloads::start(&bucket, vec![object.clone()])?;
    let download = downloads
        .next()
        .with_message(|| message!("error-object-gone", "the object is not there any more"))?;
    let stream = Box::new(download);
    Ok(pipeline::ingest_stream(input, stream, reader, store, &bar.progress).await?)
}
