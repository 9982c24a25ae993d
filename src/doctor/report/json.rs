//! What was found as JSON, version 1.

use std::io::{self, Write};

use serde::Serialize;

use crate::doctor::examination::Examination;
use crate::doctor::observation::{Observation, State, Topic};
use crate::report::TOOL;
use crate::report::text::escape::harmless_json;

#[derive(Serialize)]
struct DoctorV1<'e> {
    version: u32,
    tool: &'static str,
    missing: usize,
    not_known: usize,
    /// How many observations are counted and not listed.
    omitted: usize,
    observations: Vec<ObservationV1<'e>>,
}

#[derive(Serialize)]
struct ObservationV1<'e> {
    question: &'static str,
    state: &'static str,
    message: &'e str,
    /// The command that mends it, by lines. Absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<&'e [String]>,
}

/// Writes what was found as JSON.
///
/// # Errors
/// Errors of `out`.
pub fn json(found: &Examination, out: &mut dyn Write) -> io::Result<()> {
    let whole = DoctorV1 {
        version: 1,
        tool: TOOL,
        missing: found.count(State::Missing),
        not_known: found.count(State::NotKnown),
        omitted: omitted(found),
        observations: found.observations().iter().map(observation).collect(),
    };
    let json = serde_json::to_string_pretty(&whole)?;
    writeln!(out, "{}", harmless_json(json))
}

fn observation(found: &Observation) -> ObservationV1<'_> {
    ObservationV1 {
        question: found.topic.as_str(),
        state: found.state.as_str(),
        message: found.message.as_str(),
        command: found.remedy.as_ref().map(|it| it.lines()),
    }
}

fn omitted(found: &Examination) -> usize {
    let all = Topic::ALL.into_iter().flat_map(|it| found.omitted(it));
    all.map(|it| it.1).sum()
}
