//! Ways that people tried around sanitisers, each held against a tree that is parsed anew: what comes out holds nothing but what may stay.

use proptest::prelude::*;
use scraper::Html;

use super::judge::{flaws, is_shown};
use super::*;

/// Scripts, handlers, and addresses that are code. Each stands between two words that have to stay.
const ACTIVE: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.example/a.js></SCRIPT>",
    "<script\n>alert(1)</script\n>",
    "<script/x>alert(1)</script>",
    "<script>alert('</b>')</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1)//<</script>",
    "<script type=module>import '//x.example'</script>",
    "<script type='text/plain'>alert(1)</script>",
    "<script>/*</script><b>*/alert(1)</b>",
    "<b onclick=alert(1)>x</b>",
    "<b OnMouseOver='alert(1)'>x</b>",
    "<b/onclick=alert(1)>x</b>",
    "<b onclick\n=\nalert(1)>x</b>",
    "<b onclick=\"alert('>')\">x</b>",
    "<b x='y'onclick=alert(1)>x</b>",
    "<b title='x' onpointerrawupdate=alert(1)>x</b>",
    "<b onx=1 on=2 on-y=3>x</b>",
    "<img src=x onerror=alert(1)>",
    "<img src=x:x onerror=alert(1)//>",
    "<img/src='x'/onerror='alert(1)'>",
    "<img src=`x` onerror=`alert(1)`>",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<img src='x' alt='\"onerror=alert(1)'>",
    "<img src=javascript:alert(1)>",
    "<img src='jav&#x09;ascript:alert(1)'>",
    "<img srcset='javascript:alert(1) 1x, data:text/html,x 2x'>",
    "<img longdesc=javascript:alert(1) usemap=#m src=/a.png>",
    "<img lowsrc=javascript:alert(1) dynsrc=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='\tjavascript:alert(1)'>x</a>",
    "<a href='\u{1}javascript:alert(1)'>x</a>",
    "<a href='\u{a0}javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='java\r\nscript:alert(1)'>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href='java&NewLine;script:alert(1)'>x</a>",
    "<a href='java&Tab;script&colon;alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='&#x6a;avascript:alert(1)'>x</a>",
    "<a href='&#0000106avascript:alert(1)'>x</a>",
    "<a href='javascript&colon;alert(1)'>x</a>",
    "<a href='javascript&#58;alert(1)'>x</a>",
    "<a href='javascript&#x3A;alert(1)'>x</a>",
    "<a href=\"javascript:alert(1)\u{0}\">x</a>",
    "<a href=vbscript:msgbox(1)>x</a>",
    "<a href=livescript:x>x</a>",
    "<a href=data:text/html,<script>alert(1)</script>>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='DATA:image/svg+xml,<svg onload=alert(1)>'>x</a>",
    "<a href=file:///etc/passwd>x</a>",
    "<a href='view-source:javascript:alert(1)'>x</a>",
    "<a href='blob:https://x.example/1'>x</a>",
    "<a href='feed:javascript:alert(1)'>x</a>",
    "<a href='jar:https://x.example/a.jar!/'>x</a>",
    "<a href='about:blank'>x</a>",
    "<a href=/a ping=//x.example/p download=x target=_blank>x</a>",
    "<a href='https://x.example/\"onmouseover=alert(1)'>x</a>",
    "<a href='//x.example\\@y.example/'>x</a>",
    "<a xlink:href=javascript:alert(1)>x</a>",
    "<a formaction=javascript:alert(1)>x</a>",
    "<a id=document name=cookie href=/a>x</a>",
    "<a style='x:expression(alert(1))' href=/a>x</a>",
    "<q cite=javascript:alert(1)>x</q>",
    "<blockquote cite='data:text/html,x'>x</blockquote>",
    "<video src=javascript:alert(1) poster=javascript:alert(1) onloadstart=alert(1)></video>",
    "<video><source onerror=alert(1) src=javascript:alert(1)></video>",
    "<audio src=data:audio/mp3,x onplay=alert(1) autoplay></audio>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<div style=\"background:url(javascript:alert(1))\">x</div>",
    "<div style='behavior:url(x.htc)'>x</div>",
    "<div style='-moz-binding:url(//x.example/x.xml#a)'>x</div>",
    "<div contenteditable onfocus=alert(1) autofocus tabindex=1>x</div>",
    "<div datasrc=#x datafld=y dataformatas=html>x</div>",
    "<div is=x-script slot=y part=z>x</div>",
    "<time datetime='\"><script>alert(1)</script>'>x</time>",
    "<li value='\" onclick=alert(1)'>x</li>",
];

