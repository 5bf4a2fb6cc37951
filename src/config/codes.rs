//! The stable codes of mistakes; they stand in brackets before each message and never change their meaning.

/// A file cannot be read.
pub const UNREADABLE: &str = "E001";
/// A file is not TOML.
pub const SYNTAX: &str = "E002";
/// A key that means nothing here.
pub const UNKNOWN_KEY: &str = "E003";
/// A value of another type than the key wants.
pub const WRONG_TYPE: &str = "E004";
/// A key that must be there is not.
pub const MISSING: &str = "E005";
/// A value of the right type that cannot be used.
pub const BAD_VALUE: &str = "E006";
/// A text that is not an address.
pub const BAD_ADDRESS: &str = "E007";
/// A schedule that cannot be read or can never run.
pub const BAD_SCHEDULE: &str = "E008";
/// A time zone that nobody knows.
pub const BAD_ZONE: &str = "E009";
/// A name that is not plain.
pub const BAD_NAME: &str = "E010";
/// A name that means something else already.
pub const RESERVED: &str = "E011";
/// Two things with one name.
pub const TAKEN: &str = "E012";
/// A selector that is not CSS.
pub const BAD_SELECTOR: &str = "E013";
/// A secret that is written out, or cannot be read.
pub const SECRET: &str = "E014";
/// A source of no kind, or of two.
pub const KIND: &str = "E015";
/// Two places that must differ do not.
pub const COLLISION: &str = "E016";
/// There are no publications.
pub const NO_PUBLICATIONS: &str = "E017";
/// A file or folder that must be there is not.
pub const NOT_THERE: &str = "E018";
/// A schedule that runs less than once a year (a warning).
pub const SELDOM: &str = "W001";
/// A label that is nearly one of the configured sections (a warning).
pub const NEAR_LABEL: &str = "W002";
/// A publication without sources (a warning).
pub const NO_SOURCES: &str = "W003";
/// A host that sources ask more than once a minute (a warning).
pub const OFTEN: &str = "W004";
/// A label that is none of the configured sections (a warning).
pub const UNLISTED_LABEL: &str = "W005";
/// Saved pages that are not there yet (a warning).
pub const NO_PAGES: &str = "W006";
