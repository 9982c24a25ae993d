//! Colours and width of the text report, by where it goes.

use std::io::{self, IsTerminal};
#[cfg(unix)]
use std::os::fd::AsFd as Terminal;
#[cfg(windows)]
use std::os::windows::io::AsHandle as Terminal;
use std::path::Path;

use anstream::{AutoStream, ColorChoice};
use credtrail::language::locale::Locale;
use credtrail::report::text::{Palette, Style};

use super::destination::is_to_standard;
use crate::command::args::{Colour, Output};

/// Returns the style of a report: colours where they are wanted, and the width of the terminal. A report that no terminal shows has 80
/// columns, so that the same facts give the same bytes.
pub fn style<'l>(output: &Output, locale: &'l Locale) -> Style<'l> {
    coloured(output.output.as_deref(), output.color, locale)
}

/// Returns the style of a report to a file, or to standard output.
pub fn coloured<'l>(path: Option<&Path>, colour: Colour, locale: &'l Locale) -> Style<'l> {
    let is_standard = is_to_standard(path);
    let wanted = match colour {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => is_standard && has_colours(),
    };
    let palette = match wanted {
        true => Palette::Colours,
        false => Palette::Plain,
    };
    as_wide_as(is_standard.then(io::stdout), Style::new(palette)).read_in(locale)
}

/// Returns the style of a report without colours.
pub fn plain<'l>(path: Option<&Path>, locale: &'l Locale) -> Style<'l> {
    as_wide_as(
        is_to_standard(path).then(io::stdout),
        Style::new(Palette::Plain).read_in(locale),
    )
}

/// Returns the style of the text on standard error.
pub fn of_notices() -> Style<'static> {
    as_wide_as(Some(io::stderr()), Style::new(Palette::Plain))
}

/// Whether standard output shows colours: by whether it is a terminal, TERM, NO_COLOR (<https://no-color.org>), CLICOLOR and
/// CLICOLOR_FORCE (<https://bixense.com/clicolors/>).
fn has_colours() -> bool {
    AutoStream::choice(&io::stdout()) != ColorChoice::Never
}

/// Returns a style as wide as the terminal that shows this stream; where its width is unknown, as wide as COLUMNS.
fn as_wide_as<S: IsTerminal + Terminal>(stream: Option<S>, style: Style<'_>) -> Style<'_> {
    let Some(stream) = stream.filter(S::is_terminal) else {
        return style;
    };
    let width = terminal_size::terminal_size_of(&stream).map(|(width, _)| usize::from(width.0));
    let from_environment = || std::env::var("COLUMNS").ok()?.parse().ok();
    let columns = width.filter(|it| *it > 0).or_else(from_environment);
    columns.map_or(style, |it| style.on_terminal(it))
}
