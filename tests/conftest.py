"""What tests share: the reader over the gazetteer that ships, and short ways to read a text."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from deconflict.extract.encoder import Encoder
from deconflict.extract.gazetteer import Gazetteer
from deconflict.extract.reader import Reader
from deconflict.ledger.ledger import Ledger
from deconflict.ledger.sources import read_sources
from deconflict.model import Reading, Report
from deconflict.resources import path
from tests.ledgers import still, stock
from tests.postgres import Server, binaries

EXAMPLES = Path(__file__).parent / "reports"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

# Whether code is right does not hang on how fast a machine is; speed is measured in benchmarks/.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer()


@cache
def shipped_encoder() -> Encoder:
    return Encoder(path("reader"))


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return shipped_encoder()


@pytest.fixture(scope="session")
def reader(gazetteer: Gazetteer, encoder: Encoder) -> Reader:
    return Reader(gazetteer, encoder)


@pytest.fixture(scope="session")
def read(reader: Reader) -> Callable[..., Reading]:
    def one(text: str, id: str = "a", published: str | None = "2025-06-04", title: str | None = None, outlet: str | None = None) -> Reading:
        day = date.fromisoformat(published) if published else None
        return reader.read(Report(id, text, title, outlet, published=day, language="en"))

    return one


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    if binaries() is None:
        pytest.skip("no PostgreSQL here: apt-get install postgresql")
    made = Server()
    try:
        made.start()
        Ledger.open(made.url(name="blank")).close()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty ledger, made once and copied for each test, since making the schema takes longest."""
    file = tmp_path_factory.mktemp("blank") / "ledger.db"
    Ledger.open(file).close()
    return file


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with contradictions, copies and lone claims (tests/desks.py), made once and copied for whoever writes into it."""
    file = tmp_path_factory.mktemp("stocked") / "ledger.db"
    with Ledger.open(file, clock=still) as opened:
        stock(opened)
    return file


@pytest.fixture(scope="module")
def shared_ledger(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A stocked ledger for the tests of one file, which only look at it."""
    with Ledger.open(shutil.copy(stocked, tmp_path_factory.mktemp("desk")), clock=still) as opened:
        yield opened


@pytest.fixture
def own_ledger(stocked: Path, tmp_path: Path) -> Iterator[Ledger]:
    """A stocked ledger, ledger.db in the test's own folder, to be written into."""
    with Ledger.open(shutil.copy(stocked, tmp_path), clock=still) as opened:
        yield opened


def new_place(request: pytest.FixtureRequest, folder: Path) -> str:
    """A new ledger: a file in a folder, or a database of a server, as the fixture's parameter says."""
    if request.param == "file":
        return str(shutil.copy(request.getfixturevalue("blank"), folder / "ledger.db"))
    server: Server = request.getfixturevalue("server")
    return server.url("blank")


@pytest.fixture(params=["file", "server"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return new_place(request, tmp_path)


@pytest.fixture
def ledger(place: str) -> Iterator[Ledger]:
    with Ledger.open(place, clock=still) as opened:
        yield opened


@pytest.fixture(scope="session")
def read_examples(reader: Reader) -> list[Reading]:
    """The readings of the reports in tests/reports."""
    return [reader.read(source.report) for source in read_sources([str(EXAMPLES)]) if not isinstance(source, Exception)]


@pytest.fixture(scope="module")
def browser():
    """Chromium, for one module: as long as it is open an event loop runs, and a test that starts one of its own would fail."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    sync = pytest.importorskip("playwright.sync_api")
    with sync.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield chromium
        chromium.close()
