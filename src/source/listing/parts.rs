//! Which piece of an item is what, where the operator did not say: headline, link, label, standfirst, byline, date.

use std::collections::{HashMap, HashSet};

use scraper::ElementRef;

use super::found::Item;
use super::label;
use super::pick::{line, line_without};
use super::pieces::{Piece, Role, cut};
use crate::source::Context;

/// A label is at most this long.
const LONGEST_LABEL: usize = 40;

/// A standfirst is at least this long: shorter texts are remarks like `3 comments`.
const SHORTEST_SUMMARY: usize = 20;

/// What was found in one item.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    /// The headline as one line.
    pub(super) title: Option<String>,
    /// The address as it stands in the page.
    pub(super) link: Option<String>,
    /// The section label.
    pub(super) section: Option<String>,
    /// The standfirst as HTML, not yet cleaned.
    pub(super) summary: Option<String>,
    /// The byline.
    pub(super) author: Option<String>,
    /// Texts that may be a date, the likeliest first.
    pub(super) dates: Vec<String>,
}

/// Finds the parts of all items of a page together: what stands at the same place in most items is the same part.
pub(super) fn guess(items: &[Item<'_>], context: &Context) -> Vec<Parts> {
    let cuts: Vec<Vec<Piece<'_>>> = items.iter().map(cut).collect();
    let columns = label_columns(&cuts, &context.labels);
    cuts.iter().zip(items).map(|(pieces, item)| parts(pieces, item, &columns, &context.labels)).collect()
}

fn parts(pieces: &[Piece<'_>], item: &Item<'_>, columns: &HashSet<u64>, labels: &[String]) -> Parts {
    let Some(at) = headline(pieces) else { return Parts::default() };
    let Some(headline) = pieces.get(at) else { return Parts::default() };
    let others = || pieces.iter().enumerate().filter(|(place, _)| *place != at);
    let (inner, title) = leading_label(headline, labels);
    let section = section(others(), at, columns, labels);
    let author = others().find_map(|(place, piece)| Some((place, byline(piece)?)));
    let taken = [section.as_ref().map(|(place, _)| *place), author.as_ref().map(|(place, _)| *place)];
    let rest = others().filter(|(place, _)| !taken.contains(&Some(*place))).map(|(_, piece)| piece);
    let link = headline.mark.link.or_else(|| first_link(headline, item));
    Parts {
        title: Some(whole_title(title, link)),
        link: link.and_then(|link| link.attr("href")).map(|href| href.trim().to_owned()),
        section: section.map(|(_, label)| label).or(inner),
        summary: rest
            .clone()
            .filter(|piece| is_summary(piece, link))
            .max_by_key(|piece| piece.chars())
            .map(|piece| without_more(piece, link)),
        author: author.map(|(_, name)| name),
        dates: dates(rest),
    }
}

/// The headline: a linked heading, else a heading, else what the longest link says.
fn headline(pieces: &[Piece<'_>]) -> Option<usize> {
    let longest = |fits: &dyn Fn(&Piece<'_>) -> bool| {
        let fitting = pieces.iter().enumerate().filter(|(_, piece)| fits(piece));
        // Of equally long ones the first.
        fitting.rev().max_by_key(|(_, piece)| piece.chars()).map(|(at, _)| at)
    };
    let named = |piece: &Piece<'_>| !matches!(piece.mark.role, Some(Role::Label | Role::Date | Role::Author));
    longest(&|piece| piece.mark.heading && piece.mark.link.is_some() && named(piece))
        .or_else(|| longest(&|piece| piece.mark.heading && named(piece)))
        .or_else(|| longest(&|piece| piece.mark.role == Some(Role::Title) && piece.mark.link.is_some()))
        .or_else(|| longest(&|piece| piece.mark.link.is_some() && named(piece)).map(|at| first_said(pieces, at)))
}

/// Where one link holds a whole card, its headline is the first piece with some words, not the longest.
fn first_said(pieces: &[Piece<'_>], longest: usize) -> usize {
    let link = pieces.get(longest).and_then(|piece| piece.mark.link);
    let named = |piece: &Piece<'_>| matches!(piece.mark.role, Some(Role::Label | Role::Date | Role::Author));
    let fits = |piece: &Piece<'_>| piece.mark.link == link && piece.words() >= 3 && !named(piece);
    pieces.iter().position(fits).unwrap_or(longest)
}

/// The link of a headline that stands in none: one inside it, else the first of the item.
fn first_link<'a>(headline: &Piece<'a>, item: &Item<'a>) -> Option<ElementRef<'a>> {
    let inside = |element: &ElementRef<'a>| element.descendent_elements().find(|inner| inner.attr("href").is_some());
    headline.element.as_ref().and_then(inside).or_else(|| item.nodes.iter().find_map(inside))
}

/// A label in an element of its own at the front of a headline's own text, and the headline without it.
fn leading_label(headline: &Piece<'_>, labels: &[String]) -> (Option<String>, String) {
    let whole = || (None, headline.text.clone());
    let Some(element) = headline.element else { return whole() };
    let mut children = element.children().filter(|child| child.value().as_text().is_none_or(|text| !text.trim().is_empty()));
    let Some(first) = children.next().and_then(ElementRef::wrap) else { return whole() };
    let text = line(first);
    let set_apart = matches!(first.value().name(), "span" | "small" | "strong" | "b") && first.attr("class").is_some();
    let rest = line_without(element, Some(first));
    if rest.is_empty() || !(label::known(&text, labels).is_some() || (set_apart && could_be_label(&text))) {
        return whole();
    }
    (Some(label::known(&text, labels).unwrap_or(text)), rest)
}

/// The section label among the other pieces: a known one anywhere, one named so by its classes, or one in a column of labels.
fn section<'p>(
    others: impl Iterator<Item = (usize, &'p Piece<'p>)> + Clone,
    headline: usize,
    columns: &HashSet<u64>,
    labels: &[String],
) -> Option<(usize, String)> {
    let known = others.clone().find_map(|(at, piece)| Some((at, label::known(&piece.text, labels)?)));
    let shown = |piece: &Piece<'_>| could_be_label(&piece.text) && matches!(piece.mark.role, None | Some(Role::Label));
    let mut named = others.clone().filter(|(_, piece)| shown(piece) && piece.mark.role == Some(Role::Label));
    let mut column = others.filter(|(at, piece)| *at < headline && shown(piece) && columns.contains(&piece.mark.path));
    let text = |(at, piece): (usize, &Piece<'_>)| (at, piece.text.trim_end_matches([':', '|']).trim_end().to_owned());
    known.or_else(|| named.next().map(text)).or_else(|| column.next().map(text))
}

/// Short, without digits, not a whole sentence.
fn could_be_label(text: &str) -> bool {
    text.chars().count() <= LONGEST_LABEL && !text.contains(|c: char| c.is_ascii_digit()) && !text.ends_with(['.', '?', '!', '…'])
}

/// The places before the headline where at least half of the items have a short text, and not each one of its own.
fn label_columns(cuts: &[Vec<Piece<'_>>], labels: &[String]) -> HashSet<u64> {
    let mut columns: HashMap<u64, Vec<&str>> = HashMap::new();
    for pieces in cuts {
        let before = pieces.get(..headline(pieces).unwrap_or(0)).unwrap_or_default();
        for piece in before.iter().filter(|piece| piece.mark.role.is_none() && could_be_label(&piece.text) && byline(piece).is_none()) {
            columns.entry(piece.mark.path).or_default().push(&piece.text);
        }
    }
    let fits = |texts: &[&str]| {
        let different: HashSet<_> = texts.iter().collect();
        let known = texts.iter().any(|text| label::known(text, labels).is_some());
        known || (texts.len() * 2 >= cuts.len() && (texts.len() < 4 || different.len() < texts.len()))
    };
    columns.into_iter().filter(|(_, texts)| fits(texts)).map(|(path, _)| path).collect()
}

/// The name in a byline.
fn byline(piece: &Piece<'_>) -> Option<String> {
    let by = piece.text.strip_prefix("By ").filter(|name| name.starts_with(char::is_uppercase) && name.chars().count() <= 80);
    let said = (piece.mark.role == Some(Role::Author)).then_some(piece.text.as_str());
    by.or(said).filter(|_| !piece.mark.heading).map(|name| super::items::without_by(name).to_owned())
}

/// Long enough, and no link to elsewhere such as `Read the whole story`.
fn is_summary(piece: &Piece<'_>, link: Option<ElementRef<'_>>) -> bool {
    let role = matches!(piece.mark.role, None | Some(Role::Title));
    let elsewhere = piece.mark.link.is_some() && piece.mark.link != link;
    let more = piece.mark.link.is_some() && piece.words() <= 5;
    piece.chars() >= SHORTEST_SUMMARY && role && !elsewhere && !more && !is_meta(&piece.text)
}

/// Whether a text is remarks side by side, such as `Ada Lin · 3 November 2025 · 4 min read`: two or more, each of a few words.
fn is_meta(text: &str) -> bool {
    let remarks: Vec<&str> = text.split(['·', '•', '|']).filter(|remark| !remark.trim().is_empty()).collect();
    remarks.len() > 1 && remarks.iter().all(|remark| remark.split_whitespace().count() <= 5)
}

/// The headline in full where a page cuts it short and says the whole of it in the `title` of its link.
fn whole_title(said: String, link: Option<ElementRef<'_>>) -> String {
    let cut = said.trim_end_matches(['…', '.', ' ']);
    let short = said.ends_with('…') || said.ends_with("...");
    let whole = link.and_then(|link| link.attr("title")).map(crate::clean::line).filter(|whole| short && whole.starts_with(cut));
    whole.unwrap_or(said)
}

/// A standfirst as HTML without the link to the whole article at its end, such as `Read more`.
fn without_more(piece: &Piece<'_>, link: Option<ElementRef<'_>>) -> String {
    let Some(element) = piece.element else { return piece.html() };
    let children: Vec<_> = element.children().filter(|child| child.value().as_text().is_none_or(|text| !text.trim().is_empty())).collect();
    let last = children.last().copied().and_then(ElementRef::wrap).filter(|last| last.value().name() == "a");
    let same = |last: &ElementRef<'_>| last.attr("href").is_some() && last.attr("href") == link.and_then(|link| link.attr("href"));
    let Some(last) = last.filter(|last| children.len() > 1 && same(last)) else { return piece.html() };
    let kept = element.inner_html();
    kept.trim_end().strip_suffix(&last.html()).map_or_else(|| kept.clone(), |front| front.trim_end().to_owned())
}

/// What may be a date: what its element says for machines, then texts marked so, then short texts with a digit.
fn dates<'p>(pieces: impl Iterator<Item = &'p Piece<'p>> + Clone) -> Vec<String> {
    let machine = pieces.clone().filter_map(|piece| piece.element?.attr("datetime")).map(str::to_owned);
    let marked = pieces.clone().filter(|piece| piece.mark.role == Some(Role::Date));
    let short =
        pieces.filter(|piece| piece.mark.role.is_none() && piece.chars() <= 40 && piece.text.contains(|c: char| c.is_ascii_digit()));
    machine.chain(marked.chain(short).map(|piece| piece.text.clone())).collect()
}
