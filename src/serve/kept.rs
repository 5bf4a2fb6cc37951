//! What is remembered between requests, so that most of them cost one look at the disk. Everything is bounded, and everything can be
//! forgotten: it is found again.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use super::accept::Form;
use super::delta::Deltas;
use super::document::Document;
use super::site::Site;
use crate::sink::Stamp;

/// How much memory documents may take together, in bytes.
const DOCUMENTS: usize = 8 << 20;
/// How many versions' hashes are known. They outlast the documents: telling a reader that nothing changed takes no more.
const HASHES: usize = 1 << 16;

/// A map that forgets what was not asked for in a while: two generations, of which the older goes when the younger is full.
pub struct Generations<K, V> {
    young: HashMap<K, (V, usize)>,
    old: HashMap<K, (V, usize)>,
    weight: usize,
    most: usize,
}

impl<K: Eq + Hash, V: Clone> Generations<K, V> {
    /// A map that holds no more than this weight.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), weight: 0, most }
    }

    /// What is kept under a key; it is young again from now on.
    pub fn get<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        if let Some((value, _)) = self.young.get(key) {
            return Some(value.clone());
        }
        let (key, (value, weight)) = self.old.remove_entry(key)?;
        self.insert(key, value.clone(), weight);
        Some(value)
    }

    /// Keeps a value of this weight.
    pub fn insert(&mut self, key: K, value: V, weight: usize) {
        if self.weight + weight > self.most / 2 {
            self.old = std::mem::take(&mut self.young);
            self.weight = 0;
        }
        if weight <= self.most / 2 {
            self.weight += weight;
            if let Some((_, before)) = self.young.insert(key, (value, weight)) {
                self.weight -= before;
            }
        }
    }
}

/// What is remembered.
pub struct Kept {
    hashes: Mutex<Hashes>,
    documents: Mutex<Documents>,
    /// What versions of live feeds held.
    pub deltas: Deltas,
}

/// The hash of each file by its path in short, and of which version it is.
type Hashes = Generations<[u8; 16], (Stamp, [u8; 16])>;

/// Documents by the path of their address; what an address means is one configuration's.
struct Documents {
    site: Option<Arc<Site>>,
    forms: [Generations<Box<str>, Arc<Document>>; 4],
}

impl Default for Kept {
    fn default() -> Self {
        Self { hashes: Mutex::new(Generations::new(HASHES)), documents: Mutex::new(Documents::of_site(None)), deltas: Deltas::default() }
    }
}

impl Kept {
    /// The document at an address in a form, as it was when it was served last.
    #[must_use]
    pub fn document(&self, site: &Arc<Site>, form: Form, address: &str) -> Option<Arc<Document>> {
        let mut documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        let same = documents.site.as_ref().is_some_and(|known| Arc::ptr_eq(known, site));
        if same { documents.of(form)?.get(address) } else { None }
    }

    /// Keeps a document.
    pub fn keep(&self, site: &Arc<Site>, address: &str, document: &Arc<Document>) {
        let mut documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        if !documents.site.as_ref().is_some_and(|known| Arc::ptr_eq(known, site)) {
            *documents = Documents::of_site(Some(Arc::clone(site)));
        }
        if let Some(form) = documents.of(document.form) {
            form.insert(address.into(), Arc::clone(document), document.weight() + 2 * address.len());
        }
    }

    /// The hash of a version of a file, if it is known.
    #[must_use]
    pub fn hash(&self, path: &str, stamp: Stamp) -> Option<[u8; 16]> {
        let (known, hash) = self.hashes.lock().unwrap_or_else(PoisonError::into_inner).get(&short(path))?;
        (known == stamp).then_some(hash)
    }

    /// Keeps the hash of a version of a file.
    pub fn keep_hash(&self, path: &str, stamp: Stamp, hash: [u8; 16]) {
        self.hashes.lock().unwrap_or_else(PoisonError::into_inner).insert(short(path), (stamp, hash), 1);
    }
}

impl Documents {
    /// Nothing yet of this site.
    fn of_site(site: Option<Arc<Site>>) -> Self {
        Self { site, forms: Form::ALL.map(|_| Generations::new(DOCUMENTS / Form::ALL.len())) }
    }

    fn of(&mut self, form: Form) -> Option<&mut Generations<Box<str>, Arc<Document>>> {
        let place = Form::ALL.iter().position(|other| *other == form)?;
        self.forms.get_mut(place)
    }
}

/// A path in sixteen bytes, which is much less than a path.
fn short(path: &str) -> [u8; 16] {
    first_half(blake3::hash(path.as_bytes()))
}

/// The first half of a hash, which tells versions apart as well as the whole.
#[must_use]
pub fn first_half(hash: blake3::Hash) -> [u8; 16] {
    hash.as_bytes().first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_stays_and_the_rest_goes_before_it_is_too_much() {
        let mut kept = Generations::new(10);
        for number in 0..100 {
            kept.insert(number, number, 1);
            assert_eq!(kept.get(&0), Some(0), "after {number}");
            assert!(kept.young.len() + kept.old.len() <= 10);
        }
        assert_eq!((kept.get(&99), kept.get(&50)), (Some(99), None));
        kept.insert(7, 7, 6);
        assert_eq!(kept.get(&7), None, "what is too heavy is not kept");
    }

    #[test]
    fn a_value_that_is_kept_again_weighs_once() {
        let mut kept = Generations::new(10);
        for _ in 0..100 {
            kept.insert(1, 1, 2);
            kept.insert(2, 2, 2);
        }
        assert_eq!((kept.get(&1), kept.get(&2)), (Some(1), Some(2)));
        assert!(kept.weight <= 5);
    }
}
