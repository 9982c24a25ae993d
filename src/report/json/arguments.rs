//! The facts in the message of a finding, as named fields.

use std::collections::BTreeMap;

use super::contract::ArgumentV1;
use super::moment;
use crate::model::finding::argument::{Argument, List};
use crate::model::finding::message::Message;

/// The greatest number of items of a list.
const MOST: usize = 32;

/// Returns the facts in a message by their names. The items that a list leaves out are counted in a field of their own.
pub(super) fn of(message: &Message) -> BTreeMap<String, ArgumentV1> {
    let all = message.arguments();
    all.iter()
        .flat_map(|(name, argument)| fields(name, argument))
        .collect()
}

fn fields(name: &str, argument: &Argument) -> Vec<(String, ArgumentV1)> {
    let value = match argument {
        Argument::Text(text) => ArgumentV1::Text(text.clone()),
        Argument::Number(number) => ArgumentV1::Number(*number),
        Argument::Time(time) => ArgumentV1::Text(moment(*time)),
        Argument::Duration(duration) => ArgumentV1::Number(duration.as_secs()),
        Argument::List(list) => return list_fields(name, list),
    };
    vec![(name.to_owned(), value)]
}

fn list_fields(name: &str, list: &List) -> Vec<(String, ArgumentV1)> {
    let (items, omitted) = list.first(MOST);
    let mut fields = vec![(name.to_owned(), ArgumentV1::List(items.to_vec()))];
    if let Ok(omitted @ 1..) = i64::try_from(omitted) {
        fields.push((format!("{name}_omitted"), ArgumentV1::Number(omitted)));
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::finding::message::message;

    #[test]
    fn a_list_is_bounded_and_what_it_leaves_out_is_counted() {
        let message = message!("users", "{users}", users = List::of(0..40));
        let fields = of(&message);
        assert!(matches!(&fields["users"], ArgumentV1::List(items) if items.len() == MOST));
        assert!(matches!(fields["users_omitted"], ArgumentV1::Number(8)));
    }
}
