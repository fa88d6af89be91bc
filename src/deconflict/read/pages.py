"""Web pages: the main text by trafilatura (Barbaresi 2021), metadata, and whether there is a report at all."""

from __future__ import annotations

import re
from typing import Any

from deconflict.errors import UnreadableInput
from deconflict.model import Report
from deconflict.read.gates import gate_of
from deconflict.read.metadata import page_metadata

_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
# Words below which what is left of a page is its menu, not an article.
_FEWEST = 8
# Only dates that the page marks as its own, none searched for in its words; the end is fixed, so that no clock is read.
_DATES = {"original_date": True, "extensive_search": False, "max_date": "2199-12-31"}
_SHOWN = 20_000


def read_page(html: str, name: str, origin: str, address: str | None = None) -> Report:
    """A page as a report; raises UnreadableInput where no text is found.

    ``name`` is its id, unless the page was fetched from an ``address``: then its one address for all its faces is.
    """
    from trafilatura import bare_extraction, load_html  # noqa: PLC0415  slow to import, needed for pages only
    from trafilatura.metadata import extract_metadata  # noqa: PLC0415

    html = _DECLARATION.sub("", html, count=1)
    tree: Any = load_html(html) if html.strip() else None
    if tree is None:
        raise UnreadableInput(origin, "no main text was found in the page; save its text as .txt")
    told = page_metadata(tree, address, lambda: extract_metadata(tree, date_config=_DATES))
    # The page's words are taken before the extraction, which takes the tree apart.
    shown = " ".join(tree.text_content().split())[:_SHOWN]
    page: Any = bare_extraction(tree, with_metadata=False, include_comments=False, include_tables=False)
    text = _without_title(page.text or "", told.title) if page is not None else ""
    unread = gate_of(told.title, text, shown, told.free)
    if len(text.split()) < _FEWEST and (unread is None or not shown):
        raise UnreadableInput(origin, "no main text was found in the page; save its text as .txt")
    return Report(
        id=told.url if address and told.url else name, text=text or shown[:1000], title=told.title, outlet=told.outlet, author=told.author,
        published=told.published, modified=told.modified, url=told.url, language=told.language, origin=origin, given_by=told.given_by, unread=unread,
        problems=(f"kept but not read: {unread}",) if unread else (),
    )  # fmt: skip


def main_text(html: str) -> str:
    """The main text of some HTML; empty where there is none."""
    from trafilatura import bare_extraction  # noqa: PLC0415

    found: Any = bare_extraction(html, with_metadata=False, include_comments=False, include_tables=False)
    return (found.text or "") if found is not None else ""


def _without_title(text: str, title: str | None) -> str:
    """The text without a first line that only repeats the title, which would be read twice."""
    first, _, rest = text.partition("\n")
    return rest if title and first.strip() == title.strip() else text
