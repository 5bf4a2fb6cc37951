//! Edits of the configuration while the daemon runs: refused whole or taken over whole, and what no edit may disturb.

mod addresses;

use std::time::Duration;

use feedmill::store::SourceName;

use crate::bench::JOURNAL;
use crate::daemon::world::{World, at, source, with_first};

const FROM: &str = "2026-06-01T12:00:00Z";
const UNTIL: &str = "2026-06-01T16:00:00Z";
const MINUTE: Duration = Duration::from_mins(1);

fn journal(sources: &[String]) -> String {
    format!("{JOURNAL}{}", sources.concat())
}

fn two() -> [String; 2] {
    [source("half", "*/30 * * * *", ""), source("hour", "@hourly", "")]
}

#[test]
fn a_broken_edit_is_refused_with_its_place_and_all_of_the_old_runs_on_until_it_is_mended() {
    let mut world = World::new(&two());
    let preview = world.preview(FROM, UNTIL);
    let (bench, good) = (world.bench.folder().to_owned(), journal(&two()));
    let edit = |text: &str| std::fs::write(bench.join("config/publications/j.toml"), text).unwrap();
    world.life(FROM, UNTIL, async |life| {
        life.pass(MINUTE * 40).await;
        edit(&good.replace("time_zone", "time_zon").replace("@hourly", "0 25 * * *"));
        life.reload().await;
        let config = &life.status().await["config"];
        assert_eq!(config["ok"], false);
        assert_eq!(config["loaded_at"], "2026-06-01T12:00:00Z");
        let errors = config["errors"].as_array().unwrap();
        assert_eq!(errors.len(), 2, "{errors:?}");
        let text = config["text"].as_str().unwrap();
        for part in ["j.toml:4:1", "did you mean `time_zone`?", "hour must be 0–23, not 25", "^^"] {
            assert!(text.contains(part), "{part} is not in\n{text}");
        }
        // The same broken file once more is the same news, not more of it.
        life.reload().await;
        assert_eq!(life.status().await["config"]["errors"].as_array().unwrap().len(), 2);
        life.pass(MINUTE * 60).await;
        edit(&good.replace("\"Journal\"", "\"Journal Weekly\""));
        life.reload().await;
        let config = &life.status().await["config"];
        assert_eq!((&config["ok"], &config["text"]), (&true.into(), &"".into()));
        assert!(config["loaded_at"].as_str().unwrap() > "2026-06-01T13:40:00Z");
    });
    assert_eq!(world.runs(), with_first(preview, &["half", "hour"], FROM));
    assert!(world.bench.file("j/feed.rss").unwrap().contains("<title>Journal Weekly</title>"));
}

#[test]
fn a_broken_edit_that_is_taken_back_leaves_nothing_behind() {
    let mut world = World::new(&two());
    let (bench, good) = (world.bench.folder().to_owned(), journal(&two()));
    let edit = |text: &str| std::fs::write(bench.join("config/publications/j.toml"), text).unwrap();
    world.life(FROM, UNTIL, async |life| {
        life.pass(MINUTE * 40).await;
        edit("title = ");
        life.reload().await;
        assert_eq!(life.status().await["config"]["ok"], false);
        edit(&good);
        life.reload().await;
        let config = &life.status().await["config"];
        assert_eq!((&config["ok"], &config["loaded_at"]), (&true.into(), &"2026-06-01T12:00:00Z".into()));
    });
}

#[test]
fn an_edit_that_changes_nothing_does_nothing() {
    let mut world = World::new(&two());
    let preview = world.preview(FROM, UNTIL);
    let (path, good) = (world.bench.path("config/publications/j.toml"), journal(&two()));
    let root = world.bench.path("feeds/index.html");
    world.life(FROM, UNTIL, async |life| {
        life.pass(MINUTE * 40).await;
        // Even a page that somebody spoiled stays: nothing at all is published because of it.
        std::fs::write(&root, "spoiled").unwrap();
        std::fs::write(&path, &good).unwrap();
        life.reload().await;
        assert!(life.log.count("configuration unchanged") >= 1);
        assert_eq!(life.log.count("taken over"), 0);
        assert_eq!(std::fs::read_to_string(&root).unwrap(), "spoiled");
        assert_eq!(life.status().await["config"]["loaded_at"], "2026-06-01T12:00:00Z");
    });
    assert_eq!(world.runs(), with_first(preview, &["half", "hour"], FROM));
}

