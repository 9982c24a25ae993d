//! The regular expressions of most filters: literal texts, `.`, `.*`, `^` and `$`. Others are not evaluated.

/// One character of a pattern: any, or this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum One {
    Any,
    This(char),
}

/// Returns whether a pattern is found in a text. None where the pattern is another one.
pub(super) fn found_in(pattern: &str, text: &str) -> Option<bool> {
    let (is_at_start, pattern) = match pattern.strip_prefix('^') {
        Some(rest) => (true, rest),
        None => (false, pattern),
    };
    let (is_at_end, pattern) = match pattern.strip_suffix('$') {
        Some(rest) if !rest.ends_with('\\') => (true, rest),
        _ => (false, pattern),
    };
    let mut pieces: Vec<Vec<One>> = pieces(pattern)?;
    if !is_at_start {
        pieces.insert(0, Vec::new());
    }
    if !is_at_end {
        pieces.push(Vec::new());
    }
    let text: Vec<char> = text.chars().collect();
    Some(hold(&pieces, &text))
}

/// Returns the pieces between `.*`.
fn pieces(pattern: &str) -> Option<Vec<Vec<One>>> {
    let mut pieces = vec![Vec::new()];
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        let one = match c {
            '.' if chars.next_if_eq(&'*').is_some() => {
                pieces.push(Vec::new());
                continue;
            }
            '.' => One::Any,
            '\\' => One::This(chars.next().filter(|it| !it.is_alphanumeric())?),
            c if "[](){}|+?*^$".contains(c) => return None,
            c => One::This(c),
        };
        pieces.last_mut()?.push(one);
    }
    Some(pieces)
}

/// Whether the first piece begins the text, the last one ends it, and the others are between them in order.
fn hold(pieces: &[Vec<One>], text: &[char]) -> bool {
    let Some((first, rest)) = pieces.split_first() else {
        return true;
    };
    let Some((last, between)) = rest.split_last() else {
        return first.len() == text.len() && begins(first, text);
    };
    if !begins(first, text) {
        return false;
    }
    let mut text = text.get(first.len()..).unwrap_or_default();
    for piece in between {
        let mut places = 0..=text.len();
        let place = places.find(|it| begins(piece, text.get(*it..).unwrap_or_default()));
        let Some(place) = place else { return false };
        text = text.get(place + piece.len()..).unwrap_or_default();
    }
    let start = text.len().checked_sub(last.len());
    start.is_some_and(|it| begins(last, text.get(it..).unwrap_or_default()))
}

fn begins(piece: &[One], text: &[char]) -> bool {
    piece.len() <= text.len()
        && piece
            .iter()
            .zip(text)
            .all(|(one, c)| matches!(one, One::Any) || *one == One::This(*c))
}

#[cfg(test)]
mod tests {
    use super::found_in;

    #[test]
    fn literal_texts_and_wildcards_are_found() {
        for (pattern, expected) in [
            ("", true),
            ("cloudkms", true),
            ("^cloudkms", true),
            ("kms.*com$", true),
            ("^c.oudkms\\.googleapis\\.com$", true),
            ("^cloud$", false),
            ("x", false),
            ("com.*kms", false),
            ("^.*$", true),
        ] {
            let found = found_in(pattern, "cloudkms.googleapis.com");
            assert_eq!(found, Some(expected), "{pattern}");
        }
        for other in ["a|b", "[ab]", "(a)", "a+", "\\d", "a\\", "a*"] {
            assert_eq!(found_in(other, "a"), None, "{other}");
        }
    }
}
