//! An edit of the configuration, taken over whole or not at all.

use std::sync::Arc;

use super::{Daemon, Loaded, tell_dropped};
use crate::config::{self, Config, Faults};
use crate::mill::Mill;
use crate::pipeline::RoadError;

impl Daemon {
    /// Builds the edited configuration whole beside the old one and then swaps it in; a mistake leaves all of the old running.
    pub(super) async fn reload(&self) {
        let old = Arc::clone(&self.mill.borrow());
        let directory = self.directory.clone();
        let config = match tokio::task::spawn_blocking(move || config::load(&directory)).await {
            Ok(Ok(config)) => config,
            Ok(Err(faults)) => return self.refuse(faults),
            Err(error) => return tracing::error!(%error, "the configuration could not be read; the old one runs on"),
        };
        if config.fingerprint == old.config.fingerprint {
            // An edit that was refused may have been taken back.
            self.loaded.send_modify(|loaded| loaded.refused = None);
            return tracing::info!(event = "reload", "configuration unchanged");
        }
        tell_at_start_only(&old.config, &config);
        match self.take_over(&old, config).await {
            Ok(sources) => tracing::info!(event = "reload", sources, "the configuration was taken over"),
            Err(error) => {
                tracing::error!(%error, "the configuration was not taken over; the old one runs on");
                // The store may have met the new one already. Should it fail again, the next reload or start puts it right.
                if let Err(error) = old.prepare().await {
                    tracing::error!(%error, "the store does not go back to the old configuration");
                }
            }
        }
    }

    /// Everything that can fail comes first; then the new mill takes the old one's place. Answers how many sources it has.
    async fn take_over(&self, old: &Mill, config: Config) -> Result<usize, RoadError> {
        let built = old.under(config);
        let dropped = old.dropped().await?;
        built.prepare().await?;
        let (site, built) = (Arc::new(built.site().await?), Arc::new(built));
        self.loaded.send_replace(Loaded { at: old.road.clock.now(), refused: None });
        self.site.send_replace(site);
        self.mill.send_replace(Arc::clone(&built));
        built.tell_warnings();
        tell_dropped(&built, &dropped).await;
        self.publish_everything();
        Ok(built.sources().len())
    }

    fn refuse(&self, faults: Faults) {
        tracing::error!(
            event = "reload",
            errors = faults.list().len(),
            "the configuration was refused, the old one runs on:\n{}",
            faults.render(false)
        );
        self.loaded.send_modify(|loaded| loaded.refused = Some(Arc::new(faults)));
    }
}

/// Says which changes have to wait for a start.
fn tell_at_start_only(old: &Config, new: &Config) {
    for (what, changed) in [
        ("store.path", new.store != old.store),
        ("output.directory", new.output != old.output),
        ("serve.listen", new.listen != old.listen),
        ("serve.admin", new.admin != old.admin),
    ] {
        if changed {
            tracing::warn!("{what} was changed: that takes effect when the daemon is started anew");
        }
    }
}
