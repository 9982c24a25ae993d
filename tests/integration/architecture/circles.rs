//! Circles of files that import each other.

use std::collections::{BTreeMap, BTreeSet};

use super::imports::Import;

/// The circles that imports make, each as its files in order. An import between a module and one inside of it makes none.
pub fn circles<'i>(imports: impl IntoIterator<Item = &'i Import>) -> Vec<BTreeSet<&'i str>> {
    let mut graph: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for it in imports {
        if !is_inside(&it.from, &it.to) && !is_inside(&it.to, &it.from) {
            graph.entry(&it.from).or_default().insert(&it.to);
        }
    }
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        graph.keys().map(|it| (*it, reached(it, &graph))).collect();
    let reaches = |from: &str, to: &str| reached.get(from).is_some_and(|it| it.contains(to));
    let of = |file: &&'i str| -> BTreeSet<&'i str> {
        let others = reached.keys().copied();
        others
            .filter(|it| reaches(file, it) && reaches(it, file))
            .collect()
    };
    let circles: BTreeSet<BTreeSet<&str>> = reached.keys().map(of).collect();
    circles.into_iter().filter(|it| it.len() > 1).collect()
}

/// All files to which imports lead from one.
fn reached<'i>(from: &str, graph: &BTreeMap<&str, BTreeSet<&'i str>>) -> BTreeSet<&'i str> {
    let mut reached = BTreeSet::new();
    let mut ahead: Vec<&str> = vec![from];
    while let Some(file) = ahead.pop() {
        for &next in graph.get(file).into_iter().flatten() {
            if reached.insert(next) {
                ahead.push(next);
            }
        }
    }
    reached
}

/// Whether a file is a module inside of another's.
fn is_inside(file: &str, outer: &str) -> bool {
    let folder = outer.trim_end_matches(".rs").trim_end_matches("/mod");
    file.strip_prefix(folder)
        .is_some_and(|it| it.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circles_of(imports: &[(&str, &str)]) -> Vec<String> {
        let import = |(from, to): &(&str, &str)| Import {
            from: (*from).to_owned(),
            to: (*to).to_owned(),
        };
        let imports: Vec<Import> = imports.iter().map(import).collect();
        let all = circles(&imports).into_iter();
        all.map(|it| it.into_iter().collect::<Vec<_>>().join(" "))
            .collect()
    }

    #[test]
    fn files_that_lead_back_to_each_other_are_a_circle() {
        let imports = [
            ("a/b.rs", "a/c.rs"),
            ("a/c.rs", "a/d.rs"),
            ("a/d.rs", "a/b.rs"),
            ("a/d.rs", "a/e.rs"),
        ];
        assert_eq!(circles_of(&imports), ["a/b.rs a/c.rs a/d.rs"]);
        assert_eq!(circles_of(&imports[1..]), [""; 0]);
    }

    #[test]
    fn a_parent_and_its_child_are_none() {
        let imports = [
            ("a/mod.rs", "a/b/c.rs"),
            ("a/b/c.rs", "a/mod.rs"),
            ("a/b.rs", "a/b/c.rs"),
            ("a/b/c.rs", "a/b.rs"),
        ];
        assert_eq!(circles_of(&imports), [""; 0]);
        let cousins = [("a/b.rs", "a/bc.rs"), ("a/bc.rs", "a/b.rs")];
        assert_eq!(circles_of(&cousins), ["a/b.rs a/bc.rs"]);
    }
}
