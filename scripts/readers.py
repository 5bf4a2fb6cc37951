"""Lets each reader read every published feed, and compares what it found with `feedmill export`.

Called by `scripts/readers`, which installs the readers and publishes the example: the folder of the example, the folder of the
installed libraries. Prints a table, and every disagreement; ends badly when there is one.
"""

import calendar
import email
import email.policy
import email.utils
import html.parser
import json
import mailbox
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import tomllib
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import feedparser

FIELDS = ("title", "link", "date", "sections", "enclosures")

# What a reader is known to lose, and why. Nothing else may be lost; what is said to be lost must be lost, so that this stays true.
LOST = {
    ("newsboat", "rss", "sections"): "its cache has no place for categories",
    ("newsboat", "atom", "sections"): "its cache has no place for categories",
    ("rss-parser", "atom", "sections"): "it takes no categories from Atom",
    ("rss-parser", "atom", "enclosures"): "it takes no enclosures from Atom",
}

# Readers that take no picture for an enclosure, as it is nothing to play.
NO_PICTURES = {"newsboat"}

# Each of these must stand in some headline of the example, or the comparison proves little.
HARD = {"£": "£", "’": "’", "“": "“", "–": "–", "&": "&", "<": "<", "emoji": "🦭", "right-to-left": "שלום"}


def main(work, libraries):
    articles = read_export(work / "export.jsonl")
    for name, text in HARD.items():
        if not any(text in article["title"] for article in articles.values()):
            sys.exit(f"readers: no headline of the example holds {name}; put one back into config/web")
    settings = tomllib.loads((work / "config/publications/example.toml").read_text())
    feeds = [Feed(path.parent, articles, settings) for path in sorted((work / "feeds").rglob("feed.rss"))]
    disagreements = [line for feed in feeds for line in feed.check_members(articles, settings)]
    spoiled = Feed(spoil(work), articles, settings)
    rows = [("export", len(feeds), sum(len(feed.items) for feed in feeds), len(disagreements))]
    for reader in (Feedparser(), RssParser(libraries), Newsboat(work), Sfeed(), Rss2email(work)):
        said = reader.run(feeds)
        rows.append((reader.name, reader.feeds, reader.items, len(said)))
        said += reader.overlooks(spoiled)
        disagreements += said
    pages = Chromium(work)
    said = pages.run(feeds)
    rows.append(("chromium", pages.feeds, pages.items, len(said)))
    disagreements += said
    print_table(rows)
    for line in disagreements[:40]:
        print(line)
    if len(disagreements) > 40:
        print(f"… and {len(disagreements) - 40} more")
    sys.exit(1 if disagreements else 0)


def spoil(work):
    """A feed with one article of which every field is wrong: a comparison that finds nothing there proves nothing elsewhere."""
    folder = work / "spoiled/feeds/example/sections/podcast"
    shutil.copytree(work / "feeds/example/sections/podcast", folder)
    for form in ("rss", "atom"):
        path = folder / f"feed.{form}"
        text = path.read_text(encoding="utf-8")
        for was, now in ((">Quayside Podcast: ", ">Quayside  Postcard: "), (".article", ".art"), ("2025", "2024"), (".mp3", ".mp4")):
            text = text.replace(was, now)
        # The ids, and with them the items, stay what they are.
        text = text.replace("quayside.example,2024:", "quayside.example,2025:")
        path.write_text(re.sub(r"(<category>|term=\")Podcast", r"\1Postcard", text), encoding="utf-8")
    return folder


def print_table(rows):
    print(f"{'reader':<12}{'feeds':>7}{'items':>8}{'disagreements':>15}")
    for name, feeds, items, wrong in rows:
        print(f"{name:<12}{feeds:>7}{items:>8}{wrong:>15}")
    for (reader, form, field), why in LOST.items():
        print(f"{reader} is not asked for {field} of {form}: {why}")


