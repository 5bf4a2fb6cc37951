//! Dates as sources write them, read without ever saying more than they do.
//!
//! What sound feeds write is read from its bytes (`standard`). All else goes a longer way: the text loses what does not matter
//! (`text`), becomes tokens (`lexer`), and each token says what it can only be (`scan`): figures (`figures`), a time of day (`clock`), a word of one of
//! some thirty languages (`names`) or a zone (`zones`). A token that is none of these, or says something twice, makes the whole text no date.

mod clock;
mod figures;
mod languages;
mod lexer;
mod names;
mod said;
mod scan;
mod standard;
mod text;
mod within;
mod zones;

use chrono::DateTime;
use chrono::Datelike as _;
use chrono_tz::Tz;

use self::figures::Unix;
use self::names::Voice;
use crate::article::Stated;
pub(super) use within::{is_changed, within};

/// Longer texts are no dates; a comment at the end does not count.
const LONGEST: usize = 64;

/// The years that are believed; outside them stand marks for "no date" and slips of the pen.
const YEARS: std::ops::RangeInclusive<i32> = 1800..=2200;

/// The date that a text states: an instant, a day or a month, in whole seconds; `None` when it states none that can be read.
///
/// `zone` is for a time of day without zone; `language` (BCP 47) tells whether `04/11/2025` is in November or, for `en-US` and `en-PH`, in
/// April, whether `25/11/04` begins with its year, and what a word means that languages share. A time in a zone that is not known says
/// the day only. What can be read in two ways is not read.
#[must_use]
pub fn parse(text: &str, zone: Tz, language: &str) -> Option<Stated> {
    let text = text.trim();
    if !fits(text) {
        return None;
    }
    standard::read(text).or_else(|| patient(text, zone, language))
}

/// Reads what is not exactly as a standard has it.
fn patient(text: &str, zone: Tz, language: &str) -> Option<Stated> {
    let plain = text::plain(text);
    let tokens = lexer::tokens(&plain.said);
    match figures::unix(&tokens) {
        Unix::No => {}
        Unix::Doubtful => return None,
        Unix::Seconds(seconds) => {
            return DateTime::from_timestamp(seconds, 0).filter(|time| YEARS.contains(&time.year())).map(Stated::At);
        }
    }
    let voice = Voice::of(language);
    let mut said = scan::scan(&tokens, voice)?;
    if said.zone.is_none() {
        said.zone = plain.comments.iter().find_map(|comment| scan::zone_alone(&lexer::tokens(comment), voice));
    }
    said.stated(zone, voice)
}

/// Whether a text is short enough: browsers write a zone's long name in brackets behind what counts.
fn fits(text: &str) -> bool {
    let comment = || text.len() <= 2 * LONGEST && text.ends_with(')') && text.find('(').is_some_and(|start| start <= LONGEST);
    text.len() <= LONGEST || comment()
}

/// The month, 1 to 12, that a word alone names: by its full name in any language, or by an English short form.
#[must_use]
pub fn month_named(word: &str) -> Option<u32> {
    let word = text::folded(word);
    names::meaning(&word)?.month(&word, names::ENGLISH).filter(|named| named.plain).map(|named| named.month)
}

#[cfg(test)]
mod tests;
