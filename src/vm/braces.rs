//! JSON with braces missing at the end, or too many: copies of Google's sample of `CONFIGS.json` are such, and are read as they are
//! meant.

use serde_json::Value;

/// Parses JSON.
///
/// # Errors
/// Where it stops being JSON.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    let text = text.trim_start_matches('\u{feff}');
    let problem = |error: &serde_json::Error| error.to_string(); // with line and column
    let first = match serde_json::from_str(text) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    if first.is_eof() {
        let mended = format!("{text}{}", missing_ends(text));
        return serde_json::from_str(&mended).map_err(|_| problem(&first));
    }
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let value = values.next();
    let rest = text.get(values.byte_offset()..).unwrap_or_default();
    match value {
        Some(Ok(value)) if rest.trim().chars().all(|c| c == '}') => Ok(value),
        _ => Err(problem(&first)),
    }
}

/// What closes everything that is open at the end of a text.
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