def read_export(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    return {article["id"]: article for article in map(json.loads, lines)}


def seconds(text):
    return int(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()) if text else None


def untracked(link):
    """A link without what tells where its reader comes from: so it is published, while export has it as it was found."""
    return re.sub(r"\?$", "", re.sub(r"utm_\w+=[^&]*&?", "", link)) if link else link


class Feed:
    """One published feed: its folder, and what each of its documents must say, by id."""

    def __init__(self, folder, articles, settings):
        self.folder = folder
        parts = self.folder.parts
        self.key = parts[parts.index("feeds") + 2 :]
        self.own = settings.get("feed", {}).get(self.key[0], {}) if self.key else {}
        self.is_month = bool(self.key) and re.fullmatch(r"\d{4}-\d{2}", self.key[-1]) is not None
        # The JSON twin says what export does not: the order, the files, the date of an article that states only its month.
        twin = json.loads((self.folder / "feed.json").read_text(encoding="utf-8"))
        self.items = {item["id"]: self.expected(item, articles.get(item["id"])) for item in twin["items"]}

    def expected(self, item, article):
        if "digest" in self.own:
            # A digest is no article: only its twin tells what it is.
            date = seconds(item["date_published"])
            return {"title": item["title"], "link": item["url"], "date": {"atom": date, "rss": date}, "sections": None, "enclosures": {"rss": [], "atom": []}}
        article = article or {}
        stated = seconds(article["published"]) if article.get("published_precision") == "instant" else seconds(item["date_published"])
        released = seconds(article.get("released"))
        files, pictures = [file["url"] for file in item.get("attachments", [])], [item[key] for key in ("image",) if key in item]
        return {
            "title": self.own.get("title_format", "{title}").format_map(article) if article else None,
            "link": untracked(article.get("link")),
            "date": {"atom": stated, "rss": stated if self.is_month else released},
            "sections": article.get("section"),
            # RSS has one enclosure: the sound, else the picture, for tools that look nowhere else.
            "enclosures": {"rss": (files or pictures)[:1], "atom": files},
        }

    def path(self, form):
        return self.folder / f"feed.{form}"

    def name(self, form):
        return "/".join((*self.key, f"feed.{form}"))

    def check_members(self, articles, settings):
        """Whether exactly the articles stand in this feed that export says belong there."""
        if "digest" in self.own:
            if not self.items or not all("digest/" in id for id in self.items):
                yield f"export: {self.name('json')} holds something else than digests"
            return
        wanted = {id for id, article in articles.items() if self.is_for(article, settings)}
        if not self.is_month:
            newest = sorted(wanted, key=lambda id: articles[id]["released"], reverse=True)
            wanted = set(newest[: self.own.get("items", settings.get("items", 50))])
        if wanted != set(self.items):
            odd = [articles[id]["title"] if id in articles else id for id in wanted ^ set(self.items)]
            yield f"export: {self.name('json')} does not hold what belongs there; for one: {odd[0]}"

    def is_for(self, article, settings):
        if self.is_month and article["month"] != self.key[-1]:
            return False
        if not self.is_month and article["released"] is None:
            return False
        if self.key and self.key[0] == "sections":
            return slug(article["section"], settings) == self.key[1]
        words = self.own.get("include_words")
        if words and not any(holds(article, word) for word in words):
            return False
        return article["section"] not in self.own.get("exclude", [])


def holds(article, word):
    """Whether headline or standfirst hold a word, whatever its case and accents."""
    fold = lambda text: "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    text = Text.of(article["title"].replace("<", " ")) + " " + Text.of(article["summary"] or "")
    return re.search(rf"(?<!\w){re.escape(fold(word))}(?!\w)", fold(text)) is not None


def slug(label, settings):
    slug = settings.get("sections", {}).get(label) or label.lower().replace(" ", "-")
    return slug["slug"] if isinstance(slug, dict) else slug


class Reader:
    """A reader: `read` gives the items of one document as dictionaries with `id` and the fields."""

    name = ""
    forms = ("rss", "atom")

    def run(self, feeds):
        self.feeds = self.items = 0
        documents = [(feed, form) for feed in feeds for form in self.forms]
        found = self.read_all([feed.path(form) for feed, form in documents])
        said = []
        for (feed, form), items in zip(documents, found, strict=True):
            said += self.compare(feed, form, items)
        return said

    def read_all(self, paths):
        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(self.read, paths))

    def overlooks(self, spoiled):
        """The fields of a spoiled feed in which this comparison finds nothing wrong."""
        for form, items in zip(self.forms, self.read_all([spoiled.path(form) for form in self.forms]), strict=True):
            said = " ".join(self.compare(spoiled, form, items))
            for field in FIELDS:
                if (self.name, form, field) not in LOST and not re.search(rf"{field} is ", said):
                    yield f"{self.name}: wrong {field} of {form} are not found out"

    def compare(self, feed, form, items):
        self.feeds += 1
        where = f"{self.name}: {feed.name(form)}"
        if isinstance(items, str):
            yield f"{where}: {items}"
            return
        self.items += len(items)
        ids = [item["id"] for item in items]
        if sorted(ids) != sorted(feed.items):
            yield f"{where}: {len(ids)} items instead of {len(feed.items)}"
        for item in items:
            expected = feed.items.get(item["id"])
            for field in FIELDS if expected else ():
                said = self.differs(form, field, item[field], expected[field])
                if said:
                    yield f"{where}: {expected['title']}: {said}"

    def differs(self, form, field, found, expected):
        if field in ("date", "enclosures"):
            expected = expected[form]
        if field == "enclosures" and self.name in NO_PICTURES:
            expected = [file for file in expected if not re.search(r"\.(jpe?g|png|gif|webp)$", file)]
        if (self.name, form, field) in LOST:
            return f"{field} are kept after all: {found!r}" if found else None
        if field == "sections":
            # The label of the section stands first; other labels of the article may follow.
            found = found[0] if found else None
        return None if found == expected else f"{field} is {found!r} instead of {expected!r}"