/// Elements that bring something of their own.
const FOREIGN: &[&str] = &[
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe src=//x.example></iframe>",
    "<frameset><frame src=javascript:alert(1)></frameset>",
    "<object data=javascript:alert(1)></object>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<object><param name=movie value=//x.example/a.swf></object>",
    "<embed src=javascript:alert(1)>",
    "<embed code=//x.example/a.swf allowscriptaccess=always>",
    "<applet code=X.class></applet>",
    "<portal src=//x.example></portal>",
    "<fencedframe></fencedframe>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<form id=x></form><button form=x formaction=javascript:alert(1)>x</button>",
    "<input autofocus onfocus=alert(1)>",
    "<input type=image src=javascript:alert(1)>",
    "<isindex action=javascript:alert(1) type=image>",
    "<select autofocus onfocus=alert(1)><option>x</option></select>",
    "<keygen autofocus onfocus=alert(1)>",
    "<textarea autofocus onfocus=alert(1)></textarea>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<meta charset=utf-7>",
    "<base href=javascript:alert(1)//>",
    "<base href=//x.example/>",
    "<link rel=stylesheet href=//x.example/a.css>",
    "<link rel=import href=//x.example/a.html>",
    "<link rel=prefetch href=//x.example/>",
    "<style>@import '//x.example/a.css';</style>",
    "<style>b{background:url(//x.example/track)}</style>",
    "<body onload=alert(1)>",
    "<html onclick=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<blink onclick=alert(1)>x</blink>",
    "<bgsound src=javascript:alert(1)>",
    "<layer src=//x.example></layer>",
    "<xml id=x><x><c><![CDATA[<img src=x onerror=alert(1)>]]></c></x></xml>",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "<custom-element onclick=alert(1)>x</custom-element>",
    "<dialog open onclose=alert(1)>x</dialog>",
    "<menu><menuitem onclick=alert(1)></menu>",
    "<map name=m><area href=javascript:alert(1)></map>",
    "<canvas id=x></canvas><slot></slot>",
    "<?php echo 1 ?><?xml-stylesheet href='javascript:alert(1)'?>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<!ENTITY x SYSTEM 'file:///etc/passwd'>",
    "<!doctype html [<!ENTITY x 'y'>]>",
];

/// Texts that mean one thing to one parser and another to the next.
const CONFUSING: &[&str] = &[
    "<svg onload=alert(1)></svg>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><script href=data:,alert(1) /></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x /></svg>",
    "<svg><set attributeName=href to=javascript:alert(1) /></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x>' /></svg>",
    "<svg><foreignObject><body onload=alert(1)></foreignObject></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<svg><style><!--</style><img src=x onerror=alert(1)>--></style></svg>",
    "<svg><title><style><img src=x onerror=alert(1)></style></title></svg>",
    "<svg><desc><img src=x onerror=alert(1)></desc></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><mi xlink:href=javascript:alert(1)>x</mi></math>",
    "<math><annotation-xml encoding=text/html><script>alert(1)</script></annotation-xml></math>",
    "<math href=javascript:alert(1)>x</math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)></style></mglyph></form></mtext></math></form>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
    "<noscript><style></noscript><img src=x onerror=alert(1)></style>",
    "<template><script>alert(1)</script></template>",
    "<template><template></template><img src=x onerror=alert(1)></template>",
    "<textarea></textarea><img src=x onerror=alert(1)></textarea>",
    "<title><img title=\"</title><img src=x onerror=alert(1)>\"></title>",
    "<style><img title=\"</style><img src=x onerror=alert(1)>\"></style>",
    "<xmp><img title=\"</xmp><img src=x onerror=alert(1)>\"></xmp>",
    "<noembed><img title=\"</noembed><img src=x onerror=alert(1)>\"></noembed>",
    "<noframes><img title=\"</noframes><img src=x onerror=alert(1)>\"></noframes>",
    "<iframe><img title=\"</iframe><img src=x onerror=alert(1)>\"></iframe>",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!---><img src=x onerror=alert(1)>-->",
    "<!-- > <img src=x onerror=alert(1)> -->",
    "</script><img src=x onerror=alert(1)>",
    "<b><p title='</b><img src=x onerror=alert(1)>'>x</p></b>",
    "<table><td><script>alert(1)</script></table>",
    "<table><img src=x onerror=alert(1)><tr><td>x</table>",
    "<table background=javascript:alert(1)><tr><td background=javascript:alert(1)>x</table>",
    "<select><template><img src=x onerror=alert(1)></template></select>",
    "<a><a href=javascript:alert(1)><table><a href=javascript:alert(1)></table></a>",
    "<p><svg><p><style><img src=x onerror=alert(1)></style>",
    "<button><p><button onclick=alert(1)>x",
    "<b><b><b><b><b><b onclick=alert(1)><p>x</b><p>y",
    "<ul><li onclick=alert(1)><ul><li><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&amp;lt;img src=x onerror=alert(1)&amp;gt;",
    "\u{ff1c}script\u{ff1e}alert(1)\u{ff1c}/script\u{ff1e}",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\u{bc}script\u{be}alert(1)\u{bc}/script\u{be}",
    "<\u{0}script>alert(1)</script>",
    "<s\u{0}cript>alert(1)</script>",
    "<img\u{b}src=x\u{b}onerror=alert(1)>",
    "<img\u{c}src=x\u{c}onerror=alert(1)>",
    "<b title='\u{202e}gnp.exe'>x</b>",
    "<b title=\"&quot;&gt;<script>alert(1)</script>\">x</b>",
    "<b title='`-alert(1)-`'>x</b>",
];

