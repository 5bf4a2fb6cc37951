//! Any text as a date: nothing breaks, and what is read is the same in other words.
#![no_main]

use chrono_tz::Tz;
use feedmill::source::dates;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: (&str, u8)| {
    let (text, language) = data;
    let languages = ["en-GB", "en-US", "de", "fr", "ja", "ko", "hu", "ru", "el", "ar"];
    let language = languages[usize::from(language) % languages.len()];
    let read = dates::parse(text, Tz::UTC, language);
    assert_eq!(read, dates::parse(text, Tz::UTC, language), "the same text, the same date");
    if let Some(said) = read.and_then(feedmill::article::Stated::text) {
        assert_eq!(dates::parse(&said, Tz::UTC, language), read, "{text:?} was read as {said}");
    }
});
