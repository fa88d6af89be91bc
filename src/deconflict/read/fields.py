"""An object with fields as a report: what is missing or of the wrong type is told, and costs only itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from deconflict.errors import UnreadableInput
from deconflict.model import Report
from deconflict.read.published import parse_published

_SURROGATE = re.compile("[\ud800-\udfff]")


def report_from(value: Any, name: str, origin: str) -> Report:
    """A report from an object with 'text' and optionally id, title, outlet, url, published, modified, author, language.

    ``name`` stands in for an id. Raises UnreadableInput where there is no object or no text.
    """
    if not isinstance(value, Mapping):
        raise UnreadableInput(origin, f"{_sort(value)}, not an object with a 'text'")
    problems: list[str] = []
    text, title = _text(value, origin, problems), _words(value, "title", problems)
    if not text.strip() and not title:
        raise UnreadableInput(origin, "its 'text' is empty")
    return Report(
        id=_id(value.get("id"), name, problems), text=text, title=title, outlet=_words(value, "outlet", problems),
        author=_words(value, "author", problems), published=_moment(value.get("published"), "published", problems), modified=_moment(value.get("modified"), "modified", problems),
        url=_words(value, "url", problems), language=_words(value, "language", problems), origin=origin, problems=tuple(problems),
    )  # fmt: skip


def _text(value: Mapping[str, Any], origin: str, problems: list[str]) -> str:
    """The text exactly as given, but for halves of characters, which no file can hold."""
    text = value.get("text")
    if text is None:
        raise UnreadableInput(origin, "it has no 'text'")
    if not isinstance(text, str):
        raise UnreadableInput(origin, f"its 'text' is {_sort(text)}, not a string")
    if not text.strip():
        problems.append("the text is empty")
    return _whole(text, "text", problems)


def _words(value: Mapping[str, Any], field: str, problems: list[str]) -> str | None:
    """A field that should be a string; several authors are joined."""
    given = value.get(field)
    if isinstance(given, list) and given and all(isinstance(item, str) for item in given):
        given = ", ".join(given)
    if given is None or isinstance(given, str):
        return _whole(given, field, problems).strip() or None if given else None
    problems.append(f"'{field}' is {_sort(given)}, not a string, and was left out")
    return None


def _whole(text: str, field: str, problems: list[str]) -> str:
    """The text with lone surrogates replaced one for one, so that offsets stay."""
    try:
        text.encode()
    except UnicodeEncodeError:
        pass
    else:
        return text
    problems.append(f"'{field}' held halves of characters, which were replaced")
    return _SURROGATE.sub("\ufffd", text)


def _id(given: Any, name: str, problems: list[str]) -> str:
    """The id as given, whole numbers as their digits; else the name."""
    if isinstance(given, str) and given:
        return _whole(given, "id", problems)
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    if given is not None and given != "":
        problems.append(f"'id' is {_sort(given)}, not a string, and {name} stands for it")
    return name


def _moment(given: Any, name: str, problems: list[str]) -> date | None:
    """A time, or a problem."""
    if given is None or given == "":
        return None
    moment = parse_published(given) if isinstance(given, str) else None
    if moment is None:
        shown = ascii(given) if len(ascii(given)) < 40 else ascii(given)[:36] + "..."
        problems.append(f"'{name}' is no date such as 2025-06-03 or 2025-06-03T14:00:00Z: {shown}")
    return moment


def _sort(value: Any) -> str:
    """What sort of JSON value this is."""
    sorts = {bool: "a truth value", int: "a number", float: "a number", str: "a string", list: "a list", dict: "an object"}
    return sorts.get(type(value), "null")
