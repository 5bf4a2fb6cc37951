//! One file of the configuration while it is read: its text, and what was found wrong with it.

use std::cell::RefCell;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

use super::codes;
use super::decode::Table;
use super::faults::{Fault, Faults, Weight};
use super::secrets;

/// What is wrong with a value, before it is known where the value stands.
#[derive(Debug)]
pub(super) struct Mistake {
    /// The stable code.
    pub(super) code: &'static str,
    /// One sentence.
    pub(super) message: String,
    /// What to do.
    pub(super) help: Option<String>,
    /// The bytes inside the value that are wrong; the whole value when not said.
    pub(super) within: Option<Range<usize>>,
}

impl Mistake {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), help: None, within: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn within(mut self, bytes: Range<usize>) -> Self {
        self.within = Some(bytes);
        self
    }
}

/// One file: its text, its mistakes so far, and the bytes of it that must not be shown.
pub(super) struct Document {
    /// The file, as the operator would name it.
    file: String,
    /// The folder of the whole configuration; paths in the file are relative to it.
    folder: PathBuf,
    text: String,
    readable: bool,
    found: RefCell<Vec<(Weight, Fault)>>,
    hidden: RefCell<Vec<Range<usize>>>,
}

impl Document {
    /// Opens a file below the folder of the configuration; one that cannot be read is a document with that fault.
    pub(super) fn open(folder: &Path, path: &Path) -> Self {
        match std::fs::read(path) {
            Ok(bytes) => Self::of_bytes(folder, path, &bytes),
            Err(error) => {
                let document = Self::of_text(folder, path, String::new(), false);
                document.fault(0..0, unreadable(&document.file, &error));
                document
            }
        }
    }

    /// A document without content, to hang a fault on a folder.
    pub(super) fn absent(folder: &Path, path: &Path) -> Self {
        Self::of_text(folder, path, String::new(), false)
    }

