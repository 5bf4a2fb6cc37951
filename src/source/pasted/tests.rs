//! Pasted texts of every shape; all of them invented.

use super::*;

fn read_with(labels: &[&str], text: &str) -> Reading {
    let labels = labels.iter().map(|label| (*label).to_owned()).collect();
    read(text, &Url::parse("file:///pasted/lamps.txt").unwrap(), &Context { labels, ..Context::default() })
}

/// The entries as lines: `section | title | summary`, a dash for what is not there.
fn lines(reading: &Reading) -> Vec<String> {
    let part = |part: &Option<String>| part.clone().unwrap_or_else(|| "-".to_owned());
    reading.entries.iter().map(|entry| format!("{} | {} | {}", part(&entry.section), entry.title, part(&entry.summary))).collect()
}

/// The shape that a trade journal's monthly archive has when it is copied from the page.
const ARCHIVE: &str = "All Lamp Trade articles in November 2025 – Page 9
-
Lamp PartnersMaking wicks that last will build a trade fit for all
The trade’s practice is, at best, variable.
-
Lamp StageWATCH: How trials reshape the yard
Welcome to the latest of our films.
-
News£3m lantern fund revealed
Government will cut the lamp office by £2m, papers reveal.
-
NewsEqual oil rule called ‘meddling’ by makers
The rule has been called “meddling”.
-
NewsTPA chief steps down
He has resigned after four months.*
-
Harbour Local
TPA threatens to remove yard’s keepers unless its lamps improve
A yard has been told to improve.
-
Daily GlowDaily Glow: Exit costs shifted
The must-read stories of the day
-
Daily GlowLamp Weekly: Brief encounters
Your essential update for the week
-
Lamp PartnersTrimmed, filled, lit: The new lamplighter
When Ada Lin lights a lamp, she thinks of the next one.


";

const ARCHIVE_LINES: [&str; 9] = [
    "Lamp Partners | Making wicks that last will build a trade fit for all | The trade’s practice is, at best, variable.",
    "Lamp Stage | WATCH: How trials reshape the yard | Welcome to the latest of our films.",
    "News | £3m lantern fund revealed | Government will cut the lamp office by £2m, papers reveal.",
    "News | Equal oil rule called ‘meddling’ by makers | The rule has been called “meddling”.",
    "News | TPA chief steps down | He has resigned after four months.*",
    "Harbour Local | TPA threatens to remove yard’s keepers unless its lamps improve | A yard has been told to improve.",
    "Daily Glow | Daily Glow: Exit costs shifted | The must-read stories of the day",
    "Daily Glow | Lamp Weekly: Brief encounters | Your essential update for the week",
    "Lamp Partners | Trimmed, filled, lit: The new lamplighter | When Ada Lin lights a lamp, she thinks of the next one.",
];

#[test]
fn an_archive_page_is_read_with_and_without_known_labels() {
    let all = ["Harbour Local", "Lamp Partners", "Daily Glow", "Lamp Stage", "News"];
    for labels in [&all[..], &[], &["News"], &["Lamp", "News"]] {
        let reading = read_with(labels, ARCHIVE);
        assert_eq!(lines(&reading), ARCHIVE_LINES, "{labels:?}");
        assert_eq!(reading.about.title.as_deref(), Some("All Lamp Trade articles in November 2025 – Page 9"));
        assert_eq!((reading.about.month, reading.number), ("2025-11".parse().ok(), Some(9)));
        for entry in &reading.entries {
            let month = "2025-11".parse().map(Stated::In).unwrap();
            assert_eq!((entry.stated, entry.guid.as_ref(), entry.link.as_ref()), (month, None, None));
        }
    }
}

#[test]
fn an_archive_page_without_its_separators_is_read_too() {
    let parted = ARCHIVE.replace("\n-\n", "\n\n");
    for text in [&parted, &parted.replace('\n', "\n\n"), &ARCHIVE.replace("\n-\n", "\n")] {
        assert_eq!(lines(&read_with(&[], text)), ARCHIVE_LINES, "{text}");
    }
}

