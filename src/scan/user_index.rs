//! The users of the credentials that numbers alone did not settle, each with the first credential of his that they did settle.
//!
//! To ask for one user takes as long as he has credentials. Where many are asked for, one walk over everything takes less.

use foldhash::HashMap;

use super::plain_pass::{Marks, STRETCH, WorkRanges, on_threads};
use crate::model::identifier::CredentialId;
use crate::model::user::{User, is_of_one_holder};
use crate::scan::siblings::{Holders, UserCredentials};
use crate::store::location::Location;
use crate::store::read::identifiers::IdentifierId;
use crate::store::read::plain_chains::{Outlines, restored};
use crate::store::{Error, Store};

/// Identifiers that are walked by in the time that one user takes.
const WALKED: i64 = 256;

/// What users hold, by the numbers of their names and of the clusters' names.
type Users = HashMap<(i64, i64), UserCredentials>;

/// The first complete credential of users as the database keeps it, kind and value.
type Firsts = HashMap<(i64, i64), (i64, Vec<u8>)>;

/// Looks at the users of these credentials, which are in order; at nobody, if they are few among all identifiers.
pub(super) fn holders(
    rest: &[(CredentialId, IdentifierId)],
    complete: &Marks,
    store: &mut Store,
) -> Result<Holders, Error> {
    let database = store.location().clone();
    let last = Outlines::open(&database)?.last()?;
    if (rest.len() as i64).saturating_mul(WALKED) < last {
        return Ok(Holders::new());
    }
    let mut users = Users::default();
    for (credential, seed) in rest.iter().filter(|it| has_namesakes(&it.0)) {
        for user in store.users_of(*seed)? {
            let held = users.entry(user).or_default();
            held.add(credential, *seed);
        }
    }
    let numbers = users.keys().flat_map(|it| [it.0, it.1]);
    let names = store.names_of_users(numbers)?;
    users.retain(|user, _| names.get(&user.0).is_some_and(|it| is_of_one_holder(it)));
    let numbers = WorkRanges::upto(last, STRETCH);
    for firsts in on_threads(|| first_ones(&database, &users, complete, &numbers))? {
        for (user, (kind, value)) in firsts {
            let first = restored(kind, &value).ok_or(Error::Damaged("an unknown identifier"))?;
            if let Some(held) = users.get_mut(&user) {
                held.complete = held.complete.take().into_iter().chain([first]).min();
            }
        }
    }
    let user = |numbers: (i64, i64)| {
        Some(User {
            name: names.get(&numbers.0)?.clone(),
            cluster: names.get(&numbers.1)?.clone(),
        })
    };
    let named = users
        .into_iter()
        .filter_map(|(numbers, held)| Some((user(numbers)?, held)));
    Ok(named.collect())
}

/// Ids of neither form are nobody's namesakes.
fn has_namesakes(credential: &CredentialId) -> bool {
    !matches!(credential, CredentialId::Other(_))
}

/// The first complete credential of each of these users, among the stretches that this thread gets.
fn first_ones(
    database: &Location,
    users: &Users,
    complete: &Marks,
    numbers: &WorkRanges,
) -> Result<Firsts, Error> {
    let outlines = Outlines::open(database)?;
    let mut firsts = Firsts::default();
    while let Some((from, to)) = numbers.next() {
        outlines.holders(from, to, &mut |it| {
            if !complete.has(it.credential) || !users.contains_key(&it.user) {
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
