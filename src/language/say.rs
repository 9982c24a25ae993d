//! Texts of reports that are no messages of findings.

/// Makes a text in the language of a [`Locale`](super::locale::Locale): its id, the English text with `{name}` for each value, and the
/// values. No message is made where the text is read in English and in UTC.
///
/// ```ignore
/// say!(locale, "report-more", "… and {count} more", count = 3)
/// ```
macro_rules! say {
    ($locale:expr, $id:literal, $text:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        match $locale.translating() {
            None => {
                $($(let $name = $value;)?)*
                format!($text)
            }
            Some(locale) => {
                let message = $crate::model::finding::message::message!($id, $text $(, $name $(= $value)?)*);
                locale.translate(&message).into_owned()
            }
        }
    };
}

pub(crate) use say;
