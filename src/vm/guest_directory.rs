//! The directory of the guest agent: `/var/run/secrets/workload-spiffe-credentials`.
//!
//! The agent writes each generation into a directory of its own and then points a symbolic link to the directory, so that all files are
//! read below the current target of the link. The private key is never opened: only its presence and its mode are checked.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use super::Error;
use super::credentials_seen::{
    Bundle, Credential, CredentialSource, CredentialsSeen, Key, Oddity, Pem,
};
use super::file;
use super::refusal::Refusal;
use super::saved_answers;
use crate::evidence::input::text_encoding;
use crate::model::digest::decode_base64;
use crate::model::finding::message::message;

/// The modes that the agent sets (Google's page "Authenticate workloads to other workloads over mTLS").
const DIRECTORY: u32 = 0o755;
const FILE: u32 = 0o644;

const CERTIFICATES: &str = "certificates.pem";
const PRIVATE_KEY: &str = "private_key.pem";
const CA_CERTIFICATES: &str = "ca_certificates.pem";
const TRUST_BUNDLES: &str = "trust_bundles.json";
const CONFIG_STATUS: &str = "config_status";

/// The file names of saved answers of the metadata server, with or without `.json`.
const ANSWERS: [&str; 3] = ["config-status", "workload-identities", "trust-anchors"];

/// Reads the directory of the guest agent, or the saved answers in a directory.
///
/// # Errors
/// If the directory does not exist, or holds neither.
pub fn read(directory: &Path) -> Result<CredentialsSeen, Error> {
    let unreadable = |source| Error::Unreadable {
        path: directory.to_owned(),
        source,
    };
    let real = fs::canonicalize(directory).map_err(unreadable)?;
    if !real.is_dir() {
        return Err(Error::Malformed {
            place: directory.display().to_string(),
            problem: message!(
                "error-vm-no-directory",
                "expected a directory with certificates.pem, or answers of the metadata server"
            ),
        });
    }
    let saved = saved_answers(&real);
    if !exists(&real.join(CERTIFICATES)) && !saved.is_empty() {
        let named = saved.iter().map(|it| within(directory, &real, it));
        let named: Vec<PathBuf> = named.collect::<Result<_, _>>()?;
        return saved_answers::read(named.iter().map(PathBuf::as_path));
    }
    DirectoryReader {
        directory,
        real: &real,
        found: CredentialsSeen::new(CredentialSource::Directory),
    }
    .read()
}

fn saved_answers(directory: &Path) -> Vec<String> {
    let names = ANSWERS
        .into_iter()
        .flat_map(|it| [it.to_owned(), format!("{it}.json")]);
    names.filter(|it| directory.join(it).is_file()).collect()
}

/// Returns the path of a saved answer. A symbolic link out of the directory is an error, since the target may be any secret.
fn within(directory: &Path, real: &Path, name: &str) -> Result<PathBuf, Error> {
    let named = directory.join(name);
    let target = fs::canonicalize(&named).map_err(|source| Error::Unreadable {
        path: named.clone(),
        source,
    })?;
    if target.starts_with(real) {
        return Ok(named);
    }
    let target = target.display().to_string();
    let path = named.display().to_string();
    Err(Oddity::Outside { path, target }.into_error())
}

/// Returns whether a path exists, including symbolic links without a target.
fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

struct DirectoryReader<'d> {
    /// The path that the user named.
    directory: &'d Path,
    /// The target of the path.
    real: &'d Path,
    found: CredentialsSeen,
}

