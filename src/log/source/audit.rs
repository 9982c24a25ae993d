//! The query for changes of audit settings.

use crate::log::query::explorer_query::Query;
use crate::model::identity::project::Project;

/// Returns the filter of every change of the audit settings of a project (CIS Google Cloud Foundation Benchmark, 2.5).
pub fn changes(project: &Project) -> Query {
    Query::default()
        .in_logs_of(project, &["activity"])
        .holding("protoPayload.methodName", ["SetIamPolicy"])
        .having("protoPayload.serviceData.policyDelta.auditConfigDeltas")
}
