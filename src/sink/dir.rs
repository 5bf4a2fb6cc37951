//! A folder on disk: temp file, fsync, rename, fsync of the folder. A file is always whole, old or new, also after a power cut.
//!
//! Nothing outside of the root is ever written: paths are checked part by part, and a symbolic link below the root is never followed.

mod leftovers;
mod packed;
mod paths;
mod read;
mod remembered;
mod same;

use std::borrow::Cow;
use std::fs::{self, File as OpenFile};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use tempfile::NamedTempFile;

use crate::clock::Instant;
use crate::pack::Coding;
use crate::sink::{self, File, Opened, Sink, SinkError, Stamp, Waiting};
use crate::splice::{Layout, Part};
use paths::{kind_of, make_one, parts, plain};
use remembered::Remembered;
use same::holds;

/// How the names of temp files begin; a crash may leave some, and a later write to their folder removes them.
const TEMP: &str = ".feedmill-";

/// A folder that a static web server could serve.
#[derive(Clone, Debug)]
pub struct Dir {
    tree: Arc<Tree>,
    waiting: Waiting,
}

/// The blocking side: everything that touches the disk.
#[derive(Debug)]
struct Tree {
    root: PathBuf,
    /// Begins the names of our own temp files, so that a write under way is not taken for what a crash left.
    mark: String,
    /// How files lie that were put here.
    remembered: Remembered,
    /// Held while files take their places: a packed form never meets a file that it is not of.
    placing: Mutex<()>,
}

/// A file beside its place, safe on disk.
#[derive(Debug)]
pub struct Staged {
    temp: NamedTempFile,
    path: PathBuf,
    name: Cow<'static, str>,
    layout: Option<Layout>,
}

impl Staged {
    /// The file's name in its folder.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

impl Dir {
    /// The folder at that path; it is made when something is put there.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        let mark = format!("{TEMP}{:016x}-", RandomState::new().hash_one(0));
        Self {
            tree: Arc::new(Tree { root: root.into(), mark, remembered: Remembered::default(), placing: Mutex::default() }),
            waiting: Waiting::default(),
        }
    }

    /// Runs work on the disk where it may block.
    async fn on_disk<T: Send + 'static>(&self, work: impl FnOnce(&Tree) -> Result<T, SinkError> + Send + 'static) -> Result<T, SinkError> {
        let tree = Arc::clone(&self.tree);
        let done = tokio::task::spawn_blocking(move || work(&tree)).await;
        done.unwrap_or_else(|stopped| Err(failure("could not finish the work in", &self.tree.root, io::Error::other(stopped))))
    }
}

#[async_trait]
impl Sink for Dir {
    async fn stage(&self, folder: &str, files: Vec<File>) -> Result<Vec<sink::Staged>, SinkError> {
        let folder = folder.to_owned();
        self.on_disk(move |tree| tree.stage(&folder, files)).await
    }

    async fn place(&self, folder: &str, staged: Vec<sink::Staged>) -> Result<Vec<Cow<'static, str>>, SinkError> {
        if staged.is_empty() {
            return Ok(Vec::new());
        }
        let place = folder.to_owned();
        let (placed, failed) = self.on_disk(move |tree| Ok(tree.place(&place, staged))).await?;
        let path = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        for name in &placed {
            self.waiting.add(path(name));
        }
        failed.map_or(Ok(placed), Err)
    }

    async fn get(&self, path: &str) -> Result<Option<Vec<u8>>, SinkError> {
        let path = path.to_owned();
        self.on_disk(move |tree| tree.get(&path)).await
    }

    fn stamp(&self, path: &str) -> Result<Option<Stamp>, SinkError> {
        self.tree.stamp(path)
    }

    async fn open(&self, path: &str) -> Result<Option<Opened>, SinkError> {
        self.tree.open(path)
    }

    fn layout(&self, path: &str) -> Result<Option<(Stamp, Arc<Layout>)>, SinkError> {
        let Some(known) = self.tree.remembered.get(&self.tree.root.join(path)) else { return Ok(None) };
        // Somebody else may have put another file there.
        Ok(Some(known).filter(|(stamp, _)| matches!(self.tree.stamp(path), Ok(Some(now)) if now == *stamp)))
    }

    async fn put_packed(&self, path: &str, of: Stamp, packed: Vec<(Coding, Vec<u8>)>) -> Result<bool, SinkError> {
        let path = path.to_owned();
        self.on_disk(move |tree| tree.put_packed(&path, of, packed)).await
    }

    fn waiting(&self) -> Waiting {
        self.waiting.clone()
    }

    async fn list(&self, folder: &str) -> Result<Vec<String>, SinkError> {
        let folder = folder.to_owned();
        self.on_disk(move |tree| tree.list(&folder)).await
    }

    async fn remove(&self, path: &str) -> Result<(), SinkError> {
        let path = path.to_owned();
        self.on_disk(move |tree| tree.remove(&path)).await
    }
}

impl Tree {
    fn stage(&self, folder: &str, files: Vec<File>) -> Result<Vec<sink::Staged>, SinkError> {
        let folder = self.make_folder(folder)?;
        files.into_iter().filter_map(|file| self.stage_one(&folder, file).transpose()).collect()
    }

    /// A file whose bytes are new, beside its place.
    fn stage_one(&self, folder: &Path, file: File) -> Result<Option<sink::Staged>, SinkError> {
        let path = folder.join(plain(&file.name).map_err(|cause| failure("could not write", Path::new(file.name.as_ref()), cause))?);
        if let Some(stamp) = holds(&path, &file.parts).map_err(|cause| failure("could not compare", &path, cause))? {
            self.remembered.set(path, stamp, file.layout);
            return Ok(None);
        }
        let temp = self.write_temp(folder, &file.parts, None).map_err(|cause| failure("could not write", &path, cause))?;
        Ok(Some(sink::Staged::Dir(Staged { temp, path, name: file.name, layout: file.layout })))
    }

