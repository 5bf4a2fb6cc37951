//! Which of an item's texts is its section label: one that is known, one that is named so, or one that stands where most items have theirs.

use std::collections::{HashMap, HashSet};

use scraper::ElementRef;

use super::label;
use super::parts::{Parts, byline, headline};
use super::pieces::Piece;
use super::roles::Role;
use crate::source::element::{address, line};

/// A label is at most this long.
const LONGEST_LABEL: usize = 40;

/// The section label among the other pieces: a known one anywhere, one named so by its classes, or one in a column of labels.
pub(super) fn section<'p>(
    others: impl Iterator<Item = (usize, &'p Piece<'p>)> + Clone,
    headline: usize,
    columns: &HashSet<Column>,
    labels: &[String],
) -> Option<(usize, String)> {
    let known = others.clone().find_map(|(at, piece)| Some((at, label::known(&piece.text, labels)?)));
    let fits = |piece: &Piece<'_>| could_be_label(&piece.text) && matches!(piece.mark.role, None | Some(Role::Label));
    // What stands before the headline comes first, and what its classes call a label before what only looks like one. A name with a colon
    // is that of the label behind it, unless nothing is.
    let rank = |at: usize, piece: &Piece<'_>| {
        let named = piece.mark.role == Some(Role::Label);
        let shown = named || columns.contains(&(at < headline, piece.mark.path));
        (shown && fits(piece)).then_some((at > headline, piece.text.ends_with(':'), !named))
    };
    let best = others.filter_map(|(at, piece)| Some((rank(at, piece)?, at, piece))).min_by_key(|(rank, at, _)| (*rank, *at));
    known.or_else(|| best.map(|(_, at, piece)| (at, bare_label(&piece.text).to_owned())))
}

/// A label without the colon behind it or the brackets around it.
pub(super) fn bare_label(text: &str) -> &str {
    let inner = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .or_else(|| text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')));
    inner.unwrap_or(text).trim_end_matches([':', '|']).trim()
}

/// Short, without digits, not a whole sentence.
pub(super) fn could_be_label(text: &str) -> bool {
    text.chars().count() <= LONGEST_LABEL && !text.contains(|c: char| c.is_ascii_digit()) && !text.ends_with(['.', '?', '!', '…'])
}

/// A place in an item: whether it is before the headline, and its path.
pub(super) type Column = (bool, u64);

/// The places where at least half of the items have a short text that is not each one's own: the labels. Behind the headline, a text that
/// all items share, such as `Read more`, is none.
pub(super) fn label_columns(cuts: &[Vec<Piece<'_>>], labels: &[String]) -> HashSet<Column> {
    let mut columns: HashMap<Column, Vec<(&str, bool)>> = HashMap::new();
    for pieces in cuts {
        let headline = headline(pieces).unwrap_or(0);
        let own = pieces.get(headline).and_then(|piece| piece.mark.link).and_then(address);
        let elsewhere = |piece: &Piece<'_>| piece.mark.link.and_then(address).is_some_and(|address| own.is_some_and(|own| own != address));
        let others = pieces.iter().enumerate().filter(|(at, _)| *at != headline);
        for (at, piece) in others.filter(|(_, piece)| piece.mark.role.is_none() && could_be_label(&piece.text) && byline(piece).is_none()) {
            columns
                .entry((at < headline, piece.mark.path))
                .or_default()
                .push((&piece.text, if at < headline { elsewhere(piece) } else { piece.element.is_some_and(is_in_cell) }));
        }
    }
    let fits = |before: bool, column: &[(&str, bool)]| {
        let texts: Vec<&str> = column.iter().map(|(text, _)| *text).collect();
        let different: HashSet<_> = texts.iter().collect();
        let known = texts.iter().any(|text| label::known(text, labels).is_some());
        let people = texts.iter().filter(|text| is_name(text)).count() * 2 > texts.len();
        let repeats = different.len() < texts.len() && (before || (different.len() > 1 && !people));
        // Labels that are all different: each leads elsewhere than its article, or stands in front of nearly every headline.
        // Behind it, only what has a column of a table to itself does.
        let alike = !people && texts.iter().all(|text| label::looks_like(text));
        let set_apart = column.iter().all(|(_, apart)| *apart);
        let several = alike && (set_apart || (before && texts.len() * 5 >= cuts.len() * 4));
        known || (texts.len() * 2 >= cuts.len() && (repeats || several || (before && texts.len() < 4)))
    };
    columns.into_iter().filter(|((before, _), texts)| fits(*before, texts)).map(|(column, _)| column).collect()
}

/// Whether an element is all of a table's cell.
fn is_in_cell(element: ElementRef<'_>) -> bool {
    let cell = element.ancestors().filter_map(ElementRef::wrap).chain([element]).find(|outer| outer.value().name() == "td");
    cell.is_some_and(|cell| line(cell) == line(element))
}

/// Whether a text looks like somebody's name: two or three words, each with a capital.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    (2..=3).contains(&words.len()) && words.iter().all(|word| word.starts_with(char::is_uppercase))
}

/// What stands in front of labels to say that they are some.
const LABELLED: [&str; 12] = [
    "categoria",
    "categoría",
    "category",
    "catégorie",
    "filed under",
    "kategorie",
    "rubrik",
    "rubrique",
    "section",
    "tags",
    "thema",
    "topic",
];

/// Takes off what stands in front of labels: what several have in common, as in `Category: Harbour`, or a word that says so.
pub(super) fn drop_prefix(parts: &mut [Parts]) {
    let prefix = |label: &str| label.split_once(": ").map(|(prefix, _)| prefix.to_owned());
    let mut counts: HashMap<String, HashSet<String>> = HashMap::new();
    for label in parts.iter().filter_map(|part| part.section.clone()) {
        if let Some(prefix) = prefix(&label) {
            counts.entry(prefix).or_default().insert(label);
        }
    }
    for label in parts.iter_mut().filter_map(|part| part.section.as_mut()) {
        let shared = |prefix: &str| counts.get(prefix).is_some_and(|labels| labels.len() > 1);
        if prefix(label).is_some_and(|prefix| LABELLED.contains(&prefix.to_lowercase().as_str()) || shared(&prefix)) {
            *label = label.split_once(": ").map_or_else(|| label.clone(), |(_, rest)| rest.to_owned());
        }
    }
}
