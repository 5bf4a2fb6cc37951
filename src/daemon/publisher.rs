//! The task that publishes: one publication after the other, so that two rounds never meet.

use std::collections::HashSet;
use std::sync::Arc;

use tokio::sync::{Notify, mpsc, watch};

use super::TRY_AGAIN;
use crate::mill::Mill;
use crate::pipeline::publish::publish;

/// Publishes the publications that are named to it, one after the other, each once however often it was named. `published`
/// hears of every round that wrote something.
pub(super) async fn publisher(
    mill: watch::Receiver<Arc<Mill>>,
    ready: watch::Sender<bool>,
    again: mpsc::WeakUnboundedSender<String>,
    (mut wanted, published): (mpsc::UnboundedReceiver<String>, Arc<Notify>),
) {
    let (mut names, mut unlisted) = (Vec::new(), false);
    // Publications whose first feeds wait for a source that was never read.
    let mut unread = HashSet::new();
    while wanted.recv_many(&mut names, 64).await > 0 {
        names.sort();
        names.dedup();
        for name in names.drain(..) {
            let mill = Arc::clone(&mill.borrow());
            let Some(publication) = mill.publications.iter().find(|publication| publication.name.as_str() == name) else { continue };
            let later = match publish(&mill.road, publication, true).await {
                Ok(done) => {
                    unlisted = (unlisted || done.files > 0) && !list(&mill).await;
                    if done.files > 0 {
                        published.notify_one();
                        tracing::info!(event = "publish", publication = %name, feeds = done.feeds, files = done.files,
                            released = done.released.released, "{name}: {} files written", done.files);
                    }
                    if done.released.unread {
                        unread.insert(name.clone());
                    } else {
                        unread.remove(&name);
                    }
                    unlisted || done.released.waiting > 0
                }
                Err(error) => {
                    tracing::error!(event = "publish", publication = %name, %error, "not everything was published; it is tried again");
                    // Some of it may stand.
                    published.notify_one();
                    unlisted = true;
                    unread.insert(name.clone());
                    true
                }
            };
            if later && let Some(again) = again.upgrade() {
                tokio::spawn(async move {
                    tokio::time::sleep(TRY_AGAIN).await;
                    let _ = again.send(name);
                });
            }
        }
        if unread.is_empty() {
            ready.send_replace(true);
        }
    }
}

/// Writes the page above all publications: one that was published for the first time is listed from now on. Answers whether it stands.
async fn list(mill: &Mill) -> bool {
    let written = mill.front_page().await;
    if let Err(error) = &written {
        tracing::error!(event = "publish", %error, "the page of all publications was not written; it is tried again");
    }
    written.is_ok()
}
