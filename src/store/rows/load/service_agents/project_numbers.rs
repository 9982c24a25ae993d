//! Writes the numbers of projects that the entries of a file show.

use rusqlite::Connection;

use crate::model::identity::project_number::ShownNumbers;
use crate::store::Error;
use crate::store::values::to_integer;

/// Writes the numbers with their ids. The table keeps as many as [`ShownNumbers`] does, and the same ones.
pub(in crate::store) fn record(shown: &ShownNumbers, connection: &Connection) -> Result<(), Error> {
    let sql = include_str!("../../../../../queries/record_project_number.sql");
    let mut record = connection.prepare_cached(sql)?;
    let mut added = 0;
    for (number, id) in shown.iter() {
        added += record.execute((i64::from(*number), id.id()))?;
    }
    if added > 0 {
        let forget = include_str!("../../../../../queries/forget_project_numbers.sql");
        connection.execute(forget, [to_integer(ShownNumbers::MOST + 1)])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::identity::project_number::ProjectNumber;
    use crate::store::schema::migrations;

    fn database() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        for migration in migrations::migrator().iter() {
            connection.execute_batch(migration.sql.as_str()).unwrap();
        }
        connection
    }

    fn kept(connection: &Connection) -> Vec<(i64, String)> {
        let sql = include_str!("../../../../../queries/content_of_project_numbers.sql");
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        rows.unwrap().collect::<Result<_, _>>().unwrap()
    }

    fn shown(numbers: impl Iterator<Item = usize>) -> ShownNumbers {
        let mut shown = ShownNumbers::default();
        for number in numbers {
            let number: ProjectNumber = number.to_string().parse().unwrap();
            for id in ["acme-b", "acme-a"] {
                shown.add(number, id.parse().unwrap());
            }
        }
        shown
    }

    #[test]
    fn the_table_keeps_what_one_file_of_all_entries_would_show() {
        let half = ShownNumbers::MOST / 2;
        let files = [half..half * 2, 1..3, 2..half + 9];
        let all = shown(1..half * 2);
        let expected: Vec<(i64, String)> = all
            .iter()
            .map(|(number, id)| (i64::from(*number), id.to_string()))
            .collect();
        for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
            let connection = database();
            for file in order {
                record(&shown(files[file].clone()), &connection).unwrap();
            }
            assert_eq!(kept(&connection), expected);
        }
    }
}