    /// Every new file is whole on disk before the first takes its place, so that the twins of a feed change together. Answers the names
    /// of those that did, and what kept the others from it.
    fn place(&self, folder: &str, staged: Vec<sink::Staged>) -> (Vec<Cow<'static, str>>, Option<SinkError>) {
        let folder = self.root.join(folder);
        let mut placed = Vec::new();
        let done = self.place_all(&folder, staged, &mut placed);
        let synced = sync_folder(&folder).map_err(|cause| failure("could not save", &folder, cause));
        (placed, done.and(synced).err())
    }

    fn place_all(&self, folder: &Path, staged: Vec<sink::Staged>, placed: &mut Vec<Cow<'static, str>>) -> Result<(), SinkError> {
        // The disk's own clock, which no time zone and no step of ours disturbs.
        let just_now = staged.iter().filter_map(|sink::Staged::Dir(staged)| staged.temp.as_file().metadata().ok()?.modified().ok()).max();
        just_now
            .map_or(Ok(()), |now| leftovers::clear(folder, &self.mark, now))
            .map_err(|cause| failure("could not tidy", folder, cause))?;
        let _turn = self.placing.lock().unwrap_or_else(PoisonError::into_inner);
        for sink::Staged::Dir(Staged { temp, path, name, layout }) in staged {
            let stamp = packed::forget(&path)
                .and_then(|()| read::not_before(&path, temp.as_file()))
                .and_then(|()| temp.persist(&path).map_err(|failed| failed.error))
                .and_then(|file| read::stamp(&file.metadata()?))
                .map_err(|cause| failure("could not write", &path, cause))?;
            self.remembered.set(path, stamp, layout);
            placed.push(name);
        }
        Ok(())
    }

    fn remove(&self, path: &str) -> Result<(), SinkError> {
        let failed = |cause| failure("could not remove", &self.root.join(path), cause);
        let (full, there) = self.find(path).map_err(failed)?;
        if there.is_none() {
            return Ok(());
        }
        packed::forget(&full).and_then(|()| fs::remove_file(&full)).map_err(failed)?;
        // A folder goes with its last file; the first that still holds something ends the climb.
        let mut folder = full.parent();
        while let Some(here) = folder.filter(|here| *here != self.root && fs::remove_dir(here).is_ok()) {
            folder = here.parent();
        }
        folder.map_or(Ok(()), sync_folder).map_err(failed)
    }

    /// Where a path leads and what is there; `None` when there is nothing.
    ///
    /// A path that leaves the root, or that goes through a symbolic link or ends in one, is an error.
    fn find(&self, path: &str) -> io::Result<(PathBuf, Option<fs::FileType>)> {
        let mut here = self.root.clone();
        let mut there = kind_of(&here, true)?;
        for part in parts(path) {
            here.push(plain(part)?);
            there = match there {
                Some(kind) if kind.is_dir() => kind_of(&here, false)?,
                _ => None,
            };
        }
        Ok((here, there))
    }

    /// The folder, made where it was missing; each new one is saved in its parent.
    fn make_folder(&self, folder: &str) -> Result<PathBuf, SinkError> {
        let mut here = self.root.clone();
        fs::create_dir_all(&here).map_err(|cause| failure("could not make the folder", &here, cause))?;
        for part in parts(folder) {
            let parent = here.clone();
            here.push(part);
            let made = plain(part).and_then(|_| make_one(&parent, &here));
            made.map_err(|cause| failure("could not make the folder", &here, cause))?;
        }
        Ok(here)
    }

    /// A temp file in the folder that holds the parts, safe on disk. It is removed when it is not put in its place.
    fn write_temp(&self, folder: &Path, parts: &[Part], modified: Option<Instant>) -> io::Result<NamedTempFile> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(&self.mark).suffix(".tmp");
        // Temp files are private as a rule; these will be read by web servers, as far as the umask lets them.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut temp = builder.tempfile_in(folder)?;
        parts.iter().try_for_each(|part| part.write_to(temp.as_file_mut()))?;
        modified.map_or(Ok(()), |time| temp.as_file().set_modified(time.into()))?;
        temp.as_file().sync_all()?;
        Ok(temp)
    }
}

/// Makes the names in a folder safe on disk.
fn sync_folder(folder: &Path) -> io::Result<()> {
    // Elsewhere a folder cannot be opened, and renaming is safe without.
    if cfg!(unix) { OpenFile::open(folder)?.sync_all() } else { Ok(()) }
}

fn failure(what: &'static str, path: &Path, cause: io::Error) -> SinkError {
    let advice = match cause.kind() {
        ErrorKind::PermissionDenied => "Let the user that runs Feedmill read and write there, then run `feedmill publish`",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "Make room; the next run publishes what is missing",
        ErrorKind::ReadOnlyFilesystem => "Mount it for writing, or set `output.directory` to another folder",
        ErrorKind::InvalidInput | ErrorKind::NotADirectory | ErrorKind::IsADirectory | ErrorKind::AlreadyExists => {
            "Remove what is in the way, then run `feedmill publish`"
        }
        ErrorKind::InvalidData => "The file that stands was kept; please report this",
        _ => "The next run tries again",
    };
    SinkError { what, path: path.display().to_string(), cause, advice }
}

#[cfg(test)]
mod tests;
