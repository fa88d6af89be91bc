"""When a feed or an article is looked at next: on time, later after each failure, never all at once."""

from __future__ import annotations

from random import Random

_JITTER = 0.1
ARTICLE_TRIES = 6
_FIRST_WAIT = 60.0


def next_look(now: float, interval: float, failures: int, wait: float | None, chance: Random, longest: float = 86_400.0) -> float:
    """The moment of a feed's next look.

    After failures in a row the interval doubles each time, up to ``longest``; ``wait`` seconds that the server asked for are kept whole; all is spread by
    a tenth, so that feeds drift apart.
    """
    spread = 1 + _JITTER * (2 * chance.random() - 1)
    pause = min(interval * 2.0 ** min(failures, 20), max(longest, interval)) * spread
    return now + max(pause, wait or 0.0)


def next_try(now: float, tries: int, wait: float | None, chance: Random, first: float = _FIRST_WAIT) -> float | None:
    """The moment at which an article that failed is tried again; None after ``ARTICLE_TRIES``."""
    if tries >= ARTICLE_TRIES:
        return None
    return now + max(first * 4.0 ** (tries - 1) * (1 + _JITTER * chance.random()), wait or 0.0)


def next_revisit(first_seen: float, now: float, ages: tuple[float, ...]) -> float | None:
    """The moment at which an article is looked at again for changes: the next of the ages that it has not reached; None after the last."""
    return next((first_seen + age for age in ages if first_seen + age > now), None)
