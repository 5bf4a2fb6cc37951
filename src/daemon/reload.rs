//! An edit of the configuration, taken over whole or not at all.

use std::sync::Arc;

use super::{Daemon, Loaded, site};
use crate::config::{self, Faults};

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
        for (what, changed) in [
            ("store.path", config.store != old.config.store),
            ("output.directory", config.output != old.config.output),
            ("serve.listen", config.listen != old.config.listen),
            ("serve.admin", config.admin != old.config.admin),
        ] {
            if changed {
                tracing::warn!("{what} was changed: that takes effect when the daemon is started anew");
            }
        }
        let built = old.under(config);
        if let Err(error) = built.prepare().await {
            return tracing::error!(%error, "the configuration was not taken over; the old one runs on");
        }
        let sources = built.sources().len();
        self.loaded.send_replace(Loaded { at: old.road.clock.now(), refused: None });
        self.site.send_replace(site(&built));
        self.mill.send_replace(Arc::new(built));
        tracing::info!(event = "reload", sources, "the configuration was taken over");
        self.mill.borrow().tell_warnings();
        self.publish_everything();
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
