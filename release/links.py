"""Checks a built site: ``python -m release.links out/site``. Every link within it leads somewhere, and nothing is loaded from elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html

_LOADED = ("//script/@src", "//img/@src", "//iframe/@src", "//link[@rel='stylesheet' or @rel='icon' or @rel='preconnect']/@href")


def faults(site: Path) -> Iterator[str]:
    """What is wrong, a line for each."""
    for page in sorted(site.rglob("*.html")):
        if page.name == "404.html":
            continue
        tree = html.parse(str(page)).getroot()
        name = page.relative_to(site)
        yield from (f"{name}: loads {address}" for path in _LOADED for address in tree.xpath(path) if urlsplit(address).netloc)
        for link in {str(link) for link in tree.xpath("//a/@href | //img/@src | //link/@href")}:
            if not _leads(site, page, link):
                yield f"{name}: {link} leads nowhere"


def _leads(site: Path, page: Path, link: str) -> bool:
    """Whether a link within the site leads somewhere; those to elsewhere are not followed."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return True
    target = (page.parent / unquote(parts.path) if parts.path else page).resolve()
    target = target / "index.html" if target.is_dir() else target
    if not target.is_file() or not target.is_relative_to(site.resolve()):
        return False
    return not parts.fragment or target.suffix != ".html" or unquote(parts.fragment) in _anchors(target)


@cache
def _anchors(page: Path) -> frozenset[str]:
    """The places of a page that a link can lead to."""
    return frozenset(html.parse(str(page)).getroot().xpath("//@id | //a/@name")) | {"__top"}


if __name__ == "__main__":
    found = list(faults(Path(sys.argv[1])))
    print("\n".join(found) or "every link leads somewhere, and nothing is loaded from elsewhere")
    sys.exit(bool(found))
