//! Values from logs are hostile: a user name may hold escape sequences for the terminal it is shown on.

use std::fmt;

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
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
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
}
