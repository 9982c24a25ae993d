//! What was found of one question in one place.

use super::remedy::Remedy;
use crate::fetch::google_api::call_error::CallError;
use crate::model::finding::message::{Message, message};

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Whether the logs are on, and for whom they are not.
    AuditSettings,
    /// Which sinks carry the logs, and what they leave out.
    Sinks,
    /// How long buckets keep what sinks carry.
    Retention,
    /// The newest entry of each log.
    Logs,
    /// Whether clusters are under control plane authority.
    Clusters,
    /// What the caller may read.
    Roles,
    /// Why lineages of a database are unproven.
    Unproven,
}

impl Topic {
    /// All topics, in the order of the report.
    pub const ALL: [Topic; 7] = [
        Topic::AuditSettings,
        Topic::Sinks,
        Topic::Retention,
        Topic::Logs,
        Topic::Clusters,
        Topic::Roles,
        Topic::Unproven,
    ];

    /// Returns the word for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Topic::AuditSettings => "audit-settings",
            Topic::Sinks => "sinks",
            Topic::Retention => "retention",
            Topic::Logs => "logs",
            Topic::Clusters => "clusters",
            Topic::Roles => "roles",
            Topic::Unproven => "unproven",
        }
    }
}

/// The state of what was examined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It is as it should be.
    Fine,
    /// It is good to know, and nothing has to be done.
    Note,
    /// It could not be asked.
    NotKnown,
    /// Something is missing.
    Missing,
}

impl State {
    /// Returns the word for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Fine => "fine",
            State::Note => "note",
            State::NotKnown => "not-known",
            State::Missing => "missing",
        }
    }
}

/// What was found of one question in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// What was asked.
    pub topic: Topic,
    /// The state.
    pub state: State,
    /// What was found.
    pub message: Message,
    /// The command that mends it.
    pub remedy: Option<Remedy>,
}

/// What it takes to ask a question.
#[derive(Debug, Clone)]
pub struct Permission {
    /// The role that permits it.
    pub role: &'static str,
    /// The command that grants the role.
    pub grant: Remedy,
}

impl Observation {
    /// Returns what needs no command.
    pub fn new(topic: Topic, state: State, message: Message) -> Self {
        Observation {
            topic,
            state,
            message,
            remedy: None,
        }
    }

    /// Adds the command that mends it.
    #[must_use]
    pub fn mended_by(self, remedy: Remedy) -> Self {
        Observation {
            remedy: Some(remedy),
            ..self
        }
    }

    /// Returns what could not be asked, and the role that would permit it where the API refused it. A refusal says nothing of what it hides.
    pub fn not_known(
        topic: Topic,
        what: Message,
        error: &CallError,
        permission: Permission,
    ) -> Self {
        let reason = error.message().as_fact();
        match error {
            CallError::Forbidden { .. } | CallError::NotFound { .. } => {
                let role = permission.role;
                let message = message!("doctor-refused", "{what} is not known: {reason}; it takes {role}", role; what, reason);
                Observation::new(topic, State::NotKnown, message).mended_by(permission.grant)
            }
            _ => {
                let message =
                    message!("doctor-not-asked", "{what} is not known: {reason}"; what, reason);
                let observation = Observation::new(topic, State::NotKnown, message);
                match error {
                    CallError::Disabled { api, .. } => {
                        observation.mended_by(Remedy::enable(api.host()))
                    }
                    _ => observation,
                }
            }
        }
    }
}