    fn of_bytes(folder: &Path, path: &Path, bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::of_text(folder, path, text.to_owned(), true),
            Err(error) => {
                let document = Self::of_text(folder, path, String::from_utf8_lossy(bytes).into_owned(), false);
                let wrong = Mistake::new(codes::SYNTAX, "this byte is not UTF-8").help("save the file as UTF-8");
                document.fault(error.valid_up_to()..error.valid_up_to(), wrong);
                document
            }
        }
    }

    fn of_text(folder: &Path, path: &Path, text: String, readable: bool) -> Self {
        let file = path.display().to_string();
        Self { file, folder: folder.to_owned(), text, readable, found: RefCell::default(), hidden: RefCell::default() }
    }

    /// Reads the text as TOML and hands it on; mistakes of the syntax are kept, and what could be read is still checked.
    pub(super) fn read<T>(&self, decode: impl FnOnce(Table<'_>) -> Option<T>) -> Option<T> {
        if !self.readable {
            return None;
        }
        let (root, errors) = DeTable::parse_recoverable(&self.text);
        secrets::hide(self, root.get_ref());
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            secrets::hide_broken_line(self, span.start);
            self.fault(span, Mistake::new(codes::SYNTAX, format!("this is not TOML: {}", error.message())));
        }
        // What follows from the first break in a line is no mistake of its own.
        self.found.borrow_mut().dedup_by_key(|(_, fault)| fault.line);
        decode(Table::root(self, root.get_ref()))
    }

    /// The file, as the operator would name it.
    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// The text as it stands in the file.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// A path written in the file, which is relative to the folder of the configuration.
    pub(super) fn beside(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    /// Keeps a mistake that stops the configuration.
    pub(super) fn fault(&self, span: Range<usize>, mistake: Mistake) {
        self.keep(Weight::Error, span, mistake);
    }

    /// Keeps a mistake that the configuration can run with.
    pub(super) fn warn(&self, span: Range<usize>, mistake: Mistake) {
        self.keep(Weight::Warning, span, mistake);
    }

    /// Keeps these bytes from ever being shown.
    pub(super) fn hide(&self, span: Range<usize>) {
        self.hidden.borrow_mut().push(span);
    }

    fn keep(&self, weight: Weight, span: Range<usize>, mistake: Mistake) {
        let span = within_line(&self.text, span);
        let before = self.text.get(..span.start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.matches('\n').count() + 1;
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        let Mistake { code, message, help, .. } = mistake;
        let message = one_line(&message);
        self.found.borrow_mut().push((weight, Fault { file: self.file.clone(), line, column, span, message, help, code }));
    }

    /// Hands the faults over.
    ///
    /// Where the syntax is broken, a key that seems to be missing may only stand behind the break, and whatever was made of
    /// the broken part means nothing; such faults are left out.
    pub(super) fn close(self, errors: &mut Faults, warnings: &mut Faults) {
        let shown = mask(&self.text, &self.hidden.into_inner());
        let found = self.found.into_inner();
        let breaks = found.iter().filter(|(_, fault)| fault.code == codes::SYNTAX);
        let broken: Vec<Range<usize>> = breaks.map(|(_, fault)| broken_part(&self.text, fault.span.start)).collect();
        let sound = |fault: &Fault| {
            let guessed = fault.code == codes::MISSING || broken.iter().any(|part| part.contains(&fault.span.start));
            broken.is_empty() || fault.code == codes::SYNTAX || !guessed
        };
        let (heavy, light): (Vec<_>, Vec<_>) = found.into_iter().partition(|(weight, _)| *weight == Weight::Error);
        errors.add(&self.file, shown.clone(), heavy.into_iter().map(|(_, fault)| fault).filter(sound));
        warnings.add(&self.file, shown, light.into_iter().map(|(_, fault)| fault).filter(sound));
    }
}

/// What a break of the syntax makes unsure: its line, and the whole table where the line should name one.
fn broken_part(text: &str, place: usize) -> Range<usize> {
    let start = text.get(..place).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    let rest = text.get(start..).unwrap_or_default();
    let end = if rest.trim_start().starts_with('[') { rest.find("\n[") } else { rest.find('\n') };
    start..end.map_or(text.len(), |newline| start + newline + 1)
}

/// The sentence in one line: values that it cites may hold line ends and worse.
fn one_line(sentence: &str) -> String {
    let words: Vec<&str> = sentence.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

fn unreadable(file: &str, error: &io::Error) -> Mistake {
    if error.kind() == io::ErrorKind::NotFound {
        let help = "write it (it needs `[output]` with `base_url`), or name the folder of the configuration with `--config`";
        return Mistake::new(codes::MISSING, format!("there is no file `{file}`")).help(help);
    }
    let help = "look at the file's owner and permissions, and at the disk";
    Mistake::new(codes::UNREADABLE, format!("`{file}` cannot be read: {error}")).help(help)
}

/// The part of a span that stands in its first line, on whole characters of the text.
fn within_line(text: &str, span: Range<usize>) -> Range<usize> {
    let start = floor(text, span.start);
    let line_end = text.get(start..).and_then(|rest| rest.find(['\n', '\r'])).map_or(text.len(), |newline| start + newline);
    start..floor(text, span.end).clamp(start, line_end)
}

/// The nearest place at or before `index` where a character begins.
fn floor(text: &str, index: usize) -> usize {
    (0..=index.min(text.len())).rev().find(|&place| text.is_char_boundary(place)).unwrap_or(0)
}

/// The text with the hidden parts blotted out, each character by one of the same width in bytes, so that places stay true.
fn mask(text: &str, hidden: &[Range<usize>]) -> String {
    let blot = |(place, character): (usize, char)| match character.len_utf8() {
        _ if character.is_whitespace() || !hidden.iter().any(|span| span.contains(&place)) => character,
        1 => '*',
        2 => '·',
        3 => '•',
        _ => '🔒',
    };
    text.char_indices().map(blot).collect()
}
