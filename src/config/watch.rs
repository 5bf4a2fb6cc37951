//! Notices when a configuration was edited.
//!
//! What the files hold decides, not what the system reports: a report only says when to look. So editors that replace
//! files, links that are turned over and disks that report nothing are all noticed, the last ones a little later.

use std::path::{Path, PathBuf};
use std::time::Duration;

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::time::{sleep, timeout};

use super::load::files;

/// How long nothing must be reported before we look: an edit is often several writes.
const QUIET: Duration = Duration::from_millis(300);

/// How often quiet is waited for, so that endless reports cannot keep us from looking.
const PATIENCE: usize = 20;

/// How often we look although nothing was reported.
const POLL: Duration = Duration::from_secs(30);

/// Watches the folder of a configuration until it is dropped.
#[derive(Debug)]
pub struct Watch {
    changes: Receiver<()>,
}

impl Watch {
    /// Starts to watch. Begin before loading, so that no edit falls between the two. Needs a running tokio runtime.
    #[must_use]
    pub fn start(directory: &Path) -> Self {
        let (report, reports) = mpsc::channel(1);
        let watcher = listen(directory, report)
            .inspect_err(
                |error| tracing::warn!(%error, "the system reports no edits of the configuration; looking every 30 seconds instead"),
            )
            .ok();
        Self::with(directory, watcher, reports)
    }

    fn with(directory: &Path, watcher: Option<RecommendedWatcher>, reports: Receiver<()>) -> Self {
        let (tell, changes) = mpsc::channel(1);
        let seen = checksum(directory);
        tokio::spawn(look(directory.to_owned(), seen, watcher, reports, tell));
        Self { changes }
    }

    /// Waits for the next edit. Several edits while nobody waits count as one; dropping the wait loses none.
    pub async fn changed(&mut self) {
        if self.changes.recv().await.is_none() {
            std::future::pending::<()>().await;
        }
    }
}

/// Has the system report whatever changes below the folder.
fn listen(directory: &Path, report: Sender<()>) -> notify::Result<RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Our own reading is reported too; looking because of it would never end. A full channel has been told already.
        if !event.is_ok_and(|event| matches!(event.kind, EventKind::Access(_))) {
            let _ = report.try_send(());
        }
    })?;
    watcher.watch(directory, RecursiveMode::Recursive)?;
    Ok(watcher)
}

/// Looks after each report and every so often, and tells when the files hold something else than before.
async fn look(
    directory: PathBuf,
    mut seen: blake3::Hash,
    watcher: Option<RecommendedWatcher>,
    mut reports: Receiver<()>,
    tell: Sender<()>,
) {
    loop {
        tokio::select! {
            () = tell.closed() => break,
            () = sleep(POLL) => {}
            () = reported(&mut reports) => {}
        }
        let folder = directory.clone();
        let Ok(now) = tokio::task::spawn_blocking(move || checksum(&folder)).await else { continue };
        if now != seen {
            seen = now;
            let _ = tell.try_send(());
        }
    }
    drop(watcher);
}

/// Waits for a report and for the quiet after it; for ever where nothing is reported.
async fn reported(reports: &mut Receiver<()>) {
    if reports.recv().await.is_none() {
        std::future::pending::<()>().await;
    }
    for _ in 0..PATIENCE {
        if timeout(QUIET, reports.recv()).await.is_err() {
            break;
        }
    }
}

/// What the files are called and hold; a file that cannot be read counts as one that says so.
fn checksum(directory: &Path) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    for file in files(directory).unwrap_or_default() {
        let content = std::fs::read(&file).map_or([0; 32], |bytes| *blake3::hash(&bytes).as_bytes());
        hasher.update(blake3::hash(file.as_os_str().as_encoded_bytes()).as_bytes()).update(&content);
    }
    hasher.finalize()
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the tests edit files as an operator does")]
mod tests {
    use super::*;
    use std::fs;

    const SOON: Duration = Duration::from_secs(10);

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("publications")).unwrap();
        fs::write(folder.path().join("feedmill.toml"), "one").unwrap();
        folder
    }

    #[tokio::test]
    async fn an_edit_in_place_is_noticed() {
        let folder = folder();
        let mut watch = Watch::start(folder.path());
        fs::write(folder.path().join("feedmill.toml"), "two").unwrap();
        timeout(SOON, watch.changed()).await.unwrap();
    }

    #[tokio::test]
    async fn a_file_that_an_editor_replaces_is_noticed_each_time() {
        let folder = folder();
        let mut watch = Watch::start(folder.path());
        for text in ["two", "three"] {
            fs::write(folder.path().join("feedmill.toml.new"), text).unwrap();
            fs::rename(folder.path().join("feedmill.toml.new"), folder.path().join("feedmill.toml")).unwrap();
            timeout(SOON, watch.changed()).await.unwrap();
        }
    }

    #[tokio::test]
    async fn a_new_publication_and_a_removed_one_are_noticed() {
        let folder = folder();
        let file = folder.path().join("publications/hsj.toml");
        let mut watch = Watch::start(folder.path());
        fs::write(&file, "title = 'HSJ'").unwrap();
        timeout(SOON, watch.changed()).await.unwrap();
        fs::remove_file(&file).unwrap();
        timeout(SOON, watch.changed()).await.unwrap();
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_link_that_is_turned_over_is_noticed_though_no_file_of_ours_was_touched() {
        let folder = folder();
        let (path, link) = (|name: &str| folder.path().join(name), std::os::unix::fs::symlink::<&str, std::path::PathBuf>);
        // As an orchestrator mounts a configuration: each file is a link through one link that is replaced at once.
        for (name, text) in [("..1", "one"), ("..2", "two")] {
            fs::create_dir(path(name)).unwrap();
            fs::write(path(name).join("feedmill.toml"), text).unwrap();
        }
        fs::remove_file(path("feedmill.toml")).unwrap();
        link("..1", path("..data")).unwrap();
        link("..data/feedmill.toml", path("feedmill.toml")).unwrap();
        let mut watch = Watch::start(folder.path());
        link("..2", path("..next")).unwrap();
        fs::rename(path("..next"), path("..data")).unwrap();
        timeout(SOON, watch.changed()).await.unwrap();
    }

    #[tokio::test]
    async fn a_file_that_is_no_part_of_the_configuration_is_not_an_edit() {
        let folder = folder();
        let mut watch = Watch::start(folder.path());
        fs::write(folder.path().join("notes.txt"), "hello").unwrap();
        fs::write(folder.path().join("feedmill.toml"), "one").unwrap();
        assert!(timeout(QUIET * 4, watch.changed()).await.is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn an_edit_that_the_system_does_not_report_is_noticed_by_looking() {
        let folder = folder();
        let mut watch = Watch::with(folder.path(), None, mpsc::channel(1).1);
        fs::write(folder.path().join("feedmill.toml"), "two").unwrap();
        timeout(POLL * 2, watch.changed()).await.unwrap();
    }
}
