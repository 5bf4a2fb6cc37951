//! What newsletter tools and feed readers make of a feed, any feed: which items each of them would miss, and why.
//!
//! `seen` reads a document as it stands, `known` lists the tools, `poller` does at each poll what such a tool does, `replay` lets
//! one document grow as it may have grown, and `findings` says what is wrong for everybody. All of it is pure.

pub mod dates;
mod findings;
mod habits;
pub mod known;
pub mod poller;
pub mod replay;
pub mod seen;
pub mod tool;

use std::collections::BTreeMap;

use serde::Serialize;

use self::replay::{History, Replayed};
use self::seen::{Item, Seen};
use self::tool::{Habit, Part, Tool, Why};
pub use findings::{Finding, findings};

/// What one tool makes of a feed.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct Verdict {
    /// The tool.
    pub tool: &'static str,
    /// Why it is not a tool for this document: it does not read this form.
    pub not_read: Option<String>,
    /// How many items it misses.
    pub lost: usize,
    /// Which items, and why: places in the document for each reason.
    pub reasons: Vec<Reason>,
    /// What it shows less well.
    pub warnings: Vec<String>,
}

/// Why a tool misses some items.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct Reason {
    /// The reason in a few words.
    pub why: String,
    /// The places of the items in the document, counted from one.
    pub items: Vec<usize>,
}

/// What a tool makes of a document whose history is known.
#[must_use]
pub fn verdict(tool: &Tool, seen: &Seen, history: &History) -> Verdict {
    let mut verdict = Verdict { tool: tool.name, not_read: None, lost: 0, reasons: Vec::new(), warnings: Vec::new() };
    if !tool.reads.contains(&seen.form) {
        verdict.not_read = Some(format!("is not known to read {}", seen.form.name()));
        return verdict;
    }
    let Replayed { mut missed, repeated } = history.replay(tool);
    let mut crowded = Vec::new();
    missed.retain(|place, why| {
        let is_crowd = *why == Why::TooMany;
        crowded.extend(is_crowd.then_some(*place));
        !is_crowd
    });
    for item in &seen.items {
        if seen.broken.is_some() && tool.habits.contains(&Habit::Strict) {
            missed.insert(item.place, Why::Broken);
        } else if let Some(part) = tool.needs.iter().find(|part| !has(tool, item, **part)) {
            missed.insert(item.place, lacks(tool, item, *part));
        }
    }
    verdict.lost = missed.len();
    let mut by_reason: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, why) in missed {
        by_reason.entry(why.text()).or_default().push(place);
    }
    verdict.reasons = by_reason.into_iter().map(|(why, items)| Reason { why, items }).collect();
    verdict.reasons.sort_by_key(|reason| std::cmp::Reverse(reason.items.len()));
    if !crowded.is_empty() {
        verdict.warnings.push(format!("takes 25 items at a time, and {} more would have come within a minute", crowded.len()));
    }
    if !repeated.is_empty() {
        let again: Vec<usize> = repeated.into_iter().collect();
        verdict.warnings.push(format!("takes some more than once: {}", places(&again)));
    }
    verdict.warnings.extend(habits::warnings(tool, seen, history));
    verdict
}

/// Whether an item has what this tool means by a part.
fn has(tool: &Tool, item: &Item, part: Part) -> bool {
    match part {
        Part::Title => item.title.is_some(),
        Part::Link => item.link.is_some(),
        Part::Date => tool.date(item).is_some(),
        Part::Guid => item.guid.is_some(),
        Part::Text => item.text().is_some(),
        Part::Picture => item.has_picture(),
        Part::AnyPicture => item.has_picture() || item.has_media || has_image_file(item),
    }
}

fn has_image_file(item: &Item) -> bool {
    item.enclosures.iter().any(|file| file.media_type.as_deref().is_some_and(|kind| kind.starts_with("image/")))
}

/// Why an item lacks a part: it is not there, or it cannot be read.
fn lacks(tool: &Tool, item: &Item, part: Part) -> Why {
    if part == Part::Date && item.date(tool.date_in).is_some() { Why::UnreadableDate } else { Why::Lacks(part) }
}

impl Part {
    /// Its name in a sentence.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Link => "link",
            Self::Date => "date",
            Self::Guid => "id",
            Self::Text => "description",
            Self::Picture => "picture in the text",
            Self::AnyPicture => "picture",
        }
    }
}

impl Why {
    /// The reason in a few words.
    #[must_use]
    pub fn text(self) -> String {
        let text = match self {
            Self::Lacks(part) => return format!("no {}", part.name()),
            Self::UnreadableDate => "its date cannot be read",
            Self::SameSecond => "same second as another",
            Self::Older => "older than one that came before it",
            Self::Late => "dated before it came",
            Self::SameIdentity => "same id as another",
            Self::SameLink => "same link as another",
            Self::SameTitle => "same title and date as another",
            Self::Forgotten => "the last item has no date to go on from",
            Self::TooMany => "too many at once",
            Self::Broken => "the document is not well-formed",
        };
        text.to_owned()
    }
}

impl Verdict {
    /// The verdict as one sentence without the tool's name.
    #[must_use]
    pub fn sentence(&self) -> String {
        if let Some(reason) = &self.not_read {
            return reason.clone();
        }
        if self.lost == 0 {
            return "ok".to_owned();
        }
        let reasons: Vec<String> = self.reasons.iter().map(|reason| format!("{}: {}", reason.why, places(&reason.items))).collect();
        format!("{} lost ({})", crate::status::counted(self.lost, "item", "items"), reasons.join("; "))
    }
}

/// Places of items as people write them: `items 3, 7–12 and 40`, the first of many only.
#[must_use]
pub fn places(items: &[usize]) -> String {
    const SHOWN: usize = 6;
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for place in items {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *place => *last = *place,
            _ => runs.push((*place, *place)),
        }
    }
    let run = |(first, last): &(usize, usize)| match last - first {
        0 => first.to_string(),
        1 => format!("{first}, {last}"),
        _ => format!("{first}–{last}"),
    };
    let shown: Vec<String> = runs.iter().take(SHOWN).map(run).collect();
    let more = if runs.len() > SHOWN { " …" } else { "" };
    format!("{} {}{more}", if items.len() == 1 { "item" } else { "items" }, shown.join(", "))
}

#[cfg(test)]
mod tests;
