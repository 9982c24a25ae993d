//! One entry of a log, with its source and kind.

use jiff::Timestamp;
use serde_json::Value;

/// One of the four logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    Kubernetes,
    Gke,
    CaService,
    Kms,
}

impl Source {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Kubernetes, Self::Gke, Self::CaService, Self::Kms];

    /// The name of the log's file in a scenario, without its ending.
    pub fn stem(self) -> &'static str {
        match self {
            Self::Kubernetes => "k8s",
            Self::Gke => "gke",
            Self::CaService => "ca-service",
            Self::Kms => "kms",
        }
    }
}

/// What an entry records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A call to the API server, with or without a credential.
    Called,
    /// An issuance by GKE.
    Issued,
    /// A creation of a certificate by CA Service.
    Certified,
    /// A signature of a digest by a key.
    Signed,
    /// An entry that concerns no credential.
    Irrelevant,
}

impl Kind {
    /// Whether the entry is a part of a complete issuance.
    pub fn is_issuance(self) -> bool {
        matches!(self, Self::Issued | Self::Certified | Self::Signed)
    }
}

/// An entry as Cloud Logging holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub source: Source,
    pub kind: Kind,
    pub at: Timestamp,
    pub entry: Value,
}

impl Record {
    /// The same entry with another value at a JSON pointer; the parent must be there.
    pub fn set(mut self, pointer: &str, value: impl Into<Value>) -> Self {
        let (parent, key) = self.parent_of(pointer);
        parent[key] = value.into();
        self
    }

    /// The same entry without the value at a JSON pointer.
    pub fn without(mut self, pointer: &str) -> Self {
        let (parent, key) = self.parent_of(pointer);
        parent.as_object_mut().expect("an object").remove(key);
        self
    }

    /// The same entry with a part of it written differently.
    pub fn respell(self, pointer: &str, spell: impl Fn(&Value) -> Value) -> Self {
        let part = self
            .entry
            .pointer(pointer)
            .expect("a pointer into the entry");
        let spelt = spell(part);
        self.set(pointer, spelt)
    }

    fn parent_of<'a>(&mut self, pointer: &'a str) -> (&mut Value, &'a str) {
        let (parent, key) = pointer.rsplit_once('/').expect("a JSON pointer");
        (
            self.entry
                .pointer_mut(parent)
                .expect("a pointer into the entry"),
            key,
        )
    }
}
