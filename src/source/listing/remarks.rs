//! Remarks about an article in one line: `News | 3 November 2025 | Ada Lin`.

use chrono_tz::Tz;

use super::label;
use crate::source::dates;

/// A longer text is a sentence, not a remark about the article.
pub(super) const LONGEST_REMARK: usize = 60;

/// Whether a text is remarks side by side, such as `News | 3 November 2025 | Ada Lin`: two or more, each of a few words.
pub(super) fn is_meta(text: &str) -> bool {
    let remarks: Vec<&str> = remarks(text).collect();
    remarks.len() > 1 && remarks.iter().all(|remark| remark.split_whitespace().count() <= 5)
}

pub(super) fn remarks(text: &str) -> impl Iterator<Item = &str> {
    text.split(['·', '•', '|']).map(str::trim).filter(|remark| !remark.is_empty())
}

/// A line of a date and a label, in either order, as its two parts: `17 November 2025, Rail`.
pub(super) fn dated_label(text: &str) -> Option<[&str; 2]> {
    if text.chars().count() > LONGEST_REMARK {
        return None;
    }
    let parts = [", ", " / ", " – ", " — ", " - "].into_iter().flat_map(|between| [text.rsplit_once(between), text.split_once(between)]);
    let mut parts = parts.flatten();
    let fits = |(one, other): &(&str, &str)| {
        (is_date(one) && label::looks_like(other)) || (label::looks_like(one) && is_date(other) && dates::month_named(one).is_none())
    };
    parts.find(fits).map(|(one, other)| [one, other])
}

/// Whether a text is a date and nothing else.
pub(super) fn is_date(text: &str) -> bool {
    dates::parse(text, Tz::UTC, "en-GB").is_some_and(|stated| stated.rank() >= 2)
}
