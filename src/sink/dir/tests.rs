#![expect(clippy::disallowed_methods, reason = "tests set the scene with files of their own")]

use std::time::Duration;

use super::leftovers::LEFT_OVER;
use super::*;

const OLD: &[u8] = b"old";

/// An empty folder, and a sink into it.
fn scene() -> (tempfile::TempDir, Dir) {
    let scene = tempfile::tempdir().unwrap();
    let dir = Dir::new(scene.path().join("feeds"));
    (scene, dir)
}

fn feed(bytes: &[u8]) -> Vec<File> {
    vec![File::plain("feed.rss", bytes.to_vec())]
}

/// The names in a folder, hidden ones too.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_file_with_the_same_bytes_is_not_touched() {
    let (scene, dir) = scene();
    dir.put("hsj", feed(OLD)).await.unwrap();
    let path = scene.path().join("feeds/hsj/feed.rss");
    let long_ago = std::time::SystemTime::UNIX_EPOCH;
    OpenFile::options().append(true).open(&path).unwrap().set_modified(long_ago).unwrap();
    assert!(dir.put("hsj", feed(OLD)).await.unwrap().is_empty());
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), long_ago);
    assert_eq!(dir.put("hsj", feed(b"new")).await.unwrap(), ["feed.rss"]);
    assert_ne!(fs::metadata(&path).unwrap().modified().unwrap(), long_ago);
}

