//! Tokens and key sets: a token on the first line, a key set behind it.

use credtrail::evidence::jose::jwks::{self, Member, PublicKey};
use credtrail::evidence::jose::token::{KeySetCheck, Presented};

/// A key says the same when it is read again, and a signature that holds does not hold for other claims or by another key.
pub fn run(data: &[u8]) {
    let line = data.iter().position(|it| *it == b'\n');
    let (token, set) = data.split_at(line.unwrap_or(data.len()));
    let members = jwks::read(set.trim_ascii()).unwrap_or_default();
    let keys: Vec<PublicKey> = members.into_iter().filter_map(public).collect();
    keys.iter().for_each(again);
    let Ok(text) = std::str::from_utf8(token) else {
        return;
    };
    if let Ok(token) = Presented::read(text) {
        presented(text, &token, &keys);
    }
}

fn public(member: Member) -> Option<PublicKey> {
    match member {
        Member::Public(key) => Some(key),
        Member::Secret { kid } => {
            assert!(PublicKey::unread(&kid).problem().is_some());
            None
        }
        Member::Unknown => None,
    }
}

fn again(key: &PublicKey) {
    let read = jwks::read(key.json.as_bytes());
    assert_eq!(read, Some(vec![Member::Public(key.clone())]));
    assert!(!key.called().is_empty());
}

fn presented(text: &str, token: &Presented, keys: &[PublicKey]) {
    let padded = format!(" {}\r\n", text.trim());
    let Ok(same) = Presented::read(&padded) else {
        panic!("blanks around a token are no part of it");
    };
    assert_eq!(same.token, token.token);
    let verdict = token.verify(keys);
    assert_eq!(same.verify(keys), verdict);
    let bare = text.trim().rsplitn(2, '.').last();
    let unsigned = bare.and_then(|it| Presented::read(it).ok());
    if let Some(unsigned) = unsigned.filter(|_| text.matches('.').count() == 2) {
        assert_eq!(unsigned.token, token.token);
        assert_eq!(unsigned.verify(keys), KeySetCheck::Unsigned);
    }
    let KeySetCheck::Holds(key) = verdict else {
        return;
    };
    assert!(keys.contains(&key));
    let alone = token.verify(std::slice::from_ref(&key));
    assert_eq!(alone, KeySetCheck::Holds(key));
    let upside: Vec<PublicKey> = keys.iter().rev().cloned().collect();
    assert!(matches!(token.verify(&upside), KeySetCheck::Holds(_)));
    let none: [PublicKey; 0] = [];
    assert!(!matches!(token.verify(&none), KeySetCheck::Holds(_)));
    let elsewhere = changed(text.trim()).and_then(|it| Presented::read(&it).ok());
    if let Some(elsewhere) = elsewhere {
        assert!(!matches!(elsewhere.verify(keys), KeySetCheck::Holds(_)));
    }
}

/// Returns a token with another letter in its claims.
fn changed(token: &str) -> Option<String> {
    let (header, rest) = token.split_once('.')?;
    let (claims, signature) = rest.split_once('.')?;
    let middle = claims.len() / 2;
    let letter = if claims.get(middle..=middle)? == "A" {
        "B"
    } else {
        "A"
    };
    let (before, behind) = (claims.get(..middle)?, claims.get(middle + 1..)?);
    Some(format!("{header}.{before}{letter}{behind}.{signature}"))
}
