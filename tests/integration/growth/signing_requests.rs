//! Many requests and answers of one name.

use rusqlite::Connection;

use super::{auditor, grows_in_proportion, steps_in};

/// As many objects of one name as answers of another one.
fn database(size: usize) -> Connection {
    let auditor = auditor(&[]);
    let database = Connection::open(auditor.database()).expect("a database");
    let rows = format!(
        "pragma foreign_keys = off;
        insert into name (id, text) values (1, 'projects/p/locations/l/clusters/c');
        create temp table numbers as with recursive n (i) as (select 1 union all select i + 1 from n where i < {size}) select i from n;
        insert into signing_request (called, cluster, uid, at, principal, source_location)
            select 'one-name', 1, 'object ' || i, i, 1, 1 from numbers;
        insert into signing_answer (certificate, called, cluster, uid, at)
            select i, 'one-name', 1, 'another object', 1000000 + i from numbers;"
    );
    database.execute_batch(&rows).expect("rows");
    database
}

#[test]
fn an_answer_is_compared_with_a_few_requests_of_its_name() {
    grows_in_proportion(100, |size| {
        let certificates = serde_json::to_string(&Vec::from_iter(1..=size)).expect("JSON");
        steps_in(&database(size), "creations_of_requests.sql", [certificates])
    });
}
