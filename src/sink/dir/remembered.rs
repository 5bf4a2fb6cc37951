//! How files lie that were put here, for as long as the program runs: what is not remembered is made anew, and is as good.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::sink::Stamp;
use crate::splice::Layout;

/// So many items of documents are remembered, at some 24 bytes each.
const ITEMS: usize = 100_000;
/// What a file costs besides its items, counted in items.
const FILE: usize = 10;

/// The layouts, up to a bound; those that were used longest ago go first.
#[derive(Debug, Default)]
pub(super) struct Remembered(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    files: HashMap<PathBuf, File>,
    items: usize,
    /// Counts uses.
    turn: u64,
}

#[derive(Debug)]
struct File {
    stamp: Stamp,
    layout: Arc<Layout>,
    used: u64,
}

impl Remembered {
    /// The layout of the file that took this place last, and the stamp that it had.
    pub(super) fn get(&self, path: &Path) -> Option<(Stamp, Arc<Layout>)> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.turn += 1;
        let turn = kept.turn;
        let file = kept.files.get_mut(path)?;
        file.used = turn;
        Some((file.stamp, Arc::clone(&file.layout)))
    }

    /// Notes that a file took its place.
    pub(super) fn set(&self, path: PathBuf, stamp: Stamp, layout: Option<Layout>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.turn += 1;
        kept.forget(&path);
        let Some(layout) = layout.filter(|layout| cost(layout) <= ITEMS) else { return };
        kept.items += cost(&layout);
        let file = File { stamp, layout: Arc::new(layout), used: kept.turn };
        kept.files.insert(path, file);
        while kept.items > ITEMS
            && let Some(oldest) = kept.files.iter().min_by_key(|(_, file)| file.used).map(|(path, _)| path.clone())
        {
            kept.forget(&oldest);
        }
    }
}

impl Kept {
    fn forget(&mut self, path: &Path) {
        if let Some(file) = self.files.remove(path) {
            self.items -= cost(&file.layout);
        }
    }
}

fn cost(layout: &Layout) -> usize {
    layout.items.len() + FILE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::from_unix;

    fn layout(items: usize) -> Layout {
        Layout { frame: 0, items: vec![(1, 0..1); items] }
    }

    #[test]
    fn what_was_used_longest_ago_is_forgotten_first() {
        let (remembered, stamp) = (Remembered::default(), Stamp { modified: from_unix(0), size: 1, number: 1 });
        let path = |name: &str| PathBuf::from(name);
        remembered.set(path("a"), stamp, Some(layout(ITEMS / 2 - FILE)));
        remembered.set(path("b"), stamp, Some(layout(ITEMS / 2 - FILE)));
        assert!(remembered.get(&path("a")).is_some());
        remembered.set(path("c"), stamp, Some(layout(1)));
        let there = |name: &str| remembered.get(&path(name)).is_some();
        assert_eq!([there("a"), there("b"), there("c")], [true, false, true]);
        remembered.set(path("a"), stamp, None);
        assert!(!there("a"), "a file that is not remembered takes its place");
        remembered.set(path("d"), stamp, Some(layout(ITEMS)));
        assert!(!there("d") && there("c"), "one that is too large drives nobody out");
    }
}
