//! The tokens of a filter.

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// `(`
    Open,
    /// `)`
    Close,
    /// `,`
    Comma,
    /// `-` before a term, which negates it.
    Minus,
    /// A comparison.
    Operator(&'static str),
    /// A word or a text in quotes. The dots outside of quotes separate its parts.
    Word {
        /// The parts, without quotes.
        parts: Vec<String>,
        /// Whether a part was in quotes.
        quoted: bool,
    },
}

/// The comparisons, the longer ones first.
const OPERATORS: [&str; 9] = ["!=", "!~", "=~", "<=", ">=", "=", ":", "<", ">"];

/// Returns the tokens of a filter. None where a text has no end.
pub(super) fn tokens(filter: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = filter;
    while let Some(first) = rest.chars().next() {
        let (token, length) = if first.is_whitespace() {
            (None, first.len_utf8())
        } else if rest.starts_with("--") {
            (None, rest.find('\n').unwrap_or(rest.len()))
        } else {
            let (token, length) = token(rest)?;
            (Some(token), length)
        };
        tokens.extend(token);
        rest = rest.get(length..)?;
    }
    Some(tokens)
}

fn token(rest: &str) -> Option<(Token, usize)> {
    let single = match rest.chars().next()? {
        '(' => Some(Token::Open),
        ')' => Some(Token::Close),
        ',' => Some(Token::Comma),
        '-' => Some(Token::Minus),
        _ => None,
    };
    if let Some(token) = single {
        return Some((token, 1));
    }
    match OPERATORS.into_iter().find(|it| rest.starts_with(it)) {
        Some(operator) => Some((Token::Operator(operator), operator.len())),
        None => word(rest),
    }
}

fn word(rest: &str) -> Option<(Token, usize)> {
    let mut parts = vec![String::new()];
    let mut was_quoted = false;
    let mut quote = None;
    let mut chars = rest.char_indices();
    let mut length = rest.len();
    while let Some((at, c)) = chars.next() {
        let part = parts.last_mut()?;
        match quote {
            Some(end) if c == end => quote = None,
            Some(_) if c == '\\' => part.push(chars.next()?.1),
            Some(_) => part.push(c),
            None if c == '"' || c == '\'' => {
                quote = Some(c);
                was_quoted = true;
            }
            None if c == '.' => parts.push(String::new()),
            None if c.is_whitespace() || "(),=:<>!~".contains(c) => {
                length = at;
                break;
            }
            None => part.push(c),
        }
    }
    let word = Token::Word {
        parts,
        quoted: was_quoted,
    };
    (quote.is_none() && length > 0).then_some((word, length))
}