class Feedparser(Reader):
    name = "feedparser"

    def read(self, path):
        feed = feedparser.parse(path.read_bytes())
        if feed.bozo:
            return f"feedparser finds a fault in it: {feed.bozo_exception}"
        return [
            {
                "id": entry.id,
                "title": plain(entry.title_detail),
                "link": entry.link,
                "date": calendar.timegm(entry.published_parsed),
                "sections": [tag.term for tag in entry.get("tags", [])],
                "enclosures": [file.href for file in entry.enclosures],
            }
            for entry in feed.entries
        ]


def plain(detail):
    """A title as feedparser means it: it calls a title HTML where it looks like that."""
    return html.unescape(re.sub(r"<[^>]*>", "", detail.value)) if detail.type == "text/html" else detail.value


class RssParser(Reader):
    name = "rss-parser"

    def __init__(self, libraries):
        self.libraries = libraries

    def read_all(self, paths):
        script = Path(__file__).with_suffix(".mjs")
        lines = run("node", script, self.libraries, *paths).splitlines()
        return [line.get("error") or line["items"] for line in map(json.loads, lines)]


class Newsboat(Reader):
    name = "newsboat"

    def __init__(self, work):
        self.home = work / "newsboat"

    def read(self, path):
        # A cache for each document: within one cache, newsboat keeps an item once for all feeds that share its guid.
        home = self.home / re.sub(r"\W+", "-", str(path))
        home.mkdir(parents=True)
        (home / "urls").write_text(f"file://{path}\n")
        (home / "config").write_text("")
        run("newsboat", "-u", home / "urls", "-c", home / "cache.db", "-C", home / "config", "-x", "reload", env={"HOME": str(home)})
        with sqlite3.connect(home / "cache.db") as cache:
            rows = cache.execute("SELECT guid, title, url, pubDate, enclosure_url FROM rss_item").fetchall()
        keys = ("id", "title", "link", "date")
        return [dict(zip(keys, row)) | {"sections": [], "enclosures": [row[4]] if row[4] else []} for row in rows]


class Sfeed(Reader):
    name = "sfeed"

    def read(self, path):
        with path.open("rb") as document:
            lines = run("sfeed", stdin=document).splitlines()
        return [self.item(line.split("\t")) for line in lines]

    def item(self, fields):
        time, title, link, _, _, id, _, enclosure, category = fields[:9]
        sections = [label for label in category.split("|") if label]
        enclosures = [enclosure] if enclosure else []
        return {"id": id, "title": title, "link": link, "date": int(time), "sections": sections, "enclosures": enclosures}