#[test]
fn items_are_parted_in_many_ways() {
    let title = "Lamps in May 2024";
    let one = "NewsWicks burn longer\nTests in three yards show it.";
    let two = "Big IdeaOil for all\nWhat the harbour\ncould learn.";
    let shapes = [
        format!("{title}\n-\n{one}\n-\n{two}"),
        format!("{title}\n\n–\n{one}\n\n–\n\n{two}\n–\n"),
        format!("{title}\r\n•\r\n{}\r\n•\r\n{}", one.replace('\n', "\r\n"), two.replace('\n', "\r\n")),
        format!("{title}\n***\n{one}\n***\n{two}\n1 2 3\nNext"),
        format!("{title}\n{one}\n---\n{two}"),
        format!("{title}\n- {one}\n- {two}"),
        format!("{title}\n\n• {one}\n\n• {two}\n"),
        format!("{title}\n\n{one}\n\n{two}\n"),
        format!("{title}\n\n{}\n\n{}\n", one.replace('\n', "\n\n"), two.replace('\n', "\n\n")),
        format!("{title}\n{one}\n{two}"),
    ];
    for text in shapes {
        let reading = read_with(&["News", "Big Idea"], &text);
        let expected =
            ["News | Wicks burn longer | Tests in three yards show it.", "Big Idea | Oil for all | What the harbour could learn."];
        assert_eq!(lines(&reading), expected, "{text:?}");
        assert_eq!(reading.about.title.as_deref(), Some(title), "{text:?}");
    }
}

#[test]
fn a_first_item_is_not_taken_for_the_title() {
    let reading = read_with(&["News"], "NewsWicks burn longer\n-\nNewsOil is dear\nIt is.");
    assert_eq!(lines(&reading), ["News | Wicks burn longer | -", "News | Oil is dear | It is."]);
    assert_eq!(reading.about.title, None);
}

#[test]
fn the_longest_known_label_wins_and_words_shared_with_the_headline_stay() {
    let cases = [
        ("Lamp PrizesLamp Prizes 2025: the winners", "Lamp Prizes | Lamp Prizes 2025: the winners | -"),
        ("LampLamp Prizes 2025 are open", "Lamp | Lamp Prizes 2025 are open | -"),
        ("LAMP PRIZES\nLamp Prizes 2025", "Lamp Prizes | Lamp Prizes 2025 | -"),
        ("News of the harbour", "- | News of the harbour | -"),
        ("Newsagents close", "- | Newsagents close | -"),
        ("News", "- | News | -"),
    ];
    for (item, expected) in cases {
        let reading = read_with(&["Lamp", "News", "Lamp Prizes"], &format!("Lamps\n-\n{item}"));
        assert_eq!(lines(&reading), [expected], "{item}");
    }
}

#[test]
fn a_name_with_a_capital_inside_is_no_label_where_labels_are_not_usual() {
    let reading =
        read_with(&[], "Lamps\n-\nMacGregor leaves the yard\nHe has.\n-\nWicks burn longer\nThey do.\n-\nOil Is Dear\nIt is\nnow.");
    assert_eq!(
        lines(&reading),
        ["- | MacGregor leaves the yard | He has.", "- | Wicks burn longer | They do.", "- | Oil Is Dear | It is now."]
    );
}

#[test]
fn markup_in_a_text_is_text() {
    let reading = read_with(&["News"], "Lamps\n-\nNewsA < B & C\n<b>1 < 2</b>");
    assert_eq!(lines(&reading), ["News | A < B & C | &lt;b&gt;1 &lt; 2&lt;/b&gt;"]);
}

#[test]
fn month_and_page_may_stand_in_the_name_of_the_file() {
    let url = Url::parse("file:///pasted/lamps-november-2025-page-9.txt").unwrap();
    let reading = read("-\nWicks burn longer\n-\nOil is dear", &url, &Context::default());
    assert_eq!((reading.about.month, reading.number, reading.entries.len()), ("2025-11".parse().ok(), Some(9), 2));
}

#[test]
fn a_letter_is_no_list() {
    for text in ["Dear reader,\n\nthe lamps are lit.\n\nYours, the keeper", "One line", ""] {
        assert_eq!(read_with(&["News"], text).entries.len(), 0, "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic_and_no_line_is_made_up(text in "((News|Big Idea|-|•| |\n|é|\u{2028}|Wicks|£3|a|\u{0})){0,40}") {
        // Characters that XML forbids are gone before anything is read.
        let legal = text.replace('\0', "");
        for entry in read_with(&["News"], &text).entries {
            proptest::prop_assert!(!entry.title.is_empty());
            proptest::prop_assert!(entry.title.split(' ').all(|word| legal.contains(word)), "{}", entry.title);
        }
    }
}

#[test]
fn lines_may_end_in_any_way_and_spaces_may_be_of_any_kind() {
    let labels = ["Lamp Partners", "Harbour Local", "News"];
    let expected = lines(&read_with(&labels, ARCHIVE));
    for (line_end, space) in [("\r\n", " "), ("\r", " "), ("\u{2028}", " "), ("\n", "\u{a0}")] {
        let text = ARCHIVE.replace('\n', line_end).replace(' ', space);
        assert_eq!(lines(&read_with(&labels, &text)), expected, "{line_end:?} {space:?}");
    }
}