impl DirectoryReader<'_> {
    fn read(mut self) -> Result<CredentialsSeen, Error> {
        self.look_at_directory();
        if let Some(oddity) = self.elsewhere(CERTIFICATES) {
            return Err(oddity.into_error());
        }
        let certificates = self.content(CERTIFICATES)?;
        if let Some(text) = certificates {
            self.found.credentials.push(Credential {
                named: None,
                pem: Pem::file(text, &self.named(CERTIFICATES)),
                key: Key::Apart,
            });
        } else {
            return Err(Error::NoCertificate {
                place: self.named(CERTIFICATES),
                refusals: self.status()?,
            });
        }
        self.look_at_key();
        if let Some(text) = self.content(CA_CERTIFICATES)? {
            let place = self.named(CA_CERTIFICATES);
            self.found.bundles.push(Bundle {
                domain: None,
                anchors: Pem::file(text, &place)
                    .certificates()
                    .map(|it| it.der)
                    .collect(),
                place,
            });
        }
        if let Some(text) = self.content(TRUST_BUNDLES)? {
            let bundles = trust_bundles(&text, &self.named(TRUST_BUNDLES))?;
            self.found.bundles.extend(bundles);
        }
        self.found.refusals = self.status()?;
        Ok(self.found)
    }

    fn named(&self, name: &str) -> String {
        self.directory.join(name).display().to_string()
    }

    /// Returns the content of a file of the directory, after its mode and its links were checked. Returns `None` if the file does not exist
    /// or must not be read.
    fn content(&mut self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let path = self.real.join(name);
        if !exists(&path) {
            return Ok(None);
        }
        self.look_at_file(name);
        if self.elsewhere(name).is_some() {
            return Ok(None);
        }
        self.bytes(name).map(Some)
    }

    fn bytes(&self, name: &str) -> Result<Vec<u8>, Error> {
        let unreadable = |source| Error::Unreadable {
            path: self.directory.join(name),
            source,
        };
        let target = fs::canonicalize(self.real.join(name)).map_err(unreadable)?;
        let metadata = fs::metadata(&target).map_err(unreadable)?;
        if !target.starts_with(self.real) || self.is_key(&metadata) {
            return Err(Error::Malformed {
                place: self.named(name),
                problem: file::replaced(),
            });
        }
        file::bytes_of(&target, &metadata)
    }

    fn is_key(&self, metadata: &fs::Metadata) -> bool {
        let key = fs::metadata(self.real.join(PRIVATE_KEY));
        key.is_ok_and(|it| file::is_same(&it, metadata))
    }

    /// Returns why a file must not be read: a symbolic link may lead out of the directory, or to the private key.
    fn elsewhere(&self, name: &str) -> Option<Oddity> {
        let path = self.named(name);
        let target = fs::canonicalize(self.real.join(name)).ok()?;
        if !target.starts_with(self.real) {
            let target = target.display().to_string();
            return Some(Oddity::Outside { path, target });
        }
        let metadata = fs::metadata(&target).ok();
        let is_key = name != PRIVATE_KEY && metadata.is_some_and(|it| self.is_key(&it));
        is_key.then_some(Oddity::IsKey { path })
    }

    fn status(&mut self) -> Result<Vec<Refusal>, Error> {
        let content = self.content(CONFIG_STATUS)?;
        saved_answers::status(&content.unwrap_or_default(), &self.named(CONFIG_STATUS))
    }

    fn look_at_directory(&mut self) {
        let named: PathBuf = self.directory.components().collect();
        let is_link = fs::symlink_metadata(&named).is_ok_and(|it| it.is_symlink());
        let last = named.components().next_back();
        if let (true, Some(Component::Normal(_))) = (is_link, last) {
            let parent = named.parent().filter(|it| !it.as_os_str().is_empty());
            let place = fs::canonicalize(parent.unwrap_or(Path::new("."))).ok();
            let within = place.is_some_and(|place| self.real.parent() == Some(&place));
            if !within {
                self.found.oddities.push(Oddity::Outside {
                    path: named.display().to_string(),
                    target: self.real.display().to_string(),
                });
            }
        }
        self.look_at_mode(self.real, named.display().to_string(), DIRECTORY);
    }

    fn look_at_file(&mut self, name: &str) {
        let path = self.real.join(name);
        let target = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        self.found.oddities.extend(self.elsewhere(name));
        self.look_at_mode(&target, self.named(name), FILE);
    }

    fn look_at_key(&mut self) {
        if exists(&self.real.join(PRIVATE_KEY)) {
            self.look_at_file(PRIVATE_KEY);
        } else {
            self.found.oddities.push(Oddity::NoKey {
                path: self.named(PRIVATE_KEY),
            });
        }
    }

    #[cfg(unix)]
    fn look_at_mode(&mut self, target: &Path, path: String, usual: u32) {
        use std::os::unix::fs::PermissionsExt;
        let Ok(metadata) = fs::metadata(target) else {
            return;
        };
        let mode = metadata.permissions().mode() & 0o7777;
        if mode & 0o022 != 0 {
            self.found.oddities.push(Oddity::Writable { path, mode });
        } else if mode != usual {
            self.found.oddities.push(Oddity::Mode { path, mode, usual });
        }
    }

    #[cfg(not(unix))]
    fn look_at_mode(&mut self, _: &Path, _: String, _: u32) {}
}

#[derive(Deserialize)]
struct TrustBundles {
    #[serde(alias = "trustDomains")]
    trust_domains: BTreeMap<String, KeySet>,
}

/// A SPIFFE bundle, which is a JWK set (the SPIFFE standard on trust domains and bundles, section 4).
#[derive(Deserialize)]
struct KeySet {
    #[serde(default)]
    keys: Vec<Value>,
}

/// Parses `{"trust_domains": {"DOMAIN": {"keys": [{"use": "x509-svid", "x5c": ["BASE64 DER"]}]}}}`.
fn trust_bundles(text: &[u8], place: &str) -> Result<Vec<Bundle>, Error> {
    let bundles: TrustBundles =
        serde_json::from_slice(&text_encoding::text(text)).map_err(|error| Error::Malformed {
            place: place.to_owned(),
            problem: message!(
                "error-vm-no-bundle",
                "expected trust_domains with a SPIFFE bundle each: {why}",
                why = saved_answers::unshown(&error)
            ),
        })?;
    let bundle = |(domain, set): (String, KeySet)| Bundle {
        domain: Some(domain),
        anchors: set.keys.iter().filter_map(anchor).collect(),
        place: place.to_owned(),
    };
    let mut bundles: Vec<Bundle> = bundles.trust_domains.into_iter().map(bundle).collect();
    if bundles.is_empty() {
        bundles.push(Bundle {
            domain: None,
            anchors: Vec::new(),
            place: place.to_owned(),
        });
    }
    Ok(bundles)
}

/// Returns the certificate of a trust anchor: a key whose `use` is `x509-svid` (the SPIFFE standard X509-SVID, section 6.2), with exactly
/// one certificate (the standard on trust domains and bundles, section 4.2.2).
fn anchor(key: &Value) -> Option<Vec<u8>> {
    let is_x509 = key.get("use").is_some_and(|it| it == "x509-svid");
    let [certificate] = key.get("x5c")?.as_array()?.as_slice() else {
        return None;
    };
    let lines = certificate.as_str()?.split_ascii_whitespace(); // Go's decoder ignores line breaks
    decode_base64(&lines.collect::<String>()).filter(|_| is_x509)
}
