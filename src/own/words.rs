//! Words as a feed looks for them: whole ones, whatever their case and accents.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// A word, or several that must stand one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// As it was written.
    text: String,
    /// Its words, folded; never empty.
    words: Vec<String>,
}

impl Phrase {
    /// A phrase; `None` for a text without a letter or a digit.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let words = words(text);
        (!words.is_empty()).then(|| Self { text: text.trim().to_owned(), words })
    }

    /// As it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it is the same for every text.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.words == other.words
    }

    /// Whether these words, one after the other, stand in a text's words.
    pub(super) fn stands_in(&self, text: &[String]) -> bool {
        text.windows(self.words.len()).any(|part| part == self.words)
    }
}

/// The words of a text, folded: runs of letters and digits in compatibility form, without case and without accents.
pub(super) fn words(text: &str) -> Vec<String> {
    // By way of upper case, so that what has no capital of its own (`ß`) becomes what it stands for; small first, as `ẞ` is one.
    let small = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    let folded: String = small.flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect();
    let plain: String = folded.nfkd().filter(|c| !is_combining_mark(*c) && !is_hidden(*c)).collect();
    plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Characters that are not seen: they part no word.
const fn is_hidden(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn finds(phrase: &str, text: &str) -> bool {
        Phrase::parse(phrase).unwrap().stands_in(&words(text))
    }

    #[test]
    fn a_word_is_found_whole_whatever_its_case_and_accents() {
        for (phrase, text, found) in [
            ("cafe", "The Café opens", true),
            ("CAFÉ", "the cafe opens", true),
            ("cafe", "The cafeteria opens", false),
            ("strasse", "Lange Straße 5", true),
            ("Straße", "LANGE STRASSE", true),
            ("strasse", "LANGE STRAẞE", true),
            ("σοφος", "ΣΟΦΌΣ", true),
            ("ﬁnance", "finance", true),
            ("redundancy", "redun\u{AD}dancy", true),
            ("tide", "spring-tide", true),
            ("5", "£5m", false),
            ("5m", "£5m", true),
        ] {
            assert_eq!(finds(phrase, text), found, "{phrase} in {text}");
        }
    }

    #[test]
    fn a_phrase_is_its_words_one_after_the_other() {
        for (phrase, text, found) in [
            ("harbour master", "A new Harbour-Master", true),
            ("harbour master", "the master of the harbour", false),
            ("harbour master", "harbour, old master", false),
            ("O’Brien", "Mr O'Brien said", true),
            ("one two three", "one two", false),
        ] {
            assert_eq!(finds(phrase, text), found, "{phrase} in {text}");
        }
    }

    #[test]
    fn a_text_without_words_is_no_phrase() {
        assert!(["", " ", "—", "&!"].iter().all(|text| Phrase::parse(text).is_none()));
    }

    proptest! {
        #[test]
        fn every_text_holds_its_own_words_and_folding_twice_is_folding_once(text in "\\PC{0,40}") {
            let all = words(&text);
            for word in &all {
                prop_assert_eq!(&words(word), std::slice::from_ref(word));
                prop_assert!(Phrase::parse(word).unwrap().stands_in(&all));
            }
        }
    }
}
