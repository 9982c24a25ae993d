//! The message of a finding: its text, and the facts in it as named arguments, for programs.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;

use super::argument::Argument;

/// A text and the facts in it. `message!` makes both from the same values, so that they agree.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message {
    text: String,
    arguments: BTreeMap<&'static str, Argument>,
}

impl Message {
    /// Returns the message of a text, the facts in it, and the messages in it. `message!` calls this.
    pub(crate) fn new(
        text: String,
        facts: impl IntoIterator<Item = (&'static str, Argument)>,
        parts: impl IntoIterator<Item = Message>,
    ) -> Self {
        let parts = parts.into_iter().flat_map(|it| it.arguments);
        let mut arguments: BTreeMap<&'static str, Argument> = parts.collect();
        arguments.extend(facts);
        Message { text, arguments }
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the facts in the text by their names.
    pub fn arguments(&self) -> &BTreeMap<&'static str, Argument> {
        &self.arguments
    }
}

impl Deref for Message {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// Makes a [`Message`]: a text with `{name}` for each value, then the facts (each becomes an argument), and behind a semicolon the
/// messages that are parts of the text (their arguments are taken over). A `{name}` that is neither is a word, and no argument.
///
/// ```ignore
/// message!("{key} {what} {cluster}; {advice}", key = signed.key, cluster; advice)
/// ```
macro_rules! message {
    ($text:literal $(, $name:ident $(= $value:expr)?)* $(; $($part:ident),+)? $(,)?) => {{
        let ($($name,)*) = ($({
            $(let $name = $value;)?
            $crate::model::finding::argument::Argument::from($name)
        },)*);
        let text = format!($text);
        $crate::model::finding::message::Message::new(
            text,
            [$((stringify!($name), $name)),*],
            [$($($part),+)?],
        )
    }};
}

pub(crate) use message;

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{SignedDuration, Timestamp};

    #[test]
    fn text_and_arguments_come_from_the_same_values() {
        let (what, key) = ("signed for", "K");
        let from = Timestamp::UNIX_EPOCH;
        let advice = message!(
            "read from {from:.0} for {length}",
            from,
            length = SignedDuration::from_millis(61_500)
        );
        let message = message!("{key} {what} {cluster}; {advice}", key, cluster = "C"; advice);
        assert_eq!(
            &*message,
            "K signed for C; read from 1970-01-01T00:00:00Z for 1m 1s"
        );
        let expected = [
            ("cluster", Argument::from("C")),
            ("from", Argument::from(from)),
            ("key", Argument::from("K")),
            ("length", Argument::from(SignedDuration::from_secs(61))),
        ];
        assert_eq!(message.arguments(), &BTreeMap::from(expected));
    }
}
