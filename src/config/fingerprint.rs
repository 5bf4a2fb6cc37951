//! Says whether published documents still stand for their configuration.

use serde_json::json;
use url::Url;

use super::{Look, OwnFeed, Publication, SectionRule};
use crate::format;

impl Publication {
    /// A hash (BLAKE3, hexadecimal) of all that the published documents depend on besides articles: what is configured, and the
    /// edition of the renderers.
    ///
    /// While it stays the same, only articles can make a feed stale; when it changes, every feed of the publication is.
    /// Schedules, sources, logins and aliases are no part of it, nor what fits into a feed of the operator's own: the store sees to that.
    #[must_use]
    pub fn rendering_fingerprint(&self, base_url: &Url) -> String {
        let sections: Vec<_> = self.sections.iter().map(|SectionRule { label, slug, aliases: _ }| json!([label, slug.as_str()])).collect();
        let named = |feed: &OwnFeed| feed.title_format.as_ref().map(|format| format.text().to_owned());
        let feed = |feed: &OwnFeed| json!([feed.name.as_str(), feed.title, named(feed), feed.digest.is_some()]);
        let feeds: Vec<_> = self.feeds.iter().map(feed).collect();
        // A list, not an object: its order is part of the text.
        let all = json!([
            format::EDITION,
            base_url.as_str(),
            self.name.as_str(),
            self.title,
            self.home.as_str(),
            self.language,
            self.zone.name(),
            self.items,
            self.hub.as_ref().map(Url::as_str),
            sections,
            feeds,
            self.full_text,
            self.grace_days,
            self.search,
            look(&self.look),
        ]);
        blake3::hash(all.to_string().as_bytes()).to_hex().to_string()
    }
}

/// Everything that a look says; the compiler asks for what is forgotten.
fn look(look: &Look) -> serde_json::Value {
    let Look { icon, logo, author, email, category, explicit, cover } = look;
    let [icon, logo, cover] = [icon, logo, cover].map(|address| address.as_ref().map(Url::as_str));
    json!([icon, logo, author, email, category, explicit, cover])
}
