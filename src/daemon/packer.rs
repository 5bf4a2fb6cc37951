//! The task that packs published files: one after the other, behind everything that is more urgent.

use std::sync::Arc;

use tokio::sync::watch;

use crate::mill::Mill;
use crate::pipeline::pack::{find_unpacked, try_pack};

/// Packs what a crash left unpacked, then whatever takes its place or is asked for, until the daemon ends. Whatever it does not get to
/// is found at the next start.
pub(super) async fn packer(mut mill: watch::Receiver<Arc<Mill>>) {
    let now = Arc::clone(&mill.borrow_and_update());
    let (sink, mut codings) = (Arc::clone(&now.road.sink), now.config.compress.clone());
    drop(now);
    let waiting = sink.waiting();
    find(sink.as_ref(), &codings).await;
    loop {
        tokio::select! {
            path = waiting.next() => try_pack(sink.as_ref(), &path, &codings).await,
            changed = mill.changed() => {
                if changed.is_err() {
                    return;
                }
                let wanted = mill.borrow_and_update().config.compress.clone();
                if wanted != codings {
                    codings = wanted;
                    find(sink.as_ref(), &codings).await;
                }
            }
        }
    }
}

async fn find(sink: &dyn crate::sink::Sink, codings: &[crate::pack::Coding]) {
    if let Err(error) = find_unpacked(sink, codings).await {
        tracing::warn!(event = "pack", %error, "it could not be found out which files are not packed");
    }
}
