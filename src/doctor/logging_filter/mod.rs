//! Filters of the Logging query language that others wrote: does one match the entries of a log?
//! (<https://cloud.google.com/logging/docs/view/logging-query-language>)
//!
//! Of such an entry a few fields are known, and the others are not. So the answer may be that the filter perhaps matches: some of the entries,
//! or nobody can know. What cannot be read perhaps matches, too.

mod parser;
mod pattern;
mod sample;
mod token;

pub use self::sample::Sample;

/// The longest filter that is read, in bytes. Cloud Logging takes 20,000 characters (<https://cloud.google.com/logging/quotas>).
const LONGEST: usize = 64 << 10;

/// Whether a filter matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// It matches no entry.
    No,
    /// It may match some entries.
    Perhaps,
    /// It matches all entries.
    Yes,
}

impl Match {
    /// Returns the match of two filters joined by AND.
    fn and(self, other: Match) -> Match {
        self.min(other)
    }

    /// Returns the match of two filters joined by OR.
    fn or(self, other: Match) -> Match {
        self.max(other)
    }

    /// Returns the contrary.
    fn contrary(self) -> Match {
        match self {
            Match::No => Match::Yes,
            Match::Perhaps => Match::Perhaps,
            Match::Yes => Match::No,
        }
    }
}

/// Returns whether a filter matches entries like this one.
pub fn matches(filter: &str, sample: &Sample) -> Match {
    if filter.len() > LONGEST {
        return Match::Perhaps;
    }
    match token::tokens(filter) {
        Some(tokens) if tokens.is_empty() => Match::Yes,
        Some(tokens) => parser::evaluate(&tokens, sample).unwrap_or(Match::Perhaps),
        None => Match::Perhaps,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::query::filter;
    use crate::model::entry::Source;
    use crate::model::identity::project::Project;

    fn kms(filter: &str) -> Match {
        matches(filter, &sample(Source::Kms))
    }

    fn sample(source: Source) -> Sample {
        Sample::of(source, &"acme-keys".parse().unwrap())
    }

    #[test]
    fn our_own_filters_match_their_logs_and_no_other() {
        let project: Project = "acme-keys".parse().unwrap();
        for source in Source::LOGS {
            let own = filter::of(source, &project).to_string();
            for other in Source::LOGS {
                let expected = match (source, other) {
                    (Source::Kubernetes, Source::Kubernetes) => Match::Perhaps, // not every entry names a credential
                    (one, other) if one == other => Match::Yes,
                    _ => Match::No,
                };
                assert_eq!(matches(&own, &sample(other)), expected, "{source} {other}");
            }
        }
    }

    #[test]
    fn what_excludes_the_log_is_distinguished_from_what_does_not() {
        for filter in [
            "",
            "  -- all of it\n",
            "logName:cloudaudit",
            "logName = \"projects/acme-keys/logs/cloudaudit.googleapis.com%2Fdata_access\"",
            "log_id('cloudaudit.googleapis.com/data_access')",
            "LOG_ID(\"cloudaudit.googleapis.com/data_access\")",
            "protoPayload.serviceName=\"cloudkms.googleapis.com\"",
            "protoPayload.serviceName=(\"x\" OR \"cloudkms.googleapis.com\")",
            "NOT resource.type=\"gce_instance\"",
            "-resource.type=gce_instance",
            "resource.type!=gce_instance",
            "resource.type=a OR protoPayload.methodName:\"asymmetricsign\"",
            "resource.type:* protoPayload.@type:AuditLog",
            "protoPayload.serviceName=~\"^cloudkms\\\\..*com$\"",
            "NOT (textPayload:x OR jsonPayload.a=1)",
        ] {
            assert_eq!(kms(filter), Match::Yes, "{filter}");
        }
        for filter in [
            "resource.type=\"k8s_container\"",
            "textPayload:\"health\"",
            "jsonPayload.x>3",
            "httpRequest.status=200",
            "logName:\"activity\" AND severity>=INFO",
            "resource.type=a AND sample(insertId, 0.5)",
            "NOT logName:cloudaudit",
            "protoPayload.serviceName!~\"cloudkms\"",
            "a=b OR c=d resource.type=x",
        ] {
            assert_eq!(kms(filter), Match::No, "{filter}");
        }
    }

    #[test]
    fn what_nobody_can_know_is_not_claimed() {
        let deep = format!("{}resource.type=x{}", "(".repeat(9000), ")".repeat(9000));
        let endless = "NOT ".repeat(9000);
        let long = "a=b ".repeat(40_000);
        for filter in [
            "protoPayload.authenticationInfo.principalEmail=\"x@y\"",
            "severity<ERROR",
            "sample(insertId, 0.99)",
            "health",
            "protoPayload.serviceName=~\"cloud(kms|run)\"",
            "resource.type=\"unclosed",
            "resource.type=k8s_container)",
            "((resource.type=k8s_container)",
            "resource.type=",
            "= = =",
            "NOT",
            "\u{1b}[2J",
            &deep,
            &endless,
            &long,
        ] {
            let shown: String = filter.chars().take(60).collect();
            assert_eq!(kms(filter), Match::Perhaps, "{shown}");
        }
    }
}
