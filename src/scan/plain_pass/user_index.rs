//! An index of users, for the search for [siblings](crate::scan::siblings): of each user of a credential that the plain pass left over, the
//! credentials left over and the first complete plain chain.
//!
//! One query for the credentials of one user reads all credentials of that user. Where a scan would ask for many users, one walk over all
//! identifiers takes less time.

use foldhash::HashMap;

use super::{CHAINS, WorkRanges, on_threads};
use crate::model::identifier::CredentialId;
use crate::model::identity::user::{User, is_of_one_holder};
use crate::model::row_id::{IdentifierId, NameId};
use crate::scan::siblings::{UserCredentials, UserIndex};
use crate::store::rows::ids::id_set::IdSet;
use crate::store::rows::plain_chains::restored;
use crate::store::rows::reader::Reader;
use crate::store::{Error, Store};

/// The number of identifiers that a walk reads in the time of one query for a user.
const READ_PER_QUERY: i64 = 256;

/// Users in the index, 900 bytes each. The database is asked for the credentials of others.
const MOST: usize = 32_768;

/// Users and their credentials, by the row numbers of the user's name and of the cluster's name.
type Users = HashMap<(NameId, NameId), UserCredentials>;

/// For each user the first complete plain chain: kind and value of the identifier, as the database stores them.
type FirstComplete = HashMap<(NameId, NameId), (i64, Vec<u8>)>;

/// Builds the index for the users of the credentials in `rest`, which are in ascending order. The index is empty, if queries for single
/// users take less time than one walk.
///
/// # Errors
/// The errors of the database; [`Error::Damaged`] for an identifier that this program never wrote.
pub(in crate::scan) fn build(
    rest: &[(CredentialId, IdentifierId)],
    complete: &IdSet,
    readers: &mut [Reader],
    store: &mut Store,
) -> Result<UserIndex, Error> {
    let Some(last) = readers.first().map(Reader::last_identifier).transpose()? else {
        return Ok(UserIndex::new());
    };
    let queries = i64::try_from(rest.len()).unwrap_or(i64::MAX);
    if queries.saturating_mul(READ_PER_QUERY) < last.0 {
        return Ok(UserIndex::new());
    }
    let mut users = users_of(rest, store)?;
    let names = users.keys().flat_map(|it| [it.0, it.1]);
    let names = store.names_of_users(names)?;
    users.retain(|user, _| names.get(&user.0).is_some_and(|it| is_of_one_holder(it)));
    let ranges = WorkRanges::up_to(last, CHAINS);
    for firsts in on_threads(readers, |reader| {
        first_complete(reader, &users, complete, &ranges)
    })? {
        for (user, (kind, value)) in firsts {
            let first = restored(kind, &value).ok_or(Error::Damaged("an unknown identifier"))?;
            if let Some(credentials) = users.get_mut(&user) {
                let known = credentials.complete.take();
                credentials.complete = known.into_iter().chain([first]).min();
            }
        }
    }
    let user = |(name, cluster): (NameId, NameId)| {
        Some(User {
            name: names.get(&name)?.clone(),
            cluster: names.get(&cluster)?.clone(),
        })
    };
    let named = users
        .into_iter()
        .filter_map(|(numbers, credentials)| Some((user(numbers)?, credentials)));
    Ok(named.collect())
}

/// The users of credentials that can have siblings, at most [`MOST`].
fn users_of(rest: &[(CredentialId, IdentifierId)], store: &mut Store) -> Result<Users, Error> {
    let mut users = Users::default();
    for (credential, id) in rest.iter().filter(|it| can_have_siblings(&it.0)) {
        for user in store.users_of(*id)? {
            if users.len() < MOST || users.contains_key(&user) {
                let credentials = users.entry(user).or_default();
                credentials.add(credential, *id);
            }
        }
    }
    Ok(users)
}

/// Whether a credential can have siblings: an id that is neither a certificate's nor a token's has none.
fn can_have_siblings(credential: &CredentialId) -> bool {
    !matches!(credential, CredentialId::Other(_))
}

/// The first complete plain chain of each user, among the ranges that this thread takes.
fn first_complete(
    reader: &Reader,
    users: &Users,
    complete: &IdSet,
    ranges: &WorkRanges,
) -> Result<FirstComplete, Error> {
    let mut firsts = FirstComplete::default();
    while let Some((from, to)) = ranges.next() {
        reader.each_user(from, to, &mut |it| {
            if !complete.contains(it.credential) || !users.contains_key(&it.user) {
                return;
            }
            let own = (it.kind, it.value);
            let first = firsts.entry(it.user);
            let first = first.or_insert_with(|| (own.0, own.1.to_vec()));
            if own < (first.0, &first.1) {
                *first = (own.0, own.1.to_vec());
            }
        })?;
    }
    Ok(firsts)
}
