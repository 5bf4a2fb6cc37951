//! How often each host is asked by all sources together: no source knows of the others.

use std::collections::BTreeMap;

use super::codes;
use super::document::Mistake;
use crate::article::Month;
use crate::schedule::Schedule;
use crate::source::Read;

/// Runs in one hour beyond which a host is asked more than once a minute.
const OFTEN: u32 = 60;

/// The hosts of the sources that were read so far.
#[derive(Default)]
pub(super) struct Hosts {
    asked: BTreeMap<String, Asked>,
}

/// How often one host is asked.
#[derive(Default)]
struct Asked {
    /// Runs in each hour of a day, when all sources run on it.
    hours: [u32; 24],
    sources: usize,
    told: bool,
}

impl Hosts {
    /// Counts a source in. Answers with a warning for the one with which its host is asked too often; never twice for a host.
    ///
    /// Hours are those of each schedule's own zone: sources of one host in several zones are rare, and this stops nothing.
    pub(super) fn count(&mut self, read: &Read, schedule: &Schedule) -> Option<Mistake> {
        // Any month will do: an address may hold one, but not in its host.
        let start = read.start(&[Month::from_number(2025 * 12)]).into_iter().next()?;
        let host = start.url.host_str()?;
        let asked = self.asked.entry(host.to_owned()).or_default();
        asked.sources += 1;
        for (sum, runs) in asked.hours.iter_mut().zip(schedule.by_hour()) {
            *sum = sum.saturating_add(runs);
        }
        let most = asked.hours.into_iter().max().filter(|most| *most > OFTEN && !asked.told)?;
        asked.told = true;
        let message =
            format!("with this schedule, {} sources ask `{host}` up to {most} times an hour, more than once a minute", asked.sources);
        Some(Mistake::new(codes::OFTEN, message).help("was that meant? a feed that is read four times an hour is up to date"))
    }
}
