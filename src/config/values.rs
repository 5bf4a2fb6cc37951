//! The rules of single values: from the text that was written to what it means.

use std::time::Duration;

use chrono_tz::{TZ_VARIANTS, Tz};
use url::Url;

use super::codes;
use super::document::Mistake;
use super::suggest::{did_you_mean, nearest, one_of};
use super::words::{Name, NotAName};
use crate::fetch::guard::Allow;
use crate::pack::Coding;
use crate::schedule::{BadSchedule, Schedule};
use crate::serve::client::Proxies;
use crate::serve::listen::Listen;
use crate::source::listing::{BadPick, Pick};

/// Units of time and how many milliseconds each has.
const TIMES: [(&str, u64); 5] = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

/// Units of size and how many bytes each has.
const SIZES: [(&str, u64); 7] =
    [("B", 1), ("kB", 1_000), ("KiB", 1 << 10), ("MB", 1_000_000), ("MiB", 1 << 20), ("GB", 1_000_000_000), ("GiB", 1 << 30)];

/// What a listing's address may hold, each with an example.
const PLACEHOLDERS: [(&str, &str); 3] = [("{yyyy}", "2025"), ("{mm}", "11"), ("{month}", "november")];

/// A time such as `5s` or `500ms`.
pub(super) fn duration(text: &str) -> Result<Duration, Mistake> {
    measure(text, &TIMES).map(Duration::from_millis).ok_or_else(|| {
        Mistake::new(codes::BAD_VALUE, format!("`{text}` is not a time"))
            .help("write a whole number and a unit (`ms`, `s`, `m`, `h`, `d`), like `5s`")
    })
}

/// A time longer than nothing.
pub(super) fn some_time(text: &str) -> Result<Duration, Mistake> {
    match duration(text)? {
        Duration::ZERO => Err(Mistake::new(codes::BAD_VALUE, "no time at all is too short").help("write a time like `5s`")),
        time => Ok(time),
    }
}

/// A size in bytes such as `10MiB`; never nothing.
pub(super) fn size(text: &str) -> Result<u64, Mistake> {
    let wrong = || Mistake::new(codes::BAD_VALUE, format!("`{text}` is not a size"));
    let help = "write a whole number and a unit (`B`, `kB`, `KiB`, `MB`, `MiB`, `GB`, `GiB`), like `10MiB`";
    measure(text, &SIZES).filter(|&bytes| bytes > 0).ok_or_else(|| wrong().help(help))
}

/// A whole number and one of these units, as a number of the smallest.
fn measure(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    let factor = units.iter().find(|(name, _)| *name == unit.trim_start()).map(|(_, factor)| *factor)?;
    number.parse::<u64>().ok()?.checked_mul(factor)
}

/// An address on the web: http or https, and no login in it. No sentence cites the address, which may hold a secret.
pub(super) fn address(text: &str) -> Result<Url, Mistake> {
    let wrong = |what: String| Mistake::new(codes::BAD_ADDRESS, what);
    let url = Url::parse(text).map_err(|error| wrong(format!("this is not an address: {error}")).help(SCHEME))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong(format!("an address that begins with `{}:` cannot be used here", url.scheme())).help(SCHEME));
    }
    if !url.username().is_empty() || url.password().is_some() {
        let help = "take the user and the password out and write `auth.basic = { user = \"…\", password = \"env:NAME\" }`";
        return Err(Mistake::new(codes::SECRET, "this address holds a login").help(help));
    }
    Ok(url)
}

/// The advice for what is no address.
const SCHEME: &str = "write it whole, beginning with `https://` or `http://`";

/// The address of the output folder; a slash is put at its end.
pub(super) fn base_address(text: &str) -> Result<Url, Mistake> {
    let mut url = address(text)?;
    if url.query().is_some() || url.fragment().is_some() {
        let help = "paths are added behind it: end it with a slash";
        return Err(Mistake::new(codes::BAD_ADDRESS, "`base_url` cannot hold `?` or `#`").help(help));
    }
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

/// A listing's address, which may hold the month being read; kept as written.
pub(super) fn listing_address(text: &str) -> Result<String, Mistake> {
    let example = PLACEHOLDERS.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value));
    let blank = PLACEHOLDERS.iter().fold(text.to_owned(), |text, (name, _)| text.replace(name, &" ".repeat(name.len())));
    if let Some(start) = blank.find(['{', '}']) {
        let end = text.get(start..).and_then(|rest| rest.find('}')).map_or(text.len(), |close| start + close + 1);
        let names = PLACEHOLDERS.map(|(name, _)| name);
        let wrong = Mistake::new(codes::BAD_ADDRESS, "these braces stand for nothing").within(start..end);
        return Err(wrong.help(format!("an address may hold {} of the month being read", one_of(&names))));
    }
    address(&example).map(|_| text.to_owned())
}

