//! The explanations of findings for programs.

use std::io::{self, Write};

use serde::Serialize;

use crate::check::check_of;
use crate::model::finding::Code;

#[derive(Serialize)]
struct Whole {
    version: u8,
    codes: Vec<Explained>,
}

#[derive(Serialize)]
struct Explained {
    code: &'static str,
    weights: Vec<&'static str>,
    means: &'static str,
    look_at: &'static str,
    settle: &'static str,
}

impl Explained {
    fn of(code: Code) -> Self {
        let check = check_of(code);
        let weights = check.weights.iter().map(|it| it.as_str()).collect();
        let it = &check.explanation;
        Explained {
            code: code.as_str(),
            weights,
            means: it.means,
            look_at: it.look_at,
            settle: it.settle,
        }
    }
}

/// Writes the explanation of one code, or of all codes in their order, in the same shape.
///
/// # Errors
/// Errors of `out`.
pub fn write(code: Option<Code>, out: &mut dyn Write) -> io::Result<()> {
    let codes = match code {
        Some(code) => vec![Explained::of(code)],
        None => Code::ALL.into_iter().map(Explained::of).collect(),
    };
    let whole = Whole { version: 1, codes };
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}
