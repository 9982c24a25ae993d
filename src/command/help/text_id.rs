//! By which ids the files of `locale/` have the texts of the help.

/// Returns a text in the place of the English one with this id.
pub type Reading<'r> = dyn Fn(&TextId, &str) -> String + 'r;

/// The id of a text: one for a single verb, else one for all verbs that have such an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextId {
    /// For one verb alone.
    pub own: String,
    /// For all verbs.
    pub shared: String,
}

impl TextId {
    /// Returns the id of a thing of this kind.
    pub fn of(kind: &str, name: &str) -> Self {
        let name = match name {
            "" => "credtrail",
            name => name,
        };
        let id = format!("{kind}-{}", plain(name));
        TextId {
            own: id.clone(),
            shared: id,
        }
    }

    /// Returns the id of a thing that several verbs may have.
    pub fn in_verb(kind: &str, verb: &str, name: &str) -> Self {
        let verb = Self::of(kind, verb).own;
        TextId {
            own: format!("{verb}-{}", plain(name)),
            shared: format!("{kind}-{}", plain(name)),
        }
    }

    /// Returns the id of the text about a verb itself. clap puts the verb `help` beside all others.
    pub fn verb(path: &str, name: &str) -> Self {
        match (path, name) {
            ("", name) | (_, name @ "help") => Self::of("verb", name),
            (path, _) => Self::of("verb", path),
        }
    }

    /// Returns the id of a part of this text.
    pub fn part(&self, name: &str) -> Self {
        let part = |id: &str| format!("{id}-{}", plain(name));
        TextId {
            own: part(&self.own),
            shared: part(&self.shared),
        }
    }

    /// Returns what is found by the one id, else by the other.
    pub fn look_up<T>(&self, find: impl Fn(&str) -> Option<T>) -> Option<T> {
        find(&self.own).or_else(|| find(&self.shared))
    }
}

/// A name in the characters that ids have in Fluent.
fn plain(name: &str) -> String {
    let plain = |c: char| match c.is_ascii_alphanumeric() {
        true => c.to_ascii_lowercase(),
        false => '-',
    };
    name.chars().map(plain).collect()
}
