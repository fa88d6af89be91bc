"""A first look at a fetched page: one that surely tells of no violence is kept without its main text being worked out, which takes ten times as long.

The quick text is resiliparse's (Bevendorff et al. 2018), which takes in a little more of what stands around an article than trafilatura does.
"""

from __future__ import annotations

from deconflict.errors import UnreadableInput
from deconflict.gather.documents import RawDocument
from deconflict.model import Report
from deconflict.read.documents import plainly_built
from deconflict.read.language import settle_language
from deconflict.read.metadata import page_metadata
from deconflict.read.relevance import Relevance
from deconflict.read.text import decode

MARGIN = 0.5
"""A quick text has to score below this part of the threshold, because it is not quite what would be judged."""
_FEWEST = 60


def skim(raw: RawDocument, relevance: Relevance) -> Report | None:
    """The report of a page that is kept but not read, since it tells of no violence; None for one that has to be looked at more closely."""
    if raw.form != "html":
        return None
    try:
        html, problems = decode(raw.content, raw.origin, True, raw.fetch.charset if raw.fetch else None)
    except UnreadableInput:
        return None
    if not plainly_built(html):
        return None
    title, text = _quick(html)
    quick = Report(raw.name, text, title, language=settle_language(None, text)[0])
    if len(text.split()) < _FEWEST or quick.language != "en" or relevance.score(quick) >= MARGIN * relevance.threshold:
        return None
    return _kept(raw, html, relevance.judged(quick), problems)


def _quick(html: str) -> tuple[str, str]:
    """Title and, roughly, main text of a page."""
    from resiliparse.extract.html2text import extract_plain_text  # noqa: PLC0415  needed for pages only
    from resiliparse.parse.html import HTMLTree  # noqa: PLC0415

    tree = HTMLTree.parse(html)
    return tree.title or "", extract_plain_text(tree, main_content=True)


def _kept(raw: RawDocument, html: str, quick: Report, problems: tuple[str, ...]) -> Report:
    """The report with what the page says of itself."""
    from trafilatura import load_html  # noqa: PLC0415  slow to import, needed for pages only

    address = raw.fetch.final_url if raw.fetch else None
    told = page_metadata(load_html(html), address, lambda: None)
    return Report(
        id=told.url if address and told.url else raw.name, text=quick.text, title=told.title or quick.title, outlet=told.outlet, author=told.author,
        published=told.published, modified=told.modified, url=told.url, language="en", origin=raw.origin, given_by=told.given_by, unread=quick.unread,
        problems=problems,
    )  # fmt: skip
