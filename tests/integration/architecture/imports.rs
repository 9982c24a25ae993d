//! Which file of the crate names what of which other file, outside its tests.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::files::files;
use super::tokens::tokens;

/// A file that names something of another one, both by their paths under `src/`.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    pub from: String,
    pub to: String,
}

/// A path to a module or to something in it.
type Module = Vec<String>;

/// The source files of the crate by their modules. `lib.rs` and `main.rs` share the empty one.
pub struct Crate {
    sources: BTreeMap<String, Source>,
    modules: BTreeMap<Module, String>,
}

/// What a file says.
struct Source {
    module: Module,
    /// Paths as they are written, each with the module in which it is.
    paths: Vec<(Module, Module)>,
    /// Child modules that are files.
    children: BTreeSet<Module>,
    /// Child modules that are compiled for tests only.
    tests: BTreeSet<Module>,
}

impl Crate {
    /// Reads all files of a folder.
    pub fn read(folder: &Path) -> Self {
        let mut sources = read(folder);
        let tests: BTreeSet<Module> = sources.values().flat_map(|it| it.tests.clone()).collect();
        sources.retain(|_, it: &mut Source| !tests.iter().any(|test| it.module.starts_with(test)));
        let modules = sources
            .iter()
            .map(|(file, it)| (it.module.clone(), file.clone()));
        let modules = modules.filter(|(_, file)| file != "main.rs").collect();
        Crate { sources, modules }
    }

    /// The files that are not tests only.
    pub fn files(&self) -> BTreeSet<String> {
        self.sources.keys().cloned().collect()
    }

    /// All imports from one file to another.
    pub fn imports(&self) -> BTreeSet<Import> {
        let mut imports = BTreeSet::new();
        for (file, source) in &self.sources {
            for (module, path) in &source.paths {
                if let Some(target) = self.target(source, module, path)
                    && target != file
                {
                    let (from, to) = (file.clone(), target.to_owned());
                    imports.insert(Import { from, to });
                }
            }
        }
        imports
    }

    /// The file that holds what a path names. None for what is outside the crate.
    fn target(&self, source: &Source, module: &Module, path: &Module) -> Option<&str> {
        let (first, rest) = path.split_first()?;
        let mut absolute = match first.as_str() {
            "crate" | "credtrail" => Module::new(),
            "self" => module.clone(),
            "super" => module[..module.len().checked_sub(1)?].to_vec(),
            child => {
                let child = [&module[..], &[child.to_owned()]].concat();
                if !source.children.contains(&child) {
                    return None;
                }
                child
            }
        };
        for segment in rest {
            if segment == "super" {
                absolute.pop();
            } else if segment != "self" {
                absolute.push(segment.clone());
            }
        }
        let prefixes = (0..=absolute.len()).rev().map(|length| &absolute[..length]);
        let mut files = prefixes.filter_map(|it| self.modules.get(it));
        files.next().map(String::as_str)
    }
}

fn read(folder: &Path) -> BTreeMap<String, Source> {
    let source = |path: PathBuf| {
        let file = path.strip_prefix(folder).expect("a file of the folder");
        let file = file.to_str().expect("UTF-8").to_owned();
        let text = fs::read_to_string(&path).expect("a source file");
        let source = Source::parse(module_of(&file), tokens(&text));
        (file, source)
    };
    files(folder).into_iter().map(source).collect()
}

fn module_of(file: &str) -> Module {
    let stem = file.trim_end_matches(".rs");
    let stem = stem.strip_suffix("/mod").unwrap_or(stem);
    let segments = stem.split('/').map(str::to_owned);
    segments.filter(|it| it != "lib" && it != "main").collect()
}

impl Source {
    fn parse(module: Module, tokens: Vec<String>) -> Self {
        let mut source = Source {
            module: module.clone(),
            paths: Vec::new(),
            children: BTreeSet::new(),
            tests: BTreeSet::new(),
        };
        let mut parser = Parser {
            tokens: &tokens,
            at: 0,
            module,
            open: Vec::new(),
        };
        while parser.at < tokens.len() {
            parser.step(&mut source);
        }
        source
    }
}

/// Walks over the tokens of a file and keeps in mind in which module it is.
struct Parser<'t> {
    tokens: &'t [String],
    at: usize,
    module: Module,
    /// For each open brace, whether it is that of a module.
    open: Vec<bool>,
}

