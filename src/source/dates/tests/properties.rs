//! Rules that hold for every date and every text.

use chrono::{Datelike as _, Days, NaiveDate};
use proptest::prelude::*;

use super::super::languages::LANGUAGES;
use super::*;

/// The names of a month in a language, full ones and short ones.
fn names(row: usize, month: u32) -> Vec<&'static str> {
    let months = LANGUAGES[row].months.split(',').nth(month as usize - 1).unwrap_or_default();
    months.split(['|', ' ']).filter(|name| !name.is_empty()).collect()
}

fn tag(row: usize) -> &'static str {
    LANGUAGES[row].tags.split(' ').next().unwrap()
}

/// Dates with a month's name, as languages put them.
fn with_name(day: NaiveDate, name: &str) -> [String; 8] {
    let (y, d) = (day.year(), day.day());
    [
        format!("{d} {name} {y}"),
        format!("{d}. {name}. {y}"),
        format!("{d:02}-{name}-{y}"),
        format!("{name} {d}, {y}"),
        format!("{y}. {name} {d}."),
        format!("{y}-{name}-{d:02}"),
        format!("{d} {} {y}", name.to_uppercase()),
        format!("{d}{name}{y}"),
    ]
}

/// Pieces that texts of dates are made of, sound or not.
const PIECES: [&str; 56] = [
    "2025",
    "11",
    "05",
    "5",
    "09:15",
    "09:15:00",
    "24:00",
    "T",
    "Z",
    "+0100",
    "-05:00",
    "GMT",
    "EST",
    "BST",
    " ",
    " ",
    " ",
    "-",
    "/",
    ".",
    ",",
    ":",
    "(",
    ")",
    "Nov",
    "november",
    "mar",
    "mai",
    "am",
    "pm",
    "p.m.",
    "du.",
    "de",
    "年",
    "月",
    "日",
    "午後",
    "오전",
    "W45",
    "20251105",
    "1763366400",
    "th",
    "º",
    "'",
    "’25",
    "–",
    "+",
    "9h15",
    "Uhr",
    "du 3",
    "令和",
    "99",
    "31",
    "0",
    "é",
    "\u{a0}",
];

#[test]
fn every_name_of_every_month_is_read_in_its_language() {
    for row in 0..LANGUAGES.len() {
        for month in 1..=12 {
            let day = NaiveDate::from_ymd_opt(2024, month, 17).unwrap();
            for text in names(row, month).into_iter().flat_map(|name| with_name(day, name)) {
                assert_eq!(parse(&text, Tz::UTC, tag(row)), Some(Stated::On(day)), "{text} {}", tag(row));
            }
        }
    }
}

#[test]
fn a_weekday_before_a_date_changes_nothing() {
    let day = NaiveDate::from_ymd_opt(2025, 11, 5).unwrap();
    for (row, language) in LANGUAGES.iter().enumerate() {
        for name in language.days.split(' ') {
            for text in [format!("{name}, 05/11/2025"), format!("{name}. 5. 11. 2025"), format!("{name} 2025-11-05")] {
                assert_eq!(parse(&text, Tz::UTC, tag(row)), Some(Stated::On(day)), "{text} {}", tag(row));
            }
        }
    }
}

#[test]
fn no_text_is_read_beyond_sixty_four_bytes_but_for_a_comment() {
    let fraction = |digits| format!("2025-11-05T09:15:00.{}Z", "1".repeat(digits));
    assert!(parse(&fraction(43), Tz::UTC, "en").is_some());
    assert!(parse(&fraction(44), Tz::UTC, "en").is_none());
    assert!(parse(&format!("{}5 Nov 2025{}", " ".repeat(500), "\n".repeat(500)), Tz::UTC, "en").is_some());
    assert!(parse(&format!("5 Nov{}2025", " ".repeat(60)), Tz::UTC, "en").is_none());
    let browser = "Wed Nov 05 2025 09:15:00 GMT+0000 (Central European Standard Time, Europe)";
    assert!(browser.len() > LONGEST && parse(browser, Tz::UTC, "en").is_some());
}