#[test]
fn what_an_edit_does_not_name_keeps_its_times_and_what_is_known_of_its_addresses() {
    let mut world = World::new(&two());
    world.host("new");
    let preview = world.preview(FROM, UNTIL);
    let edited = journal(&[source("half", "*/30 * * * *", ""), source("new", "*/30 * * * *", "")]);
    let path = world.bench.path("config/publications/j.toml");
    world.life(FROM, UNTIL, async |life| {
        life.pass(MINUTE * 40).await;
        let half = SourceName { publication: "j".to_owned(), source: "half".to_owned() };
        let store = std::sync::Arc::clone(&life.shown.mill.borrow().road.store);
        let known = async || (store.page(&half, "https://half.example/rss").await.unwrap(), store.sources().await.unwrap()[0].clone());
        let before = known().await;
        assert!(before.0.validators.etag.is_some() && before.1.next_run.is_some());
        std::fs::write(&path, &edited).unwrap();
        life.reload().await;
        assert_eq!(known().await, before);
        let names: Vec<String> = store.sources().await.unwrap().into_iter().map(|state| state.name.to_string()).collect();
        assert_eq!(names, ["j/half", "j/new"], "what is no longer configured rests");
    });
    let mut runs = world.runs();
    assert_eq!(runs.remove("half"), with_first(preview.clone(), &["half"], FROM).remove("half"));
    assert!(runs.remove("hour").unwrap().iter().all(|run| *run < at("2026-06-01T12:40:00Z")), "what is gone is not read");
    let new = with_first(world.preview("2026-06-01T12:40:00Z", UNTIL), &["new"], "2026-06-01T12:40:00Z");
    assert_eq!(runs.remove("new").as_ref(), new.get("new"), "a new source is due at once");
}

#[test]
fn a_source_that_comes_back_is_no_new_one() {
    let mut world = World::new(&two());
    let (path, all) = (world.bench.path("config/publications/j.toml"), journal(&two()));
    let one = journal(&two()[..1]);
    world.life(FROM, UNTIL, async |life| {
        for (text, wait) in [(&one, 40), (&all, 5)] {
            life.pass(MINUTE * wait).await;
            std::fs::write(&path, text).unwrap();
            life.reload().await;
        }
    });
    // Gone from 12:40 to 12:45, between two of its runs.
    assert_eq!(world.runs(), with_first(world.preview(FROM, UNTIL), &["half", "hour"], FROM));
}

#[test]
fn a_run_under_way_ends_under_the_configuration_it_began_with_and_the_edited_schedule_holds() {
    let mut world = World::new(&[source("daily", "0 3 * * *", ""), source("half", "*/30 * * * *", "")]);
    let edited = [source("daily", "*/20 * * * *", ""), source("half", "*/30 * * * *", "")];
    let path = world.bench.path("config/publications/j.toml");
    world.slow("daily", MINUTE * 10);
    world.live("2026-06-01T09:00:00Z", "2026-06-01T09:30:00Z");
    world.slow("daily", MINUTE * 10);
    world.runs();
    world.life("2026-06-02T03:00:00Z", "2026-06-02T05:00:00Z", async |life| {
        life.pass(MINUTE * 8).await;
        std::fs::write(&path, journal(&edited)).unwrap();
        life.reload().await;
    });
    let preview = world.preview("2026-06-02T03:08:00Z", "2026-06-02T05:00:00Z");
    let daily = world.runs().remove("daily").unwrap();
    assert_eq!(daily[1..], preview["daily"], "the run of 03:00 went on, and the next ones are those of the edited schedule");
}

#[test]
fn a_configuration_that_cannot_be_taken_over_leaves_all_of_the_old_running() {
    let mut world = World::new(&two());
    let preview = world.preview(FROM, UNTIL);
    world.host("new");
    let edited = journal(&[source("half", "@hourly", ""), source("new", "*/30 * * * *", "")]);
    let (path, feeds, away) = (world.bench.path("config/publications/j.toml"), world.bench.path("feeds"), world.bench.path("away"));
    let good = journal(&two());
    world.life(FROM, UNTIL, async |life| {
        life.pass(MINUTE * 40).await;
        // The output folder is gone, and something else stands in its place.
        std::fs::rename(&feeds, &away).unwrap();
        std::fs::write(&feeds, "not a folder").unwrap();
        std::fs::write(&path, &edited).unwrap();
        life.reload().await;
        assert_eq!(life.log.count("was not taken over"), 1);
        std::fs::remove_file(&feeds).unwrap();
        std::fs::rename(&away, &feeds).unwrap();
        std::fs::write(&path, &good).unwrap();
    });
    let mut runs = world.runs();
    assert_eq!(runs.remove("new"), None);
    assert_eq!(runs, with_first(preview, &["half", "hour"], FROM));
}

#[test]
fn a_link_that_is_turned_over_is_one_edit() {
    let mut world = World::new(&two());
    let folder = world.bench.path("config/publications");
    let (link, good) = (|to: &str, from: &str| std::os::unix::fs::symlink(to, folder.join(from)).unwrap(), journal(&two()));
    for (name, text) in [("..1", good.clone()), ("..2", good.replace("\"Journal\"", "\"Second\""))] {
        std::fs::create_dir(folder.join(name)).unwrap();
        std::fs::write(folder.join(name).join("j.toml"), text).unwrap();
    }
    std::fs::remove_file(folder.join("j.toml")).unwrap();
    link("..1", "..data");
    link("..data/j.toml", "j.toml");
    world.life(FROM, UNTIL, async |life| {
        life.pass(MINUTE * 40).await;
        link("..2", "..next");
        std::fs::rename(folder.join("..next"), folder.join("..data")).unwrap();
        life.reload().await;
        assert_eq!(life.shown.mill.borrow().publications[0].title, "Second");
        assert_eq!(life.log.count("taken over"), 1);
    });
    assert_eq!(world.runs(), with_first(world.preview(FROM, UNTIL), &["half", "hour"], FROM));
}
