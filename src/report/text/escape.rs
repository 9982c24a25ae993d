//! Values from logs are hostile: a user name may hold escape sequences for the terminal it is shown on. What else is harmful in one
//! form alone is escaped in its file.

use std::fmt;

use serde::Serialize;

/// Shows a text with everything escaped that is not to be printed: control characters, and those that change the direction or
/// hide what stands beside them.
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

fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{feff}' | '\u{fff9}'..='\u{ffff}' | '\u{e0000}'..='\u{e007f}')
}

/// A value as JSON on one line, with everything escaped that is not to be printed. Whoever parses it gets the value as it is.
///
/// # Errors
/// Those of serde_json; none for values without maps of other keys than texts.
pub fn json_text<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<String> {
    serde_json::to_string(value).map(harmless_json)
}

/// JSON with the escapes that serde_json does not make. Outside of its texts it is printable ASCII and line ends.
pub(in crate::report) fn harmless_json(json: String) -> String {
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
