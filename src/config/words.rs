//! Values with rules, each its own type: whoever holds one knows that the rule was kept.

use std::fmt;
use std::str::FromStr;

/// A plain name: lower-case letters, digits and inner hyphens, at most 64 characters; a folder's name everywhere.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// A text that is not a plain name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAName {
    /// A character other than a-z, 0-9 and an inner hyphen.
    #[error("`{0}` is not a plain name; use lower-case letters, digits and inner hyphens, at most 64 of them")]
    Shape(String),
    /// A name that means something else in addresses or to an operating system.
    #[error("`{0}` is reserved and cannot be a name here")]
    Reserved(String),
}

/// Names that stand for something else in our own addresses.
const OURS: [&str; 3] = ["sections", "months", "search"];

/// Names that some file systems give to devices.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4",
    "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

impl Name {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A name made from any text: letters folded to ASCII where they have a plain form, everything else a hyphen.
    ///
    /// A text that leaves nothing, or a reserved name, gives `section-` and a short hash of the text, so that it is stable.
    #[must_use]
    pub fn from_label(label: &str) -> Self {
        let folded: String = unicode_normalization::UnicodeNormalization::nfkd(label).filter(char::is_ascii).collect();
        let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let slug = words.collect::<Vec<_>>().join("-").to_ascii_lowercase();
        let cut: String = slug.chars().take(56).collect();
        cut.trim_matches('-').parse().unwrap_or_else(|_| {
            let hash = blake3::hash(label.as_bytes()).to_hex();
            Self(format!("section-{}", &hash[..8]))
        })
    }

    /// This name with a number behind it, for a second label that gives the same name.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Self {
        Self(format!("{}-{number}", self.0))
    }
}

impl FromStr for Name {
    type Err = NotAName;

    fn from_str(text: &str) -> Result<Self, NotAName> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let shape = (1..=64).contains(&text.len()) && text.chars().all(plain) && !text.starts_with('-') && !text.ends_with('-');
        if !shape {
            Err(NotAName::Shape(text.to_owned()))
        } else if OURS.contains(&text) || DEVICES.contains(&text) {
            Err(NotAName::Reserved(text.to_owned()))
        } else {
            Ok(Self(text.to_owned()))
        }
    }
}

impl AsRef<str> for Name {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
