//! How people read a report: in which language, and in which time zone.

use std::borrow::Cow;

use fluent_bundle::FluentArgs;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Language;
use super::catalogue::Catalogue;
use super::say::say;
use crate::model::finding::argument::{Argument, List};
use crate::model::finding::message::{Form, Joint, Message};

/// A language and a time zone. The texts of the language are read once, when it is made.
#[derive(Default)]
pub struct Locale {
    language: Language,
    zone: Option<TimeZone>,
    /// The texts; None for English in UTC, which is in the code.
    catalogue: Option<Catalogue>,
}

impl Locale {
    /// Returns a language and a time zone; no time zone is UTC.
    pub fn new(language: Language, zone: Option<TimeZone>) -> Self {
        let zone = zone.filter(|it| *it != TimeZone::UTC);
        let is_plain = language == Language::English && zone.is_none();
        Locale {
            language,
            zone,
            catalogue: (!is_plain).then(|| Catalogue::of(language)),
        }
    }

    /// Returns the language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Returns the time zone.
    pub fn zone(&self) -> TimeZone {
        self.zone.clone().unwrap_or(TimeZone::UTC)
    }

    /// Returns itself, unless the texts in the code are as they should be read.
    pub fn translating(&self) -> Option<&Self> {
        self.catalogue.as_ref().map(|_| self)
    }

    /// Returns a message in this language. A text that the language lacks is English.
    pub fn translate<'m>(&self, message: &'m Message) -> Cow<'m, str> {
        let Some(catalogue) = &self.catalogue else {
            return Cow::Borrowed(message.as_str());
        };
        match message.form() {
            Form::Verbatim => Cow::Borrowed(message.as_str()),
            Form::List(joint) => {
                let items = message.parts().iter().map(|it| self.translate(&it.1));
                Cow::Owned(items.collect::<Vec<_>>().join(&self.joint(joint)))
            }
            Form::Pattern(id) => {
                let text = catalogue.text(id, &self.values(message));
                text.map_or(Cow::Borrowed(message.as_str()), Cow::Owned)
            }
        }
    }

    /// Returns a paragraph of the explanation of a finding; None where the English one is to be shown.
    pub fn explanation(&self, code: &str, paragraph: &str) -> Option<String> {
        let catalogue = self.catalogue.as_ref()?;
        catalogue.attribute(&format!("explain-{code}"), paragraph)
    }

    /// Returns the text with this id and these values; None for English and for an id without a text.
    pub(super) fn text(
        &self,
        id: &str,
        values: impl Iterator<Item = (&'static str, String)>,
    ) -> Option<String> {
        let values: FluentArgs<'_> = values.collect();
        self.catalogue.as_ref()?.text(id, &values)
    }

    /// Returns a text of the help by its id; None where the English one is to be shown.
    pub fn help(&self, id: &str) -> Option<String> {
        self.catalogue.as_ref()?.text(id, &FluentArgs::new())
    }

    /// Returns a time in seconds, as RFC 3339 writes it, with the offset of the time zone.
    pub fn time(&self, at: Timestamp) -> String {
        match &self.zone {
            None => format!("{at:.0}"),
            Some(zone) => {
                let offset = zone.to_offset(at);
                format!("{:.0}", at.display_with_offset(offset))
            }
        }
    }

    fn values<'m>(&self, message: &'m Message) -> FluentArgs<'m> {
        let mut values = FluentArgs::new();
        for (name, fact) in message.facts() {
            values.set(*name, self.argument(fact));
        }
        for (name, part) in message.parts() {
            values.set(*name, self.translate(part));
        }
        values
    }

    fn argument(&self, argument: &Argument) -> String {
        match argument {
            Argument::Time(at) => self.time(*at),
            Argument::Duration(duration) => self.duration(*duration),
            Argument::List(list) => self.list(list),
            Argument::Text(_) | Argument::Number(_) => argument.to_string(),
        }
    }

    /// Returns a duration in hours, minutes and seconds.
    fn duration(&self, duration: SignedDuration) -> String {
        if self.language == Language::English {
            return format!("{duration:#}");
        }
        let seconds = duration.as_secs().unsigned_abs();
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        let mut parts = Vec::new();
        if hours > 0 {
            parts.push(say!(self, "duration-hours", "{hours}h", hours));
        }
        if minutes > 0 {
            parts.push(say!(self, "duration-minutes", "{minutes}m", minutes));
        }
        if !seconds.is_multiple_of(60) || parts.is_empty() {
            parts.push(say!(
                self,
                "duration-seconds",
                "{seconds}s",
                seconds = seconds % 60
            ));
        }
        parts.join(" ")
    }

    fn list(&self, list: &List) -> String {
        let (shown, others) = list.in_sentence();
        let between = self.joint(list.joint());
        let mut parts: Vec<Cow<'_, str>> = shown.iter().map(|it| it.as_str().into()).collect();
        if others > 0 {
            parts.push(say!(self, "list-others", "{count} others", count = others).into());
        }
        parts.join(&between)
    }

    fn joint(&self, joint: Joint) -> String {
        match joint {
            Joint::Comma => say!(self, "joint-comma", ", "),
            Joint::CommaAnd => say!(self, "joint-comma-and", ", and "),
            Joint::Or => say!(self, "joint-or", " or "),
        }
    }
}
