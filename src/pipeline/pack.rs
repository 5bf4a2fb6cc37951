//! From published files to their packed forms: after a file took its place, never before, so that news waits for nothing.

use std::io::{Cursor, Read, Seek};

use crate::pack::{self, Coding};
use crate::sink::{Content, Sink, SinkError};

/// The bytes of a file, to be read once for each coding.
trait Plain: Read + Seek {}

impl<T: Read + Seek> Plain for T {}

/// Packs a file, unless that brings nothing. Answers whether it was packed.
///
/// # Errors
/// When it cannot be read, or its packed forms cannot be written.
pub async fn pack(sink: &dyn Sink, path: &str, codings: &[Coding]) -> Result<bool, SinkError> {
    let Some(opened) = sink.open(path).await? else { return Ok(false) };
    let (stamp, codings) = (opened.stamp, codings.to_vec());
    if codings.is_empty() || !pack::is_worth(path, stamp.size) {
        return Ok(false);
    }
    let work = move || {
        let mut plain: Box<dyn Plain> = match opened.content {
            Content::Bytes(bytes) => Box::new(Cursor::new(bytes)),
            Content::File(file) => Box::new(file),
        };
        let pack = |coding: Coding| {
            plain.rewind()?;
            Ok((coding, coding.pack_from(&mut plain, stamp.size)?))
        };
        codings.into_iter().map(pack).collect()
    };
    let packed = tokio::task::spawn_blocking(work).await.unwrap_or_else(|stopped| Err(std::io::Error::other(stopped)));
    let advice = "It is served as it is until the next start";
    let packed = packed.map_err(|cause| SinkError { what: "could not pack", path: path.to_owned(), cause, advice })?;
    sink.put_packed(path, stamp, packed).await
}

/// Packs a file, or says why not: its plain form is served as well.
pub async fn try_pack(sink: &dyn Sink, path: &str, codings: &[Coding]) {
    if let Err(error) = pack(sink, path, codings).await {
        tracing::warn!(event = "pack", %error, "a published file was not packed");
    }
}

/// Packs everything that is not packed, whatever a crash left or another setting made.
///
/// # Errors
/// When the published files cannot be listed.
pub async fn pack_all(sink: &dyn Sink, codings: &[Coding]) -> Result<(), SinkError> {
    find_unpacked(sink, codings).await?;
    let waiting = sink.waiting();
    while let Some(path) = waiting.take() {
        // One at a time: what packs takes more memory than all else.
        try_pack(sink, &path, codings).await;
    }
    Ok(())
}

/// Lets every file wait that lacks a packed form.
///
/// # Errors
/// When the published files cannot be listed.
pub async fn find_unpacked(sink: &dyn Sink, codings: &[Coding]) -> Result<(), SinkError> {
    let waiting = sink.waiting();
    for path in sink.list("").await? {
        let Some(stamp) = sink.stamp(&path)?.filter(|stamp| pack::is_worth(&path, stamp.size)) else { continue };
        let stands = |coding: &Coding| {
            let form = sink.stamp(&format!("{path}{}", coding.suffix())).ok().flatten();
            form.is_some_and(|form| form.modified == stamp.modified)
        };
        if !codings.iter().all(stands) {
            waiting.add(path);
        }
        // There may be many of them, and others wait.
        tokio::task::yield_now().await;
    }
    Ok(())
}
