//! How a run ends before its end.

use super::RoadError;
use crate::fetch::FetchError;
use crate::trouble::Trouble;

/// Why a run stops before its end.
pub(super) enum Stop {
    /// The source is in trouble.
    Trouble(FetchError),
    /// The road is blocked.
    Blocked(RoadError),
}

impl<E: Into<RoadError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Blocked(error.into())
    }
}

impl Stop {
    /// The same, with the one of several files in front that it is about.
    pub(super) fn of(self, file: &str) -> Self {
        match self {
            Self::Trouble(error) => Self::Trouble(FetchError { trouble: error.trouble.of(file), ..error }),
            Self::Blocked(error) => Self::Blocked(error),
        }
    }
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble.into())
    }
}