impl Parser<'_> {
    fn peek(&self, ahead: usize) -> &str {
        self.tokens.get(self.at + ahead).map_or("", String::as_str)
    }

    fn step(&mut self, source: &mut Source) {
        match (self.peek(0), self.peek(1), self.peek(2)) {
            ("#", "[", _) => self.attribute(source),
            ("mod", _, "{") => {
                self.module.push(self.peek(1).to_owned());
                self.open.push(true);
                self.at += 3;
            }
            ("mod", _, ";") => {
                source.children.insert(self.child());
                self.at += 3;
            }
            ("use", ..) => {
                self.at += 1;
                self.tree(&Module::new(), source);
            }
            ("{", ..) => {
                self.open.push(false);
                self.at += 1;
            }
            ("}", ..) => {
                if self.open.pop() == Some(true) {
                    self.module.pop();
                }
                self.at += 1;
            }
            (_, "::", _) => {
                let path = self.path();
                source.paths.push((self.module.clone(), path));
            }
            // What stands before `::` without a word is outside the crate, or a type in angle brackets.
            ("::", ..) => {
                self.at += 1;
                self.path();
            }
            _ => self.at += 1,
        }
    }

    fn child(&self) -> Module {
        [&self.module[..], &[self.peek(1).to_owned()]].concat()
    }

    /// Words with `::` between them.
    fn path(&mut self) -> Module {
        let mut path = Module::new();
        while is_word(self.peek(0)) {
            path.push(self.peek(0).to_owned());
            self.at += 1;
            if self.peek(0) != "::" || !is_word(self.peek(1)) {
                break;
            }
            self.at += 1;
        }
        self.at += usize::from(path.is_empty());
        path
    }

    /// What follows `use`, or stands between the braces of such a tree.
    fn tree(&mut self, prefix: &Module, source: &mut Source) {
        let leads = self.peek(0) == "::"; // into another crate
        self.at += usize::from(leads);
        let mut path = prefix.clone();
        while is_word(self.peek(0)) {
            path.push(self.peek(0).to_owned());
            self.at += 1;
            self.at += usize::from(self.peek(0) == "::");
        }
        if self.peek(0) == "{" {
            self.at += 1;
            while self.at < self.tokens.len() && self.peek(0) != "}" {
                self.tree(&path, source);
                self.at += usize::from(self.peek(0) == ",");
            }
            self.at += 1;
            return;
        }
        self.at += usize::from(self.peek(0) == "*");
        if path.iter().any(|it| it == "as") {
            let alias = path.iter().position(|it| it == "as");
            path.truncate(alias.unwrap_or_default());
        }
        if !leads {
            source.paths.push((self.module.clone(), path));
        }
        if !matches!(self.peek(0), "," | "}" | ";") {
            self.at += 1; // no tree that this test understands
        }
    }

    /// An attribute; what it keeps for tests is passed over.
    fn attribute(&mut self, source: &mut Source) {
        let begin = self.at + 1;
        self.at = self.closed(begin);
        let attribute = &self.tokens[begin..self.at];
        let is_test = attribute.get(1).is_some_and(|it| it == "cfg")
            && attribute.iter().any(|it| it == "test")
            && !attribute.iter().any(|it| it == "not");
        if is_test {
            self.pass_item(source);
        }
    }

    fn pass_item(&mut self, source: &mut Source) {
        while self.peek(0) == "#" {
            self.at = self.closed(self.at + 1);
        }
        let from = self.at;
        while self.at < self.tokens.len() {
            match self.peek(0) {
                ";" => return,
                "{" => {
                    self.at = self.closed(self.at);
                    return;
                }
                "(" | "[" => self.at = self.closed(self.at),
                "mod" if self.peek(2) == ";" && self.at < from + 5 => {
                    source.tests.insert(self.child());
                    self.at += 2;
                }
                _ => self.at += 1,
            }
        }
    }

    /// The position behind the bracket that closes the one at a position.
    fn closed(&self, open: usize) -> usize {
        let mut depth = 0;
        for (at, token) in self.tokens.iter().enumerate().skip(open) {
            match token.as_str() {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth -= 1,
                _ => (),
            }
            if depth == 0 {
                return at + 1;
            }
        }
        self.tokens.len()
    }
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::{Module, Source, tokens};

    fn paths(text: &str) -> Vec<String> {
        let source = Source::parse(Module::from(["a".to_owned()]), tokens(text));
        let written = |(module, path): &(Module, Module)| {
            format!("{} in {}", path.join("::"), module.join("::"))
        };
        source.paths.iter().map(written).collect()
    }

    #[test]
    fn trees_are_taken_apart() {
        let text = "use crate::{b, c::{self, d as e}, f::*};";
        let expected = [
            "crate::b in a",
            "crate::c::self in a",
            "crate::c::d in a",
            "crate::f in a",
        ];
        assert_eq!(paths(text), expected);
    }

    #[test]
    fn paths_in_code_count() {
        let text = "mod m { fn f(x: &super::Y) -> crate::b::Z<'_> { g(x) } } fn h() { vec![crate::c::i()] }";
        let expected = [
            "super::Y in a::m",
            "crate::b::Z in a::m",
            "crate::c::i in a",
        ];
        assert_eq!(paths(text), expected);
    }

    #[test]
    fn tests_do_not_count() {
        let text = "#[cfg(test)] #[allow(x)] mod t { use crate::b; } #[cfg(test)] use crate::{c}; use crate::d;";
        assert_eq!(paths(text), ["crate::d in a"]);
    }
}