/// What counts readers without being seen.
const TRACKING: &[&str] = &[
    "<img src=//x.example/p.gif width=1 height=1>",
    "<img src=//x.example/p.gif width=0>",
    "<img src=//x.example/p.gif height=0 width=0 alt=''>",
    "<img src=//x.example/p.gif style='display:none'>",
    "<img src=//x.example/p.gif style='visibility:hidden'>",
    "<img src=//x.example/p.gif hidden>",
    "<img src=//x.example/p.gif style='width:1px;height:1px'>",
    "<div style='display:none'><img src=//x.example/p.gif></div>",
];

#[test]
fn nothing_active_comes_through_and_the_words_around_it_stay() {
    let all = [ACTIVE, FOREIGN, CONFUSING, TRACKING];
    assert!(all.iter().map(|attacks| attacks.len()).sum::<usize>() >= 180);
    for attack in all.into_iter().flatten() {
        for text in [
            format!("<p>before</p>{attack}<p>behind</p>"),
            format!("before {attack} behind"),
            format!("<table><tr><td>before {attack}"),
            (*attack).to_owned(),
        ] {
            let cleaned = html(&text, Some(&Url::parse("https://a.example/").unwrap()));
            assert_eq!(flaws(&cleaned), Vec::<String>::new(), "{text}\n{cleaned}");
            assert_eq!(html(&cleaned, None), cleaned, "again: {text}");
            for word in ["before", "behind"] {
                assert!(!is_shown(&text, word) || is_shown(&cleaned, word), "`{word}` of {text}\n{cleaned}");
            }
        }
    }
    for attack in TRACKING {
        assert!(!html(attack, None).contains("x.example"), "{attack}");
    }
}

#[test]
fn depth_costs_neither_time_by_its_square_nor_the_words() {
    for (tag, times) in [
        ("<div>", 20_000),
        ("<div>", 100_000),
        ("<b>", 100_000),
        ("<table><td>", 20_000),
        ("<svg><g>", 50_000),
        ("<ul><li>", 50_000),
        ("<a href=/x>", 50_000),
    ] {
        let text = format!("before {} behind", tag.repeat(times));
        let cleaned = html(&text, None);
        assert_eq!(flaws(&cleaned), Vec::<String>::new(), "{tag}");
        assert!(cleaned.contains("before") && cleaned.len() <= text.len() + 1_000, "{tag}: {cleaned:.200}");
        assert!(tag.contains("svg") || cleaned.contains("behind"), "{tag}: {cleaned:.200}");
    }
}

#[test]
fn an_attack_in_a_title_is_text() {
    for attack in [ACTIVE, FOREIGN, CONFUSING, TRACKING].into_iter().flatten() {
        let title = crate::clean::title(&format!("A {attack} B"));
        let shown = Html::parse_fragment(&crate::clean::escape(&title));
        assert!(shown.root_element().descendent_elements().count() == 1 && !title.contains('\n'), "{attack}: {title}");
    }
}

proptest! {
    #[test]
    fn soup_of_attacks_is_clean_and_stays_so(parts in prop::collection::vec((0_usize..190, "[<>\"'/= a]{0,3}"), 1..6)) {
        let all: Vec<&&str> = [ACTIVE, FOREIGN, CONFUSING, TRACKING].into_iter().flatten().collect();
        let text = parts.iter().fold(String::new(), |text, (at, glue)| text + all[at % all.len()] + glue);
        let cleaned = html(&text, None);
        prop_assert_eq!(flaws(&cleaned), Vec::<String>::new(), "{}", &text);
        prop_assert_eq!(html(&cleaned, None), cleaned.clone(), "{}", &text);
    }
}
