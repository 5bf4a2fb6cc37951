//! Section labels in text: on their own, or glued to the front of a headline.

/// The configured label that a text is, in any case and with or without a colon behind it, as the configuration spells it.
pub(in crate::source) fn known(text: &str, labels: &[String]) -> Option<String> {
    let text = text.trim().trim_end_matches([':', '|']).trim_end();
    labels.iter().find(|label| same(label, text)).cloned()
}

/// Splits the longest known label off the front of a headline that it is glued to, as in `News£3m for wicks`.
///
/// The headline must begin right behind the label with something that can begin one: `News of the week`,
/// `Newsagents` and `News-led` have no label in front. A label in capitals throughout counts as the same label.
pub(in crate::source) fn split<'t>(text: &'t str, labels: &[String]) -> Option<(String, &'t str)> {
    let fits = labels.iter().filter_map(|label| {
        let (front, behind) = text.split_at_checked(label.len())?;
        let same = front == label || front == label.to_uppercase();
        (same && begins_headline(behind)).then_some((label, behind))
    });
    fits.max_by_key(|(label, _)| label.len()).map(|(label, behind)| (label.clone(), behind))
}

/// Splits a headline where a small letter meets a capital, which is where a label that nobody knows may end: `Big IdeaTrains stop`.
pub(in crate::source) fn seam(text: &str) -> Option<(&str, &str)> {
    let mut before = None;
    for (at, c) in text.char_indices() {
        if c.is_uppercase() && before.is_some_and(char::is_lowercase) {
            let (label, behind) = text.split_at_checked(at)?;
            return looks_like(label).then_some((label, behind));
        }
        before = Some(c);
    }
    None
}

/// Whether a text could be a label: up to four words, the first with a capital, no digits, no mark that ends or joins sentences.
pub(in crate::source) fn looks_like(text: &str) -> bool {
    let words = text.split_whitespace().count();
    let long_enough = text.split_whitespace().last().is_some_and(|word| word.chars().count() >= 3);
    let plain = |c: char| c.is_alphabetic() || c.is_whitespace() || matches!(c, '&' | '\'' | '’' | '-' | '/');
    (1..=4).contains(&words) && text.chars().count() <= 30 && long_enough && text.chars().all(plain) && text.starts_with(char::is_uppercase)
}

fn same(label: &str, text: &str) -> bool {
    label == text || label.to_lowercase() == text.to_lowercase()
}

/// Whether a headline can begin like this right behind a label.
fn begins_headline(text: &str) -> bool {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        // A straight quote opens, unless it makes a genitive: `News'Loss' ends` but `News's end`.
        (Some('\''), Some(next)) => !next.is_lowercase(),
        (Some(first), Some(_)) if first.is_alphanumeric() => !first.is_lowercase(),
        (Some(first), Some(_)) => !first.is_whitespace() && !"-‐‑‒–—,.;:!?/|)]}’”»&…*".contains(first),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(labels: &[&str]) -> Vec<String> {
        labels.iter().map(|label| (*label).to_owned()).collect()
    }

    #[test]
    fn the_longest_known_label_is_split_off() {
        let known = labels(&["Lamp", "News", "Lamp Prizes", "Q&A"]);
        let cases = [
            ("News£3m for wicks", Some(("News", "£3m for wicks"))),
            ("News10 wicks tested", Some(("News", "10 wicks tested"))),
            ("News‘Loss’ ends", Some(("News", "‘Loss’ ends"))),
            ("News'Loss' ends", Some(("News", "'Loss' ends"))),
            ("NEWSWicks tested", Some(("News", "Wicks tested"))),
            ("NewsNews from the yard", Some(("News", "News from the yard"))),
            ("Lamp PrizesLamp Prizes 2025: the winners", Some(("Lamp Prizes", "Lamp Prizes 2025: the winners"))),
            ("LampLamp Prizes 2025", Some(("Lamp", "Lamp Prizes 2025"))),
            ("Q&AWhat next?", Some(("Q&A", "What next?"))),
            ("Lamp Prizes 2025: the winners", None),
            ("News of the week", None),
            ("Newsagents face closure", None),
            ("News-led growth", None),
            ("News’s end", None),
            ("News's end", None),
            ("News: wicks", None),
            ("News", None),
            ("Wicks tested", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(split(text, &known), expected.map(|(label, rest)| (label.to_owned(), rest)), "{text}");
        }
    }

    #[test]
    fn a_label_by_itself_is_known_in_any_case() {
        let known_labels = labels(&["Lamp Local"]);
        assert_eq!(known(" LAMP LOCAL: ", &known_labels).as_deref(), Some("Lamp Local"));
        assert_eq!(known("Lamp Locals", &known_labels), None);
    }

    #[test]
    fn an_unknown_label_ends_where_a_small_letter_meets_a_capital() {
        let cases = [
            ("Big IdeaTrains stop", Some(("Big Idea", "Trains stop"))),
            ("BriefingTPA to close", Some(("Briefing", "TPA to close"))),
            ("McAllister resigns", None),
            ("iLamp is launched", None),
            ("Trains stop", None),
            ("A very long sentence without a labelBut a seam", None),
        ];
        for (text, expected) in cases {
            assert_eq!(seam(text), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_split_loses_nothing(text in "\\PC{0,40}") {
            let known = labels(&["News", "é", "L"]);
            if let Some((label, rest)) = split(&text, &known) {
                proptest::prop_assert!(text.ends_with(rest) && text.len() == label.len() + rest.len());
            }
            if let Some((label, rest)) = seam(&text) {
                proptest::prop_assert_eq!(format!("{label}{rest}"), text);
            }
        }
    }
}
