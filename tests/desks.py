"""What tests of the desk share: a desk on a ledger, and a browser that asks it."""

from __future__ import annotations

import re
from pathlib import Path

from fastapi.testclient import TestClient

from deconflict.ledger.ledger import Ledger
from deconflict.web.app import make_app
from deconflict.web.desk import Desk, Settings
from tests.ledgers import still

LOCAL = "http://127.0.0.1"


def desk_on(ledger: Ledger, folder: Path, settings: Settings | None = None) -> Desk:
    """A desk on a ledger, with users and log in a folder."""
    return Desk.on(ledger, folder / "users.json", folder / "audit.jsonl", settings or Settings("Amina", rate=1000, burst=5000), still)


def client_of(desk: Desk, **more: object) -> TestClient:
    """A browser, or a program, that asks the desk."""
    return TestClient(make_app(desk), base_url=LOCAL, **more)  # type: ignore[arg-type]


def token_in(page: str) -> str:
    """The token that a page's forms carry."""
    found = re.search(r'name="desk-token" content="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def first_incident(client: TestClient, **asked: str) -> str:
    """The id of the first incident that a filter lets through."""
    return str(client.get("/incidents.json", params=asked).json()["incidents"][0]["id"])
