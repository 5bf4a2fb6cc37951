//! What an article is called in a feed, where that is not its headline alone.

use std::ops::Range;

/// A pattern such as `{section}: {title}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TitleFormat {
    /// As it was written.
    text: String,
    parts: Vec<Part>,
}

/// A pattern that cannot be used, and the bytes of it that are wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadTitleFormat {
    /// What is wrong.
    pub message: String,
    /// Where.
    pub span: Range<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Title,
    Section,
    Author,
}

/// What a pattern may hold.
const PLACEHOLDERS: [(&str, Part); 3] = [("{title}", Part::Title), ("{section}", Part::Section), ("{author}", Part::Author)];

/// Brackets that go with what stands in them.
const BRACKETS: [(char, char); 3] = [('(', ')'), ('[', ']'), ('{', '}')];

/// A part as it stands in one title: a text between placeholders, or what a placeholder stands for, if there is something.
enum Piece {
    Text(String),
    Value(Option<String>),
}

impl TitleFormat {
    /// Reads a pattern.
    ///
    /// # Errors
    /// When it names something that there is not, or not the title.
    pub fn parse(text: &str) -> Result<Self, BadTitleFormat> {
        let (mut parts, mut at) = (Vec::new(), 0);
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let start = rest.find(['{', '}']).unwrap_or(rest.len());
            let (plain, braces) = rest.split_at(start);
            if !plain.is_empty() {
                parts.push(Part::Text(plain.to_owned()));
            }
            at += start;
            if braces.is_empty() {
                break;
            }
            let Some((name, part)) = PLACEHOLDERS.iter().find(|(name, _)| braces.starts_with(name)) else {
                let length = if braces.starts_with('{') { braces.find('}').map_or(braces.len(), |end| end + 1) } else { 1 };
                return Err(BadTitleFormat { message: "these braces stand for nothing".to_owned(), span: at..at + length });
            };
            parts.push(part.clone());
            at += name.len();
        }
        if !parts.contains(&Part::Title) {
            return Err(BadTitleFormat { message: "all articles would be called alike without `{title}`".to_owned(), span: 0..text.len() });
        }
        Ok(Self { text: text.to_owned(), parts })
    }

    /// As it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The title of an article. What is missing takes the punctuation with it that tied it to the rest.
    #[must_use]
    pub fn title(&self, title: &str, section: Option<&str>, author: Option<&str>) -> String {
        let value = |text: Option<&str>| Piece::Value(text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned));
        let mut pieces: Vec<Piece> = self
            .parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => Piece::Text(text.clone()),
                Part::Title => Piece::Value(Some(title.to_owned())),
                Part::Section => value(section),
                Part::Author => value(author),
            })
            .collect();
        while let Some(missing) = pieces.iter().position(|piece| matches!(piece, Piece::Value(None))) {
            leave_out(&mut pieces, missing);
        }
        let whole: String = pieces
            .into_iter()
            .map(|piece| if let Piece::Text(text) | Piece::Value(Some(text)) = piece { text } else { String::new() })
            .collect();
        whole.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Takes out a placeholder that stands for nothing, and what tied it to its neighbours: the brackets around it, else what leads on to
