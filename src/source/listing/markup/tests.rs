use super::*;

#[test]
fn scripts_drawings_and_comments_are_left_out() {
    let cases = [
        ("a<script>if (a < b) '</p>'</script>b", "a b"),
        ("a<svg><path d='M0'/></svg>b", "a b"),
        ("a<svg/>b<p>c</p>", "a b<p>c</p>"),
        ("a<!-- <b> -->b<!-->c<!-- d --!>e", "a b c e"),
        ("1 < 2 <? php ?> <<!-- -->div>", "1 &lt; 2   &lt; div>"),
        ("<title>a <b> c</title>", "<title>a &lt;b> c</title>"),
        ("<p title='a > b'>c", "<p title='a > b'>c"),
        ("<svg><g>never closed", " <g>never closed"),
    ];
    for (text, expected) in cases {
        assert_eq!(lighten(text).unwrap(), expected, "{text}");
    }
}

#[test]
fn a_page_that_nests_too_deep_is_refused() {
    let hostile = [
        "<div>",
        "<b><i>",
        "<a><div>",
        "<x/>",
        "<span><div></span>",
        "<b><div></b>",
        "<p><b></p>",
        "<li><dd>",
        "<rt>",
        "<div><table><tr><td></div>",
        "<svg><b></b><x/>",
        "<div><title></div></title>",
        "<optgroup>",
        "<div =\"><div><div>\">",
        "<<!-- -->div><div>",
        "<div\n",
    ];
    for piece in hostile {
        let page = format!("<ul>{}>", piece.repeat(20_000));
        let nests = !piece.ends_with('\n');
        assert_eq!(parse(&page).is_err(), nests, "{piece:?}");
    }
}

#[test]
fn a_long_sound_page_is_read() {
    let sound = [
        "<p>text",
        "<li>text",
        "<dt>a<dd>b",
        "<img src=a><br>",
        "<div><p>a</div>",
        "<a name=b>",
        "<span>a</span>",
        "<ul><li><a href=c>d</a></ul>",
        "<table><tr><td>a<td>b</table>",
        "<svg><path/></svg>",
        "<h2>a</h3>",
        "<ruby>a<rt>b</ruby>",
        "<ul><li><ol><li></ul>",
        "<table><tr><td><font>a<td><div>b</table>",
    ];
    for piece in sound {
        assert!(lighten(&piece.repeat(5_000)).is_ok(), "{piece}");
    }
}

/// Tags that open and end one another in every way that a parser has; `#` is another number at each turn.
const PIECES: &str = "<div> </div> <p> </p> <li> </li> <ul> </ul> <dd> <b> </b> <b/id=#> <a> </a> <nobr> <span> </span> <x> </x> <h2> </h3> \
    <table> </table> <caption> <tr> </tr> <td> </td> <th> <option> <button> </button> <object> <form> </form> <svg> </svg> <title> </title> text";

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(128))]
    #[test]
    fn what_is_let_through_is_never_deep(
        first in proptest::collection::vec(0..40_usize, 0..4),
        repeated in proptest::collection::vec(0..40_usize, 1..6),
    ) {
        let text = |places: &[usize]| places.iter().filter_map(|place| PIECES.split(' ').nth(*place)).collect::<String>();
        let (first, repeated) = (text(&first), text(&repeated));
        let numbered: String = (0..1_000).map(|turn| repeated.replace('#', &turn.to_string())).collect();
        if let Ok(page) = parse(&format!("{first}{numbered}")) {
            let deepest = page.tree.nodes().filter(|node| !node.has_children()).map(|node| node.ancestors().count()).max();
            proptest::prop_assert!(deepest <= Some(2 * DEEPEST), "{first} and then {repeated}: {deepest:?} deep");
        }
    }
}
