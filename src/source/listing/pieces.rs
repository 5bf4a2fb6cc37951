//! An item cut into its pieces of text: a label, a headline, a standfirst, each with what its elements say of it.

use scraper::{ElementRef, Node};

use super::found::Item;
use super::kind::kind_of;
use super::remarks::{LONGEST_REMARK, dated_label, is_date, is_meta, remarks};
use super::roles::{Role, role_of};
use crate::clean;
use crate::source::element::{address, is_block, level_of, line};

/// One piece of text in an item.
#[derive(Clone, Debug)]
pub(super) struct Piece<'a> {
    /// The text as one line.
    pub(super) text: String,
    /// The element that holds exactly this text; `None` for bare text between elements.
    pub(super) element: Option<ElementRef<'a>>,
    /// What stands around it.
    pub(super) mark: Mark<'a>,
}

impl Piece<'_> {
    /// The piece as HTML, not yet cleaned.
    pub(super) fn html(&self) -> String {
        self.element.map_or_else(|| clean::escape(&self.text), |element| element.inner_html())
    }

    /// How many characters it has.
    pub(super) fn chars(&self) -> usize {
        self.text.chars().count()
    }

    /// How many words it has; scripts without spaces say about a word in three characters.
    pub(super) fn words(&self) -> usize {
        let wide = self.text.chars().filter(|c| *c >= '\u{2e80}').count();
        self.text.split_whitespace().count().max(wide / 3)
    }
}

/// What the elements around a piece say of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mark<'a> {
    /// It is a heading, and of which level: 1 to 6.
    pub(super) level: Option<u8>,
    /// The link that it stands in.
    pub(super) link: Option<ElementRef<'a>>,
    /// What the classes say that it is.
    pub(super) role: Option<Role>,
    /// Its path of tags and classes inside the item, as one number.
    pub(super) path: u64,
}

/// Cuts an item into its pieces, in page order.
pub(super) fn cut<'a>(item: &Item<'a>) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    for node in &item.nodes {
        let mark = Mark { level: level_of(*node), link: link_of(*node), role: None, path: kind_of(*node) };
        // A line that begins with its headline: `<li><a>…</a> [Label] – standfirst`.
        if mark.is_plain() && begins_with_link(*node) {
            each(*node, mark, &mut pieces);
        } else {
            children_or_whole(*node, mark, &mut pieces);
        }
    }
    pieces
}

fn link_of(element: ElementRef<'_>) -> Option<ElementRef<'_>> {
    address(element).map(|_| element)
}

impl<'a> Mark<'a> {
    /// It is no heading and no link.
    const fn is_plain(&self) -> bool {
        self.level.is_none() && self.link.is_none()
    }

    /// What is known one element further in.
    fn enter(self, element: ElementRef<'a>) -> Self {
        Self {
            level: self.level.or(level_of(element)),
            link: link_of(element).or(self.link),
            role: role_of(element).or(self.role),
            path: self.path.rotate_left(7) ^ kind_of(element),
        }
    }
}

/// Whether an element in it says the time for machines.
fn holds_time(element: ElementRef<'_>) -> bool {
    element.descendent_elements().skip(1).any(|inner| inner.attr("datetime").is_some())
}

/// Whether an element is a line of text that begins with a link of some words.
fn begins_with_link(element: ElementRef<'_>) -> bool {
    let mut children = element.children().filter(|child| child.value().as_text().is_none_or(|text| !text.trim().is_empty()));
    let first = children.next().and_then(ElementRef::wrap);
    let words = |link: ElementRef<'_>| line(link).split_whitespace().count();
    first.is_some_and(|link| link_of(link).is_some() && words(link) >= 3)
        && own_chars(element) >= SHORTEST_BEHIND
        && !element.child_elements().any(|child| child.descendent_elements().any(is_block))
}

/// So much text behind such a link is more than a remark.
const SHORTEST_BEHIND: usize = 20;

/// Each child of an element as a piece by itself; text without the dash in front of it.
fn each<'a>(element: ElementRef<'a>, mark: Mark<'a>, pieces: &mut Vec<Piece<'a>>) {
    for child in element.children() {
        match child.value() {
            Node::Text(text) => {
                let text = clean::line(text);
                push(text.trim_start_matches(['–', '—', '-', ':', '|', ' ']).to_owned(), None, mark, pieces);
            }
            _ => ElementRef::wrap(child).into_iter().for_each(|inner| enter(inner, mark, pieces)),
        }
    }
}

fn enter<'a>(element: ElementRef<'a>, mark: Mark<'a>, pieces: &mut Vec<Piece<'a>>) {
    // Captions belong to pictures, buttons to the page.
    if !matches!(element.value().name(), "figcaption" | "button" | "input") {
        children_or_whole(element, mark.enter(element), pieces);
    }
}

