//! Writes an observation as a line that `log::source::workload` reads.

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::credentials_seen::Seen;
use crate::log::source::workload::{METHOD, SERVICE};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    log_name: String,
    timestamp: String,
    insert_id: String,
    proto_payload: Payload<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Payload<'a> {
    service_name: &'static str,
    method_name: &'static str,
    resource_name: String,
    request: Request<'a>,
    response: Response<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    source: &'a str,
    spiffe_ids: &'a [String],
}

#[derive(Serialize)]
struct Response<'a> {
    pem_certificate: &'a str,
}

/// Returns the observation as a line with its line end. The line holds public data only.
pub fn line(seen: &Seen) -> String {
    let resource_name = format!("hosts/{}", seen.looking.host);
    let at = format!("{:.9}", seen.looking.at);
    let certificate = &seen.leaf.certificate;
    let insert_id = format!(
        "{at} {resource_name} {}",
        certificate.recomputed.certificate
    );
    let insert_id = hex::encode(Sha256::digest(insert_id));
    let row = Row {
        log_name: format!("{resource_name}/logs/credtrail%2Fworkload"),
        timestamp: at,
        insert_id: insert_id.get(..20).unwrap_or_default().to_owned(),
        proto_payload: Payload {
            service_name: SERVICE,
            method_name: METHOD,
            resource_name,
            request: Request {
                source: &seen.leaf.receipt.place.file,
                spiffe_ids: &certificate.holder.uris,
            },
            response: Response {
                pem_certificate: &seen.leaf.pem,
            },
        },
    };
    serde_json::to_string(&row).unwrap_or_default() + "\n" // strings always serialize
}
