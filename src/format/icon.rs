//! The pictures that Feedmill makes for feeds without any: a square of one colour with an initial.
//!
//! The colour follows from the feed's place, the letter from its label, so the same feed always has the same bytes.

use std::io::Cursor;

use png::{BitDepth, ColorType, Compression, Encoder, EncodingError};
use unicode_normalization::UnicodeNormalization;

/// How wide and high a letter is, in dots; a dot of room stands on every side.
const DOTS: (u32, u32) = (5, 7);

/// What is drawn for a label that begins with no letter of the alphabet below: a page with lines.
const LINES: [u8; 7] = [0b11111, 0b00000, 0b11111, 0b00000, 0b11111, 0b00000, 0b11100];

/// The alphabet: seven rows of five dots, the leftmost in the highest bit.
const LETTERS: [(char, [u8; 7]); 36] = [
    ('0', [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110]),
    ('1', [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110]),
    ('2', [0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111]),
    ('3', [0b11111, 0b00010, 0b00100, 0b00010, 0b00001, 0b10001, 0b01110]),
    ('4', [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010]),
    ('5', [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110]),
    ('6', [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110]),
    ('7', [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000]),
    ('8', [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110]),
    ('9', [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100]),
    ('A', [0b01110, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001]),
    ('B', [0b11110, 0b10001, 0b10001, 0b11110, 0b10001, 0b10001, 0b11110]),
    ('C', [0b01110, 0b10001, 0b10000, 0b10000, 0b10000, 0b10001, 0b01110]),
    ('D', [0b11110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b11110]),
    ('E', [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111]),
    ('F', [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b10000]),
    ('G', [0b01110, 0b10001, 0b10000, 0b10111, 0b10001, 0b10001, 0b01111]),
    ('H', [0b10001, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001]),
    ('I', [0b01110, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110]),
    ('J', [0b00111, 0b00010, 0b00010, 0b00010, 0b00010, 0b10010, 0b01100]),
    ('K', [0b10001, 0b10010, 0b10100, 0b11000, 0b10100, 0b10010, 0b10001]),
    ('L', [0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b11111]),
    ('M', [0b10001, 0b11011, 0b10101, 0b10101, 0b10001, 0b10001, 0b10001]),
    ('N', [0b10001, 0b11001, 0b10101, 0b10011, 0b10001, 0b10001, 0b10001]),
    ('O', [0b01110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110]),
    ('P', [0b11110, 0b10001, 0b10001, 0b11110, 0b10000, 0b10000, 0b10000]),
    ('Q', [0b01110, 0b10001, 0b10001, 0b10001, 0b10101, 0b10010, 0b01101]),
    ('R', [0b11110, 0b10001, 0b10001, 0b11110, 0b10100, 0b10010, 0b10001]),
    ('S', [0b01111, 0b10000, 0b10000, 0b01110, 0b00001, 0b00001, 0b11110]),
    ('T', [0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100]),
    ('U', [0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110]),
    ('V', [0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01010, 0b00100]),
    ('W', [0b10001, 0b10001, 0b10001, 0b10101, 0b10101, 0b11011, 0b10001]),
    ('X', [0b10001, 0b10001, 0b01010, 0b00100, 0b01010, 0b10001, 0b10001]),
    ('Y', [0b10001, 0b10001, 0b01010, 0b00100, 0b00100, 0b00100, 0b00100]),
    ('Z', [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b10000, 0b11111]),
];

/// The colours of a picture, by their numbers in it.
const CLEAR: u8 = 0;
const GROUND: u8 = 1;
const LETTER: u8 = 2;

/// A square picture with round corners, `size` pixels wide, as PNG. `place` chooses the colour, `label` the letter.
#[must_use]
pub fn icon(size: u32, place: &str, label: &str) -> Vec<u8> {
    drawn(size, size / 6, place, label)
}

/// The same without round corners, which podcast directories round themselves.
#[must_use]
pub fn cover(size: u32, place: &str, label: &str) -> Vec<u8> {
    drawn(size, 0, place, label)
}

/// The picture that browsers ask every host for, `/favicon.ico`: one picture of 32 pixels in the frame of that format.
#[must_use]
pub fn favicon() -> Vec<u8> {
    let picture = icon(32, "", "Feedmill");
    let length = u32::try_from(picture.len()).unwrap_or(0).to_le_bytes();
    let head: [u8; 14] = [0, 0, 1, 0, 1, 0, 32, 32, 0, 0, 1, 0, 32, 0];
    let mut file = head.to_vec();
    file.extend(length);
    file.extend(22_u32.to_le_bytes());
    file.extend(picture);
    file
}

/// Draws a picture. Writing to memory does not fail, nor does a size that is none of zero.
fn drawn(size: u32, radius: u32, place: &str, label: &str) -> Vec<u8> {
    let letter = glyph(label);
    encoded(size, colour(place), &|x, y| {
        if is_letter(letter, size, x, y) {
            LETTER
        } else if is_corner(size, radius, x, y) {
            CLEAR
        } else {
            GROUND
        }
    })
    .unwrap_or_default()
}

/// A PNG of three colours, two bits for a pixel.
fn encoded(size: u32, ground: [u8; 3], pixel: &dyn Fn(u32, u32) -> u8) -> Result<Vec<u8>, EncodingError> {
    let mut file = Cursor::new(Vec::new());
    let mut encoder = Encoder::new(&mut file, size, size);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Two);
    encoder.set_compression(Compression::High);
    encoder.set_palette([[0xFF; 3], ground, [0xFF; 3]].concat());
    encoder.set_trns(&[0, 0xFF, 0xFF][..]);
    let row =
        |y: u32| (0..size).step_by(4).map(move |x| (0..4).fold(0, |byte, at| byte << 2 | if x + at < size { pixel(x + at, y) } else { 0 }));
    let rows: Vec<u8> = (0..size).flat_map(row).collect();
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&rows)?;
    writer.finish()?;
    Ok(file.into_inner())
}

