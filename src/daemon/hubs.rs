//! The task that tells hubs: after every round of publishing, and again when one that failed has rested.

use std::sync::Arc;

use tokio::sync::{Notify, watch};

use super::{LONGEST_SLEEP, TRY_AGAIN};
use crate::mill::Mill;
use crate::pipeline::hubs::tell_hubs;

/// Tells hubs whenever something was published; ends with the daemon.
pub(super) async fn hubs(mut mill: watch::Receiver<Arc<Mill>>, published: Arc<Notify>) {
    loop {
        let now = Arc::clone(&mill.borrow_and_update());
        let wait = match tell_hubs(&now.road).await {
            Ok(later) => later.map(|later| (later - now.road.clock.now()).to_std().unwrap_or_default()),
            Err(error) => {
                tracing::error!(%error, "hubs could not be told; they are told later");
                Some(TRY_AGAIN)
            }
        };
        drop(now);
        // A clock that was set is noticed after the longest sleep.
        let rested = tokio::time::sleep(wait.unwrap_or(LONGEST_SLEEP).min(LONGEST_SLEEP));
        tokio::select! {
            () = published.notified() => {}
            () = rested, if wait.is_some() => {}
            changed = mill.changed() => if changed.is_err() { return },
        }
    }
}
