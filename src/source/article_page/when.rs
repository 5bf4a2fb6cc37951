//! The date in an address.

use chrono::NaiveDate;
use url::Url;

use crate::article::Stated;

/// The day that an address names: `/2025/11/17/…`, `/2025-11-17-…`, `/20251117…`.
pub(super) fn in_address(url: &Url) -> Option<Stated> {
    let numbers: Vec<&str> = url.path().split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let day = |year: &str, month: &str, day: &str| {
        let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        NaiveDate::from_ymd_opt(year, month, day).filter(|_| (1990..=2100).contains(&year))
    };
    let apart = numbers.windows(3).find_map(|parts| match parts {
        [year, month, of_month] if year.len() == 4 && month.len() <= 2 && of_month.len() <= 2 => day(year, month, of_month),
        _ => None,
    });
    let together = || numbers.iter().filter(|part| part.len() == 8).find_map(|part| day(part.get(..4)?, part.get(4..6)?, part.get(6..)?));
    apart.or_else(together).map(Stated::On)
}
