//! The texts of one language by their ids.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

use super::Language;

/// The texts of one language.
pub(super) struct Catalogue(FluentBundle<FluentResource>);

impl Catalogue {
    /// Returns the texts of a language, which lie in the program. What a file has wrong is left out: tests check that there is nothing.
    pub(super) fn of(language: Language) -> Self {
        let sources: &[&str] = match language {
            Language::English => &[include_str!("../../locale/en.ftl")],
            Language::Korean => &[
                include_str!("../../locale/ko.ftl"),
                include_str!("../../locale/help.ko.ftl"),
            ],
        };
        let mut bundle = FluentBundle::new_concurrent(Vec::new());
        bundle.set_use_isolating(false); // terminals show the marks that isolate directions as characters
        for source in sources {
            let resource = match FluentResource::try_new((*source).to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            bundle.add_resource_overriding(resource);
        }
        Catalogue(bundle)
    }

    /// Returns the text with this id and these values; None where the language has none.
    pub(super) fn text(&self, id: &str, values: &FluentArgs<'_>) -> Option<String> {
        let pattern = self.0.get_message(id)?.value()?;
        let text = self
            .0
            .format_pattern(pattern, Some(values), &mut Vec::new());
        Some(text.into_owned())
    }

    /// Returns a text that belongs to an id; None where the language has none.
    pub(super) fn attribute(&self, id: &str, name: &str) -> Option<String> {
        let attribute = self.0.get_message(id)?.get_attribute(name)?;
        let text = self
            .0
            .format_pattern(attribute.value(), None, &mut Vec::new());
        Some(text.into_owned())
    }
}
