//! The role of a member in an answer of Compute Engine, by its name.

/// Returns the name of a member or file in one spelling: lower case, without dashes and underscores.
pub(in crate::vm) fn plain(name: &str) -> String {
    let letters = name.chars().filter(|it| !matches!(it, '-' | '_'));
    letters.map(|it| it.to_ascii_lowercase()).collect()
}

/// The role of a member in an answer, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A whole answer of `config-status` inside another object.
    Answer,
    /// A container of errors: `errors` inside `partnerMetadataConfigsErrors` is not the name of an attribute.
    Errors,
    /// A status, which may be an error.
    Status,
    /// The reason of a status.
    Remark,
    /// Any other member, which is no error.
    Unknown,
}

/// The words behind `error` in the name of a member that holds an error.
const OF_ERRORS: [&str; 14] = [
    "",
    "s",
    "code",
    "codes",
    "count",
    "description",
    "detail",
    "details",
    "info",
    "message",
    "messages",
    "reason",
    "reasons",
    "text",
];

impl Role {
    /// Returns the role of a member by its [`plain`] name.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "status" | "code" | "statuscode" => Role::Status,
            "message" | "reason" | "statusmessage" | "statusreason" => Role::Remark,
            _ if name.ends_with("configstatus") => Role::Answer,
            _ if is_wrapper(name) => Role::Errors,
            _ => Role::Unknown,
        }
    }
}

fn is_wrapper(name: &str) -> bool {
    let behind = name.rsplit_once("error").map(|(_, behind)| behind);
    behind.is_some_and(|it| OF_ERRORS.contains(&it))
}
