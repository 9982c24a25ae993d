//! What a member of an answer of Compute Engine tells of errors, by its name.

/// The name of a member or file, whether its words are joined by capitals, dashes or underscores.
pub(super) fn plain(name: &str) -> String {
    let letters = name.chars().filter(|it| !matches!(it, '-' | '_'));
    letters.map(|it| it.to_ascii_lowercase()).collect()
}

/// What a member of an answer is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A whole answer of `config-status` beside others.
    Answer,
    /// Stands around errors: `errors` within `partnerMetadataConfigsErrors` is no attribute itself.
    Errors,
    /// Whether all is well.
    Status,
    /// Why not.
    Remark,
    /// No error itself.
    Unknown,
}

/// What may stand behind `error` in the name of a member that tells one.
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
    /// By the [`plain`] name.
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
