//! Is this another site's article, told again under another address or in slightly other words? Pure: two stories in, a likeness out.
//!
//! Titles alone never tell: a column has the same one every day. It is the text that decides, and where a source gives none, only a
//! headline and a standfirst that are word for word the same. A miss is better than two articles taken for one.

mod words;

use std::collections::{BTreeMap, HashSet};

use url::Url;

use crate::clean;
use words::{bag, numbers, prints, shingles, words};

/// What a publication says about near-duplicates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Whether they are looked for; where nothing is said, as soon as there is more than one site.
    pub enabled: Option<bool>,
    /// How alike two stories must be, in percent.
    pub score: u8,
    /// How many days may lie between them.
    pub days: u16,
}

impl Default for Rules {
    fn default() -> Self {
        Self { enabled: None, score: 75, days: 7 }
    }
}

/// How alike two stories of one site must be, in percent, where the operator wants those looked for at all.
const SAME_SITE: u8 = 95;

impl Rules {
    /// Whether an article at this link may have near-duplicates; `sites` are those of the publication and of its sources.
    ///
    /// Where one site is all there is, its own addresses tell its articles apart better than anything else does.
    #[must_use]
    pub fn apply(&self, link: Option<&str>, sites: &HashSet<String>) -> bool {
        let Some(site) = link.and_then(site_of) else { return false };
        self.enabled.unwrap_or_else(|| sites.len() > 1 || !sites.contains(&site))
    }

    /// How alike two articles at these links must be, in percent; `None` where they cannot be one.
    #[must_use]
    pub fn bar(&self, link: Option<&str>, other: Option<&str>) -> Option<u8> {
        match (link.and_then(site_of)?, other.and_then(site_of)?) {
            (one, other) if one != other => Some(self.score),
            _ => (self.enabled == Some(true)).then_some(self.score.max(SAME_SITE)),
        }
    }
}

/// The site of an address: its registrable domain, else its host.
#[must_use]
pub fn site_of(address: &str) -> Option<String> {
    clean::site(&Url::parse(address).ok()?)
}

/// A text of fewer words than this tells nothing: it may be what a site writes under all it has.
const SHORTEST_TEXT: usize = 60;
/// Without a text, so many words the headline …
const SHORTEST_TITLE: usize = 5;
/// … and so many the standfirst must have.
const SHORTEST_STANDFIRST: usize = 12;
/// How much of the text must be the same, in percent.
const TEXT: u8 = 80;
/// How much of the headline must be the same, in percent.
const TITLE: u8 = 50;
/// How much of the standfirst must be the same where there is no text to compare, in percent.
const STANDFIRST: u8 = 90;

/// Words of a headline that make an article one about another: it is never the other in other words.
const CORRECTIONS: [&str; 16] = [
    "apology",
    "berichtigung",
    "clarification",
    "correction",
    "corrections",
    "corrigendum",
    "correzione",
    "corrección",
    "correção",
    "erratum",
    "korrektur",
    "précision",
    "rectificatie",
    "rectificatif",
    "retraction",
    "richtigstellung",
];

/// A story as it is compared.
#[derive(Clone, Debug)]
pub struct Story {
    title: Vec<String>,
    standfirst: Vec<String>,
    /// Empty where it is too short to tell anything.
    text: Vec<String>,
}

/// How alike two stories are, in percent; `None` where there was nothing to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// All in all.
    pub score: u8,
    /// The words of the headlines.
    pub title: u8,
    /// Runs of words of the standfirsts.
    pub standfirst: Option<u8>,
    /// Runs of words of the texts.
    pub text: Option<u8>,
}

impl std::fmt::Display for Likeness {
    /// `92 % alike: headline 88 %, standfirst 40 %, text 100 %`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} % alike: headline {} %", self.score, self.title)?;
        for (name, part) in [("standfirst", self.standfirst), ("text", self.text)] {
            if let Some(part) = part {
                write!(f, ", {name} {part} %")?;
            }
        }
        Ok(())
    }
}

impl Story {
    /// A story from a headline as plain text, and a standfirst and a text as HTML.
    #[must_use]
    pub fn of(title: &str, summary: Option<&str>, content: Option<&str>) -> Self {
        let mut text = words(content.unwrap_or_default(), true);
        if text.len() < SHORTEST_TEXT {
            text.clear();
        }
        Self { title: words(title, false), standfirst: words(summary.unwrap_or_default(), true), text }
    }

