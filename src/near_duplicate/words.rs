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
pub(super) fn bag(words: &[String]) -> BTreeMap<&str, usize> {
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
    runs(words, RUN).into_iter().collect()
}

/// The smallest few hashes of a text's runs of so many words: two texts that share most of their runs share most of these (a sketch
/// after Broder's min-wise hashing). They are stored, so they may never change.
pub(super) fn prints(salt: u64, words: &[String], run: usize, count: usize) -> Vec<i64> {
    let mut all: Vec<u64> = runs(words, run).into_iter().map(|hash| mix(hash ^ salt)).collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().take(count).map(u64::cast_signed).collect()
}

/// The hash of every run of so many words.
fn runs(words: &[String], length: usize) -> Vec<u64> {
    let hashes: Vec<u64> = words.iter().map(|word| hash(word)).collect();
    let length = length.min(hashes.len()).max(1);
    hashes.windows(length).map(|run| run.iter().fold(0, |all, word| mix(all ^ word))).collect()
}

/// The hash of a word (FNV-1a). Nobody is harmed by two that are the same: what it finds is only a candidate, and few are judged.
fn hash(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Spreads a number over all bits (the finaliser of `SplitMix64`, Steele, Lea and Flood 2014).
const fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
