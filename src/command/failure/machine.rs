//! Errors of what lies on a VM.

use std::error::Error;

use credtrail::model::finding::message::Message;
use credtrail::vm;

use super::input::unreadable;
use super::{as_message, of};

pub fn message(error: &(dyn Error + 'static)) -> Option<Message> {
    of(error, of_machine)
}

fn of_machine(error: &vm::Error) -> Message {
    use vm::Error;
    match error {
        Error::Unreadable { path, .. } => unreadable(error, path),
        Error::Malformed { place, problem } => {
            as_message!(error, "error-vm-place", place = place; problem = problem.clone())
        }
        Error::Elsewhere(what) => as_message!(error, "error-vm-elsewhere"; what = what.clone()),
        Error::NoCertificate { place, refusals } if refusals.is_empty() => {
            as_message!(error, "error-vm-no-certificate", place = place)
        }
        Error::NoCertificate { place, refusals } => {
            let refusals: Vec<String> = refusals.iter().map(ToString::to_string).collect();
            as_message!(
                error,
                "error-vm-refused",
                place = place,
                refusals = refusals.join("; ")
            )
        }
        Error::Answer {
            url,
            status,
            explanation,
        } => as_message!(
            error,
            "error-vm-answer",
            url = url, status = u32::from(*status);
            explanation = explanation.clone(),
        ),
        Error::Unreachable { url, problem } => {
            as_message!(error, "error-vm-unreachable", url = url; problem = problem.clone())
        }
    }
}
