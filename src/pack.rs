//! Packed forms of published files: `feed.rss.gz` beside `feed.rss`, so that serving a shorter answer costs no work. Pure.
//!
//! The same bytes always pack to the same bytes: nothing in a packed form tells when or where it was made.

use std::io::{self, Read};

use flate2::{Compression, GzBuilder};

/// A content coding (RFC 9110, section 8.4.1) that published files are kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Coding {
    /// Brotli (RFC 7932): the shortest.
    Brotli,
    /// Zstandard (RFC 8878).
    Zstd,
    /// Gzip (RFC 1952): the one that every reader knows.
    Gzip,
}

/// A file shorter than this fits into one packet anyway, and is not packed.
pub const WORTH: u64 = 512;

impl Coding {
    /// Every coding, the shortest first: what a client takes equally gladly is chosen in this order.
    pub const ALL: [Self; 3] = [Self::Brotli, Self::Zstd, Self::Gzip];

    /// Its name in `Accept-Encoding`, `Content-Encoding` and the configuration.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
        }
    }

    /// What follows the name of a file packed in it.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Zstd => ".zst",
            Self::Gzip => ".gz",
        }
    }

    /// The bytes in this coding.
    ///
    /// # Errors
    /// Never for bytes in memory; the coders say so all the same.
    pub fn pack(self, mut bytes: &[u8]) -> io::Result<Vec<u8>> {
        let size = bytes.len() as u64;
        self.pack_from(&mut bytes, size)
    }

    /// What is read from `plain`, so many bytes, in this coding. Of a long document only a window is in memory at a time.
    ///
    /// The levels were measured on feeds: one step further costs more than it saves (`docs/operating.md`).
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn pack_from(self, plain: &mut impl Read, size: u64) -> io::Result<Vec<u8>> {
        match self {
            Self::Brotli => brotli(plain, size),
            Self::Zstd => zstd(plain, size),
            Self::Gzip => gzip(plain),
        }
    }
}

fn gzip(plain: &mut impl Read) -> io::Result<Vec<u8>> {
    // No time, and no system: 255 stands for one that is not known.
    let mut packer = GzBuilder::new().mtime(0).operating_system(255).write(Vec::new(), Compression::new(6));
    io::copy(plain, &mut packer)?;
    packer.finish()
}

fn brotli(plain: &mut impl Read, size: u64) -> io::Result<Vec<u8>> {
    let mut packed = Vec::new();
    let size_hint = usize::try_from(size).unwrap_or(usize::MAX);
    let parameters = brotli::enc::BrotliEncoderParams { quality: 5, lgwin: WINDOW, size_hint, ..Default::default() };
    brotli::BrotliCompress(plain, &mut packed, &parameters)?;
    Ok(packed)
}

fn zstd(plain: &mut impl Read, size: u64) -> io::Result<Vec<u8>> {
    let mut packer = zstd::Encoder::new(Vec::new(), 4)?;
    packer.window_log(WINDOW.unsigned_abs())?;
    packer.set_pledged_src_size(Some(size))?;
    io::copy(plain, &mut packer)?;
    packer.finish()
}

/// How far back a packed form looks, as a power of two: 256 KiB. A wider window takes memory and hardly shortens a feed.
const WINDOW: i32 = 18;

/// The name of the file that a name is a packed form of; `None` for one that is no packed form.
#[must_use]
pub fn plain(name: &str) -> Option<&str> {
    Coding::ALL.iter().find_map(|coding| name.strip_suffix(coding.suffix())).filter(|plain| is_text(plain))
}

/// Whether a file is worth packing: text of some length. Pictures are packed already.
#[must_use]
pub fn is_worth(name: &str, size: u64) -> bool {
    size >= WORTH && is_text(name)
}

/// Whether a published file of this name holds text.
fn is_text(name: &str) -> bool {
    const TEXT: [&str; 9] = ["rss", "atom", "json", "html", "opml", "xml", "css", "svg", "txt"];
    name.rsplit_once('.').is_some_and(|(_, extension)| TEXT.contains(&extension))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn unpacked(coding: Coding, bytes: &[u8]) -> Vec<u8> {
        let mut plain = Vec::new();
        match coding {
            Coding::Brotli => drop(brotli::Decompressor::new(bytes, 4096).read_to_end(&mut plain).unwrap()),
            Coding::Zstd => plain = zstd::decode_all(bytes).unwrap(),
            Coding::Gzip => drop(flate2::read::GzDecoder::new(bytes).read_to_end(&mut plain).unwrap()),
        }
        plain
    }

    #[test]
    fn what_is_packed_unpacks_to_the_same_and_is_the_same_at_any_time() {
        let document = "<item><title>Bed numbers fall</title></item>\n".repeat(500).into_bytes();
        for coding in Coding::ALL {
            let packed = coding.pack(&document).unwrap();
            assert!(packed.len() < document.len() / 10, "{coding:?}: {}", packed.len());
            assert_eq!(unpacked(coding, &packed), document, "{coding:?}");
            assert_eq!(packed, coding.pack(&document).unwrap(), "{coding:?}");
            assert_eq!(unpacked(coding, &coding.pack(b"").unwrap()), b"", "{coding:?}");
        }
        assert_eq!(gzip(&mut document.as_slice()).unwrap()[4..10], [0, 0, 0, 0, 0, 255], "no time, no flags, no system");
    }

    #[test]
    fn packed_forms_are_known_by_name_and_only_text_is_packed() {
        for (name, expected) in [
            ("feed.rss.gz", Some("feed.rss")),
            ("index.html.br", Some("index.html")),
            ("feeds.opml.zst", Some("feeds.opml")),
            ("feed.rss", None),
            ("backup.tar.gz", None),
            ("icon.png.gz", None),
            (".gz", None),
        ] {
            assert_eq!(plain(name), expected, "{name}");
        }
        assert!(is_worth("feed.rss", WORTH) && !is_worth("feed.rss", WORTH - 1) && !is_worth("icon.png", 1 << 20));
    }
}
