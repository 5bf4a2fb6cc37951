//! The items of a page that nobody described: the largest group of alike elements that each hold a headline.
//!
//! Alike are elements with the same path of tags and classes. A group counts by how much its links say, so that twenty
//! headlines win over sixty one-word tags; menus, footers and side columns are never looked at.

use std::collections::{HashMap, HashSet};

use scraper::{ElementRef, Html};

use super::aside;
use super::kind::{hash, kind_of};
use super::spot::{Headline, Spot, headline, is_furniture, leads, own_text};
use crate::source::element::is_heading;

/// More text beside a headline than this makes its group no likelier to be the list.
const LONGEST_PROSE: usize = 120;

/// As many stories as a page may lift out of its list, above it.
const MOST_LEADS: usize = 3;

/// One item of a listing: one element, or the sibling elements that belong together where nothing wraps them.
#[derive(Clone, Debug)]
pub(super) struct Item<'a> {
    /// Its elements in page order.
    pub(super) nodes: Vec<ElementRef<'a>>,
}

impl<'a> Item<'a> {
    /// An item that is one element.
    pub(super) fn one(element: ElementRef<'a>) -> Self {
        Self { nodes: vec![element] }
    }
}

/// The items of a page, in page order; none where nothing repeats.
pub(super) fn items(page: &Html) -> Vec<Item<'_>> {
    // A page that is nothing but such a box is better read than refused.
    let mut surveys = [true, false].into_iter().map(|boxes| Survey::of(page, boxes));
    let Some((survey, best)) = surveys.find_map(|survey| survey.best_group().map(|best| (survey, best))) else {
        return Vec::new();
    };
    let mut members = survey.outermost(best);
    survey.add_alike(&mut members);
    survey.add_leads(&mut members);
    super::runs::around(&members.iter().filter_map(|at| survey.spots.get(*at)).map(|spot| spot.element).collect::<Vec<_>>())
}

/// Every element of a page with what is known of it, in page order.
struct Survey<'a> {
    spots: Vec<Spot<'a>>,
}

impl<'a> Survey<'a> {
    /// Looks at every element; `boxes` says whether what stands in boxes such as `Most read` is left aside.
    fn of(page: &'a Html, boxes: bool) -> Self {
        let mut places = HashMap::new();
        let mut spots: Vec<Spot<'a>> = Vec::new();
        for element in page.root_element().descendent_elements() {
            let parent = element.parent().and_then(|parent| places.get(&parent.id()).copied());
            let above = parent.and_then(|at: usize| spots.get(at));
            let path = hash(&(above.map(|spot| spot.path), kind_of(element)));
            let furniture = above.is_some_and(|spot| spot.furniture) || is_furniture(element) || (boxes && aside::is_box(element));
            places.insert(element.id(), spots.len());
            let is_link = leads(element);
            let inside_link = above.is_some_and(|spot| spot.inside_link) || is_link;
            let headline = (is_link || (is_heading(element) && !inside_link)).then(|| headline(element, spots.len(), is_link)).flatten();
            let prose = if inside_link || is_heading(element) { 0 } else { own_text(element) };
            spots.push(Spot { element, parent, path, furniture, inside_link, holds_link: is_link, headline, prose });
        }
        let mut survey = Self { spots };
        survey.raise_headlines();
        survey
    }

    /// Gives every element the best headline of those inside it. Children stand behind their parents, so one pass from the end does.
    fn raise_headlines(&mut self) {
        for at in (0..self.spots.len()).rev() {
            let Some((parent, found, holds_link, prose)) =
                self.spots.get(at).and_then(|spot| Some((spot.parent?, spot.headline, spot.holds_link, spot.prose)))
            else {
                continue;
            };
            let Some(above) = self.spots.get_mut(parent) else { continue };
            above.holds_link |= holds_link;
            above.prose += prose;
            let Some(mut found) = found else { continue };
            found.in_heading |= is_heading(above.element);
            let rank = |headline: Headline| (headline.in_heading, headline.chars);
            // Of equals the first on the page wins; we come from the end.
            if above.headline.is_none_or(|other| rank(found) >= rank(other)) {
                above.headline = Some(found);
            }
        }
    }

