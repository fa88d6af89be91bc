"""What a page says of its article in JSON-LD (schema.org)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_ARTICLES = re.compile(r"(?:\w*Article|\w*BlogPosting|Report|LiveBlogPosting)$")
_BROKEN = re.compile(r"\"(datePublished|dateModified|headline)\"\s*:\s*\"((?:[^\"\\]|\\.){1,500})\"")
_DEEPEST = 12


def linked_article(scripts: list[str]) -> dict[str, Any]:
    """The article among the JSON-LD of a page, as it is given; of broken JSON the fields that can be picked out. Empty where there is none."""
    nodes: list[dict[str, Any]] = []
    for script in scripts:
        try:
            nodes += _nodes(json.loads(script.strip().removesuffix(";"), strict=False), 0)
        except (ValueError, RecursionError):
            nodes += [dict(_BROKEN.findall(script))]
    articles = [node for node in nodes if any(_ARTICLES.match(sort) for sort in _sorts(node))]
    dated = [node for node in nodes if "datePublished" in node]
    return next(iter((*articles, *dated)), {})


def text_of(value: Any) -> str | None:
    """The words of a value that may be a string, an object with a name, or a list of either."""
    if isinstance(value, str):
        return " ".join(value.split()) or None
    if isinstance(value, dict):
        return text_of(value.get("name") or value.get("@value"))
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(name for item in value if (name := text_of(item)))) or None
    return None


def is_free(article: dict[str, Any]) -> bool | None:
    """Whether an article says that everybody may read it; None where it says nothing."""
    said = article.get("isAccessibleForFree")
    return None if said is None else str(said).lower() == "true"


def _nodes(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """All objects, outermost first."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item, depth + 1)


def _sorts(node: dict[str, Any]) -> list[str]:
    """The types of an object."""
    sorts = node.get("@type")
    return [sorts] if isinstance(sorts, str) else [sort for sort in sorts if isinstance(sort, str)] if isinstance(sorts, list) else []
