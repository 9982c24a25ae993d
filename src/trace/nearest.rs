//! The nearest members of a reach, for a picture: a few members of each distance are judged, and the others are only counted.

use crate::judge::context::Judge;
use crate::store::rows::ids::id_set::IdSet;
use crate::store::rows::selection::reach::FirstRequested;
use crate::store::{Error, Store};
use crate::trace::member_pages::{MemberPages, Page};
use crate::trace::reach::{Level, Member, Root};

/// The greatest number of members of one distance that are judged.
const MOST_OF_A_LEVEL: usize = 40;

/// The greatest number of distances that are looked at.
const DEEPEST: u32 = 6;

/// The greatest number of requests of one distance that a quick search looks at.
const ENOUGH: usize = 2_000;

/// How far a search goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Search {
    /// All members are counted: the same facts give the same picture, in whichever order they were read.
    Whole,
    /// Of very many members the first that were read are counted, for an answer at once.
    Quick,
}

/// The credentials from which a reach starts, and its nearest members.
#[derive(Debug, Clone)]
pub struct Nearest {
    /// Members that are judged, level by level; the first ones are the start itself.
    pub members: Vec<Member>,
    /// For each distance the number of members that are counted and not judged.
    pub left: Vec<u64>,
    /// Whether the search ended before all members were counted.
    pub is_cut: bool,
}

impl Nearest {
    /// Searches from these credentials.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of(
        start: Page,
        search: Search,
        store: &mut Store,
        judge: &Judge,
    ) -> Result<Self, Error> {
        let members: IdSet = start.iter().map(|it| it.1).collect();
        let root = Root::Credentials(start);
        let clusters = judge.clusters(&store.clusters()?);
        let (mut shown, mut left) = (Vec::new(), Vec::new());
        let (mut met, mut is_cut) = (members.clone(), false);
        let mut level = Level {
            depth: 0,
            above: IdSet::default(),
            members,
        };
        while !level.members.is_empty() && level.depth <= DEEPEST {
            let page = first(&level.members, store)?;
            left.push(level.members.len().saturating_sub(page.len()) as u64);
            shown.extend(level.members(&page, (&root, &clusters), store, judge)?);
            let requested = search.below(&level.members, store)?;
            let mut below = requested.found;
            below.leave_out(&met);
            met.join(&below);
            is_cut |= !requested.is_all;
            level = Level {
                depth: level.depth + 1,
                above: level.members,
                members: below,
            };
        }
        Ok(Nearest {
            members: shown,
            left,
            is_cut: is_cut || !level.members.is_empty(),
        })
    }

    /// Returns the number of members below the start that are known.
    pub fn below(&self) -> u64 {
        let judged = self.members.iter().filter(|it| it.depth > 0).count() as u64;
        judged + self.left.iter().skip(1).sum::<u64>()
    }
}

impl Search {
    /// Returns what was requested with these credentials.
    fn below(self, members: &IdSet, store: &mut Store) -> Result<FirstRequested, Error> {
        match self {
            Search::Quick => store.first_requested_with(members, ENOUGH),
            Search::Whole => Ok(FirstRequested {
                found: store.requested_with(members)?,
                is_all: true,
            }),
        }
    }
}

/// Returns the first members in the order of their values.
fn first(members: &IdSet, store: &mut Store) -> Result<Page, Error> {
    let page = MemberPages::of(members, store)?.next(members, store)?;
    let page = page.into_iter().flatten();
    Ok(page.take(MOST_OF_A_LEVEL).collect())
}
