//! Pictures of very many findings: a code host draws them, the gravest first, and they tell what they do not draw.

use crate::gravest_first::estate_of;
use crate::growth::attacks::lines;
use crate::growth::attacks::token;
use crate::growth::users::used_by;
use crate::harness::cli::replay;
use crate::harness::readers::read;
use crate::simulation::files::Folder;

/// The limits: GitHub draws up to 50,000 characters and 500 edges.
const CHARACTERS: usize = 40_000;
const EDGES: usize = 400;

#[test]
fn a_picture_of_many_findings_can_be_drawn_and_tells_what_it_leaves_out() {
    let folder = estate_of(900, 7);
    for form in ["dot", "mermaid"] {
        for flags in [&["--format", form][..], &["--format", form, "-v"]] {
            let picture = replay(folder.path(), flags).out;
            let content = read(form, &picture);
            assert!(
                picture.chars().count() <= CHARACTERS,
                "{form}: {}",
                picture.len()
            );
            assert!(edges(&picture) <= EDGES, "{form}");
            assert!(edges(&picture) > EDGES / 8, "{form} has room for more");
            let signatures = content.texts.iter().filter(|it| it.starts_with("TBS="));
            assert!(signatures.count() >= 7, "{form}: the gravest are drawn");
            let counts_the_rest = |it: &&String| it.starts_with("and ") && it.contains(" more ");
            assert!(
                content.texts.iter().any(|it| counts_the_rest(&it)),
                "{form}: {:?}",
                content.texts.last()
            );
        }
    }
}

#[test]
fn a_name_of_a_million_characters_does_not_fill_a_picture() {
    let entry = used_by(1, &token(1), &"x".repeat(1_000_000));
    let folder = Folder::new().with("logs/a.ndjson", lines([entry].into_iter()).join("\n"));
    for form in ["dot", "mermaid"] {
        let picture = replay(folder.path(), &["--format", form]).out;
        read(form, &picture);
        assert!(picture.len() <= CHARACTERS, "{form}: {}", picture.len());
    }
}

fn edges(picture: &str) -> usize {
    let is_edge = |it: &&str| it.contains("->") && !it.contains('[') || it.contains(" -> ");
    picture.lines().filter(is_edge).count()
}
