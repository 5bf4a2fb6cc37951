//! Items that nothing wraps: the elements that stand between one headline and the next among siblings.

use std::collections::HashSet;

use scraper::ElementRef;

use super::found::Item;
use super::kind::kind_of;
use crate::source::element::line;

/// A label or date that stands before a headline is at most this long.
const SHORT: usize = 40;

/// The items around their members: a member and the siblings that belong to it, as in `<dt>…<dd>…` or `<h3>…<p>…`.
///
/// A sibling belongs to a member when most members have one like it, behind them or, if it is short, before them.
pub(super) fn around<'a>(members: &[ElementRef<'a>]) -> Vec<Item<'a>> {
    // A list's own items and whole articles are complete by themselves.
    let complete = members.iter().any(|member| matches!(member.value().name(), "li" | "article"));
    if complete || members.len() < 2 {
        return members.iter().copied().map(Item::one).collect();
    }
    let ids: HashSet<_> = members.iter().map(|member| member.id()).collect();
    let is_member = |element: ElementRef<'_>| ids.contains(&element.id());
    let lead = leads(members, is_member);
    let tails: Vec<Vec<ElementRef<'a>>> = members.iter().map(|member| tail(*member, is_member, lead)).collect();
    let usual = usual_kinds(&tails);
    let items = members.iter().zip(tails).map(|(member, tail)| {
        let mut nodes: Vec<_> = before(*member).take(lead).collect();
        nodes.reverse();
        nodes.push(*member);
        nodes.extend(tail.into_iter().filter(|sibling| usual.contains(&kind_of(*sibling))));
        Item { nodes }
    });
    items.collect()
}

fn before(member: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    member.prev_siblings().filter_map(ElementRef::wrap)
}

/// How many short elements stand alike before every member: a label, a date.
fn leads(members: &[ElementRef<'_>], is_member: impl Fn(ElementRef<'_>) -> bool) -> usize {
    let mut count = 0;
    while count < 3 {
        let mut ahead = members.iter().map(|member| before(*member).nth(count));
        let Some(Some(first)) = ahead.next() else { break };
        let same = |other: ElementRef<'_>| {
            kind_of(other) == kind_of(first) && !is_member(other) && (1..=SHORT).contains(&line(other).chars().count())
        };
        if !(same(first) && ahead.all(|other| other.is_some_and(same))) {
            break;
        }
        count += 1;
    }
    count
}

/// What stands behind a member and before the next one's lead.
fn tail(member: ElementRef<'_>, is_member: impl Fn(ElementRef<'_>) -> bool, lead: usize) -> Vec<ElementRef<'_>> {
    let mut behind: Vec<_> = Vec::new();
    for sibling in member.next_siblings().filter_map(ElementRef::wrap) {
        if is_member(sibling) {
            behind.truncate(behind.len().saturating_sub(lead));
            break;
        }
        behind.push(sibling);
    }
    behind
}

/// The kinds of element that stand behind at least half of the members, and behind more than one.
fn usual_kinds(tails: &[Vec<ElementRef<'_>>]) -> Vec<u64> {
    let mut kinds: Vec<u64> = Vec::new();
    for tail in tails {
        let mut here: Vec<u64> = tail.iter().map(|sibling| kind_of(*sibling)).collect();
        here.sort_unstable();
        here.dedup();
        kinds.extend(here);
    }
    kinds.sort_unstable();
    let often = |kind: &&[u64]| kind.len() > 1 && kind.len() * 2 >= tails.len();
    kinds.chunk_by(|a, b| a == b).filter(often).filter_map(|same| same.first().copied()).collect()
}
