//! Names that decide whether a chain is plain, looked up once for a whole scan.

use foldhash::HashMap;
use rusqlite::OptionalExtension;

use crate::model::entry::Work;
use crate::model::identity::user::{self, ServiceAccount};
use crate::model::plain_chain::Users;
use crate::model::row_id::NameId;
use crate::store::Error;
use crate::store::rows::plain_chains::at_most_one::AtMostOne;
use crate::store::rows::reader::Reader;

/// Names by their rows: service accounts, key versions and short names of clusters.
#[derive(Debug, Default)]
pub struct ChainNames {
    /// Service accounts, each with the account that counts for all of its namespace.
    accounts: HashMap<NameId, NameId>,
    keys: HashMap<NameId, Work>,
    /// Short names of clusters, each with the full name where only one ends in it, and the empty name.
    short: HashMap<NameId, Option<NameId>>,
}

impl ChainNames {
    /// A user name as one of the sorts that checks distinguish.
    pub fn user(&self, number: NameId) -> Users {
        if self.accounts.contains_key(&number) {
            Users::Account(number)
        } else {
            Users::One(number)
        }
    }

    /// The account that counts for all accounts of the namespace of a service account. None for a name that is no service account's.
    pub fn account_of_namespace(&self, number: NameId) -> Option<NameId> {
        self.accounts.get(&number).copied()
    }

    /// The full name of a cluster. None for the empty name.
    pub(super) fn cluster(&self, number: NameId) -> Option<NameId> {
        self.short.get(&number).copied().unwrap_or(Some(number))
    }

    /// What a key version signs.
    pub(super) fn work(&self, key: NameId) -> Option<Work> {
        self.keys.get(&key).copied()
    }
}

impl Reader {
    /// The names of service accounts and of clusters, and of these keys with what each of them signs.
    pub fn chain_names(&self, keys: &[(String, Work)]) -> Result<ChainNames, Error> {
        let sql = include_str!("../../../../queries/service_account_names.sql");
        let mut statement = self.rows.prepare(sql)?;
        let first = user::SERVICE_ACCOUNTS;
        let behind = first.replace("account:", "account;"); // `;` comes after `:`
        let named = statement.query_map([first, &behind], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let named = named.collect::<Result<Vec<(NameId, String)>, _>>()?;
        let accounts = by_namespace(&named);
        let sql = include_str!("../../../../queries/name_of_text.sql");
        let mut statement = self.rows.prepare(sql)?;
        let mut known = HashMap::default();
        for (key, work) in keys {
            let number = statement.query_row([key], |row| row.get::<_, NameId>(0));
            known.extend(number.optional()?.map(|it| (it, *work)));
        }
        Ok(ChainNames {
            accounts,
            keys: known,
            short: self.short_names()?,
        })
    }

    /// The short names of clusters, as raw audit events may bear them, each with the full name that ends in it, if only one does. The empty
    /// name is that of no cluster.
    fn short_names(&self) -> Result<HashMap<NameId, Option<NameId>>, Error> {
        let sql = include_str!("../../../../queries/cluster_names.sql");
        let mut statement = self.rows.prepare(sql)?;
        let full = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let full = full.collect::<Result<Vec<(NameId, String)>, _>>()?;
        let mut by_end: HashMap<&str, AtMostOne<NameId>> = HashMap::default();
        for (number, name) in &full {
            let end = name.rsplit('/').next().unwrap_or_default();
            by_end.entry(end).or_default().add(*number);
        }
        let sql = include_str!("../../../../queries/name_of_text.sql");
        let mut statement = self.rows.prepare(sql)?;
        let mut number = |name: &str| statement.query_row([name], |row| row.get(0)).optional();
        let mut short = HashMap::default();
        short.extend(number("")?.map(|it| (it, None)));
        for (end, of) in by_end {
            let meant = of
                .only()
                .and_then(|of| Some((number(end).transpose()?, of)));
            if let Some((own, of)) = meant {
                short.insert(own?, Some(of));
            }
        }
        Ok(short)
    }
}

/// The service accounts among these names, each with the first account of its namespace.
fn by_namespace(named: &[(NameId, String)]) -> HashMap<NameId, NameId> {
    let mut first: HashMap<&str, NameId> = HashMap::default();
    let all = named.iter();
    let accounts = all.filter_map(|(number, name)| Some((*number, ServiceAccount::of(name)?)));
    accounts
        .map(|(number, it)| (number, *first.entry(it.namespace).or_insert(number)))
        .collect()
}
