"""What docs/sources.md shows of the program, made by running it against a site on loopback.

    python -m tests.shown            says which examples are out of date; exit status 1 if one is
    python -m tests.shown --write    puts them in order

An example stands between `<!-- shown: name -->` and `<!-- end -->`. Each is one part of a story, told in `story`.
"""

from __future__ import annotations

import difflib
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner

from monitor.cli import main
from tests.servers.site import News, Page, Site, atom, html_page, news_sitemap, rss

PAGE = Path(__file__).parent.parent / "docs" / "sources.md"
_PORT = "18099"
"""Stands in the examples for the port that the site was given: of as many digits, so that tables stay straight."""
_EXAMPLE = re.compile(r"<!-- shown: ([a-z-]+) -->\n.*?<!-- end -->", re.S)
_FROM_A_FRIEND = """\
<opml version="2.0"><body>
  <outline text="Nagorno Karabak">
    <outline text="Tea & Talks" xmlUrl="{home}river/rss.xml?a=1&b=2"/>
    <outline text="No address"/>
    <outline text="Hill Radio" xmlUrl="javascript:play()"/>
  </outline></outline>
  <outline text="Valley News" xmlUrl="{home}valley.xml" language="hy"/>
</body></opml>
"""


def story() -> dict[str, str]:
    """The examples by name: what somebody types at a desk that has no feeds yet, and what the program answers."""
    with Site() as site, _desk():
        _serve(site)
        home = site.url("/")
        shown = {
            "choice": _typed(f"feeds add {home}"),
            "pick": _typed(f"feeds add {home} --pick 1 --theatre nagorno-karabakh --speaks-for armenia"),
            "only": _typed(f"feeds add {home}river/"),
            "nothing": _typed(f"feeds add {home}empty/"),
            "list": _typed("feeds list"),
            "test": _typed("feeds test", f"feeds test {home}maps/index.xml {home}empty/"),
            "export": _typed("feeds export desk.opml") + _file("desk.opml"),
        }
        Path("ceasefire-monitor.db").unlink()  # another desk
        shown["import"] = _typed("feeds import desk.opml", "feeds export again.opml") + _compared(
            "desk.opml", "again.opml"
        )
        Path("friend.opml").write_text(_FROM_A_FRIEND.format(home=home), encoding="utf-8")
        shown["friend"] = _file("friend.opml") + _typed("feeds import friend.opml")
        return {name: text.replace(str(site.port), _PORT) for name, text in shown.items()}


def filled(page: str, examples: dict[str, str]) -> str:
    """The page with these examples in their places; a place that no example belongs to is left as it is."""
    return _EXAMPLE.sub(
        lambda place: (
            f"<!-- shown: {place[1]} -->\n```text\n{examples[place[1]]}```\n<!-- end -->"
            if place[1] in examples
            else place[0]
        ),
        page,
    )


def without_times(text: str) -> str:
    """The text without how long ago things were, which is another each time it is made."""
    return re.sub(r"\b(in )?\d+ (s|min)( ago)?\b", "now", text)


@contextmanager
def _desk() -> Iterator[None]:
    """A working folder whose settings allow this machine to be asked, and name no feeds."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            Path("monitor.yaml").write_text("opml: []\nfetch: {allow_networks: 127.0.0.0/8}\n", encoding="utf-8")
            yield
        finally:
            os.chdir(before)


def _typed(*commands: str) -> str:
    """Commands as they are typed, each with what it prints."""
    return "".join(
        f"$ ceasefire-monitor {command}\n{CliRunner().invoke(main, command.split()).output}" for command in commands
    )


def _file(name: str) -> str:
    return f"$ cat {name}\n{Path(name).read_text(encoding='utf-8')}"


def _compared(one: str, other: str) -> str:
    same = Path(one).read_bytes() == Path(other).read_bytes()
    return f"$ cmp {one} {other}\n" + ("" if same else f"{one} {other} differ\n")


def _serve(site: Site) -> None:
    """A news site of several feeds, one that declares none, a page without any, and a sitemap index."""
    wire = [
        _news(site, 1, "Armenia says two soldiers killed near Sotk, accuses Azerbaijan of breaking truce", hour=20),
        _news(site, 2, "Late goals settle the derby", hour=18),
        _news(site, 3, "Harbour reopens after the storm", hour=9),
    ]
    world = [_news(site, 4, "Talks in Geneva end without a date for the next round", hour=16), wire[1]]
    river = [_news(site, 5, "Bridge on the Araks closed for repairs", hour=7)]
    site.pages |= {
        "/": html_page("Harbour Wire", ["All the news."], head=_link("/feeds/all.xml") + _link("/feeds/world.atom")),
        "/feeds/all.xml": rss(wire),
        "/feeds/world.atom": atom(world, title="Harbour Wire: World"),
        "/river/": html_page("River Post", ["From both banks."]),
        "/river/rss.xml": rss(river, title="River Post", language="hy"),
        "/empty/": html_page("Nothing here", ["A page."]),
        "/maps/index.xml": Page(
            body=f"<sitemapindex><sitemap><loc>{site.url('/maps/news-1.xml')}</loc></sitemap></sitemapindex>".encode(),
            content_type="application/xml",
        ),
        "/maps/news-1.xml": news_sitemap(wire),
    }


def _link(href: str) -> str:
    kind = "atom" if href.endswith("atom") else "rss"
    return f'<link rel="alternate" type="application/{kind}+xml" href="{href}">'


def _news(site: Site, number: int, title: str, *, hour: int) -> News:
    return News(title, site.url(f"/{number}.html"), published=datetime(2026, 11, 21, hour, 10, tzinfo=UTC))


def _main() -> int:
    before = PAGE.read_text(encoding="utf-8")
    after = filled(before, story())
    if without_times(before) == without_times(after):
        return 0
    if "--write" in sys.argv[1:]:
        PAGE.write_text(after, encoding="utf-8")
        return 0
    sys.stderr.writelines(difflib.unified_diff(before.splitlines(True), after.splitlines(True), str(PAGE), "now"))
    return 1


if __name__ == "__main__":
    sys.exit(_main())
