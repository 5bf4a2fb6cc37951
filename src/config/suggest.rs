//! "Did you mean …?"

/// The word that is nearest to what was written, when it is at most two slips of the hand away.
pub(super) fn nearest<'a>(written: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    let slips = |word: &str| strsim::damerau_levenshtein(&written, &word.to_lowercase());
    let near = words.into_iter().map(|word| (slips(word), word)).filter(|(slips, word)| *slips <= 2 && *slips < word.chars().count());
    near.min_by_key(|(slips, _)| *slips).map(|(_, word)| word)
}

/// The sentence that offers a word.
pub(super) fn did_you_mean(word: &str) -> String {
    format!("did you mean `{word}`?")
}

/// Words as a list for a sentence: `a`, `b` or `c`.
pub(super) fn one_of(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        all => all.join(""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_offered_up_to_two_slips_away() {
        let words = ["schedule", "section", "read", "url"];
        for (written, expected) in [
            ("shedule", Some("schedule")),
            ("scheudle", Some("schedule")),
            ("Section", Some("section")),
            ("reda", Some("read")),
            ("timetable", None),
            ("x", None),
        ] {
            assert_eq!(nearest(written, words), expected, "{written}");
        }
    }

    #[test]
    fn a_list_reads_as_a_sentence() {
        assert_eq!(one_of(&["a"]), "`a`");
        assert_eq!(one_of(&["a", "b", "c"]), "`a`, `b` or `c`");
    }
}