/// Takes an element as one piece, or goes into it.
fn children_or_whole<'a>(element: ElementRef<'a>, mark: Mark<'a>, pieces: &mut Vec<Piece<'a>>) {
    let own = own_chars(element);
    let children: Vec<_> = element.child_elements().filter(|child| !line(*child).is_empty()).collect();
    let holds_blocks = children.iter().any(|child| child.descendent_elements().any(is_block));
    // Line breaks part a link from what is said of it, but not the lines of a paragraph.
    let lines =
        || element.child_elements().any(|child| child.value().name() == "br") && children.iter().any(|child| link_of(*child).is_some());
    let whole = match children.as_slice() {
        _ if holds_blocks => false,
        _ if mark.role == Some(Role::Author) => true,
        // Day, month and year may have an element each.
        _ if mark.role == Some(Role::Date) && !holds_time(element) && is_date(&line(element)) => true,
        _ if lines() => false,
        [] => true,
        // `3 November in News`, with the label as a link: each part by itself.
        several if mark.is_plain() && several.iter().any(|child| role_of(*child) == Some(Role::Label)) => false,
        several if mark.is_plain() && is_remark(element) && several.iter().any(|child| link_of(*child).is_some()) => false,
        _ if own > 0 => mark.level.is_some() || mark.link.is_some() || own * 2 >= line(element).chars().count(),
        [_] => false,
        // `<h3><span class=label>…</span><a>…</a></h3>` is two pieces, `<h3><em>One</em> <b>headline</b></h3>` is one.
        several => {
            (mark.level.is_some() || mark.link.is_some())
                && !several.iter().all(|child| child.attr("class").is_some() || link_of(*child).is_some())
        }
    };
    if whole { push(line(element), Some(element), mark, pieces) } else { runs(element, mark, pieces) }
}

fn is_remark(element: ElementRef<'_>) -> bool {
    let text = line(element);
    text.chars().count() <= LONGEST_REMARK && !text.ends_with(['.', '?', '!', '…'])
}

/// How many characters of text stand in an element itself, not in elements inside it.
fn own_chars(element: ElementRef<'_>) -> usize {
    let texts = element.children().filter_map(|child| child.value().as_text().map(|text| text.trim().chars().count()));
    texts.sum()
}

/// Goes through an element's children; bare text takes the inline elements that it surrounds with it.
fn runs<'a>(element: ElementRef<'a>, mark: Mark<'a>, pieces: &mut Vec<Piece<'a>>) {
    let mut run: Vec<Part<'a>> = Vec::new();
    for child in element.children() {
        match child.value() {
            Node::Text(text) if !text.trim().is_empty() => run.push(Part::Text(text)),
            Node::Text(_) => run.push(Part::Text(" ")),
            Node::Element(_) => match ElementRef::wrap(child) {
                Some(inner) if inner.value().name() == "br" || inner.descendent_elements().any(is_block) => {
                    flush(&mut run, mark, pieces);
                    enter(inner, mark, pieces);
                }
                Some(inner) => run.push(Part::Inline(inner)),
                None => {}
            },
            _ => {}
        }
    }
    flush(&mut run, mark, pieces);
}

/// A child in a run of text and inline elements.
enum Part<'a> {
    Text(&'a str),
    Inline(ElementRef<'a>),
}

/// Ends a run: one piece when it is mostly bare text, else each part by itself.
fn flush<'a>(run: &mut Vec<Part<'a>>, mark: Mark<'a>, pieces: &mut Vec<Piece<'a>>) {
    let parts = std::mem::take(run);
    let text_of = |part: &Part<'_>| match part {
        Part::Text(text) => (*text).to_owned(),
        Part::Inline(element) => line(*element),
    };
    let bare: usize = parts.iter().map(|part| if let Part::Text(text) = part { text.trim().chars().count() } else { 0 }).sum();
    let whole = clean::line(&parts.iter().map(text_of).collect::<String>());
    // `Labels: Ropes` says only by its link which part is the label.
    let is_label =
        |part: &Part<'_>| matches!(part, Part::Inline(element) if role_of(*element) == Some(Role::Label) || link_of(*element).is_some());
    let labelled = mark.is_plain() && whole.chars().count() <= LONGEST_REMARK && parts.iter().any(is_label);
    if bare > 0 && bare * 2 >= whole.chars().count() && !labelled {
        return push(whole, None, mark, pieces);
    }
    for part in parts {
        match part {
            Part::Text(text) => push(clean::line(text), None, mark, pieces),
            Part::Inline(element) => enter(element, mark, pieces),
        }
    }
}

/// Keeps a piece that says something; a dash or a bar between two others does not. Remarks side by side are a piece each.
fn push<'a>(text: String, element: Option<ElementRef<'a>>, mark: Mark<'a>, pieces: &mut Vec<Piece<'a>>) {
    let plain = mark.level.is_none() && mark.link.is_none();
    // What is called a label may be one and a date.
    if let Some(parts) = plain.then(|| dated_label(&text)).flatten() {
        pieces.extend(parts.into_iter().zip(1_u64..).map(|(part, place)| {
            let role = if is_date(part) { Some(Role::Date) } else { mark.role.filter(|role| *role == Role::Label) };
            Piece { text: part.to_owned(), element: None, mark: Mark { role, path: mark.path ^ place.rotate_right(8), ..mark } }
        }));
        return;
    }
    if plain && mark.role.is_none() && is_meta(&text) {
        pieces.extend(remarks(&text).zip(1_u64..).map(|(remark, place)| Piece {
            text: remark.to_owned(),
            element: None,
            mark: Mark { path: mark.path ^ place.rotate_right(8), ..mark },
        }));
        return;
    }
    if text.contains(char::is_alphanumeric) {
        pieces.push(Piece { text, element, mark });
    }
}
