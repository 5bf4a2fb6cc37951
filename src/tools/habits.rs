//! What a tool shows less well: one phrase for each of its habits that this document meets.

use super::replay::History;
use super::seen::{Form, Item, Seen};
use super::tool::{Habit, Part, Tool};
use super::{has, places};

/// What a tool will show poorly, one phrase each.
pub(super) fn warnings(tool: &Tool, seen: &Seen, history: &History) -> Vec<String> {
    let wanted = tool.wants.iter().filter_map(|part| {
        let without = which(seen, |item| !has(tool, item, *part));
        phrase(&without, &format!("no {} it can use", part.name()), *part == Part::Picture || *part == Part::AnyPicture, seen)
    });
    wanted.chain(tool.habits.iter().filter_map(|habit| meets(*habit, seen, history))).collect()
}

/// A phrase about some items. That no item at all has a picture is the journal's choice, and nothing to warn of.
fn phrase(items: &[usize], what: &str, is_choice: bool, seen: &Seen) -> Option<String> {
    let all = is_choice && items.len() == seen.items.len();
    (!items.is_empty() && !all).then(|| format!("{what}: {}", places(items)))
}

/// The places of the items of which this holds.
pub(super) fn which(seen: &Seen, holds: impl Fn(&Item) -> bool) -> Vec<usize> {
    seen.items.iter().filter(|item| holds(item)).map(|item| item.place).collect()
}

fn meets(habit: Habit, seen: &Seen, history: &History) -> Option<String> {
    let some = |what: &str, items: Vec<usize>| phrase(&items, what, false, seen);
    let is_atom = seen.form == Form::Atom;
    match habit {
        // What these cost is said already, as a loss.
        Habit::Strict | Habit::LinksForBadIds => None,
        Habit::NoBase => some("takes relative links as they are, so they lead nowhere", which(seen, has_relative)),
        Habit::FirstEnclosure => some("keeps the first enclosure only", which(seen, |item| item.enclosures.len() > 1 && !is_atom)),
        Habit::PlainCategories => {
            some("categories with attributes are no text to it", which(seen, |item| item.categories.iter().any(|(_, has)| *has)))
        }
        Habit::NoAtomExtras => some(
            "loses categories and enclosures of Atom",
            which(seen, |item| is_atom && !(item.categories.is_empty() && item.enclosures.is_empty())),
        ),
        Habit::PrefersDublinCore => some("shows dc:date or dc:title, which differ", which(seen, super::findings::differs)),
        Habit::NewestFirst => (!history.is_newest_first).then(|| "wants the newest item first".to_owned()),
        Habit::FourMegabytes => (seen.bytes > 4_000_000).then(|| "refuses more than 4 MB".to_owned()),
        Habit::WrongSummerTime => {
            some("reads BST an hour wrong", which(seen, |item| item.dates.iter().any(|(_, text)| text.ends_with("BST"))))
        }
        Habit::AsksForRss => (seen.form != Form::Rss).then(|| "asks for RSS 2.0".to_owned()),
        Habit::First(most) => (seen.items.len() > most).then(|| format!("shows the first {most} only")),
    }
}

/// Whether an item has a link that is no whole address, in its own or in its texts.
pub(super) fn has_relative(item: &Item) -> bool {
    let is_whole =
        |link: &str| link.split_once(':').is_some_and(|(scheme, _)| scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c)));
    let own = item.link.as_deref().is_some_and(|link| !is_whole(link));
    own || [&item.content, &item.description].into_iter().flatten().any(|html| {
        ["href=\"", "src=\""].iter().any(|key| html.split(key).skip(1).any(|rest| !is_whole(rest) && !rest.starts_with(['#', '"'])))
    })
}
