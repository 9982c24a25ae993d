//! CA Service's descriptions of certificates and of revocations.

#![allow(missing_docs, reason = "the fields are the logs' own names")]

use super::super::lenient::{Lenient, Text, Texts};
use super::super::object::{Joined, object};

object! {
    /// CA Service's CertificateDescription.
    pub struct Description<'a> {
        pub fingerprint: Lenient<CertFingerprint<'a>> = "certFingerprint" | "cert_fingerprint",
        pub tbs_certificate_digest: Text<'a> = "tbsCertificateDigest" | "tbs_certificate_digest",
        pub subject: Lenient<SubjectDescription<'a>> = "subjectDescription" | "subject_description",
    }
}

object! {
    pub struct CertFingerprint<'a> {
        pub sha256_hash: Text<'a> = "sha256Hash" | "sha256_hash",
    }
}

object! {
    pub struct SubjectDescription<'a> {
        pub serial: Text<'a> = "hexSerialNumber" | "hex_serial_number",
        pub not_before: Text<'a> = "notBeforeTime" | "not_before_time",
        pub not_after: Text<'a> = "notAfterTime" | "not_after_time",
        pub subject: Lenient<Subject<'a>> = "subject",
        pub alternative: Lenient<AlternativeNames<'a>> = "subjectAltName" | "subject_alt_name",
    }
}

object! {
    pub struct Subject<'a> {
        pub common_name: Text<'a> = "commonName" | "common_name",
    }
}

object! {
    pub struct AlternativeNames<'a> {
        pub uris: Texts<'a> = "uris",
    }
}

object! {
    /// CA Service's RevocationDetails.
    pub struct Revocation<'a> {
        pub state: Text<'a> = "revocationState" | "revocation_state",
        pub time: Text<'a> = "revocationTime" | "revocation_time" | "revokeTime" | "revoke_time",
    }
}
