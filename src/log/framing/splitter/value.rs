//! A value that spans lines, or is in a container: its end, a page that begins in it, or its damage.

use std::io::Read;

use super::Splitter;
use super::container::{Kind, MAX_CONTAINERS};
use super::state::{Progress, Role, State};
use crate::log::framing::scanner::{Inside, OffendingByte, Problem, Step};

impl<R: Read> Splitter<R> {
    pub(super) fn value(&mut self, role: Role) -> Progress {
        let head = self.input.head(self.limits.item);
        match (self.scan.run(head), role) {
            (Step::Closed, _) => self.value_ends(role),
            (Step::Page, _) => self.page_begins(role),
            (Step::Broken(problem), _) => self.reject(role, problem),
            (Step::More, _) if head.len() == self.limits.item => {
                self.reject(role, Problem::TooLong)
            }
            (Step::More, _) if !self.input.ended() => Progress::More,
            (Step::More, Role::PageEnd) => {
                self.pass_scanned();
                self.unclosed(Inside::Object)
            }
            (Step::More, _) => self.reject(role, Problem::InputEnds(self.scan.inside())),
        }
    }

    fn value_ends(&mut self, role: Role) -> Progress {
        match role {
            Role::Item => self.found(self.scan.at(), None),
            Role::Foreign => {
                let length = self.scan.at().min(self.limits.rejected);
                self.found(length, Some(Problem::NotObject(OffendingByte(b'"'))));
            }
            Role::PageEnd => _ = self.open.pop(),
        }
        self.pass_scanned();
        self.go_on()
    }

    fn page_begins(&mut self, role: Role) -> Progress {
        if self.open.len() == MAX_CONTAINERS {
            return self.reject(role, Problem::TooDeep);
        }
        if !matches!(role, Role::PageEnd) {
            self.enter(Kind::Page);
        }
        self.pass_scanned();
        self.go(State::Element)
    }

    /// Moves to the position of the scan.
    fn pass_scanned(&mut self) {
        self.line += self.scan.newlines();
        self.input.skip(self.scan.at());
    }

    fn reject(&mut self, role: Role, problem: Problem) -> Progress {
        if matches!(role, Role::PageEnd) {
            if self.page_ended_early() {
                return self.page_goes_on(problem);
            }
            // The items of the page were returned already: only the damaged line and the rest of the page are lost.
            self.pass_scanned();
            self.open.pop();
            self.torn = 1;
        }
        self.go(State::Rejected(problem))
    }

    /// Returns whether another item follows where a key of the page should be.
    fn page_ended_early(&mut self) -> bool {
        let begun = self.open.last().map(|it| it.line);
        let at = self.scan.at();
        let next = self.input.head(at + 1).get(at).copied();
        begun == Some(self.line) && self.scan.newlines() == 0 && next == Some(b'{')
    }

    /// Gives up the page. The splitter reads the bytes behind as independent items.
    fn page_goes_on(&mut self, problem: Problem) -> Progress {
        self.pass_scanned();
        self.open.pop();
        self.found(0, Some(problem));
        self.torn = self.torn.saturating_add(2);
        self.go_on()
    }
}