/// A socket to listen on: a port, or a file.
pub(super) fn socket(text: &str) -> Result<Listen, Mistake> {
    if let Some(path) = text.strip_prefix("unix:") {
        let help = "write it like `unix:/run/feedmill/feeds.sock`";
        let wrong = |what: &str| Mistake::new(codes::BAD_ADDRESS, format!("`{text}` {what}")).help(help);
        return match path.len() {
            0 => Err(wrong("names no file")),
            // What the system takes, with the byte that ends it.
            108.. => Err(wrong("is longer than the 107 bytes that the path of a socket may have")),
            _ => Ok(Listen::Unix(path.into())),
        };
    }
    let help = "write it like `127.0.0.1:8080`, `[::1]:8080` or `unix:/run/feedmill/feeds.sock`";
    let wrong = |_| Mistake::new(codes::BAD_ADDRESS, format!("`{text}` is not `ip:port`")).help(help);
    text.parse().map(Listen::Tcp).map_err(wrong)
}

/// Proxies whose word counts.
pub(super) fn proxies(text: &str) -> Result<Proxies, Mistake> {
    text.parse().map_err(|sentence: String| Mistake::new(codes::BAD_ADDRESS, sentence))
}

/// A content coding by its name.
pub(super) fn coding(text: &str) -> Result<Coding, Mistake> {
    Coding::ALL.into_iter().find(|coding| coding.token() == text).ok_or_else(|| {
        let names = Coding::ALL.map(Coding::token);
        let wrong = Mistake::new(codes::BAD_VALUE, format!("files cannot be packed as `{text}`"));
        wrong.help(nearest(text, names).map_or_else(|| format!("write {}", one_of(&names)), did_you_mean))
    })
}

/// An address that may be reached although it is not public.
pub(super) fn allow(text: &str) -> Result<Allow, Mistake> {
    text.parse().map_err(|sentence: String| Mistake::new(codes::BAD_ADDRESS, sentence))
}

/// A time zone by its IANA name.
pub(super) fn zone(text: &str) -> Result<Tz, Mistake> {
    text.parse().map_err(|_| {
        let names = || TZ_VARIANTS.iter().map(|zone| zone.name());
        let same_city = |name: &&str| name.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(text));
        let near = names().find(same_city).or_else(|| nearest(text, names()));
        let wrong = Mistake::new(codes::BAD_ZONE, format!("there is no time zone `{text}`"));
        wrong.help(near.map_or_else(|| "write an IANA name like `Europe/London`, or `UTC`".to_owned(), did_you_mean))
    })
}

/// A schedule; its mistake points into the text.
pub(super) fn schedule(text: &str) -> Result<Schedule, Mistake> {
    text.parse().map_err(|BadSchedule { message, span }| Mistake::new(codes::BAD_SCHEDULE, message).within(span))
}

/// A selector with the attribute to take.
pub(super) fn pick(text: &str) -> Result<Pick, Mistake> {
    Pick::parse(text).map_err(|BadPick { message, span }| {
        let wrong = Mistake::new(codes::BAD_SELECTOR, message).within(span);
        wrong.help("write CSS like `h3 a`, or `h3 a@href` to take an attribute")
    })
}

/// A plain name.
pub(super) fn name(text: &str) -> Result<Name, Mistake> {
    text.parse().map_err(|error: NotAName| match error {
        NotAName::Reserved(_) => Mistake::new(codes::RESERVED, error.to_string()).help("take another name"),
        NotAName::Shape(_) => {
            let wrong = Mistake::new(codes::BAD_NAME, error.to_string());
            let plain = Name::from_label(text);
            if plain.as_str().starts_with("section-") { wrong } else { wrong.help(format!("write `{plain}`")) }
        }
    })
}

