//! `publications/NAME.toml`: one publication with its sections, sources and feeds.

use super::claims::Claims;
use super::codes;
use super::decode::{Table, Value};
use super::document::Mistake;
use super::hosts::Hosts;
use super::look;
use super::near_duplicates;
use super::suggest::{did_you_mean, nearest};
use super::values::{address, language, name, some_text, zone};
use super::{Name, Publication, SectionRule};
use super::{own, rules, sources};

/// How many articles a feed may hold.
pub(super) const ITEMS: std::ops::RangeInclusive<i64> = 1..=1000;

/// Reads the file of the publication with this name. `names` are those of all publications, current and earlier, and
/// `hosts` those that their sources ask.
pub(super) fn decode(mut root: Table<'_>, this: &Name, names: &mut Claims, hosts: &mut Hosts) -> Option<Publication> {
    let title =
        root.need("title", "write the journal's name, like `title = \"Health Service Journal\"`").and_then(|value| value.parse(some_text));
    let home = root
        .need("home", "write the journal's own site, like `home = \"https://www.example.org/\"`")
        .and_then(|value| value.parse(address));
    let zone_advice = "name the zone that months and schedules are counted in, like `time_zone = \"Europe/London\"`";
    let zone = root.need("time_zone", zone_advice).and_then(|value| value.parse(zone));
    let language = root.parse("language", language).unwrap_or_else(|| "en".to_owned());
    let items = root.number("items", ITEMS).unwrap_or(50);
    let hub = root.parse("hub", address);
    let full_text = root.word("content", &[("full", true), ("summary", false)]).unwrap_or(false);
    let grace_days = root.number("grace", 0..=365).unwrap_or(7);
    let look = look::decode(&mut root);
    let near_duplicates = near_duplicates::decode(&mut root);
    let aliases = aliases(&mut root, names, &format!("publication `{this}`"));
    let sections = root.table("sections").map(sections).unwrap_or_default();
    let table = root.table("source");
    // Also those that have a mistake: a feed that names one has none.
    let written = table.as_ref().map(Table::names).unwrap_or_default();
    let sources = table.map(|table| sources::decode(table, zone, &sections, hosts)).unwrap_or_default();
    if sources.is_empty() {
        let nothing = Mistake::new(codes::NO_SOURCES, format!("`{this}` has no sources"))
            .help("it will publish nothing new: write a `[source.NAME]`");
        root.document.warn(0..0, nothing);
    }
    let feeds = root.table("feed").map(|table| own::decode(table, zone, (&sections, &written))).unwrap_or_default();
    let rules = root.table("rule").map(|table| rules::decode(table, (&sections, &written))).unwrap_or_default();
    root.finish();
    let home = home?;
    Some(Publication {
        name: this.clone(),
        title: title?,
        sites: near_duplicates::sites(&home, &sources),
        home,
        language,
        zone: zone?,
        items,
        hub,
        aliases,
        sections,
        sources,
        feeds,
        rules,
        full_text,
        grace_days,
        near_duplicates,
        search: true,
        look,
    })
}

/// Earlier names of something, each of which may be held once.
fn aliases(table: &mut Table<'_>, claims: &mut Claims, holder: &str) -> Vec<Name> {
    table.list("aliases").iter().filter_map(|value| claimed(value, claims, holder)).collect()
}

/// A plain name that nobody else has.
fn claimed(value: &Value<'_>, claims: &mut Claims, holder: &str) -> Option<Name> {
    value.parse(|text| {
        claims.claim(text, holder)?;
        name(text)
    })
}

fn sections(table: Table<'_>) -> Vec<SectionRule> {
    let (mut labels, mut slugs) = (Claims::default(), Claims::default());
    let rules = table.rest().into_iter().filter_map(|value| {
        if value.name.trim().is_empty() {
            let wrong =
                Mistake::new(codes::BAD_VALUE, "this label is empty").help("write it as the journal does, like `\"News\" = \"news\"`");
            value.document.fault(value.key.clone(), wrong);
        } else if let Err(mistake) = labels.claim(value.name, "another section") {
            value.document.fault(value.key.clone(), mistake);
        }
        section(&value, &mut slugs)
    });
    rules.collect()
}

/// `"News" = "news"`, or a table with the slug and its earlier forms.
fn section(value: &Value<'_>, slugs: &mut Claims) -> Option<SectionRule> {
    let label = value.name.to_owned();
    let holder = format!("section `{label}`");
    if !value.is_table() {
        return Some(SectionRule { slug: claimed(value, slugs, &holder)?, label, aliases: Vec::new() });
    }
    let mut table = value.table()?;
    let slug = table.need("slug", "write `slug = \"…\"`, the section's name in addresses").and_then(|slug| claimed(&slug, slugs, &holder));
    let aliases = aliases(&mut table, slugs, &holder);
    table.finish();
    Some(SectionRule { label, slug: slug?, aliases })
}

/// The name that stands as a key, such as `latest` in `[source.latest]`.
pub(super) fn key_name(value: &Value<'_>, claims: &mut Claims, holder: &str) -> Option<Name> {
    let named = claims.claim(value.name, holder).and_then(|()| name(value.name));
    named.map_err(|mistake| value.document.fault(value.key.clone(), mistake)).ok()
}

/// A section label. One that is not configured may still come from a page, so that it is only a warning; where no section is
/// configured, all of them do.
pub(super) fn label(value: &Value<'_>, sections: &[SectionRule]) -> Option<String> {
    let label = value.parse(some_text)?;
    let known = || sections.iter().map(|section| section.label.as_str());
    if sections.is_empty() || known().any(|known| known == label) {
        return Some(label);
    }
    let (code, help) = match nearest(&label, known()) {
        Some(near) => (codes::NEAR_LABEL, did_you_mean(near)),
        None => (codes::UNLISTED_LABEL, "was that meant? a page may still bring it; list it under [sections] if so".to_owned()),
    };
    value.warn(Mistake::new(code, format!("`{label}` is not among the sections")).help(help));
    Some(label)
}
