//! Objects of a bucket: their names and their content, without a copy on disk.
//!
//! The clients are those of `object_store`; each takes its credentials from the environment (`GOOGLE_…`, `AWS_…`, `AZURE_…`) and
//! from the machine it runs on. All requests run on threads of their own, since the reader of a stream blocks its thread.

mod advice;
mod connector;
mod download;
mod upload;

use std::convert::identity;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use futures_util::TryStreamExt;
use futures_util::stream::BoxStream;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};
use object_store::gcp::{GoogleCloudStorageBuilder, GoogleConfigKey};
use object_store::http::HttpBuilder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{
    BackoffConfig, ClientConfigKey, ClientOptions, ObjectMeta, ObjectStore, ObjectStoreExt,
    ObjectStoreScheme, RetryConfig,
};
use reqwest::Url;
use thiserror::Error;
use tokio::time::timeout;

use self::connector::Protected;
use self::download::late;
pub use self::download::{Download, Downloads};
pub use self::upload::Replaces;
use crate::coverage::sink_hours::Hour;
use crate::model::finding::message::{Message, message};
use crate::store::bucket_object::Object;

/// Why a bucket cannot be read. Each message says what the user can do.
#[derive(Debug, Error)]
pub enum Error {
    /// The text is no address of a bucket. The message does not repeat the text, which may hold a secret.
    #[error("{0}")]
    NotAUrl(Box<Message>),
    /// The bucket or prefix holds no objects.
    #[error(
        "no objects at {0}; a prefix ends where a directory does, as in gs://bucket/cloudaudit.googleapis.com/"
    )]
    Empty(String),
    /// The store refused, or could not be reached.
    #[error("{bucket}: {advice}: {message}")]
    Store {
        /// The bucket and prefix.
        bucket: String,
        /// What the user can do.
        advice: Box<Message>,
        /// The message of the client, in short.
        message: String,
    },
    /// An object that is not the one that was listed.
    #[error("{0} is not what it was when it was listed")]
    Changed(String),
    /// An object of this name is there already.
    #[error("{0} is there already")]
    Exists(String),
    /// A file that should be stored cannot be read.
    #[error("the file cannot be read")]
    File(#[source] std::io::Error),
    /// No thread can be started.
    #[error("no thread to read the bucket with")]
    Thread(#[from] std::io::Error),
}

/// A bucket, or the part of one below a prefix, or one object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    url: Url,
    scheme: ObjectStoreScheme,
    prefix: Path,
}

fn other_form() -> Error {
    Error::NotAUrl(Box::new(message!(
        "error-bucket-form",
        "no address of a bucket; expected gs://, s3://, az://, https:// or file:// with a bucket and a prefix, as in gs://acme-audit-logs/cloudaudit.googleapis.com/"
    )))
}

impl FromStr for Bucket {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let url: Url = text.parse().map_err(|_| other_form())?;
        let (scheme, prefix) = ObjectStoreScheme::parse(&url).map_err(|_| other_form())?;
        if scheme == ObjectStoreScheme::Memory {
            return Err(other_form());
        }
        let names_container =
            scheme == ObjectStoreScheme::MicrosoftAzure && url.password().is_none();
        if url.query().is_some() || !(url.username().is_empty() || names_container) {
            return Err(Error::NotAUrl(Box::new(message!(
                "error-bucket-secret",
                "credentials do not belong into the address of a bucket; set them in the environment, as AZURE_STORAGE_SAS_TOKEN or AWS_SECRET_ACCESS_KEY"
            ))));
        }
        Ok(Bucket {
            url,
            scheme,
            prefix,
        })
    }
}

impl fmt::Display for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.base(), self.prefix)
    }
}

/// Returns the retries of a request: at most a minute, so that a wrong name does not look like a stuck command.
fn retries() -> RetryConfig {
    RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(200),
            max_backoff: Duration::from_secs(10),
            base: 2.0,
        },
        max_retries: 5,
        retry_timeout: Duration::from_secs(60),
    }
}

/// The longest time without an object in a listing. A store may give pages without objects, but not for so long.
const LISTING_SILENCE: Duration = Duration::from_secs(300);

/// The most objects of a listing: a sink writes some hundred thousand a year.
const MOST_OBJECTS: usize = 10_000_000;

/// A download may take any time while bytes arrive; the default of `object_store` ends it after 30 seconds.
const PATIENCE: [(ClientConfigKey, &str); 2] = [
    (ClientConfigKey::Timeout, "24h"),
    (ClientConfigKey::ReadTimeout, "60s"),
];

/// Sets the time limits of a builder of clients. The builders of `object_store` have no trait in common.
macro_rules! patient {
    ($builder:expr, $key:expr) => {
        PATIENCE.into_iter().fold($builder, |it, (key, value)| {
            it.with_config($key(key), value)
        })
    };
}

/// Builds a client that tries again, and sends no token in the clear.
macro_rules! client {
    ($builder:expr) => {
        Arc::new(
            $builder
                .with_retry(retries())
                .with_http_connector(Protected)
                .build()?,
        )
    };
}

impl Bucket {
    /// Returns the address in front of the keys: `gs://bucket/`.
    fn base(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        let port = self.url.port().map_or(String::new(), |it| format!(":{it}"));
        let container = match self.url.username() {
            "" => String::new(),
            name => format!("{name}@"),
        };
        let parts = |path: &str| path.split('/').filter(|it| !it.is_empty()).count();
        let is_in_path = parts(self.url.path()) > parts(self.prefix.as_ref());
        let bucket = self.url.path_segments().and_then(|mut it| it.next());
        let bucket = bucket.filter(|_| is_in_path);
        let bucket = bucket.map_or(String::new(), |it| format!("{it}/"));
        format!("{}://{container}{host}{port}/{bucket}", self.url.scheme())
    }