    /// A few numbers, some of which two stories that are alike share: what candidates are found by.
    #[must_use]
    pub fn prints(&self) -> Vec<i64> {
        // Longer runs in a text: short ones of common words stand in every other.
        let mut all = prints(1, &self.text, 5, 4);
        if self.standfirst.len() >= SHORTEST_STANDFIRST {
            all.extend(prints(2, &self.standfirst, 3, 2));
        }
        all
    }

    /// How alike two stories are; `None` where they are not one, however alike.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> Option<Likeness> {
        let corrects = |story: &Self| story.title.iter().any(|word| CORRECTIONS.contains(&word.as_str()));
        if corrects(self) != corrects(other) || numbers_differ(&self.title, &other.title) {
            return None;
        }
        let title = share(&bag(&self.title), &bag(&other.title));
        let standfirst = (!self.standfirst.is_empty() && !other.standfirst.is_empty())
            .then(|| overlap(&shingles(&self.standfirst), &shingles(&other.standfirst)));
        if self.text.is_empty() || other.text.is_empty() {
            let same =
                is_same_headline(&self.title, &other.title) && self.standfirst.len().min(other.standfirst.len()) >= SHORTEST_STANDFIRST;
            return standfirst
                .filter(|standfirst| same && *standfirst >= STANDFIRST && !numbers_differ(&self.standfirst, &other.standfirst))
                .map(|found| Likeness {
                    score: percent(3 * usize::from(title) + 2 * usize::from(found), 500),
                    title,
                    standfirst,
                    text: None,
                });
        }
        let text = contained(&shingles(&self.text), &shingles(&other.text));
        if text < TEXT || title < TITLE || results_differ(&self.text, &other.text) {
            return None;
        }
        // A standfirst is often cut or written anew: it adds to the score and never takes from it.
        let plain = percent(7 * usize::from(text) + 3 * usize::from(title), 1000);
        let score = standfirst
            .map_or(plain, |found| plain.max(percent(6 * usize::from(text) + 2 * usize::from(title) + 2 * usize::from(found), 1000)));
        Some(Likeness { score, title, standfirst, text: Some(text) })
    }
}

/// `part` of `whole` in percent.
fn percent(part: usize, whole: usize) -> u8 {
    u8::try_from(part * 100 / whole.max(1)).unwrap_or(100).min(100)
}

/// How much of both bags of words stands in both (Dice).
fn share(one: &BTreeMap<&str, usize>, other: &BTreeMap<&str, usize>) -> u8 {
    let size = |all: &BTreeMap<&str, usize>| all.values().sum::<usize>();
    let both: usize = one.iter().map(|(word, count)| (*count).min(other.get(word).copied().unwrap_or(0))).sum();
    percent(2 * both, size(one) + size(other))
}

/// How much of both sets stands in both (Jaccard).
fn overlap(one: &HashSet<u64>, other: &HashSet<u64>) -> u8 {
    let both = one.intersection(other).count();
    percent(both, one.len() + other.len() - both)
}

/// As [`overlap`], but a text that is the beginning of a much longer one counts by itself, as long as it is not a small part.
fn contained(one: &HashSet<u64>, other: &HashSet<u64>) -> u8 {
    let (both, short) = (one.intersection(other).count(), one.len().min(other.len()));
    let whole = percent(both, one.len() + other.len() - both);
    if short * 5 >= one.len().max(other.len()) { whole.max(percent(both * 95, short * 100)) } else { whole }
}

/// Whether each names a number that the other does not: `Part 2` and `Part 3`, `2024` and `2025`.
fn numbers_differ(one: &[String], other: &[String]) -> bool {
    let (one, other) = (numbers(one), numbers(other));
    one.difference(&other).next().is_some() && other.difference(&one).next().is_some()
}

/// Whether two texts are tables of different results: many numbers, and few of them the same.
fn results_differ(one: &[String], other: &[String]) -> bool {
    let (one, other) = (numbers(one), numbers(other));
    let (both, all) = (one.intersection(&other).count(), one.len().min(other.len()));
    all >= 4 && both * 10 < all * 7
}

/// Whether one headline is the other, at most with more before it or behind it.
fn is_same_headline(one: &[String], other: &[String]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short.len() >= SHORTEST_TITLE && long.len() <= short.len() + 5 && long.windows(short.len()).any(|run| run == short)
}

#[cfg(test)]
mod tests;
