//! A page of the documentation in Markdown: its blocks, headings, links and pieces of code.

use std::fs;
use std::path::{Path, PathBuf};

/// A page, by its path from the root of the repository.
pub struct Page {
    pub path: PathBuf,
    pub text: String,
}

/// A fenced block of a page.
pub struct Block {
    pub language: String,
    pub text: String,
}

impl Page {
    /// Reads a page.
    pub fn read(path: impl Into<PathBuf>) -> Page {
        let path = path.into();
        let text = fs::read_to_string(root().join(&path));
        let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Page { path, text }
    }

    /// The fenced blocks, without their indentation.
    pub fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut lines = self.text.lines();
        while let Some(line) = lines.next() {
            let Some(language) = line.trim_start().strip_prefix("```") else {
                continue;
            };
            let indent = line.len() - line.trim_start().len();
            let inside = lines.by_ref().take_while(|it| it.trim() != "```");
            let text = inside.map(|it| it.get(indent..).unwrap_or_default().to_owned() + "\n");
            blocks.push(Block {
                language: language.to_owned(),
                text: text.collect(),
            });
        }
        blocks
    }

    /// The page without its blocks.
    pub fn prose(&self) -> String {
        let mut is_inside = false;
        let mut prose = String::new();
        for line in self.text.lines() {
            if line.trim_start().starts_with("```") {
                is_inside = !is_inside;
            } else if !is_inside {
                prose += line;
                prose.push('\n');
            }
        }
        prose
    }

    /// The pieces of code in the prose.
    pub fn codes(&self) -> Vec<String> {
        let prose = self.prose().replace("````", "");
        let paragraphs = prose.split("\n\n");
        let codes = paragraphs.flat_map(|it| it.split('`').skip(1).step_by(2));
        codes
            .map(|it| it.replace('\n', " ").replace("\\|", "|"))
            .collect()
    }

    /// The file that a link of the page leads to, by its path from the root of the repository.
    pub fn target(&self, link: &str) -> PathBuf {
        let file = link.split('#').next().unwrap_or_default();
        if file.is_empty() {
            return self.path.clone();
        }
        let folder = self.path.parent().unwrap_or(Path::new(""));
        let mut target = folder.to_owned();
        for step in file.split('/') {
            match step {
                ".." => drop(target.pop()),
                step => target.push(step),
            }
        }
        target
    }

    /// What the links and pictures of the prose lead to.
    pub fn links(&self) -> Vec<String> {
        let prose = self.prose();
        let targets = prose.split("](").skip(1);
        let targets = targets.filter_map(|it| Some(it.split_once(')')?.0.to_owned()));
        targets.collect()
    }

    /// The names by which a link can lead into the page.
    pub fn anchors(&self) -> Vec<String> {
        let prose = self.prose();
        let headings = prose.lines().filter(|it| it.starts_with('#'));
        let headings = headings.map(|it| anchor(it.trim_start_matches('#').trim()));
        let named = prose.split("<a id=\"").skip(1);
        let named = named.filter_map(|it| Some(it.split_once('"')?.0.to_owned()));
        headings.chain(named).collect()
    }
}

/// The name of a heading in links, as code hosts and mdBook make it.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter_map(|it| match it {
        ' ' => Some('-'),
        _ if it.is_alphanumeric() || "-_".contains(it) => Some(it.to_ascii_lowercase()),
        _ => None,
    });
    kept.collect()
}

/// The folders with the pages of the book, in English and in Korean.
const FOLDERS: [&str; 4] = [
    "docs/src",
    "docs/src/findings",
    "docs/src/ko",
    "docs/src/ko/findings",
];

/// README.md and all pages of the book, in English and in Korean.
pub fn pages() -> Vec<Page> {
    let mut paths = ["README.md", "README.ko.md"].map(PathBuf::from).to_vec();
    for folder in FOLDERS {
        let entries = fs::read_dir(root().join(folder)).expect("a folder");
        let names = entries.map(|it| it.expect("an entry").file_name());
        let found = names.map(|it| Path::new(folder).join(it));
        paths.extend(found.filter(|it| it.extension().is_some_and(|it| it == "md")));
    }
    paths.sort();
    paths.into_iter().map(Page::read).collect()
}

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}
