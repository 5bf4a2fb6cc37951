//! Texts as words, runs of words, and the few numbers that stand for a text.

use std::collections::{BTreeMap, HashSet};

use crate::clean;

/// How many words make a run.
const RUN: usize = 3;
/// So many words of a text are looked at; what comes behind them tells no more.
const MOST: usize = 4_000;

/// The words of a text, folded; `html` where it is written so. A letter of a script without spaces is a word by itself.
pub(super) fn words(text: &str, html: bool) -> Vec<String> {
    let folded = clean::fold(&if html { clean::plain(text) } else { text.to_owned() });
    let mut words = Vec::new();
    for part in folded.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()) {
        if words.len() >= MOST {
            break;
        }
        if part.chars().any(is_ideographic) { words.extend(part.chars().map(String::from)) } else { words.push(part.to_owned()) }
    }
    words
}

/// Whether a letter belongs to a script that is written without spaces.
const fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Each word with how often it stands there.
pub(super) fn pairs(words: &[String]) -> BTreeMap<&str, usize> {
    words.iter().fold(BTreeMap::new(), |mut bag, word| {
        *bag.entry(word.as_str()).or_default() += 1;
        bag
    })
}

/// The words that are numbers, or begin or end with one.
pub(super) fn numbers(words: &[String]) -> HashSet<&str> {
    words.iter().map(String::as_str).filter(|word| word.contains(|c: char| c.is_ascii_digit())).collect()
}

/// The hash of every run of words; of all of them where there are too few for one.
pub(super) fn shingles(words: &[String]) -> HashSet<u64> {
    runs("", words).collect()
}

/// The smallest few hashes of a text's runs: two texts that share most of their runs share most of these (a sketch after Broder's
/// min-wise hashing). They are stored, so they may never change.
pub(super) fn prints(kind: &str, words: &[String], count: usize) -> Vec<i64> {
    let mut all: Vec<u64> = runs(kind, words).collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().take(count).map(u64::cast_signed).collect()
}

fn runs<'a>(kind: &'a str, words: &'a [String]) -> impl Iterator<Item = u64> + 'a {
    let length = RUN.min(words.len()).max(1);
    words.windows(length).map(move |run| {
        let mut hasher = blake3::Hasher::new();
        hasher.update(kind.as_bytes());
        for word in run {
            hasher.update(word.as_bytes()).update(b" ");
        }
        u64::from_le_bytes(*hasher.finalize().as_bytes().first_chunk().unwrap_or(&[0; 8]))
    })
}