    /// The group that says most; of equals the first on the page, which is the outermost.
    fn best_group(&self) -> Option<Vec<usize>> {
        let mut groups: HashMap<u64, Vec<usize>> = HashMap::new();
        for (at, spot) in self.spots.iter().enumerate() {
            if spot.headline.is_some() && spot.holds_link && !spot.furniture {
                groups.entry(spot.path).or_default().push(at);
            }
        }
        let scored = groups.into_values().filter_map(|members| Some((self.score(&members)?, members)));
        let best = scored.max_by_key(|(score, members)| (*score, std::cmp::Reverse(members.first().copied())));
        best.map(|(_, members)| self.without_strays(&members))
    }

    /// A group without those of few words that stand alone elsewhere, as the row of a menu's table does beside the rows of the list.
    fn without_strays(&self, members: &[usize]) -> Vec<usize> {
        let parent = |at: usize| self.spots.get(at).and_then(|spot| spot.parent);
        let mut beside: HashMap<Option<usize>, usize> = HashMap::new();
        for at in members {
            *beside.entry(parent(*at)).or_default() += 1;
        }
        let most = beside.values().copied().max().unwrap_or(0);
        let is_stray = |at: &usize| {
            let few = self.spots.get(*at).and_then(|spot| spot.headline).is_some_and(|headline| headline.words < 3);
            few && most * 5 >= members.len() * 4 && beside.get(&parent(*at)) == Some(&1)
        };
        members.iter().copied().filter(|at| !is_stray(at)).collect()
    }

    /// How much a group says; `None` for one that is no list of headlines.
    fn score(&self, members: &[usize]) -> Option<usize> {
        let mut headlines: Vec<Headline> = members.iter().filter_map(|at| self.spots.get(*at)?.headline).collect();
        let count = headlines.len();
        headlines.sort_unstable_by_key(|headline| headline.said);
        headlines.dedup_by_key(|headline| headline.said);
        let words: usize = headlines.iter().map(|headline| headline.words).sum();
        let headline_like = words * 2 >= headlines.len() * 5;
        // One element alone repeats nothing; it counts when its link is a heading, as on a last page with one article.
        let repeats = count > 1 || headlines.iter().all(|headline| headline.is_link && headline.in_heading && headline.words >= 4);
        let different = headlines.len() * 2 > count;
        // One element that holds the whole list holds all of its text, too.
        let items = if count > 1 { members } else { &[] };
        let prose: usize = items.iter().filter_map(|at| self.spots.get(*at)).map(|spot| spot.prose.min(LONGEST_PROSE)).sum();
        (headline_like && repeats && different).then(|| headlines.iter().map(|headline| headline.weight()).sum::<usize>() + prose)
    }

    /// The widest elements that still hold exactly one member each, with the member's headline as their own.
    fn outermost(&self, mut members: Vec<usize>) -> Vec<usize> {
        if let [alone] = members.as_slice() {
            return vec![self.wrapping(*alone)];
        }
        while let Some(parents) = self.parents(&members) {
            members = parents;
        }
        members
    }

    /// The members' parents, if each member has its own and its headline stays the same.
    fn parents(&self, members: &[usize]) -> Option<Vec<usize>> {
        let mut parents: Vec<usize> = members.iter().map(|at| self.parent_with_same_headline(*at)).collect::<Option<_>>()?;
        parents.dedup();
        (parents.len() == members.len()).then_some(parents)
    }

    fn parent_with_same_headline(&self, at: usize) -> Option<usize> {
        let spot = self.spots.get(at)?;
        let parent = self.spots.get(spot.parent?)?;
        let whole_page = matches!(parent.element.value().name(), "html" | "body" | "main");
        let same = parent.headline?.at == spot.headline?.at;
        (same && !whole_page).then_some(spot.parent?)
    }

