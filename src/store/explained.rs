//! Why an article is what it is: everything that the store knows of it.

use super::{Exported, SeenAs};
use crate::clock::Instant;

/// An article that a question named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its row number.
    pub row: i64,
    /// The publication's name.
    pub publication: String,
    /// Its published id.
    pub id: String,
    /// Its headline.
    pub title: String,
}

/// All that is known of one article.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The article.
    pub exported: Exported,
    /// How it came: news, tail, back-fill or recovered.
    pub arrival: Arrived,
    /// Its section is a source's default, not a page's own word.
    pub default_section: bool,
    /// The source that stated its date, `hsj/archive`.
    pub stated_by: String,
    /// The source whose text it has.
    pub lead: String,
    /// Its date was in the future when it came.
    pub clamped: bool,
    /// How its sources showed it, first one first, with those of what is one with it.
    pub sightings: Vec<Sighting>,
    /// What it is known by.
    pub aliases: Vec<Alias>,
    /// What changed, oldest first.
    pub revisions: Vec<Revision>,
    /// What was decided about it, oldest first.
    pub decisions: Vec<Decided>,
    /// Articles that an entry seemed to be as well, and that were kept apart.
    pub conflicts: Vec<(Instant, Named)>,
    /// Articles that are one with it and not shown.
    pub members: Vec<Named>,
    /// The article that is shown for it.
    pub shown_as: Option<Named>,
    /// The feeds that it stands in, by path, and since when.
    pub feeds: Vec<(String, Option<Instant>)>,
}

/// How an article came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrived {
    /// To the top of the live feeds.
    News,
    /// Below all that stood there: a new source, or an import, brought it.
    Tail,
    /// Into month feeds only: its month was sealed.
    Backfill,
    /// The published files of an earlier store knew it.
    Recovered,
}

/// How a source showed an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The source, `hsj/latest`.
    pub source: String,
    /// The id of the article that it is of, where that is one with this.
    pub id: String,
    /// The guid it gave.
    pub guid: Option<String>,
    /// The link it gave.
    pub link: Option<String>,
    /// The section it gave.
    pub section: Option<String>,
    /// The page it stood on.
    pub page: String,
    /// When.
    pub first_seen: Instant,
    /// The operator's rules that changed it, by name.
    pub rules: Vec<String>,
    /// How often it was edited there.
    pub edits: u64,
}

impl Sighting {
    /// As an export has it.
    #[must_use]
    pub fn seen_as(&self) -> SeenAs {
        SeenAs { source: self.source.clone(), guid: self.guid.clone(), link: self.link.clone(), section: self.section.clone() }
    }
}

/// Something that an article is known by, or is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// `guid`, `link` or `title`.
    pub kind: &'static str,
    /// The guid or link as it counts; section and headline for a title.
    pub value: String,
    /// The source that it counts for, where it is a guid.
    pub source: Option<String>,
    /// Whether it counts.
    pub state: AliasState,
}

/// Whether an alias counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AliasState {
    /// It leads to this article.
    Live,
    /// It stood on several entries of one document of its source, and tells nothing there.
    Poisoned,
    /// It leads to another article.
    Elsewhere(Named),
    /// It leads nowhere.
    Unknown,
}

/// A field that a source changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// When.
    pub at: Instant,
    /// The source.
    pub source: String,
    /// The field.
    pub field: String,
    /// What it was.
    pub was: Option<String>,
    /// What it became.
    pub became: Option<String>,
}

/// A decision about an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// When.
    pub at: Instant,
    /// `near-duplicate`, `merge`, `unmerge`, `withdraw`, `restore` or `succession`.
    pub verb: String,
    /// Whom it was about.
    pub article: Named,
    /// The other article, where there is one.
    pub other: Option<Named>,
    /// Why.
    pub reason: String,
}
