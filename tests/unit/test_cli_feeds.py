"""feeds add, test, import and export against a site on loopback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import main
from tests.servers.site import News, Page, Site, atom, html_page, news_sitemap, rss, site, status

__all__ = ["site"]  # a fixture, used by its name

NEWS = [News("Shelling near Talish", "https://harbour-wire.example/1")]
WORLD = [News("Summit ends", "https://harbour-wire.example/w1"), News("Talks", "https://harbour-wire.example/w2")]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder whose settings allow this machine to be asked, and name no feeds."""
    monkeypatch.chdir(tmp_path)
    Path("monitor.yaml").write_text("opml: []\nfetch: {allow_networks: 127.0.0.0/8, timeout: 5s}\n", encoding="utf-8")
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def listed() -> list[tuple[str, str]]:
    return [(feed["name"], feed["url"]) for feed in json.loads(call("feeds", "list", "--json").stdout)]


def home(*feeds: str) -> Page:
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="{each}">' for each in feeds)
    return html_page("Harbour Wire", ["Welcome."], head=links)


def test_a_feed_is_tried_and_takes_the_name_and_language_it_gives_itself(site: Site) -> None:
    site.pages["/rss"] = rss(NEWS, title="Harbour Wire", language="en-GB")
    added = call("feeds", "add", site.url("/rss"))
    assert added.exit_code == 0, added.output
    assert added.stdout == f"{site.url('/rss')}: RSS 2.0, en, 1 entry, no dates\nadded feed 1: Harbour Wire\n"
    (feed,) = json.loads(call("feeds", "list", "--json").stdout)
    assert (feed["name"], feed["lang"], feed["state"]) == ("Harbour Wire", "en", "new")


def test_a_site_s_only_feed_is_added_by_the_site_s_address(site: Site) -> None:
    site.pages |= {"/": home("/rss"), "/rss": rss(NEWS)}
    assert call("feeds", "add", site.url("/"), "--name", "The Wire").exit_code == 0
    assert listed() == [("The Wire", site.url("/rss"))]


def test_of_several_feeds_of_a_site_none_is_added_until_they_are_chosen(site: Site) -> None:
    site.pages |= {"/": home("/rss", "/world", "/gone"), "/rss": rss(NEWS), "/world": atom(WORLD, title="World")}
    offered = call("feeds", "add", site.url("/"))
    assert offered.exit_code == 1
    assert "2 feeds found, none added: choose one with --pick N, or take --all" in offered.stdout
    assert [row.split()[0] for row in offered.stdout.splitlines() if "http" in row] == ["1", "2"]
    assert listed() == []
    assert call("feeds", "add", site.url("/"), "--pick", "3").exit_code == 2
    assert call("feeds", "add", site.url("/"), "--all", "--name", "X").exit_code == 2
    assert call("feeds", "add", site.url("/"), "--pick", "2").stdout.endswith("added feed 1: World\n")
    assert call("feeds", "add", site.url("/"), "--all").exit_code == 0
    assert sorted(listed()) == [("Harbour Wire", site.url("/rss")), ("World", site.url("/world"))]


def test_programs_get_the_same_choice_as_json(site: Site) -> None:
    site.pages |= {"/": home("/rss", "/world", "/gone"), "/rss": rss(NEWS), "/world": atom(WORLD, title="World")}
    offered = call("feeds", "add", site.url("/"), "--json")
    answer = json.loads(offered.stdout)
    assert offered.exit_code == 1
    assert [(each["number"], each["format"], each["entries"], each["added"]) for each in answer["feeds"]] == [
        (1, "RSS 2.0", 1, None), (2, "Atom 1.0", 2, None),
    ]  # fmt: skip
    assert {"url": site.url("/gone"), "why": "127.0.0.1 answered 404 Not Found"} in answer["tried"]
    picked = json.loads(call("feeds", "add", site.url("/"), "--json", "--pick", "2").stdout)
    assert [each["added"] for each in picked["feeds"]] == [None, 1]
    site.pages = {"/": home()}
    nothing = call("feeds", "add", site.url("/"), "--json")
    assert (nothing.exit_code, json.loads(nothing.stdout)["feeds"]) == (1, [])


def test_what_is_found_in_place_of_an_address_that_fails_is_offered_and_not_added(site: Site) -> None:
    site.pages["/rss"] = rss(NEWS)
    offered = call("feeds", "add", site.url("/rsss"))
    assert (offered.exit_code, listed()) == (1, [])
    assert "1 feed found, none added" in offered.stdout


