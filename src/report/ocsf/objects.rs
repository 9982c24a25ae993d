//! The objects of OCSF 1.6 that a report has.

use serde::Serialize;

#[derive(Serialize)]
pub(super) struct DetectionFinding<'r> {
    pub(super) activity_id: u32,
    pub(super) activity_name: &'r str,
    pub(super) category_uid: u32,
    pub(super) category_name: &'r str,
    pub(super) class_uid: u32,
    pub(super) class_name: &'r str,
    pub(super) type_uid: u32,
    pub(super) type_name: &'r str,
    pub(super) time: i64,
    pub(super) start_time: i64,
    pub(super) end_time: i64,
    pub(super) severity_id: u32,
    pub(super) severity: &'r str,
    pub(super) status_id: u32,
    pub(super) status: &'r str,
    pub(super) is_alert: bool,
    pub(super) message: &'r str,
    pub(super) metadata: Metadata<'r>,
    pub(super) finding_info: FindingInfo<'r>,
    pub(super) remediation: Remediation<'r>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cloud: Option<Cloud<'r>>,
    pub(super) resources: Vec<Resource<'r>>,
    pub(super) observables: Vec<Observable<'r>>,
    pub(super) evidences: Vec<Evidence>,
    pub(super) unmapped: Unmapped<'r>,
}

#[derive(Serialize)]
pub(super) struct Metadata<'r> {
    /// The id of this event. A scan that finds the same once more writes the same event once more.
    pub(super) uid: String,
    pub(super) version: &'r str,
    pub(super) profiles: &'static [&'static str],
    pub(super) product: Product<'r>,
}

#[derive(Serialize)]
pub(super) struct Product<'r> {
    pub(super) name: &'r str,
    pub(super) vendor_name: &'r str,
    pub(super) version: &'r str,
}

#[derive(Serialize)]
pub(super) struct FindingInfo<'r> {
    pub(super) uid: String,
    pub(super) title: &'r str,
    pub(super) desc: &'r str,
    pub(super) types: [&'r str; 1],
    pub(super) analytic: Analytic<'r>,
    pub(super) first_seen_time: i64,
    pub(super) last_seen_time: i64,
}

#[derive(Serialize)]
pub(super) struct Analytic<'r> {
    pub(super) type_id: u32,
    pub(super) r#type: &'r str,
    pub(super) uid: &'r str,
    pub(super) name: &'r str,
}

#[derive(Serialize)]
pub(super) struct Remediation<'r> {
    pub(super) desc: &'r str,
}

#[derive(Serialize)]
pub(super) struct Resource<'r> {
    pub(super) uid: &'r str,
    pub(super) r#type: &'r str,
    pub(super) role_id: u32,
    pub(super) role: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) namespace: Option<&'r str>,
}

/// The project and region of the cluster, or else of the key or CA pool (profile `cloud`).
#[derive(Serialize)]
pub(super) struct Cloud<'r> {
    pub(super) provider: &'static str,
    pub(super) project_uid: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<&'r str>,
}

/// A value by which other events are found, and the attribute that has it.
#[derive(Serialize)]
pub(super) struct Observable<'r> {
    pub(super) name: &'static str,
    pub(super) r#type: &'static str,
    pub(super) type_id: u32,
    pub(super) value: &'r str,
}

/// Who called.
#[derive(Serialize)]
pub(super) struct Actor {
    pub(super) user: User,
}

#[derive(Serialize)]
pub(super) struct User {
    pub(super) name: String,
}

/// What was called.
#[derive(Serialize)]
pub(super) struct Api {
    pub(super) operation: &'static str,
    pub(super) service: Service,
}

#[derive(Serialize)]
pub(super) struct Service {
    pub(super) name: &'static str,
}

#[derive(Serialize)]
pub(super) struct Evidence {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) actor: Option<Actor>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) api: Option<Api>,
    pub(super) data: Data,
}

#[derive(Serialize)]
pub(super) struct Data {
    pub(super) file: String,
    pub(super) line: u64,
    pub(super) offset: Option<u64>,
    pub(super) length: Option<u64>,
    pub(super) insert_id: Option<String>,
    pub(super) sha256: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Unmapped<'r> {
    pub(super) weight: &'r str,
    /// None where the finding is closed and the report has no lineage of its subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) verdict: Option<&'r str>,
    pub(super) stage: Option<&'r str>,
    /// How many findings of this code on this resource are counted and have no object; on the last one that has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) findings_omitted: Option<u64>,
}