#[tokio::test]
async fn what_a_crash_left_long_ago_is_removed_by_a_write_and_nothing_else_is() {
    let (scene, dir) = scene();
    let folder = scene.path().join("feeds/hsj");
    fs::create_dir_all(&folder).unwrap();
    for name in [".feedmill-0123-abc.tmp", ".feedmill-4567-new.tmp", ".htaccess", "notes.txt"] {
        fs::write(folder.join(name), OLD).unwrap();
    }
    for name in [".feedmill-0123-abc.tmp", ".htaccess", "notes.txt"] {
        let file = OpenFile::options().append(true).open(folder.join(name)).unwrap();
        let time = file.metadata().unwrap().modified().unwrap();
        file.set_modified(time - LEFT_OVER - Duration::from_mins(1)).unwrap();
    }
    dir.put("hsj", feed(OLD)).await.unwrap();
    assert_eq!(names(&folder), [".feedmill-4567-new.tmp", ".htaccess", "feed.rss", "notes.txt"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_that_write_to_one_folder_leave_each_others_temp_files_alone() {
    let (scene, _) = scene();
    let writer = |mark: u8| {
        let dir = Dir::new(scene.path().join("feeds"));
        tokio::spawn(async move {
            for round in 0_u8..100 {
                let page = File::plain("index.html", vec![round ^ mark; 20_000]);
                dir.put("hsj", [feed(&[round, mark].repeat(10_000)), vec![page]].concat()).await.unwrap();
            }
        })
    };
    for done in [writer(0), writer(1)] {
        done.await.unwrap();
    }
    assert_eq!(names(&scene.path().join("feeds/hsj")), ["feed.rss", "index.html"]);
}

#[tokio::test]
async fn writers_of_one_folder_do_not_take_each_other_for_a_crash() {
    let (_scene, dir) = scene();
    let page = || vec![File::plain("index.html", vec![b'x'; 100_000])];
    for round in 0_u8..20 {
        let (one, other) = tokio::join!(dir.put("hsj", feed(&vec![round; 100_000])), dir.put("hsj", page()));
        one.unwrap();
        other.unwrap();
    }
}

#[tokio::test]
async fn a_failed_put_leaves_the_old_files_and_no_temp_file() {
    let (scene, dir) = scene();
    dir.put("hsj", feed(OLD)).await.unwrap();
    let folder = scene.path().join("feeds/hsj");
    fs::create_dir(folder.join("index.html")).unwrap();
    fs::write(folder.join("index.html/inside"), OLD).unwrap();
    let files = vec![File::plain("index.html", b"new".to_vec()), File::plain("feed.rss", b"new".to_vec())];
    let error = dir.put("hsj", files).await.unwrap_err();
    assert!(error.path.ends_with("feeds/hsj/index.html"), "{error}");
    assert_eq!(names(&folder), ["feed.rss", "index.html"]);
    assert_eq!(dir.get("hsj/feed.rss").await.unwrap().unwrap(), OLD);
}

#[tokio::test]
async fn no_path_leads_out_of_the_root() {
    let (scene, dir) = scene();
    fs::write(scene.path().join("secret"), OLD).unwrap();
    for path in ["..", "../secret", "hsj/../../secret", "/etc", "hsj//x", "./x", "hsj/."] {
        assert!(dir.put(path, feed(OLD)).await.is_err(), "put {path}");
        assert!(dir.get(path).await.is_err(), "get {path}");
        assert!(dir.open(path).await.is_err(), "open {path}");
        assert!(dir.stamp(path).is_err(), "look at {path}");
        assert!(dir.list(path).await.is_err(), "list {path}");
        assert!(dir.remove(path).await.is_err(), "remove {path}");
    }
    let bad_name = vec![File::plain("../secret", b"new".to_vec())];
    assert!(dir.put("hsj", bad_name).await.is_err());
    assert_eq!(fs::read(scene.path().join("secret")).unwrap(), OLD);
}

#[cfg(unix)]
#[tokio::test]
async fn a_planted_link_is_never_followed() {
    let (scene, dir) = scene();
    let elsewhere = scene.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    fs::write(elsewhere.join("feed.rss"), OLD).unwrap();
    fs::create_dir_all(scene.path().join("feeds/own")).unwrap();
    std::os::unix::fs::symlink(&elsewhere, scene.path().join("feeds/hsj")).unwrap();
    std::os::unix::fs::symlink(elsewhere.join("feed.rss"), scene.path().join("feeds/own/feed.rss")).unwrap();

    let error = dir.put("hsj", feed(b"new")).await.unwrap_err().to_string();
    assert!(error.contains("feeds/hsj: a symbolic link stands in the way. Remove what is in the way"), "{error}");
    assert!(dir.put("hsj/sections/news", feed(b"new")).await.is_err());
    assert!(dir.get("hsj/feed.rss").await.is_err());
    assert!(dir.get("own/feed.rss").await.is_err());
    assert!(dir.open("hsj/feed.rss").await.is_err() && dir.open("own/feed.rss").await.is_err());
    assert!(dir.remove("hsj/feed.rss").await.is_err());
    assert!(dir.list("").await.unwrap().is_empty());

    assert_eq!(dir.put("own", feed(b"new")).await.unwrap(), ["feed.rss"], "the file takes the place of the link");
    assert_eq!(dir.get("own/feed.rss").await.unwrap().unwrap(), b"new");
    assert_eq!(fs::read(elsewhere.join("feed.rss")).unwrap(), OLD);
}

#[cfg(unix)]
#[tokio::test]
async fn the_root_itself_may_be_a_link_of_the_operator() {
    let (scene, _) = scene();
    fs::create_dir(scene.path().join("disk")).unwrap();
    std::os::unix::fs::symlink(scene.path().join("disk"), scene.path().join("feeds")).unwrap();
    let dir = Dir::new(scene.path().join("feeds"));
    dir.put("hsj", feed(OLD)).await.unwrap();
    assert_eq!(dir.list("").await.unwrap(), ["hsj/feed.rss"]);
}

#[cfg(unix)]
#[tokio::test]
async fn a_web_server_may_read_what_is_published() {
    use std::os::unix::fs::PermissionsExt;
    let (scene, dir) = scene();
    dir.put("", feed(OLD)).await.unwrap();
    let plain = scene.path().join("plain");
    fs::write(&plain, OLD).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&scene.path().join("feeds/feed.rss")), mode(&plain));
}

#[tokio::test]
async fn an_output_that_is_a_file_is_told() {
    let (scene, dir) = scene();
    fs::write(scene.path().join("feeds"), OLD).unwrap();
    let error = dir.put("hsj", feed(OLD)).await.unwrap_err().to_string();
    assert!(error.starts_with("could not make the folder "), "{error}");
    assert!(error.ends_with("Remove what is in the way, then run `feedmill publish`"), "{error}");
}

#[test]
fn a_full_disk_and_a_missing_right_come_with_advice() {
    let told = |kind: ErrorKind| failure("could not write", Path::new("feeds/hsj/feed.rss"), io::Error::from(kind)).to_string();
    assert!(told(ErrorKind::StorageFull).ends_with("Make room; the next run publishes what is missing"));
    assert!(told(ErrorKind::PermissionDenied).ends_with("then run `feedmill publish`"));
}

const CODINGS: [Coding; 2] = [Coding::Brotli, Coding::Gzip];

async fn pack(dir: &Dir, path: &str) -> bool {
    let stamp = dir.stamp(path).unwrap().unwrap();
    dir.put_packed(path, stamp, CODINGS.map(|coding| (coding, coding.token().into())).to_vec()).await.unwrap()
}

#[tokio::test]
async fn packed_forms_stand_beside_their_file_with_its_very_time_and_go_with_it() {
    let (scene, dir) = scene();
    let folder = scene.path().join("feeds/hsj");
    dir.put("hsj", feed(OLD)).await.unwrap();
    assert!(pack(&dir, "hsj/feed.rss").await);
    assert_eq!(names(&folder), ["feed.rss", "feed.rss.br", "feed.rss.gz"]);
    let time = |name: &str| fs::metadata(folder.join(name)).unwrap().modified().unwrap();
    assert_eq!([time("feed.rss.br"), time("feed.rss.gz")], [time("feed.rss"); 2]);
    assert_eq!(dir.list("").await.unwrap(), ["hsj/feed.rss"], "they are no files of their own");

    assert!(dir.put("hsj", feed(OLD)).await.unwrap().is_empty());
    assert_eq!(names(&folder).len(), 3, "what is not touched keeps its packed forms");
    dir.put("hsj", feed(b"new")).await.unwrap();
    assert_eq!(names(&folder), ["feed.rss"], "a packed form never stands beside another version");
    assert!(pack(&dir, "hsj/feed.rss").await);
    dir.remove("hsj/feed.rss").await.unwrap();
    assert!(!folder.exists());
}

#[tokio::test]
async fn forms_of_a_version_that_is_gone_are_not_put() {
    let (scene, dir) = scene();
    dir.put("hsj", feed(OLD)).await.unwrap();
    let old = dir.stamp("hsj/feed.rss").unwrap().unwrap();
    dir.put("hsj", feed(b"new")).await.unwrap();
    assert!(!dir.put_packed("hsj/feed.rss", old, vec![(Coding::Gzip, OLD.to_vec())]).await.unwrap());
    assert_eq!(names(&scene.path().join("feeds/hsj")), ["feed.rss"]);
    dir.remove("hsj/feed.rss").await.unwrap();
    assert!(!dir.put_packed("hsj/feed.rss", old, vec![(Coding::Gzip, OLD.to_vec())]).await.unwrap());
}

#[tokio::test]
async fn what_takes_its_place_waits_to_be_packed_once() {
    let (_scene, dir) = scene();
    for bytes in [OLD, b"new", b"newer"] {
        dir.put("hsj", feed(bytes)).await.unwrap();
    }
    dir.put("", feed(OLD)).await.unwrap();
    let waiting = dir.waiting();
    assert_eq!([waiting.take(), waiting.take(), waiting.take()], [Some("feed.rss".to_owned()), Some("hsj/feed.rss".to_owned()), None]);
}

#[tokio::test]
async fn a_time_of_change_never_moves_back() {
    let (scene, dir) = scene();
    dir.put("hsj", feed(OLD)).await.unwrap();
    let file = OpenFile::options().append(true).open(scene.path().join("feeds/hsj/feed.rss")).unwrap();
    let ahead = file.metadata().unwrap().modified().unwrap() + Duration::from_hours(1);
    file.set_modified(ahead).unwrap();
    dir.put("hsj", feed(b"new")).await.unwrap();
    assert_eq!(dir.modified("hsj/feed.rss").await.unwrap(), Some(ahead.into()), "the clock was set back by an hour");
}

#[tokio::test]
async fn a_long_file_is_opened_and_a_short_one_read() {
    let (_scene, dir) = scene();
    dir.put("hsj", vec![File::plain("short", vec![b'x'; 1000]), File::plain("long", vec![b'x'; 300_000])]).await.unwrap();
    for (path, size) in [("hsj/short", 1000), ("hsj/long", 300_000)] {
        let opened = dir.open(path).await.unwrap().unwrap();
        assert_eq!((opened.stamp.size, Some(opened.stamp)), (size, dir.stamp(path).unwrap()));
        assert_eq!(matches!(opened.content, crate::sink::Content::Bytes(bytes) if bytes.len() == 1000), path == "hsj/short");
    }
    assert!(dir.open("hsj").await.unwrap().is_none() && dir.stamp("hsj").unwrap().is_none());
}