def test_a_site_without_feeds_is_not_added_and_all_that_was_tried_is_said(site: Site) -> None:
    site.pages["/"] = home()
    refused = call("feeds", "add", site.url("/"))
    assert refused.exit_code == 1
    assert refused.stderr.endswith("no feed found; not added (--untested adds it all the same)\n")
    assert f"  an HTML page, not a feed: {site.url('/')}\n" in refused.stderr
    assert "  127.0.0.1 answered 404 Not Found: /feed, /rss, /feed.xml, " in refused.stderr
    assert listed() == []


def test_a_password_is_kept_with_the_feed_and_shown_nowhere(site: Site) -> None:
    site.pages |= {"/": home("/rss", "/world"), "/rss": rss(NEWS), "/world": atom(WORLD)}
    ours = site.url("/").replace("//", "//ali:sesame@")
    said = [call("feeds", "add", ours, *more).output for more in ([], ["--json"], ["--all"])]
    said += [call("feeds", "test").output, call("feeds", "list").output]
    said += [call("feeds", "test", "--json").output, call("feeds", "test", ours + "gone", "--json").output]
    said += [call("feeds", "remove", ours + "gone").output, call("feeds", "list", "--json").output]
    assert "sesame" not in "".join(said)
    assert "//ali:sesame@" in call("feeds", "export").stdout
    gone = call("feeds", "add", ours + "gone", "--untested")
    assert "sesame" not in gone.output


def test_what_takes_too_long_to_read_ends_with_its_worker_and_the_search_goes_on(site: Site, folder: Path) -> None:
    with (folder / "monitor.yaml").open("a", encoding="utf-8") as settings:
        settings.write("read: {time_limit: 2s}\n")
    attributes = b" ".join(b"a%d='1'" % number for number in range(100_000))
    site.pages["/"] = Page(body=b"<rss " + attributes + b"></rss>")
    site.pages["/feed"] = rss(NEWS)
    assert call("feeds", "add", site.url("/")).stdout.endswith("added feed 1: Harbour Wire\n")
    assert call("feeds", "test", site.url("/")).exit_code == 1


def test_the_same_facts_are_told_of_feeds_that_are_tested(site: Site) -> None:
    site.pages["/index.xml"] = Page(
        body=f"<sitemapindex><sitemap><loc>{site.url('/news.xml')}</loc></sitemap><sitemap><loc>{site.url('/news2.xml')}"
        "</loc></sitemap></sitemapindex>".encode()
    )
    site.pages |= {"/news.xml": news_sitemap(WORLD), "/news2.xml": status(500), "/page": home()}
    index, page = json.loads(call("feeds", "test", site.url("/index.xml"), site.url("/page"), "--json").stdout)
    assert (index["ok"], index["format"], index["entries"], index["lang"]) == (True, "sitemap index", 2, "en")
    assert index["note"].startswith("1 of its 2 news sitemaps not read: ")
    assert (page["ok"], page["note"]) == (False, "an HTML page, not a feed")
    assert "sitemap index" in call("feeds", "test", site.url("/index.xml")).stdout


def test_feeds_leave_and_come_back_as_opml_with_all_that_was_said_of_them(folder: Path) -> None:
    add = ("feeds", "add", "--untested", "--lang", "hy", "--speaks-for", "armenia", "--theatre", "nagorno-karabakh")
    assert call(*add, "https://wire.example/?a=1&b=2", "--name", 'Tea & "talks" <daily>').exit_code == 0
    assert call("feeds", "add", "--untested", "https://world.example/rss").exit_code == 0
    assert call("feeds", "export", "all.opml").exit_code == 0
    first = call("feeds", "export").stdout
    (folder / "ceasefire-monitor.db").unlink()
    assert call("feeds", "import", "all.opml").stdout == "2 feeds added, 0 known before\n"
    assert call("feeds", "export").stdout == first == (folder / "all.opml").read_text("utf-8")


def test_a_folder_that_is_no_theatre_is_told_with_its_line_and_the_nearest(folder: Path) -> None:
    (folder / "mine.opml").write_text(
        '<opml><body>\n<outline text="Nagorno Karabak">\n<outline text="Wire" xmlUrl="https://wire.example/rss"/>\n'
        "</outline></body></opml>",
        encoding="utf-8",
    )
    said = call("feeds", "import", "mine.opml")
    assert said.stdout == "1 feed added, 0 known before\n"
    assert said.stderr == (
        'note: mine.opml:2: "Nagorno Karabak" is no theatre; the nearest is "nagorno-karabakh"; '
        "its feeds are taken without it\n"
    )