/// the next, else what leads to it from the one before.
fn leave_out(pieces: &mut Vec<Piece>, missing: usize) {
    let text = |at: Option<usize>| match at.and_then(|at| pieces.get(at)) {
        Some(Piece::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let (before, after) = (text(missing.checked_sub(1)), text(Some(missing + 1)));
    let is_last = !pieces.iter().skip(missing + 1).any(|piece| matches!(piece, Piece::Value(_)));
    let is_first = !pieces.iter().take(missing).any(|piece| matches!(piece, Piece::Value(_)));
    let left = match (without_brackets(&before, &after), opens(&after), is_last) {
        (Some(bare), ..) => bare,
        // Something closes behind it, or nothing follows: what led to it goes.
        (None, true, _) => after,
        (None, false, true) => after.chars().filter(|c| !c.is_alphanumeric()).collect::<String>().trim().to_owned(),
        // A word before the first belongs to it, like `By {author}: `; what ends with punctuation stands by itself.
        (None, false, false) if is_first && before.trim_end().ends_with(char::is_alphanumeric) => String::new(),
        (None, false, false) => before,
    };
    let from = missing - usize::from(!text_at(pieces, missing.checked_sub(1)).is_empty());
    let to = missing + 1 + usize::from(!text_at(pieces, Some(missing + 1)).is_empty());
    pieces.splice(from..to, [Piece::Text(left)]);
}

fn text_at(pieces: &[Piece], at: Option<usize>) -> &str {
    match at.and_then(|at| pieces.get(at)) {
        Some(Piece::Text(text)) => text,
        _ => "",
    }
}

/// Whether a text begins by closing a bracket.
fn opens(after: &str) -> bool {
    BRACKETS.iter().any(|(_, close)| after.starts_with(*close))
}

/// What stands around a pair of brackets that would be empty.
fn without_brackets(before: &str, after: &str) -> Option<String> {
    let bare = |(open, close): &(char, char)| Some((before.trim_end().strip_suffix(*open)?, after.trim_start().strip_prefix(*close)?));
    BRACKETS.iter().find_map(bare).map(|(before, after)| format!("{before} {after}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn title(pattern: &str, section: Option<&str>, author: Option<&str>) -> String {
        TitleFormat::parse(pattern).unwrap().title("Tides turn", section, author)
    }

    #[test]
    fn what_is_missing_takes_its_punctuation_with_it() {
        for (pattern, both, neither) in [
            ("{section}: {title}", "News: Tides turn", "Tides turn"),
            ("[{section}] {title}", "[News] Tides turn", "Tides turn"),
            ("{title} ({author})", "Tides turn (A. Pilot)", "Tides turn"),
            ("{title} – {author}", "Tides turn – A. Pilot", "Tides turn"),
            ("{title}, by {author}", "Tides turn, by A. Pilot", "Tides turn"),
            ("{title} by {author}.", "Tides turn by A. Pilot.", "Tides turn."),
            ("By {author}: {title}", "By A. Pilot: Tides turn", "Tides turn"),
            ("{section} | {author} | {title}", "News | A. Pilot | Tides turn", "Tides turn"),
            ("{title} ({section}, {author})", "Tides turn (News, A. Pilot)", "Tides turn"),
            ("Quayside: {section}: {title}", "Quayside: News: Tides turn", "Quayside: Tides turn"),
            ("{title}", "Tides turn", "Tides turn"),
        ] {
            assert_eq!(title(pattern, Some("News"), Some("A. Pilot")), both, "{pattern}");
            assert_eq!(title(pattern, None, Some(" ")), neither, "{pattern}");
        }
        assert_eq!(title("{title} ({section}, {author})", Some("News"), None), "Tides turn (News)");
        assert_eq!(title("{title} ({section}, {author})", None, Some("A. Pilot")), "Tides turn (A. Pilot)");
        assert_eq!(title("{section} | {author} | {title}", Some("News"), None), "News | Tides turn");
    }

    #[test]
    fn a_pattern_that_names_nothing_is_pointed_at() {
        for (pattern, span) in
            [("{section}: {tilte}", 11..18), ("{title} {", 8..9), ("{title} }", 8..9), ("£{Title}", 2..9), ("{section}", 0..9)]
        {
            assert_eq!(TitleFormat::parse(pattern).unwrap_err().span, span, "{pattern}");
        }
    }

    proptest! {
        #[test]
        fn the_headline_is_always_there(pattern in "[({\\[a –:,|]{0,4}(\\{section\\})?[)\\] :,|b]{0,4}\\{title\\}[ (,–c]{0,4}(\\{author\\})?[).]{0,2}", some in any::<(bool, bool)>()) {
            if let Ok(format) = TitleFormat::parse(&pattern) {
                let title = format.title("Tides", some.0.then_some("News"), some.1.then_some("Pilot"));
                prop_assert!(title.contains("Tides"), "{}", title);
                prop_assert_eq!(title.contains("News"), some.0 && pattern.contains("{section}"));
            }
        }
    }
}
