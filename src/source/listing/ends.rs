//! What stands at the end of a standfirst and is no part of it.

use chrono_tz::Tz;
use scraper::ElementRef;

use super::parts::LONGEST_REMARK;
use super::pieces::Piece;
use crate::source::dates;
use crate::source::element::{address, is_block, line};

/// What links to the whole article say, in small letters.
const MORE: [&str; 22] = [
    "continua",
    "continue",
    "continue reading",
    "full story",
    "keep reading",
    "leer más",
    "lees meer",
    "lees verder",
    "leggi tutto",
    "lire la suite",
    "lire plus",
    "läs mer",
    "læs mere",
    "mehr",
    "mehr lesen",
    "more",
    "read full story",
    "read more",
    "saber mais",
    "seguir leyendo",
    "weiterlesen",
    "続きを読む",
];

/// A standfirst as HTML without what is none at its end: the link to the whole article, or a line that says who and when; and that line.
pub(super) fn without_end(piece: &Piece<'_>, link: Option<ElementRef<'_>>) -> (String, Option<String>) {
    let Some(element) = piece.element else { return (piece.html(), None) };
    let children: Vec<_> = element.children().filter(|child| child.value().as_text().is_none_or(|text| !text.trim().is_empty())).collect();
    let last = children.last().copied().and_then(ElementRef::wrap).filter(|_| children.len() > 1);
    let Some(last) = last.filter(|last| !is_block(*last)) else { return (piece.html(), None) };
    let text = line(last);
    let leads = address(last).is_some() && address(last) == link.and_then(address);
    let more = MORE.contains(&text.trim_end_matches(['…', '.', '›', '»', '→', '>', ' ']).to_lowercase().as_str());
    let dated = text.chars().count() <= LONGEST_REMARK && dates::within(&text, Tz::UTC, "en-GB").is_some();
    if !(leads || more || dated) {
        return (piece.html(), None);
    }
    let kept = element.inner_html();
    let front = kept.trim_end().strip_suffix(&last.html()).map(|front| front.trim_end().to_owned());
    (front.unwrap_or(kept), dated.then_some(text))
}