    /// Returns a client. The connections of the client belong to the runtime in which it is first used.
    fn store(&self) -> object_store::Result<Arc<dyn ObjectStore>> {
        let url = self.url.as_str();
        Ok(match self.scheme {
            ObjectStoreScheme::GoogleCloudStorage => {
                let builder = GoogleCloudStorageBuilder::from_env().with_url(url);
                client!(patient!(builder, GoogleConfigKey::Client))
            }
            ObjectStoreScheme::AmazonS3 => {
                let builder = AmazonS3Builder::from_env().with_url(url);
                client!(patient!(builder, AmazonS3ConfigKey::Client))
            }
            ObjectStoreScheme::MicrosoftAzure => {
                let builder = MicrosoftAzureBuilder::from_env().with_url(url);
                client!(patient!(builder, AzureConfigKey::Client))
            }
            ObjectStoreScheme::Http => {
                let options = patient!(ClientOptions::new().with_allow_http(true), identity);
                let builder = HttpBuilder::new().with_url(self.base());
                client!(builder.with_client_options(options))
            }
            _ => Arc::new(LocalFileSystem::new()),
        })
    }

    /// Returns all objects of the bucket or prefix, in the order of their names.
    ///
    /// # Errors
    /// Errors of the store; [`Error::Empty`] where there are no objects.
    pub fn objects(&self) -> Result<Vec<Object>, Error> {
        let listed = on_thread("list", || self.list())?;
        let metas = listed.map_err(|source| self.failed(source))?;
        if metas.is_empty() {
            return Err(Error::Empty(self.to_string()));
        }
        let base = self.base();
        let mut objects: Vec<Object> = metas.into_iter().map(|it| object(it, &base)).collect();
        objects.sort_unstable_by(|one, other| one.url.cmp(&other.url));
        Ok(objects)
    }

    /// Lists the object of this name, or else all objects below the prefix.
    async fn list(&self) -> object_store::Result<Vec<ObjectMeta>> {
        let store = self.store()?;
        let whole = self.prefix.as_ref().is_empty();
        if !whole && !self.url.path().ends_with('/') {
            match store.head(&self.prefix).await {
                Ok(meta) => return Ok(vec![meta]),
                Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let prefix = (!whole).then_some(&self.prefix);
        listed(store.list(prefix)).await
    }

    fn failed(&self, source: object_store::Error) -> Error {
        Error::Store {
            advice: advice::advice(&self.scheme, &source).into(),
            bucket: self.to_string(),
            message: advice::in_short(&source.to_string()),
        }
    }
}

/// Collects a listing, within bounds.
async fn listed(
    mut pages: BoxStream<'_, object_store::Result<ObjectMeta>>,
) -> object_store::Result<Vec<ObjectMeta>> {
    let mut objects = Vec::new();
    loop {
        let object = timeout(LISTING_SILENCE, pages.try_next()).await;
        match object.map_err(|_| late("its listing does not go on"))?? {
            None => return Ok(objects),
            Some(_) if objects.len() == MOST_OBJECTS => {
                return Err(late("it lists more than 10 million objects; name a prefix"));
            }
            Some(object) => objects.push(object),
        }
    }
}

fn object(meta: ObjectMeta, base: &str) -> Object {
    let url = format!("{base}{}", meta.location);
    Object {
        hour: Hour::of(&url),
        url,
        version: version(&meta),
        size: meta.size,
        key: meta.location.into(),
    }
}

/// What distinguishes contents of an object: the entity tag, else the generation, else the time of the change.
fn version(meta: &ObjectMeta) -> String {
    let version = meta.e_tag.clone().or(meta.version.clone());
    version.unwrap_or_else(|| meta.last_modified.to_rfc3339())
}

/// Runs a future on a thread of its own.
fn on_thread<T: Send, F: Future<Output = T>>(
    name: &str,
    work: impl FnOnce() -> F + Send,
) -> std::io::Result<T> {
    thread::scope(|scope| {
        let worker = thread::Builder::new().name(name.to_owned());
        let worker = worker.spawn_scoped(scope, || on_runtime(work()))?;
        worker
            .join()
            .unwrap_or_else(|_| Err(std::io::Error::other("the thread broke off")))
    })
}

/// Runs a future on a runtime of this thread's own.
fn on_runtime<T>(work: impl Future<Output = T>) -> std::io::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    Ok(runtime.block_on(work))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_called_as_it_was_named() {
        for name in [
            "gs://acme-logs/cloudaudit.googleapis.com/activity",
            "s3://acme-logs/a b",
            "file:///var/log/acme",
            "https://s3.us-east-1.amazonaws.com/acme-logs/x",
            "https://acme.blob.core.windows.net/container/x",
            "https://logs.example:8443/x/y",
            "abfss://container@acme.dfs.core.windows.net/x",
        ] {
            let bucket: Bucket = name.parse().expect(name);
            assert_eq!(bucket.to_string(), name);
        }
    }

    #[test]
    fn secrets_in_an_address_are_refused_and_not_repeated() {
        for name in [
            "https://acme.blob.core.windows.net/c?sig=s3cret",
            "https://user:s3cret@logs.example/x",
            "s3://s3cret@bucket/x",
            "ftp://s3cret/x",
            "memory:///s3cret",
        ] {
            let error = name.parse::<Bucket>().expect_err(name).to_string();
            assert!(!error.contains("s3cret"), "{error}");
        }
    }
}
