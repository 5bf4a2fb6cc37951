use proptest::prelude::*;

use super::*;

fn entry() -> Entry {
    Entry {
        title: "Sponsored: ‘Quiet’ harbours".to_owned(),
        link: Some("https://www.quay.example/jobs/12?edition=7&utm_x=1&id=3".to_owned()),
        section: Some("Partners".to_owned()),
        author: Some("Ada Lin".to_owned()),
        categories: vec!["Dredging".to_owned(), "Tides".to_owned()],
        summary: Some("<p>What the <b>board</b> said.</p>".to_owned()),
        ..Entry::default()
    }
}

fn rule(name: &str, when: &[(Field, &str)], then: &[Action]) -> Rule {
    let pattern = |(field, text): &(Field, &str)| (*field, vec![Pattern::parse(text, field.is_label()).unwrap()]);
    Rule { name: name.parse().unwrap(), sources: Vec::new(), when: when.iter().map(pattern).collect(), then: then.to_vec() }
}

#[test]
fn a_pattern_is_plain_text_a_glob_or_a_regular_expression() {
    for (field, pattern, fits) in [
        (Field::Title, "sponsored", true),
        (Field::Title, "'quiet'", true),
        (Field::Title, "Sponsored: *", true),
        (Field::Title, "*quiet", false),
        (Field::Title, "re:^Sponsored", true),
        (Field::Title, "re:^sponsored", false),
        (Field::Title, "re:(?i)^sponsored", true),
        (Field::Section, "partners", true),
        (Field::Section, "partner", false),
        (Field::Section, "partner*", true),
        (Field::Author, "ada lin", true),
        (Field::Category, "tides", true),
        (Field::Category, "tide", false),
        (Field::Link, "/jobs/", true),
        (Field::Link, "re:/jobs/\\d+(\\?|$)", true),
        (Field::Body, "the board said", true),
        (Field::Body, "<b>", false),
    ] {
        let fitted = apply(&[rule("a", &[(field, pattern)], &[Action::Exclude])], "latest", &mut entry()).is_err();
        assert_eq!(fitted, fits, "{pattern}");
    }
    for (bad, words) in [("re:(", "unclosed group"), ("re:a{9999}{9999}", "megabyte"), (" ", "nothing")] {
        let BadPattern(said) = Pattern::parse(bad, false).unwrap_err();
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn what_is_done_is_done_in_order_and_noted() {
    let rules = [
        rule("prefix", &[], &[Action::StripPrefix("SPONSORED:".to_owned())]),
        rule("label", &[(Field::Title, "‘quiet’*")], &[Action::SetSection("Advertising".to_owned())]),
        rule(
            "link",
            &[],
            &[Action::SetHost("quay.example".to_owned()), Action::DropParameters(vec!["edition".to_owned(), "utm_*".to_owned()])],
        ),
        rule("idle", &[(Field::Section, "Partners")], &[Action::SetSection("Nowhere".to_owned())]),
    ];
    let mut changed = entry();
    assert_eq!(apply(&rules, "latest", &mut changed), Ok(()));
    assert_eq!(changed.title, "‘Quiet’ harbours");
    assert_eq!(changed.section.as_deref(), Some("Advertising"));
    assert_eq!(changed.link.as_deref(), Some("https://quay.example/jobs/12?id=3"));
    assert_eq!(changed.rules, ["prefix", "label", "link"]);
    let mut alone = Entry { title: "Sponsored:".to_owned(), ..entry() };
    apply(&rules[..1], "latest", &mut alone).unwrap();
    assert_eq!(alone.title, "Sponsored:", "a headline that is nothing else stays");
}

#[test]
fn only_what_is_included_is_kept_where_a_rule_includes_and_only_of_its_sources() {
    let mut wanted = rule("wanted", &[(Field::Category, "Tides")], &[Action::Include]);
    wanted.sources = vec!["wire".to_owned()];
    let rules = [wanted, rule("adverts", &[(Field::Section, "Adverts")], &[Action::Exclude])];
    assert_eq!(apply(&rules, "wire", &mut entry()), Ok(()));
    let mut other = Entry { categories: Vec::new(), ..entry() };
    assert_eq!(apply(&rules, "wire", &mut other.clone()), Err(Refused::NotIncluded));
    assert_eq!(apply(&rules, "latest", &mut other), Ok(()));
    let mut advert = Entry { section: Some("Adverts".to_owned()), ..entry() };
    assert_eq!(apply(&rules, "wire", &mut advert), Err(Refused::By("adverts".parse().unwrap())));
}

proptest! {
    #[test]
    fn plain_text_fits_what_holds_it_and_nothing_in_it_is_an_operator(before in "[a-z(]{0,10}", text in "[a-zA-Z0-9.+(){}^$|é£\\\\-]{1,6}( [a-zA-Z0-9.+(){}^$|é£\\\\-]{1,6}){0,2}", after in "[a-z)]{0,10}") {
        prop_assume!(!text.starts_with("re:") && !clean::fold(&text).is_empty());
        let pattern = Pattern::parse(&text, false).unwrap();
        let holds = format!("{before} {text} {after}");
        prop_assert!(pattern.fits(&holds));
        let longer = format!("{text} x");
        prop_assert!(!Pattern::parse(&text, true).unwrap().fits(&longer));
    }

    #[test]
    fn rules_applied_twice_change_nothing_more(title in "(Sponsored: ){0,1}[a-z]{1,8}") {
        let rules = [rule("a", &[], &[Action::StripPrefix("Sponsored:".to_owned()), Action::SetHost("quay.example".to_owned())])];
        let mut once = Entry { title, ..entry() };
        apply(&rules, "latest", &mut once).unwrap();
        let mut twice = Entry { rules: Vec::new(), ..once.clone() };
        apply(&rules, "latest", &mut twice).unwrap();
        prop_assert!(twice.rules.is_empty());
    }
}
