//! Damaged parts: their end, and the item behind them at which the splitter resumes.

use std::io::Read;

use memchr::{memchr, memchr_iter, memchr2};

use super::Splitter;
use super::blanks::{blank, blanks};
use super::container::{Container, Kind};
use super::item::Lost;
use super::neighbour;
use super::state::{Progress, State};
use crate::log::framing::scanner::Problem;

/// How others are placed beside a damaged part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// On lines of their own: the part is an object over many lines.
    Spread,
    /// As elements of the same array, on the same line.
    Elements,
    /// Side by side on the same line, or on other lines.
    SideBySide,
}

impl<R: Read> Splitter<R> {
    pub(super) fn rejected(&mut self, problem: Problem) -> Progress {
        let head = self.input.head(self.limits.rejected);
        let layout = self.layout(head);
        let near = match layout {
            _ if head.starts_with(b"\0") => behind_zeros(head, head.len() >= self.limits.rejected),
            Layout::SideBySide if self.may_stand_beside(head) => {
                neighbour::next(head, problem, self.scan.at())
            }
            _ => None,
        };
        let end = near.or_else(|| match layout {
            Layout::Spread => next_sibling(head, self.indent()),
            Layout::Elements | Layout::SideBySide => memchr(b'\n', head),
        });
        if end.is_none() && head.len() < self.limits.rejected && !self.input.ended() {
            return Progress::More;
        }
        let text = head.get(..end.unwrap_or(head.len())).unwrap_or_default();
        let next = match layout {
            Layout::Elements => next_alike(text),
            Layout::Spread | Layout::SideBySide => near,
        };
        let part = text.get(..next.unwrap_or(text.len())).unwrap_or_default();
        let part = part.trim_ascii_end();
        let length = part.len();
        let is_zeroed = !part.is_empty() && part.iter().all(|it| *it == 0);
        // Words alone, such as prose behind an object, hold none.
        let may_hold_objects =
            memchr2(b'{', b'}', part).is_some() || text.len() >= self.limits.rejected;
        let lost = match layout {
            Layout::Elements if next.is_none() => Lost::Rest,
            Layout::SideBySide
                if next.is_none() && self.last == Some(self.line) && may_hold_objects =>
            {
                Lost::Rest
            }
            Layout::SideBySide if neighbour::holds_others(part) => Lost::Rest,
            _ => Lost::Itself,
        };
        self.found(length, Some(problem));
        if let Some(item) = self.items.last_mut() {
            item.lost = lost;
        }
        if is_zeroed {
            self.input.skip(length);
            return self.go(State::SkipZeros);
        }
        if next.is_some() {
            self.input.skip(length);
            return self.go_on();
        }
        if layout == Layout::Spread {
            return self.go(State::SkipItem);
        }
        self.tear_line();
        self.go(State::SkipLine)
    }

    /// Whether an object may be beside this part. A line that begins with words is a line of another format, such as that of a container
    /// runtime: anybody may have printed what is behind the words.
    fn may_stand_beside(&self, part: &[u8]) -> bool {
        let follows = self.last == Some(self.line);
        follows || matches!(part.first(), Some(b'{' | b'}' | b'[' | b']' | b','))
    }

    /// Returns how others are placed beside the damaged part at the beginning of `text`.
    fn layout(&self, text: &[u8]) -> Layout {
        let is_among_others = |it: &Container| it.line == self.line || self.last == Some(self.line);
        match self.open.last() {
            _ if is_spread(text) => Layout::Spread,
            Some(container) if is_among_others(container) => Layout::Elements,
            None if self.torn > 0 && self.last == Some(self.line) && text.starts_with(b"{") => {
                Layout::Elements
            }
            _ => Layout::SideBySide,
        }
    }

    /// Gives up the containers that began on the current line: their closing brackets are on the current line as well.
    fn tear_line(&mut self) {
        while let Some(container) = self.open.pop_if(|container| container.line == self.line) {
            let brackets = if container.kind == Kind::Page { 2 } else { 1 };
            self.torn = self.torn.saturating_add(brackets);
        }
    }

