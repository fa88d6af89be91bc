"""The text of a PDF and what it says of itself, by PDFium. To be called in a confined process, since a PDF can be made to take for ever."""

from __future__ import annotations

import re
from typing import Any

_MOST_PAGES, _LONGEST = 500, 5_000_000
# PDFium marks a word that was divided at the end of a line.
_DIVIDED = re.compile(r"[\ufffe\x02]\r?\n?|(?<=[a-z])-\r?\n(?=[a-z])")


def pdf_text(content: bytes) -> dict[str, Any]:
    """Text, title, author and date of creation; raises ValueError for what is no PDF that can be opened."""
    import pypdfium2  # noqa: PLC0415  needed for PDFs only

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as problem:
        raise ValueError("the PDF is damaged or needs a password") from problem
    pages: list[str] = []
    size = 0
    for number in range(min(len(document), _MOST_PAGES)):
        text = _page(document, number)
        size += len(text)
        if size > _LONGEST:
            break
        pages.append(text.strip())
    told = document.get_metadata_dict(skip_empty=True)
    text = _DIVIDED.sub("", "\n\n".join(page for page in pages if page)).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return {
        "text": text,
        "title": told.get("Title"),
        "author": told.get("Author"),
        "created": told.get("CreationDate"),
        "pages": len(document),
    }


def _page(document: Any, number: int) -> str:
    """The words of one page; a broken page has none."""
    import pypdfium2  # noqa: PLC0415

    try:
        return str(document[number].get_textpage().get_text_range())
    except pypdfium2.PdfiumError:
        return ""
