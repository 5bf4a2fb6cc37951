//! Headlines for entries that have none.

use url::Url;

use crate::clean;

/// How long a headline is that is made of a text's first words, in characters.
const LONGEST: usize = 80;

/// A headline of the first words of a text in HTML; empty where it has none.
pub(super) fn of_text(html: &str) -> String {
    let text = clean::plain(html);
    let Some((end, _)) = text.char_indices().nth(LONGEST) else { return text };
    let start = text.get(..end).unwrap_or_default();
    let words = start.rsplit_once(' ').map_or(start, |(words, _)| words);
    format!("{}…", words.trim_end_matches([',', ';', ':', '.', ' ']))
}

/// A headline made of an address: the words of its last part that has letters, else its host.
pub(super) fn of_address(address: &Url) -> String {
    let parts = address.path_segments().into_iter().flatten().rev();
    let words = parts.map(words_of).find(|words| words.iter().any(|word| word.chars().any(char::is_alphabetic)));
    let title = clean::line(&words.unwrap_or_default().join(" "));
    let mut letters = title.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => address.host_str().unwrap_or_default().to_owned(),
    }
}

/// The words of a part of an address, without its ending and without the number that a publisher adds.
fn words_of(part: &str) -> Vec<String> {
    // As the key of a form, whose other signs are taken out first, its percent escapes are undone.
    let key = part.replace(['&', '='], " ");
    let decoded = url::form_urlencoded::parse(key.as_bytes()).map(|(key, _)| key.into_owned()).next().unwrap_or_default();
    let stem =
        decoded.rsplit_once('.').filter(|(stem, ending)| !stem.is_empty() && ending.len() <= 7).map_or(decoded.as_str(), |(stem, _)| stem);
    let mut words: Vec<String> = stem.split(['-', '_', ' ']).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    while words.len() > 1 && words.last().is_some_and(|word| word.len() >= 5 && word.bytes().all(|byte| byte.is_ascii_digit())) {
        words.pop();
    }
    words
}