proptest! {
    #[test]
    fn a_day_is_read_as_it_is_written(
        past in 0_u64..146_462, row in 0..LANGUAGES.len(), which in any::<prop::sample::Index>(), shape in 0_usize..8,
    ) {
        let day = NaiveDate::from_ymd_opt(1800, 1, 1).unwrap() + Days::new(past);
        let names = names(row, day.month());
        if !names.is_empty() {
            let text = &with_name(day, which.get::<&str>(&names))[shape];
            prop_assert_eq!(parse(text, Tz::UTC, tag(row)), Some(Stated::On(day)), "{} {}", text, tag(row));
        }
        for format in ["%Y-%m-%d", "%Y%m%d", "%d/%m/%Y", "%d.%m.%Y", "%Y/%m/%d", "%G-W%V-%u", "%Y-%j", "%Y年%m月%d日", "%Y년 %m월 %d일", "%Y. %m. %d."] {
            let text = day.format(format).to_string();
            prop_assert_eq!(parse(&text, Tz::UTC, tag(row)), Some(Stated::On(day)), "{} {}", text, tag(row));
        }
        let american = day.format("%m/%d/%Y").to_string();
        prop_assert_eq!(parse(&american, Tz::UTC, "en-US"), Some(Stated::On(day)));
    }

    #[test]
    fn both_readers_agree_on_what_both_read(seconds in -5_000_000_000_i64..7_200_000_000, quarters in -56_i32..=56, shape in 0_usize..6) {
        let offset = chrono::FixedOffset::east_opt(quarters * 900).unwrap();
        let time = from_unix(seconds).with_timezone(&offset);
        let format = ["%Y-%m-%dT%H:%M:%S%:z", "%Y-%m-%dT%H:%M:%S.125%:z", "%a, %d %b %Y %H:%M:%S %z", "%d %b %Y %H:%M:%S %z",
            "%a, %-d %b %Y %H:%M:%S GMT", "%Y-%m-%dT%H:%M:%SZ"][shape];
        let text = time.format(format).to_string();
        let fast = standard::read(&text);
        prop_assert!(fast.is_some(), "{}", text);
        prop_assert_eq!(fast, patient(&text, Tz::Asia__Tokyo, "hu"), "{}", text);
    }

    #[test]
    fn a_standard_text_with_a_slip_is_read_alike_or_left_to_the_patient_reader(place in 0_usize..32, slip in "[ -~]", shape in 0_usize..2) {
        let mut text = ["2025-11-05T09:15:00+01:00", "Wed, 05 Nov 2025 09:15:00 +0100"][shape].to_owned();
        let place = place % text.len();
        text.replace_range(place..=place, &slip);
        if let Some(fast) = standard::read(&text) {
            prop_assert_eq!(Some(fast), patient(&text, Tz::UTC, "en"), "{}", text);
        }
    }

    #[test]
    fn any_text_is_read_without_trouble_and_twice_alike(text in "\\PC{0,40}", bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        for text in [text.as_str(), &String::from_utf8_lossy(&bytes)] {
            for language in ["en-US", "ja", "hu", ""] {
                prop_assert_eq!(parse(text, Tz::Pacific__Apia, language), parse(text, Tz::Pacific__Apia, language));
            }
        }
    }

    #[test]
    fn pieces_of_dates_in_any_order_make_no_trouble(pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..14)) {
        let text = pieces.concat();
        for language in ["en-GB", "de", "hu", "fr"] {
            if let Some(found) = parse(&text, Tz::Pacific__Apia, language) {
                let month = found.month(Tz::UTC).unwrap();
                prop_assert!((1799..=2201).contains(&month.year()), "{}", text);
                prop_assert!(found.rank() < 3 || text.chars().any(|c| c.is_ascii_digit()), "{}", text);
            }
        }
    }
}
