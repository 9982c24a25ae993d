//! The messages of `credtrail pull` about a log.

use credtrail::fetch::logging_api::client::Visibility;
use credtrail::fetch::logging_api::plan::Plan;
use credtrail::fetch::logging_api::tally::Tally;
use credtrail::fetch::logging_api::target::Target;
use credtrail::message;
use credtrail::model::audit_setting;
use credtrail::model::entry::Source;
use credtrail::model::finding::message::Message;
use credtrail::report::text::grouped;
use jiff::Timestamp;

/// Returns what came of one log.
pub fn pulled(plan: &Plan, tally: &Tally) -> Message {
    let log = name(&plan.target);
    message!(
        "pull-done",
        "{log}: {from:.0} to {to:.0}, {entries} entries, {relevant} relevant, {known} known, {rejected} rejected",
        from = plan.from,
        to = plan.to,
        entries = grouped(tally.entries),
        relevant = grouped(tally.counts.relevant),
        known = grouped(tally.counts.duplicate),
        rejected = grouped(tally.counts.rejected);
        log
    )
}

/// Returns a message about one log.
pub fn of_log(target: &Target, text: Message) -> Message {
    let log = name(target);
    message!("pull-of-log", "{log}: {text}"; log, text)
}

/// Returns a message about a stretch in which the log of a target was off.
pub fn switched_off(target: &Target, off: Timestamp, on: Timestamp) -> Message {
    let until = match on == Timestamp::MAX {
        true => message!("pull-off-still", "and not on again"),
        false => message!("pull-on-again", "and on again {on:.0}", on),
    };
    let since = match off == Timestamp::MIN {
        true => message!("pull-off-before", "before"),
        false => message!("pull-off-since", "{off:.0}", off),
    };
    let (log, target) = (name(target), target.to_string());
    message!(
        "pull-switched-off",
        "{log}: its Data Access setting was switched off {since}, for all or for somebody, {until} (SetIamPolicy in {target}); nothing is proved of the time between",
        target;
        log, since, until
    )
}

/// Returns a message where Data Access entries may have been hidden from the caller: what follows, and what the user can do.
pub fn unseen(target: &Target, visibility: &Visibility) -> Option<Message> {
    let project = target.project.to_string();
    match (target.source, visibility) {
        (Source::Kubernetes, Visibility::Hidden(message)) => Some(message!(
            "pull-reads-hidden",
            "no entry of a read came, and the caller may not see reads ({message}), so that a credential that only read looks unused; grant what shows them: `gcloud projects add-iam-policy-binding {project} --role=roles/logging.privateLogViewer --member=WHO`",
            message,
            project
        )),
        (Source::CaService | Source::Kms, Visibility::Unknown) => Some(message!(
            "pull-hidden",
            "no entry of Data Access came, and nobody can tell whether the caller may see them, since the view _AllLogs of the bucket _Default in {target} does not answer: this window proves nothing, and the next pull asks for it again; see with `gcloud logging buckets list --project={project}` where the log is kept, and `credtrail ingest` an export of it, or pull as one with roles/logging.privateLogViewer a window in which keys were at work",
            target = target.to_string(),
            project
        )),
        _ => None,
    }
}

/// Returns a message for a log without any entry: what this can mean, and what the user can do.
pub fn never_observed(target: &Target) -> Option<Message> {
    let project = target.project.to_string();
    match (target.source, audit_setting::setting(target.source)) {
        (Source::Kubernetes, _) => None,
        (Source::CaService | Source::Kms, Some(setting)) => Some(message!(
            "pull-never-data-access",
            "no entry was ever met. If its keys or CA pools were at work, Data Access audit logs are off: switch on {log_types} of {service} in {target}, https://console.cloud.google.com/iam-admin/audit?project={project}; what was not logged cannot be had later. Else its keys and pools stand in another project: --key-project. Until an entry comes, this log proves nothing.",
            log_types = setting.log_types.join(" and "),
            service = setting.service,
            target = target.to_string(),
            project
        )),
        _ => Some(message!(
            "pull-never",
            "no entry was ever met; is {target} the clusters' project, and do they run with control plane authority?",
            target = target.to_string()
        )),
    }
}

/// Returns the name of a log.
pub fn name(target: &Target) -> Message {
    let (source, target) = (target.source, target.to_string());
    message!("pull-log", "{source} log of {target}", source, target)
}
