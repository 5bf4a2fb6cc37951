//! The task that publishes: one publication after the other, so that two rounds never meet.
//!
//! It is told what may have changed, and knows by itself when something appears in a feed of the operator's own that waits for its time.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, mpsc, watch};

use super::{LONGEST_SLEEP, SHORTEST_SLEEP, TRY_AGAIN};
use crate::clock::Instant;
use crate::mill::Mill;
use crate::pipeline::publish::{Published, publish};

/// What publishes.
struct Publisher {
    mill: watch::Receiver<Arc<Mill>>,
    again: mpsc::WeakUnboundedSender<String>,
    /// Hears of every round that wrote something.
    published: Arc<Notify>,
    /// Publications whose first feeds wait for a source that was never read, or whose feeds could not be made.
    unread: HashSet<String>,
    /// When something appears next in a publication that waits for its time.
    coming: HashMap<String, Instant>,
    /// The page above all publications is older than they are.
    unlisted: bool,
}

/// Publishes the publications that are named to it, one after the other, each once however often it was named. `published`
/// hears of every round that wrote something.
pub(super) async fn publisher(
    mill: watch::Receiver<Arc<Mill>>,
    ready: watch::Sender<bool>,
    again: mpsc::WeakUnboundedSender<String>,
    (mut wanted, published): (mpsc::UnboundedReceiver<String>, Arc<Notify>),
) {
    let mut press = Publisher { mill, again, published, unread: HashSet::new(), coming: HashMap::new(), unlisted: false };
    let mut names = Vec::new();
    loop {
        tokio::select! {
            count = wanted.recv_many(&mut names, 64) => if count == 0 { break },
            () = press.sleep() => names.extend(press.due()),
        }
        if names.is_empty() {
            continue;
        }
        names.sort();
        names.dedup();
        for name in names.drain(..) {
            press.publish(name).await;
        }
        if press.unread.is_empty() {
            ready.send_replace(true);
        }
    }
}

impl Publisher {
    /// Sleeps until something is due, but never long: a clock that was set is noticed.
    async fn sleep(&self) {
        let now = self.mill.borrow().road.clock.now();
        match self.coming.values().min() {
            Some(next) => {
                let left = (*next - now).to_std().unwrap_or(Duration::ZERO);
                tokio::time::sleep(left.clamp(SHORTEST_SLEEP, LONGEST_SLEEP)).await;
            }
            None => std::future::pending().await,
        }
    }

    /// The publications in which something is due; each is asked once.
    fn due(&mut self) -> Vec<String> {
        let now = self.mill.borrow().road.clock.now();
        self.coming.extract_if(|_, next| *next <= now).map(|(name, _)| name).collect()
    }

    /// Publishes one publication, and sees to it that what is left over is done soon.
    async fn publish(&mut self, name: String) {
        let mill = Arc::clone(&self.mill.borrow());
        let Some(publication) = mill.publications.iter().find(|publication| publication.name.as_str() == name) else { return };
        let later = match publish(&mill.road, publication, true).await {
            Ok(done) => {
                self.unlisted = (self.unlisted || done.files > 0) && !list(&mill).await;
                self.note(&name, &done);
                self.unlisted || done.released.waiting > 0
            }
            Err(error) => {
                tracing::error!(event = "publish", publication = %name, %error, "not everything was published; it is tried again");
                // Some of it may stand.
                self.published.notify_one();
                self.unlisted = true;
                self.unread.insert(name.clone());
                true
            }
        };
        if later && let Some(again) = self.again.upgrade() {
            tokio::spawn(async move {
                tokio::time::sleep(TRY_AGAIN).await;
                let _ = again.send(name);
            });
        }
    }

    /// Says what was done, and remembers what is to come.
    fn note(&mut self, name: &str, done: &Published) {
        if done.files > 0 {
            self.published.notify_one();
            tracing::info!(event = "publish", publication = %name, feeds = done.feeds, files = done.files,
                released = done.released.released, given = done.released.given, "{name}: {} files written", done.files);
        }
        if done.released.unread {
            self.unread.insert(name.to_owned());
        } else {
            self.unread.remove(name);
        }
        match done.released.next {
            Some(next) => self.coming.insert(name.to_owned(), next),
            None => self.coming.remove(name),
        };
    }
}

/// Writes the page above all publications: one that was published for the first time is listed from now on. Answers whether it stands.
async fn list(mill: &Mill) -> bool {
    let written = mill.root_lists().await;
    if let Err(error) = &written {
        tracing::error!(event = "publish", %error, "the page of all publications was not written; it is tried again");
    }
    written.is_ok()
}
