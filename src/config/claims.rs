//! Names that may be held once: the second who wants one is told who has it.

use std::collections::BTreeMap;

use super::codes;
use super::document::Mistake;

/// Who holds which name. Names that differ only by case count as one: some disks and many people do not tell them apart.
#[derive(Default)]
pub(super) struct Claims {
    /// By folded name: the name as written, and its holder in words.
    held: BTreeMap<String, (String, String)>,
}

impl Claims {
    /// Takes a name for a holder, such as `section "News"`.
    pub(super) fn claim(&mut self, name: &str, holder: &str) -> Result<(), Mistake> {
        let folded = name.to_lowercase();
        let Some((written, first)) = self.held.get(&folded) else {
            self.held.insert(folded, (name.to_owned(), holder.to_owned()));
            return Ok(());
        };
        let message = if written == name {
            format!("`{name}` is taken: {first} has it already")
        } else {
            format!("`{name}` and `{written}` ({first}) differ only by case")
        };
        Err(Mistake::new(codes::TAKEN, message).help("give one of them another name"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_held_once_whatever_its_case() {
        let mut claims = Claims::default();
        assert!(claims.claim("news", "section \"News\"").is_ok());
        assert!(claims.claim("comment", "section \"Comment\"").is_ok());
        let taken = claims.claim("news", "section \"Latest\"").unwrap_err();
        assert_eq!(taken.message, "`news` is taken: section \"News\" has it already");
        let case = claims.claim("News", "section \"Latest\"").unwrap_err();
        assert_eq!(case.message, "`News` and `news` (section \"News\") differ only by case");
    }
}
