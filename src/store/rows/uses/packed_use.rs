//! One use in 42 bytes.

use sha2::{Digest as _, Sha256};

use crate::log::shape::timestamp::fineness;
use crate::model::entry::RequestId;
use crate::model::receipt::Bytes;
use crate::model::time::UnixNanos;

/// Nanoseconds of one bucket.
pub(crate) const LENGTH: i64 = 600 * 1_000_000_000;

/// Nanoseconds of one second.
pub(super) const SECOND: i64 = 1_000_000_000;

/// Bytes of one packed use.
pub(crate) const WIDTH: usize = 42;

/// The identity of a request: the UUID of a request, or 128 bits of SHA-256 over an id of any other form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RequestKey {
    bytes: [u8; 16],
    form: RequestForm,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum RequestForm {
    Uuid,
    Hash,
}

impl RequestKey {
    pub(crate) fn new(request: &RequestId) -> Self {
        match request {
            RequestId::Uuid(bytes) => RequestKey {
                bytes: *bytes,
                form: RequestForm::Uuid,
            },
            RequestId::Other(text) => {
                let hash: [u8; 32] = Sha256::digest(text).into();
                let mut bytes = [0; 16];
                bytes.copy_from_slice(&hash[..16]);
                RequestKey {
                    bytes,
                    form: RequestForm::Hash,
                }
            }
        }
    }

    /// The bytes of the key.
    pub(crate) fn packed(self) -> [u8; 17] {
        let mut packed = [0; 17];
        packed[..16].copy_from_slice(&self.bytes);
        packed[16] = u8::from(self.form == RequestForm::Hash);
        packed
    }

    /// The key of these bytes.
    pub(crate) fn unpacked(packed: [u8; 17]) -> Self {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&packed[..16]);
        RequestKey {
            bytes,
            form: match packed[16] {
                0 => RequestForm::Uuid,
                _ => RequestForm::Hash,
            },
        }
    }

    /// The request's id; the hash in hex where the id is no UUID.
    #[cfg(feature = "lake")]
    pub(crate) fn request(self) -> RequestId {
        match self.form {
            RequestForm::Uuid => RequestId::Uuid(self.bytes),
            RequestForm::Hash => RequestId::Other(hex::encode(self.bytes)),
        }
    }

    /// The request's id, if it is a UUID.
    pub(crate) fn text(self) -> Option<String> {
        (self.form == RequestForm::Uuid).then(|| RequestId::Uuid(self.bytes).to_string())
    }
}

/// Whether a packed use counts, or marks the duplicate of a use that counts in another second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Counted,
    DuplicateMarker,
}

/// One packed use, with row numbers of identifiers, names and files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PackedUse {
    pub(crate) credential: u32,
    pub(crate) request: RequestKey,
    pub(crate) role: Role,
    pub(crate) at: UnixNanos,
    pub(crate) principal: u32,
    pub(crate) cluster: u32,
    pub(crate) file: u32,
    pub(crate) line: u32,
    /// The values of a use from the file that is being read; None for a use from the database.
    pub(crate) fresh: Option<Fresh>,
}

/// The values that a use from the file that is being read has, and a packed use in the database lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fresh {
    /// The position of the pair of credential and user in [`CredentialUsers`](super::credential_users).
    pub(crate) who: u32,
    /// The bytes of the line.
    pub(crate) bytes: Bytes,
}

/// The second in which a time lies.
pub(crate) fn second_of(at: UnixNanos) -> i64 {
    at.0.div_euclid(SECOND)
}

/// The bucket in which a time lies.
pub(crate) fn bucket_of(at: UnixNanos) -> i64 {
    at.0.div_euclid(LENGTH)
}

impl PackedUse {
    /// The key of a use: two records with the same credential, request and second are the same use, if their users and clusters may be the
    /// [same](same_request). A caller may choose the id of a request (`Audit-ID`), so that the id alone does not make two requests one; and
    /// some exports cut times to whole seconds.
    pub(crate) fn key(&self) -> (u32, RequestKey, i64) {
        (self.credential, self.request, second_of(self.at))
    }

    /// The row numbers of the user and the cluster, by which uses of one key are in order.
    pub(crate) fn user(&self) -> (u32, u32) {
        (self.principal, self.cluster)
    }

    pub(super) fn put(&self, bucket: i64, bytes: &mut Vec<u8>) {
        let offset = (self.at.0 - bucket * LENGTH).clamp(0, LENGTH - 1);
        let flags = u8::from(self.role == Role::DuplicateMarker)
            | (u8::from(self.request.form == RequestForm::Hash) << 1);
        bytes.extend_from_slice(&self.credential.to_be_bytes());
        bytes.extend_from_slice(&self.request.bytes);
        bytes.push(flags);
        bytes.extend_from_slice(&offset.to_be_bytes()[3..]);
        for number in [self.principal, self.cluster, self.file, self.line] {
            bytes.extend_from_slice(&number.to_be_bytes());
        }
    }

    pub(super) fn take(bucket: i64, bytes: &[u8; WIDTH]) -> Self {
        let number = |at: usize| {
            let four = bytes.get(at..).and_then(|it| it.first_chunk());
            four.copied().map_or(0, u32::from_be_bytes)
        };
        let offset = bytes[21..26]
            .iter()
            .fold(0, |sum, &byte| (sum << 8) | i64::from(byte));
        let mut request = [0; 16];
        request.copy_from_slice(&bytes[4..20]);
        PackedUse {
            credential: number(0),
            request: RequestKey {
                bytes: request,
                form: if bytes[20] & 2 == 0 {
                    RequestForm::Uuid
                } else {
                    RequestForm::Hash
                },
            },
            role: if bytes[20] & 1 == 0 {
                Role::Counted
            } else {
                Role::DuplicateMarker
            },
            at: UnixNanos(bucket.saturating_mul(LENGTH).saturating_add(offset)), // a damaged row may hold any bucket
            principal: number(26),
            cluster: number(30),
            file: number(34),
            line: number(38),
            fresh: None,
        }
    }
}

impl PackedUse {
    /// Both records as one, with the user, cluster, file and line of this one.
    pub(super) fn joined(self, other: &PackedUse) -> PackedUse {
        let marker = [self.role, other.role].contains(&Role::DuplicateMarker);
        PackedUse {
            at: earlier(self.at, other.at),
            role: if marker {
                Role::DuplicateMarker
            } else {
                Role::Counted
            },
            ..self
        }
    }
}

/// The earlier of two times of one event. A time that an export has cut gives way to a finer one.
pub(crate) fn earlier(one: UnixNanos, other: UnixNanos) -> UnixNanos {
    if fineness(one.0) <= fineness(other.0) {
        one
    } else {
        other
    }
}
