//! Escaping of values from logs, which are hostile: a user name may hold escape sequences for the terminal that shows it.
//! Characters that are harmful in a single report form are escaped in the file of that form.

use std::fmt;

use serde::Serialize;

/// Displays a text with characters escaped that must not be printed: control characters, and characters that change the direction
/// of text or hide characters beside them.
#[derive(Debug, Clone, Copy)]
pub struct Safe<'t>(pub &'t str);

impl fmt::Display for Safe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            if is_harmful(c) {
                write!(f, "{}", c.escape_unicode())?;
            } else {
                fmt::Write::write_char(f, c)?;
            }
        }
        Ok(())
    }
}

pub(in crate::report) fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{feff}' | '\u{fff9}'..='\u{ffff}' | '\u{e0000}'..='\u{e007f}')
}

/// Returns a value as JSON on one line, with characters escaped that must not be printed. A JSON parser reads the original value.
///
/// # Errors
/// Errors of serde_json, which do not occur for values whose maps have strings as keys.
pub fn json_text<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<String> {
    serde_json::to_string(value).map(harmless_json)
}

/// Returns JSON with the escapes that serde_json does not make. Outside of its strings the JSON must be printable
/// ASCII and line ends.
pub(crate) fn harmless_json(json: String) -> String {
    if json.bytes().all(|byte| byte < 0x7f) {
        return json;
    }
    let mut harmless = String::with_capacity(json.len());
    for c in json.chars() {
        if c >= '\u{7f}' && is_harmful(c) {
            let units = &mut [0; 2];
            let units = c.encode_utf16(units).iter();
            units.for_each(|unit| harmless += &format!("\\u{unit:04x}"));
        } else {
            harmless.push(c);
        }
    }
    harmless
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_come_out_harmless() {
        assert_eq!(
            Safe("a\u{1b}[31mb\r\n\u{202e}c").to_string(),
            "a\\u{1b}[31mb\\u{d}\\u{a}\\u{202e}c"
        );
        assert_eq!(Safe("관리자 ü").to_string(), "관리자 ü");
    }

    #[test]
    fn json_is_printable_and_says_the_same() {
        let hostile = "\u{1b}[31m\u{7f}\u{9b}31m\u{202e}\u{e0041}\u{ffff} ü";
        let json = json_text(hostile).unwrap();
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), hostile);
        assert!(!json.chars().any(is_harmful), "{json}");
    }
}
