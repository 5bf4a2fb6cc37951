//! The status page: facts become words here, and words become HTML in `templates/status.html`, which escapes each of them.

use askama::Template;

use crate::clock::Instant;
use crate::status::{self, ConfigState, PublicationStatus, SourceStatus, Status, distance};

/// What the template shows.
#[derive(Template)]
#[template(path = "status.html")]
struct Page<'a> {
    well: bool,
    sentence: String,
    now: String,
    config: &'a ConfigState,
    loaded: Option<String>,
    sources: Vec<SourceRow<'a>>,
    publications: Vec<PublicationRow<'a>>,
}

/// One source.
struct SourceRow<'a> {
    source: &'a SourceStatus,
    state: &'a str,
    late: bool,
    last_success: Moment,
    last_new: Moment,
    next_run: Moment,
}

/// One publication.
struct PublicationRow<'a> {
    name: &'a str,
    about: &'a PublicationStatus,
}

/// A moment in words and for machines; both empty when there was none.
#[derive(Default)]
struct Moment {
    far: String,
    local: String,
    exact: String,
}

impl Moment {
    fn of(at: Option<Instant>, source: &SourceStatus, now: Instant) -> Self {
        at.map_or_else(Self::default, |at| Self {
            far: distance(at, now),
            local: at.with_timezone(&source.zone).format("%a %-d %b %Y, %H:%M %Z").to_string(),
            exact: crate::article::rfc3339(at),
        })
    }
}

/// The whole page.
pub(super) fn html(status: &Status) -> Result<String, askama::Error> {
    let publications = status.publications.iter().map(|(name, about)| PublicationRow { name, about }).collect();
    Page {
        well: status::is_well(status),
        sentence: status::sentence(status),
        now: crate::article::rfc3339(status.now),
        config: &status.config,
        loaded: status.config.loaded_at.map(crate::article::rfc3339),
        sources: status.sources.iter().map(|source| row(source, status.now)).collect(),
        publications,
    }
    .render()
}

fn row(source: &SourceStatus, now: Instant) -> SourceRow<'_> {
    SourceRow {
        source,
        state: source.state(),
        late: source.is_late(now),
        last_success: Moment::of(source.last_success, source, now),
        last_new: Moment::of(source.last_new_article, source, now),
        next_run: Moment::of(source.next_run, source, now),
    }
}
