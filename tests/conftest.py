"""What tests share: the reader over the gazetteer that ships, and short ways to read a text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from deconflict.extract.gazetteer import Gazetteer
from deconflict.extract.reader import Reader
from deconflict.model import Reading, Report

EXAMPLES = Path(__file__).parent / "reports"


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer()


@pytest.fixture(scope="session")
def reader(gazetteer: Gazetteer) -> Reader:
    return Reader(gazetteer)


@pytest.fixture(scope="session")
def read(reader: Reader) -> Callable[..., Reading]:
    def one(text: str, id: str = "a", published: str | None = "2025-06-04", title: str | None = None, outlet: str | None = None) -> Reading:
        day = date.fromisoformat(published) if published else None
        return reader.read(Report(id, text, title, outlet, published=day, language="en"))

    return one
