//! The same JSON with its keys in another casing.

use serde_json::Value;

/// Every key in camelCase.
pub fn camel(value: &Value) -> Value {
    rename(value, &|key| camel_key(key))
}

/// Every key in snake_case.
pub fn snake(value: &Value) -> Value {
    rename(value, &|key| snake_key(key))
}

fn rename(value: &Value, spell: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(key, field)| (spell(key), rename(field, spell)))
            .collect(),
        Value::Array(items) => items.iter().map(|item| rename(item, spell)).collect(),
        plain => plain.clone(),
    }
}

fn camel_key(key: &str) -> String {
    let mut words = key.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |spelt, word| {
        spelt + &word[..1].to_uppercase() + &word[1..]
    })
}

fn snake_key(key: &str) -> String {
    let mut spelt = String::new();
    for letter in key.chars() {
        if letter.is_ascii_uppercase() {
            spelt.push('_');
        }
        spelt.push(letter.to_ascii_lowercase());
    }
    spelt
}