/// Whether a pixel lies outside of a round corner.
const fn is_corner(size: u32, radius: u32, x: u32, y: u32) -> bool {
    let (from_left, from_top) = (if x < size - 1 - x { x } else { size - 1 - x }, if y < size - 1 - y { y } else { size - 1 - y });
    if from_left >= radius || from_top >= radius {
        return false;
    }
    // Twice the distance from the corner's centre to the middle of the pixel, so that it is a whole number.
    let (across, down) = (2 * (radius - from_left) - 1, 2 * (radius - from_top) - 1);
    across * across + down * down > 4 * radius * radius
}

/// Whether a pixel belongs to the letter, which stands in the middle.
fn is_letter(rows: [u8; 7], size: u32, x: u32, y: u32) -> bool {
    let dot = size / (DOTS.1 + 4);
    let (left, top) = ((size - dot * DOTS.0) / 2, (size - dot * DOTS.1) / 2);
    let place = x.checked_sub(left).zip(y.checked_sub(top)).map(|(across, down)| (across / dot, down / dot));
    place.filter(|(column, _)| *column < DOTS.0).is_some_and(|(column, row)| {
        let row = usize::try_from(row).ok().and_then(|row| rows.get(row)).copied().unwrap_or(0);
        row >> (DOTS.0 - 1 - column) & 1 == 1
    })
}

/// The drawing of a label's first letter or digit, without its accents.
fn glyph(label: &str) -> [u8; 7] {
    let first = label.chars().find(|c| c.is_alphanumeric());
    let plain = first.and_then(|c| c.nfkd().next()).map(|c| c.to_ascii_uppercase());
    LETTERS.iter().find(|(letter, _)| Some(*letter) == plain).map_or(LINES, |(_, rows)| *rows)
}

/// A colour dark enough for a white letter; its hue follows from the place.
fn colour(place: &str) -> [u8; 3] {
    let hash = blake3::hash(place.as_bytes());
    let hue = hash.as_bytes().iter().take(4).fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte)) % 360;
    // From 42 to 150, one of the three channels rises or falls through each sixth of the circle.
    let part = |shift: u32| {
        let at = (hue + shift) % 360;
        let level = match at {
            0..60 => at,
            60..180 => 60,
            180..240 => 240 - at,
            _ => 0,
        };
        u8::try_from(42 + level * 108 / 60).unwrap_or(u8::MAX)
    };
    [part(120), part(0), part(240)]
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn decode(bytes: &[u8]) -> (u32, u32, Vec<u8>) {
        let mut decoder = png::Decoder::new(Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        (info.width, info.height, pixels)
    }

    #[test]
    fn a_picture_is_a_square_with_round_corners_and_a_letter() {
        let (width, height, pixels) = decode(&icon(144, "hsj/sections/news", "News"));
        assert_eq!((width, height, pixels.len()), (144, 144, 144 * 144 * 4));
        let pixel = |x: usize, y: usize| &pixels[(y * 144 + x) * 4..][..4];
        assert_eq!(pixel(0, 0)[3], 0, "the corner is clear");
        assert_eq!(pixel(143, 72)[3], 255, "the edge is not");
        let dot = 13;
        let (left, top) = ((144 - 5 * dot) / 2, (144 - 7 * dot) / 2);
        let row = |y: usize| (0..5).map(|x| pixel(left + x * dot + 6, top + y * dot + 6) == [255; 4]).collect::<Vec<_>>();
        assert_eq!(row(1), [true, true, false, false, true], "the second row of an N");
    }

    #[test]
    fn a_cover_is_a_small_file_without_clear_pixels() {
        let bytes = cover(1400, "hsj", "HSJ");
        let (width, _, pixels) = decode(&bytes);
        assert_eq!(width, 1400);
        assert!(pixels.chunks(4).all(|pixel| pixel[3] == 255));
        assert!(bytes.len() < 20_000, "{} bytes", bytes.len());
    }

    #[test]
    fn the_letter_is_the_first_that_can_be_drawn() {
        for (label, letter) in [("News", 'N'), ("“éclair”", 'E'), ("  2025 in review", '2'), ("ﬁre", 'F'), ("Ａ", 'A')] {
            let (_, rows) = LETTERS.iter().find(|(known, _)| *known == letter).unwrap();
            assert_eq!(glyph(label), *rows, "{label}");
        }
        for label in ["", "…", "Новости", "新聞"] {
            assert_eq!(glyph(label), LINES, "{label}");
        }
    }

    #[test]
    fn colours_differ_and_are_dark_enough_for_white() {
        let places = ["hsj", "hsj/sections/news", "hsj/sections/comment", "hsj/sections/podcast", "hsj/sections/hsj-local"];
        let colours: HashSet<[u8; 3]> = places.iter().map(|place| colour(place)).collect();
        assert_eq!(colours.len(), places.len());
        for number in 0..2_000 {
            let [red, green, blue] = colour(&number.to_string()).map(u32::from);
            assert!(red * 299 + green * 587 + blue * 114 < 140 * 1000, "{red} {green} {blue}");
        }
    }

    #[test]
    fn every_letter_is_there_once_and_in_order() {
        let letters: String = LETTERS.iter().map(|(letter, _)| *letter).collect();
        assert_eq!(letters, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    }

    #[test]
    fn the_picture_of_a_host_holds_one_picture() {
        let file = favicon();
        assert_eq!(&file[..6], [0, 0, 1, 0, 1, 0]);
        assert_eq!(decode(&file[22..]).0, 32);
    }
}
