//! The headings that clap has no option for: they are replaced in the text that it made.

use clap::Command;
use credtrail::language::locale::Locale;

use super::text_id::{Reading, TextId};

/// The headings above arguments without one.
pub const HEADINGS: [(&str, &str); 2] = [("arguments", "Arguments:"), ("options", "Options:")];

/// The English heading of the usage, as clap writes it.
const USAGE: &str = "Usage:";

/// Returns the heading of the usage, in the style that clap gives it.
pub fn usage(command: &Command, reading: &Reading<'_>) -> String {
    let style = command.get_styles().get_usage();
    let text = reading(&TextId::of("heading", "usage"), USAGE);
    format!("{style}{text}{style:#}")
}

/// Returns a help that clap made with all headings as this locale reads them.
pub fn read_in(locale: &Locale, help: &str) -> String {
    let line = |line: &str| {
        let plain = anstream::adapter::strip_str(line).to_string();
        let heading = HEADINGS.into_iter().find(|it| it.1 == plain.trim_end());
        let read = heading.and_then(|it| Some((it.1, text(locale, it.0)?)));
        read.map_or_else(
            || line.to_owned(),
            |(english, it)| line.replace(english, &it),
        )
    };
    help.split_inclusive('\n').map(line).collect()
}

/// Returns the usage in an error of clap as this locale reads it.
pub fn usage_in(locale: &Locale, usage: &str) -> String {
    let read = text(locale, "usage");
    read.map_or_else(|| usage.to_owned(), |it| usage.replacen(USAGE, &it, 1))
}

fn text(locale: &Locale, name: &str) -> Option<String> {
    TextId::of("heading", name).look_up(|it| locale.help(it))
}
