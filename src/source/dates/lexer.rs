//! The tokens of a date: numbers, words, marks, and where a space stands before one.

use super::names::{self, ENGLISH};
use super::text::folded;
use super::zones;

/// A run of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    /// Its value; the greatest there is for one that is greater.
    pub(super) value: u64,
    /// How many digits.
    pub(super) digits: usize,
}

impl Number {
    /// The value where it is small, as parts of dates are.
    pub(super) fn small(self) -> Option<u32> {
        u32::try_from(self.value).ok()
    }

    /// The value as a year.
    pub(super) fn year(self) -> Option<i32> {
        i32::try_from(self.value).ok()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Number(Number),
    /// A word without accents in small letters, and whether it was all in capitals.
    Word(String, bool),
    Mark(char),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Whether a space stands before it.
    pub(super) gap: bool,
}

/// A text in tokens. All questions about a place beyond the end are answered with no.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tokens(Vec<Token>);

impl Tokens {
    pub(super) fn kind(&self, at: usize) -> Option<&Kind> {
        self.0.get(at).map(|token| &token.kind)
    }

    pub(super) fn number(&self, at: usize) -> Option<Number> {
        if let Kind::Number(number) = self.kind(at)? { Some(*number) } else { None }
    }

    /// A number of so many digits that stands right behind what is before it.
    pub(super) fn glued_number(&self, at: usize, digits: std::ops::RangeInclusive<usize>) -> Option<Number> {
        self.number(at).filter(|number| self.glued(at) && digits.contains(&number.digits))
    }

    pub(super) fn word(&self, at: usize) -> Option<&str> {
        if let Kind::Word(word, _) = self.kind(at)? { Some(word) } else { None }
    }

    pub(super) fn is_mark(&self, at: usize, mark: char) -> bool {
        self.kind(at) == Some(&Kind::Mark(mark))
    }

    /// Whether nothing, not even a space, stands before it.
    pub(super) fn glued(&self, at: usize) -> bool {
        self.0.get(at).is_some_and(|token| !token.gap)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// The tokens of a plain text.
pub(super) fn tokens(text: &str) -> Tokens {
    let mut tokens: Vec<Token> = Vec::new();
    let (mut rest, mut gap) = (text, false);
    while let Some(c) = rest.chars().next() {
        if c.is_whitespace() || c == '_' {
            gap = true;
            rest = rest.strip_prefix(c).unwrap_or_default();
            continue;
        }
        let (kind, length) = next(rest, c);
        tokens.push(Token { kind, gap });
        gap = false;
        rest = rest.get(length..).unwrap_or_default();
    }
    Tokens(join_letters(&tokens))
}

/// The token that a text begins with, and its length in bytes.
fn next(text: &str, first: char) -> (Kind, usize) {
    let run = |of: &dyn Fn(char) -> bool| text.find(|c| !of(c)).unwrap_or(text.len());
    if first.is_ascii_digit() {
        let length = run(&|c| c.is_ascii_digit());
        return (Kind::Number(number(text.get(..length).unwrap_or_default())), length);
    }
    if is_unspaced(first) {
        return unspaced(text, first, run(&|c| han_digit(c).is_some()));
    }
    if first.is_alphabetic() {
        let length = run(&|c| (c.is_alphabetic() || c == '\'') && !is_unspaced(c));
        let word = text.get(..length).unwrap_or_default();
        // `Nov'25`: the apostrophe belongs to the year.
        let word = word.trim_end_matches('\'');
        return (Kind::Word(folded(word), word.chars().all(char::is_uppercase)), word.len());
    }
    (Kind::Mark(first), first.len_utf8())
}

fn number(digits: &str) -> Number {
    Number { value: digits.parse().unwrap_or(u64::MAX), digits: digits.len() }
}

/// Writing that puts no spaces between words: Chinese characters and Hangul.
const fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// A name, a number in characters, or one character by itself.
fn unspaced(text: &str, first: char, numerals: usize) -> (Kind, usize) {
    if let Some(length) = names::begins(text).filter(|length| *length > first.len_utf8()) {
        return (Kind::Word(text.get(..length).unwrap_or_default().to_owned(), false), length);
    }
    if let Some(number) = text.get(..numerals).and_then(han_number) {
        return (Kind::Number(number), numerals);
    }
    (Kind::Word(first.to_string(), false), first.len_utf8())
}

/// The value of a Chinese numeral up to 10.
fn han_digit(c: char) -> Option<u64> {
    let place = "〇一二三四五六七八九十".chars().position(|digit| digit == c || (digit == '〇' && c == '零'))?;
    u64::try_from(place).ok()
}

/// `二〇二五` is read digit by digit, `十一` and `二十三` by tens.
fn han_number(text: &str) -> Option<Number> {
    let digits: Vec<u64> = text.chars().map(han_digit).collect::<Option<_>>()?;
    match *digits.as_slice() {
        [] => None,
        [10] => Some(Number { value: 10, digits: 2 }),
        [10, one] => Some(Number { value: 10 + one, digits: 2 }),
        [ten, 10] => Some(Number { value: ten * 10, digits: 2 }),
        [ten, 10, one] => Some(Number { value: ten * 10 + one, digits: 2 }),
        ref all if all.len() <= 4 && !all.contains(&10) => {
            Some(Number { value: all.iter().fold(0, |value, digit| value * 10 + digit), digits: all.len() })
        }
        _ => None,
    }
}

/// Joins `a. m.`, `p.m`, `U.T.C.` and `π.μ.` to one word each, where that is a word we know.
fn join_letters(tokens: &[Token]) -> Vec<Token> {
    let mut joined: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let after_number = matches!(joined.last().map(|token| &token.kind), Some(Kind::Number(_)));
        if let Some((word, capital, length)) = letters(tokens.get(at..).unwrap_or_default(), after_number) {
            joined.push(Token { kind: Kind::Word(word, capital), gap: token.gap });
            at += length;
        } else {
            joined.push(token.clone());
            at += 1;
        }
    }
    joined
}

/// The word that single letters with points between make, and how many tokens it takes; points may lack behind a number.
fn letters(tokens: &[Token], after_number: bool) -> Option<(String, bool, usize)> {
    let single = |at: usize| match &tokens.get(at)?.kind {
        Kind::Word(word, capital) if word.chars().count() == 1 => Some((word.as_str(), *capital)),
        _ => None,
    };
    let point = |at: usize| usize::from(matches!(tokens.get(at), Some(Token { kind: Kind::Mark('.'), .. })));
    let (first, mut capital) = single(0)?;
    let (mut word, mut length, mut points) = (first.to_owned(), 1, 0);
    loop {
        let between = point(length);
        let Some((letter, is_capital)) = single(length + between).filter(|_| between == 1 || after_number) else { break };
        word.push_str(letter);
        capital &= is_capital;
        length += between + 1;
        points += between;
    }
    let is_half = names::meaning(&word).is_some_and(|meaning| (meaning.morning | meaning.afternoon) != 0);
    let is_english = names::meaning(&word).is_some_and(|meaning| (meaning.morning | meaning.afternoon) & ENGLISH != 0);
    let known = if points > 0 { is_half || zones::is_name(&word) } else { is_english };
    (length > 1 && known).then(|| (word, capital, length + usize::from(points > 0) * point(length)))
}
