use super::*;

fn joined(texts: &[&'static str]) -> Text<'static> {
    let mut joined = Text::default();
    for text in texts {
        joined.join(Text(Values::One(Cow::Borrowed(text))));
    }
    joined
}

#[test]
fn different_texts_are_kept_and_equal_ones_once() {
    for (texts, kept) in [
        (&["", ""][..], &[][..]),
        (&["a", "", "a"], &["a"]),
        (&["", "a", "b", "a"], &["a", "b"]),
        (&["a", "b", "c", "d", "e"], &["a", "b", "c", "d"]),
    ] {
        let text = joined(texts);
        assert!(text.all().eq(kept.iter().copied()), "{texts:?}");
        assert_eq!(text.get(), kept.first().copied());
        assert_eq!(text.at(1), kept.get(1).or(kept.first()).copied());
        assert!(text.owned().all().eq(kept.iter().copied()));
    }
}

#[test]
fn a_list_where_none_belongs_is_kept_to_a_bound() {
    let list = format!("[{}1]", "1,".repeat(10_000));
    let read: Embedded<'_, PassedOver> = sonic_rs::from_str(&list).unwrap();
    assert!(matches!(read, Embedded::List(it) if it.len() == MOST_IN_LIST));
}

#[test]
fn a_text_is_as_large_as_one_text() {
    assert_eq!(size_of::<Text<'_>>(), size_of::<Cow<'_, str>>());
}
