//! Runs of sources: how one goes, what it leaves out, and when the next one is.

use super::Mill;
use crate::clock::Instant;
use crate::config::{Publication, Source};
use crate::pipeline::RoadError;
use crate::pipeline::ingest::{Ingested, Months, ingest};
use crate::status::counted;
use crate::store::{Outcome, SourceName, StoreError};

/// Runs left out that are counted for one run: after a clock that leapt, the number says nothing.
const MOST_COUNTED: usize = 10_000;

impl Mill {
    /// Reads one source, and records how it went and when it is due next.
    ///
    /// # Errors
    /// When the store fails, or the source is not in the configuration.
    pub async fn run_source(&self, name: &SourceName, months: Months) -> Result<Ingested, RoadError> {
        let (publication, source) = self.find(name).ok_or_else(|| StoreError::Unknown(name.to_string()))?;
        let began = self.road.clock.now();
        let mut done = ingest(&self.road, publication, source, months).await?;
        let now = self.road.clock.now();
        let skipped_overlap = self.runs_within(publication, source, began, now);
        let (next_run, next_reason) = self.next_after(publication, source, now, done.not_before);
        let outcome = Outcome {
            source: name.clone(),
            trouble: done.trouble.clone(),
            now,
            schedule: self.timing(source),
            next_run,
            next_reason,
            not_before: done.not_before,
            skipped_overlap,
        };
        done.changes += self.road.store.finish(outcome, done.last.take()).await?;
        tell(name, &done);
        if skipped_overlap > 0 {
            tracing::warn!(source = %name, skipped_overlap, "{name}: the run took so long that {skipped_overlap} of its own were left out");
        }
        Ok(done)
    }

    /// Leaves out a source's run that is due: the next one is by schedule. A store that fails is asked again at the next tick.
    pub async fn leave_out(&self, name: &SourceName, reason: &str) {
        let Some((publication, source)) = self.find(name) else { return };
        let now = self.road.clock.now();
        let outcome = Outcome::skipped(name.clone(), now, self.next_run(publication, source, now), reason);
        tracing::info!(event = "left_out", source = %name, "{name}: left out: {reason}");
        if let Err(error) = self.road.store.postpone(outcome).await {
            tracing::error!(source = %name, %error, "the run could not be put off");
        }
    }

    /// How many runs of a source's schedule fell into a run of it.
    fn runs_within(&self, publication: &Publication, source: &Source, began: Instant, ended: Instant) -> u32 {
        let next = |after: Instant| self.next_run(publication, source, after);
        let runs = std::iter::successors(next(began), |run| next(*run)).take_while(|run| *run <= ended);
        u32::try_from(runs.take(MOST_COUNTED).count()).unwrap_or(u32::MAX)
    }

    /// The next run by schedule, but not before the host wants to be asked again.
    fn next_after(
        &self,
        publication: &Publication,
        source: &Source,
        now: Instant,
        not_before: Option<Instant>,
    ) -> (Option<Instant>, String) {
        match not_before {
            Some(wanted) if wanted > now => {
                let after = wanted - chrono::TimeDelta::nanoseconds(1);
                (self.next_run(publication, source, after), "the host asked to wait (Retry-After)".to_owned())
            }
            _ => (self.next_run(publication, source, now), "schedule".to_owned()),
        }
    }

    /// Reckons the next run anew of sources that ran in a future more than a day away: a clock was wrong, and waiting for the times
    /// that it gave could take for ever.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_the_future(&self, now: Instant) -> Result<(), StoreError> {
        let wrong = |at: Option<Instant>| at.is_some_and(|at| at > now + chrono::TimeDelta::days(1));
        for state in self.road.store.sources().await?.into_iter().filter(|state| wrong(state.last_attempt)) {
            let Some((publication, source)) = self.find(&state.name) else { continue };
            let next = self.next_run(publication, source, now);
            if state.next_run > next {
                self.road.store.postpone(Outcome::skipped(state.name, now, next, "the clock was set back")).await?;
            }
        }
        Ok(())
    }
}

/// One line in the log for a run.
fn tell(name: &SourceName, done: &Ingested) {
    let (pages, unchanged) = (done.pages, done.unchanged);
    let (new, edited) = (done.changes.new, done.changes.edited);
    match &done.trouble {
        None => tracing::info!(event = "run", source = %name, pages, unchanged, new, edited, "{name}: {new} new, {edited} edited"),
        Some(trouble) => {
            tracing::warn!(event = "run", source = %name, pages, unchanged, new, edited, kind = %trouble.kind, "{name}: {trouble}");
        }
    }
    let looked = &done.looked;
    if looked.pages > 0 {
        let (pages, dated, failed) = (looked.pages, looked.dated, looked.failed);
        let why = looked.trouble.as_ref().map(|trouble| format!(", {failed} could not be used ({trouble})")).unwrap_or_default();
        let read = counted(pages as usize, "article page", "article pages");
        tracing::info!(event = "enriched", source = %name, pages, dated, failed, "{name}: {read} asked for, {dated} stated a date{why}");
    }
    if done.changes.conflicts > 0 {
        tracing::warn!(source = %name, conflicts = done.changes.conflicts, "{name}: entries whose guid and link belong to two articles; both were kept");
    }
    if done.changes.churning > 0 {
        tracing::warn!(source = %name, churning = done.changes.churning, "{name}: entries change at every fetch; their `updated` rests");
    }
}