/// A language tag of the usual shape (BCP 47): `en`, `en-GB`, `zh-Hant-TW`.
pub(super) fn language(text: &str) -> Result<String, Mistake> {
    let mut parts = text.split('-');
    let first = parts.next().is_some_and(|part| (2..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphabetic()));
    let others = parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    if first && others {
        return Ok(text.to_owned());
    }
    let hyphens = text.replace('_', "-");
    let help =
        if hyphens != text && language(&hyphens).is_ok() { did_you_mean(&hyphens) } else { "write it like `en` or `en-GB`".to_owned() };
    Err(Mistake::new(codes::BAD_VALUE, format!("`{text}` is not a language tag")).help(help))
}

/// A text that is not blank.
pub(super) fn some_text(text: &str) -> Result<String, Mistake> {
    match text.trim() {
        "" => Err(Mistake::new(codes::BAD_VALUE, "this text is empty")),
        text => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_number_and_a_unit() {
        for (text, milliseconds) in [("500ms", 500), ("5s", 5_000), ("2 m", 120_000), ("1h", 3_600_000), ("7d", 604_800_000), ("0s", 0)] {
            assert_eq!(duration(text).unwrap(), Duration::from_millis(milliseconds), "{text}");
        }
        for text in ["", "5", "s", "5 weeks", "-1s", "1.5s", "99999999999999999999s", "18446744073709551615d", "５s"] {
            assert!(duration(text).is_err(), "{text}");
        }
        assert!(some_time("0s").is_err());
    }

    #[test]
    fn a_size_counts_in_tens_or_in_twos() {
        for (text, bytes) in [("10MiB", 10_485_760), ("1KiB", 1024), ("1kB", 1000), ("2 GB", 2_000_000_000), ("77B", 77)] {
            assert_eq!(size(text).unwrap(), bytes, "{text}");
        }
        for text in ["0B", "10", "10mb", "MiB", "10 MiB extra"] {
            assert!(size(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_base_address_ends_with_a_slash() {
        for (text, expected) in [
            ("https://a.example", "https://a.example/"),
            ("https://a.example/feeds", "https://a.example/feeds/"),
            ("http://a.example/feeds/", "http://a.example/feeds/"),
        ] {
            assert_eq!(base_address(text).unwrap().as_str(), expected);
        }
        for text in ["ftp://a.example/", "a.example", "https://a.example/?x=1", "https://a.example/#x", "https://u:p@a.example/"] {
            assert!(base_address(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_placeholder_that_stands_for_nothing_is_pointed_at() {
        assert_eq!(listing_address("https://a.example/{month}-{yyyy}?m={mm}").unwrap(), "https://a.example/{month}-{yyyy}?m={mm}");
        for (text, span) in [("https://a.example/{yy}/x", 18..22), ("https://a.example/{yyyy", 18..23), ("https://a.example/{mm}}", 22..23)]
        {
            assert_eq!(listing_address(text).unwrap_err().within, Some(span), "{text}");
        }
    }

    #[test]
    fn a_zone_that_is_nearly_right_is_offered() {
        assert_eq!(zone("Europe/London").unwrap(), Tz::Europe__London);
        assert_eq!(zone("UTC").unwrap(), Tz::UTC);
        for (text, help) in [
            ("Europe/Londn", "did you mean `Europe/London`?"),
            ("europe/london", "did you mean `Europe/London`?"),
            ("London", "did you mean `Europe/London`?"),
            ("Mars/Olympus", "write an IANA name like `Europe/London`, or `UTC`"),
        ] {
            assert_eq!(zone(text).unwrap_err().help.as_deref(), Some(help), "{text}");
        }
    }

    #[test]
    fn a_language_has_the_shape_of_a_tag() {
        for text in ["en", "en-GB", "zh-Hant-TW", "es-419", "de-CH-1996"] {
            assert!(language(text).is_ok(), "{text}");
        }
        for text in ["", "e", "english", "en_GB", "en-", "en-toolongpart", "e1"] {
            assert!(language(text).is_err(), "{text}");
        }
        assert_eq!(language("en_GB").unwrap_err().help.as_deref(), Some("did you mean `en-GB`?"));
    }
}
