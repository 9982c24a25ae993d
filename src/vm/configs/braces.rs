//! JSON with missing or extra closing braces at the end. Copies of Google's sample of `CONFIGS.json` have such braces and are read as
//! intended.

use serde_json::Value;

/// Parses JSON.
///
/// # Errors
/// The position at which the text is no JSON.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    let text = text.trim_start_matches('\u{feff}');
    let problem = |error: &serde_json::Error| error.to_string(); // the message has line and column
    let first = match serde_json::from_str(text) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    if first.is_eof() {
        let completed = format!("{text}{}", missing_ends(text));
        return serde_json::from_str(&completed).map_err(|_| problem(&first));
    }
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let value = values.next();
    let rest = text.get(values.byte_offset()..).unwrap_or_default();
    match value {
        Some(Ok(value)) if rest.trim().chars().all(|c| c == '}') => Ok(value),
        _ => Err(problem(&first)),
    }
}

/// Returns the closing brackets that are missing at the end of a text.
fn missing_ends(text: &str) -> String {
    let mut open = Vec::new();
    let mut chars = text.chars();
    let mut in_string = None;
    while let Some(c) = chars.next() {
        match (c, in_string) {
            ('\\', Some(())) => drop(chars.next()),
            ('"', Some(())) => in_string = None,
            ('"', None) => in_string = Some(()),
            ('{', None) => open.push('}'),
            ('[', None) => open.push(']'),
            ('}' | ']', None) => drop(open.pop()),
            _ => {}
        }
    }
    open.into_iter().rev().collect()
}
