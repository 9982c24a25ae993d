//! What was read of each log: a bar a log, holes marked.

use std::collections::BTreeMap;

use askama::Template;
use jiff::Timestamp;

use super::escape::{Markup, value};
use crate::language::say::say;
use crate::model::entry::Source;
use crate::report::ReportContext;
use crate::report::text::{Style, grouped};

/// The width of the picture in its own units.
const WIDTH: u32 = 1_000;

/// The greatest number of bars, one for each log and scope.
const MOST_TRACKS: usize = 40;

/// The greatest number of stretches and of holes of one log that are drawn.
const MOST_SPANS: usize = 60;

/// The greatest number of stretches and holes of all logs that are listed.
const MOST_ROWS: usize = 300;

#[derive(Template)]
#[template(path = "timeline.html")]
pub(crate) struct Part<'l> {
    style: Style<'l>,
    from: String,
    to: String,
    tracks: Vec<Track>,
    rows: Vec<Row>,
    rows_left: Option<String>,
    left: Option<String>,
    unread: Vec<&'static str>,
}

#[derive(Default)]
struct Track {
    source: &'static str,
    scope: String,
    read: Spans,
    holes: Spans,
}

/// A row of the same as a table.
struct Row {
    source: &'static str,
    scope: String,
    what: String,
    from: String,
    to: String,
}

/// The spans of one log, in order.
#[derive(Default)]
struct Spans {
    shown: Vec<Span>,
    count: u64,
}

struct Span {
    x: u32,
    width: u32,
    from: String,
    to: String,
}

/// The part of time that the picture shows.
struct Scale<'l> {
    from: Timestamp,
    to: Timestamp,
    style: Style<'l>,
}

/// Returns the part.
pub(crate) fn part<'l>(frame: &ReportContext, style: Style<'l>) -> Part<'l> {
    let (from, to) = frame.window.unwrap_or_default();
    let scale = Scale { from, to, style };
    let mut tracks: BTreeMap<(Source, &str), Track> = BTreeMap::new();
    for (source, scope, from, to) in frame.coverage.stretches() {
        let track = tracks.entry((source, scope)).or_default();
        track.read.add(from, to, &scale);
    }
    for hole in frame.coverage.holes() {
        let track = tracks.entry((hole.source, &hole.project)).or_default();
        track.holes.add(hole.from, hole.to, &scale);
    }
    let left = tracks.len().saturating_sub(MOST_TRACKS) as u64;
    let count: u64 = tracks
        .values()
        .map(|it| it.read.count + it.holes.count)
        .sum();
    let named = |((source, scope), track): ((Source, &str), Track)| Track {
        source: source.as_str(),
        scope: value(scope),
        ..track
    };
    let tracks: Vec<Track> = tracks.into_iter().take(MOST_TRACKS).map(named).collect();
    let rows: Vec<Row> = tracks
        .iter()
        .flat_map(|it| it.rows(style))
        .take(MOST_ROWS)
        .collect();
    let rows_left = count.saturating_sub(rows.len() as u64);
    Part {
        style,
        from: style.time(from),
        to: style.time(to),
        left: (left > 0).then(|| grouped(left)),
        unread: frame.unread.iter().map(|it| it.as_str()).collect(),
        rows,
        rows_left: (rows_left > 0).then(|| grouped(rows_left)),
        tracks,
    }
}

impl Spans {
    fn add(&mut self, from: Timestamp, to: Timestamp, scale: &Scale) {
        self.count += 1;
        if self.shown.len() >= MOST_SPANS {
            return;
        }
        let (x, end) = (scale.at(from).min(WIDTH - 2), scale.at(to));
        self.shown.push(Span {
            x,
            width: end.saturating_sub(x).max(2),
            from: scale.style.time(from),
            to: scale.style.time(to),
        });
    }
}

impl Track {
    /// The rows of the table.
    fn rows(&self, style: Style) -> impl Iterator<Item = Row> {
        let of = |what: String, spans: &Spans| {
            let row = |it: &Span| Row {
                source: self.source,
                scope: self.scope.clone(),
                what: what.clone(),
                from: it.from.clone(),
                to: it.to.clone(),
            };
            spans.shown.iter().map(row).collect::<Vec<_>>()
        };
        of(say!(style, "page-key-read", "read"), &self.read)
            .into_iter()
            .chain(of(say!(style, "page-hole", "hole"), &self.holes))
    }

    /// The picture in words.
    fn label(&self, style: Style) -> String {
        let read = match self.read.count {
            1 => say!(style, "page-stretch-read", "1 stretch read"),
            count => say!(
                style,
                "page-stretches-read",
                "{count} stretches read",
                count = grouped(count)
            ),
        };
        let holes = match self.holes.count {
            1 => say!(style, "page-one-hole", "1 hole"),
            count => say!(style, "page-holes", "{count} holes", count = grouped(count)),
        };
        format!("{}: {read}, {holes}", self.source)
    }
}

impl Scale<'_> {
    /// Returns the place of a moment, from 0 to [`WIDTH`].
    fn at(&self, moment: Timestamp) -> u32 {
        let all = self
            .to
            .as_second()
            .saturating_sub(self.from.as_second())
            .max(1);
        let past = moment.as_second().saturating_sub(self.from.as_second());
        let past = past.clamp(0, all);
        let place = i128::from(past) * i128::from(WIDTH) / i128::from(all);
        u32::try_from(place).unwrap_or(WIDTH)
    }
}
