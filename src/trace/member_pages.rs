//! The members of a level of the reach, page by page.

use crate::model::identifier::Identifier;
use crate::model::row_id::IdentifierId;
use crate::store::rows::ids::id_set::IdSet;
use crate::store::{Error, Store};

/// The number of members that are judged together.
const PAGE: usize = 4_096;

/// The largest number of members of a level that are sorted in memory. Members of larger levels are found by a walk over all
/// identifiers in their order.
pub const FEW: usize = 2 * PAGE;

/// Identifiers and their numbers in the database, in the order of their kinds and values.
pub type Page = Vec<(Identifier, IdentifierId)>;

/// The members of a level in the order of their values, page by page.
pub(super) enum MemberPages {
    /// All members that are left.
    Few(std::vec::IntoIter<(Identifier, IdentifierId)>),
    /// The members after the last one shown.
    Many { after: Option<Identifier> },
}

impl MemberPages {
    pub(super) fn of(members: &IdSet, store: &mut Store) -> Result<Self, Error> {
        if members.len() > FEW {
            return Ok(MemberPages::Many { after: None });
        }
        Ok(MemberPages::Few(store.identified(members)?.into_iter()))
    }

    pub(super) fn next(
        &mut self,
        members: &IdSet,
        store: &mut Store,
    ) -> Result<Option<Page>, Error> {
        match self {
            MemberPages::Few(rest) => {
                let page: Page = rest.by_ref().take(PAGE).collect();
                Ok((!page.is_empty()).then_some(page))
            }
            MemberPages::Many { after } => loop {
                let mut page = store.identifiers_after(after.as_ref(), PAGE)?;
                let Some((last, _)) = page.last() else {
                    return Ok(None);
                };
                *after = Some(last.clone());
                page.retain(|(_, id)| members.contains(*id));
                if !page.is_empty() {
                    return Ok(Some(page));
                }
            },
        }
    }
}
