//! What went wrong, in the language of the reader: the place where errors become text. An error of the library becomes a message here by its kind and
//! its facts; English is what the error says itself. Texts of others (the system, SQLite, an API) stay as they are.

#[cfg(feature = "pull")]
mod api;
#[cfg(feature = "buckets")]
mod bucket;
mod credential;
mod database;
mod input;
#[cfg(feature = "lake")]
mod lake;
mod machine;

use std::error::Error;
use std::fmt;

use credtrail::language::locale::Locale;
use credtrail::model::finding::message::Message;

/// What went wrong as a whole, and why.
#[derive(Debug)]
struct Failure {
    message: Message,
    cause: anyhow::Error,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message.as_str())
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.cause.as_ref())
    }
}

/// Puts a message before a cause.
pub fn because(message: Message, cause: impl Into<anyhow::Error>) -> anyhow::Error {
    let cause = cause.into();
    Failure { message, cause }.into()
}

/// Adds a message of what went wrong as a whole before the cause, as `Context` of anyhow does.
pub trait WithMessage<T> {
    /// Puts this message before the cause.
    fn with_message(self, message: impl FnOnce() -> Message) -> anyhow::Result<T>;
}

impl<T, E: Into<anyhow::Error>> WithMessage<T> for Result<T, E> {
    fn with_message(self, message: impl FnOnce() -> Message) -> anyhow::Result<T> {
        self.map_err(|cause| because(message(), cause))
    }
}

impl<T> WithMessage<T> for Option<T> {
    fn with_message(self, message: impl FnOnce() -> Message) -> anyhow::Result<T> {
        self.ok_or_else(|| message().into())
    }
}

/// Makes the message of an error of the library, whose English is its `Display`: the id, the facts, and behind a semicolon the messages in it.
macro_rules! as_message {
    ($error:expr, $id:literal $(, $name:ident = $value:expr)* $(; $($part:ident = $text:expr),+)? $(,)?) => {
        credtrail::model::finding::message::Message::new(
            $id,
            $error.to_string(),
            vec![$((stringify!($name), credtrail::model::finding::argument::Argument::from($value))),*],
            vec![$($((stringify!($part), credtrail::model::finding::message::Message::from($text))),+)?],
        )
    };
}
use as_message;

/// Returns the message of an error; its text where no other language has it.
pub fn message(error: &(dyn Error + 'static)) -> Message {
    let own = || error.downcast_ref().cloned();
    let whole = || error.downcast_ref::<Failure>().map(|it| it.message.clone());
    let rooms = [
        database::message,
        input::message,
        #[cfg(feature = "pull")]
        api::message,
        #[cfg(feature = "buckets")]
        bucket::message,
        #[cfg(feature = "lake")]
        lake::message,
        credential::message,
        machine::message,
    ];
    own()
        .or_else(whole)
        .or_else(|| rooms.into_iter().find_map(|it| it(error)))
        .unwrap_or_else(|| error.to_string().into())
}

/// An error of this type as a message.
fn of<E: Error + 'static>(
    error: &(dyn Error + 'static),
    message: impl FnOnce(&E) -> Message,
) -> Option<Message> {
    error.downcast_ref().map(message)
}

/// Returns an error with its causes on one line.
pub fn one_line(error: &anyhow::Error, locale: &Locale) -> String {
    let causes = without_repetitions(error).into_iter().map(message);
    let texts: Vec<String> = causes
        .map(|it| locale.translate(&it).into_owned())
        .collect();
    texts.join(": ")
}

/// The error and its causes. A cause that the text before it contains already is left out, and so is the name of the database before a cause
/// that names it.
fn without_repetitions(error: &anyhow::Error) -> Vec<&(dyn Error + 'static)> {
    let mut causes = Vec::new();
    let mut line = String::new();
    for cause in error.chain() {
        let text = cause.to_string();
        if line.ends_with(&text) {
            continue;
        }
        if line.is_empty() || is_named(&line, &text) {
            causes.clear();
            line = text;
        } else {
            line = format!("{line}: {text}");
        }
        causes.push(cause);
    }
    causes
}

/// Whether the cause names the database that is the whole text before it.
fn is_named(line: &str, cause: &str) -> bool {
    let database = line.strip_prefix("database ");
    database.is_some_and(|it| cause.contains(it))
}

#[cfg(test)]
mod tests {
    use std::io;

    use credtrail::language::Language;
    use credtrail::message;
    use credtrail::store;

    use super::*;

    fn gone() -> io::Error {
        io::Error::new(io::ErrorKind::NotFound, "gone")
    }

    #[test]
    fn a_message_stands_before_its_cause_in_every_language() {
        let whole = || message!("error-spool", "cannot keep what is to be recorded");
        let failed: Result<(), _> = Err(gone());
        let error = failed.with_message(whole).unwrap_err();
        let english = one_line(&error, &Locale::default());
        assert_eq!(english, "cannot keep what is to be recorded: gone");
        let korean = one_line(&error, &Locale::new(Language::Korean, None));
        assert!(korean.ends_with("없습니다: gone"), "{korean}");
        assert!(error.chain().any(|it| it.is::<io::Error>()));
    }

    #[test]
    fn the_name_of_the_database_is_left_out_where_the_cause_has_it() {
        let named = || message!("error-database", "database {path}", path = "a.db");
        let missing = because(named(), store::Error::NotOurs("a.db".into()));
        let english = one_line(&missing, &Locale::default());
        assert_eq!(english, "a.db is no database of credtrail");
        let korean = one_line(&missing, &Locale::new(Language::Korean, None));
        assert_eq!(korean.matches("a.db").count(), 1, "{korean}");
        let full = because(named(), store::Error::Full);
        assert!(one_line(&full, &Locale::default()).starts_with("database a.db: "));
    }

    #[test]
    fn errors_of_others_stay_as_they_are() {
        let error = anyhow::Error::from(gone());
        let korean = Locale::new(Language::Korean, None);
        assert_eq!(one_line(&error, &korean), "gone");
    }
}