    pub(super) fn skip_line(&mut self) -> Progress {
        let rest = self.input.rest();
        let end = memchr(b'\n', rest);
        let length = end.unwrap_or(rest.len());
        self.input.skip(length);
        match end {
            Some(_) => self.go_on(),
            None => Progress::More,
        }
    }

    pub(super) fn skip_zeros(&mut self) -> Progress {
        let rest = self.input.rest();
        let length = rest.iter().take_while(|it| **it == 0).count();
        let is_behind = length < rest.len();
        self.input.skip(length);
        match is_behind {
            true => self.go_on(),
            false => Progress::More,
        }
    }

    /// Moves to the line end before the next item of the same kind.
    pub(super) fn skip_item(&mut self) -> Progress {
        let rest = self.input.rest();
        let Some(end) = memchr(b'\n', rest) else {
            self.input.skip(rest.len());
            return Progress::More;
        };
        let (_, below) = rest.split_at(end + 1);
        let sibling = begins_sibling(below, self.indent());
        self.input.skip(end);
        match sibling {
            Some(true) => self.go_on(),
            None if !self.input.ended() => Progress::More,
            _ => {
                self.line += 1;
                self.pass_to(State::SkipItem)
            }
        }
    }
}

/// Returns the number of zeros at the beginning of `text`, if a value follows them. A file that was emptied under its writer begins with zeros
/// (`copytruncate` of logrotate), and a block that was never written holds them; what is behind them is whole. Text in UTF-16 has a zero
/// behind its first bracket, too.
fn behind_zeros(text: &[u8], is_full: bool) -> Option<usize> {
    let zeros = text.iter().take_while(|it| **it == 0).count();
    let is_followed = match text.get(zeros..)? {
        [b'{' | b'[', second, ..] => *second != 0,
        [] | [_] => is_full,
        _ => false,
    };
    is_followed.then_some(zeros)
}

/// Returns whether the first line of `text` is a bracket alone, as in an object that is printed over many lines.
fn is_spread(text: &[u8]) -> bool {
    let Some((b'{', rest)) = text.split_first() else {
        return false;
    };
    rest.get(blanks(rest)) == Some(&b'\n')
}

/// Returns the length of the damaged object at the beginning of `text`, if another object with the same first key follows, as objects of
/// one array do. The end of the damaged object, and the comma behind it, may be lost. An object behind a colon or first in an array is
/// inside the damaged object.
fn next_alike(text: &[u8]) -> Option<usize> {
    let key = [b"\"", neighbour::first_key(text)?, b"\""].concat();
    let begins = |&at: &usize| {
        let before = text.get(..at).unwrap_or_default().trim_ascii_end();
        let before = before.strip_suffix(b"{").map(<[u8]>::trim_ascii_end)?;
        let is_within = matches!(before.last()?, b':' | b'[');
        let object = before.strip_suffix(b",").unwrap_or(before);
        (!is_within).then_some(object.trim_ascii_end().len())
    };
    memchr::memmem::find_iter(text, &key).find_map(|at| begins(&at))
}

/// Returns the line end before the first later line of `text` that [begins a sibling](begins_sibling).
fn next_sibling(text: &[u8], indent: usize) -> Option<usize> {
    memchr_iter(b'\n', text).find(|&end| {
        let (_, below) = text.split_at(end + 1);
        begins_sibling(below, indent) == Some(true)
    })
}

/// Returns whether a line shows that an object begun at `indent` has ended: a bracket opens at the same indent, or a bracket opens or an
/// array closes at a smaller indent. Returns `None` if too little of the line is in the buffer.
fn begins_sibling(line: &[u8], indent: usize) -> Option<bool> {
    let lead = line
        .iter()
        .take(indent + 1)
        .take_while(|&&byte| blank(byte))
        .count();
    if lead > indent {
        return Some(false);
    }
    let first = line.get(lead)?;
    Some(matches!(first, b'{' | b'[') || (*first == b']' && lead < indent))
}
