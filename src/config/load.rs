//! Reads the files of a configuration, all of them, and collects every mistake before giving up.

use std::io;
use std::path::{Path, PathBuf};

use super::claims::Claims;
use super::codes;
use super::daemon::{self, Daemon};
use super::document::{Document, Mistake};
use super::faults::{Faults, Weight};
use super::hosts::Hosts;
use super::publication;
use super::values;
use super::{Config, Name, Publication};
use crate::fetch::Auth;

/// The file of the daemon, below the folder of the configuration.
const DAEMON: &str = "feedmill.toml";

/// The folder of the publications, one file each.
const PUBLICATIONS: &str = "publications";

/// Loads a configuration from its folder: `feedmill.toml` and `publications/*.toml`.
///
/// # Errors
/// Every mistake of every file in one pass, each with its place. Nothing of a configuration with a mistake is used.
pub fn load(directory: &Path) -> Result<Config, Faults> {
    let daemon_file = Document::open(directory, &directory.join(DAEMON));
    let daemon = daemon_file.read(daemon::decode);
    let (publications, mut documents) = publications(directory);
    documents.push(daemon_file);

    let fingerprint = fingerprint(&documents, &publications);
    let (mut errors, mut warnings) = (Faults::new(Weight::Error), Faults::new(Weight::Warning));
    for document in documents {
        document.close(&mut errors, &mut warnings);
    }
    match daemon {
        Some(daemon) if errors.is_empty() => Ok(config(directory, daemon, publications, (warnings, fingerprint))),
        _ => Err(errors),
    }
}

fn config(directory: &Path, daemon: Daemon, mut publications: Vec<Publication>, read: (Faults, blake3::Hash)) -> Config {
    let (warnings, fingerprint) = read;
    let Daemon { store, output, base_url, compress, listen, admin, proxies, search, jitter, fetch } = daemon;
    for publication in &mut publications {
        publication.search = search;
    }
    Config {
        directory: directory.to_owned(),
        store,
        output,
        base_url,
        compress,
        listen,
        admin,
        proxies,
        jitter,
        fetch,
        publications,
        warnings,
        fingerprint,
    }
}

/// A hash of the files and of the secrets in them, which may change while no file does.
fn fingerprint(documents: &[Document], publications: &[Publication]) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    let mut add = |part: &str| {
        hasher.update(blake3::hash(part.as_bytes()).as_bytes());
    };
    for document in documents {
        add(document.file());
        add(document.text());
    }
    for auth in publications.iter().flat_map(|publication| &publication.sources).filter_map(|source| source.auth.as_ref()) {
        match auth {
            Auth::Basic { user: _, password } => add(password),
            Auth::Bearer(token) => add(token),
            Auth::Headers(headers) => headers.iter().for_each(|(_, value)| add(value)),
        }
    }
    hasher.finalize()
}

/// Every file of a configuration that is there, in the order in which it is read.
///
/// # Errors
/// When the folder of the publications is there and cannot be listed.
pub(super) fn files(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = vec![directory.join(DAEMON)];
    files.extend(publication_files(directory)?);
    Ok(files)
}

/// The files of the publications by name, without hidden ones, which editors and deployments leave beside the real ones.
fn publication_files(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match std::fs::read_dir(directory.join(PUBLICATIONS)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut files = entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<PathBuf>>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml") && !stem(path).starts_with('.'));
    files.sort();
    Ok(files)
}

/// Reads the publications; the documents hold what was wrong with them.
fn publications(directory: &Path) -> (Vec<Publication>, Vec<Document>) {
    let files = match publication_files(directory) {
        Ok(files) if files.is_empty() => {
            let wrong = Mistake::new(codes::NO_PUBLICATIONS, "there are no publications");
            let help = format!("write `{PUBLICATIONS}/NAME.toml`, one file for each journal");
            return (Vec::new(), vec![folder_with(directory, wrong.help(help))]);
        }
        Ok(files) => files,
        Err(error) => {
            let wrong = Mistake::new(codes::UNREADABLE, format!("the folder of the publications cannot be read: {error}"));
            return (Vec::new(), vec![folder_with(directory, wrong.help("look at its owner and permissions"))]);
        }
    };
    let documents: Vec<Document> = files.iter().map(|path| Document::open(directory, path)).collect();
    let (mut claims, mut hosts) = (Claims::default(), Hosts::default());
    let names: Vec<Option<Name>> = files.iter().zip(&documents).map(|(path, document)| file_name(path, document, &mut claims)).collect();
    let read = documents.iter().zip(names).filter_map(|(document, name)| {
        // The rest of a file with an unusable name is checked all the same, under a name that nobody sees.
        let name = name.unwrap_or_else(|| Name::from_label("unnamed"));
        document.read(|root| publication::decode(root, &name, &mut claims, &mut hosts))
    });
    (read.collect(), documents)
}

/// The publication's name, which is the file's.
fn file_name(path: &Path, document: &Document, claims: &mut Claims) -> Option<Name> {
    let stem = stem(path);
    let name = claims.claim(&stem, &format!("publication `{stem}`")).and_then(|()| values::name(&stem));
    let in_words = |mistake: Mistake| Mistake { message: format!("{} (the file's name is the publication's)", mistake.message), ..mistake };
    name.map_err(|mistake| document.fault(0..0, in_words(mistake))).ok()
}

fn folder_with(directory: &Path, mistake: Mistake) -> Document {
    let document = Document::absent(directory, &directory.join(PUBLICATIONS));
    document.fault(0..0, mistake);
    document
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
