"""An OpenAI-compatible endpoint: asked with patience, within a budget of tokens, and never twice for one text."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpcore
import msgspec

from deconflict.errors import DeconflictError

Message = dict[str, str]
_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_LARGEST = 4_000_000
_LETTERS_A_TOKEN = 3
"""Fewer letters than most tokens have, so that a guess at the cost is rather too high."""


class Unanswered(DeconflictError):
    """An endpoint that gave no answer that could be used; the text says why."""


@dataclass(slots=True)
class Budget:
    """Tokens that may be spent, prompts and answers together; None for no limit."""

    most: int | None = None
    spent: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def reserve(self, tokens: int) -> None:
        """Take tokens that a request may cost; raises Unanswered where so many are not left."""
        with self._lock:
            if self.most is not None and self.spent + tokens > self.most:
                raise Unanswered(f"the budget of {self.most:,} tokens is spent: {self.spent:,} used, about {tokens:,} more needed")
            self.spent += tokens

    def settle(self, reserved: int, used: int) -> None:
        """Put what was used in the place of what was taken."""
        with self._lock:
            self.spent += used - reserved


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to ask and how: ``url`` is the base ('http://localhost:11434/v1') or the whole address; ``key`` goes into no message and no file.

    ``pause`` is called with seconds to wait between ``tries``; ``cache`` is a folder for answers, by what was asked.
    """

    url: str
    model: str
    budget: Budget
    key: str | None = None
    cache: Path | None = None
    tries: int = 4
    seconds: float = 120.0
    most_answered: int = 4000
    pause: Callable[[float], None] = time.sleep

    def ask(self, messages: Sequence[Message]) -> str:
        """The answer to some messages, from the cache where it was asked before; raises Unanswered."""
        body = self._request(messages)
        kept = self._kept(body)
        return kept.read_text(encoding="utf-8") if kept is not None and kept.is_file() else self._asked(body)

    def keep(self, messages: Sequence[Message], content: str) -> None:
        """Remember an answer that could be used."""
        kept = self._kept(self._request(messages))
        if kept is not None and not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            beside = kept.with_suffix(f".{threading.get_ident()}.part")
            beside.write_text(content, encoding="utf-8")
            beside.replace(kept)

    def _request(self, messages: Sequence[Message]) -> bytes:
        """What is sent; the same messages are the same bytes."""
        request = {
            "model": self.model, "messages": list(messages), "temperature": 0, "max_tokens": self.most_answered,
            "response_format": {"type": "json_object"},
        }  # fmt: skip
        return json.dumps(request, ensure_ascii=False, sort_keys=True).encode()

    def _kept(self, body: bytes) -> Path | None:
        """Where the answer to a request lies."""
        return self.cache / f"{hashlib.sha256(self._address.encode() + body).hexdigest()}.txt" if self.cache else None

    @property
    def _address(self) -> str:
        """The whole address."""
        return self.url if self.url.endswith("/chat/completions") else f"{self.url.rstrip('/')}/chat/completions"

    def _asked(self, body: bytes) -> str:
        """The answer of the endpoint, after as many tries as are allowed."""
        guess = len(body) // _LETTERS_A_TOKEN + self.most_answered
        problem = ""
        for attempt in range(self.tries):
            self.budget.reserve(guess)
            used = 0
            try:
                status, wait, raw = self._send(body)
                used = _usage(raw) or (guess if status == 200 else 0)
            finally:
                self.budget.settle(guess, used)
            if status == 200:
                return _content(raw, self._address)
            problem = f"{self._address} answered {status}" if status else f"{self._address}: {raw.decode(errors='replace')}"
            if status and status not in _AGAIN:
                break
            if attempt + 1 < self.tries:
                self.pause(min(60.0, wait if wait is not None else 2.0**attempt))
        raise Unanswered(problem)

    def _send(self, body: bytes) -> tuple[int, float | None, bytes]:
        """Status, seconds to wait if told, and content; status 0 where there was no answer."""
        headers = [("Content-Type", "application/json"), ("User-Agent", "deconflict")]
        if self.key:
            headers.append(("Authorization", f"Bearer {self.key}"))
        limits = dict.fromkeys(("connect", "read", "write", "pool"), self.seconds)
        try:
            with (
                httpcore.ConnectionPool() as pool,
                pool.stream("POST", self._address, headers=headers, content=body, extensions={"timeout": limits}) as answer,
            ):
                raw = b""
                for piece in answer.iter_stream():
                    raw += piece
                    if len(raw) > _LARGEST:
                        return 0, None, b"the answer is too long"
                told = next((value for name, value in answer.headers if name.lower() == b"retry-after"), b"").decode(errors="replace")
                return answer.status, float(told) if told.isdigit() else None, raw
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, httpcore.UnsupportedProtocol, OSError) as problem:
            return 0, None, (str(problem) or type(problem).__name__).encode()


def _usage(raw: bytes) -> int | None:
    """The tokens that an answer says it cost."""
    try:
        total = msgspec.json.decode(raw)["usage"]["total_tokens"]
    except (msgspec.DecodeError, KeyError, TypeError):
        return None
    return total if isinstance(total, int) and total >= 0 else None


def _content(raw: bytes, address: str) -> str:
    """The words of an answer."""
    try:
        content: Any = msgspec.json.decode(raw)["choices"][0]["message"]["content"]
    except (msgspec.DecodeError, KeyError, IndexError, TypeError) as problem:
        raise Unanswered(f"{address} answered something that is no chat completion") from problem
    if not isinstance(content, str):
        raise Unanswered(f"{address} answered without words")
    return content
