//! When keys signed, credentials were issued and first used: a bar for each part of the window.

use std::collections::BTreeMap;

use askama::Template;
use jiff::Timestamp;

use crate::language::say::say;
use crate::model::entry::{Event, Outcome};
use crate::report::ReportContext;
use crate::report::text::{Style, grouped};
use crate::scan::Judged;

/// The seconds of an hour.
const HOUR: i64 = 3_600;

/// The greatest number of hours that are counted apart. Records of further hours are counted together.
const MOST_HOURS: usize = 200_000;

/// The greatest number of bars of one picture.
const MOST_BARS: i64 = 180;

/// The lengths of the parts of the window, in hours: the shortest that makes few enough bars is taken.
const LENGTHS: [i64; 9] = [1, 2, 3, 6, 12, 24, 168, 720, 8_760];

/// What is counted.
fn names(style: Style) -> [String; KINDS] {
    [
        say!(style, "page-signatures", "Signatures"),
        say!(style, "page-issuances", "Issuances"),
        say!(style, "page-first-used", "Credentials first used"),
    ]
}

/// How many kinds of events are counted.
const KINDS: usize = 3;

/// How many of each there were in each hour.
#[derive(Debug, Default)]
pub(super) struct Hours {
    counts: BTreeMap<i64, [u64; KINDS]>,
    left: u64,
}

#[derive(Template)]
#[template(path = "hours.html")]
pub(super) struct Part<'l> {
    style: Style<'l>,
    length: String,
    from: String,
    to: String,
    pictures: Vec<Picture>,
    outside: Option<String>,
}

struct Picture {
    name: String,
    total: String,
    most: String,
    width: i64,
    bars: Vec<Bar>,
}

struct Bar {
    x: i64,
    y: u64,
    height: u64,
    when: String,
    count: String,
}

impl Hours {
    /// Counts the records and the first use of one lineage.
    pub(super) fn add(&mut self, judged: &Judged<'_>) {
        for record in judged.lineage.records() {
            match &record.entry.event {
                Event::Signed(it) if it.outcome == Outcome::Done => self.count(0, record.entry.at),
                Event::Issued(_) => self.count(1, record.entry.at),
                _ => {}
            }
        }
        if let Some(uses) = judged.lineage.uses() {
            self.count(2, uses.first.0);
        }
    }

    fn count(&mut self, kind: usize, at: Timestamp) {
        let hour = at.as_second().div_euclid(HOUR);
        let is_full = self.counts.len() >= MOST_HOURS && !self.counts.contains_key(&hour);
        let counts = if is_full {
            None
        } else {
            Some(self.counts.entry(hour).or_default())
        };
        match counts.and_then(|it| it.get_mut(kind)) {
            Some(count) => *count += 1,
            None => self.left += 1,
        }
    }

    /// Returns the part.
    pub(super) fn part<'l>(self, frame: &ReportContext, style: Style<'l>) -> Part<'l> {
        let (from, to) = frame.window.unwrap_or_default();
        let hour = |at: Timestamp| at.as_second().div_euclid(HOUR);
        let (first, last) = (hour(from), hour(to));
        let fits = |length: &i64| last.div_euclid(*length) - first.div_euclid(*length) < MOST_BARS;
        let length = LENGTHS.into_iter().find(fits).unwrap_or(last - first + 1);
        let mut outside = self.left;
        let mut bars: BTreeMap<i64, [u64; KINDS]> = BTreeMap::new();
        for (hour, counts) in self.counts {
            if (first..=last).contains(&hour) {
                let sums = bars.entry(hour.div_euclid(length)).or_default();
                sums.iter_mut().zip(counts).for_each(|(sum, it)| *sum += it);
            } else {
                outside += counts.iter().sum::<u64>();
            }
        }
        let begin = first.div_euclid(length);
        let width = last.div_euclid(length) - begin + 1;
        let names = names(style).into_iter().enumerate();
        let pictures = names.map(|(kind, name)| {
            let counts = bars
                .iter()
                .map(|(at, counts)| (*at, counts.get(kind).copied().unwrap_or(0)));
            picture(
                name,
                counts.filter(|it| it.1 > 0).collect(),
                (begin, width, length),
                style,
            )
        });
        Part {
            length: self::length(length, style),
            style,
            from: style.time(from),
            to: style.time(to),
            pictures: pictures.collect(),
            outside: (outside > 0).then(|| grouped(outside)),
        }
    }
}

/// Returns the length of a part of the window.
fn length(hours: i64, style: Style) -> String {
    match hours {
        1 => say!(style, "page-hour", "hour"),
        24 => say!(style, "page-day", "day"),
        hours if hours % 24 == 0 => {
            let count = (hours / 24).to_string();
            say!(style, "page-days", "{count} days", count)
        }
        hours => say!(
            style,
            "page-hours",
            "{count} hours",
            count = hours.to_string()
        ),
    }
}

fn picture(
    name: String,
    counts: Vec<(i64, u64)>,
    (begin, width, length): (i64, i64, i64),
    style: Style,
) -> Picture {
    let most = counts.iter().map(|it| it.1).max().unwrap_or(0);
    let bar = |(at, count): &(i64, u64)| {
        let height = (count * 100).div_ceil(most.max(1));
        let when = Timestamp::from_second(at.saturating_mul(length).saturating_mul(HOUR));
        Bar {
            x: (at - begin) * 10,
            y: 100 - height,
            height,
            when: when.map(|it| style.time(it)).unwrap_or_default(),
            count: grouped(*count),
        }
    };
    Picture {
        name,
        total: grouped(counts.iter().map(|it| it.1).sum()),
        most: grouped(most),
        width: width * 10,
        bars: counts.iter().map(bar).collect(),
    }
}
