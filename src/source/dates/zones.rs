//! Zones by name, by figures and by place.

use chrono::{FixedOffset, NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::{America, Asia, Europe, TZ_VARIANTS, Tz};

use super::names::Voice;
use crate::article::Stated;

/// What was said of the zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    /// Minutes east of Greenwich.
    East(i32),
    /// A place, whose clocks change with the day.
    Place(Tz),
    /// A name that nobody here knows.
    Unknown,
}

/// Names and minutes east of Greenwich: of RFC 822 (§5.1), of the tz database, and German ones.
const NAMES: [(&str, i32); 88] = [
    ("z", 0),
    ("ut", 0),
    ("utc", 0),
    ("gmt", 0),
    ("wet", 0),
    ("wez", 0),
    ("west", 60),
    ("wesz", 60),
    ("bst", 60),
    ("cet", 60),
    ("met", 60),
    ("mez", 60),
    ("wat", 60),
    ("cest", 120),
    ("mest", 120),
    ("mesz", 120),
    ("eet", 120),
    ("oez", 120),
    ("cat", 120),
    ("sast", 120),
    ("eest", 180),
    ("oesz", 180),
    ("idt", 180),
    ("eat", 180),
    ("trt", 180),
    ("msk", 180),
    ("мск", 180),
    ("irst", 210),
    ("msd", 240),
    ("gst", 240),
    ("pkt", 300),
    ("yekt", 300),
    ("ist", 330),
    ("npt", 345),
    ("omst", 360),
    ("ict", 420),
    ("wib", 420),
    ("novt", 420),
    ("krat", 420),
    ("hkt", 480),
    ("sgt", 480),
    ("myt", 480),
    ("pht", 480),
    ("wita", 480),
    ("awst", 480),
    ("irkt", 480),
    ("jst", 540),
    ("kst", 540),
    ("wit", 540),
    ("yakt", 540),
    ("acst", 570),
    ("aest", 600),
    ("chst", 600),
    ("vlat", 600),
    ("acdt", 630),
    ("aedt", 660),
    ("nzst", 720),
    ("nzdt", 780),
    ("azot", -60),
    ("ndt", -150),
    ("brst", -120),
    ("brt", -180),
    ("art", -180),
    ("clst", -180),
    ("uyt", -180),
    ("adt", -180),
    ("nst", -210),
    ("ast", -240),
    ("clt", -240),
    ("vet", -240),
    ("bot", -240),
    ("edt", -240),
    ("hae", -240),
    ("est", -300),
    ("cdt", -300),
    ("hne", -300),
    ("cot", -300),
    ("pet", -300),
    ("ect", -300),
    ("cst", -360),
    ("mdt", -360),
    ("mst", -420),
    ("pdt", -420),
    ("pst", -480),
    ("akdt", -480),
    ("akst", -540),
    ("hst", -600),
    ("sst", -660),
];

/// American names that mean the winter or the summer zone, as the day has it.
const PLACES: [(&str, Tz); 4] =
    [("et", America::New_York), ("ct", America::Chicago), ("mt", America::Denver), ("pt", America::Los_Angeles)];

/// Names that are words in small letters, and zones only in capitals.
const ALSO_WORDS: [&str; 14] = ["met", "ist", "art", "wet", "cat", "wit", "pet", "eat", "bot", "cot", "et", "ct", "mt", "pt"];

/// Names in words, and the zone that each means.
const LONG_NAMES: [(&str, &str); 26] = [
    ("greenwich mean time", "gmt"),
    ("coordinated universal time", "utc"),
    ("universal time", "utc"),
    ("koordinierte weltzeit", "utc"),
    ("temps universel coordonne", "utc"),
    ("tiempo universal coordinado", "utc"),
    ("british summer time", "bst"),
    ("central european time", "cet"),
    ("central european standard time", "cet"),
    ("central european summer time", "cest"),
    ("eastern european time", "eet"),
    ("eastern european summer time", "eest"),
    ("eastern standard time", "est"),
    ("eastern daylight time", "edt"),
    ("eastern time", "et"),
    ("central standard time", "cst"),
    ("central daylight time", "cdt"),
    ("central time", "ct"),
    ("mountain standard time", "mst"),
    ("mountain daylight time", "mdt"),
    ("mountain time", "mt"),
    ("pacific standard time", "pst"),
    ("pacific daylight time", "pdt"),
    ("pacific time", "pt"),
    ("india standard time", "ist"),
    ("japan standard time", "jst"),
];

