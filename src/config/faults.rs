//! What is wrong with a configuration, and where: every mistake of every file, for people and for programs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

use serde::Serialize;

use super::codes;
use super::render;

/// One mistake and its place. As JSON it is `{"file","line","column","message"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The file, as the operator would name it.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The bytes of the file that are wrong; empty when something is missing. Within one line.
    #[serde(skip)]
    pub span: Range<usize>,
    /// One sentence: what is wrong.
    pub message: String,
    /// What to do, where there is advice.
    #[serde(skip)]
    pub help: Option<String>,
    /// The stable code of this kind of mistake; see [`codes`].
    #[serde(skip)]
    pub code: &'static str,
}

/// How much a list of faults weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// The configuration is refused.
    Error,
    /// The configuration runs, but probably not as meant.
    Warning,
}

/// Faults of one weight, sorted by file and place, with the lines they stand in.
///
/// The text of the files is kept for showing; secrets in it are already hidden.
#[derive(Clone, Debug)]
pub struct Faults {
    pub(super) weight: Weight,
    pub(super) list: Vec<Fault>,
    pub(super) texts: BTreeMap<String, String>,
}

impl Faults {
    pub(super) fn new(weight: Weight) -> Self {
        Self { weight, list: Vec::new(), texts: BTreeMap::new() }
    }

    /// Adds the faults of one file, whose text (with secrets hidden) is shown around them.
    pub(super) fn add(&mut self, file: &str, shown: String, faults: impl IntoIterator<Item = Fault>) {
        self.list.extend(faults);
        self.texts.insert(file.to_owned(), shown);
        self.list.sort_by(|a, b| (&a.file, a.span.start, a.span.end, a.code).cmp(&(&b.file, b.span.start, b.span.end, b.code)));
    }

    /// Every fault, by file and place.
    #[must_use]
    pub fn list(&self) -> &[Fault] {
        &self.list
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether nothing but unreadable files stands here: trouble of the disk, not of what was written.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        !self.list.is_empty() && self.list.iter().all(|fault| fault.code == codes::UNREADABLE)
    }

    /// The faults for a person: place, line, caret, sentence and advice for each, and a last line with their number.
    #[must_use]
    pub fn render(&self, color: bool) -> String {
        let mut text: String = self.list.iter().map(|fault| render::fault(fault, self.weight, self.text(&fault.file), color)).collect();
        text.push_str(&self.count());
        text.push('\n');
        text
    }

    fn text(&self, file: &str) -> &str {
        self.texts.get(file).map_or("", String::as_str)
    }

    /// How many there are, in how many files: `3 errors in 2 files`.
    #[must_use]
    pub fn count(&self) -> String {
        let word = match self.weight {
            Weight::Error => "error",
            Weight::Warning => "warning",
        };
        let files: BTreeSet<&str> = self.list.iter().map(|fault| fault.file.as_str()).collect();
        format!("{} in {}", counted(self.list.len(), word), counted(files.len(), "file"))
    }
}

fn counted(number: usize, word: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {word}{plural}")
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Faults {}