    /// The element that wraps an item that stands alone: the nearest of the kinds that usually do, else the heading's parent.
    fn wrapping(&self, at: usize) -> usize {
        let wraps = |at: &usize| self.spots.get(*at).is_some_and(|spot| matches!(spot.element.value().name(), "article" | "li" | "tr"));
        let link = self.spots.get(at).and_then(|spot| spot.headline).map_or(at, |headline| headline.at);
        let ways = || std::iter::successors(Some(link), |at| self.parent_with_same_headline(*at));
        let above_heading = || ways().skip_while(|at| !self.spots.get(*at).is_some_and(|spot| is_heading(spot.element))).nth(1);
        ways().find(wraps).or_else(above_heading).unwrap_or(at)
    }

    /// Adds siblings that differ in their classes alone, such as a featured story.
    fn add_alike(&self, members: &mut Vec<usize>) {
        let shapes: HashSet<_> = members.iter().filter_map(|at| self.shape(*at)).collect();
        let alike = (0..self.spots.len()).filter(|at| {
            let headline = self.spots.get(*at).filter(|spot| !spot.furniture).and_then(|spot| spot.headline);
            headline.is_some_and(|headline| headline.words >= 3) && self.shape(*at).is_some_and(|shape| shapes.contains(&shape))
        });
        if members.len() > 1 {
            let mut all: Vec<usize> = alike.chain(members.iter().copied()).collect();
            all.sort_unstable();
            all.dedup();
            *members = all;
        }
    }

    /// Adds stories that the page lifts out of its list: elements before the list, beside it, with one linked heading each.
    fn add_leads(&self, members: &mut Vec<usize>) {
        let parents: HashSet<_> = members.iter().filter_map(|at| self.spots.get(*at)?.parent).collect();
        let (Some(list), 1) = (parents.iter().next().copied(), parents.len()) else { return };
        let (Some(first), Some(above)) = (members.first().copied(), self.spots.get(list).and_then(|spot| spot.parent)) else { return };
        let is_lead = |at: &usize| {
            // It stands beside the list, or in it under another shape.
            let beside = |spot: &&Spot<'_>| spot.parent == Some(above) || spot.parent == Some(list);
            let spot = self.spots.get(*at).filter(|spot| !spot.furniture).filter(beside);
            let headline = spot.and_then(|spot| spot.headline);
            let alone = || (*at + 1..first).filter(|inside| self.is_linked_heading(*inside) && self.is_within(*inside, *at)).count() == 1;
            headline.is_some_and(|headline| headline.in_heading && headline.is_link && headline.words >= 3)
                && !self.is_within(first, *at)
                && spot.is_some_and(|spot| {
                    spot.element.descendent_elements().any(|inner| matches!(inner.value().name(), "img" | "picture" | "amp-img" | "time"))
                })
                && alone()
        };
        let mut leads: Vec<usize> = (0..first).rev().filter(is_lead).take(MOST_LEADS).collect();
        leads.reverse();
        leads.append(members);
        *members = leads;
    }

    fn is_linked_heading(&self, at: usize) -> bool {
        self.spots.get(at).is_some_and(|spot| is_heading(spot.element) && spot.holds_link)
    }

    fn is_within(&self, at: usize, outer: usize) -> bool {
        std::iter::successors(Some(at), |step| self.spots.get(*step)?.parent).any(|step| step == outer)
    }

    /// An element's parent and the tags on the way from it to its headline.
    fn shape(&self, at: usize) -> Option<(usize, Vec<&str>)> {
        let spot = self.spots.get(at)?;
        let way = std::iter::successors(Some(spot.headline?.at), |step| self.spots.get(*step)?.parent);
        let tags = way.take_while(|step| *step != at).filter_map(|step| Some(self.spots.get(step)?.element.value().name()));
        let mut tags: Vec<_> = tags.collect();
        tags.push(spot.element.value().name());
        Some((spot.parent?, tags))
    }
}
