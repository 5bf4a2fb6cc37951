//! `[near_duplicates]`: whether the same story from several sites becomes one article, and how alike it must be.

use std::collections::HashSet;

use url::Url;

use super::Source;
use super::decode::Table;
use crate::article::Month;
use crate::near_duplicate::{Rules, site_of};

/// How alike two stories may be asked to be, in percent: below a half, hardly anything would be two.
const SCORE: std::ops::RangeInclusive<i64> = 50..=100;
/// How many days may lie between two that are one.
const DAYS: std::ops::RangeInclusive<i64> = 1..=31;

/// Reads the table; what it does not say stays as it is.
pub(super) fn decode(root: &mut Table<'_>) -> Rules {
    let plain = Rules::default();
    let Some(mut table) = root.table("near_duplicates") else { return plain };
    let rules = Rules {
        enabled: table.flag("enabled"),
        score: table.number("score", SCORE).unwrap_or(plain.score),
        days: table.number("days", DAYS).unwrap_or(plain.days),
    };
    table.finish();
    rules
}

/// The sites of a publication: its own, and those that its sources ask.
pub(super) fn sites(home: &Url, sources: &[Source]) -> HashSet<String> {
    let any_month = [Month::from_number(24_300)];
    let asked = sources.iter().flat_map(|source| source.read.start(&any_month)).map(|start| start.url);
    asked.chain([home.clone()]).filter_map(|url| site_of(url.as_str())).collect()
}
