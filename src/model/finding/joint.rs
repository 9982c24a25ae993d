//! What is between two items of a list in a sentence.

/// The text between two items of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Joint {
    /// `, `
    Comma,
    /// `, and `
    CommaAnd,
    /// ` or `
    Or,
}

impl Joint {
    /// Returns the English text.
    pub fn as_str(self) -> &'static str {
        match self {
            Joint::Comma => ", ",
            Joint::CommaAnd => ", and ",
            Joint::Or => " or ",
        }
    }
}