class Rss2email(Reader):
    name = "rss2email"

    def __init__(self, work):
        self.home = work / "rss2email"
        self.home.mkdir()

    def read_all(self, paths):
        # A folder for each call, with a message box for each document.
        self.home = Path(tempfile.mkdtemp(dir=self.home))
        names = {f"f{place}": path for place, path in enumerate(paths)}
        # Nothing is mailed: messages go into a folder. Dates come from the entry, the one of publishing first.
        settings = {
            "from": "readers@example.invalid",
            "to": "readers@example.invalid",
            "email-protocol": "maildir",
            "maildir-path": self.home,
            "date-header": True,
            "date-header-order": "issued, modified",
            "same-server-fetch-interval": 0,
        }
        lines = ["[DEFAULT]", *(f"{key} = {value}" for key, value in settings.items())]
        for name, path in names.items():
            lines += [f"[feed.{name}]", f"url = file://{path}", f"maildir-mailbox = {name}"]
        (self.home / "config").write_text("\n".join(lines) + "\n")
        run("r2e", "-c", self.home / "config", "-d", self.home / "data.json", "run", env={"HOME": str(self.home)})
        return [self.mails(name) for name in names]

    def mails(self, name):
        if not (self.home / name).exists():
            return "no message came"
        parse = lambda file: email.message_from_binary_file(file, policy=email.policy.default)
        return [self.item(mail) for mail in mailbox.Maildir(self.home / name, factory=parse, create=False)]

    def item(self, mail):
        tags = mail.get("X-RSS-TAGS", "")
        return {
            "id": str(mail["X-RSS-ID"]),
            "title": str(mail["Subject"]),
            "link": str(mail["X-RSS-URL"]),
            "date": int(email.utils.parsedate_to_datetime(str(mail["Date"])).timestamp()),
            "sections": [tag for tag in str(tags).split(",") if tag],
            "enclosures": re.findall(r"^Enclosure: (\S+)", mail.get_content(), re.MULTILINE),
        }


class Text(html.parser.HTMLParser):
    """The text of a page, without that of scripts and styles."""

    def __init__(self):
        super().__init__()
        self.parts, self.silent = [], 0

    def handle_starttag(self, tag, attributes):
        self.silent += tag in ("script", "style")

    def handle_endtag(self, tag):
        self.silent -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.silent:
            self.parts.append(data)

    @classmethod
    def of(cls, page):
        text = cls()
        text.feed(page)
        return " ".join("".join(text.parts).split())


class Chromium:
    """Opens each page as a person does, and looks for the headlines in what is shown."""

    def __init__(self, work):
        self.home = work / "chromium"

    def run(self, feeds):
        self.feeds, self.items = len(feeds), sum(len(feed.items) for feed in feeds)
        with ThreadPoolExecutor(2) as pool:
            return [line for lines in pool.map(self.look_at, enumerate(feeds)) for line in lines]

    def look_at(self, numbered):
        number, feed = numbered
        # A long month stands on several pages, beside each other.
        pages = sorted(feed.folder.glob("*.html"))
        opened = [self.open(page, self.home / str(number)) for page in pages]
        where = "/".join(("chromium: example", *feed.key))
        said = [f"{where}/{page.name}: {line}" for page, (_, faults) in zip(pages, opened, strict=True) for line in faults]
        text = " ".join(text for text, _ in opened)
        missing = [item["title"] for item in feed.items.values() if " ".join(item["title"].split()) not in text]
        return said + [f"{where}: not shown: {title}" for title in missing]

    def open(self, page, home):
        """What a page shows, and what the browser complains of."""
        options = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND")
        log = ("--enable-logging=stderr", "--v=0")
        command = ["chromium", *options, *log, f"--user-data-dir={home}", "--dump-dom", page.as_uri()]
        shown = subprocess.run(command, capture_output=True, text=True, timeout=60)
        faults = [line for line in shown.stderr.splitlines() if "CONSOLE" in line and "ERR_NAME_NOT_RESOLVED" not in line]
        return Text.of(shown.stdout), faults


def run(*command, stdin=subprocess.DEVNULL, env=None):
    """What a program prints; a program that fails ends all."""
    result = subprocess.run([str(part) for part in command], stdin=stdin, capture_output=True, text=True, env={**os.environ, **(env or {})}, timeout=120)
    if result.returncode != 0:
        sys.exit(f"readers: {command[0]} failed: {result.stderr.strip()[-500:]}")
    return result.stdout


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]))
