//! What a text must be: plain text, a glob, or a regular expression that is matched in linear time.

use regex::{Regex, RegexBuilder};

use crate::clean;

/// A compiled pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    regex: Regex,
    /// Quotes, dashes and white space of the text are made equal first.
    folds: bool,
}

/// A pattern that cannot be used, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPattern(pub String);

/// The memory that one pattern may take, in bytes.
const LARGEST: usize = 1 << 20;

impl Pattern {
    /// Compiles a pattern. `re:` begins a regular expression, which may be found anywhere in the text; with `*` or `?` it is a glob for the
    /// whole text; all else is plain text, which is the whole (`label`) or a part of it. But for a regular expression, case makes no
    /// difference.
    ///
    /// # Errors
    /// When the regular expression is none, or is too large.
    pub fn parse(text: &str, label: bool) -> Result<Self, BadPattern> {
        if text.trim().is_empty() {
            return Err(BadPattern("there is nothing in this".to_owned()));
        }
        let (regex, folds) = text.strip_prefix("re:").map_or_else(|| (plain(text, label), true), |regex| (regex.to_owned(), false));
        let built = RegexBuilder::new(&regex).size_limit(LARGEST).dot_matches_new_line(folds).build();
        built.map(|regex| Self { regex, folds }).map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => BadPattern("this regular expression takes more than a megabyte".to_owned()),
            other => BadPattern(other.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()),
        })
    }

    /// Whether a text fits.
    #[must_use]
    pub fn fits(&self, text: &str) -> bool {
        if self.folds { self.regex.is_match(&clean::fold(text)) } else { self.regex.is_match(text) }
    }
}

/// Plain text or a glob as a regular expression.
fn plain(text: &str, label: bool) -> String {
    let folded = clean::fold(text);
    let plain: String = folded.chars().map(one).collect();
    if label || folded.contains(['*', '?']) { format!("^(?:{plain})$") } else { plain }
}

/// A character of a glob as a part of a regular expression.
fn one(c: char) -> String {
    match c {
        '*' => ".*".to_owned(),
        '?' => ".".to_owned(),
        plain => regex::escape(plain.encode_utf8(&mut [0; 4])),
    }
}
