//! The evaluation of a filter, as it is read: NOT binds closest, then OR, then AND; terms without an operator between them are joined by
//! AND.

use super::token::Token;
use super::{Match, Sample, pattern};

/// The deepest nesting that is read.
const DEEPEST: usize = 64;

/// Returns whether a filter matches. None where it cannot be read.
pub(super) fn evaluate(tokens: &[Token], sample: &Sample) -> Option<Match> {
    let mut parser = Parser {
        tokens,
        sample,
        depth: 0,
    };
    let found = parser.all()?;
    parser.tokens.is_empty().then_some(found)
}

struct Parser<'t> {
    tokens: &'t [Token],
    sample: &'t Sample,
    depth: usize,
}

impl<'t> Parser<'t> {
    fn next(&mut self) -> Option<&'t Token> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first)
    }

    fn take(&mut self, token: &Token) -> bool {
        let is_next = self.tokens.first() == Some(token);
        if is_next {
            self.next();
        }
        is_next
    }

    fn take_keyword(&mut self, keyword: &str) -> bool {
        let is_next = self
            .tokens
            .first()
            .is_some_and(|it| keyword_of(it) == Some(keyword));
        if is_next {
            self.next();
        }
        is_next
    }

    fn all(&mut self) -> Option<Match> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let mut found = self.any()?;
        while !matches!(self.tokens.first(), None | Some(Token::Close)) {
            self.take_keyword("AND");
            found = found.and(self.any()?);
        }
        self.depth -= 1;
        Some(found)
    }

    fn any(&mut self) -> Option<Match> {
        let mut found = self.term()?;
        while self.take_keyword("OR") {
            found = found.or(self.term()?);
        }
        Some(found)
    }

    fn term(&mut self) -> Option<Match> {
        let mut is_negated = false;
        while self.take(&Token::Minus) || self.take_keyword("NOT") {
            is_negated = !is_negated;
        }
        let found = self.positive()?;
        Some(if is_negated { found.contrary() } else { found })
    }

    fn positive(&mut self) -> Option<Match> {
        match self.next()? {
            Token::Open => {
                let found = self.all()?;
                self.take(&Token::Close).then_some(found)
            }
            Token::Word { parts, quoted } => match self.tokens.first() {
                Some(Token::Operator(operator)) => {
                    self.next();
                    self.comparison(parts, operator)
                }
                Some(Token::Open) if !quoted => self.function(parts),
                _ => Some(Match::Perhaps), // a text in any field
            },
            _ => None,
        }
    }

    /// Reads the value of a comparison, or several in brackets.
    fn comparison(&mut self, field: &[String], operator: &str) -> Option<Match> {
        if !self.take(&Token::Open) {
            let value = self.value()?;
            return Some(self.sample.compare(field, operator, &value));
        }
        let mut found: Option<Match> = None;
        let mut is_or = true;
        while !self.take(&Token::Close) {
            let is_negated = self.take(&Token::Minus) || self.take_keyword("NOT");
            let value = self.value()?;
            let one = self.sample.compare(field, operator, &value);
            let one = if is_negated { one.contrary() } else { one };
            found = Some(match found {
                None => one,
                Some(before) if is_or => before.or(one),
                Some(before) => before.and(one),
            });
            is_or = self.take_keyword("OR");
            if !is_or {
                self.take_keyword("AND");
            }
        }
        found
    }

    fn value(&mut self) -> Option<String> {
        let is_negative = self.take(&Token::Minus); // a number
        match self.next()? {
            Token::Word { parts, .. } => {
                let sign = if is_negative { "-" } else { "" };
                Some(format!("{sign}{}", parts.join(".")))
            }
            _ => None,
        }
    }

    /// Reads the arguments of a function. Only `log_id` depends on what is known.
    fn function(&mut self, name: &[String]) -> Option<Match> {
        self.take(&Token::Open);
        let mut arguments = Vec::new();
        let mut open = 1;
        while open > 0 {
            match self.next()? {
                Token::Open => open += 1,
                Token::Close => open -= 1,
                token => arguments.push(token),
            }
        }
        let is_comparison = matches!(self.tokens.first(), Some(Token::Operator(_)));
        if is_comparison {
            self.next();
            self.value()?;
            return Some(Match::Perhaps);
        }
        Some(match (name, arguments.as_slice()) {
            ([name], [Token::Word { parts, .. }]) if name.eq_ignore_ascii_case("log_id") => {
                self.sample.in_log(&parts.join("."))
            }
            _ => Match::Perhaps,
        })
    }
}

/// Returns the keyword that a token is. Keywords are in capitals.
fn keyword_of(token: &Token) -> Option<&str> {
    match token {
        Token::Word {
            parts,
            quoted: false,
        } => match parts.as_slice() {
            [word] if ["AND", "OR", "NOT"].contains(&word.as_str()) => Some(word),
            _ => None,
        },
        _ => None,
    }
}

/// Returns whether a text has this relation to a value. Comparisons of texts ignore case; regular expressions do not.
pub(super) fn compared(text: &str, operator: &str, value: &str) -> Match {
    let holds = |it: bool| if it { Match::Yes } else { Match::No };
    let (low, wanted) = (text.to_lowercase(), value.to_lowercase());
    match operator {
        "=" => holds(low == wanted),
        "!=" => holds(low != wanted),
        ":" => holds(value == "*" || low.contains(&wanted)),
        "=~" => pattern::found_in(value, text).map_or(Match::Perhaps, holds),
        "!~" => pattern::found_in(value, text).map_or(Match::Perhaps, |it| holds(!it)),
        _ => Match::Perhaps,
    }
}
