//! What a file is put together from: new bytes, and pieces of the file that stood there before.
//!
//! A large document differs from the one before it in a few items. What stays is taken over from the old file as it is, without being
//! read into memory, joined or looked at again.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;

/// Says what an item of a document looks like: where two marks are the same, so are the bytes.
pub type Mark = u64;

/// Which items a document holds, and where each lies in its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Says what else the document shows; 0 where that is made anew each time.
    pub frame: Mark,
    /// The items in their order, each with the bytes of the file that it takes.
    pub items: Vec<(Mark, Range<u64>)>,
}

/// A part of a file that is to be written.
#[derive(Clone, Debug)]
pub enum Part {
    /// New bytes.
    Bytes(Bytes),
    /// Bytes of a file that stands.
    Piece(Arc<File>, Range<u64>),
}

/// How far ahead the next item is looked for in the file that stands: where more than this are gone at once, what follows is made anew.
const AHEAD: usize = 64;

/// The file that stands in a document's place, from which items are taken in their order.
#[derive(Debug)]
pub struct Standing {
    layout: Arc<Layout>,
    content: Part,
    next: usize,
}

impl Standing {
    /// A file that lies so: its whole content. `None` where it is shorter than that.
    #[must_use]
    pub fn new(layout: Arc<Layout>, content: Part) -> Option<Self> {
        let fits = layout.items.iter().all(|(_, range)| range.start <= range.end && range.end <= content.size());
        fits.then_some(Self { layout, content, next: 0 })
    }

    /// Where an item with this mark lies, if it is one of those that follow.
    pub fn find(&mut self, mark: Mark) -> Option<Range<u64>> {
        let rest = self.layout.items.get(self.next..)?;
        let (at, (_, range)) = rest.iter().take(AHEAD).enumerate().find(|(_, (known, _))| *known == mark)?;
        self.next += at + 1;
        Some(range.clone())
    }

    /// A piece of the file, of one item or of several that follow each other.
    #[must_use]
    pub fn piece(&self, range: Range<u64>) -> Part {
        let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        match &self.content {
            Part::Bytes(bytes) => Part::Bytes(bytes.slice(place(range.start)..place(range.end))),
            Part::Piece(file, _) => Part::Piece(Arc::clone(file), range),
        }
    }
}

impl Part {
    /// How many bytes it has.
    #[must_use]
    pub fn size(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Piece(_, range) => range.end - range.start,
        }
    }

    /// Writes it to the end of a file.
    ///
    /// # Errors
    /// When it cannot be written, or when the file that it is a piece of cannot be read or is too short.
    pub fn write_to(&self, file: &mut File) -> io::Result<()> {
        match self {
            Self::Bytes(bytes) => file.write_all(bytes),
            // From file to file, the system copies by itself where it can.
            Self::Piece(from, range) => whole(io::copy(&mut at(from, range.start)?.take(self.size()), file)?, self.size()),
        }
    }

    /// Reads it from its beginning.
    ///
    /// # Errors
    /// When the file that it is a piece of cannot be read.
    pub fn reader(&self) -> io::Result<io::Take<Source<'_>>> {
        let source = match self {
            Self::Bytes(bytes) => Source::Bytes(bytes),
            Self::Piece(file, range) => Source::File(at(file, range.start)?),
        };
        Ok(source.take(self.size()))
    }
}

/// Where the bytes of a part come from.
#[derive(Debug)]
pub enum Source<'a> {
    /// Memory.
    Bytes(&'a [u8]),
    /// A file, from where it stands.
    File(&'a File),
}

impl Read for Source<'_> {
    fn read(&mut self, piece: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Bytes(bytes) => bytes.read(piece),
            Self::File(file) => file.read(piece),
        }
    }
}

/// A file, to be read from a place on.
fn at(mut file: &File, place: u64) -> io::Result<&File> {
    file.seek(SeekFrom::Start(place))?;
    Ok(file)
}

fn whole(copied: u64, size: u64) -> io::Result<()> {
    if copied == size { Ok(()) } else { Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file that it was a piece of is too short")) }
}

/// All bytes of some parts.
///
/// # Errors
/// When a file that one is a piece of cannot be read or is too short.
pub fn bytes(parts: &[Part]) -> io::Result<Vec<u8>> {
    let mut all = Vec::new();
    for part in parts {
        whole(part.reader()?.read_to_end(&mut all)? as u64, part.size())?;
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(marks: &[Mark]) -> Arc<Layout> {
        Arc::new(Layout { frame: 0, items: marks.iter().enumerate().map(|(at, mark)| (*mark, at as u64 * 2..at as u64 * 2 + 2)).collect() })
    }

    fn standing(marks: &[Mark]) -> Standing {
        let text = marks.iter().fold(String::new(), |text, mark| text + &format!("{mark:>2}"));
        Standing::new(layout(marks), Part::Bytes(text.into())).unwrap()
    }

    #[test]
    fn items_are_found_in_their_order_whatever_came_between_or_went() {
        let mut old = standing(&[9, 8, 7, 6, 5]);
        let text = |old: &Standing, range| String::from_utf8(bytes(&[old.piece(range)]).unwrap()).unwrap();
        assert_eq!(old.find(10), None, "new");
        let first = old.find(9).unwrap();
        assert_eq!(text(&old, first), " 9");
        assert_eq!(old.find(11), None, "edited");
        let later = old.find(6).unwrap();
        assert_eq!(text(&old, later), " 6", "8 and 7 went");
        assert_eq!(old.find(8), None, "never backwards: items keep their order");
    }

    #[test]
    fn the_search_ends_soon() {
        let marks: Vec<Mark> = (0..200).collect();
        assert_eq!(standing(&marks).find(199), None);
        assert!(standing(&marks).find(63).is_some());
    }

    #[test]
    fn a_file_that_is_shorter_than_its_layout_is_of_no_use() {
        assert!(Standing::new(layout(&[1, 2]), Part::Bytes(Bytes::from_static(b"123"))).is_none());
        let empty = Arc::new(tempfile::tempfile().unwrap());
        let part = Part::Piece(Arc::clone(&empty), 0..5);
        assert!(bytes(std::slice::from_ref(&part)).is_err());
        assert!(part.write_to(&mut tempfile::tempfile().unwrap()).is_err());
    }
}
