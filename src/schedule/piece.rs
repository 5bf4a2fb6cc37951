//! A stretch of a schedule's text that knows where it stands, so that every error can point at it.

use super::BadSchedule;

/// Part of the text, and the byte at which it starts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'a> {
    /// The part itself.
    pub text: &'a str,
    /// How many bytes of the whole text stand before it.
    start: usize,
}

impl<'a> Piece<'a> {
    /// The whole text.
    pub(super) const fn whole(text: &'a str) -> Self {
        Self { text, start: 0 }
    }

    /// A slice of this piece's own text, as a piece.
    pub(super) fn part(self, slice: &'a str) -> Self {
        let before = slice.as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        Self { text: slice, start: self.start + before }
    }

    /// Without the white space around it.
    pub(super) fn trim(self) -> Self {
        self.part(self.text.trim())
    }

    /// The words between white space.
    pub(super) fn words(self) -> impl Iterator<Item = Self> {
        self.text.split_whitespace().map(move |word| self.part(word))
    }

    /// The parts between a separator, without the white space around them; empty ones too.
    pub(super) fn split(self, separator: char) -> impl Iterator<Item = Self> {
        self.text.split(separator).map(move |part| self.part(part).trim())
    }

    /// What stands before and after the first separator.
    pub(super) fn split_once(self, separator: char) -> Option<(Self, Self)> {
        self.text.split_once(separator).map(|(before, after)| (self.part(before), self.part(after)))
    }

    /// The first word and the rest behind it.
    pub(super) fn first_word(self) -> (Self, Self) {
        let text = self.text.trim();
        let (word, rest) = text.split_once(char::is_whitespace).unwrap_or_else(|| text.split_at(text.len()));
        (self.part(word), self.part(rest).trim())
    }

    /// What stands before and behind a word of this piece.
    pub(super) fn around(self, word: Self) -> (Self, Self) {
        let (before, rest) = self.text.split_at_checked(word.start.saturating_sub(self.start)).unwrap_or((self.text, ""));
        let behind = rest.strip_prefix(word.text).unwrap_or(rest);
        (self.part(before).trim(), self.part(behind).trim())
    }

    /// Whether it is this word, in any case.
    pub(super) fn is(self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }

    /// The number that it is; `None` for anything but ASCII digits, and for more than a `u32` holds.
    pub(super) fn number(self) -> Option<u32> {
        self.digits().then(|| self.text.parse().ok()).flatten()
    }

    /// Whether it is one or more ASCII digits.
    pub(super) fn digits(self) -> bool {
        !self.text.is_empty() && self.text.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// The error that points here.
    pub(super) fn bad(self, message: impl Into<String>) -> BadSchedule {
        BadSchedule { message: message.into(), span: self.start..self.start + self.text.len() }
    }

    /// The error that points from here to the end of another piece.
    pub(super) fn bad_to(self, end: Self, message: impl Into<String>) -> BadSchedule {
        BadSchedule { message: message.into(), span: self.start..end.start + end.text.len() }
    }

    /// How a message shows it: a number bare, anything else between back-ticks.
    pub(super) fn shown(self) -> String {
        if self.digits() { self.text.to_owned() } else { format!("`{}`", self.text) }
    }
}