/// No place is so many hours from Greenwich.
pub(super) const FARTHEST: u32 = 16;

/// The longest name in words, in words.
pub(super) const LONGEST_NAME: usize = 4;

/// Whether a folded word names a zone.
pub(super) fn is_name(word: &str) -> bool {
    NAMES.iter().any(|(name, _)| *name == word)
}

/// The zone that a folded word names. Single letters are those of RFC 822, which had their signs wrong: as RFC 5322 (§4.3) says, each means
/// that the time is universal and the place unknown.
pub(super) fn named(word: &str, capitals: bool, voice: Voice) -> Option<Zone> {
    if !capitals && ALSO_WORDS.contains(&word) {
        return None;
    }
    let own = match word {
        "ist" if voice.is(*b"he", *b"il") => Some(Zone::Place(Asia::Jerusalem)),
        "ist" if voice.is(*b"ga", *b"ie") => Some(Zone::Place(Europe::Dublin)),
        "cst" if voice.is(*b"zh", *b"cn") => Some(Zone::East(480)),
        _ => None,
    };
    let known = || NAMES.iter().find(|(name, _)| *name == word).map(|(_, minutes)| Zone::East(*minutes));
    let american = || PLACES.iter().find(|(name, _)| *name == word).map(|(_, place)| Zone::Place(*place));
    let military = || matches!(word.as_bytes(), [b'a'..=b'i' | b'k'..=b'z']).then_some(Zone::East(0)).filter(|_| capitals);
    own.or_else(known).or_else(american).or_else(military)
}

/// The zone that words name: `eastern standard time`.
pub(super) fn long_name(words: &str, voice: Voice) -> Option<Zone> {
    let (_, name) = LONG_NAMES.iter().find(|(long, _)| *long == words)?;
    named(name, true, voice)
}

/// The place of the tz database, by its letters alone: `americanewyork`.
pub(super) fn place(letters: &str) -> Option<Zone> {
    let is_it = |name: &str| {
        let mut given = letters.bytes();
        let same = name.bytes().filter(u8::is_ascii_alphabetic).all(|byte| given.next() == Some(byte.to_ascii_lowercase()));
        same && given.next().is_none()
    };
    TZ_VARIANTS.iter().find(|place| is_it(place.name())).map(|place| Zone::Place(*place))
}

/// What a name and the figures right behind it mean together: `GMT+1` is an hour east, `MSK+2` two hours east of Moscow, and `EST+5` has the
/// sign of POSIX. Else figures say more than a name.
pub(super) fn together(word: &str, name: Zone, figures: i32) -> Zone {
    match name {
        Zone::East(moscow) if matches!(word, "msk" | "мск") && figures != moscow => Zone::East(moscow + figures),
        Zone::East(minutes) if minutes != 0 && minutes == -figures => name,
        _ => Zone::East(figures),
    }
}

/// The moment of a time of day; `None` where it falls out of all time.
pub(super) fn moment(local: NaiveDateTime, zone: Zone) -> Option<Stated> {
    match zone {
        Zone::East(minutes) => {
            let offset = FixedOffset::east_opt(minutes * 60)?;
            Some(Stated::At(offset.from_local_datetime(&local).single()?.to_utc()))
        }
        Zone::Place(place) => in_place(local, place),
        Zone::Unknown => Some(Stated::On(local.date())),
    }
}

/// A time of day at a place; one that a clock change skips is the first after it, of two that it repeats it is the first.
fn in_place(local: NaiveDateTime, place: Tz) -> Option<Stated> {
    let found = (0..=8).find_map(|quarters| place.from_local_datetime(&(local + TimeDelta::minutes(15 * quarters))).earliest());
    found.map(|time| Stated::At(time.to_utc()))
}
