//! The message of a finding: its text, and the facts in it as named arguments, for programs and for other languages.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::ops::Deref;

use super::argument::Argument;
pub use super::joint::Joint;

/// A text and what it is made of. `message!` makes both from the same values, so that they agree. The text is English and in UTC: files of
/// other languages have the text by its id.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message {
    text: String,
    id: &'static str,
    kind: Kind,
    facts: Vec<(&'static str, Argument)>,
    parts: Vec<(&'static str, Message)>,
}

/// What a message is to the message that it is a part of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// A sentence, whose arguments are those of the whole.
    #[default]
    Sentence,
    /// A fact, which is an argument of the whole.
    Fact,
    /// A list of messages.
    List(Joint),
}

/// How the text of a message comes about in any language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The text is the same in all languages.
    Verbatim,
    /// A list of messages.
    List(Joint),
    /// A pattern with this id.
    Pattern(&'static str),
}

impl Message {
    /// Returns the message of a text, the facts in it, and the messages in it. `message!` calls this.
    pub fn new(
        id: &'static str,
        text: String,
        facts: Vec<(&'static str, Argument)>,
        parts: Vec<(&'static str, Message)>,
    ) -> Self {
        Message {
            text,
            id,
            kind: Kind::Sentence,
            facts,
            parts,
        }
    }

    /// Makes a message an argument of the message that it is a part of.
    #[must_use]
    pub fn as_fact(self) -> Self {
        Message {
            kind: Kind::Fact,
            ..self
        }
    }

    /// Returns a list of messages.
    pub fn list(items: impl IntoIterator<Item = Message>, joint: Joint) -> Self {
        let parts: Vec<_> = items.into_iter().map(|it| ("", it)).collect();
        let texts: Vec<&str> = parts.iter().map(|it| it.1.as_str()).collect();
        Message {
            text: texts.join(joint.as_str()),
            kind: Kind::List(joint),
            parts,
            ..Message::default()
        }
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns how the text comes about.
    pub fn form(&self) -> Form {
        match (self.kind, self.id) {
            (Kind::List(joint), _) => Form::List(joint),
            (_, "") => Form::Verbatim,
            (_, id) => Form::Pattern(id),
        }
    }

    /// Returns the facts that the text itself names.
    pub fn facts(&self) -> &[(&'static str, Argument)] {
        &self.facts
    }

    /// Returns the messages that are parts of the text.
    pub fn parts(&self) -> &[(&'static str, Message)] {
        &self.parts
    }

    /// Returns the facts in the text and in its parts by their names.
    pub fn arguments(&self) -> BTreeMap<&'static str, Argument> {
        let mut arguments = BTreeMap::new();
        for (name, part) in &self.parts {
            match part.kind {
                Kind::Fact => drop(arguments.insert(*name, Argument::from(part.as_str()))),
                Kind::Sentence | Kind::List(_) => arguments.extend(part.arguments()),
            }
        }
        arguments.extend(self.facts.iter().cloned());
        arguments
    }
}

/// A text that is the same in all languages, and no argument.
impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Message {
            text: text.to_owned(),
            ..Message::default()
        }
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Message {
            text,
            ..Message::default()
        }
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

/// A message may be what went wrong.
impl Error for Message {}

/// Makes a [`Message`]: the id by which files of other languages have the text, the English text with `{name}` for each value, then the
/// facts (each becomes an argument), and behind a semicolon the parts of the text: messages (their arguments are taken over), and texts that
/// are the same in all languages. The id begins with the code of the finding, where only that finding says it. One id has one text.
///
/// ```ignore
/// message!("x-signed", "{key} {what} {cluster}; {advice}", key = signed.key, cluster; what, advice)
/// ```
#[macro_export]
macro_rules! message {
    ($id:literal, $text:literal $(, $name:ident $(= $value:expr)?)* $(; $($part:ident),+)? $(,)?) => {{
        let ($($name,)*) = ($({
            $(let $name = $value;)?
            $crate::model::finding::argument::Argument::from($name)
        },)*);
        let text = format!($text);
        $crate::model::finding::message::Message::new(
            $id,
            text,
            vec![$((stringify!($name), $name)),*],
            vec![$($((stringify!($part), $crate::model::finding::message::Message::from($part))),+)?],
        )
    }};
}

pub use message;

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{SignedDuration, Timestamp};

    #[test]
    fn text_and_arguments_come_from_the_same_values() {
        let (what, key) = ("signed for", "K");
        let from = Timestamp::UNIX_EPOCH;
        let advice = message!(
            "advice",
            "read from {from:.0} for {length}",
            from,
            length = SignedDuration::from_millis(61_500)
        );
        let message = message!("signed", "{key} {what} {cluster}; {advice}", key, cluster = "C"; what, advice);
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
        assert_eq!(message.arguments(), BTreeMap::from(expected));
    }

    #[test]
    fn a_fact_that_is_a_message_is_one_argument() {
        let why = message!("why", "it is of {key}", key = "K").as_fact();
        let message = message!("whole", "no: {why}"; why);
        assert_eq!(&*message, "no: it is of K");
        let expected = BTreeMap::from([("why", Argument::from("it is of K"))]);
        assert_eq!(message.arguments(), expected);
    }

    #[test]
    fn a_list_of_messages_has_the_arguments_of_all() {
        let item = |key: &'static str| message!("of", "of {key}", key);
        let list = Message::list([item("a"), Message::from("b")], Joint::Or);
        assert_eq!(&*list, "of a or b");
        assert_eq!(list.arguments().len(), 1);
    }
}
