//! Packed forms beside their files. A static web server looks at names alone, so none may ever stand beside a file that it is not of.

use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use super::{Tree, failure, read};
use crate::pack::Coding;
use crate::sink::{SinkError, Stamp};
use crate::splice::Part;

impl Tree {
    /// Forms are made from a file that was read a while ago. They take their places only beside that very version.
    pub(super) fn put_packed(&self, path: &str, of: Stamp, packed: Vec<(Coding, Vec<u8>)>) -> Result<bool, SinkError> {
        let full = self.root.join(path);
        let failed = |cause| failure("could not write the packed forms of", &full, cause);
        let folder = full.parent().unwrap_or(&self.root);
        if !self.is_still(path, of).map_err(failed)? {
            return Ok(false);
        }
        let mut temps = Vec::new();
        for (coding, bytes) in packed {
            // A form that has its file's very time belongs to it.
            let temp = self.write_temp(folder, &[Part::Bytes(bytes.into())], Some(of.modified)).map_err(failed)?;
            temps.push((form(&full, coding), temp));
        }
        let _turn = self.placing.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.is_still(path, of).map_err(failed)? {
            return Ok(false);
        }
        for (form, temp) in temps {
            temp.persist(form).map_err(|error| failed(error.error))?;
        }
        // Another process knows nothing of our turn: where it put another file there in between, our forms go again. So does a form in
        // a coding that is no longer made, when somebody changed the file by hand.
        forget_others(&full).map_err(failed)?;
        self.is_still(path, of).map_err(failed)
    }

    fn is_still(&self, path: &str, of: Stamp) -> io::Result<bool> {
        let (full, there) = self.find(path)?;
        Ok(there.is_some_and(|kind| kind.is_file()) && fs::symlink_metadata(full).and_then(|data| read::stamp(&data))? == of)
    }
}

/// Removes the packed forms of a file, before it changes.
pub(super) fn forget(path: &Path) -> io::Result<()> {
    Coding::ALL.into_iter().try_for_each(|coding| remove(&form(path, coding)))
}

/// Removes those packed forms that are not of the file as it stands.
fn forget_others(path: &Path) -> io::Result<()> {
    let time = |path: &Path| fs::symlink_metadata(path).and_then(|data| data.modified()).ok();
    let others = Coding::ALL.into_iter().map(|coding| form(path, coding)).filter(|form| time(form) != time(path));
    others.into_iter().try_for_each(|form| remove(&form))
}

fn remove(form: &Path) -> io::Result<()> {
    match fs::remove_file(form) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => Err(cause),
        _ => Ok(()),
    }
}

/// The path of a packed form of a file.
fn form(path: &Path, coding: Coding) -> PathBuf {
    let mut form = OsString::from(path);
    form.push(coding.suffix());
    form.into()
}
